"""Places in sessions: never more than fit in, and whoever waits longest gets the next one that is free."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import Guest, Notice, Session, SessionGuest

_WHY = "the places of a session are one list, whoever asks for one"
State = SessionGuest.State


def capacity_of(session: Session) -> int | None:
    """People that fit in: the session's own limit, else its hall's; None for no limit."""
    if session.capacity is not None:
        return session.capacity
    return session.hall.capacity if session.hall else None


@transaction.atomic
def ask_for_places(guest: Guest, sessions: Iterable[Session]) -> list[SessionGuest]:
    """Places for a guest; where a session is full, at the end of its waiting list.

    Who comes or waits already keeps that; who declined asks anew.
    """
    return [_ask(guest, _locked(session.pk)) for session in sorted(sessions, key=lambda session: session.pk)]


@transaction.atomic
def leave_places(guest: Guest, sessions: Iterable[Session] | None = None) -> None:
    """Give up places, all of them where none is named; those who wait move up."""
    places = SessionGuest.objects.unscoped(why=_WHY).filter(guest=guest, state__in=(State.COMING, State.WAITING))
    if sessions is not None:
        places = places.filter(session__in=[session.pk for session in sessions])
    for number in sorted(places.values_list("session_id", flat=True)):
        session = _locked(number)
        places.filter(session=session).update(state=State.DECLINED)
        _move_up(session)


@transaction.atomic
def fill_places(session: Session) -> None:
    """After more people fit in than before."""
    _move_up(_locked(session.pk))


def _locked(number: int) -> Session:
    rows = Session.objects.unscoped(why=_WHY).select_for_update(of=("self",))
    return rows.select_related("hall", "event").get(pk=number)


def _ask(guest: Guest, session: Session) -> SessionGuest:
    now = timezone.now()
    place, made = SessionGuest.objects.unscoped(why=_WHY).get_or_create(
        session=session, guest=guest, defaults={"state": State.WAITING, "asked_at": now}
    )
    if not made:
        if place.state in (State.COMING, State.WAITING):
            return place
        place.state, place.asked_at = State.WAITING, now
        place.save(update_fields=["state", "asked_at"])
    _move_up(session, silent=guest)
    place.refresh_from_db(from_queryset=SessionGuest.objects.unscoped(why=_WHY))
    return place


def _move_up(session: Session, silent: Guest | None = None) -> None:
    """Give what is free to those who wait, in the order of asking; `silent` just asked and reads it anyway."""
    places = SessionGuest.objects.unscoped(why=_WHY).filter(session=session)
    waiting = places.filter(state=State.WAITING).order_by("asked_at", "pk")
    most = capacity_of(session)
    if most is not None:
        free = most - places.filter(state=State.COMING).count()
        waiting = waiting[: max(free, 0)]
    moved = list(waiting.select_related("guest"))
    places.filter(pk__in=[place.pk for place in moved]).update(state=State.COMING)
    Notice.objects.unscoped(why=_WHY).bulk_create(
        _notice(place.guest, session) for place in moved if place.guest != silent
    )


def _notice(guest: Guest, session: Session) -> Notice:
    text = {
        "zh": f"“{session.name}”有空位了，您已由候补转为参加",
        "en": f"A place became free: you now come to “{session.name_en or session.name}”",
    }
    return Notice(guest=guest, kind="place", text=text, at=timezone.now())
