"""One column's cells: each value in a spelling that the reader of this very column reads back as the same value.

The reader of the column is the one that will read the filled book (`tables.build`), so what holds here holds there.
Where no spelling is read back (a text that says 无, an amount below zero) the plainest is written all the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from yanzhen.collect.cellreading import TOTALS, ColumnSetting, Outcome, Told, cell_reader
from yanzhen.collect.templates.placenames import MANNERS, city_name, county_name, place_name
from yanzhen.collect.templates.shapes import Column
from yanzhen.collect.templates.spellings import (
    DAY_FORMAT,
    Spelling,
    in_unit,
    said_amount,
    said_phases,
    said_range,
    spelled_date,
    spelled_money,
    spelled_number,
    spelled_plan,
)
from yanzhen.collect.workbooks.formats import read_format
from yanzhen.fields import STAGE_LABELS, Field, fields_of
from yanzhen.records import Record

_TWINS = {"started_on": "start_planned_on", "producing_on": "produce_planned_on"}
_BESIDE = ("investment_range_cny", "investment_foreign", "phases", "investment_approximate")
"""What a project's total tells beside its number."""


def told_beside(kind: str, key: str | None) -> tuple[str, ...]:
    """Fields without a column that the column of a key tells: a range, a plan, a country."""
    if key in TOTALS:
        return _BESIDE
    if key in _TWINS:
        return (_TWINS[key],)
    if key == "origin":
        return ("origin_country", "origin_scope")
    if key == "stage":
        return ("progress_text",)
    if f"{key}_range" in fields_of(kind):
        return (f"{key}_range", str(key).removesuffix("_cny") + "_negotiable")
    return ()


class Pen:
    """Writes the cells of one column.

    Args:
        setting: of the column's reader.
        twin_of: place among the columns of this key, and how many they are: 市州 and 县市区, 联系人 and 电话.
        told_elsewhere: keys that have columns of their own.
    """

    def __init__(
        self,
        column: Column,
        setting: ColumnSetting,
        *,
        twin_of: tuple[int, int] = (0, 1),
        told_elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        self.column = column
        self.setting = setting
        self._read = cell_reader(setting)
        self._field: Field | None = fields_of(setting.kind).get(column.key or "")
        self._twin, self._twins = twin_of
        self._elsewhere = told_elsewhere
        self.form = _fitting(column.number_format, self._field)
        self._meaning = read_format(self.form) if self.form else None
        self._movable = setting.movable and column.key in _TWINS and _TWINS[column.key] not in told_elsewhere
        self._spelt: dict[Any, Spelling | None] = {}

    @property
    def key(self) -> str | None:
        return self.column.key

    def write(self, record: Record, *, beside: bool = False) -> Spelling | None:
        """The cell of a record; None for an empty one.

        Args:
            beside: this column also tells the range, foreign money and phases of the record's total.
        """
        if self.column.role != "value":
            return None
        if self._field is None:
            text = record.extra.get(self.column.header) if self.column.key is None else None
            return Spelling(text) if text else None
        wanted = self._wanted(record, beside)
        if not wanted:
            # What was refused in this column once is kept under its header.
            kept = record.extra.get(self.column.header)
            return Spelling(kept) if kept and self._twin == 0 else None
        return self._spelled(wanted)

    def _wanted(self, record: Record, beside: bool) -> dict[str, Any]:
        """What the cell should say: key -> value."""
        key = str(self.column.key)
        if self._twin and not self._shared():
            return {}
        value = record.get(key)
        wanted = {} if value is None or value == "" else {key: value}
        if key in TOTALS and beside:
            more = {k: record.fields[k] for k in _BESIDE if k in record.fields and k not in self._elsewhere}
            if wanted or "investment_foreign" in more:
                more.pop("investment_range_cny", None)
            return wanted | more if wanted or set(more) - {"investment_approximate"} else {}
        if not wanted:
            return self._instead(record, key)
        return wanted

    def _instead(self, record: Record, key: str) -> dict[str, Any]:
        """What stands in the column where its own value is missing: a plan, a country, a range, by agreement."""
        others = told_beside(record.kind, key) if key not in TOTALS and (self._movable or key not in _TWINS) else ()
        for other in others:
            if record.fields.get(other) not in (None, "", False) and other not in self._elsewhere:
                return {other: record.fields[other]}
        return {}

    def _shared(self) -> bool:
        return self._field is not None and self._field.type in ("region", "contact")

    def _spelled(self, wanted: dict[str, Any]) -> Spelling | None:
        mark = tuple((k, repr(v)) for k, v in wanted.items())
        if mark in self._spelt:
            return self._spelt[mark]
        if len(self._spelt) > 50_000:
            self._spelt.clear()
        spelling = self._spelt[mark] = self._chosen(wanted)
        return spelling

    def _chosen(self, wanted: dict[str, Any]) -> Spelling | None:
        if self._twins > 1 and self._shared():
            return self._part(wanted)
        first: Spelling | None = None
        for spelling in self._spellings(wanted):
            first = first or spelling
            if self._says(spelling, wanted):
                return spelling
        return first

    def _part(self, wanted: dict[str, Any]) -> Spelling | None:
        """This column's part of a value that several columns share."""
        key, value = next(iter(wanted.items()))
        if key != self.column.key:
            return Spelling(_plain(value)) if self._twin == 0 else None
        text = str(value)
        if self._field is not None and self._field.type == "region":
            part = city_name(text) if self._twin == 0 else county_name(text) if self._twin == 1 else ""
        else:
            head, _, tail = text.rpartition(" ")
            split = bool(head) and any(c.isdigit() for c in tail)
            part = (head if split else text) if self._twin == 0 else tail if split and self._twin == 1 else ""
        return Spelling(part) if part else None

    def _says(self, spelling: Spelling, wanted: dict[str, Any]) -> bool:
        """Whether the reader of this column takes exactly this from the cell."""
        value, form = spelling
        if isinstance(value, datetime.date):
            value = datetime.datetime(value.year, value.month, value.day)  # noqa: DTZ001 (cells have no zone)
        meaning = read_format(form) if form else self._meaning
        if isinstance(value, str) or meaning is None or not meaning.telling:
            meaning = None
        return _told(self._read(value, meaning), str(self.column.key)) == wanted

    # --- spellings ---------------------------------------------------------------------------------------------------

    def _spellings(self, wanted: dict[str, Any]) -> Iterator[Spelling]:
        key = str(self.column.key)
        if key in TOTALS and set(wanted) & set(_BESIDE):
            yield from self._spelled_total(wanted, key)
        elif key in wanted:
            yield from self._spelled_value(wanted[key])
        else:
            yield from self._spelled_other(*next(iter(wanted.items())))

    def _spelled_value(self, value: Any) -> Iterator[Spelling]:
        field = self._field
        assert field is not None
        match field.type:
            case "money" if isinstance(value, int):
                yield from spelled_money(value, self.setting, self._meaning)
            case "foreign_money" if isinstance(value, Mapping):
                yield from self._spelled_foreign(value)
            case "number" | "integer" if isinstance(value, int | float):
                yield from spelled_number(value, self.setting, field, self._meaning)
            case "date":
                yield from spelled_date(str(value), self.form)
            case "region":
                for manner in (self.column.manner, "from_city", "full", *MANNERS):
                    if manner:
                        yield Spelling(place_name(str(value), manner))
                yield Spelling(str(value))
            case "list" if isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
                yield Spelling(said_phases(value, self.setting.unit))
            case "country":
                yield from (Spelling(name) for name in _country_names(str(value)))
            case "stage":
                yield Spelling(STAGE_LABELS[value].zh if value in STAGE_LABELS else str(value))
                yield Spelling(str(value))
            case "bool":
                yield Spelling("是" if value else "否")
            case "maturity":
                text = str(value)
                yield Spelling(text.upper() if text.lower().startswith("trl") else text)
                yield Spelling(text)
            case _:
                yield Spelling(_plain(value))

    def _spelled_foreign(self, value: Mapping[str, Any]) -> Iterator[Spelling]:
        amount, currency = value.get("amount", 0), str(value.get("currency", ""))
        unit = self.setting.unit
        if unit is not None and unit.currency == currency:
            yield Spelling(in_unit(amount, unit))
        yield Spelling(said_amount(amount, unit, currency))
        yield Spelling(said_amount(amount, None, currency))

    def _spelled_other(self, key: str, value: Any) -> Iterator[Spelling]:
        if key.endswith("_planned_on"):
            yield from spelled_plan(str(value))
        elif key == "origin_country":
            yield from (Spelling(name) for name in _country_names(str(value)))
        elif key.endswith("_range") and isinstance(value, list | tuple) and len(value) == 2:
            yield from map(Spelling, said_range(value[0], value[1], self.setting.unit))
        elif key.endswith("_negotiable"):
            yield Spelling("面议")
        else:
            yield Spelling(_plain(value))

    def _spelled_total(self, wanted: dict[str, Any], key: str) -> Iterator[Spelling]:
        """A project's total with what stands beside its number: 约5亿元（首期2亿元、二期3亿元）."""
        unit = self.setting.unit
        phases = said_phases(wanted.get("phases", ()), unit)
        about = "约" if wanted.get("investment_approximate") else ""
        foreign, span = wanted.get("investment_foreign"), wanted.get("investment_range_cny")
        heads: list[str] = [""]
        if foreign:
            said = said_amount(foreign.get("amount", 0), None, str(foreign.get("currency", "")))
            heads = [f"{said}（约{said_amount(wanted[key], unit)}）"] if key in wanted else [about + said]
        elif key in wanted:
            heads = [about + said_amount(wanted[key], unit), about + said_amount(wanted[key], None)]
        elif span:
            heads = [about + text for text in said_range(span[0], span[1], unit)]
        for head in heads:
            if not phases:
                yield Spelling(head)
            else:
                yield Spelling(f"{head}（{phases}）" if head else phases)
                yield Spelling(f"{head}，其中{phases}")


def _fitting(number_format: str, field: Field | None) -> str:
    """The column's number format where it suits the field; what would say another thing than the value is left."""
    if field is not None and field.type == "date" and not read_format(number_format).date:
        return DAY_FORMAT
    if not number_format or field is None or number_format == "@":
        return number_format if number_format == "@" else ""
    meaning = read_format(number_format)
    if field.type == "date":
        return number_format
    if meaning.date or (meaning.percent and field.unit != "%"):
        return ""
    return number_format


def _told(outcome: Outcome, key: str) -> dict[str, Any]:
    if outcome is None:
        return {}
    return dict(outcome.fields) if isinstance(outcome, Told) else {key: outcome}


def _country_names(code: str) -> Iterator[str]:
    from yanzhen.reference.countries import countries

    own = {"CN": "中国", "HK": "香港", "MO": "澳门", "TW": "台湾"}
    if code in own:
        yield own[code]
    if code in countries():
        yield countries()[code].name_zh
    yield code


def _plain(value: Any) -> str:
    """A value as one text; what is no text is told as the files tell it."""
    from yanzhen.recordfiles import plain

    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return "、".join(value)
    told = plain(value)
    return told if isinstance(told, str) else "是" if told is True else "否" if told is False else str(told)
