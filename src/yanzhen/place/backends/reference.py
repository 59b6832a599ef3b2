"""NumPy alone: obvious, always there."""

from __future__ import annotations

import numpy as np

from yanzhen.place.matrix import Floats, Ints

AT_ONCE = 64
"""Weightings whose scores stay in the processor's cache while criteria are added to them."""


def count_ranks(
    gains: Floats, losses: Floats | None, factors: Floats, weights: Floats, counts: Ints, central: Floats
) -> None:
    """As `CountRanks`."""
    for start in range(0, len(factors), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        scores = _summed(gains, factors[part])
        if losses is not None:
            scores /= scores + _summed(losses, factors[part])
        rows, places, ranks = _ranked(scores, counts.shape[1])
        np.add.at(counts, (places, ranks), 1)
        first = ranks == 0
        np.add.at(central, places[first], weights[part][rows[first]])


def _summed(values: Floats, factors: Floats) -> Floats:
    """(weightings, places); not a product of matrices, which would add in an order of its own."""
    sums = np.zeros((len(factors), len(values)))
    products = np.empty_like(sums)
    for value, factor in zip(values.T, factors.T, strict=True):
        np.multiply(factor[:, None], value, out=products)
        sums += products
    return sums


def _ranked(scores: Floats, ranks: int) -> tuple[Ints, Ints, Ints]:
    """Weighting, place and rank of all that have fewer than `ranks` better ones, weighting by weighting, best first."""
    last = scores.shape[1] - ranks
    if last > 0:
        rows, places = np.nonzero(scores >= np.partition(scores, last, axis=1)[:, last, None])
    else:
        rows, places = (each.ravel() for each in np.indices(scores.shape))
    found = scores[rows, places]
    order = np.lexsort((places, -found, rows))
    rows, places, found = rows[order], places[order], found[order]
    numbers = np.arange(len(rows))
    new_row = np.diff(rows, prepend=-1) != 0
    beginnings = np.maximum.accumulate(np.where(new_row, numbers, 0))
    # Equals share the rank of the first of them.
    firsts = np.maximum.accumulate(np.where(new_row | (np.diff(found, prepend=np.inf) != 0), numbers, 0))
    return rows, places, firsts - beginnings
