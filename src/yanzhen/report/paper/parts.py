"""A report as data: headings, texts, tables and pictures, in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from yanzhen.language import Language

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 or 2."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `strong` for the one that answers the reader's question, `small` for remarks."""

    text: str
    kind: Literal["body", "strong", "small"] = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its share of the width, where its cells stand."""

    header: str
    share: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under a caption (none where the heading says it); its header is repeated on every page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing under a caption.

    Attributes:
        draw: gives the SVG, set in a family of fonts.
        told: what it shows, for those who can't see it.
        width_mm: on paper.
    """

    caption: str
    draw: Callable[[str], str]
    told: str
    width_mm: int = 160


Part: TypeAlias = Heading | Text | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A report.

    Attributes:
        facts: name and value, told under the title.
        day: ISO date, told and written into the file, so that the same report gives the same bytes.
        footer: what stands beside the page number.
    """

    language: Language
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    day: str
    footer: str = ""
