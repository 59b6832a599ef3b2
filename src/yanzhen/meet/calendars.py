"""Meetings as a calendar file (RFC 5545), for the calendars that people have anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yanzhen.errors import MissingPiece
from yanzhen.typesetting.plaintext import printable

if TYPE_CHECKING:
    from icalendar import Event

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting in a calendar.

    Attributes:
        id: the same in every edition of the calendar, so that a change replaces what was there.
        starts, ends: with their zone.
    """

    id: str
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    text: str = ""


def calendar_file(name: str, entries: Sequence[Entry], stamp: datetime) -> bytes:
    """The calendar as a file.

    Args:
        stamp: when this edition was made; the same stamp gives the same bytes.

    Raises:
        MissingPiece: icalendar is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise MissingPiece(
            "日历要用 icalendar：pip install 'yanzhen[meet]'", "calendars need icalendar: pip install 'yanzhen[meet]'"
        ) from error
    calendar = Calendar()
    calendar.add("prodid", "-//yanzhen//yanzhen//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _line(name))
    for entry in entries:
        calendar.add_component(_component(entry, stamp))
    return bytes(calendar.to_ical())


def _component(entry: Entry, stamp: datetime) -> Event:
    from icalendar import Event

    found = Event()
    found.add("uid", f"{entry.id}@yanzhen")
    found.add("dtstamp", stamp)
    found.add("dtstart", entry.starts)
    found.add("dtend", entry.ends)
    found.add("summary", _line(entry.title))
    for key, text in (("location", entry.place), ("description", entry.text)):
        if text:
            found.add(key, _line(text))
    return found


def _line(text: str) -> str:
    """One line of some length; escaping is the library's."""
    return printable(text)[:_LONGEST]
