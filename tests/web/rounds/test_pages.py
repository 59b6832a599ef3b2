"""The pages of rounds: opened, sent in, sent back, mended, accepted, locked; chased; nobody sees the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Report, Round, Upload

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, book, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db
FORM: dict[str, object] = {"title": "示例月报", "cut_off": "2025-10-31T17:00", "kinds": "project"}


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_a_round_from_opening_to_lock(world: World, desk: At) -> None:
    province, city = world.client("organiser"), world.client("city_office")
    asked = desk("organiser").ids("changsha", "zhuzhou")
    sent = {
        "title": "示例月报",
        "period": "2025年10月",
        "cut_off": "2025-10-31T17:00",
        "kinds": "project",
        "asked": asked,
    }
    board = province.post(reverse("round_new"), sent)
    found = Round.objects.unscoped(why=WHY).get()
    assert board.headers["Location"] == reverse("round_board", args=[found.public_id])
    seen = text(province.get(board.headers["Location"]))
    assert "示例月报" in seen and "催报" in seen and "changsha" in seen and "zhuzhou" in seen

    report = report_of(found, world, "changsha")
    page = reverse("report_detail", args=[report.public_id])
    assert "示例月报" in text(city.get(reverse("round_list")))
    upload_at = reverse("report_upload", args=[report.public_id])
    answer = city.post(upload_at, {"file": book([row("示例甲"), row("示例乙", -3)])})
    upload = Upload.objects.unscoped(why=WHY).get()
    assert answer.headers["Location"] == reverse("upload_detail", args=[upload.public_id])
    work_off()
    assert "1 行有问题" in text(city.get(page))
    city.post(reverse("report_send", args=[report.public_id]), {"upload": upload.public_id})
    report.refresh_from_db()
    assert (report.state, report.current and report.current.findings[0]["count"]) == ("sent", 1)

    decide = reverse("report_decide", args=[report.public_id])
    province.post(decide, {"decision": "send_back", "version": 1, "reasons": "第 3 行金额是负数"})
    assert "第 3 行金额是负数" in text(city.get(page))
    city.post(upload_at, {"file": book([row("示例甲"), row("示例乙", 300)])})
    work_off()
    mended = Upload.objects.unscoped(why=WHY).filter(state="ready").get()
    city.post(reverse("report_send", args=[report.public_id]), {"upload": mended.public_id})
    for decision in ("accept", "lock"):
        province.post(decide, {"decision": decision, "version": 2})
    report.refresh_from_db()
    assert report.state == "locked"
    assert "示例乙" in text(province.get(reverse("report_rows", args=[report.public_id, 2])))


@pytest.fixture
def late_one(world: World, desk: At) -> Report:
    """Of a round that was due yesterday."""
    found = desk("organiser").opens("changsha", "zhuzhou", cut_off=timezone.now() - timedelta(days=1))
    return report_of(found, world, "changsha")


def test_who_is_late_is_chased_with_text_link_and_code(world: World, late_one: Report) -> None:
    province = world.client("organiser")
    page = text(province.get(reverse("report_chase", args=[late_one.public_id])))
    assert f"http://testserver{reverse('report_detail', args=[late_one.public_id])}" in page
    code = province.get(reverse("report_code", args=[late_one.public_id]))
    assert code.headers["Content-Type"] == "image/png"
    assert code.content.startswith(b"\x89PNG")
    board = text(province.get(reverse("round_board", args=[late_one.round.public_id]), {"state": "late"}))
    assert "逾期" in board and "changsha、zhuzhou" in board


def test_an_office_that_is_asked_sees_nothing_of_the_others(world: World, late_one: Report) -> None:
    city: Client = world.client("city_office")
    board = text(city.get(reverse("round_board", args=[late_one.round.public_id])))
    assert "changsha" in board and "zhuzhou" not in board
    theirs = report_of(late_one.round, world, "zhuzhou")
    for name in ("report_detail", "report_upload", "report_send", "report_decide", "report_chase"):
        address = reverse(name, args=[theirs.public_id])
        assert {city.get(address).status_code, city.post(address).status_code} <= {404, 405}, name
    assert city.post(reverse("report_decide", args=[late_one.public_id]), {"decision": "accept"}).status_code == 404


@pytest.mark.parametrize("field", ["title", "cut_off", "asked", "kinds"])
def test_what_a_round_lacks_is_told_and_nothing_is_opened(world: World, desk: At, field: str) -> None:
    sent = FORM | {"asked": desk("organiser").ids("changsha")}
    answer = world.client("organiser").post(reverse("round_new"), {k: v for k, v in sent.items() if k != field})
    assert answer.status_code == 422
    assert not Round.objects.unscoped(why=WHY).exists()


def test_offices_that_are_not_below_are_not_asked(world: World, desk: At) -> None:
    sent = FORM | {"asked": desk("organiser").ids("youxian")}
    assert world.client("city_office").post(reverse("round_new"), sent).status_code == 422


def test_leaders_watch_the_board_and_read_no_rows(world: World, desk: At) -> None:
    found = desk("organiser").opens("changsha")
    report = report_of(found, world, "changsha")
    desk("city_office").sends(report, [row("示例甲")])
    leader = world.client("leader")
    assert "changsha" in text(leader.get(reverse("round_board", args=[found.public_id])))
    assert "示例甲" not in text(leader.get(reverse("report_detail", args=[report.public_id])))
    assert leader.get(reverse("report_rows", args=[report.public_id, 1])).status_code == 404
