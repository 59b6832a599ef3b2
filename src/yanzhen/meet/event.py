"""An event in which the program chooses: who is there when, who asks for whom, halls, tables and interpreters."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.meet import fields

NOWHERE = -1  # no hall is named
MOST_SLOTS = 1000


@dataclass(frozen=True, slots=True)
class Participant:
    """Who meets; `unavailable` counts from 0, `hall` is a number of the event's, `NOWHERE` for any."""

    id: str
    least: int
    most: int
    unavailable: frozenset[int]
    hall: int


@dataclass(frozen=True, slots=True)
class Request:
    """A meeting asked for.

    Attributes:
        one, other: numbers of the participants; worth: in parts of the event.
        slots: those it may have, from 0; None for any.
        interpreter: the number of the language; -1 for none.
    """

    id: str
    one: int
    other: int
    worth: int
    must: bool
    slots: tuple[int, ...] | None
    online: bool
    interpreter: int


@dataclass(frozen=True, slots=True)
class Hall:
    """`tables` is None where there is no limit, spare ones not taken off."""

    name: str | None
    tables: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """What the timetable was made without."""

    kind: str
    id: str
    why: Said


@dataclass(frozen=True)
class Event:
    """A checked event.

    Attributes:
        tables: over all halls in a slot; None for no limit. `spare`: the share of tables kept back.
        parts: what a worth of 1 is in `Request.worth`.
        interpreters: language and how many of them there are in each slot.
        online_slots: from 0: slots in which nobody needs a table.
        refused: what was left out.
    """

    slots: int
    tables: int | None
    spare: float
    participants: tuple[Participant, ...]
    requests: tuple[Request, ...]
    halls: tuple[Hall, ...]
    travel: int
    interpreters: tuple[tuple[str, int], ...]
    online_slots: frozenset[int]
    parts: int = 1
    refused: tuple[Refused, ...] = ()

    def usable(self, tables: int | None) -> int | None:
        """How many of so many tables are given out: the share kept back is rounded up."""
        return None if tables is None else max(0, tables - math.ceil(tables * self.spare - 1e-9))


def read_document(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        UnreadableInput: there is no such file, it is no JSON, too deep, or no object.
    """
    try:
        document = orjson.loads(path.read_bytes())
    except OSError as error:
        raise UnreadableInput(
            f"{path}：读不了（{error.strerror}），请检查文件名", f"{path}: {error.strerror}; check the name"
        ) from None
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise UnreadableInput(
            f"{path.name}：不是能读的 JSON（{error}），请改正后再交", f"{path.name}: no JSON that can be read: {error}"
        ) from None
    if not isinstance(document, dict):
        raise UnreadableInput(
            f"{path.name}：应是一个对象 {{…}}，见手册 meet", f"{path.name}: should be an object {{…}}; see the manual"
        )
    return document


def read_event(path: Path) -> Event:
    """The event in a file.

    Raises:
        UnreadableInput: it can't be read; or a number, an id or a list in it makes no sense (which, and where).
    """
    document = read_document(path)
    try:
        return event_of(document)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path.name}：{error.said.zh}", f"{path.name}: {error.said.en}") from None


def event_of(document: Mapping[str, Any]) -> Event:
    """The event that a document holds (its keys: `docs/en/meet.md`).

    Raises:
        UnreadableInput: as `read_event`, without the name of the file.
    """
    return _Reading(document).event()


@dataclass
class _Reading:
    document: Mapping[str, Any]
    refused: list[Refused] = field(default_factory=list)

    def __post_init__(self) -> None:
        where = Said("活动", "event")
        row = self.document
        self.slots = fields.whole(row, "slots", where, None, 1)
        if self.slots is None or self.slots > MOST_SLOTS:
            raise fields.wrong(
                where, "slots",
                f"请写时段数，1 到 {MOST_SLOTS} 的整数",
                f"should be the number of slots, from 1 to {MOST_SLOTS}",
            )  # fmt: skip
        self.tables = fields.whole(row, "tables", where, None)
        self.spare = fields.share(row, "spare", where)
        self.travel = fields.whole(row, "travel_slots", where, 0) or 0
        self.online_slots = frozenset(fields.slots(row, "online_slots", where, self.slots) or ())
        self.halls = self._halls()
        self.interpreters = self._interpreters()

    def event(self) -> Event:
        assert self.slots is not None
        people = self._people()
        requests, parts = self._requests(people)
        named = any(hall.name is not None for hall in self.halls)
        return Event(
            slots=self.slots,
            tables=self.tables if named else None,
            spare=self.spare,
            participants=tuple(people.values()),
            requests=requests,
            halls=self.halls,
            travel=self.travel if named else 0,
            interpreters=self.interpreters,
            online_slots=self.online_slots,
            parts=parts,
            refused=tuple(self.refused),
        )

    def _object(self, key: str) -> Mapping[str, Any]:
        value = self.document.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise UnreadableInput(f"{key} 应写成 {{…}}", f"{key} should be an object {{…}}")
        return value

    def _halls(self) -> tuple[Hall, ...]:
        """The halls by name; one without a name where none is told of."""
        listed = self._object("halls")
        found = []
        for name, row in listed.items():
            where = Said(f"halls 的 {fields.short(name)}", f"halls, {fields.short(name)}")
            if not isinstance(row, dict):
                raise UnreadableInput(f'{where.zh} 请写成 {{"tables": 20}}', f'{where.en}: write {{"tables": 20}}')
            found.append(Hall(name, fields.whole(row, "tables", where, None)))
        return tuple(found) or (Hall(None, self.tables),)

    def _interpreters(self) -> tuple[tuple[str, int], ...]:
        listed = self._object("interpreters")
        where = Said("活动的 interpreters", "interpreters")
        return tuple((name, fields.whole(listed, name, where, 0) or 0) for name in listed)

    # --- participants ------------------------------------------------------------------------------------------------

    def _people(self) -> dict[str, Participant]:
        found: dict[str, Participant] = {}
        for where, row in fields.rows(self.document, "participants"):
            person = self._person(where, row)
            if person.id in found:
                raise fields.wrong(
                    where,
                    "id",
                    f"“{fields.short(person.id)}”重复了，请改编号",
                    f"“{fields.short(person.id)}” is there twice",
                )
            found[person.id] = person
        return found

    def _person(self, where: Said, row: Mapping[str, Any]) -> Participant:
        assert self.slots is not None
        name = fields.name(row, "id", where)
        least = fields.whole(row, "min", where, 0) or 0
        most = fields.whole(row, "max", where, self.slots)
        assert most is not None
        if least > most:
            raise fields.wrong(
                where, "min", f"（{least}）比 max（{most}）还大，请改正", f"({least}) is more than max ({most})"
            )
        away = frozenset(fields.slots(row, "unavailable", where, self.slots) or ())
        if len(away) == self.slots:
            self._refuse("participant", name, "没有一个时段在场，排不进去", "is there in no slot and can meet nobody")
        return Participant(name, least, min(most, self.slots), away, self._hall(name, where, row))

    def _hall(self, person: str, where: Said, row: Mapping[str, Any]) -> int:
        if row.get("hall") is None or self.halls[0].name is None:
            return NOWHERE
        hall = fields.name(row, "hall", where)
        for number, known in enumerate(self.halls):
            if known.name == hall:
                return number
        zh, en = _like(hall, [known.name or "" for known in self.halls])
        self._refuse(
            "participant", person,
            f"的 hall “{fields.short(hall)}”不在 halls 里，按没有会场排{zh}",
            f"hall “{fields.short(hall)}” is not among the halls; any hall is taken{en}",
        )  # fmt: skip
        return NOWHERE

    def _refuse(self, kind: str, name: str, zh: str, en: str) -> None:
        self.refused.append(Refused(kind, name, Said(zh, en)))

    # --- requests ----------------------------------------------------------------------------------------------------

    def _requests(self, people: Mapping[str, Participant]) -> tuple[tuple[Request, ...], int]:
        numbers = {name: number for number, name in enumerate(people)}
        languages = {name: number for number, (name, _) in enumerate(self.interpreters)}
        read = [
            (where, row, fields.name(row, "id", where), fields.worth(row, where))
            for where, row in fields.rows(self.document, "requests")
        ]
        parts = 1 if all(value.is_integer() for *_, value in read) else fields.PARTS
        found: dict[str, Request] = {}
        for where, row, name, value in read:
            sides = [fields.name(row, key, where) for key in ("a", "b")]
            request = self._request(where, row, name, sides, numbers, languages, round(value * parts))
            if name in found:
                self._refuse("request", name, "编号重复，后一个没有用上", "is there twice; the later one is left out")
            elif request is not None:
                found[name] = request
        return tuple(found.values()), parts

    def _request(
        self,
        where: Said,
        row: Mapping[str, Any],
        name: str,
        sides: list[str],
        numbers: Mapping[str, int],
        languages: Mapping[str, int],
        worth: int,
    ) -> Request | None:
        assert self.slots is not None
        must, online = fields.yes(row, "must", where), fields.yes(row, "online", where)
        slots = fields.slots(row, "slots", where, self.slots)
        spoken = None if row.get("interpreter") is None else fields.name(row, "interpreter", where)
        for side in sides:
            if side not in numbers:
                zh, en = _like(side, numbers)
                self._refuse(
                    "request", name,
                    f"“{fields.short(side)}”不在 participants 里{zh}",
                    f"“{fields.short(side)}” is not among the participants{en}",
                )  # fmt: skip
                return None
        if sides[0] == sides[1]:
            self._refuse("request", name, "约的是自己", "is a meeting with oneself")
            return None
        if spoken is not None and spoken not in languages:
            zh, en = _like(spoken, languages)
            self._refuse(
                "request", name,
                f"要的翻译“{fields.short(spoken)}”不在 interpreters 里{zh}",
                f"needs an interpreter for “{fields.short(spoken)}”, and there is none{en}",
            )  # fmt: skip
            return None
        one, other = (numbers[side] for side in sides)
        return Request(name, one, other, worth, must, slots, online, -1 if spoken is None else languages[spoken])


def _like(name: str, known: Any) -> tuple[str, str]:
    """The id that was meant, perhaps."""
    near = difflib.get_close_matches(name, list(known)[:2000], 1, 0.6)
    return (f"；是不是“{near[0]}”？", f"; did you mean “{near[0]}”?") if near else ("", "")
