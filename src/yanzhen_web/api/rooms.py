"""How a room of the API declares its operations: who may use each, what a key needs for it, what goes in and out.

    room = Room("jobs", Said("后台任务", "Jobs"))

    @room.get("/jobs/{pid:public_id}", said=Said("读一个任务", "Read a job"), answers={200: JobTold})
    def job(request: Asked, public_id: PublicId) -> dict[str, Any]:
        ...

The function gets a request whose `actor` is the key's person within the key's grants; it delegates to a service and
returns what the declared answer is made of, or raises `problems.Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from ninja import Router

from yanzhen.language import Said
from yanzhen_web.access import SIGNED_IN, Rule
from yanzhen_web.models import Token, User
from yanzhen_web.scopes import GRANTS, READERS, ROLES, Actor

View = Callable[..., Any]
_NOTHING = Said("", "")
SMALL = 2 << 20
"""Bytes of a body, unless it is a workbook."""


class Asked(HttpRequest):
    """A request behind the door."""

    actor: Actor
    user: User
    token: Token


@dataclass(frozen=True)
class ApiRule(Rule):
    """Who may use one method of one address, and with which grant of the key."""

    grants: frozenset[str] = frozenset({"read"})


@dataclass(frozen=True)
class Declared:
    """All that is declared of an operation beside its function.

    Attributes:
        cost: how many requests of the key it counts for; 1 is reading a page.
        conditional: whether If-Match has to be there, where it is among the headers.
    """

    rule: ApiRule
    said: Said
    tells: Said = _NOTHING
    takes: str = "application/json"
    most: int = SMALL
    cost: int = 1
    conditional: bool = True
    sends: tuple[str, ...] = ()
    answer_headers: Mapping[str, Said] = field(default_factory=dict)
    request_headers: Mapping[str, Said] = field(default_factory=dict)
    refuses: tuple[str, ...] = ()


class Room:
    """Operations that belong together: a tag of the schema, a file of this package."""

    def __init__(self, name: str, title: Said, about: Said = _NOTHING) -> None:
        self.name, self.title, self.about = name, title, about
        self.router = Router(tags=[name])
        self.declared: dict[tuple[str, str], Declared] = {}

    def get(self, path: str, **declared: Any) -> Callable[[View], View]:
        """An operation that reads."""
        return self.operation("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[View], View]:
        """An operation that makes or does something; needs the grant `write` unless it says otherwise."""
        return self.operation("POST", path, **({"grants": ("write",)} | declared))

    def patch(self, path: str, **declared: Any) -> Callable[[View], View]:
        """An operation that changes something."""
        return self.operation("PATCH", path, **({"grants": ("write",)} | declared))

    def put(self, path: str, **declared: Any) -> Callable[[View], View]:
        """An operation that sets something."""
        return self.operation("PUT", path, **({"grants": ("write",)} | declared))

    def delete(self, path: str, **declared: Any) -> Callable[[View], View]:
        """An operation that takes something away."""
        return self.operation("DELETE", path, **({"grants": ("write",)} | declared))

    def operation(
        self,
        method: str,
        path: str,
        *,
        said: Said,
        answers: Mapping[int, Any],
        who: tuple[str, ...] = tuple(sorted(READERS)),
        grants: tuple[str, ...] = ("read",),
        **more: Any,
    ) -> Callable[[View], View]:
        """Declare an operation.

        Args:
            path: as `/records/{kind:kind}/{pid:public_id}`; pieces are Django's path converters.
            said: what it does, in a line.
            answers: status -> model of the body (None for no body, `File` for a file, see `sends`).
            who: roles, or "signed_in"; others get 404.
            grants: what the key needs, all of them; else 403 before any object is looked at.
            more: see `Declared`.

        Raises:
            ValueError: an unknown role or grant.
        """
        if set(who) - {SIGNED_IN, *ROLES} or set(grants) - set(GRANTS) or not who or not grants:
            raise ValueError(f"{method} {path}: {who} {grants}")
        declared = Declared(ApiRule(frozenset(who), (method,), grants=frozenset(grants)), said, **more)
        self.declared[method, path] = declared
        models = {status: None if model is File else model for status, model in answers.items()}

        def register(view: View) -> View:
            self.router.add_api_operation(
                path,
                [method],
                view,
                response=models,
                operation_id=view.__name__,
                exclude_unset=True,
                summary=str(said),
                description=view.__doc__,
            )
            return view

        return register


class File:
    """The answer is a file; its types stand in `sends`."""
