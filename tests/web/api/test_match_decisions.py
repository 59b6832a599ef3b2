"""Decisions on pairs through the API: said, changed, taken back, told within scope; learning asked for."""

from __future__ import annotations

import pytest

from yanzhen_web.models import Match
from yanzhen_web.scopes import GRANTS

from ..decisions import achievement, demand, many, proposed, say  # noqa: TID252 -- helpers of the site's tests
from .programs import World, program_of


@pytest.fixture
def pair(world: World) -> Match:
    """A firm's demand with a university's achievement."""
    world.write("firm", demand("石墨膜连续制备", content="需要石墨膜", region="430182"))
    world.write("university", achievement("石墨膜卷对卷制备", content="石墨膜"))
    (match,) = proposed(world)
    return match


def path(pair: Match) -> str:
    return f"/matches/{pair.demand.public_id}/{pair.achievement.public_id}/decision"


def test_decision_is_said_told_changed_and_taken_back(world: World, pair: Match) -> None:
    program = program_of(world, "county_office")
    said = program("POST", path(pair), {"verdict": "accepted", "reason": "已约面谈"}).json()
    assert (said["verdict"], said["reason"], said["office"], said["own"]) == ("accepted", "已约面谈", "ningxiang", True)
    (told,) = program.get("/matches").json()["items"]
    assert told["matches"][0]["decisions"] == [said]
    for kind, record in (("demand", pair.demand), ("achievement", pair.achievement)):
        (match,) = program.get(f"/records/{kind}/{record.public_id}/matches").json()["items"]
        assert match["decisions"] == [said]
    changed = program("POST", path(pair), {"verdict": "refused"}).json()
    assert (changed["id"], changed["verdict"], "reason" in changed) == (said["id"], "refused", False)
    assert program("DELETE", path(pair)).status_code == 204
    assert program("DELETE", path(pair)).status_code == 204
    assert program.get("/matches").json()["items"][0]["matches"][0]["decisions"] == []
    assert program.get("/matches/decisions").json()["items"] == []
    assert program.get(f"/matches/decisions/{said['id']}").status_code == 404


def test_decisions_are_listed_with_their_pairs_for_whom_they_are(world: World, pair: Match) -> None:
    for who, verdict in (("enterprise", "refused"), ("county_office", "accepted"), ("university", "accepted")):
        program_of(world, who)("POST", path(pair), {"verdict": verdict})
    listed = program_of(world, "city_office").get("/matches/decisions").json()["items"]
    assert [(one["office"], one["verdict"], one["own"]) for one in listed] == [
        ("ningxiang", "accepted", False), ("firm", "refused", False),
    ]  # fmt: skip
    assert {one["demand"]["name"] for one in listed} == {"石墨膜连续制备"}
    assert {one["achievement"]["id"] for one in listed} == {pair.achievement.public_id}
    own = program_of(world, "university")
    (mine,) = own.get("/matches/decisions").json()["items"]
    assert mine["demand"]["by_code"] is True
    assert own.get(f"/matches/decisions/{listed[0]['id']}").status_code == 404
    assert program_of(world, "city_office").get(f"/matches/decisions/{listed[0]['id']}").json() == listed[0]


def test_stranger_is_answered_as_if_there_were_no_such_pair(world: World, pair: Match) -> None:
    for who in ("rival", "other_city", "leader", "platform_admin"):
        program = program_of(world, who)
        assert program("POST", path(pair), {"verdict": "accepted"}).status_code == 404, who
        assert program("DELETE", path(pair)).status_code == 404, who
    reader = program_of(world, "city_office", set(GRANTS) - {"write"})
    assert reader("POST", path(pair), {"verdict": "accepted"}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [{}, {"verdict": "taken_back"}, {"verdict": "accepted", "reason": "长" * 201}, {"verdict": "accepted", "why": "x"}],
)
def test_what_is_no_decision_is_refused(world: World, pair: Match, body: dict[str, str]) -> None:
    assert program_of(world, "city_office")("POST", path(pair), body).status_code == 422


def test_mark_of_state_secrecy_is_refused_at_its_place(world: World, pair: Match) -> None:
    body = {"verdict": "accepted", "reason": "绝密★10年"}
    answer = program_of(world, "city_office", language="en")("POST", path(pair), body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/reason"
    assert "绝密" not in answer.content.decode()


def test_learning_from_too_few_is_refused_at_once(world: World) -> None:
    say(world, "organiser", many(world, demands=2, each=5))
    answer = program_of(world, "organiser")("POST", "/matches/learn")
    assert answer.status_code == 422
    assert "10 个判断" in answer.json()["detail"] and "490" in answer.json()["detail"]
    assert program_of(world, "university")("POST", "/matches/learn").status_code == 404


def test_learning_from_enough_goes_on_behind(world: World) -> None:
    say(world, "organiser", many(world))
    answer = program_of(world, "organiser")("POST", "/matches/learn")
    assert (answer.status_code, answer.json()["kind"]) == (202, "learn_matches")
    assert answer["Location"] == f"/api/v1/jobs/{answer.json()['id']}"
