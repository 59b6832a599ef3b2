"""What the pages of admission show: cases that wait and are late, one case, the book, a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.utils import timezone

from yanzhen.language import Said, say
from yanzhen.place.admission.deciders import LEVEL_LABELS, faults_of
from yanzhen.place.admission.measures import MEASURES, unit_said
from yanzhen.place.admission.outcomes import DEPARTMENTS, OUTCOMES, VERDICTS, VETOING, closed_outcomes, proposed
from yanzhen.place.admission.thresholds import SHORT, UNKNOWN
from yanzhen_web.models import AdmissionCase, AdmissionCondition, AdmissionMeeting, AdmissionOpinion, Organisation
from yanzhen_web.scopes import Actor
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
from yanzhen_web.services.admission import books
from yanzhen_web.services.admission.cases import told_opinions
from yanzhen_web.services.admission.deciding import OUTCOME_SAID, concerned
from yanzhen_web.services.admission.following import is_before_meeting
from yanzhen_web.services.history.noting import note_reading

PAGE = 30
BLANK_ROWS = 3
WHY = "how far cases are that the actor sees"
State = AdmissionCase.State
Address = Callable[[str], str]
"""The full address of a case's page, by its public id."""


def stage_of(case: AdmissionCase, opinions: Sequence[AdmissionOpinion]) -> Said:
    """How far a case is, in words: which opinions are missing, whether it waits for a meeting."""
    if case.state != State.OPEN:
        return OUTCOME_SAID[case.state]
    missing = sum(not opinion.verdict for opinion in opinions)
    if missing:
        return Said(f"征求意见，还差 {missing} 个部门", f"Departments asked, {missing} to answer")
    if case.meeting_id is None:
        return Said("意见已齐，待上会", "All have answered, waits for a meeting")
    return Said("已排会，待结论", "On an agenda, waits for the decision")


def _opinions_of(cases: Sequence[AdmissionCase]) -> dict[int, list[AdmissionOpinion]]:
    found: dict[int, list[AdmissionOpinion]] = {case.pk: [] for case in cases}
    for opinion in AdmissionOpinion.objects.unscoped(why=WHY).filter(case__in=list(found)):
        found[opinion.case_id].append(opinion)
    return found


def _is_late(case: AdmissionCase, opinions: Sequence[AdmissionOpinion], today: date) -> bool:
    return case.state == State.OPEN and any(not o.verdict and o.due_on < today for o in opinions)


def list_page(actor: Actor, page: str) -> dict[str, Any]:
    """What waits for the actor's departments, and the cases that the actor sees, those that are open first."""
    today = timezone.localdate()
    waiting = AdmissionOpinion.objects.visible_to(actor).filter(gives_opinion(actor), _own(actor), verdict="")
    waiting = waiting.filter(case__state=State.OPEN).select_related("case__owner_org").order_by("due_on", "pk")[:PAGE]
    rows = AdmissionCase.objects.visible_to(actor).select_related("owner_org", "applicant", "meeting")
    rows = rows.order_by(F("decided_at").desc(nulls_first=True), "-opened_at", "-pk")
    numbered = Paginator(rows, PAGE).get_page(page)
    opinions, named = _opinions_of(list(numbered)), _named(actor, list(numbered))
    meetings = AdmissionMeeting.objects.visible_to(actor).select_related("owner_org")[:PAGE]
    return {
        "waiting": [
            {
                "case": o.case,
                "owner": str(o.case.owner_org),
                "department": str(DEPARTMENTS[o.department]),
                "due_on": o.due_on,
                "late": o.due_on < today,
            }
            for o in waiting
        ],
        "cases": [_line(case, opinions[case.pk], today, named) for case in numbered],
        "page": numbered,
        "meetings": list(meetings),
        "leads": any(leads_cases(desk) for desk in actor.desks),
    }


def _own(actor: Actor) -> Q:
    """Opinions that the actor's own organisations are asked for, not those below."""
    return Q(organisation__in=[desk.organisation for desk in actor.desks])


def _named(actor: Actor, cases: Sequence[AdmissionCase]) -> set[int]:
    """The applicants whose name the actor may read: that a firm invests may be a secret to a department."""
    rows = Organisation.objects.visible_to(actor).filter(pk__in={case.applicant_id for case in cases})
    return set(rows.values_list("pk", flat=True))


def _line(case: AdmissionCase, opinions: Sequence[AdmissionOpinion], today: date, named: set[int]) -> dict[str, Any]:
    return {
        "case": case,
        "owner": str(case.owner_org),
        "applicant": str(case.applicant) if case.applicant_id in named else "—",
        "stage": str(stage_of(case, opinions)),
        "tone": _TONES[case.state],
        "late": _is_late(case, opinions, today),
    }


_TONES = {
    State.OPEN: "accent",
    State.PASSED: "well",
    State.CONDITIONAL: "caution",
    State.DEFERRED: "plain",
    State.REFUSED: "fault",
    State.WITHDRAWN: "plain",
}


def case_page(actor: Actor, public_id: str, address: Address) -> dict[str, Any]:
    """One case, as much of it as the actor reads.

    Raises:
        AdmissionCase.DoesNotExist: there is none, or it is hidden.
    """
    rows = AdmissionCase.objects.visible_to(actor)
    case = rows.select_related("owner_org", "applicant", "record", "meeting").get(public_id=public_id)
    everything = AdmissionOpinion.objects.unscoped(why=WHY).filter(case=case)
    inside = rows.filter(sees_case_inside(actor), pk=case.pk).exists()
    today = timezone.localdate()
    page = _line(case, list(everything), today, _named(actor, [case])) | {
        "inside": inside,
        "conditions": _conditions(actor, case, today),
        "outcome": "" if case.state == State.OPEN else str(OUTCOME_SAID[case.state]),
        "today": today,
        "may_withdraw": is_before_meeting(case, today) and rows.filter(withdraws_case(actor), pk=case.pk).exists(),
    }
    if not inside:
        return page
    note_reading("admission.read", case)
    return page | _inside(actor, case, today, address)


def _conditions(actor: Actor, case: AdmissionCase, today: date) -> list[dict[str, Any]]:
    rows = AdmissionCondition.objects.visible_to(actor).filter(case=case)
    mine = set(rows.filter(meets_condition(actor)).values_list("pk", flat=True))
    return [
        {"condition": one, "late": one.met_on is None and one.due_on < today, "may_meet": one.pk in mine}
        for one in rows
    ]


def _inside(actor: Actor, case: AdmissionCase, today: date, address: Address) -> dict[str, Any]:
    rows = AdmissionCase.objects.visible_to(actor)
    leads = rows.filter(runs_case(actor), pk=case.pk).exists()
    opinions = AdmissionOpinion.objects.visible_to(actor).filter(case=case).select_related("organisation")
    mine = set(opinions.filter(gives_opinion(actor)).values_list("pk", flat=True))
    own = set(opinions.filter(lifts_veto(actor)).values_list("pk", flat=True))
    listed = [_opinion(opinion, case, mine, today) for opinion in opinions]
    for line in listed:
        line["own"] = line["opinion"].pk in own
        line["may_lift"] = line["may_lift"] and line["own"]
    found: dict[str, Any] = {
        "leads": leads,
        "checks": [_check(check) for check in case.checks],
        "problem": say(case.problem["zh"], case.problem["en"]) if case.problem else "",
        "level": str(LEVEL_LABELS[case.level]),
        "opinions": listed,
        "chase": _chase(case, [line for line in listed if line["waiting"]], address) if leads else "",
    }
    if case.state == State.OPEN and rows.filter(decides_case(actor), pk=case.pk).exists():
        found |= _deciding(case) | {"named": [str(one) for one in concerned(actor, case)]}
    found["may_reopen"] = case.state == State.DEFERRED and rows.filter(decides_case(actor), pk=case.pk).exists()
    return found


def _check(check: dict[str, Any]) -> dict[str, Any]:
    look = {SHORT: "not_met", UNKNOWN: "unknown"}.get(check["state"], "met")
    return {"state": look, "text": say(check["zh"], check["en"]), "source": check["source"]}


def _opinion(opinion: AdmissionOpinion, case: AdmissionCase, mine: set[int], today: date) -> dict[str, Any]:
    is_open = case.state == State.OPEN
    return {
        "opinion": opinion,
        "department": str(DEPARTMENTS[opinion.department]),
        "organisation": str(opinion.organisation),
        "verdict": str(VERDICTS[opinion.verdict]) if opinion.verdict else "",
        "tone": {"agree": "well", "conditions": "caution", "oppose": "fault"}.get(opinion.verdict, "plain"),
        "can_veto": opinion.department in VETOING,
        "waiting": is_open and not opinion.verdict,
        "late": is_open and not opinion.verdict and opinion.due_on < today,
        "may_give": is_open and opinion.pk in mine and opinion.verdict != "oppose",
        "may_lift": is_open and opinion.pk in mine and opinion.verdict == "oppose" and opinion.lifted_at is None,
    }


def _chase(case: AdmissionCase, waiting: Sequence[dict[str, Any]], address: Address) -> str:
    """A text to paste into a chat; it names departments and days, and nothing of the project but its name."""
    if not waiting:
        return ""
    zh = "、".join(f"{w['department']}（{w['opinion'].due_on:%m月%d日}前）" for w in waiting)
    en = ", ".join(f"{w['department']} (by {w['opinion'].due_on})" for w in waiting)
    link = address(case.public_id)
    return say(
        f"【准入评审】“{case.name}”请反馈意见：{zh}。打开即填：{link}",
        f"[Admission] Please give your opinion on “{case.name}”: {en}. {link}",
    )


def _deciding(case: AdmissionCase) -> dict[str, Any]:
    opinions = told_opinions(case)
    closed = closed_outcomes(opinions)
    states = {check["state"] for check in case.checks}
    suggestion = proposed(opinions, short=SHORT in states, unknown=UNKNOWN in states)
    return {
        "decides": case.meeting is not None and case.meeting.held_on <= timezone.localdate(),
        "outcomes": [
            {"value": key, "label": str(said), "closed": str(closed[key]) if key in closed else ""}
            for key, said in OUTCOMES.items()
        ],
        "suggestion": str(OUTCOMES[suggestion]),
        "blank_conditions": range(BLANK_ROWS),
    }


# --- meetings --------------------------------------------------------------------------------------------------------


def calling_page(actor: Actor, given: Any = None, fault: Any = None) -> dict[str, Any]:
    """The form of a new meeting: cases that are open and on no agenda.

    Raises:
        Organisation.DoesNotExist: the actor leads no cases.
    """
    office = books.office_of(actor)
    rows = AdmissionCase.objects.visible_to(actor).filter(runs_case(actor), state=State.OPEN, meeting=None)
    rows = rows.select_related("owner_org").order_by("opened_at", "pk")[: PAGE * 4]
    opinions = _opinions_of(list(rows))
    chosen = set(given.cases) if given else set()
    return {
        "office": office,
        "given": given,
        "fault": str(fault) if fault else "",
        "cases": [
            {"case": case, "stage": str(stage_of(case, opinions[case.pk])), "chosen": case.public_id in chosen}
            for case in rows
        ],
    }


def meeting_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """One meeting and its agenda.

    Raises:
        AdmissionMeeting.DoesNotExist: there is none, or it is hidden.
    """
    rows = AdmissionMeeting.objects.visible_to(actor)
    meeting = rows.select_related("owner_org").get(public_id=public_id)
    cases = AdmissionCase.objects.visible_to(actor).filter(meeting=meeting).select_related("owner_org", "applicant")
    listed = list(cases.order_by("number"))
    opinions, today, named = _opinions_of(listed), timezone.localdate(), _named(actor, listed)
    return {
        "meeting": meeting,
        "cases": [_line(case, opinions[case.pk], today, named) for case in listed],
        "runs": rows.filter(runs_admission_meeting(actor), pk=meeting.pk).exists(),
    }


# --- the book --------------------------------------------------------------------------------------------------------


def book_page(actor: Actor, given: books.Asked | None = None, fault: Any = None) -> dict[str, Any]:
    """The form of the book of the actor's office.

    Raises:
        Organisation.DoesNotExist: the actor leads no cases.
    """
    office = books.office_of(actor)
    book = books.book_of(office)
    thresholds = _filled(given.thresholds if given else book.thresholds)
    deciders = _filled(given.deciders if given else book.deciders)
    departments = given.departments if given else book.departments
    faults = faults_of(books.deciders_of(book)) if book.deciders and not given else []
    return {
        "office": office,
        "version": book.version,
        "fault": str(fault) if fault else "",
        "faults": [str(one) for one in faults],
        "thresholds": thresholds,
        "deciders": deciders,
        "blank": [{}] * BLANK_ROWS,
        "measures": [{"value": m.label.zh, "label": str(m.label), "units": list(m.units)} for m in MEASURES.values()],
        "units": [
            {"value": unit, "label": str(unit_said(unit))}
            for unit in dict.fromkeys(unit for m in MEASURES.values() for unit in m.units if unit)
        ],
        "levels": [{"value": key, "label": str(said)} for key, said in LEVEL_LABELS.items()],
        "departments": _departments(departments, books.askable(actor)),
    }


def _filled(rows: books.Rows) -> list[Mapping[str, str]]:
    """Rows in which something stands; every row of deciders has a level."""
    return [row for row in rows if any(value for cell, value in row.items() if cell not in ("level", "unit"))]


def _departments(chosen: Any, known: list[Organisation]) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": str(said),
            "can_veto": key in VETOING,
            "choices": [
                {"value": one.public_id, "label": str(one), "chosen": chosen.get(key) == one.public_id} for one in known
            ],
        }
        for key, said in DEPARTMENTS.items()
    ]
