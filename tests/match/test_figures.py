from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.match.figures import figures_in

SHARE, TIME, LENGTH = (("share", 1),), (("s", 1),), (("m", 1),)


@pytest.mark.parametrize(
    ("text", "quantity", "bound", "value", "dimension"),
    [
        ("目标裂纹率低于2%", "裂纹率", "<", Fraction(2, 100), SHARE),
        ("良率≥95 %", "良率", ">=", Fraction(95, 100), SHARE),
        ("良率＞９５％", "良率", ">", Fraction(95, 100), SHARE),
        ("误报率<=3%", "误报率", "<=", Fraction(3, 100), SHARE),
        ("结合强度不低于400MPa", "结合强度", ">=", Fraction(400 * 10**6), (("kg", 1), ("m", -1), ("s", -2))),
        ("定位误差≤10cm", "定位误差", "<=", Fraction(1, 10), LENGTH),
        ("换型不超过10分钟", "换型", "<=", Fraction(600), TIME),
        ("希望将漂移控制在10%以内", "漂移", "<=", Fraction(1, 10), SHARE),
        ("浓度误差±1%以内", "浓度误差", "±", Fraction(1, 100), SHARE),
        ("泄漏率≤1×10⁻⁶mbar·L/s", "泄漏率", "<=", Fraction(1, 10**7), (("kg", 1), ("m", 2), ("s", -3))),
        ("泄漏率≤1e-6 mbar·L/s", "泄漏率", "<=", Fraction(1, 10**7), (("kg", 1), ("m", 2), ("s", -3))),
        ("产能利用率达到90%以上", "产能利用率", ">=", Fraction(9, 10), SHARE),
        ("噪声: ≤80dB(A)", "噪声", "<=", Fraction(80), (("dB", 1),)),
        ("使用寿命在3年以上", "使用寿命", ">=", Fraction(36), (("month", 1),)),
        ("投资回收期两年以内", "投资回收期", "<=", Fraction(24), (("month", 1),)),
        ("插拔寿命≥1.5万次", "插拔寿命", ">=", Fraction(15000), (("次", 1),)),
        ("抗压强度至少1,200kPa", "抗压强度", ">=", Fraction(1_200_000), (("kg", 1), ("m", -1), ("s", -2))),
        ("5.设备重量需控制在32公斤以内", "设备重量", "<=", Fraction(32), (("kg", 1),)),
        ("能效系数不低于1.25", "能效系数", ">=", Fraction(5, 4), ()),
    ],
)
def test_figure_of_a_requirement_is_read(text, quantity, bound, value, dimension):
    (figure,) = figures_in(text)
    assert (figure.quantity, figure.bound, figure.dimension) == (quantity, bound, dimension)
    assert figure.low == figure.high == value
    assert figure.change == ""


def test_figure_after_a_change_belongs_to_the_quantity_before_it():
    before, after = figures_in("换模平均耗时由52分钟降到15分钟以内")
    assert before.quantity == after.quantity
    assert "耗时" in after.quantity
    assert (before.bound, before.low) == ("", Fraction(3120))
    assert (after.bound, after.low) == ("<=", Fraction(900))
    _, aim = figures_in("苦味评分由3.8降至1.5以下")
    assert (aim.quantity, aim.bound, aim.low) == ("苦味评分", "<=", Fraction(3, 2))


def test_figure_of_a_change_is_told_from_a_value():
    (down,) = figures_in("整机声功率级下降3dB(A)")
    assert (down.quantity, down.change, down.low) == ("整机声功率级", "down", Fraction(3))
    (at_least,) = figures_in("使用寿命提高100%以上")
    assert (at_least.quantity, at_least.change, at_least.bound) == ("使用寿命", "up", ">=")
    (capped,) = figures_in("单件成本增加不超过0.05元")
    assert (capped.quantity, capped.change, capped.bound, capped.low) == ("单件成本", "up", "<=", Fraction(1, 20))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("工作温度-20℃~60℃", -20, 60),
        ("工作温度20-25℃", 20, 25),
        ("工作温度控制在20～25℃", 20, 25),
        ("工作温度为20至25摄氏度", 20, 25),
    ],
)
def test_range_has_two_ends(text, low, high):
    (figure,) = figures_in(text)
    assert (figure.quantity, figure.low, figure.high) == ("工作温度", low, high)


def test_figure_that_a_verb_takes_is_named_by_what_follows():
    (figure,) = figures_in("可耐200次低温等离子灭菌")
    assert (figure.quantity, figure.bound, figure.low) == ("低温等离子灭菌", ">=", 200)


def test_figure_without_a_name_does_not_take_the_one_before():
    first, second = figures_in("烧结翘曲大于0.4%，影响（现87%）")
    assert "翘曲" in first.quantity
    assert second.quantity == ""


@pytest.mark.parametrize(
    "text", ["按GB/T 36276-2018执行", "高镍811体系", "2019年10月开始", "防护等级IP67", "第3代产品", "5G基站"]
)
def test_number_without_unit_or_bound_is_no_figure(text):
    assert figures_in(text) == []


@given(st.text(alphabet="0123456789.×10^-⁻⁶~±≤≥%万亿 mcksMPa/·()由降到至低于约以内，。的率度误差", max_size=60))
def test_any_text_can_be_read(text):
    for figure in figures_in(text):
        assert figure.low <= figure.high


@pytest.mark.parametrize("text", ["1" * 1_000_000 + "℃以下", "温度≤20~" + "9" * 5_000 + "℃", "≤5%" * 50_000])
def test_long_nonsense_is_read_at_once(text):
    for figure in figures_in(text):
        assert figure.low <= 20


def test_degrees_typed_as_an_ordinal_are_degrees():
    assert figures_in("温度≤25ºC") == [figures_in("温度≤25℃")[0]]


def test_absurd_power_costs_no_time():
    (figure,) = figures_in("含量≤1×10^999999999%")
    assert figure.low == Fraction(10) ** 97
