"""Columns of every sort: formats with units, shares, several columns of one field; layouts that begin elsewhere."""

from dataclasses import replace

import pytest
from tests.collect.templates.ledgers import opened, read_back

from yanzhen.collect.templates import Template, fill_template, learn_template
from yanzhen.collect.workbooks import Sheet
from yanzhen.errors import UnreadableInput
from yanzhen.records import Record


def learned(*rows: list[object], name: str = "台账", kind: str | None = None, **more: object) -> Template:
    width = max(map(len, rows))
    return learn_template(Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], **more), kind=kind)


def with_format(template: Template, header: str, text: str) -> Template:
    sheet = template.sheets[0]
    columns = tuple(replace(c, number_format=text) if c.header == header else c for c in sheet.columns)
    return replace(template, sheets=(replace(sheet, columns=columns),))


def again(template: Template, *records: Record, tmp_path, **options) -> list[Record]:
    return read_back(fill_template(template, records, **options), tmp_path).records


def cell(template: Template, record: Record, column: int, row: int = 2):
    return opened(fill_template(template, [record])).active.cell(row, column)


PLAIN = ["项目名称", "投资方", "承接地", "总投资（万元）"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.00", 35_000.0001),
        ('0.00"亿元"', 3.50000001),
        ('0.00"万元"', 35_000.0001),
        ('0!.0000"亿"', 35_000.0001),
        ("0%", 35_000.0001),
    ],
)
def test_a_number_format_with_a_unit_says_the_unit(text, value, tmp_path):
    template = with_format(learned(PLAIN), PLAIN[3], text)
    record = Record("project", "示例项目", {"investment_cny": 350_000_001})
    assert cell(template, record, 4).value == value
    assert again(template, record, tmp_path=tmp_path)[0].fields == record.fields


def test_a_date_keeps_its_day_under_a_format_of_months(tmp_path):
    template = with_format(learned([*PLAIN[:3], "签约时间"]), "签约时间", 'yyyy"年"m"月"')
    record = Record("project", "示例项目", {"signed_on": "2025-03-29"})
    assert again(template, record, tmp_path=tmp_path)[0].fields == record.fields


def test_a_share_is_read_back_with_and_without_a_percent_format(tmp_path):
    template = learned(["企业名称", "统一社会信用代码", "本地配套率（%）"], kind="enterprise")
    record = Record("enterprise", "示例企业", {"local_supply_share": 0.5})
    for form in ("", "0.0%"):
        back = read_back(
            fill_template(with_format(template, "本地配套率（%）", form), [record]), tmp_path, kind="enterprise"
        )
        assert back.records[0].fields == record.fields


def test_city_and_county_stand_in_columns_of_their_own(tmp_path):
    template = learned(["项目名称", "投资方", "市州", "县市区", "联系人", "联系电话"])
    assert [c.key for c in template.sheets[0].columns][2:] == ["target", "target", "contact", "contact"]
    records = [
        Record("project", "示例一", {"target": "430182", "contact": "示例甲 0731-88888888"}),
        Record("project", "示例二", {"target": "430100", "contact": "示例乙"}),
    ]
    assert cell(template, records[0], 3).value == "长沙市" and cell(template, records[0], 4).value == "宁乡市"
    assert cell(template, records[0], 6).value == "0731-88888888"
    assert [r.fields for r in again(template, *records, tmp_path=tmp_path)] == [r.fields for r in records]


def test_a_county_whose_name_many_have_is_told_by_its_city(tmp_path):
    template = learned(["项目名称", "投资方", "市州", "县市区"])
    record = Record("project", "示例", {"target": "320106"})
    assert cell(template, record, 4).value == "鼓楼区"
    assert again(template, record, tmp_path=tmp_path)[0].fields == record.fields


def test_extra_columns_go_by_their_header(tmp_path):
    template = learned(["项目名称", "投资方", "承接地", "考核折算系数"])
    record = Record("project", "示例", {"target": "430100"}, {"考核折算系数": "=0.8"})
    assert again(template, record, tmp_path=tmp_path)[0].extra == record.extra


def test_a_total_with_phases_and_about_is_read_back(tmp_path):
    template = learned(PLAIN)
    phases = [{"name": "首期", "amount_cny": 200_000_000}, {"name": "二期", "amount_cny": 300_000_001}]
    for fields in (
        {"investment_cny": 500_000_000, "investment_approximate": True, "phases": phases},
        {"phases": phases},
        {"investment_range_cny": [0, 150_000_001]},
        {"investment_foreign": {"amount": 12345, "currency": "USD"}},
        {
            "investment_foreign": {"amount": 10_000_000, "currency": "USD"},
            "investment_cny": 72_000_000,
            "investment_approximate": True,
        },
    ):
        assert again(template, Record("project", "示例", fields), tmp_path=tmp_path)[0].fields == fields


def test_of_two_totals_the_one_with_a_number_tells_what_stands_beside_it(tmp_path):
    template = learned(["项目名称", "投资方", "意向投资额（万元）", "签约金额（万元）"])
    fields = {"signed_amount_cny": 10_000, "investment_approximate": True}
    assert again(template, Record("project", "示例", fields), tmp_path=tmp_path)[0].fields == fields


def test_a_budget_is_a_range_or_by_agreement(tmp_path):
    template = learned(["需求名称", "需求单位", "拟投入资金（万元）"], kind="demand")
    for fields in ({"budget_cny_range": [1_500_000, 3_000_000]}, {"budget_negotiable": True}, {"budget_cny": 1}):
        assert again(template, Record("demand", "示例需求", fields), tmp_path=tmp_path)[0].fields == fields


def test_phases_have_a_column_of_their_own(tmp_path):
    template = learned(["项目名称", "投资方", "分期"])
    fields = {"phases": [{"name": "一期", "amount_cny": 12_345}, {"name": "二期", "amount_cny": 10**9}]}
    assert again(template, Record("project", "示例", fields), tmp_path=tmp_path)[0].fields == fields


def test_a_layout_keeps_its_place_on_the_sheet(tmp_path):
    template = learned(["附件1"], ["示例项目台账"], PLAIN, first_row=3, first_column=2, merges=[(4, 2, 4, 5)])
    page = opened(fill_template(template, [Record("project", "示例", {"investment_cny": 10_000})])).active
    assert (page["B4"].value, page["B5"].value, page["B6"].value, page["E6"].value) == (
        "示例项目台账",
        "项目名称",
        "示例",
        1,
    )
    assert {str(area) for area in page.merged_cells.ranges} == {"B4:E4"}


def test_hidden_columns_stay_hidden_and_empty():
    template = learned(["项目名称", "投资方", "备注", "总投资（万元）"], hidden_columns={3})
    page = opened(fill_template(template, [Record("project", "示例", {"note": "x", "investment_cny": 10_000})])).active
    assert page.column_dimensions["C"].hidden and page["C2"].value is None and page["D2"].value == 1


def test_a_row_that_numbers_the_columns_stays_numbers(tmp_path):
    template = learned(PLAIN, [1.0, 2.0, 3.0, 4.0], ["示例旧项目", "示例公司", "长沙市", 5.0])
    page = opened(fill_template(template, [Record("project", "示例", {"investment_cny": 10_000})])).active
    assert [c.value for c in page[2]] == [1, 2, 3, 4] and page["A3"].value == "示例"


def test_records_go_to_the_sheet_of_their_city(tmp_path):
    sheets = [learned(PLAIN, name=name).sheets[0] for name in ("长沙市", "株洲市", "全省")]
    template = Template("分市州", tuple(sheets))
    records = [Record("project", f"示例{code}", {"target": code}) for code in ("430182", "430200", "430300")]
    book = opened(fill_template(template, records))
    assert {page.title: page["A2"].value for page in book} == {
        "长沙市": "示例430182",
        "株洲市": "示例430200",
        "全省": "示例430300",
    }


def test_sections_by_stage_take_what_has_come_so_far():
    rows = [
        row
        for section in ("一、签约项目", "二、开工项目", "三、投产项目")
        for row in ([section], [f"示例{section[2:4]}旧", "某", "长沙市", 1.0])
    ]
    template = learned(PLAIN, *rows)
    stages = ["started", "approval", "full_production", "contact"]
    page = opened(fill_template(template, [Record("project", f"示例{s}", {"stage": s}) for s in stages])).active
    assert [c.value for (c,) in page.iter_rows(min_row=2, max_col=1)] == [
        "一、签约项目", "示例approval", "二、开工项目", "示例started", "三、投产项目", "示例full_production",
        "四、其他项目", "示例contact",
    ]  # fmt: skip


def test_the_year_before_stays_the_year_before():
    template = learned(
        ["2025年1-9月示例项目台账"], ["项目名称", "投资方", "2024年完成投资（万元）", "2025年1-9月完成投资（万元）"]
    )
    page = opened(fill_template(template, [], period="2027-02")).active
    assert page["A1"].value == "2027年1-2月示例项目台账"
    assert [c.value for c in page[2]][2:] == ["2026年完成投资（万元）", "2027年1-2月完成投资（万元）"]


def test_a_book_without_a_table_teaches_nothing():
    with pytest.raises(UnreadableInput):
        learned(["这里什么表都没有"])


def test_a_csv_teaches_its_columns(tmp_path):
    path = tmp_path / "表样.csv"
    path.write_text("项目名称,投资方,总投资（亿元）\n示例,示例公司,3\n", encoding="utf-8")
    template = learn_template(path)
    assert [c.key for c in template.sheets[0].columns] == ["name", "investor", "investment_cny"]
    assert template.sheets[0].columns[0].look.font == "仿宋_GB2312"


def test_letters_that_are_half_and_texts_too_long_are_written_all_the_same(tmp_path):
    template = learned(["项目名称", "投资方", "备注"])
    record = Record("project", "示例", {"investor": "示例\ud800公司", "note": "长" * 40_000})
    (found,) = again(template, record, tmp_path=tmp_path)
    assert found.fields["investor"] == "示例?公司" and len(found.fields["note"]) == 32_767


def test_a_sum_in_the_first_column_is_not_written_over_by_its_label(tmp_path):
    template = learned(["总投资（万元）", "用地面积（亩）", "项目名称", "投资方"])
    records = [Record("project", f"示例{n}", {"investment_cny": n * 10_000, "land_mu": n}) for n in (1, 2)]
    data = fill_template(template, records, totals=True)
    assert [c.value for c in opened(data).active[4]] == [3, 3, "合计", None]
    assert len(read_back(data, tmp_path).records) == 2


def test_a_book_of_many_cells_teaches_its_columns_without_its_looks(tmp_path, monkeypatch):
    monkeypatch.setattr("yanzhen.collect.templates.looks.LARGE", 3)
    path = tmp_path / "大.xlsx"
    path.write_bytes(fill_template(learned(PLAIN), [Record("project", "示例", {})]))
    from yanzhen.collect.templates.learning import learn_book
    from yanzhen.collect.workbooks import Limits

    assert [c.key for c in learn_book(path, Limits()).sheets[0].columns] == [
        "name",
        "investor",
        "target",
        "investment_cny",
    ]


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "表样.xlsx"
    path.write_bytes(b"%PDF-1.7 not a workbook")
    with pytest.raises(UnreadableInput):
        learn_template(path)


def test_a_table_far_down_the_sheet_is_learned_with_the_lines_next_to_it():
    rows = [[f"说明第{n}行"] for n in range(170)]
    template = learned(*rows, PLAIN, first_row=3000, merges=[(3000 + n, 1, 3000 + n + 1, 3) for n in range(0, 170, 2)])
    assert len(template.sheets[0].above) == 150 and template.sheets[0].frozen == (151, 0)
    page = opened(fill_template(template, [Record("project", "示例", {"investment_cny": 10_000})])).active
    assert page["A151"].value == "项目名称" and page["D152"].value == 1


def test_merges_that_overlap_do_not_stop_the_learning():
    heads = ["项目名称", "投资方", "承接地", "总投资（万元）"]
    template = learned(heads, ["示例旧", "某", "长沙市", 1.0], merges=[(1, 1, 1, 2), (1, 2, 1, 3), (1, 1, 1, 2)])
    assert len(template.sheets[0].columns) == 4
