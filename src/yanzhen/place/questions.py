"""What to ask: each unknown or doubtful value, and how far its answer could move the place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Criterion, Floats, Ints
from yanzhen.place.methods import Field, Method
from yanzhen.place.standings import EVEN

AT_ONCE = 1 << 19
"""Scores in memory together: of so many places against all."""


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown or doubtful value of a ranked place.

    Attributes:
        gate: its answer may rule the place out.
        ranks: the place's rank with the best and with the worst value of the range, the other unknown values in the
            middle of theirs; None where the criterion weighs nothing.
    """

    place: int
    criterion: int
    gate: bool
    ranks: tuple[int, int] | None

    @property
    def swing(self) -> int:
        """How many ranks the answer is worth."""
        return abs(self.ranks[1] - self.ranks[0]) if self.ranks else 0


def ranks_at_the_ends(
    method: Method,
    field: Field,
    criteria: tuple[Criterion, ...],
    wanted: NDArray[np.bool_],
    ends: tuple[Floats, Floats],
) -> dict[tuple[int, int], tuple[int, int]]:
    """(place, criterion) -> rank with the best, and with the worst value that it could take.

    Args:
        wanted: (places, criteria) the values that are asked about.
        ends: (places, criteria) least and greatest that each could be.
    """
    found = {}
    for j, criterion in enumerate(criteria):
        worst, best = (end[:, j] for end in (ends if criterion.direction == "max" else ends[::-1]))
        asked = np.flatnonzero(wanted[:, j])
        at_once = max(1, AT_ONCE // len(field.scores))
        for start in range(0, len(asked), at_once):
            places = asked[start : start + at_once]
            at_best, at_worst = (_ranks(method, field, j, places, value[places]) for value in (best, worst))
            for place, high, low in zip(places.tolist(), at_best.tolist(), at_worst.tolist(), strict=True):
                found[place, j] = (high, low)
    return found


def _ranks(method: Method, field: Field, criterion: int, places: Ints, values: Floats) -> Ints:
    everybody = np.arange(len(field.scores))
    mine, theirs = method.what_if(field, criterion, places, values, everybody)
    better: Ints = (np.round(theirs, EVEN) > np.round(mine, EVEN)[:, None]).sum(axis=1)
    return better + 1
