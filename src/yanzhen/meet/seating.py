"""Tables of meetings within their hall: a participant stays where it sat, where that can be."""

from __future__ import annotations

import numpy as np

from yanzhen.meet.event import Event
from yanzhen.meet.frame import UNTIMED, Frame, Ints
from yanzhen.meet.timetable import NO_TABLE


def seat(event: Event, frame: Frame, slot: Ints) -> Ints:
    """The table of each meeting, int64 (m,), from 0 within its hall; `NO_TABLE` where none is needed.

    Those who have the most meetings are asked first: they keep their table, the others come to it.
    """
    table = np.full(frame.meetings, NO_TABLE, np.int64)
    degree = np.bincount(
        np.concatenate([frame.one[slot != UNTIMED], frame.other[slot != UNTIMED]]), minlength=frame.people
    )
    usual: dict[tuple[int, int], int] = {}
    for t in range(frame.slots):
        if t in event.online_slots:
            continue
        here = np.flatnonzero((slot == t) & (frame.hall != frame.online))
        busiest = np.maximum(degree[frame.one[here]], degree[frame.other[here]])
        taken: set[tuple[int, int]] = set()
        late = []
        for e in here[np.lexsort((here, -busiest))].tolist():
            hall = int(frame.hall[e])
            known = [
                usual[p, hall]
                for p in sorted((int(frame.one[e]), int(frame.other[e])), key=lambda p: (-int(degree[p]), p))
                if (p, hall) in usual and (hall, usual[p, hall]) not in taken
            ]
            if known:
                table[e] = known[0]
                taken.add((hall, known[0]))
            else:
                late.append(e)
        free = dict.fromkeys(range(len(frame.tables)), 0)
        for e in late:
            hall = int(frame.hall[e])
            while (hall, free[hall]) in taken:
                free[hall] += 1
            table[e] = free[hall]
            taken.add((hall, free[hall]))
        for e in here.tolist():
            for p in (int(frame.one[e]), int(frame.other[e])):
                usual.setdefault((p, int(frame.hall[e])), int(table[e]))
    return table
