"""What does not add up is named with the version, for those who read its rows, and can be asked about there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import Report, ReportVersion, RowQuestion
from yanzhen_web.services.rounds import sending

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db
WAN = 10_000


def money(name: str, month: int, year: int, **more: int) -> sending.Row:
    """A project's funds in place, in 万元."""
    told = {"funds_in_place_month_cny": month, "funds_in_place_year_cny": year} | {
        f"funds_in_place_year_{source}_cny": amount for source, amount in more.items()
    }
    return sending.Row(f"key of {name}", "project", name, {key: amount * WAN for key, amount in told.items()})


@pytest.fixture
def sends(world: World, desk: At) -> Callable[..., ReportVersion]:
    """Two rounds, one after the other, of these periods, in which the city sends these rows."""

    def sending_both(last: Any, now: Any, periods: tuple[str, str] = ("2025年9月", "2025年1—10月")) -> ReportVersion:
        first = desk("organiser").opens("changsha", period=periods[0])
        second = desk("organiser").opens("changsha", period=periods[1], previous=first)
        city = desk("city_office")
        sending.send_rows(city.actor, city.user, report_of(first, world, "changsha"), last)
        return sending.send_rows(city.actor, city.user, report_of(second, world, "changsha"), now)

    return sending_both


def codes(version: ReportVersion) -> list[tuple[str, str]]:
    version.refresh_from_db()
    return [(finding["code"], finding["key"]) for finding in version.findings]


def test_month_and_last_report_make_the_year(sends: Callable[..., ReportVersion]) -> None:
    last = [money("示例甲", 10, 70), money("示例乙", 10, 70)]
    version = sends(last, [money("示例甲", 30, 100), money("示例乙", 30, 120), money("示例丙", 5, 5)])
    assert codes(version) == [("period_mismatch", "key of 示例乙")]
    said = version.findings[0]["message_zh"]
    assert all(word in said for word in ("示例乙", "120 万元", "30 万元", "70 万元", "多了 20 万元"))


@pytest.mark.parametrize("periods", [("2025年8月", "2025年10月"), ("", ""), ("2025年二季度", "2025年三季度")])
def test_rounds_that_do_not_follow_by_a_month_are_not_added(
    sends: Callable[..., ReportVersion], periods: tuple[str, str]
) -> None:
    version = sends([money("示例甲", 10, 70)], [money("示例甲", 30, 120)], periods)
    assert codes(version) == []


def test_row_under_another_name_is_added_to_what_it_was(sends: Callable[..., ReportVersion]) -> None:
    renamed = sending.Row("another key", "project", "（示例甲）项目", money("示例甲", 30, 101).fields)
    assert codes(sends([money("示例甲项目", 10, 70)], [renamed])) == [("period_mismatch", "another key")]


def test_sources_are_checked_without_a_round_before(world: World, desk: At) -> None:
    found = desk("organiser").opens("changsha")
    city, report = desk("city_office"), report_of(found, world, "changsha")
    rows = [money("示例甲", 1, 100, own_side=20, other_city=30, outside=50), money("示例乙", 1, 100, outside=101)]
    version = sending.send_rows(city.actor, city.user, report, rows)
    assert codes(version) == [("parts_mismatch", "key of 示例乙")]


def test_many_are_counted_rather_than_listed(sends: Callable[..., ReportVersion]) -> None:
    names = [f"示例{number}" for number in range(25)]
    version = sends([money(name, 10, 70) for name in names], [money(name, 30, 120) for name in names])
    version.refresh_from_db()
    assert len(version.findings) == 21
    assert "5" in version.findings[-1]["message_zh"]


def test_receiver_reads_it_and_asks_leaders_do_not(world: World, sends: Callable[..., ReportVersion], desk: At) -> None:
    version = sends([money("示例甲", 10, 70)], [money("示例甲", 30, 120)])
    report = Report.objects.unscoped(why=WHY).get(pk=version.report_id)
    address = reverse("report_detail", args=[report.public_id])
    province = world.client("organiser")
    assert "多了 20 万元" in province.get(address).content.decode()
    assert "200,000 CNY" in province.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "示例甲" not in world.client("leader").get(address).content.decode()
    asked = province.post(
        reverse("question_ask", args=[report.public_id]), {"key": "key of 示例甲", "text": "请核对本年累计"}
    )
    assert asked.status_code == 302
    assert RowQuestion.objects.unscoped(why=WHY).get(report=report, reason="asked").text == "请核对本年累计"


def test_rows_of_the_current_version_can_be_asked_about_by_who_decides(
    world: World, sends: Callable[..., ReportVersion]
) -> None:
    version = sends([money("示例甲", 10, 70)], [money("示例甲", 30, 100)])
    asking = reverse("question_ask", args=[version.report.public_id])
    for name in ("report_rows", "report_changes"):
        address = reverse(name, args=[version.report.public_id, version.number])
        assert asking in world.client("organiser").get(address).content.decode(), name
        assert asking not in world.client("city_office").get(address).content.decode(), name


def test_strange_finding_from_a_file_is_shown_and_breaks_nothing(
    world: World, sends: Callable[..., ReportVersion]
) -> None:
    version = sends([money("示例甲", 10, 70)], [money("示例甲", 30, 100)])
    version.findings = [{"code": 7, "key": 5, "message_zh": ["<b>示例</b>"]}, {}]
    version.save(update_fields=["findings"])
    answer = world.client("organiser").get(reverse("report_detail", args=[version.report.public_id]))
    assert answer.status_code == 200
    assert "<b>示例</b>" not in answer.content.decode()
