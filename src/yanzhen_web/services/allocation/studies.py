"""A study: chosen projects and places, and its scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yanzhen_web.models import AllocationRun, AllocationStudy, Job, Record, User
from yanzhen_web.scopes import PLANNERS, Actor
from yanzhen_web.services.allocation.problems import Known, amount_of, is_key, need_of, room_of
from yanzhen_web.services.allocation.scenarios import RESOURCES, scenario_of
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.listing import record_url
from yanzhen_web.services.records.reading import name_of, owner_of, visible_records
from yanzhen_web.services.records.storing import storable

MOST_PROJECTS, MOST_PLACES, MOST_SCENARIOS = 400, 200, 8
SHOWN_PROJECTS = 400
LEADS = ("", "lead", "contact", "negotiating")
FILTERS = ("chain", "industry", "origin_scope")


def own_studies(actor: Actor) -> QuerySet[AllocationStudy]:
    """Those of the actor's organisation, with how many scenarios each has."""
    return AllocationStudy.objects.visible_to(actor).annotate(scenarios=Count("runs")).select_related("by")


def leads(actor: Actor) -> QuerySet[Record]:
    """Projects that have no receiving place yet, known from inside."""
    rows = visible_records(actor, "project").filter(Q(park=""), inside=True, stage__in=LEADS)
    return rows.select_related("owner_org").order_by("-amount_cny", "pk")


def parks(actor: Actor) -> QuerySet[Record]:
    """Places that may receive projects."""
    return visible_records(actor, "park").select_related("owner_org").order_by("region", "name", "pk")


def chosen(rows: QuerySet[Record], ids: Sequence[str]) -> list[Known]:
    """The rows with these public ids that are still there, in the order of the ids."""
    found = {record.public_id: record for record in rows.filter(public_id__in=ids)}
    return [Known.of(found[each]) for each in ids if each in found]


def choice_form(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """What there is to choose from."""
    rows = leads(actor)
    asked = {key: storable(parameters.get(key, ""))[:100] for key in FILTERS}
    options = {key: sorted({text for text in rows.values_list(key, flat=True) if text}) for key in FILTERS}
    for key, text in asked.items():
        if text:
            rows = rows.filter(**{key: text})
    return {
        "filters": [
            {"key": key, "chosen": asked[key], "options": options[key]} for key in FILTERS if len(options[key]) > 1
        ],
        "projects": [_project_line(Known.of(record)) for record in rows[:SHOWN_PROJECTS]],
        "places": [_place_line(Known.of(record)) for record in parks(actor)[:MOST_PLACES]],
    }


def _project_line(project: Known) -> dict[str, Any]:
    need = {key: amount for key, amount in need_of(project).items() if amount}
    return {
        "id": project.record.public_id,
        "name": name_of(project.record),
        "owner": owner_of(project.record),
        "amount": round(amount_of(project), 2),
        "key": is_key(project),
        "need": _amounts(need),
        "href": record_url(project.record),
    }


def _place_line(place: Known) -> dict[str, Any]:
    room = {key: amount for key, amount in room_of(place).items() if amount is not None}
    return {
        "id": place.record.public_id,
        "name": name_of(place.record),
        "region": showing.region(place.record.region) if place.record.region else "",
        "room": _amounts(room),
        "href": record_url(place.record),
    }


def _amounts(amounts: Mapping[str, float | None]) -> list[str]:
    return [f"{RESOURCES[key][0]} {amount:,.10g} {RESOURCES[key][1]}" for key, amount in amounts.items()]


def planning_office(actor: Actor) -> int:
    """In whose name the actor plans."""
    return next(desk.organisation for desk in actor.desks if desk.role in PLANNERS)


@transaction.atomic
def begin_study(actor: Actor, by: User, title: str, projects: Sequence[str], places: Sequence[str]) -> AllocationStudy:
    """Keep what was chosen.

    Raises:
        Refusal: no title, nothing chosen that the actor sees, or too much.
    """
    title = " ".join(storable(title).split())[:100]
    if not title:
        raise Refusal("请给这次测算起个名字", "give the study a title", field="title")
    wanted = [each.record.public_id for each in chosen(leads(actor), projects[: 2 * MOST_PROJECTS])]
    where = [each.record.public_id for each in chosen(parks(actor), places[: 2 * MOST_PLACES])]
    if not wanted or not where:
        raise Refusal("请至少选一个项目和一个园区", "choose at least one project and one park", field="projects")
    if len(wanted) > MOST_PROJECTS or len(where) > MOST_PLACES:
        raise Refusal(
            f"一次最多 {MOST_PROJECTS} 个项目、{MOST_PLACES} 个园区；更多请用命令行 yanzhen allocate",
            f"at most {MOST_PROJECTS} projects and {MOST_PLACES} parks at once; use yanzhen allocate for more",
            field="projects",
        )
    study = AllocationStudy.objects.unscoped(why="a planner begins a study").create(
        owner_org_id=planning_office(actor), title=title, projects=wanted, places=where, by=by,
        created_at=timezone.now(),
    )  # fmt: skip
    note_deed("allocation.begin", study, projects=len(wanted), places=len(where))
    return study


def study_of(actor: Actor, public_id: str) -> AllocationStudy:
    """One's own study.

    Raises:
        AllocationStudy.DoesNotExist: there is none, or it is not the actor's.
    """
    return AllocationStudy.objects.visible_to(actor).select_related("by").get(public_id=public_id)


def run_of(actor: Actor, study: str, public_id: str) -> AllocationRun:
    """A scenario of one's own study.

    Raises:
        AllocationRun.DoesNotExist: there is none, or it is not the actor's.
    """
    rows = AllocationRun.objects.visible_to(actor).select_related("study", "job")
    return rows.get(public_id=public_id, study__public_id=study)


@transaction.atomic
def add_scenario(study: AllocationStudy, posted: Mapping[str, str]) -> AllocationRun:
    """Keep a scenario, to be worked out behind the page.

    Raises:
        Refusal: an entry that can't be used, or too many scenarios.
    """
    asked = scenario_of(posted, study.places)
    rows = AllocationRun.objects.unscoped(why="scenarios of a study that the actor opened").filter(study=study)
    if rows.count() >= MOST_SCENARIOS:
        raise Refusal(
            f"一次测算最多 {MOST_SCENARIOS} 个方案，请新建一次",
            f"at most {MOST_SCENARIOS} scenarios; begin a new study",
        )
    run = rows.create(study=study, name=asked.name, settings=asked.scenario.kept(), created_at=timezone.now())
    note_deed("allocation.run", run)
    return run


def worked_by(run: AllocationRun, job: Job) -> None:
    """The job that works a scenario out."""
    run.job = job
    run.save(update_fields=["job"])
