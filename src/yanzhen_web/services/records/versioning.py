"""The versions of a record as somebody reads them now: what is not theirs to read of it is not theirs in its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from yanzhen.fields import fields_of
from yanzhen_web.models import Record, RecordVersion, Upload
from yanzhen_web.scopes import Actor, Relation, reads_field
from yanzhen_web.services.history.personal import EXTRA, Opened, opened

_LEVELS = ("publication", "publication_reason", "publication_until", "released_at")


def versions_of(actor: Actor, record: Record) -> QuerySet[RecordVersion]:
    """The versions of a record that the actor reads from inside."""
    rows = RecordVersion.objects.visible_to(actor).filter(record=record)
    return rows.select_related("by", "upload__owner_org", "on_behalf_of").order_by("-number")


def names_teller(actor: Actor, record: Record, version: RecordVersion) -> bool:
    """Whether who made a version, and from which book, is told: not where another office's telling, merged into the
    record, brought it, unless that office's books are the actor's to see.
    """
    upload = version.upload
    if upload is None or record.owner_org.path.startswith(upload.owner_org.path):
        return True
    return Upload.objects.visible_to(actor).filter(pk=upload.pk).exists()


def told_versions(record: Record, versions: Sequence[RecordVersion]) -> list[dict[str, Any]]:
    """Versions with the changes that are read in the relation of this row of `visible_records`.

    The first version changes nothing: it is what it tells.
    """
    relation = Relation.to(record)
    pairs = zip(versions, opened(versions), strict=True)
    return [
        {"version": version, "changes": _changes(record.kind, relation, version, one), "erased": sorted(one.erased)}
        for version, one in pairs
    ]


def _changes(kind: str, relation: Relation, version: RecordVersion, one: Opened) -> dict[str, list[Any]]:
    if version.action == RecordVersion.Action.CREATE:
        return {}
    return {key: pair for key, pair in one.changes.items() if _is_read(kind, relation, key)}


def _is_read(kind: str, relation: Relation, key: str) -> bool:
    if key == EXTRA:
        return relation.contacts
    known = fields_of(kind).get(key)
    return reads_field(known, relation) if known else key in _LEVELS


def told_snapshot(record: Record, version: RecordVersion) -> dict[str, Any]:
    """What the record was at a version: name, level and the fields that are read."""
    relation = Relation.to(record)
    snapshot = opened([version])[0].snapshot
    told = {key: snapshot.get(key) for key in ("name", *_LEVELS)}
    return told | {"fields": _fields(record.kind, relation, snapshot.get("fields", {}))}


def _fields(kind: str, relation: Relation, fields: Mapping[str, Any]) -> dict[str, Any]:
    known = fields_of(kind)
    return {key: value for key, value in fields.items() if key in known and reads_field(known[key], relation)}
