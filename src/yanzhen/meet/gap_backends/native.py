"""The kernel in Rust (`kernel/`, the module yanzhen_kernel)."""

from __future__ import annotations

import numpy as np
import yanzhen_kernel
from numpy.typing import NDArray

from yanzhen.meet.frame import Frame

STEPS_A_SECOND = 8_000_000
"""About what one core does: how many steps are worth planning for a time."""


def move_meetings(
    frame: Frame,
    slot: NDArray[np.int64],
    chances: NDArray[np.uint32],
    weights: NDArray[np.int64],
    steps: int,
    seconds: float,
    seed: int,
) -> NDArray[np.int64]:
    """As `MoveMeetings`."""
    arrays = [np.ascontiguousarray(each) for each in (frame.one, frame.other, frame.hall, frame.open, frame.tables)]
    moved: NDArray[np.int64] = yanzhen_kernel.move_meetings(
        frame.people, *arrays, frame.travel, np.ascontiguousarray(slot), chances, weights, steps, seconds, seed
    )
    return moved
