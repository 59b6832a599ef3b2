"""Values as an office writes them, the plainest spelling first.

Each function yields candidates for one cell; `pens` takes the first that the reader reads back as the same value.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from yanzhen.collect.cellreading import ColumnSetting
from yanzhen.collect.values.units import MoneyUnit, measure
from yanzhen.collect.workbooks.formats import FormatMeaning
from yanzhen.fields import Field

DAY_FORMAT = 'yyyy"年"m"月"d"日"'

_UNIT_WORDS = ((10**8, "亿"), (10**7, "千万"), (10**6, "百万"), (10**4, "万"), (1, ""))
_CURRENCY_WORDS = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑", "KRW": "韩元",
    "TWD": "新台币", "MOP": "澳门元", "CHF": "瑞士法郎", "SGD": "新加坡元", "AUD": "澳元", "CAD": "加元",
    "RUB": "卢布", "THB": "泰铢", "MYR": "马币", "INR": "印度卢比", "VND": "越南盾", "IDR": "印尼盾", "AED": "迪拉姆",
}  # fmt: skip
_QUARTERS = {("01", "03"): "第一季度", ("04", "06"): "第二季度", ("07", "09"): "第三季度", ("10", "12"): "第四季度"}
_HALVES = {("01", "06"): "上半年", ("07", "12"): "下半年"}
_FIRST_DAY = datetime.date(1957, 7, 1)
"""Days before it are written as text: the day numbers of a spreadsheet begin late, and wrongly."""


class Spelling(NamedTuple):
    """A cell's content and its number format; an empty format is the column's own."""

    value: str | float | datetime.date
    form: str = ""


def exact(number: Decimal | Fraction | int | float) -> str:
    """A number in plain digits, no more than it needs."""
    if isinstance(number, Fraction):
        number = Decimal(number.numerator) / Decimal(number.denominator)
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- money -----------------------------------------------------------------------------------------------------------


def in_unit(amount: int | float, unit: MoneyUnit, divisor: int = 1) -> float:
    """Whole CNY (or another currency's units) as the number that stands in a column of a unit."""
    return float(Decimal(str(amount)) * divisor / unit.factor)


def said_amount(amount: int | float, unit: MoneyUnit | None, currency: str = "CNY") -> str:
    """An amount with its unit: 3.5亿元; in the column's unit where it has one."""
    factor = unit.factor if unit else 10**4
    if currency != "CNY" and Decimal(str(amount)) % 10**4 != 0:
        factor = 1
    word = next((word for size, word in _UNIT_WORDS if size == factor), None)
    if word is None:
        factor, word = 1, ""
    return f"{exact(Decimal(str(amount)) / factor)}{word}{_CURRENCY_WORDS.get(currency, currency)}"


def said_range(low: int, high: int, unit: MoneyUnit | None) -> Iterator[str]:
    """A range: 1.2-1.5亿元."""
    first, last = said_amount(low, unit), said_amount(high, unit)
    head, tail = _unit_split(first), _unit_split(last)
    if head[1] == tail[1]:
        yield f"{head[0]}-{last}"
    yield f"{first}-{last}"
    yield f"{said_amount(low, MoneyUnit(1))}-{said_amount(high, MoneyUnit(1))}"
    if low == 0:
        yield f"不超过{last}"


def _unit_split(text: str) -> tuple[str, str]:
    digits = text.rstrip("元万亿千百")
    return digits, text[len(digits) :]


def said_phases(phases: Sequence[Mapping[str, Any]], unit: MoneyUnit | None) -> str:
    """Phases in one text: 首期2亿元、二期3亿元."""
    return "、".join(
        f"{phase.get('name', '')}"
        + (
            said_amount(phase["amount_cny"], unit)
            if "amount_cny" in phase
            else said_amount(phase.get("amount", 0), unit, str(phase.get("currency", "CNY")))
        )
        for phase in phases
    )


def spelled_money(amount: int, setting: ColumnSetting, form: FormatMeaning | None) -> Iterator[Spelling]:
    """One exact amount: a number in the unit of the column, with all its digits; else a text with its unit."""
    unit = setting.unit
    if unit is not None and unit.currency == "CNY":
        yield Spelling(in_unit(amount, unit))
    if form is not None and form.unit:
        from yanzhen.collect.values.units import money_unit

        if (own := money_unit(form.unit)) and own.currency == "CNY":
            yield Spelling(in_unit(amount, own, form.divisor))
    yield Spelling(said_amount(amount, unit))
    yield Spelling(said_amount(amount, MoneyUnit(1)))


# --- dates -----------------------------------------------------------------------------------------------------------


def said_date(iso: str) -> str:
    """A date at its precision, as it is said: 2025年3月, 2025年第三季度, 2025年7月至2025年9月."""
    first, _, last = iso.partition("/")
    if not last:
        return _said_day(first)
    if first[:4] == last[:4] and len(first) == len(last) == 7:
        ends = (first[5:], last[5:])
        word = _QUARTERS.get(ends) or _HALVES.get(ends)
        if word:
            return f"{first[:4]}年{word}"
    return f"{_said_day(first)}至{_said_day(last)}"


def _said_day(iso: str) -> str:
    return "".join(f"{part.lstrip('0')}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False))


def spelled_date(iso: str, number_format: str = "") -> Iterator[Spelling]:
    """A whole day as a day of the calendar; what is less precise as text, so that no day is made up.

    Args:
        number_format: of the column: text is written with its marks.
    """
    if len(iso) == 10 and "/" not in iso:
        try:
            day = datetime.date.fromisoformat(iso)
        except ValueError:
            day = None
        if day is not None and day >= _FIRST_DAY:
            yield Spelling(day)
            yield Spelling(day, DAY_FORMAT)
    mark = re.search(r"y([-./])m", number_format)
    if mark and "/" not in iso and "-" in iso:
        yield Spelling(iso.replace("-", mark[1]))
    said = said_date(iso)
    for text in (said, iso, f"实际{said}", iso.replace("/", "至")):
        yield Spelling(text)


def spelled_plan(iso: str) -> Iterator[Spelling]:
    """A plan in a column that also holds what has happened: a date that lies ahead, else one that says 计划."""
    yield from spelled_date(iso)
    yield Spelling(f"计划{said_date(iso)}")
    yield Spelling(f"计划{iso}")


# --- numbers ---------------------------------------------------------------------------------------------------------


def spelled_number(
    number: int | float, setting: ColumnSetting, field: Field, form: FormatMeaning | None
) -> Iterator[Spelling]:
    """A quantity in the unit of the column, else with the field's own."""
    wanted = measure(field.unit) if field.unit else None
    for given in (measure(form.unit) if form and form.unit else None, setting.measure):
        if given is not None and wanted is not None and given.dimension == wanted.dimension:
            yield Spelling(float(Fraction(str(number)) * wanted.factor / given.factor))
    if form is not None and form.percent:
        yield Spelling(float(Fraction(str(number)) / 100))
    yield Spelling(float(number))
    yield Spelling(f"{exact(number)}{field.unit}")
    yield Spelling(exact(number))
