"""Every route says who may use it; a test walks the resolver and fails for one that does not.

A person without the role gets the same answer as for a page that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from yanzhen_web.scopes import ROLES, Actor

View = Callable[..., HttpResponse]
PUBLIC, SIGNED_IN = "public", "signed_in"


@dataclass(frozen=True)
class Rule:
    """Who may use a route, with which methods, and whether it takes files."""

    who: frozenset[str]
    methods: tuple[str, ...]
    files: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether this actor may come in."""
        if PUBLIC in self.who:
            return True
        return actor.signed_in and (SIGNED_IN in self.who or actor.has(self.who))


def access(*who: str, methods: tuple[str, ...] = ("GET",), files: bool = False) -> Callable[[View], View]:
    """Declare who may use a view: "public", "signed_in", or roles.

    Args:
        files: whether whole books are sent to it; elsewhere a body is refused that no form fills.

    Raises:
        ValueError: a word that is none of these.
    """
    unknown = set(who) - {PUBLIC, SIGNED_IN, *ROLES}
    if unknown or not who:
        raise ValueError(f"access: {sorted(unknown) or 'nobody'}")
    rule = Rule(frozenset(who), methods, files)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            if request.method not in rule.methods and not (request.method == "HEAD" and "GET" in rule.methods):
                return HttpResponseNotAllowed(rule.methods)
            if rule.admits(request.actor):  # type: ignore[attr-defined]
                return view(request, *args, **values)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            note_refused(request)
            raise Http404

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def note_refused(request: HttpRequest) -> None:
    """That somebody who is signed in asked for a door that is not theirs stands in the history."""
    from yanzhen_web.services.history.noting import note_reading

    note_reading("route.refused", route=str(request.resolver_match and request.resolver_match.url_name))
