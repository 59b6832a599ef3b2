"""Books of many rows, as on the page: sent in, read behind, corrected, accepted once, undone whole."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import FileResponse, HttpResponse
from ninja import File as Sent
from ninja import Form, UploadedFile
from ninja.responses import Status
from pydantic import Field, JsonValue, StringConstraints

from yanzhen.errors import StateSecret, YanzhenError
from yanzhen.language import Said, current
from yanzhen_web.api import paging, preconditions
from yanzhen_web.api.jobs import JobTold, accepted
from yanzhen_web.api.problems import Fault, Problem, invalid, missing
from yanzhen_web.api.records import ETAG, WRITERS
from yanzhen_web.api.rooms import Asked, File, Room
from yanzhen_web.api.schemas import Given, Kind, Page, PublicId, Told, both, present
from yanzhen_web.jobs.lookaround import look_around
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import DraftRow, Job, Upload
from yanzhen_web.services.collect import collecting, drafts, inboxes
from yanzhen_web.services.history.noting import note_reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 3000
"""Rows that are taken in while the program waits."""
IMPORT = "/imports/{pid:public_id}"
_BOTH = ("read", "contacts")
_WRITE = ("write", "contacts")
_JOB = {"Location": Said("任务的地址，可看进度", "The address of the job, where its progress is read")}
room = Room(
    "imports",
    Said("批量导入", "Imports"),
    Said(
        "送工作簿，后台读取；有问题的格逐个说明，可更正，再接收；可整本撤回。表里有联系人，密钥要有 contacts 权限。",
        "Workbooks are sent in and read behind; each faulty cell is named and can be corrected; the rows are accepted "
        "once, and undone whole. Books hold contacts, so the key needs the grant contacts.",
    ),
)

State = Literal["waiting", "reading", "ready", "accepted", "refused", "failed", "undone"]


class IssueTold(Told):
    """What is wrong with a cell, and what to write instead."""

    sheet: str | None = Field(None, examples=["Sheet1"])
    row: int | None = Field(None, examples=[7])
    column: str | None = Field(None, examples=["D"])
    key: str | None = Field(None, examples=["investment_cny"])
    code: str = Field(examples=["unreadable"])
    value: str | None = Field(None, examples=["约三五亿"])
    advice: str = Field(examples=["写成一个数，如 3.5亿"])


class ImportTold(Told):
    """A book that came in."""

    id: PublicId
    file_name: str = Field(examples=["示例市_招商项目.xlsx"])
    size: int = Field(ge=0, examples=[18432])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    state: State = Field(examples=["ready"])
    refusal: str | None = Field(None, examples=["示例.xlsx：打不开，请另存为 .xlsx 再传"])
    counts: dict[str, JsonValue] = Field(examples=[{"rows": 20, "rows_with_issues": 2, "issues": 3, "skipped": 1}])
    created_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    accepted_at: datetime | None = None
    undone_at: datetime | None = None
    job: PublicId | None = Field(None, description=both("读取它的任务", "The job that reads it"))


class ImportDetailTold(ImportTold):
    """A book with what was understood of its headers, and what was left out."""

    columns: list[dict[str, JsonValue]] = Field(
        examples=[[{"sheet": "Sheet1", "column": "A", "header": "项目名称", "key": "name", "kind": "project"}]]
    )
    skipped: list[dict[str, JsonValue]] = Field(examples=[[{"sheet": "Sheet1", "row": 1, "reason": "title"}]])
    issues: list[IssueTold]


class RowTold(Told):
    """A row as it was understood."""

    id: PublicId
    number: int = Field(ge=1, examples=[6])
    sheet: str = Field(examples=["Sheet1"])
    row: int = Field(ge=0, examples=[7])
    kind: Kind
    name: str = Field(examples=["示例石墨膜项目"])
    state: Literal["clean", "issues", "fixed", "left_out", "accepted"] = Field(examples=["issues"])
    fields: dict[str, JsonValue] = Field(examples=[{"investor": "示例材料有限公司", "target": "430100"}])
    cells: dict[str, str] = Field(
        examples=[{"investment_cny": "约三五亿"}],
        description=both("原表里的文字", "The texts as they stood in the sheet"),
    )
    issues: list[IssueTold]
    record: PublicId | None = Field(None, description=both("入库后的记录", "The record that it became"))
    tag: str = Field(
        examples=["5feceb66ffc86f38"], description=both("更正时放进 If-Match", "For If-Match when it is corrected")
    )


class RowChange(Given):
    """Corrected texts, read as cells of their columns are."""

    cells: dict[
        Annotated[str, StringConstraints(max_length=60)],
        Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")],
    ] = Field(min_length=1, max_length=150, examples=[{"investment_cny": "3.5亿"}])


def _import(request: Asked, public_id: str) -> Upload:
    rows = Upload.objects.visible_to(request.actor).select_related("owner_org")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise missing()
    return found


def import_told(upload: Upload) -> dict[str, Any]:
    """A book as the API tells it."""
    return present(
        {
            "id": upload.public_id,
            "file_name": upload.file_name,
            "size": upload.size,
            "sha256": upload.sha256,
            "state": upload.state,
            "refusal": upload.refusal_en if current() == "en" else upload.refusal_zh,
            "counts": upload.counts,
            "created_at": upload.created_at,
            "accepted_at": upload.accepted_at,
            "undone_at": upload.undone_at,
            "job": _job_of(upload),
        }
    )


def _job_of(upload: Upload) -> str | None:
    if upload.state not in (Upload.State.WAITING, Upload.State.READING):
        return None
    job = inboxes.progress(upload)["job"]
    return job.public_id if job else None


def _detail(upload: Upload) -> dict[str, Any]:
    columns = [{k: c[k] for k in ("sheet", "column", "header", "key", "kind")} for c in upload.columns]
    rest = {"columns": columns, "skipped": upload.skipped, "issues": [_issue(issue) for issue in upload.issues]}
    return import_told(upload) | rest


def _issue(issue: dict[str, Any]) -> dict[str, Any]:
    kept = {name: issue.get(name) for name in ("sheet", "row", "column", "key", "code", "value")}
    return present(kept) | {"advice": issue.get(f"message_{current()}", issue["code"])}


def _row(row: DraftRow) -> dict[str, Any]:
    return present(
        {
            "id": row.public_id,
            "number": row.number,
            "sheet": row.sheet,
            "row": row.row,
            "kind": row.kind,
            "state": row.state,
            "record": row.record.public_id if row.record else None,
        }
    ) | {
        "name": row.name,
        "fields": row.fields,
        "cells": {key: str(text) for key, (_, text) in row.cells.items()},
        "issues": [_issue(issue) for issue in row.issues],
        "tag": drafts.tag_of(row),
    }


@room.get(
    "/imports",
    said=Said("送来的工作簿", "Books that came in"),
    who=WRITERS,
    grants=_BOTH,
    answers={200: Page[ImportTold]},
)
def imports_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = Upload.objects.visible_to(request.actor).defer("columns", "issues", "skipped", "sheets")
    return paging.page(rows, paging.Order("created_at", descending=True), limit, cursor, import_told)


@room.post(
    "/imports",
    said=Said("送一本工作簿", "Send a book in"),
    tells=Said(
        "multipart 表单，file 是工作簿。答 202 和读取它的任务；读完后状态是 ready 或 refused。",
        "A multipart form whose `file` is the workbook. The answer is 202 with the job that reads it; afterwards its "
        "state is ready or refused.",
    ),
    who=WRITERS,
    grants=_WRITE,
    takes="multipart/form-data",
    cost=20,
    most=settings.UPLOAD_MAX_BYTES + (1 << 20),
    answers={202: ImportTold},
    answer_headers=_JOB,
)
def imports_create(
    request: Asked,
    response: HttpResponse,
    file: Sent[UploadedFile],
    kind: Form[Literal[""] | Kind] = "",
    include_hidden: Form[bool] = False,
) -> dict[str, Any]:
    upload = inboxes.receive(request.actor, request.user, **read_form(file, kind, include_hidden=include_hidden))
    job = enqueue("read_upload", request.user, once=upload.public_id, upload=upload.public_id)
    response["Location"] = f"/api/v1/jobs/{job.public_id}"
    return import_told(upload) | {"job": job.public_id}


def read_form(file: Any, kind: str, *, include_hidden: bool) -> dict[str, Any]:
    """A book that was sent with what is said of it, checked as on the page.

    Raises:
        Problem: 422, naming what is wrong with the file.
    """
    form = inboxes.UploadForm({"kind": kind, "include_hidden": include_hidden}, {"file": file})
    if not form.is_valid():
        faults = [Fault(f"file:{name}", " ".join(map(str, told))) for name, told in form.errors.items()]
        raise invalid(*faults)
    return form.cleaned_data


@room.get(IMPORT, said=Said("一本工作簿", "A book"), who=WRITERS, grants=_BOTH, answers={200: ImportDetailTold})
def imports_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    upload = _import(request, public_id)
    note_reading("upload.read", upload)
    return _detail(upload)


@room.get(f"{IMPORT}/rows", said=Said("它的各行", "Its rows"), who=WRITERS, grants=_BOTH, answers={200: Page[RowTold]})
def imports_rows(
    request: Asked,
    public_id: PublicId,
    state: Literal["", "clean", "issues", "fixed", "left_out", "accepted"] = "",
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> dict[str, Any]:
    upload = _import(request, public_id)
    rows = DraftRow.objects.visible_to(request.actor).filter(upload=upload).select_related("record")
    rows = rows.filter(state=state) if state else rows
    note_reading("upload.read", upload)
    return paging.page(rows, paging.Order("number"), limit, cursor, _row, (public_id, state))


@room.get(
    f"{IMPORT}/rows/{{pid:row_id}}",
    said=Said("一行", "A row"),
    who=WRITERS,
    grants=_BOTH,
    answers={200: RowTold},
    answer_headers=ETAG,
)
def imports_row(request: Asked, response: HttpResponse, public_id: PublicId, row_id: PublicId) -> dict[str, Any]:
    row = _draft(request, public_id, row_id)
    note_reading("upload.read", row.upload, row=row.number)
    return _row_alone(response, row)


def _row_alone(response: HttpResponse, row: DraftRow) -> dict[str, Any]:
    response["ETag"] = preconditions.tag_of(drafts.tag_of(row))
    return _row(row)


@room.patch(
    f"{IMPORT}/rows/{{pid:row_id}}",
    said=Said("更正一行", "Correct a row"),
    who=WRITERS,
    grants=_WRITE,
    answers={200: RowTold},
    answer_headers=ETAG,
    request_headers={
        "If-Match": Said(
            "读到的 ETag；过时则 412，不写则以后改的为准",
            "The ETag that was read: 412 when stale; without it the last word counts",
        )
    },
    conditional=False,
)
def imports_correct(
    request: Asked, response: HttpResponse, public_id: PublicId, row_id: PublicId, given: RowChange
) -> dict[str, Any]:
    """The texts are read as collecting reads cells of these columns; an empty one takes the value away."""
    row = _draft(request, public_id, row_id)
    if row.upload.state != Upload.State.READY:
        raise Problem("conflict")
    known = {cell["key"] for cell in drafts.row_entry(row)["cells"]}
    if unknown := sorted(given.cells.keys() - known):
        listed = ", ".join(sorted(known))
        advice = str(Said(f"这一行可更正的有：{listed}。", f"Of this row one corrects {listed}."))
        raise invalid(*[Fault(f"#/cells/{key}", advice, code="extra_forbidden") for key in unknown[:20]])
    try:
        corrected = drafts.correct(row, given.cells, seen=preconditions.expected_tag(request))
    except drafts.Closed as error:
        raise Problem("conflict", error.said) from error
    except drafts.Moved as error:
        raise preconditions.changed(error.tag) from error
    except StateSecret as error:
        raise invalid(Fault("#/cells", str(error))) from None
    return _row_alone(response, corrected)


def _draft(request: Asked, public_id: str, row_id: str) -> DraftRow:
    rows = DraftRow.objects.visible_to(request.actor).select_related("upload", "record")
    found = rows.filter(upload__public_id=public_id, public_id=row_id).first()
    if found is None:
        raise missing()
    return found


@room.post(
    f"{IMPORT}/accept",
    said=Said("接收入库", "Take the rows in"),
    tells=Said(
        f"不超过 {AT_ONCE} 行的当场入库（200）；更多的在后台做（202）。已接收过的答 409。",
        f"Up to {AT_ONCE} rows at once (200); more of them behind (202). 409 where that was done already.",
    ),
    who=WRITERS,
    grants=_WRITE,
    answers={200: ImportTold, 202: JobTold},
    cost=20,
    answer_headers=_JOB,
)
def imports_accept(request: Asked, response: HttpResponse, public_id: PublicId) -> Any:
    upload = _import(request, public_id)
    if upload.state != Upload.State.READY:
        raise Problem("conflict")
    if upload.counts.get("rows", 0) > AT_ONCE:
        job: Job = enqueue("accept_upload", request.user, once=public_id, upload=public_id)
        return Status(202, accepted(response, job))
    if collecting.accept(upload, request.user) is None:
        raise Problem("conflict")
    look_around(public_id)
    return Status(200, import_told(_import(request, public_id)))


@room.post(
    f"{IMPORT}/undo",
    said=Said("整本撤回", "Undo the whole book"),
    who=WRITERS,
    grants=_WRITE,
    answers={200: ImportTold},
)
def imports_undo(request: Asked, public_id: PublicId) -> dict[str, Any]:
    """What it created is withdrawn, what it changed is as before; what changed since is kept and counted."""
    if collecting.undo(_import(request, public_id), request.user) is None:
        raise Problem("conflict")
    return import_told(_import(request, public_id))


@room.get(
    f"{IMPORT}/corrections.xlsx",
    said=Said("标出错格的原表", "The book with its faults marked"),
    who=WRITERS,
    grants=_BOTH,
    answers={200: File},
    sends=(XLSX,),
    refuses=("conflict",),
    cost=20,
)
def imports_corrections(request: Asked, public_id: PublicId) -> Any:
    upload = _import(request, public_id)
    try:
        content = collecting.corrections(upload)
    except YanzhenError as error:
        raise Problem("conflict", error.said) from error
    note_reading("upload.corrections", upload)
    name = f"{upload.file_name.rpartition('.')[0]}-corrections.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


@room.get(
    f"{IMPORT}/original",
    said=Said("原表", "The book as it came"),
    who=WRITERS,
    grants=_BOTH,
    answers={200: File},
    sends=("application/octet-stream",),
)
def imports_original(request: Asked, public_id: PublicId) -> Any:
    upload = _import(request, public_id)
    content = collecting.original(upload)
    note_reading("upload.original", upload)
    return FileResponse(content, as_attachment=True, filename=upload.file_name, content_type="application/octet-stream")
