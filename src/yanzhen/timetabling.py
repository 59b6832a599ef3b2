"""对接 from records: the firms and universities whose demands and achievements suit each other, at tables, in slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from yanzhen.language import say
from yanzhen.recordfiles import workbook_bytes

if TYPE_CHECKING:
    from yanzhen.match import Match
    from yanzhen.meet.calendars import Entry
    from yanzhen.records import Record

Progress = Callable[[float, str], None]

ZONE = ZoneInfo("Asia/Shanghai")
BEGINS, SLOTS, SLOT = time(14), 12, timedelta(minutes=20)
"""One afternoon, from two to six."""
LEAST = 1
"""Everybody who suits somebody should sit at a table once, where that is possible at all."""
SECONDS = 20.0
BEST = 1000
"""What the best match of a demand is worth; scores of different demands do not compare."""


@dataclass(frozen=True)
class _Pair:
    """The best match between two sides: one meeting."""

    id: str
    needs: str
    offers: str
    match: Match
    worth: int


def timetable_of_matches(
    records: Sequence[Record], matches: Sequence[Match], on: date | None, progress: Progress
) -> dict[str, bytes]:
    """`timetable.xlsx` and `timetable.ics`: who meets whom on the afternoon of the event.

    Two sides meet once, over what suits best; a demand without an organisation comes as itself. A department of a
    university has a table of its own.

    Raises:
        MissingPiece: the solver or the calendar library is not installed.
    """
    from yanzhen.meet.calendars import calendar_file
    from yanzhen.meet.event import event_of
    from yanzhen.meet.making import make_timetable
    from yanzhen.meet.timetable import document_of

    progress(0.0, say("排会谈", "timing meetings"))
    named = {record.key: record for record in records}
    pairs = {pair.id: pair for pair in _pairs(named, matches)}
    document = document_of(make_timetable(event_of(_event(pairs.values())), SECONDS))
    day = on or datetime.now(ZONE).date()
    rows = [_row(row, pairs[row["id"]], named, day) for row in document["meetings"]]
    sheets = {
        "meetings": rows,
        "by_participant": sorted(_by_participant(rows), key=lambda row: (row["participant"], row["slot"])),
        "unscheduled": [
            {"id": row["id"], "needs": pairs[row["id"]].needs, "offers": pairs[row["id"]].offers, "why": row["why"]}
            for row in document["unscheduled"]
        ],
        "certificate": [
            {key: document[key] for key in ("value", "bound", "gap", "proven_optimal", "breaks", "breaks_bound")}
        ],
    }
    stamp = datetime.combine(day, time(), UTC)
    calendar = calendar_file(say("供需对接", "Meetings"), [_entry(row, day) for row in rows], stamp)
    book = workbook_bytes({name: (list(listed[0]) if listed else ["id"], listed) for name, listed in sheets.items()})
    progress(1.0, "")
    return {"timetable.xlsx": book, "timetable.ics": calendar}


def _pairs(named: Mapping[str, Record], matches: Sequence[Match]) -> list[_Pair]:
    top: dict[str, int] = {}
    for match in matches:
        top[match.need_id] = max(match.score, top.get(match.need_id, 1))
    best: dict[tuple[str, str], _Pair] = {}
    for match in matches:
        needs, offers = sides = _side(named[match.need_id]), _side(named[match.offer_id])
        worth = round(BEST * match.score / top[match.need_id])
        if needs != offers and (sides not in best or worth > best[sides].worth):
            best[sides] = _Pair(f"{match.need_id}~{match.offer_id}", needs, offers, match, worth)
    return list(best.values())


def _side(record: Record) -> str:
    """Who comes to the table for a demand or an achievement."""
    told = (str(record.get(key) or "").strip() for key in ("organisation", "department"))
    return " ".join(filter(None, told)) or record.name


def _event(pairs: Any) -> dict[str, Any]:
    listed = list(pairs)
    sides = dict.fromkeys(side for pair in listed for side in (pair.needs, pair.offers))
    return {
        "slots": SLOTS,
        "participants": [{"id": side, "min": LEAST} for side in sides],
        "requests": [{"id": pair.id, "a": pair.needs, "b": pair.offers, "value": pair.worth} for pair in listed],
    }


def _row(meeting: Mapping[str, Any], pair: _Pair, named: Mapping[str, Record], day: date) -> dict[str, Any]:
    starts = _starts(day, meeting["slot"])
    return {
        "id": pair.id,
        "slot": meeting["slot"],
        "from": f"{starts:%H:%M}",
        "to": f"{starts + SLOT:%H:%M}",
        "table": meeting["table"],
        "needs": pair.needs,
        "offers": pair.offers,
        "demand": named[pair.match.need_id].name,
        "achievement": named[pair.match.offer_id].name,
        "value": meeting["value"],
        "why": "；".join(str(reason.text) for reason in pair.match.reasons),
    }


def _starts(day: date, slot: int) -> datetime:
    return datetime.combine(day, BEGINS, ZONE) + (slot - 1) * SLOT


def _by_participant(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each meeting twice: once in either side's list."""
    return [
        {"participant": row[one], **{key: row[key] for key in ("slot", "from", "to", "table")}, "meets": row[other]}
        | {"demand": row["demand"], "achievement": row["achievement"]}
        for row in rows
        for one, other in (("needs", "offers"), ("offers", "needs"))
    ]


def _entry(row: Mapping[str, Any], day: date) -> Entry:
    from yanzhen.meet.calendars import Entry

    starts = _starts(day, row["slot"])
    table = say(f"{row['table']} 号桌", f"table {row['table']}") if row["table"] else ""
    title, text = f"{row['needs']} × {row['offers']}", f"{row['demand']} · {row['achievement']}"
    return Entry(row["id"], starts, starts + SLOT, title, table, text)
