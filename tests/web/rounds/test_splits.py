"""Any split of a ledger into senders and rounds adds up to the same: at the board, in the ledger that comes out."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen_web.models import Report, ReportRow, Round
from yanzhen_web.services.rounds import asking, boards, deciding, layouts, ledgers, sending

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, book, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db
SENDERS = ("changsha", "ningxiang", "zhuzhou", "youxian")
CLERKS = dict(zip(SENDERS, ("city_office", "county_office", "other_city", "other_county"), strict=True))
WAN = 10_000
LEDGERS = st.lists(st.tuples(st.integers(1, 90_000), st.sampled_from(SENDERS)), min_size=1, max_size=12)


def told(number: int, amount: int) -> sending.Row:
    fields = {"investor": f"示例{number}公司", "intended_amount_cny": amount * WAN}
    return sending.Row(f"key {number}", "project", f"示例{number}号项目", fields)


def gather(world: World, desk: At, found: Round, parts: list[tuple[int, str]], chunks: int) -> None:
    """Every sender sends its rows, in so many sendings that each hold those before; cities take in their counties'."""
    for city, county in (("changsha", "ningxiang"), ("zhuzhou", "youxian")):
        at_city = desk(CLERKS[city])
        report = report_of(found, world, city)
        given = asking.Asking("县区先报", found.cut_off, at_city.ids(county))
        part = report_of(asking.pass_on(at_city.actor, at_city.user, report, given), world, county)
        if send(desk(CLERKS[county]), part, county, parts, chunks):
            deciding.accept_report(part, at_city.user, seen=last_of(part))
            if not any(sender == city for _, sender in parts):
                sending.send_again(at_city.actor, at_city.user, report)
        send(at_city, report, city, parts, chunks)
        report.refresh_from_db()
        if report.current:
            deciding.accept_report(report, desk("organiser").user, seen=report.current.number)


def send(office: Desk, report: Report, name: str, parts: list[tuple[int, str]], chunks: int) -> bool:
    rows = [told(number, amount) for number, (amount, sender) in enumerate(parts) if sender == name]
    steps = sorted({round(len(rows) * step / chunks) for step in range(1, chunks + 1)} - {0})
    for step in steps:
        sending.send_rows(office.actor, office.user, report, rows[:step])
    return bool(rows)


def last_of(report: Report) -> int:
    report.refresh_from_db()
    assert report.current is not None
    return report.current.number


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=LEDGERS, chunks=st.integers(1, 3))
def test_any_split_into_senders_and_sendings_adds_up(
    world: World, desk: At, parts: list[tuple[int, str]], chunks: int
) -> None:
    province = desk("organiser")
    template = layouts.learn(province.actor, province.user, book([row("示例")]), name="示例台账")
    found = province.opens("changsha", "zhuzhou", template=template.public_id)
    gather(world, desk, found, parts, chunks)
    reports = Report.objects.unscoped(why=WHY).filter(round=found).exclude(current=None)
    kept = ReportRow.objects.unscoped(why=WHY).filter(version__in=reports.values("current"))
    expected = Counter({f"示例{number}号项目": amount * WAN for number, (amount, _) in enumerate(parts)})
    assert Counter(dict(kept.values_list("name", "fields__intended_amount_cny"))) == expected
    assert kept.count() == len(parts)
    totals = [report.current.totals["intended_amount_cny"] for report in reports.select_related("current")]
    assert sum(totals) == expected.total()
    assert read_back(ledgers.ledger(province.actor, found).content) == {k: v // WAN for k, v in expected.items()}
    page: dict[str, Any] = boards.board_page(province.actor, found.public_id, {}, str)
    assert sum(entry["count"] or 0 for entry in page["reports"]) == len(parts)


def read_back(content: bytes) -> dict[str, int]:
    """Name -> 万元 of the rows of the ledger that came out."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows()]
    return {str(cells[0]): int(cells[3]) for cells in rows if str(cells[0]).endswith("号项目")}
