"""Take any one filter out of the rules, and the matrix goes red.

A few rules decide nothing that a door alone would show (who may be given which role, by whom a person is managed with
several desks …); where the part of the matrix that a rule is about stays green, generated societies have to go red.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from .callers import Caller, at_pages, with_keys
from .generated import Society, societies
from .matrix import try_all
from .mutants import Mutant, at_work, mutants
from .test_oracle import compare
from .town import Town
from .walking import Way, ways

pytestmark = pytest.mark.django_db

WAYS = {
    "_below": ("record_detail", "link_list", "organisation_detail"),
    "sees_history": ("api:versions_list", "record_detail"),
    "sees_match": ("match_list", "record_detail"),
    "sees_upload": ("inbox", "upload_detail"),
    "sees_invitation": ("invitations",),
    "sees_link": ("link_list",),
    "sees_entry": ("history_list", "api:history_list"),
    "is_current": ("jobs", "record_list"),
    "is_live": ("shared",),
    "edits_record": ("record_edit", "api:records_release"),
    "shares_record": ("record_share", "api:links_create"),
    "tells_for_organisation": ("record_new", "api:owners_list"),
    "manages_organisation": ("organisation_detail", "api:organisations_read"),
    "manages_person": ("person_suspend", "data_requests"),
    "shares_event": ("bulletin_share",),
    "sees_organisation": ("record_new", "api:owners_list"),
    "keyable_grants": ("my_keys",),
    "sees_membership": (),
    "grantable_roles": (),
}
"""Where to look first for the doing of a rule; else on a record's page and in the API's telling of it."""
USUAL = ("record_detail", "api:records_read")
EQUIVALENT = {
    "_through without counts(desk)": "the roles that are everywhere are never among those that do not count",
    "for any desk, not where desk.role != PLATFORM": "the platform owns nothing, has no region and is no organiser",
    "without desk.region": "an office by region always has one",
    "without actor.desks": "who has no desk has none of the roles either: nobody in particular is not an auditor",
    "without actor.has(EDITORS)": "who stands closely without one of these roles reads, and a leader is told so below",
    "without actor.has(OFFICES & EDITORS)": "the doors of sharing a bulletin let in nobody else",
    "without OFFICES": "the doors of sharing a bulletin let in nobody else",
    "without EDITORS": "the doors of sharing a bulletin let in nobody else",
    "without actor.granted(grant)": "what a key may give is tried with the keys",
}
_METHODS = ("GET", "POST", "PUT", "PATCH")


@pytest.fixture(scope="module")
def everybody(town: Town) -> dict[bool, list[Caller]]:
    """The callers, at pages and at the API."""
    return {False: at_pages(town), True: with_keys(town)}


def _ways_for(mutant: Mutant) -> Iterator[Way]:
    names = WAYS.get(mutant.function, USUAL)
    known = {way.name: way for way in ways()}
    return (known[name] for name in names)


def _equivalent(mutant: Mutant) -> str:
    return EQUIVALENT.get(mutant.what) or EQUIVALENT.get(f"{mutant.function} {mutant.what}", "")


def _matrix_is_red(town: Town, everybody: dict[bool, list[Caller]], mutant: Mutant) -> bool:
    found = (try_all(town, [way], everybody[way.is_api], _METHODS, until=True, few=True) for way in _ways_for(mutant))
    return any(findings.told() for findings in found)


@seed(20260102)
@settings(
    max_examples=15,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(societies())
def _few_societies(society: Society) -> None:
    compare(society)


def _oracle_is_red() -> bool:
    with suppress(AssertionError):
        _few_societies()
        return False
    return True


@pytest.mark.parametrize("mutant", mutants(), ids=str)
def test_a_filter_less_turns_it_red(town: Town, everybody: dict[bool, list[Caller]], mutant: Mutant) -> None:
    if why := _equivalent(mutant):
        pytest.skip(why)
    with at_work(mutant):
        assert _matrix_is_red(town, everybody, mutant) or _oracle_is_red(), f"nobody noticed: {mutant}"


def test_it_is_green_as_it_is(town: Town, everybody: dict[bool, list[Caller]]) -> None:
    names = {name for listed in (*WAYS.values(), USUAL) for name in listed}
    for way in ways():
        if way.name in names:
            findings = try_all(town, [way], everybody[way.is_api], _METHODS, few=True)
            assert not findings.told(), findings.told()


@pytest.mark.bench
@pytest.mark.timeout(6 * 3600)
def test_the_whole_matrix_notices_each(town: Town, everybody: dict[bool, list[Caller]]) -> None:
    """The full product: hours."""
    unnoticed = []
    for mutant in mutants():
        if _equivalent(mutant):
            continue
        with at_work(mutant):
            found = (try_all(town, [way], everybody[way.is_api], until=True) for way in ways())
            if not any(findings.told() for findings in found) and not _oracle_is_red():
                unnoticed.append(str(mutant))
    assert unnoticed == []
