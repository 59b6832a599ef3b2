"""Who leads as one weight changes: known thresholds, and a walk in small steps as the oracle."""

from itertools import pairwise

import numpy as np
import pytest

from place.conftest import matrix_of, random_matrix
from yanzhen.place.methods import METHODS, Field, method_of
from yanzhen.place.thresholds import overtakings, reigns_by_weight


def field_of(name, matrix, weights=None):
    count = len(matrix.criteria)
    weights = np.full(count, 1 / count) if weights is None else np.asarray(weights)
    return Field.of(method_of(name, matrix.criteria), matrix.values, weights)


def with_weight(weights, criterion, share):
    """The weights when one of them is `share` and the others keep their proportions."""
    others = np.delete(weights, criterion)
    return np.insert(others / others.sum() * (1 - share), criterion, share)


def reigns_of(field, criterion):
    return [(r.start, r.end, r.place) for r in reigns_by_weight(field.standing, field.weights, criterion)]


def test_reigns_worked_by_hand():
    field = field_of("sum", matrix_of([(10, 0), (0, 10), (6, 6)], "++"))
    assert [r[2] for r in reigns_of(field, 0)] == [1, 2, 0]
    np.testing.assert_allclose([r[:2] for r in reigns_of(field, 0)], [(0, 0.4), (0.4, 0.6), (0.6, 1)])


def test_topsis_of_mirrored_places_turns_at_the_middle():
    ((start, half, low), (_, end, high)) = reigns_of(field_of("topsis", matrix_of([(4, 3), (3, 4)], "++")), 0)
    assert (start, pytest.approx(half), end, low, high) == (0, 0.5, 1, 1, 0)


def test_place_that_is_best_in_everything_always_leads():
    field = field_of("topsis", matrix_of([(1, 9), (5, 2), (4, 3)], "+-"))
    assert reigns_of(field, 0) == [(0, 1, 1)]
    assert overtakings(field.standing, field.weights, 1) == [[], [], []]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("seed", range(8))
def test_reigns_are_those_of_a_walk_in_small_steps(name, seed):
    matrix = random_matrix(seed, 25, 4)
    field = field_of(name, matrix, np.random.default_rng(seed).dirichlet(np.ones(4)))
    for criterion in range(4):
        reigns = reigns_of(field, criterion)
        assert reigns[0][0] == 0
        assert reigns[-1][1] == 1
        assert all(one[1] == other[0] for one, other in pairwise(reigns))
        edges = np.array([end for _, end, _ in reigns])
        for share in np.linspace(0.0005, 0.9995, 400):
            if np.abs(edges - share).min() > 1e-9:
                scores = field.standing.scores(with_weight(field.weights, criterion, share))
                leader = reigns[int(np.searchsorted(edges, share))][2]
                assert scores[leader] >= scores.max() - 1e-12, (criterion, share)


@pytest.mark.parametrize("name", METHODS)
def test_overtaking_is_where_the_scores_cross(name):
    matrix = random_matrix(4, 20, 5)
    field = field_of(name, matrix)
    leader = int(field.scores.argmax())
    found = overtakings(field.standing, field.weights, leader)
    assert found[leader] == []
    assert sum(map(len, found)) > 10
    for place, listed in enumerate(found):
        for each in listed:
            beyond = 1e-6 if each.above else -1e-6
            ahead = []
            for share in (each.weight - beyond, each.weight + beyond):
                scores = field.standing.scores(with_weight(field.weights, each.criterion, np.clip(share, 0, 1)))
                ahead.append(scores[place] - scores[leader])
            assert ahead[1] > 0 or abs(ahead[1]) < 1e-12
            assert ahead[0] < 0 or abs(ahead[0]) < 1e-12


def test_equal_places_do_not_overtake_each_other():
    field = field_of("topsis", matrix_of([(4, 3, 2), (4, 3, 2), (1, 5, 1)], "+++"))
    assert {place for criterion in range(3) for _, _, place in reigns_of(field, criterion)} <= {0, 2}
    assert overtakings(field.standing, field.weights, 0)[1] == []
