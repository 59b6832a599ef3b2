"""Who suits whom: rows to the matcher, its pairs back as rows; the sheet to send."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from yanzhen.language import current, say
from yanzhen_web.models import Job, Match, MatchModel, Record
from yanzhen_web.scopes import Actor, Relation
from yanzhen_web.services.decisions import learning
from yanzhen_web.services.decisions.standing import beyond, decided, decision_on, seen_matches
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.programs.happenings import note
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.detailing import BEST_FIRST, match_entry, numbered, with_others
from yanzhen_web.services.records.listing import record_url
from yanzhen_web.services.records.reading import (
    as_engine_outside,
    name_of,
    party_of,
    readable,
    value_of,
    visible_records,
)
from yanzhen_web.services.records.searching import matching as with_words
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.report.reporting import current_event

TOP = 20
SHEET = 5
PAGE = 20
SHOWN = ("name", "content", "targets", "region", "field")
"""Of both sides of a match its pages show no contacts."""
Report = Callable[[int, str], None]


def run_matches(actor: Actor, job: Job | None, report: Report) -> str:
    """Match the demands that the actor knows from inside with all achievements that it sees.

    All earlier pairs of these are replaced; pairs with an achievement that the actor does not see stay as they are.
    The matcher reads what everybody may read, names by code: a reason that cites a word gives nothing away to whoever
    sees the pair. Where the actor's office has learned from decisions, its model scores the pairs; the reasons then
    name none of those decisions, nor how many of them are on this demand: who sees the pair may know of none.
    """
    from yanzhen.match import match_technology

    report(5, say("读取需求和成果", "reading demands and achievements"))
    demands = list(_records(actor, "demand").filter(inside=True))
    achievements = list(_records(actor, "achievement"))
    event = current_event(actor)
    model, learned, complaint = learning.opened_model(actor)
    report(20, say("匹配", "matching"))
    found = match_technology(
        [as_engine_outside(record) for record in demands],
        [as_engine_outside(record) for record in achievements],
        top=TOP,
        on=event.starts_on if event else None,
        model=model,
        name_precedents=False,
    )
    report(80, say("写入", "writing"))
    ids = {record.public_id: record.pk for record in (*demands, *achievements)}
    _replace(_between(actor, demands), found, ids, job, learned)
    return _done(len(demands), len(found), learned, complaint)


def _done(demands: int, pairs: int, learned: MatchModel | None, complaint: str) -> str:
    done = say(f"{demands} 条需求，{pairs} 对匹配", f"{demands} demands, {pairs} pairs")
    if learned is not None:
        done += say(f"，按 {learned.decisions} 个判断学得", f", learned from {learned.decisions} decisions")
    return f"{done}. {complaint}" if complaint else done


def _records(actor: Actor, kind: str) -> QuerySet[Record]:
    rows = visible_records(actor, kind).exclude(engine_key__contains="~")
    return rows.defer("search_text", "open_search_text", "extra").order_by("pk")


def _between(actor: Actor, demands: Sequence[Record]) -> QuerySet[Match]:
    """The pairs of these demands, known from inside, whose achievement the actor sees: those that a run replaces."""
    return Match.objects.visible_to(actor).filter(demand__in=[record.pk for record in demands])


@transaction.atomic
def _replace(
    earlier: QuerySet[Match],
    found: Sequence[Any],
    ids: Mapping[str, int],
    job: Job | None,
    learned: MatchModel | None,
) -> None:
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
            learned_from=learned.decisions if learned else None,
            learned_at=learned.learned_at if learned else None,
        )
        for pair in found
    )
    # Two runs may write the same pair at once: the later one holds.
    Match.objects.unscoped(why="a run of the matcher replaces the pairs of its demands").bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["demand", "achievement"],
        update_fields=["rank", "score", "reasons", "facts", "job", "computed_at", "learned_from", "learned_at"],
    )
    note("match.computed", (("demand", need, 0) for need in dict.fromkeys(pair.need_id for pair in found)), now)


def match_page(actor: Actor, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Demands that have matches, each with its best achievements."""
    visible = seen_matches(actor)
    rows = visible_records(actor, "demand").filter(Exists(visible.filter(demand=OuterRef("pk"))))
    query = storable(parameters.get("q", ""))[:200]
    if query.strip():
        rows = rows.filter(with_words(query, actor, "demand"))
    rows = rows.order_by("-updated_at", "-pk").prefetch_related(
        Prefetch("offers", visible.order_by(*BEST_FIRST)[:SHEET], to_attr="best")
    )
    page = Paginator(rows, PAGE).get_page(parameters.get("page", "1"))
    matches = [match for record in page for match in record.best]
    best: dict[int, list[dict[str, Any]]] = {}
    others = list(with_others(actor, matches, "achievement"))
    note_read([*page, *(achievement for _, achievement in others)], "match.read", SHOWN)
    decisions = decided(actor, matches)
    known = {record.pk: record for record in page}
    for match, achievement in others:
        entry = match_entry(match, achievement)
        entry["decision"] = decision_on(actor, decisions, match, known[match.demand_id], achievement)
        best.setdefault(match.demand_id, []).append(entry)
    demands = [
        _demand(record) | {"matches": numbered(best.get(record.pk, [])), "learned": _learned(record.best)}
        for record in page
    ]
    return {"demands": demands, "page": page, "query": query}


def learning_told(actor: Actor) -> dict[str, Any]:
    """What the actor's office has learned, and how many decisions it could learn from now."""
    from yanzhen.match.learning.decisions import FEWEST

    usable = learning.usable_count(actor)
    return {"model": learning.kept_model(actor), "usable": usable, "fewest": FEWEST, "missing": max(0, FEWEST - usable)}


def _learned(matches: Sequence[Match]) -> dict[str, Any] | None:
    """How many decisions the scores were learned from, and when; the latest run's where several runs found them."""
    rows = [match for match in matches if match.learned_from is not None]
    if not rows:
        return None
    latest = max(rows, key=lambda match: match.computed_at)
    return {"count": latest.learned_from, "at": latest.learned_at}


def _demand(record: Record) -> dict[str, Any]:
    return {
        "record": record,
        "name": name_of(record),
        "organisation": party_of(record),
        "href": record_url(record),
        "sheet_url": reverse("match_sheet", kwargs={"public_id": record.public_id}),
    }


def sheet_page(actor: Actor, public_id: str) -> dict[str, Any] | None:
    """供需对接单: a demand, its five best achievements, why, and which of its figures they meet."""
    demand = visible_records(actor, "demand").filter(public_id=public_id).first()
    if demand is None:
        return None
    pairs = seen_matches(actor).filter(demand=demand).order_by(*BEST_FIRST)
    listed = list(with_others(actor, list(pairs[:SHEET]), "achievement"))
    others = beyond(actor, demand, [achievement.pk for _, achievement in listed])
    shown = [*(achievement for _, achievement in listed), *(other["record"] for other in others)]
    note_read([demand, *shown], "sheet.read", SHOWN)
    matches = [match for match, _ in listed]
    decisions = decided(actor, matches)
    return {
        "demand": _demand(demand) | _told(demand),
        "offers": numbered(
            _offer(match, achievement) | {"decision": decision_on(actor, decisions, match, demand, achievement)}
            for match, achievement in listed
        ),
        "learned": _learned(matches),
        "beyond": others,
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
    shown = {key: showing.shown(fields[key], value_of(demand, key)) for key in fields}
    content = "\n".join(shown[key] for key in ("content", "targets") if shown.get(key))
    budget = next((shown[key] for key in ("budget_cny", "budget_cny_range", "bounty_cny") if shown.get(key)), "")
    return {"content": content, "budget": budget, "region": shown.get("region", ""), "field": shown.get("field", "")}


def _offer(match: Match, achievement: Record) -> dict[str, Any]:
    entry = match_entry(match, achievement)
    reads = {field.key for field in readable("achievement", Relation.to(achievement))}
    entry["content"] = str(value_of(achievement, "content") or "") if "content" in reads else ""
    entry["reasons"] = [reason for reason in entry["reasons"] if reason["kind"] != "fact"]
    entry["facts"] = [{"outcome": fact["verdict"].replace(" ", "_"), "text": fact[current()]} for fact in match.facts]
    return entry
