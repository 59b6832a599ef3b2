"""Meetings of an event: plans, who takes part, who asks for whom, the timetable."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from yanzhen.language import say
from yanzhen_web.access import access
from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Event, MeetingParty, MeetingPlan, MeetingRequest
from yanzhen_web.services.meet.meetings import pages, planning
from yanzhen_web.services.meet.meetings.forms import AskForm, PartyForm, PlanForm, plan_values
from yanzhen_web.services.meet.programme import arranging
from yanzhen_web.views.answering import answer_form, done_or_told, hides_missing
from yanzhen_web.views.programme import RUNNING, WATCHING

_FORM, _POST = ("GET", "POST"), ("POST",)
_FIRST = {"slot_minutes": 20, "slots": 12, "spare": 10, "least": 1, "travel_slots": 1, "notice_minutes": 15}


@access(*WATCHING)
@hides_missing
def meeting_plan_list(request: Any, public_id: str) -> HttpResponse:
    """Plans of an event."""
    return render(request, "meetings/list.html", pages.plan_list(request.actor, public_id))


@access(*RUNNING, methods=_FORM)
@hides_missing
def meeting_plan_new(request: Any, public_id: str) -> HttpResponse:
    """Lay out a block of meetings."""
    event = arranging.run_event(request.actor, public_id)
    form = PlanForm(request.POST or None, initial=_FIRST | {"held_on": event.starts_on, "starts": "14:00"})
    return _plan(request, form, event, None)


@access(*RUNNING, methods=_FORM)
@hides_missing
def meeting_plan_edit(request: Any, public_id: str) -> HttpResponse:
    """Change how a block of meetings is laid out."""
    plan = planning.run_plan(request.actor, public_id)
    return _plan(request, PlanForm(request.POST or None, initial=plan_values(plan)), plan.event, plan)


def _plan(request: Any, form: PlanForm, event: Event, plan: MeetingPlan | None) -> HttpResponse:
    return answer_form(
        request, "meetings/form.html", form,
        lambda given: planning.save_plan(event, plan, given, request.user),
        lambda saved: redirect("meeting_plan", saved.public_id), event=event, plan=plan,
    )  # fmt: skip


@access(*WATCHING)
@hides_missing
def meeting_plan(request: Any, public_id: str) -> HttpResponse:
    """A plan with its timetable."""
    return render(request, "meetings/plan.html", pages.plan_page(request.actor, public_id))


@access(*RUNNING, methods=_POST)
@hides_missing
def make_timetable(request: Any, public_id: str) -> HttpResponse:
    """Have the timetable made, behind the page."""
    plan = planning.run_plan(request.actor, public_id)
    planning.worked_by(plan, enqueue("make_timetable", request.user, once=public_id, plan=public_id))
    return redirect("meeting_plan", public_id)


@access(*RUNNING, methods=_POST)
@hides_missing
def publish_timetable(request: Any, public_id: str) -> HttpResponse:
    """Tell everybody who has a meeting."""
    plan = planning.run_plan(request.actor, public_id)
    said = say("已发布，有会谈的嘉宾都会看到", "Published: everybody who has a meeting is told")
    return done_or_told(request, lambda: planning.publish(plan), "meeting_plan", said, public_id=public_id)


# --- parties and requests --------------------------------------------------------------------------------------------


@access(*WATCHING)
@hides_missing
def meeting_parties(request: Any, public_id: str) -> HttpResponse:
    """Who takes part."""
    page = pages.parties_page(request.actor, public_id, request.GET.get("page", "1"))
    return render(request, "meetings/parties.html", page)


@access(*RUNNING, methods=_POST)
@hides_missing
def meeting_parties_add(request: Any, public_id: str) -> HttpResponse:
    """Everybody who comes takes part."""
    plan = planning.run_plan(request.actor, public_id)
    said = say("参会的嘉宾都在名单里了", "Everybody who comes is on the list")
    return done_or_told(request, lambda: planning.add_all(plan), "meeting_parties", said, public_id=public_id)


@access(*RUNNING, methods=_FORM)
@hides_missing
def meeting_party(request: Any, public_id: str) -> HttpResponse:
    """When somebody meets, how often, or not at all."""
    party = planning.run_party(request.actor, public_id)
    held = {name: getattr(party, name) for name in ("least", "most", "unavailable")}
    form = PartyForm(request.POST or None, initial=held | {"out": party.opted_out_at is not None})
    return answer_form(
        request, "meetings/party.html", form, lambda given: planning.save_party(party, given),
        lambda _: redirect("meeting_parties", party.plan.public_id), party=party, plan=party.plan,
        event=party.plan.event,
    )  # fmt: skip


@access(*WATCHING)
@hides_missing
def meeting_requests(request: Any, public_id: str) -> HttpResponse:
    """Who asked for whom."""
    page = pages.requests_page(request.actor, public_id, request.GET.get("page", "1"))
    return render(request, "meetings/requests.html", page)


@access(*RUNNING, methods=_FORM)
@hides_missing
def meeting_request_new(request: Any, public_id: str) -> HttpResponse:
    """Ask for a meeting."""
    plan = planning.run_plan(request.actor, public_id)
    form = AskForm(pages.party_choices(request.actor, plan), request.POST or None, initial={"value": 100})

    def save(given: dict[str, Any]) -> MeetingRequest:
        rows = MeetingParty.objects.visible_to(request.actor).filter(plan=plan)
        one, other = (rows.get(public_id=given.pop(side)) for side in ("asker", "asked"))
        given["source"] = MeetingRequest.Source.MUST if given["must"] else MeetingRequest.Source.TYPED
        return planning.ask(plan, one, other, given, request.user)

    return answer_form(
        request, "meetings/ask.html", form, save, lambda _: redirect("meeting_requests", public_id), plan=plan,
        event=plan.event,
    )  # fmt: skip


@access(*RUNNING, methods=_POST)
@hides_missing
def meeting_request_take_back(request: Any, public_id: str) -> HttpResponse:
    """Take a request back."""
    asked = planning.editable_request(request.actor, public_id)
    said = say("已撤回", "Taken back")
    return done_or_told(
        request, lambda: planning.take_back(asked), "meeting_requests", said, public_id=asked.plan.public_id
    )  # fmt: skip
