"""The few shapes that the charts are made of; every text is escaped, no text is wider than its room."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Six that people with any colour vision tell apart (Okabe and Ito, 2008)."""
INK, FAINT, LINE = "#222222", "#666666", "#cccccc"


def width_of(text: str, size: float) -> float:
    """About how wide a text is set: a Chinese letter is square, another about half as wide."""
    return size * sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in text)


def fitted(text: str, size: float, room: float) -> str:
    """The text, cut with … where it would not fit."""
    plain = without_controls(text)
    if width_of(plain, size) <= room:
        return plain
    while plain and width_of(plain + "…", size) > room:
        plain = plain[:-1]
    return plain.rstrip() + "…"


def without_controls(text: str) -> str:
    """Text without what XML can't hold, on one line."""
    kept = ("" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Co") else letter for letter in text)
    return " ".join("".join(kept).split())


@dataclass
class Drawing:
    """A drawing being made, in units of its own.

    Attributes:
        font: the family of all texts.
    """

    width: float
    height: float
    font: str
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 11,
        anchor: str = "start",
        fill: str = INK,
        halo: bool = False,
    ) -> None:
        """A text on a base line; `halo` keeps it legible on lines."""
        shown = escape(without_controls(words))
        common = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
        if halo:
            self.parts.append(f'<text {common} fill="white" stroke="white" stroke-width="3">{shown}</text>')
        self.parts.append(f'<text {common} fill="{fill}">{shown}</text>')

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str = LINE, width: float = 1, dashed: bool = False
    ) -> None:
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.parts.append(f'<line {ends} stroke="{colour}" stroke-width="{width:g}"{dash}/>')

    def box(self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> None:
        self.parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}" stroke="{stroke}"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str, stroke: str = "white") -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{stroke}"/>')

    def outline(
        self, points: Iterable[tuple[float, float]], colour: str, *, filled: float = 0, width: float = 1
    ) -> None:
        """A closed line through points, filled as much as `filled` says (0 to 1)."""
        listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polygon points="{listed}" fill="{colour if filled else "none"}" fill-opacity="{filled:g}" '
            f'stroke="{colour}" stroke-width="{width:g}"/>'
        )

    def svg(self, title: str) -> str:
        """The whole as SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" font-family={quoteattr(self.font)}>'
            f"<title>{escape(without_controls(title))}</title>"
            f'<rect width="{self.width:g}" height="{self.height:g}" fill="white"/>{"".join(self.parts)}</svg>'
        )
