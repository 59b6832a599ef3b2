"""Pages for what went wrong; a hidden page and a missing one look the same."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "errors/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; 413 where it is the size that is wrong."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def too_fast(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429."""
    return render(request, "errors/429.html", status=429)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: mostly one that stood open too long."""
    return render(request, "errors/403.html", {"stale_form": True}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return render(request, "errors/500.html", status=500)
