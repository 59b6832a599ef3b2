"""Small problems, and plans found by looking at all of them."""

import itertools

import numpy as np
import pytest

from yanzhen.place.allocation.backends import IMPOSSIBLE
from yanzhen.place.allocation.problem import PARTS, ROUNDING, Problem
from yanzhen.place.backends import BACKENDS as KNOWN
from yanzhen.place.backends import is_installed

BACKENDS = [name for name in KNOWN if is_installed(name)]


@pytest.fixture(params=BACKENDS)
def backend(request):
    return str(request.param)


def problem_of(values, slots, **more):
    """Projects a, b, … and places P, Q, … of a table of values; None where a project can't go."""
    rows = [[IMPOSSIBLE if v is None else round(v * PARTS) for v in row] for row in values]
    table = np.array(rows, np.int64).reshape(len(rows), len(slots))
    projects, places = table.shape
    sizes = np.array(more.pop("sizes", np.zeros((projects, 0))), np.float64)
    capacities = np.array(more.pop("capacities", np.zeros((places, 0))), np.float64)
    return Problem(
        tuple(f"i{i:03}" for i in range(projects)),
        tuple(f"P{j:03}" for j in range(places)),
        table,
        np.array(slots, np.int64),
        np.array(more.pop("at_least", np.zeros(places)), np.int64),
        tuple(["land", "power", "water", "labour", "emission"][: sizes.shape[1]]),
        sizes,
        capacities,
        np.array(more.pop("key", np.zeros(projects)), np.bool_),
        np.array(more.pop("group", np.full(projects, -1)), np.int64),
        np.array(more.pop("offices", np.full(projects, -1)), np.int64),
        tuple(more.pop("project_lists", ((),) * projects)),
        tuple(more.pop("place_lists", ((),) * places)),
    )


def random_problem(seed, *, resources=0, groups=False, floors=True, projects=5, places=3):
    chance = np.random.default_rng(seed)
    n, m = int(chance.integers(1, projects + 1)), int(chance.integers(1, places + 1))
    values = chance.integers(0, int(chance.choice([4, 40])), (n, m)).astype(object)
    values[chance.random((n, m)) < 0.2] = None
    more = {}
    if resources:
        more["sizes"] = chance.integers(0, 6, (n, resources))
        more["capacities"] = chance.integers(2, 12, (m, resources))
    if groups:
        more["group"] = chance.integers(-1, 2, n)
    slots = chance.integers(0, 4, m)
    return problem_of(
        values,
        slots,
        key=chance.random(n) < 0.3,
        at_least=np.minimum(chance.integers(0, 3, m), slots) if floors else np.zeros(m),
        **more,
    )


def feasible(problem, assigned):
    """Whether a plan keeps within every capacity, and groups stay together."""
    for j in range(len(problem.places)):
        here = np.flatnonzero(assigned == j)
        if len(here) > problem.slots[j]:
            return False
        if (problem.sizes[here].sum(axis=0) > problem.capacities[j] + ROUNDING).any():
            return False
    placed = np.flatnonzero(assigned >= 0)
    if not problem.possible[placed, assigned[placed]].all():
        return False
    return all(len(set(assigned[problem.group == g].tolist())) == 1 for g in set(problem.group.tolist()) - {-1})


def aims(problem, assigned):
    """Key projects placed, guaranteed slots filled, value."""
    placed = np.flatnonzero(assigned >= 0)
    counts = np.bincount(assigned[placed], minlength=len(problem.places))
    return (
        int(problem.key[placed].sum()),
        int(np.minimum(counts, problem.at_least).sum()),
        int(problem.values[placed, assigned[placed]].sum()) / PARTS,
    )


def every_plan(problem):
    """All plans that keep within the capacities."""
    for chosen in itertools.product(range(-1, len(problem.places)), repeat=len(problem.projects)):
        assigned = np.array(chosen, np.int64)
        if feasible(problem, assigned):
            yield assigned
