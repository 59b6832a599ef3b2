"""The best and the worst of all others, for each place."""

from __future__ import annotations

import numpy as np

from yanzhen.place.matrix import Floats, Ints


def extremes_of_others(column: Floats, places: Ints) -> tuple[Floats, Floats]:
    """The least and the greatest value of a column without that of one place, for each of several places.

    Returns:
        (n,) least and (n,) greatest; infinities where there is no other place.
    """
    if len(column) == 1:
        return np.full(len(places), np.inf), np.full(len(places), -np.inf)
    ordered, own = np.sort(column), column[places]
    # An equal of the place keeps the extreme where it is: then the two foremost are the same.
    least = np.where(own == ordered[0], ordered[1], ordered[0])
    greatest = np.where(own == ordered[-1], ordered[-2], ordered[-1])
    return least, greatest
