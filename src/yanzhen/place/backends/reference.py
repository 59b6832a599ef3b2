"""NumPy alone, always there: a product of matrices tells who may be among the first, and these are scored exactly.

The product is made in single precision and adds in an order of its own. With u = 2^-24 a sum of m products of
single-precision numbers is off by at most (m + 2) u times the sum of their sizes (Higham, Accuracy and Stability of
Numerical Algorithms, 2002, section 3.1). Weights add up to 1, so that a weighted sum is off by (m + 2) u times the
greatest gain; the two sums of a quotient have no negative parts, so that it is off by less than 2 (m + 4) u.
Whoever is among the first by exact scores stands at most twice that below the rough score of the last rank.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Floats, Ints

AT_ONCE = 1 << 18
"""Rough scores that stay in the processor's cache together."""
_ROUNDING = 2.0**-24
_CAUTION = 4
"""Times what the bound says: candidates too many cost little."""
Roughly = NDArray[np.float32]


def count_ranks(
    gains: Floats, losses: Floats | None, factors: Floats, weights: Floats, counts: Ints, central: Floats
) -> None:
    """As `CountRanks`."""
    rough = _Rough(gains, losses)
    # A criterion at a time is looked up for many candidates.
    by_criterion = [np.ascontiguousarray(values.T) for values in (gains, losses) if values is not None]
    at_once = max(1, AT_ONCE // len(gains))
    for start in range(0, len(factors), at_once):
        part = slice(start, start + at_once)
        rows, places = rough.candidates(factors[part], counts.shape[1])
        scores = _scores(by_criterion, np.ascontiguousarray(factors[part].T), rows, places)
        rows, places, ranks = _ranked(rows, places, scores)
        counted = ranks < counts.shape[1]
        np.add.at(counts, (places[counted], ranks[counted]), 1)
        first = ranks == 0
        np.add.at(central, places[first], weights[part][rows[first]])


class _Rough:
    """Scores in single precision, and how far they may be off."""

    def __init__(self, gains: Floats, losses: Floats | None) -> None:
        criteria = gains.shape[1]
        # Quotients stay what they are, and nothing of weight falls below the smallest number.
        size = float(np.abs(gains).max() if losses is None else (gains + losses).max()) or 1.0
        self._gains = (gains / size).astype(np.float32)
        self._whole = None if losses is None else ((gains + losses) / size).astype(np.float32)
        self._margin = np.float32(2 * _CAUTION * 2 * (criteria + 4) * _ROUNDING)

    def candidates(self, factors: Floats, ranks: int) -> tuple[Ints, Ints]:
        """Weighting and place of all that may have fewer than `ranks` better ones, weighting by weighting."""
        last = len(self._gains) - ranks
        if last <= 0:
            rows, places = np.indices((len(factors), len(self._gains)))
            return rows.ravel(), places.ravel()
        scores = self._scores(factors.astype(np.float32))
        threshold = np.partition(scores, last, axis=1)[:, last, None] - self._margin
        # In a row of the whole: twice as fast as in a table.
        return np.divmod(np.flatnonzero(scores >= threshold), len(self._gains))

    def _scores(self, factors: Roughly) -> Roughly:
        scores: Roughly = factors @ self._gains.T
        if self._whole is not None:
            scores /= factors @ self._whole.T
        return scores


def _scores(by_criterion: list[Floats], factors: Floats, rows: Ints, places: Ints) -> Floats:
    """Exact scores of candidates: criterion after criterion, each product rounded first."""
    sums = []
    for values in by_criterion:
        summed = np.zeros(len(rows))
        for value, factor in zip(values, factors, strict=True):
            summed += value[places] * factor[rows]
        sums.append(summed)
    return sums[0] / (sums[0] + sums[1]) if len(sums) > 1 else sums[0]


def _ranked(rows: Ints, places: Ints, scores: Floats) -> tuple[Ints, Ints, Ints]:
    """Weighting, place and rank from 0 of all candidates, weighting by weighting, best first; equals share a rank."""
    order = np.lexsort((-scores, rows))
    rows, places, scores = rows[order], places[order], scores[order]
    numbers = np.arange(len(rows))
    new_row = np.diff(rows, prepend=-1) != 0
    beginnings = np.maximum.accumulate(np.where(new_row, numbers, 0))
    firsts = np.maximum.accumulate(np.where(new_row | (np.diff(scores, prepend=np.inf) != 0), numbers, 0))
    return rows, places, firsts - beginnings
