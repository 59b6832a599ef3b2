"""The bulletin as data: paragraphs of runs and tables of cells; every number remembers the figure behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from yanzhen.language import Language

Style = Literal["title", "heading1", "heading2", "body", "caption", "date"]
Align = Literal["left", "center", "right"]

SHORT_TABLE = 10
"""Rows of a table of totals (a line each) that is never broken over two pages."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `figure` is the id of the figure, or of the part of a distribution, that it tells.

    `row` is the id of the one record that the text is taken from, where it is.
    """

    text: str
    figure: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a style of the layout."""

    style: Style
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its share of the width in percent, where its cells stand; `decimal` where their
    points stand in line."""

    header: str
    width: int
    align: Align = "left"
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a caption; its header is repeated on every page."""

    id: str
    caption: Paragraph
    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...]
    total: bool = False
    """The last row is the total."""
    annex: bool = False
    """It begins a page of its own."""

    @property
    def short(self) -> bool:
        """Short enough to stay on one page."""
        return self.total and len(self.rows) <= SHORT_TABLE


Block: TypeAlias = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin in one language.

    Attributes:
        as_of: ISO date, empty where none is known.
        pending: names of the figures that were kept out of the text because they do not add up.
    """

    language: Language
    title: str
    as_of: str
    blocks: tuple[Block, ...]
    pending: tuple[str, ...] = ()

    def runs(self) -> Iterator[Run]:
        """Every run, those of tables included, in the order of reading."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.runs
            else:
                yield from block.caption.runs
                for row in block.rows:
                    yield from row

    def kept(self) -> list[bool]:
        """For each block, whether it stays on one page with the next: the date never stands alone on a page."""
        following = [*self.blocks[1:], None]
        return [isinstance(after, Paragraph) and after.style == "date" for after in following]

    @property
    def text(self) -> str:
        """The whole text: a line a paragraph, tables row by row."""
        return "\n".join(line for block in self.blocks for line in _lines(block))


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    header = "\t".join(column.header for column in block.columns)
    return [block.caption.text, header, *("\t".join(run.text for run in row) for row in block.rows)]
