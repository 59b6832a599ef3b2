"""Why those who meet can't all have as few gaps as each could alone: conflicts, and what they add up to.

What a participant has in gaps beyond those it can't avoid alone is its excess. Busy in some slot, it has an excess that
follows from its own slots alone. From that follow inequalities about levels of excess, where z(p, a) is 1 if the excess
of p is a at least:

- a meeting of p and q that no slot admits with excesses up to a and b: z(p, a + 1) + z(q, b + 1) >= 1;
- if at most v of the d meetings of p find slots of their own while p and all it meets are without excess:
  (d - v) z(p, 1) + the sum of z(q, 1) over its meetings >= d - v, since each q that gives way makes room for one.

The least sum of all z is bounded by the dual of the linear program, which proves whatever its numbers are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import Frame

LEVELS = 3
"""Excesses above are not told apart."""
FAR = 1 << 20
ROUNDING = 1e-6
"""A bound of a million has no greater error in its sums."""


def more_together(frame: Frame, meetings: NDArray[np.int64], alone: NDArray[np.int64]) -> int:
    """How many gaps these meetings need beyond those of each participant `alone`, (n,), at least."""
    conflicts = _Conflicts(frame, meetings, alone)
    conflicts.look_at_meetings()
    conflicts.look_at_participants()
    return conflicts.least_excess()


class _Conflicts:
    def __init__(self, frame: Frame, meetings: NDArray[np.int64], alone: NDArray[np.int64]) -> None:
        self._one, self._other = frame.one[meetings], frame.other[meetings]
        self._open = frame.open[meetings] & (frame.tables > 0)[frame.hall[meetings]]
        self._people = frame.people
        both = np.concatenate([self._one, self._other])
        self._counts = np.bincount(both, minlength=frame.people)
        reach = np.zeros((frame.people, frame.slots), np.bool_)
        np.logical_or.at(reach, both, np.concatenate([self._open, self._open]))
        self._excess = np.full(reach.shape, FAR, np.int64)  # of a participant who is busy in a slot
        for count in np.unique(self._counts[self._counts > 0]).tolist():
            here = np.flatnonzero(self._counts == count)
            self._excess[here] = np.maximum(gaps_if_busy(reach[here], count) - alone[here, None], 0)
        self._order = np.argsort(both, kind="stable")
        self._rows: list[tuple[list[int], list[float], float]] = []

    def _level(self, person: int, level: int) -> int:
        return person * LEVELS + level

    def look_at_meetings(self) -> None:
        """The pairs of excesses that a meeting rules out, the greatest of them."""
        one, other = self._excess[self._one], self._excess[self._other]
        out = np.zeros((LEVELS + 1, LEVELS + 1, len(one)), np.bool_)
        for a in range(LEVELS):
            within = self._open & (one <= a)
            for b in range(LEVELS):
                out[a, b] = ~(within & (other <= b)).any(axis=1)
        for a in range(LEVELS):
            for b in range(LEVELS):
                for meeting in np.flatnonzero(out[a, b] & ~out[a + 1, b] & ~out[a, b + 1]).tolist():
                    pair = [self._level(int(self._one[meeting]), a), self._level(int(self._other[meeting]), b)]
                    self._rows.append((pair, [1.0, 1.0], 1.0))

    def look_at_participants(self) -> None:
        """Those whose meetings do not all find slots while nobody has an excess."""
        ends = np.cumsum(self._counts)
        for person, (count, end) in enumerate(zip(self._counts.tolist(), ends.tolist(), strict=True)):
            own = self._order[end - count : end] % max(len(self._one), 1)
            partners = self._one[own] + self._other[own] - person
            possible = self._open[own] & (self._excess[partners] == 0) & (self._excess[person] == 0)
            lacking = float(count - most_matched(possible))
            if lacking > 0:
                columns = [self._level(person, 0), *(self._level(partner, 0) for partner in partners.tolist())]
                self._rows.append((columns, [lacking, *[1.0] * count], lacking))

    def least_excess(self) -> int:
        """The whole number that the dual of the linear program proves."""
        if not self._rows:
            return 0
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        # A level is not reached before the one below it.
        used = {column - back for columns, _, _ in self._rows for column in columns for back in range(column % LEVELS)}
        rows = [*self._rows, *(([column - 1, column], [1.0, -1.0], 0.0) for column in sorted(used))]
        at = np.repeat(np.arange(len(rows)), [len(columns) for columns, _, _ in rows])
        columns = np.concatenate([columns for columns, _, _ in rows]).astype(np.int64)
        factors = np.concatenate([factors for _, factors, _ in rows])
        levels = self._people * LEVELS
        table = csr_array((factors, (at, columns)), shape=(len(rows), levels))
        sides = np.array([side for _, _, side in rows])
        found = linprog(np.ones(levels), A_ub=-table, b_ub=-sides, bounds=(0, 1), method="highs")
        if found.ineqlin is None:
            return 0
        prices = np.maximum(-found.ineqlin.marginals, 0)
        proven = float(sides @ prices) - float(np.maximum(table.T @ prices - 1, 0).sum())
        return max(int(np.ceil(proven - ROUNDING)), 0)


def gaps_if_busy(reach: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The fewest gaps of each row with so many slots out of `reach`, (rows, T), if each slot is one of them."""
    before = _stretches_until(reach, count)
    after = _stretches_until(reach[:, ::-1], count)[::-1]
    least = np.full(reach.shape, FAR, np.int64)
    for taken in range(1, count + 1):
        # The stretch of the slot itself is counted from both sides, and gaps are one fewer than stretches.
        np.minimum(least, (before[:, :, taken] + after[:, :, count + 1 - taken]).T - 2, out=least)
    return np.minimum(least, FAR)


def _stretches_until(reach: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """(T, rows, count + 1) the fewest stretches of so many slots of which this is the last."""
    rows, slots = reach.shape
    least = np.full((slots, rows, count + 1), FAR, np.int64)
    busy = np.full((rows, count + 1), FAR, np.int64)
    idle = busy.copy()
    idle[:, 0] = 0
    for slot in range(slots):
        following = np.full_like(busy, FAR)
        following[:, 1:] = np.where(reach[:, slot, None], np.minimum(busy, idle + 1)[:, :-1], FAR)
        idle = np.minimum(idle, busy)
        busy = least[slot] = following
    return least


def most_matched(possible: NDArray[np.bool_]) -> int:
    """How many rows can have a column of their own, at most."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    if not possible.any():
        return 0
    return int((maximum_bipartite_matching(csr_array(possible), perm_type="column") >= 0).sum())
