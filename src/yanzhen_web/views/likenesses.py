"""Pairs of records that may be one thing: side by side, decided on, merged, taken apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.scopes import EDITORS, OFFICES
from yanzhen_web.services.likenesses import deciding, merging, pages
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import done_or_told, hides_missing

_READERS = tuple(sorted(OFFICES))
_DECIDERS = tuple(sorted(OFFICES & EDITORS))
_REFUSED = 422


@access(*_READERS, methods=("POST",))
def likeness_find(request: Any) -> HttpResponse:
    """Look through everything that one sees from inside, behind the page."""
    enqueue("find_likenesses", request.user, once=f"user-{request.user.pk}")
    messages.success(request, _("正在后台比对，完成后列在这里。"))
    return redirect("twin_list")


@access(*_READERS)
@hides_missing
def likeness_detail(request: Any, public_id: str) -> HttpResponse:
    """Both records, field by field."""
    return render(request, "likenesses/pair.html", pages.pair_page(request.actor, public_id))


@access(*_DECIDERS, methods=("POST",))
@hides_missing
def likeness_decide(request: Any, public_id: str) -> HttpResponse:
    """Two things, one thing that both keep, later, or open again."""
    actor, by, decision = request.actor, request.user, request.POST.get("decision", "")
    deciding.decidable(actor, public_id)
    deeds = {
        "later": (lambda: deciding.put_off(actor, public_id), _("留到以后再说，排到最后。")),
        "reopen": (lambda: deciding.reopen(actor, by, public_id), _("已重新打开。")),
    }
    if decision in ("different", "both"):
        reason = request.POST.get("reason", "")
        done = (lambda: deciding.decide(actor, by, public_id, decision, reason), _("已记下，以后不再提示这一对。"))
    else:
        done = deeds.get(decision, deeds["later"])
    return done_or_told(request, done[0], "likeness_detail", done[1], public_id=public_id)


@access(*_DECIDERS, methods=("GET", "POST"))
@hides_missing
def likeness_merge(request: Any, public_id: str) -> HttpResponse:
    """Choose field by field, look at what comes of it, confirm."""
    given = request.POST if request.method == "POST" else request.GET
    deciding.decidable(request.actor, public_id)
    if request.method == "GET":
        return render(request, "likenesses/merge.html", pages.merge_page(request.actor, public_id, given))
    wanted = pages.wanted_of(given)
    try:
        if given.get("confirm") == "yes":
            made = merging.merge(request.actor, request.user, public_id, wanted)
            messages.success(request, _("已合并。要拆开，到“已合并”里撤销。"))
            return redirect("record_detail", kind=made.kept.kind, public_id=made.kept.public_id)
        planned = merging.plan(request.actor, public_id, wanted)
        deciding.refuse_decided(planned.pair)
        deciding.reason_for(planned.pair, wanted.reason)
    except Refusal as refused:
        page = pages.merge_page(request.actor, public_id, given, refused)
        return render(request, "likenesses/merge.html", page, status=_REFUSED)
    return render(request, "likenesses/preview.html", pages.preview_page(planned, given))


@access(*_DECIDERS, methods=("POST",))
@hides_missing
def merge_undo(request: Any, public_id: str) -> HttpResponse:
    """Two records again."""
    merging.undoable(request.actor, public_id)
    return done_or_told(
        request,
        lambda: merging.undo(request.actor, request.user, public_id),
        "twin_list",
        _("合并已撤销，两条都回来了。"),
    )
