"""What went wrong outside any view: below /api/ a problem for programs, else a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yanzhen_web.api import problems
from yanzhen_web.views import errors


def _for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") or request.path_info == "/api"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    answer = problems.bad_request if _for_programs(request) else errors.bad_request
    return answer(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; for programs what is closed answers like what is missing."""
    answer = problems.not_found if _for_programs(request) else errors.forbidden
    return answer(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    answer = problems.not_found if _for_programs(request) else errors.not_found
    return answer(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return (problems.broken if _for_programs(request) else errors.broken)(request)
