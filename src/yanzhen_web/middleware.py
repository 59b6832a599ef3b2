"""What every request carries: the language that the engine speaks, and who asks; what every answer says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from yanzhen.language import language_of, speaking
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.circumstances import Circumstances, under
from yanzhen_web.signing.addresses import address_of

Next = Callable[[HttpRequest], HttpResponse]
_AROUND_A_FILE = 1 << 20
"""What a form sends beside its file."""


class Speaking:
    """The engine's sentences come in the page's language."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking(language_of(get_language())):
            return self.get_response(request)


class Sealed:
    """Every answer carries the security headers: pages, files, errors, redirects, static files alike.

    Outermost, for whatever an inner layer answers before its own header could be set.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": build_policy(),
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": settings.PERMISSIONS_POLICY,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Server": "yanzhen",  # else the server names itself
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "X-Permitted-Cross-Domain-Policies": "none",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        for name, value in self.headers.items():
            answer.headers.setdefault(name, value)
        return answer


class Bounded:
    """A body that is too large is refused before any of it is read: a whole book only where books are taken, and only
    from who may bring one.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        """Before the check of the form's token, which reads the body. The API has limits of its own."""
        if request.path_info.startswith("/api/"):
            return None
        length = request.META.get("CONTENT_LENGTH") or "0"
        said = int(length) if length.isascii() and length.isdecimal() else None
        if said is not None and said <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        if said is None or said > self._limit(request, view):
            return render(request, "errors/413.html", status=413)
        return None

    @staticmethod
    def _limit(request: HttpRequest, view: Any) -> int:
        rule = getattr(view, "access", None)
        if rule is not None and rule.files and rule.admits(request.actor):  # type: ignore[attr-defined]
            return int(settings.UPLOAD_MAX_BYTES) + _AROUND_A_FILE
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class Unkept:
    """No answer stays in a browser or on the way to it: desks are shared, and the next person may press Back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer["Cache-Control"] = "private, no-store"
        return answer


class Acting:
    """`request.actor`: worked out once, when first asked for; the history writes down who, which door, from where."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: Actor.of(request.user))  # type: ignore[attr-defined]
        with under(Circumstances(request.actor, door_of(request), address_of(request))):  # type: ignore[attr-defined]
            return self.get_response(request)


def door_of(request: HttpRequest) -> str:
    """Through which door a request comes in."""
    return "api" if request.path_info.startswith("/api/") else "page"
