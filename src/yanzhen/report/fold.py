"""Figures worked out over records in memory: conditions tested, measures taken, every record remembered by its id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from yanzhen.records import Record, folded
from yanzhen.report.conditions import (
    Absent,
    Begins,
    Condition,
    Contains,
    ContainsAny,
    During,
    Equals,
    Lacks,
    NoneOf,
    OneOf,
    Present,
    RatioAtMost,
    Within,
    stem_of,
)
from yanzhen.report.declarations import Count, CountDistinct, Figure, Months, Sum, SumFirst
from yanzhen.report.facts import FACTS
from yanzhen.report.values import Apart, Tally

Some = TypeVar("Some")


def value_of(record: Record, key: str) -> Any:
    """A field or a fact of a record; `None` where it is unknown."""
    work_out = FACTS.get(key)
    value = work_out(record) if work_out else record.get(key)
    return None if value == "" else value


def holds(condition: Condition, record: Record) -> bool:
    """Whether a record meets a condition."""
    value = value_of(record, condition.key)
    if isinstance(condition, RatioAtMost):
        return _is_at_most(condition, value, value_of(record, condition.over))
    return _TESTS[type(condition)](condition, value)


def _is_at_most(condition: RatioAtMost, value: Any, over: Any) -> bool:
    number, divisor = number_in(value), number_in(over)
    return number is not None and divisor is not None and divisor > 0 and number <= condition.limit * divisor


_NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?")


def number_in(value: Any) -> int | float | None:
    """A value as a number, also one that a file holds as text; None where it is none."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if set(value) & set(".eE") else int(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _lies_during(condition: During, value: Any) -> bool:
    start, _, end = str(value or "").partition("/")
    return start.startswith(condition.period) and (not end or end.startswith(condition.period))


_TESTS: dict[type, Callable[[Any, Any], bool]] = {
    Equals: lambda c, v: v is not None and v == c.value,
    OneOf: lambda c, v: v in c.values,
    NoneOf: lambda c, v: v not in c.values,
    Contains: lambda c, v: v is not None and c.text in str(v),
    Lacks: lambda c, v: v is None or c.text not in str(v),
    ContainsAny: lambda c, v: v is not None and any(text in str(v) for text in c.texts),
    Begins: lambda c, v: v is not None and str(v).startswith(c.starts),
    Present: lambda _, v: v is not None,
    Absent: lambda _, v: v is None,
    Within: lambda c, v: v is not None and str(v).startswith(stem_of(c.region)),
    During: _lies_during,
}


def matching(figure: Figure, records: Iterable[Record]) -> list[Record]:
    """The records that a figure speaks of, in their order."""
    return [
        record
        for record in records
        if record.kind == figure.kind and all(holds(condition, record) for condition in figure.where)
    ]


def fold(figure: Figure, records: Iterable[Record]) -> Tally:
    """Work a figure out over records that have keys.

    Args:
        records: of any kinds; those of other kinds are passed over.
    """
    return _MEASURES[type(figure.measure)](figure.measure, matching(figure, records))


def _count(_: Count, records: Sequence[Record]) -> Tally:
    return Tally(len(records), _keys(records))


def _count_distinct(measure: CountDistinct, records: Sequence[Record]) -> Tally:
    named = [record for record in records if value_of(record, measure.key) is not None]
    return Tally(len({folded(str(value_of(record, measure.key))) for record in named}), _keys(named))


def _sum(measure: Sum, records: Sequence[Record]) -> Tally:
    return _sum_first(SumFirst((measure.key,)), records)


def _sum_first(measure: SumFirst, records: Sequence[Record]) -> Tally:
    total, rows, apart, sources = 0, [], [], Counter[str]()
    for record in records:
        key = _first_present(record, measure.keys)
        if key is None:
            apart.append(_apart(record, measure.apart))
            continue
        total += int(record.get(key))
        sources[key] += 1
        rows.append(record.key)
    return Tally(total, tuple(rows), tuple(apart), tuple((key, sources[key]) for key in measure.keys if sources[key]))


def _apart(record: Record, keys: tuple[str, ...]) -> Apart:
    key = _first_present(record, keys)
    return Apart(record.key, key, record.get(key) if key else None)


def _first_present(record: Record, keys: tuple[str, ...]) -> str | None:
    return next((key for key in keys if record.get(key) is not None), None)


def _months(measure: Months, records: Sequence[Record]) -> Tally:
    if len(records) != 1:
        return Tally(None, _keys(records))
    start, end = (_month_of(str(records[0].get(key) or "")) for key in (measure.start, measure.end))
    return Tally(None if start is None or end is None else end - start, _keys(records))


def _month_of(date: str) -> int | None:
    """Months since year 0 of an ISO date known to the month."""
    year, _, rest = date.partition("-")
    if "/" in date or not (year.isdigit() and rest[:2].isdigit()):
        return None
    return int(year) * 12 + int(rest[:2])


def _keys(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(record.key for record in records)


_MEASURES: dict[type, Callable[[Any, Sequence[Record]], Tally]] = {
    Count: _count,
    CountDistinct: _count_distinct,
    Sum: _sum,
    SumFirst: _sum_first,
    Months: _months,
}
