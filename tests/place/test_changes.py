"""The smallest change that makes a place first: worked out anew with the whole method, one value changed."""

import numpy as np
import pytest

from place.conftest import matrix_of, random_matrix
from yanzhen.place import changes
from yanzhen.place.changes import changes_to_lead
from yanzhen.place.methods import METHODS, Field, method_of
from yanzhen.place.unknowns import Ranges

THRESHOLDS = {"indifference": [0.1] * 4, "preference": [0.8] * 4}


def changes_of(name, matrix):
    weights = np.full(len(matrix.criteria), 1 / len(matrix.criteria))
    method = method_of(name, matrix.criteria)
    field = Field.of(method, matrix.values, weights)
    return method, field, changes_to_lead(method, field, matrix.criteria, Ranges.of(matrix))


def lead(method, field, place, criterion, value):
    """By how much the place would be ahead of all others (behind, if negative), from scratch."""
    values = field.values.copy()
    values[place, criterion] = value
    scores = Field.of(method, values, field.weights).scores
    return scores[place] - np.delete(scores, place).max()


def test_change_worked_by_hand():
    # Shares (0, 1), (1, 0), (1/2, 1/4): the last needs 3/4 more in all, and has at most 1/2 and 3/4 to gain.
    matrix = matrix_of([(0, 8), (10, 0), (5, 3)], "++")
    _, _, found = changes_of("sum", matrix)
    (second,) = [[c for c in found[2] if c.criterion == 1]]
    # The first leads with 1/2; (1/2 + x / 8) / 2 = 1/2 where x = 4.
    assert second[0].after == pytest.approx(4)
    assert (second[0].before, second[0].share) == (3, pytest.approx(1 / 8))


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("nearest", [64, 2])
def test_change_makes_first_and_less_does_not(name, seed, nearest, monkeypatch):
    monkeypatch.setattr(changes, "NEAREST", nearest)
    matrix = random_matrix(seed, 12, 4, **(THRESHOLDS if seed % 2 else {}))
    method, field, found = changes_of(name, matrix)
    assert any(found)
    for place, listed in enumerate(found):
        able = {change.criterion: change for change in listed}
        for criterion, asked in enumerate(matrix.criteria):
            column = matrix.values[:, criterion]
            best = column.max() if asked.direction == "max" else column.min()
            if criterion in able:
                after, before = able[criterion].after, able[criterion].before
                assert lead(method, field, place, criterion, after) >= -1e-9
                assert lead(method, field, place, criterion, after - 1e-4 * (after - before)) < 1e-9
                for share in np.linspace(0, 0.999, 12):
                    assert lead(method, field, place, criterion, before + share * (after - before)) < 1e-9
            elif field.scores[place] < field.scores.max():
                assert lead(method, field, place, criterion, best) < 1e-9


def test_first_place_has_nothing_to_change():
    _, field, found = changes_of("topsis", random_matrix(1, 10, 4))
    assert found[int(field.scores.argmax())] == []


def test_bound_of_the_criterion_goes_beyond_what_was_seen():
    values = [(10, 1), (1, 2), (5, 1.5)]
    seen, allowed = matrix_of(values, "++"), matrix_of(values, "++", highest=[None, 9])
    assert not [c for c in changes_of("topsis", seen)[2][1] if c.criterion == 1]
    method, field, found = changes_of("topsis", allowed)
    (change,) = [c for c in found[1] if c.criterion == 1]
    assert 2 < change.after < 9
    assert lead(method, field, 1, 1, change.after) == pytest.approx(0, abs=1e-9)
