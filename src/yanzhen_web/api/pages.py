"""Addresses below /api/ that are no operations: the schema, its documentation, and whatever there is not."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from yanzhen.language import current
from yanzhen_web.access import PUBLIC, Rule, access
from yanzhen_web.api import problems
from yanzhen_web.api.description import described
from yanzhen_web.api.manual import manual

_ANY = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@access(PUBLIC)
def schema(request: HttpRequest) -> HttpResponse:
    """The schema (OpenAPI 3.1)."""
    return HttpResponse(orjson.dumps(described(current())), content_type="application/json")


@access(PUBLIC)
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    return render(request, "api/docs.html", manual(current()))


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """Any address that there is not."""
    return problems.not_found(request)


missing.access = Rule(frozenset({PUBLIC}), _ANY)  # type: ignore[attr-defined]
