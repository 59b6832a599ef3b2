"""The whole-number weights against exact fractions and against the formula in floating point."""

from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from match import oracle
from yanzhen.match import bm25

postings = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 100_000)), min_size=1, max_size=20)


# The first examples wait for libraries to load; on a busy machine that looks like slow generation.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(postings, st.integers(1, 10**9), st.integers(1, 10**6))
def test_saturation_is_exact(entries, total, documents):
    counts, lengths = (np.array(column, np.int64) for column in zip(*entries, strict=True))
    found = bm25.saturation(counts, lengths, total, documents).tolist()
    average = Fraction(total, documents)
    for (count, length), share in zip(entries, found, strict=True):
        whole = count + Fraction(6, 5) * (Fraction(1, 4) + Fraction(3, 4) * length / average)
        assert share == oracle.half_up(Fraction(count) / whole * 4096)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=50), st.integers(1000, 10**6))
def test_rarity_falls_with_the_number_of_documents(counts, documents):
    found = bm25.rarity(np.array(counts), documents)
    assert (found >= 0).all()
    order = np.argsort(counts)
    assert (np.diff(found[order]) <= 0).all()


@given(st.integers(0, 60_000), st.integers(0, 4096))
def test_weight_is_within_one_of_the_real_product_and_at_least_one(idf, share):
    (weight,) = bm25.weights(np.array([idf]), np.array([share])).tolist()
    assert weight >= 1
    assert weight == max(1, oracle.half_up(Fraction(idf * share * 1000, 1 << 24)))
