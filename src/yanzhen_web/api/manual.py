"""The documentation page, worked out of the schema."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from yanzhen.language import Language, speaking
from yanzhen_web.api import problems, site
from yanzhen_web.api.description import address_of, described


@cache
def manual(language: Language) -> dict[str, Any]:
    """What the template shows: rooms with their operations, the problems."""
    schema = described(language)
    with speaking(language):
        rooms = [
            {
                "name": room.name,
                "title": str(room.title),
                "about": str(room.about),
                "operations": [_operation(method, address_of(route), schema) for method, route in room.declared],
            }
            for room in site.rooms()
        ]
        sorts = [
            {"code": sort.code, "status": sort.status, "title": str(sort.title), "detail": str(sort.detail)}
            for sort in problems.SORTS.values()
        ]
    return {"about": schema["info"]["description"], "rooms": rooms, "problems": sorts}


def _operation(method: str, address: str, schema: dict[str, Any]) -> dict[str, Any]:
    told = schema["paths"][address][method.lower()]
    answers = [_answer(status, answer) for status, answer in told["responses"].items()]
    about, _, who = told["description"].rpartition("\n\n")
    return {
        "id": told["operationId"],
        "method": method,
        "address": address,
        "summary": told["summary"],
        "about": about if about != told["summary"] else "",
        "who": who,
        "parameters": [_parameter(parameter) for parameter in told["parameters"]],
        "request": _first_example(told.get("requestBody", {})),
        "answers": [answer for answer in answers if answer["status"] < 400],
        "refusals": [answer for answer in answers if answer["status"] >= 400],
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    bounds = [f"{sign} {schema[name]}" for name, sign in (("minimum", "≥"), ("maximum", "≤")) if name in schema]
    if "enum" in schema:
        bounds.append(" | ".join(map(str, schema["enum"])))
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter["required"],
        "about": parameter.get("description", ""),
        "bounds": "，".join(bounds),
        "example": "" if parameter["example"] in ("", None) else str(parameter["example"]),
    }


def _answer(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": int(status),
        "about": answer["description"],
        "headers": sorted(answer.get("headers", {})),
        **_first_example(answer),
    }


def _first_example(told: dict[str, Any]) -> dict[str, str]:
    """The type of the first content, and its example as it is sent."""
    for type_, content in told.get("content", {}).items():
        shown = content.get("example")
        text = json.dumps(shown, ensure_ascii=False, indent=2) if shown is not None else ""
        return {"type": type_, "example": text}
    return {"type": "", "example": ""}
