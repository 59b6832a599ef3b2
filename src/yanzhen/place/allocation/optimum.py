"""The best plan where each project takes one slot: a transportation problem, solved and proven in whole numbers.

Key projects come first, then the floors of the places, then value: each aim outweighs all that follow. A floor is a
column of its own beside the rest of the place's slots. The bound is that of linear programming duality: any prices
that are not negative prove one, sum of capacity times price + sum of what each project gains at best at these prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from yanzhen.place.allocation.backends import IMPOSSIBLE
from yanzhen.place.allocation.problem import Problem
from yanzhen.place.matrix import Ints


@dataclass(frozen=True)
class Optimum:
    """The best plan.

    Attributes:
        assigned: (projects,) number of the place, -1 where a project stays without one.
        bound: no plan with as many key projects and filled floors is worth more, in thousandths.
        whole_bound: the same with what the aims before value count for, `key_bonus` and `floor_bonus` each.
        worth: (places, 3) what one slot more adds: key projects, filled floors, value in thousandths.
    """

    assigned: Ints
    bound: int
    worth: Ints
    whole_bound: int
    key_bonus: int
    floor_bonus: int

    def bound_for(self, keys: int, floors: int) -> int:
        """No plan with so many key projects and filled floors, or more, is worth more; in thousandths."""
        return self.whole_bound - self.key_bonus * keys - self.floor_bonus * floors


def best_plan(problem: Problem, engine: Any) -> Optimum:
    """The plan of greatest value, by the backend `engine`."""
    floors = np.flatnonzero(np.minimum(problem.at_least, problem.slots) > 0)
    least = np.minimum(problem.at_least, problem.slots)
    count = len(problem.places)
    columns = np.concatenate([np.arange(count), floors])
    values = np.zeros((len(problem.projects), len(columns) + 1), np.int64)
    values[:, :count] = problem.values
    values[:, count:-1] = problem.values[:, floors]
    if problem.key.any():
        aims = values[problem.key, :-1]
        values[problem.key, :-1] = np.where(aims > IMPOSSIBLE, aims + problem.key_bonus, IMPOSSIBLE)
    filling = values[:, count:-1]
    np.add(filling, problem.floor_bonus, out=filling, where=filling > IMPOSSIBLE)
    capacities = np.concatenate([problem.slots - least, least[floors], [len(problem.projects) + 1]]).astype(np.int64)
    chosen, prices = engine.assign(values, capacities)
    placed = chosen < len(columns)
    assigned = np.where(placed, np.append(columns, -1)[chosen], -1)
    whole = _bound(values, capacities, prices)
    bound = whole - _aims_reached(problem, assigned)
    worth = _worth(problem, prices[:count])
    return Optimum(assigned, bound, worth, whole, problem.key_bonus, problem.floor_bonus)


def _bound(values: Ints, capacities: Ints, prices: Ints) -> int:
    # Python's numbers have no end; sums of what aims add would leave 64 bits.
    blocks = np.array_split(values, len(values) // 512 + 1)
    gains = sum(sum((block - prices).max(axis=1).tolist()) for block in blocks)
    rent = sum(room * price for room, price in zip(capacities[:-1].tolist(), prices[:-1].tolist(), strict=True))
    return int(rent + gains)


def _aims_reached(problem: Problem, assigned: Ints) -> int:
    """What the key projects and the floors of a plan count for."""
    keys = int((problem.key & (assigned >= 0)).sum())
    return problem.key_bonus * keys + problem.floor_bonus * floors_filled(problem, assigned)


def floors_filled(problem: Problem, assigned: Ints) -> int:
    """How many of the slots that places should fill at least are filled."""
    counts = np.bincount(assigned[assigned >= 0], minlength=len(problem.places))
    return int(np.minimum(counts, np.minimum(problem.at_least, problem.slots)).sum())


def plan_value(problem: Problem, assigned: Ints) -> int:
    """What a plan is worth, in thousandths."""
    placed = np.flatnonzero(assigned >= 0)
    return int(problem.values[placed, assigned[placed]].sum())


def _worth(problem: Problem, prices: Ints) -> Ints:
    """Prices taken apart by aims: each counts more than twice what the next ones come to."""
    keys, rest = _parted(prices, problem.key_bonus)
    floors, value = _parted(rest, problem.floor_bonus)
    return np.stack([keys, floors, value], axis=1)


def _parted(prices: Ints, bonus: int) -> tuple[Ints, Ints]:
    times = (prices + bonus // 2) // bonus
    return times, prices - times * bonus
