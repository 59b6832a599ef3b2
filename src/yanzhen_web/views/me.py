"""One's own data and keys; what is kept of people, for everybody to read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.models import Token
from yanzhen_web.scopes import keyable_grants
from yanzhen_web.services.people import consents, keys, owndata, retention
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.signing.confirming import confirmed
from yanzhen_web.views.answering import done_or_told, hides_missing, number

_POST, _FORM = ("POST",), ("GET", "POST")


@access("signed_in", methods=_FORM)
def me(request: Any) -> HttpResponse:
    """What is kept of who looks; and corrections."""
    if request.method == "POST":
        said = {key: request.POST.get(key, "") for key in ("name", "phone", "email", "language")}
        return done_or_told(request, lambda: owndata.correct(request.user, **said), "me", _("已保存。"))
    person = request.user
    context = {
        "person": person,
        "desks": owndata.unended_desks_of(person),
        "past": owndata.desks_of(person).exclude(pk__in=owndata.unended_desks_of(person)),
        "consents": consents.consents_of(person),
        "agreed": consents.has_agreed(person),
        "edition": consents.EDITION,
        "requests": owndata.requests_of(person),
        "entries": owndata.entries_about(person).select_related("origin")[: owndata.LAST_ENTRIES],
        "keys": keys.keys_of(person).filter(revoked_at=None).count(),
    }
    return render(request, "me/me.html", context)


@access("signed_in")
def me_export(request: Any) -> HttpResponse:
    """Everything that is kept, as a file."""
    answer = JsonResponse(
        owndata.everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@access("signed_in", methods=_POST)
def data_ask(request: Any) -> HttpResponse:
    """Ask for a correction or for deletion."""
    said = request.POST
    return done_or_told(
        request,
        lambda: owndata.ask(request.user, said.get("kind", ""), said.get("text", "")),
        "me",
        _("已提交，办理结果会显示在这里。"),
    )


@access("signed_in", methods=_POST)
@hides_missing
def data_take_back(request: Any, public_id: str) -> HttpResponse:
    """It need not be done any more."""
    row = owndata.requests_of(request.user).get(public_id=public_id)
    return done_or_told(request, lambda: owndata.take_back(request.user, row), "me", _("申请已撤回。"))


@access("signed_in", methods=_POST)
def consent(request: Any) -> HttpResponse:
    """Agree, or take it back."""
    if request.POST.get("agree") == "no":
        return done_or_told(request, lambda: consents.withdraw(request.user, consents.PRIVACY), "me", _("同意已撤回。"))
    edition = request.POST.get("edition", "")
    return done_or_told(
        request, lambda: consents.agree(request.user, consents.PRIVACY, edition), "me", _("已记下您的同意。")
    )


# --- keys ------------------------------------------------------------------------------------------------------------


@access("signed_in", methods=_FORM)
@confirmed
def my_keys(request: Any) -> HttpResponse:
    """One's keys for programs; a new one, for which the person confirms who it is, is shown once."""
    if request.method == "POST":
        said = request.POST
        try:
            key, secret = keys.issue_key(
                request.actor,
                request.user,
                said.get("name", ""),
                said.getlist("grants"),
                days=number(said.get("days", str(keys.USUAL_DAYS))),
            )
            return render(request, "people/key_made.html", {"key": key, "secret": secret})
        except Refusal as refused:
            messages.error(request, str(refused))
    context = {"keys": keys.keys_of(request.user), "grants": keyable_grants(request.actor), "days": keys.USUAL_DAYS}
    return render(request, "me/keys.html", context)


@access("signed_in", methods=_POST)
@hides_missing
def key_revoke(request: Any, public_id: str) -> HttpResponse:
    """It opens nothing any more: one's own, or a program's."""
    key = Token.objects.unscoped(why="the service asks whose it is").get(public_id=public_id)
    keys.revoke_key(request.actor, request.user, key)
    messages.success(request, _("密钥已撤销。"))
    if key.user_id == request.user.pk:
        return redirect("my_keys")
    program = keys.clients(request.actor).get(user=key.user_id)
    return redirect("organisation_detail", program.organisation.public_id)


# --- the notice ------------------------------------------------------------------------------------------------------


@access("public")
def privacy(request: Any) -> HttpResponse:
    """What is kept of people, why, how long, by whom, and what they may ask."""
    return render(request, "privacy.html", {"edition": consents.EDITION, "keepings": list(retention.table())})
