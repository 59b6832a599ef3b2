"""亩均效益 of a park's firms, what stands empty there, and what could take a project."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from yanzhen.place.admission.measures import shown, unit_said
from yanzhen.place.admission.renewal import KINDS, fits, vacancies_of
from yanzhen.place.admission.thresholds import SHORT, UNKNOWN
from yanzhen.place.admission.yields import EXEMPT, GRADES, INCOMPLETE, INDICATORS, Graded, grade_firms, park_totals
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, edits_record, sees_closely
from yanzhen_web.services.admission.cases import project_to_admit
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import editing
from yanzhen_web.services.records.reading import as_engine

MOST_FIRMS, MOST_FITS = 2000, 60
_TONES = {"A": "well", "B": "accent", "C": "caution", "D": "fault"}


def park_of(actor: Actor, public_id: str) -> Record:
    """A park whose firms the actor judges.

    Raises:
        Record.DoesNotExist: there is none, it is no park, or it is not the actor's to change.
    """
    record = editing.editable(actor, public_id)
    if record.kind != "park":
        raise Record.DoesNotExist
    return record


def _firms(actor: Actor, parks: list[str]) -> list[Record]:
    """Firms in these parks that the actor knows from inside."""
    rows = Record.objects.visible_to(actor).filter(sees_closely(actor), kind="enterprise", park__in=parks)
    return list(rows.select_related("upload").order_by("name", "pk")[:MOST_FIRMS])


def _graded(firms: list[Record]) -> list[Graded]:
    return grade_firms([as_engine(firm) for firm in firms], on=timezone.localdate())


def yields_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """The firms of a park with score, grade and reasons, the park's totals, and what stands empty.

    Raises:
        Record.DoesNotExist: as `park_of`.
    """
    park = park_of(actor, public_id)
    firms = _firms(actor, [park.name])
    graded = _graded(firms)
    totals = park_totals([one.firm for one in graded])
    vacancies = vacancies_of([as_engine(park)], [(one.firm, one.grade) for one in graded])
    rows = [_row(record, one) for record, one in zip(firms, graded, strict=True)]
    return {
        "park": park,
        "firms": sorted(rows, key=lambda row: (row["order"], -row["score"], row["record"].name)),
        "counts": [
            {"grade": grade, "tone": _TONES[grade], "count": sum(one.grade == grade for one in graded)}
            for grade in GRADES
        ],
        "totals": [
            {"label": str(INDICATORS[key].label), "unit": str(unit_said(INDICATORS[key].unit)), "value": shown(value)}
            for key, value in totals.items()
            if value is not None
        ],
        "vacancies": [_vacancy(vacancy) for vacancy in vacancies],
    }


def _row(record: Record, one: Graded) -> dict[str, Any]:
    graded = one.grade in GRADES
    return {
        "record": record,
        "order": GRADES.index(one.grade) if graded else len(GRADES) + (one.grade == EXEMPT),
        "grade": one.grade if graded else "",
        "tone": _TONES.get(one.grade, "plain"),
        "state": one.grade,
        "score": one.score,
        "points": f"{one.points:.2f}",
        "at_most": f"{one.at_most / 100:.2f}" if one.grade == INCOMPLETE else "",
        "reasons": [str(reason.text) for reason in one.reasons],
        "questions": [str(question) for question in one.questions],
    }


def _vacancy(vacancy: Any) -> dict[str, Any]:
    size, unit = (vacancy.land_mu, "亩") if vacancy.land_mu is not None else (vacancy.floor_m2, "㎡")
    return {
        "kind": str(KINDS[vacancy.kind]),
        "name": vacancy.name,
        "park": vacancy.park,
        "size": f"{shown(size)} {unit_said(unit)}",
        "grade": vacancy.grade if vacancy.grade in GRADES else "",
        "tone": _TONES.get(vacancy.grade, "plain"),
        "source": vacancy.source,
    }


def plots_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """Plots and workshops of the actor's parks that could take a project, the best fit first.

    Raises:
        Record.DoesNotExist: there is no such project, or it is not the actor's to change.
    """
    project = project_to_admit(actor, public_id)
    parks = list(
        Record.objects.visible_to(actor).filter(edits_record(actor), kind="park").select_related("upload")[:MOST_FIRMS]
    )
    firms = _firms(actor, [park.name for park in parks])
    note_read([project, *parks, *firms], columns=("name", "park"))
    graded = _graded(firms)
    vacancies = vacancies_of([as_engine(park) for park in parks], [(one.firm, one.grade) for one in graded])
    found = fits(as_engine(project), vacancies)
    return {
        "project": project,
        "count": len(found),
        "fits": [_vacancy(fit.vacancy) | _needs(fit) for fit in found[:MOST_FITS]],
    }


def _needs(fit: Any) -> dict[str, Any]:
    looks = {SHORT: "not_met", UNKNOWN: "unknown"}
    return {
        "state": looks.get(fit.state, "met"),
        "needs": [{"state": looks.get(need.state, "met"), "text": str(need.text)} for need in fit.needs],
    }
