"""The job: a plan's timetable made by the engine, and kept."""

from __future__ import annotations

from collections.abc import Callable

from yanzhen.language import say
from yanzhen.meet.event import event_of
from yanzhen.meet.making import make_timetable
from yanzhen_web.models import MeetingPlan
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.meet.meetings.documents import event_document, store_timetable
from yanzhen_web.services.meet.meetings.planning import run_plan
from yanzhen_web.services.people.refusals import Refusal

Report = Callable[[int, str], None]
SECONDS = 20.0
"""Of the clock, for one timetable; a small one is proven long before."""


def make_behind(actor: Actor, public_id: str, report: Report) -> str:
    """Make the timetable of a plan, in the scope of whoever asked for it.

    Raises:
        Refusal: the plan is gone, or nobody meets in it.
    """
    report(5, say("读取约谈", "reading requests"))
    plan = MeetingPlan.objects.visible_to(actor).filter(public_id=public_id).first()
    if plan is None:
        raise Refusal("这张时间表已经不在了", "the plan is gone")
    document = event_document(run_plan(actor, public_id))
    if not document["requests"]:
        raise Refusal("还没有约谈，先加几条再排", "nobody has asked for a meeting yet: add requests first")
    event = event_of(document)
    report(20, say("排时间表", "timetabling"))
    timetable = make_timetable(event, SECONDS)
    report(90, say("写入", "writing"))
    store_timetable(plan, timetable)
    note_deed("meetings.make", plan, version=plan.edition)
    return str(timetable.told())
