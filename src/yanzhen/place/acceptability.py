"""How robust a ranking is: the places' ranks over all weightings, and over all that unknown values could be.

SMAA-2 (Lahdelma and Salminen, SMAA-2: stochastic multicriteria acceptability analysis for group decision making,
Operations Research 49, 2001): weights are drawn evenly from the simplex, unknown values from their ranges; the rank
acceptability of a place is the share of draws in which it has the rank, its central weights are the mean of the
weights under which it is first. A rank is one more than the number of places that score more: equals share the better
rank, so that shares of a rank may add up to more than 1 where places are exactly alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.place.backends import CountRanks
from yanzhen.place.matrix import Floats, Ints
from yanzhen.place.methods import Field, Method
from yanzhen.place.standings import Standing, ranks_of
from yanzhen.place.unknowns import Completion
from yanzhen.place.weightings import draw_weightings

Progress = Callable[[float], None]

AT_ONCE = 8192
"""Weightings in memory together."""
A_DRAW = 64
"""So many weightings share one draw of the unknown values: the norms and ideal points that go with a draw are worked
out anew each time, and cost more than the ranking."""


@dataclass(frozen=True)
class Acceptability:
    """What all weightings say.

    Attributes:
        shares: (places, ranks) of weightings in which each place has each rank, from the first on.
        central: (places, criteria) mean weights under which a place is first; NaN where it never is.
        ranks: (places, 2) best and worst rank at the given weights over the draws of unknown values.
        scores: (places, 2) least and greatest score over the same.
    """

    shares: Floats
    central: Floats
    ranks: Ints
    scores: Floats


def rank_over_weightings(
    method: Method,
    field: Field,
    completion: Completion,
    *,
    count: int,
    ranks: int,
    seed: int,
    count_ranks: CountRanks,
    progress: Progress,
) -> Acceptability:
    """The ranks over `count` weightings.

    Args:
        field: the comparison with unknown values in the middle of their ranges.
        completion: draws those values.
        ranks: how many ranks are counted.
        seed: the same seed gives the same answer, whatever the backend.

    Raises:
        WrongUsage: a negative seed, or too many weightings.
    """
    if seed < 0:
        raise WrongUsage(f"随机种子 {seed} 是负数，请写 0 或正整数", f"the seed {seed} is negative; write 0 or more")
    of_weights, of_values = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2))
    criteria = len(field.weights)
    found = _Counts(field, ranks, count_ranks)
    at_once = A_DRAW if len(completion) else AT_ONCE
    _keep_freed_memory()
    done = 0
    for weights in draw_weightings(of_weights, criteria, count, at_once):
        if len(completion):
            found.take(method.standing(completion.draw(of_values)), field.weights)
        found.count(weights)
        done += len(weights)
        progress(done / count)
    return found.acceptability(count)


def _keep_freed_memory() -> None:
    """Have the C library keep the memory of large arrays instead of giving it back to the system with each.

    glibc raises both its limits (mmap_threshold and trim_threshold, see mallopt(3)) to the largest block that was
    freed, up to 32 MB. Without it each draw of unknown values asks the system for its pages anew, which takes as long
    as the ranking. The block is never touched, so that it costs nothing; elsewhere this does nothing.
    """
    np.empty(30 << 20, np.uint8)


class _Counts:
    """The places' ranks so far."""

    def __init__(self, field: Field, ranks: int, count_ranks: CountRanks) -> None:
        # Likely winners in front: then few of the others are looked at twice. It changes no answer.
        self._order = np.argsort(-field.scores, kind="stable")
        self._count_ranks = count_ranks
        self._counts = np.zeros((len(field.scores), ranks), np.int64)
        self._central = np.zeros(field.values.shape)
        middle = ranks_of(field.scores)
        self._ranks = np.stack([middle, middle], axis=1)
        self._scores = np.stack([field.scores, field.scores], axis=1)
        self._use(field.standing)

    def _use(self, standing: Standing) -> None:
        gains, losses = standing.gains, standing.losses
        if losses is not None and not np.any(gains + losses):
            gains, losses = np.zeros_like(gains), None  # all alike: 0 / 0 is no score
        self._gains = np.ascontiguousarray(gains[self._order])
        self._losses = None if losses is None else np.ascontiguousarray(losses[self._order])
        self._power = standing.power

    def take(self, standing: Standing, weights: Floats) -> None:
        """Go on with other values; see where they put the places at the given weights."""
        self._use(standing)
        scores = standing.scores(weights)
        ranks = ranks_of(scores)
        low, high = self._ranks.T
        np.minimum(low, ranks, out=low)
        np.maximum(high, ranks, out=high)
        least, greatest = self._scores.T
        np.minimum(least, scores, out=least)
        np.maximum(greatest, scores, out=greatest)

    def count(self, weights: Floats) -> None:
        """Rank by a block of weightings."""
        factors = weights * weights if self._power == 2 else weights
        self._count_ranks(self._gains, self._losses, factors, weights, self._counts, self._central)

    def acceptability(self, weightings: int) -> Acceptability:
        back = np.argsort(self._order)
        counts, central = self._counts[back], self._central[back]
        first = counts[:, :1]
        means = np.divide(central, first, out=np.full_like(central, np.nan), where=first > 0)
        return Acceptability(counts / weightings, means, self._ranks, self._scores)
