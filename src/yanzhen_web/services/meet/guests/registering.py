"""Guests: registered, changed, cancelled, and what they answer to an invitation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import Event, Guest, Organisation, Session, SessionGuest, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.actors import EDITORS
from yanzhen_web.scopes.meeting import edits_guest
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.meet.codes import is_signed, new_short_code, public_id_in
from yanzhen_web.services.meet.guests.places import ask_for_places, leave_places
from yanzhen_web.services.meet.programme.pages import is_run_by
from yanzhen_web.services.people.refusals import Refusal

_WHY = "short codes are unique in an event, whoever registers"
_TRIES = 50
State = Guest.State
GONE = (State.CANCELLED, State.DECLINED)


def editable_guest(actor: Actor, public_id: str) -> Guest:
    """A guest that the actor changes.

    Raises:
        Guest.DoesNotExist: there is none, for this actor.
    """
    rows = Guest.objects.visible_to(actor).filter(edits_guest(actor)).select_related("event", "owner_org")
    return rows.distinct().get(public_id=public_id)


def sender_of(actor: Actor, event: Event) -> Organisation:
    """In whose name the actor registers guests of this event.

    Raises:
        Organisation.DoesNotExist: the actor enters nothing.
    """
    if is_run_by(actor, event):
        return event.owner_org
    desk = next((desk for desk in actor.desks if desk.role in EDITORS), None)
    return Organisation.objects.visible_to(actor).get(pk=desk.organisation if desk else None)


def refuse_if_over(actor: Actor, event: Event) -> None:
    """Whoever does not run the event registers until the registration ends.

    Raises:
        Refusal: it has ended.
    """
    closed = event.registration_ends_at is not None and event.registration_ends_at <= timezone.now()
    if (closed or event.ends_on < timezone.localdate()) and not is_run_by(actor, event):
        raise Refusal("报名已经截止，请联系会务", "Registration has ended: ask the organisers")


@transaction.atomic
def register(
    event: Event, sender: Organisation, given: Mapping[str, Any], sessions: Iterable[Session] = (), *,
    state: str = State.COMING, by: User | None = None,
) -> Guest:  # fmt: skip
    """A new guest, with places in these sessions, or on their waiting lists.

    Args:
        sender: who sends the guest.
        given: fields of the guest.

    Raises:
        Refusal: no place is left in the room for short codes of this event.
    """
    guest = Guest(event=event, owner_org=sender, state=state, by=by, code=_free_code(event), **given)
    guest.save()
    note_deed("guest.register", guest)
    if state == State.COMING:
        ask_for_places(guest, sessions)
    else:  # kept for the answer: whoever says yes then asks for these places
        SessionGuest.objects.unscoped(why=_WHY).bulk_create(
            SessionGuest(session=session, guest=guest, state=SessionGuest.State.INVITED, asked_at=timezone.now())
            for session in sessions
        )
    return guest


@transaction.atomic
def register_all(
    event: Event, sender: Organisation, listed: Iterable[Mapping[str, Any]], state: str, *, by: User | None = None
) -> int:
    """Register many guests, or none of them; who is on the list already is not registered twice.

    Returns:
        How many are new.
    """
    mine = Guest.objects.unscoped(why="whom a sender registered already").filter(event=event, owner_org=sender)
    known = set(mine.values_list("name", "organisation", "phone"))
    new = 0
    for given in listed:
        same = given["name"], given["organisation"], given["phone"]
        if same not in known:
            register(event, sender, given, state=state, by=by)
            known.add(same)
            new += 1
    return new


@transaction.atomic
def change(guest: Guest, given: Mapping[str, Any], sessions: Iterable[Session]) -> None:
    """Change what is known of a guest, and the sessions they come to."""
    for name, value in given.items():
        setattr(guest, name, value)
    # Only what was typed: an edit begun earlier brings back neither ended codes nor an answer that was changed since.
    guest.save(update_fields=[*given, "changed_at"])
    guest.refresh_from_db(fields=["state", "edition"], from_queryset=Guest.objects.unscoped(why=_WHY))
    wanted = {session.pk for session in sessions}
    held = Session.objects.unscoped(why="sessions that a guest comes to").filter(
        places__guest=guest, places__state__in=("coming", "waiting")
    )
    leave_places(guest, [session for session in held if session.pk not in wanted])
    if guest.state == State.COMING:
        ask_for_places(guest, sessions)
    note_deed("guest.change", guest)


def set_state_by(actor: Actor, guest: Guest, state: str) -> None:
    """What an actor may say of a guest: whoever runs the event everything, the sender that the guest does not come.

    Raises:
        Refusal: it is for the organisers to say, or no such state.
    """
    if state in State.values and state not in GONE and not is_run_by(actor, guest.event):
        raise Refusal("由会务确认，派出单位只能取消", "The organisers confirm: who sent a guest can cancel only")
    set_state(guest, state)


@transaction.atomic
def set_state(guest: Guest, state: str) -> None:
    """Cancelled and declined guests give up their places.

    Raises:
        Refusal: no state that a guest can have.
    """
    if state not in State.values:
        raise Refusal("没有这种参会状态", "There is no such state", field="state")
    guest.state = state
    guest.save(update_fields=["state", "changed_at"])
    if state in GONE:
        leave_places(guest)
    elif state == State.COMING:
        ask_for_places(guest, Session.objects.unscoped(why=_WHY).filter(places__guest=guest))
    note_deed("guest.state", guest, state=state)


@transaction.atomic
def end_codes(guest: Guest) -> None:
    """End the badge and the links that were given out: from now on new ones count."""
    guest.edition += 1
    guest.save(update_fields=["edition", "changed_at"])
    note_deed("guest.codes", guest)


def guest_behind(code: str) -> Guest:
    """Who holds the link with this code.

    Raises:
        Guest.DoesNotExist: nobody: made up, ended, or of a guest who was cancelled.
    """
    rows = Guest.objects.unscoped(why="whoever holds the link of a guest").select_related("event")
    guest = rows.exclude(state=State.CANCELLED).get(public_id=public_id_in(code))
    if not is_signed(code, "guest", guest.public_id, guest.edition):
        raise Guest.DoesNotExist
    return guest


def answer_invitation(guest: Guest, *, comes: bool) -> None:
    """What the guest says to an invitation.

    Raises:
        Refusal: the event is over.
    """
    if guest.event.ends_on < timezone.localdate():
        raise Refusal("活动已经结束，不用再答复", "The event is over: there is nothing to answer any more")
    set_state(guest, State.COMING if comes else State.DECLINED)


def _free_code(event: Event) -> str:
    guests = Guest.objects.unscoped(why=_WHY).filter(event=event)
    for _ in range(_TRIES):
        code = new_short_code()
        if not guests.filter(code=code).exists():
            return code
    raise Refusal("短码已用完，请联系平台", "No short codes are left: ask the platform")
