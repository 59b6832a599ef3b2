"""What the pages of pairs show: the list, two records side by side, the form and the preview of a merge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet

from yanzhen.fields import KIND_LABELS
from yanzhen.language import current, say
from yanzhen_web.models import Likeness, Merge, Record
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.likenesses import decides_likeness, undoes_merge
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.likenesses import merging
from yanzhen_web.services.likenesses.choosing import EXTRA, KEPT, MERGED, Choice, Origin, choices_of
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.listing import publication_label, record_url
from yanzhen_web.services.records.reading import seen_by

PAGE = 20
State = Likeness.State
TABS = (State.OPEN, State.SAME, State.BOTH, State.DIFFERENT)
CHOICE = "choice-"
"""What the names of a merge form's choices begin with."""


def waiting(actor: Actor) -> QuerySet[Likeness]:
    """Pairs that nobody has decided on, those put off last."""
    rows = Likeness.objects.visible_to(actor).filter(state=State.OPEN)
    return rows.order_by(F("put_off_at").asc(nulls_first=True), "-score", "pk")


def list_page(actor: Actor, state: str, page: str) -> dict[str, Any]:
    """Pairs with their evidence, or what was merged; as far as the actor sees both sides from inside."""
    state = state if state in TABS else State.OPEN
    if state == State.SAME:
        return {"shown": state, "merges": _merges(actor, page)} | _merge_page(actor, page)
    rows = waiting(actor) if state == State.OPEN else _decided(actor, state)
    numbered = Paginator(rows.select_related("decided_by"), PAGE).get_page(page)
    records = _records(actor, numbered.object_list)
    note_read(records.values(), "record.list")
    return {"shown": state, "pairs": [_line(pair, records) for pair in numbered], "numbered": numbered}


def _decided(actor: Actor, state: str) -> QuerySet[Likeness]:
    return Likeness.objects.visible_to(actor).filter(state=state).order_by("-decided_at", "-pk")


def _records(actor: Actor, pairs: Any) -> dict[int, Record]:
    pks = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    rows = seen_by(actor, Record.objects.visible_to(actor).filter(pk__in=pks))
    return {record.pk: record for record in rows.select_related("owner_org", "upload")}


def _line(pair: Likeness, records: Mapping[int, Record]) -> dict[str, Any]:
    first, second = records[pair.first_id], records[pair.second_id]
    return {
        "pair": pair,
        "kind_label": str(KIND_LABELS[first.kind]),
        "sides": [_side(first), _side(second)],
        "evidence": evidence(pair),
    }


def _side(record: Record) -> dict[str, Any]:
    return {
        "record": record,
        "id": record.public_id,
        "name": record.name,
        "href": record_url(record),
        "owner": str(record.owner_org),
        "since": record.created_at,
        "changed": record.updated_at,
        "level": publication_label(record.publication),
    }


def evidence(pair: Likeness) -> list[dict[str, Any]]:
    """What speaks for and against, the weightiest first."""
    told = [{"kind": e["kind"], "text": e[current()], "weight": e["weight"]} for e in pair.evidence]
    return sorted((e for e in told if e["kind"] != "start"), key=lambda e: -abs(e["weight"]))


def _merge_page(actor: Actor, page: str) -> dict[str, Any]:
    return {"numbered": Paginator(_standing(actor), PAGE).get_page(page)}


def _standing(actor: Actor) -> QuerySet[Merge]:
    rows = Merge.objects.visible_to(actor).filter(undone_at=None)
    return rows.select_related("kept__owner_org", "merged__owner_org", "by")


def _merges(actor: Actor, page: str) -> list[dict[str, Any]]:
    shown = list(Paginator(_standing(actor), PAGE).get_page(page))
    rows = Merge.objects.visible_to(actor).filter(undoes_merge(actor), pk__in=[row.pk for row in shown])
    mine = set(rows.values_list("pk", flat=True))
    return [
        {
            "merge": row,
            "kept": row.kept.name,
            "href": record_url(row.kept),
            "kept_owner": str(row.kept.owner_org),
            "merged": row.merged.name,
            "merged_owner": str(row.merged.owner_org),
            "may_undo": row.pk in mine,
        }
        for row in shown
    ]


# --- one pair --------------------------------------------------------------------------------------------------------


def pair_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """Both records field by field.

    Raises:
        Likeness.DoesNotExist: there is none, or it is hidden.
    """
    pair = Likeness.objects.visible_to(actor).select_related("decided_by").get(public_id=public_id)
    records = _records(actor, [pair])
    first, second = records[pair.first_id], records[pair.second_id]
    note_read((first, second))
    decides = Likeness.objects.visible_to(actor).filter(decides_likeness(actor), pk=pair.pk).exists()
    rows = [_row(choice) for choice in choices_of(first, second) if choice.reads]
    return _line(pair, records) | {"rows": rows, "decides": decides, "needs_reason": _two_owners(first, second)}


def _two_owners(first: Record, second: Record) -> bool:
    return first.owner_org_id != second.owner_org_id


def _row(choice: Choice) -> dict[str, Any]:
    return {
        "key": choice.key,
        "label": _label(choice),
        "differs": choice.differs,
        "open": choice.open,
        "asked": choice.open and not choice.default,
        "cells": [
            {"shown": _shown(choice, value), "origin": _origin(origin) if value not in (None, "", [], {}) else ""}
            for value, origin in zip(choice.values, choice.origins, strict=True)
        ],
    }


def _label(choice: Choice) -> str:
    if choice.key == EXTRA:
        return say("其他栏目", "Other columns")
    return str(choice.field.label) if choice.field else choice.key


def _shown(choice: Choice, value: Any) -> str:
    if choice.key == EXTRA:
        return say("；", "; ").join(f"{key}：{text}" for key, text in (value or {}).items())
    return showing.shown(choice.field, value)


def _origin(origin: Origin) -> str:
    """Since when, from which book and row."""
    place = f"{origin.file} {origin.sheet}" if origin.file else ""
    row = say(f"第 {origin.row} 行", f"row {origin.row}") if origin.file and origin.row else ""
    day = origin.at.date().isoformat() if origin.at else ""
    return " · ".join(part.strip() for part in (day, place, row) if part.strip())


# --- merging ---------------------------------------------------------------------------------------------------------


def wanted_of(posted: Mapping[str, str]) -> merging.Wanted:
    """What a form of a merge says."""
    choices = {key.removeprefix(CHOICE): posted[key] for key in posted if key.startswith(CHOICE) and posted[key]}
    told = {key.removeprefix("version-"): posted[key] for key in posted if key.startswith("version-")}
    versions = {key: int(text) if text.isascii() and text.isdigit() else 0 for key, text in told.items()}
    return merging.Wanted(posted.get("keep", ""), choices, versions, posted.get("reason", ""))


def merge_page(
    actor: Actor, public_id: str, posted: Mapping[str, str], refused: Refusal | None = None
) -> dict[str, Any]:
    """The form: which record stays, and whose value of each field that both tell otherwise.

    Raises:
        Likeness.DoesNotExist: there is none, or it is not the actor's to decide on.
    """
    pair = merging.deciding.decidable(actor, public_id)
    keep = posted.get("keep", "")
    keep = keep if keep in (pair.first.public_id, pair.second.public_id) else pair.first.public_id
    kept, merged = merging.sides(actor, pair, keep)
    note_read((kept, merged))
    rows = [_with_sides(row, (kept, merged), whose) for row, whose in _choice_rows(kept, merged, posted)]
    return {
        "pair": pair,
        "kind_label": str(KIND_LABELS[kept.kind]),
        "sides": [_side(kept), _side(merged)],
        "keep": keep,
        "rows": [row for row in rows if row["open"]],
        "filled": [row for row in rows if row["differs"] and not row["open"]],
        "reason": posted.get("reason", ""),
        "needs_reason": _two_owners(kept, merged),
        "advice": {refused.field or "whole": str(refused)} if refused else {},
    }


def _with_sides(row: dict[str, Any], sides: tuple[Record, Record], whose: str) -> dict[str, Any]:
    told = [{"id": record.public_id, "owner": str(record.owner_org)} for record in sides]
    cells = [cell | side for cell, side in zip(row["cells"], told, strict=True)]
    return row | {"cells": cells, "whose": whose}


def _choice_rows(kept: Record, merged: Record, posted: Mapping[str, str]) -> list[tuple[dict[str, Any], str]]:
    ids = {KEPT: kept.public_id, MERGED: merged.public_id}
    return [
        (_row(choice), posted.get(CHOICE + choice.key, ids.get(choice.default, "")))
        for choice in choices_of(kept, merged)
        if choice.reads
    ]


def preview_page(planned: merging.Plan, posted: Mapping[str, str]) -> dict[str, Any]:
    """What the kept record will be, and what is sent when somebody confirms it."""
    ids = {KEPT: planned.kept.public_id, MERGED: planned.merged.public_id}
    sent = {CHOICE + c.key: ids[planned.chosen[c.key]] for c in planned.choices if c.reads}
    sent |= {"keep": planned.kept.public_id, "reason": posted.get("reason", ""), "confirm": "yes"}
    sent |= {f"version-{record.public_id}": str(record.version) for record in (planned.kept, planned.merged)}
    return {
        "pair": planned.pair,
        "sides": [_side(planned.kept), _side(planned.merged)],
        "rows": [_preview(planned, choice) for choice in planned.choices if choice.reads],
        "level": publication_label(planned.changes.get("publication", [None, planned.kept.publication])[1]),
        "level_rises": "publication" in planned.changes,
        "sent": sent,
    }


def _preview(planned: merging.Plan, choice: Choice) -> dict[str, Any]:
    taken = planned.chosen[choice.key] == MERGED
    return {
        "label": _label(choice),
        "value": _shown(choice, choice.values[1 if taken else 0]),
        "old": _shown(choice, choice.values[0]) if choice.key in planned.changes else "",
        "changes": choice.key in planned.changes,
        "owner": str((planned.merged if taken else planned.kept).owner_org),
    }
