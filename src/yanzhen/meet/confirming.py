"""A timetable in a file, held against its event before anything is built on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.meet import fields
from yanzhen.meet.event import Event, read_document
from yanzhen.meet.frame import UNTIMED, Frame, Ints
from yanzhen.meet.framing import balanced, choices, frame_of
from yanzhen.meet.repair.damage import damage_of
from yanzhen.meet.timetable import NO_TABLE, timed_in


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A timetable that keeps its event's rules; `slot`, `table`: int64 (m,), -1 for none."""

    frame: Frame
    slot: Ints
    table: Ints


def read_timetable(path: Path, event: Event) -> Confirmed:
    """The timetable in a file.

    Raises:
        UnreadableInput: it can't be read, or it is no timetable of this event (where the first thing is wrong).
    """
    document = read_document(path)
    try:
        twice = _twice([str(row.get("id")) for _, row in fields.rows(document, "meetings")])
        if twice is not None:
            raise UnreadableInput(
                f"“{fields.short(twice)}”有两行，请删去一行", f"“{fields.short(twice)}” is there twice; delete one"
            )
        slot, hall, table = timed_in(document, event)
        frame = frame_of(event, np.where(slot == UNTIMED, balanced(event, slot != UNTIMED), hall))
        for fault in _faults(event, frame, slot, table):
            raise UnreadableInput(
                f"{fault.zh}，与活动对不上，请用排这张表的那个活动",
                f"{fault.en}: it does not belong to this event; give the event that it was made from",
            )
    except UnreadableInput as error:
        raise UnreadableInput(f"{path.name}：{error.said.zh}", f"{path.name}: {error.said.en}") from None
    return Confirmed(frame, slot, table)


def _twice(names: list[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _faults(event: Event, frame: Frame, slot: Ints, table: Ints) -> Iterator[Said]:
    timed = np.flatnonzero(slot != UNTIMED)
    may = choices(event)
    seats: set[tuple[int, int, int]] = set()
    met: dict[tuple[int, int], int] = {}
    for number in timed.tolist():
        name, at, hall = fields.short(event.requests[number].id), int(slot[number]), int(frame.hall[number])
        if not frame.open[number, at]:
            yield Said(f"{name} 不能排在第 {at + 1} 时段", f"{name} can't be in slot {at + 1}")
        if hall not in may[number]:
            yield Said(f"{name} 不能在这个会场", f"{name} can't be in that hall")
        for person in (int(frame.one[number]), int(frame.other[number])):
            if met.setdefault((person, at), number) != number:
                who = fields.short(event.participants[person].id)
                yield Said(f"{who} 在第 {at + 1} 时段有两场", f"{who} has two meetings in slot {at + 1}")
        seat = (at, hall, int(table[number]))
        if seat[2] != NO_TABLE:
            if seat in seats:
                yield Said(
                    f"第 {at + 1} 时段的 {seat[2] + 1} 号桌有两场", f"slot {at + 1} has table {seat[2] + 1} twice"
                )
            seats.add(seat)
    yield from _crowded(event, frame, slot)


def _crowded(event: Event, frame: Frame, slot: Ints) -> Iterator[Said]:
    """Limits of participants, tables and interpreters, and ways between halls."""
    found = damage_of(frame, slot, np.zeros((frame.people, frame.slots), dtype=bool))
    for person in np.flatnonzero(found.room < 0).tolist():
        who = fields.short(event.participants[person].id)
        yield Said(f"{who} 的会谈超过了 max", f"{who} has more meetings than its max")
    for at in np.flatnonzero((found.left < 0).any(axis=0)).tolist():
        yield Said(f"第 {at + 1} 时段的桌位或译员不够", f"slot {at + 1} has too few tables or interpreters")
    timed = np.flatnonzero(slot != UNTIMED)
    others = found.others(timed, own=timed)[np.arange(len(timed)), slot[timed]]
    for number in timed[(others >= 0).any(axis=1)].tolist():
        name = fields.short(event.requests[number].id)
        yield Said(f"到 {name} 的会场来不及", f"there is no time to walk to {name}")
