"""Weights from comparing criteria two by two, and how consistent the comparisons are.

AHP: Saaty, The Analytic Hierarchy Process, 1980. a_jk says how many times as important criterion j is as k (1 equal,
3 moderately, 5 strongly, 7 very strongly, 9 extremely; a_kj = 1 / a_jk). The weights are the principal eigenvector;
with its eigenvalue l the consistency index is (l - n) / (n - 1), and the ratio that to the index of random
comparisons. Above 0.1 the comparisons should be gone over again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.place.matrix import Floats

RANDOM_INDICES = (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Saaty 1980, p. 21: mean consistency index of random reciprocal matrices of 1 to 15 criteria."""
ACCEPTABLE = 0.1
_ROUNDS = 10_000


@dataclass(frozen=True)
class Judged:
    """What comparisons amount to.

    Attributes:
        weights: (criteria,) adding up to 1.
        consistency_ratio: 0 where the comparisons agree with each other wholly.
    """

    weights: Floats
    consistency_ratio: float

    @property
    def acceptable(self) -> bool:
        return self.consistency_ratio <= ACCEPTABLE


def weights_of_comparisons(names: Sequence[str], comparisons: Floats) -> Judged:
    """Weights and consistency of a full table of comparisons.

    Args:
        names: (n,) of the criteria, for messages.
        comparisons: (n, n) positive; where of a_jk and a_kj one is NaN it is the other's reciprocal, and the diagonal
            may be NaN.

    Raises:
        WrongUsage: more than 15 criteria, a comparison missing or not positive, or one that is not its mirror's
            reciprocal.
    """
    size = len(names)
    if size > len(RANDOM_INDICES):
        raise WrongUsage(
            f"两两比较最多 {len(RANDOM_INDICES)} 个指标，现有 {size} 个；请先归类再比，或直接给权重",
            f"at most {len(RANDOM_INDICES)} criteria can be compared two by two, and there are {size}: group them, or "
            "give weights",
        )
    table = _completed(names, comparisons)
    vector = np.full(size, 1 / size)
    for _ in range(_ROUNDS):
        following = table @ vector
        following /= following.sum()
        if np.abs(following - vector).max() < 1e-15:
            break
        vector = following
    value = float((table @ vector).sum() / vector.sum())
    index = (value - size) / (size - 1) if size > 2 else 0.0
    ratio = max(0.0, index) / RANDOM_INDICES[size - 1] if size > 2 else 0.0
    return Judged(vector, ratio)


def _completed(names: Sequence[str], comparisons: Floats) -> Floats:
    table = comparisons.copy()
    for j, one in enumerate(names):
        table[j, j] = 1.0 if np.isnan(table[j, j]) else table[j, j]
        for k, other in enumerate(names[:j]):
            pair = (table[j, k], table[k, j])
            if np.isnan(pair).all():
                raise WrongUsage(
                    f"“{other}”和“{one}”还没有比，请填一个（如 3，或 1/3）",
                    f"“{other}” and “{one}” have not been compared; write one of the two (such as 3, or 1/3)",
                )
            table[j, k], table[k, j] = (1 / pair[1], pair[1]) if np.isnan(pair[0]) else pair
            table[k, j] = 1 / table[j, k] if np.isnan(table[k, j]) else table[k, j]
            if not table[j, k] > 0 or not table[k, j] > 0 or abs(table[j, k] * table[k, j] - 1) > 0.02:
                raise WrongUsage(
                    f"“{other}”比“{one}”是 {table[k, j]:g}，反过来是 {table[j, k]:g}，应互为倒数且为正，请改一个或留空",
                    f"“{other}” to “{one}” is {table[k, j]:g} and the other way {table[j, k]:g}: write positive "
                    "numbers that are each other's reciprocals, or leave one empty",
                )
        if table[j, j] != 1:
            raise WrongUsage(
                f"“{one}”比自己应是 1，请改正或留空", f"“{one}” to itself must be 1; mend it or leave it empty"
            )
    return table
