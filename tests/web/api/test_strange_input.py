"""Input that nobody should send: told what is wrong with it, never a server error."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from yanzhen_web.api.bodies import repeated_name

from .programs import World, program_of

STRANGE = [
    "\x00", "\ud800", "\u202e", "=1+1", "<script>", "'" * 3, "%00", "🐉" * 50, "-1", "1e400", "NaN", "Infinity", "null",
    "true", "[]", "{}", "9" * 400, "0001-01-01", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", " ", "a" * 5000,
]  # fmt: skip
QUERIES = (
    "/records/project?q=", "/records/project?stage=", "/records/project?region=", "/records/project?origin=",
    "/records/project?sort=", "/records/project?updated_since=", "/records/project?limit=", "/records/project?cursor=",
    "/search?q=", "/matches?top=", "/organisations?q=", "/records/project/AAAAAAAAAAAAAAAA?on=",
)  # fmt: skip
AUDITED = ("/history?since=", "/history?until=", "/history?who=", "/history?id=", "/history?cursor=")


def test_strange_parameters_are_no_server_error(world: World) -> None:
    program, auditor = program_of(world, "organiser"), program_of(world, "auditor", ["history"])
    for who, paths in ((program, QUERIES), (auditor, AUDITED)):
        for path in paths:
            for text in STRANGE:
                answer = who.get(path + quote(text, errors="surrogatepass"))
                assert answer.status_code in (200, 404, 422), (path, text, answer.content)


def test_strange_addresses_are_no_server_error(world: World) -> None:
    program = program_of(world, "organiser")
    for start in ("/records/", "/records/project/", "/figures/", "/imports/", "/jobs/", "/charts/", "/kinds/", "/"):
        for text in STRANGE:
            answer = program.get(start + quote(text, safe="", errors="surrogatepass"))
            assert answer.status_code in (400, 404, 422), (start, text, answer.content)


@pytest.mark.parametrize(
    "key", ["investor", "investment_cny", "signed_on", "target", "stage", "phases", "investment_foreign"]
)
def test_strange_values_are_no_server_error(world: World, key: str) -> None:
    program = program_of(world, "organiser")
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    values = [
        *(text for text in STRANGE if text != "\ud800"),
        1,
        -1,
        1.5,
        10**18,
        2**63,
        2**64,
        True,
        [],
        {},
        [[]],
        deep,
        {"amount": 1e308},
    ]
    for value in values:
        answer = program("POST", "/records/project", {"name": "示例", "fields": {key: value}})
        assert answer.status_code in (201, 400, 422), (key, str(value)[:80], answer.content)


def test_strange_times_for_desks_and_levels_are_no_server_error(world: World) -> None:
    program, county = program_of(world, "organiser"), world.organisations["ningxiang"]
    made = program("POST", "/records/project", {"name": "示例"}).json()
    person = world.users["county_office"].public_id
    for text in STRANGE[11:]:
        desk = program(
            "POST", f"/organisations/{county.public_id}/desks", {"person": person, "role": "leader", "until": text}
        )
        assert desk.status_code in (201, 409, 422), (text, desk.content)
        level = program(
            "PUT",
            f"/records/project/{made['id']}/level",
            {"level": "secret", "reason": "x", "until": text},
            If_Match='"1"',
        )
        assert level.status_code in (200, 422), (text, level.content)


@pytest.mark.parametrize(
    "raw",
    [
        '{"name": "甲", "name": "乙"}',
        '{"name": "甲", "n\\u0061me": "乙"}',
        '{"name": "甲", "fields": {"x": [{"stage": ":{"}], "stage": "lead", "stage": "signed"}}',
    ],
)
def test_name_that_stands_twice_in_a_body_is_refused(world: World, raw: str) -> None:
    program = program_of(world, "city_office", language="en")
    address = "/api/v1/records/project"
    answer = program.client.post(address, raw, content_type="application/json", headers=program.headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "repeated")
    assert "twice" in answer.json()["errors"][0]["detail"]
    assert program.get("/records/project").json()["items"] == []


_NAMES = st.text(alphabet='ab:{}[]",\\\u00e9甲', max_size=3)
_VALUES = st.recursive(
    st.none() | _NAMES | st.integers(-9, 9),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(_NAMES, inner), max_size=4).map(tuple),
    max_leaves=12,
)
"""Objects are tuples of pairs here, so that a name may stand twice."""


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{json.dumps(name)}: {_written(inner)}" for name, inner in value) + "}"
    return "[" + ",".join(map(_written, value)) + "]" if isinstance(value, list) else json.dumps(value)


def _repeats(value: Any) -> bool:
    if isinstance(value, tuple):
        return len({name for name, _ in value}) < len(value) or any(_repeats(inner) for _, inner in value)
    return isinstance(value, list) and any(map(_repeats, value))


@given(_VALUES)
@hypothesis_settings(max_examples=300, deadline=None)
def test_repeated_names_are_found_however_they_are_nested(value: Any) -> None:
    assert (repeated_name(_written(value).encode()) is not None) == _repeats(value)


def test_parameter_that_stands_twice_is_refused(world: World) -> None:
    answer = program_of(world, "city_office").get("/records/project?stage=signed&stage=lead&limit=1")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query:stage")


def test_body_in_chunks_is_not_taken_for_none(world: World) -> None:
    program = program_of(world, "city_office", language="en")
    answer = program.client.post(
        "/api/v1/records/project", b"", content_type="application/json",
        headers=program.headers | {"transfer-encoding": "chunked"},
    )  # fmt: skip
    assert answer.status_code == 400 and "Content-Length" in answer.json()["detail"]
