"""What headers mean: corrected with one click at a book, and the list of what was learned of a sender."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Upload
from yanzhen_web.services.collect import inboxes, lexicons
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.views.answering import done_or_told, hides_missing
from yanzhen_web.views.answering import number as number_of
from yanzhen_web.views.collect import SENDERS

_FORM = ("GET", "POST")


@access(*SENDERS, methods=_FORM)
@hides_missing
def upload_column(request: Any, public_id: str, number: int) -> HttpResponse:
    """Say what a column means: the book is read anew, and every later one of its sender so."""
    upload = Upload.objects.visible_to(request.actor).select_related("owner_org").get(public_id=public_id)
    if number >= len(upload.columns):
        raise Http404
    if request.method == "POST":
        return done_or_told(
            request,
            lambda: _teach(request, upload, number, request.POST.get("key", "")),
            "upload_detail",
            _("记住了，正在按新的读法重读；这家以后的表也这样读。"),
            public_id=public_id,
        )
    note_reading("upload.read", upload)
    column = upload.columns[number]
    context = {
        "upload": upload,
        "column": inboxes.column_entry(number, column),
        "choices": lexicons.field_choices(column["kind"]),
    }
    return render(request, "inbox/_column.html" if request.htmx else "inbox/column.html", context)


def _teach(request: Any, upload: Upload, number: int, key: str) -> None:
    lexicons.teach(upload, number, key)
    enqueue("read_upload", request.user, once=upload.public_id, upload=upload.public_id)


@access(*SENDERS, methods=_FORM)
@hides_missing
def lexicon(request: Any, public_id: str) -> HttpResponse:
    """What was learned of a sender's headers; each lesson can be changed or forgotten."""
    row = lexicons.found(request.actor, public_id)
    if request.method == "GET":
        return render(request, "inbox/lexicon.html", lexicons.lexicon_page(row))
    lesson, seen = number_of(request.POST.get("lesson", "")), number_of(request.POST.get("version", ""))
    key = None if request.POST.get("do") == "forget" else request.POST.get("key", "")
    return done_or_told(
        request, lambda: lexicons.change(row, lesson, key, seen=seen), "lexicon", _("已保存。"), public_id=public_id
    )
