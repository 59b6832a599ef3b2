"""What the next round says: its title and period moved on, due a period later; one click on the board opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import Report, Round
from yanzhen_web.services.rounds.periods import next_after

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk

HERE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 11, 2, 9, tzinfo=HERE)
CUT_OFF = datetime(2025, 10, 31, 17, 30, tzinfo=HERE)


@pytest.mark.parametrize(
    ("title", "period", "next_title", "next_period"),
    [
        ("项目月报", "2025年10月", "项目月报", "2025年11月"),
        ("项目月报", "2025年1—10月", "项目月报", "2025年1—11月"),
        ("2025年10月项目月报", "2025-10", "2025年11月项目月报", "2025-11"),
        ("项目月报", "2025年1-12月", "项目月报", "2026年1月"),
        ("项目月报", "2025-12", "项目月报", "2026-01"),
        ("项目月报", "2025年12月", "项目月报", "2026年1月"),
        ("项目季报", "2025年三季度", "项目季报", "2025年四季度"),
        ("项目半年报", "2025年上半年", "项目半年报", "2025年下半年"),
        ("项目半年报", "2025年下半年", "项目半年报", "2026年上半年"),
        ("项目季报", "2025年第四季度", "项目季报", "2026年第一季度"),
        ("2025年10月项目月报", "", "2025年11月项目月报", ""),
        ("项目台账", "", "项目台账", ""),
        ("项目台账", "第三批", "项目台账", ""),
    ],
)
def test_title_and_period_move_on(title: str, period: str, next_title: str, next_period: str) -> None:
    following = next_after(Round(title=title, period=period, cut_off=CUT_OFF), NOW)
    assert (following.title, following.period) == (next_title, next_period)


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2025年10月", datetime(2025, 11, 30, 17, 30, tzinfo=HERE)),  # November has no 31st
        ("2025年三季度", datetime(2026, 1, 31, 17, 30, tzinfo=HERE)),
        ("2025年度", datetime(2026, 10, 31, 17, 30, tzinfo=HERE)),
        ("", datetime(2025, 11, 30, 17, 30, tzinfo=HERE)),
    ],
)
def test_due_a_period_later(period: str, due: datetime) -> None:
    assert next_after(Round(title="示例", period=period, cut_off=CUT_OFF), NOW).cut_off == due


def test_never_due_in_the_past() -> None:
    old = Round(title="示例", period="2024年3月", cut_off=datetime(2024, 3, 31, 17, 30, tzinfo=HERE))
    assert next_after(old, NOW).cut_off > NOW


@pytest.mark.django_db
def test_one_click_opens_the_next_round(world: World, desk: Callable[[str], Desk]) -> None:
    cut_off = timezone.now() + timedelta(days=3)
    found = desk("organiser").opens("changsha", "zhuzhou", period="2025年10月", cut_off=cut_off)
    province: Client = world.client("organiser")
    address = reverse("round_copy", args=[found.public_id])
    page = province.get(reverse("round_board", args=[found.public_id]))
    following = page.context["next"]
    assert f'action="{address}"' in page.content.decode()
    assert "照发 2025年11月" in page.content.decode()
    sent = {
        "title": following.title,
        "period": following.period,
        "cut_off": following.cut_off.strftime("%Y-%m-%dT%H:%M"),
    }
    answer = province.post(address, sent)
    made = Round.objects.unscoped(why=WHY).exclude(pk=found.pk).get()
    assert answer["Location"] == reverse("round_board", args=[made.public_id])
    assert (made.period, made.previous_id) == ("2025年11月", found.pk)
    assert Report.objects.unscoped(why=WHY).filter(round=made).count() == 2
    form = province.get(address).content.decode()
    assert 'value="2025年11月"' in form
