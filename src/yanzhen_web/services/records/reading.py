"""What of a record an actor reads: the fields of the registry, less those that are not theirs, names by code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from yanzhen.fields import Field, fields_of
from yanzhen.records import Record as EngineRecord
from yanzhen.records import Source
from yanzhen_web.models import Record
from yanzhen_web.scopes import (
    Actor,
    Relation,
    masks_record,
    reads_contacts,
    reads_field,
    sees_all_inside,
    sees_closely,
    sees_inside,
)
from yanzhen_web.scopes.particulars import MASKED_KINDS
from yanzhen_web.services.records.codenames import party_keys, redacted, redaction_of, said


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


_OPEN_COLUMNS = {"name": "open_name", "party": "open_party"}


def as_read(actor: Actor, kind: str | None, column: str) -> Combinable:
    """A column as the actor reads it of each row that it sees, for order: those outside get what stands for it there.

    Args:
        kind: of all the rows, where it is known; kinds that hide nothing need no case.
    """
    if sees_all_inside(actor):
        return F(column)
    if column == "amount_cny" and not (kind and _tells_amounts(kind)):
        return Case(When(sees_inside(actor), then=F(column)), default=F("open_amount_cny"))
    if column not in _OPEN_COLUMNS or (kind is not None and kind not in MASKED_KINDS):
        return F(column)
    return Case(When(Q(masked=False) | sees_inside(actor), then=F(column)), default=F(_OPEN_COLUMNS[column]))


@cache
def _tells_amounts(kind: str) -> bool:
    return all(field.level == "open" for field in fields_of(kind).values() if field.type == "money")


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
    return party_of(record) if key in party_keys(record.kind) else redacted(record, value)


def name_of(record: Record) -> str:
    """The name by which whoever asked for this row of `visible_records` knows the record, a code in their language."""
    return str(said(record.open_name)) if masks_record(record) else record.name


def party_of(record: Record) -> str:
    """Whose it is, for whoever asked for this row of `visible_records`."""
    return str(said(record.open_party)) if masks_record(record) else record.party


def owner_of(record: Record) -> str:
    """The organisation that keeps it; a firm's own name is for those inside."""
    return record.owner_org.name if record.inside or not record.masked else ""


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


def as_engine_outside(record: Record) -> EngineRecord:
    """The same, as everybody may read it: what comes of it gives nothing away."""
    redact = redaction_of(record) if record.masked else lambda value: value
    relation = Relation(released=record.released_at is not None, masked=record.masked)
    values = {f.key: redact(record.fields[f.key]) for f in readable(record.kind, relation) if f.key in record.fields}
    if record.masked:
        values = {key: value for key, value in values.items() if key not in party_keys(record.kind)}
    return EngineRecord(kind=record.kind, name=record.open_name, fields=values, extra={}, key=record.public_id)
