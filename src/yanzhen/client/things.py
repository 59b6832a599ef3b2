"""What the site tells of, as plain values. What is not the key's to read is None or absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar

Values = Mapping[str, Any]
"""Registry key -> value: money in whole CNY, dates ISO, regions by code."""

T = TypeVar("T", bound="Told")


@dataclass(frozen=True, slots=True)
class Told:
    """Base of all: made of what came, passing over what this edition does not know."""

    @classmethod
    def of(cls: type[T], told: Mapping[str, Any]) -> T:
        """From an answer of the site."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: _value(name, value) for name, value in told.items() if name in known})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str) and (name.endswith("_at") or name == "cut_off"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and (name.endswith("_on") or name == "publication_until"):
        return date.fromisoformat(value)
    make = _INSIDE.get(name)
    if make is None or isinstance(value, str):
        return value
    return tuple(make.of(one) for one in value) if isinstance(value, list) else make.of(value)


@dataclass(frozen=True, slots=True)
class Owner(Told):
    """The organisation that keeps a record."""

    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Source(Told):
    """The place in a book."""

    file: str
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Record(Told):
    """A record; its version is what a change is made upon."""

    id: str
    kind: str
    version: int
    name: str
    publication: str
    created_at: datetime
    updated_at: datetime
    by_code: bool = False
    released: bool = False
    fields: Values = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    source: Source | None = None
    publication_reason: str = ""
    publication_until: date | None = None


@dataclass(frozen=True, slots=True)
class Change(Told):
    """What a field was and became."""

    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Version(Told):
    """One step of a record."""

    number: int
    action: str
    at: str
    by: str = ""
    on_behalf_of: str = ""
    file: str = ""
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job(Told):
    """Work behind: how far it is."""

    id: str
    kind: str
    state: str
    progress: int
    created_at: datetime
    label: str = ""
    message: str = ""
    cancel_requested: bool = False
    finished_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Done, failed or cancelled."""
        return self.state in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Issue(Told):
    """What is wrong with a cell, and what to write instead."""

    code: str
    advice: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Import(Told):
    """A book that came in."""

    id: str
    file_name: str
    size: int
    sha256: str
    state: str
    counts: Mapping[str, Any]
    created_at: datetime
    refusal: str = ""
    accepted_at: datetime | None = None
    undone_at: datetime | None = None
    job: str = ""
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Row(Told):
    """A row of a book as it was understood."""

    id: str
    number: int
    sheet: str
    row: int
    kind: str
    name: str
    state: str
    fields: Values
    cells: Mapping[str, str]
    issues: tuple[Issue, ...] = ()
    record: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Side(Told):
    """One side of a match."""

    id: str
    kind: str
    name: str
    party: str = ""
    by_code: bool = False


@dataclass(frozen=True, slots=True)
class Reason(Told):
    """Why; the weights of a match add up to its score."""

    kind: str
    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Decision(Told):
    """What an organisation decided on a pair; `demand` and `achievement` where decisions are listed by themselves."""

    id: str
    verdict: str
    decided_at: datetime
    office: str
    own: bool
    reason: str = ""
    demand: Side | None = None
    achievement: Side | None = None


@dataclass(frozen=True, slots=True)
class Match(Told):
    """A pair, seen from one side."""

    rank: int
    score: int
    other: Side
    reasons: tuple[Reason, ...] = ()
    decisions: tuple[Decision, ...] = ()
    learned: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Demand(Told):
    """A demand with its best achievements."""

    demand: Side
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Figure(Told):
    """A figure of the event."""

    id: str
    name: str
    display: str
    value: int | float | None = None
    unit: str = ""
    as_of: str = ""
    definition: str = ""
    source: str = ""
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Event(Told):
    """An event."""

    id: str
    name: str
    starts_on: date
    ends_on: date
    publication: str
    place: str = ""
    figures_released: bool = False


@dataclass(frozen=True, slots=True)
class Session(Told):
    """A part of an event's programme."""

    id: str
    kind: str
    name: str
    held_on: date | None = None
    venue: str = ""
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Link(Told):
    """A shared link; `address` and `text` only of one that was made just now."""

    id: str
    expires_at: datetime
    address: str = ""
    text: str = ""
    name: str = ""
    state: str = "live"
    purpose: str = "record"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Person(Told):
    """Somebody whom the key's person manages."""

    id: str
    username: str
    name: str
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk(Told):
    """A role in an organisation."""

    organisation: Owner
    role: str


@dataclass(frozen=True, slots=True)
class Me(Told):
    """Whose key it is."""

    id: str
    username: str
    name: str
    desks: tuple[Desk, ...]
    grants: tuple[str, ...]


_INSIDE: dict[str, type[Told]] = {
    "owner": Owner,
    "organisation": Owner,
    "source": Source,
    "issues": Issue,
    "other": Side,
    "demand": Side,
    "achievement": Side,
    "decisions": Decision,
    "reasons": Reason,
    "matches": Match,
    "desks": Desk,
    "person": Person,
}
"""Names of what stands inside, and what it is made into."""
