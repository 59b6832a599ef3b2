"""Lists as files."""

from __future__ import annotations

from typing import Any, Literal

from django.http import StreamingHttpResponse
from ninja import Query

from yanzhen.language import Said
from yanzhen_web.api.records import Filters, Words, checked_filters
from yanzhen_web.api.rooms import Asked, File, Room
from yanzhen_web.api.schemas import Kind
from yanzhen_web.services.records import listing
from yanzhen_web.services.records.exporting import TYPES, export

room = Room(
    "exports",
    Said("导出", "Exports"),
    Said("与页面导出相同：没有一行可读的字段没有列；公式不会被执行。",
         "The same files as on the pages: a field that is read of no row has no column; no formula runs."),
)  # fmt: skip


def _file(request: Asked, kind: str, form: str, q: str, filters: Filters) -> StreamingHttpResponse:
    chosen = checked_filters(kind, filters)
    pieces = export(request.actor, listing.Asked.of(kind, {**chosen, "q": q}), form)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{form}"'}
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers=headers)


@room.get(
    "/exports/{anykind:kind}.{form}",
    said=Said("一个种类的记录，存成 xlsx 或 csv", "Records of a kind as xlsx or csv"),
    answers={200: File},
    sends=tuple(TYPES.values()),
    cost=20,
)
def exports_read(
    request: Asked, kind: Kind, form: Literal["xlsx", "csv"], filters: Query[Filters], q: Words = ""
) -> Any:
    return _file(request, kind, form, q, filters)
