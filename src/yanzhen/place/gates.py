"""Gates: what rules a place out. What is unknown never does; it is asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Floats, Matrix


def gates_failed(matrix: Matrix) -> NDArray[np.bool_]:
    """(places, criteria) where a known value is below `at_least` or above `at_most`; a value on the gate passes.

    A doubtful value fails only where the whole of its range does.
    """
    low = np.array([-np.inf if c.at_least is None else c.at_least for c in matrix.criteria])
    high = np.array([np.inf if c.at_most is None else c.at_most for c in matrix.criteria])
    # A comparison with NaN is false, so that the unknown passes.
    most, least = (_ends(matrix, ends) for ends in (matrix.high, matrix.low))
    return (most < low) | (least > high)


def gates_doubtful(matrix: Matrix) -> NDArray[np.bool_]:
    """(places, criteria) where a gate is neither passed nor failed for sure: the value is unknown, or its range lies
    on both sides."""
    low = np.array([-np.inf if c.at_least is None else c.at_least for c in matrix.criteria])
    high = np.array([np.inf if c.at_most is None else c.at_most for c in matrix.criteria])
    most, least = (_ends(matrix, ends) for ends in (matrix.high, matrix.low))
    sure = (least >= low) & (most <= high)
    return gated(matrix) & ~sure & ~gates_failed(matrix)


def _ends(matrix: Matrix, ends: Floats | None) -> Floats:
    return matrix.values if ends is None else np.where(matrix.ranged, ends, matrix.values)


def gated(matrix: Matrix) -> NDArray[np.bool_]:
    """(criteria,) those that have a gate."""
    return np.array([c.at_least is not None or c.at_most is not None for c in matrix.criteria], np.bool_)
