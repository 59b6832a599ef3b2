"""The tests of placing run on every backend that is installed; a new one is added in `BACKENDS` of the engine."""

from collections.abc import Sequence

import numpy as np
import pytest

from yanzhen.place.backends import BACKENDS as KNOWN
from yanzhen.place.backends import is_installed
from yanzhen.place.matrix import Criterion, Matrix

BACKENDS = [name for name in KNOWN if is_installed(name)]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def matrix_of(values: Sequence[Sequence[float]], directions: str, **columns: Sequence[float | None]) -> Matrix:
    """A matrix of places p0, p1, … and criteria c0, c1, …; directions such as `+-+`, further fields by keyword."""
    criteria = tuple(
        Criterion(f"c{j}", "max" if sign == "+" else "min", **{name: column[j] for name, column in columns.items()})
        for j, sign in enumerate(directions)
    )
    table = np.array(values, np.float64)
    return Matrix(tuple(f"p{i}" for i in range(len(table))), criteria, table)


def random_matrix(seed: int, places: int, criteria: int, unknown: float = 0.0, **columns: Sequence[float | None]):
    chance = np.random.default_rng(seed)
    values = chance.lognormal(0, 0.5, (places, criteria))
    values[chance.random(values.shape) < unknown] = np.nan
    return matrix_of(values, "".join(chance.choice(["+", "-"], criteria)), **columns)


def types_of(matrix: Matrix) -> np.ndarray:
    """Directions as the peers write them: 1 and -1."""
    return np.array([1 if criterion.direction == "max" else -1 for criterion in matrix.criteria])
