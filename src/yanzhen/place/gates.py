"""Gates: what rules a place out. What is unknown never does; it is asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Matrix


def gates_failed(matrix: Matrix) -> NDArray[np.bool_]:
    """(places, criteria) where a known value is below `at_least` or above `at_most`; a value on the gate passes."""
    low = np.array([-np.inf if c.at_least is None else c.at_least for c in matrix.criteria])
    high = np.array([np.inf if c.at_most is None else c.at_most for c in matrix.criteria])
    # A comparison with NaN is false, so that the unknown passes.
    return (matrix.values < low) | (matrix.values > high)


def gated(matrix: Matrix) -> NDArray[np.bool_]:
    """(criteria,) those that have a gate."""
    return np.array([c.at_least is not None or c.at_most is not None for c in matrix.criteria], np.bool_)
