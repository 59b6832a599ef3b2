"""Conditions and measures over records, against a slow oracle that knows the definitions and not the code."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.language import Said
from yanzhen.records import Record, folded, give_keys
from yanzhen.report.conditions import (
    Absent,
    Condition,
    Contains,
    During,
    Equals,
    Lacks,
    NoneOf,
    OneOf,
    Present,
    Within,
)
from yanzhen.report.declarations import Count, CountDistinct, Figure, Measure, Months
from yanzhen.report.event import EVENT_FIGURES
from yanzhen.report.fold import fold, holds

_NAME = Said("数", "number")


def figure(measure: Measure, *where: Condition, kind: Any = "project") -> Figure:
    return Figure("f", _NAME, "个", _NAME, kind, measure, where)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (Equals("k", "a"), "a", True),
        (Equals("k", "a"), "b", False),
        (Equals("k", True), True, True),
        (Equals("k", True), False, False),
        (Equals("k", True), None, False),
        (OneOf("k", ("a", "b")), "b", True),
        (OneOf("k", ("a", "b")), None, False),
        (NoneOf("k", ("a", "b")), "b", False),
        (NoneOf("k", ("a", "b")), None, True),
        (Contains("k", "开幕式"), "2025开幕式签约", True),
        (Contains("k", "开幕式"), None, False),
        (Lacks("k", "历年"), "历年项目", False),
        (Lacks("k", "历年"), None, True),
        (Present("k"), 0, True),
        (Present("k"), "", False),
        (Absent("k"), None, True),
        (Absent("k"), False, False),
        (Within("k", "430000"), "430181", True),
        (Within("k", "430100"), "430181", True),
        (Within("k", "430100"), "430200", False),
        (Within("k", "430181"), "430100", False),
        (Within("k", "430000"), None, False),
        (During("k", "2024"), "2024", True),
        (During("k", "2024"), "2024-11-02", True),
        (During("k", "2024-11"), "2024", False),
        (During("k", "2024"), "2024-07/2024-09", True),
        (During("k", "2024"), "2024-11/2025-02", False),
        (During("k", "2024"), "2023-11/2024-02", False),
        (During("k", "2024"), None, False),
    ],
)
def test_condition_on_a_value_or_none(condition: Condition, value: object, expected: bool) -> None:
    fields = {} if value is None else {"k": value}
    assert holds(condition, Record("project", "示例", fields)) is expected


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2019-12", "2021-02", 14),
        ("2024-09-30", "2024-10-01", 1),
        ("2024-05", "2024-05-28", 0),
        ("2024", "2025-01", None),
        ("2024-05", "2024-07/2024-09", None),
        ("2024-05", None, None),
    ],
)
def test_months_need_two_dates_known_to_the_month(start: str, end: str | None, months: int | None) -> None:
    record = Record("project", "示例", {"started_on": start} | ({"producing_on": end} if end else {}), key="p")
    tally = fold(figure(Months("started_on", "producing_on")), [record])
    assert (tally.value, tally.rows) == (months, ("p",))


def test_months_of_several_records_have_no_answer() -> None:
    several = give_keys(
        Record("project", name, {"started_on": "2024-01", "producing_on": "2024-05"}) for name in ("甲", "乙")
    )
    assert fold(figure(Months("started_on", "producing_on")), several).value is None


def test_distinct_values_are_told_apart_after_folding() -> None:
    visits = give_keys(
        Record("visit", f"走访{n}", {"firm": firm}) for n, firm in enumerate(("示例Ａ厂", "示例a 厂", "乙厂"))
    )
    tally = fold(figure(CountDistinct("firm"), kind="visit"), [*visits, Record("visit", "无企业", key="x")])
    assert (tally.value, len(tally.rows)) == (2, 3)


def test_other_kinds_are_passed_over() -> None:
    assert fold(figure(Count()), [Record("demand", "示例", key="d")]).value == 0


_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "collection_round": st.sampled_from(["2025示例活动", "历年项目"]),
        "origin": st.sampled_from(["440300", "430100", "430181", "330000"]),
        "origin_country": st.sampled_from(["CN", "DE"]),
        "origin_scope": st.sampled_from(["省外", "省内", "境外", "？"]),
        "intended_amount_cny": st.integers(0, 10**13),
        "investment_cny": st.integers(0, 10**13),
        "investment_range_cny": st.just([1, 2]),
        "signed_event": st.sampled_from(["开幕式", "装备专场"]),
        "firm": st.sampled_from(["示例甲", "示例 甲", "示例乙"]),
        "joint_project": st.booleans(),
        "contract_cny": st.integers(0, 10**12),
        "met_on": st.sampled_from(["2024", "2024-03", "2024-03-05", "2023-12", "2024-12/2025-01", "2024-01/2024-02"]),
    },
)
_RECORDS = st.lists(
    st.builds(
        Record,
        st.sampled_from(["project", "visit", "demand"]),
        st.sampled_from(["示例一", "示例二", "示例三"]),
        _FIELDS,
    ),
    max_size=25,
).map(give_keys)


def _side(f: dict[str, Any]) -> str:
    if "origin" in f:
        return "inside" if f["origin"] in ("430100", "430181") else "outside"
    if f.get("origin_country") == "DE":
        return "outside"
    return {"省外": "outside", "境外": "outside", "省内": "inside"}.get(f.get("origin_scope", ""), "unknown")


def _slow_projects(records: list[Record], side: str | None) -> tuple[int, int, list[str], list[str]]:
    number, money, rows, paid = 0, 0, [], []
    for record in records:
        f = record.fields
        if record.kind != "project" or f.get("collection_round") == "历年项目":
            continue
        if side is not None and _side(f) != side:
            continue
        number += 1
        rows.append(record.key)
        if "intended_amount_cny" in f:
            money += f["intended_amount_cny"]
            paid.append(record.key)
        elif "investment_cny" in f:
            money += f["investment_cny"]
            paid.append(record.key)
    return number, money, rows, paid


@given(_RECORDS)
def test_fold_of_project_figures_agrees_with_the_oracle(records: list[Record]) -> None:
    for name, side in (("projects", None), ("projects_outside", "outside"), ("projects_inside", "inside")):
        number, money, rows, paid = _slow_projects(records, side)
        counted = fold(EVENT_FIGURES.figure("projects_collected" if side is None else name), records)
        summed = fold(EVENT_FIGURES.figure(f"{name}_amount"), records)
        assert (counted.value, list(counted.rows)) == (number, rows)
        assert (summed.value, list(summed.rows)) == (money, paid)
        assert {apart.row for apart in summed.apart} == set(rows) - set(paid)
        assert sum(times for _, times in summed.sources) == len(paid)


@given(_RECORDS)
def test_fold_of_the_funnel_agrees_with_the_oracle(records: list[Record]) -> None:
    whole_2024 = {"2024", "2024-03", "2024-03-05", "2024-01/2024-02"}
    visits = [r for r in records if r.kind == "visit" and r.fields.get("met_on") in whole_2024]
    joint = [r for r in visits if r.fields.get("joint_project") is True]
    firms = {folded(r.fields["firm"]) for r in visits if "firm" in r.fields}
    assert fold(EVENT_FIGURES.figure("firms_met"), records).value == len(firms)
    assert fold(EVENT_FIGURES.figure("joint_projects"), records).value == len(joint)
    expected = sum(r.fields["contract_cny"] for r in joint if "contract_cny" in r.fields)
    assert fold(EVENT_FIGURES.figure("joint_contracts"), records).value == expected
