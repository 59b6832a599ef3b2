"""Thresholds and deciders by hand-computed cases."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import UnreadableInput
from yanzhen.place.admission.deciders import Decider, faults_of, who_decides
from yanzhen.place.admission.files import read_deciders, read_thresholds, threshold_of
from yanzhen.place.admission.measures import MEASURES
from yanzhen.place.admission.thresholds import (
    MEETS,
    SHORT,
    UNKNOWN,
    Threshold,
    check_project,
    thresholds_of_park,
)
from yanzhen.records import Record


def _project(**fields: object) -> Record:
    return Record("project", "示例电池项目", fields)


def test_investment_per_mu_is_short_by_the_difference() -> None:
    # 1.2 亿元 on 40 亩 are 300 万元/亩: 50 short of 350.
    (check,) = check_project(
        _project(fixed_assets_cny=120_000_000, land_mu=40), [Threshold("investment_per_mu", 350, source="办法")]
    )
    assert (check.state, check.value, check.gap) == (SHORT, 300, 50)
    assert "差 50 万元/亩" in check.text().zh


def test_fixed_assets_go_before_total_investment() -> None:
    project = _project(fixed_assets_cny=100_000_000, investment_cny=900_000_000, land_mu=100)
    (check,) = check_project(project, [Threshold("investment_per_mu", 100)])
    assert (check.state, check.value) == (MEETS, 100)


def test_a_stated_ratio_that_its_parts_contradict_is_told() -> None:
    project = _project(investment_per_mu=500, fixed_assets_cny=100_000_000, land_mu=100)
    (check,) = check_project(project, [Threshold("investment_per_mu", 400)])
    assert check.state == MEETS
    assert "请核实" in check.how.zh


def test_plot_ratio_counts_15_mu_a_hectare() -> None:
    # 12 000 ㎡ on 15 亩 = 10 000 ㎡.
    (check,) = check_project(_project(building_m2=12_000, land_mu=15), [Threshold("plot_ratio", 1.2)])
    assert check.state == MEETS
    assert check.value == pytest.approx(1.2)


def test_energy_per_output_is_exceeded() -> None:
    # 3 000 tce by 100 000 000 元 = 0.3 吨标准煤/万元.
    project = _project(energy_tce=3000, output_expected_cny=100_000_000)
    (check,) = check_project(project, [Threshold("energy_per_output", 0.25)])
    assert check.state == SHORT
    assert check.gap == pytest.approx(0.05)
    assert "超" in check.text().zh


def test_pollutants_are_read_from_text() -> None:
    project = _project(pollutants="COD 2.1吨/年；氨氮 200 kg/a，VOCs：1.5t")
    asked = [Threshold(key, 1.0) for key in ("cod_t", "nh3n_t", "voc_t", "so2_t")]
    states = {c.threshold.measure: (c.state, c.value) for c in check_project(project, asked)}
    assert states == {"cod_t": (SHORT, 2.1), "nh3n_t": (MEETS, 0.2), "so2_t": (UNKNOWN, None), "voc_t": (SHORT, 1.5)}


@pytest.mark.parametrize("land", [None, 0, -5])
def test_without_land_it_is_a_question_not_a_failure(land: float | None) -> None:
    (check,) = check_project(_project(fixed_assets_cny=1, land_mu=land), [Threshold("investment_per_mu", 350)])
    assert check.state == UNKNOWN
    assert "用地面积" in check.how.zh


def test_the_industry_goes_before_all_and_old_ones_are_left_out() -> None:
    project = _project(tax_per_mu=20, industry="新能源电池制造")
    asked = [
        Threshold("tax_per_mu", 10),
        Threshold("tax_per_mu", 25, industry="电池"),
        Threshold("tax_per_mu", 99, industry="新能源电池", until=date(2024, 12, 31)),
        Threshold("tax_per_mu", 50, industry="化工"),
    ]
    (check,) = check_project(project, asked, on=date(2025, 1, 1))
    assert check.threshold.value == 25


def test_the_fields_of_a_park_are_thresholds() -> None:
    park = Record("park", "示例园区", {"tax_per_mu_min": 15, "plot_ratio_min": "1.0", "as_of": "2025-06-30"})
    assert [(t.measure, t.value, t.source) for t in thresholds_of_park(park)] == [
        ("tax_per_mu", 15, "示例园区（2025-06-30）"),
        ("plot_ratio", 1.0, "示例园区（2025-06-30）"),
    ]


@given(st.sampled_from(sorted(MEASURES)), st.floats(0.001, 1e6), st.data())
def test_the_unit_in_which_a_threshold_is_written_changes_nothing(key: str, value: float, data: st.DataObject) -> None:
    measure = MEASURES[key]
    unit = data.draw(st.sampled_from(sorted(measure.units)))
    row = {"measure": measure.label.zh, "value": value / measure.units[unit], "unit": unit}
    assert threshold_of(row).value == pytest.approx(value)


def test_one_hectare_is_fifteen_mu() -> None:
    assert threshold_of({"measure": "投资强度", "value": 4500, "unit": "万元/公顷"}).value == pytest.approx(300)


# --- who decides -----------------------------------------------------------------------------------------------------

TABLE = [
    Decider("园区主任办公会", "park", 0, 10_000, 0, 100),
    Decider("县政府专题会", "county", 10_000, 100_000, 0, 100),
    Decider("县政府专题会", "county", 0, 100_000, 100, math.inf),
    Decider("市级联审", "city", 100_000),
]


@pytest.mark.parametrize(
    ("amount", "land", "body"),
    [(9_999, 20, "园区主任办公会"), (10_000, 20, "县政府专题会"), (1, 100, "县政府专题会"), (500_000, 1, "市级联审")],
)
def test_who_decides_by_amount_and_land(amount: int, land: float, body: str) -> None:
    found = who_decides(_project(investment_cny=amount * 10_000, land_mu=land), TABLE)
    assert found.decider is not None
    assert found.decider.body == body


def test_an_unknown_land_is_asked_only_where_it_matters() -> None:
    assert who_decides(_project(investment_cny=5 * 10**9), TABLE).decider == TABLE[3]
    found = who_decides(_project(investment_cny=10**7), TABLE)
    assert found.decider is None
    assert found.problem is not None
    assert "用地面积" in found.problem.zh


def test_a_sound_table_has_no_faults_and_gaps_and_overlaps_are_named() -> None:
    assert faults_of(TABLE) == []
    land = ("0–100", "100–∞")
    gaps = [f"投资 100000–∞ 万元、用地 {span} 亩没有人定，请补一行" for span in land]
    assert [fault.zh for fault in faults_of(TABLE[:3])] == gaps
    overlap = [*TABLE, Decider("另一个会", "park", 5_000, 20_000, 0, 10)]
    assert {fault.zh[:12] for fault in faults_of(overlap)} == {"第 1 行（园区主任办公", "第 2 行（县政府专题会"}


_bound = st.integers(0, 6)


@given(st.lists(st.tuples(_bound, _bound, _bound, _bound), min_size=1, max_size=5))
def test_a_table_without_faults_names_one_body_for_every_project(rows: list[tuple[int, int, int, int]]) -> None:
    table = [Decider(f"会{n}", "park", a, b, c, d) for n, (a, b, c, d) in enumerate(rows)]
    sound = not faults_of(table)
    answers = [len({r.body for r in table if r.holds(a, c)}) for a in range(8) for c in range(8)]
    if sound:
        assert set(answers) == {1}
    elif all(row.amount_from < row.amount_to and row.land_from < row.land_to for row in table):
        assert set(answers) != {1}


def test_tables_come_from_files_and_a_wrong_cell_is_named(tmp_path: Path) -> None:
    deciders = tmp_path / "deciders.csv"
    deciders.write_text("决策机构,层级,投资止（万元）\n园区主任办公会,园区,10000\n", encoding="utf-8")
    assert read_deciders(deciders) == [Decider("园区主任办公会", "park", 0, 10_000)]
    thresholds = tmp_path / "t.csv"
    thresholds.write_text("园区,指标,门槛,单位\n示例园区,投资强度,0.035,亿元/亩\n,容积率,abc,\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="第 3 行"):
        read_thresholds(thresholds)
