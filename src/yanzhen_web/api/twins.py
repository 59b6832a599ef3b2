"""The same thing told by two organisations, for the offices that see both tellings from inside."""

from __future__ import annotations

from typing import Any

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.records import RECORD, found
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Kind, Page, PublicId, Told
from yanzhen_web.api.telling import RecordTold, note_read, record_told
from yanzhen_web.scopes import OFFICES
from yanzhen_web.services.records import twins

room = Room(
    "twins",
    Said("重复报送", "Told twice"),
    Said("只有两边都在内部看得到的单位知道重复。", "Only offices that see both from inside learn of it."),
)
_WHO = tuple(sorted(OFFICES))


class TwinsTold(Told):
    """The earliest telling, and the others."""

    record: RecordTold
    others: list[RecordTold]


@room.get("/twins", said=Said("重复报送的记录", "What was told twice"), who=_WHO, answers={200: Page[TwinsTold]})
def twins_list(request: Asked, limit: paging.Limit = 20, cursor: paging.Cursor = "") -> dict[str, Any]:
    order = paging.Order("created_at", descending=True)
    page = paging.page(twins.first_told(request.actor), order, limit, cursor, lambda record: record)
    found = twins.tellings(request.actor, [(first.kind, first.twin_key) for first in page["items"]])
    note_read((record for told in found.values() for record in told), "record.list")
    return page | {"items": [_twins(request, found[first.kind, first.twin_key]) for first in page["items"]]}


def _twins(request: Asked, told: list[Any]) -> dict[str, Any]:
    first, *others = (record_told(request.actor, record) for record in told)
    return {"record": first, "others": others}


@room.get(f"{RECORD}/twins", said=Said("同一件事的别的报送", "Other tellings of the same"), who=_WHO,
          answers={200: Page[RecordTold]})  # fmt: skip
def twins_of(request: Asked, kind: Kind, public_id: PublicId) -> dict[str, Any]:
    record = found(request.actor, kind, public_id)
    others = list(twins.others_of(request.actor, record))
    note_read(others, "record.list")
    return {"items": [record_told(request.actor, other) for other in others]}
