"""How far records may go: their level, the release of names and amounts, and what is due for review."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from pydantic import Field, StrictBool

from yanzhen.language import Said
from yanzhen_web.api import paging, preconditions
from yanzhen_web.api.records import ETAG, IF_MATCH, RECORD, WRITERS, answered, editable
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Day, Given, Kind, Page, PublicId, both
from yanzhen_web.api.telling import Level, RecordTold, note_read, record_told
from yanzhen_web.services.records import classifying

room = Room(
    "levels",
    Said("级别和发布", "Levels and release"),
    Said("只有公开的记录可以外发；到期不会自动公开，由人复核。",
         "Only open records may leave; nothing opens by itself on its end date, a person reviews it."),
)  # fmt: skip


class LevelGiven(Given):
    """A level with its reason and end date."""

    level: Level = Field(examples=["internal"])
    reason: str = Field("", max_length=200, pattern=r"^[^\x00]*$", examples=["洽谈中"])
    until: Day | None = Field(None, examples=["2027-12-31"], description=both("到期复核", "The day of its review"))


class ReleaseGiven(Given):
    """Whether name and amounts are for everybody."""

    released: StrictBool = Field(True, examples=[True])


@room.put(
    f"{RECORD}/level",
    said=Said("定级", "Set the level"),
    who=WRITERS,
    answers={200: RecordTold},
    answer_headers=ETAG,
    request_headers=IF_MATCH,
)
def records_classify(
    request: Asked, response: HttpResponse, kind: Kind, public_id: PublicId, given: LevelGiven
) -> dict[str, Any]:
    record = editable(request.actor, kind, public_id)
    version = preconditions.expected_version(request)
    classifying.classify(
        request.actor,
        request.user,
        record.public_id,
        given.level,
        given.reason,
        given.until,
        expected_version=version,
    )
    return answered(request, response, kind, public_id)


@room.put(
    f"{RECORD}/release",
    said=Said("发布或收回名称和金额", "Release name and amounts, or take that back"),
    who=WRITERS,
    answers={200: RecordTold},
    answer_headers=ETAG,
    request_headers=IF_MATCH,
)
def records_release(
    request: Asked, response: HttpResponse, kind: Kind, public_id: PublicId, given: ReleaseGiven
) -> dict[str, Any]:
    record = editable(request.actor, kind, public_id)
    version = preconditions.expected_version(request)
    classifying.release(
        request.actor, request.user, record.public_id, released=given.released, expected_version=version
    )
    return answered(request, response, kind, public_id)


@room.get(
    "/review", said=Said("到期或将到期的密级", "Levels that are due for review"), who=WRITERS,
    answers={200: Page[RecordTold]}, grants=("write",),
)  # fmt: skip
def records_review(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = classifying.to_review(request.actor).select_related("owner_org", "upload")
    page = paging.page(rows, paging.Order("publication_until"), limit, cursor, lambda record: record)
    note_read(page["items"], "record.list")
    return page | {"items": [record_told(request.actor, record) for record in page["items"]]}
