"""Learns a template from a workbook that an office gives: its layout, its columns and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yanzhen.collect.abreast import taken_apart
from yanzhen.collect.cellreading import shown
from yanzhen.collect.collected import Collected, ReadColumn
from yanzhen.collect.homes import home_of
from yanzhen.collect.layout import Header, HeaderFinder, is_blank
from yanzhen.collect.lines import is_section
from yanzhen.collect.recordmaking import BookMemory
from yanzhen.collect.returned import take_ids
from yanzhen.collect.sheetreading import SheetReader
from yanzhen.collect.templates.blanks import region_in_front, timed, understood
from yanzhen.collect.templates.columns import ColumnLearner
from yanzhen.collect.templates.looks import BODY, HEADER, SheetLooks, looks_of_book
from yanzhen.collect.templates.shapes import (
    MOST_COLUMNS,
    MOST_SHEETS,
    HeaderCell,
    Sections,
    SheetTemplate,
    Template,
    Words,
)
from yanzhen.collect.templates.sums import learn_totals
from yanzhen.collect.templates.surroundings import LONGEST, LineLearner
from yanzhen.collect.workbooks import Limits, Sheet, open_book
from yanzhen.errors import UnreadableInput

MOST_SECTIONS = 40
MOST_AROUND = 150
"""Lines above a table, and below it, that are learned: the nearest."""


def learn_book(path: Path, limits: Limits, kind: str | None = None) -> Template:
    """The template of a workbook, read in this process: what strangers send goes through `learn_template`.

    Raises:
        UnreadableInput: not a workbook, or no sheet of it has a header that can be made out.
    """
    book = open_book(path, limits)
    sheets = [sheet for sheet in book.sheets if sheet.visible][:MOST_SHEETS]
    cells = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if len(sheet.rows))
    looks = looks_of_book(path, book.form, cells)
    return Template(path.stem[:200], tuple(_learnt(sheets, looks, kind, path.name)))


def learn_sheet(sheet: Sheet, kind: str | None = None) -> Template:
    """The template of a sheet that is open already; it looks as offices usually set a ledger."""
    return Template(sheet.name, tuple(_learnt([sheet], {}, kind, sheet.name)))


def _learnt(
    sheets: Sequence[Sheet], looks: dict[str, SheetLooks], kind: str | None, name: str
) -> Iterator[SheetTemplate]:
    found = False
    for sheet in sheets:
        learner = _SheetLearner.of(taken_apart(take_ids(sheet)[0])[0], looks.get(sheet.name, SheetLooks()), kind)
        if learner is not None:
            found = True
            yield learner.learn()
    if not found:
        raise UnreadableInput(
            f"{name}：里面没有认得出表头的表格，请给一份有表头的空表或台账",
            f"{name}: no table with a header that can be made out; give an empty form or a ledger that has one",
        )


@dataclass(slots=True)
class _SheetLearner:
    sheet: Sheet
    looks: SheetLooks
    read: Collected
    told: list[ReadColumn]
    header: Header

    @classmethod
    def of(cls, sheet: Sheet, looks: SheetLooks, kind: str | None) -> _SheetLearner | None:
        read = _read_as_list(sheet, kind)
        if not read.columns:
            return None
        bottom = read.columns[0].row
        header = _header_at(sheet, bottom)
        told = [column for column in read.columns if column.row == bottom]
        return cls(sheet, looks, read, told, header) if header is not None else None

    def learn(self) -> SheetTemplate:
        sheet, header = self.sheet, self.header
        facts = self.read.sheets[0] if self.read.sheets else {}
        home = home_of(sheet.name, str(facts.get("reported_by", "")))
        columns = ColumnLearner(sheet, self.looks, header, self.told, self._data_rows(), facts).columns()[:MOST_COLUMNS]
        place = _name_of_home(home, sheet.name, str(facts.get("reported_by", "")))
        lines = LineLearner(sheet, self.looks, place, columns[-1].number, str(facts.get("title", "")))
        heads = list(range(1, header.top))[-MOST_AROUND:]
        below = self._below(sheet.first_row + len(sheet.rows) - 1)[:MOST_AROUND]
        return SheetTemplate(
            name=Words(sheet.name, understood(sheet.name, region=place).blanks),
            kind=self.told[0].kind,
            columns=columns,
            header=tuple(self._header_cells(columns[-1].number)),
            heights=tuple(self.looks.height(row) for row in range(header.top, header.bottom + 1)),
            above=lines.lines(heads, last=header.top - 1),
            below=lines.lines(below, last=below[-1]) if below else (),
            row_height=self.looks.height(min(self._data_rows(), default=header.bottom + 1)),
            sections=self._sections(),
            totals=learn_totals(sheet, self.looks, self.read, header, columns),
            page=self.looks.print_set_up(),
            frozen=self._frozen(len(heads), columns[-1].number),
        )

    def _frozen(self, above: int, width: int) -> tuple[int, int]:
        """What stays on the screen: never more than the header and the lines that are kept above it."""
        bottom = above + self.header.bottom - self.header.top + 1
        if self.looks.page is None:
            return bottom, 0
        rows, columns = self.looks.frozen()
        return bottom if rows == self.header.bottom else min(rows, bottom), min(columns, width)

    def _data_rows(self) -> list[int]:
        return [record.source.row for record in self.read.records]

    def _header_cells(self, width: int) -> Iterator[HeaderCell]:
        """The cells of the header, blank ones of it too: they have borders."""
        header, first = self.header, self.sheet.first_column
        merged = {(m[0], m[1]): m for m in self.sheet.merges if header.top <= m[0] and m[2] <= header.bottom}
        taken: set[tuple[int, int]] = set()
        for number in range(header.top, header.bottom + 1):
            row = self.sheet.rows[number - self.sheet.first_row]
            for column in range(first, width + 1):
                if (number, column) in taken:
                    continue
                area = merged.get((number, column), (number, column, number, column))
                if _places(area) & taken:
                    # Merges that overlap are no file of Excel's.
                    area = (number, column, number, column)
                taken |= _places(area)
                value = row[column - first] if column - first < len(row) else ""
                yield HeaderCell(
                    row=number - header.top,
                    column=column,
                    words=Words() if is_blank(value) else timed(shown(value)[:LONGEST]),
                    look=self.looks.spanning(area, HEADER),
                    columns=min(area[3], width) - column + 1,
                    rows=area[2] - area[0] + 1,
                    number=isinstance(value, int | float) and not isinstance(value, bool),
                )

    def _below(self, last: int) -> list[int]:
        """The rows of notes and signatures behind the last row of data, sums and sections."""
        reasons = {row.row: row.reason for row in self.read.skipped}
        ends = [row for row, why in reasons.items() if why == "subtotal"]
        end = max([self.header.bottom, *self._data_rows(), *ends, *self._section_rows()])
        notes = [row for row, why in reasons.items() if row > end and why in ("note", "title")]
        return list(range(min(notes), last + 1)) if notes else []

    def _section_rows(self) -> list[int]:
        """The rows that head a section, with or without rows below it; numbered points of notes are none."""
        below = [row for row in self.read.skipped if row.row > self.header.bottom]
        data = max(self._data_rows(), default=self.header.bottom)
        notes = min((row.row for row in below if row.reason == "note" and row.row > data), default=1 << 30)
        return [row.row for row in below if row.reason == "title" and row.row < notes and self._heads(row.row)]

    def _heads(self, row: int) -> bool:
        return is_section(self._lead(row))

    def _lead(self, row: int) -> str:
        cells = [v for v in self.sheet.rows[row - self.sheet.first_row] if not is_blank(v)]
        return str(cells[0]).strip() if cells else ""

    def _sections(self) -> Sections:
        rows = self._section_rows()[:MOST_SECTIONS]
        if not rows:
            return Sections()
        look = self.looks.at(rows[0], self.sheet.first_column, BODY)
        return Sections(tuple(self._lead(row)[:200] for row in rows), look, self.looks.height(rows[0]))


def _places(area: tuple[int, int, int, int]) -> set[tuple[int, int]]:
    top, left, bottom, right = area
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}


def _read_as_list(sheet: Sheet, kind: str | None) -> Collected:
    """What the sheet is as a list, even where it has no row yet, so that it would pass for a form of one item."""
    read = Collected("")
    reader = SheetReader(sheet, read, BookMemory(), kind=kind, include_hidden=False, keep_cells=False)
    for batch in reader.batches():
        read.records.extend(batch)
    return read


def _header_at(sheet: Sheet, bottom: int) -> Header | None:
    """The header block that ends at a row."""
    finder = HeaderFinder(sheet)
    ahead: Any
    for top in range(max(sheet.first_row, bottom - 6), bottom + 1):
        ahead = sheet.rows[top - sheet.first_row : top - sheet.first_row + 7]
        header = finder.at(top, ahead)
        if header is not None and header.bottom == bottom:
            return header
    ahead = sheet.rows[bottom - sheet.first_row : bottom - sheet.first_row + 7]
    return finder.loosely_at(bottom, ahead)


def _name_of_home(home: str | None, sheet: str, reporter: str) -> str:
    """The name under which the sheet's own place stands in its title."""
    from yanzhen.reference.regions import is_known, name_of

    front = region_in_front(reporter) if reporter else ""
    return front or (name_of(home) if home and is_known(home) else "")
