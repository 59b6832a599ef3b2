"""Plans of meetings: rows go to the engine and come back as a timetable that breaks no rule."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Guest, Hall, Meeting, MeetingParty, MeetingPlan, MeetingRequest, Notice
from yanzhen_web.services.meet.guests.registering import register
from yanzhen_web.services.meet.meetings import planning
from yanzhen_web.services.people.refusals import Refusal

from ..worlds import WHY  # noqa: TID252 -- the one door to the site's test world
from .conftest import DAY, Held

PLAN = {
    "name": "示例洽谈", "held_on": str(DAY), "starts": "14:00", "slot_minutes": "20", "slots": "6", "spare": "10",
    "least": "1", "travel_slots": "1", "notice_minutes": "15", "pauses": "3",
}  # fmt: skip


def _url(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


def _plan(held: Held, people: int = 6) -> tuple[MeetingPlan, list[MeetingParty]]:
    Hall.objects.unscoped(why=WHY).create(event=held.event, name="示例洽谈厅", tables=3)
    for number in range(people):
        register(held.event, held.world.organisations["firm"], {"name": f"示例代表{number}"})
    city = held.client("city_office")
    city.post(_url("meeting_plan_new", held.event), PLAN)
    plan = MeetingPlan.objects.unscoped(why=WHY).get()
    city.post(_url("meeting_parties_add", plan))
    return plan, list(MeetingParty.objects.unscoped(why=WHY).order_by("pk"))


def _ask(plan: MeetingPlan, one: MeetingParty, other: MeetingParty, value: int = 100, **given: Any) -> MeetingRequest:
    return planning.ask(plan, one, other, {"value": value, "source": "typed"} | given, None)


def _make(held: Held, plan: MeetingPlan) -> list[Meeting]:
    held.client("city_office").post(_url("make_timetable", plan))
    work_off()
    rows = Meeting.objects.unscoped(why=WHY).filter(request__plan=plan)
    return list(rows.select_related("request__asker__guest", "request__asked__guest", "hall"))


def _keeps_the_rules(plan: MeetingPlan, meetings: list[Meeting]) -> None:
    """Looked at slowly: nobody and no table twice at once, nobody while away or in a pause, spare tables kept."""
    for number, meeting in enumerate(meetings):
        sides = {meeting.request.asker_id, meeting.request.asked_id}
        assert 1 <= meeting.slot <= plan.slots and meeting.slot not in plan.pauses
        for side in (meeting.request.asker, meeting.request.asked):
            assert meeting.slot not in side.unavailable
        assert meeting.hall is not None and meeting.table is not None and 1 <= meeting.table <= 2, (
            "one of three is spare"
        )
        for other in meetings[number + 1 :]:
            if other.slot == meeting.slot:
                assert not sides & {other.request.asker_id, other.request.asked_id}
                assert (other.hall_id, other.table) != (meeting.hall_id, meeting.table)


def test_requests_become_a_timetable_with_a_certificate_and_reasons(held: Held) -> None:
    plan, parties = _plan(held)
    parties[0].unavailable = [1, 2]
    parties[0].save()
    for one in range(6):
        for other in range(one + 1, 6):
            _ask(plan, parties[one], parties[other], 10 + one)
    meetings = _make(held, plan)
    _keeps_the_rules(plan, meetings)
    assert len(meetings) == 10, "five slots with two tables each"
    plan.refresh_from_db(from_queryset=MeetingPlan.objects.unscoped(why=WHY))
    assert plan.edition == 1 and plan.certificate["bound"] >= plan.certificate["value"] > 0
    left = MeetingRequest.objects.unscoped(why=WHY).filter(meeting=None)
    assert left.count() == 5 and all(request.why["zh"] and request.why["en"] for request in left)
    page = held.client("city_office").get(_url("meeting_plan", plan)).content.decode()
    assert re.search(r"约谈</dt>\s*<dd>\s*15\s*</dd>", page), "every request is counted"
    assert "没有排上的约谈" in page and "总分" in page and left[0].why["zh"] in page


def test_what_stays_keeps_its_row_and_a_locked_meeting_its_slot(held: Held) -> None:
    plan, parties = _plan(held)
    _ask(plan, parties[0], parties[1])
    (meeting,) = _make(held, plan)
    Meeting.objects.unscoped(why=WHY).filter(pk=meeting.pk).update(locked=True, slot=5)
    _ask(plan, parties[2], parties[3])
    again = {found.pk: found for found in _make(held, plan)}
    assert again[meeting.pk].slot == 5 and again[meeting.pk].public_id == meeting.public_id
    assert len(again) == 2


def test_both_asking_is_one_meeting(held: Held) -> None:
    plan, parties = _plan(held)
    first, second = _ask(plan, parties[0], parties[1]), _ask(plan, parties[1], parties[0])
    (meeting,) = _make(held, plan)
    assert meeting.request == first
    second.refresh_from_db(from_queryset=MeetingRequest.objects.unscoped(why=WHY))
    assert "合并" in second.why["zh"]


def test_two_musts_that_clash_are_told_and_the_rest_is_timed(held: Held) -> None:
    plan, parties = _plan(held)
    for other in (1, 2):
        _ask(plan, parties[0], parties[other], must=True, slots=[2])
    _ask(plan, parties[3], parties[4])
    assert len(_make(held, plan)) == 2
    plan.refresh_from_db(from_queryset=MeetingPlan.objects.unscoped(why=WHY))
    said = next(said for said in plan.certificate["refused"] if "必须的会谈" in said["zh"])
    assert said["zh"] in held.client("city_office").get(_url("meeting_plan", plan)).content.decode()


def test_publishing_tells_who_meets_and_later_changes_are_told_too(held: Held) -> None:
    plan, parties = _plan(held)
    request = _ask(plan, parties[0], parties[1])
    _make(held, plan)
    city = held.client("city_office")
    city.post(_url("publish_timetable", plan))
    notices = Notice.objects.unscoped(why=WHY)
    assert set(notices.values_list("guest", "kind")) == {
        (party.guest_id, "timetable") for party in parties[:2]
    }  # fmt: skip
    city.post(_url("meeting_request_take_back", request))
    assert notices.filter(kind="cancelled").count() == 2
    assert not Meeting.objects.unscoped(why=WHY).exists()
    _ask(plan, parties[2], parties[3])
    _make(held, plan)
    assert notices.filter(kind="added").count() == 2


def test_nothing_is_published_or_made_of_nothing(held: Held) -> None:
    plan, parties = _plan(held)
    with pytest.raises(Refusal, match="还没有排时间表"):
        planning.publish(plan)
    with pytest.raises(Refusal, match="不能约自己"):
        _ask(plan, parties[0], parties[0])
    _ask(plan, parties[0], parties[1])
    with pytest.raises(Refusal, match="已经约过"):
        _ask(plan, parties[0], parties[1])


def test_who_opted_out_or_cancelled_meets_nobody(held: Held) -> None:
    plan, parties = _plan(held)
    for other in (1, 2, 3):
        _ask(plan, parties[0], parties[other])
    held.client("city_office").post(_url("meeting_party", parties[1]), {"out": "1"})
    Guest.objects.unscoped(why=WHY).filter(pk=parties[2].guest_id).update(state="cancelled")
    (meeting,) = _make(held, plan)
    assert {meeting.request.asker_id, meeting.request.asked_id} == {parties[0].pk, parties[3].pk}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"pauses": "早上"}, "请写时段的序号"),
        ({"starts": "23:00", "slots": "12"}, "当天排不完"),
        ({"interpreters": "英语"}, "请写语种和人数"),
        ({"spare": "100"}, "90"),
    ],
)
def test_a_plan_that_cannot_be_is_told_at_its_field(held: Held, given: dict[str, str], told: str) -> None:
    answer = held.client("city_office").post(_url("meeting_plan_new", held.event), PLAN | given)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not MeetingPlan.objects.unscoped(why=WHY).exists()


def test_slots_have_times(held: Held) -> None:
    plan, _ = _plan(held, people=2)
    assert (plan.time_of(1), plan.time_of(4), plan.pauses) == (time(14), time(15), [3])
