"""Accepting an invitation, on a phone, in WeChat's browser. A link that opens nothing looks like any missing page."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.services.people import consents, inviting
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import hides_missing

_BACKEND = "yanzhen_web.backends.People"


@access("public", methods=("GET", "POST"))
@hides_missing
def join(request: Any, secret: str) -> HttpResponse:
    """Who invites, to what, until when; and the form."""
    invitation = inviting.open_invitation(secret)
    refused = None
    if request.method == "POST":
        try:
            return _joined(request, inviting.accept_invitation(secret, **_written(request)))
        except Refusal as error:
            refused = error
    agreed = request.user.is_authenticated and consents.has_agreed(request.user)
    context = {
        "invitation": invitation,
        "refused": refused,
        "said": request.POST,
        "edition": consents.EDITION,
        "agreed": agreed,
        "firm": invitation.makes in ("enterprise", "intermediary"),
    }
    return render(request, "people/join.html", context, status=422 if refused else 200)


def _written(request: Any) -> dict[str, Any]:
    said, signed_in = request.POST, request.user.is_authenticated
    newcomer = inviting.Newcomer(said.get("name", ""), said.get("password", ""), said.get("phone", ""))
    return {
        "newcomer": None if signed_in else newcomer,
        "user": request.user if signed_in else None,
        "firm": inviting.Firm(said.get("firm", ""), said.get("credit_code", "")),
        "consent": said.get("consent", ""),
    }


def _joined(request: Any, accepted: inviting.Accepted) -> HttpResponse:
    if accepted.new:
        login(request, accepted.user, backend=_BACKEND)
        return redirect("welcome")
    messages.success(request, _("新岗位已加到您的账号。"))
    return redirect("me")


@access("signed_in")
def welcome(request: Any) -> HttpResponse:
    """One's login name, to write down."""
    return render(request, "people/welcome.html")


@access("public")
@hides_missing
def join_code(request: Any, secret: str) -> HttpResponse:
    """The link as a picture to scan, or to hold and send on (WeChat does neither with SVG); whoever asks has it."""
    inviting.open_invitation(secret)
    picture = io.BytesIO()
    link = request.build_absolute_uri(f"/join/{secret}/")
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return HttpResponse(picture.getvalue(), content_type="image/png")
