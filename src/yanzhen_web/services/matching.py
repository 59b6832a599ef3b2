"""Who suits whom: rows to the matcher, its pairs back as rows; the sheet to send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from yanzhen.language import current, say
from yanzhen_web.models import Job, Match, Record
from yanzhen_web.scopes import Actor, Relation
from yanzhen_web.services import showing
from yanzhen_web.services.detailing import BEST_FIRST, match_entry, numbered
from yanzhen_web.services.listing import record_url
from yanzhen_web.services.reading import as_engine, readable, visible_records
from yanzhen_web.services.reporting import current_event
from yanzhen_web.services.searching import matching as with_words
from yanzhen_web.services.storing import storable

TOP = 20
SHEET = 5
PAGE = 20
Report = Callable[[int, str], None]


def run_matches(actor: Actor, job: Job | None, report: Report) -> str:
    """Match all demands that the actor sees with all achievements that it sees; earlier pairs of these are replaced.

    The matcher reads open fields only: a reason that cites a word must give nothing away to who sees the pair.
    """
    from yanzhen.match import match_technology

    report(5, say("读取需求和成果", "reading demands and achievements"))
    demands, achievements = _records(actor, "demand"), _records(actor, "achievement")
    ids = {record.public_id: record.pk for record in (*demands, *achievements)}
    event = current_event(actor)
    report(20, say("匹配", "matching"))
    found = match_technology(
        [_open(record) for record in demands],
        [_open(record) for record in achievements],
        top=TOP,
        on=event.starts_on if event else None,
    )
    report(80, say("写入", "writing"))
    earlier = Match.objects.visible_to(actor).filter(demand__in=[record.pk for record in demands])
    _replace(earlier, found, ids, job)
    return say(f"{len(demands)} 条需求，{len(found)} 对匹配", f"{len(demands)} demands, {len(found)} pairs")


def _records(actor: Actor, kind: str) -> list[Record]:
    rows = visible_records(actor, kind).exclude(engine_key__contains="~").select_related("upload")
    return list(rows.defer("search_text", "extra").order_by("pk"))


def _open(record: Record) -> Any:
    return as_engine(record, readable(record.kind, Relation()))


@transaction.atomic
def _replace(earlier: QuerySet[Match], found: Iterable[Any], ids: Mapping[str, int], job: Job | None) -> None:
    why = "a run of the matcher replaces the pairs of its demands"
    now = timezone.now()
    earlier.delete()
    rows = (
        Match(
            demand_id=ids[pair.need_id],
            achievement_id=ids[pair.offer_id],
            rank=pair.rank,
            score=pair.score,
            reasons=[{"kind": r.kind, "zh": r.text.zh, "en": r.text.en, "weight": r.weight} for r in pair.reasons],
            facts=[
                {"requirement": f.requirement, "claim": f.claim, "verdict": f.verdict, "zh": f.said.zh, "en": f.said.en}
                for f in pair.facts
            ],
            job=job,
            computed_at=now,
        )
        for pair in found
    )
    Match.objects.unscoped(why=why).bulk_create(rows, batch_size=500)


def match_page(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Demands that have matches, each with its best achievements."""
    visible = Match.objects.visible_to(actor)
    best = visible.select_related("achievement").order_by(*BEST_FIRST)[:SHEET]
    rows = visible_records(actor, "demand").filter(Exists(visible.filter(demand=OuterRef("pk"))))
    query = storable(parameters.get("q", ""))[:200]
    if query.strip():
        rows = rows.filter(with_words(query))
    rows = rows.order_by("-updated_at", "-pk").prefetch_related(Prefetch("offers", best, to_attr="best"))
    page = Paginator(rows, PAGE).get_page(parameters.get("page", "1"))
    return {"demands": [_demand(record) | {"matches": _best(record)} for record in page], "page": page, "query": query}


def _best(record: Record) -> list[dict[str, Any]]:
    return numbered(match_entry(match, match.achievement) for match in record.best)  # type: ignore[attr-defined]


def _demand(record: Record) -> dict[str, Any]:
    return {
        "record": record,
        "name": record.name,
        "organisation": record.party,
        "href": record_url(record),
        "sheet_url": reverse("match_sheet", kwargs={"public_id": record.public_id}),
    }


def sheet_page(actor: Actor, public_id: str) -> dict[str, Any] | None:
    """供需对接单: a demand, its five best achievements, why, and which of its figures they meet."""
    demand = visible_records(actor, "demand").filter(public_id=public_id).first()
    if demand is None:
        return None
    pairs = Match.objects.visible_to(actor).filter(demand=demand).select_related("achievement").order_by(*BEST_FIRST)
    matches = list(pairs[:SHEET])
    return {
        "demand": _demand(demand) | _told(demand),
        "offers": numbered(_offer(match) for match in matches),
        "figures": _figures(matches),
        "printed_on": timezone.localdate(),
    }


def _figures(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Each figure that the demand asks for, with what every achievement says about it, in their order."""
    asked = dict.fromkeys(fact["requirement"] for match in matches for fact in match.facts)
    told = [{fact["requirement"]: fact for fact in match.facts} for match in matches]
    return [{"requirement": figure, "cells": [_answer(facts.get(figure)) for facts in told]} for figure in asked]


def _answer(fact: Mapping[str, str] | None) -> dict[str, str]:
    if fact is None:
        return {"outcome": "unknown", "claim": ""}
    return {"outcome": fact["verdict"].replace(" ", "_"), "claim": fact["claim"]}


def _told(demand: Record) -> dict[str, str]:
    fields = {f.key: f for f in readable("demand", Relation.to(demand))}
    shown = {key: showing.shown(fields[key], demand.fields.get(key)) for key in fields}
    content = "\n".join(shown[key] for key in ("content", "targets") if shown.get(key))
    budget = next((shown[key] for key in ("budget_cny", "budget_cny_range", "bounty_cny") if shown.get(key)), "")
    return {"content": content, "budget": budget, "region": shown.get("region", ""), "field": shown.get("field", "")}


def _offer(match: Match) -> dict[str, Any]:
    entry = match_entry(match, match.achievement)
    entry["content"] = str(match.achievement.fields.get("content", ""))
    entry["reasons"] = [reason for reason in entry["reasons"] if reason["kind"] != "fact"]
    entry["facts"] = [{"outcome": fact["verdict"].replace(" ", "_"), "text": fact[current()]} for fact in match.facts]
    return entry
