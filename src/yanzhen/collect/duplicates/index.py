"""An index that is kept: which of the records in it are the same as this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.blocking import MOST, keys_of
from yanzhen.collect.duplicates.finding import Pair, level_of
from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.gathering import gathered
from yanzhen.collect.duplicates.letters import Hashes
from yanzhen.collect.duplicates.profiles import Profile, profile_of
from yanzhen.collect.duplicates.traits import Traits, traits_of
from yanzhen.collect.duplicates.weighing import ASK, weigh
from yanzhen.records import Record

_SEGMENTS = 8
"""So many parts of the index may stand side by side before the smaller ones are made into one."""

_LOOKED_AT = 2000
"""Records that are compared with one that is looked up, at most; the rarest keys come first."""


@dataclass(slots=True)
class _Segment:
    """Records that were added together, the rows of each of their keys, and which of them are still held."""

    ids: list[str]
    traits: Traits
    keys: Hashes
    rows: NDArray[np.int64]
    held: dict[str, int]

    @classmethod
    def of(cls, ids: list[str], traits: Traits) -> _Segment:
        keys, rows = _sorted_keys(traits)
        return cls(ids, traits, keys, rows, {key: row for row, key in enumerate(ids)})

    @classmethod
    def joined(cls, one: _Segment, other: _Segment) -> _Segment:
        """Those still held of both."""
        kept = [np.array(list(each.held.values()), np.int64) for each in (one, other)]
        traits = Traits.joined([one.traits.take(kept[0]), other.traits.take(kept[1])])
        return cls.of([*one.held, *other.held], traits)

    def with_keys(self, keys: Hashes) -> NDArray[np.int64]:
        """Rows that have any of the keys, those of the rarest keys first."""
        begins, ends = np.searchsorted(self.keys, keys), np.searchsorted(self.keys, keys, side="right")
        spans = sorted((end - begin, begin) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True))
        parts = [self.rows[begin : begin + size] for size, begin in spans if 0 < size <= MOST]
        rows = np.concatenate([np.zeros(0, np.int64), *parts])
        _, first = np.unique(rows, return_index=True)
        return rows[np.sort(first)][:_LOOKED_AT]


def _sorted_keys(traits: Traits) -> tuple[Hashes, NDArray[np.int64]]:
    keys, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for sort in keys_of(traits):
        row, column = np.nonzero(sort.grid)
        keys.append(sort.grid[row, column])
        rows.append(row)
    whole, whose = np.concatenate(keys), np.concatenate(rows)
    order = np.argsort(whole, kind="stable")
    return whole[order], whose[order]


class _KindIndex:
    """The records of one kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.profile: Profile = profile_of(kind)
        self.known = Frequencies()
        self.segments: list[_Segment] = []

    def add(self, records: list[Record]) -> None:
        table = gathered(records, self.profile)
        traits = traits_of(table, self.profile, self.known)
        self.segments.append(_Segment.of(table["id"].to_list(), traits))
        self.segments.sort(key=lambda segment: -len(segment.ids))
        while len(self.segments) > _SEGMENTS:
            last, before = self.segments.pop(), self.segments.pop()
            self.segments.append(_Segment.joined(before, last))

    def remove(self, key: str) -> None:
        for segment in self.segments:
            segment.held.pop(key, None)

    def like(self, record: Record, never: set[str]) -> list[Pair]:
        """Pairs of the record with those that are, or may be, the same."""
        looked_up = traits_of(gathered([record], self.profile), self.profile, self.known.as_they_stand())
        keys = np.unique(_sorted_keys(looked_up)[0])
        return [pair for segment in self.segments for pair in self._like(record.key, looked_up, keys, segment, never)]

    def _like(self, key: str, looked_up: Traits, keys: Hashes, segment: _Segment, never: set[str]) -> list[Pair]:
        ids, held = segment.ids, segment.held
        rows = [row for row in segment.with_keys(keys).tolist() if held.get(ids[row]) == row]
        rows = [row for row in rows if ids[row] != key and ids[row] not in never]
        pairs = np.stack([np.zeros(len(rows), np.int64), np.array(rows, np.int64)], axis=1)
        weighed = weigh(looked_up, pairs, self.profile, self.known, against=segment.traits)
        kept = weighed.some((weighed.scores >= ASK) & ~weighed.barred)
        parts = (kept.pairs[:, 1].tolist(), kept.scores.tolist(), kept.weights.tolist(), kept.levels.tolist())
        return [
            Pair(self.kind, key, ids[row], score, level_of(score), tuple(weights), tuple(levels))
            for row, score, weights, levels in zip(*parts, strict=True)
        ]


class DuplicateIndex:
    """Says which of the records that it holds are the same as a given one; takes in and gives up records cheaply.

    How rare a value is goes by all records that were ever taken in, those given up too.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._kinds: dict[str, _KindIndex] = {}
        self._where: dict[str, str] = {}
        self.add(records)

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, key: object) -> bool:
        return key in self._where

    def add(self, records: Iterable[Record]) -> None:
        """Take in records, each with a key of its own; one whose key is known takes the place of the old one."""
        by_kind: dict[str, dict[str, Record]] = {}
        for record in records:
            by_kind.setdefault(record.kind, {})[record.key] = record
        for kind, new in by_kind.items():
            self.remove(new)
            index = self._kinds.setdefault(kind, _KindIndex(kind))
            index.add(list(new.values()))
            self._where |= dict.fromkeys(new, kind)

    def remove(self, keys: Iterable[str]) -> None:
        """Give up records; keys that are not held are passed over."""
        for key in keys:
            if key in self._where:
                self._kinds[self._where.pop(key)].remove(key)

    def same_as(self, record: Record, *, never: Iterable[tuple[str, str]] = ()) -> list[Pair]:
        """Pairs of a record with those held that are, or may be, the same thing; the likeliest first.

        Args:
            record: one that is held is not compared with itself.
            never: pairs of keys that people said are two things.
        """
        index = self._kinds.get(record.kind)
        if index is None:
            return []
        barred = {b if a == record.key else a for a, b in never if record.key in (a, b)}
        found = index.like(record, barred)
        return sorted(found, key=lambda pair: (-pair.score, pair.second))
