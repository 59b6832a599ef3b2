"""Who suits whom, what people say to that, and the sheet to send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yanzhen.errors import YanzhenError
from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.scopes import EDITORS, MATCHERS, READERS
from yanzhen_web.services.decisions import deciding
from yanzhen_web.services.decisions.learning import refuse_too_few
from yanzhen_web.services.decisions.standing import pair_entry
from yanzhen_web.services.matching import learning_told, match_page, sheet_page
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import hides_missing


@access(*READERS)
def match_list(request: Any) -> HttpResponse:
    """Demands with their best achievements."""
    context = match_page(request.actor, request.GET)
    if request.actor.has(MATCHERS):
        context["learning"] = learning_told(request.actor)
    return render(request, "matches/list.html", context)


@access(*MATCHERS, methods=("POST",))
def match_run(request: HttpRequest) -> HttpResponse:
    """Match anew, behind the page."""
    enqueue("run_matches", request.user, once=f"user-{request.user.pk}")
    return redirect("match_list")


@access(*MATCHERS, methods=("POST",))
def match_learn(request: Any) -> HttpResponse:
    """Learn from what was decided, behind the page; too few decisions are told of at once."""
    try:
        refuse_too_few(request.actor)
    except YanzhenError as refused:
        messages.error(request, str(refused))
    else:
        enqueue("learn_matches", request.user, once=f"user-{request.user.pk}")
        messages.success(request, _("正在后台学习，进度见“后台任务”；学好后请重新匹配。"))
    return redirect("match_list")


@access(*READERS)
def match_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """供需对接单 of one demand."""
    context = sheet_page(request.actor, public_id)  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    return render(request, "matches/sheet.html", context)


@access(*EDITORS, methods=("POST",))
@hides_missing
def match_decide(request: Any, public_id: str, achievement_id: str) -> HttpResponse:
    """A pair suits, or does not; or what was said of it is taken back."""
    verdict = request.POST.get("verdict", "")
    deciding.decidable(request.actor, public_id, achievement_id)
    if verdict not in deciding.Verdict.values:
        raise Http404
    refused = ""
    try:
        deciding.decide(request.actor, request.user, public_id, achievement_id, verdict, request.POST.get("reason"))
    except Refusal as error:
        refused = str(error)
    if request.htmx:
        entry = pair_entry(request.actor, public_id, achievement_id)
        context = {"decision": entry, "refused": refused, "here": _here(request)}
        return render(request, "matches/_decision.html", context)
    if refused:
        messages.error(request, refused)
    return redirect(_here(request) or "match_list")


def _here(request: HttpRequest) -> str:
    """The page of the site from which the form was sent; empty where it names none."""
    here = request.POST.get("here", "")
    own = here.startswith("/") and url_has_allowed_host_and_scheme(here, {request.get_host()})
    return here if own else ""
