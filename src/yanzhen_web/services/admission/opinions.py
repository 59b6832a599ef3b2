"""Departments say what they think; the one that opposed may take that back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import AdmissionCase, AdmissionOpinion, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.admission import gives_opinion, lifts_veto
from yanzhen_web.services.admission.cases import LONGEST, held
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "an opinion that the actor gives"
Verdict = AdmissionOpinion.Verdict


def givable(actor: Actor, public_id: str) -> AdmissionOpinion:
    """An opinion that the actor gives.

    Raises:
        AdmissionOpinion.DoesNotExist: there is none, or another department is asked for it.
    """
    rows = AdmissionOpinion.objects.visible_to(actor).filter(gives_opinion(actor))
    return rows.select_related("case", "organisation").get(public_id=public_id)


def _locked(actor: Actor, public_id: str) -> AdmissionOpinion:
    """With its case, so that nobody decides in between."""
    found = givable(actor, public_id)
    case = held(found.case)
    if case.state != AdmissionCase.State.OPEN:
        raise Refusal("已经有了结论，意见不能再改", "the case is decided; opinions stay as they are")
    opinion = AdmissionOpinion.objects.unscoped(why=WHY).select_for_update(of=("self",)).get(pk=found.pk)
    opinion.case = case
    return opinion


def _text(text: str, *, needed: bool) -> str:
    text = storable(text).strip()
    if needed and not text:
        raise Refusal("请写明条件或理由", "say on which conditions, or why", field="text")
    if len(text) > LONGEST:
        raise Refusal("请在 4000 字以内", "at most 4,000 letters", field="text")
    return text


@transaction.atomic
def give_opinion(actor: Actor, by: User, public_id: str, verdict: str, text: str) -> AdmissionOpinion:
    """Agree, agree on conditions, or oppose; as often as one changes one's mind before the decision.

    A veto is not changed in passing: it is taken back by `lift_veto`, so that the minutes tell both.

    Raises:
        AdmissionOpinion.DoesNotExist: as `givable`.
        Refusal: no verdict, no reason where one is needed, or the case is decided.
    """
    if verdict not in Verdict.values:
        raise Refusal("请选同意、有条件同意或不同意", "choose to agree, on conditions, or to oppose", field="verdict")
    opinion = _locked(actor, public_id)
    if opinion.verdict == Verdict.OPPOSE:
        raise Refusal("已经表示不同意；要改，请撤回反对并写明理由", "it is opposed; take that back and say why")
    opinion.text = _text(text, needed=verdict != Verdict.AGREE)
    opinion.verdict, opinion.given_by, opinion.given_at = verdict, by, timezone.now()
    opinion.save()
    note_deed("admission.opinion", opinion.case, department=opinion.department, verdict=verdict)
    return opinion


@transaction.atomic
def lift_veto(actor: Actor, public_id: str, reason: str) -> AdmissionOpinion:
    """Take back that one opposes: for the department itself, not for an office above it.

    Raises:
        AdmissionOpinion.DoesNotExist: as `givable`.
        Refusal: it is another department's, not opposed, no reason is given, or the case is decided.
    """
    opinion = _locked(actor, public_id)
    own = AdmissionOpinion.objects.visible_to(actor).filter(lifts_veto(actor), pk=opinion.pk)
    if not own.exists():
        raise Refusal("反对意见只能由提出的部门自己撤回", "only the department that opposes can take that back")
    if opinion.verdict != Verdict.OPPOSE or opinion.lifted_at is not None:
        raise Refusal("没有可撤回的反对意见", "there is no opposition to take back")
    opinion.lifted_reason, opinion.lifted_at = _text(reason, needed=True), timezone.now()
    opinion.save()
    note_deed("admission.lift", opinion.case, department=opinion.department)
    return opinion
