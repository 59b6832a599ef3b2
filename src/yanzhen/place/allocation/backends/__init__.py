"""Who works out plans and stable matchings: one backend a module, with the same answers."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.backends import backend_of as ranking_backend_of
from yanzhen.place.backends import is_installed
from yanzhen.place.matrix import Floats, Ints

IMPOSSIBLE = -(1 << 60)
"""The value of a pair that can't be."""


class Assign(Protocol):
    """Finds the plan of greatest value."""

    def __call__(self, values: Ints, capacities: Ints) -> tuple[Ints, Ints]:
        """The column of each project, and the least prices of the columns that prove the plan best.

        Args:
            values: (projects, columns), contiguous, at most 2^58 each; `IMPOSSIBLE` where a project can't go.
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


class Pack(Protocol):
    """Finds what fits into each place and is worth most there."""

    def __call__(
        self,
        profits: Floats,
        sizes: Floats,
        capacities: Floats,
        multipliers: Floats,
        counts: Ints,
        floors: Ints,
        bonus: float,
        nodes: int,
    ) -> tuple[NDArray[np.uint8], Floats]:
        """(places, items) 1 where an item is taken; (places,) what no choice is worth more than.

        Args:
            profits: (places, items), -inf where an item can't go.
            sizes: (items, resources); capacities: (places, resources), finite.
            multipliers: (places, resources), not negative: the one constraint by which choices are bounded adds up
                the resources with them. Any are valid, dual prices are best.
            counts: (items,) how many projects an item is; floors: (places,) how many a place should have.
            bonus: what each project up to the floor adds.
            nodes: after so many steps a place keeps its best choice so far, and the bound of the start.
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
