"""What was decided on the pairs of a page, as far as its reader may know, and whether the reader decides on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.urls import reverse

from yanzhen_web.models import Match, MatchDecision, Record
from yanzhen_web.scopes import Actor, decides_match
from yanzhen_web.services.decisions.deciding import Verdict, decidable, office_of
from yanzhen_web.services.records.listing import record_url
from yanzhen_web.services.records.reading import name_of, visible_records

Pair = tuple[int, int]
"""The keys of a demand and an achievement."""


def _decidable(actor: Actor) -> Case:
    return Case(When(decides_match(actor), then=Value(True)), default=Value(False), output_field=BooleanField())


def seen_matches(actor: Actor) -> QuerySet[Match]:
    """Pairs that the actor sees; each row says by `decidable` whether the actor decides on it."""
    return Match.objects.visible_to(actor).annotate(decidable=_decidable(actor))


def decisions_on(actor: Actor, pairs: Iterable[Pair]) -> dict[Pair, list[MatchDecision]]:
    """What was decided on pairs, by pair, the latest first: all of a page in one query."""
    wanted = set(pairs)
    rows = standing_decisions(actor).filter(
        demand__in={demand for demand, _ in wanted}, achievement__in={achievement for _, achievement in wanted}
    )
    found: dict[Pair, list[MatchDecision]] = {}
    for row in rows.select_related("owner_org", "by") if wanted else []:
        pair = (row.demand_id, row.achievement_id)
        if pair in wanted:
            found.setdefault(pair, []).append(row)
    return found


def standing_decisions(actor: Actor) -> QuerySet[MatchDecision]:
    """Decisions that the actor sees and that nobody has taken back."""
    return MatchDecision.objects.visible_to(actor).exclude(verdict=Verdict.TAKEN_BACK)


def decided(actor: Actor, matches: Iterable[Match]) -> dict[Pair, list[MatchDecision]]:
    """The same for matches."""
    return decisions_on(actor, [(match.demand_id, match.achievement_id) for match in matches])


def decision_on(
    actor: Actor, decisions: Mapping[Pair, list[MatchDecision]], match: Match, demand: Record, achievement: Record
) -> dict[str, Any]:
    """The decisions on a pair as pages show them.

    Args:
        decisions: those of the page, see `decided`.
        match: a row of `seen_matches`.
    """
    found = decisions.get((match.demand_id, match.achievement_id), [])
    return decision_entry(actor, found, demand, achievement, may=match.decidable)  # type: ignore[attr-defined]


def decision_entry(
    actor: Actor, decisions: Iterable[MatchDecision], demand: Record, achievement: Record, *, may: bool
) -> dict[str, Any]:
    """A pair's decisions as pages show them: that of the reader's own office, those of others, where to send another.

    Args:
        decisions: on the pair, the latest first.
        may: whether the reader decides on it.
    """
    own = office_of(actor)
    offices = [desk.organisation for desk in actor.desks] if own is None else [own]
    listed = list(decisions)
    mine = next((one for one in listed if one.owner_org_id in offices), None)
    pieces = {"public_id": demand.public_id, "achievement_id": achievement.public_id}
    return {
        "may": may,
        "own": mine,
        "others": [one for one in listed if one is not mine],
        "url": reverse("match_decide", kwargs=pieces),
        "anchor": f"pair-{demand.public_id}-{achievement.public_id}",
    }


def pair_entry(actor: Actor, demand_id: str, achievement_id: str) -> dict[str, Any]:
    """The same for one pair on which the actor decides, as it stands now.

    Raises:
        Match.DoesNotExist: as `deciding.decidable`.
    """
    demand, achievement = decidable(actor, demand_id, achievement_id)
    found = decisions_on(actor, [(demand.pk, achievement.pk)])
    return decision_entry(actor, found.get((demand.pk, achievement.pk), []), demand, achievement, may=True)


def beyond(actor: Actor, demand: Record, shown: Iterable[int]) -> list[dict[str, Any]]:
    """What was decided on a demand's pairs that a page does not show: pairs far down, or proposed by no run any more.

    Args:
        demand: a row of `visible_records`.
        shown: keys of the achievements that the page shows.
    """
    rows = standing_decisions(actor).filter(demand=demand).exclude(achievement__in=list(shown))
    listed: dict[int, list[MatchDecision]] = {}
    for row in rows.annotate(decidable=_decidable(actor)).select_related("owner_org", "by"):
        listed.setdefault(row.achievement_id, []).append(row)
    if not listed:
        return []
    achievements = {record.pk: record for record in visible_records(actor, "achievement").filter(pk__in=list(listed))}
    return [
        {
            "record": achievements[pk],
            "name": name_of(achievements[pk]),
            "href": record_url(achievements[pk]),
            "decision": decision_entry(
                actor,
                decisions,
                demand,
                achievements[pk],
                may=any(one.decidable for one in decisions),  # type: ignore[attr-defined]
            ),
        }
        for pk, decisions in listed.items()
    ]
