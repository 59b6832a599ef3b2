"""The province's own layout, learned and filled: it looks as they are used to, adds up, and is read back the same."""

import io
import re
import zipfile
from decimal import Decimal
from itertools import combinations

import pytest
from openpyxl.utils import range_boundaries
from tests.collect.templates.ledgers import opened, read_back
from tests.collect.templates.provinces import projects, province_book

from yanzhen.collect.templates import Template, fill_template, learn_template, left_out
from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.records import Record, give_keys


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Template:
    return learn_template(province_book(tmp_path_factory.mktemp("office") / "调度表.xlsx"))


@pytest.fixture(scope="module")
def filled(template) -> bytes:
    return fill_template(template, projects(), period="2026-03", office="湖南省商务厅", as_of="2026-03-31")


def lines(data: bytes) -> list[list[object]]:
    return [[v for v in row if v is not None] for row in opened(data).active.iter_rows(values_only=True)]


def test_what_was_learned(template):
    sheet = template.sheets[0]
    assert (sheet.kind, sheet.levels, len(sheet.above)) == ("project", 3, 2)
    keys = [column.key for column in sheet.columns]
    assert keys[:9] == [
        "seq", "name", "investor", "origin", "target", "target",
        "investment_cny", "funds_in_place_month_cny", "funds_in_place_year_cny",
    ]  # fmt: skip
    assert [c.role for c in sheet.columns if c.header == "考核系数"] == ["formula"]
    assert sheet.columns[6].unit == "亿元" and sheet.columns[6].number_format == "0.00"
    assert (sheet.totals.grand, sheet.totals.groups, sheet.totals.by) == ("top", "top", "city")
    assert sheet.totals.group_label == "{group}小计"
    assert sheet.sections.texts == ("一、省外转移项目", "二、省内转移项目")
    assert (sheet.page.paper, sheet.page.landscape, sheet.frozen) == (8, True, (5, 2))
    assert [column.header for column in sheet.doubts] == []


def test_people_of_the_signature_line_are_not_learned(template):
    kept = str(template.as_json())
    assert "填报人" in kept
    assert not re.search("张示例|李示例|8888888|王示例|13800000000", kept)


def test_lines_are_filled_with_period_office_and_day(filled):
    told = lines(filled)
    assert told[0] == ["湖南省2026年3月招商引资重点项目调度表"]
    assert told[1][0].startswith("填报单位：湖南省商务厅（盖章）")
    assert "截至2026年3月31日" in told[1][0]
    assert "1-3月累计" in told[4]


def test_rows_stand_in_sections_and_under_their_city_with_sums(filled):
    heads = [row[0] for row in lines(filled)[5:]]
    assert heads == [
        "合计",
        "一、省外转移项目", "长沙市小计", 1, 2, "株洲市小计", 3, 4,
        "二、省内转移项目", "长沙市小计", 5, "湘西土家族苗族自治州小计", 6,
        "注：合计未含金额为区间的项目 1 项、外币项目 1 项。",
        "注：1.到位资金以凭证为准。2.本表逐月累计。",
        "填报人：        审核人：        联系电话：",
    ]  # fmt: skip


def test_the_grand_total_is_the_sum_of_the_sums_of_the_cities(filled):
    page = opened(filled).active
    rows = [row for row in page.iter_rows(min_row=6) if str(row[0].value).endswith("计")]
    (grand,) = [row for row in rows if row[0].value == "合计"]
    for column in (6, 7, 8):
        cities = [Decimal(str(row[column].value or 0)) for row in rows if row[0].value.endswith("小计")]
        assert Decimal(str(grand[column].value or 0)) == sum(cities)
    assert grand[6].value == 16.84567891


def test_money_keeps_every_yuan_under_a_format_that_shows_two_digits(filled):
    page = opened(filled).active
    (row,) = [row for row in page.iter_rows(min_row=6) if row[1].value == "示例丙项目"]
    assert (row[6].value, row[6].number_format) == (12.34567891, "0.00")
    assert row[7].value == 1e-8


def test_it_looks_as_they_are_used_to(filled):
    page = opened(filled).active
    assert (page["A1"].font.name, page["A1"].font.sz) == ("方正小标宋简体", 20)
    assert (page["B3"].font.name, page["B9"].font.name, page["B9"].font.sz) == ("黑体", "仿宋_GB2312", 10.5)
    assert page["A6"].font.b and page["A6"].fill.fgColor.rgb == "FFFFF2CC"
    assert page["B9"].border.left.style == page["O9"].border.right.style == "thin"
    assert [page.column_dimensions[letter].width for letter in "AB"] == pytest.approx([5.5, 26], abs=0.8)
    assert page.freeze_panes == "C6" and page.print_title_rows == "$3:$5"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
    assert {str(a) for a in page.merged_cells.ranges} >= {"A1:O1", "E3:F3", "H4:I4", "A3:A5"}
    assert page.row_dimensions[1].height == 36


def test_no_text_from_outside_is_a_formula(filled):
    page = opened(filled).active
    assert not [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "externalLink" in name or "sheet1.xml.rels" in name]


def test_merges_do_not_overlap_and_every_style_is_there_once(filled):
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        sheet, styles = archive.read("xl/worksheets/sheet1.xml").decode(), archive.read("xl/styles.xml").decode()
    areas = [range_boundaries(ref) for ref in re.findall(r'<mergeCell ref="([^"]+)"', sheet)]
    for (left, top, right, bottom), (left2, top2, right2, bottom2) in combinations(areas, 2):
        assert right < left2 or right2 < left or bottom < top2 or bottom2 < top
    formats = re.findall(r"<xf .*?(?:/>|</xf>)", styles.split("<cellXfs")[1].split("</cellXfs>")[0])
    assert len(formats) == len(set(formats))
    assert max(map(int, re.findall(r' s="(\d+)"', sheet))) < len(formats)


def test_it_is_read_back_the_same(template, filled, tmp_path):
    again = {record.name: record for record in read_back(filled, tmp_path).records}
    told = {c.key for c in template.sheets[0].columns}
    beside = {"investment_range_cny", "investment_foreign", "investment_approximate", "start_planned_on"}
    for record in projects():
        wanted = {k: v for k, v in record.fields.items() if k in told | beside}
        assert {k: v for k, v in again[record.name].fields.items() if k != "seq"} == wanted


def test_the_same_input_gives_the_same_bytes(template):
    assert fill_template(template, projects()) == fill_template(Template.from_json(template.as_json()), projects())


def test_the_order_of_regions_is_the_callers(template):
    heads = [row[0] for row in lines(fill_template(template, projects(), order=["430200", "430100"], grouping="city"))]
    assert [h for h in heads if str(h).endswith("小计")] == ["株洲市小计", "长沙市小计", "湘西土家族苗族自治州小计"]


def test_without_sums_there_are_none(template):
    heads = [str(row[0]) for row in lines(fill_template(template, projects(), grouping="", totals=False))[5:]]
    assert not [head for head in heads if "计" in head and "注" not in head and "审核" not in head]


def test_ids_come_back(template, tmp_path):
    rows = give_keys(projects())
    found = read_back(fill_template(template, rows, ids=True), tmp_path).records
    assert {r.name: r.key for r in found} == {r.name: r.key for r in rows}


def test_an_empty_form_teaches_the_same_columns(tmp_path, template):
    empty = learn_template(province_book(tmp_path / "空表.xlsx", empty=True))
    assert [c.key for c in empty.sheets[0].columns[:9]] == [c.key for c in template.sheets[0].columns[:9]]
    data = fill_template(empty, projects(), grouping="city", totals=True)
    assert [row[0] for row in lines(data) if str(row[0]).endswith("合计")] == ["合计"]
    assert len(read_back(data, tmp_path).records) == len(projects())


def test_a_column_is_given_another_field(template):
    edited = template.with_key("考核系数", "investment_per_mu")
    column = next(c for c in edited.sheets[0].columns if c.header == "考核系数")
    assert (column.key, column.role, column.question) == ("investment_per_mu", "value", None)
    row = _first(edited, Record("project", "示例", {"investment_per_mu": 350}))
    assert 350 in row
    with pytest.raises(WrongUsage):
        template.with_key("没有这一列", "note")
    with pytest.raises(WrongUsage):
        template.with_key("备注", "no_such_field")


def _first(template: Template, record: Record) -> list[object]:
    return next(row for row in lines(fill_template(template, [record], totals=False)) if record.name in row)


def test_what_has_no_place_is_counted(template):
    rows = [*projects(), Record("demand", "示例需求"), Record("project", "示例", {"jobs": 3}, {"自设列": "一"})]
    assert left_out(template, rows) == {"kind:demand": 1, "jobs": 1, "自设列": 1}


def test_a_period_that_nobody_can_read_is_refused(template):
    for period in ("2025-13", "去年", "2025-Q5"):
        with pytest.raises(WrongUsage):
            fill_template(template, [], period=period)
    with pytest.raises(WrongUsage):
        fill_template(template, [], order=["长沙"])


@pytest.mark.parametrize(
    "damage",
    [
        {"yanzhen_template": 99},
        {"yanzhen_template": True},
        {"sheets": []},
        {"sheets": [{"name": 5}]},
        {"name": "x" * 5000},
        {"further": 1},
        {"sheets": None},
        {"sheets": [{}] * 61},
    ],
)
def test_a_damaged_template_is_refused(template, damage):
    with pytest.raises(UnreadableInput):
        Template.from_json({**template.as_json(), **damage})


@pytest.mark.parametrize("place", ["kind", "column", "merge", "border", "size", "width", "blank"])
def test_a_template_that_contradicts_itself_is_refused(template, place):
    document = template.as_json()
    sheet = document["sheets"][0] = dict(document["sheets"][0])
    columns = sheet["columns"] = list(sheet["columns"])
    header = sheet["header"] = list(sheet["header"])
    match place:
        case "kind":
            sheet["kind"] = "nothing"
        case "column":
            columns[1] = {**columns[1], "number": 1}
        case "merge":
            header[1] = {**header[1], "columns": 3}
        case "border":
            header[0] = {**header[0], "look": {**header[0]["look"], "border": ["x", "", "", ""]}}
        case "size":
            header[0] = {**header[0], "look": {**header[0]["look"], "size": float("nan")}}
        case "width":
            columns[1] = {**columns[1], "width": "26"}
        case "blank":
            header[0] = {**header[0], "words": {"text": "a", "blanks": [{"start": 0, "end": 9, "means": "year"}]}}
    with pytest.raises(UnreadableInput):
        Template.from_json(document)


def test_days_are_written_as_the_office_writes_them(template):
    told = Record("project", "示例", {"signed_on": "2025-03-29"})
    page = opened(fill_template(template, [told], totals=False)).active
    (row,) = [row for row in page.iter_rows(min_row=6) if row[1].value == "示例"]
    assert row[9].number_format == "yyyy-mm-dd"
    month = Record("project", "示例", {"signed_on": "2025-03"})
    assert "2025-03" in _first(template, month)
