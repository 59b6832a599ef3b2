"""Records: lists, reading, entering, changing, withdrawing; and finding them by words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field, JsonValue, StringConstraints

from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen.language import Said, say
from yanzhen_web.api import paging, preconditions
from yanzhen_web.api.problems import Fault, invalid, missing
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Day, Given, Kind, Moment, Page, PublicId, Told, both
from yanzhen_web.api.telling import OwnerTold, RecordTold, note_read, record_told
from yanzhen_web.models import Record
from yanzhen_web.scopes import EDITORS, Actor
from yanzhen_web.services.history.elapsed import record_on, records_on
from yanzhen_web.services.likenesses.claims import led_to
from yanzhen_web.services.records import editing, listing, showing
from yanzhen_web.services.records.keysets import SORTS, keyset
from yanzhen_web.services.records.reading import visible_records
from yanzhen_web.services.records.searching import matching

room = Room(
    "records",
    Said("记录", "Records"),
    Said(
        "项目、需求、成果、园区等全部种类的记录。读到的只有密钥的人能读的字段，其余的不出现。修改要带 If-Match。",
        "Records of every kind, as far as the key's person reads them; the rest is absent. Changes need If-Match.",
    ),
)
RECORD = "/records/{anykind:kind}/{pid:public_id}"
WRITERS = tuple(sorted(EDITORS))
IF_MATCH = {
    "If-Match": Said("读到的 ETag；没有则 428，过时则 412", "The ETag that was read; 428 without, 412 when stale")
}
ETAG = {"ETag": Said("版本", "The version")}

Words = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[^\x00]*$"),
    Field(description=both("词，每个都要有", "Words, all of which occur"), examples=["石墨"]),
]
Chosen = Annotated[str | None, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
_SORTS = tuple(sign + name for name in SORTS for sign in ("", "-"))


class FieldTold(Told):
    """A field of the registry."""

    key: str = Field(examples=["investment_cny"])
    type: str = Field(examples=["money"])
    unit: str | None = Field(None, examples=["元"])
    level: Literal["open", "until_release", "internal", "negotiation"] = Field(examples=["until_release"])
    label: str = Field(examples=["总投资"])


class KindTold(Told):
    """A kind of record with its fields."""

    kind: Kind
    label: str = Field(examples=["项目"])
    fields: list[FieldTold]
    filters: list[str] = Field(examples=[["stage", "chain", "region"]])


class Filters(Given):
    """As the list's page has them; a kind has those that /kinds names."""

    stage: Chosen = Field(None, examples=["negotiating"])
    chain: Chosen = Field(None, examples=["advanced_materials"])
    origin_scope: Chosen = Field(None, examples=["outside"])
    origin: Chosen = Field(None, examples=["440000"])
    region: Chosen = Field(None, examples=["430100"])
    industry: Chosen = Field(None, examples=["新材料"])
    party: Chosen = Field(None, examples=["示例大学"])
    publication: Chosen = Field(None, examples=["open"])


class RecordGiven(Given):
    """A new record."""

    name: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$", examples=["示例石墨膜项目"])
    fields: dict[str, JsonValue] = Field(
        default_factory=dict,
        max_length=150,
        examples=[{"investor": "示例材料有限公司", "investment_cny": 120000000, "target": "430100"}],
    )
    owner: PublicId | None = Field(
        None, description=both("代录：下级单位的编号", "On whose behalf: an organisation below one's own")
    )


class RecordChange(Given):
    """What changes; null clears a field, what is not named stays."""

    name: str | None = Field(None, min_length=1, max_length=500, pattern=r"^[^\x00]*$", examples=["示例石墨膜二期项目"])
    fields: dict[str, JsonValue] = Field(
        default_factory=dict, max_length=150, examples=[{"stage": "signed", "progress_text": None}]
    )


def found(actor: Actor, kind: str, public_id: str) -> Record:
    """The record, with how the actor stands to it.

    Raises:
        Problem: 404.
    """
    rows = visible_records(actor, kind).select_related("owner_org", "upload")
    record = rows.filter(public_id=public_id).first()
    if record is None:
        raise missing()
    return record


def answered(request: Asked, response: HttpResponse, kind: str, public_id: str) -> dict[str, Any]:
    """A record as it stands now, with its ETag."""
    record = found(request.actor, kind, public_id)
    response["ETag"] = preconditions.tag_of(record.version)
    return record_told(request.actor, record)


@room.get("/kinds", said=Said("种类和字段", "Kinds and their fields"), answers={200: Page[KindTold]})
def kinds_list(request: Asked) -> dict[str, Any]:
    return {"items": [_kind(kind) for kind in KIND_LABELS]}


@room.get("/kinds/{anykind:kind}", said=Said("一个种类的字段", "The fields of a kind"), answers={200: KindTold})
def kinds_read(request: Asked, kind: Kind) -> dict[str, Any]:
    return _kind(kind)


def _kind(kind: str) -> dict[str, Any]:
    fields = [
        {"key": f.key, "type": f.type, "level": f.level, "label": str(f.label)}
        | ({"unit": showing.unit(f)} if f.unit else {})
        for f in fields_of(kind).values()
    ]
    filters = list(listing.FILTERS.get(kind, ()))
    return {"kind": kind, "label": str(KIND_LABELS[kind]), "fields": fields, "filters": filters}


@room.get(
    "/records/{anykind:kind}",
    said=Said("一个种类的记录", "Records of a kind"),
    tells=Said(
        "按条件筛选、排序，一页一页读；翻页期间增减的记录不会使别的记录重复或漏掉。"
        "写 on 就给那一天结束时已有的、那时的样子，按编号排，不筛选。",
        "Filtered, sorted, page by page; what is added or withdrawn meanwhile neither repeats nor skips others. With "
        "`on` those that there were at the end of that day, as they stood then, in the order of their ids, unfiltered.",
    ),
    answers={200: Page[RecordTold]},
)
def records_list(
    request: Asked,
    kind: Kind,
    filters: Query[Filters],
    q: Words = "",
    sort: Literal[_SORTS] = "-updated",  # type: ignore[valid-type]
    updated_since: Moment | None = None,
    on: Day | None = None,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> dict[str, Any]:
    if on is not None:
        return _list_on(request, kind, on, limit, cursor)
    chosen = checked_filters(kind, filters)
    rows = listing.found(request.actor, listing.Asked.of(kind, {**chosen, "q": q}))
    rows = rows if updated_since is None else rows.filter(updated_at__gte=updated_since)
    ordered = keyset(rows.select_related("owner_org", "upload"), request.actor, kind, sort)
    told: list[Record] = []
    tell = _telling(request.actor, told)
    asked = (kind, q, sorted(chosen.items()), updated_since)
    order = paging.Order(ordered.column, ordered.descending)
    page = paging.page(ordered.rows, order, limit, cursor, tell, asked)
    note_read(told, "record.list")
    return page


def _telling(actor: Actor, told: list[Record]) -> Callable[[Record], dict[str, Any]]:
    """Tells records and keeps which they were, for the history."""

    def tell(record: Record) -> dict[str, Any]:
        told.append(record)
        return record_told(actor, record)

    return tell


def _list_on(request: Asked, kind: str, day: date, limit: int, cursor: str) -> dict[str, Any]:
    if beside := sorted(request.GET.keys() - {"on", "limit", "cursor"}):
        advice = say("写了 on 就不能再筛选、排序。", "With `on` the list is neither filtered nor sorted.")
        raise invalid(*[Fault(f"query:{key}", advice, code="filter") for key in beside])
    told: list[Record] = []
    page = paging.page_of(
        lambda last: records_on(request.actor, kind, day, last),
        limit,
        cursor,
        _telling(request.actor, told),
        (kind, day),
    )
    note_read(told, "record.list", on=day.isoformat())
    return page


def checked_filters(kind: str, filters: Filters) -> dict[str, str]:
    """The filters that were chosen.

    Raises:
        Problem: 422 for one that lists of this kind do not have.
    """
    chosen = filters.model_dump(exclude_none=True)
    known = listing.FILTERS.get(kind, ())
    if unknown := [key for key in chosen if key not in known]:
        listed = ", ".join(known) or "q"
        advice = say(f"这个种类可用的条件：{listed}。", f"This kind is filtered by {listed}.")
        raise invalid(*[Fault(f"query:{key}", advice, code="filter") for key in unknown])
    return chosen


@room.post(
    "/records/{anykind:kind}",
    said=Said("新增一条记录", "Enter a record"),
    tells=Said(
        "与别人报过的相同也照样收下。为下级单位填报时写 owner，历史里会记为代录。",
        "What somebody else has told already is taken all the same. With `owner` it is entered on behalf of an "
        "organisation below one's own, and the history says so.",
    ),
    who=WRITERS,
    answers={201: RecordTold},
    answer_headers=ETAG | {"Location": Said("新记录的地址", "The address of the new record")},
)
def records_create(request: Asked, response: HttpResponse, kind: Kind, given: RecordGiven) -> dict[str, Any]:
    values = {**given.fields, "name": given.name}
    record = editing.create_record(request.actor, request.user, kind, values, owner=given.owner)
    response["Location"] = f"/api/v1/records/{kind}/{record.public_id}"
    return answered(request, response, kind, record.public_id)


@room.get(
    RECORD,
    said=Said("一条记录", "A record"),
    tells=Said(
        "写 on 就给那一天结束时的样子：那时和现在都看得到的才有。",
        "With `on` as it stood at the end of that day: for those who may know of it now and might have then.",
    ),
    answers={200: RecordTold},
    answer_headers=ETAG,
    request_headers={"If-None-Match": Said("手上的 ETag；没变则 304", "The ETag at hand; 304 where it is the same")},
)
def records_read(request: Asked, response: HttpResponse, kind: Kind, public_id: PublicId, on: Day | None = None) -> Any:
    record = _standing(request.actor, kind, public_id) if on is None else _was(request.actor, kind, public_id, on)
    if preconditions.is_known(request, record.version):
        return preconditions.unchanged(record.version)
    response["ETag"] = preconditions.tag_of(record.version)
    note_read([record], **({} if on is None else {"on": on.isoformat()}))
    return record_told(request.actor, record)


def _standing(actor: Actor, kind: str, public_id: str) -> Record:
    """The record; the one in which it stands, where it was merged into another."""
    return led_to(actor, kind, public_id) or found(actor, kind, public_id)


def _was(actor: Actor, kind: str, public_id: str, day: date) -> Record:
    record = record_on(actor, kind, public_id, day)
    if record is None:
        raise missing()
    return record


@room.patch(
    RECORD,
    said=Said("修改一条记录", "Change a record"),
    who=WRITERS,
    answers={200: RecordTold},
    answer_headers=ETAG,
    request_headers=IF_MATCH,
)
def records_update(
    request: Asked, response: HttpResponse, kind: Kind, public_id: PublicId, given: RecordChange
) -> dict[str, Any]:
    record = editable(request.actor, kind, public_id)
    values = dict(given.fields) | ({} if given.name is None else {"name": given.name})
    version = preconditions.expected_version(request)
    editing.update_record(request.actor, request.user, record.public_id, values, expected_version=version)
    return answered(request, response, kind, public_id)


@room.delete(
    RECORD, said=Said("撤回一条记录", "Withdraw a record"), who=WRITERS, answers={204: None}, request_headers=IF_MATCH
)
def records_withdraw(request: Asked, response: HttpResponse, kind: Kind, public_id: PublicId) -> None:
    record = editable(request.actor, kind, public_id)
    version = preconditions.expected_version(request)
    editing.withdraw_record(request.actor, request.user, record.public_id, expected_version=version)


def editable(actor: Actor, kind: str, public_id: str) -> Record:
    """The record, if it is the actor's to change; asked before any header, so that a hidden one answers like none.

    Raises:
        Problem: 404.
    """
    record = editing.editable(actor, public_id)
    if record.kind != kind:
        raise missing()
    return record


@room.get(
    "/owners",
    said=Said("能以其名义填报的单位", "Organisations in whose name one enters records"),
    who=WRITERS,
    grants=("write",),
    answers={200: Page[OwnerTold]},
)
def owners_list(request: Asked) -> dict[str, Any]:
    """One's own come first; the ids go into `owner` of a new record."""
    return {"items": [{"id": owner.public_id, "name": str(owner)} for owner in editing.owners(request.actor)]}


@room.get("/search", said=Said("在全部种类里找", "Find records of every kind"), answers={200: Page[RecordTold]})
def records_search(
    request: Asked,
    q: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")],
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> dict[str, Any]:
    rows = visible_records(request.actor).filter(matching(q, request.actor)).select_related("owner_org", "upload")
    told: list[Record] = []
    order = paging.Order("updated_at", descending=True)
    page = paging.page(rows, order, limit, cursor, _telling(request.actor, told), (q,))
    note_read(told, "record.list")
    return page
