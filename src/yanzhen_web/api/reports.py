"""Reports for collection rounds: sent in, read row by row, compared, asked about, accepted, sent back, locked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpResponse
from ninja import File as Sent
from ninja import Form, UploadedFile
from ninja.responses import Status
from pydantic import Field, JsonValue

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.imports import AT_ONCE, ImportTold, import_told, read_form
from yanzhen_web.api.jobs import JobTold, accepted
from yanzhen_web.api.problems import Fault as Wrong
from yanzhen_web.api.problems import invalid
from yanzhen_web.api.records import WRITERS
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.rounds import ASKERS, REPORT, WATCHERS, ReportState, ReportTold, report_told, reports_of
from yanzhen_web.api.schemas import Given, Kind, Line, Page, PublicId, Text, Told, both, present
from yanzhen_web.jobs.lookaround import look_around
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Report, ReportRow, ReportVersion, RowChange, RowQuestion, Upload
from yanzhen_web.services.collect import inboxes
from yanzhen_web.services.rounds import deciding, reportpages, sending

room = Room(
    "reports",
    Said("报表", "Reports"),
    Said("一个单位对一个任务报的表：每报一次是一版，内容不再变；含联系人，密钥要有 contacts 权限才读得到行。",
         "What one organisation sends in for a round: each sending is a version that never changes. Rows hold "
         "contacts: to read them the key needs the grant contacts."),
)  # fmt: skip
_BOTH, _WRITE = ("read", "contacts"), ("write", "contacts")
Number = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[1], description=both("第几版", "Which version"))]
_JOB = {"Location": Said("任务的地址，可看进度", "The address of the job, where its progress is read")}


class SendGiven(Given):
    """A book that was read for the report, or none: then what is there, with what those below have sent."""

    import_: Literal[""] | PublicId = Field("", alias="import", examples=["kQ3v0Zr8WmT2xY7a"])
    note: Annotated[Line, Field(max_length=500)] = ""


class ReportDecisionGiven(Given):
    """What is decided, upon the version that was read."""

    decision: Literal["accept", "send_back", "lock", "unlock"] = Field(examples=["accept"])
    version: Number
    reasons: Text = Field("", description=both("退回时必填", "Needed to send it back"), examples=["第 3 行金额是负数"])


class QuestionGiven(Given):
    """About which row, and what."""

    key: Annotated[Line, Field(min_length=1, max_length=80, examples=["kQ3v0Zr8WmT2xY7a"])]
    text: Annotated[Line, Field(min_length=1, max_length=500, examples=["投资额是否含流动资金？"])]


class AnswerGiven(Given):
    """The sender's answer."""

    answer: Annotated[Line, Field(min_length=1, max_length=500, examples=["含"])]


class SendingTold(Told):
    """One sending."""

    number: Number
    digest: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    rows: int = Field(ge=0, examples=[120])
    totals: dict[str, int] = Field(examples=[{"intended_amount_cny": 448100000000}])
    compared: dict[str, JsonValue] = Field(examples=[{"new": 3, "changed": 5, "missing": 1}])
    note: str | None = None
    on_behalf_of: str | None = Field(None, description=both("代录：替哪个单位", "Entered for which organisation"))
    sent_at: datetime = Field(examples=["2025-10-30T01:00:00Z"])


class SentRowTold(Told):
    """A row as it was sent."""

    number: int = Field(ge=1, examples=[1])
    key: str = Field(examples=["kQ3v0Zr8WmT2xY7a"])
    kind: Kind
    name: str = Field(examples=["示例石墨膜项目"])
    fields: dict[str, JsonValue] = Field(examples=[{"investor": "示例材料有限公司", "target": "430100"}])
    extra: dict[str, JsonValue] = Field(examples=[{}])
    source: str | None = Field(None, description=both("最先报的单位", "Who told it first"))


class RowChangeTold(Told):
    """How a row differs from the last round."""

    state: Literal["new", "changed", "missing"] = Field(examples=["changed"])
    key: str = Field(examples=["kQ3v0Zr8WmT2xY7a"])
    name: str = Field(examples=["示例石墨膜项目"])
    cells: list[CellChangeTold]


class CellChangeTold(Told):
    """One cell that differs; values that are not there are absent."""

    key: str = Field(examples=["intended_amount_cny"])
    old: JsonValue | None = Field(None, examples=[500000000])
    new: JsonValue | None = Field(None, examples=[300000000])
    mark: str | None = Field(None, examples=["shrank"])


class RowQuestionTold(Told):
    """A question about a row."""

    id: PublicId
    reason: Literal["missing", "asked"] = Field(examples=["missing"])
    key: str = Field(examples=["kQ3v0Zr8WmT2xY7a"])
    name: str = Field(examples=["示例石墨膜项目"])
    text: str = Field(examples=["上期报过，本期没有：是否终止？"])
    answer: str | None = None
    asked_at: datetime = Field(examples=["2025-10-30T01:00:00Z"])
    answered_at: datetime | None = None
    settled_at: datetime | None = None


RowChangeTold.model_rebuild()


@room.get("/reports", said=Said("看得到的报表", "Reports that one knows of"), who=WATCHERS,
          answers={200: Page[ReportTold]})  # fmt: skip
def reports_list(
    request: Asked, state: Literal[""] | ReportState = "", limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    rows = reports_of(request)
    rows = rows.filter(state=state) if state else rows
    return paging.page(rows, paging.Order("public_id"), limit, cursor, report_told, (state,))


@room.get(REPORT, said=Said("一份报表", "A report"), who=WATCHERS, answers={200: ReportTold})
def reports_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return report_told(reports_of(request).get(public_id=public_id))


@room.post(
    f"{REPORT}/imports",
    said=Said("为报表送一本工作簿", "Send a book in for a report"),
    tells=Said(
        "multipart 表单，file 是工作簿；读完、看过后用 send 报送。",
        "A multipart form whose `file` is the workbook; once it is read, `send` sends it.",
    ),
    who=WRITERS,
    grants=_WRITE,
    takes="multipart/form-data",
    cost=20,
    most=settings.UPLOAD_MAX_BYTES + (1 << 20),
    answers={202: ImportTold},
    answer_headers=_JOB,
    refuses=("conflict",),
)
def reports_upload(
    request: Asked,
    response: HttpResponse,
    public_id: PublicId,
    file: Sent[UploadedFile],
    kind: Form[Literal[""] | Kind] = "",
    include_hidden: Form[bool] = False,
) -> dict[str, Any]:
    report = sending.sendable(request.actor, public_id)
    sending.refuse_closed(report)
    form = read_form(file, kind, include_hidden=include_hidden)
    upload = inboxes.receive(request.actor, request.user, report=report, **form)
    job = enqueue("read_upload", request.user, once=upload.public_id, upload=upload.public_id)
    response["Location"] = f"/api/v1/jobs/{job.public_id}"
    return import_told(upload) | {"job": job.public_id}


@room.post(
    f"{REPORT}/send",
    said=Said("报送", "Send a report"),
    tells=Said(
        f"不超过 {AT_ONCE} 行的当场报（200）；更多的在后台做（202）。",
        f"Up to {AT_ONCE} rows at once (200); more of them behind (202).",
    ),
    who=WRITERS,
    grants=_WRITE,
    answers={200: ReportTold, 202: JobTold},
    answer_headers=_JOB,
    cost=20,
    refuses=("conflict",),
)
def reports_send(request: Asked, response: HttpResponse, public_id: PublicId, given: SendGiven) -> Any:
    report = sending.sendable(request.actor, public_id)
    if not given.import_:
        sending.send_again(request.actor, request.user, report, note=given.note)
        return Status(200, report_told(reports_of(request).get(pk=report.pk)))
    upload = Upload.objects.visible_to(request.actor).filter(public_id=given.import_).first()
    if upload is None:
        advice = str(Said("没有这本表。", "There is no such book."))
        raise invalid(Wrong("#/import", advice))
    if upload.counts.get("rows", 0) > AT_ONCE:
        arguments = {"report": public_id, "upload": upload.public_id, "note": given.note}
        job = enqueue("send_report", request.user, once=upload.public_id, **arguments)
        return Status(202, accepted(response, job))
    sending.send_upload(request.actor, request.user, report, upload, note=given.note)
    look_around(upload.public_id)
    return Status(200, report_told(reports_of(request).get(pk=report.pk)))


@room.post(f"{REPORT}/decision", said=Said("接收、退回、锁定、解锁", "Accept, send back, lock, unlock"), who=ASKERS,
           answers={200: ReportTold}, refuses=("conflict",))  # fmt: skip
def reports_decide(request: Asked, public_id: PublicId, given: ReportDecisionGiven) -> dict[str, Any]:
    """Upon the version that was read: 409 where a newer one has come."""
    report = deciding.decidable(request.actor, public_id)
    if given.decision == "send_back":
        deciding.send_back(report, request.user, given.reasons, seen=given.version)
    else:
        deed = {"accept": deciding.accept_report, "lock": deciding.lock_report, "unlock": deciding.unlock_report}
        deed[given.decision](report, request.user, seen=given.version)
    return report_told(reports_of(request).get(pk=report.pk))


# --- versions --------------------------------------------------------------------------------------------------------


def _version_told(version: ReportVersion) -> dict[str, Any]:
    behind = str(version.on_behalf_of) if version.on_behalf_of else None
    return present({"note": version.note, "on_behalf_of": behind}) | {
        "number": version.number,
        "digest": version.digest,
        "rows": version.count,
        "totals": version.totals,
        "compared": version.compared,
        "sent_at": version.sent_at,
    }


@room.get(f"{REPORT}/versions", said=Said("各版", "The versions"), who=WATCHERS, answers={200: Page[SendingTold]})
def reports_versions(
    request: Asked, public_id: PublicId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    report = reports_of(request).get(public_id=public_id)
    rows = ReportVersion.objects.visible_to(request.actor).filter(report=report).select_related("on_behalf_of")
    return paging.page(rows, paging.Order("number"), limit, cursor, _version_told, (public_id,))


def _noted(report: Report, page: dict[str, Any], number: int | None = None) -> dict[str, Any]:
    """The page, and that its rows were read."""
    reportpages.note_rows_read(report, [row["key"] for row in page["items"]], version=number)
    return page


def _row_told(row: ReportRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("number", "key", "kind", "name", "fields", "extra")}
    return told | present({"source": str(row.source) if row.source else None})


@room.get(f"{REPORT}/versions/{{int:number}}/rows", said=Said("一版的各行", "The rows of a version"), who=WRITERS,
          grants=_BOTH, answers={200: Page[SentRowTold]})  # fmt: skip
def reports_rows(
    request: Asked, public_id: PublicId, number: Number, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    version = reportpages.version_of(request.actor, public_id, number)
    rows = ReportRow.objects.visible_to(request.actor).filter(version=version).select_related("source")
    order = paging.Order("number", tie="key")
    page = paging.page(rows, order, limit, cursor, _row_told, (public_id, number))
    return _noted(version.report, page, version.number)


def _change_told(row: RowChange) -> dict[str, Any]:
    cells = [{"key": key} | present({"old": old, "new": new, "mark": mark}) for key, old, new, mark in row.cells]
    return {"state": row.state, "key": row.key, "name": row.name, "cells": cells}


@room.get(f"{REPORT}/versions/{{int:number}}/changes", said=Said("与上期逐行比", "Against the last round, row by row"),
          who=WRITERS, grants=_BOTH, answers={200: Page[RowChangeTold]})  # fmt: skip
def reports_changes(
    request: Asked,
    public_id: PublicId,
    number: Number,
    state: Literal["", "new", "changed", "missing"] = "",
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> dict[str, Any]:
    version = reportpages.version_of(request.actor, public_id, number)
    rows = RowChange.objects.visible_to(request.actor).filter(version=version)
    rows = rows.filter(state=state) if state else rows
    order = paging.Order("number", tie="key")
    page = paging.page(rows, order, limit, cursor, _change_told, (public_id, number, state))
    return _noted(version.report, page, version.number)


# --- questions -------------------------------------------------------------------------------------------------------


def _question_told(question: RowQuestion) -> dict[str, Any]:
    same = ("reason", "key", "name", "answer", "asked_at", "answered_at", "settled_at")
    told = {"id": question.public_id, "text": reportpages.text_of(question)}
    return present(told | {name: getattr(question, name) for name in same})


@room.get(f"{REPORT}/questions", said=Said("问题", "Questions"), who=WRITERS, grants=_BOTH,
          answers={200: Page[RowQuestionTold]})  # fmt: skip
def questions_list(
    request: Asked, public_id: PublicId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    report = reports_of(request).get(public_id=public_id)
    rows = RowQuestion.objects.visible_to(request.actor).filter(report=report)
    return _noted(report, paging.page(rows, paging.Order("public_id"), limit, cursor, _question_told, (public_id,)))


@room.post(f"{REPORT}/questions", said=Said("就一行提问", "Ask about a row"), who=ASKERS, grants=_WRITE,
           answers={201: RowQuestionTold})  # fmt: skip
def questions_ask(request: Asked, public_id: PublicId, given: QuestionGiven) -> dict[str, Any]:
    report = deciding.decidable(request.actor, public_id)
    return _question_told(deciding.ask_about(report, request.user, given.key, given.text))


@room.put("/questions/{pid:public_id}/answer", said=Said("答复", "Answer"), who=WRITERS, grants=_WRITE,
          answers={200: RowQuestionTold}, refuses=("conflict",))  # fmt: skip
def questions_answer(request: Asked, public_id: PublicId, given: AnswerGiven) -> dict[str, Any]:
    return _question_told(deciding.answer_question(request.actor, request.user, public_id, given.answer))


@room.post("/questions/{pid:public_id}/settle", said=Said("了结一个问题", "Settle a question"), who=ASKERS,
           grants=_WRITE, answers={200: RowQuestionTold})  # fmt: skip
def questions_settle(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return _question_told(deciding.settle_question(request.actor, public_id))
