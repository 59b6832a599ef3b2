"""The two sides of many comparisons, and what a comparison finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.traits import Traits


@dataclass(frozen=True, slots=True)
class Side:
    """One record of each pair: rows of traits, looked up when they are asked for."""

    traits: Traits
    rows: NDArray[np.int64]
    _looked_up: dict[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, name: str) -> NDArray[Any]:
        """A trait of each pair; of a trait of several columns (columns, pairs), so that the pairs lie side by side."""
        if name not in self._looked_up:
            found: NDArray[Any] = getattr(self.traits, name)[self.rows]
            self._looked_up[name] = found if found.ndim == 1 else np.ascontiguousarray(np.moveaxis(found, 0, -1))
        return self._looked_up[name]

    def some(self, which: NDArray[Any]) -> Side:
        """The same for some of the pairs."""
        return Side(self.traits, self.rows[which])


class Finding(NamedTuple):
    """What one comparison says of each pair.

    Attributes:
        level: which of its answers; 0 where one side does not tell, so that nothing can be said.
        bits: log2 of how much likelier that answer is of the same thing than of any two.
        sisters: the same against two things of one party, which share more than any two do.
    """

    level: NDArray[np.int8]
    bits: NDArray[np.float32]
    sisters: NDArray[np.float32]

    @classmethod
    def none(cls, pairs: int) -> Finding:
        return cls(np.zeros(pairs, np.int8), np.zeros(pairs, np.float32), np.zeros(pairs, np.float32))

    def put(self, where: Any, level: int, bits: Any, sisters: Any = 0.0) -> None:
        """Set the answer of some pairs."""
        self.level[where] = level
        self.bits[where] = bits[where] if isinstance(bits, np.ndarray) else bits
        self.sisters[where] = sisters[where] if isinstance(sisters, np.ndarray) else sisters

    def fill(self, rows: NDArray[Any], other: Finding) -> None:
        """Take the answers of `other`, which stand for `rows`."""
        for mine, its in ((self.level, other.level), (self.bits, other.bits), (self.sisters, other.sisters)):
            mine[rows] = its

    def better(self, other: Finding, rows: NDArray[Any]) -> None:
        """Take the answers of `other`, which stand for `rows`, where they speak more for the same thing."""
        more = other.bits > self.bits[rows]
        self.level[rows[more]] = other.level[more]
        self.bits[rows[more]] = other.bits[more]
        self.sisters[rows[more]] = other.sisters[more]


def overlaps(ours: NDArray[Any], theirs: NDArray[Any], nothing: int = 0) -> NDArray[np.bool_]:
    """Which values of the one side (width, pairs) stand in the column of the other (any width, pairs) too."""
    found = np.zeros(ours.shape, bool)
    for row in theirs:
        found |= ours == row
    found &= ours != nothing
    return found
