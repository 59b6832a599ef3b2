"""The job: a scenario worked out by the engine, in the scope of whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from yanzhen.language import Said, say
from yanzhen.place.allocation.documents import place_rows
from yanzhen.place.allocation.plan import Plan, allocate
from yanzhen.place.allocation.wordings import resource_name, unplaced_text
from yanzhen_web.models import AllocationRun, TransferProposal
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.rows import region_prefix
from yanzhen_web.services.allocation.problems import Known, amount_of, fit_of, problem_of
from yanzhen_web.services.allocation.scenarios import Scenario
from yanzhen_web.services.allocation.studies import chosen, leads, parks
from yanzhen_web.services.people.refusals import Refusal

Report = Callable[[int, str], None]


def run_behind(actor: Actor, public_id: str, report: Report) -> str:
    """Work a scenario out, keep its numbers, and write down what it proposes.

    Raises:
        Refusal: the study or all of its records are gone, or are not the actor's any more.
    """
    report(5, say("读取项目和园区", "reading projects and parks"))
    run = AllocationRun.objects.visible_to(actor).select_related("study").filter(public_id=public_id).first()
    if run is None:
        raise Refusal("这次测算已经不在了", "the study is gone")
    projects, places = chosen(leads(actor), run.study.projects), chosen(parks(actor), run.study.places)
    if not projects or not places:
        raise Refusal("选的项目或园区都已经不在了，请新建一次", "the projects or parks are gone; begin a new study")
    report(20, say("求解", "solving"))
    plan = allocate(problem_of(projects, places, Scenario.of(run.settings)))
    report(90, say("写入", "writing"))
    _keep(run, plan, projects, places)
    placed = int((plan.assigned >= 0).sum())
    return say(f"{len(projects)} 个项目排下 {placed} 个", f"{placed} of {len(projects)} projects placed")


@transaction.atomic
def _keep(run: AllocationRun, plan: Plan, projects: list[Known], places: list[Known]) -> None:
    run.result, run.computed_at = result_of(plan, projects, places), timezone.now()
    run.save(update_fields=["result", "computed_at"])
    rows = TransferProposal.objects.unscoped(why="a scenario that is worked out replaces what nobody has decided")
    rows.filter(run=run, state=TransferProposal.State.PROPOSED).delete()
    decided = set(rows.filter(run=run).values_list("project_id", flat=True))
    rows.bulk_create(
        TransferProposal(run=run, project=project.record, place=place.record, reason={"zh": why.zh, "en": why.en})
        for project, place, why in transfers(plan, projects, places)
        if project.record.pk not in decided
    )


def result_of(plan: Plan, projects: list[Known], places: list[Known]) -> dict[str, Any]:
    """The plan as numbers and public ids; sentences name nobody but by id."""
    problem = plan.problem
    return {
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "partner_bonus": plan.partner_bonus,
        "placed": int((plan.assigned >= 0).sum()),
        "projects": len(problem.projects),
        "keys": int(problem.key.sum()),
        "keys_placed": int((problem.key & (plan.assigned >= 0)).sum()),
        "most_keys": plan.most_keys,
        "assignments": [
            {
                "project": problem.projects[i],
                "place": problem.places[j],
                "value": plan.worth(i, j),
                "amount": round(amount_of(projects[i]), 4),
                "fit": fit_of(projects[i], places[j]),
            }
            for i, j in enumerate(plan.assigned.tolist())
            if j >= 0
        ],
        "unplaced": [
            {"project": problem.projects[i], **_both(unplaced_text(plan, i))}
            for i in np.flatnonzero(plan.assigned < 0).tolist()
        ],
        "prices": [
            {"place": problem.places[p.place], "resource": p.resource, "worth": p.value, "exact": p.exact}
            for p in plan.prices
            if p.value
        ],
        "build_next": [
            {"place": problem.places[p.place], "resource": p.resource, "tenth": plan.tenth_of(p)[2]}
            for p in plan.build_next()
        ],
        "unmet": [
            {
                "place": problem.places[u.place],
                "asked": u.asked,
                "reached": u.reached,
                "proven": u.proven,
                "of_value": u.of_value,
            }
            for u in plan.unmet()
        ],
        "places": list(place_rows(plan)),
        "stable": None if plan.stable is None else {"value": plan.stable.value, "pairs": len(plan.stable.blocking[0])},
    }


def _both(said: Said) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def transfers(plan: Plan, projects: list[Known], places: list[Known]) -> Iterator[tuple[Known, Known, Said]]:
    """Leads that the plan puts with another office, because their own has no room left for them, and why."""
    for i, j in enumerate(plan.assigned.tolist()):
        if j < 0 or _keeps(projects[i], places[j]):
            continue
        own = [k for k, place in enumerate(places) if _keeps(projects[i], place)]
        short = [plan.lacking_room(i, k) for k in own]
        if not own:
            yield projects[i], places[j], Said("报送单位没有选入的园区", "its own office has no park in this study")
        elif all(short):
            names = list(dict.fromkeys(resource_name(str(each)) for each in short))
            lacking = Said("、".join(n.zh for n in names), ", ".join(n.en for n in names))
            yield (
                projects[i],
                places[j],
                Said(f"本单位园区的{lacking.zh}不够了", f"too little {lacking.en} is left there"),
            )


def _keeps(project: Known, place: Known) -> bool:
    """Whether the place is that office's which keeps the lead, or one's below it, or stands in its region."""
    office, region = project.record.owner_org, place.record.region
    below = place.record.owner_org.path.startswith(office.path)
    return bool(below or (office.region and region and region.startswith(region_prefix(office.region))))
