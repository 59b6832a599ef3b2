"""A plan as the files hold it (`docs/en/allocate.md` tells of every key)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from yanzhen.language import Said, current, speaking
from yanzhen.place.allocation.optimum import floors_filled
from yanzhen.place.allocation.plan import Plan
from yanzhen.place.allocation.problem import PARTS
from yanzhen.place.allocation.wordings import (
    STUDY,
    build_text,
    office_reason,
    price_text,
    stable_text,
    transfer_text,
    unmet_text,
    unplaced_text,
)

SHOWN = 1000
"""So many blocking pairs are listed; all are counted."""
Row = dict[str, Any]


def plan_document(plan: Plan, left_out: Sequence[tuple[str, Said]] = ()) -> Row:
    """The whole, in the language in force.

    Args:
        left_out: projects that could not be read, and why.
    """
    problem = plan.problem
    with speaking(current()):  # looked up once, not for each of many sentences
        return {
            "note": str(STUDY),
            "value": plan.value,
            "bound": plan.bound,
            "gap": plan.gap,
            "proven_optimal": plan.value >= plan.bound,
            "placed": int((plan.assigned >= 0).sum()),
            "key_projects": int(problem.key.sum()),
            "key_projects_placed": int((problem.key & (plan.assigned >= 0)).sum()),
            "key_projects_at_most": plan.most_keys if problem.key.any() else 0,
            "floors": int(problem.at_least.sum()),
            "floors_filled": floors_filled(problem, plan.assigned),
            "partner_bonus": plan.partner_bonus,
            "assignments": list(assignment_rows(plan)),
            "unplaced": [*unplaced_rows(plan), *({"project": name, "why": str(why)} for name, why in left_out)],
            "transfers": list(transfer_rows(plan)),
            "partners": list(partner_rows(plan)),
            "floors_unmet": list(unmet_rows(plan)),
            "shadow_prices": list(price_rows(plan)),
            "build_next": list(build_rows(plan)),
            "places": list(place_rows(plan)),
            "stable": _stable(plan),
        }


def assignment_rows(plan: Plan) -> Iterator[Row]:
    """A row a placed project, by id."""
    problem = plan.problem
    for i in np.flatnonzero(plan.assigned >= 0).tolist():
        j, office = int(plan.assigned[i]), int(problem.offices[i])
        yield {
            "project": problem.projects[i],
            "place": problem.places[j],
            "value": plan.worth(i, j),
            "key": bool(problem.key[i]),
            "office": problem.places[office] if office >= 0 else None,
        }


def unplaced_rows(plan: Plan) -> Iterator[Row]:
    """A row a project without a place, with the reason in words."""
    for i in np.flatnonzero(plan.assigned < 0).tolist():
        yield {"project": plan.problem.projects[i], "why": str(unplaced_text(plan, i))}


def transfer_rows(plan: Plan) -> Iterator[Row]:
    """流转建议: a row a lead whose first office can't take it and another place could."""
    problem = plan.problem
    for i in np.flatnonzero((plan.assigned >= 0) & (problem.offices >= 0)).tolist():
        if (reason := office_reason(plan, i)) is not None:
            yield {
                "project": problem.projects[i],
                "from": problem.places[problem.offices[i]],
                "to": problem.places[plan.assigned[i]],
                "text": str(transfer_text(plan, i, reason)),
            }


def partner_rows(plan: Plan) -> Iterator[Row]:
    """A row two chain partners: where each goes, and whether they are near enough for the bonus."""
    problem = plan.problem
    for link, is_earned in zip(problem.links, plan.links_earned(), strict=True):
        homes = [int(plan.assigned[each]) for each in (link.one, link.other)]
        yield {
            "project": problem.projects[link.one],
            "partner": problem.projects[link.other],
            "place": problem.places[homes[0]] if homes[0] >= 0 else None,
            "partner_place": problem.places[homes[1]] if homes[1] >= 0 else None,
            "near": is_earned,
            "bonus": link.bonus / PARTS if is_earned else 0.0,
        }


def unmet_rows(plan: Plan) -> Iterator[Row]:
    """A row a floor that is not reached, with the least by which it would have to be lowered."""
    for unmet in plan.unmet():
        yield {
            "place": plan.problem.places[unmet.place],
            "floor": "value" if unmet.of_value else "projects",
            "asked": unmet.asked,
            "reached": unmet.reached,
            "lower_by": round(unmet.asked - unmet.reached, 3),
            "proven_least": unmet.proven,
            "text": str(unmet_text(plan, unmet)),
        }


def price_rows(plan: Plan) -> Iterator[Row]:
    """A row a capacity of which more would be worth something, what is worth most first."""
    for price in plan.prices:
        yield {
            "place": plan.problem.places[price.place],
            "resource": price.resource,
            "worth": price.value,
            "key_projects": price.keys,
            "floors": price.floors,
            "exact": price.exact,
            "text": str(price_text(plan, price)),
        }


def build_rows(plan: Plan) -> Iterator[Row]:
    """A row a place: of which capacity more would be worth most, measured in tenths of what it has."""
    for price in plan.build_next():
        yield {
            "place": plan.problem.places[price.place],
            "resource": price.resource,
            "worth": price.value,
            "text": str(build_text(plan, price)),
        }


def place_rows(plan: Plan) -> Iterator[Row]:
    """A row a place: what it gets, and what of its capacities is used."""
    problem = plan.problem
    for j, name in enumerate(problem.places):
        here = np.flatnonzero(plan.assigned == j)
        row = {"place": name, "projects": len(here), "slots": int(problem.slots[j])}
        row["value"] = round(sum(plan.worth(i, j) for i in here.tolist()), 3)
        for r, resource in enumerate(problem.resources):
            capacity = float(problem.capacities[j, r])
            row[f"{resource}_used"] = float(problem.sizes[here, r].sum())
            row[resource] = capacity if np.isfinite(capacity) else None
        yield row


def _stable(plan: Plan) -> Row | None:
    if plan.stable is None:
        return None
    problem, found = plan.problem, plan.stable
    projects, places = found.blocking
    return {
        "value": found.value,
        "value_lost": round(plan.value - found.value, 3),
        "placed": int((found.assigned >= 0).sum()),
        "text": str(stable_text(plan, found)),
        "blocking_pairs_of_plan": len(projects),
        "blocking": [
            {"project": problem.projects[i], "place": problem.places[j]}
            for i, j in zip(projects[:SHOWN].tolist(), places[:SHOWN].tolist(), strict=True)
        ],
        "assignments": [
            {"project": problem.projects[i], "place": problem.places[found.assigned[i]]}
            for i in np.flatnonzero(found.assigned >= 0).tolist()
        ],
    }
