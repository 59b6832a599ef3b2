"""A timetable after somebody drops out or comes late: what is confirmed stays, and what became free is used again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yanzhen.meet.frame import UNTIMED, Frame
from yanzhen.meet.repair.damage import Bools, Ints, damage_of
from yanzhen.meet.repair.solving import repair

MOVES = 2


@dataclass(frozen=True, slots=True)
class Replanned:
    """A timetable and what became of the one before.

    - `slot`: int64 (m,).
    - `struck`: int64, the meetings that could not stay where they were; `lost` of them have no slot again.
    - `moved`: int64, those that have another slot: struck ones, then others (at most as many as was allowed).
    - `added`: int64, those that had no slot.
    - `won_back`: what struck meetings with a new slot and added ones are worth; never more than `bound_won_back`.
    """

    slot: Ints
    before: Ints
    struck: Ints
    lost: Ints
    moved: Ints
    added: Ints
    value_before: int
    value: int
    won_back: int
    bound_won_back: int


def replan(frame: Frame, slot: Ints, absent: Bools, *, moves: int = MOVES, now: int = 0, notice: int = 0) -> Replanned:
    """Mend a timetable that keeps the frame's rules.

    No confirmed meeting is lost that can be held elsewhere (the more the better, musts first); then minima, then value.
    A meeting of somebody absent that takes another slot is no move of others.

    Args:
        slot: int64 (m,), the timetable.
        absent: bool (n, T), who is not there when.
        moves: so many other meetings may be given another slot.
        now: the first so many slots are past: nothing changes there.
        notice: so many slots after them are too near to send anybody elsewhere, or to be given a meeting.
    """
    damage = damage_of(frame, slot, absent, now, notice)
    found = repair(damage, moves)
    timed, was = found.slot != UNTIMED, slot != UNTIMED
    gone = damage.lost[~timed[damage.lost]]
    again = damage.lost[timed[damage.lost]]
    others = np.flatnonzero(was & timed & (found.slot != slot))
    added = np.flatnonzero(timed & ~was)
    return Replanned(
        slot=found.slot,
        before=slot,
        struck=damage.lost,
        lost=gone,
        moved=np.concatenate([again, np.setdiff1d(others, again)]),
        added=added,
        value_before=int(frame.worth[was].sum()),
        value=int(frame.worth[timed].sum()),
        won_back=int(frame.worth[again].sum() + frame.worth[added].sum()),
        bound_won_back=found.bound,
    )
