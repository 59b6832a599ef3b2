"""At which weight of one criterion the first place changes hands: exact, by roots of quadratics.

Definition. Criterion j weighs t, from 0 to 1; the other criteria share 1 - t in their given proportions. With
s = (t / (1 - t))^power a score is the quotient of two lines in s,

    F_i(s) = (s gains_ij + G_i) / (s losses_ij + L_i),

where G and L are the sums over the other criteria (for weighted sums the denominator is 1; for TOPSIS F = d-^2 / d+^2
orders places as closeness does). Two places are level where a quadratic in s is 0; one overtakes another upwards at
one root at most, the one at which the quadratic rises. The leader for every t is found by walking from overtaking to
overtaking.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yanzhen.place.matrix import Floats
from yanzhen.place.standings import Standing, ranks_of, weighed


@dataclass(frozen=True, slots=True)
class Reign:
    """A place is first while the criterion weighs `start` to `end` (shares of 1)."""

    start: float
    end: float
    place: int


@dataclass(frozen=True, slots=True)
class Overtaking:
    """A place scores more than the first when the criterion weighs over (`above`) or under `weight`."""

    criterion: int
    above: bool
    weight: float


class _Lines:
    """The scores as quotients of lines in s, for one criterion."""

    def __init__(self, standing: Standing, weights: Floats, criterion: int) -> None:
        others = weights.copy()
        others[criterion] = 0.0
        others = (others / others.sum()) ** standing.power
        self.rise = standing.gains[:, criterion]
        self.start = weighed(standing.gains, others)
        if standing.losses is None:
            self.low_rise, self.low_start = np.zeros_like(self.rise), np.ones_like(self.rise)
        else:
            self.low_rise, self.low_start = standing.losses[:, criterion], weighed(standing.losses, others)

    def against(self, place: int) -> tuple[Floats, Floats, Floats]:
        """Coefficients of the quadratics that are positive where each place is ahead of this one."""
        rise, start, low_rise, low_start = self.rise, self.start, self.low_rise, self.low_start
        a = rise * low_rise[place] - rise[place] * low_rise
        b = (rise * low_start[place] + start * low_rise[place]) - (rise[place] * low_start + start[place] * low_rise)
        c = start * low_start[place] - start[place] * low_start
        return a, b, c

    def first_at_zero(self) -> int:
        """The leader where the criterion weighs nothing; of equals the one that gains most from weight."""
        with np.errstate(divide="ignore", invalid="ignore"):
            quotients = np.nan_to_num(self.start / (self.start + self.low_start), nan=0.5)
        scores = quotients if np.any(self.low_rise) else self.start
        equals = np.flatnonzero(ranks_of(scores) == 1)
        ahead = [int(equals[0])]
        for place in equals[1:]:
            a, b, _ = (each[place] for each in self.against(ahead[0]))
            if b > EPSILON or (abs(b) <= EPSILON and a > EPSILON):
                ahead = [int(place)]
        return ahead[0]


EPSILON = 1e-12


def _roots(a: Floats, b: Floats, c: Floats) -> tuple[Floats, Floats]:
    """Where each quadratic rises through 0, and where it falls; NaN where it does not.

    In the form without cancellation: with q = |b| + sqrt(b^2 - 4ac) the roots are -2c / q and -q / 2a, up to signs.
    """
    discriminant = b * b - 4 * a * c
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.where(discriminant > 0, discriminant, np.nan))
        up = np.where(b > 0, -2 * c / (b + root), (root - b) / (2 * a))
        down = np.where(b < 0, 2 * c / (root - b), (-b - root) / (2 * a))
    return up, down


def _weight_at(s: float, power: int) -> float:
    """t of s = (t / (1 - t))^power."""
    ratio = s ** (1 / power)
    return float(ratio / (1 + ratio)) if np.isfinite(ratio) else 1.0


def reigns_by_weight(standing: Standing, weights: Floats, criterion: int) -> list[Reign]:
    """Who is first as the weight of a criterion goes from 0 to 1, the others in proportion.

    Args:
        weights: (criteria,) adding up to 1, more than this one above 0.
    """
    lines = _Lines(standing, weights, criterion)
    leader, at = lines.first_at_zero(), 0.0
    found: list[Reign] = []
    # Two scores cross upwards once at most, so that a walk of more steps than this would be going round.
    for _ in range(2 * len(lines.rise)):
        up, _ = _roots(*lines.against(leader))
        up = np.where(up > at * (1 + EPSILON) + EPSILON, up, np.inf)
        up[leader] = np.inf
        following = int(np.argmin(up))
        if not np.isfinite(up[following]):
            break
        found.append(Reign(_weight_at(at, standing.power), _weight_at(up[following], standing.power), leader))
        leader, at = following, float(up[following])
    found.append(Reign(_weight_at(at, standing.power), 1.0, leader))
    return found


def overtakings(standing: Standing, weights: Floats, leader: int) -> list[list[Overtaking]]:
    """For each place, the weights of single criteria at which it gets ahead of the leader, nearest change first."""
    found: list[list[Overtaking]] = [[] for _ in standing.gains]
    for criterion, weight in enumerate(weights):
        if not 0 < weight < 1:
            continue
        now = (weight / (1 - weight)) ** standing.power
        up, down = _roots(*_Lines(standing, weights, criterion).against(leader))
        for place in np.flatnonzero(np.isfinite(up) & (up > now * (1 + EPSILON))):
            found[place].append(Overtaking(criterion, True, _weight_at(up[place], standing.power)))
        for place in np.flatnonzero((down >= 0) & (down < now * (1 - EPSILON))):
            found[place].append(Overtaking(criterion, False, _weight_at(down[place], standing.power)))
    for each in found:
        each.sort(key=lambda o: (abs(o.weight - weights[o.criterion]), o.criterion))
    return found
