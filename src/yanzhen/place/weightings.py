"""Weightings drawn evenly from all that there are: non-negative weights that add up to 1."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.place.matrix import Floats

MOST = 100_000_000


def draw_weightings(chance: np.random.Generator, criteria: int, count: int, at_once: int) -> Iterator[Floats]:
    """Blocks of weightings, uniform on the simplex; how many come at once does not change them.

    Exponential numbers divided by their sum are uniform there (Devroye, Non-Uniform Random Variate Generation, 1986,
    V.2.2; Tervonen and Lahdelma, Implementing stochastic multicriteria acceptability analysis, EJOR 178, 2007).

    Yields:
        (at_once or fewer, criteria).

    Raises:
        WrongUsage: no weightings, or more than anybody waits for.
    """
    if not 1 <= count <= MOST:
        raise WrongUsage(
            f"权重组数应为 1 到 {MOST} 的整数，现为 {count}", f"weightings must be 1 to {MOST}, and are {count}"
        )
    for start in range(0, count, at_once):
        drawn = chance.standard_exponential((min(at_once, count - start), criteria))
        yield drawn / drawn.sum(axis=1, keepdims=True)
