"""The cases that offices know: what is one thing, and what only looks like it."""

import pytest
from tests.collect.duplicates.builders import CONTENT, FIRM_CODES, grouped, pair_of, project, record

from yanzhen.collect.duplicates import find_duplicates

OTHER_PLAN = "租赁标准厂房1.2万平方米，建设超高压水切割线3条，配套划片机48台（套），年产车载显示屏盖板190万片。"

SAME = {
    "sent by county and city": {"target": "430100", "contact": "李某 0731-00004321", "park": None},
    "claimed by two counties": {"target": "430121", "park": "星沙产业基地", "contact": "王某 0731-00009876"},
    "under the firm's new name": {"investor": "湖南栖岩智造（示例）股份有限公司"},
    "under the firm's new name, and the old one beside it": {
        "investor": "湖南栖岩智造（原名：长沙沅鹭湾轮毂有限公司）",
        "content": None,
        "jobs": None,
        "contact": None,
    },
    "at another event, with a later stage": {"collection_round": "2024活动", "signed_on": None, "stage": "started"},
    "in ten thousands": {"investment_cny": 58_000},
    "a myriad times too much": {"investment_cny": 5_800_000_000_000},
    "amounts as texts": {"investment_cny": "5.8亿元"},
    "without the legal form": {"investor": "沅鹭湾轮毂", "jobs": None, "contact": None},
    "brackets of the other width, region elsewhere": {"investor": "沅鹭湾(长沙)轮毂有限责任公司", "contact": None},
    "an abbreviation": {"investor": "沅鹭湾", "contact": None, "content": None},
    "the group instead of the project company": {"investor": "沅鹭湾集团", "contact": None},
    "the project company beside the group": {
        "investor": "沅鹭湾集团有限公司",
        "project_company": "宁乡市沅鹭湾轮毂有限公司",
        "contact": None,
    },
    "a title in other words": {"name": "沅鹭湾年产86万件轻量化轮毂生产基地", "contact": None},
    "marks on the title": {"name": "【重点】1、轻量化轮毂智能制造项目（已签约）", "contact": None},
    "region in words": {"target": "湖南省长沙市宁乡市", "contact": None},
    "the contact written otherwise": {"contact": "+86 10022334455（张某）", "content": None, "jobs": None},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
@pytest.mark.parametrize("among", [0, 400], ids=["alone", "among others"])
def test_one_project_told_twice(changes, among):
    assert grouped(project("a"), project("b", **changes), among=among) == [("a", "b")]


OTHER = {
    "the second phase, the first being called none": {
        "name": "轻量化轮毂智能制造项目二期",
        "content": None,
        "land_mu": None,
        "jobs": None,
        "investment_cny": 310_000_000,
        "signed_on": "2025-09-18",
    },
    "another project in another park": {
        "name": "车载显示屏盖板生产基地项目",
        "content": OTHER_PLAN,
        "park": "浏阳经济技术开发区",
        "target": "430181",
        "investment_cny": 120_000_000,
        "land_mu": 33,
        "jobs": 95,
        "signed_on": "2025-01-09",
    },
    "another project of like words": {
        "name": "轻量化轮毂研发中心项目",
        "content": "建设轻量化轮毂试验楼0.8万平方米，购置台架21台（套），引进研发人员64人。",
        "investment_cny": 46_000_000,
        "land_mu": 12,
        "jobs": 64,
        "signed_on": "2024-06-30",
    },
    "the same plan of another firm elsewhere": {
        "investor": "东莞棠桥轮毂（示例）有限公司",
        "target": "441900",
        "park": "东莞松山湖",
        "content": "新建厂房1.1万平方米，新上旋压成形线2条，购置旋压机等设备40台（套），达产后年产轻量化轮毂19万件。",
        "investment_cny": 90_000_000,
        "land_mu": 25,
        "jobs": 77,
        "contact": "赵某 0769-00001111",
        "signed_on": "2025-02-02",
    },
}


@pytest.mark.parametrize("changes", OTHER.values(), ids=OTHER)
@pytest.mark.parametrize("among", [0, 400], ids=["alone", "among others"])
def test_two_projects_stay_two(changes, among):
    assert grouped(project("a"), project("b", **changes), among=among) == []


@pytest.mark.parametrize("second", ["项目二期", "项目（Ⅱ期）", "第2期项目", "项目三期工程"])
def test_two_phases_stay_two_however_they_are_numbered(second):
    first = project("a", name="轻量化轮毂智能制造项目（一期）")
    assert grouped(first, project("b", name=f"轻量化轮毂智能制造{second}"), among=400) == []


def test_a_telling_that_names_no_phase_does_not_join_the_phases():
    one, two = "轻量化轮毂项目一期", "轻量化轮毂项目二期"
    second = {"content": OTHER_PLAN, "land_mu": 44, "jobs": 80, "investment_cny": 99_000_000}
    found = find_duplicates(
        [
            project("one", name=one),
            project("one-again", name=one, contact=None),
            project("vague", name="轻量化轮毂项目"),
            project("two", name=two, **second),
            project("two-again", name=two, **second, park=None),
        ]
    )
    groups = [set(group.ids) for group in found.groups]
    assert {"one", "one-again"} <= groups[0]
    assert {"two", "two-again"} <= groups[1]


def test_firms_of_one_name_with_different_codes_are_two():
    here = record(
        "enterprise", "a", "沅鹭湾轮毂有限公司", region="430100", credit_code=FIRM_CODES[0], contact="100-1111-2222"
    )
    there = record(
        "enterprise", "b", "沅鹭湾轮毂有限公司", region="440300", credit_code=FIRM_CODES[1], contact="100-1111-2222"
    )
    assert grouped(here, there) == []


def test_a_firm_with_and_without_code_legal_form_and_region():
    whole = record(
        "enterprise",
        "a",
        "长沙市沅鹭湾轮毂（示例）股份有限公司",
        region="430182",
        credit_code=FIRM_CODES[0],
        products="轻量化轮毂",
    )
    bare = record("enterprise", "b", "沅鹭湾轮毂(示例)公司", region="430100", products="轻量化轮毂")
    assert grouped(whole, bare, among=400) == [("a", "b")]


def test_a_firm_with_its_name_of_old_in_a_column_that_nobody_understood():
    old = record("enterprise", "a", "沅鹭湾轮毂有限公司", region="430182", contact="100-1111-2222")
    new = record("enterprise", "b", "栖岩智造有限公司", region="430182", contact="100-1111-2222")
    new.extra["曾用名"] = "长沙沅鹭湾轮毂有限公司"
    assert grouped(old, new) == [("a", "b")]


TEAM = {"organisation": "湘江示例大学", "team": "陈某岩、周某桐", "contact": "陈某岩 100-3344-5566"}


def test_an_achievement_under_a_title_in_other_words():
    content = "针对薄壁铸件充型不稳，采用分段抽真空与热像联动，合格率由71.5%提高到93.2%，2022年起试用17套。"
    first = record("achievement", "a", "薄壁铸件分段抽真空压铸技术", content=content, **TEAM)
    second = record("achievement", "b", "基于分段抽真空的薄壁铸件压铸方法及应用", content=content[12:], **TEAM)
    assert grouped(first, second, among=400) == [("a", "b")]


def test_two_achievements_of_one_team_are_two():
    one = "针对薄壁铸件充型不稳，采用分段抽真空与热像联动，合格率由71.5%提高到93.2%，2022年起试用17套。"
    two = "针对齿轮渗碳层不均，采用脉冲渗碳和在线碳势控制，层深偏差由0.35降到0.08，2020年起试用42台。"
    first = record("achievement", "a", "薄壁铸件分段抽真空压铸技术", content=one, **TEAM)
    second = record("achievement", "b", "齿轮脉冲渗碳层深控制技术", content=two, **TEAM)
    assert grouped(first, second, among=400) == []


def test_demands_of_one_firm():
    firm = {"organisation": "长沙沅鹭湾轮毂有限公司", "contact": "张某 100-2233-4455", "region": "430182"}
    text = "轮毂旋压后跳动超差，目前跳动0.45毫米，近16个月损失约238万元。"
    first = record("demand", "a", "轮毂旋压跳动改善技术", content=text, **firm)
    again = record("demand", "b", "关于改善轮毂旋压跳动的技术需求", content=text[2:], **firm)
    other = record("demand", "c", "喷涂线漆雾回收难题", content="喷涂线漆雾回收率只有52%，每班清理3.5小时。", **firm)
    assert grouped(first, again, other, among=400) == [("a", "b")]


def test_parks_by_any_length_of_their_names():
    long = record("park", "a", "宁乡经济技术开发区", region="430182")
    brief = record("park", "b", "宁乡经开区管委会", region="430182")
    near = record("park", "c", "宁乡高新技术产业园区", region="430182")
    assert grouped(long, brief, near) == [("a", "b")]


def test_policies_by_number_and_not_by_year():
    first = record(
        "policy",
        "a",
        "某市支持轮毂产业发展若干措施",
        document_no="示政发〔2024〕5号",
        issuer="某市人民政府",
        region="430182",
    )
    again = record(
        "policy", "b", "关于印发支持轮毂产业发展若干措施的通知", document_no="示政发[2024]5号", issuer="某市人民政府"
    )
    later = record(
        "policy", "c", "某市支持轮毂产业发展若干措施（2025年）", document_no="示政发〔2025〕8号", issuer="某市人民政府"
    )
    assert grouped(first, again, later) == [("a", "b")]


def test_codes_of_projects_that_differ_speak_against_one():
    codes = ("2024-430182-36-03-123456", "2025-430182-38-03-777888")
    first, second = (project(key, project_code_national=code) for key, code in zip("ab", codes, strict=True))
    with_codes = pair_of(find_duplicates([first, second]), "a", "b")
    without = pair_of(find_duplicates([project("a"), project("b")]), "a", "b")
    assert with_codes is not None and without is not None
    assert [each.weight for each in with_codes.evidence if each.kind == "own_code"] == [-90]
    assert with_codes.score < without.score


def test_money_in_another_unit_is_evidence_not_a_refusal():
    pair = pair_of(find_duplicates([project("a"), project("b", investment_cny=58_000)]), "a", "b")
    assert pair is not None
    amount = next(each for each in pair.evidence if each.kind == "amount")
    assert amount.weight > 0
    assert "单位" in amount.text.zh and "unit" in amount.text.en


def test_evidence_quotes_no_contact():
    pair = pair_of(find_duplicates([project("a"), project("b")]), "a", "b")
    assert pair is not None
    told = " ".join(str(each.text.zh) + each.text.en for each in pair.evidence)
    assert "2233" not in told and CONTENT[:6] not in told
