"""What the pages of the programme show."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from yanzhen_web.models import AgendaItem, Event, Guest, Hall, Organisation, Session
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.meeting import runs_event, runs_session, watches_event
from yanzhen_web.services.meet.programme import labels
from yanzhen_web.services.meet.programme.booking import conflicts_of_event, told

Page = dict[str, Any]
_SPEAKING = (Guest.Role.VIP, Guest.Role.SPEAKER)
_MOST_SPEAKERS, _MOST_OFFICES, _MOST_EVENTS = 500, 300, 200


def watched_event(actor: Actor, public_id: str) -> Event:
    """An event whose rooms the actor enters.

    Raises:
        Event.DoesNotExist: there is none, for this actor.
    """
    return Event.objects.visible_to(actor).filter(watches_event(actor)).get(public_id=public_id)


def is_run_by(actor: Actor, event: Event) -> bool:
    """Whether the actor runs the event, and not a session of it only."""
    return Event.objects.visible_to(actor).filter(runs_event(actor), pk=event.pk).exists()


def desk_page(actor: Actor) -> Page:
    """Events whose rooms the actor enters, the next ones first, and sessions of others that its office holds."""
    watched = Event.objects.visible_to(actor).filter(watches_event(actor))
    held = Session.objects.visible_to(actor).filter(runs_session(actor)).exclude(event__in=watched)
    return {
        "events": list(watched[:_MOST_EVENTS]),
        "held": list(held.select_related("event").distinct()[:_MOST_EVENTS]),
        "today": timezone.localdate(),
    }


def event_page(actor: Actor, public_id: str) -> Page:
    """The tree of sessions with halls and agendas, and what is in conflict."""
    event = watched_event(actor, public_id)
    sessions = list(
        Session.objects.visible_to(actor)
        .filter(event=event)
        .select_related("hall", "owner_org")
        .order_by("held_on", "starts", "order", "pk")
    )
    conflicts, agendas = conflicts_of_event(event), _agendas(actor, event)
    return {
        "event": event,
        "runs": is_run_by(actor, event),
        "parts": [
            {"label": str(label), "lines": lines}
            for kind, label in labels.SESSIONS.items()
            if (lines := _tree([s for s in sessions if s.kind == kind], sessions, agendas))
        ],
        "halls": list(Hall.objects.visible_to(actor).filter(event=event)),
        "conflicts": [
            {"text": str(said), "blocked": conflict.handling == "block"}
            for said, conflict in zip(told(conflicts, actor), conflicts, strict=True)
        ],
        "room": "programme",
    }


def session_page(actor: Actor, public_id: str) -> Page:
    """One session, for everybody who may know of it.

    Raises:
        Session.DoesNotExist: there is none, for this actor.
    """
    runs = Session.objects.visible_to(actor).filter(runs_session(actor), pk=OuterRef("pk"))
    session = (
        Session.objects.visible_to(actor)
        .select_related("event", "hall", "parent")
        .annotate(runs=Exists(runs))
        .get(public_id=public_id)
    )
    watches = Event.objects.visible_to(actor).filter(watches_event(actor), pk=session.event_id).exists()
    items = [_item(item) for item in AgendaItem.objects.visible_to(actor).filter(session=session)]
    speaking = {key for item in items for key in item["speakers"]}
    guests = Guest.objects.visible_to(actor).filter(event=session.event_id, public_id__in=speaking).distinct()
    names = {guest.public_id: f"{guest.name} {guest.title}".strip() for guest in guests}
    for item in items:
        item["speakers"] = [names[key] for key in item["speakers"] if key in names]
    return {
        "session": session, "event": session.event, "items": items, "runs": session.runs, "watches": watches,
        "kind": str(labels.SESSION[session.kind]), "admits": str(labels.ADMITS[session.admits]),
    }  # fmt: skip


def hall_choices(actor: Actor, event: Event) -> list[tuple[str, str]]:
    """Halls of an event to choose from."""
    return [(hall.public_id, str(hall.said)) for hall in Hall.objects.visible_to(actor).filter(event=event)]


def parent_choices(actor: Actor, event: Event, session: Session | None) -> list[tuple[str, str]]:
    """Sessions of which another one can be a part."""
    rows = Session.objects.visible_to(actor).filter(event=event).exclude(pk=session.pk if session else None)
    return [(row.public_id, str(row.said)) for row in rows]


def office_choices(actor: Actor, event: Event) -> list[tuple[str, str]]:
    """Offices that may hold a session: that of the event and those below it."""
    kinds = Organisation.Kind
    offices = Organisation.objects.visible_to(actor).filter(
        Q(path__startswith=event.owner_org.path), kind__in=(kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.PARK)
    )
    return [(office.public_id, office.name) for office in offices[:_MOST_OFFICES]]


def speaker_choices(actor: Actor, event: Event) -> list[tuple[str, str]]:
    """Guests who speak, as many of them as the actor sees."""
    guests = Guest.objects.visible_to(actor).filter(event=event, role__in=_SPEAKING).distinct()[:_MOST_SPEAKERS]
    return [(guest.public_id, f"{guest.name} {guest.organisation} {guest.title}".strip()) for guest in guests]


def _item(item: AgendaItem) -> Page:
    return {
        "public_id": item.public_id, "kind": str(labels.ITEMS[item.kind]), "title": item.said,
        "starts": item.starts, "minutes": item.minutes,
        "speakers": item.speakers,
    }  # fmt: skip


def _agendas(actor: Actor, event: Event) -> dict[int, list[Page]]:
    found: dict[int, list[Page]] = defaultdict(list)
    for item in AgendaItem.objects.visible_to(actor).filter(session__event=event):
        found[item.session_id].append(_item(item))
    return found


def _tree(tops: list[Session], sessions: list[Session], agendas: dict[int, list[Page]]) -> list[Page]:
    """Sessions of a kind, each followed by its parts; a part stands below its session, whatever its own kind."""
    parts: dict[int | None, list[Session]] = defaultdict(list)
    for session in sessions:
        parts[session.parent_id].append(session)
    lines: list[Page] = []

    def put(session: Session, depth: int) -> None:
        lines.append(
            {
                "session": session,
                "admits": str(labels.ADMITS[session.admits]),
                "depth": min(depth, 2),
                "items": agendas[session.pk],
            }
        )
        for part in parts[session.pk]:
            put(part, depth + 1)

    for session in tops:
        if session.parent_id is None:
            put(session, 0)
    return lines
