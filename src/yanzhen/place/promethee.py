"""PROMETHEE II: how far each place outranks the others, less how far it is outranked.

Brans and Vincke, A preference ranking organisation method, Management Science 31 (1985); Brans and De Smet, PROMETHEE
methods, 2016. With d = how much better one place is than another on a criterion, q = `indifference` and
p = `preference` (in the criterion's unit):

    P(d) = 0 where d <= q,  (d - q) / (p - q) up to p,  1 where d > p
    flow_ij = 1 / (n - 1) * sum over the other places k of P(x_ij - x_kj) - P(x_kj - x_ij)
    score_i = sum of w_j flow_ij            (the net flow, from -1 to 1)

By default q = p = 0: the `usual` criterion, whatever is better is preferred wholly. With p alone this is the V shape,
with q = p the U shape, with both the V shape with indifference (types I to III and V of the paper).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yanzhen.place.matrix import Criterion, Floats, Ints, signs_of
from yanzhen.place.methods import Field
from yanzhen.place.standings import Sums


class Promethee:
    """With the usual criterion, or a linear one where a criterion has thresholds."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        self._signs = signs_of(criteria)
        self._thresholds = [_thresholds(criterion) for criterion in criteria]

    def standing(self, values: Floats) -> Sums:
        turned = values * self._signs
        flows = np.zeros_like(turned)
        for j, thresholds in enumerate(self._thresholds):
            flows[:, j] = _net_flows(turned[:, j], *thresholds)
        return Sums(flows, 0.0)

    def what_if(
        self, field: Field, criterion: int, places: Ints, changed: Floats, rivals: Ints
    ) -> tuple[Floats, Floats]:
        sign, thresholds = self._signs[criterion], self._thresholds[criterion]
        column, weight = field.values[:, criterion] * sign, field.weights[criterion]
        own, others = changed * sign, max(1, len(column) - 1)
        rest = field.scores - weight * field.standing.gains[:, criterion]
        against = _balance(own[:, None] - column, *thresholds)
        against[np.arange(len(places)), places] = 0.0  # a place is not held against what it was
        mine = rest[places] + weight * against.sum(axis=1) / others
        before = _balance(column[rivals] - column[places][:, None], *thresholds)
        after = _balance(column[rivals] - own[:, None], *thresholds)
        theirs = field.scores[rivals] + weight * (after - before) / others
        theirs[places[:, None] == rivals] = -np.inf
        return mine, theirs


def _thresholds(criterion: Criterion) -> tuple[float, float]:
    low = criterion.indifference or 0.0
    return low, low if criterion.preference is None else criterion.preference


def _preference(by: Floats, low: float, high: float) -> Floats:
    """P(d) of differences."""
    if low == high:
        return (by > low).astype(np.float64)
    return np.clip((by - low) / (high - low), 0.0, 1.0)


def _balance(by: Floats, low: float, high: float) -> Floats:
    """How far one is preferred, less how far the other is."""
    return _preference(by, low, high) - _preference(-by, low, high)


def _net_flows(column: Floats, low: float, high: float) -> Floats:
    """(places,) the mean balance against the other places."""
    others = max(1, len(column) - 1)
    if low < high:
        preferences = _linear_preferences
        column = column - column.min()  # small numbers keep their digits in running sums
    else:
        preferences = _whole_preferences
    return (preferences(column, low, high) - preferences(-column, low, high)) / others


def _whole_preferences(column: Floats, low: float, high: float) -> Floats:
    """(places,) how many others are worse by more than q, which is p."""
    if high == 0:
        return np.searchsorted(np.sort(column), column, side="left").astype(np.float64)
    # Where P jumps, x - q < y and x - y > q are not the same in floating point: pair by pair, as P is defined.
    return np.array([np.count_nonzero(value - column > low) for value in column], np.float64)


def _linear_preferences(column: Floats, low: float, high: float) -> Floats:
    """(places,) the sum of P over all others; sorted once instead of pair by pair, as P does not jump."""
    ordered = np.sort(column)
    indifferent = np.searchsorted(ordered, column - low, side="left")  # so many are worse by more than q
    whole = np.searchsorted(ordered, column - high, side="left")  # so many by more than p
    running = np.concatenate([[0.0], np.cumsum(ordered)])
    between = (indifferent - whole) * (column - low) - (running[indifferent] - running[whole])
    summed: Floats = whole + between / (high - low)
    return summed
