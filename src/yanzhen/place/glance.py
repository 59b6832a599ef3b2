"""The ranking at a glance: who stands where, and how often first. For a page that follows every turn of a weight.

The same gates, ranges, method and draws as `comparison.compare`, without its causes: these take most of its time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.acceptability import rank_over_weightings
from yanzhen.place.backends import backend_of
from yanzhen.place.comparison import Asked, checked_weights, counting_weights
from yanzhen.place.gates import gates_failed
from yanzhen.place.matrix import Floats, Ints, Matrix
from yanzhen.place.methods import Field, method_of
from yanzhen.place.standings import ranks_of
from yanzhen.place.unknowns import Completion, Ranges


@dataclass(frozen=True)
class Glance:
    """Who stands where.

    Attributes:
        weights: (criteria,) of the matrix, adding up to 1.
        failed: (places, criteria) gates that a known value fails.
        places: (n,) positions in the matrix of those that are ranked, the first first.
        ranks, scores: (n,) theirs, in this order.
        ranges: (n, 2) best and worst rank over what unknown values could be.
        firsts: (n,) shares of weightings in which each is first.
    """

    weights: Floats
    failed: NDArray[np.bool_]
    places: Ints
    ranks: Ints
    scores: Floats
    ranges: Ints
    firsts: Floats


def glance(matrix: Matrix, weights: Floats, asked: Asked) -> Glance:
    """Rank places by these weights, and over all weightings.

    Args:
        weights: (criteria,) at least 0, in any unit.

    Raises:
        WrongUsage: weights that make no sense, or nothing that counts is known.
    """
    ranges, failed = Ranges.of(matrix), gates_failed(matrix)
    counting = counting_weights(checked_weights(weights, len(matrix.criteria)), ranges)
    kept, active = np.flatnonzero(~failed.any(axis=1)), np.flatnonzero(counting > 0)
    if not len(kept):
        nothing = np.zeros(0)
        return Glance(counting, failed, kept, kept, nothing, np.zeros((0, 2), np.int64), nothing)
    part = matrix.of_places(kept).of_criteria(active)
    method = method_of(asked.method, part.criteria)
    completion = Completion(part, ranges.of_criteria(active.tolist()))
    field = Field.of(method, completion.middle(), counting[active])
    found = rank_over_weightings(
        method, field, completion,
        count=asked.weightings, ranks=1, seed=asked.seed,
        count_ranks=backend_of(asked.backend), progress=lambda share: None,
    )  # fmt: skip
    ranks = ranks_of(field.scores)
    order = np.lexsort((kept, ranks))
    return Glance(
        counting, failed, kept[order], ranks[order], field.scores[order], found.ranks[order], found.shares[order, 0]
    )
