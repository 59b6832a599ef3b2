"""Amounts add up exactly and stay within their bounds, whatever is asked."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.scenario.hunan2025.amounts import WAN, YI, spread


@settings(max_examples=60, deadline=None)
@given(count=st.integers(2, 120), mean=st.integers(30, 90_000), seed=st.integers(0, 10_000), sigma=st.floats(0.2, 1.5))
def test_spread_adds_up_and_keeps_its_bounds(count: int, mean: int, seed: int, sigma: float) -> None:
    total = count * mean * WAN
    low, high = mean * WAN // 10, mean * WAN * 8
    values = spread(total, count, Random(seed), low=low, high=high, sigma=sigma)
    assert len(values) == count
    assert sum(values) == total
    # An odd sum may move between two amounts; it is small beside them.
    assert min(values) >= low * 0.6
    assert max(values) <= high + 4_000_000


def test_spread_is_the_same_for_the_same_seed() -> None:
    first, second = (spread(500 * YI, 80, Random(3), low=YI // 4, high=40 * YI) for _ in range(2))
    assert first == second
    assert first != spread(500 * YI, 80, Random(4), low=YI // 4, high=40 * YI)


def test_most_amounts_are_round() -> None:
    values = spread(3086 * YI, 337, Random(1), low=YI // 4, high=48 * YI)
    assert sum(value % 10_000_000 == 0 for value in values) > 200
    assert any(value % YI for value in values)
