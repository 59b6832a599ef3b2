"""A record as programs read it: what the key's person may not read is absent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, JsonValue

from yanzhen_web.api.schemas import Fields, Kind, PublicId, Told, both, present
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, Relation, masks_record
from yanzhen_web.services.history.readings import note_read as note_read
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.reading import name_of, owner_of, readable, value_of

_CODES = ("region", "country", "stage", "maturity")
"""Types whose values are codes: `labels` gives their names."""

Level = Literal["open", "internal", "secret"]


class OwnerTold(Told):
    """The organisation that keeps it; its id for those who read internal fields."""

    id: PublicId | None = None
    name: str = Field(examples=["示例市商务局"])


class SourceTold(Told):
    """The book from which a record came."""

    file: str = Field(examples=["示例市_招商项目.xlsx"])
    sheet: str | None = Field(None, examples=["Sheet1"])
    row: int | None = Field(None, ge=1, examples=[7])


class RecordTold(Told):
    """A record."""

    id: PublicId
    kind: Kind
    version: int = Field(ge=1, examples=[3], description=both("版本，也是 ETag", "The version, which is the ETag too"))
    name: str = Field(examples=["示例石墨膜项目"])
    by_code: bool = Field(
        examples=[False],
        description=both("名称以代号显示（尚未发布）", "Whether the name is a code, because it is not released yet"),
    )
    publication: Level = Field(examples=["internal"], description=both("公开级别", "How far it may go"))
    publication_reason: str | None = Field(None, examples=["洽谈中"])
    publication_until: date | None = Field(None, examples=["2025-12-31"])
    released: bool = Field(examples=[False], description=both("名称和金额已发布", "Name and amounts are released"))
    owner: OwnerTold | None = None
    fields: Fields = Field(description=both("字段，名称和类型见 /kinds", "Fields; names and types stand in /kinds"))
    labels: dict[str, str] = Field(
        examples=[{"region": "长沙市", "stage": "在谈"}],
        description=both("代码字段的名称", "Names of the fields whose values are codes"),
    )
    extra: dict[str, str] | None = Field(
        None, examples=[{"备注栏": "示例"}], description=both("没有认出的栏目", "Columns that nobody understood")
    )
    source: SourceTold | None = None
    created_at: datetime = Field(examples=["2025-03-01T02:00:00Z"])
    updated_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])


def record_told(actor: Actor, record: Record) -> dict[str, Any]:
    """A row of `visible_records` as the API tells it."""
    fields = fields_told(record)
    inside: bool = record.inside  # type: ignore[attr-defined]
    told = present(
        {
            "id": record.public_id,
            "kind": record.kind,
            "version": record.version,
            "name": name_of(record),
            "by_code": masks_record(record),
            "publication": record.publication,
            "released": record.released_at is not None,
            "fields": fields,
            "labels": labels_of(record.kind, fields),
            "owner": owner_told(record),
            "created_at": record.created_at,
            "updated_at": record.updated_at,
        }
    )
    return told | (_inside(record) if inside else {})


def _inside(record: Record) -> dict[str, Any]:
    """How far it may go and where it came from: for those who read its internal fields."""
    return present(
        {
            "publication_reason": record.publication_reason,
            "publication_until": record.publication_until,
            "extra": record.extra if record.extra and record.contacts else None,  # type: ignore[attr-defined]
            "source": source_told(record) if record.upload else None,
        }
    )


def owner_told(record: Record) -> dict[str, str] | None:
    """Whose it is, as far as that is told."""
    name = owner_of(record)
    known = {"id": record.owner_org.public_id} if record.inside else {}  # type: ignore[attr-defined]
    return {**known, "name": name} if name else None


def source_told(record: Record) -> dict[str, Any]:
    """The place in a book."""
    file = record.upload.file_name if record.upload else ""
    return present({"file": file, "sheet": record.sheet, "row": record.row})


def fields_told(record: Record) -> dict[str, JsonValue]:
    """The fields that are read and known, typed as the registry has them."""
    known = ((f.key, value_of(record, f.key)) for f in readable(record.kind, Relation.to(record)) if f.key != "name")
    return {key: value for key, value in known if value is not None}


def labels_of(kind: str, fields: dict[str, Any]) -> dict[str, str]:
    """The names of codes, in the language of the request."""
    from yanzhen.fields import fields_of

    coded = ((key, fields_of(kind)[key]) for key in fields)
    return {key: showing.shown(field, fields[key]) for key, field in coded if field.type in _CODES}
