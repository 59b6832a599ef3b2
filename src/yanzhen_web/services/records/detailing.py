"""One record's page: its fields in sections, where it came from, what became of it, whom it suits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from yanzhen.fields import KIND_LABELS, Field, fields_of
from yanzhen.language import Said, current
from yanzhen_web.models import Match, Publication, Record, RecordVersion, Upload
from yanzhen_web.scopes import Actor, Relation, edits_record, reads_field
from yanzhen_web.services.decisions.standing import decided, decision_on, seen_matches
from yanzhen_web.services.history.elapsed import record_on
from yanzhen_web.services.history.personal import Opened, is_reference, opened
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.classifying import level_changes, review_state
from yanzhen_web.services.records.codenames import said
from yanzhen_web.services.records.listing import option_label, publication_label, record_url
from yanzhen_web.services.records.reading import name_of, owner_of, party_of, readable, value_of, visible_records
from yanzhen_web.services.records.versioning import names_teller

_SECTIONS: tuple[tuple[Said, frozenset[str]], ...] = (
    (Said("金额", "Amounts"), frozenset({"money", "money_range", "foreign_money"})),
    (Said("时间", "Dates"), frozenset({"date"})),
    (Said("联系", "Contacts"), frozenset({"contact"})),
)
_BASICS = Said("基本情况", "Basics")
_EXTRA = Said("其他栏目", "Other columns")
_ACTIONS = {
    "create": Said("新增", "Created"),
    "update": Said("更新", "Updated"),
    "withdraw": Said("撤回", "Withdrawn"),
    "restore": Said("恢复", "Restored"),
    "classify": Said("定级", "Classified"),
    "release": Said("发布", "Released"),
    "erase": Said("抹去个人信息", "Personal data erased"),
    "merge": Said("合并", "Merged"),
    "unmerge": Said("撤销合并", "Merge undone"),
}
_LINKS = frozenset({"merged_into", "merged_from"})
"""Of these the page itself tells what is the reader's to know."""
_LEVELS = frozenset({"publication", "publication_reason", "publication_until", "released_at"})
_MERGES = (RecordVersion.Action.MERGE, RecordVersion.Action.UNMERGE)
_ERASED = Said("已抹去", "erased")
_TOP = 5
BEST_FIRST = ("-score", "rank", "pk")
"""The order of a demand's matches."""


def record_page(actor: Actor, kind: str, public_id: str) -> dict[str, Any] | None:
    """All that the page shows; None for a record that is missing or not the actor's to see."""
    rows = visible_records(actor, kind).select_related("owner_org", "upload__by", "upload__owner_org")
    record = rows.filter(public_id=public_id).first()
    if record is None:
        return None
    inside: bool = record.inside  # type: ignore[attr-defined]
    return {
        "record": record,
        "name": name_of(record),
        "kind": kind,
        "kind_label": str(KIND_LABELS[kind]),
        "list_url": reverse("record_list", kwargs={"kind": kind}),
        "stage_label": option_label("stage", record.stage) if record.stage else "",
        "publication_label": publication_label(record.publication),
        "publication": _publication(actor, record),
        "sections": sections(record),
        "provenance": _provenance(actor, record, inside=inside),
        "history": _history(actor, record) if inside else [],
        "matches": _matches(actor, record),
        "sheet_url": _sheet_url(record),
    }


def past_page(actor: Actor, kind: str, public_id: str, day: date) -> dict[str, Any] | None:
    """The same page as the record stood at the end of a day; None where the actor does not see it, or had not then."""
    record = record_on(actor, kind, public_id, day)
    if record is None:
        return None
    return {
        "record": record,
        "name": name_of(record),
        "kind": kind,
        "kind_label": str(KIND_LABELS[kind]),
        "stage_label": option_label("stage", record.stage) if record.stage else "",
        "publication_label": publication_label(record.publication),
        "sections": sections(record),
        "on": day,
    }


def _publication(actor: Actor, record: Record) -> dict[str, Any]:
    """How far the record may go; why and until when is for those inside, the review past the end for its editors."""
    if not record.inside:  # type: ignore[attr-defined]
        return {}
    by_code = record.masked and record.publication == Publication.OPEN
    return {
        "label": publication_label(record.publication),
        "reason": record.publication_reason,
        "until": record.publication_until,
        "review": review_state(record) if record.publication_until and _may_edit(actor, record) else "",
        "code": str(said(record.open_name)) if by_code else "",
        "released_at": record.released_at,
    }


def _may_edit(actor: Actor, record: Record) -> bool:
    return Record.objects.visible_to(actor).filter(edits_record(actor), pk=record.pk).exists()


def _sheet_url(record: Record) -> str:
    return reverse("match_sheet", kwargs={"public_id": record.public_id}) if record.kind == "demand" else ""


def sections(record: Record) -> list[dict[str, Any]]:
    """The fields that the actor reads and the record has, grouped."""
    fields = [field for field in readable(record.kind, Relation.to(record)) if field.key != "name"]
    placed = [(title, [field for field in fields if field.type in types]) for title, types in _SECTIONS]
    grouped = {field.key for _, group in placed for field in group}
    groups = [(_BASICS, [field for field in fields if field.key not in grouped]), *placed]
    found = [{"title": str(title), "items": _items(record, group)} for title, group in groups]
    # Nobody knows what stands in columns that nobody knows; it may be a telephone number.
    if record.contacts and record.extra:
        items = [{"label": k, "value": str(v), "unit": "", "note": ""} for k, v in record.extra.items()]
        found.append({"title": str(_EXTRA), "items": items})
    return [section for section in found if section["items"]]


def _items(record: Record, group: list[Field]) -> list[dict[str, str]]:
    pairs = [(field, value_of(record, field.key)) for field in group]
    return [
        {"label": str(field.label), "value": showing.shown(field, value), "unit": "", "note": _note(record, field)}
        for field, value in pairs
        if value not in (None, "", [])
    ]


def _note(record: Record, field: Field) -> str:
    if field.key == "investment_cny" and record.fields.get("investment_approximate"):
        return str(Said("约数", "approximate"))
    return ""


def _provenance(actor: Actor, record: Record, *, inside: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"owner": owner_of(record), "when": record.updated_at}
    upload = record.upload
    if inside and upload is not None:
        found |= {"file": upload.file_name, "sheet": record.sheet, "row": record.row, "who": str(upload.by or "")}
        if Upload.objects.visible_to(actor).filter(pk=upload.pk).exists():
            found["href"] = reverse("upload_detail", kwargs={"public_id": upload.public_id})
    return found


def _history(actor: Actor, record: Record) -> list[dict[str, Any]]:
    rows = RecordVersion.objects.visible_to(actor).filter(record=record)
    rows = rows.select_related("by", "upload__owner_org", "on_behalf_of")
    versions = list(rows[:50])
    named = [names_teller(actor, record, version) for version in versions]
    return [
        {
            "number": version.number,
            "at": version.at,
            "by": str(version.by or "") if names else "",
            "on_behalf_of": str(version.on_behalf_of or "") if names else "",
            "action": str(_ACTIONS[version.action]),
            "file": version.upload.file_name if names and version.upload else "",
            "changes": _changes(record, version, told),
        }
        for version, told, names in zip(versions, opened(versions), named, strict=True)
    ]


def _changes(record: Record, version: RecordVersion, told: Opened) -> list[dict[str, str]]:
    if version.action == RecordVersion.Action.CREATE:
        return []
    if version.action in (RecordVersion.Action.CLASSIFY, RecordVersion.Action.RELEASE):
        return level_changes(version.changes)
    known = fields_of(record.kind)
    merges = version.action in _MERGES
    keys = [key for key in version.changes if key not in _LINKS and not (merges and key in _LEVELS)]
    keys = [key for key in keys if key not in known or reads_field(known[key], Relation.to(record))]
    levels = level_changes(version.changes) if merges else []
    return levels + [
        {
            "label": showing.label(record.kind, key) if key in known else str(_EXTRA),
            "old": _shown(known.get(key), told.changes[key][0], erased=is_reference(version.changes[key][0])),
            "new": _shown(known.get(key), told.changes[key][1], erased=is_reference(version.changes[key][1])),
        }
        for key in keys
        if key != "extra"
    ]


def _shown(field: Field | None, value: Any, *, erased: bool) -> str:
    """A value of the past; what was personal and is not there any more was erased."""
    return str(_ERASED) if erased and value is None else showing.shown(field, value)


def _matches(actor: Actor, record: Record) -> list[dict[str, Any]]:
    if record.kind not in ("demand", "achievement"):
        return []
    side, other = ("demand", "achievement") if record.kind == "demand" else ("achievement", "demand")
    rows = seen_matches(actor).filter(**{side: record})
    ordered = rows.order_by(*BEST_FIRST) if side == "demand" else rows.order_by("-score", "demand_id")
    matches = list(ordered[:_TOP])
    decisions = decided(actor, matches)
    return numbered(
        match_entry(match, seen)
        | {"decision": decision_on(actor, decisions, match, *(record, seen) if side == "demand" else (seen, record))}
        for match, seen in with_others(actor, matches, other)
    )


def with_others(actor: Actor, matches: Sequence[Match], other: str) -> Iterator[tuple[Match, Record]]:
    """Each match with its other side as the actor knows it.

    Args:
        other: `demand` or `achievement`.
    """
    keys = [getattr(match, f"{other}_id") for match in matches]
    known = {record.pk: record for record in visible_records(actor, other).filter(pk__in=keys)}
    return ((match, known[key]) for match, key in zip(matches, keys, strict=True) if key in known)


def numbered(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The matches that somebody sees, counted from 1: what is hidden from them leaves no gap."""
    return [entry | {"rank": number} for number, entry in enumerate(entries, start=1)]


def match_entry(match: Match, other: Record) -> dict[str, Any]:
    """A match as pages show it: the other side, the score, the reasons with their share.

    Args:
        other: a row of `visible_records`.
    """
    total = sum(abs(reason["weight"]) for reason in match.reasons) or 1
    return {
        "record": other,
        "href": record_url(other),
        "name": name_of(other),
        "organisation": party_of(other),
        "score": match.score,
        "reasons": [
            {
                "kind": reason["kind"],
                "text": reason[current()],
                "weight": reason["weight"],
                "share": round(100 * max(0, reason["weight"]) / total),
            }
            for reason in sorted(match.reasons, key=_telling)
        ],
    }


def _telling(reason: Mapping[str, Any]) -> tuple[int, int]:
    """Of a learned score first how many such pairs were accepted, last what all pairs have in common."""
    return {"accepted": 0, "usual": 2}.get(reason["kind"], 1), -reason["weight"]
