"""The best plan: against all plans, with its proof, and what one slot more adds."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from place.allocation.conftest import BACKENDS, aims, every_plan, feasible, problem_of, random_problem
from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.place import backends as ranking_backends
from yanzhen.place.allocation.backends import IMPOSSIBLE, backend_of
from yanzhen.place.allocation.optimum import best_plan
from yanzhen.place.allocation.plan import allocate


def test_plan_by_hand(backend):
    # All would go to P; 10 + 4 is more than 7 + 6, and i002 is worth least anywhere.
    plan = allocate(problem_of([[10, 7], [6, 4], [3, 3]], [1, 1]), backend)
    assert plan.assigned.tolist() == [0, 1, -1]
    assert (plan.value, plan.bound, plan.gap) == (14, 14, 0)
    # One slot more in P: 10 + 6 + 3 for i002 in Q = 19; one more in Q: 10 + 4 + 3 = 17.
    assert {price.place: price.value for price in plan.prices} == {0: 5, 1: 3}


def test_key_project_comes_before_a_more_valuable_one(backend):
    plan = allocate(problem_of([[10], [1]], [1], key=[False, True]), backend)
    assert plan.assigned.tolist() == [-1, 0]
    assert (plan.value, plan.bound) == (1, 1)


def test_floor_comes_before_value_and_after_key_projects(backend):
    plan = allocate(problem_of([[10, 1], [9, 2], [8, 0]], [3, 1], at_least=[0, 1]), backend)
    assert plan.assigned.tolist() == [0, 1, 0]
    plan = allocate(problem_of([[5, None]], [1, 1], at_least=[0, 1], key=[True]), backend)
    assert plan.assigned.tolist() == [0]


def test_slot_that_lets_a_key_project_in_is_worth_that(backend):
    plan = allocate(problem_of([[10], [1]], [1], key=[True, True]), backend)
    price = plan.prices[0]
    assert (price.keys, price.floors, price.value) == (1, 0, 1)


@pytest.mark.parametrize("seed", range(60))
def test_best_of_all_plans(backend, seed):
    problem = random_problem(seed)
    plan = allocate(problem, backend)
    assert feasible(problem, plan.assigned)
    assert aims(problem, plan.assigned) == max(aims(problem, each) for each in every_plan(problem))
    assert plan.value == plan.bound


@pytest.mark.parametrize("seed", range(40))
def test_one_slot_more_adds_what_was_said(backend, seed):
    problem = random_problem(seed)
    found = best_plan(problem, backend_of(backend))
    before = aims(problem, found.assigned)
    for j in range(len(problem.places)):
        slots = problem.slots.copy()
        slots[j] += 1
        more = dataclasses.replace(problem, slots=slots)
        after = aims(more, best_plan(more, backend_of(backend)).assigned)
        keys, floors, value = found.worth[j].tolist()
        assert (keys, floors) == (after[0] - before[0], after[1] - before[1])
        assert value / 1000 == pytest.approx(after[2] - before[2])


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    projects=st.integers(1, 60),
    places=st.integers(1, 20),
    levels=st.sampled_from([1, 3, 1000]),
    room=st.integers(1, 8),
)
def test_kernel_is_the_reference(seed, projects, places, levels, room):
    chance = np.random.default_rng(seed)
    values = chance.integers(0, levels, (projects, places + 1)).astype(np.int64)
    values[chance.random(values.shape) < 0.1] = IMPOSSIBLE
    values[:, -1] = 0
    capacities = np.append(chance.integers(0, room, places), projects + 1).astype(np.int64)
    native, reference = (backend_of(name).assign(values, capacities) for name in ("native", "reference"))
    np.testing.assert_array_equal(native[0], reference[0])
    np.testing.assert_array_equal(native[1], reference[1])


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
def test_kernel_refuses_parts_that_do_not_fit():
    engine = backend_of("native")
    for values, capacities in [
        (np.zeros((3, 2), np.int64), [4]),
        (np.zeros((3, 2), np.int64), [1, 3]),
        (np.asfortranarray(np.zeros((3, 2), np.int64)), [1, 4]),
    ]:
        with pytest.raises(ValueError, match="fit"):
            engine.assign(values, np.array(capacities, np.int64))


def test_nothing_to_plan():
    with pytest.raises(WrongUsage, match=r"no project|没有可排"):
        allocate(problem_of(np.zeros((0, 2)), [1, 1]))


def test_values_too_large_to_be_added_up():
    with pytest.raises(WrongUsage, match=r"unit|单位"):
        problem_of([[1e14]] * 3, [1], key=[True] * 3)


def test_reference_serves_where_there_is_no_kernel(monkeypatch):
    monkeypatch.setattr(ranking_backends, "find_spec", lambda name: None)
    assert backend_of(None).__name__.endswith("reference")
    with pytest.raises(MissingPiece, match="make build"):
        backend_of("native")


def test_aims_may_add_up_to_more_than_64_bits(backend):
    values = np.full((200, 4), 6e9) + np.arange(800).reshape(200, 4)
    plan = allocate(problem_of(values.tolist(), [30, 30, 30, 30], at_least=[5] * 4, key=np.arange(200) % 2), backend)
    assert plan.value == plan.bound
    assert (plan.assigned[1::2] >= 0).all()
    assert (plan.assigned >= 0).sum() == 120
    assert plan.problem.key_bonus * 100 > 2**63
