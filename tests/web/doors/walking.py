"""Every way into the site, found by walking the URL resolver: pages, what apps mounted, and operations of the API."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

API_ROOT = "api/"
_PIECE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Way:
    """One route.

    Attributes:
        name: what `expectations` calls it: the route's name, `api:` and the operation's function for the API.
        route: the address with its pieces in angle brackets.
        method: of an operation of the API; empty for a page, which has an entry for all its methods.
        operation: the operation of the API itself.
    """

    name: str
    route: str
    method: str = ""
    defaults: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)
    converters: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)
    operation: Any = field(default=None, hash=False, compare=False)

    @property
    def is_api(self) -> bool:
        return self.route.startswith(API_ROOT)

    def pieces(self) -> list[str]:
        """The names of the pieces of the address."""
        return _PIECE.findall(self.route)

    def address(self, values: dict[str, Any]) -> str:
        """The address with its pieces filled in.

        Raises:
            KeyError: a piece that nobody gave.
        """

        def fill(match: re.Match[str]) -> str:
            value, converter = values[match[1]], self.converters.get(match[1])
            return str(converter.to_url(value)) if converter is not None else str(value)

        return "/" + _PIECE.sub(fill, self.route)


@cache
def ways() -> tuple[Way, ...]:
    """All of them, each once."""
    found = dict.fromkeys(_walk(get_resolver().url_patterns, "", {}))
    return tuple(sorted(found, key=lambda way: (way.route, way.method)))


def _walk(entries: list[Any], before: str, converters: dict[str, Any]) -> Iterator[Way]:
    for entry in entries:
        route = before + _plain(entry.pattern)
        known = converters | entry.pattern.converters
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route, known)
        else:
            yield from _ways_of(entry, route, known)


def _plain(pattern: Any) -> str:
    """A route as it is written; a regular expression with its groups as pieces."""
    text = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", str(pattern))
    return text.removeprefix("^").removesuffix("$").removesuffix(r"\Z").replace("\\", "")


def _ways_of(entry: URLPattern, route: str, converters: dict[str, Any]) -> Iterator[Way]:
    operations = operations_of(entry.callback)
    for operation in operations:
        for method in operation.methods:
            yield Way(f"api:{operation.view_func.__name__}", route, method, {}, converters, operation)
    if not operations:
        yield Way(str(entry.name or route), route, "", dict(entry.default_args), converters)


def operations_of(view: Any) -> list[Any]:
    """The operations of the API behind a view; none for a page."""
    seen = []
    while view is not None and view not in seen:
        seen.append(view)
        held = inspect.getclosurevars(view).nonlocals.values() if inspect.isfunction(view) else ()
        for candidate in (view, getattr(view, "__self__", None), *held):
            listed = getattr(candidate, "operations", None)
            if isinstance(listed, list):
                return listed
        view = getattr(view, "__wrapped__", None)
    return []
