"""Taking back what a book did, with the recording writer's own steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yanzhen_web.models import Record, RecordVersion, Upload, User
from yanzhen_web.services.history.personal import opened
from yanzhen_web.services.records.recording import WHY, Step, Teller, Written, advance, chunks, store, withdrawn
from yanzhen_web.services.records.snapshots import put_back
from yanzhen_web.services.records.tellings import hold

History = list[RecordVersion]


@transaction.atomic
def undo_upload(upload: Upload, by: User | None) -> Written:
    """Bring back every record that a book changed, and withdraw those that it created.

    A record that something else has changed since is left as it is, and counted as kept.
    """
    hold(upload.owner_org)
    teller = Teller(upload.owner_org, by, upload, None, deed="upload.undo")
    still = Q(withdrawn_at=None) | Q(merged_into__isnull=False)
    touched = Record.objects.unscoped(why=WHY).filter(still, versions__upload=upload).distinct()
    written = Written()
    for chunk in chunks(touched.select_related("upload", "owner_org").order_by("pk")):
        _undo_chunk(chunk, upload, teller, written)
    return written


def _undo_chunk(chunk: Sequence[Record], upload: Upload, teller: Teller, written: Written) -> None:
    standing = _standing(chunk)
    touched = [record for record in chunk if standing[record.pk][-1].upload_id == upload.pk]
    now = timezone.now()
    before = _snapshots({record.pk: _before(standing[record.pk]) for record in touched})
    steps = [_taken_back(record, before.get(record.pk), teller, now) for record in touched]
    store([], steps, teller, now)
    written.kept += len(chunk) - len(touched)
    written.withdrawn += sum(step.action == RecordVersion.Action.WITHDRAW for step in steps)
    written.updated += sum(step.action == RecordVersion.Action.RESTORE for step in steps)
    written.records += touched


def _standing(chunk: Sequence[Record]) -> dict[int, History]:
    """Of each record the versions that still stand: what a book did and took back again is as if it had not been, and
    so is a merge that was undone before anything else was changed.
    """
    found: dict[int, History] = {record.pk: [] for record in chunk}
    for version in RecordVersion.objects.unscoped(why=WHY).filter(record__in=chunk).order_by("number"):
        history = found[version.record_id]
        if version.action == RecordVersion.Action.UNMERGE and history[-1].action == RecordVersion.Action.MERGE:
            history.pop()
            continue
        if version.action != RecordVersion.Action.RESTORE:
            history.append(version)
        while version.action == RecordVersion.Action.RESTORE and history[-1].upload_id == version.upload_id:
            history.pop()
    return found


def _before(standing: History) -> RecordVersion | None:
    """The version before the book that comes last; None where that book created the record."""
    return next((version for version in reversed(standing) if version.upload_id != standing[-1].upload_id), None)


def _snapshots(before: dict[int, RecordVersion | None]) -> dict[int, dict[str, Any]]:
    """What the records were, with the personal values that have not been erased since."""
    versions = {pk: version for pk, version in before.items() if version is not None}
    found = opened(list(versions.values()))
    return {pk: one.snapshot for pk, one in zip(versions, found, strict=True)}


def _taken_back(record: Record, before: dict[str, Any] | None, teller: Teller, now: datetime) -> Step:
    return _restored(record, before, teller, now) if before else withdrawn(record, teller, now)


def _restored(record: Record, old: dict[str, Any], teller: Teller, now: datetime) -> Step:
    keys = {*record.fields, *old["fields"]}
    changes = {
        key: [record.fields.get(key), old["fields"].get(key)]
        for key in sorted(keys)
        if record.fields.get(key) != old["fields"].get(key)
    }
    if record.name != old["name"]:
        changes["name"] = [record.name, old["name"]]
    put_back(record, old)
    return advance(record, changes, teller, now, RecordVersion.Action.RESTORE)
