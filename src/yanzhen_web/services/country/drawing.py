"""A schematic map of flows: regions by the coordinates of their seats, an arc each way, no borders.

A map with borders that is published in China needs a review number; points do not. Every arc bends to the left of the
way that it goes, so that the two ways between the same two places never lie on each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from yanzhen.reference import regions
from yanzhen.report.country.ends import AREAS, is_region
from yanzhen.report.country.flows import Leg

WIDTH, HEIGHT = 760, 600
MOST_ARCS = 60
_WEST, _EAST, _SOUTH, _NORTH = 73.0, 135.5, 17.5, 54.0
_THINNEST, _THICKEST = 1.2, 11.0
_BEND = 0.22
_MARGIN, _LARGEST = 60.0, 5.0
_GAP = 7.0
"""How far from the point of a place an arc ends, so that its head is seen."""


@dataclass(frozen=True)
class Arc:
    """One way between two places: its line, how thick it is, and whether it leads west."""

    leg: Leg
    path: str
    width: float
    westward: bool


@dataclass(frozen=True)
class Point:
    """A place on the map."""

    place: str
    x: float
    y: float
    size: float


def position(place: str) -> tuple[float, float] | None:
    """Where a place is drawn; the middle of its provinces' seats for an area; None where nobody knows."""
    if place in AREAS:
        found = [at for code in regions.groups()[place] if (at := position(code))]
        return (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)) if found else None
    if not (is_region(place) and regions.is_known(place)):
        return None
    for code in regions.ancestors(place):
        unit = regions.region(code)
        if unit.longitude is not None and unit.latitude is not None:
            return _projected(unit.longitude, unit.latitude)
    return None


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    x = (longitude - _WEST) / (_EAST - _WEST) * WIDTH
    return x, (_NORTH - latitude) / (_NORTH - _SOUTH) * HEIGHT


@dataclass(frozen=True)
class Frame:
    """The part of the country that is drawn, as large as the page allows."""

    left: float
    top: float
    scale: float
    height: float

    @classmethod
    def around(cls, places: Sequence[str]) -> Frame:
        """What holds all these places, with room for their names and for arcs that bend outwards."""
        found = [at for place in places if (at := position(place))]
        across = [x for x, _ in found] or [0.0, float(WIDTH)]
        down = [y for _, y in found] or [0.0, float(HEIGHT)]
        room = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
        spans = max(across) - min(across), max(down) - min(down)
        scale = min(_LARGEST, *(free / max(span, 1.0) for free, span in zip(room, spans, strict=True)))
        left = min(across) - (WIDTH / scale - spans[0]) / 2
        return cls(left, min(down) - _MARGIN / scale, scale, round(spans[1] * scale + 2 * _MARGIN))

    def at(self, place: str) -> tuple[float, float]:
        """Where a place is drawn in it."""
        x, y = position(place) or (0.0, 0.0)
        return (x - self.left) * self.scale, (y - self.top) * self.scale


@dataclass(frozen=True)
class Drawing:
    """The arcs, the thick ones first; the places that they join; how many ways were left out."""

    arcs: list[Arc]
    points: list[Point]
    left: int
    height: float


def drawn(legs: Sequence[Leg], value: Callable[[Leg], int]) -> Drawing:
    """The flows of one level as a map.

    Args:
        value: what the width of an arc tells.
    """
    ways = [leg for leg in legs if leg.origin != leg.target and value(leg) > 0]
    ways = [leg for leg in ways if position(leg.origin) and position(leg.target)]
    ways.sort(key=lambda leg: (-value(leg), leg.origin, leg.target))
    shown, left = ways[:MOST_ARCS], len(ways[MOST_ARCS:])
    weights: dict[str, int] = {}
    for leg in shown:
        for place in (leg.origin, leg.target):
            weights[place] = weights.get(place, 0) + value(leg)
    frame = Frame.around(list(weights))
    most = value(ways[0]) if ways else 1
    arcs = [_arc(frame, leg, value(leg) / most) for leg in shown]
    return Drawing(arcs, _points(frame, weights), left, frame.height)


def _arc(frame: Frame, leg: Leg, share: float) -> Arc:
    start, end = frame.at(leg.origin), frame.at(leg.target)
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down) or 1.0
    # On a screen y grows downwards: (down, -across) points to the left of the way.
    bend = (start[0] + end[0]) / 2 + down * _BEND, (start[1] + end[1]) / 2 - across * _BEND
    gap = min(_GAP, length / 4)
    start, end = _towards(start, bend, gap), _towards(end, bend, gap)
    path = f"M{start[0]:.1f} {start[1]:.1f} Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    # The width grows with the root, lest small flows vanish beside large ones.
    return Arc(leg, path, round(_THINNEST + (_THICKEST - _THINNEST) * math.sqrt(share), 1), across < 0)


def _towards(point: tuple[float, float], aim: tuple[float, float], by: float) -> tuple[float, float]:
    across, down = aim[0] - point[0], aim[1] - point[1]
    length = math.hypot(across, down) or 1.0
    return point[0] + across / length * by, point[1] + down / length * by


def _points(frame: Frame, weights: Mapping[str, int]) -> list[Point]:
    most = max(weights.values(), default=1) or 1
    heaviest = sorted(weights, key=lambda place: (-weights[place], place))
    return [
        Point(place, *(round(axis, 1) for axis in frame.at(place)), round(3 + 5 * math.sqrt(weights[place] / most), 1))
        for place in heaviest
    ]
