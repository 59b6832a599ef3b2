"""Meetings of a run: who suits whom sits at one table in one slot, nobody twice, and the calendar says the same."""

import io
from datetime import UTC, date, timedelta

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from yanzhen.language import Said
from yanzhen.match import Match
from yanzhen.match.reasons import Reason
from yanzhen.records import Record, give_keys
from yanzhen.timetabling import BEGINS, SLOT, SLOTS, timetable_of_matches

DAY = date(2025, 3, 29)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    demands = [Record("demand", f"虚构需求{n}", {"organisation": f"虚构企业{n % 7}"}) for n in range(10)]
    offers = [
        Record("achievement", f"虚构成果{n}", {"organisation": "虚构大学", "department": f"{n % 4} 系"})
        for n in range(8)
    ]
    return give_keys([*demands, *offers, Record("achievement", "虚构独立成果", {})])


@pytest.fixture(scope="module")
def matches(records: list[Record]) -> list[Match]:
    needs = [record for record in records if record.kind == "demand"]
    offers = [record for record in records if record.kind == "achievement"]
    return [
        Match(need.key, offer.key, 1, 100 * n + m, [Reason("word", Said("虚构词", "made-up word"), 100 * n + m)])
        for n, need in enumerate(needs)
        for m, offer in enumerate(offers)
    ]


@pytest.fixture(scope="module")
def made(records: list[Record], matches: list[Match]) -> dict[str, bytes]:
    return timetable_of_matches(records, matches, DAY, lambda share, what: None)


def sheets(made: dict[str, bytes]) -> dict[str, list[dict]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made["timetable.xlsx"]))
    listed = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in listed.items()}


def test_nobody_and_no_table_is_in_two_meetings_at_once(made) -> None:
    rows = sheets(made)["meetings"]
    taken = [(row["slot"], who) for row in rows for who in (row["needs"], row["offers"])]
    assert rows and len(taken) == len(set(taken))
    at = [(row["slot"], row["table"]) for row in rows]
    assert len(at) == len(set(at))
    assert {row["slot"] for row in rows} <= set(range(1, SLOTS + 1))


def test_two_sides_meet_once_over_what_suits_best(made, records, matches) -> None:
    names = {record.key: record for record in records}
    best: dict[tuple[str, str], int] = {}
    top = {match.need_id: max(each.score for each in matches if each.need_id == match.need_id) for match in matches}
    for match in matches:
        need, offer = names[match.need_id], names[match.offer_id]
        sides = need.get("organisation"), " ".join(filter(None, (offer.get("organisation"), offer.get("department"))))
        sides = sides[0], sides[1] or offer.name
        best[sides] = max(best.get(sides, 0), round(1000 * match.score / top[match.need_id]))
    found = sheets(made)
    assert {(row["needs"], row["offers"]): row["value"] for row in found["meetings"]} == best, "there is room for all"
    assert found["unscheduled"] == [] and found["certificate"][0]["value"] == sum(best.values())


def test_calendar_holds_the_same_meetings(made) -> None:
    rows = {f"{row['id']}@yanzhen": row for row in sheets(made)["meetings"]}
    entries = {str(each["uid"]): each for each in Calendar.from_ical(made["timetable.ics"]).walk("VEVENT")}
    assert entries.keys() == rows.keys()
    for uid, each in entries.items():
        starts = each.decoded("dtstart").astimezone(UTC) + timedelta(hours=8)
        minutes = BEGINS.hour * 60 + (rows[uid]["slot"] - 1) * int(SLOT / timedelta(minutes=1))
        assert (starts.hour * 60 + starts.minute, starts.date()) == (minutes, DAY)
        assert f"{starts:%H:%M}" == rows[uid]["from"]


def test_each_side_has_a_list_of_its_own(made) -> None:
    found = sheets(made)
    assert len(found["by_participant"]) == 2 * len(found["meetings"])
    order = [(row["participant"], row["slot"]) for row in found["by_participant"]]
    assert order == sorted(order)


def test_without_matches_there_are_headings_only() -> None:
    empty = sheets(timetable_of_matches([], [], DAY, lambda share, what: None))
    assert empty["meetings"] == empty["by_participant"] == empty["unscheduled"] == []
