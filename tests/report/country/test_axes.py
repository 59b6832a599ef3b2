"""Upgrading by hand: shares of sums, coverage, and what is not told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.records import Record
from yanzhen.reference import industries
from yanzhen.report.country.axes import (
    AXES,
    HIGH_TECH,
    INDICATORS,
    Reading,
    before_and_after,
    indicator,
    read_indicator,
    read_split,
)

YI = 10**8


def project(number: int, **fields: Any) -> Record:
    return Record("project", f"示例{number}", fields, key=f"p{number}")


def firm(number: int, **fields: Any) -> Record:
    return Record("enterprise", f"示例{number}", fields, key=f"e{number}")


def test_share_of_high_tech_by_hand() -> None:
    records = [
        project(1, industry_code="C3974", intended_amount_cny=3 * YI),
        project(2, industry_code="27", investment_cny=YI),
        project(3, industry_code="C18", intended_amount_cny=4 * YI),
        project(4, industry_code="C35", intended_amount_cny=9 * YI),
        project(5, industry_code="397"),
        project(6, intended_amount_cny=9 * YI),
        project(7, industry_code="403", intended_amount_cny=2 * YI),
    ]
    told = read_indicator(indicator("high_tech_share"), records)
    assert (told.records, told.told) == (7, 4)
    assert told.value(indicator("high_tech_share")) == pytest.approx(40.0)
    assert told.part_rows == ("p1", "p2")
    assert told.rows == ("p1", "p2", "p3", "p7")


def test_intensity_takes_only_firms_that_tell_both() -> None:
    records = [
        firm(1, rd_cny=5, revenue_cny=100),
        firm(2, rd_cny=50),
        firm(3, revenue_cny=900),
        firm(4, rd_cny=0, revenue_cny=100),
    ]
    told = read_indicator(indicator("rd_intensity"), records)
    assert (told.records, told.told) == (4, 2)
    assert told.value(indicator("rd_intensity")) == pytest.approx(2.5)


def test_energy_per_output_and_frugal_projects_by_hand() -> None:
    records = [
        project(1, energy_tce=500.5, output_expected_cny=20_000_000),
        project(2, energy_tce=3000, output_expected_cny=10_000_000),
        project(3, energy_tce=500, output_expected_cny=10_000_000),
        project(4, energy_tce=1),
    ]
    told = read_indicator(indicator("energy_per_output"), records)
    assert told.value(indicator("energy_per_output")) == pytest.approx(4000.5 / 4000)
    frugal = read_indicator(indicator("frugal_projects"), records)
    assert frugal.part_rows == ("p1", "p3")
    assert frugal.value(indicator("frugal_projects")) == pytest.approx(200 / 3)


def test_silence_is_not_a_no() -> None:
    records = [firm(1, honours="国家级绿色工厂"), firm(2, honours="高新技术企业"), firm(3)]
    told = read_indicator(indicator("green_factories"), records)
    assert (told.records, told.told, told.value(indicator("green_factories"))) == (3, 2, 50.0)
    assert read_indicator(indicator("green_factories"), [firm(3)]).value(indicator("green_factories")) is None


def test_every_listed_code_is_one_of_the_classification() -> None:
    groups = {row.code for row in industries.industries()}
    assert {code[:3] for code in HIGH_TECH} <= groups
    assert {one.axis for one in INDICATORS} == set(AXES)
    assert len({one.id for one in INDICATORS}) == len(INDICATORS)


_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "industry_code": st.sampled_from(["C39", "27", "C35", "18", "C", "x"]),
        "intended_amount_cny": st.integers(0, 10**12),
        "energy_tce": st.sampled_from([0, 1.5, 2000]),
        "output_expected_cny": st.sampled_from([0, 10**7, 10**9]),
        "content": st.sampled_from(["智能产线", "仓库"]),
        "target": st.sampled_from(["430100", "440300"]),
        "chain": st.sampled_from(["先进材料", "别的"]),
        "signed_on": st.sampled_from(["2024", "2025-01"]),
    },
)


@given(st.lists(_FIELDS, max_size=20), st.sampled_from(INDICATORS), st.sampled_from(["region", "chain", "year"]))
def test_groups_add_up_to_the_whole(listed: list[dict[str, Any]], of: Any, split: Any) -> None:
    records = [project(n, **fields) for n, fields in enumerate(listed)]
    whole, parts = read_indicator(of, records), sum(read_split(of, records, split).values(), Reading())
    assert (parts.records, parts.told) == (whole.records, whole.told)
    assert parts.numerator == pytest.approx(whole.numerator)
    assert parts.denominator == pytest.approx(whole.denominator)
    assert sorted(parts.rows) == sorted(whole.rows)
    assert 0 <= whole.told <= whole.records


def test_before_and_after_takes_only_firms_known_on_both_sides() -> None:
    records = [
        firm(1, credit_code="A", rd_cny=2, revenue_cny=100),
        firm(2, credit_code="B", rd_cny=5, revenue_cny=100),
        firm(3, credit_code="C", revenue_cny=100),
        project(1, credit_code="A", project_company_credit_code="B"),
        project(2, credit_code="A", project_company_credit_code="C"),
        project(3, credit_code="A", project_company_credit_code="A"),
        project(4, credit_code="A"),
    ]
    of = indicator("rd_intensity")
    (moved,) = before_and_after(of, records)
    assert (moved.project, moved.before.value(of), moved.after.value(of)) == ("p1", 2.0, 5.0)
