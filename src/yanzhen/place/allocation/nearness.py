"""Which places are near each other: great circles on a sphere of the earth's mean radius (haversine)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.matrix import Floats

EARTH_KM = 6371.0088
"""Mean radius (Moritz, Geodetic Reference System 1980)."""


def near_within(kilometres: float, longitudes: Floats, latitudes: Floats) -> NDArray[np.bool_]:
    """(places, places) whether two places are so near; each is near itself, and NaN near nobody else.

    Args:
        longitudes, latitudes: (places,) degrees.
    """
    east, north = np.radians(longitudes), np.radians(latitudes)
    part = np.sin((north[:, None] - north) / 2) ** 2
    part = part + np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    with np.errstate(invalid="ignore"):
        near = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(part, 0, 1))) <= kilometres
    found: NDArray[np.bool_] = near | np.eye(len(longitudes), dtype=np.bool_)
    return found
