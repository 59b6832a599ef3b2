"""Who and which hall is taken when, by the rows of an event; what of it can't both be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from yanzhen.language import Said
from yanzhen.meet.conflicts import Booking, Conflict, conflicts_of
from yanzhen_web.models import AgendaItem, Event, Guest, Hall, Session
from yanzhen_web.scopes import Actor

WHY = "conflicts of an event whose programme the actor changes or watches: its halls and people are one timetable"
_SHORTEST = timedelta(minutes=1)
_SOMEBODY = Said("一位嘉宾", "a guest")


def conflicts_of_event(event: Event) -> list[Conflict]:
    """Every conflict that is not allowed, in the order of time."""
    timed = Session.objects.unscoped(why=WHY).filter(event=event, held_on__isnull=False, starts__isnull=False)
    sessions = list(timed.select_related("hall"))
    agendas: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in AgendaItem.objects.unscoped(why=WHY).filter(session__in=sessions):
        agendas[item.session_id].append(item)
    bookings = [booking for session in sessions for booking in _bookings(session, agendas[session.pk])]
    found = conflicts_of(bookings, event.conflicts, timedelta(minutes=event.walking_minutes))
    above = _wholes(event)
    return [
        conflict for conflict in found
        if conflict.one.session not in above[conflict.other.session]
        and conflict.other.session not in above[conflict.one.session]
    ]  # fmt: skip


def told(conflicts: Iterable[Conflict], actor: Actor) -> list[Said]:
    """As sentences, with the names of halls, and of people as far as the actor sees them."""
    found = list(conflicts)
    keys = {conflict.one.key for conflict in found}
    halls = Hall.objects.unscoped(why=WHY).filter(public_id__in=keys)
    guests = Guest.objects.visible_to(actor).filter(public_id__in=keys).distinct()
    names = {row.public_id: Said(row.name, row.name_en or row.name) for row in [*halls, *guests]}
    return [conflict.told(names.get(conflict.one.key, _SOMEBODY)) for conflict in found]


def _wholes(event: Event) -> dict[str, set[str]]:
    """Session -> those that it is a part of: a part takes place in the hall, and among the people, of its whole."""
    rows = Session.objects.unscoped(why=WHY).filter(event=event).values_list("pk", "public_id", "parent_id")
    keys = {number: (key, parent) for number, key, parent in rows}
    found: dict[str, set[str]] = {}
    for key, parent in keys.values():
        found[key] = set()
        while parent in keys and keys[parent][0] not in found[key]:
            found[key].add(keys[parent][0])
            parent = keys[parent][1]
    return found


def _bookings(session: Session, agenda: list[AgendaItem]) -> list[Booking]:
    assert session.held_on is not None and session.starts is not None
    starts = datetime.combine(session.held_on, session.starts)
    ends = datetime.combine(session.held_on, session.ends) if session.ends else _end_of(session, agenda, starts)
    hall = session.hall.public_id if session.hall else session.venue
    title = session.said
    found = []
    if session.hall:
        found.append(Booking("hall", hall, session.public_id, hall, title, starts, ends))
    whole = dict.fromkeys(key for key in (session.host, *session.rostrum) if key)
    found += [Booking("guest", key, session.public_id, hall, title, starts, ends) for key in whole]
    for item in agenda:
        begins, over = starts, ends
        if item.starts and item.minutes:
            begins = datetime.combine(session.held_on, item.starts)
            over = begins + timedelta(minutes=item.minutes)
        found += [
            Booking("guest", key, session.public_id, hall, item.said, begins, over)
            for key in dict.fromkeys(item.speakers)
            if key not in whole
        ]
    return found


def _end_of(session: Session, agenda: list[AgendaItem], starts: datetime) -> datetime:
    """Of a session that does not say: as long as its agenda lasts, a minute at least."""
    last = starts + _SHORTEST
    for item in agenda:
        begins = datetime.combine(starts.date(), item.starts) if item.starts else last
        last = max(last, begins + timedelta(minutes=item.minutes or 0))
    return last
