"""How a ruling speaks: by when an answer is wanted, and whose entry of when it stands on."""

from __future__ import annotations

from datetime import date, timedelta

from yanzhen.language import Said
from yanzhen.records import Record

DAYS_TO_ANSWER = 14
TOO_OLD_DAYS = 730
"""An entry of a park that is older rules nothing out any more: it is asked for anew."""


def answer_day(today: date) -> date:
    """The day by which an answer is wanted to what is asked today."""
    return today + timedelta(days=DAYS_TO_ANSWER)


def by_day(today: date) -> Said:
    """By when an answer is wanted, as a sentence."""
    day = answer_day(today)
    return Said(f"请在 {day.isoformat()} 前答复。", f"An answer is wanted by {day.isoformat()}.")


INVESTOR = Said("请投资方核对：", "To the investor: ")


def to_investor(zh: str, en: str) -> Said:
    """A question that the investor answers, the same for every place."""
    return Said(f"{INVESTOR.zh}{zh}", f"{INVESTOR.en}{en}")


def asks_investor(question: Said) -> bool:
    """Whether a question is the investor's to answer, not the place's."""
    return question.zh.startswith(INVESTOR.zh)


def source_of(place: Record, what: Said) -> Said:
    """Whose entry it is, of when, and where it stands."""
    day = str(place.get("as_of") or "")
    book = " ".join(filter(None, (place.source.book, place.source.sheet)))
    row = (f"第 {place.source.row} 行", f"row {place.source.row}") if place.source.row else ("", "")
    zh = [f"{place.name}填报的{what.zh}", f"截至 {day}" if day else "没有写日期", f"{book} {row[0]}".strip()]
    en = [f"{what.en}, as {place.name} tells it", f"as of {day}" if day else "undated", f"{book} {row[1]}".strip()]
    return Said("，".join(filter(None, zh)), ", ".join(filter(None, en)))


def day_of(place: Record) -> date | None:
    """The last day of the time of which a place tells; None where it does not say, or in no date."""
    text = str(place.get("as_of") or "")
    whole = {4: f"{text}-12-31", 7: f"{text}-28", 10: text}.get(len(text), "")
    try:
        return date.fromisoformat(whole)
    except ValueError:
        return None


def too_old(place: Record, today: date) -> bool:
    """Whether what a place tells is too old to rule anything out."""
    day = day_of(place)
    return day is not None and (today - day).days > TOO_OLD_DAYS
