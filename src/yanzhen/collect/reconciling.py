"""Whether money of periods and sources adds up: this month and the last report to the year, the sources to the whole.

What does not is named with its amounts and refuses nothing: a person asks the sender. Amounts are whole CNY.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from yanzhen.collect.comparing.shapes import Telling
from yanzhen.collect.periods import SOURCES
from yanzhen.fields import fields_of
from yanzhen.language import Said

Code = Literal["period_mismatch", "previous_missing", "parts_mismatch"]

FAMILIES = ("funds_in_place", "investment_done")
_PERIODS = ("month", "year", "total")
_DOMESTIC = frozenset(("own_side", "other_city", "outside"))
"""Sources that are a whole by themselves where a list has no column for money from abroad."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Money that does not add up, or can't be checked.

    Attributes:
        record: the current one.
        key: of the amount that should be the sum.
        code: `period_mismatch`: this month and the last report are not this report; `previous_missing`: there is no
            last report to add to, a question; `parts_mismatch`: the sources are not the whole.
        stated: the amount that the record states, CNY.
        parts: the amounts that should add up to it, key -> CNY; the last report's has the key of its field.
    """

    record: Telling
    key: str
    code: Code
    stated: int
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether nothing is wrong yet, and the sender is to be asked."""
        return self.code == "previous_missing"

    @property
    def difference(self) -> int:
        """By how much the stated amount is above the sum of its parts, CNY."""
        return self.stated - sum(amount for _, amount in self.parts)

    def said(self) -> Said:
        """The finding in words, with the project's name and all amounts."""
        label, name = fields_of("project")[self.key].label, self.record.name
        zh, en = f"“{name}”{label.zh} {_yuan(self.stated)}", f"'{name}': {label.en} {self.stated:,} CNY"
        if self.code == "previous_missing":
            return Said(
                f"{zh}，与本月数不同，又没有上期报表可以相加；是新增项目，还是上期漏报？",
                f"{en}; it is not this month's amount, and there is no last report to add to. "
                "Is the project new, or was it left out last time?",
            )
        sum_zh = " + ".join(f"{self._part(key).zh} {_yuan(amount)}" for key, amount in self.parts)
        sum_en = " + ".join(f"{self._part(key).en} {amount:,}" for key, amount in self.parts)
        total = sum(amount for _, amount in self.parts)
        more_zh, more_en = ("多", "more") if self.difference > 0 else ("少", "less")
        apart = abs(self.difference)
        return Said(
            f"{zh}，而{sum_zh} = {_yuan(total)}，{more_zh}了 {_yuan(apart)}；请核对",
            f"{en}, but {sum_en} = {total:,} CNY: {apart:,} {more_en}; check both",
        )

    def _part(self, key: str) -> Said:
        label = fields_of("project")[key].label
        return Said(f"上期{label.zh}", f"last report's {label.en}") if key == self.key else label


def _yuan(amount: int) -> str:
    """An amount as offices read it: 万元, with as many digits as it has."""
    sign, whole, rest = "-" if amount < 0 else "", *divmod(abs(amount), 10_000)
    return f"{sign}{whole}.{rest:04d}".rstrip("0").rstrip(".") + " 万元"


_RANGE_START = r"(?:\d{1,2}月?[-—–―~至到]+)?"
_PERIOD = re.compile(rf"((?:19|20)\d{{2}})(?:年{_RANGE_START}(\d{{1,2}})月|[-./](\d{{1,2}})(?![\d\-./]))")


def month_told(text: str) -> str | None:
    """The month that a report stands for, `2025-10`, as its period or title says: 2025年10月, 2025年1—10月, 2025-10.

    None where it says no month: a quarter, a year.
    """
    found = _PERIOD.search("".join(unicodedata.normalize("NFKC", text).split()))
    month = int(found[2] or found[3]) if found else 0
    return f"{found[1]}-{month:02d}" if found and 1 <= month <= 12 else None


def follows(month: str, previous_month: str) -> bool:
    """Whether a report of this month can be checked against one of that: it is of the month before."""
    return _month(previous_month) == _before(*_month(month))


def period_findings(
    current: Iterable[Telling],
    previous: Iterable[Telling],
    *,
    month: date | str,
    previous_month: date | str | None = None,
    tolerance: int = 0,
) -> Iterator[Finding]:
    """Where this month and the last report are not this report: of the year, and since the start.

    Args:
        current: projects of this report, each with its key.
        previous: projects of the last report; matched by their keys.
        month: that this report stands for, a day of it or `2025-10`. In January the year starts anew.
        previous_month: that the last report stands for; the month before by default. A report of another month
            than that before can't be added to: then each sum that needs it is a question. One of last year counts
            for what runs since the start only.
        tolerance: difference that is no fault, CNY: what rounding to 亿元 may cost.

    Raises:
        ValueError: a month that is none.
    """
    year, number = _month(month)
    fits = previous_month is None or _month(previous_month) == _before(year, number)
    by_key = {record.key: record for record in previous if record.key} if fits else {}
    for record in current:
        if record.kind != "project" or _MONTHLY.isdisjoint(record.fields):
            continue
        last = by_key.get(record.key) if record.key else None
        for family in FAMILIES:
            for source in ("", *SOURCES):
                yield from _periods_of(record, last, family, source, starts_anew=number == 1, tolerance=tolerance)


def _periods_of(
    record: Telling, last: Telling | None, family: str, source: str, *, starts_anew: bool, tolerance: int
) -> Iterator[Finding]:
    month_key = _key(family, "month", source)
    month = _amount(record, month_key)
    for period in ("year", "total"):
        key = _key(family, period, source)
        stated = _amount(record, key)
        if month is None or stated is None:
            continue
        if starts_anew and period == "year":
            if abs(stated - month) > tolerance:
                yield Finding(record, key, "period_mismatch", stated, ((month_key, month),))
            continue
        earlier = _amount(last, key) if last is not None else None
        if earlier is None:
            # A project of which this is the first report has this month's money only.
            if abs(stated - month) > tolerance:
                yield Finding(record, key, "previous_missing", stated, ((month_key, month),))
        elif abs(stated - month - earlier) > tolerance:
            yield Finding(record, key, "period_mismatch", stated, ((month_key, month), (key, earlier)))


def parts_findings(records: Sequence[Telling], *, tolerance: int = 0) -> Iterator[Finding]:
    """Where the amounts by source are not the whole: of each family and period, within each record.

    They must be equal where all sources are given that any record of the list gives, if these are a whole (with or
    without money from abroad); where one is missing they must not be more.

    Args:
        tolerance: as in `period_findings`.
    """
    for family in FAMILIES:
        for period in _PERIODS:
            keys = {source: _key(family, period, source) for source in SOURCES}
            scheme = {s for s, key in keys.items() if any(_amount(record, key) is not None for record in records)}
            if not scheme:
                continue
            for record in records:
                parts = {s: a for s, key in keys.items() if (a := _amount(record, key)) is not None}
                whole_key = _key(family, period, "")
                whole = _amount(record, whole_key)
                if whole is None or not parts:
                    continue
                complete = scheme >= _DOMESTIC and set(parts) == scheme
                above = sum(parts.values()) - whole
                if above > tolerance or (complete and above < -tolerance):
                    listed = tuple((keys[source], amount) for source, amount in parts.items())
                    yield Finding(record, whole_key, "parts_mismatch", whole, listed)


def _key(family: str, period: str, source: str) -> str:
    return f"{family}_{period}_{source}_cny" if source else f"{family}_{period}_cny"


_MONTHLY = frozenset(_key(family, "month", source) for family in FAMILIES for source in ("", *SOURCES))


def _amount(record: Telling, key: str) -> int | None:
    value: Any = record.fields.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _month(told: date | str) -> tuple[int, int]:
    text = told.isoformat() if isinstance(told, date) else told
    year, _, rest = text.partition("-")
    number = int(rest[:2])
    if not 1 <= number <= 12:
        raise ValueError(f"no month: {text}")
    return int(year), number


def _before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)
