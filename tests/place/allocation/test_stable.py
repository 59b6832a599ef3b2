"""Stable matchings: nobody has reason to leave, and no project is better off in another one."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from place.allocation.conftest import BACKENDS, problem_of
from yanzhen.place.allocation.backends import backend_of
from yanzhen.place.allocation.plan import allocate
from yanzhen.place.allocation.stable import blocking_pairs, preferences


def made_up(seed, projects, places, levels=100):
    """Lists without repetition, some ended early; scores with ties where levels are few."""
    chance = np.random.default_rng(seed)
    lists = np.argsort(chance.random((projects, places)), axis=1).astype(np.int32)
    lists[np.arange(places) >= chance.integers(0, places + 1, projects)[:, None]] = -1
    scores = chance.integers(0, levels, (projects, places)).astype(np.int64)
    return lists, scores, chance.integers(0, 4, places).astype(np.int64)


def blocking_slowly(lists, scores, capacities, matched):
    def rank(i, j):
        return lists[i].tolist().index(j)

    def wants(i, j):
        return (-scores[i, rank(i, j)], i)

    found = []
    for i, row in enumerate(lists.tolist()):
        for j in filter(lambda place: place >= 0, row):
            if matched[i] >= 0 and rank(i, matched[i]) <= rank(i, j):
                continue
            held = np.flatnonzero(matched == j).tolist()
            if len(held) < capacities[j] or any(wants(i, j) < wants(other, j) for other in held):
                found.append((i, j))
    return found


def all_matchings(lists, capacities):
    for chosen in itertools.product(*({-1, *row} for row in lists.tolist())):
        matched = np.array(chosen)
        if (np.bincount(matched[matched >= 0], minlength=len(capacities)) <= capacities).all():
            yield matched


@pytest.mark.parametrize("seed", range(30))
def test_stable_and_best_for_each_project_of_all_that_are(backend, seed):
    lists, scores, capacities = made_up(seed, 4, 3, levels=3 if seed % 2 else 100)
    found = backend_of(backend).match_stable(lists, scores, capacities)
    stable = [m for m in all_matchings(lists, capacities) if not blocking_slowly(lists, scores, capacities, m)]
    assert found.tolist() in [m.tolist() for m in stable]
    for other in stable:
        for i, row in enumerate(lists.tolist()):
            place = row.index(found[i]) if found[i] >= 0 else len(row)
            assert place <= (row.index(other[i]) if other[i] >= 0 else len(row))


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), projects=st.integers(1, 60), places=st.integers(1, 12), levels=st.integers(1, 50))
def test_backends_agree_and_leave_no_blocking_pair(seed, projects, places, levels):
    lists, scores, capacities = made_up(seed, projects, places, levels)
    answers = [backend_of(name).match_stable(lists, scores, capacities) for name in BACKENDS]
    for found in answers:
        np.testing.assert_array_equal(found, answers[0])
        assert not len(blocking_pairs(lists, scores, capacities, found)[0])
        assert (np.bincount(found[found >= 0], minlength=places) <= capacities).all()


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_blocking_pairs_are_those_of_a_loop(seed):
    lists, scores, capacities = made_up(seed, 8, 4, levels=4)
    chance = np.random.default_rng(seed)
    matched, left = np.full(len(lists), -1), capacities.copy()
    for i, row in enumerate(lists.tolist()):
        j = int(chance.choice([-1, *row]))
        if j >= 0 and left[j]:
            matched[i], left[j] = j, left[j] - 1
    projects, places = blocking_pairs(lists, scores, capacities, matched)
    assert list(zip(projects.tolist(), places.tolist(), strict=True)) == sorted(
        blocking_slowly(lists, scores, capacities, matched), key=lambda p: (p[0], lists[p[0]].tolist().index(p[1]))
    )


def test_preferences_named_first_then_by_value():
    problem = problem_of(
        [[1, 5, 3], [2, 2, None], [9, 1, 1]], [1, 1, 1], project_lists=((2,), (), ()), place_lists=((1,), (), ()),
        key=[False, False, True],
    )  # fmt: skip
    lists, scores = preferences(problem)
    assert lists.tolist() == [[2, 1, 0], [0, 1, -1], [0, 1, 2]]
    in_first = {i: int(scores[i, row.index(0)]) for i, row in enumerate(lists.tolist())}
    assert sorted(in_first, key=lambda i: -in_first[i]) == [2, 1, 0]  # key, named, the rest


def test_optimum_may_be_one_that_a_pair_would_leave(backend):
    # Best together: i000 to Q and i001 to P (8 + 9 = 17, against 10 + 1); but i000 and P want each other most.
    plan = allocate(problem_of([[10, 8], [9, 1]], [1, 1], place_lists=((0,), ())), backend)
    assert plan.assigned.tolist() == [1, 0]
    assert plan.stable.assigned.tolist() == [0, 1]
    assert plan.value - plan.stable.value == 6
    assert [part.tolist() for part in plan.stable.blocking] == [[0], [0]]


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
def test_kernel_refuses_parts_that_do_not_fit():
    lists, scores, capacities = made_up(1, 3, 2)
    for wrong in [(lists, scores[:2], capacities), (lists + np.int32(5), scores, capacities)]:
        with pytest.raises(ValueError, match="fit"):
            backend_of("native").match_stable(*wrong)
