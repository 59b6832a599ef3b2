"""What no one solution gives: chain partners that are worth more near each other, and floors of value.

Both are moved into the values of pairs and the solver is asked again (Lagrangian relaxation; Fisher, The Lagrangian
relaxation method for solving integer programming problems, Management Science 27, 1981):

- A bonus g of two partners is parted: share(p) goes to the one in p, and to the other in q what is missing to g at the
  least share of all places near q. If the bonus is earned, both parts are, so that no plan is worth more than it seems.
- A floor of value adds mu times the value of each pair in the place, and mu times the floor is taken from the bound: a
  plan that keeps the floor is worth no more than that.

Each answer is a plan too. It is polished by moves that gain by what is really asked, and the best one is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

import numpy as np

from yanzhen.place.allocation.backends import IMPOSSIBLE
from yanzhen.place.allocation.optimum import floors_filled, plan_value
from yanzhen.place.allocation.problem import Problem
from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.matrix import Floats, Ints

UNIT = 1024
"""Multipliers of floors are whole numbers of 1/1024, so that bounds are added up exactly."""
MOST = 64 * UNIT
TRIES = 4000
"""So many moves are looked at for one plan."""
MEMBERS, CANDIDATES, PASSES = 12, 24, 3


class Solution(Protocol):
    """What a solver says."""

    @property
    def assigned(self) -> Ints:
        """(projects,) number of the place, -1 for none."""
        ...

    def bound_for(self, keys: int, floors: int) -> float:
        """In thousandths: no plan with so many key projects and filled floors, or more, is worth more."""
        ...


S = TypeVar("S", bound=Solution)


@dataclass(frozen=True)
class Guided(Generic[S]):
    """The best plan that was found.

    Attributes:
        bound: in thousandths; no plan that reaches as many key projects, floors and floors of value is worth more.
        solution: of the solver, at the values that gave this bound.
    """

    assigned: Ints
    bound: float
    solution: S


def guide(problem: Problem, solve: Callable[[Problem], S], rounds: int) -> Guided[S]:
    """Ask `solve` so many times, each time with values that follow from its last answer."""
    shares = np.array([[link.bonus // 2] * len(problem.places) for link in problem.links], np.int64)
    factors = np.zeros(len(problem.places), np.int64)
    asked: list[tuple[S, Ints]] = []
    best: Ints | None = None
    for number in range(rounds):
        solution = solve(replace(problem, values=guided_values(problem, shares, factors)))
        asked.append((solution, factors.copy()))
        plan = polish(problem, solution.assigned)
        if best is None or standing(problem, plan) > standing(problem, best):
            best = plan
        step = 1.0 / (1 + number)
        _move_shares(problem, shares, solution.assigned, step)
        _move_factors(problem, factors, solution.assigned, step)
    assert best is not None, "there is at least one round"
    keys, floors, _, value = standing(problem, best)
    kept = np.minimum(problem.floors_of_value, values_by_place(problem, best)).tolist()
    bounds = [
        solution.bound_for(keys, floors) - sum(f * k for f, k in zip(used.tolist(), kept, strict=True)) // UNIT
        for solution, used in asked
    ]
    least = min(range(rounds), key=bounds.__getitem__)
    return Guided(best, max(bounds[least], value), asked[least][0])


# --- what a plan is worth --------------------------------------------------------------------------------------------


def earned(problem: Problem, assigned: Ints) -> list[bool]:
    """For each link whether its bonus is earned."""
    near = problem.nearness
    homes = [(int(assigned[link.one]), int(assigned[link.other])) for link in problem.links]
    return [a >= 0 and b >= 0 and bool(near[a, b]) for a, b in homes]


def bonuses(problem: Problem, assigned: Ints) -> int:
    """What partners near each other add, in thousandths."""
    return sum(
        link.bonus for link, is_earned in zip(problem.links, earned(problem, assigned), strict=True) if is_earned
    )


def total_value(problem: Problem, assigned: Ints) -> int:
    """Pairs and bonuses, in thousandths."""
    return plan_value(problem, assigned) + bonuses(problem, assigned)


def values_by_place(problem: Problem, assigned: Ints) -> Ints:
    """(places,) what the pairs of each place are worth, in thousandths."""
    found = np.zeros(len(problem.places), np.int64)
    placed = np.flatnonzero(assigned >= 0)
    np.add.at(found, assigned[placed], problem.values[placed, assigned[placed]])
    return found


def shortfalls(problem: Problem, assigned: Ints) -> Ints:
    """(places,) what is missing to each floor of value, in thousandths."""
    missing: Ints = np.maximum(problem.floors_of_value - values_by_place(problem, assigned), 0)
    return missing


def standing(problem: Problem, assigned: Ints) -> tuple[int, int, int, int]:
    """By what plans are compared, aim by aim: key projects, floors, what is missing to floors of value, value."""
    keys = int((problem.key & (assigned >= 0)).sum())
    missing = int(shortfalls(problem, assigned).sum())
    return keys, floors_filled(problem, assigned), -missing, total_value(problem, assigned)


# --- values that lead there ------------------------------------------------------------------------------------------


def guided_values(problem: Problem, shares: Ints, factors: Ints) -> Ints:
    """(projects, places) values with the parts of bonuses and what floors add.

    Args:
        shares: (links, places) what goes to the first partner in each place, at most the bonus.
        factors: (places,) multipliers of the floors, in 1/1024.
    """
    possible, near = problem.possible, problem.nearness
    plain = np.where(possible, problem.values, 0)
    values = plain - (-plain * factors // UNIT)  # rounded up: a bound must not lose by rounding
    for link, share in zip(problem.links, shares, strict=True):
        one, other = possible[link.one], possible[link.other]
        values[link.one] += np.where((near & other[None]).any(axis=1), share, 0)
        least = np.where(near & one[:, None], share[:, None], link.bonus).min(axis=0)
        values[link.other] += np.where((near & one[:, None]).any(axis=0), link.bonus - least, 0)
    return np.where(possible, values, IMPOSSIBLE)


def _move_shares(problem: Problem, shares: Ints, assigned: Ints, step: float) -> None:
    """Who stands alone gets less for it, so that the partner gets more for coming, or it leaves."""
    near = problem.nearness
    for number, (link, is_earned) in enumerate(zip(problem.links, earned(problem, assigned), strict=True)):
        if is_earned:
            continue
        one, other = int(assigned[link.one]), int(assigned[link.other])
        by = int(link.bonus * step / 2)
        if one >= 0:
            shares[number, one] = max(0, shares[number, one] - by)
        if other >= 0:
            shares[number, near[:, other]] = np.minimum(link.bonus, shares[number, near[:, other]] + by)


def _move_factors(problem: Problem, factors: Ints, assigned: Ints, step: float) -> None:
    floors = problem.floors_of_value
    asked = floors > 0
    missing = (floors - values_by_place(problem, assigned))[asked] / floors[asked]
    factors[asked] = np.clip(factors[asked] + np.rint(UNIT * step * missing), 0, MOST)


# --- moves -----------------------------------------------------------------------------------------------------------


def polish(problem: Problem, assigned: Ints) -> Ints:
    """Move partners to each other, and to places below their floor whoever can help, as long as the plan gets better.

    Groups that stay together are left where they are.
    """
    best, rank, tries = assigned.copy(), standing(problem, assigned), 0
    for _ in range(PASSES):
        before = rank
        for project, place in _wishes(problem, best):
            for trial in _trials(problem, best, project, place):
                tries += 1
                after = standing(problem, trial)
                if after > rank:
                    best, rank = trial, after
                    break
            if tries > TRIES:
                return best
        if rank == before:
            return best
    return best


def _wishes(problem: Problem, assigned: Ints) -> Iterator[tuple[int, int]]:
    """Project and place of moves that may gain, as the plan stood at the beginning of a pass."""
    near, grouped = problem.nearness, problem.grouped
    start = assigned.copy()
    for link, is_earned in zip(problem.links, earned(problem, start), strict=True):
        for mover, partner in ((link.one, link.other), (link.other, link.one)):
            if is_earned or start[partner] < 0 or grouped[mover]:
                continue
            places = np.flatnonzero(near[start[partner]] & problem.possible[mover])
            order = np.argsort(-problem.values[mover, places], kind="stable")[:CANDIDATES]
            yield from ((mover, int(place)) for place in places[order])
    for place in np.flatnonzero(shortfalls(problem, start)).tolist():
        movers = np.flatnonzero(problem.possible[:, place] & (start != place) & ~grouped)
        order = np.argsort(-problem.values[movers, place], kind="stable")[:CANDIDATES]
        yield from ((int(mover), place) for mover in movers[order])


def _trials(problem: Problem, assigned: Ints, project: int, place: int) -> Iterator[Ints]:
    """The plans in which the project is in the place: as it is, or in exchange for one that is there."""
    home = int(assigned[project])
    if home == place:
        return
    moved = assigned.copy()
    moved[project] = place
    if _keeps(problem, moved, place):
        yield moved
        return
    members = np.flatnonzero((assigned == place) & ~problem.grouped)
    for other in members[np.argsort(problem.values[members, place], kind="stable")][:MEMBERS].tolist():
        for target in dict.fromkeys((home, *_open_places(problem, assigned, other, place), -1)):
            if target >= 0 and not problem.possible[other, target]:
                continue
            trial = moved.copy()
            trial[other] = target
            if _keeps(problem, trial, place) and (target < 0 or _keeps(problem, trial, target)):
                yield trial


def _open_places(problem: Problem, assigned: Ints, project: int, place: int) -> list[int]:
    """The best place for the project that has room for it."""
    counts = np.bincount(assigned[assigned >= 0], minlength=len(problem.places))
    room = problem.possible[project] & (counts < problem.slots)
    room[place] = False
    places = np.flatnonzero(room)
    for each in places[np.argsort(-problem.values[project, places], kind="stable")][:CANDIDATES].tolist():
        if (problem.sizes[assigned == each].sum(axis=0) + problem.sizes[project] <= problem.capacities[each]).all():
            return [each]
    return []


def _keeps(problem: Problem, assigned: Ints, place: int) -> bool:
    """Whether a place has room for what the plan puts there."""
    here = assigned == place
    used: Floats = problem.sizes[here].sum(axis=0)
    return bool(here.sum() <= problem.slots[place] and (used <= problem.capacities[place] + ROUNDING).all())
