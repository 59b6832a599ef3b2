"""From cells to records: what each kind of cell gives, and what is refused."""

import datetime

import pytest

from yanzhen.collect import FIXES, collect_book, collect_sheets, read_value
from yanzhen.collect.workbooks import CellError
from yanzhen.errors import WrongUsage
from yanzhen.language import speaking

from .builders import HEADER, collect, issues, keys, project, sheet, skipped, values


def one(header, cell, *, unit_line="", kind="project", **more):
    """What a single cell gives in a sheet: (record's fields, codes of its issues)."""
    name = {"project": "项目名称", "demand": "需求名称", "achievement": "成果名称"}.get(kind, "企业名称")
    rows = [[unit_line]] if unit_line else []
    found = collect([*rows, [name, "说明", header], ["示例名称", "示例", cell]], kind=kind, **more)
    fields = {k: v for k, v in found.records[0].fields.items() if k not in ("note", "content")}
    return fields, [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    ("header", "unit_line", "cell", "fields", "codes"),
    [
        ("总投资", "单位：万元", 350.0, {"investment_cny": 3500000}, []),
        ("总投资（亿元）", "单位：万元", 3.5, {"investment_cny": 350000000}, []),
        ("总投资（亿元）", "单位：万元", "800万元", {"investment_cny": 8000000}, []),
        ("总投资", "金额单位：亿元", "1.2", {"investment_cny": 120000000}, []),
        ("总投资", "（万元）", "１２００", {"investment_cny": 12000000}, []),
        ("总投资", "单位：亩", 5.0, {}, ["amount_unit_missing"]),
        ("总投资", "单位：万元、亩", 5.0, {"investment_cny": 50000}, []),
        ("总投资", "", 5.0, {}, ["amount_unit_missing"]),
        ("总投资", "", "5亿", {"investment_cny": 500000000}, []),
        ("总投资（亿元）", "", -3.0, {}, ["amount_negative"]),
        ("总投资（亿元）", "", 200000.0, {}, ["amount_implausible"]),
        ("总投资（亿元）", "", "见附件", {}, ["amount_unreadable"]),
        ("总投资（亿元）", "", "约3", {"investment_cny": 300000000, "investment_approximate": True}, []),
        ("总投资（亿元）", "", "1.2-1.5", {"investment_range_cny": [120000000, 150000000]}, ["amount_is_a_range"]),
        ("总投资（亿元）", "", "10亿以内", {"investment_range_cny": [0, 1000000000]}, ["amount_is_a_range"]),
        ("总投资（亿元）", "", "1000万欧元", {"investment_foreign": {"amount": 10000000, "currency": "EUR"}}, []),
        ("总投资（万美元）", "", 30.5, {"investment_foreign": {"amount": 305000, "currency": "USD"}}, []),
        ("总投资（亿元）", "", "待定", {}, []),
        ("总投资（亿元）", "", "—", {}, []),
        ("总投资（亿元）", "", CellError("#REF!"), {}, ["cell_error"]),
        ("总投资（亿元）", "", "#DIV/0!", {}, ["cell_error"]),
        ("合同外资（万美元）", "", 3000.0, {"contract_foreign_capital": {"amount": 30000000, "currency": "USD"}}, []),
        ("固定资产投资（亿元）", "", "1-2", {}, ["amount_is_a_range"]),
        ("注册资本", "", "500万美元", {}, ["amount_unreadable"]),
    ],
)
def test_amount_of_a_project(header, unit_line, cell, fields, codes):
    assert one(header, cell, unit_line=unit_line) == (fields, codes)


def test_phases_are_kept_and_never_added():
    fields, codes = one("总投资（亿元）", "首期1亿、二期2亿")
    assert fields["phases"] == [{"name": "首期", "amount_cny": 100000000}, {"name": "二期", "amount_cny": 200000000}]
    assert "investment_cny" not in fields
    assert codes == []


@pytest.mark.parametrize(
    ("kind", "header", "cell", "fields"),
    [
        ("demand", "拟投入资金（万元）", "50～80", {"budget_cny_range": [500000, 800000]}),
        ("demand", "拟投入资金（万元）", "面议", {"budget_negotiable": True}),
        ("demand", "拟投入资金（万元）", "不超过50", {"budget_cny": 500000}),
        ("achievement", "转化报价（万元）", "150～300", {"price_cny_range": [1500000, 3000000]}),
        ("achievement", "转化报价（万元）", "价格面议", {"price_negotiable": True}),
    ],
)
def test_budget_and_price_may_be_a_range_or_negotiable(kind, header, cell, fields):
    assert one(header, cell, kind=kind) == (fields, [])


def test_foreign_unit_of_the_unit_line_is_for_foreign_capital():
    rows = [["单位：万元、万美元"], ["项目名称", "总投资", "合同外资"], ["示例", 3.0, 100.0]]
    fields = collect(rows).records[0].fields
    assert fields["investment_cny"] == 30000
    assert fields["contract_foreign_capital"] == {"amount": 1000000, "currency": "USD"}


def test_unit_line_may_stand_below_a_short_table():
    found = collect([["项目名称", "投资方", "总投资"], ["示例", "示例公司", 3.0], ["注：金额单位为万元"]])
    assert values(found, "investment_cny") == [30000]


def test_phases_of_another_amount_than_the_total_are_told():
    assert one("累计到位资金（万元）", "首期300，二期200")[1] == ["amount_unreadable"]
    assert one("总投资", "首期3，二期2")[1] == ["amount_unit_missing"]


def test_share_without_its_format_is_left_open():
    found = collect(
        [
            ["企业名称", "本地配套率（%）", "主营产品"],
            ["示例1", 0.35, "甲"],
            ["示例2", 35.0, "乙"],
            ["示例3", "35%", "丙"],
        ]
    )
    assert values(found, "local_supply_share") == [None, 35, 35]
    assert found.records[0].extra == {"本地配套率（%）": "0.35"}


def test_funds_in_place_and_investment_done_are_never_mixed():
    found = collect(
        [["项目名称", "累计到位资金（万元）", "累计完成投资（万元）"], ["示例", 100.0, 200.0], ["示例二", "", 300.0]]
    )
    assert values(found, "funds_in_place_total_cny") == [1000000, None]
    assert values(found, "investment_done_total_cny") == [2000000, 3000000]


@pytest.mark.parametrize(
    ("form", "value", "fields", "codes"),
    [
        ('0.00"亿元"', 5.0, {"investment_cny": 500000000}, []),
        ('#,##0"万元"', 200.0, {"investment_cny": 2000000}, []),
        ('0!.0,"万元"', 12345.0, {"investment_cny": 12345}, []),
        ("0.0,", 5000.0, {}, ["amount_unit_missing"]),
        ("[$€-2] #,##0", 5000000.0, {"investment_foreign": {"amount": 5000000, "currency": "EUR"}}, []),
        ("¥#,##0", 5000000.0, {"investment_cny": 5000000}, []),
    ],
)
def test_number_format_may_carry_the_unit(form, value, fields, codes):
    assert one("总投资", value, formats={(2, 3): form}) == (fields, codes)


def test_unit_of_a_number_format_beats_the_header_but_a_bare_sign_does_not():
    assert one("总投资（万元）", 5.0, formats={(2, 3): '0.0"亿元"'})[0] == {"investment_cny": 500000000}
    assert one("总投资（万元）", 5.0, formats={(2, 3): "¥0.0"})[0] == {"investment_cny": 50000}


def test_percent_and_month_formats():
    assert one("本地配套率（%）", 0.35, kind="enterprise", formats={(2, 3): "0%"})[0] == {"local_supply_share": 35}
    day = datetime.datetime.fromisoformat("2025-03-01")
    assert one("签约时间", day, formats={(2, 3): 'yyyy"年"m"月"'})[0] == {"signed_on": "2025-03"}
    assert one("签约时间", day)[0] == {"signed_on": "2025-03-01"}


@pytest.mark.parametrize(
    ("header", "cell", "fields", "codes"),
    [
        ("签约时间", 45566.0, {"signed_on": "2024-10-01"}, []),
        ("签约时间", datetime.date(2025, 3, 29), {"signed_on": "2025-03-29"}, []),
        ("签约时间", 2024.1, {}, ["date_ambiguous"]),
        ("签约时间", "去年底", {}, ["date_unreadable"]),
        ("签约时间", "无", {}, []),
        ("入统时间", "2025年Q3", {"in_statistics_on": "2025-07/2025-09"}, []),
        ("开工时间", "预计2025年6月", {"start_planned_on": "2025-06"}, []),
        ("转出地", "广东深圳", {"origin": "440300"}, []),
        ("转出地", "亚特兰蒂斯", {}, ["region_unknown"]),
        ("转出地", "朝阳", {}, ["region_ambiguous"]),
        ("转出地", "德国", {"origin_country": "DE"}, []),
        ("转出地", "省外", {"origin_scope": "省外"}, []),
        ("转出地", "苏州工业园区", {"origin": "320500"}, []),
        ("总部", "江苏南通", {"origin": "320600"}, []),
        ("承接地", "岳阳", {"target": "430600"}, []),
        ("承接地", "湘潭经开区", {"target": "430300", "park": "湘潭经开区"}, []),
        ("落户园区", "湘潭经开区", {"target": "430300", "park": "湘潭经开区"}, []),
        ("落户园区", "某某产业园", {"park": "某某产业园"}, []),
        ("用地面积（亩）", "8公顷", {"land_mu": 120}, []),
        ("用地面积（亩）", "80-100", {}, []),
        ("用工人数", "350人", {"jobs": 350}, []),
        ("项目阶段", "试生产", {"stage": "producing"}, []),
        ("项目阶段", "正在办理环评手续，计划下月开工", {"progress_text": "正在办理环评手续，计划下月开工"}, []),
        ("统一社会信用代码", "91320400MA1X0000XX", {}, ["credit_code_invalid"]),
        ("存在问题", "用电不足，\n需增容", {"problem_text": "用电不足，\n需增容"}, []),
        ("项目联系人及电话", 13800000000.0, {"contact": "13800000000"}, []),
        ("投资方", "示例  科技\n有限公司 ", {"investor": "示例 科技有限公司"}, []),
        ("投资方", "Example\nLtd", {"investor": "Example Ltd"}, []),
        ("投资方", "/", {}, []),
    ],
)
def test_cell_of_a_project(header, cell, fields, codes):
    assert one(header, cell) == (fields, codes)


def test_good_credit_code_is_read_whatever_its_width():
    code = "91430100MA4L16JJ9T"
    good = next(code[:-1] + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if one("统一社会信用代码", code[:-1] + c)[0])
    wide = "".join(chr(ord(c) + 0xFEE0) for c in good)
    assert one("统一社会信用代码", f" {wide} ")[0] == {"credit_code": good}


def test_bool_and_what_is_none():
    assert one("是否规上", "√", kind="enterprise")[0] == {"above_scale": True}
    assert one("是否规上", "否", kind="enterprise")[0] == {"above_scale": False}


@pytest.mark.parametrize(
    ("header", "cell", "target"),
    [
        ("落户园区", "宁乡经开区", "430182"),
        ("落户园区", "湘潭经开区", "430300"),
        ("落户地", "宁乡高新区", "430182"),
        ("落户地", "长沙市", "430100"),
    ],
)
def test_sheet_named_after_a_county_is_finer_than_the_city_of_a_park(header, cell, target):
    found = collect([["项目名称", "投资方", header], ["示例", "示例公司", cell]], "宁乡市")
    assert found.records[0].fields["target"] == target


@pytest.mark.parametrize(
    ("sheet", "title", "iso"),
    [
        ("Sheet1", "2025年签约项目表", "2025-03-29"),
        ("2025年签约", "签约项目表", "2025-03-29"),
        ("Sheet1", "2024-2025年签约项目表", None),
        ("Sheet1", "签约项目表", None),
    ],
)
def test_day_without_a_year_takes_it_from_the_title_or_the_sheet(sheet, title, iso):
    found = collect([[title], ["项目名称", "投资方", "签约时间"], ["示例", "示例公司", "3月29日"]], sheet)
    assert found.records[0].fields.get("signed_on") == iso
    assert [issue.code for issue in found.issues] == ([] if iso else ["date_ambiguous"])


def test_sheet_named_after_a_city_gives_the_target():
    bare = [row[:4] + row[5:] for row in (HEADER, project(1))]
    assert values(collect(bare, "岳阳市"), "target") == ["430600"]
    assert values(collect(bare, "3.益阳（12个）"), "target") == ["430900"]
    assert values(collect(bare, "项目"), "target") == [None]
    assert values(collect([HEADER, project(1)], "岳阳市"), "target") == ["430100"]


@pytest.mark.parametrize(
    ("reporter", "target"),
    [("湘潭市商务局", "430300"), ("湖南省湘潭市雨湖区商务局", "430302"), ("湖南省商务厅", None), ("示例办公室", None)],
)
def test_office_that_reports_gives_the_target_where_nothing_else_does(reporter, target):
    bare = [row[:4] + row[5:] for row in (HEADER, project(1))]
    assert values(collect([[f"填报单位：{reporter}"], *bare]), "target") == [target]


def test_columns_of_province_city_and_county_are_read_together():
    found = collect(
        [["项目名称", "市州", "县市区", "投资方"], ["示例", "长沙市", "宁乡市", "A"], ["示例二", "衡阳", "", "B"]]
    )
    assert values(found, "target") == ["430182", "430400"]


def test_another_cell_decides_an_ambiguous_place():
    found = collect(
        [
            ["项目名称", "投资方", "转出地"],
            ["示例", "南京示例（示例）有限公司", "鼓楼区"],
            ["示例二", "示例公司", "鼓楼区"],
        ]
    )
    assert values(found, "origin") == ["320106", None]
    assert issues(found) == [(3, "C", "region_ambiguous")]


def test_seat_gives_way_to_a_column_of_origin():
    found = collect([["项目名称", "总部", "转出地"], ["示例", "上海", "江苏苏州"], ["示例二", "上海", ""]])
    assert values(found, "origin") == ["320500", None]
    assert found.records[0].extra == {"总部": "上海"}


@pytest.mark.parametrize(
    ("signed", "start", "wrong"),
    [
        ("2025-03", "2025-01-05", True),
        ("2025-03", "2025-03-01", False),
        ("2025", "2025-01", False),
        ("2025-03-29", "2025-03", False),
        ("2025-03-29", "2024", True),
        ("2025年Q2", "2025-03-31", True),
    ],
)
def test_start_before_the_signing_is_told_and_kept(signed, start, wrong):
    found = collect([HEADER, project(1, 签约时间=signed, 开工时间=start)])
    assert issues(found) == ([(2, "H", "date_order")] if wrong else [])
    assert values(found, "started_on") != [None]


def test_double_rows_of_a_book_are_told_and_kept():
    rows = [HEADER, project(1), project(2), project(1)]
    found = collect_sheets([sheet(rows, "甲"), sheet([HEADER, project(2, 项目名称="示例 项目２")], "乙")])
    assert [(i.sheet, i.row, i.column, i.code) for i in found.issues] == [
        ("甲", 4, "B", "duplicate_row"),
        ("乙", 2, "B", "duplicate_row"),
    ]
    assert len(found.records) == 4
    assert len({record.key for record in found.records}) == 4


def test_same_name_of_another_investor_is_no_double():
    assert issues(collect([HEADER, project(1), project(1, 投资方="别的公司")])) == []


def test_serial_numbers_of_other_kinds_are_no_codes():
    found = collect([["序号", "需求名称", "需求单位"], [1.0, "示例需求", "示例公司"]])
    assert found.records[0].fields == {"seq": 1, "organisation": "示例公司"}


def test_demand_without_a_name_goes_by_its_first_sentence():
    found = collect([["需求单位", "技术难题描述", "联系人"], ["示例公司", "陶瓷基板翘曲大于0.4%。求优化。", "某甲"]])
    assert [record.name for record in found.records] == ["陶瓷基板翘曲大于0.4%"]
    assert found.records[0].fields["content"] == "陶瓷基板翘曲大于0.4%。求优化。"


def test_every_issue_says_where_and_what_to_write_in_both_languages():
    found = collect([HEADER, project(1, 总投资="1-2", 签约时间="去年底", 转出地="鼓楼区")])
    assert len(found.issues) == 3
    for issue in found.issues:
        with speaking("zh"):
            assert "第 2 行" in issue.message()
            assert issue.value in issue.message()
        with speaking("en"):
            assert f"row 2, column {issue.column}" in issue.message()
    assert all(fix.zh and fix.en for fix in FIXES.values())


def test_json_has_the_five_lists_and_no_book():
    document = collect([HEADER, project(1)]).as_json()
    assert list(document) == ["records", "issues", "skipped", "columns", "sheets"]
    assert "book" not in document["records"][0]
    assert document["columns"][0] == {
        "sheet": "Sheet1",
        "column": "A",
        "header": "序号",
        "key": "seq",
        "certainty": 1.0,
        "because": "读作“序号”，因为表头对照表里有这个写法",
    }


def test_typed_in_cell_is_read_like_a_cell_of_a_book():
    assert read_value("project", "investment_cny", "3", unit="亿元") == ({"investment_cny": 300000000}, [])
    fields, found = read_value("project", "investment_cny", "1-2亿")
    assert fields == {"investment_range_cny": [100000000, 200000000]}
    assert [issue.code for issue in found] == ["amount_is_a_range"]
    assert read_value("project", "jobs", "很多")[1][0].code == "value_unreadable"
    assert read_value("project", "signed_on", "3月29日", as_of="2025-04")[0] == {"signed_on": "2025-03-29"}
    assert read_value("project", "note", "") == ({}, [])
    with pytest.raises(WrongUsage):
        read_value("project", "no_such_field", "1")


def test_unknown_kind_is_refused():
    with pytest.raises(WrongUsage):
        collect([HEADER, project(1)], kind="projects")


def test_book_of_several_sheets_is_read_from_a_file(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "项目"
    for row in (HEADER, project(1)):
        book.active.append(row)
    other = book.create_sheet("需求")
    for row in (["需求名称", "需求单位", "需求内容"], ["示例需求", "示例公司", "示例"]):
        other.append(row)
    book.create_sheet("空表")
    path = tmp_path / "示例.xlsx"
    book.save(path)
    told = []
    found = collect_book(path, progress=lambda share, what: told.append((share, what)))
    assert [(r.kind, r.source.book, r.source.sheet) for r in found.records] == [
        ("project", "示例.xlsx", "项目"),
        ("demand", "示例.xlsx", "需求"),
    ]
    assert all(record.key for record in found.records)
    assert told[-1][0] == 1.0
    assert (issues(found), skipped(found)) == ([], [])
    assert keys(found)["需求内容"] == "content"
