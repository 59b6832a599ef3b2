"""An event in which every listed meeting takes place: read from its document and checked, with errors that name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import UnreadableInput

Identity = int | str


@dataclass(frozen=True, slots=True)
class Instance:
    """m meetings among n participants in T slots; slots and participants count from 0 here, from 1 in the document.

    - `ids`: (m,), what the document calls the meetings.
    - `sides`: int64 (m, 2), the two participants of each.
    - `asked`: bool (m, T), the slots that the document allows a meeting (`slots` and `fixed` together).
    - `there`: bool (n, T), when each participant is available.
    - `order`: pairs (earlier, later) of meetings.
    - `tables`: how many meetings share a slot at most.
    - `spread`: by how much the breaks of two participants may differ; None where nothing is said.
    """

    ids: tuple[Identity, ...]
    sides: NDArray[np.int64]
    asked: NDArray[np.bool_]
    there: NDArray[np.bool_]
    order: tuple[tuple[int, int], ...]
    tables: int
    spread: int | None

    @property
    def meetings(self) -> int:
        return len(self.ids)

    @property
    def people(self) -> int:
        return len(self.there)

    @property
    def slots(self) -> int:
        return int(self.there.shape[1])

    @property
    def open(self) -> NDArray[np.bool_]:
        """bool (m, T): the slots that a meeting may have, its sides' availability counted in."""
        both: NDArray[np.bool_] = self.asked & self.there[self.sides[:, 0]] & self.there[self.sides[:, 1]]
        return both

    def meetings_of(self) -> list[list[int]]:
        """The meetings of each participant."""
        of: list[list[int]] = [[] for _ in range(self.people)]
        for meeting, (a, b) in enumerate(self.sides.tolist()):
            of[a].append(meeting)
            of[b].append(meeting)
        return of


def instance_of(document: Mapping[str, Any]) -> Instance:
    """The event that a document of the listed form tells of (form: see `docs`, `meet`).

    Raises:
        UnreadableInput: a field is missing or can't be what it should be; the message names the meeting and the field.
    """
    if not isinstance(document, Mapping):
        raise UnreadableInput("活动文件应当是一个 JSON 对象", "the event should be a JSON object")
    people = _count(document, "participants", least=0)
    slots = _count(document, "slots", least=0)
    meetings = document.get("meetings")
    if not isinstance(meetings, list):
        raise UnreadableInput("meetings 应当是会谈的列表", "`meetings` should be a list of meetings")
    ids = _ids(meetings)
    sides = [[_person(meeting, side, people) for side in ("a", "b")] for meeting in meetings]
    for meeting, (a, b) in zip(meetings, sides, strict=True):
        if a == b:
            raise _bad(meeting, "b", "与 a 是同一个参会者", "is the same participant as `a`")
    return Instance(
        ids=tuple(ids),
        sides=np.array(sides, dtype=np.int64).reshape(-1, 2),
        asked=np.array([_asked(meeting, slots) for meeting in meetings], dtype=bool).reshape(-1, slots),
        there=_there(document.get("unavailable"), people, slots),
        order=tuple(_order(meetings, ids)),
        tables=_count(document, "tables", least=0),
        spread=None if document.get("max_break_spread") is None else _count(document, "max_break_spread", least=0),
    )


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(document: Mapping[str, Any], field: str, least: int) -> int:
    value = document.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise UnreadableInput(
            f"{field} 应当是不小于 {least} 的整数，现在是 {value!r}",
            f"`{field}` should be a whole number of at least {least}, not {value!r}",
        )
    return value


def _bad(meeting: Mapping[str, Any], field: str, zh: str, en: str) -> UnreadableInput:
    name = meeting.get("id")
    return UnreadableInput(f"会谈 {name} 的 {field} {zh}", f"meeting {name}: `{field}` {en}")


def _ids(meetings: list[Any]) -> list[Identity]:
    ids: list[Identity] = []
    for row, meeting in enumerate(meetings, start=1):
        name = meeting.get("id") if isinstance(meeting, Mapping) else None
        if isinstance(name, bool) or not isinstance(name, int | str):
            raise UnreadableInput(
                f"meetings 第 {row} 项没有 id（应为整数或文字）",
                f"item {row} of `meetings` has no `id` (a whole number or a text)",
            )
        ids.append(name)
    seen: set[Identity] = set()
    for name in ids:
        if name in seen:
            raise UnreadableInput(f"会谈 id {name} 出现了不止一次", f"meeting id {name} stands there more than once")
        seen.add(name)
    return ids


def _person(meeting: Mapping[str, Any], side: str, people: int) -> int:
    value = meeting.get(side)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= people:
        raise _bad(
            meeting,
            side,
            f"应当是 1 到 {people} 之间的参会者编号，现在是 {value!r}",
            f"should be a participant from 1 to {people}, not {value!r}",
        )
    return value - 1


def _asked(meeting: Mapping[str, Any], slots: int) -> list[bool]:
    """Which slots a meeting asks for: those of `slots` (all, if absent), of them only `fixed` where that is given."""
    listed, fixed = meeting.get("slots"), meeting.get("fixed")
    if listed is not None and not isinstance(listed, list):
        raise _bad(meeting, "slots", "应当是时段的列表", "should be a list of slots")
    for field, values in (("slots", listed or []), ("fixed", [] if fixed is None else [fixed])):
        for value in values:
            if not _whole(value) or not 1 <= value <= slots:
                raise _bad(
                    meeting,
                    field,
                    f"应当是 1 到 {slots} 之间的时段，现在是 {value!r}",
                    f"should be a slot from 1 to {slots}, not {value!r}",
                )
    allowed = set(range(1, slots + 1) if listed is None else listed)
    if fixed is not None:
        allowed &= {fixed}
    return [slot in allowed for slot in range(1, slots + 1)]


def _there(unavailable: object, people: int, slots: int) -> NDArray[np.bool_]:
    there = np.ones((people, slots), dtype=bool)
    if unavailable is None:
        return there
    if not isinstance(unavailable, Mapping):
        raise UnreadableInput(
            "unavailable 应当是“参会者: [时段]”的对象", "`unavailable` should be an object of participant: [slots]"
        )
    for name, away in unavailable.items():
        if not str(name).isdecimal() or not 1 <= int(name) <= people:
            raise UnreadableInput(
                f"unavailable 里的参会者 {name} 不存在（应为 1 到 {people}）",
                f"`unavailable` names participant {name}, who is not there (1 to {people})",
            )
        if not isinstance(away, list) or not all(_whole(slot) and 1 <= slot <= slots for slot in away):
            raise UnreadableInput(
                f"参会者 {name} 的 unavailable 应当是 1 到 {slots} 之间时段的列表",
                f"`unavailable` of participant {name} should be a list of slots from 1 to {slots}",
            )
        there[int(name) - 1, [slot - 1 for slot in away]] = False
    return there


def _order(meetings: list[Any], ids: list[Identity]) -> list[tuple[int, int]]:
    place = {name: at for at, name in enumerate(ids)}
    order = []
    for at, meeting in enumerate(meetings):
        earlier = meeting.get("after")
        if earlier is None:
            continue
        if not isinstance(earlier, list):
            raise _bad(meeting, "after", "应当是会谈 id 的列表", "should be a list of meeting ids")
        for name in earlier:
            if isinstance(name, bool) or not isinstance(name, int | str) or name not in place:
                raise _bad(meeting, "after", f"提到的会谈 {name!r} 不存在", f"names meeting {name!r}, which is unknown")
            order.append((place[name], at))
    return order
