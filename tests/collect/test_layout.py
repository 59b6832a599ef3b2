"""Where tables stand, how deep their headers are, and what the other rows are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .builders import HEADER, collect, issues, keys, project, skipped, values

NAMES = ["示例项目1", "示例项目2"]


@pytest.mark.parametrize(("above", "left"), [(0, 0), (4, 0), (0, 2), (7, 3)])
def test_table_may_start_anywhere(above, left):
    width = left + len(HEADER)
    rows = [[""] * width for _ in range(above)] + [[""] * left + row for row in (HEADER, project(1), project(2))]
    found = collect(rows)
    assert values(found, "name") == NAMES
    assert [record.source.row for record in found.records] == [above + 2, above + 3]
    assert found.columns[1].column == "BCDE"[left]
    assert skipped(found) == []


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(len(HEADER))), st.integers(0, 3), st.integers(0, 3))
def test_order_of_columns_and_place_of_the_table_do_not_matter(order, above, left):
    plain = collect([HEADER, project(1), project(2)])
    rows = [[""] * left + [row[i] for i in order] for row in (HEADER, project(1), project(2))]
    found = collect([[""] * len(rows[0])] * above + rows)
    assert [record.fields for record in found.records] == [record.fields for record in plain.records]
    assert values(found, "name") == values(plain, "name")


def test_lines_around_a_table_are_told_apart():
    found = collect(
        [
            ["附件2"],
            ["2025年示例市签约项目表"],
            ["填报单位：示例市商务局", "", "", "填报日期：2025年4月2日", "", "", "单位：亿元"],
            [*HEADER],
            ["合计", "", "", "", "", 3.0],
            ["一、省外转移项目"],
            project(1),
            ["小计", "", "", "", "", 1.0],
            ["（二）省内转移项目"],
            project(2),
            ["", "总 计（2个）", "", "", "", 3.0],
            ["注：1.数据截至2025年4月30日。"],
            ["2.金额为合同金额。"],
            ["填表人：某甲", "", "", "审核人：某乙", "", "联系电话：0731-0000000"],
        ]
    )
    assert values(found, "name") == NAMES
    assert skipped(found) == [
        (1, "title"),
        (2, "title"),
        (3, "title"),
        (5, "subtotal"),
        (6, "title"),
        (8, "subtotal"),
        (9, "title"),
        (11, "subtotal"),
        (12, "note"),
        (13, "note"),
        (14, "note"),
    ]
    assert found.sheets == [
        {
            "sheet": "Sheet1",
            "title": "2025年示例市签约项目表",
            "unit": "亿元",
            "reported_by": "示例市商务局",
            "reported_on": "2025-04-02",
            "as_of": "2025-04-30",
        }
    ]


@pytest.mark.parametrize(
    "label", ["合计", "小计", "总计", "共计", "合 计", "合计（5个）", "长沙市小计", "总计：12个项目", "全省"]
)
@pytest.mark.parametrize("place", [0, 1])
def test_totals_are_skipped_first_or_last(label, place):
    total = ["", "", "", "", "", 3.0]
    total[place] = label
    assert values(collect([HEADER, total, project(1), project(2)]), "name") == NAMES
    found = collect([HEADER, project(1), project(2), total])
    assert values(found, "name") == NAMES
    assert skipped(found) == [(4, "subtotal")]


def test_row_of_figures_without_a_label_is_a_subtotal():
    found = collect([HEADER, project(1), project(2), ["", "", "", "", "", 3.0]])
    assert skipped(found) == [(4, "subtotal")]
    assert issues(found) == []


def test_row_with_only_its_number_is_blank():
    found = collect([HEADER, project(1), [2.0], [3.0]])
    assert (len(found.records), issues(found), skipped(found)) == (1, [], [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["一", "长沙市", "", 3.0], "subtotal"),
        (["", "株洲市", "", 3.0], "subtotal"),
        (["（二）", "在谈项目", "", 3.0], "subtotal"),
        (["三、", "装备制造类", "", ""], "title"),
        (["二", "", "株洲市", 3.0], "subtotal"),
        (["二", "2个", "", 3.0], "subtotal"),
        (["—", "—", "—", "—"], ""),
        ([3.0, "/", "无", ""], ""),
        (["", "……", "", ""], ""),
        (["一", "示例项目", "示例公司", 3.0], "data"),
        ([2.0, "长沙智谷项目", "", 3.0], "data"),
    ],
)
def test_row_that_adds_up_a_group_is_no_record(row, reason):
    found = collect([["序号", "项目名称", "投资方", "总投资（万元）"], [1.0, "示例", "甲公司", 3.0], row])
    assert skipped(found) == ([(3, reason)] if reason not in ("", "data") else [])
    assert len(found.records) == (2 if reason == "data" else 1)
    assert found.issues == []


@pytest.mark.parametrize(
    "row",
    [
        ["填表人：", "张某", "", "审核人：", "李某"],
        ["联系电话:", "0731-0000000"],
        ["第1页，共2页"],
        ["", "第 2 页 共 3 页"],
        ["示例市商务局制"],
        ["", "示例省发展和改革委员会编制"],
    ],
)
def test_signature_and_page_lines_are_no_records(row):
    found = collect([[*HEADER], project(1), row])
    assert len(found.records) == 1
    assert skipped(found) == [(3, "note")]
    assert found.issues == []


def test_row_that_says_how_to_fill_in_is_a_note():
    found = collect(
        [
            ["项目名称", "投资方", "总投资（亿元）", "签约时间"],
            ["填写全称", "与营业执照一致", "填数字", "格式：2025-01-01"],
            ["示例项目", "示例公司", 3.0, "2025-01-02"],
        ]
    )
    assert [record.name for record in found.records] == ["示例项目"]
    assert skipped(found) == [(2, "note")]
    assert found.issues == []


def test_form_of_one_record_is_not_read_as_a_table():
    found = collect([["项目名称", "示例"], ["投资方", "示例公司"], ["总投资（万元）", 3000.0], ["承接地", "长沙市"]])
    assert values(found, "name") == ["示例"]
    assert found.records[0].fields == {"investor": "示例公司", "investment_cny": 30_000_000, "target": "430100"}
    assert all(column.form for column in found.columns)


def test_row_without_a_name_but_with_texts_is_told():
    found = collect([HEADER, project(1, 项目名称=""), project(2)])
    assert issues(found) == [(2, "B", "name_missing")]
    assert values(found, "name") == ["示例项目2"]


def test_repeated_headers_are_skipped():
    found = collect([HEADER, project(1), HEADER, project(2), [""], ["2025年示例表（续）"], HEADER, project(3)])
    assert len(found.records) == 3
    assert skipped(found) == [(3, "header"), (6, "title"), (7, "header")]
    assert len(found.columns) == len(HEADER)


def test_repeated_header_of_two_levels_is_skipped_whole():
    upper = ["项目名称", "转移方向", "", "投资情况（亿元）", ""]
    lower = ["", "转出地", "承接地", "总投资", "其中：固投"]
    row = ["示例", "上海", "湘潭", 5.0, 3.0]
    found = collect([upper, lower, row, upper, lower, ["示例二", *row[1:]]])
    assert values(found, "name") == ["示例", "示例二"]
    assert skipped(found) == [(4, "header"), (5, "header")]


def test_several_tables_of_several_kinds_in_one_sheet():
    found = collect(
        [
            ["一、项目"],
            HEADER,
            project(1),
            [""],
            ["二、技术需求（单位：万元）"],
            ["序号", "需求名称", "需求单位", "需求内容", "拟投入资金"],
            [1.0, "示例需求", "示例公司", "降低翘曲", "50-80"],
            ["注：以上为首批。"],
        ]
    )
    assert [(r.kind, r.name) for r in found.records] == [("project", "示例项目1"), ("demand", "示例需求")]
    assert found.records[1].fields["budget_cny_range"] == [500000, 800000]
    assert skipped(found) == [(1, "title"), (5, "title"), (8, "note")]


def test_attachment_mark_is_no_title_and_a_note_may_stand_above():
    found = collect([["附件：2025年示例表"], ["说明：金额按合同填。"], HEADER, project(1)])
    assert found.sheets[0]["title"] == "2025年示例表"
    assert skipped(found) == [(1, "title"), (2, "note")]
    assert collect([["附件1"], ["示例汇总表"], HEADER, project(1)]).sheets[0]["title"] == "示例汇总表"


def test_each_table_has_the_unit_line_nearest_above_it():
    header = ["项目名称", "投资方", "总投资"]
    found = collect(
        [
            ["单位：万元"],
            header,
            ["甲", "A", 5.0],
            [""],
            ["2024年项目"],
            ["", "", "单位：亿元"],
            header,
            ["乙", "B", 5.0],
        ]
    )
    assert values(found, "investment_cny") == [50000, 500000000]


MERGED = {
    "merged": [(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5), (1, 6, 1, 7)],
    "bare": [],
}


@pytest.mark.parametrize("merges", MERGED.values(), ids=MERGED)
def test_header_of_two_levels(merges):
    found = collect(
        [
            ["项目名称", "转移方向", "", "投资情况（亿元）", "", "时间节点", ""],
            ["", "转出地", "转入地", "总投资", "其中：固定资产投资", "接洽", "开工"],
            ["示例", "上海市", "衡阳市", 6.8, 5.0, "2024年9月", "2024.10"],
        ],
        merges=merges,
    )
    assert found.records[0].fields == {
        "origin": "310000",
        "target": "430400",
        "investment_cny": 680000000,
        "fixed_assets_cny": 500000000,
        "contacted_on": "2024-09",
        "started_on": "2024-10",
    }
    assert "投资情况（亿元） > 总投资" in keys(found)


def test_header_of_three_levels():
    found = collect(
        [
            ["项目名称", "年初至本月末累计到位资金（万元）", "", "", ""],
            ["", "合计", "其中：我方", "合作方", ""],
            ["", "", "", "省内市外", "省外"],
            ["示例", 100.0, 50.0, 20.0, 30.0],
        ],
        merges=[(1, 1, 3, 1), (1, 2, 1, 5), (2, 2, 3, 2), (2, 3, 3, 3), (2, 4, 2, 5)],
    )
    fields = found.records[0].fields
    assert fields["funds_in_place_year_own_side_cny"] == 500000
    assert fields["funds_in_place_year_other_city_cny"] == 200000
    assert fields["funds_in_place_year_outside_cny"] == 300000


def test_rows_of_units_and_of_numbers_belong_to_the_header():
    found = collect(
        [
            ["序号", "项目名称", "投资方", "总投资", "用地面积"],
            ["", "", "", "万元", "亩"],
            [1.0, 2.0, 3.0, 4.0, 5.0],
            [1.0, "示例", "示例公司", 300.0, "8公顷"],
        ]
    )
    assert (values(found, "investment_cny"), values(found, "land_mu")) == ([3000000], [120])
    assert skipped(found) == []


def test_hidden_rows_and_columns_are_left_out_and_told():
    rows = [HEADER, project(1), project(2), project(3)]
    found = collect(rows, hidden_rows={3}, hidden_columns={3})
    assert values(found, "name") == ["示例项目1", "示例项目3"]
    assert values(found, "investor") == [None, None]
    assert skipped(found) == [(3, "hidden")]
    assert [(c.header, c.hidden) for c in found.columns if c.hidden] == [("投资方", True)]
    taken = collect(rows, hidden_rows={3}, hidden_columns={3}, include_hidden=True)
    assert len(taken.records) == 3
    assert values(taken, "investor")[1] == "示例公司2"
    assert skipped(taken) == []


def test_hidden_sheet_is_left_out_and_told():
    found = collect([HEADER, project(1)], visible=False)
    assert (found.records, skipped(found)) == ([], [(1, "hidden"), (2, "hidden")])
    assert len(collect([HEADER, project(1)], visible=False, include_hidden=True).records) == 1


def test_merged_texts_reach_every_row_and_merged_amounts_count_once():
    rows = [HEADER, project(1), ["", "示例项目2", "", "", "", ""], ["", "示例项目3"]]
    found = collect(rows, merges=[(2, 3, 4, 3), (2, 4, 4, 4), (2, 6, 4, 6)])
    assert values(found, "investor") == ["示例公司1"] * 3
    assert values(found, "origin") == ["440300"] * 3
    assert values(found, "investment_cny") == [100000000, None, None]
    assert issues(found) == [(3, "F", "amount_shared"), (4, "F", "amount_shared")]


def test_row_named_by_a_merged_cell_is_data_even_with_figures_only():
    found = collect(
        [["项目名称", "总投资（亿元）", "用地（亩）"], ["示例", 1.0, 20.0], ["", 2.0, 30.0]], merges=[(2, 1, 3, 1)]
    )
    assert values(found, "name") == ["示例", "示例"]
    assert values(found, "investment_cny") == [100000000, 200000000]
    assert issues(found) == [(3, "A", "duplicate_row")]


def test_merged_amount_counts_for_the_first_row_that_is_seen():
    rows = [HEADER, project(1), ["", "示例项目2", "某公司"], ["", "示例项目3", "某公司"]]
    found = collect(rows, merges=[(2, 6, 4, 6)], hidden_rows={2})
    assert values(found, "investment_cny") == [100000000, None]
    assert issues(found) == [(4, "F", "amount_shared")]


def test_ditto_marks_repeat_the_cell_above():
    found = collect([HEADER, project(1), project(2, 投资方="同上", 转出地="〃"), project(3, 投资方='"', 转出地="同前")])
    assert values(found, "investor") == ["示例公司1"] * 3
    assert values(found, "origin") == ["440300"] * 3


def test_example_row_of_a_template_is_no_record():
    found = collect([HEADER, ["示例", *project(1)[1:]], project(2)])
    assert values(found, "name") == ["示例项目2"]
    assert skipped(found) == [(2, "note")]


def test_sheet_without_a_table_gives_notes_only():
    found = collect([["填表说明"], ["请于每月5日前报送。"]])
    assert found.records == []
    assert skipped(found) == [(1, "note"), (2, "note")]


def test_long_ledger_is_read_in_batches_with_its_texts_carried_over():
    rows = [HEADER, *[project(i, 投资方="示例公司" if i == 1 else "同上") for i in range(1, 9001)]]
    found = collect(rows, keep_cells=False)
    assert len(found.records) == 9000
    assert set(values(found, "investor")) == {"示例公司"}


def test_cells_stand_beside_what_was_read():
    record = collect([HEADER, project(1, 总投资="约1.2亿元")]).records[0]
    assert record.cells["investment_cny"] == ("F", "约1.2亿元")
    assert record.cells["name"] == ("B", "示例项目1")
    assert collect([HEADER, project(1)], keep_cells=False).records[0].cells == {}


def test_tables_beside_each_other_are_read_one_by_one():
    header = ["项目名称", "投资方", "总投资"]
    found = collect(
        [
            ["2025年项目表", "", "", "", "", "", "单位：亿元"],
            [*header, "", *header],
            ["左一", "甲", 1.0, "", "右一", "乙", 2.0],
            ["左二", "甲", 3.0, "", "右二", "乙", 4.0],
            ["合计", "", 4.0, "", "合计", "", 6.0],
        ]
    )
    assert values(found, "name") == ["左一", "左二", "右一", "右二"]
    assert values(found, "investment_cny") == [100000000, 300000000, 200000000, 400000000]
    assert skipped(found) == [(1, "title"), (5, "subtotal")]
    assert [column.column for column in found.columns] == ["A", "B", "C", "E", "F", "G"]
    assert len(found.sheets) == 1


def test_gap_within_a_table_does_not_take_it_apart():
    found = collect([["项目名称", "投资方", "", "总投资（亿元）"], ["示例", "甲", "", 1.0]])
    assert values(found, "investment_cny") == [100000000]


def test_sums_right_below_a_header_of_two_levels_are_no_third_level():
    rows = [
        ["序号", "项目名称", "项目情况", "", "自编栏目"],
        ["", "", "承接地", "意向投资额（亿元）", ""],
        ["合计", "", "", 3, ""],
        [1, "示例甲", "长沙市", 3, "x"],
    ]
    found = collect(rows, merges=[(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5)])
    assert (found.columns[0].header, found.columns[0].key) == ("序号", "seq")
    assert [(s.row, s.reason) for s in found.skipped] == [(3, "subtotal")]
    assert [r.name for r in found.records] == ["示例甲"]


def test_an_empty_form_with_sums_has_no_record_and_the_right_headers():
    rows = [["序号", "项目名称", "项目情况", ""], ["", "", "承接地", "意向投资额（亿元）"], ["合计", "", "", ""]]
    found = collect(rows, merges=[(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)])
    headers = ["序号", "项目名称", "项目情况 > 承接地", "项目情况 > 意向投资额（亿元）"]
    assert [c.header for c in found.columns] == headers
    assert not found.records
