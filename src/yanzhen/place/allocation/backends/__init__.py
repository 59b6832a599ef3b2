"""Who works out plans and stable matchings: one backend a module, with the same answers."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.backends import backend_of as ranking_backend_of
from yanzhen.place.backends import is_installed
from yanzhen.place.matrix import Ints

IMPOSSIBLE = -(1 << 60)
"""The value of a pair that can't be."""


class Assign(Protocol):
    """Finds the plan of greatest value."""

    def __call__(self, values: Ints, capacities: Ints) -> tuple[Ints, Ints]:
        """The column of each project, and the least prices of the columns that prove the plan best.

        Args:
            values: (projects, columns), contiguous, at most 2^58 in sum; `IMPOSSIBLE` where a project can't go.
            capacities: (columns,) how many projects fit; the last column takes everybody, with one to spare.
        """
        ...


class MatchStable(Protocol):
    """Finds the stable matching that is best for the projects."""

    def __call__(self, lists: NDArray[np.int32], scores: Ints, capacities: Ints) -> Ints:
        """The place of each project, -1 where there is none.

        Args:
            lists: (projects, length) places in the order in which each project wants them, -1 after the last.
            scores: the same shape: how much the place wants the project; of equal ones it wants the first.
            capacities: (places,) how many projects fit.
        """
        ...


def backend_of(name: str | None) -> Any:
    """The module with `assign` and `match_stable`; None asks for the fastest that is installed.

    Raises:
        WrongUsage: no backend has this name.
        MissingPiece: it is not part of this installation.
    """
    ranking_backend_of(name)  # says what is missing
    found = name or ("native" if is_installed("native") else "reference")
    return import_module(f"{__name__}.{found}")
