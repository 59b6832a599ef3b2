"""What happens beside the decision: an application is taken back, a condition is met."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import AdmissionCase, AdmissionCondition, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.admission import meets_condition, withdraws_case
from yanzhen_web.services.admission.cases import LONGEST, held
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "a condition that the actor ticks off"
State = AdmissionCase.State


def withdrawable(actor: Actor, public_id: str) -> AdmissionCase:
    """A case that the actor may take back, as far as it is about who asks.

    Raises:
        AdmissionCase.DoesNotExist: there is none, or the actor neither applies in it nor leads it.
    """
    rows = AdmissionCase.objects.visible_to(actor).filter(withdraws_case(actor))
    return rows.select_related("meeting").get(public_id=public_id)


def is_before_meeting(case: AdmissionCase, today: date) -> bool:
    """Whether it is still to be judged: on no agenda, or on that of a day to come."""
    return case.state == State.OPEN and (case.meeting is None or case.meeting.held_on > today)


@transaction.atomic
def withdraw(actor: Actor, by: User, public_id: str, reason: str) -> AdmissionCase:
    """Take an application back before its meeting; the project may apply anew.

    Raises:
        AdmissionCase.DoesNotExist: as `withdrawable`.
        Refusal: it is decided or taken back, the meeting was held, or no reason is given.
    """
    case, now = held(withdrawable(actor, public_id)), timezone.now()
    today, reason = timezone.localdate(now), storable(reason).strip()
    if not is_before_meeting(case, today):
        raise Refusal(
            "已经上会或有了结论，不能撤回", "its meeting was held or it is decided; it can't be taken back any more"
        )
    if not reason or len(reason) > LONGEST:
        raise Refusal("请写撤回的原因（4000 字以内）", "say why, in at most 4,000 letters", field="reason")
    case.state, case.reason, case.meeting, case.number = State.WITHDRAWN, reason, None, 0
    case.decided_on, case.decided_at, case.decided_by = today, now, by
    case.save()
    note_deed("admission.withdraw", case)
    return case


def meetable(actor: Actor, public_id: str, number: int) -> AdmissionCondition:
    """A condition of a case that the actor ticks off.

    Raises:
        AdmissionCondition.DoesNotExist: there is none, or it is for somebody else to meet.
    """
    rows = AdmissionCondition.objects.visible_to(actor).filter(meets_condition(actor))
    return rows.select_related("case").get(case__public_id=public_id, number=number)


@transaction.atomic
def meet_condition(
    actor: Actor, by: User, public_id: str, number: int, *, met_on: date | None, evidence: str
) -> AdmissionCondition:
    """Tick a condition off: on which day it was met, and what shows it. Once more puts right what was written.

    Raises:
        AdmissionCondition.DoesNotExist: as `meetable`.
        Refusal: no day, one that lies ahead, or nothing that shows it.
    """
    found = meetable(actor, public_id, number)
    rows = AdmissionCondition.objects.unscoped(why=WHY).select_for_update(of=("self",))
    condition, now = rows.get(pk=found.pk), timezone.now()
    evidence = storable(evidence).strip()
    if met_on is None or met_on > timezone.localdate(now):
        raise Refusal("请选完成日期，不能晚于今天", "choose the day on which it was met, today at the latest")
    if not evidence or len(evidence) > LONGEST:
        raise Refusal(
            "请写完成依据，如文号、验收单（4000 字以内）",
            "say what shows it, such as the number of a document, in at most 4,000 letters",
        )
    condition.met_on, condition.evidence, condition.met_by, condition.met_at = met_on, evidence, by, now
    condition.save(update_fields=["met_on", "evidence", "met_by", "met_at"])
    note_deed("admission.condition", found.case, number=number)
    return condition
