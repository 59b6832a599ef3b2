"""What period a round is about, and what the next round of its kind says: its title, its period, its cut-off."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yanzhen.collect.reconciling import month_told
from yanzhen.collect.templates import Period
from yanzhen.collect.templates.blanks import Filling, period_of, timed
from yanzhen.errors import YanzhenError
from yanzhen_web.models import Round

_JANUARY_ALONE = re.compile(r"(?<!\d)1\s*月?\s*[-—–―~至到]+\s*1\s*月")
_QUARTER = re.compile(r"(20\d{2})年?第?([一二三四1-4])季度")
_HALF = re.compile(r"(20\d{2})年([上下])半年")
_IN_NUMBERS = re.compile(r"20\d{2}([-./])\d{1,2}")


def period_told(text: str) -> Period | None:
    """The period as offices write it; none where it is something else."""
    if month := month_told(text):
        return Period.of(month)
    if found := _QUARTER.search(text):
        return Period(int(found[1]), quarter=1 + "一二三四1234".index(found[2]) % 4)
    if found := _HALF.search(text):
        return Period(int(found[1]), half=1 if found[2] == "上" else 2)
    told = period_of([timed(text)])
    if told is not None and told.year and told.month <= 12:
        return told
    try:
        return Period.of(text)
    except YanzhenError:
        return None


@dataclass(frozen=True)
class Next:
    """What the round after a round would say.

    Attributes:
        period: empty where the round says none that can be moved on.
        cut_off: the same day and hour a period later, and not in the past.
    """

    title: str
    period: str
    cut_off: datetime


def next_after(last: Round, now: datetime) -> Next:
    """What a copy of a round says for the period after it."""
    period = period_told(last.period) or period_told(last.title)
    following, months = _following(period) if period is not None else (None, 1)
    cut_off = _later(last.cut_off, months)
    while cut_off <= now:
        cut_off = _later(cut_off, months)
    if period is None or following is None:
        return Next(last.title, "", cut_off)
    moved = _moved(last.period, period, following)
    return Next(_moved(last.title, period, following), moved if moved != last.period else "", cut_off)


def _following(period: Period) -> tuple[Period | None, int]:
    """The period after one, and how many months later it is due."""
    if period.week:
        return None, 1
    months = 1 if period.month else 3 if period.quarter else 6 if period.half else 12
    part = (period.month or period.quarter or period.half) + 1
    of_a_year = 12 // months
    year, part = (period.year + 1, 1) if part > of_a_year or months == 12 else (period.year, part)
    if months == 12:
        return Period(year), months
    name = {1: "month", 3: "quarter", 6: "half"}[months]
    return Period(year, **{name: part}), months


def _moved(text: str, period: Period, following: Period) -> str:
    """The text with its years and months moved on as the period is."""
    if period.month and (found := _IN_NUMBERS.fullmatch(text.strip())):
        return f"{following.year}{found[1]}{following.month:02d}"
    return _JANUARY_ALONE.sub("1月", Filling(period=following, since=period).written(timed(text)))


def _later(moment: datetime, months: int) -> datetime:
    local = timezone.localtime(moment)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
