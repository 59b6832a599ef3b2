"""Questions and answers that came in a file: who asks owns the questions, who sends owns the answers.

Both ends notice by themselves that a row is missing; such a question is the same by its row, and goes by the id that
who asks gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from yanzhen_web.models import RowQuestion
from yanzhen_web.services.exchange.envelopes import damaged
from yanzhen_web.services.exchange.lines import moment
from yanzhen_web.services.exchange.merging import Arrival, numbered
from yanzhen_web.services.exchange.standing import WHY

Line = Mapping[str, Any]
_MISSING = RowQuestion.Reason.MISSING


def take_questions(arrival: Arrival, lines: Sequence[Line]) -> None:
    """What who asks tells of its questions, and what who sends tells of its answers.

    Raises:
        Refusal: a question stands in it twice.
    """
    if not arrival.newer:
        return
    if len({line["id"] for line in lines}) != len(lines) or len(_open_keys(lines)) != len(set(_open_keys(lines))):
        raise damaged()
    if arrival.asks:
        _asked(arrival, lines)
    else:
        _answered(arrival, lines)


def _open_keys(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(line["key"], line["reason"]) for line in lines if line["settled_at"] is None]


def _here(arrival: Arrival) -> QuerySet[RowQuestion]:
    return RowQuestion.objects.unscoped(why=WHY).filter(report=arrival.report)


# --- at the sender's -------------------------------------------------------------------------------------------------


def _asked(arrival: Arrival, lines: Sequence[Line]) -> None:
    """The asker's questions, settled ones first, so that no two of one row are open at once."""
    listed = {line["id"] for line in lines}
    known = {row.public_id: row for row in _here(arrival).order_by("pk")}
    loose: dict[str, list[RowQuestion]] = {}
    for row in known.values():
        if row.public_id not in listed and row.reason == _MISSING:
            loose.setdefault(row.key, []).append(row)
    pairs = [(line, known.get(line["id"]) or _of_row(loose, line)) for line in lines]
    seen = {version.public_id for version in numbered(arrival.report).values()} <= set(arrival.line["known"])
    if seen:  # they have all our versions, so that what they do not ask is not asked
        surplus = [row.pk for rows in loose.values() for row in rows]
        if surplus:
            _here(arrival).filter(pk__in=surplus).delete()
            arrival.changed = True
    for line, row in sorted(pairs, key=lambda pair: pair[0]["settled_at"] is None):
        _ask(arrival, line, row, seen)


def _of_row(loose: Mapping[str, list[RowQuestion]], line: Line) -> RowQuestion | None:
    """The question that was asked here about the same missing row."""
    waiting = loose.get(line["key"], []) if line["reason"] == _MISSING else []
    return waiting.pop(0) if waiting else None


def _ask(arrival: Arrival, line: Line, row: RowQuestion | None, seen: bool) -> None:
    told = {
        "public_id": line["id"], "name": line["name"], "text": line["text"], "text_en": line["text_en"],
        "asked_at": moment(line["asked_at"]), "settled_at": moment(line["settled_at"] or ""),
    }  # fmt: skip
    if row is None:
        if RowQuestion.objects.unscoped(why=WHY).filter(public_id=line["id"]).exists():
            raise damaged()
        answer = {"answer": line["answer"], "answered_at": moment(line["answered_at"] or "")}
        told |= {"key": line["key"], "reason": line["reason"]} | answer
        RowQuestion.objects.unscoped(why=WHY).create(report=arrival.report, **told)
        arrival.changed = True
        return
    if not seen and row.reason == _MISSING and row.settled_at is not None:
        told["settled_at"] = row.settled_at  # the row came back in a version that they have not seen
    anew = row.reason != _MISSING and row.asked_at != told["asked_at"]
    if anew or not row.answer:
        told |= {"answer": line["answer"], "answered_at": moment(line["answered_at"] or ""), "answered_by": None}
    arrival.sets(row, **told)


# --- at the asker's --------------------------------------------------------------------------------------------------


def _answered(arrival: Arrival, lines: Sequence[Line]) -> None:
    rows = list(_here(arrival).order_by("pk"))
    known = {row.public_id: row for row in rows}
    listed = {line["id"] for line in lines}
    loose: dict[str, list[RowQuestion]] = {}
    for row in rows:
        if row.public_id not in listed and row.reason == _MISSING:
            loose.setdefault(row.key, []).append(row)
    for line in lines:
        found = known.get(line["id"])
        row = found or _of_row(loose, line)
        if row is None or not line["answer"]:
            continue
        if row.reason != _MISSING and moment(line["asked_at"]) != row.asked_at:
            continue  # it answers what was asked before
        arrival.sets(row, answer=line["answer"], answered_at=moment(line["answered_at"] or ""))
