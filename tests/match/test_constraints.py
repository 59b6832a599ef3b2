from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.match.constraints import closure, conflict, first_day, last_day, lies_in, side_of
from yanzhen.records import Record

HUNAN_NINGXIANG, HUNAN_XIANGTAN, GUANGDONG = "430182", "430300", "440300"


def demand(**fields):
    return side_of(Record("demand", "甲", fields))


def achievement(**fields):
    return side_of(Record("achievement", "乙", fields))


def test_sides_that_say_nothing_do_not_conflict():
    assert conflict(demand(), achievement()) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("长沙松影（示例）公司", "长沙松影(示例)公司", True),
        ("长沙松影 示例公司", "某大学、长沙松影示例公司", True),
        ("长沙松影示例公司", "株洲松影示例公司", False),
        ("某公司", "某公司", False),
        ("不便公开", "不便公开", False),
    ],
)
def test_same_party_is_known_by_its_folded_name(one, other, same):
    assert (conflict(demand(organisation=one), achievement(organisation=other)) is not None) is same


def test_same_party_is_known_by_its_credit_code():
    code = "91430100MA4L1234X5"
    assert conflict(demand(credit_code=code), achievement(credit_code=code.lower())) is not None


@pytest.mark.parametrize(
    ("limit", "seat", "firm", "allowed"),
    [
        ("独占许可限本省行政区域", HUNAN_XIANGTAN, HUNAN_NINGXIANG, True),
        ("独占许可限本省行政区域", HUNAN_XIANGTAN, GUANGDONG, False),
        ("仅限本市转化", HUNAN_XIANGTAN, HUNAN_NINGXIANG, False),
        ("仅限本市转化", "430100", HUNAN_NINGXIANG, True),
        ("仅限本市转化", "430100", "430000", True),
        ("只限于湖南省内转化", GUANGDONG, HUNAN_NINGXIANG, True),
        ("只限于湖南省内转化", GUANGDONG, GUANGDONG, False),
        ("独占许可限本省行政区域", "", GUANGDONG, True),
        ("独占许可限本省行政区域", HUNAN_XIANGTAN, "", True),
        ("使用期限本省另行规定", HUNAN_XIANGTAN, GUANGDONG, True),
        ("独占许可，意向价350万元", HUNAN_XIANGTAN, GUANGDONG, True),
    ],
)
def test_region_rules_out_only_where_an_achievement_is_limited_to_one(limit, seat, firm, allowed):
    offer = achievement(content="免热处理铝合金。" + limit, region=seat)
    assert (conflict(demand(region=firm), offer) is None) is allowed


def test_demand_may_ask_for_partners_of_its_own_province():
    need = demand(partner_wanted="揭榜方须为本省高校院所", region=HUNAN_XIANGTAN)
    assert conflict(need, achievement(region="430100")) is None
    assert conflict(need, achievement(region=GUANGDONG)) is not None
    assert conflict(need, achievement()) is None


@pytest.mark.parametrize(("field", "allowed"), [("航空航天装备", True), ("农业种植", False), ("", True)])
def test_field_rules_out_only_where_one_side_is_limited_and_the_other_states_another(field, allowed):
    offer = achievement(transfer_mode="普通许可，仅限航空航天、船舶领域使用")
    assert (conflict(demand(field=field), offer) is None) is allowed
    assert conflict(demand(field=field), achievement(field="先进材料")) is None


@pytest.mark.parametrize(
    ("fields", "on", "open_"),
    [
        ({"valid_until": "2025-03-29"}, date(2025, 3, 29), True),
        ({"valid_until": "2025-03-29"}, date(2025, 3, 30), False),
        ({"valid_until": "2025-03"}, date(2025, 3, 31), True),
        ({"valid_until": "2025"}, date(2025, 12, 31), True),
        ({"valid_until": "2025"}, date(2026, 1, 1), False),
        ({"deadline": "2025-07/2025-09"}, date(2025, 9, 30), True),
        ({"deadline": "2025-07/2025-09"}, date(2025, 10, 1), False),
        ({"open_until": "长期"}, date(2030, 1, 1), True),
        ({"published_on": "2025-04"}, date(2025, 3, 29), False),
        ({"published_on": "2025-03"}, date(2025, 3, 29), True),
        ({"valid_until": "2020-01-01"}, None, True),
        ({"state": "已解决"}, None, False),
        ({"state": "未解决"}, None, True),
        ({"state": "已对接"}, None, True),
        ({"state": "需求已撤回"}, None, False),
        ({"security": "否"}, None, True),
        ({"security": "不涉密"}, None, True),
        ({"security": "已通过脱密审查"}, None, True),
        ({"security": "是"}, None, False),
        ({"security": "涉密"}, None, False),
        ({"publication": "否"}, None, True),
    ],
)
def test_record_is_open_on_a_date(fields, on, open_):
    assert (closure(Record("demand", "甲", fields), on) is None) is open_


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_day_lies_between_the_first_and_last_day_of_its_date(day, precision):
    text = day.strftime(precision)
    first, last = first_day(text), last_day(text)
    assert first <= day <= last
    assert first.strftime(precision) == last.strftime(precision) == text
    assert date.fromordinal(last.toordinal() + 1).strftime(precision) != text


@pytest.mark.parametrize("text", ["", "长期", "2025-13", "2025-02-30", "面议/待定"])
def test_text_that_is_no_date_has_no_days(text):
    assert last_day(text) is None


@pytest.mark.parametrize(
    ("code", "area", "inside"),
    [("430182", "430000", True), ("430182", "430100", True), ("430182", "430182", True), ("430182", "430300", False)],
)
def test_code_lies_in_its_city_and_province(code, area, inside):
    assert lies_in(code, area) is inside
