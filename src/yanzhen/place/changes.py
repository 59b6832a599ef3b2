"""The smallest change of one value that would make a place first.

The value moves from what it is (the middle of its range where it is unknown) towards the best that the criterion
allows: `highest` or `lowest` where given, else the best value seen among the places. Norms, ideal points and flows
move with it. Where even the best would not do, there is none. The first crossing is looked for on a grid of 16 steps
and then halved until it is exact to the last digits; a place counts as first when nobody scores more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Criterion, Floats, Ints
from yanzhen.place.methods import Field, Method
from yanzhen.place.unknowns import Ranges

STEPS = 16
HALVINGS = 50
NEAREST = 64
"""So many of the best are rivals; the answer is then checked against everybody."""
SLACK = 1e-12
AT_ONCE = 1 << 19
"""Scores in memory together: of so many places against their rivals."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value from what it is to what would make the place first.

    Attributes:
        share: the length of the change, as a share of the criterion's range.
    """

    criterion: int
    before: float
    after: float
    share: float


def changes_to_lead(
    method: Method, field: Field, criteria: tuple[Criterion, ...], ranges: Ranges
) -> list[list[Change]]:
    """For each place, the changes of one value that would make it first, smallest share first; none for the first."""
    found: list[list[Change]] = [[] for _ in field.scores]
    top = np.argsort(-field.scores, kind="stable")
    behind = np.sort(top[field.scores[top] < field.scores[top[0]] - SLACK])
    for j, criterion in enumerate(criteria):
        if field.weights[j] == 0 or len(field.scores) < 2:
            continue
        best = ranges.high[j] if criterion.direction == "max" else ranges.low[j]
        before = field.values[behind, j]
        better = before < best if criterion.direction == "max" else before > best
        span = ranges.high[j] - ranges.low[j]
        for place, after in _crossings(_Trial(method, field, j, float(best)), behind[better], top):
            now = float(field.values[place, j])
            found[place].append(Change(j, now, after, abs(after - now) / span))
    for each in found:
        each.sort(key=lambda change: (change.share, change.criterion))
    return found


class _Trial:
    """One criterion, on which places move from their value towards the best."""

    def __init__(self, method: Method, field: Field, criterion: int, best: float) -> None:
        self._method, self._field, self._criterion, self._best = method, field, criterion, best

    def value(self, places: Ints, shares: Floats) -> Floats:
        """The values when places have gone that share of the way."""
        now = self._field.values[places, self._criterion]
        return np.where(shares < 1, now + shares * (self._best - now), self._best)

    def leads(self, places: Ints, shares: Floats, rivals: Ints) -> NDArray[np.bool_]:
        """Whether each would then be first among the rivals."""
        led = np.zeros(len(places), np.bool_)
        at_once = max(1, AT_ONCE // len(rivals))
        for start in range(0, len(places), at_once):
            part = slice(start, start + at_once)
            mine, theirs = self._method.what_if(
                self._field, self._criterion, places[part], self.value(places[part], shares[part]), rivals
            )
            led[part] = mine >= theirs.max(axis=1) - SLACK
        return led


def _crossings(trial: _Trial, places: Ints, top: Ints) -> list[tuple[int, float]]:
    """Places that can be made first, each with the value that does it."""
    nearest = top[:NEAREST]
    able = places[trial.leads(places, np.ones(len(places)), nearest)]
    shares = _first_shares(trial, able, nearest)
    if len(top) > NEAREST and len(able):
        # Somebody further behind may profit from the change more than those in front.
        wrong = ~trial.leads(able, shares, top)
        if wrong.any():
            again = able[wrong][trial.leads(able[wrong], np.ones(int(wrong.sum())), top)]
            settled = able[~wrong]
            shares = np.concatenate([shares[~wrong], _first_shares(trial, again, top)])
            able = np.concatenate([settled, again])
    return list(zip(able.tolist(), trial.value(able, shares).tolist(), strict=True))


def _first_shares(trial: _Trial, places: Ints, rivals: Ints) -> Floats:
    """The share of the way at which each place first leads; all of them lead at the end of it."""
    high = np.ones(len(places))
    waiting = np.ones(len(places), np.bool_)
    for step in range(1, STEPS):
        if not waiting.any():
            break
        share = np.full(int(waiting.sum()), step / STEPS)
        led = trial.leads(places[waiting], share, rivals)
        now = np.flatnonzero(waiting)[led]
        high[now] = step / STEPS
        waiting[now] = False
    low = high - 1 / STEPS
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        led = trial.leads(places, middle, rivals)
        high, low = np.where(led, middle, high), np.where(led, low, middle)
    return high
