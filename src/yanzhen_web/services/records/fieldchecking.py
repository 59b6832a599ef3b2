"""Typed values for the fields of a kind, as pages and the API take them: each checked, each bounded.

A wrong one is refused by the name of its field, with what to write instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from yanzhen.errors import YanzhenError
from yanzhen.fields import KIND_LABELS, STAGE_LABELS, Field, fields_of
from yanzhen.language import Said
from yanzhen.records import STAGES
from yanzhen_web.services.records.columns import span_of
from yanzhen_web.services.records.storing import storable

MOST_MONEY = 10**13
"""Over 10 万亿元 an amount is a slip of the unit, here as in a workbook."""
MOST_WHOLE = 2**63 - 1
MOST_NUMBER = 1e15
LONGEST = {"name": 300, "contact": 500, "text": 10_000, "maturity": 100, "code": 100, "project_code": 100}
LONGEST_NAME = 500
MOST_ENTRIES = 50
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MOST_FAULTS = 50


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and what to write instead."""

    key: str
    label: Said
    advice: Said


class RefusedFields(YanzhenError):
    """Values that can't be taken; `faults` names each field, `str()` tells all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults[:_MOST_FAULTS])
        zh = "；".join(f"{fault.label.zh}：{fault.advice.zh}" for fault in self.faults)
        en = "; ".join(f"{fault.label.en}: {fault.advice.en}" for fault in self.faults)
        super().__init__(zh, en)


class _Wrong(Exception):
    def __init__(self, zh: str, en: str) -> None:
        self.advice = Said(zh, en)


def checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: key -> value, None for one that is to be cleared.

    Money is whole CNY, dates are ISO (cut to what is known, or an interval of two), regions six digits, lists lists.

    Raises:
        RefusedFields: names every field that can't be taken.
    """
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in values.items():
        field = fields_of(kind).get(key)
        if field is None:
            faults.append(unknown_field(kind, key))
            continue
        try:
            found[key] = None if value is None or value == "" else _READERS[field.type](field, value)
        except _Wrong as wrong:
            faults.append(Fault(key, field.label, wrong.advice))
    faults += _secrets(kind, found)
    if "name" in found and not found["name"]:
        faults.append(nameless(kind))
    if faults:
        raise RefusedFields(faults)
    return found


def _secrets(kind: str, found: Mapping[str, Any]) -> list[Fault]:
    """Texts that bear a mark of state secrecy: such are not taken, whoever types them."""
    from yanzhen.collect.secrecy import check_text
    from yanzhen.errors import StateSecret

    faults = []
    for key, value in found.items():
        label = fields_of(kind)[key].label
        try:
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and text:
                    check_text(text, place_zh=f"“{label.zh}”一栏", place_en=f"The field {label.en}")
        except StateSecret as error:
            faults.append(Fault(key, label, error.said))
    return faults


def nameless(kind: str) -> Fault:
    """A record without a name."""
    label = fields_of(kind)["name"].label
    return Fault("name", label, Said("不能为空；请填写", "is empty; fill it in"))


def unknown_field(kind: str, key: str) -> Fault:
    """A key that the kind does not have, with the one that was probably meant."""
    shown = storable(str(key))[:60]
    known = fields_of(kind)
    near = get_close_matches(shown, known, n=1, cutoff=0.6) or get_close_matches(
        shown, [str(field.label.zh) for field in known.values()], n=1, cutoff=0.6
    )
    label = KIND_LABELS.get(kind, Said(kind, kind))
    zh, en = f"{label.zh}没有这个字段", f"no such field of {label.en.lower()}"
    if near:
        return Fault(shown, Said(shown, shown), Said(f"{zh}；是不是 {near[0]}？", f"{en}; did you mean {near[0]}?"))
    listed = ", ".join(list(known)[:8])
    return Fault(
        shown, Said(shown, shown), Said(f"{zh}；可用的字段如 {listed}", f"{en}; there are {listed} and others")
    )


# --- readers of one type ---------------------------------------------------------------------------------------------


def _text(field: Field, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _Wrong("要填文字", "must be a text")
    text: str = storable(value).strip()
    most = LONGEST_NAME if field.key == "name" else LONGEST.get(field.type, LONGEST["text"])
    if len(text) > most:
        raise _Wrong(f"超过 {most} 字；请缩短", f"is longer than {most} characters; shorten it")
    return text or None


def _line(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    return " ".join(text.split()) if text else None


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong("要填整数", "must be a whole number")
    if not 0 <= value <= most:
        raise _Wrong(f"要在 0 到 {most} 之间", f"must be between 0 and {most}")
    return value


def _money(field: Field, value: Any) -> int:
    try:
        return _whole(value, MOST_MONEY)
    except _Wrong as wrong:
        raise _Wrong(
            f"金额以元为单位{wrong.advice.zh}，如 120000000（1.2亿元）",
            f"an amount is in CNY and {wrong.advice.en}, such as 120000000",
        ) from None


def _integer(field: Field, value: Any) -> int:
    return _whole(value, MOST_WHOLE)


def _figure(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Wrong("要填一个数", "must be a number")
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > MOST_NUMBER:
        raise _Wrong("这个数太大了；请核对单位", "is too large; check the unit")
    return value


def _number(field: Field, value: Any) -> int | float:
    return _figure(value)


def _bool(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("只能填 true 或 false", "must be true or false")
    return value


def _date(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not is_iso(value):
        raise _Wrong(
            "日期写成 2025-03-29、2025-03、2025，或区间 2025-07/2025-09",
            "write a date as 2025-03-29, 2025-03, 2025, or as an interval 2025-07/2025-09",
        )
    return value


def is_iso(text: str) -> bool:
    """Whether a text is a date of the business: ISO, cut to what is known, or an interval of two."""
    parts = text.split("/")
    if len(parts) > 2 or not all(_ISO.fullmatch(part) for part in parts):
        return False
    return all(_FIRST_YEAR <= int(part[:4]) <= _LAST_YEAR for part in parts) and span_of(text) is not None


def _region(field: Field, value: Any) -> str:
    from yanzhen.reference.regions import is_known

    if not isinstance(value, str) or len(value) != 6 or not is_known(value):
        raise _Wrong(
            "要填六位行政区划代码，如 430100（长沙市）", "must be a region's six-digit code, such as 430100 (Changsha)"
        )
    return value


def _country(field: Field, value: Any) -> str:
    from yanzhen.reference.countries import countries

    if not isinstance(value, str) or value not in countries():
        raise _Wrong("要填两位国家代码，如 DE（德国）", "must be a country's two-letter code, such as DE (Germany)")
    return value


def _stage(field: Field, value: Any) -> str:
    if value not in STAGES:
        named = "、".join(f"{stage}（{STAGE_LABELS[stage].zh}）" for stage in STAGES)
        raise _Wrong(f"只能是 {named}", f"must be one of {', '.join(STAGES)}")
    return str(value)


def _credit_code(field: Field, value: Any) -> str:
    from yanzhen.reference.codes import credit_code

    code = credit_code(value) if isinstance(value, str) and len(value) < 60 else None
    if code is None:
        raise _Wrong(
            "统一社会信用代码不对（应为18位，末位是校验码）；请对照营业执照重填",
            "is no valid credit code (18 characters, the last one a check); copy it from the business licence",
        )
    return code


def _money_range(field: Field, value: Any) -> list[int]:
    if not isinstance(value, list) or len(value) != 2:
        raise _Wrong("要填 [低, 高] 两个金额（元）", "must be two amounts in CNY, [low, high]")
    low, high = (_money(field, part) for part in value)
    if low > high:
        raise _Wrong("低的一个要写在前面", "the lower of the two comes first")
    return [low, high]


_CURRENCY = re.compile(r"[A-Z]{3}")


def _foreign_money(field: Field, value: Any) -> dict[str, Any]:
    amount = value.get("amount") if isinstance(value, dict) and set(value) == {"amount", "currency"} else None
    currency = value.get("currency") if isinstance(value, dict) else None
    if amount is None or not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise _Wrong(
            '写成 {"amount": 1000000, "currency": "USD"}', 'write it as {"amount": 1000000, "currency": "USD"}'
        )
    if _figure(amount) < 0:
        raise _Wrong("金额不能是负数", "an amount is never negative")
    return {"amount": amount, "currency": currency}


_ENTRY_KEYS = frozenset({"name", "amount_cny", "amount", "currency"})


def _list(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        raise _Wrong(f"要填一个列表，最多 {MOST_ENTRIES} 项", f"must be a list of {MOST_ENTRIES} entries at most")
    return [_entry(field, entry) for entry in value]


def _entry(field: Field, entry: Any) -> Any:
    if isinstance(entry, str) and len(entry) <= LONGEST["name"]:
        return storable(entry).strip()
    if not isinstance(entry, dict) or not set(entry) <= _ENTRY_KEYS:
        raise _Wrong(
            '每一项写成文字，或 {"name": "一期", "amount_cny": 100000000}',
            'write each entry as a text, or as {"name": "一期", "amount_cny": 100000000}',
        )
    return {key: _part(field, key, inner) for key, inner in entry.items()}


def _part(field: Field, key: str, value: Any) -> Any:
    if key == "amount_cny":
        return _money(field, value)
    if key == "amount":
        return _figure(value)
    if not isinstance(value, str) or len(value) > LONGEST["name"]:
        raise _Wrong("每一项的名称要填文字", "the name of an entry must be a text")
    return storable(value).strip()


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "name": _line,
    "text": _text,
    "contact": _text,
    "maturity": _line,
    "code": _line,
    "project_code": _line,
    "money": _money,
    "money_range": _money_range,
    "foreign_money": _foreign_money,
    "number": _number,
    "integer": _integer,
    "bool": _bool,
    "date": _date,
    "region": _region,
    "country": _country,
    "stage": _stage,
    "credit_code": _credit_code,
    "list": _list,
}
