"""The people of an office: suspended, reinstated, handed over; what they ask about their data."""

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
from yanzhen_web.services.people import handing_over, signing, staffing, staffpages, suspending
from yanzhen_web.services.people.owndata import decide, requests_to_decide
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import done_or_told, hides_missing

_OFFICES = tuple(sorted(OFFICES))
_POST, _FORM = ("POST",), ("GET", "POST")


# --- people -----------------------------------------------------------------------------------------------------------


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
    to = context["people"].filter(public_id=said.get("to", "")).first()
    if to is None:  # whoever is not listed, whether there is such a person or not
        raise Refusal("请选列出的同事", "choose one of the colleagues listed", field="to")
    handing_over.hand_over(
        request.actor,
        request.user,
        desk.user,
        to,
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


# --- what people ask about their data ---------------------------------------------------------------------------------


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
