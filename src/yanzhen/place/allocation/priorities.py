"""Key projects strictly first where several resources are limited: stage by stage, each with its own bound.

The programme over columns counts a key project as ten of the most valuable pairs, which keeps its numbers together but
is not strict. So the most key projects are looked for alone as well; whichever plan has more of them wins, then the one
that fills more floors, then the one of more value, and the last moves never give up the former for the latter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from yanzhen.place.allocation.items import Items
from yanzhen.place.allocation.packing import Packed, improve, pack_items
from yanzhen.place.allocation.problem import Problem
from yanzhen.place.matrix import Ints


@dataclass(frozen=True)
class Ordered:
    """A plan of items in strict order.

    Attributes:
        packed: the plan, with the bound and the prices of all items together.
        most_keys: no plan places more key projects.
    """

    items: Items
    packed: Packed
    most_keys: int


def pack_in_order(problem: Problem, engine: Any) -> Ordered:
    """A plan with as many key projects as are found, then floors, then value.

    Raises:
        MissingPiece: SciPy is not installed.
    """
    items = Items.of(problem)
    packed = pack_items(items, engine)
    if not problem.key.any() and not items.floors.any():
        return Ordered(items, packed, 0)
    strict = items.in_strict_order(problem)
    keys = items.keys(problem)
    plans, most = [packed.homes], int(keys.sum())
    if keys[packed.homes >= 0].sum() < most:
        alone = pack_items(items.of_keys(problem), engine)
        most = min(most, math.floor(alone.bound + 1e-6))
        if keys[alone.homes >= 0].sum() > keys[packed.homes >= 0].sum():
            plans.append(_completed(items, alone.homes, engine))
    homes = max((improve(strict, each) for each in plans), key=strict.total)
    return Ordered(items, Packed(homes, packed.bound, packed.prices), most)


def _completed(items: Items, homes: Ints, engine: Any) -> Ints:
    """The plan of some items, with the others planned in the room that these leave."""
    rest = pack_items(items.without(homes), engine).homes
    found: Ints = np.where(homes >= 0, homes, rest)
    return found
