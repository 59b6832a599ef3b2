"""Meetings at which projects are admitted, and their minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render

from yanzhen.errors import YanzhenError
from yanzhen_web.access import access
from yanzhen_web.services.admission import deciding, minutes, pages
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.admission import LEADING, WATCHERS, day
from yanzhen_web.views.answering import hides_missing

_REFUSED = 422


@access(*LEADING, methods=("GET", "POST"))
@hides_missing
def admission_meeting_new(request: Any) -> HttpResponse:
    """Call a meeting, and put cases on its agenda."""
    if request.method == "GET":
        return render(request, "admission/meeting_new.html", pages.calling_page(request.actor))
    posted = request.POST
    given = deciding.Calling(
        title=posted.get("title", ""),
        held_on=day(posted.get("held_on", "")),
        place=posted.get("place", ""),
        attendees=posted.get("attendees", ""),
        cases=tuple(posted.getlist("cases")),
    )
    try:
        made = deciding.call_meeting(request.actor, request.user, given)
    except Refusal as refused:
        page = pages.calling_page(request.actor, given, refused)
        return render(request, "admission/meeting_new.html", page, status=_REFUSED)
    return redirect("admission_meeting", made.public_id)


@access(*WATCHERS)
@hides_missing
def admission_meeting(request: Any, public_id: str) -> HttpResponse:
    """One meeting, its agenda, its minutes to download."""
    return render(request, "admission/meeting.html", pages.meeting_page(request.actor, public_id))


def _minutes(request: Any, public_id: str, form: str) -> HttpResponse | FileResponse:
    try:
        content = minutes.minutes_file(request.actor, public_id, form)
    except YanzhenError as error:
        messages.error(request, str(error))
        return redirect("admission_meeting", public_id)
    return FileResponse(content, as_attachment=True, filename=f"minutes.{form}")


@access(*WATCHERS)
@hides_missing
def admission_minutes_docx(request: Any, public_id: str) -> HttpResponse:
    """The minutes for Word and WPS."""
    return _minutes(request, public_id, "docx")


@access(*WATCHERS)
@hides_missing
def admission_minutes_pdf(request: Any, public_id: str) -> HttpResponse:
    """The minutes for print."""
    return _minutes(request, public_id, "pdf")
