"""From what a comparison says of importance to weights: words, sliders, pairs, or entropy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.matrix import Floats, Matrix
from yanzhen_web.models import Comparison
from yanzhen_web.services.place.comparisons import MIDDLE, MOST

Weighing = Comparison.Weighing


@dataclass(frozen=True)
class Weighed:
    """Weights, and what is to be said of them.

    Attributes:
        weights: (criteria,) at least 0, in any unit.
        consistency: Saaty's ratio, where pairs were compared; above 0.1 they should be gone over again.
        complaint: why other weights were taken than those asked for; empty where they were not.
    """

    weights: Floats
    consistency: float | None = None
    complaint: str = ""


def weights_of(comparison: Comparison, keys: Sequence[str], matrix: Matrix) -> Weighed:
    """The weights of the matrix's criteria.

    Args:
        keys: of the criteria, in the matrix's order.
    """
    if comparison.weighing == Weighing.PAIRS and comparison.pairs:
        return _of_pairs(comparison, keys)
    if comparison.weighing == Weighing.ENTROPY:
        return _of_entropy(matrix)
    return Weighed(_some(np.array([told_weight(comparison, key) for key in keys], np.float64)))


def told_weight(comparison: Comparison, key: str) -> float:
    """What was said of a criterion, in words (0 to 5) or by its slider (0 to 100)."""
    sliding = comparison.weighing == Weighing.SLIDERS
    return float(comparison.weights.get(key, MOST / 2 if sliding else MIDDLE))


def _some(weights: Floats) -> Floats:
    """Equal ones where nothing counts, so that there is a ranking to begin with."""
    return weights if weights.sum() > 0 else np.ones_like(weights)


def _of_entropy(matrix: Matrix) -> Weighed:
    from yanzhen.place.entropy import entropy_weights

    try:
        return Weighed(entropy_weights(matrix))
    except WrongUsage as refused:
        return Weighed(np.ones(len(matrix.criteria)), complaint=str(refused))


def _of_pairs(comparison: Comparison, keys: Sequence[str]) -> Weighed:
    from yanzhen.place.pairwise import weights_of_comparisons

    paired = paired_keys(comparison)
    at = {key: number for number, key in enumerate(paired)}
    table = np.full((len(paired), len(paired)), np.nan)
    for pair, times in comparison.pairs.items():
        one, other = pair.split("|")
        table[at[one], at[other]] = times + 1 if times >= 0 else 1 / (1 - times)
    judged = weights_of_comparisons(paired, table)
    weights = np.array([judged.weights[at[key]] if key in at else 0.0 for key in keys])
    if not weights.sum() > 0:
        said = Said("比过的几项都没有数据，先按同等重要算", "nothing is known of what was compared: taken as equal")
        return Weighed(np.ones(len(keys)), judged.consistency_ratio, str(said))
    return Weighed(weights, judged.consistency_ratio)


def paired_keys(comparison: Comparison) -> list[str]:
    """The criteria that are compared two by two, in their order."""
    return list(dict.fromkeys(key for pair in comparison.pairs for key in pair.split("|")))
