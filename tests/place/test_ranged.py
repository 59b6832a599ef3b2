"""Values with a range of their own: without one nothing changes to the last bit; with one, ranks widen."""

from dataclasses import replace

import numpy as np
import pytest

from place.conftest import matrix_of, random_matrix
from yanzhen.errors import WrongUsage
from yanzhen.place import Asked, Criterion, Matrix, compare
from yanzhen.place.documents import comparison_document
from yanzhen.place.gates import gates_doubtful, gates_failed
from yanzhen.place.unknowns import Completion, Ranges

ASKED = Asked(weightings=2000, ranks=3, seed=7)
NAN = np.nan


def with_ranges(matrix, low, high):
    return replace(matrix, low=np.array(low, float), high=np.array(high, float))


@pytest.mark.parametrize("unknown", [0.0, 0.2])
@pytest.mark.parametrize("method", ["topsis", "sum", "promethee"])
def test_without_ranges_the_answer_is_the_same_to_the_last_bit(unknown, method):
    matrix = random_matrix(3, 12, 5, unknown)
    nothing = np.full(matrix.values.shape, NAN)
    exact = np.where(matrix.unknown, NAN, matrix.values)
    asked = replace(ASKED, method=method)
    plain = comparison_document(compare(matrix, asked))
    assert comparison_document(compare(with_ranges(matrix, nothing, nothing), asked)) == plain
    assert comparison_document(compare(with_ranges(matrix, exact, exact), asked)) == plain


def test_middle_keeps_what_was_told_and_draws_stay_within():
    matrix = with_ranges(
        matrix_of([[1.0, 5.0], [NAN, 7.0], [3.0, NAN]], "++"),
        [[0.5, NAN], [2.0, NAN], [NAN, NAN]],
        [[4.0, NAN], [2.5, NAN], [NAN, NAN]],
    )
    completion = Completion(matrix, Ranges.of(matrix))
    assert len(completion) == 3
    # Told 1; unknown, but between 2 and 2.5; unknown, in the middle of what is seen.
    assert completion.middle().tolist() == [[1.0, 5.0], [2.25, 7.0], [3.0, 6.0]]
    drawn = np.array([completion.draw(np.random.default_rng(seed)) for seed in range(300)])
    assert drawn[:, 0, 0].min() < 0.6 and drawn[:, 0, 0].max() > 3.9
    assert drawn[:, 0, 0].min() >= 0.5 and drawn[:, 0, 0].max() <= 4
    assert drawn[:, 1, 0].min() >= 2 and drawn[:, 1, 0].max() <= 2.5
    assert (drawn[:, 0, 1] == 5).all() and (drawn[:, 2, 0] == 3).all()


def test_shares_are_those_of_the_range():
    """One criterion: b stands at 2, a anywhere from 1 to 5 evenly, so that a is first in 3 of 4 draws."""
    matrix = with_ranges(matrix_of([[1.5], [2.0]], "+"), [[1.0], [NAN]], [[5.0], [NAN]])
    found = compare(matrix, Asked(weightings=64 * 3000, ranks=2, seed=1))
    assert found.ranked.ranks.tolist() == [2, 1]
    assert found.ranked.acceptability.shares[0, 0] == pytest.approx(0.75, abs=0.03)
    assert found.ranked.acceptability.ranks.tolist() == [[1, 2], [1, 2]]


def test_old_value_of_a_leading_place_is_asked_only_where_it_moves_a_rank():
    matrix = with_ranges(
        matrix_of([[1.5, 1], [2.0, 1], [9.0, 1]], "++"),
        [[1.0, NAN], [NAN, NAN], [8.0, NAN]],
        [[5.0, NAN], [NAN, NAN], [9.0, NAN]],
    )
    (question,) = compare(matrix, ASKED).questions
    assert (question.place, question.criterion, question.gate, question.ranks) == (0, 0, False, (2, 3))


def test_gate_fails_only_where_the_whole_range_does():
    gate = Criterion("land", at_least=10)
    low, high = np.array([[5.0], [5.0], [11.0], [NAN], [NAN]]), np.array([[9.0], [12.0], [15.0], [NAN], [NAN]])
    matrix = Matrix(tuple("abcde"), (gate,), np.array([[8.0], [8.0], [12.0], [9.0], [NAN]]), low, high)
    assert gates_failed(matrix)[:, 0].tolist() == [True, False, False, True, False]
    assert gates_doubtful(matrix)[:, 0].tolist() == [False, True, False, False, True]
    asked = [(q.place, q.gate) for q in compare(matrix, ASKED).questions]
    assert (1, True) in asked and (4, True) in asked


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ([[2.0]], [[3.0]]),  # does not hold 1
        ([[3.0]], [[2.0]]),
        ([[NAN]], [[2.0]]),
        ([[0.0]], [[np.inf]]),
        ([[0.0, 1.0]], [[2.0, 2.0]]),
        ([[0.0]], None),
    ],
)
def test_range_that_makes_no_sense_is_refused(low, high):
    with pytest.raises(WrongUsage):
        Matrix(("a",), (Criterion("x"),), np.array([[1.0]]), np.array(low), None if high is None else np.array(high))
