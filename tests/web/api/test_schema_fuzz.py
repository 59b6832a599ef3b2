"""The whole schema, tried by Schemathesis: no server error, no key ignored, nothing told that the schema does not tell.

An office tries the examples of every operation and, of every twelfth of them, the covering set (every boundary, type
and missing piece of every parameter). What it sent is then sent by every other role, and by nobody. The long run, with
all phases as each role, is `benchmarks/api_fuzz.py`.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from yanzhen_web.api import description
from yanzhen_web.services.people.logins import issue_token

from ..worlds import World, make_world  # noqa: TID252 -- the one door to the site's test world
from .declared import check
from .fuzzing import HEAVY, Sent, Trial, distinct, furnish, rows_there, try_as

FIRST = "county_office"
OF_EACH = 2
"""Requests of each operation that the other roles repeat; of one that starts a process or sets a page, one."""


def _operations() -> list[tuple[str, str, str]]:
    """Operation id, method and an address with example ids."""
    listed = []
    for path, methods in description.described("en")["paths"].items():
        for method, one in methods.items():
            for parameter in one["parameters"]:
                if parameter["in"] == "path":
                    path = path.replace("{" + parameter["name"] + "}", str(parameter["example"]))
            listed.append((one["operationId"], method.upper(), path))
    return listed


@pytest.mark.django_db(transaction=True)
def test_schema_holds_for_every_role_and_for_nobody() -> None:
    world = make_world()
    furnish(world, 3)
    rows = rows_there(world.users[FIRST])
    names = sorted(name for name, _, _ in _operations())
    trial = try_as(world.users[FIRST], rows, phases=["examples"], spare_people=True)
    trial.add(try_as(world.users[FIRST], rows, phases=["coverage"], only=names[::12], spare_people=True))
    _holds(trial)
    done = {name for name, statuses in trial.by_operation.items() if any(200 <= status < 300 for status in statuses)}
    assert len(done) > len(names) / 2, f"too few reach what is there: never {sorted(set(trial.by_operation) - done)}"
    _others_hold(world, _few(trial.sent))


def _holds(trial: Trial) -> None:
    told = [f"{name}\n    {one}" for name, failures in trial.failures.items() for one in distinct(failures)]
    assert not told, f"{len(told)} sorts of failure in {trial.requests} requests:\n" + "\n".join(told)
    assert not trial.errors, trial.errors
    assert trial.server_errors == 0


def _few(sent: Iterable[Sent]) -> list[Sent]:
    """Some of each operation."""
    by_operation: dict[Any, list[Sent]] = defaultdict(list)
    for one in sent:
        try:
            found = resolve(one.address.partition("?")[0])
        except Resolver404:
            continue
        if one.method in getattr(found.func, "rules", {}):
            by_operation[one.method, found.url_name].append(one)
    chance = random.Random(1)
    return [
        one
        for (_, name), some in by_operation.items()
        for one in chance.sample(some, min(1 if name.removeprefix("api_") in HEAVY else OF_EACH, len(some)))
    ]


def _others_hold(world: World, sent: list[Sent]) -> None:
    client = Client(raise_request_exception=False)
    for who in sorted(set(world.users) - {FIRST}):
        _, key = issue_token(world.users[who], "fuzz")
        statuses: Counter[int] = Counter()
        for one in sent:
            answer = one.by(client, key)
            check(one.method, one.address, answer)
            for close in answer._resource_closers:  # a file; `close()` would close the database as well
                close()
            statuses[answer.status_code] += 1
        assert not [status for status in statuses if status >= 500], (who, statuses)
        assert statuses[200], (who, statuses)
        assert not statuses[401], (who, statuses)
    for key in ("", "x" * 43):
        told = {one.by(client, key).status_code for one in sent}
        assert told <= {401, 404, 405}, told


@pytest.mark.parametrize("key", ["", "x" * 43])
def test_no_operation_answers_without_a_key_in_force(db: None, key: str) -> None:
    client = Client(raise_request_exception=False)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    told = {name: client.generic(method, path, headers=headers).status_code for name, method, path in _operations()}
    assert {name: status for name, status in told.items() if status != 401} == {}
    assert len(told) > 80
