"""Lists of records, their files, and the page of one."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from yanzhen_web.access import access
from yanzhen_web.scopes import READERS
from yanzhen_web.services.history.elapsed import day_of
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.likenesses import claims
from yanzhen_web.services.records.detailing import past_page, record_page, sections
from yanzhen_web.services.records.editpages import standing
from yanzhen_web.services.records.exporting import TYPES, export
from yanzhen_web.services.records.listing import Asked, record_list


@access(*READERS)
def record_list_page(request: HttpRequest, kind: str) -> HttpResponse:
    """A list with search, filters and order; only its table for htmx."""
    context = record_list(request.actor, Asked.of(kind, request.GET))  # type: ignore[attr-defined]
    template = "records/_table.html" if request.htmx else "records/list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@access(*READERS)
def record_export(request: HttpRequest, kind: str, form: str) -> StreamingHttpResponse:
    """The same list as a file."""
    pieces = export(request.actor, Asked.of(kind, request.GET), form)  # type: ignore[attr-defined]
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{form}"'}
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers=headers)


def _past_detail(request: HttpRequest, kind: str, public_id: str, day: date) -> HttpResponse:
    context = past_page(request.actor, kind, public_id, day)  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    note_read([context["record"]], "record.read", on=day.isoformat())
    return render(request, "records/past.html", context)


def _merged_detail(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """A merged record leads to the one in which it stands; who does not see that one reads its own telling."""
    kept = claims.led_to(request.actor, kind, public_id)  # type: ignore[attr-defined]
    if kept is not None:
        return redirect("record_detail", kind=kind, public_id=kept.public_id)
    context = claims.own_telling(request.actor, kind, public_id)  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    note_read([context["record"]])
    return render(request, "likenesses/merged.html", context | {"sections": sections(context["record"])})


@access(*READERS)
def record_detail(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """One record; with `?on=2026-03-05` as it stood at the end of that day."""
    day = day_of(request.GET.get("on", ""))
    if day is not None:
        return _past_detail(request, kind, public_id, day)
    context = record_page(request.actor, kind, public_id)  # type: ignore[attr-defined]
    if context is None:
        return _merged_detail(request, kind, public_id)
    note_read([context["record"]])
    context |= claims.told_of(request.actor, context["record"])  # type: ignore[attr-defined]
    doors = standing(request.actor, context["record"])  # type: ignore[attr-defined]
    return render(request, "records/detail.html", context | doors)
