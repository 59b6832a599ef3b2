"""The inbox: books come in, are understood, corrected, accepted, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yanzhen.errors import StateSecret, YanzhenError
from yanzhen.language import say
from yanzhen_web.access import access
from yanzhen_web.jobs.lookaround import look_around
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import DraftRow, Upload
from yanzhen_web.scopes import AUDITOR, LEADER, PLATFORM, ROLES
from yanzhen_web.services.collect import collecting, drafts, inboxes, pasting
from yanzhen_web.services.history.noting import note_reading

SENDERS = tuple(sorted(set(ROLES) - {AUDITOR, LEADER, PLATFORM}))
_FORM = ("GET", "POST")
AT_ONCE = 3000
"""Rows that are taken in while the person waits."""


def _upload(request: HttpRequest, public_id: str) -> Upload:
    rows = Upload.objects.visible_to(request.actor).select_related("owner_org", "by")  # type: ignore[attr-defined]
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _row(request: HttpRequest, public_id: str, row_id: str) -> DraftRow:
    rows = DraftRow.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    found = rows.select_related("upload").filter(upload__public_id=public_id, public_id=row_id).first()
    if found is None:
        raise Http404
    return found


def _sent(
    request: HttpRequest, upload: Upload, make: Callable[[Upload], IO[bytes]], name: str, deed: str
) -> HttpResponse:
    try:
        file = make(upload)
        note_reading(deed, upload)
        return FileResponse(file, as_attachment=True, filename=name)
    except YanzhenError as error:
        messages.error(request, str(error))
        return redirect("upload_detail", public_id=upload.public_id)


@access(*SENDERS, methods=_FORM, files=True)
def inbox(request: HttpRequest) -> HttpResponse:
    """The books that came in; a new one is received and read behind the page."""
    form = inboxes.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = inboxes.receive(request.actor, request.user, **form.cleaned_data)  # type: ignore[attr-defined]
        enqueue("read_upload", request.user, once=upload.public_id, upload=upload.public_id)
        return redirect("upload_detail", public_id=upload.public_id)
    context = inboxes.inbox_page(request.actor, request.GET.get("page", "1"))  # type: ignore[attr-defined]
    status = 200 if request.method == "GET" else 422
    return render(
        request, "inbox/list.html", context | {"upload_form": form, "paste_form": pasting.PasteForm()}, status=status
    )


@access(*SENDERS, methods=("POST",), files=True)
def inbox_paste(request: HttpRequest) -> HttpResponse:
    """A pasted table or message: received and read behind the page, like a book."""
    form = pasting.PasteForm(request.POST)
    if form.is_valid():
        upload = inboxes.receive(request.actor, request.user, **form.received())  # type: ignore[attr-defined]
        enqueue("read_upload", request.user, once=upload.public_id, upload=upload.public_id)
        return redirect("upload_detail", public_id=upload.public_id)
    context = inboxes.inbox_page(request.actor, "1")  # type: ignore[attr-defined]
    context |= {"upload_form": inboxes.UploadForm(), "paste_form": form}
    return render(request, "inbox/list.html", context, status=422)


@access(*SENDERS)
def upload_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was understood, row by row, beside the original cells."""
    upload = _upload(request, public_id)
    note_reading("upload.read", upload)
    return render(request, "inbox/detail.html", inboxes.upload_page(upload, request.GET))


@access(*SENDERS)
def upload_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far reading is; tells htmx to load the page anew when it is through."""
    context = inboxes.progress(_upload(request, public_id))
    answer = render(request, "inbox/_progress.html", context)
    if not context["reading"]:
        answer["HX-Refresh"] = "true"
    return answer


@access(*SENDERS, methods=_FORM)
def draft_edit(request: HttpRequest, public_id: str, row_id: str) -> HttpResponse:
    """Correct a row: the form, and the row as it is then understood; a part for htmx, else a page of its own."""
    row = _row(request, public_id, row_id)
    note_reading("upload.read", row.upload, row=row.number)
    editing, refused = request.method == "GET" and not request.GET.get("show"), ""
    if request.method == "POST":
        row, refused = _corrected(request, row)
        editing = row.upload.state == Upload.State.READY and bool(refused or drafts.open_issues(row))
        if not (request.htmx or editing):  # type: ignore[attr-defined]
            return redirect(f"{reverse('upload_detail', args=[public_id])}#row-{row_id}")
    part = "inbox/_row_edit.html" if editing else "inbox/_row.html"
    template = part if request.htmx else "inbox/row.html"  # type: ignore[attr-defined]
    return render(request, template, drafts.row_context(row) | {"editing": editing, "refused": refused})


def _corrected(request: HttpRequest, row: DraftRow) -> tuple[DraftRow, str]:
    """The row as it stands now, and why it was not corrected."""
    try:
        return drafts.correct(row, request.POST, seen=request.POST.get("row-tag", "")), ""
    except (drafts.Closed, drafts.Moved, StateSecret) as error:
        return _row(request, row.upload.public_id, row.public_id), str(error.said)


@access(*SENDERS, methods=("POST",))
def upload_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """The rows become records: at once, or behind the page where they are many."""
    upload = _upload(request, public_id)
    if upload.counts.get("rows", 0) > AT_ONCE:
        enqueue("accept_upload", request.user, once=public_id, upload=public_id)
        messages.info(
            request, say("正在入库，进度在“后台任务”里。", "The rows are being taken in; see Jobs for progress.")
        )
    elif collecting.accept(upload, request.user) is not None:
        look_around(public_id)
    return redirect("upload_detail", public_id=public_id)


@access(*SENDERS, methods=("POST",))
def upload_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that this book did is taken back."""
    collecting.undo(_upload(request, public_id), request.user)
    return redirect("upload_detail", public_id=public_id)


@access(*SENDERS)
def upload_corrections(request: HttpRequest, public_id: str) -> HttpResponse:
    """The office's own book with the faults marked."""
    upload = _upload(request, public_id)
    return _sent(
        request,
        upload,
        collecting.corrections,
        f"{upload.file_name.rpartition('.')[0]}-corrections.xlsx",
        "upload.corrections",
    )


@access(*SENDERS)
def upload_original(request: HttpRequest, public_id: str) -> HttpResponse:
    """The book as it came."""
    upload = _upload(request, public_id)
    return _sent(request, upload, collecting.original, upload.file_name, "upload.original")
