"""Forms as offices lay them out: blocks, merged cells, several in one sheet, units, boxes, signatures, lists within."""

from pathlib import Path

import pytest
import xlwt

from yanzhen.collect import collect_book
from yanzhen.collect.corrections import write_corrections

from .builders import LABELS, TITLES, beside, collect, expected


def told(found):
    return [(record.kind, record.name, record.source.row, record.fields) for record in found.records]


def places(found):
    return [(issue.row, issue.column, issue.code) for issue in found.issues]


def test_blocks_with_headings_at_the_side():
    rows = [
        ["技术需求征集表", "", "", "", ""],
        ["企业基本情况", "企业名称", "示例公司", "所在地", "长沙市"],
        ["", "联系人", "甲示例", "电话", "0731-00000000"],
        ["需求情况", "需求名称", "铝合金焊接", "需求类型", "□委托研发 ☑合作开发"],
        ["", "需求内容", "变形大，\n需要新工艺", "拟投入资金（万元）", "100-200"],
    ]
    found = collect(rows, merges=[(1, 1, 1, 5), (2, 1, 3, 1), (4, 1, 5, 1)])
    assert told(found) == [
        (
            "demand",
            "铝合金焊接",
            4,
            {
                "organisation": "示例公司",
                "region": "430100",
                "contact": "甲示例 0731-00000000",
                "demand_kind": "合作开发",
                "content": "变形大，\n需要新工艺",
                "budget_cny_range": [1_000_000, 2_000_000],
            },
        )
    ]
    assert [tuple(line) for line in found.skipped] == [("Sheet1", 1, "title")]
    assert {(c.row, c.column, c.header) for c in found.columns} >= {(2, "B", "企业名称"), (4, "D", "需求类型")}


def test_issue_names_the_cell_of_the_value_and_column_that_of_the_label():
    found = collect([["项目名称", "示例", "投资方", "公司"], ["总投资", "很多", "承接地", "鼓楼区"]])
    assert places(found) == [(2, "B", "amount_unreadable"), (2, "D", "region_ambiguous")]
    rows = [column.as_row() for column in found.columns]
    assert [(row["row"], row["column"], row["header"], row["key"]) for row in rows] == [
        (1, "A", "项目名称", "name"),
        (1, "C", "投资方", "investor"),
        (2, "A", "总投资", "investment_cny"),
        (2, "C", "承接地", "target"),
    ]
    assert all(row["form"] for row in rows)


def test_forms_one_under_another():
    form = [["项目情况表", ""], ["项目名称", "甲"], ["投资方", "A公司"], ["总投资（亿元）", 1.0], ["", ""]]
    second = [["项目情况表", ""], ["项目名称", "乙"], ["投资方", "B公司"], ["总投资（亿元）", 2.0]]
    assert told(collect(form + second)) == [
        ("project", "甲", 2, {"investor": "A公司", "investment_cny": 100_000_000}),
        ("project", "乙", 7, {"investor": "B公司", "investment_cny": 200_000_000}),
    ]


def test_forms_side_by_side():
    rows = [
        ["项目名称", "甲", "", "项目名称", "乙"],
        ["投资方", "A", "", "投资方", "B"],
        ["承接地", "宁乡市", "", "承接地", "岳阳市"],
    ]
    assert told(collect(rows)) == [
        ("project", "甲", 1, {"investor": "A", "target": "430182"}),
        ("project", "乙", 1, {"investor": "B", "target": "430600"}),
    ]


def test_form_that_is_turned_gives_a_record_a_column():
    rows = [
        ["项目名称", "甲", "乙"],
        ["投资方", "A公司", "B公司"],
        ["总投资（亿元）", 1.0, "很多"],
        ["承接地", "长沙市", ""],
    ]
    found = collect(rows)
    assert [(r.name, r.fields) for r in found.records] == [
        ("甲", {"investor": "A公司", "investment_cny": 100_000_000, "target": "430100"}),
        ("乙", {"investor": "B公司"}),
    ]
    assert places(found) == [(3, "C", "amount_unreadable")]


def test_several_demands_of_one_firm_share_its_block():
    rows = [
        ["企业名称", "示例公司", "所在地", "长沙市"],
        ["需求名称", "焊接", "合作方式", "合作开发"],
        ["需求内容", "变形大，需要新的工艺。", "", ""],
        ["需求名称", "涂装", "合作方式", "委托开发"],
        ["需求内容", "附着力不足，需要新的材料。", "", ""],
    ]
    found = collect(rows)
    assert [(r.name, r.fields["organisation"], r.fields["content"][:3]) for r in found.records] == [
        ("焊接", "示例公司", "变形大"),
        ("涂装", "示例公司", "附着力"),
    ]


@pytest.mark.parametrize(
    "row",
    [["总投资", 1.5, "亿元"], ["总投资（亿元）", 1.5, ""], ["总投资", "1.5亿元", ""], ["总投资", "15000", "（万元）"]],
)
def test_unit_in_label_value_or_the_next_cell(row):
    (record,) = collect([["项目名称", "示例", ""], row, ["投资方", "公司", ""]]).records
    assert record.fields["investment_cny"] == 150_000_000


def test_lines_around_a_form_are_facts_and_notes():
    rows = [
        ["项目情况表", "", "", ""],
        ["填报单位：宁乡市商务局", "", "单位：万元", ""],
        ["项目名称", "示例", "投资方", "公司"],
        ["总投资", 100.0, "签约时间", "2025-03"],
        ["县级意见", "（盖章）\n  年  月  日", "", ""],
        ["填表说明：金额填数字。", "", "", ""],
        ["填表人：张示例   审核人：李示例", "", "", ""],
    ]
    found = collect(rows)
    assert told(found) == [
        (
            "project",
            "示例",
            3,
            {"investor": "公司", "investment_cny": 1_000_000, "signed_on": "2025-03", "target": "430182"},
        )
    ]
    assert found.sheets == [
        {"sheet": "Sheet1", "title": "项目情况表", "unit": "万元", "reported_by": "宁乡市商务局", "form": True}
    ]
    assert {line.reason for line in found.skipped if line.row > 5} == {"note"}


def test_list_within_a_form_is_kept_as_it_stands():
    rows = [
        ["项目名称", "示例", "投资方", "公司"],
        ["总投资（亿元）", 1.0, "承接地", "长沙市"],
        ["主要设备清单", "", "", ""],
        ["设备名称", "型号", "数量", "备注"],
        ["车床", "A1", 2.0, ""],
        ["铣床", "B2", 3.0, ""],
    ]
    (record,) = collect(rows).records
    assert record.fields == {"investor": "公司", "investment_cny": 100_000_000, "target": "430100"}
    assert record.extra["主要设备清单 > 设备名称"] == "车床；铣床"


def test_blank_form_gives_nothing_and_complains_of_nothing():
    found = collect([["项目名称", "", "投资方", ""], ["总投资（万元）", "____", "是否重点项目", "□是 □否"]])
    assert told(found) == []
    assert places(found) == []


def test_form_without_its_name_is_told():
    found = collect([["成果名称", "", "完成单位", "示例大学"], ["成熟度", "中试", "应用场景", "汽车"]])
    assert told(found) == []
    assert places(found) == [(1, "B", "name_missing")]


def test_people_of_two_blocks_are_not_one():
    rows = [
        ["项目名称", "示例", "", ""],
        ["投资方", "公司", "", ""],
        ["投资方联系人", "姓名", "甲", ""],
        ["", "电话", "111", ""],
        ["园区联系人", "姓名", "乙", ""],
        ["", "电话", "222", ""],
    ]
    (record,) = collect(rows, merges=[(3, 1, 4, 1), (5, 1, 6, 1)]).records
    assert record.fields.get("contact", "") in ("甲 111", "")
    assert "222" not in record.fields.get("contact", "")


@pytest.mark.parametrize("kind", LABELS)
def test_old_workbook_with_a_form(tmp_path: Path, kind: str) -> None:
    rows, merges = beside(kind, list(LABELS[kind]), 2)
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    page.write(0, 0, TITLES[kind])
    merged = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if (number, column + 1) in merged:
                bottom, right = merged[number, column + 1]
                page.write_merge(number, bottom, column, right - 1, value)
            elif value != "":
                page.write(number, column, value)
    book.save(str(tmp_path / "表.xls"))
    (record,) = collect_book(tmp_path / "表.xls").records
    assert record.kind == kind
    assert record.fields == expected(kind, list(LABELS[kind]))


def test_corrected_form_comes_back_as_the_same_record(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    for number, row in enumerate([["项目名称", "示例"], ["投资方", "公司"], ["总投资", "很多"], ["承接地", "长沙市"]]):
        page.write_row(number, 0, row)
    book.close()
    first = collect_book(path)
    back = collect_book(write_corrections(path, first, tmp_path / "退回.xlsx"))
    assert [r.key for r in back.records] == [r.key for r in first.records]
    assert back.records[0].fields == first.records[0].fields
