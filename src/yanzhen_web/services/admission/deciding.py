"""Meetings, and what they decide. A veto that stands closes the way here, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from yanzhen.language import Said
from yanzhen.place.admission.outcomes import CONDITIONAL, OUTCOMES, PASSED, closed_outcomes
from yanzhen.place.admission.thresholds import SHORT
from yanzhen_web.models import (
    AdmissionCase,
    AdmissionCondition,
    AdmissionMeeting,
    AdmissionOpinion,
    Organisation,
    User,
)
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.admission import decides_case, runs_admission_meeting, runs_case
from yanzhen_web.services.admission.books import office_of
from yanzhen_web.services.admission.cases import LONGEST, held, told_opinions
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records import editing
from yanzhen_web.services.records.storing import storable

WHY = "a case that the actor decides on"
State = AdmissionCase.State
MOST_CONDITIONS = 30


@dataclass(frozen=True)
class Condition:
    """What has to be done, by whom, until when."""

    text: str
    who: str
    due_on: date | None


@dataclass(frozen=True)
class Calling:
    """A meeting as it is typed; `cases` are public ids, in the order of the agenda."""

    title: str
    held_on: date | None
    place: str = ""
    attendees: str = ""
    cases: Sequence[str] = ()


def meeting_of(actor: Actor, public_id: str) -> AdmissionMeeting:
    """A meeting that the actor calls or changes.

    Raises:
        AdmissionMeeting.DoesNotExist: there is none, or it is not the actor's.
    """
    rows = AdmissionMeeting.objects.visible_to(actor).filter(runs_admission_meeting(actor))
    return rows.select_related("owner_org").get(public_id=public_id)


@transaction.atomic
def call_meeting(actor: Actor, by: User, given: Calling) -> AdmissionMeeting:
    """Put cases on the agenda of a new meeting.

    Raises:
        Organisation.DoesNotExist: the actor leads no cases.
        AdmissionCase.DoesNotExist: a case is not the actor's to lead.
        Refusal: no title, day or case; or one is decided.
    """
    title, place = storable(given.title).strip(), storable(given.place).strip()
    attendees = storable(given.attendees).strip()
    if not title or len(title) > 200 or len(place) > 200 or len(attendees) > LONGEST:
        raise Refusal("请写会议名称（200 字以内）", "give the meeting a name of at most 200 letters", field="title")
    if given.held_on is None:
        raise Refusal("请选会议日期", "choose the day of the meeting", field="held_on")
    if not given.cases:
        raise Refusal("请选要上会的项目", "choose the projects for its agenda", field="cases")
    meeting = AdmissionMeeting.objects.unscoped(why=WHY).create(
        owner_org=office_of(actor), title=title, held_on=given.held_on, place=place, attendees=attendees, by=by
    )
    rows = AdmissionCase.objects.visible_to(actor).filter(runs_case(actor))
    for number, public_id in enumerate(dict.fromkeys(given.cases), start=1):
        case = held(rows.get(public_id=public_id))
        if case.state != State.OPEN:
            raise Refusal(f"“{case.name}”已有结论", f"{case.name} is decided", field="cases")
        case.meeting, case.number = meeting, number
        case.save(update_fields=["meeting", "number"])
    note_deed("admission.meeting", meeting, count=len(set(given.cases)))
    return meeting


def decidable(actor: Actor, public_id: str) -> AdmissionCase:
    """A case whose decision the actor enters.

    Raises:
        AdmissionCase.DoesNotExist: there is none, or it is decided at a higher level.
    """
    rows = AdmissionCase.objects.visible_to(actor).filter(decides_case(actor))
    return rows.select_related("owner_org", "record").get(public_id=public_id)


def _refuse_closed(case: AdmissionCase, outcome: str) -> None:
    if outcome not in OUTCOMES:
        raise Refusal("请选通过、有条件通过、缓议或否决", "choose one of the four decisions", field="outcome")
    closed = closed_outcomes(told_opinions(case))
    if outcome in closed:
        raise Refusal(closed[outcome].zh, closed[outcome].en, field="outcome")


def _tidy(conditions: Sequence[Condition]) -> list[Condition]:
    kept = []
    for number, one in enumerate(conditions, start=1):
        text, who = storable(one.text).strip(), storable(one.who).strip()
        if not text and not who:
            continue
        if not text or not who or one.due_on is None or len(text) > 1000 or len(who) > 200:
            raise Refusal(
                f"第 {number} 个条件要写清内容、谁来办、哪天前",
                f"condition {number}: say what, by whom and until when",
                field="conditions",
            )
        kept.append(Condition(text, who, one.due_on))
    if len(kept) > MOST_CONDITIONS:
        raise Refusal(f"条件不超过 {MOST_CONDITIONS} 个", f"at most {MOST_CONDITIONS} conditions", field="conditions")
    return kept


def concerned(actor: Actor, case: AdmissionCase) -> list[Organisation]:
    """Those who may be named to meet a condition, where the actor knows of them: applicant, office, departments."""
    asked = AdmissionOpinion.objects.unscoped(why=WHY).filter(case=case).values_list("organisation_id", flat=True)
    rows = Organisation.objects.visible_to(actor)
    return list(rows.filter(pk__in={case.applicant_id, case.owner_org_id, *asked}).order_by("path"))


def _reason(case: AdmissionCase, outcome: str, reason: str) -> str:
    reason = storable(reason).strip()
    short = any(check["state"] == SHORT for check in case.checks)
    against = any(o.verdict in ("conditions", "oppose") for o in told_opinions(case))
    if not reason and (outcome not in (PASSED, CONDITIONAL) or (outcome == PASSED and (short or against))):
        raise Refusal(
            "请写理由：否决、缓议，或有门槛不达标、有部门提了条件仍通过的，都要写",
            "say why it is refused, deferred, or passed although a threshold is missed or a department set conditions",
            field="reason",
        )
    if len(reason) > LONGEST:
        raise Refusal("理由请在 4000 字以内", "at most 4,000 letters", field="reason")
    return reason


@transaction.atomic
def decide(
    actor: Actor,
    by: User,
    public_id: str,
    outcome: str,
    *,
    reason: str = "",
    conditions: Sequence[Condition] = (),
    decided_on: date | None = None,
) -> AdmissionCase:
    """Enter what the meeting decided; the record's date and opinion of review follow.

    Raises:
        AdmissionCase.DoesNotExist: as `decidable`.
        Refusal: it is decided; a veto stands; conditions or a reason are missing; the day lies ahead.
    """
    case = held(decidable(actor, public_id))
    if case.state != State.OPEN:
        raise Refusal("已经有了结论", "it is decided already")
    if case.meeting is None:
        raise Refusal("还没有上会，请先安排会议", "it is on no meeting's agenda yet")
    _refuse_closed(case, outcome)
    told = _tidy(conditions)
    if (outcome == CONDITIONAL) != bool(told):
        raise Refusal(
            "有条件通过要列出条件；其他结论不带条件",
            "passing on conditions needs conditions; the other decisions have none",
            field="conditions",
        )
    day = decided_on or case.meeting.held_on
    if day > timezone.localdate():
        raise Refusal("会议还没有开，不能登记结论", "the meeting lies ahead", field="decided_on")
    case.reason = _reason(case, outcome, reason)
    case.state, case.decided_on, case.decided_by, case.decided_at = outcome, day, by, timezone.now()
    case.save()
    known = {one.name: one for one in concerned(actor, case)}
    AdmissionCondition.objects.unscoped(why=WHY).bulk_create(
        AdmissionCondition(
            case=case, number=n, text=one.text, who=one.who, due_on=one.due_on, organisation=known.get(one.who)
        )
        for n, one in enumerate(told, start=1)
    )
    note_deed("admission.decide", case, verdict=outcome)
    _tell_record(actor, by, case)
    return case


def _tell_record(actor: Actor, by: User, case: AdmissionCase) -> None:
    """The record says when it was reviewed, and with which result."""
    values = {"review_on": str(case.decided_on), "review_result": OUTCOMES[case.state].zh}
    if case.record.withdrawn_at is None:
        editing.update_record(actor, by, case.record.public_id, values)


@transaction.atomic
def take_up_again(actor: Actor, public_id: str) -> AdmissionCase:
    """A case that was deferred goes on: its opinions stay, the next meeting decides.

    Raises:
        AdmissionCase.DoesNotExist: as `decidable`.
        Refusal: it was not deferred.
    """
    case = held(decidable(actor, public_id))
    if case.state != State.DEFERRED:
        raise Refusal("只有缓议的项目可以再议", "only what was deferred is taken up again")
    case.state, case.meeting, case.number = State.OPEN, None, 0
    case.decided_on = case.decided_at = case.decided_by = None
    case.save()
    note_deed("admission.reopen", case)
    return case


OUTCOME_SAID: dict[str, Said] = {
    **OUTCOMES,
    State.OPEN: Said("评审中", "Being judged"),
    State.WITHDRAWN: Said("已撤回", "Taken back"),
}
