"""What is kept of a person, through that person's key; and the offices that decide what people ask."""

from __future__ import annotations

from typing import Any

import pytest

from yanzhen_web.models import Membership, Token, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.people import consents, keys
from yanzhen_web.services.people.logins import issue_token

from .programs import WHY, Program, World, program_of, told_alike

ASK = {"kind": "erase", "text": "请删除"}


def ask(world: World, who: str = "enterprise") -> dict[str, Any]:
    answer = program_of(world, who)("POST", "/me/requests", ASK)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def let_in(world: World, office: str = "city_office", name: str = "示例程序") -> tuple[Token, str]:
    user = world.users[office]
    (place,) = [desk.organisation for desk in Membership.current_of(user)]
    return keys.let_in_client(Actor.of(user), place, name, ["read"])


def test_data_are_those_of_the_page_and_of_nobody_else(world: World) -> None:
    ask(world)
    data = program_of(world, "enterprise").get("/me/data").json()
    assert data["person"]["username"] == world.users["enterprise"].username
    assert [row["kind"] for row in data["requests"]] == ["erase"]
    assert [row["role"] for row in data["desks"]] == ["enterprise"]
    assert "other_county" not in str(data)


def test_taking_the_data_away_stands_in_the_history(world: World) -> None:
    program_of(world, "enterprise").get("/me/data")
    entries = program_of(world, "auditor", ["history"]).get("/history?action=data.export").json()["items"]
    assert [entry["who"] for entry in entries] == ["enterprise"]


def test_correction_changes_what_is_named_and_keeps_the_rest(world: World) -> None:
    program = program_of(world, "enterprise")
    User.objects.filter(pk=world.users["enterprise"].pk).update(name="旧名", phone="13900000000")
    me = program("PATCH", "/me", {"name": " 示例  新名 "}).json()
    assert (me["name"], me["phone"]) == ("示例 新名", "13900000000")
    assert "phone" not in program("PATCH", "/me", {"phone": ""}).json()
    assert program("PATCH", "/me", {"language": "en"}).json()["language"] == "en"
    assert User.objects.get(pk=world.users["enterprise"].pk).name == "示例 新名"


def test_no_key_changes_where_links_for_a_new_password_go(world: World) -> None:
    refused = program_of(world, "enterprise")("PATCH", "/me", {"email": "other@example.org"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/email")
    assert User.objects.get(pk=world.users["enterprise"].pk).email == ""


def test_name_is_not_emptied(world: World) -> None:
    refused = program_of(world, "enterprise")("PATCH", "/me", {"name": "  "})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/name")


def test_consent_is_given_to_the_edition_of_now_and_taken_back(world: World) -> None:
    program = program_of(world, "enterprise")
    assert program("POST", "/me/consents", {"edition": "1999-01"}).status_code == 422
    given = program("POST", "/me/consents", {"edition": consents.EDITION}).json()
    assert given["agreed"] is True
    assert len(program("POST", "/me/consents", {"edition": consents.EDITION}).json()["items"]) == len(given["items"])
    back = program("POST", "/me/consents/withdraw").json()
    assert back["agreed"] is False
    assert all(row["withdrawn_at"] for row in back["items"])
    assert program.get("/me/consents").json() == back


def test_request_waits_once_and_is_taken_back(world: World) -> None:
    asked = ask(world)
    program = program_of(world, "enterprise")
    assert program("POST", "/me/requests", ASK).json()["id"] == asked["id"]
    path = f"/me/requests/{asked['id']}/take-back"
    assert told_alike(program_of(world, "rival")("POST", path), program("POST", f"/me/requests/{'Z' * 16}/take-back"))
    assert program("POST", path).json()["state"] == "taken_back"
    assert program("POST", path).status_code == 404
    assert [row["state"] for row in program.get("/me/requests").json()["items"]] == ["taken_back"]


def test_correction_says_of_what(world: World) -> None:
    refused = program_of(world, "enterprise")("POST", "/me/requests", {"kind": "correct"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/text")


def test_office_decides_for_its_people_only(world: World) -> None:
    asked, other = ask(world), ask(world, "rival")
    office = program_of(world, "county_office", ["people", "write"])
    assert [row["id"] for row in office.get("/data-requests").json()["items"]] == [asked["id"]]
    decision = {"done": False, "answer": "合同在执行"}
    missing = office("POST", f"/data-requests/{'Z' * 16}/decision", decision)
    assert missing.status_code == 404
    assert told_alike(office("POST", f"/data-requests/{other['id']}/decision", decision), missing)
    path = f"/data-requests/{asked['id']}/decision"
    silent = office("POST", path, {"done": False})
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "#/answer")
    assert office("POST", path, decision).json()["state"] == "refused"
    assert office("POST", path, decision).status_code == 404
    assert office.get("/data-requests").json()["items"] == []
    assert [row["id"] for row in office.get("/data-requests?state=refused").json()["items"]] == [asked["id"]]


def test_deletion_that_is_done_leaves_nobody(world: World) -> None:
    asked = ask(world)
    theirs = program_of(world, "enterprise")
    done = program_of(world, "county_office")("POST", f"/data-requests/{asked['id']}/decision", {"done": True})
    assert (done.json()["state"], "text" in done.json()) == ("done", False)
    assert done.json()["person"]["name"] == "已注销用户"
    assert theirs.get("/me").status_code == 401


def test_nobody_decides_what_they_asked_themselves(world: World) -> None:
    asked = ask(world, "organiser")
    answer = program_of(world, "organiser")("POST", f"/data-requests/{asked['id']}/decision", {"done": True})
    assert answer.status_code in (404, 409)
    assert world.users["organiser"].erased_at is None


@pytest.mark.parametrize(
    ("method", "path", "body", "grants"),
    [
        ("PATCH", "/me", {"name": "示例"}, ["read"]),
        ("POST", "/me/requests", ASK, ["read"]),
        ("POST", "/me/consents/withdraw", None, ["read"]),
        ("GET", "/me/data", None, ["write"]),
        ("GET", "/data-requests", None, ["read", "write"]),
        ("POST", f"/data-requests/{'Z' * 16}/decision", {"done": True}, ["people"]),
        ("GET", "/program-keys", None, ["read", "write"]),
        ("DELETE", f"/program-keys/{'Z' * 16}", None, ["people"]),
    ],
)
def test_key_needs_the_grant(world: World, method: str, path: str, body: Any, grants: list[str]) -> None:
    assert program_of(world, "county_office", grants)(method, path, body).status_code == 403


def test_office_lists_and_revokes_keys_of_its_programs(world: World) -> None:
    key, secret = let_in(world)
    issue_token(world.users["city_office"], "own", ["read"])
    office = program_of(world, "city_office", ["people", "write"])
    (listed,) = office.get("/program-keys").json()["items"]
    assert (listed["id"], listed["program"]["name"], listed["grants"]) == (key.public_id, "示例程序", ["read"])
    assert listed["program"]["organisation"] == world.organisations["changsha"].public_id
    assert secret not in str(listed)
    other = program_of(world, "other_county")
    assert other.get("/program-keys").json()["items"] == []
    missing = other("DELETE", f"/program-keys/{'Z' * 16}")
    assert told_alike(other("DELETE", f"/program-keys/{key.public_id}"), missing)
    assert Program(secret).get("/me").status_code == 200
    assert office("DELETE", f"/program-keys/{key.public_id}").status_code == 204
    assert Program(secret).get("/me").status_code == 401
    assert office.get("/program-keys").json()["items"][0]["revoked_at"]


def test_keys_of_people_are_not_an_offices_to_revoke(world: World) -> None:
    key, _ = issue_token(world.users["county_office"], "own", ["read"])
    assert program_of(world, "city_office")("DELETE", f"/program-keys/{key.public_id}").status_code == 404
    assert Token.objects.unscoped(why=WHY).get(pk=key.pk).revoked_at is None
