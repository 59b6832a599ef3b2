"""Counting ranks: the reference against a loop that sorts, the kernel against the reference to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from place.conftest import BACKENDS
from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.place import backends
from yanzhen.place.backends import backend_of


def counted(name, gains, losses, weights, ranks):
    counts, central = np.zeros((len(gains), ranks), np.int64), np.zeros(gains.shape)
    factors = weights if losses is None else weights * weights
    backend_of(name)(gains, losses, factors, weights, counts, central)
    return counts, central


def slowly(gains, losses, weights, ranks):
    """One weighting after the other, every place against every other."""
    counts, central = np.zeros((len(gains), ranks), np.int64), np.zeros(gains.shape)
    for weighting in weights:
        factor = weighting if losses is None else weighting * weighting
        scores = np.zeros(len(gains))
        for criterion in range(gains.shape[1]):
            scores += gains[:, criterion] * factor[criterion]
        if losses is not None:
            against = np.zeros(len(gains))
            for criterion in range(gains.shape[1]):
                against += losses[:, criterion] * factor[criterion]
            scores /= scores + against
        for place, score in enumerate(scores):
            rank = int((scores > score).sum())
            if rank < ranks:
                counts[place, rank] += 1
            if rank == 0:
                central[place] += weighting
    return counts, central


def parts(seed, places, criteria, with_losses, levels=None):
    """Gains and losses; with few levels many places are equal, with 0 all differ by less than rough scores can tell."""
    chance = np.random.default_rng(seed)
    shape = (places, criteria)

    def draw():
        if levels == 0:
            return 1 + 1e-9 * chance.random(shape)
        return chance.random(shape) + 0.1 if levels is None else chance.integers(1, levels + 1, shape).astype(float)

    return draw(), draw() if with_losses else None


@pytest.mark.parametrize("with_losses", [True, False])
@pytest.mark.parametrize("levels", [None, 0, 1, 2])
@pytest.mark.parametrize(("places", "ranks"), [(1, 3), (7, 7), (8, 1), (17, 5), (40, 33), (100, 32), (70, 100)])
def test_ranks_are_those_of_a_loop_that_sorts(backend, places, ranks, levels, with_losses):
    gains, losses = parts(places, places, 4, with_losses, levels)
    weights = np.random.default_rng(ranks).dirichlet(np.ones(4), 70)
    found, expected = counted(backend, gains, losses, weights, ranks), slowly(gains, losses, weights, ranks)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    places=st.integers(1, 200),
    criteria=st.integers(1, 24),
    weightings=st.integers(1, 150),
    ranks=st.integers(1, 70),
    with_losses=st.booleans(),
    levels=st.sampled_from([None, None, 0, 1, 2, 3]),
)
def test_kernel_is_the_reference_to_the_last_bit(seed, places, criteria, weightings, ranks, with_losses, levels):
    gains, losses = parts(seed, places, criteria, with_losses, levels)
    weights = np.random.default_rng(seed).dirichlet(np.ones(criteria), weightings)
    native, reference = (counted(name, gains, losses, weights, ranks) for name in ("native", "reference"))
    np.testing.assert_array_equal(native[0], reference[0])
    np.testing.assert_array_equal(native[1], reference[1])


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
def test_kernel_refuses_parts_that_do_not_fit():
    with pytest.raises(ValueError, match="fit"):
        backend_of("native")(
            np.ones((3, 2)), None, np.ones((4, 2)), np.ones((4, 2)), np.zeros((2, 1), np.int64), np.zeros((3, 2))
        )


@pytest.mark.skipif("native" not in BACKENDS, reason="the kernel is not built")
def test_kernel_refuses_a_table_by_columns():
    tables = [np.ones((3, 2)), np.ones((4, 2)), np.ones((4, 2))]
    for place in range(3):
        gains, factors, weights = (
            np.asfortranarray(table) if place == number else table for number, table in enumerate(tables)
        )
        with pytest.raises(ValueError, match="fit"):
            backend_of("native")(gains, None, factors, weights, np.zeros((3, 1), np.int64), np.zeros((3, 2)))


@pytest.mark.parametrize("flows", [0.5, 1.0])
def test_gains_below_zero(backend, flows):
    gains = np.random.default_rng(1).uniform(-flows, flows, (50, 5))
    weights = np.random.default_rng(2).dirichlet(np.ones(5), 100)
    found, expected = counted(backend, gains, None, weights, 4), slowly(gains, None, weights, 4)
    np.testing.assert_array_equal(found[0], expected[0])


def test_backend_unknown():
    with pytest.raises(WrongUsage, match="reference"):
        backend_of("abacus")


def test_reference_serves_where_there_is_no_kernel(monkeypatch):
    monkeypatch.setattr(backends, "find_spec", lambda name: None)
    assert backend_of(None).__module__ == "yanzhen.place.backends.reference"
    with pytest.raises(MissingPiece, match="make build"):
        backend_of("native")
