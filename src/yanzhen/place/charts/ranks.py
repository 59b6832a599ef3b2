"""In how many of the weightings a place comes first, second, …: a bar a place."""

from __future__ import annotations

from collections.abc import Sequence

from yanzhen.language import Language, Said
from yanzhen.place.charts.drawing import FAINT, INK, LINE, Drawing, fitted
from yanzhen.place.wordings import percent

SHADES = ("#08306b", "#2171b5", "#6baed6", "#9ecae1", "#c6dbef", "#e3eef9")
"""One hue, darker for a better rank, so that the order is seen without colours too."""
LATER = "#eeeeee"
_WIDTH, _NAMES, _BAR, _STEP, _TOP = 640.0, 150.0, 20.0, 30.0, 44.0
_LABELLED = 0.08
"""The smallest share that has room for its number."""


def ranks_svg(names: Sequence[str], shares: Sequence[Sequence[float]], language: Language, font: str) -> str:
    """Stacked bars.

    Args:
        shares: by place, of the weightings in which it ranks 1st, 2nd, …; what lies beyond the sixth is one piece.
    """
    drawing = Drawing(_WIDTH, _TOP + _STEP * len(names) + 26, font)
    last = max((number for own in shares for number, share in enumerate(own, start=1) if share > 0), default=1)
    _legend(drawing, last, language)
    for number, (name, own) in enumerate(zip(names, shares, strict=True)):
        _bar(drawing, _TOP + _STEP * number, name, own)
    _axis(drawing, _TOP + _STEP * len(names))
    title = Said("各名次占权重组合的比例", "Share of weightings by rank")
    return drawing.svg(title.en if language == "en" else title.zh)


def _legend(drawing: Drawing, ranks: int, language: Language) -> None:
    x = _NAMES
    ordinals = ("1st", "2nd", "3rd", "4th", "5th", "6th")
    labels = [ordinals[r] if language == "en" else f"第 {r + 1}" for r in range(min(ranks, len(SHADES)))]
    later = [("later" if language == "en" else "更后", LATER)] if ranks > len(SHADES) else []
    for label, shade in [*zip(labels, SHADES, strict=False), *later]:
        drawing.box(x, 12, 12, 12, shade, LINE)
        drawing.text(x + 17, 22, label, size=11, fill=FAINT)
        x += 64


def _bar(drawing: Drawing, y: float, name: str, shares: Sequence[float]) -> None:
    drawing.text(_NAMES - 8, y + 15, fitted(name, 11.5, _NAMES - 12), size=11.5, anchor="end")
    room, x = _WIDTH - _NAMES - 20, _NAMES
    drawing.box(x, y, room, _BAR, LATER)
    for rank, share in enumerate(list(shares)[: len(SHADES)]):
        drawing.box(x, y, room * share, _BAR, SHADES[rank])
        if share >= _LABELLED:
            ink = "white" if rank < 2 else INK
            drawing.text(x + room * share / 2, y + 14, percent(share), size=10, anchor="middle", fill=ink)
        x += room * share


def _axis(drawing: Drawing, y: float) -> None:
    room = _WIDTH - _NAMES - 20
    for tenth in (0, 25, 50, 75, 100):
        x = _NAMES + room * tenth / 100
        drawing.line(x, y - 4, x, y)
        drawing.text(x, y + 14, f"{tenth}%", size=10, anchor="middle", fill=FAINT)
