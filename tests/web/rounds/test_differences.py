"""The next round is compared with the last: what the receiver reads, and what the sender is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import Report, RowChange, RowQuestion
from yanzhen_web.services.rounds import asking

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db
LAST = [row("示例甲"), row("示例乙", 20_000), row("示例丙", start="2025-11")]
NOW = [row("示例甲"), row("示例乙", 15_000), row("示例丁", 700)]


@pytest.fixture
def report(world: World, desk: At) -> Report:
    """Of the second of two rounds."""
    province, city = desk("organiser"), desk("city_office")
    first = province.opens("changsha", period="2025年9月")
    city.sends(report_of(first, world, "changsha"), LAST)
    cut_off = timezone.now() + timedelta(days=30)
    second = asking.copy_round(province.actor, province.user, first, title="项目月报", period="10月", cut_off=cut_off)
    report = report_of(second, world, "changsha")
    city.sends(report, NOW)
    return report


def test_rows_are_new_changed_and_missing(report: Report) -> None:
    kept = RowChange.objects.unscoped(why=WHY).filter(version=report.current)
    assert [(one.state, one.name) for one in kept] == [
        ("changed", "示例乙"), ("new", "示例丁"), ("missing", "示例丙")
    ]  # fmt: skip
    assert kept[0].cells == [["intended_amount_cny", 200_000_000, 150_000_000, "shrank"]]
    assert kept[0].marks == ",shrank,"
    assert report.current is not None
    told = report.current.compared
    assert (told["new"], told["changed"], told["missing"], told["same"]) == (1, 1, 1, 1)
    assert told["totals_before"]["intended_amount_cny"] == 400_000_000


def test_a_missing_row_is_asked_about_once_and_settled_when_it_comes_back(
    world: World, desk: At, report: Report
) -> None:
    questions = RowQuestion.objects.unscoped(why=WHY).filter(report=report)
    assert [(one.name, one.reason, one.settled_at) for one in questions] == [("示例丙", "missing", None)]
    desk("city_office").sends(report, NOW)
    assert questions.count() == 1
    desk("city_office").sends(report, [*NOW, LAST[2]])
    assert questions.get().settled_at is not None


def test_pages_show_what_differs_in_both_languages(world: World, desk: At, report: Report) -> None:
    province = world.client("organiser")
    page = province.get(reverse("report_changes", args=[report.public_id, 1])).content.decode()
    for words in ("示例乙", "2 亿元", "1.5 亿元", "金额减少", "示例丙", "示例丁"):
        assert words in page, words
    only = province.get(reverse("report_changes", args=[report.public_id, 1]), {"mark": "shrank"}).content.decode()
    assert "示例乙" in only and "示例丁" not in only
    board = province.get(reverse("round_board", args=[report.round.public_id])).content.decode()
    assert "新增 1 · 变化 1 · 缺 1" in board
    province.cookies["yanzhen_language"] = "en"
    told = province.get(reverse("report_detail", args=[report.public_id])).content.decode()
    assert "was reported last time and is not in this round" in told


def test_copies_ask_the_same_offices_and_keep_the_chain(world: World, desk: At, report: Report) -> None:
    assert report.round.previous is not None
    assert [one.organisation.name for one in report.round.reports.model.objects.unscoped(why=WHY).filter(
        round=report.round
    )] == ["changsha"]  # fmt: skip
