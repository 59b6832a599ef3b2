"""What an office asks of projects; what its firms yield per mu; what could take a project."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.services.admission import books, pages, yields
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.admission import LEADING
from yanzhen_web.views.answering import hides_missing, number

_REFUSED = 422


def _rows(posted: Any, prefix: str, cells: tuple[str, ...]) -> list[dict[str, str]]:
    columns = [posted.getlist(f"{prefix}_{cell}") for cell in cells]
    return [dict(zip(cells, row, strict=True)) for row in zip(*columns, strict=False)]


@access(*LEADING, methods=("GET", "POST"))
@hides_missing
def admission_book(request: Any) -> HttpResponse:
    """Thresholds, who decides, whom to ask."""
    if request.method == "GET":
        return render(request, "admission/book.html", pages.book_page(request.actor))
    posted = request.POST
    given = books.Asked(
        thresholds=_rows(posted, "t", books.THRESHOLD_CELLS),
        deciders=_rows(posted, "d", books.DECIDER_CELLS),
        departments={key: posted.get(f"ask_{key}", "") for key in books.DEPARTMENTS},
        version=number(posted.get("version", "")),
    )
    try:
        books.save_book(request.actor, given)
    except Refusal as refused:
        page = pages.book_page(request.actor, given, refused)
        return render(request, "admission/book.html", page, status=_REFUSED)
    messages.success(request, _("已保存。"))
    return redirect("admission_book")


@access(*LEADING)
@hides_missing
def admission_yields(request: Any, public_id: str) -> HttpResponse:
    """亩均效益 of a park's firms, and what stands empty."""
    return render(request, "admission/yields.html", yields.yields_page(request.actor, public_id))


@access(*LEADING)
@hides_missing
def admission_plots(request: Any, public_id: str) -> HttpResponse:
    """腾笼换鸟: what could take this project."""
    return render(request, "admission/plots.html", yields.plots_page(request.actor, public_id))
