"""What a version keeps of a record, as JSON, and the way back: with it any past day can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from yanzhen_web.models import Record

KEPT = (
    "name", "engine_key", "fields", "extra", "publication", "publication_reason", "publication_until", "released_at",
    "sheet", "row", "upload_id",
)  # fmt: skip
"""What a snapshot holds; the rest follows from it (`columns.describe`)."""
_READ: dict[str, Callable[[str], Any]] = {
    "publication_until": date.fromisoformat,
    "released_at": datetime.fromisoformat,
}


def snapshot_of(record: Record) -> dict[str, Any]:
    """The record as it stands."""
    return {key: _plain(getattr(record, key)) for key in KEPT}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def put_back(record: Record, snapshot: Mapping[str, Any]) -> None:
    """Make the record what it was; what the snapshot does not tell stays."""
    for key in KEPT:
        if key in snapshot:
            value = snapshot[key]
            setattr(record, key, _READ[key](value) if value is not None and key in _READ else value)
