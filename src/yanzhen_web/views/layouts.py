"""Templates (表样) and what goes out in them: learned from a workbook, corrected, ledgers and forms written in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.scopes.rounds import sees_rows
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import asking, layouts, ledgers, reportpages
from yanzhen_web.views.answering import done_or_told, hides_missing, number
from yanzhen_web.views.collect import SENDERS
from yanzhen_web.views.rounds import ASKERS

_FORM, _POST = ("GET", "POST"), ("POST",)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sent(ledger: ledgers.Ledger) -> HttpResponse:
    answer = HttpResponse(ledger.content, content_type=XLSX)
    answer.headers["Content-Disposition"] = _disposition(ledger.name)
    return answer


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


@access(*ASKERS, methods=_FORM, files=True)
def template_list(request: Any) -> HttpResponse:
    """The templates that there are; a new one is learned from a workbook."""
    if request.method == "GET":
        return render(request, "rounds/templates.html", layouts.list_page(request.actor))
    file, said = request.FILES.get("file"), request.POST
    try:
        if file is None:
            raise Refusal("请选一本工作簿", "choose a workbook", field="file")
        made = layouts.learn(request.actor, request.user, file, name=said.get("name", ""), kind=said.get("kind", ""))
    except Refusal as refused:
        context = layouts.list_page(request.actor) | {"fault": str(refused)}
        return render(request, "rounds/templates.html", context, status=422)
    return redirect("template_detail", made.public_id)


@access(*ASKERS)
@hides_missing
def template_detail(request: Any, public_id: str) -> HttpResponse:
    """What was learned, column by column."""
    return render(request, "rounds/template.html", layouts.detail_page(request.actor, public_id))


@access(*ASKERS, methods=_POST)
@hides_missing
def template_column(request: Any, public_id: str) -> HttpResponse:
    """Say what a column means."""
    template, said = layouts.kept(request.actor, public_id), request.POST
    sheet, column = number(said.get("sheet", "")), number(said.get("column", ""))
    key, version = said.get("key", ""), number(said.get("version", ""))
    return done_or_told(
        request,
        lambda: layouts.set_column(template, sheet, column, key, expected_version=version),
        "template_detail",
        _("已记下。"),
        public_id=public_id,
    )


@access(*ASKERS, methods=_POST)
@hides_missing
def template_retire(request: Any, public_id: str) -> HttpResponse:
    """Offer it no more."""
    layouts.retire(layouts.kept(request.actor, public_id))
    messages.success(request, _("已停用这个表样，用过它的任务不变。"))
    return redirect("template_list")


@access(*ASKERS)
@hides_missing
def round_ledger(request: Any, public_id: str) -> HttpResponse:
    """All accepted rows as one ledger."""
    found = asking.leading(request.actor, public_id)
    try:
        made = ledgers.ledger(request.actor, found, request.GET.get("template", ""))
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("round_board", public_id)
    return _sent(made)


@access(*SENDERS)
@hides_missing
def report_form(request: Any, public_id: str) -> HttpResponse:
    """The form to fill in, with what is known."""
    report = reportpages.found_report(request.actor, public_id)
    type(report).objects.visible_to(request.actor).filter(sees_rows(request.actor)).get(pk=report.pk)
    try:
        made = ledgers.form(request.actor, report)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("report_detail", public_id)
    return _sent(made)


@access(*SENDERS)
@hides_missing
def report_ledger(request: Any, public_id: str, number: int) -> HttpResponse:
    """One version in the round's template, or in another."""
    version = reportpages.version_of(request.actor, public_id, number)
    try:
        made = ledgers.own_ledger(request.actor, version, request.GET.get("template", ""))
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("report_detail", public_id)
    return _sent(made)
