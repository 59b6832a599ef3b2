"""The bulletin, and the rows behind its figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yanzhen.errors import YanzhenError
from yanzhen_web.access import access
from yanzhen_web.scopes import CITY, COUNTY, LEADER, ORGANISER, PARK, PLATFORM, READERS, SERVICE
from yanzhen_web.services.records import sharing
from yanzhen_web.services.report import publishing

_READERS = (PLATFORM, ORGANISER, CITY, COUNTY, PARK, SERVICE, LEADER)


def _file(request: HttpRequest, form: str) -> HttpResponse | FileResponse:
    try:
        content = publishing.bulletin_file(request.actor, form)  # type: ignore[attr-defined]
    except YanzhenError as error:
        messages.error(request, str(error))
        return redirect("bulletin")
    if content is None:
        raise Http404
    return FileResponse(content, as_attachment=True, filename=f"bulletin.{form}")


@access(*_READERS)
def bulletin(request: HttpRequest) -> HttpResponse:
    """The text, each figure a link to its rows."""
    page = publishing.bulletin_page(request.actor)  # type: ignore[attr-defined]
    shares = sharing.bulletin_to_share(request.actor) is not None  # type: ignore[attr-defined]
    return render(request, "report/bulletin.html", page | {"shares": shares})


@access(*_READERS)
def bulletin_docx(request: HttpRequest) -> HttpResponse:
    """The bulletin for Word and WPS."""
    return _file(request, "docx")


@access(*_READERS)
def bulletin_pdf(request: HttpRequest) -> HttpResponse:
    """The bulletin for print."""
    return _file(request, "pdf")


@access(*READERS)
def figure_rows(request: HttpRequest, figure_id: str) -> HttpResponse:
    """One figure, and those of its rows that the person may see."""
    context = publishing.figure_page(request.actor, figure_id, request.GET.get("page", "1"))  # type: ignore[attr-defined]
    if context is None:
        raise Http404
    return render(request, "report/figure.html", context)
