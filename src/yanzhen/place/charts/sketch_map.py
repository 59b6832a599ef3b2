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
    taken = [_around(*frame.at(dot), 9 if dot.rank else 4) for dot in dots]
    for dot in others:
        drawing.dot(*frame.at(dot), 3, "#9a9a9a")
    for dot in chosen:
        x, y = frame.at(dot)
        drawing.dot(x, y, 9, COLOURS[0])
        drawing.text(x, y + 3.8, str(dot.rank), size=10.5, anchor="middle", fill="white")
    for dot in chosen:
        _name(drawing, frame, dot, taken, 12, INK, must=True)
    for dot in others if len(others) <= _FEW else ():
        _name(drawing, frame, dot, taken, 9.5, FAINT, must=False)
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


def _name(drawing: Drawing, frame: _Frame, dot: Dot, taken: list[Box], size: float, fill: str, *, must: bool) -> None:
    """A name where it covers nothing: right, left, above, below; a chosen place's is set in any case."""
    x, y = frame.at(dot)
    shown, away = fitted(dot.name, size, _NAME + 20), 12 if dot.rank else 6
    wide = width_of(shown, size)
    ways: tuple[tuple[str, float, float], ...] = (
        ("start", x + away, y + size / 3), ("end", x - away, y + size / 3),
        ("middle", x, y - away), ("middle", x, y + away + size * 0.8),
        ("start", x + away * 0.8, y - away * 0.6), ("start", x + away * 0.8, y + away + size * 0.4),
        ("end", x - away * 0.8, y - away * 0.6), ("end", x - away * 0.8, y + away + size * 0.4),
    )  # fmt: skip
    boxes = [_box_of(anchor, at_x, at_y, wide, size) for anchor, at_x, at_y in ways]
    own = _around(x, y, 9 if dot.rank else 4)
    free = [
        n
        for n, box in enumerate(boxes)
        if _inside(box, frame.height) and not any(_meet(box, other) for other in taken if other != own)
    ]
    if not free and not must:
        return
    chosen = free[0] if free else next((n for n, box in enumerate(boxes) if _inside(box, frame.height)), 0)
    anchor, at_x, at_y = ways[chosen]
    taken.append(boxes[chosen])
    drawing.text(at_x, at_y, shown, size=size, anchor=anchor, fill=fill, halo=True)


def _box_of(anchor: str, x: float, y: float, wide: float, size: float) -> Box:
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
    return left, y - size * 0.85, left + wide, y + size * 0.2


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _inside(box: Box, height: float) -> bool:
    return box[0] >= 2 and box[2] <= _WIDTH - 2 and box[1] >= 14 and box[3] <= height


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
