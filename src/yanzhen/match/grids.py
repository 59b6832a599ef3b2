"""How work is shared out: into how many blocks of offers and of needs, and what that costs.

Every need meets every offer once, in the cell of its block and the offer's. Two shapes are weighed against each other:

- broadcast: offers stay where they are, in A blocks; all needs are sent to every worker. Offers are indexed once.
- blocked: A x B cells; the offers travel to B cells each and are indexed there, the needs travel to A cells.

The cost is in seconds of elapsed time (`costs`), in terms that can be read, and a shape whose blocks do not fit in a
worker's memory is ruled out. What decides: broadcasting needs memory for all needs on every worker and cannot use more
workers than there are blocks of offers; blocking indexes the offers B times over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from yanzhen.errors import WrongUsage
from yanzhen.language import Said


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is to be matched.

    Attributes:
        needs, offers: how many of each.
        need_entries, offer_entries: their words, each once in its text; of the offers only those that a need asks for.
        postings: meetings of a need and an offer in a word, over all words; known exactly before the search.
        top: answers for each need.
    """

    needs: int
    offers: int
    need_entries: int
    offer_entries: int
    postings: int
    top: int

    @property
    def need_bytes(self) -> int:
        return 24 * self.needs + 8 * self.need_entries

    @property
    def offer_bytes(self) -> int:
        return 24 * self.offers + 8 * self.offer_entries

    def stretches(self, offer_blocks: int) -> int:
        """Indexes that are made of the offers and asked one after the other: at least one a block."""
        return max(offer_blocks, math.ceil(self.offer_entries / ENTRIES_AT_ONCE))


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does it: `count` tasks run at a time, each with `memory` bytes."""

    count: int
    memory: int = 2 << 30


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds of one worker, as measured (`benchmarks/spark.py`; the note `spark.md` in the manual says on what).

    Attributes:
        cut: a text of either side, read and cut into words.
        indexed: an entry of an offer, weighed and laid out.
        touched: a posting added to a score.
        asked: a need asked of an index, whatever it finds.
        merged: a candidate, sent to where a need's best are taken; like the next two assumed, not measured.
        moved: a byte sent to another worker.
        task: a task started.
    """

    cut: float = 8.8e-5
    indexed: float = 1.7e-7
    touched: float = 3.0e-10
    asked: float = 5.1e-5
    merged: float = 1e-6
    moved: float = 1e-8
    task: float = 0.05


MEASURED = Rates()
ENTRIES_AT_ONCE = 1 << 23
"""Words of offers that are indexed at a time: some 350 MB while it happens."""
_WORKSPACE = 6
"""Times its own size that a block of offers takes while it is indexed."""
_AT_ONCE = 512 << 20
"""Bytes that a worker needs besides; where offers stay they are indexed in stretches that fit in it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to do it.

    Attributes:
        offer_blocks, need_blocks: the grid.
        broadcast: whether the needs go to everybody; then there is one block of them.
        terms: seconds of elapsed time by what they are spent on.
        memory: bytes that a task needs.
        fits: whether a worker has them.
    """

    offer_blocks: int
    need_blocks: int
    broadcast: bool
    terms: dict[str, float] = field(default_factory=dict)
    memory: int = 0
    fits: bool = True

    @property
    def seconds(self) -> float:
        return sum(self.terms.values())

    @property
    def cells(self) -> int:
        return self.offer_blocks * self.need_blocks

    def told(self) -> Said:
        """One line: the shape, its seconds and what they are made of."""
        parts = [(TERMS[name], seconds) for name, seconds in self.terms.items()]
        zh = "、".join(f"{name.zh} {seconds:.3g} 秒" for name, seconds in parts)
        en = ", ".join(f"{name.en} {seconds:.3g} s" for name, seconds in parts)
        memory = f"{self.memory / (1 << 20):,.0f} MB"
        shape = SHAPES[self.broadcast]
        return Said(
            f"{shape.zh} {self.offer_blocks} × {self.need_blocks}：约 {self.seconds:.3g} 秒（{zh}），每个任务 {memory}"
            + ("" if self.fits else "，放不下"),
            f"{shape.en} {self.offer_blocks} × {self.need_blocks}: about {self.seconds:.3g} s ({en}), {memory} a task"
            + ("" if self.fits else ", which does not fit"),
        )


SHAPES = {True: Said("广播需求", "needs broadcast"), False: Said("两边分块", "both sides blocked")}
TERMS = {
    "touching": Said("打分", "scoring"),
    "indexing": Said("建索引", "indexing"),
    "moving": Said("传送", "sending"),
    "merging": Said("归并", "merging"),
    "starting": Said("起任务", "starting tasks"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The plan that was taken and the best one of the other shape."""

    plan: Plan
    other: Plan | None

    def told(self) -> Said:
        """What was taken and what it was weighed against, a line each."""
        taken = self.plan.told()
        if self.other is None:
            return taken
        passed = self.other.told()
        return Said(f"{taken.zh}\n没有选：{passed.zh}", f"{taken.en}\nnot taken: {passed.en}")


def costs(
    sizes: Sizes, workers: Workers, offer_blocks: int, need_blocks: int, *, broadcast: bool, rates: Rates = MEASURED
) -> Plan:
    """What one shape costs.

    Work that all cells share is divided by the tasks that can run at a time, in whole rounds: five cells on four
    workers take as long as eight.
    """
    cells = offer_blocks * need_blocks
    at_once = cells / math.ceil(cells / workers.count)
    touching = sizes.postings * rates.touched + sizes.needs * sizes.stretches(offer_blocks) * rates.asked
    if broadcast:
        # Every worker unpacks the needs, all at the same time.
        moving = sizes.need_bytes * rates.moved
        memory = sizes.need_bytes + _answer_bytes(sizes.needs, sizes.top) + _AT_ONCE
    else:
        sent = sizes.offer_bytes * need_blocks + sizes.need_bytes * offer_blocks
        moving = sent * rates.moved / min(cells, workers.count)
        block = _share(sizes.offer_bytes, offer_blocks) * _WORKSPACE
        asked = _share(sizes.need_bytes, need_blocks) * 2
        memory = block + asked + _answer_bytes(_share(sizes.needs, need_blocks), sizes.top) + _AT_ONCE
    terms = {
        "touching": touching / at_once,
        "indexing": sizes.offer_entries * need_blocks * rates.indexed / at_once,
        "moving": moving,
        "merging": sizes.needs * sizes.top * offer_blocks * rates.merged / workers.count,
        "starting": cells * rates.task / workers.count,
    }
    return Plan(offer_blocks, need_blocks, broadcast, terms, memory, memory <= workers.memory)


def _answer_bytes(needs: int, top: int) -> int:
    """The best so far and those of one stretch, ids and scores, side by side and sorted."""
    return needs * top * 16 * 5


def _share(whole: int, parts: int) -> int:
    return -(-whole // parts)


def choose(sizes: Sizes, workers: Workers, partitions: int, rates: Rates = MEASURED) -> Choice:
    """The cheapest shape that fits.

    Args:
        partitions: the partitions in which the offers lie; without moving them there can be fewer blocks, not more.

    Raises:
        WrongUsage: nothing fits into the workers' memory.
    """
    plans = list(_shapes(sizes, workers, partitions, rates))
    fitting = sorted((plan for plan in plans if plan.fits), key=lambda plan: plan.seconds)
    if not fitting:
        least = min(plan.memory for plan in plans) / (1 << 20)
        raise WrongUsage(
            f"怎么分块都放不下：每个任务至少要 {least:,.0f} MB 内存，请加大执行器的内存，或减少 top",
            f"no way of sharing out fits: a task needs at least {least:,.0f} MB; give the executors more memory "
            "or ask for a smaller top",
        )
    taken = fitting[0]
    others = sorted(
        (plan for plan in plans if plan.broadcast != taken.broadcast), key=lambda plan: (not plan.fits, plan.seconds)
    )
    return Choice(taken, others[0] if others else None)


def _shapes(sizes: Sizes, workers: Workers, partitions: int, rates: Rates) -> Iterator[Plan]:
    for offer_blocks in sorted({min(blocks, partitions) for blocks in _powers(partitions)}):
        yield costs(sizes, workers, offer_blocks, 1, broadcast=True, rates=rates)
    for offer_blocks in _powers(max(4 * workers.count, sizes.offer_bytes // (32 << 20))):
        for need_blocks in _powers(max(4 * workers.count, sizes.need_bytes // (4 << 20))):
            if offer_blocks * need_blocks > 1:
                yield costs(sizes, workers, offer_blocks, need_blocks, broadcast=False, rates=rates)


def _powers(limit: int) -> list[int]:
    """1, 2, 4, … up to the first at or above `limit`."""
    return [1 << power for power in range(max(0, limit - 1).bit_length() + 1)]


def grid_asked(text: str) -> Plan | None:
    """The grid that somebody fixed, as `3x1` (needs broadcast) or `3x2` (blocked); None where nobody did.

    Raises:
        WrongUsage: it reads otherwise.
    """
    if not text:
        return None
    offers, times, needs = text.lower().partition("x")
    if not (times and offers.isdecimal() and needs.isdecimal() and int(offers) and int(needs)):
        raise WrongUsage(
            f"spark.yanzhen.grid 应写成“成果块数x需求块数”，如 8x1 或 8x4，而不是 {text}",
            f"spark.yanzhen.grid must read offer blocks x need blocks, as in 8x1 or 8x4, not {text}",
        )
    return Plan(int(offers), int(needs), int(needs) == 1)
