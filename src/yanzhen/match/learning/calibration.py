"""What points mean: of pairs with as many points, which share was judged so.

A curve that never falls: means of groups of equal size, neighbours joined where they would fall (pool adjacent
violators; Barlow and Brunk, The isotonic regression problem and its dual, 1972), straight lines between. It is
fitted to predictions of pairs that were left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import UnreadableInput
from yanzhen.match.learning.decisions import LEVELS
from yanzhen.match.learning.trees import POINTS

Ints = NDArray[np.int64]
Shares = NDArray[np.float64]

_GROUP = 100
"""Pairs of a group at least; fewer would make a share of chance."""
_GROUPS = 40


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in rising order, and the share at each."""

    points: tuple[float, ...]
    shares: tuple[float, ...]

    def at(self, points: Ints) -> Shares:
        """(pairs,) shares from 0 to 1."""
        return np.interp(points, self.points, self.shares)

    def as_lists(self) -> list[list[float]]:
        """The form of the model's file."""
        return [list(self.points), list(self.shares)]

    @classmethod
    def from_lists(cls, lists: Any) -> Curve:
        """The inverse of `as_lists`, checked.

        Raises:
            UnreadableInput: this is no rising curve of shares.
        """
        try:
            points, shares = (tuple(float(value) for value in values) for values in lists)
        except (TypeError, ValueError) as error:
            raise _no_curve() from error
        rising = all(a <= b for values in (points, shares) for a, b in pairwise(values))
        if not points or len(points) != len(shares) or not rising or not 0 <= shares[0] <= shares[-1] <= 1:
            raise _no_curve()
        return cls(points, shares)


def _no_curve() -> UnreadableInput:
    return UnreadableInput(
        "模型文件里的校准曲线不完整，请用 yanzhen learn 重新学习", "the model's calibration is damaged; learn it anew"
    )


def curve_of(points: Ints, was_so: NDArray[np.bool_]) -> Curve:
    """The curve of pairs that were left out: (pairs,) their points, and whether it was so."""
    order = np.argsort(points, kind="stable")
    groups = np.array_split(order, min(_GROUPS, max(2, len(points) // _GROUP)))
    means = [float(points[group].mean()) for group in groups]
    return Curve(tuple(means), tuple(_never_falling([(float(was_so[group].mean()), len(group)) for group in groups])))


def levels_of(points: Ints, shares: Shares) -> Ints:
    """(pairs,) the levels that are wrong by least on average: the medians.

    Points and curve tell the same shares, each with errors of its own: the points come from trees that saw every demand
    and are not calibrated, the curve from trees that saw four fifths. Their mean errs less than either alone.

    Args:
        points, shares: (questions, pairs), the questions being whether the level is at least 2, at least 3, 4.
    """
    told = np.minimum.accumulate((points / POINTS + shares) / 2, axis=0)
    return np.asarray(LEVELS[0] + (told > 0.5).sum(axis=0), np.int64)


def _never_falling(groups: list[tuple[float, int]]) -> list[float]:
    pools: list[tuple[float, int, int]] = []
    for share, size in groups:
        pools.append((share, size, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, a, m), (other, b, n) = pools[-2:]
            pools[-2:] = [((one * a + other * b) / (a + b), a + b, m + n)]
    return [share for share, _, times in pools for _ in range(times)]
