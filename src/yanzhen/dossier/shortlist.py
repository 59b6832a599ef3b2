"""Which places a report looks at closely."""

from __future__ import annotations

import numpy as np

from yanzhen.dossier.case import Case

MOST_LISTED = 10


def order_of(case: Case) -> list[int]:
    """The rows of the matrix that are ranked, the best first, equals in the order of the matrix."""
    ranked = case.comparison.ranked
    if ranked is None:
        return []
    return [int(row) for row in ranked.places[np.lexsort((ranked.places, ranked.ranks))]]
