"""The API as a whole: its rooms, its addresses."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.http import HttpRequest
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

import yanzhen_web.routes  # noqa: F401 -- the pieces of addresses are registered there
from yanzhen_web.api.bodies import Reading
from yanzhen_web.api.doors import door
from yanzhen_web.api.rooms import Declared, Room

VERSION = "1"
PREFIX = "api/v1"
_PIECE = re.compile(r"{(?:(\w+):)?(\w+)}")


class _Writing(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class Api(NinjaAPI):
    """ninja reads values and writes answers; what went wrong is told at the door."""

    def on_exception(self, request: HttpRequest, exc: Any) -> Any:
        raise exc


def rooms() -> list[Room]:
    """Every room, in the order in which the documentation shows them."""
    from yanzhen_web.api import (
        country,
        events,
        exports,
        figures,
        history,
        imports,
        jobs,
        levels,
        likenesses,
        links,
        matches,
        me,
        owndata,
        people,
        programs,
        records,
        reports,
        rounds,
        twins,
        versions,
        webhooks,
    )

    found = (
        records,
        levels,
        versions,
        twins,
        likenesses,
        links,
        exports,
        imports,
        rounds,
        reports,
        matches,
        figures,
        country,
        events,
        people,
        programs,
        history,
        me,
        owndata,
        jobs,
        webhooks,
    )
    return [module.room for module in found]


def build() -> tuple[Api, list[URLPattern], dict[tuple[str, str], Declared]]:
    """The API, its addresses, and what is declared by (method, path)."""
    api = Api(
        title="雁阵 Yanzhen",
        version=VERSION,
        docs_url=None,
        openapi_url=None,
        parser=Reading(),
        renderer=_Writing(),
        urls_namespace="api",
    )
    declared: dict[tuple[str, str], Declared] = {}
    for room in rooms():
        api.add_router("", room.router)
        declared |= room.declared
    views = [pair for bound in api._get_bound_routers() for pair in bound.path_operations.items()]
    return api, [_address(route, view, declared) for route, view in views], declared


def _address(route: str, view: Any, declared: dict[tuple[str, str], Declared]) -> URLPattern:
    own = {method: one for (method, at), one in declared.items() if at == route}
    pattern = _PIECE.sub(lambda m: f"<{m[1] or 'str'}:{m[2]}>", route.lstrip("/"))
    return path(f"{PREFIX}/{pattern}", door(view, own), name=f"api_{view.operations[0].operation_id}")


api, urlpatterns, declared = build()
