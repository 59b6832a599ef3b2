"""Keys are the only way in; every refusal tells the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yanzhen_web.models import Token
from yanzhen_web.services.people.logins import issue_token

from .programs import WHY, Program, World, program_of, told_alike


def test_key_in_force_is_let_in(world: World) -> None:
    assert program_of(world, "organiser").get("/jobs").json() == {"items": []}


def test_keys_that_are_not_in_force_answer_alike(world: World) -> None:
    user = world.users["organiser"]
    expired = issue_token(user, "a", expires_at=timezone.now() - timedelta(seconds=1))[1]
    row, revoked = issue_token(user, "b")
    row.revoked_at = timezone.now()
    row.save()
    unknown = Program("x" * 43).get("/jobs")
    assert unknown.status_code == 401
    assert unknown["WWW-Authenticate"].startswith("Bearer")
    assert unknown["Content-Type"] == "application/problem+json"
    for program in (Program(), Program(expired), Program(revoked)):
        assert told_alike(program.get("/jobs"), unknown)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer é", "bearer\tx"])
def test_malformed_header_is_no_key(world: World, header: str) -> None:
    answer = Program().client.get("/api/v1/jobs", headers={"authorization": header})
    assert answer.status_code == 401


def test_session_does_not_authenticate(world: World) -> None:
    assert world.client("organiser").get("/api/v1/jobs").status_code == 401


def test_key_does_not_open_pages(world: World) -> None:
    program = program_of(world, "organiser")
    assert program.get("/api/v1/jobs").status_code == 200
    assert program.client.get("/jobs/", headers=program.headers).status_code == 302


def test_person_who_was_suspended_is_out_at_once(world: World) -> None:
    program, user = program_of(world, "organiser"), world.users["organiser"]
    user.suspended_at = timezone.now()
    user.save()
    assert program.get("/jobs").status_code == 401


def test_use_is_noted_once_a_minute(world: World) -> None:
    program = program_of(world, "organiser")
    program.get("/jobs")
    row = Token.objects.unscoped(why=WHY).get(user=world.users["organiser"])
    first = row.used_at
    assert first is not None
    program.get("/jobs")
    row.refresh_from_db()
    assert row.used_at == first
    Token.objects.unscoped(why=WHY).filter(pk=row.pk).update(used_at=first - timedelta(minutes=2))
    program.get("/jobs")
    row.refresh_from_db()
    assert row.used_at is not None and row.used_at > first - timedelta(minutes=1)


def test_grant_that_the_key_lacks_is_named(world: World) -> None:
    answer = program_of(world, "organiser", ["read"], "en")("POST", f"/jobs/{'A' * 16}/cancel")
    assert answer.status_code == 403
    assert 'scope="write"' in answer["WWW-Authenticate"]
    assert "write" in answer.json()["detail"]


def test_method_that_is_not_there_names_those_that_are(world: World) -> None:
    answer = Program()("DELETE", "/jobs")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/jobs", "/api/v1/jobs/"])
def test_unknown_address_is_a_problem(world: World, path: str) -> None:
    answer = Program().get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "missing"


def test_answers_set_no_cookie(world: World) -> None:
    assert not program_of(world, "organiser").get("/jobs").cookies


def test_key_sent_in_the_clear_is_refused_where_tls_is_asked_for(world: World, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^api/"]
    program = program_of(world, "organiser")
    answer = program.get("/jobs")
    assert (answer.status_code, answer.json()["code"]) == (403, "insecure")
    assert "Location" not in answer.headers
    assert program.client.get("/api/v1/jobs", headers=program.headers, secure=True).status_code == 200
