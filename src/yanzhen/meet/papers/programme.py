"""The programme of an event as its papers need it: sessions, halls, guests, signings, vehicles and rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.meet.papers.approval import Doubt, Wording, doubts_of

NOTHING = Wording("")
NO_TEXT = Said("", "")
Role = Literal["vip", "speaker", "delegate", "press", "staff"]
ItemKind = Literal["opening", "speech", "presentation", "signing", "roundtable", "award", "break", "closing", "other"]
Outcome = Literal["stage", "elsewhere", "cut", "applied"]


@dataclass(frozen=True, slots=True)
class Liaison:
    """Who looks after guests: one a guest."""

    key: str
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle: what it is (plate or number), its seats, driver, when and where it leaves."""

    key: str
    label: str
    seats: int
    driver: str = ""
    phone: str = ""
    leaves: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A guest's room in a hotel."""

    key: str
    hotel: str
    number: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes.

    Attributes:
        key: stable; a reprint knows a badge by it.
        code: what the QR of the badge holds: an address or a code; none prints no QR.
        liaison, vehicle, room: keys.
    """

    key: str
    name: Wording
    title: Wording = NOTHING
    organisation: Wording = NOTHING
    role: Role = "delegate"
    code: str = ""
    liaison: str = ""
    vehicle: str = ""
    room: str = ""

    @property
    def texts(self) -> tuple[tuple[Said, Wording], ...]:
        """What is approved of a guest, with what it is."""
        return (
            (Said("姓名", "name"), self.name),
            (Said("职务", "title"), self.title),
            (Said("单位", "organisation"), self.organisation),
        )

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What of the guest is not approved."""
        return doubts_of(self.name.told("zh") or self.key, self.texts)


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall: chairs of each rostrum row and of each row of the audience, the front one first; where it lies."""

    key: str
    name: Said
    rows: tuple[int, ...] = ()
    rostrum: tuple[int, ...] = ()
    where: Said = NO_TEXT


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A point of a session's agenda; `speakers` are guests' keys, `starts` is a time such as 09:00."""

    key: str
    kind: ItemKind
    title: Said
    starts: str = ""
    minutes: int | None = None
    speakers: tuple[str, ...] = ()
    note: Said = NO_TEXT


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the event.

    Attributes:
        rostrum, audience: guests' keys in the order of protocol, the first first.
        host: key of the guest who hosts it.
    """

    key: str
    title: Said
    day: str
    starts: str
    hall: str
    ends: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    rostrum: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    host: str = ""
    note: Said = NO_TEXT


@dataclass(frozen=True, slots=True)
class Signing:
    """A signing that a county applied for.

    Attributes:
        parties: the firms and offices that sign, party A first.
        signers: keys of guests, in the order of the parties.
        stage: how far it is: intention, framework agreement, contract.
        document: what the organiser has seen of it; none seen, if empty.
        earlier: an earlier signing of the same project, in words; none, if empty.
        amount_cny: in yuan.
        outcome: on stage, elsewhere, cut, or only applied for as yet.
        batch, order: when it is called to the stage of `session`.
    """

    key: str
    project: Wording
    parties: tuple[Wording, ...]
    county: str
    session: str
    stage: Said = NO_TEXT
    document: Said = NO_TEXT
    earlier: Said = NO_TEXT
    amount_cny: int | None = None
    outcome: Outcome = "applied"
    batch: int = 1
    order: int = 0
    signers: tuple[str, ...] = ()
    remark: Said = NO_TEXT

    @property
    def texts(self) -> tuple[tuple[Said, Wording], ...]:
        """What is approved of a signing, with what it is."""
        return (
            (Said("项目名称", "name of the project"), self.project),
            *((Said("签约方", "party"), party) for party in self.parties),
        )

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What of it is not approved."""
        return doubts_of(self.project.told("zh") or self.key, self.texts)


@dataclass(frozen=True, slots=True)
class Programme:
    """An event with all that its papers tell.

    Raises:
        UnreadableInput: a key stands twice, or one is used that there is not; each is named.
    """

    title: Said
    day: str
    organiser: Said = NO_TEXT
    place: Said = NO_TEXT
    sessions: tuple[Session, ...] = ()
    halls: tuple[Hall, ...] = ()
    guests: tuple[Guest, ...] = ()
    signings: tuple[Signing, ...] = ()
    liaisons: tuple[Liaison, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    rooms: tuple[Room, ...] = ()
    notes: tuple[Said, ...] = ()
    _guests: dict[str, Guest] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = [*_twice(self), *_unknown(self)]
        if faults:
            raise UnreadableInput("；".join(fault.zh for fault in faults), "; ".join(fault.en for fault in faults))
        object.__setattr__(self, "_guests", {guest.key: guest for guest in self.guests})

    def guest(self, key: str) -> Guest:
        return self._guests[key]

    def hall(self, key: str) -> Hall:
        return next(hall for hall in self.halls if hall.key == key)

    def session(self, key: str) -> Session:
        """The session of a key.

        Raises:
            UnreadableInput: there is none.
        """
        found = next((session for session in self.sessions if session.key == key), None)
        if found is None:
            known = "、".join(session.key for session in self.sessions)
            raise UnreadableInput(f"没有场次 {key}；有 {known}", f"no session {key}; there are {known}")
        return found


def _twice(programme: Programme) -> list[Said]:
    kinds: tuple[tuple[Said, Iterable[str]], ...] = (
        (Said("场次", "session"), (each.key for each in programme.sessions)),
        (Said("会场", "hall"), (each.key for each in programme.halls)),
        (Said("嘉宾", "guest"), (each.key for each in programme.guests)),
        (Said("签约", "signing"), (each.key for each in programme.signings)),
        (Said("联络员", "liaison"), (each.key for each in programme.liaisons)),
        (Said("车辆", "vehicle"), (each.key for each in programme.vehicles)),
        (Said("房间", "room"), (each.key for each in programme.rooms)),
    )
    faults = []
    for kind, keys in kinds:
        seen: set[str] = set()
        for key in keys:
            if key in seen:
                faults.append(Said(f"{kind.zh} {key} 出现两次", f"{kind.en} {key} stands twice"))
            seen.add(key)
    return faults


def _unknown(programme: Programme) -> list[Said]:
    halls, guests = {each.key for each in programme.halls}, {each.key for each in programme.guests}
    sessions = {each.key for each in programme.sessions}
    liaisons, vehicles = {each.key for each in programme.liaisons}, {each.key for each in programme.vehicles}
    rooms = {each.key for each in programme.rooms}
    used: list[tuple[Said, str, Said, Iterable[str], set[str]]] = []
    for session in programme.sessions:
        whose = Said("场次", "session")
        called = (*session.rostrum, *session.audience, *(key for item in session.agenda for key in item.speakers))
        used.append((whose, session.key, Said("会场", "hall"), [session.hall], halls))
        used.append((whose, session.key, Said("嘉宾", "guest"), [*called, session.host], guests))
    for guest in programme.guests:
        whose = Said("嘉宾", "guest")
        used.append((whose, guest.key, Said("联络员", "liaison"), [guest.liaison], liaisons))
        used.append((whose, guest.key, Said("车辆", "vehicle"), [guest.vehicle], vehicles))
        used.append((whose, guest.key, Said("房间", "room"), [guest.room], rooms))
    for signing in programme.signings:
        whose = Said("签约", "signing")
        used.append((whose, signing.key, Said("场次", "session"), [signing.session], sessions))
        used.append((whose, signing.key, Said("嘉宾", "guest"), signing.signers, guests))
    return [
        Said(f"{whose.zh} {key} 用了没有的{kind.zh} {other}", f"{whose.en} {key} names an unknown {kind.en} {other}")
        for whose, key, kind, others, known in used
        for other in dict.fromkeys(others)
        if other and other not in known
    ]
