"""Who suits whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from pydantic import Field

from yanzhen.language import Said, current
from yanzhen_web.api import paging
from yanzhen_web.api.jobs import JobTold, accepted
from yanzhen_web.api.problems import missing
from yanzhen_web.api.records import RECORD, Words, found
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Kind, Page, PublicId, Told, both, present
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Match, MatchDecision, Record
from yanzhen_web.scopes import EDITORS, MATCHERS, Actor, masks_record
from yanzhen_web.services.decisions import deciding
from yanzhen_web.services.decisions.learning import refuse_too_few
from yanzhen_web.services.decisions.standing import Pair, decided, standing_decisions
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.matching import SHOWN
from yanzhen_web.services.records.detailing import BEST_FIRST, match_entry, numbered, with_others
from yanzhen_web.services.records.reading import name_of, party_of, visible_records
from yanzhen_web.services.records.searching import matching

room = Room(
    "matches",
    Said("匹配", "Matches"),
    Said("需求和成果的配对，附理由；双方都看得到、且至少是一方内部的人才看得到配对。",
         "Pairs of demands and achievements with reasons; a pair is for those who see both sides, one from inside."),
)  # fmt: skip
_MATCHERS, _DECIDERS = tuple(sorted(MATCHERS)), tuple(sorted(EDITORS))
DECISION = "/matches/{pid:public_id}/{pid:achievement_id}/decision"
Verdict = Annotated[
    Literal["accepted", "refused"],
    Field(description=both("合适，或不合适", "Suits, or does not"), examples=["accepted"]),
]
Decisions = Mapping[Pair, list[MatchDecision]]
Top = Annotated[int, Field(ge=1, le=20, description=both("每条需求取几个", "How many of each demand"), examples=[5])]


class SideTold(Told):
    """One side of a pair."""

    id: PublicId
    kind: Kind
    name: str = Field(examples=["示例石墨膜技术"])
    party: str | None = Field(None, examples=["示例大学"])
    by_code: bool = Field(examples=[False])


class ReasonTold(Told):
    """Why; the weights add up to the score."""

    kind: str = Field(examples=["words"])
    text: str = Field(examples=["都提到“石墨膜”"])
    weight: int = Field(examples=[420])


class FactTold(Told):
    """A figure that the demand asks for, and what the achievement says of it."""

    requirement: str = Field(examples=["导热系数 ≥ 1500 W/(m·K)"])
    outcome: str = Field(examples=["meets"])
    claim: str | None = Field(None, examples=["1600 W/(m·K)"])
    text: str = Field(examples=["导热系数：要求 ≥ 1500，成果 1600，满足"])


class MatchDecisionTold(Told):
    """What an organisation decided on a pair; only one's own and those below it are told."""

    id: PublicId
    verdict: Verdict
    reason: str | None = Field(None, examples=["已约企业面谈"])
    decided_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    office: str = Field(description=both("谁的判断", "Whose it is"), examples=["示例市投资促进局"])
    own: bool = Field(description=both("是不是本单位的", "Whether it is one's own organisation's"), examples=[True])


class DecidedPairTold(MatchDecisionTold):
    """A decision with the pair that it is on."""

    demand: SideTold
    achievement: SideTold


class MatchLearnedTold(Told):
    """From how many decisions a score was learned, and when."""

    decisions: int = Field(ge=1, examples=[512])
    at: datetime = Field(examples=["2025-03-29T01:00:00Z"])


class MatchDecisionGiven(Given):
    """What the key's person says of a pair, for their organisation."""

    verdict: Verdict
    reason: str | None = Field(
        None,
        max_length=deciding.LONGEST_REASON,
        pattern=r"^[^\x00]*$",
        description=both(
            "可不写；结论不变又不写的，保留原来的理由",
            "May be left out; where the verdict stays the same, the reason then stays too",
        ),
        examples=["已约企业面谈"],
    )


class MatchTold(Told):
    """A pair, seen from one side."""

    rank: int = Field(ge=1, examples=[1])
    score: int = Field(examples=[1250])
    other: SideTold
    reasons: list[ReasonTold]
    facts: list[FactTold]
    learned: MatchLearnedTold | None = Field(
        None, description=both("按人的判断学得的分数才有", "Only where the score was learned from decisions")
    )
    decisions: list[MatchDecisionTold]


class DemandMatchesTold(Told):
    """A demand with its best achievements."""

    demand: SideTold
    matches: list[MatchTold]


def _side(record: Record) -> dict[str, Any]:
    return present(
        {"id": record.public_id, "kind": record.kind, "name": name_of(record), "party": party_of(record)}
    ) | {"by_code": masks_record(record)}


def _match(actor: Actor, match: Match, other: Record, decisions: Decisions) -> dict[str, Any]:
    entry = match_entry(match, other)
    told: dict[str, Any] = {
        "score": match.score,
        "other": _side(other),
        "reasons": [{name: reason[name] for name in ("kind", "text", "weight")} for reason in entry["reasons"]],
        "facts": [_fact(fact) for fact in match.facts],
        "decisions": [_decision(actor, one) for one in decisions.get((match.demand_id, match.achievement_id), [])],
    }
    if match.learned_from is not None:
        told["learned"] = {"decisions": match.learned_from, "at": match.learned_at}
    return told


def _decision(actor: Actor, decision: MatchDecision) -> dict[str, Any]:
    own = decision.owner_org_id == deciding.office_of(actor)
    told = {"id": decision.public_id, "verdict": decision.verdict, "reason": decision.reason}
    return present(told | {"decided_at": decision.decided_at, "office": decision.owner_org.name}) | {"own": own}


def _fact(fact: dict[str, Any]) -> dict[str, Any]:
    told = {"requirement": fact["requirement"], "outcome": fact["verdict"].replace(" ", "_"), "claim": fact["claim"]}
    return present(told) | {"text": fact[current()]}


def _noted(pairs: Iterable[tuple[Match, Record]], *sides: Record) -> list[tuple[Match, Record]]:
    """Pairs that are told; the confidential ones on either side stand in the history, as those of the page do."""
    listed = list(pairs)
    note_read([*sides, *(record for _, record in listed)], "match.read", SHOWN)
    return listed


@room.get("/matches", said=Said("有配对的需求，各带最好的成果", "Demands with their best achievements"),
          answers={200: Page[DemandMatchesTold]})  # fmt: skip
def matches_list(
    request: Asked, q: Words = "", top: Top = 5, limit: paging.Limit = 20, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    visible = Match.objects.visible_to(request.actor)
    rows = visible_records(request.actor, "demand").filter(Exists(visible.filter(demand=OuterRef("pk"))))
    if q.strip():
        rows = rows.filter(matching(q, request.actor, "demand"))

    best = Prefetch("offers", visible.order_by(*BEST_FIRST)[:top], to_attr="best")
    order = paging.Order("updated_at", descending=True)
    page = paging.page(rows.prefetch_related(best), order, limit, cursor, lambda demand: demand, (q, top))
    return page | {"items": _with_best(request.actor, page["items"])}


def _with_best(actor: Actor, demands: list[Any]) -> list[dict[str, Any]]:
    """Demands with the matches that were fetched with them; the other sides of all in one query."""
    found: dict[int, list[dict[str, Any]]] = {demand.pk: [] for demand in demands}
    matches = [match for demand in demands for match in demand.best]
    decisions = decided(actor, matches)
    for match, achievement in _noted(with_others(actor, matches, "achievement"), *demands):
        found[match.demand_id].append(_match(actor, match, achievement, decisions))
    return [{"demand": _side(demand), "matches": numbered(found[demand.pk])} for demand in demands]


@room.get(f"{RECORD}/matches", said=Said("一条需求或成果的配对", "The pairs of a demand or an achievement"),
          answers={200: Page[MatchTold]})  # fmt: skip
def matches_of(request: Asked, kind: Kind, public_id: PublicId, top: Top = 20) -> dict[str, Any]:
    record = found(request.actor, kind, public_id)
    if kind not in ("demand", "achievement"):
        raise missing()
    other = "achievement" if kind == "demand" else "demand"
    rows = Match.objects.visible_to(request.actor).filter(**{kind: record})
    ordered = rows.order_by(*BEST_FIRST) if kind == "demand" else rows.order_by("-score", "demand_id")
    matches = list(ordered[:top])
    decisions = decided(request.actor, matches)
    pairs = _noted(with_others(request.actor, matches, other), record)
    return {"items": numbered(_match(request.actor, match, seen, decisions) for match, seen in pairs)}


@room.get("/matches/decisions", said=Said("对配对的判断", "Decisions on pairs"), answers={200: Page[DecidedPairTold]})
def matches_decisions(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    """The latest first: those of one's own organisation and of those below it."""
    order = paging.Order("decided_at", descending=True)
    rows = standing_decisions(request.actor).select_related("owner_org")
    page = paging.page(rows, order, limit, cursor, lambda decision: decision)
    return page | {"items": _with_sides(request.actor, page["items"])}


@room.get("/matches/decisions/{pid:public_id}", said=Said("一个判断", "A decision"), answers={200: DecidedPairTold})
def matches_decision(request: Asked, public_id: PublicId) -> dict[str, Any]:
    """One that was taken back is not there any more."""
    row = standing_decisions(request.actor).select_related("owner_org").get(public_id=public_id)
    return _with_sides(request.actor, [row])[0]


def _with_sides(actor: Actor, decisions: list[MatchDecision]) -> list[dict[str, Any]]:
    """Decisions with their pairs; the records of all in one query."""
    keys = {key for one in decisions for key in (one.demand_id, one.achievement_id)}
    records = {record.pk: record for record in visible_records(actor).filter(pk__in=keys)}
    note_read(records.values(), "match.read", SHOWN)
    return [
        _decision(actor, one)
        | {"demand": _side(records[one.demand_id]), "achievement": _side(records[one.achievement_id])}
        for one in decisions
    ]


@room.post(DECISION, said=Said("判断一对合不合适", "Decide on a pair"), who=_DECIDERS, answers={200: MatchDecisionTold})
def matches_decide(
    request: Asked, public_id: PublicId, achievement_id: PublicId, given: MatchDecisionGiven
) -> dict[str, Any]:
    """The pair is named by its demand and its achievement; the last word of an organisation holds."""
    pair = (request.actor, request.user, public_id, achievement_id)
    decision = deciding.decide(*pair, given.verdict, given.reason)
    return _decision(request.actor, decision)


@room.delete(DECISION, said=Said("撤回对一对的判断", "Take a decision back"), who=_DECIDERS, answers={204: None})
def matches_take_back(request: Asked, public_id: PublicId, achievement_id: PublicId) -> None:
    """Nothing is there to be taken back: that is fine too."""
    deciding.decide(request.actor, request.user, public_id, achievement_id, deciding.Verdict.TAKEN_BACK)


@room.post(
    "/matches/run",
    said=Said("重新匹配", "Match anew"),
    tells=Said("在后台做：看得到的全部需求配看得到的全部成果。",
               "Behind: all demands that the key's person sees with all achievements that they see."),
    who=_MATCHERS,
    answers={202: JobTold},
    cost=50,
    answer_headers={"Location": Said("任务的地址", "The address of the job")},
)  # fmt: skip
def matches_run(request: Asked, response: HttpResponse) -> dict[str, Any]:
    return accepted(response, enqueue("run_matches", request.user, once=f"user-{request.user.pk}"))


@room.post(
    "/matches/learn",
    said=Said("从判断学习", "Learn from decisions"),
    tells=Said("在后台做：用本单位和下级的判断；太少的当即拒绝，并说还差几个。学好后再重新匹配。",
               "Behind: from the decisions of one's own organisation and those below it; too few are refused at once, "
               "with how many are missing. Match anew afterwards."),
    who=_MATCHERS,
    answers={202: JobTold},
    cost=50,
    answer_headers={"Location": Said("任务的地址", "The address of the job")},
)  # fmt: skip
def matches_learn(request: Asked, response: HttpResponse) -> dict[str, Any]:
    refuse_too_few(request.actor)
    return accepted(response, enqueue("learn_matches", request.user, once=f"user-{request.user.pk}"))
