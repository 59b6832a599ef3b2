"""From the cells of a batch of rows to records and issues."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from yanzhen.collect.cellreading import REPEAT, SHARED, Told, one_line, shown
from yanzhen.collect.issues import Issue
from yanzhen.collect.tables import Surroundings, Table, TableColumn
from yanzhen.collect.values.dates import earliest, latest
from yanzhen.collect.values.words import DITTO
from yanzhen.fields import fields_of
from yanzhen.records import PARTY_KEYS, Record, Source, folded

_NAME_LENGTH = 40
_STARTS = ("started_on", "start_planned_on")
_HOME_KEYS = {
    "project": "target",
    "demand": "region",
    "enterprise": "region",
    "park": "region",
    "problem": "region",
    "visit": "region",
    "agreement": "region",
}
"""Where the region goes that a sheet is named after, where no column tells it."""


@dataclass(slots=True)
class Batch:
    """Rows of data of one table, ready to be read.

    Attributes:
        numbers: Excel's rows.
        rows: their cells, as long as the header; merged texts filled in.
        shared: (place in the batch, index of the column) of cells whose amount an earlier row of a merge counts.
    """

    numbers: list[int] = field(default_factory=list)
    rows: list[Sequence[Any]] = field(default_factory=list)
    shared: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class BookMemory:
    """What must be known of earlier rows of a book: names, to find rows that come twice."""

    seen: set[tuple[Any, ...]] = field(default_factory=set)


class RecordMaker:
    """Makes the records of one table.

    Args:
        formats: (row, column) -> number format.
        keep_cells: also keep each cell's text beside the value read from it.
    """

    def __init__(
        self,
        table: Table,
        around: Surroundings,
        formats: Any,
        memory: BookMemory,
        *,
        book: str,
        keep_cells: bool,
    ) -> None:
        self._table = table
        self._around = around
        self._formats = formats
        self._memory = memory
        self._book = book
        self._keep_cells = keep_cells
        self._above: dict[int, Any] = {}
        self._formatted = {c.number for c in table.columns if formats and _has_formats(formats, c.number)}
        self._name = next((c for c in table.columns if c.index == table.name_at), None)
        self._home_key = _home_key(table, around)
        self._park_gives = table.kind == "project" and "park" in table.keys and "target" not in table.keys
        self._named_place = table.kind == "park" and "region" not in table.keys
        self._dated = "signed_on" in table.keys and bool(table.keys & set(_STARTS))
        self._party_keys = PARTY_KEYS.get(table.kind, ())
        self._single = [c for c in table.columns if c.key and not c.again]
        self._joined = _joined(table)
        joined = {again for _, again in self._joined}
        self._others = [c for c in table.columns if (not c.key or c.again) and c.index not in joined]
        self._letters = {c.key: c.letter for c in self._single if c.key}

    def make(self, batch: Batch) -> tuple[list[Record], list[Issue]]:
        """The records of a batch in order, and what is wrong with its cells."""
        if not batch.rows:
            return [], []
        by_index = list(zip(*batch.rows, strict=True))
        raw: dict[int, Sequence[Any]] = {c.index: by_index[c.index] for c in self._table.columns}
        told: dict[int, list[tuple[TableColumn, Told]]] = {}
        plain = {c.index: self._outcomes(c, raw, batch, told) for c in self._table.columns}
        for first, again in self._joined:
            plain[first] = [f"{a} {b}" if a and b else a or b for a, b in zip(plain[first], plain[again], strict=True)]
        keys = [str(c.key) for c in self._single]
        values = (
            zip(*(plain[c.index] for c in self._single), strict=True) if self._single else iter([()] * len(batch.rows))
        )
        records: list[Record] = []
        issues: list[Issue] = []
        book, sheet, kind = self._book, self._around.sheet, self._table.kind
        plainly = self._single and not self._others
        for place, row in enumerate(values):
            fields = {k: v for k, v in zip(keys, row, strict=True) if v is not None}
            record = Record(kind, "", fields, {}, Source(book, sheet, batch.numbers[place]))
            if not plainly:
                self._add_others(record, place, plain, raw)
            if place in told:
                self._add_told(record, place, told[place], raw, issues)
            if self._finish(record, place, raw, issues):
                records.append(record)
        return records, issues

    def _outcomes(
        self,
        column: TableColumn,
        raw: dict[int, Sequence[Any]],
        batch: Batch,
        told: dict[int, list[tuple[TableColumn, Told]]],
    ) -> list[Any]:
        forms = None
        if column.number in self._formatted:
            forms = [self._formats.get((column.row or number, column.number)) for number in batch.numbers]
        found = column.column.outcomes(raw[column.index], forms)
        telling = Told in set(map(type, found))
        if telling and REPEAT in found:
            raw[column.index] = self._repeated(column, raw[column.index])
            found = column.column.outcomes(raw[column.index], forms)
        self._above[column.index] = raw[column.index][-1]
        if batch.shared:
            found = [SHARED if (i, column.index) in batch.shared else v for i, v in enumerate(found)]
        if telling or batch.shared:
            for place, outcome in enumerate(found):
                if outcome.__class__ is Told:
                    told.setdefault(place, []).append((column, outcome))
                    found[place] = None
        return found

    def _repeated(self, column: TableColumn, values: Sequence[Any]) -> Sequence[Any]:
        """The cells with 同上 and 〃 replaced by what stands above."""
        above = self._above.get(column.index, "")
        filled = []
        for value in values:
            if value.__class__ is str and value.strip() in DITTO:
                value = above
            filled.append(value)
            above = value
        return filled

    def _add_others(self, record: Record, place: int, plain: dict[int, list[Any]], raw: dict[int, Any]) -> None:
        """Columns that nobody understood go to `extra`; a second column of a key fills its gap."""
        for column in self._others:
            value = plain[column.index][place]
            if value is None:
                continue
            if column.key is None:
                record.extra[column.header or column.letter] = value
            elif column.key in record.fields or column.seat:
                if record.fields.get(column.key) != value:
                    self._add_second(record, column, value, raw[column.index][place])
            else:
                record.fields[column.key] = value

    def _add_second(self, record: Record, column: TableColumn, value: Any, cell: Any) -> None:
        key = str(column.key)
        type_ = fields_of(record.kind)[key].type if key in fields_of(record.kind) else "text"
        if type_ == "region" and not column.seat:
            finer = _finer(record.fields[key], value)
            if finer:
                record.fields[key] = finer
                return
        record.extra[column.header or column.letter] = shown(cell).strip()

    def _add_told(
        self,
        record: Record,
        place: int,
        told: list[tuple[TableColumn, Told]],
        raw: dict[int, Any],
        issues: list[Issue],
    ) -> None:
        for column, outcome in told:
            if outcome.candidates and self._settled(record, column, outcome, place, raw):
                continue
            for key, value in outcome.fields.items():
                if not (column.again and key in record.fields):
                    record.fields.setdefault(key, value)
            text = shown(raw[column.index][place])
            if outcome.extra and text.strip():
                record.extra[column.header or column.letter] = text.strip()
            if outcome.code and not (column.again and column.key in record.fields):
                issues.append(self._issue(record, column, outcome.code, text))

    def _issue(self, record: Record, column: TableColumn, code: str, text: str) -> Issue:
        sheet, row = column.sheet or self._around.sheet, column.row or record.source.row
        return Issue(sheet, row, column.letter, code, text, column.key)

    def _settled(self, record: Record, column: TableColumn, outcome: Told, place: int, raw: dict[int, Any]) -> bool:
        """Whether another cell of the row decides between the places that a name may mean."""
        key = str(column.key)
        others = [c for c in self._table.columns if c.key == column.key and c is not column]
        texts = [shown(raw[c.index][place]) for c in others]
        if key == "origin":
            texts += [str(record.fields.get(k, "")) for k in ("investor",)]
        for text in texts:
            found = _one_of(outcome.candidates, text)
            if found:
                record.fields[key] = found
                return True
        return False

    def _finish(self, record: Record, place: int, raw: dict[int, Any], issues: list[Issue]) -> bool:
        """Name the record and check it across its cells; False where it has no name."""
        fields = record.fields
        table = self._table
        name = fields.get(table.name_key)
        if name is None or name == "":
            at = self._name or table.columns[0]
            issues.append(self._issue(record, at, "name_missing", shown(raw[at.index][place]).strip()))
            return False
        record.name = self._named(name)
        if table.name_key == "name":
            del fields["name"]
        if self._home_key and self._home_key not in fields:
            fields[self._home_key] = self._around.within
        if self._park_gives or self._named_place:
            self._place_park(record)
        if self._dated:
            self._check_dates(record, issues)
        self._check_double(record, place, raw, issues)
        if self._keep_cells:
            record.cells = self._cells(place, raw)
        return True

    def _named(self, name: Any) -> str:
        if self._table.clipped:
            return _clipped(str(name))
        return str(name) if self._table.name_key == "name" else one_line(str(name))

    def _place_park(self, record: Record) -> None:
        """A park gives its city: to a project that names no other place, and to the park itself."""
        from yanzhen.reference.places import resolve

        park = record.fields.get("park") if self._park_gives else record.name
        if not park:
            return
        code = resolve(str(park), within=self._around.within, side="target").code
        if code:
            # A park gives its city, a sheet may be named after a county of it.
            within = self._around.within
            finer = _finer(code, within) if within else None
            record.fields["target" if self._park_gives else "region"] = finer or code

    def _check_dates(self, record: Record, issues: list[Issue]) -> None:
        signed = record.fields.get("signed_on")
        if not signed:
            return
        for key in _STARTS:
            start = record.fields.get(key)
            if start and start < signed and starts_too_early(start, signed):
                at = next((c for c in self._single if c.key in _STARTS), self._single[0])
                issues.append(self._issue(record, at, "date_order", start))
                return

    def _check_double(self, record: Record, place: int, raw: dict[int, Any], issues: list[Issue]) -> None:
        get = record.fields.get
        keys = self._party_keys
        parties = _party(str(get(keys[0], ""))) if len(keys) == 1 else tuple(_party(str(get(k, ""))) for k in keys)
        mark = (record.kind, _compared(record.name), parties)
        if mark in self._memory.seen:
            if self._name is not None:
                issues.append(self._issue(record, self._name, "duplicate_row", shown(raw[self._name.index][place])))
        else:
            self._memory.seen.add(mark)

    def _cells(self, place: int, raw: dict[int, Any]) -> dict[str, tuple[str, str]]:
        cells: dict[str, tuple[str, str]] = {}
        for column in self._table.columns:
            value = raw[column.index][place]
            if column.key and column.key not in cells and value != "":
                cells[column.key] = (column.letter, shown(value))
        return cells


def _joined(table: Table) -> list[tuple[int, int]]:
    """Columns of one contact, such as 联系人 and 电话: (index of the first, index of another)."""
    contacts = {key for key, field in fields_of(table.kind).items() if field.type == "contact"}
    first = {c.key: c.index for c in table.columns if c.key in contacts and not c.again}
    return [(first[c.key], c.index) for c in table.columns if c.again and c.key in first]


def _has_formats(formats: Any, column: int) -> bool:
    of_column: Callable[[int], Iterable[str]] | None = getattr(formats, "of_column", None)
    return bool(of_column(column)) if of_column else any(c == column for _, c in formats)


def _home_key(table: Table, around: Surroundings) -> str:
    key = _HOME_KEYS.get(table.kind, "")
    if not around.within or key in table.keys or key not in fields_of(table.kind):
        return ""
    return key


def _clipped(text: str) -> str:
    """The first sentence of a text, as a name."""
    line = one_line(text)
    for mark in "。；;！？!?\n":
        line = line.split(mark, 1)[0]
    return line if len(line) <= _NAME_LENGTH else line[: _NAME_LENGTH - 1] + "…"


def _compared(text: str) -> str:
    """As `records.folded`, without its cost where the text is plain."""
    if unicodedata.is_normalized("NFKC", text) and text.isprintable():
        return text.lower().replace(" ", "")
    return folded(text)


_party = lru_cache(maxsize=65536)(_compared)


@lru_cache(maxsize=65536)
def starts_too_early(start: str, signed: str) -> bool:
    """Whether a start lies before a signing in every reading of partial dates."""
    return latest(start) < earliest(signed)


@lru_cache(maxsize=65536)
def _finer(first: str, second: str) -> str | None:
    """The finer of two regions where one lies in the other."""
    from yanzhen.reference.regions import is_within

    if is_within(second, first):
        return second
    return first if is_within(first, second) else None


@lru_cache(maxsize=65536)
def _one_of(candidates: tuple[str, ...], text: str) -> str | None:
    """The candidate whose city or province a text names, if it is one only."""
    from yanzhen.reference.places import resolve
    from yanzhen.reference.regions import ancestors, is_within, region
    from yanzhen.reference.seats import seat_of

    if not text:
        return None
    known = resolve(text).code or seat_of(text)
    if known:
        fitting = [c for c in candidates if is_within(c, known)]
        return fitting[0] if len(fitting) == 1 else None
    named = [c for c in candidates if any(region(a).short_zh in text for a in ancestors(c) if a != c)]
    return named[0] if len(named) == 1 else None
