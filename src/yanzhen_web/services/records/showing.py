"""Values as people read them, in the language in force."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from yanzhen.fields import STAGE_LABELS, Field, fields_of
from yanzhen.language import current, say

YI, WAN = 10**8, 10**4
_UNITS = {
    "元": "CNY",
    "亩": "mu",
    "㎡": "m²",
    "公顷": "ha",
    "平方公里": "km²",
    "万元/亩": "CNY 10,000 per mu",
    "万千瓦时": "10,000 kWh",
    "元/m³": "CNY per m³",
    "元/㎡·月": "CNY per m² a month",
    "元/千瓦时": "CNY per kWh",
    "元/吨": "CNY per t",
    "元/月": "CNY a month",
    "吨/日": "t a day",
    "吨标准煤": "t of standard coal",
    "吨标准煤/万元": "t of standard coal per CNY 10,000",
    "吨": "t",
    "米": "m",
}
BILLION, MILLION = 10**9, 10**6


def trimmed(number: Decimal | float) -> str:
    """A number without trailing zeros and without an exponent; thousands in groups."""
    text = f"{Decimal(str(number)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(cny: int) -> str:
    """Exact money in the unit that fits: 4481 亿元, 320 万元; CNY 448.1 billion."""
    steps = ((BILLION, " billion"), (MILLION, " million")) if current() == "en" else ((YI, " 亿元"), (WAN, " 万元"))
    for size, word in steps:
        if abs(cny) >= size:
            number = trimmed(Decimal(cny) / size)
            return f"CNY {number}{word}" if current() == "en" else number + word
    return f"CNY {trimmed(Decimal(cny))}" if current() == "en" else f"{trimmed(Decimal(cny))} 元"


def region(code: str) -> str:
    """A region's name; the code itself where the tables do not know it."""
    from yanzhen.errors import YanzhenError
    from yanzhen.reference.regions import name_of

    try:
        return name_of(code, current(), full=current() == "zh")
    except YanzhenError:
        return code


def country(code: str) -> str:
    """A country's name; the code itself where the table does not know it."""
    from yanzhen.reference.countries import countries

    found = countries().get(code)
    return say(found.name_zh, found.name_en) if found else code


def stage(code: str) -> str:
    """A stage by its name."""
    return str(STAGE_LABELS.get(code, code))


def maturity(level: str) -> str:
    """A level of readiness as it is written: trl6 → TRL6; words as they stand."""
    return level.upper() if level.startswith("trl") else level


_NAMED = {"region": region, "country": country, "stage": stage, "maturity": maturity}
"""Types whose values are codes with names."""


def unit(field: Field) -> str:
    """The unit of a field's values."""
    return say(field.unit, _UNITS.get(field.unit, field.unit))


def _foreign(value: dict[str, Any]) -> str:
    return f"{value.get('currency', '')} {trimmed(Decimal(str(value.get('amount', 0))))}"


def _listed(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    return say("；", "; ").join(_entry(entry) for entry in value)


def _entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return " ".join(money(v) if k.endswith("_cny") and isinstance(v, int) else str(v) for k, v in entry.items())


def shown(field: Field | None, value: Any) -> str:
    """A field's value as text; empty for an unknown one."""
    if value is None or value == "":
        return ""
    kind = field.type if field else "text"
    if kind == "money" and isinstance(value, int):
        return money(value)
    if kind == "money_range" and isinstance(value, list) and len(value) == 2:
        return f"{money(value[0])} – {money(value[1])}"
    if kind == "foreign_money" and isinstance(value, dict):
        return _foreign(value)
    if kind in _NAMED:
        return _NAMED[kind](str(value))
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, int | float):
        return trimmed(value) + (f" {unit(field)}" if field and field.unit else "")
    return _listed(value)


def label(kind: str, key: str) -> str:
    """What a field is called."""
    field = fields_of(kind).get(key)
    return str(field.label) if field else key
