"""Which readings the history writes down: of what is not open, of contacts, of whole books, and every export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from yanzhen_web.models import Publication, Record
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.history.personal import EXTRA, personal_keys


def note_read(
    records: Iterable[Record], action: str = "record.read", columns: Iterable[str] | None = None, **detail: Any
) -> None:
    """Write down which confidential records somebody was shown; nothing where there is none among them.

    Args:
        records: rows of `visible_records`.
        columns: the keys that were shown; all that is read where nothing is said.
    """
    shown = None if columns is None else frozenset(columns)
    listed = {record.public_id: record for record in records if is_confidential(record, shown)}
    if len(listed) == 1:
        note_reading(action, *listed.values(), **detail)
    elif listed:
        note_reading(action, count=len(listed), records=list(listed), **detail)


def is_confidential(record: Record, columns: frozenset[str] | None = None) -> bool:
    """Whether showing this row of `visible_records` is a reading to be written down: its level, or contacts of it."""
    return record.publication != Publication.OPEN or (
        bool(getattr(record, "contacts", False)) and _tells_contacts(record, columns)
    )


def _tells_contacts(record: Record, columns: frozenset[str] | None) -> bool:
    keys = personal_keys(record.kind)
    if columns is not None:
        return any(record.fields.get(key) for key in keys & columns)
    # What was not loaded was not shown either.
    extra = bool(record.extra) if EXTRA not in record.get_deferred_fields() else False
    return extra or any(record.fields.get(key) for key in keys)


def note_export(kind: str, form: str, rows: QuerySet[Record], **detail: Any) -> None:
    """Write down an export, before its first byte leaves: how many rows, and a hash of their ids in order.

    Whoever has the file can show with it that it is the one, or that it is not.
    """
    digest, count = hashlib.sha256(), 0
    for public_id in rows.values_list("public_id", flat=True).iterator(chunk_size=2000):
        digest.update(f"{public_id}\n".encode())
        count += 1
    note_reading("export", None, kind=kind, form=form, count=count, ids=digest.hexdigest(), **detail)
