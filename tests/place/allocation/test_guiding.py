"""Partners near each other and floors of value: by hand, against all plans, and bounds that hold at any shares."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from place.allocation.conftest import aims, every_plan, feasible, problem_of, random_problem
from yanzhen.language import speaking
from yanzhen.place.allocation.backends import backend_of
from yanzhen.place.allocation.guiding import UNIT, guided_values, standing, total_value
from yanzhen.place.allocation.nearness import near_within
from yanzhen.place.allocation.optimum import best_plan, plan_value
from yanzhen.place.allocation.plan import allocate
from yanzhen.place.allocation.priorities import pack_in_order
from yanzhen.place.allocation.problem import PARTS, Link
from yanzhen.place.allocation.wordings import price_text, stable_text, unmet_text


def with_links(problem, *links, near=None, **more):
    listed = tuple(Link(one, other, round(bonus * PARTS)) for one, other, bonus in links)
    return dataclasses.replace(problem, links=listed, near=near, **more)


def test_partners_come_together_where_the_bonus_pays_for_it(backend):
    # Apart they are worth 10 + 10; together in P 10 + 7, and the bonus.
    problem = problem_of([[10, 1], [7, 10]], [2, 2])
    for bonus, plan, value in ((2, [0, 1], 20), (5, [0, 0], 22)):
        found = allocate(with_links(problem, (0, 1, bonus)), backend)
        assert found.assigned.tolist() == plan
        assert found.value == found.bound == value
        assert found.partner_bonus == (bonus if plan[0] == plan[1] else 0)


def test_partners_near_each_other_are_enough(backend):
    near = np.array([[True, True, False], [True, True, False], [False, False, True]])
    problem = problem_of([[10, 0, 0], [0, 6, 8]], [1, 1, 1])
    found = allocate(with_links(problem, (0, 1, 3), near=near), backend)
    assert found.assigned.tolist() == [0, 1]
    assert found.value == found.bound == 19
    assert allocate(with_links(problem, (0, 1, 3)), backend).assigned.tolist() == [0, 2]


def test_floor_of_value_is_kept_and_costs_what_it_must(backend):
    # Both would go to P (9 + 8); Q should have 5 of value: i001 goes there.
    problem = dataclasses.replace(problem_of([[9, 4], [8, 5]], [2, 2]), value_floors=(0, 5 * PARTS))
    found = allocate(problem, backend)
    assert found.assigned.tolist() == [0, 1]
    assert (found.value, found.unmet()) == (14, [])
    assert found.bound >= 14


def test_floor_that_cannot_be_kept_is_named_with_the_relaxation(backend):
    problem = problem_of([[9, 1], [8, None]], [1, 3], at_least=[0, 2])
    found = allocate(problem, backend)
    with speaking("en"):
        assert [str(unmet_text(found, each)) for each in found.unmet()] == [
            "P001 should have at least 2 projects, which can't be: the cheapest relaxation is to lower it to 1"
        ]
    problem = dataclasses.replace(problem_of([[9, 1], [8, None]], [1, 3]), value_floors=(0, 3 * PARTS))
    (unmet,) = allocate(problem, backend).unmet()
    assert (unmet.place, unmet.asked, unmet.reached) == (1, 3, 1)
    assert "降到 1" in unmet_text(allocate(problem, backend), unmet).zh


@pytest.mark.parametrize("seed", range(30))
def test_lowering_floors_by_less_than_is_said_never_lets_all_hold(seed):
    problem = random_problem(seed)
    plan = allocate(problem)
    lowered = sum(int(u.asked - u.reached) for u in plan.unmet())
    keys = aims(problem, plan.assigned)[0]
    fewest = min(
        int(np.maximum(problem.at_least - np.bincount(each[each >= 0], minlength=len(problem.places)), 0).sum())
        for each in every_plan(problem)
        if aims(problem, each)[0] == keys
    )
    assert lowered == fewest


def guided_problem(seed, *, several):
    chance = np.random.default_rng(seed + 1000)
    problem = random_problem(seed, resources=2 if several else 0)
    n, m = problem.values.shape
    near = chance.random((m, m)) < 0.3
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n) if chance.random() < 0.4]
    floors = tuple(int(f) * PARTS for f in chance.integers(0, 8, m)) if seed % 2 else ()
    links = [(a, b, int(chance.integers(1, 20))) for a, b in pairs]
    return with_links(problem, *links, near=near | near.T | np.eye(m, dtype=bool), value_floors=floors)


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_bound_is_never_below_a_plan_that_reaches_as_much(seed, several):
    if several:
        pytest.importorskip("scipy")
    problem = guided_problem(seed, several=several)
    plan = allocate(problem)
    assert feasible(problem, plan.assigned)
    rank = standing(problem, plan.assigned)
    assert plan.value == pytest.approx(rank[3] / PARTS)
    counts = np.bincount(plan.assigned[plan.assigned >= 0], minlength=len(problem.places))
    kept = np.minimum(problem.floors_of_value, worth_by_place(problem, plan.assigned))
    for each in every_plan(problem):
        other = standing(problem, each)
        as_much = other[0] >= rank[0] and other[1] >= rank[1] and (worth_by_place(problem, each) >= kept).all()
        assert not as_much or other[3] / PARTS <= plan.bound + 1e-6
    assert counts.sum() == (plan.assigned >= 0).sum()


def worth_by_place(problem, assigned):
    return np.array(
        [plan_value(problem, np.where(assigned == j, assigned, -1)) for j in range(len(problem.places))], np.int64
    )


def test_most_small_problems_are_solved_to_the_best():
    best = 0
    for seed in range(0, 80, 2):  # without floors of value
        problem = guided_problem(seed, several=False)
        found = standing(problem, allocate(problem).assigned)
        best += found == max(standing(problem, each) for each in every_plan(problem))
    assert best >= 36


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_guided_values_never_undervalue_a_plan_at_any_shares_and_factors(seed):
    problem = guided_problem(seed, several=False)
    chance = np.random.default_rng(seed)
    shares = np.array([chance.integers(0, link.bonus + 1, len(problem.places)) for link in problem.links], np.int64)
    factors = chance.integers(0, 3 * UNIT, len(problem.places)) * bool(problem.value_floors)
    guided = dataclasses.replace(problem, values=guided_values(problem, shares, factors))
    bound = best_plan(guided, backend_of(None)).whole_bound
    for each in list(every_plan(problem))[:300]:
        earned = (factors * worth_by_place(problem, each)).sum() / UNIT
        assert plan_value(guided, each) >= total_value(problem, each) + earned - 1e-6
        assert plan_value(guided, each) <= bound


@pytest.mark.parametrize("seed", range(25))
def test_key_projects_come_strictly_first_under_several_resources(backend, seed):
    pytest.importorskip("scipy")
    problem = random_problem(seed, resources=2)
    found = pack_in_order(problem, backend_of(backend))
    most = max(aims(problem, each)[0] for each in every_plan(problem))
    placed = found.items.assigned(found.packed.homes, len(problem.projects))
    assert aims(problem, placed)[0] <= most
    assert found.most_keys >= most or not problem.key.any()
    assert aims(problem, placed)[0] == most


def test_key_project_of_little_value_outweighs_what_ten_others_bring(backend):
    pytest.importorskip("scipy")
    # It fills the place; twelve others of full value would fit instead.
    values, sizes = [[0], *[[5]] * 12], [[12], *[[1]] * 12]
    plan = allocate(problem_of(values, [20], sizes=sizes, capacities=[[12]], key=[1] + [0] * 12), backend)
    assert plan.assigned[0] == 0
    assert (plan.most_keys, plan.value) == (1, 0)


def test_distance_by_hand():
    # Changsha and Zhuzhou lie about 40 km apart, Changsha and Guangzhou about 560.
    near = near_within(60, np.array([112.94, 113.13, 113.26, np.nan]), np.array([28.23, 27.83, 23.13, 1.0]))
    assert near.tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [False, False, True, False],
        [False, False, False, True],
    ]


def test_unit_and_the_stable_alternative_in_words():
    pytest.importorskip("scipy")
    problem = problem_of([[8], [6]], [2], sizes=[[4], [4]], capacities=[[6]])
    plan = allocate(dataclasses.replace(problem, resources=("floor",), units=("万㎡",)))
    assert price_text(plan, plan.prices[0]).zh == "P000的标准厂房多一 万㎡，约价值增加 1.5"
    assert price_text(plan, plan.prices[0]).en.startswith("one more 万㎡ of standard factory floor in P000")
    plan = allocate(problem_of([[10, 7], [6, 4], [3, 3]], [1, 1]))
    assert "少 0（0.0%）" in stable_text(plan, plan.stable).zh
