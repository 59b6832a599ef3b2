"""How many idle gaps no timing of the chosen meetings can do without: a proof of how good a timetable is.

Grounds, each valid by itself. A participant alone: its meetings need as many stretches as fit into the slots in
which it can meet, and two at least where its meetings can't fill any one stretch (a matching of meetings to slots);
where it takes time to walk from hall to hall, each of its halls is a stretch. Those who meet: not all of them can have
as few gaps as alone (`gap_conflicts`). All together: tables limit how many are busy in a slot. Each participant takes
what is best for it alone at prices of the slots (Lagrangian relaxation: Held and Karp, Operations Research 18, 1970;
prices by subgradients), and no timing has fewer gaps than these take, less what the tables are worth at those prices.
What is small is searched to the end (`gap_exact`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import UNTIMED, Frame
from yanzhen.meet.gap_conflicts import more_together, most_matched
from yanzhen.meet.gap_exact import least_in_parts

ROUNDS, PATIENCE = 40, 6
"""Prices of slots are bettered so many times at most, and so often in vain."""
PART = 1 << 16
"""Prices are whole numbers, in parts of a gap, so that the bound has no rounding in it."""
FAR = 1 << 50
"""What can't be costs that."""


def least_gaps(frame: Frame, slot: NDArray[np.int64]) -> int:
    """A number of gaps that no timing of the meetings timed in `slot`, (m,), can fall below.

    Raises nothing: where nothing can be shown, 0 can.
    """
    meetings = np.flatnonzero(slot != UNTIMED)
    if not len(meetings):
        return 0
    people = _People(frame, meetings)
    alone = people.gaps_alone()
    together = int(alone.sum()) + more_together(frame, meetings, alone)
    return max(together, people.gaps_at_prices(alone), least_in_parts(frame, meetings, alone))


def _walks(frame: Frame, meetings: NDArray[np.int64], halls: NDArray[np.bool_]) -> NDArray[np.int64]:
    """int64 (n,): gaps that the ways between halls cost; `halls`: bool (n, h), where a participant meets.

    Whoever needs time to walk has a gap at each change of hall, unless a meeting on line fills it.
    """
    if not frame.travel:
        return np.zeros(frame.people, np.int64)
    changes = halls.sum(axis=1, dtype=np.int64) - 1
    if frame.online >= 0:
        filled = np.zeros(frame.people, np.int64)
        for side in (frame.one, frame.other):
            np.add.at(filled, side[meetings], frame.hall[meetings] == frame.online)
        changes -= filled + halls[:, frame.online]
    walks: NDArray[np.int64] = np.maximum(changes, 0)
    return walks


class _People:
    """Participants, the meetings of each and the slots in which each can meet."""

    def __init__(self, frame: Frame, meetings: NDArray[np.int64]) -> None:
        self._one, self._other = frame.one[meetings], frame.other[meetings]
        self._open = frame.open[meetings] & (frame.tables > 0)[frame.hall[meetings]]
        halls = np.zeros((frame.people, len(frame.tables)), np.bool_)
        for side in (self._one, self._other):
            halls[side, frame.hall[meetings]] = True
        self._walks = _walks(frame, meetings, halls)
        self._room = 2 * frame.tables.sum(axis=0)
        both = np.concatenate([self._one, self._other])
        self._counts = np.bincount(both, minlength=frame.people)
        self._reach = np.zeros((frame.people, frame.slots), np.bool_)  # slots in which some meeting can be
        np.logical_or.at(self._reach, both, np.concatenate([self._open, self._open]))
        order = np.argsort(both, kind="stable")
        ends = np.cumsum(self._counts)
        self._own = [order[end - n : end] % max(len(meetings), 1) for end, n in zip(ends, self._counts, strict=True)]

    # --- each participant alone ---------------------------------------------------------------------------------------

    def gaps_alone(self) -> NDArray[np.int64]:
        """(n,) the gaps that each participant has at least."""
        gaps = self._walks.copy()
        for person, count in enumerate(self._counts.tolist()):
            if count > 1:
                gaps[person] = max(_stretches(self._reach[person], count) - 1, gaps[person])
                if not gaps[person] and not self._fills_a_stretch(person, count):
                    gaps[person] = 1
        return gaps

    def _fills_a_stretch(self, person: int, count: int) -> bool:
        """Whether all meetings of a participant fit into slots one after the other."""
        open_ = self._open[self._own[person]]
        for first in _firsts(self._reach[person], count):
            part = open_[:, first : first + count]
            if part.all() or most_matched(part) == count:
                return True
        return False

    # --- all of them, at the price of the tables ----------------------------------------------------------------------

    def gaps_at_prices(self, alone: NDArray[np.int64]) -> int:
        """The best bound that prices of slots were found to prove."""
        prices = np.zeros(len(self._room), np.int64)
        best, stride, vain = 0, PART / 2, 0
        for _ in range(ROUNDS):
            costs, busy = self._taken(prices, alone)
            proven = -((int((prices * self._room).sum()) - int(costs.sum())) // PART)
            stride, vain = (stride, 0) if proven > best else (0.8 * stride, vain + 1)
            best = max(best, proven)
            over = busy - self._room
            if vain == PATIENCE or not ((over > 0) | ((over < 0) & (prices > 0))).any():
                break
            step = np.rint(stride * over / max(int(np.abs(over).max()), 1)).astype(np.int64)
            prices = np.maximum(prices + step, 0)
        return best

    def _taken(
        self, prices: NDArray[np.int64], alone: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What each participant pays at least, (n,), and how many are then busy in each slot, (T,)."""
        costs = np.zeros(len(self._counts), np.int64)
        busy = np.zeros(len(prices), np.int64)
        for count in np.unique(self._counts[self._counts > 0]).tolist():
            here = np.flatnonzero(self._counts == count)
            unbroken, firsts = _cheapest_stretch(self._reach[here], count, prices)
            broken, chosen = _cheapest_broken(self._reach[here], count, prices)
            unbroken[alone[here] > 0] = FAR
            broken = np.maximum(broken, PART * alone[here])
            whole = unbroken <= broken
            costs[here] = np.where(whole, unbroken, broken)
            busy += chosen[~whole].sum(axis=0)
            for first in firsts[whole].tolist():
                busy[first : first + count] += 1
        return costs, busy


def _stretches(reach: NDArray[np.bool_], count: int) -> int:
    """Into how many stretches of slots at least so many meetings fall: the longest first."""
    edges = np.diff(np.concatenate([[False], reach, [False]]).astype(np.int8))
    lengths = np.sort(np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0))[::-1]
    return int(np.searchsorted(np.cumsum(lengths), count)) + 1


def _firsts(reach: NDArray[np.bool_], count: int) -> list[int]:
    """Where a stretch of so many slots can begin."""
    if not 0 < count <= len(reach):
        return []
    sums = np.concatenate([[0], np.cumsum(reach)])
    begins: list[int] = np.flatnonzero(sums[count:] - sums[:-count] == count).tolist()
    return begins


def _cheapest_stretch(
    reach: NDArray[np.bool_], count: int, prices: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The price of the cheapest stretch of so many slots for each row, and its first slot."""
    slots = reach.shape[1]
    if count > slots:
        return np.full(len(reach), FAR, np.int64), np.zeros(len(reach), np.int64)
    sums = np.concatenate([[0], np.cumsum(prices)])
    inside = np.zeros((len(reach), slots + 1), np.int64)
    np.cumsum(reach, axis=1, out=inside[:, 1:])
    whole = inside[:, count:] - inside[:, :-count] == count
    costs = np.where(whole, sums[count:] - sums[:-count], FAR)
    firsts = costs.argmin(axis=1)
    return costs.min(axis=1), firsts


_BEFORE, _FIRST, _AFTER, _LATER, _SINCE = range(5)
"""No meeting yet; in the first stretch, after it; in a later one, after that."""
_WAYS = (
    ((_BEFORE, 0),),
    ((_BEFORE, 0), (_FIRST, 0)),
    ((_FIRST, 0), (_AFTER, 0)),
    ((_AFTER, PART), (_LATER, 0), (_SINCE, PART)),
    ((_LATER, 0), (_SINCE, 0)),
)
"""From which states each is reached, and what that costs."""


def _cheapest_broken(
    reach: NDArray[np.bool_], count: int, prices: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The cost of the best choice of so many slots with a gap at least, for each row, and the slots it chooses."""
    rows, slots = reach.shape
    costs = np.full((5, rows, count + 1), FAR, np.int64)
    costs[_BEFORE, :, 0] = 0
    came = np.zeros((slots, 5, rows, count + 1), np.int8)
    for slot in range(slots):
        following = np.full_like(costs, FAR)
        for state, ways in enumerate(_WAYS):
            options = np.stack([costs[source] + cost for source, cost in ways])
            pick = options.argmin(axis=0)
            least = options.min(axis=0)
            sources = np.array([source for source, _ in ways], np.int8)[pick]
            if state in (_FIRST, _LATER):
                following[state, :, 1:] = np.where(reach[:, slot, None], least[:, :-1] + prices[slot], FAR)
                came[slot, state, :, 1:] = sources[:, :-1]
            else:
                following[state], came[slot, state] = least, sources
        costs = np.minimum(following, FAR)
    ends = costs[[_LATER, _SINCE], :, count]
    states = np.where(ends[0] <= ends[1], _LATER, _SINCE).astype(np.int8)
    chosen = np.zeros_like(reach)
    left = np.full(rows, count, np.int64)
    for slot in reversed(range(slots)):
        chosen[:, slot] = (states == _FIRST) | (states == _LATER)
        states = came[slot, states, np.arange(rows), left]
        left = np.maximum(left - chosen[:, slot], 0)
    return ends.min(axis=0), chosen
