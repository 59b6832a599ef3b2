"""流转建议: what planners take up, and what the office that keeps the lead says to it. No lead moves by either."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.language import Said, current
from yanzhen_web.models import AllocationRun, Record, TransferProposal, User
from yanzhen_web.scopes import Actor, answers_proposal, sees_run
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.listing import record_url
from yanzhen_web.services.records.reading import name_of, owner_of, visible_records

State, Answer = TransferProposal.State, TransferProposal.Answer
SHOWN = ("name", "region")
MOST = 500
_STATES = {
    State.PROPOSED: Said("建议", "Proposed"),
    State.ADOPTED: Said("已采纳", "Taken up"),
    State.DECLINED: Said("未采纳", "Declined"),
}
_ANSWERS = {
    Answer.OPEN: Said("待答复", "Waits for an answer"),
    Answer.AGREED: Said("已同意", "Agreed"),
    Answer.REFUSED: Said("不同意", "Not agreed"),
}


def seen(actor: Actor) -> QuerySet[TransferProposal]:
    """The proposals that the actor reads, the latest first."""
    return TransferProposal.objects.visible_to(actor).select_related("run", "decided_by").order_by("-pk")


def lines_of_run(actor: Actor, run: AllocationRun) -> list[dict[str, Any]]:
    """What one scenario proposes."""
    return _lines(actor, list(seen(actor).filter(run=run).order_by("pk")[:MOST]))


def proposal_page(actor: Actor) -> dict[str, Any]:
    """What was taken up about leads of the actor's office, or towards it; for planners all that they took up."""
    lines = _lines(actor, list(seen(actor).filter(state=State.ADOPTED)[:MOST]))
    return {"proposals": lines}


def _lines(actor: Actor, proposals: list[TransferProposal]) -> list[dict[str, Any]]:
    ids = {pk for each in proposals for pk in (each.project_id, each.place_id)}
    records = {r.pk: r for r in visible_records(actor).filter(pk__in=ids).select_related("owner_org")}
    mine = TransferProposal.objects.visible_to(actor).filter(answers_proposal(actor))
    answering = set(mine.filter(pk__in=[each.pk for each in proposals]).values_list("pk", flat=True))
    planned = TransferProposal.objects.visible_to(actor).filter(sees_run(actor, "run__"))
    planning = set(planned.filter(pk__in=[each.pk for each in proposals]).values_list("pk", flat=True))
    note_read(list(records.values()), "transfer.read", SHOWN)
    return [
        {
            "proposal": each,
            "project": _link(records.get(each.project_id)),
            "owner": owner_of(records[each.project_id]) if each.project_id in records else "",
            "place": _link(records.get(each.place_id)),
            "why": each.reason.get(current(), "") if each.project_id in records else "",
            "state_label": str(_STATES[State(each.state)]),
            "answer_label": str(_ANSWERS[Answer(each.answer)]) if each.state == State.ADOPTED else "",
            "may_answer": each.pk in answering,
            "may_decide": each.pk in planning and each.answer == Answer.OPEN,
        }
        for each in proposals
    ]


def _link(record: Record | None) -> dict[str, str]:
    """A record as the actor knows it; who is to receive a lead need not know it by name before it is passed on."""
    if record is None:
        return {"name": _("一个待流转的项目"), "href": ""}
    return {"name": name_of(record), "href": record_url(record)}


def decidable(actor: Actor, public_id: str) -> TransferProposal:
    """A proposal of the actor's own studies.

    Raises:
        TransferProposal.DoesNotExist: there is none, or it is not.
    """
    rows = TransferProposal.objects.visible_to(actor).filter(sees_run(actor, "run__"))
    return rows.select_related("run__study").get(public_id=public_id)


def answerable(actor: Actor, public_id: str) -> TransferProposal:
    """A proposal about a lead that the actor's office keeps.

    Raises:
        TransferProposal.DoesNotExist: there is none, or it is not the actor's to answer.
    """
    return TransferProposal.objects.visible_to(actor).filter(answers_proposal(actor)).get(public_id=public_id)


@transaction.atomic
def decide(actor: Actor, by: User, public_id: str, state: str) -> TransferProposal:
    """Take a proposal up, decline it, or put it back, as who plans.

    Raises:
        TransferProposal.DoesNotExist: there is none, or it is not of the actor's own studies.
        Refusal: the office has answered already.
        ValueError: another state.
    """
    wanted = State(state)
    proposal = _held(decidable(actor, public_id))
    if proposal.answer != Answer.OPEN:
        raise Refusal("报送单位已经答复，不能再改", "its office has answered; it can't be changed any more")
    proposal.state, proposal.decided_by, proposal.decided_at = wanted, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    note_deed(f"transfer.{wanted.value}", proposal)
    return proposal


@transaction.atomic
def answer(actor: Actor, by: User, public_id: str, said: str) -> TransferProposal:
    """Agree or not, as the office that keeps the lead. The lead stays where it is: passing it on is that office's deed.

    Raises:
        TransferProposal.DoesNotExist: there is none, or the lead is not the actor's.
        ValueError: another answer.
    """
    wanted = Answer(said)
    proposal = _held(answerable(actor, public_id))
    proposal.answer, proposal.answered_by, proposal.answered_at = wanted, by, timezone.now()
    proposal.save(update_fields=["answer", "answered_by", "answered_at"])
    note_deed(f"transfer.{wanted.value}", proposal)
    return proposal


def _held(found: TransferProposal) -> TransferProposal:
    """The row, held until the transaction ends, so that a decision and an answer do not cross."""
    held = TransferProposal.objects.unscoped(why="a proposal that the actor may act on, held")
    return held.select_for_update(of=("self",)).get(pk=found.pk)
