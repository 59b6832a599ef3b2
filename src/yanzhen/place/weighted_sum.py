"""The weighted sum (simple additive weighting): each criterion from 0, its worst value, to 1, its best.

Fishburn, Additive utilities with incomplete product sets, Operations Research 15 (1967); linear max-min normalisation:
g_ij = (x_ij - worst_j) / (best_j - worst_j). A criterion on which all places are alike counts 1/2 for each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yanzhen.place.matrix import Criterion, Floats, Ints, signs_of
from yanzhen.place.methods import Field
from yanzhen.place.others import extremes_of_others
from yanzhen.place.standings import Sums

MIDDLE = 0.5


class WeightedSum:
    """With linear max-min normalisation."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        self._signs = signs_of(criteria)

    def standing(self, values: Floats) -> Sums:
        turned = values * self._signs
        return Sums(_shares(turned, turned.min(axis=0), turned.max(axis=0)), MIDDLE)

    def what_if(
        self, field: Field, criterion: int, places: Ints, changed: Floats, rivals: Ints
    ) -> tuple[Floats, Floats]:
        turned = field.values[:, criterion] * self._signs[criterion]
        own, weight = changed * self._signs[criterion], field.weights[criterion]
        least, greatest = extremes_of_others(turned, places)
        worst, best = np.minimum(least, own), np.maximum(greatest, own)
        rest = field.scores - weight * field.standing.gains[:, criterion]
        mine = rest[places] + weight * _shares(own, worst, best)
        theirs = rest[rivals] + weight * _shares(turned[rivals] + 0 * own[:, None], worst[:, None], best[:, None])
        theirs[places[:, None] == rivals] = -np.inf
        return mine, theirs


def _shares(values: Floats, worst: Floats, best: Floats) -> Floats:
    """Where values lie between worst and best; the middle where these are the same."""
    span = np.broadcast_to(best - worst, values.shape)
    shares: Floats = np.divide(values - worst, span, out=np.full(values.shape, MIDDLE), where=span > 0)
    return shares
