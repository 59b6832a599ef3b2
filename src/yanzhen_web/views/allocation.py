"""All projects planned together: studies of the organiser, and proposals to the offices that keep the leads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen.errors import YanzhenError
from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.scopes import PLANNERS, PROPOSED_TO
from yanzhen_web.services.allocation import proposals, results, studies
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import done_or_told, hides_missing

_REFUSED = 422
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(*PLANNERS)
def allocation_list(request: Any) -> HttpResponse:
    """One's own studies."""
    return render(request, "allocation/list.html", {"studies": studies.own_studies(request.actor)})


@access(*PLANNERS, methods=("GET", "POST"))
def allocation_new(request: Any) -> HttpResponse:
    """Choose projects and places."""
    if request.method == "GET":
        return render(request, "allocation/new.html", studies.choice_form(request.actor, request.GET))
    chosen = request.POST.getlist("projects"), request.POST.getlist("places")
    try:
        made = studies.begin_study(request.actor, request.user, request.POST.get("title", ""), *chosen)
    except Refusal as refused:
        context = studies.choice_form(request.actor, request.POST) | {"refused": str(refused)}
        return render(request, "allocation/new.html", context, status=_REFUSED)
    return redirect("allocation_detail", made.public_id)


@access(*PLANNERS)
@hides_missing
def allocation_detail(request: Any, public_id: str) -> HttpResponse:
    """Scenarios side by side."""
    study = studies.study_of(request.actor, public_id)
    context = results.study_page(request.actor, request.user, study)
    return render(request, "allocation/_columns.html" if request.htmx else "allocation/detail.html", context)


@access(*PLANNERS, methods=("POST",))
@hides_missing
def allocation_run(request: Any, public_id: str) -> HttpResponse:
    """One scenario more, behind the page."""
    study = studies.study_of(request.actor, public_id)
    said = _("正在后台测算，算好后这里会显示。")
    posted = request.POST
    return done_or_told(
        request,
        lambda: begin_scenario(request.user, study, posted),
        "allocation_detail",
        said,
        public_id=public_id,
    )


@access(*PLANNERS)
@hides_missing
def allocation_result(request: Any, public_id: str, run_id: str) -> HttpResponse:
    """What came of one scenario."""
    run = studies.run_of(request.actor, public_id, run_id)
    return render(request, "allocation/result.html", results.run_page(request.actor, run))


@access(*PLANNERS)
@hides_missing
def allocation_export(request: Any, public_id: str, run_id: str) -> HttpResponse:
    """Its tables as a workbook."""
    run = studies.run_of(request.actor, public_id, run_id)
    try:
        body = results.run_workbook(request.actor, run)
    except YanzhenError as refused:
        messages.error(request, str(refused))
        return redirect("allocation_result", public_id, run_id)
    return HttpResponse(
        body, content_type=_XLSX, headers={"Content-Disposition": 'attachment; filename="allocation.xlsx"'}
    )


@access(*PROPOSED_TO)
def transfer_list(request: Any) -> HttpResponse:
    """Proposals about one's own leads, or towards one's own places."""
    return render(request, "allocation/transfers.html", proposals.proposal_page(request.actor))


@access(*PLANNERS, methods=("POST",))
@hides_missing
def transfer_decide(request: Any, public_id: str) -> HttpResponse:
    """A person who plans takes it up or does not."""
    run = proposals.decidable(request.actor, public_id).run
    state = request.POST.get("state", "")
    if state not in proposals.State.values:
        raise Http404
    return done_or_told(
        request,
        lambda: proposals.decide(request.actor, request.user, public_id, state),
        "allocation_result",
        _("已记下。"),
        public_id=run.study.public_id,
        run_id=run.public_id,
    )


@access(*PROPOSED_TO, methods=("POST",))
@hides_missing
def transfer_answer(request: Any, public_id: str) -> HttpResponse:
    """The office that keeps the lead agrees or does not."""
    proposals.answerable(request.actor, public_id)
    said = request.POST.get("answer", "")
    if said not in proposals.Answer.values:
        raise Http404
    proposals.answer(request.actor, request.user, public_id, said)
    messages.success(request, _("已记下。线索仍在本单位，流转由本单位自己办。"))
    return redirect("transfer_list")


def begin_scenario(by: Any, study: Any, posted: Any) -> Any:
    """Keep a scenario, and the job that works it out."""
    run = studies.add_scenario(study, posted)
    studies.worked_by(run, enqueue("run_allocation", by, once=run.public_id, run=run.public_id))
    return run
