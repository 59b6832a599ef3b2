"""Signing in turn, the stamp that a scan brings, and a changed row that voids both."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yanzhen_web.models import Membership, Report, StampScan, User
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import approving

from ..worlds import World, content_of  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db
ROWS = [row("示例甲"), row("示例乙")]


@pytest.fixture
def report(world: World, desk: At) -> Report:
    """Sent in by a city whose leader signs too."""
    user = User.objects.create(username="city_leader", name="city_leader")
    changsha = world.organisations["changsha"]
    Membership.objects.unscoped(why=WHY).create(user=user, organisation=changsha, role="leader")
    world.users["city_leader"] = user
    report = report_of(desk("organiser").opens("changsha", "zhuzhou"), world, "changsha")
    desk("city_office").sends(report, ROWS)
    return fresh(report)


def fresh(report: Report) -> Report:
    return Report.objects.unscoped(why=WHY).select_related("round", "current__report__round").get(pk=report.pk)


def steps(report: Report) -> set[str]:
    current = fresh(report).current
    assert current is not None
    return set(approving.approvals_of(current))


def sign(desk: Desk, report: Report, step: str, seen: int = 1) -> None:
    approving.sign_step(desk.actor, desk.user, approving.signable(desk.actor, report.public_id), step, seen=seen)


def scanned(report: Report, text: str | None = None, name: str = "盖章页.png") -> SimpleUploadedFile:
    """A picture of the page of the current version, or of another text."""
    current = fresh(report).current
    assert current is not None
    drawn = io.BytesIO()
    segno.make(text or approving.code_of(current).text(), error="m").save(drawn, kind="png", scale=6, border=6)
    return SimpleUploadedFile(name, drawn.getvalue())


def test_steps_are_signed_in_turn_by_those_who_may(report: Report, desk: At) -> None:
    with pytest.raises(Refusal):
        sign(desk("city_office"), report, "section")
    with pytest.raises(Refusal, match="经办人"):
        sign(desk("city_leader"), report, "filler")
    sign(desk("city_office"), report, "filler")
    sign(desk("city_office"), report, "section")
    sign(desk("city_leader"), report, "leader")
    assert steps(report) == {"filler", "section", "leader"}
    with pytest.raises(Report.DoesNotExist):
        sign(desk("other_city"), report, "filler")


def test_the_scan_of_the_current_page_is_its_stamp(report: Report, desk: At) -> None:
    scan = approving.take_scan(desk("city_office").user, report, scanned(report))
    assert (scan.outcome, scan.version) == ("tied", report.current)
    assert "stamp" in steps(report)
    assert approving.path_of_scan(scan).read_bytes().startswith(b"\x89PNG")


def test_a_changed_row_voids_signatures_and_stamp_and_the_same_rows_keep_them(report: Report, desk: At) -> None:
    city = desk("city_office")
    sign(city, report, "filler")
    old = scanned(report)
    approving.take_scan(city.user, report, scanned(report))
    city.sends(report, ROWS)
    assert steps(report) == {"filler", "stamp"}, "the same rows sent again are what was stamped"
    city.sends(report, [row("示例甲"), row("示例乙", 99)])
    changed = fresh(report)
    assert steps(changed) == set()
    assert changed.current is not None
    voided = approving.voided_stamp(changed.current)
    assert voided is not None and voided.version.number == 1
    again = approving.take_scan(city.user, changed, old)
    assert again.outcome == "other_version"
    assert steps(changed) == set()


@pytest.mark.parametrize("forged", ["digest", "report", "version"])
def test_a_page_that_was_never_printed_is_no_stamp(report: Report, desk: At, world: World, forged: str) -> None:
    assert report.current is not None
    code = approving.code_of(report.current)
    other = report_of(report.round, world, "zhuzhou").public_id
    texts = {
        "digest": code.text().replace(code.digest, "0" * 32),
        "report": code.text().replace(report.public_id, other),
        "version": code.text().replace("/1/", "/7/"),
    }
    scan = approving.take_scan(desk("city_office").user, report, scanned(report, texts[forged]))
    assert scan.outcome == "other_report"
    assert "stamp" not in steps(report)


def test_a_page_without_code_is_told(report: Report, desk: At) -> None:
    scan = approving.take_scan(desk("city_office").user, report, scanned(report, "https://example.invalid/"))
    assert scan.outcome == "unreadable"


@pytest.mark.parametrize("name", ["盖章.docx", "盖章.svg", "盖章"])
def test_what_is_no_scan_is_refused_by_name(report: Report, desk: At, name: str) -> None:
    with pytest.raises(Refusal, match="PDF"):
        approving.take_scan(desk("city_office").user, report, scanned(report, name=name))
    assert not StampScan.objects.unscoped(why=WHY).exists()


def test_pages_print_scan_and_show_the_stamp(report: Report, world: World, settings: object, tmp_path: Path) -> None:
    city, province = world.client("city_office"), world.client("organiser")
    printed = city.get(reverse("report_print", args=[report.public_id, 1])).content.decode()
    assert report.current is not None
    assert report.current.digest[:16] in printed and "示例乙" in printed and "单位盖章" in printed
    assert "13900000001" not in printed, "no contacts on paper that goes round"
    assert b"<svg" in city.get(reverse("report_page_code", args=[report.public_id, 1])).content
    answer = city.post(reverse("report_scan", args=[report.public_id]), {"file": scanned(report)}, follow=True)
    assert "盖章已生效" in answer.content.decode()
    scan = StampScan.objects.unscoped(why=WHY).get()
    assert "与本版一致" in province.get(reverse("report_detail", args=[report.public_id])).content.decode()
    for who, status in (("organiser", 200), ("other_city", 404), ("leader", 404)):
        answer = world.client(who).get(reverse("report_scan_file", args=[report.public_id, scan.public_id]))
        assert answer.status_code == status, who
        if status == 200:
            assert content_of(answer).startswith(b"\x89PNG")
    assert world.client("other_city").post(
        reverse("report_sign", args=[report.public_id]), {"version": 1, "step": "filler"}
    ).status_code == 404  # fmt: skip
