"""A request sent again under its key changes nothing twice, whatever happened to the first."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import RequestFactory
from django.utils import timezone

from yanzhen_web.api.idempotency import _hash_of
from yanzhen_web.models import IdempotencyKey, Membership, Token, Webhook
from yanzhen_web.scopes import Actor
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.programs import idempotency

from .programs import Program
from .worlds import WHY, World, make_world

HOOK = {"url": "https://8.8.8.8/hook", "events": ["record.created"]}
PLAIN = {"Idempotency-Key": "5f2b1e6c-1"}


def hooks() -> int:
    return Webhook.objects.unscoped(why=WHY).count()


def rows() -> Any:
    return IdempotencyKey.objects.unscoped(why=WHY)


def test_same_request_gets_the_same_answer_and_is_done_once(world: World) -> None:
    ask = Program(world, "county_office")
    first = ask("POST", "/webhooks", HOOK, **PLAIN)
    second = ask("POST", "/webhooks", HOOK, **PLAIN)
    assert (first.status_code, second.status_code, hooks()) == (201, 201, 1)
    assert second.content == first.content
    assert (second["Location"], second["ETag"], second["Content-Type"]) == (
        first["Location"],
        first["ETag"],
        first["Content-Type"],
    )
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert ask("POST", "/webhooks", HOOK).status_code == 201
    assert ask("POST", "/webhooks", HOOK, **{"Idempotency-Key": "another"}).status_code == 201
    assert hooks() == 3


def test_answer_without_a_body_is_repeated_too(world: World) -> None:
    ask = Program(world, "county_office")
    here = f"/webhooks/{ask('POST', '/webhooks', HOOK).json()['id']}"
    answers = [ask("DELETE", here, **PLAIN) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert ask("DELETE", here).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "more"),
    [
        ("POST", "/webhooks", {**HOOK, "name": "示例"}, {}),
        ("POST", "/webhooks?x=1", HOOK, {}),
        ("PATCH", "/webhooks/{id}", {"active": False}, {"If-Match": '"1"'}),
        ("DELETE", "/webhooks/{id}", None, {}),
    ],
)
def test_key_that_served_another_request_is_refused(
    world: World, method: str, path: str, body: Any, more: dict[str, str]
) -> None:
    ask = Program(world, "county_office")
    made = ask("POST", "/webhooks", HOOK, **PLAIN).json()
    answer = ask(method, path.replace("{id}", made["id"]), body, **PLAIN, **more)
    assert answer.status_code == 422
    assert hooks() == 1
    if "x=1" not in path:  # a parameter that nobody knows is told of first
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == ("header:Idempotency-Key", "reused")


def test_condition_is_a_part_of_the_request(world: World) -> None:
    ask = Program(world, "county_office")
    here = f"/webhooks/{ask('POST', '/webhooks', HOOK).json()['id']}"
    assert ask("PATCH", here, {"name": "a"}, **PLAIN, **{"If-Match": '"9"'}).status_code == 412
    assert ask("PATCH", here, {"name": "a"}, **PLAIN, **{"If-Match": '"1"'}).status_code == 200
    assert ask("PATCH", here, {"name": "a"}, **PLAIN, **{"If-Match": '"2"'}).status_code == 422


def test_what_changed_nothing_leaves_its_key_free(world: World) -> None:
    ask = Program(world, "county_office")
    assert ask("POST", "/webhooks", {**HOOK, "url": "https://10.0.0.1/"}, **PLAIN).status_code == 422
    assert not rows().exists()
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 101, "键", "a\x7f"])
def test_key_of_a_wrong_form_is_refused(world: World, key: str) -> None:
    ask = Program(world, "county_office")
    answer = ask("POST", "/webhooks", HOOK, **{"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "header:Idempotency-Key"
    assert hooks() == 0


def test_reading_needs_no_key_and_takes_none(world: World) -> None:
    ask = Program(world, "county_office")
    for _ in range(2):
        assert ask("GET", "/webhooks", **PLAIN).status_code == 200
    assert not rows().exists()


def test_keys_of_two_persons_have_nothing_to_do_with_each_other(world: World) -> None:
    one, other = Program(world, "county_office"), Program(world, "other_county")
    first, second = one("POST", "/webhooks", HOOK, **PLAIN), other("POST", "/webhooks", HOOK, **PLAIN)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_answer_is_repeated_to_the_bearer_key_that_got_it_only(world: World) -> None:
    first = Program(world, "county_office")
    assert first("POST", "/webhooks", HOOK, **PLAIN).status_code == 201
    _, secret = issue_token(world.users["county_office"], "another", ("read", "write"))
    first.secret = secret
    assert first("POST", "/webhooks", HOOK, **PLAIN).status_code == 422


def test_answer_is_not_repeated_after_rights_have_changed(world: World) -> None:
    ask = Program(world, "county_office")
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 201
    moved = Membership.objects.unscoped(why=WHY).filter(user=world.users["county_office"])
    moved.update(organisation=world.organisations["youxian"])
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 422
    Token.objects.unscoped(why=WHY).update(revoked_at=timezone.now())
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 401


def test_secret_in_an_answer_is_not_in_the_database(world: World) -> None:
    ask = Program(world, "county_office")
    answer = ask("POST", "/webhooks", HOOK, **PLAIN)
    (row,) = rows()
    kept = bytes(row.answer)
    for text in (answer.json()["secret"], answer.json()["id"], "8.8.8.8", ask.secret):
        assert text.encode() not in kept
    assert ask.secret not in row.request
    with pytest.raises(idempotency.Reused):
        idempotency.repeated(row, "another secret")


def test_request_at_work_is_told_to_wait(world: World) -> None:
    ask = Program(world, "county_office")
    ask("POST", "/webhooks", HOOK, **PLAIN)
    rows().update(status=None)
    answer = ask("POST", "/webhooks", HOOK, **PLAIN)
    assert (answer.status_code, answer["Retry-After"]) == (409, "2")
    assert answer["Content-Type"] == "application/problem+json"


def test_claim_of_who_died_in_the_middle_is_free_after_a_while(world: World) -> None:
    ask = Program(world, "county_office")
    user = world.users["county_office"]
    dead = idempotency.claim(user, "5f2b1e6c-1", "some request")
    rows().update(created_at=timezone.now() - idempotency.LEASE)
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 201
    with pytest.raises(idempotency.Lost):  # it comes back after all: what it did must not stay
        idempotency.keep(dead, "secret", idempotency.Answer(201, {}, b"{}"))
    idempotency.give_back(dead)
    assert ask("POST", "/webhooks", HOOK, **PLAIN)["Idempotency-Replayed"] == "true"


def test_work_is_undone_where_its_claim_was_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: Any) -> None:
        raise idempotency.Lost

    monkeypatch.setattr(idempotency, "keep", lose)
    ask = Program(world, "county_office")
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 409
    assert hooks() == 0


def test_work_that_broke_down_is_undone_and_its_key_is_free(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from yanzhen_web.api import webhooks as room

    tell = room._told
    monkeypatch.setattr(room, "_told", lambda webhook: 1 / 0)
    ask = Program(world, "county_office")
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 500
    assert (hooks(), rows().count()) == (0, 0)
    monkeypatch.setattr(room, "_told", tell)
    assert ask("POST", "/webhooks", HOOK, **PLAIN).status_code == 201


def test_key_is_kept_for_a_day(world: World) -> None:
    ask = Program(world, "county_office")
    ask("POST", "/webhooks", HOOK, **PLAIN)
    rows().update(created_at=timezone.now() - idempotency.KEPT + timedelta(minutes=1))
    assert idempotency.forget_old() == 0
    assert ask("POST", "/webhooks", HOOK, **PLAIN)["Idempotency-Replayed"] == "true"
    rows().update(created_at=timezone.now() - idempotency.KEPT)
    assert "Idempotency-Replayed" not in ask("POST", "/webhooks", HOOK, **PLAIN)
    rows().update(created_at=timezone.now() - idempotency.KEPT)
    assert idempotency.forget_old() == 1


def test_book_sent_again_is_the_same_whatever_its_boundary() -> None:
    def hashed(name: str, content: bytes, boundary: str, **form: str) -> str:
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in form.items()
        )
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        raw = (body + head).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        request = RequestFactory().generic("POST", "/x", raw, content_type=f"multipart/form-data; boundary={boundary}")
        request.actor = Actor(1)  # type: ignore[attr-defined]
        made = _hash_of(request)
        assert request.FILES["file"].read() == content, "the operation reads the file from its beginning"
        return made

    same = hashed("a.xlsx", b"PK\x03" * 9000, "one", kind="project")
    assert hashed("a.xlsx", b"PK\x03" * 9000, "two", kind="project") == same
    assert hashed("b.xlsx", b"PK\x03" * 9000, "one", kind="project") != same
    assert hashed("a.xlsx", b"PK\x04" * 9000, "one", kind="project") != same
    assert hashed("a.xlsx", b"PK\x03" * 9000, "one", kind="demand") != same


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_same_request_from_several_sides_at_once_is_done_once(turn: int) -> None:
    world = make_world()
    secret = Program(world, "county_office").secret
    answers: list[tuple[int, bytes]] = []
    together = threading.Barrier(4)

    def ask() -> None:
        program = Program.__new__(Program)
        from django.test import Client

        program.secret, program.client = secret, Client(raise_request_exception=False)
        try:
            together.wait()
            answer = program("POST", "/webhooks", HOOK, **PLAIN)
            answers.append((answer.status_code, answer.content))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hooks() == 1
    assert sorted({status for status, _ in answers} - {409}) == [201]
    assert len({content for status, content in answers if status == 201}) == 1
    (row,) = rows()
    assert row.status == 201


@pytest.mark.django_db(transaction=True)
def test_claim_is_seen_by_others_before_the_work_is_done(settings: Any) -> None:
    world = make_world()
    user = world.users["county_office"]
    idempotency.claim(user, "one", "request")
    seen: list[str] = []

    def look() -> None:
        try:
            idempotency.claim(user, "one", "request")
        except idempotency.Busy:
            seen.append("busy")
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["busy"]
    with transaction.atomic():
        idempotency.keep(rows().get(), "secret", idempotency.Answer(200, {}, b"done"))
    assert idempotency.repeated(idempotency.claim(user, "one", "request"), "secret").body == b"done"
