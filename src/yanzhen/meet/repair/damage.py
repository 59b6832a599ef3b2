"""A timetable from which meetings fell out: what is left of it, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import UNTIMED, Frame

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Damage:
    """What is left of a timetable, and what may be done with it.

    - `before`, `slot`: int64 (m,), the slot of each meeting before, and without those that were lost.
    - `lost`: int64 (l,), the meetings that can't take place when they were to.
    - `open`: bool (m, T), the slots that a meeting may still be given.
    - `at`: int64 (n, T), the meeting that a participant has in a slot, or `NOBODY`.
    - `left`: int64 (r, T), what is free of what is shared: the tables of each hall, of all together, interpreters.
    - `uses`: int64 (m, 3), the lines of `left` of which a meeting takes one, the same line again to fill.
    - `room`: int64 (n,), how many more meetings a participant may have.
    - `held`: the first so many slots stay as they are.
    """

    frame: Frame
    before: Ints
    slot: Ints
    lost: Ints
    open: Bools
    at: Ints
    left: Ints
    uses: Ints
    room: Ints
    held: int

    @property
    def waiting(self) -> Ints:
        """int64 (c,): meetings that have no slot, and could be given one as far as their sides' limits go."""
        frame = self.frame
        free = (self.slot == UNTIMED) & (self.room[frame.one] > 0) & (self.room[frame.other] > 0)
        found = np.flatnonzero(free)
        return found[self.open[found].any(axis=1)]

    def spare(self, meetings: Ints) -> Ints:
        """How many more of such meetings would find a table and an interpreter: int64 (len(meetings), T)."""
        found: Ints = self.left[self.uses[meetings]].min(axis=1)
        return found

    def others(self, meetings: Ints, own: Ints | None = None) -> Ints:
        """The meetings that stand in the way: int64 (len(meetings), T, 2 + 4 * travel), `NOBODY` where none does.

        A side's meeting in the same slot does, and one in another hall that is too near in time to walk there.

        Args:
            own: meetings (len(meetings),) that are no hindrance, since they are the ones that move.
        """
        frame = self.frame
        reach = range(-frame.travel, frame.travel + 1)
        found = np.full((len(meetings), frame.slots, 2 * len(reach)), NOBODY, dtype=np.int64)
        for number, (side, step) in enumerate((side, step) for side in (frame.one, frame.other) for step in reach):
            here = slice(max(-step, 0), frame.slots - max(step, 0))
            there = slice(max(step, 0), frame.slots + min(step, 0))
            met = self.at[side[meetings], there]
            if step:
                far = (frame.hall[met] != frame.hall[meetings][:, None]) & (frame.hall[met] != frame.online)
                met = np.where(far & (frame.hall[meetings] != frame.online)[:, None], met, NOBODY)
            found[:, here, number] = met
        if own is not None:
            found[found == own[:, None, None]] = NOBODY
        return found


def damage_of(frame: Frame, slot: Ints, absent: Bools, now: int = 0, notice: int = 0) -> Damage:
    """What absences do to a timetable.

    Args:
        slot: int64 (m,), the timetable.
        absent: bool (n, T), who is not there when.
        now: the first so many slots are past: what took place there took place.
        notice: so many slots after them are too near for anybody to be sent elsewhere.
    """
    timed = slot != UNTIMED
    away = absent[frame.one] | absent[frame.other]
    hit = away[np.arange(frame.meetings), np.where(timed, slot, 0)]
    lost = np.flatnonzero(timed & hit & (slot >= now))
    kept = slot.copy()
    kept[lost] = UNTIMED
    timed = np.flatnonzero(kept != UNTIMED)
    at = np.full((frame.people, frame.slots), NOBODY, dtype=np.int64)
    uses, left = _shared(frame)
    for column in range(uses.shape[1]):
        fresh = (uses[timed, column, None] != uses[timed, :column]).all(axis=1)
        np.subtract.at(left, (uses[timed[fresh], column], kept[timed[fresh]]), 1)
    degree = np.zeros(frame.people, dtype=np.int64)
    for side in (frame.one, frame.other):
        at[side[timed], kept[timed]] = timed
        degree += np.bincount(side[timed], minlength=frame.people)
    open_ = frame.open & ~away
    held = min(now + notice, frame.slots)
    open_[:, :held] = False
    return Damage(frame, slot, kept, lost, open_, at, left, uses, frame.most - degree, held)


def _shared(frame: Frame) -> tuple[Ints, Ints]:
    """What meetings share, and how much of it there is: int64 (m, 3), int64 (r, T)."""
    uses, left = np.repeat(frame.hall[:, None], 3, axis=1), [frame.tables]
    if frame.room is not None:
        uses[frame.hall != frame.online, 1] = len(frame.tables)
        left.append(frame.room[None])
    if frame.language is not None and frame.interpreters is not None and len(frame.interpreters):
        spoken = frame.language >= 0
        uses[spoken, 2] = sum(map(len, left)) + frame.language[spoken]
        left.append(frame.interpreters)
    return uses, np.concatenate(left).astype(np.int64)
