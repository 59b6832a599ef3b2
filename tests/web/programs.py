"""A program that asks the API with a person's key."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from yanzhen_web.services.people.logins import issue_token

from .worlds import World


class Program:
    """Calls like `ask("GET", "/records/project")`; bodies are JSON."""

    def __init__(self, world: World, who: str, *grants: str) -> None:
        self.token, self.secret = issue_token(
            world.users[who], f"program of {who}: {grants}", grants or ("read", "write")
        )
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else b"",
            content_type="application/json" if body is not None else "",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )
