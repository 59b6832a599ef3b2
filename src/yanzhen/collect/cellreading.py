"""From the cells of one column to values of its field: a reader compiled once for each column of a table.

A reader gives, for each cell, None (nothing there), the plain value, or a `Told` where the cell says more than one
plain value or was refused. Equal cells are read once.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yanzhen.collect.lines import SheetFacts
from yanzhen.collect.values.amounts import IMPLAUSIBLE, Amount, Part, read_amount, whole
from yanzhen.collect.values.dates import read_date, read_date_number
from yanzhen.collect.values.numerals import folded
from yanzhen.collect.values.quantities import converted, read_quantity
from yanzhen.collect.values.units import Measure, MoneyUnit, measure, money_unit
from yanzhen.collect.values.words import DITTO, EMPTY, read_bool, read_maturity, read_stage
from yanzhen.collect.workbooks import CellError
from yanzhen.collect.workbooks.formats import FormatMeaning
from yanzhen.fields import Field, fields_of

TOTALS = frozenset(("investment_cny", "intended_amount_cny", "signed_amount_cny"))
"""A project's totals: what is no exact CNY goes to `investment_range_cny`, `investment_foreign`, `phases`."""

_ERROR_TEXT = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|####*)$")
_BLANKS = re.compile(r"[ \t\u3000\xa0]{2,}")
_BREAK = re.compile(r"[ \t\u3000\xa0]*[\r\n]+[ \t\u3000\xa0]*")
LONGEST_EMPTY = 6
_LONGEST_PLACE = 120
_SCOPES = re.compile(r"^(?:省[内外](?:转移|境内)?|境[内外]|市[内外]|国[内外]|外省|本省|跨省|海外)$")


class Told:
    """What a cell says that is no single plain value.

    Attributes:
        fields: further or other fields that it gives.
        code: of the issue that it raises; empty if none.
        extra: its text is kept with the record's `extra`.
        candidates: region codes between which another cell may decide.
    """

    __slots__ = ("candidates", "code", "extra", "fields")

    def __init__(
        self,
        fields: dict[str, Any] | None = None,
        code: str = "",
        *,
        extra: bool = False,
        candidates: tuple[str, ...] = (),
    ) -> None:
        self.fields = fields or {}
        self.code = code
        self.extra = extra
        self.candidates = candidates


CELL_ERROR = Told(code="cell_error")
SHARED = Told(code="amount_shared")
KEPT = Told(extra=True)
REPEAT = Told()
"""同上: the cell above holds."""

Cell = Any
Outcome = Any
CellReader = Callable[[Cell, FormatMeaning | None], Outcome]


@dataclass(frozen=True, slots=True)
class ColumnSetting:
    """What a column's reader must know beside the cells.

    Attributes:
        key: of the field; None for a column that was not understood.
        unit: of money, from the header or the unit line; None where nobody says one.
        measure: from the header.
        within: a region that decides an ambiguous place.
        soft: the header asks for a state (…情况, 是否…), so words in place of a date are no fault.
    """

    kind: str
    key: str | None
    unit: MoneyUnit | None = None
    measure: Measure | None = None
    facts: SheetFacts | None = None
    within: str | None = None
    soft: bool = False
    side: str = ""
    movable: bool = False


def shown(value: Cell) -> str:
    """A cell as text, as it stands: 12 for 12.0, dates as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e15 and value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        bare = value.time() == datetime.time(0)
        return value.date().isoformat() if bare else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def is_error(value: Cell) -> bool:
    """Whether a cell failed: `#REF!` and its like, also typed as text."""
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, CellError) or (
        isinstance(value, str) and value.startswith("#") and bool(_ERROR_TEXT.match(value.strip()))
    )


def is_empty(text: str) -> bool:
    """Whether a text is what people write for nothing: /, —, 无, 待定."""
    return (len(text) <= LONGEST_EMPTY and folded(text) in EMPTY) or not text.strip()


def one_line(text: str) -> str:
    """A name without line breaks and double blanks; between Latin words a break becomes a blank."""
    text = text.strip()
    if "\n" in text or "\r" in text:
        text = _BREAK.sub(_joint, text)
    return _BLANKS.sub(" ", text)


def _joint(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return " " if before.isascii() and after.isascii() and before.isalnum() and after.isalnum() else ""


# --- readers of one cell ---------------------------------------------------------------------------------------------


def _text_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value).strip()
        return None if is_empty(text) else text

    return read


def _name_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value)
        return None if is_empty(text) else one_line(text)

    return read


def _money_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    key = setting.key or ""

    def read(value: Cell, form: FormatMeaning | None) -> Outcome:
        unit = _unit_here(setting.unit, form)
        if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta):
            return Told(code="amount_unreadable", extra=False)
        if isinstance(value, int | float):
            exact = Decimal(str(value)) / (form.divisor if form and form.unit else 1)
            part = Part(abs(exact), False, None)
            return _worth(setting.kind, key, Amount("one", (part,), negative=value < 0), unit)
        if is_empty(value):
            return None
        amount = read_amount(value)
        if amount is None:
            return Told(code="amount_unreadable")
        return _worth(setting.kind, key, amount, unit)

    return read


def _unit_here(column: MoneyUnit | None, form: FormatMeaning | None) -> MoneyUnit | None:
    """The unit of a number: its format's, else the column's; a bare ¥ counts only where nobody says a unit."""
    if form is None:
        return column
    if form.unit and (unit := money_unit(form.unit)):
        return MoneyUnit(unit.factor, form.currency) if form.currency and unit.currency == "CNY" else unit
    if form.currency == "CNY":
        return column or MoneyUnit(1)
    if form.currency:
        return MoneyUnit(column.factor if column else 1, form.currency)
    return column


def _worth(kind: str, key: str, amount: Amount, unit: MoneyUnit | None) -> Outcome:
    """An amount as the field's value; fields and issues by the rules of the books."""
    if amount.form == "negotiable":
        told = key.removesuffix("_cny") + "_negotiable"
        return Told({told: True}) if told in fields_of(kind) else None
    more = _side_fields(key, amount, unit)
    if amount.form == "phases":
        # Phases without a unit; and no other field than a project's total is told by its phases.
        code = "amount_unit_missing" if key in TOTALS else "amount_unreadable"
        return Told(more) if more else Told(code=code, extra=True)
    values = [part.worth(unit) for part in amount.parts]
    if any(value is None for value in values):
        if all(part.number == 0 for part in amount.parts):
            return 0
        return Told(more, "amount_unit_missing")
    if amount.negative:
        return Told(more, "amount_negative")
    currency = amount.parts[0].money(unit)
    if currency != "CNY":
        return _foreign(key, amount, _figure(values[0] or Decimal(0)), currency, more)
    numbers = sorted(whole(value) for value in values if value is not None)
    if numbers[-1] > IMPLAUSIBLE:
        return Told(more, "amount_implausible")
    if amount.form == "range" or (amount.form == "up_to" and key in TOTALS):
        return _range(kind, key, numbers if len(numbers) == 2 else [0, *numbers], more)
    if amount.approximate and key in TOTALS:
        more["investment_approximate"] = True
    return Told({key: numbers[0], **more}) if more else numbers[0]


def _side_fields(key: str, amount: Amount, unit: MoneyUnit | None) -> dict[str, Any]:
    if key not in TOTALS or not amount.phases:
        return {}
    phases = []
    for name, part in amount.phases:
        worth = part.worth(unit)
        if worth is not None:
            currency = part.money(unit)
            figure = (
                {"amount_cny": whole(worth)} if currency == "CNY" else {"amount": _figure(worth), "currency": currency}
            )
            phases.append({"name": name, **figure})
    return {"phases": phases} if phases else {}


def _figure(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _foreign(key: str, amount: Amount, number: int | float, currency: str, more: dict[str, Any]) -> Outcome:
    if key not in TOTALS or amount.form == "range":
        return Told(more, "amount_unreadable", extra=True)
    more["investment_foreign"] = {"amount": number, "currency": currency}
    if amount.other is not None and (worth := amount.other.worth(None)) is not None:
        more[key] = whole(worth)
        more["investment_approximate"] = True
    elif amount.approximate:
        more["investment_approximate"] = True
    return Told(more)


def _range(kind: str, key: str, numbers: list[int], more: dict[str, Any]) -> Outcome:
    if key in TOTALS:
        return Told({"investment_range_cny": numbers, **more}, "amount_is_a_range")
    if f"{key}_range" in fields_of(kind):
        return Told({f"{key}_range": numbers})
    return Told(code="amount_is_a_range", extra=True)


def _foreign_money_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    key = setting.key or ""

    def read(value: Cell, form: FormatMeaning | None) -> Outcome:
        unit = _unit_here(setting.unit, form)
        if isinstance(value, str) and is_empty(value):
            return None
        amount = read_amount(shown(value)) if isinstance(value, str | int | float) else None
        if amount is None or amount.form != "one":
            return Told(
                code="amount_is_a_range" if amount and amount.form == "range" else "amount_unreadable", extra=True
            )
        if amount.negative:
            return Told(code="amount_negative")
        worth = amount.parts[0].worth(unit)
        if worth is None:
            return Told(code="amount_unit_missing")
        return Told({key: {"amount": _figure(worth), "currency": amount.parts[0].money(unit)}})

    return read


def _number_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    wanted = measure(field.unit) if field and field.unit else None
    integer = bool(field and field.type == "integer")
    share = bool(field and field.unit == "%")

    def read(value: Cell, form: FormatMeaning | None) -> Outcome:
        if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta):
            return KEPT
        if isinstance(value, int | float):
            if share and 0 < value <= 1 and not (form and form.percent):
                # 0.35 may be a share, or a percentage that lost its format.
                return KEPT
            given = measure(form.unit) if form and form.unit else setting.measure
            scaled = value * 100 if form and form.percent else value
            number = converted(float(f"{scaled:.12g}"), given, wanted)
        elif is_empty(value):
            return None
        else:
            number = read_quantity(value, setting.measure, wanted)
        if number is None or (integer and number != int(number)):
            return KEPT
        return int(number) if integer else number

    return read


def _date_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    year = setting.facts.year if setting.facts else None
    key = setting.key or ""

    def read(value: Cell, form: FormatMeaning | None) -> Outcome:
        if isinstance(value, datetime.date):
            iso = value.isoformat()[:10]
            if form and form.date in ("year", "month"):
                iso = iso[: 4 if form.date == "year" else 7]
            return _placed(setting, key, iso, None)
        if isinstance(value, bool | datetime.time | datetime.timedelta):
            return Told(code="date_unreadable")
        if isinstance(value, int | float):
            reading = read_date_number(float(value))
        elif is_empty(value):
            return None
        else:
            reading = read_date(value, year)
        if reading.iso:
            return _placed(setting, key, reading.iso, reading.planned)
        if setting.soft and isinstance(value, str) and not re.search(r"\d{2}", folded(value)):
            return KEPT
        return Told(code=reading.code)

    return read


_TWINS = {"started_on": "start_planned_on", "producing_on": "produce_planned_on"}


def _placed(setting: ColumnSetting, key: str, iso: str, planned: bool | None) -> Outcome:
    """In a column of 开工时间 or 投产时间 a date after the sheet's as-of date, or one that says 预计, is a plan."""
    if setting.movable and key in _TWINS:
        late = setting.facts is not None and setting.facts.after(iso)
        if planned or (late and planned is None):
            return Told({_TWINS[key]: iso})
    return iso


def _region_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    from yanzhen.reference.places import resolve

    key = setting.key or ""
    side: Any = setting.side or None
    names_park = side == "target" and "park" in fields_of(setting.kind)

    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value).strip()
        if is_empty(text):
            return None
        if len(text) > _LONGEST_PLACE:
            return Told(code="region_unknown")
        place = resolve(text.replace("+", "").replace("＋", ""), within=setting.within, side=side)
        more: dict[str, Any] = {"park": place.park} if names_park and place.park else {}
        if place.outcome == "resolved":
            code = _home_county(setting.within, place.code) if place.park and setting.within else place.code
            return Told({key: code, **more}) if more else code
        if place.outcome == "foreign" and key == "origin":
            return Told({"origin_country": place.country})
        if key == "origin" and _SCOPES.match(folded(text)):
            return Told({"origin_scope": text})
        if place.outcome == "empty":
            return None
        code = "region_ambiguous" if place.outcome == "ambiguous" else "region_unknown"
        return Told(more, code, candidates=place.candidates)

    return read


def _home_county(within: str, city: str | None) -> str | None:
    """The city that a park gives, or the county of it after which the sheet is named."""
    from yanzhen.reference.regions import is_within

    return within if city and is_within(within, city) else city


def _country_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    from yanzhen.reference.places import resolve

    own = {"810000": "HK", "820000": "MO", "710000": "TW"}

    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value).strip()
        if is_empty(text):
            return None
        if folded(text) in ("中国", "中华人民共和国", "国内", "境内"):
            return "CN"
        place = resolve(text)
        return place.country or own.get(place.code or "") or ("CN" if place.code else KEPT)

    return read


def _stage_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value).strip()
        if is_empty(text):
            return None
        stage = read_stage(text)
        return stage or (Told({"progress_text": text}) if "progress_text" in fields_of(setting.kind) else KEPT)

    return read


def _bool_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        if isinstance(value, bool):
            return value
        answer = read_bool(shown(value))
        if answer is not None:
            return answer
        return None if is_empty(shown(value)) else KEPT

    return read


def _maturity_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value).strip()
        return None if is_empty(text) else read_maturity(text)

    return read


def _phases_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    """A column of phases: 首期1亿、二期2亿; other words are kept as they stand."""
    key = setting.key or ""

    def read(value: Cell, form: FormatMeaning | None) -> Outcome:
        text = shown(value)
        if is_empty(text):
            return None
        amount = read_amount(text)
        unit = _unit_here(setting.unit, form)
        phases = _side_fields("investment_cny", amount, unit).get("phases") if amount else None
        return Told({key: phases}) if phases else KEPT

    return read


def _credit_code_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    from yanzhen.reference.codes import credit_code

    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = shown(value).strip()
        if is_empty(text):
            return None
        return credit_code(text) or Told(code="credit_code_invalid")

    return read


def _code_reader(setting: ColumnSetting, field: Field | None) -> CellReader:
    import unicodedata

    def read(value: Cell, _: FormatMeaning | None) -> Outcome:
        text = unicodedata.normalize("NFKC", shown(value)).strip()
        return None if is_empty(text) else text

    return read


_READERS: dict[str, Callable[[ColumnSetting, Field | None], CellReader]] = {
    "name": _name_reader,
    "money": _money_reader,
    "foreign_money": _foreign_money_reader,
    "number": _number_reader,
    "integer": _number_reader,
    "bool": _bool_reader,
    "date": _date_reader,
    "region": _region_reader,
    "country": _country_reader,
    "stage": _stage_reader,
    "maturity": _maturity_reader,
    "code": _code_reader,
    "project_code": _code_reader,
    "credit_code": _credit_code_reader,
    "list": _phases_reader,
}


def cell_reader(setting: ColumnSetting) -> CellReader:
    """The reader of one cell of a column; it refuses failed cells."""
    field = fields_of(setting.kind).get(setting.key or "")
    make = _READERS.get(field.type, _text_reader) if field else _text_reader
    read = make(setting, field)
    refused: Outcome = CELL_ERROR if setting.key else None

    def guarded(value: Cell, form: FormatMeaning | None) -> Outcome:
        if is_error(value):
            return refused
        return REPEAT if value.__class__ is str and value.strip() in DITTO else read(value, form)

    return guarded
