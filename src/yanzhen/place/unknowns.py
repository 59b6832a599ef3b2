"""Unknown and doubtful values: the range that each could take, and completed matrices drawn from the ranges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Floats, Matrix


@dataclass(frozen=True)
class Ranges:
    """What the values of each criterion could be.

    Attributes:
        low, high: (criteria,) the criterion's own `lowest` and `highest` where given, else the least and greatest value
            known among the places; NaN where there is neither.
    """

    low: Floats
    high: Floats

    @classmethod
    def of(cls, matrix: Matrix) -> Ranges:
        known = np.where(matrix.unknown, np.inf, matrix.values)
        low = known.min(axis=0, initial=np.inf)
        high = np.where(matrix.unknown, -np.inf, matrix.values).max(axis=0, initial=-np.inf)
        for j, criterion in enumerate(matrix.criteria):
            # Of two ends one may be given alone; then the other is no nearer than it.
            if criterion.lowest is not None:
                low[j] = criterion.lowest
                high[j] = max(high[j], low[j]) if np.isfinite(high[j]) else np.nan
            if criterion.highest is not None:
                high[j] = criterion.highest
                low[j] = min(low[j], high[j]) if np.isfinite(low[j]) else np.nan
        both = np.isfinite(low) & np.isfinite(high)
        return cls(np.where(both, low, np.nan), np.where(both, high, np.nan))

    @property
    def known(self) -> NDArray[np.bool_]:
        """(criteria,) those of which anything can be said."""
        return ~np.isnan(self.low)

    def of_criteria(self, kept: list[int]) -> Ranges:
        """Those of some criteria, by position."""
        return Ranges(self.low[kept], self.high[kept])

    def of_cells(self, matrix: Matrix) -> tuple[Floats, Floats]:
        """(places, criteria) the ends of each value's own range, or else of its criterion's."""
        low, high = (np.broadcast_to(ends, matrix.values.shape) for ends in (self.low, self.high))
        if matrix.low is None or matrix.high is None:
            return low, high
        own = ~np.isnan(matrix.low)
        return np.where(own, matrix.low, low), np.where(own, matrix.high, high)


class Completion:
    """A matrix whose unknown values are filled in, and whose doubtful ones move."""

    def __init__(self, matrix: Matrix, ranges: Ranges) -> None:
        # Criterion by criterion in memory: that is how methods go through the values, thousands of times.
        self._values = np.asfortranarray(matrix.values)
        self._rows, self.columns = np.nonzero(matrix.unknown | matrix.ranged)
        self._unknown = matrix.unknown[self._rows, self.columns]
        low, high = ranges.of_cells(matrix)
        self._low = low[self._rows, self.columns]
        self._span = high[self._rows, self.columns] - self._low

    def __len__(self) -> int:
        """How many values are unknown or doubtful."""
        return len(self.columns)

    def middle(self) -> Floats:
        """(places, criteria) each unknown value in the middle of its range, each doubtful one as it was told."""
        filled = self._filled(np.full(len(self), 0.5))
        told = self._rows[~self._unknown], self.columns[~self._unknown]
        filled[told] = self._values[told]
        return filled

    def draw(self, chance: np.random.Generator) -> Floats:
        """(places, criteria) each unknown or doubtful value drawn by itself, evenly over its range."""
        return self._filled(chance.random(len(self)))

    def _filled(self, shares: Floats) -> Floats:
        filled = self._values.copy(order="F")
        filled[self._rows, self.columns] = self._low + shares * self._span
        return filled
