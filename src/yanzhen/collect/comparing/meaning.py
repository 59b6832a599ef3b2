"""Whether two values of a field mean the same, and if not, in which way they differ."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import orjson

from yanzhen.collect.comparing.shapes import CellChange, Mark, Telling
from yanzhen.collect.values.dates import earliest, latest
from yanzhen.fields import Field, fields_of
from yanzhen.records import STAGES, folded
from yanzhen.reference.regions import ancestors, is_known, region

IGNORED = frozenset(("seq",))
"""A row's number says nothing about it."""

_ORDERED = STAGES[: STAGES.index("full_production") + 1]


def changes_between(old: Telling, new: Telling) -> tuple[CellChange, ...]:
    """The cells in which two tellings of a row differ, in the order of the field registry."""
    if old.fields == new.fields and old.name == new.name and old.extra == new.extra:
        return ()
    fields = fields_of(new.kind)
    found: list[CellChange] = []
    if _plain(old.name) != _plain(new.name):
        found.append(CellChange("name", old.name, new.name, "changed"))
    before, after = old.fields, new.fields
    if before != after:
        for key in _keys(new.kind, before, after):
            one, other = before.get(key), after.get(key)
            mark = mark_of(fields.get(key), one, other)
            if mark is not None:
                found.append(CellChange(key, one, other, mark))
    if old.extra != new.extra:
        for header in dict.fromkeys((*old.extra, *new.extra)):
            one, other = old.extra.get(header), new.extra.get(header)
            mark = mark_of(None, one, other)
            if mark is not None:
                found.append(CellChange(header, one, other, mark, extra=True))
    return tuple(found)


def _keys(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys whose values are not the very same, in the order of the registry, then of their names."""
    told = {key for key, value in after.items() if before.get(key) != value}
    told.update(key for key in before if key not in after)
    order = _order(kind)
    return sorted(told - IGNORED - {"name"}, key=lambda key: (order.get(key, len(order)), key))


@cache
def _order(kind: str) -> dict[str, int]:
    return {key: place for place, key in enumerate(fields_of(kind))}


def mark_of(field: Field | None, old: Any, new: Any) -> Mark | None:
    """In which way a value differs from the one before; None where both mean the same.

    Args:
        field: of the registry; None for a column that nobody understood, whose texts are compared.
    """
    if _is_nothing(new):
        return None if _is_nothing(old) else "cleared"
    if _is_nothing(old):
        return "filled"
    test = _TESTS.get(field.type) if field is not None else None
    try:
        return (test or _by_text)(old, new)
    except (TypeError, ValueError, ArithmeticError):
        # What was typed into a form may be of another type than the field's.
        return _by_text(old, new)


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return folded(text)


def _by_text(old: Any, new: Any) -> Mark | None:
    if isinstance(old, str) and isinstance(new, str):
        return None if _plain(old) == _plain(new) else "changed"
    if isinstance(old, list | dict) or isinstance(new, list | dict):
        return _by_members(old, new)
    return None if old == new or _plain(str(old)) == _plain(str(new)) else "changed"


def _by_amount(old: Any, new: Any) -> Mark | None:
    if old == new:
        return None
    return "shrank" if new < old else "grew"


def _by_range(old: Any, new: Any) -> Mark | None:
    (low, high), (new_low, new_high) = sorted(old), sorted(new)
    if (low, high) == (new_low, new_high):
        return None
    if new_low <= low and new_high <= high:
        return "shrank"
    return "grew" if new_low >= low and new_high >= high else "changed"


def _by_foreign(old: Any, new: Any) -> Mark | None:
    if old.get("currency") != new.get("currency"):
        return "changed"
    return _by_amount(old.get("amount", 0), new.get("amount", 0))


def _by_number(old: Any, new: Any) -> Mark | None:
    return None if math.isclose(old, new, rel_tol=1e-12) else "changed"


@lru_cache(maxsize=65536)
def _by_date(old: str, new: str) -> Mark | None:
    first, last, new_first, new_last = earliest(old), latest(old), earliest(new), latest(new)
    if (first, last) == (new_first, new_last):
        return None
    if first <= new_first and new_last <= last:
        return "refined"
    if new_first <= first and last <= new_last:
        return "changed"
    return "moved_later" if (new_first, new_last) > (first, last) else "moved_earlier"


@lru_cache(maxsize=65536)
def _by_region(old: str, new: str) -> Mark | None:
    one, other = standing(old), standing(new)
    if one == other:
        return None
    return "refined" if is_known(other) and one in ancestors(other) else "changed"


@lru_cache(maxsize=65536)
def standing(code: str) -> str:
    """The unit that stands today in the place of a code: its only successor, as often as it had one."""
    for _ in range(8):
        after = region(code).successor if is_known(code) else None
        if after is None:
            break
        code = after
    return code


def _by_stage(old: str, new: str) -> Mark | None:
    if old == new:
        return None
    back = old in _ORDERED and new in _ORDERED and _ORDERED.index(new) < _ORDERED.index(old)
    return "stage_back" if back else "changed"


def _by_members(old: Any, new: Any) -> Mark | None:
    """Lists are compared without their order."""
    return None if _members(old) == _members(new) else "changed"


def _members(value: Any) -> Counter[bytes]:
    each = value if isinstance(value, list | tuple) else [value]
    return Counter(orjson.dumps(_comparable(one), option=orjson.OPT_SORT_KEYS) for one in each)


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, dict):
        return {str(k): _comparable(v) for k, v in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 else value


_TESTS: dict[str, Callable[[Any, Any], Mark | None]] = {
    "money": _by_amount,
    "money_range": _by_range,
    "foreign_money": _by_foreign,
    "number": _by_number,
    "integer": _by_number,
    "date": _by_date,
    "region": _by_region,
    "stage": _by_stage,
    "list": _by_members,
}
