"""What a record was: its versions, who made each, from which book, on whose behalf."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.problems import missing
from yanzhen_web.api.records import RECORD, found
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Fields, Kind, Page, PublicId, Told, both, present
from yanzhen_web.models import Record
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records.versioning import names_teller, told_snapshot, told_versions, versions_of

room = Room(
    "versions",
    Said("版本", "Versions"),
    Said("每次改动都留一个版本；只有读得到内部字段的人能看。", "Every change leaves a version; for those inside only."),
)
Number = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[2])]


class ChangeTold(Told):
    """What a field was and what it became; null where it had no value."""

    old: JsonValue = Field(examples=["negotiating"])
    new: JsonValue = Field(examples=["signed"])


class VersionTold(Told):
    """One step of a record."""

    number: int = Field(ge=1, examples=[2])
    action: Literal["create", "update", "withdraw", "restore", "classify", "release", "erase", "merge", "unmerge"] = (
        Field(examples=["update"])
    )
    at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    by: str | None = Field(None, examples=["示例"])
    on_behalf_of: str | None = Field(None, examples=["示例县商务局"], description=both("代录", "Entered on its behalf"))
    file: str | None = Field(None, examples=["示例市_招商项目.xlsx"])
    changes: dict[str, ChangeTold] = Field(examples=[{"stage": {"old": "negotiating", "new": "signed"}}])


class SnapshotTold(VersionTold):
    """One step, with what the record was then."""

    name: str = Field(examples=["示例石墨膜项目"])
    publication: Literal["open", "internal", "secret"] = Field(examples=["internal"])
    released: bool = Field(examples=[False])
    fields: Fields


def _told(request: Asked, record: Record, entry: dict[str, Any]) -> dict[str, Any]:
    version = entry["version"]
    names = names_teller(request.actor, record, version)
    told = {
        "number": version.number,
        "action": version.action,
        "at": version.at,
        "by": str(version.by or "") if names else "",
        "on_behalf_of": str(version.on_behalf_of or "") if names else "",
        "file": version.upload.file_name if names and version.upload else "",
    }
    changes = {key: {"old": old, "new": new} for key, (old, new) in entry["changes"].items()}
    return present(told) | {"changes": changes}


def _inside(request: Asked, kind: str, public_id: str) -> Record:
    record = found(request.actor, kind, public_id)
    if not record.inside:  # type: ignore[attr-defined]
        raise missing()
    return record


@room.get(f"{RECORD}/versions", said=Said("它的各个版本", "Its versions"), answers={200: Page[VersionTold]})
def versions_list(
    request: Asked, kind: Kind, public_id: PublicId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    record = _inside(request, kind, public_id)
    order = paging.Order("number", descending=True, tie="number")
    note_read([record])
    page = paging.page(versions_of(request.actor, record), order, limit, cursor, lambda row: row, (public_id,))
    return page | {"items": [_told(request, record, entry) for entry in told_versions(record, page["items"])]}


@room.get(
    f"{RECORD}/versions/{{int:number}}", said=Said("某个版本时的样子", "What it was at a version"),
    answers={200: SnapshotTold},
)  # fmt: skip
def versions_read(request: Asked, kind: Kind, public_id: PublicId, number: Number) -> dict[str, Any]:
    record = _inside(request, kind, public_id)
    version = versions_of(request.actor, record).filter(number=number).first()
    if version is None:
        raise missing()
    note_read([record])
    (entry,) = told_versions(record, [version])
    was = told_snapshot(record, version)
    same = {key: was[key] for key in ("name", "publication", "fields")}
    return _told(request, record, entry) | same | {"released": was["released_at"] is not None}
