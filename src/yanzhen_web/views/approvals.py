"""A version is signed, printed with its code, and tied to the scan of its stamped page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.models import StampScan
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import approving, printing, reportpages, sending
from yanzhen_web.views.answering import done_or_told, hides_missing, number
from yanzhen_web.views.collect import SENDERS
from yanzhen_web.views.rounds import WATCHERS

_POST = ("POST",)
_TIED, _OTHER_VERSION = StampScan.Outcome.TIED, StampScan.Outcome.OTHER_VERSION


@access(*WATCHERS, methods=_POST)
@hides_missing
def report_sign(request: Any, public_id: str) -> HttpResponse:
    """Sign the next step of the version that was read."""
    report, said = approving.signable(request.actor, public_id), request.POST
    seen, step, signer = number(said.get("version", "")), said.get("step", ""), said.get("signer", "")
    return done_or_told(
        request,
        lambda: approving.sign_step(request.actor, request.user, report, step, seen=seen, signer=signer),
        "report_detail",
        _("已签。"),
        public_id=public_id,
    )


@access(*SENDERS)
@hides_missing
def report_print(request: Any, public_id: str, number: int) -> HttpResponse:
    """The pages to print, sign and stamp."""
    version = reportpages.version_of(request.actor, public_id, number)
    try:
        context = printing.print_page(version)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("report_detail", public_id)
    return render(request, "rounds/print.html", context)


@access(*SENDERS)
@hides_missing
def report_page_code(request: Any, public_id: str, number: int) -> HttpResponse:
    """The code that stands on each printed page."""
    version = reportpages.version_of(request.actor, public_id, number)
    return HttpResponse(printing.code_picture(version), content_type="image/svg+xml")


@access(*SENDERS, methods=_POST, files=True)
@hides_missing
def report_scan(request: Any, public_id: str) -> HttpResponse:
    """The scan of a stamped page: read back and tied to its version."""
    report = sending.sendable(request.actor, public_id)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("请选一个扫描件。"))
        return redirect("report_detail", public_id)
    try:
        scan = approving.take_scan(request.user, report, file)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("report_detail", public_id)
    if scan.outcome == _TIED:
        messages.success(request, _("读到二维码，与当前这一版一致，盖章已生效。"))
    elif scan.outcome == _OTHER_VERSION:
        messages.warning(request, _("这是另一版的盖章页，内容和当前这一版不同，请打印当前版重新盖章。"))
    elif scan.outcome == StampScan.Outcome.OTHER_REPORT:
        messages.warning(request, _("这是另一份报表的盖章页，不算这一份的章。"))
    else:
        messages.warning(request, _("没有读到二维码。请把整页扫清楚，二维码不要折、不要被章盖满。"))
    return redirect("report_detail", public_id)


@access(*SENDERS)
@hides_missing
def report_scan_file(request: Any, public_id: str, scan_id: str) -> FileResponse:
    """The scan as it came."""
    rows = StampScan.objects.visible_to(request.actor).select_related("report")
    scan = rows.get(report__public_id=public_id, public_id=scan_id)
    try:
        content = approving.path_of_scan(scan).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    note_reading("report.scan_read", scan.report)
    return FileResponse(content, as_attachment=True, filename=scan.file_name, content_type="application/octet-stream")
