"""Every operation that reads answers what its schema declares (each answer to a `Program` is held against it)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from yanzhen_web.api import site
from yanzhen_web.api.description import address_of
from yanzhen_web.jobs.worker import work_off

from ..likenesses import pairs, seek  # noqa: TID252 -- helpers of the desks
from ..rounds.rounds import Desk, report_of, row  # noqa: TID252
from .programs import World, program_of, told


@pytest.fixture
def filled(world: World) -> dict[str, str]:
    """One of everything, and the pieces of its address."""
    world.write("changsha", told("project", "示例项目", target="430100", investor="示例公司", investment_cny=10**8))
    world.write("zhuzhou", told("project", "示例项目", target="430200", investor="示例公司"))
    (demand,) = world.write(
        "changsha", told("demand", "石墨膜制备", "open", content="石墨导热膜的制备", region="430100")
    )
    world.write("university", told("achievement", "石墨膜制备技术", "open", content="石墨导热膜的制备"))
    program = program_of(world, "organiser")
    program("POST", "/matches/run")
    program("POST", f"/records/demand/{demand.public_id}/links", {"days": 7})
    (made,) = [
        program("POST", f"/organisations/{world.organisations['changsha'].public_id}/invitations", {"role": "leader"})
    ]
    work_off()
    other = program.get("/matches").json()["items"][0]["matches"][0]["other"]["id"]
    decision = program("POST", f"/matches/{demand.public_id}/{other}/decision", {"verdict": "accepted"}).json()
    seek(world)
    pair = next(pair for pair in pairs() if pair.first.kind == "project")
    asker = Desk(world, "organiser")
    opened = asker.opens("changsha")
    report = report_of(opened, world, "changsha")
    Desk(world, "city_office").sends(report, [row("示例储能材料基地项目")])
    return {
        "likenesse": pair.public_id,
        "decision": decision["id"],
        "round": opened.public_id,
        "report": report.public_id,
        "kind": "demand",
        "public_id": demand.public_id,
        "number": "1",
        "figure_id": "demands",
        "chart": "by_chain",
        "form": "csv",
        "invitation": made.json()["id"],
        "job": program.get("/jobs").json()["items"][0]["id"],
        "event": world.event.public_id,
        "organisation": world.organisations["changsha"].public_id,
        "person": world.users["city_office"].public_id,
    }


def _pieces(address: str, filled: dict[str, str]) -> dict[str, str]:
    for name in ("jobs", "events", "organisations", "people", "likenesses", "decisions", "reports", "rounds"):
        if f"/{name}/" in address:
            return filled | {"public_id": filled[{"people": "person"}.get(name, name.removesuffix("s"))]}
    return filled


def test_every_reading_answers_as_declared(world: World, filled: dict[str, str]) -> None:
    program, auditor = program_of(world, "organiser"), program_of(world, "auditor", ["history"])
    answered = 0
    for method, route in site.declared:
        address = address_of(route)
        if method != "GET" or any(
            word in address for word in ("row_id", "delivery_id", "imports/{", "webhooks/{", "history/")
        ):
            continue
        who = auditor if "/history" in address else program
        words = "?q=石墨" if address.endswith("/search") else ""
        answer = who.get(address.format(**_pieces(address, filled)) + words)
        assert answer.status_code == 200, (address, answer.content)
        answered += 1
        if answer.streaming:
            assert b"".join(answer.streaming_content)
    assert answered > 30


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_lists_hold_what_they_should(world: World, filled: dict[str, str], language: str) -> None:
    program = program_of(world, "organiser", language=language)
    for path in (
        "/matches",
        "/matches/decisions",
        "/twins",
        "/links",
        "/invitations",
        "/figures",
        "/events",
        "/owners",
        "/people",
        "/jobs",
    ):
        assert program.get(path).json()["items"], path


def test_request_over_the_limit_of_books_is_refused(world: World) -> None:
    program = program_of(world, "city_office")
    answer = program.client.post(
        "/api/v1/imports",
        b"",
        content_type="multipart/form-data; boundary=x",
        headers=program.headers | {"content-length": str(100 << 20)},
    )
    assert answer.status_code in (413, 422)


def test_unforeseen_error_tells_an_id_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError("secret-of-the-house")

    monkeypatch.setattr("yanzhen_web.api.records.visible_records", fail)
    answer = program_of(world, "city_office").get(f"/records/project/{'Z' * 16}")
    assert answer.status_code == 500
    assert b"secret-of-the-house" not in answer.content
    assert answer.json()["id"] in caplog.text and "secret-of-the-house" in caplog.text


def test_errors_outside_the_api_are_problems_too(world: World) -> None:
    program = program_of(world, "city_office")
    with override_settings(ALLOWED_HOSTS=["elsewhere"]):
        answer = program.client.get("/api/v1/jobs", headers=program.headers)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
