"""What the pages of guests show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

from yanzhen.language import say
from yanzhen.recordfiles import workbook_bytes
from yanzhen_web.models import CheckIn, Event, Guest, Session, SessionGuest
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.meeting import edits_guest, reads_guest, watches_event
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.meet.codes import code_of
from yanzhen_web.services.meet.entries import choices
from yanzhen_web.services.meet.guests.labels import PLACES, ROLES, STATES
from yanzhen_web.services.meet.guests.places import capacity_of
from yanzhen_web.services.meet.programme.pages import is_run_by
from yanzhen_web.services.records.storing import storable

Page = dict[str, Any]
Address = Callable[[str], str]
_PAGE, _LONGEST_SEARCH, _MOST_INVITED = 50, 60, 500


def known_event(actor: Actor, public_id: str) -> Event:
    """An event to which the actor may send guests, or whose guests it sees.

    Raises:
        Event.DoesNotExist: there is none, for this actor.
    """
    return Event.objects.visible_to(actor).select_related("owner_org").get(public_id=public_id)


def guest_list(actor: Actor, public_id: str, asked: dict[str, str], page: str) -> Page:
    """Guests of an event that the actor sees, with what was asked for, and how many come."""
    event = known_event(actor, public_id)
    guests = _asked(_guests(actor, event), asked)
    numbered = Paginator(guests.order_by("pk"), _PAGE).get_page(page)
    rows = list(numbered)
    told = set(_readable(actor, rows))
    if rows:
        note_reading("guest.list", event, count=len(rows))
    watches = Event.objects.visible_to(actor).filter(watches_event(actor), pk=event.pk).exists()
    return {
        "event": event, "page": numbered, "asked": asked, "room": "guests", "watches": watches,
        "figures": _figures(actor, event),
        "sessions": _attendance(actor, event) if watches else [],
        "rows": [_row(guest, phone=guest.pk in told) for guest in rows],
        "roles": choices(ROLES), "states": choices(STATES), "adds": actor.granted("write"),
    }  # fmt: skip


def guest_page(actor: Actor, public_id: str) -> Page:
    """One guest.

    Raises:
        Guest.DoesNotExist: there is none, for this actor.
    """
    guests = Guest.objects.visible_to(actor).select_related("event", "owner_org")
    guest = guests.distinct().get(public_id=public_id)
    note_reading("guest.read", guest)
    reads = bool(_readable(actor, [guest]))
    places = SessionGuest.objects.visible_to(actor).filter(guest=guest).select_related("session").distinct()
    return {
        "guest": guest, "event": guest.event, "reads": reads, "role": str(ROLES[guest.role]),
        "state": str(STATES[guest.state]), "room": "guests", "states": choices(STATES),
        "edits": Guest.objects.visible_to(actor).filter(edits_guest(actor), pk=guest.pk).exists(),
        "places": [{"session": place.session, "state": str(PLACES[place.state])}
                   for place in places],
    }  # fmt: skip


def invitations_page(actor: Actor, public_id: str, address: Address) -> Page:
    """For each guest who was invited and has not answered, a text to paste with the guest's own link.

    Args:
        address: a code -> the whole address of the page that answers it.
    """
    event = known_event(actor, public_id)
    guests = _guests(actor, event).filter(reads_guest(actor), edits_guest(actor), state=Guest.State.INVITED)
    listed = list(guests.order_by("pk")[:_MOST_INVITED])
    if listed:
        note_reading("guest.invitations", event, count=len(listed))
    return {
        "event": event, "room": "guests",
        "lines": [{"guest": guest, "text": _invitation(event, guest, address)} for guest in listed],
    }  # fmt: skip


def guests_book(actor: Actor, public_id: str) -> bytes:
    """A workbook of the guests that the actor sees; telephone numbers and short codes where it reads them."""
    event = known_event(actor, public_id)
    guests = list(_guests(actor, event).order_by("pk"))
    told = set(_readable(actor, guests))
    note_reading("guest.export", event, count=len(guests))
    columns = {
        "name": say("姓名", "Name"), "organisation": say("单位", "Organisation"), "title": say("职务", "Title"),
        "role": say("身份", "Role"), "state": say("状态", "State"), "sender": say("派出单位", "Sent by"),
        "phone": say("手机", "Phone"), "code": say("短码", "Short code"),
    }  # fmt: skip
    rows = [
        {
            columns["name"]: guest.name, columns["organisation"]: guest.organisation, columns["title"]: guest.title,
            columns["role"]: str(ROLES[guest.role]), columns["state"]: str(STATES[guest.state]),
            columns["sender"]: guest.owner_org.name,
            columns["phone"]: guest.phone if guest.pk in told else "",
            columns["code"]: guest.code if guest.pk in told else "",
        }
        for guest in guests
    ]  # fmt: skip
    return workbook_bytes({say("嘉宾", "Guests"): (list(columns.values()), rows)})


def session_choices(actor: Actor, event: Event) -> list[tuple[str, str]]:
    """Sessions for which a guest asks for a place: not those that take everybody; whom those by invitation take is
    said by whoever runs the event.
    """
    rows = Session.objects.visible_to(actor).filter(event=event).exclude(admits=Session.Admits.ALL)
    if not is_run_by(actor, event):
        rows = rows.exclude(admits=Session.Admits.INVITED)
    return [(session.public_id, str(session.said)) for session in rows]


def sessions_of(guest: Guest) -> list[str]:
    """Those that a guest comes to or waits for."""
    places = SessionGuest.objects.unscoped(why="the sessions of a guest whom the actor changes").filter(
        guest=guest, state__in=("coming", "waiting")
    )
    return list(places.values_list("session__public_id", flat=True))


def kept_sessions(actor: Actor, guest: Guest) -> list[Session]:
    """Sessions of a guest that the actor is not asked about, and that an edit leaves as they are."""
    asked = {key for key, _ in session_choices(actor, guest.event)}
    rows = Session.objects.unscoped(why="sessions that an edit leaves as they are")
    return [session for session in rows.filter(public_id__in=sessions_of(guest)) if session.public_id not in asked]


def _guests(actor: Actor, event: Event) -> QuerySet[Guest]:
    return Guest.objects.visible_to(actor).filter(event=event).select_related("owner_org").distinct()


def _readable(actor: Actor, guests: list[Guest]) -> list[int]:
    rows = Guest.objects.visible_to(actor).filter(reads_guest(actor), pk__in=[guest.pk for guest in guests])
    return list(rows.values_list("pk", flat=True))


def _asked(guests: QuerySet[Guest], asked: dict[str, str]) -> QuerySet[Guest]:
    words = str(storable(asked.get("q", "")))[:_LONGEST_SEARCH].strip()
    if words:
        guests = guests.filter(Q(name__icontains=words) | Q(organisation__icontains=words))
    for key, known in (("role", ROLES), ("state", STATES)):
        if asked.get(key) in known:
            guests = guests.filter(**{key: asked[key]})
    return guests


def _row(guest: Guest, *, phone: bool) -> Page:
    return {
        "public_id": guest.public_id, "name": guest.name, "organisation": guest.organisation, "title": guest.title,
        "role": str(ROLES[guest.role]), "state": str(STATES[guest.state]), "sender": guest.owner_org.name,
        "phone": guest.phone if phone else "",
    }  # fmt: skip


def _figures(actor: Actor, event: Event) -> list[tuple[str, int]]:
    counted = Counter(dict(_guests(actor, event).order_by().values_list("state").annotate(Count("pk", distinct=True))))
    there = CheckIn.objects.visible_to(actor).filter(session__event=event).values("guest").distinct().count()
    shown = [(str(STATES[state]), counted[state]) for state in ("coming", "invited", "asking", "declined")]
    return [*shown, (say("已签到", "Checked in"), there)]


def _attendance(actor: Actor, event: Event) -> list[Page]:
    sessions = Session.objects.visible_to(actor).filter(event=event).select_related("hall")
    places = SessionGuest.objects.visible_to(actor).filter(session__event=event).order_by()
    counted = {
        (session, state): count
        for session, state, count in places.values_list("session", "state").annotate(Count("pk", distinct=True))
    }
    came = dict(
        CheckIn.objects.visible_to(actor)
        .filter(session__event=event)
        .order_by()
        .values_list("session")
        .annotate(Count("pk", distinct=True))
    )
    lines = [
        {
            "session": session, "most": capacity_of(session),
            "coming": counted.get((session.pk, "coming"), 0), "waiting": counted.get((session.pk, "waiting"), 0),
            "came": came.get(session.pk, 0),
        }
        for session in sessions
    ]  # fmt: skip
    return [line for line in lines if line["coming"] or line["waiting"] or line["came"]]


def _invitation(event: Event, guest: Guest, address: Address) -> str:
    link = address(code_of("guest", guest.public_id, guest.edition))
    days, place = f"{event.starts_on:%Y-%m-%d}", event.said_place
    return say(
        f"{guest.name}您好：诚邀您参加“{event.name}”（{days}，{place.zh}）。能否参加，请点开答复：{link}",
        f"Dear {guest.name}, you are invited to {event.said.en} ({days}, {place.en})."
        f" Please say here whether you come: {link}",
    )
