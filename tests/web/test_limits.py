"""How often something may be asked: the buckets against a plain model, and what programs and strangers are told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.errors import WrongUsage
from yanzhen_web.services.programs import limits
from yanzhen_web.settings.programs import networks, ports, rate_limits

from .programs import Program
from .worlds import World


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Bucket:
    """The plain model: tokens that drip in."""

    def __init__(self, burst: int, per_second: float, now: float) -> None:
        self.burst, self.per_second, self.tokens, self.at = burst, per_second, float(burst), now

    def take(self, cost: int, now: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if self.tokens + 1e-5 < max(cost, 1):
            return False
        self.tokens -= cost
        return True


@settings(deadline=None)
@given(
    st.integers(1, 20),
    st.sampled_from([1, 30, 60, 120, 600]),
    st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 5)), max_size=60),
)
def test_buckets_let_through_what_the_plain_model_does(burst: int, rate: int, asked: list[tuple[int, int]]) -> None:
    cache.clear()
    now = 1_000_000_000.0
    model = Bucket(burst, rate / 60, now)
    for pause, cost in asked:
        now += pause / 1000
        cost = min(cost, burst)
        before = model.tokens
        standing = limits._take("limit:test", burst, 60 / rate, cost, now)
        assert standing.allowed == model.take(cost, now), (before, cost)
        assert abs(standing.remaining - model.tokens) < 1 + 1e-4
        assert 0 <= standing.remaining <= burst
        if not standing.allowed:
            again = Bucket(burst, rate / 60, now)
            again.tokens = model.tokens
            assert again.take(max(cost, 1), now + standing.wait), "whoever waits as told gets in"


def test_threads_at_once_get_no_more_than_there_is(settings: Any) -> None:
    settings.RATE_LIMITS = {"key": (50, 1)}
    let_in: list[bool] = []

    def ask() -> None:
        for _ in range(30):
            standing = limits.take("key", "somebody")
            let_in.append(bool(standing and standing.allowed))

    if "locmem" not in settings.CACHES["default"]["BACKEND"].lower():
        pytest.skip("the cache is in the database, which this test's transaction hides from other threads")
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 50


def test_key_is_told_what_is_left_and_when_to_come_again(world: World, settings: Any) -> None:
    settings.RATE_LIMITS = {"key": (5, 60)}
    ask, other = Program(world, "county_office"), Program(world, "city_office")
    left = [int(ask("GET", "/jobs")["RateLimit-Remaining"]) for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    answer = ask("GET", "/jobs")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_many"
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("5", "0")
    assert 1 <= int(answer["Retry-After"]) <= int(answer["RateLimit-Reset"]) <= 5
    assert other("GET", "/jobs").status_code == 200


def test_what_is_heavy_costs_more(world: World, settings: Any) -> None:
    settings.RATE_LIMITS = {"key": (100, 60)}
    ask = Program(world, "county_office", "read", "write", "contacts")

    def cost(*request: Any) -> int:
        before = int(ask("GET", "/jobs")["RateLimit-Remaining"])
        return before - int(ask(*request)["RateLimit-Remaining"])

    assert cost("GET", "/jobs") == 1
    assert cost("GET", "/jobs/AAAAAAAAAAAAAAAA") == 1
    assert cost("POST", "/webhooks", {"url": "https://8.8.8.8/", "events": ["record.created"]}) == 5


def test_no_hidden_thing_costs_other_than_a_missing_one(world: World, settings: Any) -> None:
    from .worlds import told

    settings.RATE_LIMITS = {"key": (100, 0.001)}
    (hidden,) = world.write("ningxiang", told("project", "示例一", publication="secret"))
    ask = Program(world, "other_county")
    left = [
        ask("GET", f"/records/project/{id_}")["RateLimit-Remaining"] for id_ in (hidden.public_id, "AAAAAAAAAAAAAAAA")
    ]
    assert left == ["99", "98"]


def test_stranger_who_tries_keys_is_slowed_down_and_others_are_not(world: World, settings: Any) -> None:
    settings.RATE_LIMITS = {"stranger": (3, 1), "key": (100, 100)}
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    wrong = {"headers": {"Authorization": "Bearer " + "x" * 43}}
    statuses = [stranger.get("/api/v1/jobs", **wrong).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    refused = stranger.get("/api/v1/jobs")
    assert int(refused["Retry-After"]) >= 1
    assert refused["Content-Type"] == "application/problem+json"
    assert Client(REMOTE_ADDR="203.0.113.10").get("/api/v1/jobs").status_code == 401
    ask = Program(world, "county_office")
    ask.client = stranger  # a key in force, from behind the same address
    assert ask("GET", "/jobs").status_code == 200


@pytest.mark.parametrize("path", ["/s/", "/join/"])
def test_links_that_there_are_not_can_not_be_tried_out(world: World, settings: Any, path: str) -> None:
    settings.RATE_LIMITS = {"link": (3, 1)}
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    answers = [stranger.get(f"{path}{'x' * 42}{number}/") for number in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert Client(REMOTE_ADDR="203.0.113.10").get(f"{path}{'x' * 43}/").status_code == 404


def test_site_itself_and_its_files_know_no_limit(world: World, settings: Any) -> None:
    settings.RATE_LIMITS = {"stranger": (1, 1), "link": (1, 1), "key": (1, 1)}
    client = Client()
    for path in ("/healthz", "/static/built/nothing.css", "/"):
        assert 429 not in {client.get(path).status_code for _ in range(5)}


def test_cache_that_does_not_answer_stops_nobody(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def break_down(*_: Any) -> None:
        raise OperationalError

    settings.RATE_LIMITS = {"key": (1, 1)}
    monkeypatch.setattr(limits, "_take", break_down)
    assert limits.take("key", "somebody") is None


def test_clock_that_goes_back_locks_nobody_out_for_long() -> None:
    limits._take("limit:clock", 2, 1.0, 2, 1_000_000_000.0)
    standing = limits._take("limit:clock", 2, 1.0, 1, 999_000_000.0)
    assert standing.wait <= 2


@pytest.mark.parametrize(
    ("address", "place"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::ffff:203.0.113.9", "203.0.113.9"),
     ("fe80::1%eth0", "fe80::"), ("", ""), ("nonsense", "nonsense")],
)  # fmt: skip
def test_network_of_ipv6_is_one_place(address: str, place: str) -> None:
    assert limits.place_of(address) == place


# --- settings ---------------------------------------------------------------------------------------------------------


def test_limits_are_set_in_words() -> None:
    assert rate_limits("off") == {}
    assert rate_limits("key=10/20, link=1/1")["key"] == (10, 20)
    assert rate_limits("")["stranger"] == rate_limits(None)["stranger"]
    for wrong in ("key", "key=1", "key=0/1", "key=1/0", "door=1/1", "key=-1/2", "key=a/b"):
        with pytest.raises(WrongUsage):
            rate_limits(wrong)


def test_networks_and_ports_are_set_in_words() -> None:
    assert networks("10.1.2.0/24, fd00:1::/64") == ["10.1.2.0/24", "fd00:1::/64"]
    assert networks(None) == ports(None) == []
    assert ports("80, 9443") == [80, 9443]
    for wrong in ("10.1.2.3/24", "office", "10.0.0.0/40"):
        with pytest.raises(WrongUsage):
            networks(wrong)
    for wrong in ("0", "70000", "http"):
        with pytest.raises(WrongUsage):
            ports(wrong)
