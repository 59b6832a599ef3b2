"""The whole study: the plan, how good it is proven to be, what capacities are worth, and the stable alternative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.allocation.backends import backend_of
from yanzhen.place.allocation.guiding import bonuses, earned, guide, shortfalls, standing, total_value
from yanzhen.place.allocation.optimum import best_plan
from yanzhen.place.allocation.priorities import pack_in_order
from yanzhen.place.allocation.problem import PARTS, Problem
from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.allocation.stable import blocking_pairs, stable_plan
from yanzhen.place.matrix import Ints

SLOTS = "slots"
LEAST_PRICE = 1e-6
"""What is worth less is rounding."""
ROUNDS, ROUNDS_OF_SEVERAL = 12, 3
"""How often a plan is asked for anew, where partners or floors of value steer it."""


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
class Unmet:
    """A floor that is not reached.

    Attributes:
        of_value: whether it asks for value; else for projects.
        asked, reached: the floor, and what the plan gives: to lower it to this is the relaxation.
        proven: whether no plan with as many key projects makes the floors miss less altogether.
    """

    place: int
    of_value: bool
    asked: float
    reached: float
    proven: bool


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
        value: what the pairs are worth together, and the bonuses of partners that ended up near each other.
        bound: no plan that places as many key projects, fills as many floors and keeps as much of the floors of value
            is worth more.
        prices: what one unit more of each capacity is worth, where it is worth anything, most first.
        stable: the alternative; None where several resources or groups leave no stable matching to be found.
        most_keys: no plan places more key projects.
    """

    problem: Problem
    assigned: Ints
    value: float
    bound: float
    prices: tuple[Price, ...]
    stable: Alternative | None
    most_keys: int

    @property
    def partner_bonus(self) -> float:
        """What partners near each other add; a part of the value."""
        return bonuses(self.problem, self.assigned) / PARTS

    def links_earned(self) -> list[bool]:
        """For each link of the problem whether its bonus is earned."""
        return earned(self.problem, self.assigned)

    def unmet(self) -> list[Unmet]:
        """The floors that the plan does not reach: lowering each to what is reached lets all of them hold."""
        problem = self.problem
        counts = np.bincount(self.assigned[self.assigned >= 0], minlength=len(problem.places))
        missing = shortfalls(problem, self.assigned)
        proven = problem.is_single and not problem.is_guided
        found = [
            Unmet(j, False, int(problem.at_least[j]), int(counts[j]), proven)
            for j in np.flatnonzero(counts < problem.at_least).tolist()
        ]
        for j in np.flatnonzero(missing).tolist():
            asked = int(problem.floors_of_value[j])
            found.append(Unmet(j, True, asked / PARTS, (asked - int(missing[j])) / PARTS, False))
        return found

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
            if price.place not in best or self.tenth_of(price) > self.tenth_of(best[price.place]):
                best[price.place] = price
        return sorted(best.values(), key=lambda price: [-part for part in self.tenth_of(price)])

    def tenth_of(self, price: Price) -> tuple[float, float, float]:
        """Key projects, filled floors and value that a tenth more of the capacity is worth, at least one slot."""
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
    solve = partial(_slots_alone if problem.is_single else _several_resources, engine=engine)
    if problem.is_guided:
        found = guide(problem, solve, ROUNDS if problem.is_single else ROUNDS_OF_SEVERAL)
        assigned, bound, solved = found.assigned, found.bound, found.solution
    else:
        solved = solve(problem)
        assigned = solved.assigned
        keys, floors, _, reached = standing(problem, assigned)
        # Sums of floating point may put a proven best plan above its bound by its last digits.
        bound = max(solved.bound_for(keys, floors), reached)
    prices = tuple(replace(price, exact=price.exact and not problem.is_guided) for price in solved.prices)
    stable = _alternative(problem, engine, assigned) if problem.is_single else None
    value = total_value(problem, assigned) / PARTS
    return Plan(problem, assigned, value, bound / PARTS, prices, stable, solved.most_keys)


@dataclass(frozen=True)
class _Solved:
    """What either way of solving gives: see `guiding.Solution`."""

    assigned: Ints
    prices: list[Price]
    most_keys: int
    bound_for: Callable[[int, int], float]


def _slots_alone(problem: Problem, engine: Any) -> _Solved:
    found = best_plan(problem, engine)
    prices = [
        Price(place, SLOTS, int(keys), int(floors), int(value) / PARTS, True)
        for place, (keys, floors, value) in enumerate(found.worth)
        if keys or floors or value
    ]
    prices.sort(key=lambda p: (-p.keys, -p.floors, -p.value, p.place))
    return _Solved(found.assigned, prices, int((problem.key & (found.assigned >= 0)).sum()), found.bound_for)


def _several_resources(problem: Problem, engine: Any) -> _Solved:
    """A plan under several resources, or of groups that stay together."""
    found = pack_in_order(problem, engine)
    items, packed = found.items, found.packed

    def bound_for(keys: int, floors: int) -> float:
        return round(round(packed.bound - items.key_bonus * keys - items.bonus * floors, 6) * PARTS, 3)

    names = (*problem.resources, SLOTS)
    places, resources = np.nonzero((packed.prices > LEAST_PRICE) & items.limited)
    prices = [
        Price(j, names[r], 0, 0, round(float(packed.prices[j, r]), 6), False)
        for j, r in zip(places.tolist(), resources.tolist(), strict=True)
    ]
    prices.sort(key=lambda p: (-p.value, p.place, p.resource))
    return _Solved(items.assigned(packed.homes, len(problem.projects)), prices, found.most_keys, bound_for)


def _alternative(problem: Problem, engine: Any, assigned: Ints) -> Alternative:
    matched, (lists, scores) = stable_plan(problem, engine)
    blocking = blocking_pairs(lists, scores, problem.slots, assigned)
    return Alternative(matched, total_value(problem, matched) / PARTS, blocking)
