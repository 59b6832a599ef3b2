"""A sheet as the areas that a reader's eye sees: a merged area is one, and covered cells are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yanzhen.collect.layout import is_blank
from yanzhen.collect.workbooks import Sheet

MOST_CELLS = 40_000
"""Cells beyond which a sheet is no page that somebody filled in by hand."""
_WIDEST = 80


@dataclass(frozen=True, slots=True)
class Area:
    """A cell, or cells merged into one; rows and columns are Excel's, inclusive. A blank one has the value `""`."""

    row: int
    column: int
    bottom: int
    right: int
    value: Any

    @property
    def blank(self) -> bool:
        return is_blank(self.value)

    @property
    def text(self) -> str:
        """Its text; empty for a number or a date."""
        return self.value.strip() if isinstance(self.value, str) else ""


class Grid:
    """The areas of a sheet of ordinary size, hidden rows and columns left out."""

    def __init__(self, sheet: Sheet, *, include_hidden: bool = False) -> None:
        self.sheet = sheet
        self._rows: Sequence[Sequence[Any]] = sheet.rows[: len(sheet.rows)]
        self._hidden_rows = set() if include_hidden else sheet.hidden_rows
        self._hidden_columns = set() if include_hidden else sheet.hidden_columns
        self.top, self.left = sheet.first_row, sheet.first_column
        self.bottom = self.top + len(self._rows) - 1
        self.right = self.left + (len(self._rows[0]) if self._rows else 0) - 1
        self._covered: dict[tuple[int, int], Area] = {}
        for top, left, bottom, right in sheet.merges:
            self._cover(top, left, bottom, right)

    def _cover(self, top: int, left: int, bottom: int, right: int) -> None:
        if (bottom - top + 1) * (right - left + 1) > MOST_CELLS or (top, left) in self._covered:
            return
        area = Area(top, left, bottom, right, self._value(top, left))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._covered.setdefault((row, column), area)

    def _value(self, row: int, column: int) -> Any:
        line, place = row - self.top, column - self.left
        if not (0 <= line < len(self._rows) and 0 <= place < len(self._rows[line])):
            return ""
        return self._rows[line][place]

    def hides(self, row: int) -> bool:
        """Whether a row is hidden, and left out."""
        return row in self._hidden_rows

    def at(self, row: int, column: int) -> Area | None:
        """The area that covers a cell; None outside of the sheet."""
        if not (self.top <= row <= self.bottom and self.left <= column <= self.right):
            return None
        return self._covered.get((row, column)) or Area(row, column, row, column, self._value(row, column))

    def right_of(self, area: Area, row: int | None = None) -> Area | None:
        """The area that begins where this one ends, in its first row or another of its rows; hidden columns skipped."""
        column = area.right + 1
        while column in self._hidden_columns:
            column += 1
        return self.at(area.row if row is None else row, column)

    def below(self, area: Area) -> Area | None:
        """The area under the first column of this one; hidden rows skipped."""
        row = area.bottom + 1
        while row in self._hidden_rows:
            row += 1
        return self.at(row, area.column)

    def rows(self, most: int = MOST_CELLS) -> Iterator[tuple[int, list[Area]]]:
        """Each visible row with the areas that begin in it, blank ones included; the first `most` rows."""
        for row in range(self.top, min(self.bottom, self.top + most - 1) + 1):
            if row not in self._hidden_rows:
                yield row, self.starting(row)

    def starting(self, row: int) -> list[Area]:
        """The areas whose first row this is, from left to right."""
        found: list[Area] = []
        column = self.left
        while column <= self.right:
            area = self.at(row, column)
            assert area is not None
            if area.row == row and area.column == column and column not in self._hidden_columns:
                found.append(area)
            column = max(area.right, column) + 1
        return found

    def filled(self) -> Iterator[Area]:
        """The areas that hold something, row by row."""
        for _, areas in self.rows():
            yield from (area for area in areas if not area.blank)


def could_be_form(sheet: Sheet) -> bool:
    """Whether a sheet is of a size that a form has: not a long list, not a wide one."""
    rows = len(sheet.rows)
    if not 0 < rows <= MOST_CELLS // 4:
        return False
    width = len(sheet.rows[0])
    return width <= _WIDEST and rows * width <= MOST_CELLS


_LINE = re.compile(r"[\r\n]+")


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in _LINE.split(text) if line.strip()]
