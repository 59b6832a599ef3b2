"""What offices send in: versions that never change, records behind them, what those below sent along with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yanzhen_web.models import Record, Report, ReportRow
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import asking, deciding, sending

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db


def rows_of(report: Report) -> list[tuple[str, int]]:
    report.refresh_from_db()
    assert report.current is not None
    listed = ReportRow.objects.unscoped(why=WHY).filter(version=report.current).order_by("number")
    return [(one.name, one.fields["intended_amount_cny"]) for one in listed]


def test_book_becomes_records_of_the_office_and_a_version_of_its_report(world: World, desk: At) -> None:
    found = desk("organiser").opens("changsha", "zhuzhou")
    report = report_of(found, world, "changsha")
    version = desk("city_office").sends(report, [row("示例甲"), row("示例乙", 25_000)])
    assert (report.state, version.number, version.count) == ("sent", 1, 2)
    assert version.totals["intended_amount_cny"] == 350_000_000
    assert rows_of(report) == [("示例甲", 100_000_000), ("示例乙", 250_000_000)]
    records = Record.objects.unscoped(why=WHY).filter(owner_org=world.organisations["changsha"])
    keys = ReportRow.objects.unscoped(why=WHY).filter(version=version).values_list("key", flat=True)
    assert set(keys) == set(records.values_list("public_id", flat=True))
    assert report_of(found, world, "zhuzhou").state == "not_sent"


def test_same_rows_sent_again_have_the_same_digest_and_update_the_same_records(world: World, desk: At) -> None:
    report = report_of(desk("organiser").opens("changsha"), world, "changsha")
    first = desk("city_office").sends(report, [row("示例甲"), row("示例乙")])
    second = desk("city_office").sends(report, [row("示例甲"), row("示例乙")])
    third = desk("city_office").sends(report, [row("示例甲"), row("示例乙", 20_000)])
    assert (first.digest, first.number + 1) == (second.digest, second.number)
    assert third.digest != first.digest
    assert Record.objects.unscoped(why=WHY).count() == 2
    kept = ReportRow.objects.unscoped(why=WHY).filter(version=first, name="示例乙").get()
    assert kept.fields["intended_amount_cny"] == 100_000_000, "what was sent stays as it was sent"


def test_accepted_and_closed_ones_take_nothing_more(world: World, desk: At) -> None:
    found = desk("organiser").opens("changsha", "zhuzhou")
    report = report_of(found, world, "changsha")
    desk("city_office").sends(report, [row("示例甲")])
    deciding.accept_report(report, desk("organiser").user, seen=1)
    with pytest.raises(Refusal, match="退回"):
        desk("city_office").sends(report, [row("示例甲")])
    deciding.send_back(report, desk("organiser").user, "金额单位不对", seen=1)
    assert desk("city_office").sends(report, [row("示例甲")]).number == 2
    asking.close_round(desk("organiser").actor, found.public_id)
    with pytest.raises(Refusal, match="结束"):
        desk("other_city").sends(report_of(found, world, "zhuzhou"), [row("示例丙")])


def test_a_book_of_another_report_is_not_sent(world: World, desk: At) -> None:
    found = desk("organiser").opens("changsha", "zhuzhou")
    mine, theirs = report_of(found, world, "changsha"), report_of(found, world, "zhuzhou")
    upload = desk("other_city").uploads(theirs, [row("示例丙")])
    with pytest.raises(Refusal):
        sending.send_upload(desk("city_office").actor, desk("city_office").user, mine, upload)
    assert report_of(found, world, "changsha").current is None


def test_city_forwards_what_counties_sent_once_it_was_accepted(world: World, desk: At) -> None:
    above = desk("organiser").opens("changsha")
    report, city = report_of(above, world, "changsha"), desk("city_office")
    given = asking.Asking("县区先报", above.cut_off, city.ids("ningxiang"))
    part = asking.pass_on(city.actor, city.user, report, given)
    assert part.within == above
    below = report_of(part, world, "ningxiang")
    desk("county_office").sends(below, [row("示例县里的", 5_000, place="宁乡市")])
    city.sends(report, [row("示例市里的")])
    assert [name for name, _ in rows_of(report)] == ["示例市里的"], "what nobody accepted is not forwarded"
    deciding.accept_report(below, city.user, seen=1)
    version = sending.send_again(city.actor, city.user, report)
    assert [name for name, _ in rows_of(report)] == ["示例市里的", "示例县里的"]
    assert version.totals["intended_amount_cny"] == 150_000_000
    sources = ReportRow.objects.unscoped(why=WHY).filter(version=version).values_list("source__name", flat=True)
    assert list(sources) == ["changsha", "ningxiang"]


def test_sending_for_one_below_says_so(world: World, desk: At) -> None:
    report = report_of(desk("organiser").opens("ningxiang"), world, "ningxiang")
    version = desk("city_office").sends(report, [row("示例代报", place="宁乡市")])
    assert version.on_behalf_of == world.organisations["ningxiang"]
    assert Record.objects.unscoped(why=WHY).get().owner_org == world.organisations["ningxiang"]


def test_nothing_to_send_is_told(world: World, desk: At) -> None:
    report = report_of(desk("organiser").opens("changsha"), world, "changsha")
    with pytest.raises(Refusal, match="上传"):
        sending.send_again(desk("city_office").actor, desk("city_office").user, report)
