"""Where the places lie: dots by longitude and latitude, with names and no borders.

A map with borders of China that is published needs a review number (《地图管理条例》, art. 15); a sketch of dots has
none and claims none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.language import Language
from yanzhen.place.charts.drawing import COLOURS, FAINT, INK, Drawing, fitted, width_of

_WIDTH, _MARGIN, _NAME = 640.0, 46.0, 130.0
_MOST_HEIGHT, _LEAST_HEIGHT = 620.0, 220.0
_CHOSEN, _SIZE = 5.0, 12.0
"""Radius of a chosen place's dot, and the size of its name."""
_FEW = 60
"""So many dots beside the chosen ones are named too, where there is room."""
_KM_A_DEGREE = 111.195
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the sketch; `rank` is shown where it is one of those to be compared, None for the others."""

    name: str
    longitude: float
    latitude: float
    rank: int | None = None


def map_svg(dots: Sequence[Dot], language: Language, font: str) -> str:
    """The sketch: the chosen places large, with rank and name, the others small."""
    frame = _Frame.of(dots)
    drawing = Drawing(_WIDTH, frame.height + 24, font)
    frame.draw_degrees(drawing)
    chosen = sorted((dot for dot in dots if dot.rank is not None), key=lambda dot: (dot.rank or 0, dot.name))
    others = sorted((dot for dot in dots if dot.rank is None), key=lambda dot: dot.name)
    for dot in others:
        drawing.dot(*frame.at(dot), 2.5, "#a8a8a8")
    for dot in chosen:
        drawing.dot(*frame.at(dot), _CHOSEN, COLOURS[0])
    taken = [_around(*frame.at(dot), _CHOSEN) for dot in chosen]
    for dot in chosen:
        _name_chosen(drawing, frame, dot, taken)
    taken += [_around(*frame.at(dot), 3) for dot in others]
    for dot in others if len(others) <= _FEW else ():
        _name_other(drawing, frame, dot, taken)
    frame.draw_scale(drawing, language)
    return drawing.svg("Where the places lie" if language == "en" else "位置示意")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees to units, so that a kilometre is as long in both directions in the middle of the sketch."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    height: float
    shift: float

    @classmethod
    def of(cls, dots: Sequence[Dot]) -> _Frame:
        lons, lats = [dot.longitude for dot in dots], [dot.latitude for dot in dots]
        middle = math.radians((min(lats) + max(lats)) / 2)
        wide = max((max(lons) - min(lons)) * math.cos(middle), 0.2)
        tall = max(max(lats) - min(lats), 0.2)
        scale = min((_WIDTH - 2 * _MARGIN - _NAME) / wide, (_MOST_HEIGHT - 2 * _MARGIN) / tall)
        height = max(_LEAST_HEIGHT, tall * scale + 2 * _MARGIN)
        spare = height - 2 * _MARGIN - (max(lats) - min(lats)) * scale
        shift = (_WIDTH - _NAME - (max(lons) - min(lons)) * scale * math.cos(middle)) / 2
        return cls(min(lons), max(lats), scale * math.cos(middle), scale, height, shift)._down(spare / 2)

    def _down(self, units: float) -> _Frame:
        return _Frame(self.west, self.north + units / self.scale_y, self.scale_x, self.scale_y, self.height, self.shift)

    def at(self, dot: Dot) -> tuple[float, float]:
        return self.point(dot.longitude, dot.latitude)

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        return self.shift + (longitude - self.west) * self.scale_x, _MARGIN + (self.north - latitude) * self.scale_y

    def draw_degrees(self, drawing: Drawing) -> None:
        """Lines of whole degrees, so that a reader sees that it is to scale."""
        east = self.west + (_WIDTH - self.shift) / self.scale_x
        south = self.north - (self.height - _MARGIN) / self.scale_y
        step = next(s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60) if (east - self.west) / s <= 8 or s == 60)
        for number in range(math.ceil((self.west - self.shift / self.scale_x) / step), math.floor(east / step) + 1):
            x, _ = self.point(number * step, self.north)
            if 20 <= x <= _WIDTH - 20:
                drawing.line(x, 14, x, self.height, colour="#ededed")
                drawing.text(x, 11, f"{number * step:g}°E", size=8.5, anchor="middle", fill=FAINT)
        for number in range(math.ceil(south / step), math.floor((self.north + _MARGIN / self.scale_y) / step) + 1):
            _, y = self.point(self.west, number * step)
            if 24 <= y <= self.height - 8:
                drawing.line(30, y, _WIDTH, y, colour="#ededed")
                drawing.text(2, y + 3, f"{number * step:g}°N", size=8.5, fill=FAINT)

    def draw_scale(self, drawing: Drawing, language: Language) -> None:
        """A bar of so many kilometres."""
        a_km = self.scale_y / _KM_A_DEGREE
        length = max((n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if n * a_km <= 150), default=1)
        x, y = _WIDTH - 20 - length * a_km, self.height + 10
        drawing.line(x, y, x + length * a_km, y, colour=INK, width=1.5)
        drawing.text(x - 6, y + 4, f"{length} km" if language == "en" else f"{length} 公里", size=9.5, anchor="end")


def _name_chosen(drawing: Drawing, frame: _Frame, dot: Dot, taken: list[Box]) -> None:
    """Rank and name at the nearest free spot, with a line to the dot where that is not beside it."""
    x, y = frame.at(dot)
    shown = f"{dot.rank} {fitted(dot.name, _SIZE, _NAME + 20)}"
    wide, spots = width_of(shown, _SIZE), []
    for away in (_CHOSEN + 4, 18, 30, 44, 60, 80, 104, 132):
        spots += [(away, spot) for spot in _spots(x, y, away, _SIZE)]
    chosen = next((spot for spot in spots if _free(spot[1], wide, _SIZE, frame.height, taken)), spots[0])
    away, (anchor, at_x, at_y) = chosen
    box = _box_of(anchor, at_x, at_y, wide, _SIZE)
    taken.append(box)
    if away > _CHOSEN + 4:
        near = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
        drawing.line(x, y, *near, colour=COLOURS[0], width=0.8)
    drawing.text(at_x, at_y, shown, size=_SIZE, anchor=anchor, fill=INK, halo=True)


def _name_other(drawing: Drawing, frame: _Frame, dot: Dot, taken: list[Box]) -> None:
    """A name right beside its dot, where it covers nothing; else none."""
    x, y = frame.at(dot)
    size = 9.5
    shown = fitted(dot.name, size, _NAME + 20)
    wide, own = width_of(shown, size), _around(x, y, 3)
    rest = [box for box in taken if box != own]
    free = (spot for spot in _spots(x, y, 6, size) if _free(spot, wide, size, frame.height, rest))
    if spot := next(free, None):
        taken.append(_box_of(*spot, wide, size))
        drawing.text(spot[1], spot[2], shown, size=size, anchor=spot[0], fill=FAINT, halo=True)


Spot = tuple[str, float, float]


def _spots(x: float, y: float, away: float, size: float) -> list[Spot]:
    """Where a name may begin, end or stand, so far from a dot: right, left, above, below, then the corners."""
    side, corner = size / 3, away * 0.7
    return [
        ("start", x + away, y + side), ("end", x - away, y + side),
        ("middle", x, y - away), ("middle", x, y + away + size * 0.8),
        ("start", x + corner, y - corner), ("start", x + corner, y + corner + size * 0.7),
        ("end", x - corner, y - corner), ("end", x - corner, y + corner + size * 0.7),
    ]  # fmt: skip


def _free(spot: Spot, wide: float, size: float, height: float, taken: Sequence[Box]) -> bool:
    box = _box_of(*spot, wide, size)
    return _inside(box, height) and not any(_meet(box, other) for other in taken)


def _box_of(anchor: str, x: float, y: float, wide: float, size: float) -> Box:
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
    return left, y - size * 0.85, left + wide, y + size * 0.2


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _inside(box: Box, height: float) -> bool:
    return box[0] >= 2 and box[2] <= _WIDTH - 2 and box[1] >= 14 and box[3] <= height


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
