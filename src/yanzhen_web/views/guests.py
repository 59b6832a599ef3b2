"""Guests of an event: listed, registered, invited, answered for by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yanzhen.language import say
from yanzhen_web.access import access
from yanzhen_web.models import Event, Guest, Session
from yanzhen_web.scopes.actors import EDITORS, LEADER
from yanzhen_web.services.meet.guests import pages, registering
from yanzhen_web.services.meet.guests.forms import FIELDS, GuestForm, PasteForm, pasted_guests
from yanzhen_web.services.meet.programme.pages import is_run_by
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import answer_form, done_or_told, hides_missing

ENTERING = tuple(sorted(EDITORS))
WATCHING = tuple(sorted(EDITORS | {LEADER}))
_FORM, _POST, _REFUSED = ("GET", "POST"), ("POST",), 422
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(*WATCHING)
@hides_missing
def guest_list(request: Any, public_id: str) -> HttpResponse:
    """Who comes, as far as one sees them."""
    asked = {key: request.GET.get(key, "") for key in ("q", "role", "state")}
    page = pages.guest_list(request.actor, public_id, asked, request.GET.get("page", "1"))
    return render(request, "guests/list.html", page)


@access(*WATCHING)
@hides_missing
def guest_export(request: Any, public_id: str) -> HttpResponse:
    """The guests one sees, as a workbook."""
    headers = {"Content-Disposition": 'attachment; filename="guests.xlsx"'}
    return HttpResponse(pages.guests_book(request.actor, public_id), content_type=_BOOK, headers=headers)


@access(*WATCHING)
@hides_missing
def guest_page(request: Any, public_id: str) -> HttpResponse:
    """One guest."""
    return render(request, "guests/guest.html", pages.guest_page(request.actor, public_id))


@access(*ENTERING, methods=_FORM)
@hides_missing
def guest_new(request: Any, public_id: str) -> HttpResponse:
    """Register a guest."""
    event = pages.known_event(request.actor, public_id)
    sender = registering.sender_of(request.actor, event)

    def save(given: dict[str, Any], sessions: list[Session]) -> Guest:
        registering.refuse_if_over(request.actor, event)
        return registering.register(event, sender, given, sessions, by=request.user)

    return _guest(request, event, None, {"role": "delegate"}, save)


@access(*ENTERING, methods=_FORM)
@hides_missing
def guest_edit(request: Any, public_id: str) -> HttpResponse:
    """Change a guest."""
    guest = registering.editable_guest(request.actor, public_id)
    held = {name: getattr(guest, name) for name in FIELDS} | {"sessions": pages.sessions_of(guest)}

    def save(given: dict[str, Any], sessions: list[Session]) -> Guest:
        if {session.public_id for session in sessions} - set(held["sessions"]):
            registering.refuse_if_over(request.actor, guest.event)
        kept = pages.kept_sessions(request.actor, guest)
        registering.change(guest, given, [*sessions, *kept])
        return guest

    return _guest(request, guest.event, guest, held, save)


def _guest(
    request: Any, event: Event, guest: Guest | None, held: dict[str, Any],
    save: Callable[[dict[str, Any], list[Session]], Guest],
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    sessions = pages.session_choices(actor, event)
    form = GuestForm(sessions, request.POST or None, initial=held, hosts=is_run_by(actor, event))

    def take(given: dict[str, Any]) -> Guest:
        wanted = given.pop("sessions", [])
        rows = Session.objects.visible_to(actor).filter(event=event, public_id__in=wanted)
        return save(given, list(rows))

    return answer_form(
        request, "guests/form.html", form, take, lambda saved: redirect("guest_page", saved.public_id), event=event,
        guest=guest,
    )  # fmt: skip


@access(*ENTERING, methods=_POST)
@hides_missing
def guest_state(request: Any, public_id: str) -> HttpResponse:
    """Confirm, cancel, or call off."""
    guest, state = registering.editable_guest(request.actor, public_id), request.POST.get("state", "")
    said = say("已更新参会状态", "State changed")
    return done_or_told(
        request, lambda: registering.set_state_by(request.actor, guest, state), "guest_page", said, public_id=public_id
    )  # fmt: skip


@access(*ENTERING, methods=_POST)
@hides_missing
def guest_codes(request: Any, public_id: str) -> HttpResponse:
    """End the badge and links that were given out."""
    guest = registering.editable_guest(request.actor, public_id)
    said = say("以前的胸卡和链接已停用，请重发新的", "Earlier badges and links are ended: hand out new ones")
    return done_or_told(request, lambda: registering.end_codes(guest), "guest_page", said, public_id=public_id)


@access(*ENTERING, methods=_FORM)
@hides_missing
def guest_import(request: Any, public_id: str) -> HttpResponse:
    """Take rows that were copied from a spreadsheet: all of them, or none."""
    event = pages.known_event(request.actor, public_id)
    sender = registering.sender_of(request.actor, event)

    def take(given: dict[str, str]) -> int:
        registering.refuse_if_over(request.actor, event)
        listed = pasted_guests(given["rows"])
        if not is_run_by(request.actor, event):
            listed = [row | {"role": Guest.Role.DELEGATE} for row in listed]
        return registering.register_all(event, sender, listed, given["state"], by=request.user)

    def back(count: int) -> HttpResponse:
        messages.success(request, say(f"登记了 {count} 人", f"{count} guests registered"))
        return redirect("guest_list", public_id)

    return answer_form(request, "guests/import.html", PasteForm(request.POST or None), take, back, event=event)


@access(*ENTERING)
@hides_missing
def guest_invitations(request: Any, public_id: str) -> HttpResponse:
    """Texts to paste for those who were invited."""

    def address(code: str) -> str:
        return str(request.build_absolute_uri(reverse("guest_rsvp", args=[code])))

    return render(request, "guests/invitations.html", pages.invitations_page(request.actor, public_id, address))


@access("public", methods=_FORM)
@hides_missing
def guest_rsvp(request: Any, code: str) -> HttpResponse:
    """Whether one comes, said from one's own link, without an account."""
    guest, fault = registering.guest_behind(code), ""
    if request.method == "POST":
        try:
            registering.answer_invitation(guest, comes=request.POST.get("comes") == "yes")
            return redirect("guest_rsvp", code)
        except Refusal as refused:
            fault = str(refused)
    page = {"guest": guest, "event": guest.event, "fault": fault}
    return render(request, "guests/rsvp.html", page, status=_REFUSED if fault else 200)
