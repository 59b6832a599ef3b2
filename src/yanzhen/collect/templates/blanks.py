"""What of a line is filled in anew each round: the year and month of a title, the office, the day; and how.

Names and telephone numbers of people that stand in a signature line are not learned at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yanzhen.collect.templates.shapes import Blank, Means, Words
from yanzhen.errors import WrongUsage

_OFFICE = re.compile(
    r"(?:填报|报送|上报|填表|编制|汇总)(?:单位|部门|地区)(?:[(（][^()（）]{0,8}[)）])?[:：][ \u3000_]*"
    r"(?P<office>(?:(?![ \u3000]{2}|[(（](?:盖|公|签)|填报|报送|上报|填表|单位|截[至止]|日期|时间)[^\t,，;；])*)"
)
_YEAR = r"(?:19|20)\d{2}"
_DAY = rf"(?:{_YEAR}年\d{{1,2}}月\d{{1,2}}日?|{_YEAR}(?:-\d{{1,2}}-|/\d{{1,2}}/|\.\d{{1,2}}\.)\d{{1,2}}(?!\d))"
_DATE = rf"(?:{_DAY}|{_YEAR}年\d{{1,2}}月(?:底|末)?)"
_DATED = re.compile(
    rf"(?:截[至止](?:到|时间为?|日期为?)?[:：]?|(?:填报|报送|上报|填表|制表)?(?:日期|时间)[:：])"
    rf"[ \u3000_]*(?P<date>{_DATE})?"
)
_WHOLE_DATE = re.compile(rf"(?P<date>{_DAY})")
_TIMES: tuple[tuple[Means, re.Pattern[str]], ...] = (
    ("year", re.compile(r"(?<!\d)(?:19|20)\d{2}(?=\s*年)")),
    (
        "month",
        re.compile(
            r"(?<![\d.])(?:1|01)\s*[-~至到—–―]+\s*(?P<at>\d{1,2})(?=\s*月)|(?<![\d.-])(?P<alone>\d{1,2})(?=\s*月)"
        ),
    ),
    ("quarter", re.compile(r"[一二三四1-4](?=\s*季度)")),
    ("half", re.compile(r"[上下](?=半年)")),
    ("week", re.compile(r"(?<=第)\d{1,2}(?=\s*周)")),
)
_PEOPLE = re.compile(
    r"(?P<label>(?:(?:填报|填表|制表|审核|复核|审批|核准|经办|联系|负责)人?员?(?:[(（][^()（）]{0,8}[)）])?"
    r"|(?:单位|统计)负责人|分管领导|主要领导|(?:联系)?(?:电话|手机)|签字|签名))[:：](?P<value>[^\r\n]*?)"
    r"(?=[ \u3000\t]{2,}|(?:填报|填表|制表|审核|复核|联系|单位|负责|电话|日期|时间)|$)"
)
_LABEL = re.compile(r"[:：][ \u3000_]*$")
_QUARTERS = "一二三四"
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:[-年]?(?:(?P<month>\d{1,2})月?|Q(?P<quarter>[1-4])|H(?P<half>[12])|W(?P<week>\d{1,2})))?年?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """What a round is about: a year, and a month, quarter, half or week of it; 0 where it says none."""

    year: int
    month: int = 0
    quarter: int = 0
    half: int = 0
    week: int = 0

    @classmethod
    def of(cls, text: str) -> Period:
        """From `2025`, `2025-10`, `2025-Q3`, `2025-H1` or `2025-W12`.

        Raises:
            WrongUsage: anything else.
        """
        found = _PERIOD.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
        numbers = {name: int(value) for name, value in found.groupdict(default="0").items()} if found else {}
        if not numbers or numbers["month"] > 12 or numbers["week"] > 53:
            raise WrongUsage(
                f"看不懂的时期“{text}”，请写 2025、2025-10、2025-Q3、2025-H1 或 2025-W12",
                f"unknown period “{text}”; write 2025, 2025-10, 2025-Q3, 2025-H1 or 2025-W12",
            )
        return cls(**numbers)

    @property
    def last_month(self) -> int:
        """The month up to which it reaches; 0 for a whole year or a week."""
        return self.month or 3 * self.quarter or 6 * self.half


@dataclass(frozen=True, slots=True)
class Filling:
    """What is filled into the lines of a template; where nothing at all is given they stay as they were learned.

    Attributes:
        since: the period that the template was learned from: years and months move by as much as it is behind.
    """

    period: Period | None = None
    office: str = ""
    as_of: str = ""
    since: Period | None = None

    def written(self, words: Words) -> str:
        """The text with its blanks filled."""
        if not (self.period or self.office or self.as_of):
            return words.text
        text = words.text
        for blank in reversed(words.blanks):
            text = text[: blank.start] + self._said(blank, text[blank.start : blank.end]) + text[blank.end :]
        return text

    def _said(self, blank: Blank, before: str) -> str:
        if blank.means in ("office", "region"):
            if not self.office:
                return before
            return self.office if blank.means == "office" else region_in_front(self.office)
        if blank.means == "date":
            return dated_like(before, self.as_of)
        if self.period is None:
            return before
        return _timed(blank.means, self.period, self.since, before) or "  "


def _timed(means: Means, period: Period, since: Period | None, before: str) -> str:
    """A part of the period in the manner of what stood there; empty where the period does not say it."""
    if means == "year":
        return str(period.year + (int(before) - since.year if since and since.year else 0))
    if means == "month":
        month = period.last_month
        if month and since and since.month:
            # A column of the month before stays one.
            month = (int(before) - since.month + month - 1) % 12 + 1
        return f"{month:02d}" if month and before.startswith("0") else str(month or "")
    quarter = period.quarter or -(-period.last_month // 3)
    half = period.half or -(-period.last_month // 6)
    if means == "quarter":
        return "" if not quarter else str(quarter) if before.isdigit() else _QUARTERS[quarter - 1]
    if means == "half":
        return "" if not half else "上下"[half - 1]
    return str(period.week or "")


def dated_like(before: str, iso: str) -> str:
    """An ISO date (of any precision) as dates stood there: 2025年3月20日, 2025-03-20, 2025.3.20."""
    parts = [part for part in iso.partition("/")[0].split("-") if part]
    if not parts:
        return ""
    mark = next((c for c in "-./" if c in before), "")
    if mark:
        return mark.join(
            parts if re.search(r"[-./]0\d", before) or mark == "-" else [part.lstrip("0") for part in parts]
        )
    return "".join(f"{part.lstrip('0')}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def region_in_front(office: str) -> str:
    """The place in the front of an office's name: 湘潭市 of 湘潭市商务局; empty where there is none."""
    from yanzhen.reference.places import resolve

    ends = [
        end
        for end in range(2, min(len(office), 16) + 1)
        if office[end - 1] in "省市县区盟旗州" and resolve(office[:end]).code
    ]
    return office[: ends[-1]] if ends else ""


def period_of(several: Iterable[Words]) -> Period | None:
    """The latest year, and the first month named beside it, of a template's lines; None where they name no time."""
    told = [
        (blank.means, int(words.text[blank.start : blank.end]))
        for words in several
        for blank in words.blanks
        if blank.means in ("year", "month") and blank.end > blank.start
    ]
    years = [number for means, number in told if means == "year"]
    months = [number for means, number in told if means == "month"]
    return Period(max(years, default=0), months[0] if months else 0) if told else None


def understood(text: str, *, region: str = "") -> Words:
    """A line with its blanks found.

    Args:
        region: the name of the place that the office stands for, to be found in a title.
    """
    text = without_people(text)
    blanks: list[Blank] = []
    for match in _OFFICE.finditer(text):
        start = match.start("office")
        _add(blanks, start, start + len(match["office"].rstrip(" \u3000_")), "office")
    for match in _DATED.finditer(text):
        at = match.end() if match["date"] is None else match.start("date")
        _add(blanks, at, match.end(), "date")
    for match in _WHOLE_DATE.finditer(text):
        _add(blanks, *match.span("date"), "date")
    _add_times(blanks, text)
    if region and (found := re.search(re.escape(region), text)):
        _add(blanks, *found.span(), "region")
    return Words(text, tuple(sorted(blanks, key=lambda blank: blank.start)))


def timed(text: str) -> Words:
    """A header with its years and months found: 2025年1-10月到位资金."""
    blanks: list[Blank] = []
    _add_times(blanks, text)
    return Words(text, tuple(sorted(blanks, key=lambda blank: blank.start)))


def _add_times(blanks: list[Blank], text: str) -> None:
    for means, pattern in _TIMES:
        for match in pattern.finditer(text):
            name = next((name for name in ("at", "alone") if name in match.re.groupindex and match[name]), None)
            _add(blanks, *(match.span(name) if name else match.span()), means)


def _add(blanks: list[Blank], start: int, end: int, means: Means) -> None:
    if all((end <= blank.start or start >= blank.end) and (start, end) != (blank.start, blank.end) for blank in blanks):
        blanks.append(Blank(start, end, means))


def without_people(text: str) -> str:
    """A signature line without the names and numbers that stood behind its labels."""
    return _PEOPLE.sub(_without_value, text)


def _without_value(match: re.Match[str]) -> str:
    if not match["value"].strip():
        return match[0]
    room = (
        ""
        if match.string[match.end() :].startswith((" ", "\u3000", "\t")) or match.end() == len(match.string)
        else " " * 8
    )
    return f"{match['label']}：{room}"


def ends_in_label(text: Any) -> bool:
    """Whether a cell is a label whose value stands in the next one: 填报人："""
    return isinstance(text, str) and bool(_LABEL.search(text))
