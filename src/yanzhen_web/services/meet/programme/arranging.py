"""Events, sessions, halls and agendas as those who run them arrange them: all or nothing, and never against a rule."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.db.models.deletion import ProtectedError

from yanzhen.language import say
from yanzhen.meet.conflicts import KINDS, Conflict
from yanzhen_web.models import AgendaItem, CheckIn, Event, Hall, Organisation, Session
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.meeting import HOSTS, runs_agenda, runs_event, runs_part, runs_session
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.meet.guests.places import fill_places
from yanzhen_web.services.meet.programme.booking import conflicts_of_event, told
from yanzhen_web.services.people.refusals import Refusal

_WHY = "an event is locked while its programme changes, so that two who change it at once hear of each other"
Given = dict[str, Any]


def run_event(actor: Actor, public_id: str) -> Event:
    """An event that the actor changes.

    Raises:
        Event.DoesNotExist: there is none, for this actor.
    """
    return (
        Event.objects.visible_to(actor).filter(runs_event(actor)).select_related("owner_org").get(public_id=public_id)
    )


def run_session(actor: Actor, public_id: str) -> Session:
    """A session that the actor changes.

    Raises:
        Session.DoesNotExist: there is none, for this actor.
    """
    rows = Session.objects.visible_to(actor).filter(runs_session(actor)).select_related("event", "hall", "parent")
    return rows.distinct().get(public_id=public_id)


def run_hall(actor: Actor, public_id: str) -> Hall:
    """A hall of an event that the actor runs.

    Raises:
        Hall.DoesNotExist: there is none, for this actor.
    """
    return Hall.objects.visible_to(actor).filter(runs_part(actor)).select_related("event").get(public_id=public_id)


def run_item(actor: Actor, public_id: str) -> AgendaItem:
    """A point of the agenda of a session that the actor changes.

    Raises:
        AgendaItem.DoesNotExist: there is none, for this actor.
    """
    rows = AgendaItem.objects.visible_to(actor).filter(runs_agenda(actor))
    return rows.select_related("session__event", "session__hall").distinct().get(public_id=public_id)


def hosting_desk(actor: Actor) -> Organisation:
    """The office in whose name the actor holds events.

    Raises:
        Organisation.DoesNotExist: there is none.
    """
    desk = next((desk for desk in actor.desks if desk.role in HOSTS), None)
    return Organisation.objects.visible_to(actor).get(pk=desk.organisation if desk else None)


@transaction.atomic
def open_event(actor: Actor, given: Given) -> Event:
    """An event of the actor's office, for its own eyes until it is published."""
    event = Event.objects.unscoped(why="the office's own new event").create(owner_org=hosting_desk(actor), **given)
    note_deed("programme.event", event)
    return event


@transaction.atomic
def set_rules(event: Event, given: Given) -> None:
    """How conflicts are handled, how long it takes to walk, until when people register."""
    event.conflicts = {kind: given[kind] for kind in KINDS}
    event.walking_minutes = given["walking_minutes"] or 0
    event.registration_ends_at = given["registration_ends_at"]
    event.save(update_fields=["conflicts", "walking_minutes", "registration_ends_at"])
    note_deed("programme.settings", event)


@transaction.atomic
def save_hall(event: Event, hall: Hall | None, given: Given) -> Hall:
    """A new hall, or one changed.

    Raises:
        Refusal: another hall of the event has the name.
    """
    _lock(event)
    hall = hall or Hall(event=event, order=_next(Hall, event=event))
    _fill(hall, given | {"tables": given["tables"] or 0})
    try:
        with transaction.atomic():
            hall.save()
    except IntegrityError:
        raise Refusal(
            f"已有会场“{hall.name}”，请换一个名称", f"There is a hall “{hall.name}” already: name it otherwise",
            field="name",
        ) from None  # fmt: skip
    for session in Session.objects.unscoped(why="more may fit into a hall than before").filter(hall=hall):
        fill_places(session)
    note_deed("programme.hall", hall)
    return hall


@transaction.atomic
def save_session(actor: Actor, event: Event, session: Session | None, given: Given, linked: Given) -> Session:
    """A new session, or one changed.

    Args:
        linked: hall, parent, owner_org: rows, only those that were asked for.

    Raises:
        Refusal: it would be a part of itself, or somebody or a hall would be needed twice where that is not allowed.
    """
    _lock(event)
    before = conflicts_of_event(event)
    session = session or Session(event=event)
    order = given.pop("order", None)
    if order is not None or session.pk is None:
        session.order = _next(Session, event=event) if order is None else order
    _fill(session, given | linked)
    _refuse_rings(session)
    session.save()
    _refuse_conflicts(actor, event, before)
    fill_places(session)
    note_deed("programme.session", session)
    return session


@transaction.atomic
def save_item(actor: Actor, session: Session, item: AgendaItem | None, given: Given, unseen: list[str]) -> AgendaItem:
    """A new point of an agenda, or one changed.

    Args:
        unseen: speakers whom the actor does not see, and does not take away either.

    Raises:
        Refusal: a speaker would be needed twice where that is not allowed.
    """
    _lock(session.event)
    before = conflicts_of_event(session.event)
    item = item or AgendaItem(session=session)
    order = given.pop("order", None)
    if order is not None or item.pk is None:
        item.order = _next(AgendaItem, session=session) if order is None else order
    _fill(item, given | {"speakers": [*given.get("speakers", []), *unseen]})
    item.save()
    _refuse_conflicts(actor, session.event, before)
    note_deed("programme.item", item)
    return item


@transaction.atomic
def take_out(row: Session | Hall | AgendaItem) -> None:
    """Take a session, a hall or a point of an agenda out of the programme.

    Raises:
        Refusal: meetings take place there, or people have checked in.
    """
    if isinstance(row, Session) and CheckIn.objects.unscoped(why="who was there is kept").filter(session=row).exists():
        raise Refusal("这一场已经有人签到，不能删除", "People have checked in to this session: it can't be deleted")
    note_deed("programme.delete", row)
    try:
        row.delete()
    except ProtectedError:
        raise Refusal(
            "这里已经有会谈或参会记录，先把它们换到别处，再删除",
            "Meetings or participations stand here: move them elsewhere before you delete it",
        ) from None


def _lock(event: Event) -> None:
    Event.objects.unscoped(why=_WHY).select_for_update().get(pk=event.pk)


def _next(model: type[Hall | Session | AgendaItem], **where: Model) -> int:
    last = model.objects.unscoped(why="the order of what is added last").filter(**where).aggregate(last=Max("order"))
    return int(last["last"] or 0) + 1


def _fill(row: Model, given: Given) -> None:
    for name, value in given.items():
        setattr(row, name, value)


def _refuse_rings(session: Session) -> None:
    above, seen = session.parent, {session.pk}
    while above is not None:
        if above.pk in seen:
            raise Refusal(
                "一场活动不能属于它自己或它下面的场次", "A session can't be a part of itself or of its own parts",
                field="parent",
            )  # fmt: skip
        seen.add(above.pk)
        above = above.parent


def _refuse_conflicts(actor: Actor, event: Event, before: list[Conflict]) -> None:
    """Only what was not so before: that is told on the page of the programme."""
    known = {_between(conflict) for conflict in before}
    blocked = [
        conflict for conflict in conflicts_of_event(event)
        if conflict.handling == "block" and _between(conflict) not in known
    ]  # fmt: skip
    if blocked:
        first = told(blocked[:1], actor)[0]
        raise Refusal(
            f"{first.zh}。请改时间或会场；要允许，请在“会务设置”里改",
            f"{first.en}. Change the time or the hall; to allow it, change the event's settings",
        )


def _between(conflict: Conflict) -> tuple[str, str, frozenset[str]]:
    return conflict.kind, conflict.one.key, frozenset((conflict.one.session, conflict.other.session))


def said_taken_out(name: str) -> str:
    """What is told after something was taken out."""
    return say(f"已删除“{name}”", f"“{name}” deleted")
