"""Organisations below an office: who is there, who is invited, which programs are let in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.scopes import OFFICES
from yanzhen_web.services.people import invitationmail, inviting, keys, staffing, staffpages, suspending
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import done_or_told, hides_missing, number

_OFFICES = tuple(sorted(OFFICES))
_POST, _FORM = ("POST",), ("GET", "POST")


# --- organisations ----------------------------------------------------------------------------------------------------


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


# --- invitations ------------------------------------------------------------------------------------------------------


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


# --- programs ---------------------------------------------------------------------------------------------------------


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
