"""From what the checking of values says to sentences that say what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from yanzhen.language import Said
from yanzhen_web.api.problems import Fault

Sentence = Callable[[Mapping[str, Any]], Said]

_SENTENCES: dict[str, Sentence] = {
    "missing": lambda c: Said("必填。", "This is required."),
    "extra_forbidden": lambda c: Said(
        "没有这一项，请去掉；说明里列有全部名称。", "There is no such name; leave it out. The schema lists all names."
    ),
    "string_too_long": lambda c: Said(
        f"最多 {c['max_length']} 个字符。", f"Write at most {c['max_length']} characters."
    ),
    "string_too_short": lambda c: Said(
        f"至少 {c['min_length']} 个字符。", f"Write at least {c['min_length']} characters."
    ),
    "string_type": lambda c: Said("请写成文字（带引号）。", "Write text, in quotes."),
    "string_pattern_mismatch": lambda c: Said(f"应符合 {c['pattern']}。", f"Write what matches {c['pattern']}."),
    "int_type": lambda c: Said("请写整数，不带引号和小数。", "Write a whole number without quotes."),
    "int_parsing": lambda c: Said("请写整数。", "Write a whole number."),
    "int_parsing_size": lambda c: Said("数太大。", "The number is too large."),
    "int_from_float": lambda c: Said("请写整数。", "Write a whole number."),
    "bool_type": lambda c: Said("请写 true 或 false。", "Write true or false."),
    "bool_parsing": lambda c: Said("请写 true 或 false。", "Write true or false."),
    "greater_than_equal": lambda c: Said(f"不小于 {c['ge']}。", f"Write {c['ge']} or more."),
    "less_than_equal": lambda c: Said(f"不大于 {c['le']}。", f"Write {c['le']} or less."),
    "greater_than": lambda c: Said(f"应大于 {c['gt']}。", f"Write more than {c['gt']}."),
    "literal_error": lambda c: Said(f"请从中选一个：{c['expected']}。", f"Write one of {c['expected']}."),
    "enum": lambda c: Said(f"请从中选一个：{c['expected']}。", f"Write one of {c['expected']}."),
    "too_long": lambda c: Said(f"最多 {c['max_length']} 项。", f"Give at most {c['max_length']}."),
    "too_short": lambda c: Said(f"至少 {c['min_length']} 项。", f"Give at least {c['min_length']}."),
    "list_type": lambda c: Said("请写成列表 […]。", "Write a list […]."),
    "dict_type": lambda c: Said("请写成对象 {…}。", "Write an object {…}."),
    "model_type": lambda c: Said("请写成对象 {…}。", "Write an object {…}."),
    "model_attributes_type": lambda c: Said("请写成对象 {…}。", "Write an object {…}."),
    "date_type": lambda c: Said("日期写成 2025-03-29。", "Write a date as 2025-03-29."),
    "date_parsing": lambda c: Said("日期写成 2025-03-29。", "Write a date as 2025-03-29."),
    "date_from_datetime_parsing": lambda c: Said("日期写成 2025-03-29。", "Write a date as 2025-03-29."),
    "date_from_datetime_inexact": lambda c: Said(
        "日期写成 2025-03-29，不带时间。", "Write a date as 2025-03-29, without time."
    ),
    "datetime_parsing": lambda c: Said(
        "时刻写成 2025-03-29T09:00:00+08:00。", "Write a time as 2025-03-29T09:00:00+08:00."
    ),
    "datetime_from_date_parsing": lambda c: Said(
        "时刻写成 2025-03-29T09:00:00+08:00。", "Write a time as 2025-03-29T09:00:00+08:00."
    ),
    "timezone_aware": lambda c: Said("时刻要带时区，如 +08:00。", "Add the offset, such as +08:00."),
    "too_many_rows": lambda c: Said("条数太多。", "Too many at once."),
}
_OTHERWISE = Said("这个值不对，请看说明。", "This value is not right; see the schema.")


def faults_of(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """A fault for each error; `loc` begins with where the value came from (body, query, path, header, form, file)."""
    return [_fault(error) for error in errors][:100]


def _fault(error: Mapping[str, Any]) -> Fault:
    kind = str(error.get("type", ""))
    try:
        said = _SENTENCES.get(kind, lambda c: _OTHERWISE)(error.get("ctx") or {})
    except KeyError:
        said = _OTHERWISE
    return Fault(pointer_of(error.get("loc", ())), str(said), code=kind or "invalid")


def pointer_of(location: Iterable[Any]) -> str:
    """A JSON pointer into the body as a URI fragment (`#/fields/name`); else the place and the name (`query:limit`)."""
    source, *rest = [str(part) for part in location] or ["body"]
    if source == "body":
        # The first piece is the parameter's own name in the code; a body is one document.
        return "#" + "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in rest[1:])
    return f"{source}:{'.'.join(rest)}"
