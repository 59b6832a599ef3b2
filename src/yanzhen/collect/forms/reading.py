"""From the pairs of a form to its record: each pair is a column of one row, read as the columns of lists are."""

from __future__ import annotations

from dataclasses import replace

from yanzhen.collect.collected import Collected, Skipped
from yanzhen.collect.columnreading import Column
from yanzhen.collect.forms.grid import Grid
from yanzhen.collect.forms.labels import states_of_all
from yanzhen.collect.forms.pairing import Lines, Pair, Pairing
from yanzhen.collect.forms.parting import forms_in
from yanzhen.collect.forms.spoken import spoken_pairs
from yanzhen.collect.headers import GENERIC, reader
from yanzhen.collect.headings import heading
from yanzhen.collect.homes import home_of
from yanzhen.collect.kinds import kind_of
from yanzhen.collect.layout import Header, HeaderColumn, letter_of
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.lines import LINES_ABOVE, SheetFacts
from yanzhen.collect.recordmaking import Batch, BookMemory, RecordMaker
from yanzhen.collect.tables import Surroundings, Table, build
from yanzhen.collect.workbooks import Line, Sheet
from yanzhen.fields import fields_of
from yanzhen.records import Record


class FormReader:
    """Reads the forms of one sheet; what else it finds goes to `collected`, as `SheetReader` does for lists."""

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
        more: list[Pair] | None = None,
        spoken: bool = False,
        known: Lexicon = NOTHING_KNOWN,
    ) -> None:
        self._sheet = sheet
        self._collected = collected
        self._memory = memory
        self._kind = kind
        self._keep_cells = keep_cells
        self._home = home
        self._more = more or []
        self._spoken = spoken
        self._turned = False
        self._held: set[int] = set()
        self._known = known
        self._grid = Grid(sheet, include_hidden=include_hidden)
        self._facts = SheetFacts(sheet=sheet.name)

    def records(self) -> list[Record]:
        """The record of each form of the sheet that has a name."""
        found, lines = self._spoken_out() if self._spoken else self._paired()
        told = [pair for pair in found if states_of_all(pair.label)]
        pairs = [*self._more, *(pair for pair in found if not states_of_all(pair.label))]
        self._held = {row for pair in pairs for row in (pair.row, pair.label_row)}
        self._take_in(lines, told)
        within = home_of(self._sheet.name, self._facts.reported_by) or self._home
        kind = self._kind or kind_of([_path(p) for p in pairs], self._facts.heading, self._sheet.name)
        records: list[Record] = []
        for form in self._forms(pairs, kind):
            records.extend(self._read(form, kind, within))
        self._collected.sheets.append({**self._facts.as_row(self._sheet.name), "form": True})
        return records

    def _forms(self, pairs: list[Pair], kind: str) -> list[list[Pair]]:
        if self._turned:
            return [[pair for pair in pairs if pair.part == part] for part in sorted({pair.part for pair in pairs})]
        return forms_in(pairs, kind, spoken=self._spoken)

    def _paired(self) -> tuple[list[Pair], Lines]:
        pairing = Pairing(self._grid)
        self._turned = bool(pairing.abreast)
        return pairing.pairs(), pairing.lines

    def _spoken_out(self) -> tuple[list[Pair], Lines]:
        return spoken_pairs(Line(n, str(row[0])) for n, row in enumerate(self._sheet.rows, self._sheet.first_row))

    def _take_in(self, lines: Lines, told: list[Pair]) -> None:
        """Titles, notes and signatures: their facts, and the rows that hold nothing else."""
        for line in self._sheet.above[-LINES_ABOVE:]:
            self._facts.read(line.text, above=True)
        for row, text in lines.titles:
            self._facts.read(text, above=True)
            self._skip(row, "title")
        for row, _ in lines.headings:
            self._skip(row, "title")
        for row, text in lines.notes:
            self._facts.read(text, above=False)
            self._skip(row, "note")
        for pair in told:
            self._facts.read(f"{pair.label}：{pair.value}", above=False)
        for number in range(self._grid.top, self._grid.bottom + 1):
            if self._grid.hides(number) and any(value != "" for value in self._sheet.rows[number - self._grid.top]):
                self._skip(number, "hidden")

    def _skip(self, row: int, reason: str) -> None:
        if row not in self._held:
            self._collected.skipped.append(Skipped(self._sheet.name, row, reason))

    def _read(self, form: list[Pair], kind: str, within: str | None) -> list[Record]:
        form = _surest_first(form, kind)
        around = Surroundings(self._sheet.name, 1, self._facts, within, kind, frozenset(), self._known)
        table = self._table(form, kind, around)
        self._collected.columns.extend(table.read_columns)
        if not any(pair.value != "" for pair in form):
            return []
        maker = RecordMaker(
            table, around, self._sheet.formats, self._memory, book=self._collected.book, keep_cells=self._keep_cells
        )
        values = [pair.value for pair in form]
        named = next((p for p, c in zip(form, table.columns, strict=True) if c.index == table.name_at), form[0])
        records, issues = maker.make(Batch([named.row], [values]))
        self._collected.issues.extend(issues if records or self._says_enough(form) else [])
        return records

    @staticmethod
    def _says_enough(form: list[Pair]) -> bool:
        """Whether a form without a name is worth a complaint: more than a line or two is filled in."""
        return len([pair for pair in form if pair.value != ""]) >= 2

    def _table(self, form: list[Pair], kind: str, around: Surroundings) -> Table:
        """A table of one row whose columns are the pairs; each knows the cell where its value really stands."""
        rows = [pair.row for pair in form]
        columns = tuple(HeaderColumn(place, _path_of(pair, kind)) for place, pair in enumerate(form))
        table = build(Header(min(rows), max(rows), columns, ()), around, [[pair.value for pair in form]])
        for pair, column, told in zip(form, table.columns, table.read_columns, strict=True):
            column.number, column.row, column.sheet = pair.column, pair.row, pair.sheet
            told.column, told.row, told.form = letter_of(pair.label_column), pair.label_row, True
            if pair.sheet:
                told.sheet = pair.sheet
        _keep_people_apart(form, table)
        return table


def _surest_first(form: list[Pair], kind: str) -> list[Pair]:
    """Of labels that are read as one key, the one that the table lists before those that are only like it."""
    ordered = list(form)
    first: dict[str, int] = {}
    for place, pair in enumerate(form):
        key = reader(kind).understand((pair.label,)).key
        if key is None:
            continue
        at = first.setdefault(key, place)
        if at != place and reader(kind).lists(pair.label) and not reader(kind).lists(ordered[at].label):
            ordered[at], ordered[place] = ordered[place], ordered[at]
    return ordered


def _path(pair: Pair) -> tuple[str, ...]:
    return (pair.block, pair.label) if pair.block and heading(pair.label).text in GENERIC else (pair.label,)


def _path_of(pair: Pair, kind: str) -> tuple[str, ...]:
    """The label by itself where it says enough, else under the heading of its block: 联系人 > 姓名."""
    if not pair.block:
        return (pair.label,)
    alone = reader(kind).understand((pair.label,))
    if alone.key is not None and not any(form in GENERIC for form in heading(pair.label).forms()):
        return (pair.label,)
    together = reader(kind).understand((pair.block, pair.label))
    return (pair.block, pair.label) if together.key is not None or alone.key is None else (pair.label,)


def _keep_people_apart(form: list[Pair], table: Table) -> None:
    """The contacts of one block are one person; those of another block with the same key are kept as they stand."""
    kinds = fields_of(table.kind)
    first: dict[str, str] = {}
    for pair, column, told in zip(form, table.columns, table.read_columns, strict=True):
        key = column.key
        if key is None or kinds.get(key) is None or kinds[key].type != "contact" or pair.value == "":
            continue
        if first.setdefault(key, pair.block) != pair.block:
            column.key = told.key = None
            column.again = False
            column.header = f"{pair.block} > {pair.label}" if pair.block else column.header
            column.column = Column(replace(column.column.setting, key=None))
