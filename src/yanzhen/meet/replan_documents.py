"""Re-planning with files: from an event, its timetable and who is absent to the new timetable's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.meet.absences import absences_of
from yanzhen.meet.confirming import Confirmed, read_timetable
from yanzhen.meet.event import Event, read_event
from yanzhen.meet.frame import UNTIMED, Ints
from yanzhen.meet.reasons import reasons
from yanzhen.meet.repair.damage import Bools
from yanzhen.meet.replanning import MOVES, Replanned, replan
from yanzhen.meet.timetable import NO_TABLE, Timetable, amount, document_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What is told of a re-plan: who is absent, how many others may move, what is past, and what is too near."""

    absent: Sequence[str]
    moves: int = MOVES
    now: int = 0
    notice: int = 0


def replan_files(event: Path, timetable: Path, wish: Wish) -> tuple[dict[str, Any], Said]:
    """The new timetable as its file holds it, and the whole in one line.

    Raises:
        UnreadableInput: a file can't be read, or the timetable is none of this event.
        WrongUsage: nobody of that id, or slots that the event has not.
    """
    known = read_event(event)
    confirmed = read_timetable(timetable, known)
    absent = absences_of(known, wish.absent)
    if wish.now > known.slots:
        raise WrongUsage(
            f"--now {wish.now}：活动只有 {known.slots} 个时段，请写 0 到 {known.slots}",
            f"--now {wish.now}: the event has {known.slots} slots; write 0 to {known.slots}",
        )
    found = replan(confirmed.frame, confirmed.slot, absent, moves=wish.moves, now=wish.now, notice=wish.notice)
    return replan_document(known, confirmed, found, absent), _told(found, known.parts)


def replan_document(event: Event, before: Confirmed, found: Replanned, absent: Bools) -> dict[str, Any]:
    """All of a new timetable: the keys of `meet`, and what became of the one before (`docs/en/replan.md`)."""
    frame = before.frame
    away = absent[frame.one] | absent[frame.other]
    after = replace(frame, open=frame.open & ~away)
    left = found.value - found.won_back
    whole = Timetable(
        event=event,
        frame=after,
        slot=found.slot,
        table=tables_of(event, before, found.slot),
        bound=left + found.bound_won_back,
        why=reasons(event, after, found.slot),
        refused=event.refused,
    )
    names = [request.id for request in event.requests]
    slots = [int(slot) + 1 for slot in found.slot]
    return document_of(whole) | {
        "lost": [
            {"id": names[number], "why": str(_lost_text(event, before, absent, number, whole.why[number]))}
            for number in found.lost.tolist()
        ],
        "moved": [
            {"id": names[number], "from": int(found.before[number]) + 1, "to": slots[number]}
            for number in found.moved.tolist()
        ],
        "added": [{"id": names[number], "slot": slots[number]} for number in found.added.tolist()],
        "value_before": amount(found.value_before, event.parts),
        "won_back": amount(found.won_back, event.parts),
        "bound_won_back": amount(found.bound_won_back, event.parts),
    }


def tables_of(event: Event, before: Confirmed, slot: Ints) -> Ints:
    """Tables after a change: meetings that stay keep theirs, the others get the lowest that is free."""
    frame = before.frame
    stays = (slot == before.slot) & (slot != UNTIMED)
    table = np.where(stays, before.table, NO_TABLE)
    seated = np.flatnonzero(stays & (table != NO_TABLE)).tolist()
    taken = {(int(slot[e]), int(frame.hall[e]), int(table[e])) for e in seated}
    for number in np.flatnonzero(~stays & (slot != UNTIMED)).tolist():
        at, hall = int(slot[number]), int(frame.hall[number])
        if hall == frame.online or at in event.online_slots:
            continue
        free = 0
        while (at, hall, free) in taken:
            free += 1
        table[number] = free
        taken.add((at, hall, free))
    return table


def _lost_text(event: Event, before: Confirmed, absent: Bools, number: int, why: Said) -> Said:
    """Who is not there, and why no other slot would do."""
    frame, slot = before.frame, int(before.slot[number])
    sides = [side for side in (int(frame.one[number]), int(frame.other[number])) if absent[side, slot]]
    names = [event.participants[side].id for side in sides]
    zh, en = "、".join(names), " and ".join(names)
    return Said(
        f"{zh} 第 {slot + 1} 时段不在；换时段也不行：{why.zh}",
        f"{en} absent in slot {slot + 1}, and no other would do: {why.en}",
    )


def _told(found: Replanned, parts: int) -> Said:
    others = len(np.setdiff1d(found.moved, found.struck))
    saved = len(found.struck) - len(found.lost)
    before, value, won, most = (
        f"{amount(each, parts):,.10g}"
        for each in (found.value_before, found.value, found.won_back, found.bound_won_back)
    )
    return Said(
        f"{len(found.struck)} 场受影响，改期保住 {saved} 场；另移 {others} 场，新排 {len(found.added)} 场；"
        f"价值 {before} → {value}，补回 {won}（最多 {most}）",
        f"{len(found.struck)} meetings struck, {saved} saved in other slots; {others} others moved, "
        f"{len(found.added)} added; value {before} → {value}, {won} won back "
        f"(at most {most})",
    )
