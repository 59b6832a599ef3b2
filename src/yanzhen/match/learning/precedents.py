"""Votes: what was decided of pairs like this one, as weighted means and nearest ones, which people can check."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.learning.decisions import ACCEPTED_FROM
from yanzhen.match.learning.vectors import Floats

Ints = NDArray[np.int64]

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
