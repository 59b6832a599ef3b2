"""What the papers of an event say, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from yanzhen.language import Language, Said
from yanzhen.meet.papers.programme import AgendaItem, Session
from yanzhen.typesetting.plaintext import printable

PROOF = "校样 / PROOF"
ROLES = {
    "vip": Said("贵宾", "VIP"),
    "speaker": Said("演讲嘉宾", "Speaker"),
    "delegate": Said("代表", "Delegate"),
    "press": Said("媒体", "Press"),
    "staff": Said("工作人员", "Staff"),
}
KINDS = {
    "opening": Said("开场", "Opening"),
    "speech": Said("致辞", "Speech"),
    "presentation": Said("推介", "Presentation"),
    "signing": Said("签约", "Signing"),
    "roundtable": Said("圆桌对话", "Round table"),
    "award": Said("颁发", "Award"),
    "break": Said("茶歇", "Break"),
    "closing": Said("结束", "Closing"),
    "other": Said("其他", "Other"),
}
BLANK = "＿＿＿＿"
"""A blank to fill in by hand."""
OPEN = Said("待定", "to be settled")


def telling(language: Language) -> Callable[[Said], str]:
    """What gives the text of a language, the other's where it is wanting."""

    def told(said: Said) -> str:
        first, second = (said.en, said.zh) if language == "en" else (said.zh, said.en)
        return printable(first) or printable(second)

    return told


def day_told(day: str, language: Language) -> str:
    """An ISO date as people write it; anything else as it stands."""
    try:
        moment = date.fromisoformat(day)
    except ValueError:
        return printable(day)
    if language == "en":
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{moment.year}年{moment.month}月{moment.day}日"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def time_told(session: Session | AgendaItem) -> str:
    """From when to when, as far as it is known."""
    if isinstance(session, AgendaItem):
        return printable(session.starts)
    return "–".join(part for part in (printable(session.starts), printable(session.ends)) if part)


def amount_told(amount_cny: int | None, language: Language) -> str:
    """Yuan in 亿元 (100 million) or in English millions, to ten thousand yuan, never rounded to nothing."""
    if amount_cny is None:
        return "—"
    unit, digits = (1_000_000, 2) if language == "en" else (100_000_000, 4)
    text = f"{amount_cny / unit:,.{digits}f}".rstrip("0").rstrip(".")
    return f"<{10**-digits:.{digits}f}" if amount_cny and text == "0" else text
