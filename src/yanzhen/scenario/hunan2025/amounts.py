"""Amounts that look like those of offices and add up to a published total exactly."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

YI = 100_000_000
"""One 亿元."""
WAN = 10_000
"""One 万元."""


def spread(total: int, count: int, rng: Random, *, low: int, high: int, sigma: float = 1.0) -> list[int]:
    """`count` amounts in whole CNY, log-normal, rounded as people round, whose sum is `total` exactly.

    Args:
        total: a multiple of 万元, and reachable: `count * low` < total < `count * high`.
        low, high: no amount is less or more.
        sigma: of the logarithm.
    """
    drawn = [rng.lognormvariate(0, sigma) for _ in range(count)]
    values = [min(high, max(low, _rounded(value))) for value in _scaled(drawn, total, low, high)]
    _settle(values, total, rng, low, high)
    _roughen(values, rng, low)
    return values


def _scaled(drawn: Sequence[float], total: int, low: int, high: int) -> list[float]:
    """The draws times the factor at which they, held between the bounds, add up to about the total."""
    small, large = 0.0, total / min(drawn)
    for _ in range(80):
        factor = (small + large) / 2
        held = sum(min(high, max(low, value * factor)) for value in drawn)
        small, large = (factor, large) if held < total else (small, factor)
    return [value * small for value in drawn]


def _rounded(value: float) -> int:
    """To the step in which people think of such an amount: 3.2, 8.5, 16, 60."""
    digits = len(str(int(value)))
    step = int(10 ** max(digits - 2, 0)) * (5 if str(int(value))[0] >= "5" else 1)
    return round(value / step) * step


def _settle(values: list[int], total: int, rng: Random, low: int, high: int) -> None:
    """Carry the difference off in small shares, none over a twelfth of the amount it changes."""
    grain = max(WAN, 10 ** (len(str(total // len(values))) - 3))
    while difference := total - sum(values):
        n = rng.randrange(len(values))
        share = min(abs(difference), max(values[n] // 12 // grain * grain, grain))
        changed = values[n] + (share if difference > 0 else -share)
        if low <= changed <= high:
            values[n] = changed


def _roughen(values: list[int], rng: Random, low: int) -> None:
    """Some amounts come from feasibility studies and are odd: move some 万元, or 元, between pairs."""
    order = list(range(len(values)))
    rng.shuffle(order)
    for first, second in zip(order[: len(order) // 6], reversed(order), strict=False):
        most = min(399, (values[first] - low) // WAN // 3)
        if first == second or most < 2:
            continue
        odd = rng.randrange(1, most) * WAN + rng.choice((0, 0, 0, 5_000, 2_500, 600))
        values[first] -= odd
        values[second] += odd
