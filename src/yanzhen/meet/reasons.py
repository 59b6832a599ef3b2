"""Why a request did not make it, and what the cheapest change that would admit it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import Said
from yanzhen.meet.event import Event
from yanzhen.meet.frame import UNTIMED, Frame, Ints

Floats = NDArray[np.float64]
FULL, ALL, SPOKEN = 0, 1, 2


@dataclass(frozen=True)
class Change:
    """The cheapest direct change for each request that waits, (waiting,) each; `cost` is infinite where there is none.

    A direct change puts the meeting into one of its slots; what is in the way there gives way and is not moved.
    """

    waiting: Ints
    cost: Floats
    slot: Ints


def cheapest_changes(frame: Frame, slot: Ints) -> Change:
    """What it costs in value to admit each meeting without a slot, no must and no minimum given up for it."""
    waiting = np.flatnonzero(slot == UNTIMED)
    board = _Board(frame, slot)
    cost = board.costs(waiting)
    best = cost.argmin(axis=1) if len(waiting) else np.zeros(0, np.int64)
    return Change(waiting, cost[np.arange(len(waiting)), best] - frame.worth[waiting], best)


class _Board:
    def __init__(self, frame: Frame, slot: Ints) -> None:
        self.frame, self.slot = frame, slot
        on = np.flatnonzero(slot != UNTIMED)
        self.at = np.full((frame.people, frame.slots), -1, np.int64)
        for side in (frame.one, frame.other):
            self.at[side[on], slot[on]] = on
        self.degree = np.bincount(np.concatenate([frame.one[on], frame.other[on]]), minlength=frame.people)
        at_floor = self.degree <= frame.least
        price = frame.worth.astype(float)
        price[frame.must] = np.inf
        # What it costs that the meeting goes: to both sides, or to the far side of the one that gets another for it.
        self.price = np.where(at_floor[frame.one] | at_floor[frame.other], np.inf, price)
        self.beside_one = np.where(at_floor[frame.other], np.inf, price)
        self.beside_other = np.where(at_floor[frame.one], np.inf, price)

    def costs(self, waiting: Ints) -> Floats:
        """(waiting, slots): the worth of what gives way."""
        frame = self.frame
        sides = (frame.one[waiting], frame.other[waiting])
        gone = [self.at[side] for side in sides]
        cost = np.where(frame.open[waiting], 0.0, np.inf)
        for side, there in zip(sides, gone, strict=True):
            near = np.where(
                frame.one[np.maximum(there, 0)] == side[:, None], self.beside_one[there], self.beside_other[there]
            )
            cost += np.where(there >= 0, near, 0.0)
            cost += np.where((there < 0) & (self.degree[side] >= frame.most[side])[:, None], self._dearest(side), 0.0)
        same = (gone[0] == gone[1]) & (gone[0] >= 0)
        cost = np.where(same & np.isfinite(cost), cost / 2, cost)
        cost += self._rooms(waiting, gone)
        if frame.travel:
            cost += self._ways(waiting, sides)
        return cost

    def _dearest(self, side: Ints) -> Floats:
        """(waiting, 1): the cheapest meeting of each of these participants."""
        price = np.full((self.frame.people, self.frame.slots), np.inf)
        people, slots = np.nonzero(self.at >= 0)
        meetings = self.at[people, slots]
        first = self.frame.one[meetings] == people
        price[people, slots] = np.where(first, self.beside_one[meetings], self.beside_other[meetings])
        found: Floats = price.min(axis=1)[side][:, None]
        return found

    def _cheapest(self, group: Ints, groups: int) -> tuple[Ints, Floats]:
        """(groups, slots): how many meetings of a group (-1 for none) a slot holds, and what the cheapest is worth."""
        on = np.flatnonzero((self.slot != UNTIMED) & (group >= 0))
        held = np.zeros((groups, self.frame.slots), np.int64)
        least = np.full((groups, self.frame.slots), np.inf)
        np.add.at(held, (group[on], self.slot[on]), 1)
        np.minimum.at(least, (group[on], self.slot[on]), self.price[on])
        return held, least

    def _rooms(self, waiting: Ints, gone: list[Ints]) -> Floats:
        """(waiting, slots): what gives up its table or interpreter, where none becomes free by what goes anyway."""
        frame = self.frame
        groups: list[tuple[Ints, NDArray[np.int64]]] = [(frame.hall, frame.tables)]
        if frame.room is not None:
            groups.append((np.where(frame.hall == frame.online, -1, 0), frame.room[None]))
        if frame.language is not None and frame.interpreters is not None and len(frame.interpreters):
            groups.append((frame.language, frame.interpreters))
        cost = np.zeros((len(waiting), frame.slots))
        for group, limits in groups:
            held, least = self._cheapest(group, len(limits))
            mine = group[waiting]
            full = (held >= limits)[mine] & (mine >= 0)[:, None]
            freed = np.zeros_like(full)
            for there in gone:
                freed |= (there >= 0) & (group[np.maximum(there, 0)] == mine[:, None])
            # One that goes for a table may free the interpreter too: adding both up is never too little.
            cost = cost + np.where(full & ~freed, least[mine], 0.0)
        return cost

    def _ways(self, waiting: Ints, sides: tuple[Ints, Ints]) -> Floats:
        """(waiting, slots): what goes since it lies in another hall within the slots of a way."""
        frame = self.frame
        cost = np.zeros((len(waiting), frame.slots))
        mine = frame.hall[waiting][:, None]
        for side in sides:
            for shift in [s for s in range(-frame.travel, frame.travel + 1) if s]:
                there = np.full((len(waiting), frame.slots), -1, np.int64)
                here = slice(max(0, -shift), min(frame.slots, frame.slots - shift))
                away = slice(max(0, shift), min(frame.slots, frame.slots + shift))
                if abs(shift) < frame.slots:
                    there[:, here] = self.at[side][:, away]
                halls = frame.hall[np.maximum(there, 0)]
                apart = (there >= 0) & (halls != mine) & (halls != frame.online) & (mine != frame.online)
                cost += np.where(apart, self.price[np.maximum(there, 0)], 0.0)
        return cost


def reasons(
    event: Event, frame: Frame, slot: Ints, relaxed: float = 0.0, dear: Floats | None = None
) -> dict[int, Said]:
    """For each request without a slot why it has none.

    Args:
        dear: (m,): with a meeting nothing is worth more than `relaxed` less this; None where that is not known.
    """
    change = cheapest_changes(frame, slot)
    board = _Board(frame, slot)
    gap = relaxed - int(frame.worth[slot != UNTIMED].sum())
    found = {}
    for number, cost in zip(change.waiting.tolist(), change.cost.tolist(), strict=True):
        never = _never(event, frame, number)
        if never is not None:
            found[number] = never
            continue
        at_least = None if dear is None else float(dear[number]) - gap
        found[number] = _joined(_taken(event, frame, board, number), _price(event, cost, at_least))
    return found


def _joined(first: Said, second: Said) -> Said:
    return Said(f"{first.zh}；{second.zh}", f"{first.en}; {second.en}")


def _never(event: Event, frame: Frame, number: int) -> Said | None:
    """Why it could not even take place if it were the only one."""
    sides = (int(frame.one[number]), int(frame.other[number]))
    if not frame.open[number].any():
        return Said("没有双方都在场、又可以排的时段", "there is no slot that it may have in which both sides are there")
    for side in sides:
        if frame.most[side] == 0:
            name = event.participants[side].id
            return Said(f"{name} 的 max 是 0，不排会谈", f"{name} has max 0 and takes no meeting")
    slots = np.flatnonzero(frame.open[number])
    if not frame.tables[frame.hall[number], slots].any():
        return Said("它的会场没有桌位", "its hall has no table")
    if frame.room is not None and frame.hall[number] != frame.online and not frame.room[slots].any():
        return Said("各会场合计没有桌位", "there is no table in all halls together")
    if frame.language is not None and frame.interpreters is not None and frame.language[number] >= 0:
        language = int(frame.language[number])
        if not frame.interpreters[language, slots].any():
            name = event.interpreters[language][0]
            return Said(f"没有 {name} 翻译", f"there is no interpreter for {name}")
    return None


def _taken(event: Event, frame: Frame, board: _Board, number: int) -> Said:
    """What stands in its way, said of the one side where that one alone explains it."""
    slots = np.flatnonzero(frame.open[number])
    for side in (int(frame.one[number]), int(frame.other[number])):
        there = board.at[side][slots]
        full = board.degree[side] >= frame.most[side]
        if not (full or (there >= 0).all()):
            continue
        held = board.at[side][board.at[side] >= 0] if full else there
        name = event.participants[side].id
        worth = frame.worth[held]
        more = bool((worth > frame.worth[number]).all())
        less = bool((worth >= frame.worth[number]).all())
        zh, en = ("更值的", " worth more") if more else ("不比它差的", " worth no less") if less else ("别的", "")
        if full:
            count = int(frame.most[side])
            return Said(
                f"{name} 最多 {count} 场，都给了{zh}会谈",
                f"{name} has its {count} meetings at most, all{en or ' others'}",
            )
        return Said(
            f"{name} 的时段都排了{zh}会谈",
            f"{name}'s slots were all taken by {'meetings' if en else 'other meetings'}{en}",
        )
    return Said(
        "双方没有同时空着、又有桌位的时段",
        "in no slot are both sides free with a table, an interpreter and the way to it",
    )


def _price(event: Event, cost: float, at_least: float | None) -> Said:
    """What the cheapest change costs: exactly, where the bound proves it, else at most."""
    if not np.isfinite(cost):
        return Said(
            "要排上它，就得放弃一场必须的会谈或某一方的最低场次",
            "to admit it directly, a meeting that must take place or somebody's minimum would be given up",
        )
    amount = f"{cost / event.parts:,.10g}"
    if at_least is not None and at_least >= cost - 0.5 / event.parts:
        return Said(f"最省的改法要少 {amount}", f"the cheapest change that would admit it costs {amount}")
    return Said(f"直接让位最省要少 {amount}", f"the cheapest direct change that would admit it costs {amount}")
