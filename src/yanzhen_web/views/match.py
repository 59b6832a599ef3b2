"""Who suits whom, and the sheet to send."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.scopes import CITY, COUNTY, ORGANISER, PLATFORM, READERS
from yanzhen_web.services.matching import match_page, sheet_page


@access(*READERS)
def match_list(request: HttpRequest) -> HttpResponse:
    """Demands with their best achievements."""
    return render(request, "matches/list.html", match_page(request.actor, request.GET))  # type: ignore[attr-defined]


@access(PLATFORM, ORGANISER, CITY, COUNTY, methods=("POST",))
def match_run(request: HttpRequest) -> HttpResponse:
    """Match anew, behind the page."""
    enqueue("run_matches", request.user, once=f"user-{request.user.pk}")
    return redirect("match_list")


@access(*READERS)
def match_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """供需对接单 of one demand."""
    context = sheet_page(request.actor, public_id)  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    return render(request, "matches/sheet.html", context)
