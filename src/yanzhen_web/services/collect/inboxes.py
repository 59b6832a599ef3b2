"""Books that come in: received, kept as they came, shown with what was understood of them."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import QuerySet

from yanzhen.errors import RefusedBook, StateSecret, WrongUsage
from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen.language import Said, current, say
from yanzhen_web.models import DraftRow, Job, Organisation, Report, Upload, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.collect import drafts
from yanzhen_web.services.collect.lexicons import has_lexicon
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.records.storing import storable

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".docx", ".zip")
UNMARKED = (".zip", ".docx", ".txt")
"""No workbook whose cells could be marked."""
PAGE = 30
_ROWS = 40
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/]")
_LONGEST_NAME = 180
"""Bytes; file systems take 255."""
_READING = (Upload.State.WAITING, Upload.State.READING)
_SKIPPED = {
    "title": Said("标题、单位或分节行", "title, unit or section line"),
    "header": Said("重复的表头", "repeated header"),
    "subtotal": Said("合计行", "totals"),
    "note": Said("说明", "note"),
    "hidden": Said("隐藏行", "hidden row"),
}


class UploadForm(forms.Form):
    """A workbook, what its rows are where the sheet does not say, and whether hidden rows count."""

    file = forms.FileField(max_length=255)
    kind = forms.ChoiceField(required=False)
    include_hidden = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = say("工作簿", "Workbook")
        self.fields["kind"].label = say("表里是什么", "What its rows are")
        self.fields["include_hidden"].label = say("隐藏的行和列也读", "Read hidden rows and columns too")
        kinds = [(kind, str(label)) for kind, label in KIND_LABELS.items()]
        self.fields["kind"].choices = [("", say("由表头判断", "As the headers say")), *kinds]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """Not empty, not huge, and of a name that workbooks have."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            most = settings.UPLOAD_MAX_BYTES >> 20
            raise forms.ValidationError(say(f"文件超过 {most} MB，请分成几个再传", f"over {most} MB; split it"))
        _check_by_name(file.name or "")
        if PurePosixPath(file.name or "").suffix.lower() not in SUFFIXES:
            known = " ".join(SUFFIXES)
            raise forms.ValidationError(say(f"请上传工作簿（{known}）", f"upload a workbook ({known})"))
        return file


def _check_by_name(name: str) -> None:
    """Refuse by the name alone, before anything is kept: what bears a mark of secrecy, and what can't be read.

    Raises:
        ValidationError: with the engine's sentence.
    """
    from yanzhen.collect.secrecy import check_name
    from yanzhen.collect.workbooks.strangers import refuse_by_name

    try:
        check_name(name)
        refuse_by_name(name)
    except StateSecret as error:
        note_reading("upload.secret")
        raise forms.ValidationError(str(error)) from None
    except RefusedBook as error:
        raise forms.ValidationError(str(error)) from error


def receive(
    actor: Actor,
    user: User,
    *,
    file: UploadedFile,
    kind: str = "",
    include_hidden: bool = False,
    report: Report | None = None,
) -> Upload:
    """Keep a book as it came, in the name of the person's organisation.

    Args:
        report: for which it is sent in: it then belongs to that report's organisation.

    Raises:
        WrongUsage: the person sends for no organisation.
    """
    if actor.home is None:
        raise WrongUsage("您没有可以报送的单位，请找管理员", "you send for no organisation; ask an administrator")
    home = report.organisation_id if report else actor.home.organisation
    owner = Organisation.objects.unscoped(why="one for which the actor may send").get(pk=home)
    name = storable(PurePosixPath((file.name or "book.xlsx").replace("\\", "/")).name)[-255:]
    upload = Upload(owner_org=owner, by=user, file_name=name, size=0, kind=kind, include_hidden=include_hidden)
    upload.event, upload.report = _open_event(actor), report
    keep(upload, file.chunks())
    upload.save(force_insert=True)
    return upload


def _open_event(actor: Actor) -> Any:
    from yanzhen_web.services.report.reporting import current_event

    return current_event(actor)


def keep(upload: Upload, pieces: Any) -> None:
    """Write the bytes beside the database, under the upload's own identifier."""
    digest = hashlib.sha256()
    path = path_of(upload)
    settings.UPLOADS.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700)
    size = 0
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    upload.sha256, upload.size = digest.hexdigest(), size


def path_of(upload: Upload) -> Any:
    """Where an upload's bytes lie: in a folder of its own, under the name that the office gave it.

    A sheet of a .csv is called after its file, and so are the sentences about a book.
    """
    name = PurePosixPath(upload.file_name)
    stem = _NOT_IN_NAMES.sub("_", name.stem).encode()[:_LONGEST_NAME].decode(errors="ignore")
    return settings.UPLOADS / upload.public_id / f"{stem}{name.suffix.lower()}"


def forget(upload: Upload) -> None:
    """Remove the bytes of an upload that came to nothing."""
    shutil.rmtree(path_of(upload).parent)


def inbox_page(actor: Actor, page: str) -> dict[str, Any]:
    """The books that came in, latest first."""
    rows = Upload.objects.visible_to(actor).select_related("owner_org").defer("columns", "issues", "skipped", "sheets")
    return {"uploads": Paginator(rows, PAGE).get_page(page)}


def progress(upload: Upload) -> dict[str, Any]:
    """How far reading is."""
    jobs = Job.objects.unscoped(why="the job of an upload that the person may see")
    job = jobs.filter(kind="read_upload", arguments__upload=upload.public_id).order_by("-pk").first()
    if job is not None and job.state in (Job.State.FAILED, Job.State.CANCELLED):
        settle(upload)
    return {"upload": upload, "job": job, "reading": upload.state in _READING, "refusal": _refusal(upload, job)}


def settle(upload: Upload) -> None:
    """A book whose reading broke off is not being read any more."""
    rows = Upload.objects.unscoped(why="the job that read it has ended").filter(pk=upload.pk, state__in=_READING)
    if rows.update(state=Upload.State.FAILED):
        upload.state = Upload.State.FAILED


def _refusal(upload: Upload, job: Job | None) -> str:
    if upload.refusal_zh:
        return upload.refusal_en if current() == "en" else upload.refusal_zh
    if job is not None and job.state == Job.State.CANCELLED:
        return say("读取已取消，请重新上传", "reading was cancelled; upload again")
    return (
        ""
        if job is None or job.state != Job.State.FAILED
        else say("读取失败，请重新上传", "reading failed; upload again")
    )


def upload_page(upload: Upload, parameters: Mapping[str, str]) -> dict[str, Any]:
    """What was understood of a book, row by row, beside the original cells."""
    show = "issues" if parameters.get("show") == "issues" else "all"
    rows = _rows(upload).filter(state=DraftRow.State.ISSUES) if show == "issues" else _rows(upload)
    page = Paginator(rows.order_by("number"), _ROWS).get_page(parameters.get("page", "1"))
    page.object_list = [drafts.row_entry(row) for row in page.object_list]
    columns = _columns(upload)
    return progress(upload) | {
        "columns": columns,
        "unread": [sheet | {"why": sheet[f"unread_{current()}"]} for sheet in upload.sheets if "unread_zh" in sheet],
        "can_be_marked": path_of(upload).suffix not in UNMARKED,
        "has_lexicon": has_lexicon(upload.owner_org),
        "has_questions": any(column["question"] for sheet in columns for column in sheet["columns"]),
        "rows": page,
        "page": page,
        "issues": upload.issues,
        "skipped": [line | {"label": str(_SKIPPED.get(line.get("reason", ""), ""))} for line in upload.skipped],
        "show": show,
        "summary": upload.counts.get("summary") if upload.state == Upload.State.READY else None,
        "outcome": upload.counts.get("outcome"),
    }


def _rows(upload: Upload) -> QuerySet[DraftRow]:
    return DraftRow.objects.unscoped(why="the rows of an upload that the person may see").filter(upload=upload)


def _columns(upload: Upload) -> list[dict[str, Any]]:
    """How each sheet's headers were read, why, and what else they may mean."""
    sheets: dict[str, list[dict[str, Any]]] = {}
    for number, column in enumerate(upload.columns):
        sheets.setdefault(column["sheet"], []).append(column_entry(number, column))
    facts = {sheet.get("sheet"): _facts(sheet) for sheet in upload.sheets}
    return [{"sheet": name, "facts": facts.get(name, ""), "columns": found} for name, found in sheets.items()]


def column_entry(number: int, column: Mapping[str, Any]) -> dict[str, Any]:
    """A column as pages show it; books of before the reasons were kept have none."""
    known = fields_of(column["kind"])
    others = [key for key in column.get("alternatives", ()) if key in known and key != column["key"]]
    return {
        "number": number,
        "column": column["column"],
        "header": column["header"],
        "key": column["key"] or "",
        "hidden": column["hidden"],
        "label": str(known[column["key"]].label) if column["key"] in known else "",
        "because": column.get(f"because_{current()}", ""),
        "others": [{"key": key, "label": str(known[key].label)} for key in others],
        "question": column[f"question_{current()}"],
    }


def _facts(sheet: dict[str, Any]) -> str:
    return " · ".join(str(v) for k, v in sheet.items() if k != "sheet" and isinstance(v, str | int) and v)
