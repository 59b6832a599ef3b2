"""What people decide on a pair: two things, one thing that both go on telling, later; or that it is open again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import Likeness, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.likenesses import decides_likeness
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

WHY = "a pair that the person decides on"
LONGEST_REASON = 500
State = Likeness.State
_DEEDS = {State.DIFFERENT: "likeness.different", State.BOTH: "likeness.both", State.OPEN: "likeness.reopen"}


def decidable(actor: Actor, public_id: str) -> Likeness:
    """A pair on which the actor decides.

    Raises:
        Likeness.DoesNotExist: there is none, or it is not the actor's to decide on.
    """
    rows = Likeness.objects.visible_to(actor).filter(decides_likeness(actor))
    return rows.select_related("first__owner_org", "second__owner_org").get(public_id=public_id)


def locked(actor: Actor, public_id: str) -> Likeness:
    """The same, held until the transaction ends.

    Raises:
        Likeness.DoesNotExist: as `decidable`.
    """
    decidable(actor, public_id)
    list(Likeness.objects.unscoped(why=WHY).select_for_update(of=("self",)).filter(public_id=public_id))
    return decidable(actor, public_id)


def reason_for(pair: Likeness, reason: str) -> str:
    """The reason as it is kept.

    Raises:
        Refusal: none is given where two organisations are concerned, or it is too long.
    """
    reason = storable(reason).strip()
    if not reason and pair.first.owner_org_id != pair.second.owner_org_id:
        raise Refusal(
            "两个单位的事，请写明理由；两边都看得到",
            "two organisations are concerned: say why; both will read it",
            field="reason",
        )
    if len(reason) > LONGEST_REASON:
        raise Refusal("理由请在 500 字以内", "give the reason in at most 500 letters", field="reason")
    return reason


def refuse_decided(pair: Likeness) -> None:
    """Stop where somebody has decided meanwhile.

    Raises:
        Refusal: the pair is not open.
    """
    if pair.state != State.OPEN:
        raise Refusal("这一对已经定了；要改，请先重新打开", "this pair is decided; to change that, open it again first")


@transaction.atomic
def decide(actor: Actor, by: User, public_id: str, state: str, reason: str) -> Likeness:
    """Say that two records are two things (`different`), or one that both owners go on telling (`both`).

    Raises:
        Likeness.DoesNotExist: as `decidable`.
        Refusal: it is decided already; no reason is given where one is needed.
        ValueError: another state.
    """
    if state not in (State.DIFFERENT, State.BOTH):
        raise ValueError(state)
    pair = locked(actor, public_id)
    refuse_decided(pair)
    return settle(pair, by, state, reason_for(pair, reason))


def settle(pair: Likeness, by: User | None, state: str, reason: str) -> Likeness:
    """Write a decision down; within a transaction that holds the pair."""
    pair.state, pair.reason, pair.put_off_at = state, reason, None
    pair.decided_by, pair.decided_at = (None, None) if state == State.OPEN else (by, timezone.now())
    pair.save(update_fields=["state", "reason", "put_off_at", "decided_by", "decided_at"])
    if state in _DEEDS:
        note_deed(_DEEDS[State(state)], pair, records=[pair.first.public_id, pair.second.public_id])
    return pair


@transaction.atomic
def reopen(actor: Actor, by: User, public_id: str) -> Likeness:
    """Take a decision back; what was merged is undone by itself (`merging.undo`).

    Raises:
        Likeness.DoesNotExist: as `decidable`.
        Refusal: it is not decided.
    """
    pair = locked(actor, public_id)
    if pair.state == State.OPEN:
        raise Refusal("这一对还没有定", "this pair is not decided")
    return settle(pair, by, State.OPEN, "")


@transaction.atomic
def put_off(actor: Actor, public_id: str) -> Likeness:
    """Leave it for later: it goes to the end of the list.

    Raises:
        Likeness.DoesNotExist: as `decidable`.
        Refusal: it is decided.
    """
    pair = locked(actor, public_id)
    refuse_decided(pair)
    pair.put_off_at = timezone.now()
    pair.save(update_fields=["put_off_at"])
    return pair
