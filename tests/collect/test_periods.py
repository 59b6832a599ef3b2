"""Periods of money columns by source, under headers of up to three levels, in any order of the levels."""

from itertools import permutations

import pytest

from yanzhen.collect.headers import reader
from yanzhen.collect.periods import SOURCES
from yanzhen.fields import fields_of

from .builders import collect, issues

FAMILIES = {
    "funds_in_place": ("到位资金", "实际到位资金（万元）"),
    "investment_done": ("完成投资", "投资完成额（万元）"),
}
PERIODS = {
    "month": ("本月", "10月", "2025年10月", "当月"),
    "year": ("本年累计", "1-10月", "年初至本月末累计", "2025年"),
    "total": ("累计", "开工以来累计", "自开工以来"),
}
SIDES = {
    "own_side": ("我方", "其中：本地资金"),
    "other_city": ("省内市外", "市外省内资金"),
    "outside": ("省外", "其中：省外境内资金"),
    "abroad": ("境外", "境外资金", "外资"),
}
COMBINATIONS = [
    (f"{family}_{period}_{side}_cny", words, when, source)
    for family, words in FAMILIES.items()
    for period, whens in PERIODS.items()
    for side, sources in SIDES.items()
    for when, source in zip(whens, sources * 2, strict=False)
]


def test_a_field_for_each_family_period_and_source():
    assert set(SIDES) == set(SOURCES)
    for family in FAMILIES:
        for period in PERIODS:
            wanted = {f"{family}_{period}_cny", *(f"{family}_{period}_{side}_cny" for side in SOURCES)}
            assert wanted <= set(fields_of("project"))


@pytest.mark.parametrize(("key", "words", "when", "source"), COMBINATIONS)
def test_levels_in_any_order_say_family_period_and_source(key, words, when, source):
    for family in words:
        for path in permutations((family, when, source)):
            assert reader("project").understand(path).key == key, path


@pytest.mark.parametrize(
    "path", [("到位资金", "本年", "来源分", "备注"), ("到位资金来源",), ("资金到位时间",), ("省外投资方",)]
)
def test_words_that_say_more_are_no_money_of_a_period(path):
    key = reader("project").understand(path).key
    assert key is None or not key.startswith(("funds_in_place", "investment_done"))


def three_levels():
    """The columns of a monthly report: two families, three periods, the whole and four sources of each."""
    sides = ["合计", "我方", "省内市外", "省外", "境外"]
    top, middle, bottom, row = ["项目名称"], [""], [""], ["示例项目"]
    for family in ("到位资金", "完成投资"):
        for period in ("本月", "本年累计", "开工以来累计"):
            for side in sides:
                top.append(family if len(top) % 15 == 1 else "")
                middle.append(period if side == "合计" else "")
                bottom.append(side)
                row.append(float(len(row)))
    merges = [(2, 1, 4, 1)] + [(2, 2 + 15 * n, 2, 16 + 15 * n) for n in range(2)]
    merges += [(3, 2 + 5 * n, 3, 6 + 5 * n) for n in range(6)]
    return [["单位：万元"], top, middle, bottom, row], merges


def test_a_table_under_three_levels_is_read_whole():
    rows, merges = three_levels()
    found = collect(rows, merges=merges, kind="project")
    (record,) = found.records
    expected = {}
    number = 0
    for family in FAMILIES:
        for period in PERIODS:
            for side in ("", "_own_side", "_other_city", "_outside", "_abroad"):
                number += 1
                expected[f"{family}_{period}{side}_cny"] = number * 10_000
    assert record.fields == expected
    assert issues(found) == []


def test_foreign_money_of_a_source_stays_as_it_is():
    found = collect([["项目名称", "本年到位资金（万元）", "本年到位资金（境外）（万美元）"], ["示例项目", 5.0, 3.0]])
    (record,) = found.records
    assert record.fields["funds_in_place_year_cny"] == 50_000
    assert "funds_in_place_year_abroad_cny" not in record.fields
    assert list(record.extra.values()) == ["3"]
    assert issues(found) == []


@pytest.mark.parametrize("group", ["投资情况", "资金情况", "项目建设进度", "招商引资情况", "投资完成情况"])
@pytest.mark.parametrize(
    ("levels", "key"),
    [
        (("到位资金（万元）", "本月"), "funds_in_place_month_cny"),
        (("到位资金", "本年累计"), "funds_in_place_year_cny"),
        (("实际到位资金", "本月", "省外"), "funds_in_place_month_outside_cny"),
        (("实际到位内资", "本月", "市外"), "funds_in_place_month_other_city_cny"),
        (("完成投资", "本月"), "investment_done_month_cny"),
        (("固定资产投资", "本月完成"), "investment_done_month_cny"),
        (("完成投资", "开工以来累计"), "investment_done_total_cny"),
    ],
)
def test_group_over_the_levels_says_only_what_they_are_about(group, levels, key):
    assert reader("project").understand((group, *levels)).key == key
