"""Fewer idle gaps in a timetable whose meetings are chosen, then fewer changes of hall: meetings move, none is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import UNTIMED, Frame
from yanzhen.meet.gap_backends import backend_of, halls_of, warn_if_slow
from yanzhen.meet.gap_bound import least_gaps

__all__ = ["fewer_gaps", "least_gaps", "part_of"]

STEPS = 3000
"""Moves proposed for each meeting: what twice as many would win is a few gaps in a hundred."""
STAGES, HALL_STAGES = 64, 16
"""How often the annealing cools down for gaps, and after that for changes of hall alone."""
HOT, COLD = 0.30, 0.10
"""Between these temperatures, in gaps, timings of 500 to 5,000 participants settle."""
HALL_HOT, HALL_COLD = 1.0, 0.2
"""The same in changes of hall."""
WEIGHT, ALONE = 8, 1 << 20
"""What a gap counts against a change of hall: while gaps are closed, and once they are not to come back."""
RISES = 64
"""A move that makes it worse by more is never made."""


def fewer_gaps(
    frame: Frame, slot: NDArray[np.int64], seconds: float, seed: int = 1, *, backend: str | None = None
) -> NDArray[np.int64]:
    """Slots of the same meetings with the fewest gaps that are found, then the fewest changes of hall.

    The answer is never worse than `slot`. One seed gives one answer unless the seconds end the search: what it does is
    measured by the number of meetings, and by what a backend does in that time.

    Args:
        frame: what is kept: open slots, tables, interpreters, travel between halls, nobody in two meetings at once.
        slot: int64 (m,), a timing that keeps to the frame, `UNTIMED` where a meeting does not take place.
        seconds: of the clock, at most.
        seed: of the choices.
        backend: `native` or `reference`; the fastest that is installed where none is named.
    """
    timed = np.flatnonzero(slot != UNTIMED)
    if not len(timed) or seconds <= 0:
        return slot.copy()
    if backend is None:
        warn_if_slow()
    mover = backend_of(backend)
    chances, weights = _cooling(halls=halls_of(frame))
    steps = int(min(STEPS * len(timed), seconds * mover.STEPS_A_SECOND)) // len(weights) + 1
    moved = slot.copy()
    moved[timed] = mover.move_meetings(part_of(frame, timed), slot[timed], chances, weights, steps, seconds, seed)
    return moved


def part_of(frame: Frame, meetings: NDArray[np.int64]) -> Frame:
    """A frame of these meetings alone, among the same participants."""
    return replace(
        frame,
        **{name: getattr(frame, name)[meetings] for name in ("one", "other", "worth", "must", "open", "hall")},
        language=None if frame.language is None else frame.language[meetings],
    )


def _cooling(halls: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """How likely each rise is in each stage, of 2^32, and what a gap weighs there."""
    heats = np.geomspace(HOT, COLD, STAGES)
    weights = np.ones(STAGES, np.int64)
    if halls > 1:
        heats = np.concatenate([WEIGHT * heats, np.geomspace(HALL_HOT, HALL_COLD, HALL_STAGES)])
        weights = np.repeat(np.array([WEIGHT, ALONE], np.int64), (STAGES, HALL_STAGES))
    chances = np.exp(-np.arange(RISES) / heats[:, None]) * (2**32 - 1)
    return chances.astype(np.uint32), weights
