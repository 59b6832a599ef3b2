"""Programs that hold a person's key; each answer that they get is held against the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.test import Client

from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.people.logins import issue_token

from ..worlds import WHY, World, make_world, told  # noqa: TID252 -- the one door to the site's test world
from .declared import check

__all__ = ["WHY", "Program", "World", "make_world", "program_of", "told", "told_alike"]
ROOT = "/api/v1"


class Program:
    """Sends JSON with a key; `answer.json()` is what came back."""

    def __init__(self, key: str = "", language: str = "zh-hans") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"accept-language": language} | ({"authorization": f"Bearer {key}"} if key else {})

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/api") else ROOT + path
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = self.client.generic(method, address, headers=self.headers | given, **content)
        check(method, address, answer)
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def send(self, path: str, **fields: Any) -> Any:
        """A form with a file."""
        answer = self.client.post(ROOT + path, fields, headers=self.headers)
        check("POST", ROOT + path, answer)
        return answer


def program_of(world: World, who: str, grants: Iterable[str] = GRANTS, language: str = "zh-hans") -> Program:
    """A program with a key of one of the world's people."""
    _, secret = issue_token(world.users[who], f"test-{who}", grants)
    return Program(secret, language)


def told_alike(one: Any, other: Any) -> bool:
    """Whether two answers are the same in status, headers and body."""
    return (one.status_code, dict(one.items()), one.content) == (other.status_code, dict(other.items()), other.content)
