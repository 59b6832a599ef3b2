"""A person or a hall twice at once: found in the programme, and blocked, told or allowed as the organiser set it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from yanzhen.errors import UnreadableInput
from yanzhen.language import Said
from yanzhen.meet.papers.programme import AgendaItem, Programme, Session

Kind = Literal["guest", "hall", "way"]
Handling = Literal["block", "warn", "allow"]
KINDS: dict[Kind, Said] = {
    "guest": Said("同一人同时在两处", "a person in two places at once"),
    "hall": Said("同一会场同时有两场", "two sessions in a hall at once"),
    "way": Said("两场之间来不及走", "too little time to walk from one to the other"),
}
HANDLING: dict[Kind, Handling] = {"guest": "block", "hall": "block", "way": "warn"}
"""What is done where the organiser set nothing."""
_SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody or a hall that is taken for a time.

    Attributes:
        kind, key: a guest or a hall.
        session, hall: keys; within one session nobody is in conflict with oneself.
        what: the session or agenda item, for people.
    """

    kind: Literal["guest", "hall"]
    key: str
    session: str
    hall: str
    what: Said
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two bookings that can't both be, the earlier first, and how it is handled."""

    kind: Kind
    one: Booking
    other: Booking
    handling: Handling

    def told(self, name: Said) -> Said:
        """As a sentence; `name` is the person's or hall's."""
        kind, times = KINDS[self.kind], [f"{each.starts:%H:%M}–{each.ends:%H:%M}" for each in (self.one, self.other)]
        return Said(
            f"{name.zh}：{kind.zh}：{self.one.what.zh}（{times[0]}）、{self.other.what.zh}（{times[1]}）",
            f"{name.en}: {kind.en}: {self.one.what.en} ({times[0]}), {self.other.what.en} ({times[1]})",
        )


def conflicts_in(
    programme: Programme, handling: Mapping[Kind, Handling] = HANDLING, walking: timedelta = timedelta(0)
) -> list[Conflict]:
    """The conflicts of a programme that are not allowed, in the order of time.

    Args:
        handling: by kind; what is not named is handled as `HANDLING` says.
        walking: what lies at least between two sessions of a guest in different halls.

    Raises:
        UnreadableInput: a day or a time that is none, with the session that it is of.
    """
    return conflicts_of(bookings_of(programme), handling, walking)


def conflicts_of(
    bookings: Iterable[Booking], handling: Mapping[Kind, Handling] = HANDLING, walking: timedelta = timedelta(0)
) -> list[Conflict]:
    """As `conflicts_in`, of bookings from anywhere."""
    by_key: dict[tuple[str, str], list[Booking]] = {}
    for booking in bookings:
        by_key.setdefault((booking.kind, booking.key), []).append(booking)
    found = []
    for listed in by_key.values():
        listed.sort(key=lambda booking: (booking.starts, booking.ends, booking.session))
        for at, one in enumerate(listed):
            for other in listed[at + 1 :]:
                if other.starts >= one.ends + walking:
                    break
                kind = _kind(one, other)
                how = handling.get(kind, HANDLING[kind]) if kind else "allow"
                if kind and how != "allow":
                    found.append(Conflict(kind, one, other, how))
    return sorted(found, key=lambda conflict: (conflict.other.starts, conflict.one.starts, conflict.one.key))


def _kind(one: Booking, other: Booking) -> Kind | None:
    """What is wrong with two bookings of one key, of which the first begins no later."""
    if one.session == other.session:
        return None
    if other.starts < one.ends:
        return one.kind
    return "way" if one.kind == "guest" and one.hall != other.hall else None


def bookings_of(programme: Programme) -> list[Booking]:
    """Halls and guests for the time of each session; a speaker who sits nowhere in it for the time of the speech."""
    return [booking for session in programme.sessions for booking in _bookings(session)]


def _bookings(session: Session) -> list[Booking]:
    starts, ends = _times(session)
    found = [Booking("hall", session.hall, session.key, session.hall, session.title, starts, ends)]
    whole = dict.fromkeys(key for key in (session.host, *session.rostrum, *session.audience) if key)
    found += [Booking("guest", key, session.key, session.hall, session.title, starts, ends) for key in whole]
    for item in session.agenda:
        begins, over = _times_of(item, session, starts, ends)
        found += [
            Booking("guest", key, session.key, session.hall, item.title, begins, over)
            for key in dict.fromkeys(item.speakers)
            if key not in whole
        ]
    return found


def _times(session: Session) -> tuple[datetime, datetime]:
    """From when to when; a session without an end lasts as long as its agenda says, a minute at least."""
    starts = _at(session, session.starts)
    if session.ends:
        ends = _at(session, session.ends)
        if ends <= starts:
            raise UnreadableInput(
                f"场次 {session.key}：结束（{session.ends}）不晚于开始（{session.starts}），请改正",
                f"session {session.key}: ends ({session.ends}) no later than it starts ({session.starts})",
            )
        return starts, ends
    last = starts + _SHORTEST
    for item in session.agenda:
        begins = _at(session, item.starts) if item.starts else last
        last = max(last, begins + timedelta(minutes=item.minutes or 0))
    return starts, last


def _times_of(item: AgendaItem, session: Session, starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """Those of an item; the whole session where it does not say when it begins and how long it takes."""
    if not item.starts or item.minutes is None:
        return starts, ends
    begins = _at(session, item.starts)
    return begins, begins + max(timedelta(minutes=item.minutes), _SHORTEST)


def _at(session: Session, time: str) -> datetime:
    try:
        return datetime.strptime(f"{session.day} {time}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  local to the event
    except ValueError:
        raise UnreadableInput(
            f"场次 {session.key}：“{session.day} {time}”不是日期和时间，请写如 2025-03-29 和 09:00",
            f"session {session.key}: “{session.day} {time}” is no day and time; write such as 2025-03-29 and 09:00",
        ) from None
