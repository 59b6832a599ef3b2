"""Rank acceptability: known shares, a slow oracle, what unknown values do to ranks, the same bytes from a seed."""

import numpy as np
import pytest

from place.conftest import matrix_of, random_matrix
from yanzhen.errors import WrongUsage
from yanzhen.place import Asked, compare
from yanzhen.place.acceptability import A_DRAW
from yanzhen.place.documents import comparison_document
from yanzhen.place.methods import METHODS, Field, method_of
from yanzhen.place.unknowns import Completion, Ranges
from yanzhen.place.weightings import draw_weightings


def found(matrix, **asked):
    return compare(matrix, Asked(**{"weightings": 2000, "ranks": 3, **asked})).ranked.acceptability


def by_sorting(matrix, method, count, ranks, seed):
    """The same draws, each ranked by itself with the whole method."""
    chances = [np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2)]
    method, completion = method_of(method, matrix.criteria), Completion(matrix, Ranges.of(matrix))
    counts, central = np.zeros((len(matrix.places), ranks)), np.zeros(matrix.values.shape)
    values = matrix.values
    for number, weights in enumerate(draw_weightings(chances[0], len(matrix.criteria), count, 1)):
        if len(completion) and number % A_DRAW == 0:
            values = completion.draw(chances[1])
        scores = Field.of(method, values, weights[0]).scores
        order = np.argsort(-scores, kind="stable")
        central[order[0]] += weights[0]
        for rank, place in enumerate(order[:ranks]):
            counts[place, rank] += 1
    return counts / count, central


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("unknown", [0.0, 0.2])
def test_shares_are_those_of_sorting_each_weighting(backend, method, unknown):
    matrix = random_matrix(1, 12, 4, unknown)
    shares, central = by_sorting(matrix, method, 500, 5, seed=9)
    ours = found(matrix, method=method, weightings=500, ranks=5, seed=9, backend=backend)
    np.testing.assert_allclose(ours.shares, shares, rtol=0, atol=1e-12)
    first = shares[:, 0] > 0
    np.testing.assert_allclose(ours.central[first], central[first] / (500 * shares[first, :1]), atol=1e-9)
    assert np.isnan(ours.central[~first]).all()


def test_shares_of_three_places_whose_shares_are_known(backend):
    # Scores w, 1 - w and 0.6: the first leads where w > 0.6, the second where w < 0.4.
    matrix = matrix_of([(10, 0), (0, 10), (6, 6)], "++")
    ours = found(matrix, method="sum", weightings=200_000, backend=backend)
    np.testing.assert_allclose(ours.shares[:, 0], [0.4, 0.4, 0.2], atol=0.005)
    np.testing.assert_allclose(ours.central, [(0.8, 0.2), (0.2, 0.8), (0.5, 0.5)], atol=0.005)
    np.testing.assert_allclose(ours.shares.sum(axis=0), 1)


def test_weightings_are_uniform_on_the_simplex():
    (weights,) = draw_weightings(np.random.default_rng(1), 3, 100_000, 100_000)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(weights.mean(axis=0), 1 / 3, atol=0.005)
    # A weight of m exceeds t with probability (1 - t)^(m - 1).
    np.testing.assert_allclose((weights > 0.5).mean(axis=0), 0.25, atol=0.005)


def test_weightings_however_many_come_at_once():
    blocks = [list(draw_weightings(np.random.default_rng(1), 4, 100, at_once)) for at_once in (100, 7)]
    np.testing.assert_array_equal(*map(np.concatenate, blocks))


def test_places_in_another_order_have_the_same_shares(backend):
    matrix = random_matrix(2, 15, 4)
    order = np.random.default_rng(0).permutation(15)
    ours, theirs = found(matrix, backend=backend), found(matrix.of_places(order), backend=backend)
    np.testing.assert_allclose(theirs.shares, ours.shares[order], atol=1e-12)


def test_equal_places_share_the_better_rank(backend):
    matrix = matrix_of([(1, 1), (2, 2), (2, 2)], "++")
    assert found(matrix, backend=backend).shares.tolist() == [[0, 0, 1], [1, 0, 0], [1, 0, 0]]


def test_places_that_are_all_alike_are_all_first(backend):
    ours = found(matrix_of([(3, 3)] * 4, "+-"), backend=backend)
    assert ours.shares[:, 0].tolist() == [1, 1, 1, 1]


def test_one_place_is_first(backend):
    assert found(matrix_of([(3, 7)], "+-"), backend=backend).shares.tolist() == [[1, 0, 0]]


def test_unknown_value_widens_the_ranks_and_eliminates_nobody(backend):
    known = matrix_of([(5, 5), (6, 4), (1, 9), (9, 1)], "++")
    unknown = matrix_of([(5, np.nan), (6, 4), (1, 9), (9, 1)], "++")
    before, after = (found(matrix, method="sum", ranks=4, backend=backend) for matrix in (known, unknown))
    assert (before.ranks[:, 0] == before.ranks[:, 1]).all()
    assert after.ranks[0].tolist() == [1, 4]
    assert (after.shares[0] > 0).sum() > (before.shares[0] > 0).sum()
    np.testing.assert_allclose(after.shares.sum(), 4)


def test_unknown_value_within_given_bounds():
    values = [(5, np.nan), (6, 4), (1, 9)]
    high = matrix_of(values, "++", lowest=[None, 20], highest=[None, 30])
    # Far above what was seen: it is always the best on that criterion, and so never the last.
    assert found(high, method="sum").ranks[0].tolist() == [1, 1]


def test_same_seed_gives_the_same_bytes_on_every_backend_and_another_seed_others(backend):
    import orjson

    matrix = random_matrix(3, 30, 6, unknown=0.1)

    def told(seed, name):
        return orjson.dumps(comparison_document(compare(matrix, Asked(weightings=3000, seed=seed, backend=name))))

    assert told(5, backend) == told(5, "reference") != told(6, backend)


@pytest.mark.parametrize("wrong", [{"weightings": 0}, {"ranks": 0}, {"seed": -1}, {"weightings": 10**12}])
def test_asked_for_nonsense(wrong):
    with pytest.raises(WrongUsage):
        found(matrix_of([(1, 2)], "++"), **wrong)
