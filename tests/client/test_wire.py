"""The client waits when it is asked to, does nothing twice, and tells what went wrong."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from yanzhen.client import ApiError, Changed, Client, Invalid, Missing, TooMany, Unreachable
from yanzhen.errors import MissingPiece

Answer = Callable[[httpx.Request], httpx.Response]
PROBLEM = {"content-type": "application/problem+json"}


class Site:
    """Gives prepared answers one after the other, the last one for ever; keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.client = Client("http://site", "key", transport=httpx.MockTransport(self.answer), pause=self.pauses.append)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)


ME = httpx.Response(200, json={"id": "a" * 16, "username": "x", "name": "示例", "desks": [], "grants": ["read"]})


def test_waits_as_long_as_it_is_asked() -> None:
    site = Site(
        httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(503, headers={"Retry-After": "2"}), ME
    )
    assert site.client.me().name == "示例"
    assert site.pauses == [7.0, 2.0]


def test_gives_up_in_the_end() -> None:
    site = Site(httpx.Response(429, headers={"Retry-After": "1"} | PROBLEM, json={"code": "too_many", "detail": "慢"}))
    with pytest.raises(TooMany, match="慢"):
        site.client.me()
    assert len(site.asked) == 6


def test_what_waiting_does_not_mend_is_told_at_once() -> None:
    site = Site(httpx.Response(503, headers=PROBLEM, json={"code": "unavailable", "detail": "没有字体"}))
    with pytest.raises(ApiError, match="没有字体"):
        site.client.me()
    assert (len(site.asked), site.pauses) == (1, [])


def test_repeated_post_says_that_it_is_the_same() -> None:
    job = {
        "id": "b" * 16,
        "kind": "run_matches",
        "state": "done",
        "progress": 100,
        "created_at": "2025-03-29T01:00:00Z",
    }
    site = Site(httpx.ConnectError("gone"), httpx.Response(202, json=job))
    site.client.ask("POST", "/matches/run")
    keys = [request.headers["Idempotency-Key"] for request in site.asked]
    assert len(keys) == 2 and len(set(keys)) == 1
    site.client.ask("POST", "/matches/run")
    assert site.asked[-1].headers["Idempotency-Key"] != keys[0]


def test_silent_site_is_told_of() -> None:
    site = Site(httpx.ConnectError("refused"))
    with pytest.raises(Unreachable, match="refused"):
        site.client.me()


@pytest.mark.parametrize(("status", "sort"), [(404, Missing), (412, Changed), (422, Invalid), (428, Invalid)])
def test_problem_is_carried(status: int, sort: type[ApiError]) -> None:
    body = {
        "code": "x",
        "detail": "请改",
        "errors": [{"pointer": "#/name", "code": "y", "label": "名称", "detail": "必填"}],
    }
    site = Site(httpx.Response(status, headers=PROBLEM | {"ETag": '"9"'}, content=json.dumps(body).encode()))
    with pytest.raises(sort) as caught:
        site.client.me()
    assert (caught.value.status, caught.value.etag, caught.value.problem) == (status, '"9"', body)
    assert caught.value.faults[0].pointer == "#/name"
    assert str(caught.value) == "请改; 名称: 必填"


def test_answer_that_is_no_problem_is_told_by_its_status() -> None:
    with pytest.raises(ApiError, match="502"):
        Site(httpx.Response(502, content=b"<html>")).client.me()


def test_lists_go_on_page_by_page() -> None:
    one, two = {"items": [{"n": 1}, {"n": 2}], "next": "c"}, {"items": [{"n": 3}]}
    site = Site(httpx.Response(200, json=one), httpx.Response(200, json=two))
    assert [item["n"] for item in site.client.each("/x")] == [1, 2, 3]
    assert [request.url.params.get("cursor") for request in site.asked] == [None, "c"]


def test_file_that_does_not_come_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "projects.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(Missing):
        Site(httpx.Response(404, headers=PROBLEM, json={"detail": "没有"})).client.records("project").export(target)
    assert target.read_bytes() == b"old"
    Site(httpx.Response(200, content=b"new")).client.records("project").export(target)
    assert [path.name for path in tmp_path.iterdir()] == ["projects.xlsx"]
    assert target.read_bytes() == b"new"


def test_without_httpx_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "httpx":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPiece, match=r"yanzhen\[client\]"):
        Client("http://site", "key")


def test_names_that_are_not_known_yet_are_passed_over() -> None:
    told = json.loads(ME.content) | {"colour": "red"}
    assert Site(httpx.Response(200, json=told)).client.me().username == "x"
