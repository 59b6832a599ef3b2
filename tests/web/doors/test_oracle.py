"""Generated societies against the plain rules: who sees which row, what of it, and may do what to it.

A case is a pair of a person (desks, days, key) and a record (owner's place in its tree, region, level, state), each
counted once however often it is drawn; there are 20,000 at least, and beside them every other guarded row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from yanzhen.fields import fields_of
from yanzhen_web.models import (
    AdmissionBook,
    AdmissionCase,
    AdmissionCondition,
    AdmissionMeeting,
    AdmissionOpinion,
    AgendaItem,
    AllocationRun,
    AllocationStudy,
    Amount,
    Approval,
    AuditEntry,
    Comparison,
    Correspondent,
    DataRequest,
    Delivery,
    DraftRow,
    Event,
    Hall,
    Invitation,
    Job,
    Lexicon,
    Match,
    MatchDecision,
    MatchModel,
    Membership,
    Organisation,
    Parcel,
    PlaceQuestion,
    PlaceValue,
    Record,
    RecordVersion,
    Report,
    ReportRow,
    ReportVersion,
    Round,
    RowChange,
    RowQuestion,
    Session,
    ShareLink,
    StampScan,
    Template,
    Token,
    TransferProposal,
    Upload,
    User,
    Webhook,
)
from yanzhen_web.scopes import (
    Actor,
    Relation,
    answers_proposal,
    approves_report,
    decides_match,
    decides_report,
    edits_record,
    foundable_kinds,
    grantable_roles,
    invited_kinds,
    keeps_template,
    keyable_grants,
    knew_record,
    manages_organisation,
    manages_person,
    runs_round,
    sees_all_inside,
    sees_record,
    sends_report,
    shares_event,
    shares_record,
    tells_for_organisation,
)
from yanzhen_web.scopes.admission import (
    decides_case,
    gives_opinion,
    leads_cases,
    lifts_veto,
    meets_condition,
    runs_admission_meeting,
    runs_case,
    sees_case_inside,
    withdraws_case,
)
from yanzhen_web.scopes.past import audits_record, holds
from yanzhen_web.services.records.reading import name_of, party_of, readable, visible_records

from . import plainly
from .generated import KINDS, WHY, Society, Town, societies
from .plainly import Asked, Due, Paper, Person

CASES = 20_000
_THOROUGH = connection.vendor == "sqlite"
"""The long run is about the rules; on the other database a few societies show that it reads them alike."""
_SOCIETIES = 125 if _THOROUGH else 12
_compared: set[tuple[Person, Paper]] = set()


@pytest.mark.django_db
@seed(20260101)
@settings(
    max_examples=_SOCIETIES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a society is small enough to read, and slow to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(societies())
def test_generated_societies_keep_the_rules(society: Society) -> None:
    compare(society)


def compare(society: Society) -> None:
    """Everybody against every row, and against nothing else that is in the database.

    Raises:
        AssertionError: the site and the plain rules differ.
    """
    with transaction.atomic():
        compare_within(Town(society))
        transaction.set_rollback(True)


def compare_within(town: Town, about: Collection[str] = ()) -> None:
    """Everybody of a society that stands already, about everything or about some things.

    Raises:
        AssertionError: the site and the plain rules differ.
    """
    for person in town.society.people:
        actor = town.actor(person)
        for what in about or COMPARISONS:
            COMPARISONS[what](town, person, actor)


def test_so_many_cases_were_compared() -> None:
    if not _compared or not _THOROUGH:
        pytest.skip("counts what the test before it compared, where that ran at length")
    compared = len(_compared)
    assert compared >= CASES


def _compare_records(town: Town, person: Person, actor: Actor) -> None:
    papers = {row.pk: paper for row, paper in zip(town.records, town.society.papers, strict=True)}
    _compared.update((person, paper) for paper in papers.values())
    rows = {row.pk: row for row in visible_records(actor) if row.pk in papers}
    differing = set(rows) ^ _of(papers, lambda paper: plainly.sees(person, paper))
    assert not differing, (person, [papers[pk] for pk in differing])
    for pk, row in rows.items():
        paper = papers[pk]
        told = (row.inside, row.close, row.contacts)
        assert told == (
            plainly.inside(person, paper),
            plainly.close(person, paper),
            plainly.contacts(person, paper),
        ), (person, paper)
        _compare_reading(row, person, paper)
    everything = Record.objects.unscoped(why=WHY)
    assert _keys(everything.filter(edits_record(actor), pk__in=papers)) == _of(
        papers, lambda paper: plainly.edits(person, paper)
    )
    assert _keys(everything.filter(shares_record(actor), pk__in=papers)) == _of(
        papers, lambda paper: plainly.shares(person, paper)
    )
    amounts = set(Amount.objects.visible_to(actor).values_list("record_id", flat=True))
    assert amounts & set(papers) == set(rows)
    versions = set(RecordVersion.objects.visible_to(actor).values_list("record_id", flat=True))
    assert versions & set(papers) == {pk for pk in rows if plainly.inside(person, papers[pk])}
    if sees_all_inside(actor):
        assert all(plainly.inside(person, papers[pk]) for pk in rows), person
    _compare_past(town, person, actor, papers)


def _compare_past(town: Town, person: Person, actor: Actor, papers: dict[int, Paper]) -> None:
    everything = Record.objects.unscoped(why=WHY).filter(pk__in=papers)
    assert _keys(everything.filter(knew_record(actor))) == _of(papers, lambda paper: plainly.knew(person, paper))
    assert _keys(everything.filter(audits_record(actor))) == _of(papers, lambda paper: plainly.audits(person, paper))
    rule = sees_record(actor)
    then = {row.pk for row in town.records if holds(rule, _told_of(row))}
    assert then == _of(papers, lambda paper: plainly.sees(person, paper)), person


def _told_of(row: Record) -> dict[str, Any]:
    told = {key: getattr(row, key) for key in ("pk", "region", "publication", "withdrawn_at", "owner_org_id")}
    return told | {"owner_org__path": row.owner_org.path}


def _compare_reading(row: Any, person: Person, paper: Paper) -> None:
    keys = {field.key for field in readable(paper.kind, Relation.to(row))}
    wanted = {f.key for f in fields_of(paper.kind).values() if plainly.reads(person, paper, f.key, f.type, f.level)}
    assert keys == wanted, (person, paper)
    if plainly.masked(person, paper):
        shown = name_of(row) + party_of(row)
        assert party_of(row).startswith("某"), (person, paper)
        assert not any(str(value) in shown for value in row.fields.values() if isinstance(value, str))
        assert paper.kind == "demand" or row.name not in shown
    else:
        assert (name_of(row), party_of(row)) == (row.name, row.party), (person, paper)


def _compare_matches(town: Town, person: Person, actor: Actor) -> None:
    papers = town.society.papers
    pairs = [(town.records[d].pk, town.records[a].pk) for d, a in town.matches]
    found = set(Match.objects.visible_to(actor).values_list("demand_id", "achievement_id")) & set(pairs)
    wanted = {
        (town.records[d].pk, town.records[a].pk)
        for d, a in town.matches
        if plainly.sees_match(person, papers[d], papers[a])
    }
    assert found == wanted, person
    _compare_decisions(town, person, actor)


def _compare_decisions(town: Town, person: Person, actor: Actor) -> None:
    papers, places = town.society.papers, town.society.places
    rows = Match.objects.unscoped(why=WHY).filter(decides_match(actor))
    found = set(rows.values_list("demand_id", "achievement_id"))
    for d, a in town.matches:
        wanted = plainly.decides_match(person, papers[d], papers[a])
        assert ((town.records[d].pk, town.records[a].pk) in found) == wanted, (person, papers[d], papers[a])
    seen = _keys(MatchDecision.objects.visible_to(actor))
    for row, d, a, place in town.decisions:
        assert (row.pk in seen) == plainly.sees_decision(person, papers[d], papers[a], places[place]), person
    models = {row.pk: places[number] for number, row in enumerate(town.models)}
    learned = _keys(MatchModel.objects.visible_to(actor)) & set(models)
    assert learned == _of(models, lambda place: plainly.sees_model(person, place)), person


def _compare_organisations(town: Town, person: Person, actor: Actor) -> None:
    places = {row.pk: place for row, place in zip(town.places, town.society.places, strict=True)}
    everything = Organisation.objects.unscoped(why=WHY)
    for rows, rule in (
        (Organisation.objects.visible_to(actor), plainly.sees_organisation),
        (everything.filter(tells_for_organisation(actor)), plainly.tells_for),
        (everything.filter(manages_organisation(actor)), plainly.manages),
    ):
        assert _keys(rows.filter(pk__in=places)) == _of(places, lambda place, rule=rule: rule(person, place)), (
            person,
            rule.__name__,
        )
    for kind in KINDS:
        assert set(grantable_roles(actor, kind)) == plainly.gives_roles(person, kind), (person, kind)
        founded = plainly.FOUNDED_BY.get(kind, set())
        assert set(foundable_kinds(kind)) == founded
        assert set(invited_kinds(kind)) == founded & plainly.FOUND_THEMSELVES
    home = plainly.home(person)
    assert (actor.home and actor.home.organisation) == (home and town.places[home.number].pk), person


def _compare_desks(town: Town, person: Person, actor: Actor) -> None:
    people = [other for other in town.society.people if other.number is not None]
    desks = Membership.objects.visible_to(actor).filter(organisation__in=town.places)
    found = set(desks.values_list("user_id", "organisation_id", "role"))
    wanted = {
        (town.users[other.number].pk, town.places[post.place.number].pk, post.role)
        for other in people
        for post in other.all_posts
        if plainly.sees_desk(person, other.number, post.place)
    }
    assert found == wanted, person
    managed = _keys(User.objects.filter(manages_person(actor)))
    wrong = [o for o in people if plainly.manages_person(person, o) != (town.users[o.number].pk in managed)]
    assert not wrong, (person, wrong)


def _compare_others(town: Town, person: Person, actor: Actor) -> None:
    places = town.society.places
    of_place: dict[Any, Callable[..., bool]] = {
        Upload: plainly.sees_upload,
        DraftRow: plainly.sees_upload,
        Invitation: plainly.sees_invitation,
        ShareLink: plainly.sees_link,
    }
    rules: dict[Any, Callable[[dict[Any, Any]], bool]] = {
        model: lambda other, rule=rule: rule(person, places[other["place"]]) for model, rule in of_place.items()
    }
    rules |= dict.fromkeys((Event, Session, Hall, AgendaItem), lambda other: plainly.sees_event(person, other["level"]))
    rules |= dict.fromkeys(
        (Job, Token, Webhook, Delivery, DataRequest), lambda other: plainly.owns(person, other["person"])
    )
    rules[AuditEntry] = lambda other: plainly.sees_entry(person, other["person"], places[other["place"]])
    for model, rule in rules.items():
        wanted = {other[model].pk for other in town.others if rule(other)}
        known = {other[model].pk for other in town.others}
        assert _keys(model.objects.visible_to(actor)) & known == wanted, (person, model.__name__)
    for model, rule in ((Job, plainly.owns(person, None)), (AuditEntry, plainly.sees_entry(person, None, None))):
        assert (town.systems[model] in _keys(model.objects.visible_to(actor))) == rule, (person, model.__name__)


def _compare_rounds(town: Town, person: Person, actor: Actor) -> None:
    places = town.society.places
    dues = {id(one): Due(places[one["asker"]], places[one["sender"]]) for one in town.gathered}
    for model, rule in {
        Round: lambda due: plainly.sees_round(person, Asked(due.asker, (due.sender,))),
        **dict.fromkeys((Report, ReportVersion, Approval), lambda due: plainly.sees_report(person, due)),
        **dict.fromkeys((ReportRow, RowChange, RowQuestion, StampScan), lambda due: plainly.sees_rows(person, due)),
        Template: lambda due: plainly.sees_template(person, due.asker),
        Lexicon: lambda due: plainly.sees_lexicon(person, due.asker),
        **dict.fromkeys((Correspondent, Parcel), lambda due: plainly.sees_correspondent(person, due.asker)),
    }.items():
        known = {one[model].pk: dues[id(one)] for one in town.gathered}
        assert _keys(model.objects.visible_to(actor)) & set(known) == _of(known, rule), (person, model.__name__)
    for model, condition, rule in (
        (Round, runs_round(actor), lambda due: plainly.runs_round(person, Asked(due.asker))),
        (Report, sends_report(actor), lambda due: plainly.sends_report(person, due)),
        (Report, approves_report(actor), lambda due: plainly.approves_report(person, due)),
        (Report, decides_report(actor), lambda due: plainly.decides_report(person, due)),
        (Template, keeps_template(actor), lambda due: plainly.keeps_template(person, due.asker)),
    ):
        known = {one[model].pk: dues[id(one)] for one in town.gathered}
        done = _keys(model.objects.unscoped(why=WHY).filter(condition, pk__in=known))
        assert done == _of(known, rule), (person, model.__name__)


def _compare_siting(town: Town, person: Person, actor: Actor) -> None:
    papers, places = town.society.papers, town.society.places
    values, questions = _keys(PlaceValue.objects.visible_to(actor)), _keys(PlaceQuestion.objects.visible_to(actor))
    comparisons = _keys(Comparison.objects.visible_to(actor))
    for one in town.sited:
        paper, asker = papers[one["number"]], places[one["asker"]]
        assert (one["value"].pk in values) == plainly.sees_place_value(person, paper), (person, paper)
        assert (one["before"].pk in values) == plainly.sees_place_value(person, paper, replaced=True), (person, paper)
        assert (one[PlaceQuestion].pk in questions) == plainly.sees_place_question(person, paper, asker), (
            person,
            paper,
        )
        assert (one[Comparison].pk in comparisons) == plainly.sees_comparison(person, asker), (person, asker)


def _compare_allocating(town: Town, person: Person, actor: Actor) -> None:
    known = {proposal.pk: plain for proposal, plain in town.proposed}
    rows = TransferProposal.objects.unscoped(why=WHY).filter(pk__in=known)
    seen = _keys(TransferProposal.objects.visible_to(actor)) & set(known)
    assert seen == _of(known, lambda one: plainly.sees_transfer(person, one)), person
    assert _keys(rows.filter(answers_proposal(actor))) == _of(known, lambda one: plainly.answers_transfer(person, one))
    for model, key in ((AllocationRun, "run_id"), (AllocationStudy, "run__study_id")):
        planned = dict(
            zip(rows.order_by("pk").values_list(key, flat=True), (known[pk] for pk in sorted(known)), strict=True)
        )
        found = _keys(model.objects.visible_to(actor)) & set(planned)
        assert found == _of(planned, lambda one: plainly.sees_study(person, one.planner)), (person, model)


def _compare_admission(town: Town, person: Person, actor: Actor) -> None:
    for model, rule in (
        (AdmissionCase, plainly.sees_case),
        (AdmissionCondition, plainly.sees_case),
        (AdmissionOpinion, plainly.sees_opinion),
    ):
        known = {one[model].pk: one["plain"] for one in town.judged}
        seen = _keys(model.objects.visible_to(actor)) & set(known)
        assert seen == _of(known, lambda one, rule=rule: rule(person, one)), (person, model.__name__)
    for model, condition, rule in (
        (AdmissionCase, sees_case_inside(actor), plainly.sees_case_inside),
        (AdmissionCase, runs_case(actor), plainly.runs_case),
        (AdmissionCase, decides_case(actor), plainly.decides_case),
        (AdmissionOpinion, gives_opinion(actor), plainly.gives_opinion),
        (AdmissionOpinion, lifts_veto(actor), plainly.lifts_veto),
        (AdmissionCase, withdraws_case(actor), plainly.withdraws_case),
        (AdmissionCondition, meets_condition(actor), plainly.meets_condition),
    ):
        known = {one[model].pk: one["plain"] for one in town.judged}
        done = _keys(model.objects.unscoped(why=WHY).filter(condition, pk__in=known))
        assert done == _of(known, lambda one, rule=rule: rule(person, one)), (person, rule.__name__)
    _compare_judging(town, person, actor)


def _compare_judging(town: Town, person: Person, actor: Actor) -> None:
    places = town.society.places
    for model in (AdmissionBook, AdmissionMeeting):
        known = {one[model].pk: place for one, place in zip(town.judging, places, strict=True)}
        seen = _keys(model.objects.visible_to(actor)) & set(known)
        assert seen == _of(known, lambda place: plainly.sees_admission_office(person, place)), (person, model.__name__)
    called = _keys(AdmissionMeeting.objects.unscoped(why=WHY).filter(runs_admission_meeting(actor), pk__in=known))
    assert called == _of(known, lambda place: plainly.runs_admission_office(person, place)), person
    leading = {(desk.organisation, desk.role) for desk in actor.desks if leads_cases(desk)}
    assert leading == {(town.places[p.place.number].pk, p.role) for p in person.posts if plainly.leads_cases(p)}


def _compare_bulletins(town: Town, person: Person, actor: Actor) -> None:
    known = {other[Event].pk: other for other in town.others}
    shared = _keys(Event.objects.unscoped(why=WHY).filter(shares_event(actor), pk__in=known))
    assert shared == _of(known, lambda o: plainly.shares_event(person, o["level"], released=o["released"])), person


def _compare_keys(town: Town, person: Person, actor: Actor) -> None:
    assert set(keyable_grants(actor)) == plainly.gives_key(person), person


COMPARISONS = {
    "records": _compare_records,
    "matches": _compare_matches,
    "organisations": _compare_organisations,
    "desks": _compare_desks,
    "others": _compare_others,
    "rounds": _compare_rounds,
    "siting": _compare_siting,
    "allocating": _compare_allocating,
    "admission": _compare_admission,
    "bulletins": _compare_bulletins,
    "keys": _compare_keys,
}


def _keys(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _of(plain: dict[int, Any], rule: Callable[[Any], bool]) -> set[int]:
    return {pk for pk, one in plain.items() if rule(one)}
