"""The history, for its auditors: who did what, when, from where; which fields changed, never their values."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Query
from pydantic import Field, StringConstraints

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.jobs import JobTold, accepted
from yanzhen_web.api.problems import Problem, missing
from yanzhen_web.api.rooms import Asked, File, Room
from yanzhen_web.api.schemas import Day, Given, Page, PublicId, Told, both, present
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import AuditEntry, Seal
from yanzhen_web.scopes import AUDITOR
from yanzhen_web.services.history import entries
from yanzhen_web.services.history.noting import note_reading, take_in_if_possible
from yanzhen_web.services.history.sealing import current_head, latest
from yanzhen_web.services.records.exporting import TYPES

room = Room(
    "history",
    Said("留痕", "History"),
    Said("审计员用；密钥要有 history 权限。链头请另存一处，以后能核对有没有被改过。",
         "For auditors, with a key that has the grant history. Keep the head elsewhere, to verify with later."),
)  # fmt: skip
_WHO = {"who": (AUDITOR,), "grants": ("history",)}
Word = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]


class HistoryFilters(Given):
    """What is asked for; all that is left out is not asked."""

    since: Day | None = Field(None, examples=["2025-03-01"])
    until: Day | None = Field(None, examples=["2025-03-31"])
    who: Word = Field("", examples=["示例"])
    action: Word = Field("", examples=["record.read"])
    kind: Word = Field("", examples=["record"])
    id: Word = Field("", examples=["kQ3v0Zr8WmT2xY7a"])
    door: Word = Field("", examples=["api"])

    def asked(self) -> entries.Asked:
        """As the service takes it."""
        return entries.Asked(**self.model_dump())


class EntryTold(Told):
    """A deed."""

    id: PublicId
    at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    action: str = Field(examples=["record.read"])
    deed: str = Field(examples=["查看记录"])
    who: str = Field(examples=["示例"])
    role: str | None = Field(None, examples=["city_office"])
    door: str | None = Field(None, examples=["接口"])
    address: str | None = Field(None, examples=["192.0.2.7"])
    kind: str | None = Field(None, examples=["record"])
    subject: str | None = Field(None, examples=["记录"])
    subject_id: str | None = Field(None, examples=["kQ3v0Zr8WmT2xY7a"])
    version: int | None = Field(None, examples=[3])
    told: str | None = Field(None, examples=["count=2"])


class MadeTold(Told):
    """A version that came of a deed."""

    record: PublicId
    number: int = Field(ge=1, examples=[3])


class EntryDetailTold(EntryTold):
    """A deed with its seal, and the versions that came of it (the first 50)."""

    digest: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    seal: int | None = Field(None, examples=[12], description=both("所在的封", "The seal that covers it"))
    versions: list[MadeTold]
    version_count: int = Field(ge=0, examples=[1])


class StepTold(Told):
    """A version of a record without its values."""

    number: int = Field(ge=1, examples=[2])
    at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    action: str = Field(examples=["更新"])
    who: str = Field(examples=["示例"])
    door: str | None = Field(None, examples=["接口"])
    address: str | None = Field(None, examples=["192.0.2.7"])
    entry: PublicId | None = None
    fields: list[str] = Field(examples=[["项目阶段"]])
    seal: int | None = Field(None, examples=[12])


class StepsTold(Told):
    """The versions of a record, without its name and its values (the latest 200)."""

    public_id: PublicId
    kind: str = Field(examples=["项目"])
    withdrawn: bool = Field(examples=[False])
    versions: list[StepTold]


class SealTold(Told):
    """A link of the chain."""

    number: int = Field(ge=1, examples=[12])
    head: str = Field(examples=["5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"])
    previous: str = Field(examples=["6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"])
    entries: int = Field(ge=0, examples=[40])
    versions: int = Field(ge=0, examples=[7])
    sealed_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])


class HeadTold(Told):
    """The end of the chain, to be kept elsewhere."""

    number: int = Field(ge=1, examples=[12])
    head: str = Field(examples=["5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"])
    sealed_at: str = Field(examples=["2025-03-29T01:00:00+00:00"])


def _entry(entry: AuditEntry) -> dict[str, Any]:
    return _kept(EntryTold, entries.entry_told(entry))


def _kept(model: type[Told], told: dict[str, Any]) -> dict[str, Any]:
    return present({name: told[name] for name in model.model_fields if name in told})


def _seal(seal: Seal) -> dict[str, Any]:
    return {name: getattr(seal, name) for name in SealTold.model_fields}


@room.get("/history", said=Said("做过的事", "What was done"), answers={200: Page[EntryTold]}, **_WHO)
def history_list(
    request: Asked, filters: Query[HistoryFilters], limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    """The latest first."""
    take_in_if_possible()
    asked = filters.asked()
    rows = entries.found(request.actor, asked)
    return paging.page(rows, paging.Order("at", descending=True), limit, cursor, _entry, (asked,))


@room.get("/history/entries/{pid:public_id}", said=Said("一件事", "A deed"), answers={200: EntryDetailTold}, **_WHO)
def history_entry(request: Asked, public_id: PublicId) -> dict[str, Any]:
    found = entries.entry_page(request.actor, public_id)
    if found is None:
        raise missing()
    more = {"digest": found["digest"], "versions": found["versions"], "version_count": found["version_count"]}
    return _kept(EntryTold, found["entry"]) | more | ({"seal": found["seal"].number} if found["seal"] else {})


@room.get("/history/records/{pid:public_id}", said=Said("一条记录的经过", "What became of a record"),
          answers={200: StepsTold}, **_WHO)  # fmt: skip
def history_record(request: Asked, public_id: PublicId) -> dict[str, Any]:
    found = entries.record_page(request.actor, public_id)
    if found is None:
        raise missing()
    return found | {"versions": [_kept(StepTold, version) for version in found["versions"]]}


@room.get("/history/exports/history.{form}", said=Said("做过的事，存成 xlsx 或 csv", "What was done, as xlsx or csv"),
          answers={200: File}, sends=tuple(TYPES.values()), cost=20, **_WHO)  # fmt: skip
def history_export(
    request: Asked, form: Literal["xlsx", "csv"], filters: Query[HistoryFilters]
) -> StreamingHttpResponse:
    take_in_if_possible()
    pieces = entries.entries_file(request.actor, filters.asked(), form)
    headers = {"Content-Disposition": f'attachment; filename="history.{form}"'}
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers=headers)


@room.get("/history/seals", said=Said("封存链", "The chain of seals"), answers={200: Page[SealTold]}, **_WHO)
def history_seals(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = Seal.objects.unscoped(why="the chain is the same for every auditor")
    return paging.page(rows, paging.Order("number", descending=True, tie="number"), limit, cursor, _seal)


@room.get("/history/head", said=Said("链头", "The head of the chain"), answers={200: SealTold}, **_WHO)
def history_head(request: Asked) -> dict[str, Any]:
    seal = latest()
    if seal is None:
        raise missing()
    return _seal(seal)


@room.post("/history/head", said=Said("全部封存，取走链头", "Seal everything and take the head away"),
           answers={200: HeadTold}, **_WHO)  # fmt: skip
def history_take_head(request: Asked) -> dict[str, Any]:
    note_reading("history.head")
    try:
        head = current_head()
    except WrongUsage as error:
        raise Problem("conflict", error.said) from error
    return {"number": head.number, "head": head.head, "sealed_at": head.sealed_at}


@room.post(
    "/history/verify",
    said=Said("核验整条链", "Verify the whole chain"),
    answers={202: JobTold},
    answer_headers={"Location": Said("任务的地址", "The address of the job")},
    **_WHO,
)
def history_verify(request: Asked, response: HttpResponse) -> dict[str, Any]:
    """Behind; the job's message says what was found."""
    return accepted(response, enqueue("verify_history", request.user, once=f"user-{request.user.pk}"))
