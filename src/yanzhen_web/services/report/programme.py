"""The programme of an event as a calendar file: the sessions that whoever asks may know of, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vText
from icalendar import Event as Entry

from yanzhen_web.models import Event, Session
from yanzhen_web.scopes import Actor
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.report.reporting import current_event

ZONE = "Asia/Shanghai"
_HOST = "yanzhen"
_LONGEST = 300


def programme_file(actor: Actor, public_id: str | None = None) -> bytes | None:
    """The calendar of an event, by default the current one; None where there is none that the actor may know of."""
    event = _event(actor, public_id)
    if event is None:
        return None
    entries = [
        _entry(session, event)
        for session in Session.objects.visible_to(actor).filter(event=event).select_related("hall")
        if session.held_on
    ]
    return bytes(_calendar(event, entries or [_whole(event)]).to_ical())


def _event(actor: Actor, public_id: str | None) -> Event | None:
    if public_id is None:
        return current_event(actor)
    return Event.objects.visible_to(actor).filter(public_id=public_id).first()


def _calendar(event: Event, entries: list[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_HOST}//{_HOST}//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _text(str(event.said)))
    calendar.add("x-wr-timezone", ZONE)
    if any(isinstance(entry["dtstart"].dt, datetime) for entry in entries):
        calendar.add_component(Timezone.from_tzid(ZONE))
    for entry in entries:
        calendar.add_component(entry)
    return calendar


def _entry(session: Session, event: Event) -> Entry:
    assert session.held_on is not None
    if session.starts is None:
        entry = _all_day(session.public_id, session.held_on, session.held_on, event)
    else:
        entry = _timed(session, event)
    entry.add("summary", _text(str(session.said)))
    hall = session.hall
    place = f"{hall.said} {hall.said_where}".strip() if hall else session.venue
    if place:
        entry.add("location", _text(place))
    if session.link:
        entry.add("url", session.link)
    entry.add("description", _text(" · ".join(part for part in (str(event.said), session.mode) if part)))
    return entry


def _whole(event: Event) -> Entry:
    entry = _all_day(event.public_id, event.starts_on, event.ends_on, event)
    entry.add("summary", _text(str(event.said)))
    if event.place:
        entry.add("location", _text(str(event.said_place)))
    return entry


def _timed(session: Session, event: Event) -> Entry:
    """From when to when, by the clock of the event; without an end, as long as the calendar makes of it."""
    assert session.held_on is not None and session.starts is not None
    entry = Entry()
    entry.add("uid", f"{session.public_id}@{_HOST}")
    entry.add("dtstamp", event.created_at)
    entry.add("dtstart", datetime.combine(session.held_on, session.starts, ZoneInfo(ZONE)))
    if session.ends:
        entry.add("dtend", datetime.combine(session.held_on, session.ends, ZoneInfo(ZONE)))
    return entry


def _all_day(public_id: str, first: date, last: date, event: Event) -> Entry:
    """What knows its day and no hour takes the whole day wherever the calendar is read."""
    entry = Entry()
    entry.add("uid", f"{public_id}@{_HOST}")
    entry.add("dtstamp", event.created_at)
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    return entry


def _text(value: str) -> vText:
    """One line without marks that turn text; escaping is the library's."""
    return vText(" ".join(str(storable(value)).split())[:_LONGEST])
