"""会务: events, the tree of their sessions, halls, agendas and the rules of conflicts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from yanzhen_web.access import access
from yanzhen_web.models import AgendaItem, Event, Hall, Organisation, Session
from yanzhen_web.scopes.actors import LEADER
from yanzhen_web.scopes.meeting import HOSTS
from yanzhen_web.services.meet.programme import arranging, pages
from yanzhen_web.services.meet.programme.forms import EventForm, HallForm, ItemForm, SessionForm, SettingsForm
from yanzhen_web.views.answering import answer_form, done_or_told, hides_missing

RUNNING = tuple(sorted(HOSTS))
WATCHING = tuple(sorted(HOSTS | {LEADER}))
_FORM, _POST = ("GET", "POST"), ("POST",)
_PAGE = "programme/form.html"
_SESSION = ("kind", "name", "name_en", "held_on", "starts", "ends", "venue", "link", "organisers", "admits", "capacity",
            "order", "note")  # fmt: skip
_HALL = ("name", "name_en", "where", "where_en", "capacity", "tables", "rows", "rostrum")
_ITEM = ("kind", "title", "title_en", "starts", "minutes", "speakers", "order", "note")


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} if row else {}


@access(*WATCHING)
def event_desk(request: Any) -> HttpResponse:
    """Events whose rooms one enters, and sessions that one's office holds."""
    return render(request, "programme/desk.html", pages.desk_page(request.actor))


@access(*RUNNING, methods=_FORM)
@hides_missing
def event_new(request: Any) -> HttpResponse:
    """Open an event."""
    return answer_form(
        request, _PAGE, EventForm(request.POST or None),
        lambda given: arranging.open_event(request.actor, given),
        lambda event: redirect("event_page", event.public_id), title="event",
    )  # fmt: skip


@access(*WATCHING)
@hides_missing
def event_page(request: Any, public_id: str) -> HttpResponse:
    """The programme of an event."""
    return render(request, "programme/event.html", pages.event_page(request.actor, public_id))


@access(*RUNNING, methods=_FORM)
@hides_missing
def event_settings(request: Any, public_id: str) -> HttpResponse:
    """How conflicts are handled, and until when people register."""
    event = arranging.run_event(request.actor, public_id)
    held = {**event.conflicts, **_values(event, ("walking_minutes", "registration_ends_at"))}
    return answer_form(
        request, _PAGE, SettingsForm(request.POST or None, initial=held),
        lambda given: arranging.set_rules(event, given),
        lambda _: redirect("event_page", public_id), event=event, title="settings",
    )  # fmt: skip


# --- sessions --------------------------------------------------------------------------------------------------------


@access("public")
@hides_missing
def session_page(request: Any, public_id: str) -> HttpResponse:
    """One session, with its agenda."""
    return render(request, "programme/session.html", pages.session_page(request.actor, public_id))


@access(*RUNNING, methods=_FORM)
@hides_missing
def session_new(request: Any, public_id: str) -> HttpResponse:
    """Add a session to an event."""
    return _session(request, arranging.run_event(request.actor, public_id), None)


@access(*RUNNING, methods=_FORM)
@hides_missing
def session_edit(request: Any, public_id: str) -> HttpResponse:
    """Change a session."""
    session = arranging.run_session(request.actor, public_id)
    return _session(request, session.event, session)


def _session(request: Any, event: Event, session: Session | None) -> HttpResponse:
    actor = request.actor
    choices = {
        "hall": pages.hall_choices(actor, event),
        "parent": pages.parent_choices(actor, event, session),
    }
    if pages.is_run_by(actor, event):  # the office of a session can't give it away
        choices["owner_org"] = pages.office_choices(actor, event)
    held = _values(session, _SESSION) or {"held_on": event.starts_on, "admits": Session.Admits.ALL}
    if session:
        held |= {name: row.public_id for name in choices if (row := getattr(session, name)) is not None}
    form = SessionForm(choices, request.POST or None, initial=held)

    def save(given: dict[str, Any]) -> Session:
        rows = {
            "hall": Hall.objects.visible_to(actor).filter(event=event),
            "parent": Session.objects.visible_to(actor).filter(event=event),
            "owner_org": Organisation.objects.visible_to(actor),
        }
        asked = {name: given.pop(name) for name in choices}
        linked = {
            name: rows[name].filter(public_id=wanted).first() if wanted else None for name, wanted in asked.items()
        }
        return arranging.save_session(actor, event, session, given, linked)

    return answer_form(
        request, _PAGE, form, save, lambda saved: redirect("session_page", saved.public_id), event=event,
        session=session,
        title="session",
    )  # fmt: skip


@access(*RUNNING, methods=_POST)
@hides_missing
def session_delete(request: Any, public_id: str) -> HttpResponse:
    """Take a session out of the programme."""
    session = arranging.run_session(request.actor, public_id)
    return _take_out(request, session, session.event)


# --- halls -----------------------------------------------------------------------------------------------------------


@access(*RUNNING, methods=_FORM)
@hides_missing
def hall_new(request: Any, public_id: str) -> HttpResponse:
    """Add a hall to an event."""
    return _hall(request, arranging.run_event(request.actor, public_id), None)


@access(*RUNNING, methods=_FORM)
@hides_missing
def hall_edit(request: Any, public_id: str) -> HttpResponse:
    """Change a hall."""
    hall = arranging.run_hall(request.actor, public_id)
    return _hall(request, hall.event, hall)


def _hall(request: Any, event: Event, hall: Hall | None) -> HttpResponse:
    return answer_form(
        request, _PAGE, HallForm(request.POST or None, initial=_values(hall, _HALL)),
        lambda given: arranging.save_hall(event, hall, given), lambda _: redirect("event_page", event.public_id),
        event=event, hall=hall, title="hall",
    )  # fmt: skip


@access(*RUNNING, methods=_POST)
@hides_missing
def hall_delete(request: Any, public_id: str) -> HttpResponse:
    """Take a hall out of an event."""
    hall = arranging.run_hall(request.actor, public_id)
    return _take_out(request, hall, hall.event)


def _take_out(request: Any, row: Session | Hall, event: Event) -> HttpResponse:
    said = arranging.said_taken_out(row.name)
    return done_or_told(request, lambda: arranging.take_out(row), "event_page", said, public_id=event.public_id)


# --- agendas ---------------------------------------------------------------------------------------------------------


@access(*RUNNING, methods=_FORM)
@hides_missing
def agenda_item_new(request: Any, public_id: str) -> HttpResponse:
    """Add a point to the agenda of a session."""
    return _item(request, arranging.run_session(request.actor, public_id), None)


@access(*RUNNING, methods=_FORM)
@hides_missing
def agenda_item_edit(request: Any, public_id: str) -> HttpResponse:
    """Change a point of an agenda."""
    item = arranging.run_item(request.actor, public_id)
    return _item(request, item.session, item)


def _item(request: Any, session: Session, item: AgendaItem | None) -> HttpResponse:
    speakers = pages.speaker_choices(request.actor, session.event)
    seen = {key for key, _ in speakers}
    unseen = [key for key in item.speakers if key not in seen] if item else []
    return answer_form(
        request, _PAGE, ItemForm(speakers, request.POST or None, initial=_values(item, _ITEM)),
        lambda given: arranging.save_item(request.actor, session, item, given, unseen),
        lambda _: redirect("session_page", session.public_id), event=session.event, session=session, item=item,
        title="item",
    )  # fmt: skip


@access(*RUNNING, methods=_POST)
@hides_missing
def agenda_item_delete(request: Any, public_id: str) -> HttpResponse:
    """Take a point out of an agenda."""
    item = arranging.run_item(request.actor, public_id)
    session = item.session
    said = arranging.said_taken_out(item.title)
    return done_or_told(request, lambda: arranging.take_out(item), "session_page", said, public_id=session.public_id)
