"""A book's way into the records: read in a guarded process, kept as draft rows, accepted once, undone whole."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yanzhen.errors import MissingPiece, RefusedBook, StateSecret, WrongUsage, YanzhenError
from yanzhen.language import say
from yanzhen.records import content_key
from yanzhen_web.models import DraftRow, Upload, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.collect import drafts
from yanzhen_web.services.collect.bundling import as_one
from yanzhen_web.services.collect.inboxes import UNMARKED, path_of
from yanzhen_web.services.collect.issues import entry_of
from yanzhen_web.services.collect.lexicons import known_of
from yanzhen_web.services.collect.pasting import PASTED
from yanzhen_web.services.collect.scanning import scan
from yanzhen_web.services.collect.secrets import refuse_unseen
from yanzhen_web.services.programs.happenings import note
from yanzhen_web.services.records.recording import Teller, Written, foresee, overwrite, write_records
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.records.undoing import undo_upload

Report = Callable[[int, str], None]
_WHY = "an upload that the person may see"
_BATCH = 500


def read_upload(public_id: str, report: Report) -> str:
    """Read a book that came in; what is understood waits as draft rows, a refused book says why."""
    upload = Upload.objects.unscoped(why="the job that reads it").select_related("owner_org").get(public_id=public_id)
    if upload.state not in (Upload.State.WAITING, Upload.State.READING):
        return ""
    _set(upload, state=Upload.State.READING)
    report(10, say("读取工作簿", "reading the workbook"))
    try:
        scan(path_of(upload))
        collected = collect(upload)
    except StateSecret as error:
        return say(*refuse_unseen(upload, error))
    except YanzhenError as error:
        zh, en = (_by_its_name(text, upload) for text in error.said)
        with transaction.atomic():
            _set(upload, state=Upload.State.REFUSED, refusal_zh=zh, refusal_en=en)
            _tell("import.refused", upload)
        return say(zh, en)
    report(70, say("整理各行", "sorting the rows"))
    keep_collected(upload, collected)
    report(90, say("与已有记录比对", "comparing with what is there"))
    summary = foresee(drafts.told(_kept(upload)), Teller(upload.owner_org))
    with transaction.atomic():
        _set(upload, counts=upload.counts | {"summary": summary})
        _tell("import.ready", upload)
    return say(f"{len(collected.records)} 条记录", f"{len(collected.records)} records")


def _tell(event: str, upload: Upload) -> None:
    note(event, [("import", upload.public_id, 0)])


def _by_its_name(text: str, upload: Upload) -> str:
    """A sentence about our copy of a book, told of the file that the office knows."""
    path = path_of(upload)
    return text.replace(str(path), upload.file_name).replace(path.name, upload.file_name)


def _set(upload: Upload, **values: Any) -> None:
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(values))


def collect(upload: Upload, *, seconds: float | None = None) -> Any:
    """What the engine understands of the book, each record with its content key.

    Args:
        seconds: how long reading may take; by default as for a stranger's book.

    Raises:
        YanzhenError: the book is refused; the sentence says why.
    """
    from yanzhen.collect import Limits
    from yanzhen.collect.bundles import collect_bundle, is_bundle
    from yanzhen.collect.sandbox import collect_pasted_safely, collect_safely
    from yanzhen.records import give_keys

    allowed = seconds or settings.READING_SECONDS
    limits = Limits(seconds=allowed) if allowed else Limits()
    path = path_of(upload)
    known = known_of(upload.owner_org_id)
    how: dict[str, Any] = {"kind": upload.kind or None, "include_hidden": upload.include_hidden, "limits": limits}
    how["known"] = known
    if is_bundle(path):
        return as_one(collect_bundle(path, name=upload.file_name, **how), upload.file_name)
    if path.suffix == PASTED:
        pasted = path.read_text(encoding="utf-8")
        return collect_pasted_safely(pasted, upload.kind or None, limits=limits, known=known)
    # The office's own name for it: a mark of secrecy may stand there too.
    collected = collect_safely(path, book=upload.file_name, **how)
    give_keys(collected.records)
    return collected


@transaction.atomic
def keep_collected(upload: Upload, collected: Any) -> None:
    """Keep what was understood as draft rows, for people to look at."""
    rows = DraftRow.objects.unscoped(why=_WHY)
    corrected = drafts.by_hand(upload)
    rows.filter(upload=upload).delete()  # of the reading before, or of a worker that died in the middle
    found = _issues(collected)
    rows.bulk_create(_draft_rows(upload, collected, found), batch_size=_BATCH)
    drafts.carry_over(upload, corrected)
    told = [issue for issues in found.values() for issue in issues]
    with_issues = rows.filter(upload=upload, state=DraftRow.State.ISSUES).count()
    counts = {
        "rows": len(collected.records),
        "rows_with_issues": with_issues,
        "issues": len(told),
        "skipped": len(collected.skipped),
    }
    _set(
        upload,
        state=Upload.State.READY,
        counts=counts,
        columns=[_column(column) for column in collected.columns],
        sheets=collected.sheets,
        skipped=[row._asdict() for row in collected.skipped],
        issues=told,
    )


def _column(column: Any) -> dict[str, Any]:
    return {
        "sheet": column.sheet,
        "column": column.column,
        "header": column.header,
        "key": column.key,
        "kind": column.kind,
        "hidden": column.hidden,
        "form": column.form,
        "certainty": column.certainty,
        "alternatives": list(column.alternatives),
        "because_zh": column.because.zh if column.because else "",
        "because_en": column.because.en if column.because else "",
        "question_zh": column.question.zh if column.question else "",
        "question_en": column.question.en if column.question else "",
    }


def _issues(collected: Any) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """(sheet, row) -> what is wrong there, with the advice in both languages."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for issue in collected.issues:
        found.setdefault((issue.sheet, issue.row), []).append(entry_of(issue))
    return found


def _draft_rows(
    upload: Upload, collected: Any, issues: dict[tuple[str, int], list[dict[str, Any]]]
) -> Iterator[DraftRow]:
    contents = [content_key(record) for record in collected.records]
    for number, (record, own) in enumerate(zip(collected.records, contents, strict=True), start=1):
        wrong = issues.get((record.source.sheet, record.source.row), [])
        row = DraftRow(
            upload=upload,
            number=number,
            sheet=storable(record.source.sheet)[:100],
            row=record.source.row,
            kind=record.kind,
            name=storable(record.name)[:500],
            engine_key=record.key if record.key.partition("~")[0] == own else own,
            collected_key=record.key,
            # From the hidden column of a marked book, or the row's own content: what it knows the record by, be it
            # the organisation's or that of one below it.
            returned_id=record.key,
            fields=storable(record.fields),
            extra=storable(record.extra),
            cells=storable(record.cells),
            issues=wrong,
        )
        if drafts.open_issues(row):
            row.state = DraftRow.State.ISSUES
        yield row


def _kept(upload: Upload) -> Iterator[DraftRow]:
    """The rows that accepting takes, in order, a few at a time."""
    rows = DraftRow.objects.unscoped(why=_WHY).filter(upload=upload).exclude(state=DraftRow.State.LEFT_OUT)
    return rows.order_by("number").iterator(chunk_size=_BATCH)


@transaction.atomic
def accept(upload: Upload, by: User | None) -> Written | None:
    """The draft rows become records, once: None where they have already, or are not ready."""
    locked = Upload.objects.unscoped(why=_WHY).select_for_update(of=("self",)).select_related("owner_org", "event")
    upload = locked.get(pk=upload.pk)
    if upload.state != Upload.State.READY:
        return None
    written = write_records(drafts.told(_kept(upload)), Teller(upload.owner_org, by, upload, upload.event))
    pairs = zip(_kept(upload), written.records, strict=True)
    while chunk := list(islice(pairs, _BATCH)):
        for row, record in chunk:
            row.record, row.state = record, DraftRow.State.ACCEPTED
        overwrite(DraftRow.objects.unscoped(why=_WHY), [row for row, _ in chunk], ["record", "state"])
    counts = upload.counts | {"outcome": written.counts()}
    _set(upload, state=Upload.State.ACCEPTED, accepted_at=timezone.now(), accepted_by=by, counts=counts)
    _tell("import.accepted", upload)
    return written


def accept_behind(actor: Actor, public_id: str, by: User | None, report: Report) -> str:
    """`accept` as a job, within what its requester may see."""
    report(5, say("入库", "taking the rows in"))
    upload = Upload.objects.visible_to(actor).filter(public_id=public_id).first()
    written = accept(upload, by) if upload else None
    if written is None:
        return ""
    return say(
        f"新增 {written.created} 条，更新 {written.updated} 条", f"{written.created} new, {written.updated} changed"
    )


@transaction.atomic
def undo(upload: Upload, by: User | None) -> Written | None:
    """Everything that a book did is taken back, once; None where there is nothing to take back."""
    upload = (
        Upload.objects.unscoped(why=_WHY).select_for_update(of=("self",)).select_related("owner_org").get(pk=upload.pk)
    )
    if upload.state != Upload.State.ACCEPTED:
        return None
    written = undo_upload(upload, by)
    counts = upload.counts | {"undone": written.counts()}
    _set(upload, state=Upload.State.UNDONE, undone_at=timezone.now(), undone_by=by, counts=counts)
    _tell("import.undone", upload)
    return written


def original(upload: Upload) -> BinaryIO:
    """The book as it came.

    Raises:
        MissingPiece: its file is gone from this machine.
        RefusedBook: it was removed because it bears a mark of state secrecy.
    """
    if upload.counts.get("secret"):
        raise RefusedBook(upload.refusal_zh, upload.refusal_en)
    try:
        file: BinaryIO = path_of(upload).open("rb")
    except FileNotFoundError as error:
        raise MissingPiece(
            f"{upload.file_name}：原表不在了，请重新上传", f"{upload.file_name} is not there any more; upload it again"
        ) from error
    return file


def has_corrections(upload: Upload) -> bool:
    """Whether the book is one whose cells can be marked."""
    return path_of(upload).suffix not in UNMARKED


def corrections(upload: Upload) -> io.BytesIO:
    """The office's own book with the faulty cells marked and a hidden column of record ids.

    Raises:
        YanzhenError: the book is refused, or is being read; the sentence says so.
    """
    from yanzhen.collect.corrections import write_corrections

    if upload.refusal_zh:
        raise RefusedBook(upload.refusal_zh, upload.refusal_en)
    if upload.state in (Upload.State.WAITING, Upload.State.READING):
        raise WrongUsage("还在读取，读完再取", "it is being read; ask again when that is through")
    original(upload).close()
    if not has_corrections(upload):
        raise WrongUsage(
            "压缩包、Word 表单和粘贴的文字没有可标注的原表，请在页面上逐行更正",
            "an archive, a Word form and pasted text are no workbook to mark; correct the rows on the page",
        )
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "corrections.xlsx"
        write_corrections(path_of(upload), collect(upload), out)
        return io.BytesIO(out.read_bytes())
