"""The pages of one comparison: the ranking that follows the weights, one place's causes, places side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen.language import say
from yanzhen.place import Asked
from yanzhen.place.comparison import Comparison as Compared
from yanzhen.place.comparison import Ranked, compare
from yanzhen.place.glance import Glance, glance
from yanzhen.place.library import COMPUTED
from yanzhen.place.wordings import enough, figure, percent, summary
from yanzhen_web.models import Comparison, PlaceQuestion, Record
from yanzhen_web.scopes import Actor
from yanzhen_web.services.place.comparisons import BESIDE, WORDS, project_of
from yanzhen_web.services.place.criteria import grouped_criteria, known_criteria
from yanzhen_web.services.place.knowing import Knowledge, knowledge_of
from yanzhen_web.services.place.questions import USUALLY_WITHIN, own_questions
from yanzhen_web.services.place.weighing import Weighed, told_weight, weights_of

SHOWN = 25
"""So many places are listed before somebody asks for all."""
LIVE, LIVE_OUTRANKING = 2000, 600
"""Weightings behind a ranking that follows every turn; outranking takes more time for each. Shares are then within
about 1 and 2 percentage points."""
THOROUGH = 20_000
SEED = 1
CAUSES = 6


def known_to(actor: Actor, comparison: Comparison) -> Knowledge:
    """What is known of the places of a comparison, as far as whoever looks sees them."""
    return knowledge_of(actor, project=project_of(actor, comparison), chosen=frozenset(comparison.places))


def compared(actor: Actor, comparison: Comparison, place_id: str) -> Record:
    """A place of a comparison.

    Raises:
        Record.DoesNotExist: the actor does not see it, or it is not compared.
    """
    rows = Record.objects.visible_to(actor).filter(kind="park", public_id=place_id)
    found: Record = rows.get()
    if comparison.places and place_id not in comparison.places:
        raise Record.DoesNotExist
    return found


# --- the ranking -----------------------------------------------------------------------------------------------------


def comparison_page(actor: Actor, comparison: Comparison, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Weights in words beside the ranking."""
    everything = parameters.get("all") == "yes"
    return ranking_part(actor, comparison, everything=everything, live=False) | {
        "groups": weight_groups(comparison),
        "questions": asked_of(actor, comparison),
        "words": WORDS,
    }


def weight_groups(comparison: Comparison) -> list[dict[str, Any]]:
    """The criteria by group, each with what was said of it."""
    return [
        {
            "name": name,
            "criteria": [{"known": one, "weight": int(told_weight(comparison, one.key))} for one in listed],
        }
        for name, listed in grouped_criteria()
    ]


def asked_of(actor: Actor, comparison: Comparison) -> list[PlaceQuestion]:
    """What the comparison's organisation has asked, the next due first."""
    rows = own_questions(actor).filter(owner_org=comparison.owner_org_id, state=PlaceQuestion.State.OPEN)
    listed = list(rows.select_related("place")[:50])
    for question in listed:
        question.label = known_criteria()[question.criterion].name  # type: ignore[attr-defined]
        question.late = question.due < timezone.localdate()  # type: ignore[attr-defined]
    return listed


def ranking_part(
    actor: Actor, comparison: Comparison, *, everything: bool = False, live: bool = True
) -> dict[str, Any]:
    """The ranking alone: what a turn of a weight changes.

    Args:
        live: at once, with shares that are nearly right; else with those that the pages of the places tell.
    """
    known = known_to(actor, comparison)
    base = {
        "comparison": comparison,
        "beside": len(comparison.shortlist),
        "most_beside": BESIDE,
        "missing": known.missing,
    }
    if not known.places:
        return base | {"rows": [], "count": 0}
    weighed = weights_of(comparison, known.keys, known.matrix)
    try:
        seen = glance(known.gated, known.for_gated(weighed.weights), _asked(comparison, live=live))
    except WrongUsage as refused:
        return base | {"rows": [], "count": len(known.places), "complaint": str(refused)}
    rows = _rows(comparison, known, seen, None if everything else SHOWN)
    return base | {
        "rows": rows,
        "count": len(known.places),
        "ranked": len(seen.places),
        "more": len(seen.places) > len(rows),
        "out": _out(known, seen),
        "weighed": weighed,
        "first": rows[0] if rows else None,
        "nearly": live,
        "blank": [known_criteria()[key].name for key in known.blank],
    }


def _asked(comparison: Comparison, *, live: bool) -> Asked:
    at_once = LIVE_OUTRANKING if comparison.method == "promethee" else LIVE
    return Asked(method=comparison.method, weightings=at_once if live else THOROUGH, ranks=1, seed=SEED)


def _rows(comparison: Comparison, known: Knowledge, seen: Glance, most: int | None) -> list[dict[str, Any]]:
    listed = set(comparison.shortlist)
    low, high = (float(seen.scores.min()), float(seen.scores.max())) if len(seen.scores) else (0.0, 0.0)
    return [
        {
            "place": known.places[place],
            "rank": int(seen.ranks[at]),
            "score": f"{seen.scores[at]:.3f}",
            "share": round(100 * (float(seen.scores[at]) - low) / (high - low)) if high > low else 100,
            "first": percent(float(seen.firsts[at])),
            "range": _range(seen.ranges[at]),
            "unknown": int(known.matrix.unknown[place].sum()),
            "quality": known.places[place].quality,
            "listed": known.places[place].public_id in listed,
        }
        for at, place in enumerate(seen.places[:most].tolist())
    ]


def _range(ranks: Any) -> str:
    best, worst = int(ranks[0]), int(ranks[1])
    return "" if best == worst else f"{best}–{worst}"


def _out(known: Knowledge, seen: Glance) -> list[dict[str, Any]]:
    """Places that a gate rules out, with each gate and where that is written."""
    return [
        {"place": known.places[place], "gates": known.gates_failed(place)}
        for place in np.flatnonzero(seen.failed.any(axis=1)).tolist()
    ]


# --- one place -------------------------------------------------------------------------------------------------------


def place_page(actor: Actor, comparison: Comparison, place_id: str) -> dict[str, Any]:
    """One place: rank, how sure that is, what lifts and sinks it, what would make it first, rivals, what to ask.

    Raises:
        Record.DoesNotExist: as `compared`.
    """
    compared(actor, comparison, place_id)
    known = known_to(actor, comparison)
    number = known.number_of(place_id)
    waiting = [one for one in asked_of(actor, comparison) if one.place_id == known.places[number].pk]
    page = {
        "comparison": comparison,
        "place": known.places[number],
        "values": known.values_of(number),
        "missing": known.missing,
        "gates": known.gates_of(number),
        "listed": place_id in comparison.shortlist,
        "asked": waiting,
        "due": timezone.localdate() + USUALLY_WITHIN,
    }
    weighed = weights_of(comparison, known.keys, known.matrix)
    try:
        asked = Asked(comparison.method, THOROUGH, 10, SEED)
        whole = compare(known.gated, asked, known.for_gated(weighed.weights))
    except WrongUsage as refused:
        return page | {"complaint": str(refused)}
    return page | {
        "questions": _questions(known, whole, number, {one.criterion for one in waiting}),
        "standing": standing_of(known, whole, number),
    }


def standing_of(known: Knowledge, whole: Compared, number: int) -> dict[str, Any] | None:
    """How a place stands, and why; None where a gate rules it out."""
    ranked = whole.ranked
    if ranked is None or number not in ranked.places.tolist():
        return None
    at = ranked.places.tolist().index(number)
    best, worst = (int(rank) for rank in ranked.acceptability.ranks[at])
    shares = ranked.acceptability.shares[at]
    return {
        "rank": int(ranked.ranks[at]),
        "of": len(ranked.places),
        "range": "" if best == worst else f"{best}–{worst}",
        "first": percent(float(shares[0])),
        "top": percent(float(shares.sum())),
        "ranks": len(shares),
        "summary": str(summary(whole, ranked, at)),
        "causes": _causes(known, ranked, at),
        "changes": _changes(known, whole, ranked, at),
        "rivals": _rivals(known, ranked, at),
    }


def _causes(known: Knowledge, ranked: Ranked, at: int) -> dict[str, list[dict[str, Any]]]:
    """What lifts and what sinks it, the strongest first; a bar's length is the share of the strongest."""
    parts = ranked.contributions[at]
    most = float(np.abs(parts).max()) or 1.0
    found: dict[str, list[dict[str, Any]]] = {"lifts": [], "sinks": []}
    for j in np.argsort(-np.abs(parts), kind="stable").tolist():
        side = found["lifts" if parts[j] > 0 else "sinks"]
        if abs(parts[j]) < 1e-12 or len(side) >= CAUSES:
            continue
        criterion = int(ranked.criteria[j])
        side.append(
            {
                "name": known.matrix.criteria[criterion].name,
                "text": known.shown(int(ranked.places[at]), criterion),
                "share": round(100 * abs(float(parts[j])) / most),
                "added": f"{parts[j]:+.3f}",
            }
        )
    return found


def _changes(known: Knowledge, whole: Compared, ranked: Ranked, at: int) -> list[dict[str, str]]:
    """The single values that would make it first, the smallest change first."""
    found = []
    for change in ranked.changes[at][:3]:
        criterion = whole.matrix.criteria[int(ranked.criteria[change.criterion])]
        unit = known_criteria()[known.keys[int(ranked.criteria[change.criterion])]].unit
        found.append(
            {
                "name": criterion.name,
                "before": figure(change.before),
                "after": figure(enough(change.after, criterion)),
                "unit": unit,
            }
        )
    return found


def _rivals(known: Knowledge, ranked: Ranked, at: int) -> list[dict[str, Any]]:
    scores = ranked.field.scores
    return [
        {
            "place": known.places[int(ranked.places[other])],
            "rank": int(ranked.ranks[other]),
            "gap": f"{scores[other] - scores[at]:+.3f}",
        }
        for other in ranked.rivals[at]
    ]


def _questions(known: Knowledge, whole: Compared, number: int, open_ones: set[str]) -> list[dict[str, Any]]:
    """What is unknown or has run out and not asked yet, what matters most first; then what is known of no place.

    What is computed is asked of nobody.
    """
    told = {known.keys[q.criterion]: q for q in whole.questions if q.place == number}
    run_out = [key for key in known.keys if (number, key) in known.values and known.values[number, key].expired]
    unknown = [known.keys[j] for j in np.flatnonzero(known.matrix.unknown[number]).tolist()]
    asked = list(dict.fromkeys([*told, *run_out, *unknown, *known.blank]))
    return [
        {
            "key": key,
            "name": known_criteria()[key].name,
            "moves": _moves(told[key].ranks) if key in told else "",
        }
        for key in asked
        if key not in open_ones and key not in COMPUTED
    ]


def _moves(ranks: tuple[int, int] | None) -> str:
    if ranks is None or ranks[0] == ranks[1]:
        return ""
    return say(f"名次可能在 {ranks[0]} 到 {ranks[1]} 之间", f"its rank may be {ranks[0]} to {ranks[1]}")


# --- side by side ----------------------------------------------------------------------------------------------------


def beside_page(actor: Actor, comparison: Comparison) -> dict[str, Any]:
    """Up to six places side by side: rank, value by value, the best of each marked."""
    known = known_to(actor, comparison)
    wanted = [known.number_of(one) for one in comparison.shortlist if known.has(one)]
    page: dict[str, Any] = {"comparison": comparison, "places": [known.places[number] for number in wanted]}
    if not wanted:
        return page
    weighed: Weighed = weights_of(comparison, known.keys, known.matrix)
    try:
        seen = glance(known.gated, known.for_gated(weighed.weights), _asked(comparison, live=False))
    except WrongUsage as refused:
        return page | {"complaint": str(refused)}
    at = {int(place): number for number, place in enumerate(seen.places.tolist())}
    page["heads"] = [
        {
            "place": known.places[number],
            "rank": int(seen.ranks[at[number]]) if number in at else None,
            "first": percent(float(seen.firsts[at[number]])) if number in at else "",
            "range": _range(seen.ranges[at[number]]) if number in at else "",
            "gates": known.gates_failed(number),
        }
        for number in wanted
    ]
    order = np.argsort(-seen.weights[: len(known.keys)], kind="stable").tolist()
    page["lines"] = [_line(known, j, wanted, float(seen.weights[j])) for j in order]
    return page


def _line(known: Knowledge, criterion: int, wanted: list[int], weight: float) -> dict[str, Any]:
    column = known.matrix.values[wanted, criterion]
    sign = 1.0 if known.matrix.criteria[criterion].direction == "max" else -1.0
    turned = column * sign
    best = np.nanmax(turned) if not np.isnan(turned).all() else np.nan
    known_ones = turned[~np.isnan(turned)]
    told = len(known_ones) > 1 and known_ones.min() < known_ones.max()
    return {
        "known": known_criteria()[known.keys[criterion]],
        "weight": percent(weight),
        "cells": [
            {
                "text": known.shown(number, criterion),
                "best": bool(told and turned[at] == best),
                "place": known.places[number],
            }
            for at, number in enumerate(wanted)
        ],
    }
