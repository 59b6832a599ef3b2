"""亩均效益 by hand, and that a better figure never gives a worse grade."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.place.admission.yields import EXEMPT, GRADES, INCOMPLETE, Method, grade_firms, park_totals
from yanzhen.records import Record

ON = date(2025, 6, 30)
SMALL = Method(below={"tax_per_mu": 70, "value_added_per_mu": 30})


def _firm(name: str, tax: int, added: int, land: float | None, **more: object) -> Record:
    return Record(
        "enterprise",
        name,
        {"tax_cny": tax, "value_added_cny": added, "land_mu": land, "founded_on": "2010-01-01"} | more,
    )


def test_scores_by_hand_add_up() -> None:
    # All tax 400 万 over 20 亩: 20 万元/亩; all value added 1000 万: 50 万元/亩.
    one = _firm("甲（示例）", 3_000_000, 5_000_000, 10)
    other = _firm("乙（示例）", 1_000_000, 5_000_000, 10)
    first, second = grade_firms([one, other], SMALL, on=ON)
    # 30/20 = 1.5 at the cap: 105 points; 50/50: 30. And 10/20: 35; 30.
    assert (first.points, second.points) == (135, 65)
    assert [r.points for r in first.reasons] == [10_500, 3_000]
    assert (first.grade, second.grade) == ("A", "B")
    assert park_totals([one, other])["tax_per_mu"] == pytest.approx(20)


def test_missing_figures_are_asked_and_young_firms_are_not_graded() -> None:
    found = grade_firms(
        [
            _firm("无地（示例）", 1, 1, None),
            _firm("零地（示例）", 1, 1, 0),
            _firm("新厂（示例）", 1, 1, 5, founded_on="2023-01-01"),
            _firm("老厂（示例）", 1_000_000, 1_000_000, 5),
        ],
        SMALL,
        on=ON,
    )
    assert [g.grade for g in found] == [INCOMPLETE, INCOMPLETE, EXEMPT, "A"]
    assert "用地面积" in found[0].questions[0].zh
    assert (found[0].score, found[0].at_most) == (0, 15_000)


def test_losses_give_no_points_and_no_emissions_give_the_most() -> None:
    firm = _firm("丙（示例）", -5, 10_000_000, 10, above_scale=True, energy_tce=100, emissions_t=0, staff=10,
                 rd_cny=0, revenue_cny=1_000)  # fmt: skip
    (found,) = grade_firms([firm], on=ON)
    points = {r.indicator: r.points for r in found.reasons}
    assert points["tax_per_mu"] == 0
    assert points["value_added_per_emission"] == 1_500
    assert points["value_added_per_mu"] == 2_500
    assert found.score == sum(points.values())


def test_shares_of_twenty_firms() -> None:
    firms = [_firm(f"厂{n}（示例）", n * 1_000, 0, 1) for n in range(1, 21)]
    method = Method(below={"tax_per_mu": 100}, benchmarks={"tax_per_mu": 100.0})
    grades = [g.grade for g in grade_firms(firms, method, on=ON)]
    assert [grades.count(g) for g in GRADES] == [4, 12, 3, 1]
    assert grades[0] == "D"


def test_cut_offs_take_the_place_of_shares() -> None:
    method = Method(below={"tax_per_mu": 100}, benchmarks={"tax_per_mu": 10.0}, cut_offs=(100, 80, 60))
    firms = [_firm(str(n), tax * 10_000, 0, 1) for n, tax in enumerate((10, 8, 6, 5))]
    assert [g.grade for g in grade_firms(firms, method, on=ON)] == list("ABCD")


_figures = st.tuples(st.integers(-(10**8), 10**9), st.integers(0, 10**9), st.integers(1, 500))
_ORDER = {grade: n for n, grade in enumerate(GRADES)}


@given(st.lists(_figures, min_size=1, max_size=8), st.integers(1, 10**9), st.data())
def test_a_better_figure_never_gives_a_worse_grade(
    rows: list[tuple[int, int, int]], more: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    before = grade_firms([_firm(str(n), *row) for n, row in enumerate(rows)], SMALL, on=ON)[at]
    rows = [(tax + more, added, land) if n == at else (tax, added, land) for n, (tax, added, land) in enumerate(rows)]
    after = grade_firms([_firm(str(n), *row) for n, row in enumerate(rows)], SMALL, on=ON)[at]
    assert _ORDER[after.grade] <= _ORDER[before.grade]


@given(st.lists(_figures, min_size=1, max_size=6), st.integers(2, 1000))
def test_money_in_another_unit_changes_no_score(rows: list[tuple[int, int, int]], times: int) -> None:
    plain = grade_firms([_firm(str(n), *row) for n, row in enumerate(rows)], SMALL, on=ON)
    scaled = [_firm(str(n), tax * times, added * times, land) for n, (tax, added, land) in enumerate(rows)]
    again = grade_firms(scaled, SMALL, on=ON)
    assert [g.score for g in again] == pytest.approx([g.score for g in plain], abs=1)
