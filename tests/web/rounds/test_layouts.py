"""Templates learned from an office's workbook; ledgers and forms that go out in them and are read back the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yanzhen.collect import collect_book
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Report, Round, RowChange, Template
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import asking, deciding, layouts, ledgers, periods

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db


def form(name: str = "省调度表.xlsx") -> SimpleUploadedFile:
    """The province's own layout, empty: title, unit line, header of two levels, totals, signature line."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("调度表")
        sheet.merge_range("A1:F1", "2025年9月承接产业转移项目调度表")
        sheet.write("A2", "填报单位：示例省商务厅")
        sheet.write("F2", "单位：亿元")
        for cells, text in (
            ("A3:A4", "序号"),
            ("B3:B4", "项目名称"),
            ("C3:C4", "投资方"),
            ("D3:E3", "项目情况"),
            ("F3:F4", "自编栏目"),
        ):
            sheet.merge_range(cells, text)
        sheet.write("D4", "承接地")
        sheet.write("E4", "意向投资额")
        sheet.write("A5", "合计")
        sheet.write("A6", "填报人：      审核人：      （盖章）")
    return SimpleUploadedFile(name, buffer.getvalue())


@pytest.fixture
def template(world: World, desk: At) -> Template:
    """Learned by the province."""
    province = desk("organiser")
    return layouts.learn(province.actor, province.user, form())


def round_with(template: Template, desk: At, *names: str) -> Round:
    return desk("organiser").opens(*names, template=template.public_id, period="2025年10月")


def read(content: bytes, folder: Path) -> list[tuple[str, int]]:
    path = folder / "ledger.xlsx"
    path.write_bytes(content)
    return [(one.name, one.fields["intended_amount_cny"]) for one in collect_book(path).records]


def test_learned_columns_are_shown_and_corrected(world: World, desk: At, template: Template) -> None:
    client = world.client("organiser")
    page = client.get(reverse("template_detail", args=[template.public_id])).content.decode()
    assert "自编栏目" in page and "意向投资额" in page and "不认得" in page
    sent = {"sheet": 0, "column": 6, "key": "contact", "version": 1}
    client.post(reverse("template_column", args=[template.public_id]), sent)
    changed = Template.objects.unscoped(why=WHY).get()
    assert layouts.layout_of(changed).sheets[0].columns[5].key == "contact"
    client.post(reverse("template_column", args=[template.public_id]), sent | {"key": "park"})
    again = Template.objects.unscoped(why=WHY).get()
    assert (again.version, layouts.layout_of(again).sheets[0].columns[5].key) == (2, "contact"), "upon what was read"


def test_cities_use_the_template_and_do_not_change_it(world: World, desk: At, template: Template) -> None:
    city = world.client("city_office")
    assert template.name in city.get(reverse("template_list")).content.decode()
    sent = {"sheet": 0, "column": 6, "key": "contact", "version": 1}
    assert city.post(reverse("template_column", args=[template.public_id]), sent).status_code == 404
    assert city.post(reverse("template_retire", args=[template.public_id])).status_code == 404


def test_accepted_rows_go_out_as_one_ledger(world: World, desk: At, template: Template, tmp_path: Path) -> None:
    found = round_with(template, desk, "changsha", "zhuzhou")
    for name, who in (("changsha", "city_office"), ("zhuzhou", "other_city")):
        report = report_of(found, world, name)
        place = "长沙市" if name == "changsha" else "株洲市"
        desk(who).sends(report, [row(f"示例{name}一", 12_345, place=place), row(f"示例{name}二", 1, place=place)])
        if name == "changsha":
            deciding.accept_report(report, desk("organiser").user, seen=1)
    made = ledgers.ledger(desk("organiser").actor, found)
    assert read(made.content, tmp_path) == [("示例changsha一", 123_450_000), ("示例changsha二", 10_000)]
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    assert sheet["A1"].value == "2025年10月承接产业转移项目调度表"
    assert {str(merge) for merge in sheet.merged_cells.ranges} >= {"A1:F1", "D3:E3"}
    deciding.accept_report(report_of(found, world, "zhuzhou"), desk("organiser").user, seen=1)
    both = ledgers.ledger(desk("organiser").actor, found)
    assert sum(cny for _, cny in read(both.content, tmp_path)) == 2 * 123_460_000


def test_the_form_brings_last_rounds_rows_and_rows_come_back_as_the_same(
    world: World, desk: At, template: Template, tmp_path: Path
) -> None:
    city, province = desk("city_office"), desk("organiser")
    first = round_with(template, desk, "changsha")
    city.sends(report_of(first, world, "changsha"), [row("示例甲"), row("示例乙", 20_000)])
    cut_off = timezone.now() + timedelta(days=30)
    second = asking.copy_round(province.actor, province.user, first, title="月报", period="2025年11月", cut_off=cut_off)
    report = report_of(second, world, "changsha")
    book = openpyxl.load_workbook(io.BytesIO(ledgers.form(city.actor, report).content))
    sheet = book.active
    assert sheet is not None
    names = [sheet.cell(number, 2).value for number in range(1, sheet.max_row + 1)]
    sheet.cell(names.index("示例甲") + 1, 2).value = "示例甲改名扩产"
    mended = io.BytesIO()
    book.save(mended)
    answer = world.client("city_office").post(
        reverse("report_upload", args=[report.public_id]), {"file": SimpleUploadedFile("报.xlsx", mended.getvalue())}
    )
    assert answer.status_code == 302
    work_off()
    upload = report.uploads.model.objects.unscoped(why=WHY).get(report=report)
    world.client("city_office").post(reverse("report_send", args=[report.public_id]), {"upload": upload.public_id})
    sent = Report.objects.unscoped(why=WHY).select_related("current").get(pk=report.pk).current
    assert sent is not None
    kept = {one.name: one for one in RowChange.objects.unscoped(why=WHY).filter(version=sent)}
    assert {one.state for one in kept.values()} == {"changed"}, "a renamed row is the same row"
    assert ["name", "示例甲", "示例甲改名扩产", "changed"] in kept["示例甲改名扩产"].cells


@pytest.mark.parametrize(
    ("name", "content"), [("表.docx", b"PK"), ("表.xlsx", b""), ("表.xlsx", b"PK\x03\x04 no book")]
)
def test_what_is_no_workbook_is_refused(world: World, desk: At, name: str, content: bytes) -> None:
    with pytest.raises(Refusal):
        layouts.learn(desk("organiser").actor, desk("organiser").user, SimpleUploadedFile(name, content))
    assert not Template.objects.unscoped(why=WHY).exists()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025年10月", (2025, 10)),
        ("2025年1—10月", (2025, 10)),
        ("2025-10", (2025, 10)),
        ("2025年", (2025, 0)),
        ("春季", None),
    ],
)
def test_periods_are_read_as_offices_write_them(text: str, iso: tuple[int, int] | None) -> None:
    period = periods.period_told(text)
    assert (period and (period.year, period.month)) == iso
