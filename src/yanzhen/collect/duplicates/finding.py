"""Records in, groups of the same thing out, with the evidence: the one place that knows all steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.blocking import candidates
from yanzhen.collect.duplicates.evidence import TEXTS, Evidence
from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.gathering import Gathering
from yanzhen.collect.duplicates.grouping import group
from yanzhen.collect.duplicates.profiles import Profile, profile_of
from yanzhen.collect.duplicates.traits import Traits, traits_of
from yanzhen.collect.duplicates.weighing import ASK, CERTAIN, KINDS, LIKELY, Weighed, weigh
from yanzhen.collect.pausing import collecting_seldom
from yanzhen.errors import WrongUsage
from yanzhen.language import say
from yanzhen.records import Record

Level = Literal["certain", "likely", "ask"]
Progress = Callable[[float, str], None]

_APART = -60
"""Two records that score less are kept apart, even where others would join them."""

_LARGEST_COMPARED = 30
"""In groups up to this size every pair is compared, also those that only others join."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are, or may be, the same thing.

    Attributes:
        first, second: their ids, the lower first.
        score: tenths of a bit, the sum of the evidence; 0 is as likely as not.
        level: `certain` may be joined by a machine, `likely` belongs together unless somebody objects, `ask` is open.
    """

    kind: str
    first: str
    second: str
    score: int
    level: Level
    _weights: tuple[int, ...]
    _levels: tuple[int, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What speaks for and against; the weights add up to the score."""
        return tuple(
            Evidence(kind, TEXTS[kind][level], weight)
            for kind, level, weight in zip(KINDS, self._levels, self._weights, strict=True)
            if level and (weight or kind == "start")
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are the same thing.

    Attributes:
        ids: in order.
        level: that of the weakest pair without which the group would fall apart.
        pairs: those within, in order of their ids.
    """

    kind: str
    ids: tuple[str, ...]
    level: Level
    pairs: tuple[Pair, ...]


@dataclass(slots=True)
class Duplicates:
    """What was told more than once.

    Attributes:
        records: how many were looked at.
        groups: by kind and first id.
        asked: pairs in no common group about which somebody has to be asked, the likeliest first.
    """

    records: int = 0
    groups: list[Group] = field(default_factory=list)
    asked: list[Pair] = field(default_factory=list)


def _silent(share: float, what: str) -> None:
    return


def find_duplicates(
    records: Iterable[Record], *, never: Iterable[tuple[str, str]] = (), progress: Progress = _silent
) -> Duplicates:
    """Find the records that tell of the same thing.

    Only records of one kind are compared. The order of the records changes nothing.

    Args:
        records: each with a key of its own; taken in one by one.
        never: pairs of keys that people said are two things; they are never proposed, nor joined by others.
        progress: told how far it is (0 to 1).

    Raises:
        WrongUsage: a record without a key, or two with the same.
    """
    apart = {_ordered(one, other) for one, other in never}
    found = Duplicates()
    with collecting_seldom():
        gatherings = _taken_in(records, progress)
        for number, kind in enumerate(sorted(gatherings)):
            progress(0.3 + 0.7 * number / len(gatherings), kind)
            gathering = gatherings.pop(kind)
            found.records += gathering.size
            _KindSearch(kind, gathering, apart).into(found)
    found.groups.sort(key=lambda each: (each.kind, each.ids))
    found.asked.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    progress(1.0, "")
    return found


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _taken_in(records: Iterable[Record], progress: Progress) -> dict[str, Gathering]:
    gatherings: dict[str, Gathering] = {}
    seen: set[str] = set()
    for number, record in enumerate(records):
        if not record.key or record.key in seen:
            raise WrongUsage(
                f"每条记录要有自己的编号：{record.name}（{record.key or '无编号'}）；可先用 give_keys 编号",
                f"each record needs a key of its own: {record.name} ({record.key or 'none'}); give_keys gives them",
            )
        seen.add(record.key)
        if record.kind not in gatherings:
            gatherings[record.kind] = Gathering(profile_of(record.kind))
        gatherings[record.kind].add(record)
        if number % 20_000 == 0:
            progress(min(0.3, number / 1e6), say("读取记录", "reading records"))
    return gatherings


class _KindSearch:
    """The search among the records of one kind."""

    def __init__(self, kind: str, gathering: Gathering, never: set[tuple[str, str]]) -> None:
        self.kind = kind
        self.profile: Profile = gathering.profile
        table = gathering.table()
        self.ids: list[str] = table["id"].to_list()
        self.known = Frequencies()
        self.traits: Traits = traits_of(table, self.profile, self.known)
        self._never = never

    @cached_property
    def never(self) -> NDArray[np.int64]:
        """The pairs that people said are two, as rows; those of other kinds or unknown records are left out."""
        if not self._never:
            return np.zeros((0, 2), np.int64)
        rows = {key: row for row, key in enumerate(self.ids)}
        known = sorted((rows[a], rows[b]) for a, b in self._never if a in rows and b in rows and a != b)
        return np.array(known, np.int64).reshape(-1, 2)

    def into(self, found: Duplicates) -> None:
        """Add what was found to the whole."""
        weighed = self._scored(self._without_never(candidates(self.traits)))
        scores = weighed.scores
        linked = (scores >= LIKELY) & ~weighed.barred
        groups = group(weighed.pairs[linked], scores[linked], self._apart(weighed, scores))
        heads = np.full(len(self.ids), -1, np.int64)
        for number, rows in enumerate(groups):
            heads[list(rows)] = number
        within = heads[weighed.pairs[:, 0]] == heads[weighed.pairs[:, 1]]
        within &= heads[weighed.pairs[:, 0]] >= 0
        found.asked.extend(self._pairs(weighed.some((scores >= ASK) & ~weighed.barred & ~within)))
        found.groups.extend(self._groups(groups, heads, weighed.some(within)))

    def _scored(self, pairs: NDArray[np.int64]) -> Weighed:
        return weigh(self.traits, pairs, self.profile, self.known)

    def _without_never(self, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(self.never):
            return pairs
        n = len(self.ids)
        return pairs[~np.isin(pairs[:, 0] * n + pairs[:, 1], self.never[:, 0] * n + self.never[:, 1])]

    def _apart(self, weighed: Weighed, scores: NDArray[np.int32]) -> NDArray[np.int64]:
        """Pairs that must not come into one group: what people said, and what contradicts itself."""
        return np.concatenate([self.never, weighed.pairs[(scores < _APART) | weighed.barred]])

    def _groups(self, groups: list[tuple[int, ...]], heads: NDArray[np.int64], within: Weighed) -> Iterator[Group]:
        """The groups with all their pairs, those too that no key had brought together."""
        n = len(self.ids)
        known = within.pairs[:, 0] * n + within.pairs[:, 1]
        small = (pair for rows in groups if 2 < len(rows) <= _LARGEST_COMPARED for pair in combinations(rows, 2))
        all_pairs = np.array(list(small), np.int64).reshape(-1, 2)
        missing = all_pairs[~np.isin(all_pairs[:, 0] * n + all_pairs[:, 1], known)]
        further = self._scored(missing)
        by_group: dict[int, list[Pair]] = {}
        for part in (within, further):
            for head, pair in zip(heads[part.pairs[:, 0]].tolist(), self._pairs(part), strict=True):
                by_group.setdefault(head, []).append(pair)
        for number, rows in enumerate(groups):
            pairs = tuple(sorted(by_group[number], key=lambda pair: (pair.first, pair.second)))
            yield Group(self.kind, tuple(self.ids[row] for row in rows), _weakest(pairs), pairs)

    def _pairs(self, weighed: Weighed) -> list[Pair]:
        columns: Iterable[tuple[Any, ...]] = zip(
            weighed.pairs.tolist(),
            weighed.scores.tolist(),
            weighed.barred.tolist(),
            map(tuple, weighed.weights.tolist()),
            map(tuple, weighed.levels.tolist()),
            strict=True,
        )
        return [
            Pair(self.kind, self.ids[a], self.ids[b], score, level_of(score, barred), weights, levels)
            for (a, b), score, barred, weights, levels in columns
        ]


def level_of(score: int, barred: bool = False) -> Level:
    """The level of a score; a pair that contradicts itself is asked about at best."""
    if barred or score < LIKELY:
        return "ask"
    return "certain" if score >= CERTAIN else "likely"


def _weakest(pairs: tuple[Pair, ...]) -> Level:
    """The level at which the group still hangs together."""
    head = {key: key for pair in pairs for key in (pair.first, pair.second)}
    lowest: Level = "certain"
    for pair in sorted(pairs, key=lambda each: -each.score):
        first, second = head[pair.first], head[pair.second]
        if first != second:
            lowest = pair.level
            head = {key: first if top == second else top for key, top in head.items()}
    return lowest
