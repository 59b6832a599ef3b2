"""Input that nobody should send: told what is wrong with it, never a server error."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

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
