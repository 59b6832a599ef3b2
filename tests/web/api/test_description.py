"""The schema says all that the API does, in both languages, with examples that are true to it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from pydantic import BaseModel
from schemathesis.specs.openapi.definitions import OPENAPI_31

from yanzhen_web.api import site
from yanzhen_web.api.description import address_of, described
from yanzhen_web.api.schemas import Given, Told
from yanzhen_web.urls import all_patterns

from .programs import World

LANGUAGES = ["zh", "en"]
_PIECE, _BRACED = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>"), r"{\1}"


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


class Checking:
    """Checks values by parts of the schema; each part is compiled once, however many operations share it."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.components = {"components": schema["components"]}
        self.compiled: dict[str, Any] = {}

    def faults(self, part: dict[str, Any], value: Any) -> list[str]:
        key = json.dumps(part, sort_keys=True)
        if key not in self.compiled:
            whole = part | self.components if "#/components/" in key else part
            self.compiled[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [str(error) for error in self.compiled[key].iter_errors(value)]


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for answer in operation["responses"].values():
        yield from answer.get("content", {}).items()


@pytest.mark.parametrize("language", LANGUAGES)
def test_schema_is_openapi(language: Any) -> None:
    errors = jsonschema_rs.Draft202012Validator(OPENAPI_31).iter_errors(described(language))
    assert [str(error)[:300] for error in errors] == []


def test_every_route_is_in_the_schema() -> None:
    routes = [p for p in all_patterns() if str(p.pattern).startswith(site.PREFIX) and hasattr(p.callback, "rules")]
    found = {f"{method} /{_PIECE.sub(_BRACED, str(p.pattern))}" for p in routes for method in p.callback.rules}
    assert found == {name for name, _ in operations(described("zh"))}
    assert len(found) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_true_to_their_schemas(language: Any) -> None:
    schema, checked = described(language), 0
    checking = Checking(schema)
    for name, operation in operations(schema):
        for type_, content in contents(operation):
            if type_.endswith("json"):
                errors = checking.faults(content["schema"], content["example"])
                assert not errors, (name, errors)
                checked += 1
        for parameter in operation["parameters"]:
            errors = checking.faults(parameter["schema"], parameter["example"])
            assert not errors, (name, parameter["name"], errors)
    assert checked > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_described(language: Any) -> None:
    for name, operation in operations(described(language)):
        assert operation["summary"] and operation["description"], name
        assert operation["x-grants"] and operation["x-roles"], name
        assert {"401", "403", "404", "422", "429", "500"} <= set(operation["responses"]), name
        assert any(status.startswith("2") for status in operation["responses"]), name
        assert all(parameter.get("description") for parameter in operation["parameters"]), name


def test_english_schema_speaks_english_outside_examples() -> None:
    told = [
        text
        for _, operation in operations(described("en"))
        for text in (operation["summary"], operation["description"])
    ]
    told += [p["description"] for _, operation in operations(described("en")) for p in operation["parameters"]]
    assert [text for text in told if re.search("[\u4e00-\u9fff]", text)] == []


def test_numbers_and_texts_that_are_sent_are_bounded() -> None:
    schema = described("zh")
    loose: list[str] = []

    def walk(part: Any, where: str) -> None:
        if "$ref" in part:
            return walk(schema["components"]["schemas"][part["$ref"].rpartition("/")[2]], where)
        for word in ("anyOf", "allOf", "oneOf"):
            for one in part.get(word, []):
                walk(one, where)
        kind, closed = (
            part.get("type"),
            "enum" in part or "const" in part or part.get("format") in ("date", "date-time", "binary"),
        )
        if kind == "string" and not closed and "maxLength" not in part:
            loose.append(where)
        if kind == "integer" and not closed and not {"minimum", "maximum"} <= set(part):
            loose.append(where)
        if kind == "array" and "maxItems" not in part:
            loose.append(where)
        for name, one in part.get("properties", {}).items():
            walk(one, f"{where}.{name}")
        if kind == "object" and not part.get("properties") and "maxProperties" not in part:
            loose.append(where)
        if kind == "object" and part.get("properties") and part.get("additionalProperties") is not False:
            loose.append(f"{where} takes any name")
        return None

    for name, operation in operations(schema):
        for type_, content in operation.get("requestBody", {}).get("content", {}).items():
            if type_.endswith("json"):
                walk(content["schema"], name)
        for parameter in operation["parameters"]:
            walk(parameter["schema"], f"{name} {parameter['name']}")
    assert loose == []


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "记录"), ("en", "Records")])
def test_schema_and_docs_are_public_and_in_the_readers_language(world: World, language: str, word: str) -> None:
    client = Client(headers={"accept-language": language})
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert any(word in tag["description"] for tag in schema["tags"])
    page = client.get("/api/v1/docs").content.decode()
    assert word in page
    for method, route in site.declared:
        assert address_of(route) in page, method


def test_docs_load_nothing_from_outside(world: World) -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page) == []
    assert "<style" not in page and " style=" not in page and not re.search(r"<script(?![^>]*src=)", page)


def test_no_two_models_go_by_one_name() -> None:
    """The schema knows them by name: of two of one name it would show the later one for both."""

    def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for one in model.__subclasses__():
            yield one
            yield from below(one)

    models = {model for base in (Given, Told) for model in below(base)}
    names = Counter(model.__name__ for model in models)
    assert [name for name, times in names.items() if times > 1] == []
