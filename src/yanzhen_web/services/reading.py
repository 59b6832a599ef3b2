"""What of a record an actor reads: the fields of the registry, less those that are not theirs, names by code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from yanzhen.fields import Field, fields_of
from yanzhen.records import Record as EngineRecord
from yanzhen.records import Source
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, Relation, masks_record, reads_contacts, reads_field, sees_closely, sees_inside
from yanzhen_web.services.codenames import party_keys, redacted


def visible_records(actor: Actor, kind: str | None = None) -> QuerySet[Record]:
    """Records that the actor may know of; each row says by `inside`, `close`, `contacts` how the actor stands to it."""
    rows = Record.objects.visible_to(actor)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return seen_by(actor, rows)


def seen_by(actor: Actor, rows: QuerySet[Record]) -> QuerySet[Record]:
    """Rows with how the actor stands to each; without it no value of theirs can be read."""
    return rows.annotate(
        inside=_flag(sees_inside(actor)), close=_flag(sees_closely(actor)), contacts=_flag(reads_contacts(actor))
    )


def _flag(rule: Q) -> Case:
    return Case(When(rule, then=Value(True)), default=Value(False), output_field=BooleanField())


def readable(kind: str, relation: Relation) -> list[Field]:
    """The fields of a kind that are read in this relation, in the registry's order."""
    return [field for field in fields_of(kind).values() if reads_field(field, relation)]


def value_of(record: Record, key: str) -> Any:
    """A value by its registry key, as whoever asked for this row of `visible_records` reads it; None where unknown.

    That the field is theirs at all says `readable`.
    """
    if key == "name":
        return name_of(record)
    value = record.fields.get(key)
    if value is None or not masks_record(record):
        return value
    return record.open_party if key in party_keys(record.kind) else redacted(record, value)


def name_of(record: Record) -> str:
    """The name by which whoever asked for this row of `visible_records` knows the record."""
    return record.open_name if masks_record(record) else record.name


def party_of(record: Record) -> str:
    """Whose it is, for whoever asked for this row of `visible_records`."""
    return record.open_party if masks_record(record) else record.party


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
