"""Saying of a pair that it suits, or that it does not; the last word of an office on it holds."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from yanzhen.errors import StateSecret
from yanzhen_web.models import Match, MatchDecision, Record, User
from yanzhen_web.scopes import Actor, decides_match
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.programs import happenings
from yanzhen_web.services.records.storing import storable

WHY = "the office's own word on a pair that the actor decides on"
LONGEST_REASON = 200
Verdict = MatchDecision.Verdict
_DEEDS = {Verdict.ACCEPTED: "match.accept", Verdict.REFUSED: "match.refuse", Verdict.TAKEN_BACK: "match.take_back"}


def office_of(actor: Actor) -> int | None:
    """In whose name the actor decides, as it is in whose name it sends books in."""
    return actor.home.organisation if actor.home else None


def decidable(actor: Actor, demand: str, achievement: str) -> tuple[Record, Record]:
    """The two sides of a pair on which the actor decides: one that the matcher proposes, or that its office has
    decided on before, though no run proposes it any more.

    Args:
        demand, achievement: public ids.

    Raises:
        Match.DoesNotExist: there is none, or it is not the actor's to decide on.
    """
    asked = {"demand__public_id": demand, "achievement__public_id": achievement}
    proposed = Match.objects.visible_to(actor).filter(decides_match(actor), **asked)
    decided = MatchDecision.objects.visible_to(actor).filter(decides_match(actor), owner_org=office_of(actor), **asked)
    for rows in (proposed, decided):
        if (found := rows.select_related("demand", "achievement").first()) is not None:
            return found.demand, found.achievement
    raise Match.DoesNotExist


@transaction.atomic
def decide(
    actor: Actor, by: User, demand: str, achievement: str, verdict: str, reason: str | None = None
) -> MatchDecision:
    """Say that a pair suits (`accepted`) or not (`refused`), or take back what was said (`taken_back`).

    Args:
        demand, achievement: public ids.
        reason: why, in words; None leaves the one that stands where the verdict stays the same.

    Raises:
        Match.DoesNotExist: as `decidable`.
        Refusal: the reason is too long, or bears a mark of state secrecy.
        ValueError: another verdict.
    """
    wanted = Verdict(verdict)
    sides = decidable(actor, demand, achievement)
    told = None if reason is None else reason_of(reason)
    decision = _standing(sides, office_of(actor))
    if told is None:
        told = decision.reason if decision.verdict == wanted else ""
    if wanted == Verdict.TAKEN_BACK:
        told = ""
    if (decision.verdict, decision.reason) == (wanted, told):
        return decision
    decision.verdict, decision.reason, decision.by, decision.decided_at = wanted, told, by, timezone.now()
    decision.save()
    note_deed(_DEEDS[wanted], decision, records=[side.public_id for side in sides])
    happenings.note("match.decided", [("decision", decision.public_id, 0)], decision.decided_at)
    return decision


def _standing(sides: tuple[Record, Record], office: int | None) -> MatchDecision:
    """The office's word on the pair, held until the transaction ends; one that says nothing where there is none."""
    rows = MatchDecision.objects.unscoped(why=WHY)
    # Two of an office may speak at once, and there is no row yet to wait for: the record is there.
    list(Record.objects.unscoped(why=WHY).select_for_update(of=("self",)).filter(pk=sides[0].pk))
    asked = {"demand": sides[0], "achievement": sides[1], "owner_org_id": office}
    return rows.filter(**asked).first() or MatchDecision(verdict=Verdict.TAKEN_BACK, **asked)


def reason_of(text: str) -> str:
    """A reason as it is kept: one line.

    Raises:
        Refusal: it is too long, or bears a mark of state secrecy.
    """
    from yanzhen.collect.secrecy import check_text

    reason = " ".join(str(storable(text)).split())
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            f"理由请在 {LONGEST_REASON} 字以内", f"give the reason in at most {LONGEST_REASON} letters", field="reason"
        )
    try:
        check_text(text, place_zh="理由", place_en="The reason")
    except StateSecret as error:
        raise Refusal(error.said.zh, error.said.en, field="reason") from None
    return reason
