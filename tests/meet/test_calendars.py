"""A calendar file as a calendar reads it."""

from datetime import UTC, datetime, timedelta, timezone

from icalendar import Calendar

from yanzhen.meet.calendars import Entry, calendar_file

CHINA = timezone(timedelta(hours=8))
STAMP = datetime(2025, 3, 29, tzinfo=UTC)


def entry(id_: str = "a", title: str = "虚构一方 × 虚构二方", **more: str) -> Entry:
    starts = datetime(2025, 3, 29, 14, 20, tzinfo=CHINA)
    return Entry(id_, starts, starts + timedelta(minutes=20), title, **more)


def read(entries: list[Entry]) -> list:
    return list(Calendar.from_ical(calendar_file("供需对接", entries, STAMP)).walk("VEVENT"))


def test_meeting_is_read_back_with_its_hour_and_place() -> None:
    (found,) = read([entry(place="3 号桌", text="一、二；三,四")])
    assert found.decoded("dtstart").astimezone(UTC) == datetime(2025, 3, 29, 6, 20, tzinfo=UTC)
    assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(minutes=20)
    assert (str(found["summary"]), str(found["location"]), str(found["description"])) == (
        "虚构一方 × 虚构二方", "3 号桌", "一、二；三,四",
    )  # fmt: skip
    assert str(found["uid"]) == "a@yanzhen"


def test_text_from_outside_stays_one_line_of_one_entry() -> None:
    hostile = "甲\r\nEND:VEVENT\r\nBEGIN:VALARM\u202e\u2028乙" + "长" * 1000
    (found,) = read([entry(title=hostile, text=hostile)])
    assert "\n" not in str(found["summary"]) and "\u202e" not in str(found["summary"])
    assert str(found["summary"]).startswith("甲 END:VEVENT BEGIN:VALARM") and len(str(found["summary"])) == 300
    assert not list(Calendar.from_ical(calendar_file("x", [entry(title=hostile)], STAMP)).walk("VALARM"))


def test_same_entries_give_the_same_bytes() -> None:
    entries = [entry("a"), entry("b")]
    assert calendar_file("x", entries, STAMP) == calendar_file("x", entries, STAMP)
