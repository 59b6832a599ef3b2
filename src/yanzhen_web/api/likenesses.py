"""Pairs of records that may be one thing: looked for, read side by side, decided on, merged, taken apart."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from pydantic import Field

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.jobs import JobTold, accepted
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Page, PublicId, Told, both, present
from yanzhen_web.api.telling import RecordTold, note_read, record_told
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Likeness, Merge, Record
from yanzhen_web.scopes import EDITORS, OFFICES
from yanzhen_web.services.likenesses import deciding, merging, pages
from yanzhen_web.services.records.reading import seen_by

room = Room(
    "likenesses",
    Said("疑似重复", "Like records"),
    Said(
        "可能是同一件事的两条记录，附依据。两边都在内部看得到的单位能看；两边都归它管的单位能定。",
        "Two records that may be one thing, with the evidence, for offices that see both from inside; an office that "
        "owns both, or stands above both owners, decides.",
    ),
)
_READERS = tuple(sorted(OFFICES))
_DECIDERS = tuple(sorted(OFFICES & EDITORS))
PAIR = "/likenesses/{pid:public_id}"
State = Literal["open", "same", "both", "different"]
Reason = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$", examples=["宁乡首报，已签约"])]


class EvidenceTold(Told):
    """One thing that speaks for or against."""

    kind: str = Field(examples=["title"])
    text: str = Field(examples=["名称相同"])
    weight: int = Field(examples=[100])


class LikenessTold(Told):
    """A pair."""

    id: PublicId
    level: Literal["certain", "likely", "ask"] = Field(examples=["likely"])
    score: int = Field(examples=[71])
    state: State = Field(examples=["open"])
    reason: str | None = None
    decided_at: datetime | None = None
    evidence: list[EvidenceTold]
    records: list[RecordTold] = Field(description=both("两条记录", "The two records"))


class Decision(Given):
    """What somebody decides; `later` leaves it open, `reopen` takes a decision back."""

    decision: Literal["different", "both", "later", "reopen"] = Field(examples=["different"])
    reason: Reason = ""


class MergeGiven(Given):
    """How to merge a pair."""

    keep: PublicId = Field(description=both("留下哪一条", "The record that stays"))
    choices: dict[str, PublicId] = Field(
        default_factory=dict,
        max_length=200,
        description=both(
            "字段 → 取哪一条的值；不写的取默认", "Field → the record whose value is taken; else the default"
        ),
        examples=[{}],
    )
    versions: dict[str, int] = Field(
        default_factory=dict, max_length=2, description=both("读到的版本", "The versions that were read"), examples=[{}]
    )
    reason: Reason = ""


class MergeTold(Told):
    """What was merged."""

    id: PublicId
    kept: PublicId
    merged: PublicId
    choices: dict[str, Literal["kept", "merged"]] = Field(examples=[{"stage": "merged"}])
    reason: str | None = None
    at: datetime = Field(examples=["2025-10-01T01:00:00Z"])
    undone_at: datetime | None = None


def _told(request: Asked, pairs: list[Likeness]) -> list[dict[str, Any]]:
    pks = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    rows = seen_by(request.actor, Record.objects.visible_to(request.actor).filter(pk__in=pks))
    records = {record.pk: record for record in rows.select_related("owner_org", "upload")}
    note_read(records.values(), "record.list")
    return [_pair(request, pair, records) for pair in pairs]


def _pair(request: Asked, pair: Likeness, records: dict[int, Record]) -> dict[str, Any]:
    same = {name: getattr(pair, name) for name in ("level", "score", "state", "reason", "decided_at")}
    sides = [records[pk] for pk in (pair.first_id, pair.second_id) if pk in records]
    told = [record_told(request.actor, record) for record in sides]
    return present({"id": pair.public_id} | same) | {"evidence": pages.evidence(pair), "records": told}


def _merge_told(made: Merge) -> dict[str, Any]:
    told = {"id": made.public_id, "kept": made.kept.public_id, "merged": made.merged.public_id}
    same = {name: getattr(made, name) for name in ("reason", "at", "undone_at")}
    return present(told | same) | {"choices": made.choices}


def _pairs(request: Asked, state: str) -> QuerySet[Likeness]:
    return Likeness.objects.visible_to(request.actor).filter(state=state)


@room.get("/likenesses", said=Said("疑似重复的各对", "Pairs"), who=_READERS, answers={200: Page[LikenessTold]})
def likenesses_list(
    request: Asked, state: State = "open", limit: paging.Limit = 20, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    """The likeliest first."""
    order = paging.Order("score", descending=True)
    page = paging.page(_pairs(request, state), order, limit, cursor, lambda pair: pair, (state,))
    return page | {"items": _told(request, page["items"])}


@room.post("/likenesses/find", said=Said("重新比对", "Look for pairs"), who=_READERS, answers={202: JobTold},
           answer_headers={"Location": Said("任务的地址", "The address of the job")})  # fmt: skip
def likenesses_find(request: Asked, response: HttpResponse) -> dict[str, Any]:
    """Looks through all records that the key's person sees from inside."""
    job = enqueue("find_likenesses", request.user, once=f"user-{request.user.pk}")
    return accepted(response, job)


@room.get(PAIR, said=Said("一对", "A pair"), who=_READERS, answers={200: LikenessTold})
def likenesses_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    pair = Likeness.objects.visible_to(request.actor).get(public_id=public_id)
    return _told(request, [pair])[0]


@room.post(f"{PAIR}/decision", said=Said("定是不是一件事", "Decide on a pair"), who=_DECIDERS,
           answers={200: LikenessTold})  # fmt: skip
def likenesses_decide(request: Asked, public_id: PublicId, given: Decision) -> dict[str, Any]:
    actor, by = request.actor, request.user
    if given.decision == "later":
        pair = deciding.put_off(actor, public_id)
    elif given.decision == "reopen":
        pair = deciding.reopen(actor, by, public_id)
    else:
        pair = deciding.decide(actor, by, public_id, given.decision, given.reason)
    return _told(request, [pair])[0]


@room.post(f"{PAIR}/merge", said=Said("合并", "Merge a pair"), who=_DECIDERS, answers={201: MergeTold})
def likenesses_merge(request: Asked, public_id: PublicId, given: MergeGiven) -> dict[str, Any]:
    """Money that both state has to be chosen; of other fields the newest that is not empty is the default."""
    wanted = merging.Wanted(given.keep, given.choices, given.versions, given.reason)
    return _merge_told(merging.merge(request.actor, request.user, public_id, wanted))


@room.get("/merges", said=Said("合并过的", "Merges"), who=_READERS, answers={200: Page[MergeTold]})
def merges_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    """The latest first."""
    rows = Merge.objects.visible_to(request.actor).select_related("kept", "merged")
    return paging.page(rows, paging.Order("at", descending=True), limit, cursor, _merge_told)


@room.post("/merges/{pid:public_id}/undo", said=Said("撤销合并", "Undo a merge"), who=_DECIDERS,
           answers={200: MergeTold})  # fmt: skip
def merges_undo(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return _merge_told(merging.undo(request.actor, request.user, public_id))
