from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.match.figures import legible
from yanzhen.match.units import parse_unit, unit_at


@pytest.mark.parametrize(
    ("one", "times", "other"),
    [
        ("MPa", 1, "N/mm²"),
        ("bar", 100, "kPa"),
        ("mbar·L/s", Fraction(1, 10), "Pa·m³/s"),
        ("kWh", 3600, "kJ"),
        ("千瓦时", 1, "kWh"),
        ("g/cm³", 1000, "kg/m3"),
        ("W/(m·K)", Fraction(1, 100), "W/(cm·K)"),
        ("r/min", 1, "rpm"),
        ("小时", 60, "min"),
        ("年", 12, "个月"),
        ("‰", Fraction(1, 10), "%"),
        ("ppm", Fraction(1, 1000), "‰"),
        ("秒/件", 1, "s"),
        ("元/台", 1, "元"),
        ("㎜", 1000, "微米"),
        ("㎡", 1, "平方米"),
        ("dB(A)", 1, "分贝"),
        ("Mpa", 1, "兆帕"),
        ("℃/min", 60, "℃/s"),
        ("次/分钟", Fraction(1, 60), "次/秒"),
        ("t/h", 1000, "kg/h"),
        ("mAh/g", 1, "Ah/kg"),
    ],
)
def test_units_of_one_kind_convert(one, times, other):
    first, second = parse_unit(legible(one)), parse_unit(legible(other))
    assert first.dimension == second.dimension
    slower = other in ("rpm", "min", "℃/s") and one in ("小时", "℃/min")
    assert first.factor == (second.factor / times if slower and one == "℃/min" else second.factor * times)


@pytest.mark.parametrize(
    ("one", "other"),
    [("%", "个百分点"), ("℃", "K/s"), ("次", "种"), ("dB", "%"), ("mPa·s", "MPa"), ("Hz", "r/s"), ("元", "元/吨")],
)
def test_units_of_different_kinds_do_not_convert(one, other):
    assert parse_unit(legible(one)).dimension != parse_unit(legible(other)).dimension


@pytest.mark.parametrize("text", ["mol", "Gbit", "K镜头", "D打印", "代", "月", "级", "G频段"])
def test_letters_of_another_word_are_no_unit(text):
    found = unit_at(text, 0)
    assert found is None or text[: found[1]] == "mol"


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_none(text):
    found = unit_at(legible(text), 0)
    assert found is None or found[1] > 0
