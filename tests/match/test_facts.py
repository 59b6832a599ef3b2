"""Requirements against claims: the arithmetic by properties, the reading of names by examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.language import speaking
from yanzhen.match.facts import Fact, claims_in, compare, requirements_in, same_quantity


def verdicts(demand: str, achievement: str) -> list[str]:
    requirements = requirements_in([demand])
    claims = claims_in([achievement])
    asked_for = claims_in([achievement], {requirement.dimension for requirement in requirements})
    found = [compare(requirement, claims).verdict for requirement in requirements]
    assert found == [compare(requirement, asked_for).verdict for requirement in requirements]
    return found


UNITS = [("mm", 1), ("cm", 10), ("米", 1000), ("μm", 0.001)]
AT_MOST = ["≤{}", "不超过{}", "不大于{}", "控制在{}以内", "降至{}以下", "<={}"]
AT_LEAST = ["≥{}", "不低于{}", "不小于{}", "达到{}以上", "至少{}"]


@given(
    st.integers(1, 9999),
    st.sampled_from(UNITS),
    st.integers(1, 9999),
    st.sampled_from(UNITS),
    st.sampled_from(AT_MOST + AT_LEAST),
)
def test_value_meets_a_bound_just_when_the_arithmetic_says_so(wanted, unit, told, other, form):
    demand = "目标涂层偏移量" + form.format(f"{wanted}{unit[0]}")
    (verdict,) = verdicts(demand, f"现场实测，涂层偏移量{told}{other[0]}，运行稳定")
    # Micrometres are thousandths: compare in whole micrometres.
    need, have = round(wanted * unit[1] * 1000), round(told * other[1] * 1000)
    assert verdict == ("met" if (have <= need if form in AT_MOST else have >= need) else "not met")


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(["<", "低于", "小于"]), st.sampled_from(["≤", "低于"]))
def test_guarantee_has_to_be_as_tight_as_the_requirement(wanted, told, strict, claim):
    assert verdicts(f"裂纹率{strict}{wanted}%", f"裂纹率{claim}{told}%") == [
        "met" if told < wanted or (told == wanted and claim == "低于") else "not met"
    ]


@given(st.integers(1, 99), st.integers(1, 99))
def test_claim_in_the_other_direction_tells_only_when_it_lies_outside(wanted, told):
    (verdict,) = verdicts(f"裂纹率≤{wanted}%", f"裂纹率≥{told}%")
    assert verdict == ("not met" if told > wanted else "unknown")


@given(st.integers(1, 999), st.integers(1, 999))
def test_spread_is_compared_by_its_size(wanted, told):
    expected = ["met" if told <= wanted else "not met"]
    assert verdicts(f"浓度误差±{wanted}‰", f"浓度误差±{told}‰") == expected
    assert verdicts(f"浓度误差≤{wanted}‰", f"浓度误差±{told}‰") == expected


@pytest.mark.parametrize(
    ("demand", "achievement", "verdict"),
    [
        ("定位误差≤10cm", "定位误差8cm", "met"),
        ("检出率≥99%", "检出率99.2%", "met"),
        ("检出率≥99.5%", "检出率99.2%", "not met"),
        ("节拍≤40秒/件", "节拍28秒", "met"),
        ("换型不超过10分钟", "换型480秒", "met"),
        ("屈服强度≥130MPa", "屈服145MPa", "met"),
        ("吨处理成本低于1500元", "吨成本约1300元", "met"),
        ("吨处理成本低于1300元", "吨成本约1300元", "unknown"),
        ("可耐200次低温等离子灭菌", "经等离子灭菌260次仍保持防雾", "met"),
        ("浓度误差±1%以内", "误差±0.7%", "met"),
        ("泄漏率≤1×10⁻⁶mbar·L/s", "泄漏率2×10⁻⁸Pa·m³/s", "met"),
        ("泄漏率≤1×10⁻⁶mbar·L/s", "泄漏率2×10⁻⁷Pa·m³/s", "not met"),
        ("工作温度控制在20~25℃", "工作温度22℃", "met"),
        ("工作温度控制在20~25℃", "工作温度30℃", "not met"),
        ("声功率级下降3dB(A)", "声功率级下降5dB", "met"),
        ("声功率级下降3dB(A)", "声功率级提高5dB", "unknown"),
        ("表面粗糙度Ra≤0.8μm", "表面粗糙度Ra0.4μm", "met"),
        ("COD≤50mg/L", "出水COD60mg/L", "not met"),
        ("检测精度优于0.01mm", "检测精度5μm", "met"),
        ("识别准确率优于95%", "识别准确率93%", "not met"),
        ("工作温度范围-40℃～85℃", "工作温度-55℃~125℃", "met"),
        ("工作温度范围-40℃～85℃", "工作温度-20℃~60℃", "not met"),
        ("工作温度范围-40℃～85℃", "工作温度60℃", "unknown"),
        ("导热系数不低于5 W/m·K", "导热系数达到8W/(m·K)", "met"),
        ("误报率不高于千分之三", "误报率0.2%", "met"),
        ("良率提升到95%以上", "良率由87%提升至96.5%", "met"),
        ("良率提升到95%以上", "良率由96%降到90%", "not met"),
        ("PUE不高于1.25", "PUE低至1.15", "met"),
        ("吨成本由1800元降到1500元以下", "处理成本1300元/吨", "unknown"),
        ("吨处理成本由1800元降到1500元以下", "处理成本1300元/吨", "met"),
        ("寿命提高50%以上", "寿命提高1倍", "met"),
        ("只要全温区精度≤0.3%FS", "全温区精度0.25%FS", "met"),
        ("苦味评分≤2.2分", "苦味评分1.8分", "met"),
        ("单位产品综合能耗≤120kgce/t", "单位产品综合能耗0.1吨标准煤/吨", "met"),
        ("翘曲≤0.15%", "翘曲下降60%", "unknown"),
        ("产品合格率≥95%", "不合格率96%", "unknown"),
        ("效率≥90%", "失效率95%", "unknown"),
        ("结合强度≥400MPa", "屈服强度500MPa", "unknown"),
        ("误报率≤3%", "漏报率2%", "unknown"),
        ("响应时间≤5ms", "充电2ms", "unknown"),
        ("误差≤10cm", "定位误差8cm，测距误差12cm", "unknown"),
        ("温度≤80℃", "温度误差2℃", "unknown"),
        ("电池效率≥22%", "最高效率23%", "unknown"),
    ],
)
def test_figure_is_compared_with_that_of_the_same_quantity_only(demand, achievement, verdict):
    assert verdicts(demand, achievement) == [verdict]


def test_exact_name_goes_before_a_similar_one():
    assert verdicts("裂纹率≤2%", "微裂纹率5%，裂纹率1%") == ["met"]


def test_claims_that_disagree_leave_it_open():
    assert verdicts("裂纹率≤2%", "小件裂纹率1%，大件裂纹率5%") == ["unknown"]
    assert verdicts("裂纹率≤2%", "裂纹率1%；补焊后裂纹率1.5%") == ["met"]


@pytest.mark.parametrize(
    "text",
    [
        "现返工率18%",
        "预算200万元左右",
        "经费80万—150万元",
        "单套预算25万元以内",
        "年产20万吨以上的生产线",
        "现有亲水涂层寿命不足40次",
        "完成时限18个月",
        "孔径8mm、深径比20",
        "目前良率低于87%",
        "企业员工不少于300人",
        "单只标定时间高达60s",
        "须在3周内提交诊断报告，诊断报告3周内",
        "误报率仍高达11%",
        "目前只有60%的良率",
        "现有产线返工率18%以上",
        "漏检率仍超过5%",
        "合格率始终低于90%",
        "废品率一直在8%以上",
        "成品率只能达到88%",
        "由于振动大于2mm/s导致漏检",
        "传统工艺的能耗超过120kWh",
        "设备每月停机超过20小时",
    ],
)
def test_what_describes_the_firm_the_present_or_the_money_is_no_requirement(text):
    assert requirements_in([text]) == []


def test_trouble_told_first_gives_way_to_the_aim():
    (aim,) = requirements_in(["端子镀层接触电阻漂移超过30%，希望将漂移控制在10%以内"])
    assert "10%" in aim.text


@pytest.mark.parametrize(
    ("text", "quantity", "bound"),
    [
        ("误报率仍高达11%，希望降到3%以下", "误报率", "<="),
        ("目前良率只有82%，希望提高到95%以上", "良率", ">="),
        ("现返工率18%，目标降至5%以内", "返工率", "<="),
        ("目前误报率为11%。希望降到3%以下", "误报率", "<="),
        ("孔位精度由±2.5mm提升到±1.5mm", "孔位精度", "±"),
    ],
)
def test_aim_behind_the_present_is_the_requirement(text, quantity, bound):
    (aim,) = requirements_in([text])
    assert (aim.quantity, aim.bound) == (quantity, bound)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("缺陷检出率超过99%", "缺陷检出率"),
        ("平均无故障时间超过5000小时", "平均无故障时间"),
        ("高温下强度仍不低于300MPa", "强度"),
        ("老化后容量保持率始终≥80%", "容量保持率"),
        ("并保证系统响应时间小于50ms", "系统响应时间"),
        ("长期工作温度≥200℃", "长期工作温度"),
        ("人工检测时间不超过5秒", "人工检测时间"),
    ],
)
def test_bound_that_points_the_right_way_is_a_requirement(text, quantity):
    assert [figure.quantity for figure in requirements_in([text])] == [quantity]


def test_requirement_told_twice_counts_once():
    assert len(requirements_in(["良率≥95%", "指标：良率≥95%"])) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("裂纹率", "微裂纹率", True),
        ("吨成本", "吨处理成本", True),
        ("屈服", "屈服强度", True),
        ("误差", "定位误差", False),
        ("合格率", "不合格率", False),
        ("温度", "温度误差", False),
        ("正极克容量", "负极克容量", False),
    ],
)
def test_names_mean_the_same_quantity(one, other, same):
    assert same_quantity(one, other) is same
    assert same_quantity(other, one) is same


def test_fact_is_told_in_both_languages():
    fact = Fact("良率≥95%", "良率96%", "met")
    with speaking("zh"):
        assert str(fact.said) == "指标“良率≥95%”：达到，成果为“良率96%”"
    with speaking("en"):
        assert str(fact.said) == "figure “良率≥95%”: met, the achievement has “良率96%”"
    assert "未知" in Fact("良率≥95%", "", "unknown").said.zh
