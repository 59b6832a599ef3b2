"""A timetable: which meetings take place, in which slot, hall and at which table, and how good it is proven to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import Said
from yanzhen.meet import fields
from yanzhen.meet.event import Event, Refused
from yanzhen.meet.frame import UNTIMED, Frame, gaps_of

NO_TABLE = -1
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Timetable:
    """A timetable of an event.

    Attributes:
        frame: its arrays; the hall of each meeting stands there.
        slot: int64 (m,), `UNTIMED` for requests that did not make it.
        table: int64 (m,), from 0 within its hall; `NO_TABLE` for none.
        bound: no timetable with as many musts kept and no more of the minima missed is worth more (in parts).
        breaks_bound: no timetable of these meetings has fewer breaks.
        why: for each request that did not make it, its reason.
        refused: what the timetable was made without.
    """

    event: Event
    frame: Frame
    slot: Ints
    table: Ints
    bound: int
    breaks_bound: int = 0
    why: Mapping[int, Said] = field(default_factory=dict)
    refused: Sequence[Refused] = ()

    @property
    def value(self) -> int:
        """What the meetings are worth together, in parts."""
        return int(self.frame.worth[self.slot != UNTIMED].sum())

    @property
    def gap(self) -> float:
        """How much of the bound may be missing."""
        return max(0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    @property
    def breaks(self) -> int:
        return int(gaps_of(self.frame, self.slot).sum())

    def told(self) -> Said:
        """The timetable in one line."""
        timed, all_ = int((self.slot != UNTIMED).sum()), len(self.slot)
        value, bound = (f"{amount(each, self.event.parts):,.10g}" for each in (self.value, self.bound))
        return Said(
            f"{all_} 个约排下 {timed} 场，价值 {value}，证明的上限 {bound}，相差 {self.gap:.3%}，空档 {self.breaks} 个",
            f"{timed} of {all_} requests timed, worth {value}, proven bound {bound}, gap {self.gap:.3%}, "
            f"{self.breaks} breaks",
        )


def timed_in(document: Mapping[str, Any], event: Event) -> tuple[Ints, Ints, Ints]:
    """Slot, hall and table of each request as a timetable's file has them, each int64 (m,), -1 for none.

    Raises:
        UnreadableInput: a meeting that the event does not ask for, or a slot, hall or table that is none.
    """
    numbers = {request.id: number for number, request in enumerate(event.requests)}
    halls = {hall.name: number for number, hall in enumerate(event.halls)}
    slot, hall, table = (np.full(len(event.requests), -1, np.int64) for _ in range(3))
    for where, row in fields.rows(document, "meetings"):
        name = fields.name(row, "id", where)
        if name not in numbers:
            raise fields.wrong(
                where, "id", f"“{fields.short(name)}”不在活动的 requests 里", f"“{fields.short(name)}” is no request"
            )
        number = numbers[name]
        found = fields.whole(row, "slot", where, None, 1)
        if found is None or found > event.slots:
            raise fields.wrong(where, "slot", f"请写 1 到 {event.slots} 的整数", f"should be from 1 to {event.slots}")
        slot[number] = found - 1
        hall[number] = len(event.halls) if event.requests[number].online else _hall(row, where, halls)
        place = fields.whole(row, "table", where, 0) or 0
        table[number] = place - 1
    return slot, hall, table


def _hall(row: Mapping[str, Any], where: Said, halls: Mapping[str | None, int]) -> int:
    name = row.get("hall")
    if not isinstance(name, str | None) or name not in halls:
        raise fields.wrong(where, "hall", f"“{fields.short(name)}”不在 halls 里", f"“{fields.short(name)}” is no hall")
    return halls[name]


_KINDS = {
    "participant": Said("参加者", "participant"),
    "request": Said("约", "request"),
    "must": Said("必须的会谈", "must"),
    "min": Said("最低场次：", "minimum of"),
}


def refused_text(refused: Refused) -> Said:
    """What the timetable was made without, as a sentence."""
    kind, name = _KINDS[refused.kind], fields.short(refused.id)
    return Said(f"{kind.zh} {name}：{refused.why.zh}", f"{kind.en} {name}: {refused.why.en}")


def document_of(timetable: Timetable) -> dict[str, Any]:
    """The timetable as its file holds it (`docs/en/meet.md` tells of every key), in the language in force."""
    event = timetable.event
    parts = event.parts
    return {
        "meetings": meeting_rows(timetable),
        "value": amount(timetable.value, parts),
        "bound": amount(timetable.bound, parts),
        "gap": round(timetable.gap, 6),
        "proven_optimal": timetable.value >= timetable.bound,
        "breaks": timetable.breaks,
        "breaks_bound": timetable.breaks_bound,
        "unscheduled": unscheduled_rows(timetable),
        "refused": [{"kind": each.kind, "id": each.id, "why": str(each.why)} for each in timetable.refused],
    }


def unscheduled_rows(timetable: Timetable) -> list[dict[str, str]]:
    """A row a request that did not make it, those that could not be read at the end, with the reason in words."""
    requests = timetable.event.requests
    known = {request.id for request in requests}
    rest = {each.id: each.why for each in timetable.refused if each.kind == "request" and each.id not in known}
    return [
        *({"id": requests[number].id, "why": str(why)} for number, why in sorted(timetable.why.items())),
        *({"id": name, "why": str(why)} for name, why in rest.items()),
    ]


def amount(value: int, parts: int) -> int | float:
    """A worth in the event's own unit."""
    return value if parts == 1 else value / parts


def meeting_rows(timetable: Timetable) -> list[dict[str, Any]]:
    """A row a meeting, by slot, hall, table."""
    event, slot, table, hall = timetable.event, timetable.slot, timetable.table, timetable.frame.hall
    timed = np.flatnonzero(slot != UNTIMED)
    order = timed[np.lexsort((timed, table[timed], hall[timed], slot[timed]))]
    names = [*(each.name for each in event.halls), None]
    return [
        {
            "id": (request := event.requests[number]).id,
            "a": event.participants[request.one].id,
            "b": event.participants[request.other].id,
            "slot": int(slot[number]) + 1,
            "table": int(table[number]) + 1 if table[number] != NO_TABLE else None,
            "hall": names[hall[number]],
            "value": amount(request.worth, event.parts),
        }
        for number in order.tolist()
    ]
