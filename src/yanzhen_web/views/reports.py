"""One report: sent in by its office, read, asked about, accepted, sent back and locked by who asked for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen_web.access import access
from yanzhen_web.jobs.lookaround import look_around
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Report, Upload
from yanzhen_web.services.collect import inboxes, pasting
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.rounds import deciding, reportpages, sending
from yanzhen_web.views.answering import done_or_told, hides_missing, number
from yanzhen_web.views.collect import AT_ONCE, SENDERS
from yanzhen_web.views.rounds import ASKERS, WATCHERS

_POST = ("POST",)
_REFUSED = 422
_DECISIONS = {
    "accept": (deciding.accept_report, gettext_noop("已接收。")),
    "lock": (deciding.lock_report, gettext_noop("已锁定。")),
    "unlock": (deciding.unlock_report, gettext_noop("已解锁。")),
}


@access(*WATCHERS)
@hides_missing
def report_detail(request: Any, public_id: str) -> HttpResponse:
    """How far a report is, and what may be done now."""
    report = reportpages.found_report(request.actor, public_id)
    return _page(request, report)


def _page(request: Any, report: Report, form: Any = None, status: int = 200, **more: Any) -> HttpResponse:
    context = reportpages.report_page(request.actor, report)
    context |= {
        "upload_form": form or inboxes.UploadForm(),
        "upload_address": reverse("report_upload", args=[report.public_id]),
        "paste_form": pasting.PasteForm(),
        "paste_address": reverse("report_paste", args=[report.public_id]),
    }
    return render(request, "rounds/report.html", context | more, status=status)


@access(*SENDERS, methods=_POST, files=True)
@hides_missing
def report_upload(request: Any, public_id: str) -> HttpResponse:
    """A book for the report: received and read behind the page."""
    report = sending.sendable(request.actor, public_id)
    form = inboxes.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, reportpages.found_report(request.actor, public_id), form, _REFUSED)
    return _received(request, report, form.cleaned_data)


@access(*SENDERS, methods=_POST, files=True)
@hides_missing
def report_paste(request: Any, public_id: str) -> HttpResponse:
    """A pasted table or message for the report: received and read behind the page, like a book."""
    report = sending.sendable(request.actor, public_id)
    form = pasting.PasteForm(request.POST)
    if not form.is_valid():
        found = reportpages.found_report(request.actor, public_id)
        return _page(request, found, status=_REFUSED, paste_form=form)
    return _received(request, report, form.received())


def _received(request: Any, report: Report, book: dict[str, Any]) -> HttpResponse:
    try:
        sending.refuse_closed(report)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("report_detail", report.public_id)
    upload = inboxes.receive(request.actor, request.user, report=report, **book)
    enqueue("read_upload", request.user, once=upload.public_id, upload=upload.public_id)
    return redirect("upload_detail", public_id=upload.public_id)


@access(*SENDERS, methods=_POST)
@hides_missing
def report_send(request: Any, public_id: str) -> HttpResponse:
    """Send the rows of a book that was read, or, without a book, what is there with what those below have sent."""
    report = sending.sendable(request.actor, public_id)
    note, book = storable(request.POST.get("note", "")), storable(request.POST.get("upload", ""))
    if not book:
        return done_or_told(
            request,
            lambda: sending.send_again(request.actor, request.user, report, note=note),
            "report_detail",
            _("已报送。"),
            public_id=public_id,
        )
    upload = Upload.objects.visible_to(request.actor).get(public_id=book)
    if upload.counts.get("rows", 0) > AT_ONCE:
        arguments = {"report": public_id, "upload": book, "note": note}
        enqueue("send_report", request.user, once=book, **arguments)
        messages.info(request, _("正在报送，进度在“后台任务”里。"))
        return redirect("report_detail", public_id)

    def send() -> None:
        sending.send_upload(request.actor, request.user, report, upload, note=note)
        look_around(book)

    return done_or_told(request, send, "report_detail", _("已报送。"), public_id=public_id)


@access(*ASKERS, methods=_POST)
@hides_missing
def report_decide(request: Any, public_id: str) -> HttpResponse:
    """Accept, send back with reasons, lock or unlock, upon the version that was read."""
    report = deciding.decidable(request.actor, public_id)
    seen, decision = number(request.POST.get("version", "")), request.POST.get("decision", "")
    if decision == "send_back":
        reasons = request.POST.get("reasons", "")
        return done_or_told(
            request,
            lambda: deciding.send_back(report, request.user, reasons, seen=seen),
            "report_detail",
            _("已退回，对方看得到原因。"),
            public_id=public_id,
        )
    if decision not in _DECISIONS:
        return redirect("report_detail", public_id)
    deed, said = _DECISIONS[decision]
    return done_or_told(
        request, lambda: deed(report, request.user, seen=seen), "report_detail", _(said), public_id=public_id
    )


@access(*SENDERS)
@hides_missing
def report_rows(request: Any, public_id: str, number: int) -> HttpResponse:
    """The rows of a version as they were sent."""
    version = reportpages.version_of(request.actor, public_id, number)
    return render(request, "rounds/rows.html", reportpages.rows_page(request.actor, version, request.GET))


@access(*SENDERS)
@hides_missing
def report_changes(request: Any, public_id: str, number: int) -> HttpResponse:
    """How a version differs from the last round."""
    version = reportpages.version_of(request.actor, public_id, number)
    return render(request, "rounds/changes.html", reportpages.changes_page(request.actor, version, request.GET))


@access(*ASKERS, methods=_POST)
@hides_missing
def question_ask(request: Any, public_id: str) -> HttpResponse:
    """Ask about a row of the current version."""
    report = deciding.decidable(request.actor, public_id)
    key, text = request.POST.get("key", ""), request.POST.get("text", "")
    return done_or_told(
        request,
        lambda: deciding.ask_about(report, request.user, key, text),
        "report_detail",
        _("问题已发给填报单位。"),
        public_id=public_id,
    )


@access(*SENDERS, methods=_POST)
@hides_missing
def question_answer(request: Any, public_id: str, question_id: str) -> HttpResponse:
    """The sender's answer."""
    deed = deciding.answer_question
    return done_or_told(
        request,
        lambda: deed(request.actor, request.user, question_id, request.POST.get("answer", ""), of=public_id),
        "report_detail",
        _("答复已发出。"),
        public_id=public_id,
    )


@access(*ASKERS, methods=_POST)
@hides_missing
def question_settle(request: Any, public_id: str, question_id: str) -> HttpResponse:
    """The receiver is content with the answer."""
    deed = deciding.settle_question
    return done_or_told(
        request,
        lambda: deed(request.actor, question_id, of=public_id),
        "report_detail",
        _("问题已了结。"),
        public_id=public_id,
    )
