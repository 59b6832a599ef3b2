"""Figures by query agree with the engine's fold, to the yuan and to the row."""

from __future__ import annotations

import random
from typing import Any

import pytest

from yanzhen.language import Said
from yanzhen.report import EVENT_FIGURES, compute_figures
from yanzhen.report.conditions import (
    Absent,
    Begins,
    Contains,
    ContainsAny,
    During,
    Equals,
    Lacks,
    NoneOf,
    OneOf,
    Present,
    RatioAtMost,
    Within,
)
from yanzhen.report.declarations import Count, CountDistinct, Figure, Sum, SumFirst
from yanzhen.report.fold import fold
from yanzhen_web.models import Record
from yanzhen_web.services.records.reading import as_engine
from yanzhen_web.services.report.figures import tally
from yanzhen_web.services.report.reporting import event_rows, report_of

from .worlds import WHY, World, told

_CHOICES: dict[str, list[Any]] = {
    "collection_round": ["2025年春季", "历年", "历年重点", ""],
    "origin": ["440300", "310000", "430100", "330100"],
    "origin_country": ["DE", "CN"],
    "origin_scope": ["省外", "省内"],
    "target": ["430100", "430182", "430223", "430200"],
    "stage": ["signed", "negotiating", "started"],
    "chain": ["高端装备", "先进材料", "别的", "航空航天"],
    "signed_event": ["开幕式", "开幕式现场", "专场"],
    "investor": ["惠科股份", "光启技术", "ABC", "abc"],
    "intended_amount_cny": [1, 10**8, 3 * 10**12, 0],
    "investment_cny": [5, 7 * 10**8],
    "investment_range_cny": [[1, 2]],
    "investment_foreign": [{"amount": 5, "currency": "USD"}],
    "signed_amount_cny": [9 * 10**9],
    "signed_on": ["2024", "2024-05", "2024-05-06", "2024-11/2025-02", "2024-01/2024-03", "2025-03-29"],
    "started_on": ["2024-10", "2023"],
    "producing_on": ["2025-12-01", "2025-06"],
    "jobs": [5, 500],
}
_VISITS: dict[str, list[Any]] = {
    "firm": ["甲 公司", "甲公司", "乙公司", "ABC", "abc"],
    "met_on": ["2024-05-01", "2024", "2025-01"],
    "joint_project": [True, False],
    "contract_cny": [10**6, 48 * 10**7],
    "region": ["430100", "440300"],
}


def _random_fields(choices: dict[str, list[Any]], choose: random.Random) -> dict[str, Any]:
    picked = {key: choose.choice(values) for key, values in choices.items() if choose.random() < 0.6}
    return {key: value for key, value in picked.items() if value != ""}


def _fill(world: World, seed: int, count: int) -> None:
    choose = random.Random(seed)
    listed: dict[str, list[Any]] = {"changsha": [], "zhuzhou": []}
    for number in range(count):
        owner = choose.choice(list(listed))
        name = f"{choose.choice(['8.6代线', '电机', 'LED'])}{number}"
        listed[owner].append(told("project", name, **_random_fields(_CHOICES, choose)))
        listed[owner].append(told("visit", f"走访{number}", **_random_fields(_VISITS, choose)))
    for owner, rows in listed.items():
        world.write(owner, *rows)


def _everything() -> list[Any]:
    return [as_engine(record) for record in Record.objects.unscoped(why=WHY).select_related("upload").order_by("pk")]


@pytest.mark.parametrize("seed", range(4))
def test_event_report_by_query_is_the_report_by_fold(world: World, seed: int) -> None:
    _fill(world, seed, 60)
    ours, theirs = report_of(world.event), compute_figures(_everything(), (), world.event.starts_on)
    for mine, wanted in zip(ours.figures, theirs.figures, strict=True):
        assert mine == wanted, mine.id
    assert ours.distributions == theirs.distributions
    assert ours.identities == theirs.identities
    assert ours.signed == theirs.signed


_CONDITIONS = (
    Equals("stage", "signed"), Equals("jobs", 5), Equals("joint_project", True), OneOf("jobs", (5, 7)),
    OneOf("chain", ("高端装备", "别的")), NoneOf("stage", ("signed", "started")), NoneOf("jobs", (5,)),
    Contains("investor", "BC"), Lacks("investor", "bc"), Contains("name", "LED"), Lacks("name", "led"),
    Present("signed_on"), Absent("signed_on"), Present("intended_amount_cny"), Absent("joint_project"),
    Within("target", "430000"), Within("target", "430100"), Within("target", "430182"), During("signed_on", "2024"),
    During("signed_on", "2024-05"), During("met_on", "2024"), Equals("origin_side", "outside"), Absent("event_chain"),
    ContainsAny("investor", ("BC", "光启")), Begins("origin", ("44", "31")), Begins("signed_on", ("2024-0",)),
    RatioAtMost("jobs", "intended_amount_cny", 5.0), RatioAtMost("jobs", "investment_cny", 1e-6),
    RatioAtMost("investor", "jobs", 1.0),
    NoneOf("origin_province", ("430000",)), Contains("collection_round", "历年"), Lacks("collection_round", "历年"),
)  # fmt: skip
_MEASURES = (
    Count(),
    CountDistinct("investor"),
    CountDistinct("firm"),
    Sum("contract_cny"),
    SumFirst(("intended_amount_cny", "investment_cny"), ("investment_range_cny", "investment_foreign")),
)


def test_every_condition_and_measure_agrees(world: World) -> None:
    _fill(world, 11, 80)
    everything, rows = _everything(), event_rows(world.event)
    for kind in ("project", "visit"):
        for where in _CONDITIONS:
            for measure in _MEASURES:
                figure = Figure("x", Said("", ""), "个", Said("", ""), kind, measure, (where,))
                assert tally(figure, rows) == fold(figure, everything), (kind, where, measure)


def test_record_of_two_offices_counts_once(world: World) -> None:
    one = told("project", "电机项目", origin="440300", intended_amount_cny=10**8)
    world.write("changsha", one)
    world.write("zhuzhou", one)
    report = report_of(world.event)
    assert report.figure("projects_collected").value == 1
    assert report.figure("projects_amount").value_cny == 10**8


def test_report_follows_a_changed_record(world: World) -> None:
    world.write("changsha", told("project", "电机项目", origin="440300"))
    assert report_of(world.event).figure("projects_outside").value == 1
    world.write("changsha", told("project", "电机项目", origin="430100"))
    assert report_of(world.event).figure("projects_outside").value == 0


def test_all_declared_figures_are_worked_out(world: World) -> None:
    assert {figure.id for figure in report_of(world.event).figures} == {figure.id for figure in EVENT_FIGURES.figures}
