"""Organisations below an office, and their people."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.scopes import OFFICES
from yanzhen_web.services import handing_over, invitationmail, inviting, keys, signing, staffing, staffpages, suspending
from yanzhen_web.services.owndata import decide, requests_to_decide
from yanzhen_web.services.refusals import Refusal
from yanzhen_web.views.answering import done_or_told, hides_missing, number

_OFFICES = tuple(sorted(OFFICES))
_POST, _FORM = ("POST",), ("GET", "POST")


# --- organisations ---------------------------------------------------------------------------------------------------


@access(*_OFFICES)
def staff(request: Any) -> HttpResponse:
    """The organisations at the top, or those that were looked for; a single one shows itself."""
    words = request.GET.get("q", "")
    tops = [] if words.strip() else staffpages.tops_of(request.actor)
    if len(tops) == 1:
        return redirect("organisation_detail", tops[0].public_id)
    return render(
        request, "people/search.html", staffpages.search_page(request.actor, words, request.GET.get("page", "1"))
    )


@access(*_OFFICES)
@hides_missing
def organisation_detail(request: Any, public_id: str) -> HttpResponse:
    """Who works there, and what is below."""
    asked = request.GET
    context = staffpages.organisation_page(request.actor, public_id, asked.get("q", ""), asked.get("page", "1"))
    return render(request, "people/organisation.html", context)


def _organisation(request: Any, public_id: str) -> Any:
    return staffing.managed_organisations(request.actor).get(public_id=public_id)


@access(*_OFFICES, methods=_POST)
@hides_missing
def organisation_found(request: Any, public_id: str) -> HttpResponse:
    """A new one below it."""
    said, parent = request.POST, _organisation(request, public_id)
    try:
        made = staffing.found_organisation(
            request.actor,
            parent,
            said.get("kind", ""),
            said.get("name", ""),
            region=said.get("region", ""),
            credit_code=said.get("credit_code", ""),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("organisation_detail", public_id)
    messages.success(request, _("单位已建立，请邀请它的人。"))
    return redirect("organisation_detail", made.public_id)


@access(*_OFFICES, methods=_POST)
@hides_missing
def organisation_suspend(request: Any, public_id: str) -> HttpResponse:
    """Close it and everything below it."""
    found = _organisation(request, public_id)
    return done_or_told(
        request,
        lambda: suspending.suspend_organisation(request.actor, request.user, found),
        "organisation_detail",
        _("单位和它的下级已停用，有关的登录都已结束。"),
        public_id=public_id,
    )


@access(*_OFFICES, methods=_POST)
@hides_missing
def organisation_reinstate(request: Any, public_id: str) -> HttpResponse:
    """Open it again."""
    found = _organisation(request, public_id)
    return done_or_told(
        request,
        lambda: suspending.reinstate_organisation(request.actor, found),
        "organisation_detail",
        _("单位已恢复。"),
        public_id=public_id,
    )


# --- invitations -----------------------------------------------------------------------------------------------------


@access(*_OFFICES, methods=_POST)
@hides_missing
def organisation_invite(request: Any, public_id: str) -> HttpResponse:
    """Make a link, and show it this once."""
    said, organisation = request.POST, _organisation(request, public_id)
    makes, _sign, role = said.get("what", "").rpartition(":")
    try:
        invitation, secret = inviting.invite(
            request.actor,
            request.user,
            organisation,
            role,
            makes=makes,
            uses=number(said.get("uses", "1")),
            days=number(said.get("days", "7")),
            note=said.get("note", ""),
            email=said.get("email", ""),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("organisation_detail", public_id)
    link = request.build_absolute_uri(f"/join/{secret}/")
    context = {
        "invitation": invitation,
        "secret": secret,
        "text": invitationmail.text_of(invitation, link),
        "mailed": invitationmail.send_invitation(invitation, link),
    }
    return render(request, "people/invited.html", context)


@access(*_OFFICES)
def invitations(request: Any) -> HttpResponse:
    """Those that are open, or all."""
    show = "all" if request.GET.get("show") == "all" else "open"
    context = staffpages.invitations_page(request.actor, show, request.GET.get("page", "1"))
    return render(request, "people/invitations.html", context)


@access(*_OFFICES, methods=_POST)
@hides_missing
def invitation_revoke(request: Any, public_id: str) -> HttpResponse:
    """Its link opens nothing any more."""
    found = inviting.invitations_of(request.actor).get(public_id=public_id)
    inviting.revoke_invitation(request.actor, found)
    messages.success(request, _("邀请已撤销，链接打不开了。"))
    return redirect("invitations")


# --- people ----------------------------------------------------------------------------------------------------------


@access(*_OFFICES)
@hides_missing
def person_detail(request: Any, public_id: str) -> HttpResponse:
    """One person: desks, and what can be done."""
    return render(request, "people/person.html", staffpages.person_page(request.actor, public_id))


@access(*_OFFICES, methods=_POST)
@hides_missing
def person_suspend(request: Any, public_id: str) -> HttpResponse:
    """Shut somebody out."""
    person = staffing.managed_people(request.actor).get(public_id=public_id)
    return done_or_told(
        request,
        lambda: suspending.suspend_person(request.actor, request.user, person),
        "person_detail",
        _("已停用：登录和密钥都已失效。"),
        public_id=public_id,
    )


@access(*_OFFICES, methods=_POST)
@hides_missing
def person_reinstate(request: Any, public_id: str) -> HttpResponse:
    """Let somebody in again."""
    person = staffing.managed_people(request.actor).get(public_id=public_id)
    return done_or_told(
        request,
        lambda: suspending.reinstate_person(request.actor, person),
        "person_detail",
        _("已恢复，可以重新登录；密钥要重新发。"),
        public_id=public_id,
    )


@access(*_OFFICES, methods=_POST)
@hides_missing
def person_reset(request: Any, public_id: str) -> HttpResponse:
    """A link by which somebody sets a new password, shown this once."""
    person = staffing.managed_people(request.actor).get(public_id=public_id, suspended_at=None, erased_at=None)
    link = request.build_absolute_uri(signing.reset_link(person))
    return render(request, "people/reset.html", {"person": person, "link": link})


@access(*_OFFICES, methods=_POST)
@hides_missing
def person_drop_factors(request: Any, public_id: str) -> HttpResponse:
    """For somebody who has lost the phone."""
    person = staffing.managed_people(request.actor).get(public_id=public_id)
    return done_or_told(
        request,
        lambda: signing.drop_factors(person),
        "person_detail",
        _("二次验证已去掉，请提醒本人登录后重新设置。"),
        public_id=public_id,
    )


@access(*_OFFICES, methods=_POST)
@hides_missing
def desk_end(request: Any, public_id: str) -> HttpResponse:
    """Take a desk back."""
    desk = staffing.managed_desks(request.actor).get(public_id=public_id)
    return done_or_told(
        request,
        lambda: staffing.end_membership(request.actor, request.user, desk),
        "organisation_detail",
        _("岗位已撤，登录已结束。"),
        public_id=desk.organisation.public_id,
    )


@access("signed_in", methods=_FORM)
@hides_missing
def hand_over(request: Any, public_id: str) -> HttpResponse:
    """All duties of one person to another: by their office, or one's own."""
    context = staffpages.hand_over_page(request.actor, request.user, public_id)
    if request.method == "POST":
        try:
            return _handed_over(request, context)
        except Refusal as refused:
            messages.error(request, str(refused))
    return render(request, "people/hand_over.html", context)


def _handed_over(request: Any, context: dict[str, Any]) -> HttpResponse:
    desk, said = context["desk"], request.POST
    handing_over.hand_over(
        request.actor,
        request.user,
        desk.user,
        context["people"].get(public_id=said.get("to", "")),
        desk.organisation,
        until=_end_of(said.get("until", "")) if said.get("how") == "until" else None,
    )
    messages.success(request, _("已移交。"))
    return redirect("me") if context["oneself"] else redirect("organisation_detail", desk.organisation.public_id)


def _end_of(text: str) -> datetime:
    """The end of the day that was written, here; an instant that is past where there is none."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        return timezone.now()
    return datetime.combine(day, time(23, 59, 59), timezone.get_current_timezone())


# --- programs --------------------------------------------------------------------------------------------------------


@access(*_OFFICES, methods=_POST)
@hides_missing
def client_make(request: Any, public_id: str) -> HttpResponse:
    """A program with a key, which is shown this once."""
    said, organisation = request.POST, _organisation(request, public_id)
    return _key_or_told(
        request,
        organisation,
        lambda: keys.let_in_client(
            request.actor,
            organisation,
            said.get("name", ""),
            said.getlist("grants"),
            days=number(said.get("days", str(keys.USUAL_DAYS))),
        ),
    )


@access(*_OFFICES, methods=_POST)
@hides_missing
def client_renew(request: Any, public_id: str) -> HttpResponse:
    """A new key for a program; the old one ends."""
    desk, said = keys.clients(request.actor).get(public_id=public_id), request.POST
    return _key_or_told(
        request,
        desk.organisation,
        lambda: keys.renew_client(
            request.actor, desk, said.getlist("grants"), days=number(said.get("days", str(keys.USUAL_DAYS)))
        ),
    )


def _key_or_told(request: Any, organisation: Any, make: Any) -> HttpResponse:
    try:
        key, secret = make()
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("organisation_detail", organisation.public_id)
    return render(request, "people/key_made.html", {"key": key, "secret": secret, "organisation": organisation})


# --- what people ask about their data --------------------------------------------------------------------------------


@access(*_OFFICES)
def data_requests(request: Any) -> HttpResponse:
    """Those that wait first."""
    return render(
        request, "people/requests.html", staffpages.requests_page(request.actor, request.GET.get("page", "1"))
    )


@access(*_OFFICES, methods=_POST)
@hides_missing
def data_request_decide(request: Any, public_id: str) -> HttpResponse:
    """Carry it out, or say why not."""
    row, said = requests_to_decide(request.actor).get(public_id=public_id), request.POST
    return done_or_told(
        request,
        lambda: decide(request.actor, request.user, row, done=said.get("done") == "yes", answer=said.get("answer", "")),
        "data_requests",
        _("已办结，本人看得到答复。"),
    )
