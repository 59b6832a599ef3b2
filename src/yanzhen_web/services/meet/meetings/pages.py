"""What the pages of meeting plans show."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from yanzhen.language import current, say
from yanzhen_web.models import Job, Meeting, MeetingParty, MeetingPlan, MeetingRequest
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.meeting import runs_part
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.meet.programme.pages import is_run_by, watched_event

Page = dict[str, Any]
_PAGE, _MOST_PARTIES = 100, 3_000


def plan_list(actor: Actor, public_id: str) -> Page:
    """Plans of an event."""
    event = watched_event(actor, public_id)
    return {
        "event": event, "room": "meetings",
        "runs": is_run_by(actor, event),
        "plans": list(MeetingPlan.objects.visible_to(actor).filter(event=event)),
    }  # fmt: skip


def plan_page(actor: Actor, public_id: str) -> Page:
    """A plan: its certificate, its timetable by slot, and who asked for what and did not get it.

    Raises:
        MeetingPlan.DoesNotExist: there is none, for this actor.
    """
    plan = MeetingPlan.objects.visible_to(actor).select_related("event", "job").get(public_id=public_id)
    meetings = list(_meetings(actor, plan))
    asked = _requests(actor, plan).filter(state=MeetingRequest.State.OPEN)
    refused = list(asked.exclude(why={})[:500])
    note_reading("meetings.read", plan, count=len(meetings))
    return {
        "plan": plan, "event": plan.event, "room": "meetings", "runs": _runs(actor, plan), "job": plan.job,
        "working": plan.job is not None and plan.job.state in (Job.State.WAITING, Job.State.RUNNING),
        "certificate": _told(plan),
        "left_out": [said.get(current(), said["zh"]) for said in plan.certificate.get("refused", [])],
        "slots": _by_slot(plan, meetings), "meetings": len(meetings), "asked": asked.count(),
        "parties": MeetingParty.objects.visible_to(actor).filter(plan=plan).distinct().count(),
        "refused": [{"request": request, "why": request.why.get(current(), "")} for request in refused],
    }  # fmt: skip


def parties_page(actor: Actor, public_id: str, page: str) -> Page:
    """Who takes part.

    Raises:
        MeetingPlan.DoesNotExist: there is none, for this actor.
    """
    plan = MeetingPlan.objects.visible_to(actor).select_related("event").get(public_id=public_id)
    parties = MeetingParty.objects.visible_to(actor).filter(plan=plan).select_related("guest").distinct()
    numbered = Paginator(parties.order_by("pk"), _PAGE).get_page(page)
    rows = list(numbered)
    if rows:
        note_reading("meetings.parties_read", plan, count=len(rows))
    return {
        "plan": plan,
        "event": plan.event,
        "room": "meetings",
        "runs": _runs(actor, plan),
        "page": numbered,
        "rows": rows,
    }


def requests_page(actor: Actor, public_id: str, page: str) -> Page:
    """Who asked for whom.

    Raises:
        MeetingPlan.DoesNotExist: there is none, for this actor.
    """
    plan = MeetingPlan.objects.visible_to(actor).select_related("event").get(public_id=public_id)
    numbered = Paginator(_requests(actor, plan).filter(state=MeetingRequest.State.OPEN), _PAGE).get_page(page)
    rows = list(numbered)
    if rows:
        note_reading("meetings.requests_read", plan, count=len(rows))
    return {
        "plan": plan, "event": plan.event, "room": "meetings", "runs": _runs(actor, plan), "page": numbered,
        "rows": [{"request": request, "source": _SOURCES[request.source]()} for request in rows],
    }  # fmt: skip


def party_choices(actor: Actor, plan: MeetingPlan) -> list[tuple[str, str]]:
    """Parties to choose from."""
    rows = MeetingParty.objects.visible_to(actor).filter(plan=plan).select_related("guest").distinct()
    return [(row.public_id, f"{row.guest.name} {row.guest.organisation}".strip()) for row in rows[:_MOST_PARTIES]]


_SOURCES = {
    "typed": lambda: say("人工填写", "typed"),
    "imported": lambda: say("导入", "imported"),
    "match": lambda: say("匹配推荐", "from matches"),
    "must": lambda: say("组委会必谈", "must meet"),
    "guest": lambda: say("本人约谈", "asked by the guest"),
}


def _runs(actor: Actor, plan: MeetingPlan) -> bool:
    return MeetingPlan.objects.visible_to(actor).filter(runs_part(actor), pk=plan.pk).exists()


def _requests(actor: Actor, plan: MeetingPlan) -> QuerySet[MeetingRequest]:
    rows = MeetingRequest.objects.visible_to(actor).filter(plan=plan)
    return rows.select_related("asker__guest", "asked__guest", "meeting").distinct()


def _meetings(actor: Actor, plan: MeetingPlan) -> QuerySet[Meeting]:
    rows = Meeting.objects.visible_to(actor).filter(request__plan=plan)
    return rows.select_related("hall", "request__asker__guest", "request__asked__guest").distinct()


def _told(plan: MeetingPlan) -> str:
    """The certificate as a sentence."""
    kept = plan.certificate
    if not kept:
        return ""
    value, bound, gap = f"{kept['value']:,.10g}", f"{kept['bound']:,.10g}", f"{kept['gap']:.2%}"
    if kept["proven_optimal"]:
        zh, en = f"总分 {value}，已证明没有更高的排法", f"Worth {value}, proven to be the most there can be"
    else:
        zh, en = (
            f"总分 {value}，最多不超过 {bound}，相差 {gap}",
            f"Worth {value}, {bound} at the very most: {gap} short",
        )
    breaks, least = kept["breaks"], kept["breaks_bound"]
    return say(
        f"{zh}；空档 {breaks} 个（同样这些会谈，至少 {least} 个）。",
        f"{en}; {breaks} idle gaps ({least} at least with these meetings).",
    )


def _by_slot(plan: MeetingPlan, meetings: list[Meeting]) -> list[Page]:
    slots: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        slots.setdefault(meeting.slot, []).append(meeting)
    return [
        {"slot": slot, "at": plan.time_of(slot), "lines": [_line(meeting) for meeting in slots[slot]]}
        for slot in sorted(slots)
    ]  # fmt: skip


def _line(meeting: Meeting) -> Page:
    return {
        "meeting": meeting, "hall": str(meeting.hall.said) if meeting.hall else say("线上", "on line"),
        "one": meeting.request.asker.guest, "other": meeting.request.asked.guest,
    }  # fmt: skip
