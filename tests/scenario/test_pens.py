"""However an amount or a day is written, it says exactly what was meant."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.scenario.grids import Cell
from yanzhen.scenario.pens import UNITS, day, formal, in_unit, money, wide

amounts = st.integers(1, 10**13).map(lambda n: n * 100)
units = st.sampled_from(list(UNITS))


@given(cny=amounts, unit=units)
def test_number_in_a_cell_is_exact(cny: int, unit: str) -> None:
    value = money(cny, unit).value
    assert isinstance(value, int | float)
    assert round(Decimal(str(value)) * UNITS[unit]) == cny
    assert round(value * UNITS[unit]) == cny or cny > 2**52


@given(cny=amounts, unit=units, way=st.sampled_from(["text", "commas", "wide"]))
def test_text_in_a_cell_is_exact(cny: int, unit: str, way: str) -> None:
    text = unicodedata.normalize("NFKC", str(money(cny, unit, way).value)).replace(",", "")
    assert Decimal(text) * UNITS[unit] == cny


@given(cny=amounts, way=st.sampled_from(["unit", "about"]))
def test_unit_in_the_text_is_exact(cny: int, way: str) -> None:
    text = str(money(cny, "亿元", way).value).removeprefix("约")
    unit = "亿元" if text.endswith("亿元") else "万元"
    assert Decimal(text.removesuffix(unit)) * UNITS[unit] == cny


@given(cny=st.integers(3, 10**6).map(lambda n: n * 1_000_000), unit=units)
def test_formula_adds_up_to_its_value(cny: int, unit: str) -> None:
    cell = money(cny, unit, "sum")
    parts = [Decimal(part) for part in cell.formula.removeprefix("=").split("+")]
    assert sum(parts) * UNITS[unit] == cny
    assert Decimal(str(cell.value)) * UNITS[unit] == cny


@pytest.mark.parametrize(
    ("cny", "text"), [(200_000_000, "贰亿元整"), (350_000_000, "叁亿伍仟万元整"), (990_000_000, "玖亿玖仟万元整")]
)
def test_capital_numerals(cny: int, text: str) -> None:
    assert formal(cny) == text


def test_capital_numerals_refuse_what_they_cannot_say() -> None:
    with pytest.raises(ValueError, match="325000000"):
        formal(325_000_000)


def test_needless_zeros_are_not_written() -> None:
    assert [in_unit(9_000_000_000, unit) for unit in UNITS] == ["90", "900000", "9000000000"]
    assert in_unit(1_200_005_000, "万元") == "120000.5"


@pytest.mark.parametrize(
    ("way", "written"),
    [
        ("chinese", "2025年3月9日"),
        ("points", "2025.3.9"),
        ("slashes", "2025/3/9"),
        ("dashes", "2025-03-09"),
        ("digits", "20250309"),
        ("wide", "２０２５年３月９日"),
        ("serial", 45725),
    ],
)
def test_a_day_in_many_ways(way: str, written: str | int) -> None:
    assert day("2025-03-09", way) == written


def test_a_day_as_a_date_cell() -> None:
    assert day("2025-03-09") == Cell(dt.date(2025, 3, 9), "yyyy-mm-dd")


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2024", "2024年"),
        ("2025-07/2025-09", "2025年三季度"),
        ("2025-01/2025-06", "2025年上半年"),
        ("2024-09", "2024年9月"),
    ],
)
def test_less_than_a_day_keeps_its_precision(iso: str, written: str) -> None:
    assert day(iso) == written


def test_wide_digits_are_the_same_number() -> None:
    assert unicodedata.normalize("NFKC", wide("35,000.5")) == "35,000.5"
