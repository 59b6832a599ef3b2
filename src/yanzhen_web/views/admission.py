"""Cases of admission: those that wait, one case, its opinions, its decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yanzhen_web.access import access
from yanzhen_web.scopes import EDITORS, LEADER
from yanzhen_web.scopes.actors import CITY, COUNTY, ORGANISER, PARK
from yanzhen_web.services.admission import cases, deciding, following, opinions, pages
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.views.answering import done_or_told, hides_missing

WATCHERS = tuple(sorted(EDITORS | {LEADER}))
ADVISERS = tuple(sorted(EDITORS))
LEADING = (CITY, COUNTY, ORGANISER, PARK)
_FORM, _POST = ("GET", "POST"), ("POST",)
_REFUSED = 422


def day(text: str) -> date | None:
    """What a browser sends of a date; None where it is none."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


@access(*WATCHERS)
def admission_list(request: Any) -> HttpResponse:
    """What waits for one's department, and all cases that one sees."""
    return render(request, "admission/list.html", pages.list_page(request.actor, request.GET.get("page", "1")))


@access(*LEADING, methods=_FORM)
@hides_missing
def admission_new(request: Any, public_id: str) -> HttpResponse:
    """Apply, from a project's record."""
    record = cases.project_to_admit(request.actor, public_id)
    given, fault = request.POST, ""
    if request.method == "POST":
        try:
            made = cases.open_case(
                request.actor, request.user, public_id, due_on=day(given.get("due_on", "")), note=given.get("note", "")
            )
            return redirect("admission_case", made.public_id)
        except Refusal as refused:
            fault = str(refused)
    note_read([record], columns=("name",))
    context = {"record": record, "given": given, "fault": fault, "days": cases.DAYS}
    return render(request, "admission/new.html", context, status=_REFUSED if fault else 200)


@access(*WATCHERS)
@hides_missing
def admission_case(request: Any, public_id: str) -> HttpResponse:
    """One case, as much of it as one reads."""

    def address(found: str) -> str:
        return str(request.build_absolute_uri(reverse("admission_case", args=[found])))

    return render(request, "admission/case.html", pages.case_page(request.actor, public_id, address))


@access(*ADVISERS, methods=_POST)
@hides_missing
def admission_opinion(request: Any, public_id: str) -> HttpResponse:
    """A department's opinion, or that it takes its opposition back."""
    actor, given = request.actor, request.POST
    case = opinions.givable(actor, public_id).case
    verdict, text = given.get("verdict", ""), given.get("text", "")
    if verdict == "lift":
        said, deed = _("已撤回反对。"), lambda: opinions.lift_veto(actor, public_id, text)
    else:
        said, deed = _("意见已反馈。"), lambda: opinions.give_opinion(actor, request.user, public_id, verdict, text)
    return done_or_told(request, deed, "admission_case", said, public_id=case.public_id)


@access(*LEADING, methods=_POST)
@hides_missing
def admission_compare(request: Any, public_id: str) -> HttpResponse:
    """Compare with the thresholds once more."""
    cases.led(request.actor, public_id)
    deed = cases.compare_again
    return done_or_told(
        request, lambda: deed(request.actor, public_id), "admission_case", _("已重新比对。"), public_id=public_id
    )


def _conditions(posted: Any) -> list[deciding.Condition]:
    columns = (posted.getlist(name) for name in ("condition", "who", "by"))
    return [deciding.Condition(text, who, day(by)) for text, who, by in zip(*columns, strict=False)]


@access(*LEADING, methods=_POST)
@hides_missing
def admission_decide(request: Any, public_id: str) -> HttpResponse:
    """Enter what the meeting decided."""
    deciding.decidable(request.actor, public_id)
    given = request.POST

    def deed() -> None:
        deciding.decide(
            request.actor,
            request.user,
            public_id,
            given.get("outcome", ""),
            reason=given.get("reason", ""),
            conditions=_conditions(given),
        )

    return done_or_told(request, deed, "admission_case", _("结论已登记。"), public_id=public_id)


@access(*ADVISERS, methods=_POST)
@hides_missing
def admission_withdraw(request: Any, public_id: str) -> HttpResponse:
    """An application is taken back before its meeting."""
    following.withdrawable(request.actor, public_id)
    reason, deed = request.POST.get("reason", ""), following.withdraw
    return done_or_told(
        request, lambda: deed(request.actor, request.user, public_id, reason), "admission_case", _("已撤回申请。"),
        public_id=public_id,
    )  # fmt: skip


@access(*ADVISERS, methods=_POST)
@hides_missing
def admission_condition(request: Any, public_id: str, number: int) -> HttpResponse:
    """A condition is met."""
    following.meetable(request.actor, public_id, number)
    given = request.POST

    def deed() -> None:
        following.meet_condition(
            request.actor, request.user, public_id, number,
            met_on=day(given.get("met_on", "")), evidence=given.get("evidence", ""),
        )  # fmt: skip

    return done_or_told(request, deed, "admission_case", _("已登记完成。"), public_id=public_id)


@access(*LEADING, methods=_POST)
@hides_missing
def admission_reopen(request: Any, public_id: str) -> HttpResponse:
    """What was deferred is taken up again."""
    deciding.decidable(request.actor, public_id)
    deed = deciding.take_up_again
    return done_or_told(
        request, lambda: deed(request.actor, public_id), "admission_case", _("已重新列入评审。"), public_id=public_id
    )
