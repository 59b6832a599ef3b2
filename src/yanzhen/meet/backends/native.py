"""The kernel in Rust (`kernel/src/timing.rs`, the module yanzhen_kernel)."""

from __future__ import annotations

import numpy as np
import yanzhen_kernel

from yanzhen.meet.backends import Task
from yanzhen.meet.frame import Frame, Ints


def time_meetings(frame: Frame, task: Task) -> Ints:
    """See `yanzhen.meet.backends.TimeMeetings`."""
    nobody = np.zeros((0, frame.slots), np.int64)
    found: Ints = yanzhen_kernel.time_meetings(
        frame.one,
        frame.other,
        task.gain,
        task.chosen,
        task.order,
        np.ascontiguousarray(frame.open),
        frame.hall,
        np.ascontiguousarray(frame.tables),
        np.full(frame.slots, frame.meetings, np.int64) if frame.room is None else frame.room,
        np.full(frame.meetings, -1, np.int64) if frame.language is None else frame.language,
        nobody if frame.interpreters is None else frame.interpreters,
        task.least,
        frame.most,
        task.floor,
        task.goal,
        frame.travel,
        frame.online,
        task.seed,
        task.steps,
        task.rounds,
        task.seconds,
    )
    return found
