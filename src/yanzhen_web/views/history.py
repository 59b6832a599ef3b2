"""The auditor's pages: the history, one entry, the versions of a record, the chain of seals."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from yanzhen.errors import WrongUsage
from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.scopes import AUDITOR
from yanzhen_web.services.history import entries
from yanzhen_web.services.history.noting import note_reading, take_in_if_possible
from yanzhen_web.services.history.sealing import current_head
from yanzhen_web.services.records.exporting import TYPES


@access(AUDITOR)
def history_list(request: HttpRequest) -> HttpResponse:
    """What was done, the latest first."""
    take_in_if_possible()
    asked = entries.Asked.of(request.GET)
    return render(request, "history/list.html", entries.entries_page(request.actor, asked))  # type: ignore[attr-defined]


@access(AUDITOR)
def history_file(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The same as a file."""
    take_in_if_possible()
    pieces = entries.entries_file(request.actor, entries.Asked.of(request.GET), form)  # type: ignore[attr-defined]
    headers = {"Content-Disposition": f'attachment; filename="history.{form}"'}
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers=headers)


@access(AUDITOR)
def history_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """One entry."""
    context = entries.entry_page(request.actor, public_id)  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    return render(request, "history/entry.html", context)


@access(AUDITOR)
def history_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """The versions of one record: who, when, from where, which fields."""
    context = entries.record_page(request.actor, public_id)  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    return render(request, "history/record.html", context)


@access(AUDITOR)
def history_seals(request: HttpRequest) -> HttpResponse:
    """The chain, and what its last verification found."""
    return render(request, "history/seals.html", entries.seals_page(request.actor))  # type: ignore[attr-defined]


@access(AUDITOR, methods=("POST",))
def history_verify(request: HttpRequest) -> HttpResponse:
    """Verify the whole chain, behind the page."""
    enqueue("verify_history", request.user, once=f"user-{request.user.pk}")
    return redirect("history_seals")


@access(AUDITOR, methods=("POST",))
def history_head(request: HttpRequest) -> HttpResponse:
    """Seal everything and take the head away, to keep elsewhere."""
    note_reading("history.head")
    try:
        line = current_head().line()
    except WrongUsage as error:
        messages.info(request, str(error))
        return redirect("history_seals")
    headers = {"Content-Disposition": 'attachment; filename="history-head.json"'}
    return HttpResponse(line, content_type="application/json", headers=headers)
