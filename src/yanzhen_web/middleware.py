"""What every request carries: the language that the engine speaks, and who asks; what every answer says."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from yanzhen.language import language_of, speaking
from yanzhen_web.scopes import Actor

Next = Callable[[HttpRequest], HttpResponse]


class Speaking:
    """The engine's sentences come in the page's language."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking(language_of(get_language())):
            return self.get_response(request)


class Unkept:
    """No answer stays in a browser or on the way to it: desks are shared, and the next person may press Back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer["Cache-Control"] = "private, no-store"
        return answer


class Acting:
    """`request.actor`: worked out once, when first asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: Actor.of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
