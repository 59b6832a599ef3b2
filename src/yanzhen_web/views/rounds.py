"""Collection rounds: those that run, one's board, opening, changing and closing one, texts to chase with."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.scopes import EDITORS, LEADER
from yanzhen_web.scopes.actors import API_CLIENT, CITY, COUNTY, ORGANISER, PARK, SERVICE
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import asking, boards, sending
from yanzhen_web.services.rounds.periods import next_after
from yanzhen_web.views.answering import done_or_told, hides_missing, number

WATCHERS = tuple(sorted(EDITORS | {LEADER}))
ASKERS = (API_CLIENT, CITY, COUNTY, ORGANISER, PARK, SERVICE)
_FORM, _POST = ("GET", "POST"), ("POST",)
_REFUSED = 422


def address_of(request: Any) -> Any:
    """The full address of a report's page, by its public id."""
    return lambda public_id: request.build_absolute_uri(reverse("report_detail", args=[public_id]))


def _moment(text: str) -> datetime | None:
    """What a browser sends of a date and a time; None where it is neither."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def _asking(posted: Any) -> asking.Asking:
    return asking.Asking(
        title=posted.get("title", ""),
        cut_off=_moment(posted.get("cut_off", "")),
        asked=tuple(posted.getlist("asked")),
        kinds=tuple(posted.getlist("kinds")),
        period=posted.get("period", ""),
        ask=posted.get("ask", ""),
        template=posted.get("template", ""),
    )


@access(*WATCHERS)
def round_list(request: Any) -> HttpResponse:
    """What one has to report, and the rounds that one leads."""
    return render(request, "rounds/list.html", boards.rounds_page(request.actor, request.GET.get("page", "1")))


@access(*ASKERS, methods=_FORM)
@hides_missing
def round_new(request: Any) -> HttpResponse:
    """Open a round."""
    if request.method == "GET":
        return render(request, "rounds/form.html", boards.form_page(request.actor))
    given = _asking(request.POST)
    try:
        made = asking.open_round(request.actor, request.user, given)
    except Refusal as refused:
        return render(request, "rounds/form.html", boards.form_page(request.actor, given, refused), status=_REFUSED)
    return redirect("round_board", made.public_id)


@access(*WATCHERS)
@hides_missing
def round_board(request: Any, public_id: str) -> HttpResponse:
    """Who has sent, who is late, what waits for a decision."""
    context = boards.board_page(request.actor, public_id, request.GET, address_of(request))
    return render(request, "rounds/board.html", context)


@access(*ASKERS, methods=_FORM)
@hides_missing
def round_change(request: Any, public_id: str) -> HttpResponse:
    """Change what is asked, until when, of whom."""
    found = asking.leading(request.actor, public_id)
    if request.method == "GET":
        return render(request, "rounds/form.html", boards.form_page(request.actor, found=found))
    given = _asking(request.POST)
    try:
        asking.change_round(request.actor, public_id, given, expected_version=number(request.POST.get("version", "")))
    except Refusal as refused:
        context = boards.form_page(request.actor, given, refused, found)
        return render(request, "rounds/form.html", context, status=_REFUSED)
    return redirect("round_board", public_id)


@access(*ASKERS, methods=_FORM)
@hides_missing
def round_copy(request: Any, public_id: str) -> HttpResponse:
    """The same once more for the next period."""
    last = asking.leading(request.actor, public_id)
    given = request.POST if request.method == "POST" else _next(last)
    fault = None
    if request.method == "POST":
        title, period, cut_off = given.get("title", ""), given.get("period", ""), _moment(given.get("cut_off", ""))
        try:
            made = asking.copy_round(request.actor, request.user, last, title=title, period=period, cut_off=cut_off)
            messages.success(request, _("新一期已发布，名称和截止时间可在这里修改。"))
            return redirect("round_board", made.public_id)
        except Refusal as refused:
            fault = refused
    context = {"round": last, "given": given, "advice": {fault.field or "whole": str(fault)} if fault else {}}
    return render(request, "rounds/copy.html", context, status=_REFUSED if fault else 200)


def _next(last: Any) -> dict[str, str]:
    following = next_after(last, timezone.now())
    cut_off = following.cut_off.strftime("%Y-%m-%dT%H:%M")
    return {"title": following.title, "period": following.period, "cut_off": cut_off}


@access(*ASKERS, methods=_POST)
@hides_missing
def round_close(request: Any, public_id: str) -> HttpResponse:
    """Nothing more is taken in, or is again."""
    closed = request.POST.get("closed") != "no"
    said = _("任务已结束，不再收。") if closed else _("任务已重新打开。")
    deed = asking.close_round
    return done_or_told(
        request, lambda: deed(request.actor, public_id, closed=closed), "round_board", said, public_id=public_id
    )


@access(*ASKERS, methods=_FORM)
@hides_missing
def report_pass_on(request: Any, public_id: str) -> HttpResponse:
    """A round of one's own among those below, for what is asked from above."""
    report = sending.sendable(request.actor, public_id)
    given = _asking(request.POST) if request.method == "POST" else boards.passing_page(request.actor, report)
    fault = None
    if request.method == "POST":
        try:
            made = asking.pass_on(request.actor, request.user, report, given)
            return redirect("round_board", made.public_id)
        except Refusal as refused:
            fault = refused
    context = boards.form_page(request.actor, given, fault, asking_for=report) | {"passing": report}
    return render(request, "rounds/form.html", context, status=_REFUSED if fault else 200)


@access(*ASKERS)
@hides_missing
def report_chase(request: Any, public_id: str) -> HttpResponse:
    """A text, a link and a code for one late office."""
    return render(request, "rounds/chase.html", boards.chase_page(request.actor, public_id, address_of(request)))


@access(*ASKERS)
@hides_missing
def report_code(request: Any, public_id: str) -> HttpResponse:
    """The address of a report's page as a picture to scan."""
    link = boards.chase_page(request.actor, public_id, address_of(request))["link"]
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return HttpResponse(picture.getvalue(), content_type="image/png")
