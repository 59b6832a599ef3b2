"""Where weights come from: words, numbers, entropy, comparisons two by two."""

import math

import numpy as np
import pytest
from pymcdm.weights import entropy_weights as peer_entropy

from place.conftest import matrix_of, random_matrix
from yanzhen.errors import WrongUsage
from yanzhen.place.entropy import entropy_weights
from yanzhen.place.importance import given_weights, weight_in_words
from yanzhen.place.pairwise import weights_of_comparisons

NAN = math.nan


@pytest.mark.parametrize(
    ("words", "weight"),
    [
        ("非常重要", 5),
        ("Very  Important", 5),
        ("重要", 4),
        ("一般", 3),
        ("不太重要", 2),
        ("很不重要", 1),
        ("not at all", 0),
    ],
)
def test_words_are_weights(words, weight):
    assert weight_in_words(words) == weight


def test_word_that_is_none():
    assert weight_in_words("sehr wichtig") is None


def test_given_weights_are_divided_by_their_sum():
    assert given_weights(matrix_of([(1, 2, 3)], "+++", weight=[1, 3, 0]).criteria).tolist() == [0.25, 0.75, 0]


def test_weights_that_nobody_gave_are_equal():
    assert given_weights(matrix_of([(1, 2)], "++").criteria).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("weights", [[1, None], [0, 0]])
def test_weights_that_make_no_sense(weights):
    with pytest.raises(WrongUsage):
        given_weights(matrix_of([(1, 2)], "++", weight=weights).criteria)


def test_negative_weight_and_crossed_bounds():
    for columns in ({"weight": [-1]}, {"at_least": [3], "at_most": [2]}, {"lowest": [3], "highest": [2]}):
        with pytest.raises(WrongUsage, match="c0"):
            matrix_of([(1,)], "+", **columns)


def test_entropy_worked_by_hand():
    # Shares 1/2 1/2 say nothing; 1/4 3/4 leave 1 - 0.8113 bits of one.
    matrix = matrix_of([(2, 1, 1), (2, 3, 3)], "+++")
    assert entropy_weights(matrix) == pytest.approx([0, 0.5, 0.5])


def test_entropy_agrees_with_pymcdm():
    matrix = random_matrix(3, 40, 6)
    np.testing.assert_allclose(entropy_weights(matrix), peer_entropy(matrix.values), atol=1e-12)


def test_entropy_leaves_out_what_is_unknown_and_zeros_say_something():
    matrix = matrix_of([(1, 0), (3, 4), (NAN, NAN)], "++")
    one = 1 - (0.25 * math.log(4) + 0.75 * math.log(4 / 3)) / math.log(2)
    assert entropy_weights(matrix) == pytest.approx([one / (1 + one), 1 / (1 + one)])


def test_entropy_of_negative_values():
    with pytest.raises(WrongUsage, match="c1"):
        entropy_weights(matrix_of([(1, -2), (1, 2)], "++"))


def test_comparisons_that_agree_wholly():
    judged = weights_of_comparisons("abc", np.array([(1, 2, 6), (NAN, 1, 3), (NAN, NAN, NAN)]))
    assert judged.weights == pytest.approx([0.6, 0.3, 0.1])
    assert judged.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert judged.acceptable


def test_comparisons_of_the_textbook():
    # Saaty, How to make a decision: the analytic hierarchy process, EJOR 48 (1990), buying a house: 8 criteria.
    upper = {
        (0, 1): 5, (0, 2): 3, (0, 3): 7, (0, 4): 6, (0, 5): 6, (0, 6): 1 / 3, (0, 7): 1 / 4,
        (1, 2): 1 / 3, (1, 3): 5, (1, 4): 3, (1, 5): 3, (1, 6): 1 / 5, (1, 7): 1 / 7,
        (2, 3): 6, (2, 4): 3, (2, 5): 4, (2, 6): 6, (2, 7): 1 / 5,
        (3, 4): 1 / 3, (3, 5): 1 / 4, (3, 6): 1 / 7, (3, 7): 1 / 8,
        (4, 5): 1 / 2, (4, 6): 1 / 5, (4, 7): 1 / 6,
        (5, 6): 1 / 5, (5, 7): 1 / 6,
        (6, 7): 1 / 2,
    }  # fmt: skip
    table = np.full((8, 8), NAN)
    for pair, ratio in upper.items():
        table[pair] = ratio
    judged = weights_of_comparisons("abcdefgh", table)
    assert judged.weights == pytest.approx([0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], abs=0.001)
    assert judged.consistency_ratio == pytest.approx(0.169, abs=0.001)
    assert not judged.acceptable


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ([(1, NAN), (NAN, 1)], "have not been compared"),
        ([(1, 3), (3, 1)], "reciprocals"),
        ([(1, -3), (NAN, 1)], "reciprocals"),
        ([(2, 3), (NAN, 1)], "itself"),
    ],
)
def test_comparisons_that_make_no_sense(table, named):
    with pytest.raises(WrongUsage) as caught:
        weights_of_comparisons("ab", np.array(table, np.float64))
    assert named in caught.value.said.en


def test_comparisons_of_too_many_criteria():
    with pytest.raises(WrongUsage, match="15"):
        weights_of_comparisons("abcdefghijklmnop", np.ones((16, 16)))
