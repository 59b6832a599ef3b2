"""Take any one filter out of the rules, and something goes red.

Each mutant has to contradict the plain rules in generated societies that stand already; those that open a door of the
matrix have to do that too. The others decide nothing that a door alone would show (who may be given which role, by
whom a person with several desks is managed …), or the door's own list of roles lets nobody in anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from yanzhen_web.scopes import LEADER, PLATFORM, Actor, Desk, deeds, rows

from .callers import Caller, at_pages, with_keys
from .generated import Society, societies
from .generated import Town as StandingSociety
from .matrix import try_all
from .mutants import Mutant, at_work, mutants
from .test_oracle import compare_within
from .town import Town
from .walking import Way, ways

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about the rules' tests, not the database: run on SQLite"),
]

WAYS = {
    "sees_match": ("match_list", "record_detail"),
    "is_current": ("jobs", "record_list"),
    "is_live": ("shared",),
    "edits_record": ("record_edit", "api:records_release"),
    "shares_record": ("record_share", "api:links_create"),
    "manages_person": ("person_suspend", "data_requests"),
}
"""Where to look for the doing of a rule; else on a record's page and in the API's telling of it."""
USUAL = ("record_detail", "api:records_read")
ABOUT = {
    "sees_match": "matches",
    "sees_upload": "others",
    "sees_invitation": "others",
    "sees_link": "others",
    "sees_entry": "others",
    "sees_organisation": "organisations",
    "tells_for_organisation": "organisations",
    "manages_organisation": "organisations",
    "grantable_roles": "organisations",
    "sees_membership": "desks",
    "manages_person": "desks",
    "shares_event": "bulletins",
    "keyable_grants": "keys",
}
"""What the plain rules have to be asked about; else about records."""
EQUIVALENT = {
    "rows._through without counts(desk)": "the roles that are everywhere are never among those that do not count",
    "rows.sees_closely for any desk, not where desk.role != PLATFORM": (
        "the platform's desk owns nothing, has no region and is no organiser's: it counts nowhere anyway"
    ),
    "particulars.reads_field level 0 for everybody": "level 0 is open: it is read by everybody already",
}
"""Mutants that let through exactly the same, and why."""
AT_DOORS = (
    "rows._in_region for any desk, not where _answers_for_region(desk) and counts(desk)",
    "rows._in_region without _answers_for_region(desk)",
    "rows._in_region without counts(desk)",
    "rows._answers_for_region without desk.role in BY_REGION",
    "rows._through without ~Q(**{f'{prefix}publication': 'secret'})",
    "rows._through without _in_region(actor, prefix, counts)",
    "rows._through without not_secret",
    "rows._through without desk.role in everywhere",
    "rows.reads_contacts without refusing where not actor.granted('contacts')",
    "rows.reads_contacts for any desk, not where desk.role not in (PLATFORM, LEADER)",
    "rows.sees_record without Q(**{f'{prefix}withdrawn_at__isnull': True})",
    "rows.sees_record without _is_open(actor, prefix) | sees_inside(actor, prefix)",
    "rows._is_open without not actor.has(READERS)",
    "rows.sees_match without sees_inside(actor, f'{prefix}demand__') | sees_inside(actor,",
    "rows.is_current without is_unended(prefix) & begun",
    "rows.is_current without Q(**{f'{prefix}organisation__closed_at__isnull': True})",
    "rows.is_current without is_unended(prefix)",
    "rows.is_current without begun",
    "rows.is_live without standing",
    "rows.is_live without Q(**{f'{prefix}expires_at__gt': timezone.now()})",
    "rows.is_live without f'{prefix}revoked_at__isnull'",
    "rows.is_live without f'{prefix}owner_org__closed_at__isnull'",
    "deeds.edits_record without within(actor, prefix, lambda desk: desk.role in EDITORS)",
    "deeds.shares_record without sees_record(actor, prefix) & sees_closely(actor, prefix)",
    "deeds.shares_record without Q(**{f'{prefix}publication': 'open'})",
    "deeds.shares_record without sees_closely(actor, prefix)",
    "deeds.manages_person without actor.has({PLATFORM})",
    "particulars.reads_field without refusing where relation.masked and (field.type in _IDENTIFYING or field.key",
    "particulars.reads_field level 1 for everybody",
    "particulars.reads_field level 3 for everybody",
)
"""Mutants that open a door of the matrix; a door's own list of roles, or a rule behind, keeps the others from it."""
BY_DOORS_ONLY = ("is_live",)
"""Rules that ask nobody who asks."""
SELDOM_DRAWN = ("rows._in_region without counts(desk)",)
"""Mutants that open a door, and need a person whom the societies seldom have."""


def _leader_of_a_county_answers_for_it() -> None:
    assert rows._answers_for_region(Desk(1, "/1/", "430182", LEADER, "county"))


def _platform_shares_no_bulletin() -> None:
    assert deeds.shares_event(Actor(1, (Desk(1, "/1/", "", PLATFORM, "platform"),))) == rows.nobody()


BY_WORD = {
    "rows._answers_for_region without desk.kind not in REGIONAL_KINDS": _leader_of_a_county_answers_for_it,
    "deeds.shares_event without EDITORS": _platform_shares_no_bulletin,
}
"""Mutants that need a person whom the societies seldom have: what is true of that person."""
_METHODS = ("GET", "POST", "PUT", "PATCH")
_SOCIETIES = 12
_POSTS = 12
"""How many desks are held in a society that is worth asking."""


def _name(mutant: Mutant) -> str:
    return f"{mutant.module}.{mutant.function} {mutant.what}"


MUTANTS = [mutant for mutant in mutants() if _name(mutant) not in EQUIVALENT]


@pytest.fixture(scope="module")
def everybody(town: Town) -> dict[bool, list[Caller]]:
    """The callers, at pages and at the API."""
    return {False: at_pages(town), True: with_keys(town)}


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[StandingSociety]]:
    """A few societies, founded while every rule was whole."""
    drawn: list[Society] = []

    @seed(20260102)
    @settings(
        max_examples=3 * _SOCIETIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(societies())
    def draw(society: Society) -> None:
        if sum(len(person.posts) for person in society.people) >= _POSTS:
            drawn.append(society)

    draw()
    with django_db_blocker.unblock(), transaction.atomic():
        yield [StandingSociety(society) for society in drawn[:_SOCIETIES]]
        transaction.set_rollback(True)


def _ways_for(mutant: Mutant) -> Iterator[Way]:
    names = WAYS.get(mutant.function, USUAL)
    known = {way.name: way for way in ways()}
    return (known[name] for name in names)


def _matrix_is_red(town: Town, everybody: dict[bool, list[Caller]], mutant: Mutant) -> bool:
    found = (try_all(town, [way], everybody[way.is_api], _METHODS, until=True, few=True) for way in _ways_for(mutant))
    return any(findings.told() for findings in found)


def _rules_are_red(standing: list[StandingSociety], *about: str) -> bool:
    with suppress(AssertionError):
        for society in standing:
            compare_within(society, about)
        return False
    return True


def test_lists_name_mutants_that_there_are() -> None:
    known = {_name(mutant) for mutant in mutants()}
    assert {*EQUIVALENT, *AT_DOORS, *BY_WORD} <= known
    assert set(SELDOM_DRAWN) <= set(AT_DOORS)


def test_societies_keep_the_whole_rules(standing: list[StandingSociety]) -> None:
    assert not _rules_are_red(standing)


IN_SOCIETIES = [
    one for one in MUTANTS if one.function not in BY_DOORS_ONLY and _name(one) not in {*SELDOM_DRAWN, *BY_WORD}
]


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if _name(one) in BY_WORD], ids=str)
def test_a_filter_less_is_noticed_of_one_person(mutant: Mutant) -> None:
    BY_WORD[_name(mutant)]()
    with at_work(mutant), pytest.raises(AssertionError):
        BY_WORD[_name(mutant)]()


@pytest.mark.parametrize("mutant", IN_SOCIETIES, ids=str)
def test_a_filter_less_contradicts_the_plain_rules(standing: list[StandingSociety], mutant: Mutant) -> None:
    with at_work(mutant):
        assert _rules_are_red(standing, ABOUT.get(mutant.function, "records")), f"nobody noticed: {mutant}"


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if _name(one) in AT_DOORS], ids=str)
def test_a_filter_less_opens_a_door(town: Town, everybody: dict[bool, list[Caller]], mutant: Mutant) -> None:
    with at_work(mutant):
        assert _matrix_is_red(town, everybody, mutant), f"no door opened: {mutant}"


def test_doors_of_the_mutants_are_as_they_should_be(town: Town, everybody: dict[bool, list[Caller]]) -> None:
    names = {name for listed in (*WAYS.values(), USUAL) for name in listed}
    for way in ways():
        if way.name in names:
            findings = try_all(town, [way], everybody[way.is_api], _METHODS, few=True)
            assert not findings.told(), findings.told()
