"""Addresses below /api/ that are no operations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from yanzhen_web.access import PUBLIC, Rule
from yanzhen_web.api import problems

_ANY = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """Any address that there is not."""
    return problems.not_found(request)


missing.access = Rule(frozenset({PUBLIC}), _ANY)  # type: ignore[attr-defined]
