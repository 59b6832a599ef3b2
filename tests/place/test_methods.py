"""The scores of each method: by hand, beside other programs, and under changes that must not matter."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.methods import PROMETHEE_II, TOPSIS, WSM
from pymcdm.normalizations import minmax_normalization, vector_normalization
from pyrepo_mcda import normalizations
from pyrepo_mcda.mcda_methods import TOPSIS as OTHER_TOPSIS

from place.conftest import matrix_of, random_matrix, types_of
from yanzhen.errors import WrongUsage
from yanzhen.place.methods import METHODS, Field, method_of
from yanzhen.place.standings import ranks_of

pytestmark = pytest.mark.filterwarnings("ignore:Alternatives with indices")
"""pymcdm's advice on a place that is the best in everything."""

SHAPES = [(2, 1), (3, 2), (10, 5), (40, 20), (340, 20)]


def scores_of(name, matrix, weights):
    return Field.of(method_of(name, matrix.criteria), matrix.values, np.asarray(weights, np.float64)).scores


def weights_for(seed, criteria):
    return np.random.default_rng(seed).dirichlet(np.ones(criteria))


def test_topsis_worked_by_hand():
    # Lengths 5 and 13; weighted 0.3 0.4 0 and 0 5/26 12/26; best (0.4, 0), worst (0, 12/26).
    matrix = matrix_of([(3, 0), (4, 5), (0, 12)], "+-")
    first = math.sqrt(0.3**2 + (12 / 26) ** 2) / (math.sqrt(0.3**2 + (12 / 26) ** 2) + 0.1)
    second = math.sqrt(0.4**2 + (7 / 26) ** 2) / (math.sqrt(0.4**2 + (7 / 26) ** 2) + 5 / 26)
    assert scores_of("topsis", matrix, [0.5, 0.5]) == pytest.approx([first, second, 0.0])


def test_weighted_sum_worked_by_hand():
    matrix = matrix_of([(10, 2), (20, 4), (15, 1)], "+-")
    # Shares 0 1 0.5 and 2/3 0 1.
    assert scores_of("sum", matrix, [0.25, 0.75]) == pytest.approx([0.5, 0.25, 0.875])


def test_promethee_usual_worked_by_hand():
    # pymcdm's manual has this table: flows 0.1, -0.3, 0.2.
    matrix = matrix_of([(4, 3, 2), (3, 2, 4), (5, 1, 3)], "+++")
    assert scores_of("promethee", matrix, [0.5, 0.3, 0.2]) == pytest.approx([0.1, -0.3, 0.2])


def test_promethee_linear_worked_by_hand():
    # Differences 1, 3, 2 with q = 1, p = 3: preferences 0, 1, 1/2.
    matrix = matrix_of([(4,), (3,), (1,)], "+", indifference=[1], preference=[3])
    assert scores_of("promethee", matrix, [1.0]) == pytest.approx([1 / 2, 1 / 4, -3 / 4])


@pytest.mark.parametrize(("places", "criteria"), SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_topsis_agrees_with_pymcdm_and_pyrepo(places, criteria, seed):
    matrix, weights = random_matrix(seed, places, criteria), weights_for(seed, criteria)
    ours = scores_of("topsis", matrix, weights)
    theirs = TOPSIS(vector_normalization)(matrix.values, weights, types_of(matrix))
    others = OTHER_TOPSIS(normalization_method=normalizations.vector_normalization)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours, others(matrix.values, weights, types_of(matrix)), rtol=0, atol=1e-9)


@pytest.mark.parametrize(("places", "criteria"), SHAPES)
def test_weighted_sum_agrees_with_pymcdm(places, criteria):
    matrix, weights = random_matrix(5, places, criteria), weights_for(5, criteria)
    theirs = WSM(minmax_normalization)(matrix.values, weights, types_of(matrix))
    np.testing.assert_allclose(scores_of("sum", matrix, weights), theirs, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("usual", None, None), ("ushape", 0.3, None), ("vshape", None, 0.7), ("vshape_2", 0.2, 0.9)],
)
@pytest.mark.parametrize(("places", "criteria"), SHAPES[:4])
def test_promethee_agrees_with_pymcdm(places, criteria, name, low, high):
    chance = np.random.default_rng(3)
    thresholds = {
        "indifference": [None if low is None else low * chance.uniform(0.5, 1) for _ in range(criteria)],
        "preference": [None if high is None else high * chance.uniform(1, 2) for _ in range(criteria)],
    }
    matrix, weights = random_matrix(6, places, criteria, **thresholds), weights_for(6, criteria)
    peer = PROMETHEE_II(
        name,
        p=None if high is None else thresholds["preference"],
        q=None if low is None else thresholds["indifference"],
    )
    theirs = peer(matrix.values, weights, types_of(matrix))
    np.testing.assert_allclose(scores_of("promethee", matrix, weights), theirs, rtol=0, atol=1e-9)


numbers = st.integers(-1000, 1000).map(lambda n: n / 8)
tables = st.integers(1, 6).flatmap(
    lambda criteria: st.lists(st.lists(numbers, min_size=criteria, max_size=criteria), min_size=1, max_size=8)
)


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=60, deadline=None)
@given(table=tables, data=st.data())
def test_contributions_add_up_to_the_score(name, table, data):
    directions = "".join(data.draw(st.lists(st.sampled_from("+-"), min_size=len(table[0]), max_size=len(table[0]))))
    matrix, weights = matrix_of(table, directions), weights_for(len(table), len(table[0]))
    field = Field.of(method_of(name, matrix.criteria), matrix.values, weights)
    added = field.standing.base + field.standing.contributions(weights).sum(axis=1)
    np.testing.assert_allclose(added, field.scores, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=60, deadline=None)
@given(table=tables, data=st.data())
def test_scores_whatever_the_unit_and_the_order_of_places(name, table, data):
    directions = "".join(data.draw(st.lists(st.sampled_from("+-"), min_size=len(table[0]), max_size=len(table[0]))))
    matrix, weights = matrix_of(table, directions), weights_for(len(table), len(table[0]))
    before = scores_of(name, matrix, weights)
    units = np.array(
        data.draw(st.lists(st.sampled_from([1e-40, 0.001, 7.3, 1e60]), min_size=len(weights), max_size=len(weights)))
    )
    order = data.draw(st.permutations(range(len(table))))
    changed = matrix_of((matrix.values * units)[list(order)], directions)
    np.testing.assert_allclose(scores_of(name, changed, weights), before[list(order)], rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", METHODS)
def test_scores_of_places_that_are_alike_are_the_same(name):
    matrix = matrix_of([(2, 0, -1)] * 3, "+-+")
    scores = scores_of(name, matrix, [0.2, 0.3, 0.5])
    assert scores.tolist() == [method_of(name, matrix.criteria).standing(matrix.values).base] * 3


def test_topsis_can_reverse_ranks_when_a_place_is_added():
    # What the manual says of TOPSIS; the third place is last by far, and yet turns the other two round.
    matrix = matrix_of([(1, 3), (4, 1), (4, 0.5)], "++")
    with_all, without = (scores_of("topsis", each, [0.5, 0.5]) for each in (matrix, matrix.of_places(np.array([0, 1]))))
    assert (with_all[0] > with_all[1]) != (without[0] > without[1])


def test_ranks_are_shared_by_equals():
    assert ranks_of(np.array([0.5, 0.9, 0.5 + 1e-15, 0.1, 0.9])).tolist() == [3, 1, 3, 5, 1]


def test_method_unknown():
    with pytest.raises(WrongUsage, match="topsis"):
        method_of("electre", ())
