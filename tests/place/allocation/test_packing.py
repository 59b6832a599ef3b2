"""Several resources: against all plans, the bound never below the best, prices as said, one place's choice exact."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from place.allocation.conftest import BACKENDS, every_plan, feasible, problem_of, random_problem
from yanzhen.errors import MissingPiece
from yanzhen.language import speaking
from yanzhen.place.allocation import relaxation
from yanzhen.place.allocation.backends import backend_of
from yanzhen.place.allocation.items import Items
from yanzhen.place.allocation.packing import improve, pack_items
from yanzhen.place.allocation.plan import allocate
from yanzhen.place.allocation.wordings import unplaced_text

pytest.importorskip("scipy")


def test_plan_by_hand(backend):
    # P has room for i000 (6) or for i001 and i002 together (5 + 4); i000 then goes to Q.
    problem = problem_of([[6, 5], [5, 1], [4, 1]], [9, 9], sizes=[[4], [2], [2]], capacities=[[4], [4]])
    plan = allocate(problem, backend)
    assert plan.assigned.tolist() == [1, 0, 0]
    assert plan.value == plan.bound == 14
    assert plan.stable is None


def test_partners_stay_together(backend):
    values = [[9, 1], [9, 1], [8, 8]]
    apart = allocate(problem_of(values, [1, 2]), backend)
    together = allocate(problem_of(values, [1, 2], group=[0, 0, -1]), backend)
    assert apart.assigned[0] != apart.assigned[1]
    assert together.assigned.tolist() == [1, 1, 0]


def worth(items, assigned):
    homes = np.array([assigned[each[0]] for each in items.members], np.int64)
    return items.total(homes)


@pytest.mark.parametrize("seed", range(50))
def test_bound_is_never_below_the_best_plan(backend, seed):
    problem = random_problem(seed, resources=2, groups=seed % 2 == 1)
    items = Items.of(problem)
    packed = pack_items(items, backend_of(backend))
    assigned = items.assigned(packed.homes, len(problem.projects))
    assert feasible(problem, assigned)
    best = max(worth(items, each) for each in every_plan(problem))
    assert items.total(packed.homes) <= best + 1e-6
    assert packed.bound >= best - 1e-6
    plan = allocate(problem, backend)
    assert plan.gap >= 0
    assert items.total(packed.homes) >= 0.8 * best


@pytest.mark.parametrize("seed", range(12))
def test_price_is_what_a_little_more_is_worth_in_the_relaxation(seed):
    items = Items.of(random_problem(seed, resources=2, projects=8))
    found = relaxation.relax(items)
    for place, resource in np.ndindex(*items.capacities.shape):
        for step in (0.01, -0.01):
            changed = items.capacities.copy()
            changed[place, resource] = max(0.0, changed[place, resource] + step)
            if (items.sizes > changed[place] + 1e-9).any() and step < 0:
                continue  # who no longer fits at all is another question
            after = relaxation.relax(dataclasses.replace(items, capacities=changed)).value
            moved = changed[place, resource] - items.capacities[place, resource]
            # Concave: never more than the price says, and less by nothing where the price is the only one.
            assert after - found.value <= found.prices[place, resource] * moved + 1e-4


def test_price_of_the_only_scarce_thing():
    items = Items.of(problem_of([[8], [6]], [2], sizes=[[4], [4]], capacities=[[6]]))
    found = relaxation.relax(items)
    assert found.value == pytest.approx(8 + 6 / 2, abs=1e-4)
    assert found.prices[0, 0] == pytest.approx(6 / 4, abs=1e-4)
    more = relaxation.relax(dataclasses.replace(items, capacities=items.capacities + np.array([[1, 0]])))
    assert more.value - found.value == pytest.approx(6 / 4, abs=1e-4)


def knapsack(seed, items, resources=2):
    chance = np.random.default_rng(seed)
    return (
        chance.integers(-5, 30, (3, items)).astype(np.float64),
        chance.integers(0, 6, (items, resources)).astype(np.float64),
        chance.integers(0, 12, (3, resources)).astype(np.float64),
        chance.random((3, resources)),
        chance.integers(1, 3, items).astype(np.int64),
        chance.integers(0, 3, 3).astype(np.int64),
        float(chance.integers(0, 40)),
    )


@pytest.mark.parametrize("seed", range(25))
def test_best_of_all_choices_in_one_place(backend, seed):
    profits, sizes, capacities, _, counts, floors, bonus = parts = knapsack(seed, 7)
    chosen, bounds = backend_of(backend).pack(*parts, 10**6)
    for place in range(3):

        def total(taken, place=place):
            taken = list(taken)
            if (sizes[taken].sum(axis=0) > capacities[place]).any():
                return -np.inf
            return profits[place, taken].sum() + bonus * min(counts[taken].sum(), floors[place])

        best = max(total(taken) for size in range(8) for taken in itertools.combinations(range(7), size))
        assert bounds[place] == pytest.approx(best)
        assert total(np.flatnonzero(chosen[place])) == pytest.approx(best)


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), items=st.integers(1, 16), nodes=st.sampled_from([3, 50, 10**6]))
def test_kernel_is_the_reference(seed, items, nodes):
    native, reference = (backend_of(name).pack(*knapsack(seed, items), nodes) for name in ("native", "reference"))
    np.testing.assert_array_equal(native[0], reference[0])
    np.testing.assert_array_equal(native[1], reference[1])


@pytest.mark.parametrize("seed", range(20))
def test_moves_never_lose_and_keep_within_the_capacities(seed):
    problem = random_problem(seed, resources=2, projects=9, places=4)
    items = Items.of(problem)
    homes = improve(items, np.full(len(items.members), -1, np.int64))
    assert feasible(problem, items.assigned(homes, len(problem.projects)))
    assert items.total(homes) >= 0


def test_same_plan_each_time_and_on_every_backend():
    problem = random_problem(5, resources=3, projects=40, places=8)
    plans = [allocate(problem, name) for name in [*BACKENDS, BACKENDS[-1]]]
    for plan in plans:
        np.testing.assert_array_equal(plan.assigned, plans[0].assigned)
        assert (plan.bound, plan.prices) == (plans[0].bound, plans[0].prices)


def test_scipy_missing_is_told(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingPiece, match="allocate"):
        relaxation.need_scipy()


@pytest.mark.parametrize(
    ("group", "capacity", "said"),
    [
        ([0, 0, -1], 8, "its group of 2 stays together, and no place could take all of them"),
        ([-1, -1, -1], 8, "are used up"),
        ([-1, -1, -1], 4, "none of the 1 possible places could take it even if empty: too little land"),
    ],
)
def test_why_a_project_has_no_place(group, capacity, said):
    problem = problem_of([[1], [1], [2]], [3], sizes=[[5], [5], [4]], capacities=[[capacity]], group=group)
    plan = allocate(problem)
    with speaking("en"):
        assert plan.assigned[0] < 0
        assert said in str(unplaced_text(plan, 0))
