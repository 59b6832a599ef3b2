"""Values of fields: what is taken is within bounds, what is refused is named with the fix."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen_web.services.records.fieldchecking import LONGEST_NAME, MOST_MONEY, MOST_WHOLE, RefusedFields, checked

GOOD: dict[str, Any] = {
    "name": "示例项目",
    "intended_amount_cny": 120_000_000,
    "investment_range_cny": [1, 2],
    "investment_foreign": {"amount": 1_000_000.5, "currency": "USD"},
    "investment_approximate": True,
    "signed_on": "2025-03",
    "start_planned_on": "2025-07/2025-09",
    "target": "430182",
    "origin_country": "DE",
    "stage": "negotiating",
    "land_mu": 100.5,
    "jobs": 7,
    "phases": ["一期", {"name": "二期", "amount_cny": 5}],
    "content": "第一行\n第二行",
}


def test_good_values_are_taken_as_they_are() -> None:
    assert checked("project", GOOD) == GOOD


def test_empty_values_clear() -> None:
    assert checked("project", {"content": "", "stage": None, "park": "  "}) == {
        "content": None,
        "stage": None,
        "park": None,
    }


@pytest.mark.parametrize(
    ("key", "value", "advice"),
    [
        ("intended_amount_cny", "1.2亿元", "120000000"),
        ("intended_amount_cny", -1, "0"),
        ("intended_amount_cny", 2**63, "0"),
        ("intended_amount_cny", True, "整数"),
        ("jobs", MOST_WHOLE + 1, "0"),
        ("land_mu", float("nan"), "单位"),
        ("land_mu", 1e300, "单位"),
        ("signed_on", "2025年3月", "2025-03-29"),
        ("signed_on", "2025-13", "2025-03-29"),
        ("signed_on", "2025-09/2025-07", "2025-03-29"),
        ("signed_on", "٢٠٢٥-03", "2025-03-29"),
        ("target", "长沙", "430100"),
        ("target", "999999", "430100"),
        ("origin_country", "德国", "DE"),
        ("stage", "在谈", "negotiating"),
        ("credit_code", "123", "18位"),
        ("investment_range_cny", [2, 1], "前面"),
        ("investment_foreign", {"amount": 1}, "USD"),
        ("investment_foreign", {"amount": 1, "currency": "usd"}, "USD"),
        ("investment_approximate", "是", "true"),
        ("phases", [{"内容": "x"}], "一期"),
        ("phases", ["x"] * 51, "50"),
        ("content", "长" * 10_001, "10000"),
        ("name", "长" * (LONGEST_NAME + 1), "500"),
        ("name", " ", "不能为空"),
        ("content", ["x"], "文字"),
    ],
)
def test_wrong_value_is_refused_with_what_to_write(key: str, value: Any, advice: str) -> None:
    with pytest.raises(RefusedFields) as refused:
        checked("project", {key: value})
    (fault,) = refused.value.faults
    assert fault.key == key
    assert fault.label == fields_of("project")[key].label
    assert advice in fault.advice.zh
    assert fault.advice.en
    assert not any("一" <= c <= "鿿" for c in fault.advice.en.replace("一期", ""))


def test_unknown_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(RefusedFields) as refused:
        checked("project", {"intended_amount": 1, "项目阶段": "lead", "zzzz": 1})
    advice = {fault.key: fault.advice.zh for fault in refused.value.faults}
    assert "intended_amount_cny" in advice["intended_amount"]
    assert "项目阶段" in advice["项目阶段"]
    assert "可用的字段" in advice["zzzz"]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(RefusedFields) as refused:
        checked("project", {"stage": "x", "target": "y", "name": "好"})
    assert [fault.key for fault in refused.value.faults] == ["stage", "target"]
    assert "项目阶段" in refused.value.said.zh
    assert "Receiving region" in refused.value.said.en


def test_marks_that_no_database_keeps_are_left_out() -> None:
    assert checked("project", {"name": "示例\x00\u202e\ud800项目"}) == {"name": "示例项目"}


_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_ANY = st.recursive(
    _PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=8
)


def _numbers(value: Any) -> list[int | float]:
    if isinstance(value, dict):
        return [n for inner in value.values() for n in _numbers(inner)]
    if isinstance(value, list):
        return [n for inner in value for n in _numbers(inner)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@given(st.data())
def test_whatever_comes_is_taken_within_bounds_or_refused_by_name(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KIND_LABELS)))
    key = data.draw(st.sampled_from(sorted(fields_of(kind))) | st.text())
    value = data.draw(_ANY)
    try:
        found = checked(kind, {key: value})
    except RefusedFields as refused:
        assert refused.faults
        assert all(fault.advice.zh and fault.advice.en for fault in refused.faults)
        return
    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    assert "\x00" not in json.loads(text).__str__()
    text.encode("utf-8")  # no half of a surrogate pair
    assert all(-(2**63) <= number < 2**63 for number in _numbers(found))
    if fields_of(kind)[key].type == "money":
        assert found[key] is None or 0 <= found[key] <= MOST_MONEY
    assert checked(kind, found) == found  # what was taken is taken again
