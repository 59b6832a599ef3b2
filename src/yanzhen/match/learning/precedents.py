"""What was decided of pairs like this one, in two ways.

**A Gaussian process** over pairs (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, ch. 2): two
pairs are the more alike, the more their demands and their titles are; the expected verdict on a new pair is a
weighted sum over all judged ones. Left-out predictions come in closed form from the inverse (ibid. 5.4.2): leaving out
the block B gives  y_B - (K^-1_BB)^-1 (K^-1 y)_B.

**Votes**: plain weighted means and nearest precedents, which people can check by hand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.learning.decisions import ACCEPTED_FROM
from yanzhen.match.learning.vectors import Floats

Ints = NDArray[np.int64]

SLOPE = 0.15
"""Weight of the mean likeness in the kernel."""
NOISE = 0.4
"""Variance of one verdict beside what the kernel explains: equal pairs are judged unlike."""
_EQUAL = 0.999
_NEARLY_EQUAL = 0.98

VOTES = (
    "alike here",
    "most alike here",
    "usual here",
    "judged here",
    "nearest refused",
    "nearest weak",
    "nearest accepted",
    "nearest",
    "same title here",
    "same titles here",
    "accepted here",
    "title elsewhere",
    "title for like demands",
    "weight of like demands",
    "like demands",
    "against the usual",
)
RISING_VOTES = frozenset(VOTES) - {
    "judged here", "nearest refused", "nearest weak", "nearest", "same titles here", "weight of like demands",
}  # fmt: skip
"""Votes of which more never lowers a score; the others are counts and distances, which tell how far to trust them."""


def kernel(same: NDArray[np.bool_], demands: Floats, titles: Floats, one: Floats, other: Floats) -> Floats:
    """(asked, known) likeness of pairs.

    Args:
        same: whether both pairs are of one demand.
        demands, titles: cosines of their demands and titles.
        one, other: standardised mean likeness of each asked and each known pair.
    """
    here = same.astype(np.float32)
    of_titles = np.clip(titles, 0, 1)
    told = (0.6 * here + (1.2 + demands) * demands + np.float32(0.2)) * of_titles
    told += 0.3 * demands * (np.sqrt(of_titles) + (of_titles > _EQUAL))
    told += 0.2 * demands + 0.1 * here + 0.1
    told += SLOPE * np.outer(one, other)
    return np.asarray(told, np.float32)


def inverse(known: Floats) -> Floats:
    """The inverse of the kernel of all known pairs with the noise on its diagonal."""
    from scipy.linalg import lapack

    matrix = np.asfortranarray(known)
    matrix[np.diag_indices_from(matrix)] += NOISE
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1)
    if failed:
        raise ArithmeticError("the kernel is not positive definite")
    lower, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    return np.asarray(np.tril(lower) + np.tril(lower, -1).T, np.float32)


def left_out(inverted: Floats, verdicts: Floats, block: Ints) -> Floats:
    """(pairs, verdicts) expected of each pair from the pairs of all other blocks.

    Args:
        verdicts: (pairs, verdicts) less their means.
        block: (pairs,) the block of each.
    """
    weights = inverted @ verdicts
    expected = np.empty_like(verdicts)
    for number in np.unique(block):
        own = np.flatnonzero(block == number)
        expected[own] = verdicts[own] - np.linalg.solve(inverted[np.ix_(own, own)], weights[own])
    return expected


def votes(titles: Floats, demands: Floats, same: NDArray[np.bool_], levels: Ints) -> Floats:
    """(titles, VOTES) for one demand.

    Args:
        titles: (titles, known) likeness of the titles to those of the known pairs.
        demands: (known,) likeness of the demand to theirs.
        same: (known,) whether it is this demand.
        levels: (known,) what was decided.
    """
    usual = float(levels.mean())
    told = levels.astype(np.float32)
    here, of_here = titles[:, same], told[same]
    accepted = of_here >= ACCEPTED_FROM
    alike = _mean(here**2, of_here, usual, 0.05)
    usual_here = (of_here.sum() + 3 * usual) / (len(of_here) + 3)
    equal = here > _NEARLY_EQUAL
    others = ~same
    far = titles[:, others] ** 3
    like = demands[others]
    for_like = far * like
    count = len(titles)
    return np.column_stack(
        (
            alike,
            _mean(here**4, of_here, usual, 0.01),
            np.full(count, usual_here),
            np.full(count, len(of_here)),
            _nearest(here[:, of_here == 1]),
            _nearest(here[:, of_here == 2]),
            _nearest(here[:, accepted]),
            _nearest(here),
            (equal @ of_here + usual) / (equal.sum(axis=1) + 1),
            equal.sum(axis=1),
            np.full(count, (accepted.sum() + 0.3) / (len(of_here) + 2.5)),
            _mean(far, told[others], usual, 0.1),
            _mean(for_like, told[others], usual, 0.02),
            for_like.sum(axis=1, dtype=np.float64),
            np.full(count, _mean((like**2)[None], told[others], usual, 0.1)),
            alike - usual_here,
        )
    ).astype(np.float32)


def _mean(weights: Floats, levels: Floats, usual: float, trust: float) -> Floats:
    """Weighted means, drawn to the usual level where there is little to go by.

    In double precision: the order of a long sum, which depends on what else is asked, must not show.
    """
    double = weights.astype(np.float64)
    return np.asarray((double @ levels + trust * usual) / (double.sum(axis=1) + trust), np.float32)


def _nearest(likeness: Floats) -> Floats:
    return likeness.max(axis=1) if likeness.shape[1] else np.zeros(len(likeness), np.float32)
