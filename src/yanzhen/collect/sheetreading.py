"""One sheet: tells tables, titles, notes, totals and hidden rows apart, and reads each table's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yanzhen.collect.collected import Collected, Skipped
from yanzhen.collect.homes import home_of
from yanzhen.collect.layout import Feed, Header, HeaderFinder, Row, filled, is_blank
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.lines import (
    LINES_ABOVE,
    SheetFacts,
    is_note,
    is_note_above,
)
from yanzhen.collect.recordmaking import Batch, BookMemory, RecordMaker
from yanzhen.collect.rowsorting import RowSorter
from yanzhen.collect.tables import Surroundings, Table, build
from yanzhen.collect.workbooks import Sheet
from yanzhen.fields import fields_of
from yanzhen.records import Record

BATCH = 4000
"""Rows that are read at once: enough to share the cost of a batch, few enough to stay small."""
_SAMPLE = 250
_WHOLE = 20_000
"""Rows up to which the lines below the tables are read before the tables."""


class SheetReader:
    """Reads one sheet into batches of records; what else it finds goes to `collected`."""

    def __init__(
        self,
        sheet: Sheet,
        collected: Collected,
        memory: BookMemory,
        *,
        kind: str | None,
        include_hidden: bool,
        keep_cells: bool,
        home: str | None = None,
        known: Lexicon = NOTHING_KNOWN,
    ) -> None:
        self._sheet = sheet
        self._collected = collected
        self._memory = memory
        self._kind = kind
        self._keep_cells = keep_cells
        self._known = known
        self._home = home
        self._hidden_rows = set() if include_hidden else sheet.hidden_rows
        self._hidden_columns = frozenset() if include_hidden else frozenset(sheet.hidden_columns)
        self._feed = Feed(sheet)
        self._finder = HeaderFinder(sheet)
        self._facts = SheetFacts(sheet=sheet.name)
        for line in sheet.above[-LINES_ABOVE:]:
            self._facts.read(line.text, above=True)
        self._merged = _merges_by_row(sheet)
        self._wide = _wide_rows(sheet)
        self._merge_values: dict[tuple[int, int], Any] = {}
        self._counted: set[tuple[int, int]] = set()
        self._within: str | None = None

    def batches(self) -> Iterator[list[Record]]:
        """The records of the sheet, some thousand rows at a time."""
        self._look_below()
        header = self._seek()
        if header is None:
            header = self._seek_loosely()
        while header is not None:
            table = self._open(header)
            yield from self._read(table)
            header = self._next
        facts = self._facts.as_row(self._sheet.name)
        self._collected.sheets.append(facts)

    # --- before a table ----------------------------------------------------------------------------------------------

    def _look_below(self) -> None:
        """Unit and as-of date may stand below the table: read such lines first, in a sheet of ordinary length."""
        rows = self._sheet.rows
        if not 1 < len(rows) <= _WHOLE:
            return
        below = SheetFacts()
        for row in rows[-12:]:
            cells = filled(row)
            if cells and isinstance(cells[0][1], str) and is_note(cells[0][1]):
                for _, value in cells:
                    below.read(str(value), above=False)
        self._facts.as_of = below.as_of
        self._below = below

    _below: SheetFacts | None = None
    _between = False
    _unit = ""
    _heading = ""
    _next: Header | None = None

    def _seek(self) -> Header | None:
        """Pass over the lines above the first header, and tell them."""
        limit = 200
        passed: list[tuple[int, Row]] = []
        feed = Feed(self._sheet)
        while limit and (ahead := feed.peek(7)):
            header = self._finder.at(feed.number, ahead)
            if header is not None:
                self._pass(passed)
                self._feed.skip(header.bottom + 1 - self._sheet.first_row)
                return header
            taken = feed.take()
            if taken is not None:
                passed.append(taken)
            limit -= 1
        return None

    def _seek_loosely(self) -> Header | None:
        """In a sheet without one known header: the first row that looks like a header at all."""
        passed: list[tuple[int, Row]] = []
        while ahead := self._feed.peek(7):
            header = self._finder.loosely_at(self._feed.number, ahead) if len(passed) < 30 else None
            if header is not None and self._understands(header):
                self._pass(passed)
                self._feed.skip(1)
                return header
            taken = self._feed.take()
            if taken is not None:
                passed.append(taken)
        for number, row in passed:
            if filled(row):
                self._skip(number, "note")
        return None

    def _understands(self, header: Header) -> bool:
        """Whether a row that holds no known header is one all the same: it names records, or half of it are fields."""
        table = build(header, self._around(), [])
        understood = sum(column.key is not None for column in table.read_columns)
        return table.name_at is not None or (understood >= 3 and 2 * understood >= len(table.read_columns))

    def _pass(self, rows: list[tuple[int, Row]]) -> None:
        for number, row in rows:
            cells = filled(row)
            if not cells:
                continue
            if number in self._hidden_rows:
                self._skip(number, "hidden")
                continue
            for _, value in cells:
                self._facts.read(str(value), above=True)
            self._skip(number, "note" if is_note_above(str(cells[0][1])) else "title")

    def _skip(self, number: int, reason: str) -> None:
        self._collected.skipped.append(Skipped(self._sheet.name, number, reason))

    # --- a table -----------------------------------------------------------------------------------------------------

    def _around(self) -> Surroundings:
        return Surroundings(
            self._sheet.name,
            self._sheet.first_column,
            self._facts,
            self._within,
            self._kind,
            self._hidden_columns,
            self._known,
        )

    def _open(self, header: Header) -> Table:
        if self._below is not None and not self._facts.unit:
            self._facts.unit, self._facts.foreign_unit = self._below.unit, self._below.foreign_unit
        self._between = False
        self._unit = self._facts.unit
        self._heading = self._facts.heading
        self._within = home_of(self._sheet.name, self._facts.reported_by) or self._home
        table = build(header, self._around(), self._feed.peek(_SAMPLE))
        self._collected.columns.extend(table.read_columns)
        return table

    def _read(self, table: Table) -> Iterator[list[Record]]:
        maker = RecordMaker(
            table,
            self._around(),
            self._sheet.formats,
            self._memory,
            book=self._collected.book,
            keep_cells=self._keep_cells,
        )
        self._next = None
        sorter = RowSorter(table, self._wide, self._named_by_merge(table))
        batch = Batch()
        while (taken := self._feed.take()) is not None:
            number, row = taken
            if number in self._hidden_rows:
                if filled(row):
                    self._skip(number, "hidden")
                continue
            verdict = "data" if sorter.plainly_data(row) else self._judge(sorter, number, row)
            if verdict == "data":
                self._add(batch, table, number, row)
                if len(batch.rows) >= BATCH:
                    yield self._made(maker, batch)
                    batch = Batch()
            elif verdict == "table":
                break
            elif verdict:
                self._skip(number, verdict)
        if batch.rows:
            yield self._made(maker, batch)

    def _named_by_merge(self, table: Table) -> set[int]:
        """Rows whose name stands in a merged cell that starts above them."""
        return {
            number
            for number, covering in self._merged.items()
            if any(index == table.name_at and top != number for top, _, index in covering)
        }

    def _judge(self, sorter: RowSorter, number: int, row: Row) -> str:
        """`data`, a reason to skip, "" for a blank row, or `table` where another table starts."""
        verdict = sorter.judge(number, row)
        if verdict == "header?":
            return self._header_again(sorter, number, row)
        if verdict == "data" and sorter.may_head(row) and self._header_follows():
            verdict = "title"
        if verdict in ("note", "title"):
            self._take_in(row, above=verdict == "title")
        return verdict

    def _header_again(self, sorter: RowSorter, number: int, row: Row) -> str:
        header = self._finder.at(number, [row, *self._feed.peek(6)], strictly=True)
        if header is None:
            return "data"
        self._feed.skip(header.bottom - number)
        if not sorter.repeats(header):
            self._next = header
            return "table"
        for repeated in range(header.top, header.bottom + 1):
            self._skip(repeated, "header")
        if self._facts.unit == self._unit and not self._means_another(sorter, header):
            return ""
        self._next = header
        return "table"

    def _means_another(self, sorter: RowSorter, header: Header) -> bool:
        """Whether a title above a repeated header gives it other meanings: 投资额 below 意向项目, then 签约项目."""
        if self._facts.heading == self._heading:
            return False
        self._heading = self._facts.heading
        return not sorter.means_the_same(build(header, self._around(), self._feed.peek(_SAMPLE)))

    def _header_follows(self) -> bool:
        ahead = self._feed.peek(9)
        return any(
            self._finder.at(self._feed.number + i, ahead[i : i + 6], strictly=True) is not None
            for i in range(min(3, len(ahead)))
        )

    def _take_in(self, row: Row, *, above: bool) -> None:
        """A title between tables heads the next one; a note belongs to what stands above."""
        if above and not self._between:
            self._facts.heading, self._between = "", True
        for _, value in filled(row):
            self._facts.read(str(value), above=above)

    def _add(self, batch: Batch, table: Table, number: int, row: Row) -> None:
        if number in self._merged:
            row = list(row)
            self._fill(batch, table, number, row)
        batch.numbers.append(number)
        batch.rows.append(row)

    def _fill(self, batch: Batch, table: Table, number: int, cells: list[Any]) -> None:
        """Give merged texts to each row; a merged amount to the first row that is read."""
        for top, left, index in self._merged[number]:
            if top == number:
                self._merge_values[top, left] = cells[index]
            value = self._merge_values.get((top, left), "")
            if top != number and top in self._hidden_rows and (top, left) not in self._merge_values:
                value = self._value_at(top, index)
                self._merge_values[top, left] = value
            if is_blank(value):
                continue
            money = any(c.index == index and _is_amount(table.kind, c.key) for c in table.columns)
            if money and (top, left) in self._counted:
                batch.shared.add((len(batch.rows), index))
            else:
                cells[index] = value
            self._counted.add((top, left))

    def _value_at(self, number: int, index: int) -> Any:
        return self._sheet.rows[number - self._sheet.first_row][index]

    def _made(self, maker: RecordMaker, batch: Batch) -> list[Record]:
        records, issues = maker.make(batch)
        self._collected.issues.extend(issues)
        return records


def _is_amount(kind: str, key: str | None) -> bool:
    field = fields_of(kind).get(key or "")
    return field is not None and field.type in ("money", "foreign_money", "number", "integer") and key != "seq"


def _merges_by_row(sheet: Sheet) -> dict[int, list[tuple[int, int, int]]]:
    """row -> (top, left, index) of the merges over several rows that cover it."""
    covered: dict[int, list[tuple[int, int, int]]] = {}
    for top, left, bottom, _ in sheet.merges:
        if bottom > top:
            for row in range(top, bottom + 1):
                covered.setdefault(row, []).append((top, left, left - sheet.first_column))
    return covered


def _wide_rows(sheet: Sheet) -> set[int]:
    """Rows with a merge over three columns or more: titles, sections, notes."""
    return {top for top, left, _, right in sheet.merges if right - left >= 2}
