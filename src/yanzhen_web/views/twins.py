"""What two organisations have told of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yanzhen_web.access import access
from yanzhen_web.scopes import OFFICES
from yanzhen_web.services.records.twins import twins_page


@access(*sorted(OFFICES))
def twin_list(request: HttpRequest) -> HttpResponse:
    """The same thing told twice, for who sees both from inside."""
    return render(request, "twins/list.html", twins_page(request.actor, request.GET.get("page", "1")))  # type: ignore[attr-defined]
