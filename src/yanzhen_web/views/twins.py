"""What two organisations have told of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yanzhen_web.access import access
from yanzhen_web.scopes import OFFICES
from yanzhen_web.services.likenesses.pages import list_page
from yanzhen_web.services.records.twins import twins_page


@access(*sorted(OFFICES))
def twin_list(request: HttpRequest) -> HttpResponse:
    """The same thing told twice, for who sees both from inside: pairs that were found, and names that are equal."""
    actor, page = request.actor, request.GET.get("page", "1")  # type: ignore[attr-defined]
    found = list_page(actor, request.GET.get("state", ""), page)
    equal = twins_page(actor, page) if found["shown"] == "open" else {"groups": []}
    return render(request, "twins/list.html", equal | found)
