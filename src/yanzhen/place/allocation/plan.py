"""The whole study: the plan, how good it is proven to be, what capacities are worth, and the stable alternative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.allocation.backends import backend_of
from yanzhen.place.allocation.items import Items
from yanzhen.place.allocation.optimum import best_plan, floors_filled, plan_value
from yanzhen.place.allocation.packing import pack_items
from yanzhen.place.allocation.problem import PARTS, Problem
from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.allocation.stable import blocking_pairs, stable_plan
from yanzhen.place.matrix import Ints

SLOTS = "slots"
LEAST_PRICE = 1e-6
"""What is worth less is rounding."""


@dataclass(frozen=True)
class Price:
    """What one unit more of a capacity is worth.

    Attributes:
        resource: `slots`, or one of the problem's resources.
        keys, floors: how many key projects and how many filled floors more; value comes after them.
        exact: whether one unit more adds just this; else it is the rate at which the bound grows.
    """

    place: int
    resource: str
    keys: float
    floors: float
    value: float
    exact: bool


@dataclass(frozen=True)
class Alternative:
    """The stable matching, and the pairs that would leave the best plan."""

    assigned: Ints
    value: float
    blocking: tuple[Ints, Ints]


@dataclass(frozen=True)
class Plan:
    """What the study found.

    Attributes:
        assigned: (projects,) number of the place, -1 for none.
        value: what the pairs are worth together.
        bound: no plan that places as many key projects and fills as many floors is worth more.
        prices: what one unit more of each capacity is worth, where it is worth anything, most first.
        stable: the alternative; None where several resources or groups leave no stable matching to be found.
    """

    problem: Problem
    assigned: Ints
    value: float
    bound: float
    prices: tuple[Price, ...]
    stable: Alternative | None

    @property
    def gap(self) -> float:
        """How much of the bound may be missing, 0 for a proven best plan."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    def told(self) -> Said:
        """The study in one line."""
        placed, all_ = int((self.assigned >= 0).sum()), len(self.problem.projects)
        return Said(
            f"{all_} 个项目排下 {placed} 个，总价值 {self.value:,.10g}，证明的上限 {self.bound:,.10g}，"
            f"相差 {self.gap:.2%}；这是测算，不替人决定",
            f"{placed} of {all_} projects placed, worth {self.value:,.10g}, proven bound {self.bound:,.10g}, gap "
            f"{self.gap:.2%}; a study, people decide",
        )

    def worth(self, project: int, place: int) -> float:
        """What a pair is worth."""
        return int(self.problem.values[project, place]) / PARTS

    def build_next(self) -> list[Price]:
        """For each place the capacity of which a tenth more would be worth most; places by that, most first."""
        best: dict[int, Price] = {}
        for price in self.prices:
            if price.place not in best or self._tenth(price) > self._tenth(best[price.place]):
                best[price.place] = price
        return sorted(best.values(), key=lambda price: [-part for part in self._tenth(price)])

    def _tenth(self, price: Price) -> tuple[float, float, float]:
        problem = self.problem
        if price.resource == SLOTS:
            unit = max(1.0, float(problem.slots[price.place]) / 10)
        else:
            unit = float(problem.capacities[price.place, problem.resources.index(price.resource)]) / 10
        return price.keys * unit, price.floors * unit, price.value * unit

    def lacking_room(self, project: int, place: int) -> str | None:
        """Of what the place has too little left for one project more; None where it fits in."""
        problem = self.problem
        here = self.assigned == place
        if here.sum() >= problem.slots[place]:
            return SLOTS
        used = problem.sizes[here].sum(axis=0) + problem.sizes[project]
        short = np.flatnonzero(used > problem.capacities[place] + ROUNDING)
        return problem.resources[short[0]] if len(short) else None


def allocate(problem: Problem, backend: str | None = None) -> Plan:
    """Plan all projects together.

    Raises:
        WrongUsage: no project or no place, or a backend that nobody knows.
        MissingPiece: the backend is not installed; or SciPy, where there are several resources or groups.
    """
    if not problem.projects or not problem.places:
        raise WrongUsage(
            "没有可排的项目或承接地，请检查两张表", "there is no project or no place to plan; check both tables"
        )
    engine = backend_of(backend)
    if not problem.is_single:
        return _packed(problem, engine)
    found = best_plan(problem, engine)
    prices = [
        Price(place, SLOTS, int(keys), int(floors), int(value) / PARTS, True)
        for place, (keys, floors, value) in enumerate(found.worth)
        if keys or floors or value
    ]
    prices.sort(key=lambda p: (-p.keys, -p.floors, -p.value, p.place))
    matched, (lists, scores) = stable_plan(problem, engine)
    blocking = blocking_pairs(lists, scores, problem.slots, found.assigned)
    stable = Alternative(matched, plan_value(problem, matched) / PARTS, blocking)
    value = plan_value(problem, found.assigned)
    return Plan(problem, found.assigned, value / PARTS, found.bound / PARTS, tuple(prices), stable)


def _packed(problem: Problem, engine: Any) -> Plan:
    """A plan under several resources, or of groups that stay together."""
    items = Items.of(problem)
    packed = pack_items(items, engine)
    assigned = items.assigned(packed.homes, len(problem.projects))
    keys, floors = int((problem.key & (assigned >= 0)).sum()), floors_filled(problem, assigned)
    value = plan_value(problem, assigned) / PARTS
    # Sums of floating point may put a proven best plan above its bound by its last digits.
    bound = max(value, round(packed.bound - items.key_bonus * keys - items.bonus * floors, 6))
    names = (*problem.resources, SLOTS)
    places, resources = np.nonzero((packed.prices > LEAST_PRICE) & items.limited)
    prices = [
        Price(j, names[r], 0, 0, round(float(packed.prices[j, r]), 6), False)
        for j, r in zip(places.tolist(), resources.tolist(), strict=True)
    ]
    prices.sort(key=lambda p: (-p.value, p.place, p.resource))
    return Plan(problem, assigned, value, bound, tuple(prices), None)
