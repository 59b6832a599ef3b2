"""How places stand before anything is weighed: what a method makes of the values, and what weights make of that.

A score is either a weighted sum or TOPSIS's closeness. Both are quotients of sums that are linear in the weights (or
in their squares), which is why 100,000 weightings cost little more than two products of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from yanzhen.place.matrix import Floats, Ints

EVEN = 12
"""Scores that agree to so many decimals are equal: rounding must not decide who is first."""


class Standing(Protocol):
    """Places by criteria, ready for any weights.

    Attributes:
        gains: (places, criteria) what speaks for a place.
        losses: the same of what speaks against it; None where gains alone count.
        power: the sums are made with the weights to this power.
        base: the score from which the contributions of the criteria are counted.
    """

    @property
    def gains(self) -> Floats: ...
    @property
    def losses(self) -> Floats | None: ...
    @property
    def power(self) -> int: ...
    @property
    def base(self) -> float: ...

    def scores(self, weights: Floats) -> Floats:
        """(places,) for (criteria,) weights that add up to 1."""
        ...

    def contributions(self, weights: Floats) -> Floats:
        """(places, criteria) what each criterion adds to `base`; with it they add up to the score."""
        ...


@dataclass(frozen=True)
class Sums:
    """Weighted sums: score = sum of w_j g_ij.

    A criterion contributes w_j (g_ij - base): as weights add up to 1, contributions and base add up to the score.
    """

    gains: Floats
    base: float
    losses: None = None
    power: int = 1

    def scores(self, weights: Floats) -> Floats:
        return weighed(self.gains, weights)

    def contributions(self, weights: Floats) -> Floats:
        shares: Floats = (self.gains - self.base) * weights
        return shares


@dataclass(frozen=True)
class Distances:
    """TOPSIS: gains are squared distances from the worst value, losses those from the best.

    With d-^2 = sum of w_j^2 gains and d+^2 = sum of w_j^2 losses the score is C = d- / (d- + d+). A criterion adds

        c_ij = w_j^2 (gains_ij - losses_ij) / (2 (d-_i + d+_i)^2),

    positive where the place is nearer to the best value than to the worst. They add up with 1/2 to the score, since
    d-^2 - d+^2 = (d- - d+)(d- + d+), and (d- - d+) / (2 (d- + d+)) = C - 1/2.
    Where all places are alike the score is 1/2.
    """

    gains: Floats
    losses: Floats
    power: int = 2
    base: float = 0.5

    def _distances(self, weights: Floats) -> tuple[Floats, Floats]:
        return np.sqrt(weighed(self.gains, weights**2)), np.sqrt(weighed(self.losses, weights**2))

    def scores(self, weights: Floats) -> Floats:
        worst, best = self._distances(weights)
        return _quotients(worst, worst + best)

    def contributions(self, weights: Floats) -> Floats:
        worst, best = self._distances(weights)
        whole = 2 * (worst + best)[:, None] ** 2
        return np.divide((self.gains - self.losses) * weights**2, whole, out=np.zeros_like(self.gains), where=whole > 0)


def weighed(values: Floats, factors: Floats) -> Floats:
    """(places,) sums of (places, criteria) values times (criteria,) factors; like rows have like sums.

    A product of matrices would not promise that: it adds in another order at the edges of its blocks.
    """
    summed: Floats = (values * factors).sum(axis=1)
    return summed


def _quotients(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, 0.5), where=whole > 0)


def ranks_of(scores: Floats) -> Ints:
    """(places,) 1 is best; a place's rank is one more than the number of places that are better, so equals share it."""
    rounded = np.round(scores, EVEN)
    ordered = np.sort(rounded)
    return len(scores) - np.searchsorted(ordered, rounded, side="right") + 1
