"""What every timetable of an event has to keep, as arrays: the ground on which meetings are chosen, timed and moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNTIMED = -1  # the slot of a meeting that has none
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """m requested meetings among n participants, in T slots and h halls; slots count from 0 here, from 1 in files.

    - `one`, `other`: int64 (m,), the two participants of each meeting, `one != other`.
    - `worth`: int64 (m,), at least 0: what the meeting is worth.
    - `must`: bool (m,), meetings that have to take place.
    - `open`: bool (m, T), the slots that a meeting may have: those it asks for, in which both sides are there.
    - `hall`: int64 (m,), the hall in which a meeting takes place.
    - `tables`: int64 (h, T), how many meetings a hall holds in a slot, spare tables taken off.
    - `least`, `most`: int64 (n,), how many meetings a participant should have at least and may have at most.
    - `travel`: slots that have to lie between two meetings of one participant in different halls.
    - `online`: the number of the hall that is none: meetings on line need no way; -1 where there is none.
    - `room`: int64 (T,), meetings in all halls together, those on line not counted; None for no limit.
    - `language`: int64 (m,), the interpreter needed, -1 for none; None where nobody needs any.
    - `interpreters`: int64 (languages, T), how many there are.
    """

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    worth: NDArray[np.int64]
    must: NDArray[np.bool_]
    open: NDArray[np.bool_]
    hall: NDArray[np.int64]
    tables: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    travel: int = 0
    online: int = -1
    room: NDArray[np.int64] | None = None
    language: NDArray[np.int64] | None = None
    interpreters: NDArray[np.int64] | None = None

    @property
    def meetings(self) -> int:
        return len(self.one)

    @property
    def people(self) -> int:
        return len(self.most)

    @property
    def slots(self) -> int:
        return int(self.open.shape[1])


def gaps_of(frame: Frame, slot: NDArray[np.int64]) -> NDArray[np.int64]:
    """Breaks of each participant, int64 (n,): idle gaps between two of its meetings, however long (`slot`: (m,))."""
    busy = np.zeros((frame.people, frame.slots), dtype=bool)
    timed = slot != UNTIMED
    for side in (frame.one, frame.other):
        busy[side[timed], slot[timed]] = True
    begins = busy.copy()
    begins[:, 1:] &= ~busy[:, :-1]
    gaps: NDArray[np.int64] = np.maximum(begins.sum(axis=1, dtype=np.int64) - 1, 0)
    return gaps
