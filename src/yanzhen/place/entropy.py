"""Weights by entropy: a criterion counts for as much as it tells places apart.

Shannon's entropy as in Hwang and Yoon, Multiple Attribute Decision Making, 1981, section 2.2.2: with
p_ij = x_ij / sum of x_j over the n places that are known, e_j = -1 / ln n * sum of p_ij ln p_ij and the weight is
(1 - e_j) / sum of (1 - e).
"""

from __future__ import annotations

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.place.importance import equal_weights
from yanzhen.place.matrix import Floats, Matrix


def entropy_weights(matrix: Matrix) -> Floats:
    """(criteria,) adding up to 1; unknown values are left out. Equal where no criterion tells places apart.

    Raises:
        WrongUsage: a criterion has negative values, of which there are no shares.
    """
    differences = np.array([_difference(matrix, j) for j in range(len(matrix.criteria))])
    whole = differences.sum()
    if not whole > 0:
        return equal_weights(len(differences))
    weights: Floats = differences / whole
    return weights


def _difference(matrix: Matrix, criterion: int) -> float:
    column = matrix.values[:, criterion]
    known = column[~np.isnan(column)]
    name = matrix.criteria[criterion].name
    if np.any(known < 0):
        raise WrongUsage(
            f"{name} 有负数，算不出熵权：请换成不小于 0 的写法，或改用 --weigh given",
            f"{name} has negative values, of which there is no entropy: write it so that nothing is below 0, or use "
            "--weigh given",
        )
    if len(known) < 2 or not known.max() > 0:
        return 0.0
    shares = known / known.max()
    shares = shares[shares > 0] / shares.sum()
    return max(0.0, 1 + float((shares * np.log(shares)).sum()) / float(np.log(len(known))))
