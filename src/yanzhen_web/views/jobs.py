"""One's own jobs."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yanzhen_web.access import access
from yanzhen_web.jobs.queue import cancel
from yanzhen_web.models import Job

_PAGE = 30


@access("signed_in")
def job_list(request: HttpRequest) -> HttpResponse:
    """The latest first."""
    rows = Job.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return render(request, "jobs/list.html", {"jobs": Paginator(rows, _PAGE).get_page(request.GET.get("page", "1"))})


@access("signed_in", methods=("POST",))
def job_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a stop."""
    cancel(get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id))  # type: ignore[attr-defined]
    return redirect("jobs")
