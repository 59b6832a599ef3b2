"""The ways to rank: TOPSIS by default, the weighted sum, and outranking by PROMETHEE II."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from yanzhen.errors import WrongUsage
from yanzhen.place.matrix import Criterion, Floats, Ints
from yanzhen.place.standings import Standing

METHODS = {"topsis": "Topsis", "sum": "WeightedSum", "promethee": "Promethee"}
"""Name -> class; each stands in a module of its own."""
_MODULES = {"topsis": "topsis", "sum": "weighted_sum", "promethee": "promethee"}


@dataclass(frozen=True)
class Field:
    """One comparison, all values filled in.

    Attributes:
        values: (places, criteria).
        weights: (criteria,) adding up to 1.
        standing: what the method makes of the values.
        scores: (places,) at these weights.
    """

    values: Floats
    weights: Floats
    standing: Standing
    scores: Floats

    @classmethod
    def of(cls, method: Method, values: Floats, weights: Floats) -> Field:
        standing = method.standing(values)
        return cls(values, weights, standing, standing.scores(weights))


class Method(Protocol):
    """A way to rank places by given criteria."""

    def __init__(self, criteria: Sequence[Criterion]) -> None: ...

    def standing(self, values: Floats) -> Standing:
        """What the method makes of (places, criteria) values, before anything is weighed."""
        ...

    def what_if(
        self, field: Field, criterion: int, places: Ints, changed: Floats, rivals: Ints
    ) -> tuple[Floats, Floats]:
        """Scores if one value of one place were another, for several places, each by itself.

        Everything that depends on the value (norms, ideal points, flows) is worked out anew.

        Args:
            criterion: whose value changes.
            places: (n,) positions of the places.
            changed: (n,) the value that each would have.
            rivals: (m,) positions of those that it is held against.

        Returns:
            (n,) the place's own score and (n, m) the rivals'; minus infinity where a rival is the place itself.
        """
        ...


def method_of(name: str, criteria: Sequence[Criterion]) -> Method:
    """The method of a name, for these criteria.

    Raises:
        WrongUsage: no method has this name.
    """
    if name not in METHODS:
        known = ", ".join(METHODS)
        raise WrongUsage(f"没有名为 {name} 的方法，可选：{known}", f"no method is called {name}; there are: {known}")
    made: Method = getattr(import_module(f"yanzhen.place.{_MODULES[name]}"), METHODS[name])(criteria)
    return made
