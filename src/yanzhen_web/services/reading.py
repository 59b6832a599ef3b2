"""What of a record an actor reads: the fields of the registry, less those that are not theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When

from yanzhen.fields import Field, fields_of
from yanzhen.records import Record as EngineRecord
from yanzhen.records import Source
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, sees_inside


def visible_records(actor: Actor, kind: str | None = None) -> QuerySet[Record]:
    """Records that the actor may know of; each row says by `inside` whether its internal fields are theirs too."""
    rows = Record.objects.visible_to(actor)
    if kind is not None:
        rows = rows.filter(kind=kind)
    inside = Case(When(sees_inside(actor), then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(inside=inside)


def readable(actor: Actor, kind: str, *, inside: bool) -> list[Field]:
    """The fields of a kind that the actor reads, in the registry's order."""
    return [field for field in fields_of(kind).values() if reads(actor, field, inside=inside)]


def reads(actor: Actor, field: Field, *, inside: bool) -> bool:
    """Whether the actor reads one field of a record."""
    if field.type == "contact":
        return inside and actor.reads_contacts
    return field.level == "open" or inside


def value_of(record: Record, key: str) -> Any:
    """A value by its registry key; None where it is unknown."""
    return record.name if key == "name" else record.fields.get(key)


def as_engine(record: Record, fields: Iterable[Field] | None = None) -> EngineRecord:
    """The record as the engine takes it; its key is the public id, so that results come back to the row.

    Args:
        fields: only these, where the result will be shown to somebody who reads no more.
    """
    values = dict(record.fields)
    if fields is not None:
        allowed = {field.key for field in fields}
        values = {k: v for k, v in values.items() if k in allowed}
    return EngineRecord(
        kind=record.kind,
        name=record.name,
        fields=values,
        extra={},
        source=Source(record.upload.file_name if record.upload else "", record.sheet, record.row or 0),
        key=record.public_id,
    )
