"""A sheet as somebody typed it: cells, merges, what is hidden. Writers turn grids into files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = str | int | float | dt.date


@dataclass(frozen=True, slots=True)
class Cell:
    """One typed cell.

    Attributes:
        value: what it shows; for a formula the cached result.
        format: an Excel number format, where it says something (a unit, a date).
        formula: `=…`, where the office calculated.
    """

    value: Value
    format: str = ""
    formula: str = ""


@dataclass(slots=True)
class Grid:
    """A sheet: rows of cells (0-based here), merged ranges (top, left, bottom, right), hidden rows and columns."""

    name: str
    rows: list[list[Cell | None]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def add(self, cells: Iterable[Cell | Value | None], *, hidden: bool = False) -> int:
        """Append a row; its number."""
        self.rows.append([_as_cell(cell) for cell in cells])
        number = len(self.rows) - 1
        if hidden:
            self.hidden_rows.add(number)
        return number

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a range; the value is that of its first cell. A single cell is left alone."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


def _as_cell(cell: Cell | Value | None) -> Cell | None:
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, Cell) else Cell(cell)
