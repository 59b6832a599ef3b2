"""Take a filter out of the rules, and a door of the matrix opens.

That these doors are as they should be while every rule is whole, the matrix itself shows.

In a module of its own: the town is built where nothing else stands.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from .callers import Caller, at_pages, with_keys
from .matrix import try_all
from .mutants import Mutant, at_work
from .test_mutations import MUTANTS, SELDOM_DRAWN, name_of
from .town import Town
from .walking import Way, ways

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about the rules' tests, not the database: run on SQLite"),
]

WAYS = {
    "sees_match": ("match_list", "record_detail"),
    "sees_decision": ("match_list", "api:matches_decision"),
    "is_current": ("jobs", "record_list"),
    "is_live": ("shared",),
    "edits_record": ("record_edit", "api:records_release"),
    "shares_record": ("record_share", "api:links_create"),
    "manages_person": ("person_suspend", "data_requests"),
    "manages_organisation": ("organisation_detail",),
    "sees_upload": ("upload_detail",),
    "sees_draft": ("draft_edit",),
    "sees_job": ("api:jobs_read",),
    "sees_event": ("api:events_read",),
    "sees_link": ("link_list",),
    "sees_webhook": ("api:webhooks_read",),
    "sees_entry": ("history_entry",),
    "audits_record": ("history_record",),
    "_standing": ("report_detail", "admission_case"),
    "gives_opinion": ("admission_opinion",),
    "runs_case": ("admission_compare",),
}
"""Where to look for the doing of a rule; else on a record's page and in the API's telling of it."""
USUAL = ("record_detail", "api:records_read")
WHOLE = tuple(
    name_of(one)
    for one in MUTANTS
    if one.what.startswith("everything, not")
    and one.function in (*WAYS, "visible_to", "sees_record", "reads_contacts", "sees_closely", "sees_inside")
    and one.function not in ("is_current", "is_live", "manages_person")
)
"""What each kind of door asks, left out as a whole."""
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
    "rows.sees_decision without within(actor, prefix)",
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
    "rounds._standing for any desk, not where counts(desk)",
    "particulars.reads_field without refusing where relation.masked and (field.type in _IDENTIFYING or field.key",
    "particulars.reads_field level 1 for everybody",
    "particulars.reads_field level 3 for everybody",
    *WHOLE,
)
"""Mutants that open a door of the matrix; a door's own list of roles, or a rule behind, keeps the others from it."""
_METHODS = ("GET", "POST", "PUT", "PATCH")


@pytest.fixture(scope="module")
def everybody(town: Town) -> dict[bool, list[Caller]]:
    """The callers, at pages and at the API."""
    return {False: at_pages(town), True: with_keys(town)}


def _ways_for(mutant: Mutant) -> Iterator[Way]:
    names = WAYS.get(mutant.function, USUAL)
    known = {way.name: way for way in ways()}
    return (known[name] for name in names)


def _matrix_is_red(town: Town, everybody: dict[bool, list[Caller]], mutant: Mutant) -> bool:
    found = (try_all(town, [way], everybody[way.is_api], _METHODS, until=True, few=True) for way in _ways_for(mutant))
    return any(findings.told() for findings in found)


def test_lists_name_mutants_that_there_are() -> None:
    known = {name_of(mutant) for mutant in MUTANTS}
    assert set(AT_DOORS) <= known
    assert set(SELDOM_DRAWN) <= set(AT_DOORS)


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if name_of(one) in AT_DOORS], ids=str)
def test_a_filter_less_opens_a_door(town: Town, everybody: dict[bool, list[Caller]], mutant: Mutant) -> None:
    with at_work(mutant):
        assert _matrix_is_red(town, everybody, mutant), f"no door opened: {mutant}"
