"""The event: programme, key figures, charts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yanzhen_web.access import access
from yanzhen_web.services.report import presenting
from yanzhen_web.services.report.programme import programme_file


@access("public")
def home(request: HttpRequest) -> HttpResponse:
    """The current event."""
    return render(request, "home.html", presenting.home_page(request.actor))  # type: ignore[attr-defined]


@access("public")
def chart_chains(request: HttpRequest) -> JsonResponse:
    """Projects by chain."""
    return JsonResponse(presenting.chart(request.actor, "by_chain"))  # type: ignore[attr-defined]


@access("public")
def chart_origins(request: HttpRequest) -> JsonResponse:
    """Projects by province of origin, for the map."""
    return JsonResponse(presenting.chart(request.actor, "by_origin") | {"map": "china"})  # type: ignore[attr-defined]


@access("public")
def programme(request: HttpRequest, public_id: str | None = None) -> HttpResponse:
    """The programme for a calendar."""
    content = programme_file(request.actor, public_id)  # type: ignore[attr-defined]
    if content is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="programme.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@access("public")
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the site answers and reaches its database; no data."""
    presenting.ping()
    return HttpResponse("ok\n", content_type="text/plain")
