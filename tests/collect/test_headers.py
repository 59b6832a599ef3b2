"""What headers mean: the field's list, unseen ones by a split of the list, and what only the sheet decides."""

import random
from pathlib import Path

import pytest

from yanzhen.collect.headers import AMBIGUOUS, HeaderReader, reader, table
from yanzhen.collect.headings import heading
from yanzhen.collect.wordings import worded_key
from yanzhen.fields import registry

from .builders import collect, keys

WORDS = Path(__file__).resolve().parents[3] / "shared" / "words" / "headers.tsv"
shared = pytest.mark.skipif(not WORDS.is_file(), reason="no measuring data beside the checkout")


def listed():
    lines = WORDS.read_text(encoding="utf-8").splitlines()[1:] if WORDS.is_file() else []
    return [tuple(line.split("\t")) for line in lines]


def fits(key, meaning):
    if key.startswith(AMBIGUOUS):
        return set(meaning.choices) == set(key.removeprefix(AMBIGUOUS).split("|"))
    return meaning.key == key and not meaning.choices


@pytest.mark.shared
@shared
def test_every_listed_header_is_understood():
    wrong = [
        (kind, key, header)
        for kind, key, header in listed()
        if not fits(key, reader(kind).understand(tuple(header.split(" > "))))
    ]
    assert wrong == []


def columns_of(kind, headers, forced):
    """The columns of a sheet with these headers, levels one under another."""
    paths = [header.split(" > ") for header in headers]
    depth = max(map(len, paths))
    rows = [[path[level] if level < len(path) else "" for path in paths] for level in range(depth)]
    found = collect([*rows, ["示例"] * len(paths)], kind=kind if forced else None)
    return found.columns


@pytest.mark.shared
@shared
@pytest.mark.parametrize("forced", [True, False], ids=["kind given", "kind read"])
@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in listed()}))
def test_every_listed_header_is_understood_in_a_sheet(kind, forced):
    wanted = [(key, header) for k, key, header in listed() if k == kind]
    columns = columns_of(kind, [header for _, header in wanted], forced)
    assert len(columns) == len(wanted)
    for (key, header), column in zip(wanted, columns, strict=True):
        assert column.kind == kind
        assert column.key in key.removeprefix(AMBIGUOUS).split("|"), header


def rate_of_unseen(entries, seed):
    """(right, wrong without a doubt shown, asked or not understood) of one half by a reader of the other half only."""
    shuffled = list(entries)
    random.Random(seed).shuffle(shuffled)
    known, unseen = shuffled[::2], shuffled[1::2]
    readers = {
        kind: HeaderReader(kind, [(key, header) for k, key, header in known if k == kind])
        for kind in {kind for kind, _, _ in entries}
    }
    counts = [0, 0, 0]
    for kind, key, header in unseen:
        meaning = readers[kind].understand(tuple(header.split(" > ")))
        right = meaning.key in key.removeprefix(AMBIGUOUS).split("|")
        doubtful = meaning.key is None or bool(meaning.choices or meaning.doubts)
        counts[0 if right else 2 if doubtful else 1] += 1
    return counts


@pytest.mark.shared
@shared
@pytest.mark.parametrize("seed", range(5))
def test_unseen_headers_of_the_field_are_hardly_ever_wrong(seed):
    right, wrong, unknown = rate_of_unseen(listed(), seed)
    assert wrong <= 0.03 * (right + wrong + unknown)


def test_unseen_headers_of_the_own_table_are_hardly_ever_wrong_and_often_right():
    entries = [(kind, key, header) for kind, pairs in table().items() for key, header in pairs]
    right, wrong, unknown = rate_of_unseen(entries, 1)
    total = right + wrong + unknown
    assert wrong <= 0.03 * total
    assert right >= 0.4 * total


@pytest.mark.parametrize(
    ("kind", "header", "key"),
    [
        ("project", "签约项目总投资额", "signed_amount_cny"),
        ("project", "协议引资总金额", "signed_amount_cny"),
        ("project", "意向总投资规模", "intended_amount_cny"),
        ("project", "投资主体所属省市", "origin"),
        ("project", "项目拟落户区域", "target"),
        ("project", "意向承接的产业园名称", "park"),
        ("project", "客商联系人及其联系电话", "contact"),
        ("project", "实际动工年月", "started_on"),
        ("project", "目标动工时间", "start_planned_on"),
        ("project", "预计试生产年月", "produce_planned_on"),
        ("project", "项目来源（省内、省外、境外）", "origin_scope"),
        ("project", "类型（内资/外资）", "capital_kind"),
        ("project", "县级包联领导姓名", "leader"),
        ("project", "达产后可实现年度产值", "output_expected_cny"),
        ("project", "面临的困难及需要协调解决的问题", "problem_text"),
        ("fund_entry", "打款单位全称", "payer"),
        ("demand", "技术需求具体描述", "content"),
        ("park", "目前可租赁的标准厂房总面积（㎡）", "factory_vacant_m2"),
        ("project", "签约项目个数", None),
        ("project", "开工率", None),
        ("project", "签约金额占比", None),
        ("project", "领导批示", None),
        ("project", "园区联络机构", None),
        ("project", "上年实际产值", None),
        ("park", "标准厂房面积", None),
    ],
)
def test_header_is_understood_by_the_words_that_it_is_composed_of(kind, header, key):
    assert reader(kind).understand((header,)).key == key


def test_wording_of_a_header_agrees_with_the_table():
    """Where the table and the wordings both know a header they name one field; the exceptions are the table's right."""
    differing = 0
    for kind, pairs in table().items():
        for key, header in pairs:
            worded = worded_key(kind, heading(header).text)
            differing += worded is not None and key not in worded and worded not in key
    assert differing <= 10


def test_table_names_only_fields_of_the_registry():
    for kind, pairs in table().items():
        for key, _ in pairs:
            for one in key.removeprefix(AMBIGUOUS).split("|"):
                assert one in registry()[kind], (kind, one)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("拟落户的园区", "park"),
        ("＊项 目 名 称", "name"),
        ("1.项目名称（必填）", "name"),
        ("“总投资”[亿元]", "investment_cny"),
        ("总投资/万元", "investment_cny"),
        ("计划总投资（单位：万元）", "investment_cny"),
        ("项目名称 Project Name", "name"),
        ("2025年1-3月到位资金（万元）", "funds_in_place_year_cny"),
        ("3月份到位资金", "funds_in_place_month_cny"),
        ("预计开工年月", "start_planned_on"),
        ("实际开工时间", "started_on"),
        ("预计竣工时间", None),
        ("企业简介", None),
        ("食堂面积", None),
        ("本月完成投资", "investment_done_month_cny"),
        ("10月份完成投资", "investment_done_month_cny"),
        ("上年到位资金", None),
        ("到位资金目标（万元）", None),
        ("本年到位资金任务", None),
        ("截至10月底累计到位资金", "funds_in_place_total_cny"),
        ("原总投资", None),
        ("已缴税收", None),
    ],
)
def test_spelling_of_a_header_does_not_matter_and_doubt_is_null(header, key):
    assert reader("project").understand((header,)).key == key


def test_unit_of_a_header_must_suit_its_field():
    assert reader("project").understand(("用地面积（万元）",)).key is None
    assert heading("用地面积（亩）").unit == "亩"
    assert heading("总投资\n（亿元）").text == "总投资"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("投资方", "名称"), "investor"),
        (("投资方", "所在地"), "origin"),
        (("项目", "名称"), "name"),
        (("时间节点", "签约"), "signed_on"),
        (("到位资金", "本月"), "funds_in_place_month_cny"),
        (("开工时间", "计划"), "start_planned_on"),
        (("开工时间", "实际"), "started_on"),
        (("年初至本月末累计到位资金", "合计"), "funds_in_place_year_cny"),
        (("年初至本月末累计到位资金", "其中", "省外"), "funds_in_place_year_outside_cny"),
        (("年初至本月末累计到位资金", "其中", "省内市外"), "funds_in_place_year_other_city_cny"),
        (("年初至本月末累计到位资金", "合作方", "小计"), "funds_in_place_year_cny"),
        (("年初至本月末累计到位资金", "其中", "境外"), "funds_in_place_year_abroad_cny"),
        (("到位资金", "10月"), "funds_in_place_month_cny"),
        (("到位资金", "1-10月"), "funds_in_place_year_cny"),
        (("1-10月", "到位资金"), "funds_in_place_year_cny"),
        (("10月", "到位资金（万元）"), "funds_in_place_month_cny"),
        (("到位资金", "开工以来累计"), "funds_in_place_total_cny"),
        (("累计到位资金", "省外"), "funds_in_place_total_outside_cny"),
        (("完成投资", "1-10月"), "investment_done_year_cny"),
        (("完成投资", "10月"), "investment_done_month_cny"),
        (("总投资", "其中", "固投"), "fixed_assets_cny"),
        (("总投资", "其中：省外资金"), None),
        (("总投资（亿元）", "2025年"), None),
        (("总投资", "小计"), "investment_cny"),
        (("本年税收", "金额"), None),
        (("项目公司", "统一社会信用代码"), "project_company_credit_code"),
        (("责任单位", "名称"), "office_lead"),
        (("责任单位", "联系人"), None),
        (("计划时间节点", "竣工"), None),
    ],
)
def test_levels_are_read_together(path, key):
    assert reader("project").understand(path).key == key


@pytest.mark.parametrize(
    ("title", "key", "open_"),
    [
        ("2025年意向项目汇总表", "intended_amount_cny", False),
        ("2025年签约项目汇总表", "signed_amount_cny", False),
        ("合同项目一览", "signed_amount_cny", False),
        ("2025年拟签约项目汇总表", "investment_cny", True),
        ("重点项目调度表", "investment_cny", True),
    ],
)
def test_title_decides_what_a_bare_amount_is(title, key, open_):
    found = collect([[title], ["项目名称", "投资方", "投资额（亿元）"], ["示例", "示例公司", 3.0]])
    column = found.columns[2]
    assert column.key == key
    assert bool(column.alternatives) is bool(column.question) is open_
    assert found.records[0].fields[key] == 300000000


@pytest.mark.parametrize("line", ["2025年签约项目", "二、签约项目"])
def test_title_over_a_repeated_header_decides_anew(line):
    header = ["项目名称", "投资方", "投资额（亿元）"]
    found = collect(
        [["2025年意向项目"], header, ["示例1", "示例公司", 3.0], [line], header, ["示例2", "示例公司", 4.0]]
    )
    assert [record.fields for record in found.records] == [
        {"investor": "示例公司", "intended_amount_cny": 300000000},
        {"investor": "示例公司", "signed_amount_cny": 400000000},
    ]


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (["在谈", "已签约", "已开工"], "stage"),
        (["主体封顶，设备安装", "已开工，正在打桩"], "progress_text"),
        (["正在办理环评，预计6月开工建设，土地已摘牌", "完成厂房装修20%"], "progress_text"),
    ],
)
def test_values_decide_between_stage_and_progress(cells, key):
    found = collect(
        [["项目名称", "投资方", "进展情况"], *[[f"示例{i}", "示例公司", cell] for i, cell in enumerate(cells)]]
    )
    assert keys(found)["进展情况"] == key


def test_as_of_date_decides_between_plan_and_fact():
    found = collect(
        [
            ["项目调度表（截至2025年3月31日）"],
            ["项目名称", "投资方", "开工时间", "投产时间"],
            ["示例1", "A", "2024.5", "2025年底"],
            ["示例2", "B", "2025年6月", "2026年"],
        ]
    )
    assert [record.fields.get("started_on") for record in found.records] == ["2024-05", None]
    assert [record.fields.get("start_planned_on") for record in found.records] == [None, "2025-06"]
    assert keys(found)["投产时间"] == "produce_planned_on"


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("2025年项目表", "2025年完成投资（万元）"),
        ("2024年项目表", "2024年完成投资（万元）"),
        ("项目表", "2025年完成投资（万元）"),
    ],
)
def test_column_of_another_year_is_no_field_of_this_year(title, taken):
    found = collect(
        [
            [title],
            ["项目名称", "投资方", "2024年完成投资（万元）", "2025年完成投资（万元）"],
            ["示例", "示例公司", 2024.0, 2025.0],
        ]
    )
    other = {"2024年完成投资（万元）", "2025年完成投资（万元）"} - {taken}
    assert keys(found)[taken] == "investment_done_year_cny"
    assert found.records[0].fields["investment_done_year_cny"] == int(taken[:4]) * 10000
    assert list(found.records[0].extra) == list(other)


def test_column_that_is_not_understood_goes_to_extra():
    found = collect([["项目名称", "投资方", "食堂座位"], ["示例", "示例公司", 120.0]])
    assert keys(found)["食堂座位"] is None
    assert found.records[0].extra == {"食堂座位": "120"}
    assert found.issues == []


KINDS = {
    "project": ["项目名称", "投资方", "承接地"],
    "demand": ["序号", "需求名称", "需求单位", "需求内容"],
    "achievement": ["成果名称", "完成单位", "成熟度"],
    "park": ["园区名称", "园区级别", "主导产业"],
    "enterprise": ["企业名称", "统一社会信用代码", "主营产品"],
    "policy": ["政策名称", "文号", "发文单位"],
    "meeting_request": ["参会单位", "参会人", "希望对接单位"],
    "problem": ["企业名称", "问题内容", "责任部门", "办结时限"],
    "fund_entry": ["项目名称", "到账金额（万元）", "付款方"],
    "tech_contract": ["合同名称", "登记编号", "买方"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_read_from_the_headers(kind):
    headers = KINDS[kind]
    found = collect([headers, [f"示例{i}" for i, _ in enumerate(headers)]])
    assert [record.kind for record in found.records] == [kind]
    assert "kind" not in found.records[0].fields


def test_given_kind_overrides_the_headers():
    found = collect([["企业名称", "所在地"], ["示例公司", "长沙"]], kind="project")
    assert found.records[0].kind == "project"
