"""A comparison as the files hold it (`docs/en/place.md` tells of every key)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from yanzhen.language import current, speaking
from yanzhen.place.comparison import Comparison, Ranked
from yanzhen.place.matrix import signs_of
from yanzhen.place.standings import ranks_of
from yanzhen.place.wordings import BASE, EVEN, HALFWAY, LIFTS, SINKS, question_text, reason_text, summary

DIGITS = 12
"""Scores and shares are written to so many decimals; what lies beyond is rounding."""
Row = dict[str, Any]


def comparison_document(comparison: Comparison) -> Row:
    """The whole, in the language in force."""
    with speaking(current()):  # looked up once, not for each of many sentences
        return {
            "places": list(place_rows(comparison)),
            "weights_sampled": comparison.asked.weightings,
            "seed": comparison.asked.seed,
            "method": comparison.asked.method,
            "criteria": list(criterion_rows(comparison)),
            "questions": list(question_rows(comparison)),
        }


def place_rows(comparison: Comparison) -> Iterator[Row]:
    """A row a place: those that are ranked by rank, equals in the order of the file; then those that failed a gate."""
    ranked = comparison.ranked
    if ranked is not None:
        value_ranks = _value_ranks(comparison, ranked)
        for place in np.lexsort((ranked.places, ranked.ranks)).tolist():
            yield _ranked_row(comparison, ranked, place, value_ranks)
    for place in np.flatnonzero(comparison.failed.any(axis=1)).tolist():
        yield {
            "place": comparison.matrix.places[place],
            "score": None,
            "rank": None,
            "acceptability": [],
            "gates_failed": _named(comparison, comparison.failed[place]),
            "unknown": _named(comparison, comparison.matrix.unknown[place]),
            "reasons": [],
        }


def _ranked_row(comparison: Comparison, ranked: Ranked, place: int, value_ranks: Any) -> Row:
    matrix, found = comparison.matrix, ranked.acceptability
    row = int(ranked.places[place])
    names = _names(comparison, ranked)
    central = found.central[place]
    return {
        "place": matrix.places[row],
        "score": _round(ranked.field.scores[place]),
        "rank": int(ranked.ranks[place]),
        "acceptability": np.round(found.shares[place], DIGITS).tolist(),
        "gates_failed": [],
        "unknown": _named(comparison, matrix.unknown[row]),
        "reasons": _reasons(comparison, ranked, place, value_ranks[place]),
        "summary": str(summary(comparison, ranked, place)),
        "rank_range": found.ranks[place].tolist(),
        "score_range": np.round(found.scores[place], DIGITS).tolist(),
        "central_weights": None if np.isnan(central[0]) else dict(zip(names, map(_round, central), strict=True)),
        "ahead_of_first_when": [
            {"criterion": names[o.criterion], "weighs": "over" if o.above else "under", "weight": _round(o.weight)}
            for o in ranked.overtakings[place]
        ],
        "first_if": [
            {"criterion": names[c.criterion], "from": c.before, "to": c.after, "share_of_range": _round(c.share)}
            for c in ranked.changes[place]
        ],
        "rivals": [
            {
                "place": matrix.places[ranked.places[other]],
                "ahead_by": _round(ranked.field.scores[other] - ranked.field.scores[place]),
            }
            for other in ranked.rivals[place]
        ],
    }


def _reasons(comparison: Comparison, ranked: Ranked, place: int, value_ranks: Any) -> list[Row]:
    """What lifts and sinks a place, strongest first, and where the score starts; the weights add up to it."""
    row = ranked.places[place]
    weights = np.round(ranked.contributions[place], DIGITS)
    reasons: list[Row] = []
    for j in np.argsort(-np.abs(weights), kind="stable").tolist():
        criterion = int(ranked.criteria[j])
        text = reason_text(
            comparison.matrix.criteria[criterion],
            float(ranked.field.values[place, j]),
            not comparison.matrix.unknown[row, criterion],
            len(ranked.places),
            int(value_ranks[j]),
        )
        reasons.append(
            {
                "kind": LIFTS if weights[j] > 0 else SINKS if weights[j] < 0 else EVEN,
                "criterion": comparison.matrix.criteria[criterion].name,
                "text": str(text),
                "weight": float(weights[j]),
            }
        )
    if base := ranked.field.standing.base:
        reasons.append({"kind": BASE, "criterion": None, "text": str(HALFWAY), "weight": base})
    return reasons


def _value_ranks(comparison: Comparison, ranked: Ranked) -> Any:
    """(places, criteria) how good each value is among the places, 1 the best."""
    turned = ranked.field.values * signs_of(comparison.matrix.criteria[j] for j in ranked.criteria)
    return np.stack([ranks_of(column) for column in turned.T], axis=1)


def criterion_rows(comparison: Comparison) -> Iterator[Row]:
    """A row a criterion: its weight, and who is first as that goes from 0 to 1."""
    reigns: dict[int, list[Row]] = {}
    if comparison.ranked is not None:
        ranked = comparison.ranked
        for j, listed in zip(ranked.criteria.tolist(), ranked.reigns, strict=True):
            reigns[j] = [
                {
                    "from": _round(r.start),
                    "to": _round(r.end),
                    "place": comparison.matrix.places[ranked.places[r.place]],
                }
                for r in listed
            ]
    for j, criterion in enumerate(comparison.matrix.criteria):
        yield {
            "criterion": criterion.name,
            "direction": criterion.direction,
            "weight": _round(comparison.weights[j]),
            "first_by_weight": reigns.get(j, []),
        }


def question_rows(comparison: Comparison) -> Iterator[Row]:
    """A row a question, the one that matters most first."""
    for question in comparison.questions:
        yield {
            "place": comparison.matrix.places[question.place],
            "criterion": comparison.matrix.criteria[question.criterion].name,
            "gate": question.gate,
            "rank_if_best": question.ranks[0] if question.ranks else None,
            "rank_if_worst": question.ranks[1] if question.ranks else None,
            "text": str(question_text(comparison, question)),
        }


def _names(comparison: Comparison, ranked: Ranked) -> list[str]:
    return [comparison.matrix.criteria[j].name for j in ranked.criteria]


def _named(comparison: Comparison, which: Any) -> list[str]:
    return [criterion.name for criterion, here in zip(comparison.matrix.criteria, which, strict=True) if here]


def _round(value: Any) -> float:
    return round(float(value), DIGITS)
