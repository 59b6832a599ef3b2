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
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django_htmx.http import HttpResponseClientRedirect

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
                return _not_so(request, rule)
            if rule.admits(request.actor):  # type: ignore[attr-defined]
                return view(request, *args, **values)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            note_refused(request)
            raise Http404

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def looked_at(path: str) -> str:
    """Where to look at what is at this path: itself, or the page above it where only a button opens it. What the
    resolver does not know stays as it is.
    """
    rule = _rule_at(path.partition("?")[0])
    if rule is None or "GET" in rule.methods:
        return path
    above = path.partition("?")[0]
    while above != "/":
        above = above.rstrip("/").rpartition("/")[0] + "/"
        rule = _rule_at(above)
        if rule is not None and "GET" in rule.methods:
            return above
    return "/"


def _rule_at(path: str) -> Rule | None:
    try:
        return getattr(resolve(path).func, "access", None)
    except Resolver404:
        return None


def _not_so(request: HttpRequest, rule: Rule) -> HttpResponse:
    """With a page for whoever followed a link to what only a button opens."""
    answer = HttpResponseNotAllowed(rule.methods)
    if request.method == "GET":
        context = {"way_back": looked_at(request.path)}
        answer.content = render_to_string("errors/405.html", context, request)
    return answer


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back afterwards. A part of a page takes the whole page along: the form would be put into the part."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect_to_login(looked_at(request.get_full_path()))
    here = request.htmx.current_url_abs_path or request.get_full_path()  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(redirect_to_login(looked_at(here))["Location"])


def note_refused(request: HttpRequest) -> None:
    """That somebody who is signed in asked for a door that is not theirs stands in the history."""
    from yanzhen_web.services.history.noting import note_reading

    note_reading("route.refused", route=str(request.resolver_match and request.resolver_match.url_name))
