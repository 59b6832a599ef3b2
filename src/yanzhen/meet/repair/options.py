"""What could be done about a damaged timetable: meetings that could be given a slot, and others that would go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yanzhen.meet.frame import UNTIMED
from yanzhen.meet.repair.damage import NOBODY, Bools, Damage, Ints

FOR_TABLES = 2
"""So many meetings of a full slot are looked at to free a table, with no other reason to move them."""
SMALL = 600
"""Events with no more meetings times slots are looked at whole."""
EMPTY_PLACES = 5
"""So many empty slots are looked at for each meeting that would have to go, those with the most free tables."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Meetings that are given a slot, a line each.

    - `meeting`, `slot`: int64 (x,).
    - `over`: int64 (x, b), the meetings that would have to go elsewhere for it, `NOBODY` to fill the line.
    - `needs`: int64 (x,), about how many moves it takes: two for a meeting that has no empty place to go.
    """

    meeting: Ints
    slot: Ints
    over: Ints
    needs: Ints

    def __getitem__(self, chosen: Ints | slice) -> Changes:
        return Changes(self.meeting[chosen], self.slot[chosen], self.over[chosen], self.needs[chosen])

    def __len__(self) -> int:
        return len(self.meeting)


def additions_of(damage: Damage, moves: int) -> Changes:
    """All the slots that meetings without one could be given with at most `moves` others moved."""
    meetings = damage.waiting
    over = damage.others(meetings)
    line, slot = np.nonzero(damage.open[meetings] & _possible(damage, over, moves))
    over = over[line, slot]
    if not moves:
        fits = damage.spare(meetings)[line, slot] > 0
        return Changes(meetings[line[fits]], slot[fits], over[fits], np.zeros(fits.sum(), dtype=np.int64))
    others = several(over)
    targets, further = _targets(damage, others, moves - 1)
    takes = np.zeros(damage.frame.meetings + 1, dtype=np.int64)  # the last is for `NOBODY`
    takes[others] = np.where(_empty(damage, others, targets, further).any(axis=1), 1, 2)
    stuck = np.zeros(len(takes), dtype=bool)
    stuck[others[~targets.any(axis=1)]] = True
    fine = ~stuck[over].any(axis=1)
    needs = takes[over].sum(axis=1)
    needs += (needs == 0) & (damage.spare(meetings)[line, slot] <= 0)
    return Changes(meetings[line[fine]], slot[fine], over[fine], needs[fine])


def moves_of(damage: Damage, additions: Changes, moves: int) -> Changes:
    """Where the meetings in the way of these additions could go, and those in their way, and some of full slots.

    In a small event all meetings and all their slots; in a large one, what is sent elsewhere pushes at most one on.
    """
    if not moves:
        return additions[:0]
    timed = np.flatnonzero((damage.slot != UNTIMED) & (damage.slot >= damage.held))
    if len(timed) * damage.frame.slots <= SMALL:
        row, to = np.nonzero(_targets(damage, timed, moves - 1)[0])
        return _going(damage, timed, row, to)
    wanted = np.zeros(damage.left.shape, dtype=bool)
    wanted[damage.uses[additions.meeting], additions.slot[:, None]] = True
    movable = several(additions.over)
    pushed = min(moves, 2) - 1
    if pushed:
        targets, over = _targets(damage, movable, pushed)
        movable = np.union1d(movable, several(over[targets & _pressed(damage, movable, targets, over)[:, None]]))
    movable = np.union1d(movable, _for_tables(damage, wanted))
    targets, over = _targets(damage, movable, pushed)
    targets &= (np.isin(over, movable) | (over == NOBODY)).all(axis=2)
    return _going(damage, movable, *np.nonzero(_few(damage, movable, targets, over, wanted)))


def _going(damage: Damage, meetings: Ints, row: Ints, to: Ints) -> Changes:
    over = damage.others(meetings, own=meetings)
    return Changes(meetings[row], to, over[row, to], np.ones(len(row), dtype=np.int64))


def several(over: Ints) -> Ints:
    """The meetings that stand in some way, ascending."""
    found = np.unique(over)
    named: Ints = found[found != NOBODY]
    return named


def _possible(damage: Damage, over: Ints, most: int) -> Bools:
    """Where at most so many others stand in the way, all of which may still be moved: bool, `over` less its last."""
    there = over != NOBODY
    late = damage.slot[over] >= damage.held
    found: Bools = (there.sum(axis=-1) <= most) & (late | ~there).all(axis=-1)
    return found


def _targets(damage: Damage, meetings: Ints, most: int) -> tuple[Bools, Ints]:
    """Where meetings could go, and over whom: bool (len(meetings), T), int64 (len(meetings), T, b)."""
    over = damage.others(meetings, own=meetings)
    found = damage.open[meetings] & _possible(damage, over, most)
    found[np.arange(len(meetings)), damage.slot[meetings]] = False
    return found, over


def _empty(damage: Damage, meetings: Ints, targets: Bools, over: Ints) -> Bools:
    found: Bools = targets & (over == NOBODY).all(axis=2) & (damage.spare(meetings) > 0)
    return found


def _pressed(damage: Damage, meetings: Ints, targets: Bools, over: Ints) -> Bools:
    """Those with so few empty slots that what is added could take them all: only they need push others on."""
    found: Bools = _empty(damage, meetings, targets, over).sum(axis=1) <= 2
    return found


def _few(damage: Damage, meetings: Ints, targets: Bools, over: Ints, wanted: Bools) -> Bools:
    """Of many empty slots those that nobody wants, and those with the most free tables; others if there are few."""
    empty = _empty(damage, meetings, targets, over)
    sought = wanted[damage.uses[meetings]].any(axis=1)
    roomy = np.where(empty, damage.spare(meetings) - sought * damage.frame.meetings, -(1 << 40))
    order = np.argsort(-roomy, axis=1, kind="stable")
    best = np.zeros_like(empty)
    np.put_along_axis(best, order[:, :EMPTY_PLACES], True, axis=1)
    found: Bools = targets & (best & empty | ~empty & _pressed(damage, meetings, targets, over)[:, None])
    return found


def _for_tables(damage: Damage, wanted: Bools) -> Ints:
    """A few meetings of each full slot that somebody wants into, and could be held where a table is free."""
    full = wanted & (damage.left <= 0)
    full[:, : damage.held] = False
    timed = np.flatnonzero(damage.slot != UNTIMED)
    lines = damage.uses[timed]
    crowded = full[lines, damage.slot[timed][:, None]]
    timed, line = timed[crowded.any(axis=1)], lines[np.arange(len(lines)), crowded.argmax(axis=1)][crowded.any(axis=1)]
    if not len(timed):
        return timed
    roomy = damage.open[timed] & (damage.spare(timed) > 0)
    roomy &= (damage.others(timed, own=timed) == NOBODY).all(axis=2)
    fit = roomy.any(axis=1)
    timed, line, places = timed[fit], line[fit], roomy[fit].sum(axis=1)
    if not len(timed):
        return timed
    group = line * damage.frame.slots + damage.slot[timed]
    order = np.lexsort((timed, -places, group))
    starts = np.r_[True, group[order][1:] != group[order][:-1]]
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    return np.sort(timed[order[place < FOR_TABLES]])
