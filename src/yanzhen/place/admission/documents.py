"""What `yanzhen admit` writes: a row per project, park and threshold, and who decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yanzhen.place.admission.deciders import Decider, Decision, who_decides
from yanzhen.place.admission.thresholds import SHORT, UNKNOWN, Check, Threshold, check_project, thresholds_of_park
from yanzhen.records import Record, folded


def admission_document(
    projects: Sequence[Record],
    parks: Sequence[Record],
    thresholds: Sequence[tuple[str, Threshold]] = (),
    deciders: Sequence[Decider] = (),
) -> dict[str, Any]:
    """Compare every project with the park that it names; one that names none, or an unknown one, with every park."""
    cases, checks = [], []
    for project in projects:
        decision = who_decides(project, deciders) if deciders else None
        for park in _parks_of(project, parks):
            asked = [*thresholds_of_park(park), *(t for name, t in thresholds if name in ("", park.name, park.key))]
            found = check_project(project, asked)
            cases.append(_case(project, park, found, decision))
            checks += [_check(project, park, check) for check in found]
    return {"cases": cases, "checks": checks}


def _parks_of(project: Record, parks: Sequence[Record]) -> Iterable[Record]:
    wanted = folded(str(project.get("park") or ""))
    named = [park for park in parks if wanted and wanted in (folded(park.name), folded(park.key))]
    return named or parks


def _case(project: Record, park: Record, checks: Sequence[Check], decision: Decision | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "project": project.key,
        "name": project.name,
        "park": park.name,
        "meets": sum(c.state not in (SHORT, UNKNOWN) for c in checks),
        "short": sum(c.state == SHORT for c in checks),
        "unknown": sum(c.state == UNKNOWN for c in checks),
        "questions": "；".join(c.how.zh for c in checks if c.state == UNKNOWN),
    }
    if decision is not None:
        row["decider"] = decision.decider.body if decision.decider else ""
        row["problem"] = decision.problem.zh if decision.problem else ""
        row["problem_en"] = decision.problem.en if decision.problem else ""
    return row


def _check(project: Record, park: Record, check: Check) -> dict[str, Any]:
    text = check.text()
    return {
        "project": project.key,
        "park": park.name,
        "measure": check.threshold.measure,
        "state": check.state,
        "value": check.value,
        "threshold": check.threshold.value,
        "gap": check.gap,
        "unit": check.measure.unit,
        "source": check.threshold.source,
        "text": text.zh,
        "text_en": text.en,
    }
