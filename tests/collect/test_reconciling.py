"""This month and the last report against the year, and the sources against the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.collect.periods import SOURCES
from yanzhen.collect.reconciling import follows, month_told, parts_findings, period_findings
from yanzhen.language import speaking
from yanzhen.records import Record, give_keys


def project(name="示例项目", **fields):
    record = Record("project", name, {f"{key}_cny": value for key, value in fields.items()})
    give_keys([record])
    return record


def found(current, previous, month="2025-10", **more):
    findings = period_findings(current, previous, month=month, **more)
    return [(f.record.name, f.key, f.code, f.difference) for f in findings]


def test_sum_that_holds_is_not_told():
    now = project(funds_in_place_month=30, funds_in_place_year=100, funds_in_place_total=400)
    last = project(funds_in_place_year=70, funds_in_place_total=370)
    assert found([now], [last]) == []


def test_difference_is_named_with_name_and_amounts():
    now = project(funds_in_place_month=300_000, funds_in_place_year=1_200_000)
    last = project(funds_in_place_year=700_000)
    (finding,) = period_findings([now], [last], month="2025-10")
    assert (finding.key, finding.code, finding.difference) == ("funds_in_place_year_cny", "period_mismatch", 200_000)
    with speaking("zh"):
        said = str(finding.said())
    for word in ("示例项目", "120 万元", "30 万元", "70 万元", "100 万元", "多了 20 万元"):
        assert word in said
    assert "200,000 more" in finding.said().en


def test_each_source_and_both_families_are_checked():
    now = project(investment_done_month_outside=5, investment_done_year_outside=9)
    last = project(investment_done_year_outside=5)
    assert found([now], [last]) == [("示例项目", "investment_done_year_outside_cny", "period_mismatch", -1)]


def test_in_january_the_year_starts_anew_and_the_start_does_not():
    now = project(funds_in_place_month=30, funds_in_place_year=100, funds_in_place_total=400)
    december = project(funds_in_place_year=900, funds_in_place_total=370)
    assert found([now], [december], "2026-01") == [("示例项目", "funds_in_place_year_cny", "period_mismatch", 70)]
    agreeing = project(funds_in_place_month=30, funds_in_place_year=30, funds_in_place_total=400)
    assert found([agreeing], [december], "2026-01") == []


def test_missing_last_report_is_a_question():
    now = project(funds_in_place_month=30, funds_in_place_year=100)
    (finding,) = period_findings([now], [], month="2025-10")
    assert finding.code == "previous_missing"
    assert finding.is_question
    assert "上期" in finding.said().zh


def test_first_report_of_a_project_needs_no_other():
    assert found([project(funds_in_place_month=30, funds_in_place_year=30)], []) == []


@pytest.mark.parametrize("other", ["2025-08", "2025-10", "2024-09"])
def test_report_of_another_month_is_not_added_to(other):
    now = project(funds_in_place_month=30, funds_in_place_year=100)
    last = project(funds_in_place_year=70)
    assert found([now], [last], previous_month=other) == [
        ("示例项目", "funds_in_place_year_cny", "previous_missing", 70)
    ]


def test_tolerance_allows_rounding():
    now = project(funds_in_place_month=33, funds_in_place_year=167)
    last = project(funds_in_place_year=133)
    assert len(found([now], [last])) == 1
    assert found([now], [last], tolerance=1) == []


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12), st.integers(0, 11), st.integers(-5, 5))
def test_reports_that_are_summed_agree_and_one_slip_is_found(months, at, slip):
    at = min(at, len(months) - 1)
    reports = [
        project(funds_in_place_month=amount, funds_in_place_year=sum(months[: n + 1]))
        for n, amount in enumerate(months)
    ]
    reports[at].fields["funds_in_place_year_cny"] += slip
    told = []
    for n, report in enumerate(reports):
        told += found([report], reports[n - 1 : n] if n else [], f"2025-{n + 1:02d}")
    expected = [] if not slip else [slip, -slip][: 2 if at + 1 < len(months) else 1]
    assert [difference for *_, difference in told] == expected


def test_sources_that_are_not_the_whole_are_told():
    right = project("甲", funds_in_place_year=10, **{f"funds_in_place_year_{s}": 2 for s in SOURCES[:3]})
    right.fields["funds_in_place_year_abroad_cny"] = 4
    wrong = project("乙", funds_in_place_year=10, **{f"funds_in_place_year_{s}": 2 for s in SOURCES})
    (finding,) = parts_findings([right, wrong])
    assert (finding.record.name, finding.code, finding.difference) == ("乙", "parts_mismatch", 2)
    assert "乙" in finding.said().zh
    assert "2 more" in finding.said().en


def test_sources_without_abroad_are_a_whole_where_nobody_gives_it():
    three = {f"funds_in_place_year_{s}": 2 for s in SOURCES if s != "abroad"}
    assert [f.difference for f in parts_findings([project(funds_in_place_year=7, **three)])] == [1]
    with_abroad = project("乙", funds_in_place_year=7, **three, funds_in_place_year_abroad=1)
    assert list(parts_findings([project(funds_in_place_year=7, **three), with_abroad])) == []


def test_one_source_among_others_may_be_less_but_not_more():
    assert list(parts_findings([project(funds_in_place_year=7, funds_in_place_year_outside=3)])) == []
    assert [f.difference for f in parts_findings([project(funds_in_place_year=7, funds_in_place_year_outside=9)])] == [
        -2
    ]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025年10月", "2025-10"),
        ("2025年1—10月", "2025-10"),
        ("2025年1月至10月累计", "2025-10"),
        ("２０２５年 ９ 月份", "2025-09"),
        ("2025-10", "2025-10"),
        ("2025.9", "2025-09"),
        ("2025年10月招商项目月报", "2025-10"),
        ("2025-10-12", None),
        ("2025年13月", None),
        ("2025年三季度", None),
        ("2025年度", None),
        ("10月", None),
        ("", None),
    ],
)
def test_month_that_a_period_says(text, month):
    assert month_told(text) == month


def test_only_the_month_before_can_be_added_to():
    assert follows("2025-10", "2025-09")
    assert follows("2026-01", "2025-12")
    assert not follows("2025-10", "2025-08")
    assert not follows("2025-10", "2025-10")
