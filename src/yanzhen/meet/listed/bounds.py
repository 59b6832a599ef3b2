"""Breaks that a participant can't do without, whatever the others do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.listed.instance import Instance


def least_breaks(instance: Instance, left: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A lower bound of each participant's breaks, int64 (n,), from the lengths of its stretches of free slots."""
    least = np.zeros(instance.people, dtype=np.int64)
    for person, meetings in enumerate(instance.meetings_of()):
        if len(meetings) > 1:
            least[person] = _stretches_needed(np.logical_or.reduce(left[meetings]), len(meetings)) - 1
    return least


def _stretches_needed(free: NDArray[np.bool_], meetings: int) -> int:
    """How many unbroken stretches of free slots it takes to hold so many meetings: the longest first."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], free, [False])).astype(np.int8)))
    lengths = np.sort(edges[1::2] - edges[::2])[::-1]
    return int(np.searchsorted(np.cumsum(lengths), meetings)) + 1
