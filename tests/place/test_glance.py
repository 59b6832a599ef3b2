"""The ranking at a glance says what the whole comparison says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import WrongUsage
from yanzhen.place import Asked, Criterion, Matrix, compare
from yanzhen.place.glance import glance


def _matrix(seed: int, places: int, criteria: int) -> Matrix:
    chance = np.random.default_rng(seed)
    values = chance.random((places, criteria)) * 10
    values[chance.random(values.shape) < 0.2] = np.nan
    values[0] = 5.0
    named = tuple(
        Criterion(f"c{j}", "max" if j % 2 else "min", at_least=1.0 if j == 0 else None) for j in range(criteria)
    )
    return Matrix(tuple(f"p{i}" for i in range(places)), named, values)


@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(1, 6), st.sampled_from(["topsis", "sum", "promethee"]))
def test_glance_agrees_with_comparison(seed: int, places: int, criteria: int, method: str) -> None:
    matrix = _matrix(seed, places, criteria)
    weights, asked = np.arange(1.0, criteria + 1), Asked(method=method, weightings=300, ranks=1, seed=3)
    whole, seen = compare(matrix, asked, weights), glance(matrix, weights, asked)
    assert whole.ranked is not None
    assert np.array_equal(whole.failed, seen.failed)
    back = {int(place): at for at, place in enumerate(whole.ranked.places)}
    at = [back[int(place)] for place in seen.places]
    assert np.array_equal(whole.ranked.ranks[at], seen.ranks)
    assert np.allclose(whole.ranked.field.scores[at], seen.scores)
    assert np.array_equal(whole.ranked.acceptability.ranks[at], seen.ranges)
    assert np.allclose(whole.ranked.acceptability.shares[at, 0], seen.firsts)
    assert seen.ranks.tolist() == sorted(seen.ranks.tolist())


def test_glance_without_any_place_that_passes() -> None:
    matrix = Matrix(("a",), (Criterion("c", at_least=9.0),), np.array([[1.0]]))
    assert glance(matrix, np.ones(1), Asked(weightings=10)).places.tolist() == []


def test_glance_by_nothing_is_refused() -> None:
    matrix = Matrix(("a",), (Criterion("c"),), np.array([[1.0]]))
    with pytest.raises(WrongUsage, match="指标"):
        glance(matrix, np.zeros(1), Asked(weightings=10))
