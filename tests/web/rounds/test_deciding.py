"""Accepting, sending back with reasons, locking; questions about rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yanzhen_web.models import Report, ReportRow, RowQuestion
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import deciding

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world: World, desk: At) -> Report:
    """Sent in by a city."""
    report = report_of(desk("organiser").opens("changsha"), world, "changsha")
    desk("city_office").sends(report, [row("示例甲"), row("示例乙")])
    return report


def test_states_go_their_way_and_no_other(report: Report, desk: At) -> None:
    user = desk("organiser").user
    with pytest.raises(Refusal):
        deciding.lock_report(report, user, seen=1)
    assert deciding.accept_report(report, user, seen=1).state == "accepted"
    assert deciding.lock_report(report, user, seen=1).state == "locked"
    with pytest.raises(Refusal):
        deciding.send_back(report, user, "再改", seen=1)
    assert deciding.unlock_report(report, user, seen=1).state == "accepted"
    back = deciding.send_back(report, user, "金额单位不对", seen=1)
    assert (back.state, back.reasons) == ("sent_back", "金额单位不对")


def test_who_has_not_seen_the_newest_version_decides_nothing(report: Report, desk: At) -> None:
    desk("city_office").sends(report, [row("示例甲")])
    with pytest.raises(Refusal, match="新的一版"):
        deciding.accept_report(report, desk("organiser").user, seen=1)
    report.refresh_from_db()
    assert report.state == "sent"


def test_sending_back_needs_a_reason(report: Report, desk: At) -> None:
    with pytest.raises(Refusal, match="原因"):
        deciding.send_back(report, desk("organiser").user, "  ", seen=1)


def test_a_question_is_asked_answered_and_settled(report: Report, desk: At) -> None:
    key = ReportRow.objects.unscoped(why=WHY).filter(version=report.current, name="示例乙").get().key
    question = deciding.ask_about(report, desk("organiser").user, key, "投资额是否含流动资金？")
    city = desk("city_office")
    with pytest.raises(RowQuestion.DoesNotExist):
        deciding.answer_question(desk("other_city").actor, desk("other_city").user, question.public_id, "是")
    deciding.answer_question(city.actor, city.user, question.public_id, "含")
    with pytest.raises(RowQuestion.DoesNotExist):
        deciding.settle_question(city.actor, question.public_id)
    settled = deciding.settle_question(desk("organiser").actor, question.public_id)
    assert (settled.answer, settled.settled_at is not None) == ("含", True)


def test_a_row_that_is_not_there_is_not_asked_about(report: Report, desk: At) -> None:
    with pytest.raises(Refusal):
        deciding.ask_about(report, desk("organiser").user, "Zz0Missing0Zz000", "哪一行？")
