"""One table of a sheet: its kind, what each of its columns means, and how its cells are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from yanzhen.collect.cellreading import ColumnSetting
from yanzhen.collect.collected import ReadColumn
from yanzhen.collect.columnreading import Column
from yanzhen.collect.deciding import verdict_on
from yanzhen.collect.headers import reader
from yanzhen.collect.kinds import NAMELESS, kind_of
from yanzhen.collect.layout import Header, HeaderColumn, Row, letter_of
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.lines import SheetFacts
from yanzhen.collect.understanding.explaining import in_foreign_money, of_another_year
from yanzhen.collect.understanding.meaning import Meaning
from yanzhen.collect.understanding.taught import understand
from yanzhen.collect.values.units import measure, money_unit
from yanzhen.fields import fields_of

_SOFT = re.compile(r"情况|是否|状态|进度|手续|办理|纳统|入规")
_SEAT = re.compile(r"总部|注册地|企业所在地|投资方所在|投资企业所在|客商所在|客商来源")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_KIND_KEY = "kind"
"""`tech_contract` has a field of this name, which a record has already: it is kept as `contract_kind`."""


@dataclass(slots=True)
class TableColumn:
    """A column of a table and its reader.

    Attributes:
        index: place in the row's list.
        number: Excel's, 1-based.
        key: where the value goes; None for `extra`.
        again: an earlier column has the same key; this one fills gaps, and goes to `extra` otherwise.
        seat: the investor's seat, which is the origin only where no column tells the origin.
        row, sheet: where its cell stands, if not in the record's row and sheet: on a form each value has its own.
    """

    index: int
    number: int
    header: str
    key: str | None
    column: Column
    again: bool = False
    seat: bool = False
    row: int = 0
    sheet: str = ""

    @property
    def letter(self) -> str:
        return letter_of(self.number)


@dataclass(slots=True)
class Table:
    """A table that is being read.

    Attributes:
        name_at: index of the column that names a record; None where there is none.
        clipped: the name is cut from a longer text (a demand's content).
    """

    kind: str
    header: Header
    columns: list[TableColumn]
    read_columns: list[ReadColumn]
    name_at: int | None
    name_key: str = "name"
    clipped: bool = False
    keys: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table is read with.

    Attributes:
        within: the region that the sheet is named after.
        kind: given by the user; None to read it from the sheet.
        known: what this sender's headers mean.
    """

    sheet: str
    first_column: int
    facts: SheetFacts
    within: str | None
    kind: str | None
    hidden_columns: frozenset[int]
    known: Lexicon = NOTHING_KNOWN


def build(header: Header, around: Surroundings, sample: Sequence[Row]) -> Table:
    """Understand a header; `sample` are some of the rows below, for what only values decide."""
    visible = [c for c in header.columns if c.index + around.first_column not in around.hidden_columns]
    paths = [column.path for column in visible]
    kind = around.kind or kind_of(paths, around.facts.heading, around.sheet)
    table = Table(kind, header, [], [], None)
    for column in header.columns:
        _add(table, column, around, sample)
    _drop_other_years(table, around.facts.year)
    _choose_name(table)
    if table.name_at is None and around.hidden_columns:
        # Without its names the table is nothing: a hidden column of names is read all the same.
        return build(header, replace(around, hidden_columns=frozenset()), sample)
    _mark_repeats(table)
    table.keys = frozenset(c.key for c in table.columns if c.key)
    return table


def _drop_other_years(table: Table, year: int | None) -> None:
    """A field of this year takes no column of another: 2024年完成投资 beside 2025年完成投资, or in a sheet of 2025."""
    named = [
        (told, int(found[0]))
        for told in table.read_columns
        if told.key and "_year_" in told.key and (found := _YEAR.findall(told.header)) and len(set(found)) == 1
    ]
    for told, own in named:
        latest = max(other for column, other in named if column.key == told.key)
        if own != (year or latest):
            told.key, told.because = None, of_another_year(own, year or latest)
            column = next((c for c in table.columns if c.letter == told.column), None)
            if column is not None:
                column.key = None
                column.column = Column(replace(column.column.setting, key=None))


def _add(table: Table, column: HeaderColumn, around: Surroundings, sample: Sequence[Row]) -> None:
    meaning = understand(reader(table.kind), around.known, column.path, around.facts.heading)
    number = column.index + around.first_column
    values = [row[column.index] for row in sample if column.index < len(row)]
    verdict = verdict_on(column.header, table.kind, meaning, around.facts, around.sheet, values)
    told = ReadColumn(
        around.sheet,
        letter_of(number),
        column.header,
        verdict.key,
        table.kind,
        table.header.bottom,
        alternatives=verdict.alternatives,
        question=verdict.question,
        certainty=round(verdict.certainty, 2),
        because=verdict.because,
    )
    table.read_columns.append(told)
    key = verdict.key
    if key and key.endswith("_abroad_cny") and _is_foreign(meaning.unit):
        # The field is of CNY; what came from abroad in its own money is kept word for word.
        key = told.key = None
        told.because = in_foreign_money(meaning.unit)
    if number in around.hidden_columns:
        told.hidden = True
        return
    setting = _setting(table.kind, key, column, meaning, around)
    if key == _KIND_KEY:
        key = "contract_kind"
    table.columns.append(
        TableColumn(column.index, number, column.header, key, Column(setting), seat=bool(_SEAT.search(column.header)))
    )


def _is_foreign(unit: str) -> bool:
    money = money_unit(unit) if unit else None
    return money is not None and money.currency != "CNY"


def _setting(kind: str, key: str | None, column: HeaderColumn, meaning: Meaning, around: Surroundings) -> ColumnSetting:
    type_ = fields_of(kind)[key].type if key and key in fields_of(kind) else "text"
    unit = money_unit(meaning.unit) if meaning.unit else None
    if unit is None and type_ in ("money", "foreign_money") and around.facts.unit:
        foreign = around.facts.foreign_unit if type_ == "foreign_money" else ""
        unit = money_unit(foreign or around.facts.unit)
    receiving = type_ == "region" and key not in ("origin", "payer_region")
    return ColumnSetting(
        kind=kind,
        key=key,
        unit=unit,
        measure=measure(meaning.unit) if meaning.unit else None,
        facts=around.facts,
        within=around.within if receiving else None,
        soft=bool(_SOFT.search(column.header)),
        side="origin" if key == "origin" else "target" if receiving else "",
        movable="start_planned_on" in meaning.choices or "produce_planned_on" in meaning.choices,
    )


def _choose_name(table: Table) -> None:
    """The column that names a record: `name`, else what the kind goes by."""
    for key in NAMELESS.get(table.kind, ("name",)):
        for column in table.columns:
            if column.key == key:
                table.name_at, table.name_key = column.index, key
                table.clipped = key in ("content", "targets")
                return


def _mark_repeats(table: Table) -> None:
    """Of several columns with one key the first is taken; the investor's seat gives way to a column of origin."""
    seen: set[str] = set()
    for column in sorted(table.columns, key=lambda c: (c.key == "origin" and c.seat, c.index)):
        if column.key is None:
            continue
        column.again = column.key in seen
        seen.add(column.key)
