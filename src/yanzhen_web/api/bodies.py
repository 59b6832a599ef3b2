"""Bodies as RFC 8259 and RFC 7493 have them: UTF-8, no NaN, no half surrogates, not bottomless, every name once."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from yanzhen.language import say
from yanzhen_web.api.problems import Fault, Problem, invalid

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:]', re.DOTALL)


class Reading(Parser):
    """Hands ninja what was read at the door."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.read_body  # type: ignore[attr-defined]


def read(request: HttpRequest) -> None:
    """Read the body; `request.read_body` is its value.

    Raises:
        Problem: 400 for what is no JSON; 422 for a name that stands twice in one object.
    """
    try:
        request.read_body = orjson.loads(request.body)  # type: ignore[attr-defined]
    except orjson.JSONDecodeError as error:
        raise Problem("malformed") from error
    name = repeated_name(request.body)
    if name is not None:
        advice = say(f"“{name[:80]}”写了两遍，请只写一次。", f"“{name[:80]}” stands there twice; write it once.")
        raise invalid(Fault("#", advice, code="repeated"))


def repeated_name(body: bytes) -> str | None:
    """The first name that stands twice in one object of a JSON text, which is known to be one.

    The last of them would count and the others be passed over: what was checked before need not be what is written.
    """
    names: list[set[str]] = []
    text = b""
    for found in _TOKEN.finditer(body):
        token = found[0]
        if token in b"{[":
            names.append(set())
        elif token in b"}]":
            names.pop()
        elif token == b":":
            name = orjson.loads(text)
            if name in names[-1]:
                return str(name)
            names[-1].add(name)
        else:
            text = token
    return None
