"""Whether an answer is what the schema declares: its status, its type, its body."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs
from django.urls import Resolver404, resolve

from yanzhen_web.api.description import address_of, described
from yanzhen_web.api.site import PREFIX


@cache
def _checker(address: str, method: str, status: str, type_: str) -> Any:
    schema = described("zh")
    answers = schema["paths"][address][method]["responses"]
    assert status in answers, f"{method} {address} answers {status}, which is not declared"
    content = answers[status].get("content", {})
    assert not type_ or type_ in content, f"{method} {address} answers {status} as {type_}, which is not declared"
    if not type_.endswith("json"):
        return None
    return _compiled(json.dumps(content[type_]["schema"], sort_keys=True))


@cache
def _compiled(part: str) -> Any:
    """Once for all operations that share a part: every refusal of every one is the same."""
    whole = json.loads(part) | {"components": described("zh")["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def check(method: str, path: str, answer: Any) -> None:
    """Raises AssertionError where the answer is none that the schema declares."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return
    rules = getattr(match.func, "rules", {})
    method = "GET" if method == "HEAD" else method
    if method not in rules:
        return
    address = address_of("/" + re.sub(r"<(?:([a-z]+):)?([a-z_]+)>", r"{\2}", match.route.removeprefix(f"{PREFIX}/")))
    type_ = answer.get("Content-Type", "").partition(";")[0]
    checker = _checker(address, method.lower(), str(answer.status_code), type_ if answer.status_code != 204 else "")
    if checker is not None and not answer.streaming and answer.content:
        errors = [str(error)[:400] for error in checker.iter_errors(answer.json())]
        assert not errors, (method, path, errors)
