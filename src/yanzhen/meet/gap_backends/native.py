"""The kernel in Rust (`kernel/`, the module yanzhen_kernel)."""

from __future__ import annotations

import numpy as np
import yanzhen_kernel
from numpy.typing import NDArray

from yanzhen.meet.frame import Frame
from yanzhen.meet.gap_backends import halls_of, limits_of

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
    arrays = map(np.ascontiguousarray, (frame.one, frame.other, frame.hall, frame.open, *limits_of(frame)))
    moved: NDArray[np.int64] = yanzhen_kernel.move_meetings(
        frame.people, *arrays, halls_of(frame), frame.online, frame.travel,
        np.ascontiguousarray(slot), chances, weights, steps, seconds, seed,
    )  # fmt: skip
    return moved
