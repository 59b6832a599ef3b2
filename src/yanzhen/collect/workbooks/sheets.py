"""What a workbook is once it is open, whatever program wrote it."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias, overload


class CellError(str):
    """What stands in a cell that failed: `#REF!` and its like, or `=A1*2`, a formula saved without its value.

    It is text, so that it can be shown as it stands; ask `isinstance(value, CellError)` before reading it as text.
    """

    __slots__ = ()

    @property
    def uncached(self) -> bool:
        """Whether the cell holds a formula whose value was never saved (open it in Excel or WPS and save)."""
        return self.startswith("=")


Cell: TypeAlias = str | float | int | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
Row: TypeAlias = list[Cell]
Position: TypeAlias = tuple[int, int]
Area: TypeAlias = tuple[int, int, int, int]

_HEAD = 256


class Rows(Sequence[Row]):
    """The rows of a sheet: walk them as often as you like; only the first few are kept.

    Walking makes each row anew from the reader's compact form, so a long sheet costs little memory. An index or a
    slice within the first 256 rows is cheap; one beyond them makes and keeps all rows.
    """

    def __init__(self, walk: Callable[[], Iterator[Row]], length: int) -> None:
        self._walk = walk
        self._length = length
        self._kept: list[Row] = []

    @classmethod
    def of(cls, rows: list[Row]) -> Rows:
        """Rows that are already there."""
        made = cls(lambda: iter(rows), len(rows))
        made._kept = rows
        return made

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        return iter(self._kept) if len(self._kept) == self._length else self._walk()

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            self._keep(max(start, stop + 1 if step < 0 else stop))
        else:
            self._keep(index + 1 if index >= 0 else self._length + index + 1)
        return self._kept[: self._length][index] if isinstance(index, slice) else self._kept[self._checked(index)]

    def _checked(self, index: int) -> int:
        place = index + self._length if index < 0 else index
        if not 0 <= place < self._length:
            raise IndexError(index)
        return place

    def _keep(self, count: int) -> None:
        if count <= len(self._kept):
            return
        wanted = self._length if count > _HEAD else min(_HEAD, self._length)
        self._kept = list(islice(self._walk(), wanted))


class CellFormats(Mapping[Position, str]):
    """(row, column), 1-based -> number format, kept as runs down each column: a ledger has few of them."""

    def __init__(self, cells: Iterable[tuple[int, int, str]] = ()) -> None:
        self._starts: dict[int, list[int]] = {}
        self._runs: dict[int, list[tuple[int, str]]] = {}
        for row, column, text in cells:
            self.add(row, column, text)

    def add(self, row: int, column: int, text: str) -> None:
        """Note the format of a cell; cells of one column come in the order of their rows."""
        runs = self._runs.get(column)
        if runs is None:
            self._starts[column] = [row]
            self._runs[column] = [(row, text)]
            return
        last, known = runs[-1]
        if last + 1 == row and known == text:
            runs[-1] = (row, text)
        elif row > last:
            self._starts[column].append(row)
            runs.append((row, text))

    def __getitem__(self, position: Position) -> str:
        row, column = position
        starts = self._starts.get(column)
        if starts is not None:
            at = bisect_right(starts, row) - 1
            if at >= 0:
                last, text = self._runs[column][at]
                if row <= last:
                    return text
        raise KeyError(position)

    def get(self, position: Position, default: str | None = None) -> str | None:  # type: ignore[override]
        """The format of a cell, else `default`."""
        return default if position[1] not in self._starts else super().get(position, default)

    def __iter__(self) -> Iterator[Position]:
        for column, runs in self._runs.items():
            for start, (last, _) in zip(self._starts[column], runs, strict=True):
                yield from ((row, column) for row in range(start, last + 1))

    def __len__(self) -> int:
        return sum(
            last - start + 1
            for column, runs in self._runs.items()
            for start, (last, _) in zip(self._starts[column], runs, strict=True)
        )

    def of_column(self, column: int) -> frozenset[str]:
        """The formats that occur in a column."""
        return frozenset(text for _, text in self._runs.get(column, ()))


class Line(NamedTuple):
    """A line of text outside of tables: its number among the paragraphs of the document (1-based), and its text."""

    number: int
    text: str


@dataclass(slots=True)
class Sheet:
    """One sheet. All positions are Excel's own, 1-based.

    Attributes:
        name: as on its tab.
        rows: values; `""` is an empty cell, a failed one a `CellError`. All rows have the same length.
        first_row, first_column: where rows[0][0] stands.
        hidden_rows, hidden_columns: hidden by hand, by a filter, by a collapsed group, or of no height or width.
        merges: (top, left, bottom, right), inclusive.
        formats: number formats that say more than the value does: a unit, a currency, a percentage, a scale, or a
            date without its day (`formats.read_format` tells what one means). A full date is not listed: its value is
            a date already.
        visible: False for hidden and very hidden sheets.
        above: lines of text that stand before it and in no cell, as in a Word document.
    """

    name: str
    rows: Sequence[Row]
    first_row: int = 1
    first_column: int = 1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    formats: Mapping[Position, str] = field(default_factory=CellFormats)
    visible: bool = True
    above: tuple[Line, ...] = ()


@dataclass(slots=True)
class Book:
    """An open workbook. `sheets` reads one sheet at a time and may be walked once.

    Attributes:
        path: the file.
        form: what its content is: `xlsx`, `xls`, `ods`, `csv` (any delimited text), `html`, `docx`; its suffix may
            differ.
        sheets: in the order of their tabs; charts and macro sheets are left out.
        suspicious: False where its bytes hold nothing with which a mark of secrecy could be written.
    """

    path: Path
    form: str
    sheets: Iterator[Sheet]
    suspicious: bool = True
