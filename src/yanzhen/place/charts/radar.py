"""What a place is good and bad at: a small web for each, with the same axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from yanzhen.language import Language
from yanzhen.place.charts.drawing import COLOURS, FAINT, LINE, Drawing, fitted

MOST_AXES = 9
MOST_WEBS = 6
_CELL, _HEIGHT, _RADIUS = 300.0, 250.0, 76.0
Points = Sequence[tuple[float, float]]


def radar_svg(
    names: Sequence[str], axes: Sequence[str], goodness: Sequence[Sequence[float | None]], language: Language, font: str
) -> str:
    """Webs, three in a row.

    Args:
        goodness: by place and axis, 0 for the worst of all places to 1 for the best; None where it is not known, drawn
            as a hollow dot in the middle of the range.
    """
    columns = min(3, max(1, len(names)))
    rows = -(-len(names) // columns)
    drawing = Drawing(_CELL * columns, _HEIGHT * rows, font)
    for number, (name, own) in enumerate(zip(names, goodness, strict=True)):
        middle = (_CELL * (number % columns) + _CELL / 2, _HEIGHT * (number // columns) + 140)
        _web(drawing, middle, axes)
        _place(drawing, middle, name, own, COLOURS[number % len(COLOURS)])
    return drawing.svg("Strengths by criterion" if language == "en" else "各项长短")


def _at(middle: tuple[float, float], axis: int, axes: int, share: float) -> tuple[float, float]:
    angle = 2 * math.pi * axis / axes - math.pi / 2
    return middle[0] + _RADIUS * share * math.cos(angle), middle[1] + _RADIUS * share * math.sin(angle)


def _web(drawing: Drawing, middle: tuple[float, float], axes: Sequence[str]) -> None:
    count = len(axes)
    for ring in (0.5, 1.0):
        drawing.outline([_at(middle, axis, count, ring) for axis in range(count)], LINE)
    for axis, label in enumerate(axes):
        x, y = _at(middle, axis, count, 1)
        drawing.line(*middle, x, y)
        x, y = _at(middle, axis, count, 1.1)
        side = x - middle[0]
        anchor = "middle" if abs(side) < 8 else "start" if side > 0 else "end"
        room = _CELL - 20 if anchor == "middle" else _CELL / 2 - abs(side) - 2
        drawing.text(
            x,
            y + (4 if abs(side) >= 8 else 8 if y > middle[1] else -1),
            fitted(label, 9.5, room),
            size=9.5,
            anchor=anchor,
            fill=FAINT,
        )


def _place(
    drawing: Drawing, middle: tuple[float, float], name: str, goodness: Sequence[float | None], colour: str
) -> None:
    drawing.text(middle[0], middle[1] - 118, fitted(name, 13, _CELL - 24), size=13, anchor="middle", fill=colour)
    count = len(goodness)
    points = [_at(middle, axis, count, 0.5 if share is None else share) for axis, share in enumerate(goodness)]
    drawing.outline(points, colour, filled=0.18, width=2)
    for (x, y), share in zip(points, goodness, strict=True):
        drawing.dot(x, y, 3, "white" if share is None else colour, colour)
