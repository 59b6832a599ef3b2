"""Who suits whom, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from pydantic import Field

from yanzhen.language import Said, current
from yanzhen_web.api import paging
from yanzhen_web.api.jobs import JobTold, accepted
from yanzhen_web.api.problems import missing
from yanzhen_web.api.records import RECORD, Words, found
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Kind, Page, PublicId, Told, both, present
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Match, Record
from yanzhen_web.scopes import CITY, COUNTY, ORGANISER, PLATFORM, Actor, masks_record
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


class MatchTold(Told):
    """A pair, seen from one side."""

    rank: int = Field(ge=1, examples=[1])
    score: int = Field(examples=[1250])
    other: SideTold
    reasons: list[ReasonTold]
    facts: list[FactTold]


class DemandMatchesTold(Told):
    """A demand with its best achievements."""

    demand: SideTold
    matches: list[MatchTold]


def _side(record: Record) -> dict[str, Any]:
    return present(
        {"id": record.public_id, "kind": record.kind, "name": name_of(record), "party": party_of(record)}
    ) | {"by_code": masks_record(record)}


def _match(match: Match, other: Record) -> dict[str, Any]:
    entry = match_entry(match, other)
    reasons = [{name: reason[name] for name in ("kind", "text", "weight")} for reason in entry["reasons"]]
    return {"score": match.score, "other": _side(other), "reasons": reasons, "facts": [_fact(f) for f in match.facts]}


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
    for match, achievement in _noted(with_others(actor, matches, "achievement"), *demands):
        found[match.demand_id].append(_match(match, achievement))
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
    pairs = _noted(with_others(request.actor, list(ordered[:top]), other), record)
    return {"items": numbered(_match(match, seen) for match, seen in pairs)}


@room.post(
    "/matches/run",
    said=Said("重新匹配", "Match anew"),
    tells=Said("在后台做：看得到的全部需求配看得到的全部成果。",
               "Behind: all demands that the key's person sees with all achievements that they see."),
    who=(PLATFORM, ORGANISER, CITY, COUNTY),
    answers={202: JobTold},
    cost=50,
    answer_headers={"Location": Said("任务的地址", "The address of the job")},
)  # fmt: skip
def matches_run(request: Asked, response: HttpResponse) -> dict[str, Any]:
    return accepted(response, enqueue("run_matches", request.user, once=f"user-{request.user.pk}"))
