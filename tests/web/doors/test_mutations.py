"""Take any one filter out of the rules, and something goes red.

Each mutant has to contradict the plain rules in generated societies that stand already; those that open a door of the
matrix have to do that too. The others decide nothing that a door alone would show (who may be given which role, by
whom a person with several desks is managed …), or the door's own list of roles lets nobody in anyway.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, seed, settings

from yanzhen_web.scopes import (
    AUDITOR,
    LEADER,
    PLATFORM,
    Actor,
    Desk,
    admission,
    allocating,
    deeds,
    past,
    rounds,
    rows,
    siting,
)

from .generated import Society, societies
from .generated import Town as StandingSociety
from .mutants import Mutant, at_work, mutants
from .test_oracle import compare_within

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about the rules' tests, not the database: run on SQLite"),
]

ABOUT = {
    "sees_match": "matches",
    "sees_decision": "matches",
    "sees_model": "matches",
    "sees_entering": "matches",
    "decides_match": "matches",
    "sees_upload": "others",
    "sees_invitation": "others",
    "sees_link": "others",
    "sees_entry": "others",
    "sees_draft": "others",
    "sees_job": "others",
    "sees_own": "others",
    "sees_webhook": "others",
    "sees_event": "others",
    "sees_session": "others",
    "sees_agenda": "others",
    "_PRIVATE_KINDS": "organisations",
    "invited_kinds": "organisations",
    "home": "organisations",
    "granted": "keys",
    "sees_organisation": "organisations",
    "tells_for_organisation": "organisations",
    "manages_organisation": "organisations",
    "grantable_roles": "organisations",
    "sees_membership": "desks",
    "manages_person": "desks",
    "shares_event": "bulletins",
    "keyable_grants": "keys",
} | {one.name: "rounds" for one in ast.parse(inspect.getsource(rounds)).body if isinstance(one, ast.FunctionDef)}
ABOUT |= {one.name: "siting" for one in ast.parse(inspect.getsource(siting)).body if isinstance(one, ast.FunctionDef)}
ABOUT |= {
    one.name: "allocating" for one in ast.parse(inspect.getsource(allocating)).body if isinstance(one, ast.FunctionDef)
}
ABOUT |= {
    one.name: "admission" for one in ast.parse(inspect.getsource(admission)).body if isinstance(one, ast.FunctionDef)
}
"""What the plain rules are asked about first; else about records. Only where that tells nothing, about everything."""
EQUIVALENT = {
    "rows._through without counts(desk)": "the roles that are everywhere are never among those that do not count",
    "rows.sees_closely for any desk, not where desk.role != PLATFORM": (
        "the platform's desk owns nothing, has no region and is no organiser's: it counts nowhere anyway"
    ),
    "rows.sees_own always Q(**{f'{prefix}user_id': actor.user_id})": "no such row is without a person",
    "rows.sees_webhook always Q(**{f'{prefix}user_id': actor.user_id})": "no webhook is without a person",
    "rows.sees_membership always Q(**{f'{prefix}user_id': actor.user_id})": "no desk is held by nobody",
    "past.holds always together": "a condition without parts is one in which all parts hold",
    "actors.of without asking for user is None": "None is not signed in either",
    "guarding.visible_to always rows.filter(self.rule(actor))": "a manager without a rule refuses before that",
    "particulars.reads_field level 0 for everybody": "level 0 is open: it is read by everybody already",
}
"""Mutants that let through exactly the same, and why."""
BY_DOORS_ONLY = ("is_live",)
"""Rules that ask nobody who asks."""
SELDOM_DRAWN = ("rows._in_region without counts(desk)",)
"""Mutants that open a door, and need a person whom the societies seldom have."""


def _leader_of_a_county_answers_for_it() -> None:
    assert rows._answers_for_region(Desk(1, "/1/", "430182", LEADER, "county"))


def _platform_shares_no_bulletin() -> None:
    assert deeds.shares_event(Actor(1, (Desk(1, "/1/", "", PLATFORM, "platform"),))) == rows.nobody()


def _auditor_of_the_platform_follows_everything() -> None:
    platforms = Actor(1, (Desk(1, "/1/", "", AUDITOR, "platform"),))
    assert rows.sees_entry(platforms) == past.audits_record(platforms) == Q()


def _visitor_is_nobody() -> None:
    assert Actor.of(AnonymousUser()) == Actor()


BY_WORD = {
    "actors.of without asking for not getattr(user, 'is_authenticated', False)": _visitor_is_nobody,
    "rows.sees_entry never return Q() where any((desk.kind == 'platform' for desk in": (
        _auditor_of_the_platform_follows_everything
    ),
    "past.audits_record never return Q() where any((desk.kind == 'platform' for desk in": (
        _auditor_of_the_platform_follows_everything
    ),
    "rows._answers_for_region without desk.kind not in REGIONAL_KINDS": _leader_of_a_county_answers_for_it,
    "deeds.shares_event without EDITORS": _platform_shares_no_bulletin,
}
"""Mutants that need a person whom the societies seldom have: what is true of that person."""
_SOCIETIES = 12
_POSTS = 12
"""How many desks are held in a society that is worth asking."""


def name_of(mutant: Mutant) -> str:
    return f"{mutant.module}.{mutant.function} {mutant.what}"


MUTANTS = [mutant for mutant in mutants() if name_of(mutant) not in EQUIVALENT]


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


def _rules_are_red(standing: list[StandingSociety], *about: str) -> bool:
    return any(_is_red(partial(compare_within, society, about)) for society in standing)


def _is_red(asking: Callable[[], Any]) -> bool:
    """Whether the rules say something else than the plain ones, or break over it."""
    try:
        asking()
    except Exception:
        return True
    return False


def test_lists_name_mutants_that_there_are() -> None:
    known = {name_of(mutant) for mutant in mutants()}
    assert {*EQUIVALENT, *SELDOM_DRAWN, *BY_WORD} <= known


def test_societies_keep_the_whole_rules(standing: list[StandingSociety]) -> None:
    assert not _rules_are_red(standing)


IN_SOCIETIES = [
    one for one in MUTANTS if one.function not in BY_DOORS_ONLY and name_of(one) not in {*SELDOM_DRAWN, *BY_WORD}
]


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if name_of(one) in BY_WORD], ids=str)
def test_a_filter_less_is_noticed_of_one_person(mutant: Mutant) -> None:
    BY_WORD[name_of(mutant)]()
    with at_work(mutant):
        assert _is_red(BY_WORD[name_of(mutant)]), f"nobody noticed: {mutant}"


@pytest.mark.parametrize("mutant", IN_SOCIETIES, ids=str)
def test_a_filter_less_contradicts_the_plain_rules(standing: list[StandingSociety], mutant: Mutant) -> None:
    with at_work(mutant):
        noticed = _rules_are_red(standing, ABOUT.get(mutant.function, "records")) or _rules_are_red(standing)
    assert noticed, f"nobody noticed: {mutant}"
