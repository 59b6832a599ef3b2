"""How often strangers may try: keys that are none, and links that there are not. What programs with a key may do is
counted behind the door of the API (`api/limits.py`); here the answer is told of it.

A hall full of people comes from one address: opening links that there are costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yanzhen_web.api.problems import Problem
from yanzhen_web.middleware import address_of
from yanzhen_web.services.programs import limits

_LINKS = ("/s/", "/join/", "/rsvp/", "/d/", "/h/", "/b/", "/desk/", "/wall/")
"""Pages whose address is a secret."""


class Limiting:
    """Refuses who has tried too often; tells programs how much is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_LINKS):
            return self._link(request)
        if request.path_info.startswith("/api/"):
            return self._program(request)
        return self.get_response(request)

    def _link(self, request: HttpRequest) -> HttpResponse:
        place = limits.place_of(address_of(request))
        standing = limits.take(limits.LINK, place, 0)
        if standing is not None and not standing.allowed:
            return _too_many_tries(request, standing)
        answer = self.get_response(request)
        if answer.status_code in (404, 410):
            limits.take(limits.LINK, place)
        return answer

    def _program(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 401:
            standing = limits.take(limits.STRANGER, limits.place_of(address_of(request)))
            if standing is not None and not standing.allowed:
                return Problem("too_many", headers=standing.headers()).answer()
        told = getattr(request, "rate", None)
        for name, value in (told.headers() if told else {}).items():
            answer.headers.setdefault(name, value)
        return answer


def _too_many_tries(request: HttpRequest, standing: limits.Standing) -> HttpResponse:
    answer = render(request, "errors/429.html", status=429)
    answer["Retry-After"] = str(standing.wait)
    return answer
