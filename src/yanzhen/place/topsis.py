"""TOPSIS: close to the best value of every criterion, far from the worst.

Hwang and Yoon, Multiple Attribute Decision Making, 1981, chapter 3: vector normalisation r_ij = x_ij / |x_j|, weighted
v_ij = w_j r_ij, distances d+ and d- from the best and the worst v of each criterion, closeness C = d- / (d- + d+).
The squared distances are linear in the squared weights: d-^2 = sum of w_j^2 (r_ij - worst_j)^2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yanzhen.place.matrix import Criterion, Floats, Ints, signs_of
from yanzhen.place.methods import Field
from yanzhen.place.others import extremes_of_others
from yanzhen.place.standings import Distances, weighed


class Topsis:
    """With vector normalisation and Euclidean distance."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        self._signs = signs_of(criteria)

    def standing(self, values: Floats) -> Distances:
        turned = values * self._signs
        best, worst = turned.max(axis=0), turned.min(axis=0)
        # Brought to the size of 1 first, so that no square is too small or too large to be told from others.
        size = _nonzero(np.maximum(np.abs(best), np.abs(worst)))
        scaled = turned / size
        length = size * np.sqrt(_nonzero(np.einsum("ij,ij->j", scaled, scaled)))
        return Distances(_squared(turned - worst, length), _squared(turned - best, length))

    def what_if(
        self, field: Field, criterion: int, places: Ints, changed: Floats, rivals: Ints
    ) -> tuple[Floats, Floats]:
        size = _nonzero(np.maximum(np.abs(field.values[:, criterion]).max(), np.abs(changed).max()))
        column, changed = field.values[:, criterion] / size, changed / size
        turned, own = column * self._signs[criterion], changed * self._signs[criterion]
        least, greatest = extremes_of_others(turned, places)
        worst, best = np.minimum(least, own), np.maximum(greatest, own)
        # The sum of squares without the place, then with its other value.
        squares = _nonzero(np.maximum((column**2).sum() - column[places] ** 2, 0.0) + changed**2)
        scale = field.weights[criterion] ** 2 / squares
        gains, losses = self._of_the_rest(field, criterion)
        mine = _closeness(gains[places] + (own - worst) ** 2 * scale, losses[places] + (own - best) ** 2 * scale)
        theirs = _closeness(
            gains[rivals] + (turned[rivals] - worst[:, None]) ** 2 * scale[:, None],
            losses[rivals] + (turned[rivals] - best[:, None]) ** 2 * scale[:, None],
        )
        theirs[places[:, None] == rivals] = -np.inf
        return mine, theirs

    @staticmethod
    def _of_the_rest(field: Field, criterion: int) -> tuple[Floats, Floats]:
        """Squared distances without the criterion's part."""
        weights = field.weights**2
        weights[criterion] = 0.0
        standing = field.standing
        assert standing.losses is not None
        return weighed(standing.gains, weights), weighed(standing.losses, weights)


def _squared(differences: Floats, length: Floats) -> Floats:
    """(differences / length)^2, in place."""
    differences /= length
    differences *= differences
    return differences


def _nonzero(squares: Floats) -> Floats:
    """A criterion that is 0 everywhere has no length, and nothing to divide."""
    return np.where(squares > 0, squares, 1.0)


def _closeness(gains: Floats, losses: Floats) -> Floats:
    worst, best = np.sqrt(gains), np.sqrt(losses)
    whole = worst + best
    closeness: Floats = np.divide(worst, whole, out=np.full_like(whole, 0.5), where=whole > 0)
    return closeness
