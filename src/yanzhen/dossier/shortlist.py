"""Which places a report looks at closely."""

from __future__ import annotations

import numpy as np

from yanzhen.dossier.case import Case
from yanzhen.place.comparison import Ranked
from yanzhen.place.matrix import Matrix

MOST_LISTED = 10


def ranked_of(case: Case) -> Ranked | None:
    """What was ranked; None where gates kept every place out."""
    return None if case.comparison is None else case.comparison.ranked


def matrix_of(case: Case) -> Matrix:
    """The matrix of a case that has one."""
    assert case.comparison is not None
    return case.comparison.matrix


def order_of(case: Case) -> list[int]:
    """The rows of the matrix that are ranked, the best first, equals in the order of the matrix."""
    ranked = ranked_of(case)
    if ranked is None:
        return []
    return [int(row) for row in ranked.places[np.lexsort((ranked.places, ranked.ranks))]]
