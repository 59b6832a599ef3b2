"""The matrix of the API: every operation × every key × every method × things that exist; not one canary too many."""

from __future__ import annotations

import pytest
from django.db import connection

from .callers import Caller, with_keys
from .matrix import Findings, try_all
from .town import Town
from .walking import Way, ways

pytestmark = pytest.mark.django_db
OPERATIONS = [way for way in ways() if way.is_api]


@pytest.fixture(scope="module")
def callers(town: Town) -> list[Caller]:
    """Keys of everybody."""
    return with_keys(town)


@pytest.fixture(scope="module")
def found() -> dict[str, Findings]:
    """What each operation's trial found."""
    return {}


@pytest.mark.parametrize("way", OPERATIONS, ids=lambda way: f"{way.name}")
def test_operation_opens_to_whom_it_should_and_gives_nothing_away(
    town: Town, callers: list[Caller], found: dict[str, Findings], way: Way
) -> None:
    findings = found[f"{way.method} {way.route}"] = try_all(town, [way], callers, again=connection.vendor != "sqlite")
    assert not findings.told(), findings.told()


def test_so_much_of_the_operations_was_tried(found: dict[str, Findings]) -> None:
    if len(found) < len(OPERATIONS):
        pytest.skip("counts what the tests before it tried")
    assert sum(findings.opened for findings in found.values()) > 1000
    assert sum(findings.hidden for findings in found.values()) > 1000
    read = set().union(*(findings.read for findings in found.values()))
    assert len(read) > 5000, "what may be read is there to be read"
