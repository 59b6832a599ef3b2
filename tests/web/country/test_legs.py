"""Flows by query are the flows by fold, for whoever sees everything; and what somebody may not read is not there."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from yanzhen.report.country.flows import MONEY, Chosen, asides_of, counted_once, legs_of, total_of
from yanzhen.report.fold import fold
from yanzhen_web.models import Record
from yanzhen_web.services.country import legs
from yanzhen_web.services.records.reading import as_engine

from ..worlds import WHY, World, told  # noqa: TID252 -- the one door to the site's test world

_CHOICES: dict[str, list[Any]] = {
    "origin": ["440300", "310000", "430100", "429004", "430182"],
    "origin_country": ["DE", "JP", "CN", "CHN"],
    "origin_scope": ["省外", "省内", "境外"],
    "target": ["430100", "430182", "430223", "440300"],
    "region": ["430200", "430100"],
    "stage": ["signed", "negotiating", "started"],
    "chain": ["高端装备", "先进材料", "别的"],
    "intended_amount_cny": [1, 10**8, 3 * 10**12, 0],
    "investment_cny": [5, 7 * 10**8],
    "investment_range_cny": [[1, 2], [10**8, 2 * 10**8]],
    "investment_foreign": [{"amount": 5, "currency": "USD"}, {"amount": 7.5, "currency": "EUR"}],
    "contract_foreign_capital": [{"amount": 3, "currency": "USD"}],
    "signed_amount_cny": [9 * 10**9, 1],
    "funds_in_place_total_cny": [10**7],
    "investment_done_total_cny": [10**6, 3],
    "signed_on": ["2024", "2024-05", "2024-05-06", "2024-11/2025-02", "2024-01/2024-03", "2025-03-29"],
}


def _fill(world: World, seed: int, count: int) -> None:
    choose = random.Random(seed)
    listed: dict[str, list[Any]] = {"changsha": [], "zhuzhou": []}
    for number in range(count):
        fields = {key: choose.choice(values) for key, values in _CHOICES.items() if choose.random() < 0.5}
        listed[choose.choice(list(listed))].append(told("project", f"示例{number}", **fields))
    for owner, rows in listed.items():
        world.write(owner, *rows)


_CHOSEN = (
    Chosen(),
    Chosen(year="2024"),
    Chosen(year="unknown"),
    Chosen(chain="先进材料", stage="unknown"),
    Chosen(chain="unknown"),
    Chosen(origin="abroad"),
    Chosen(origin="粤港澳大湾区", target="430000", year="2025"),
)


@pytest.mark.parametrize("seed", range(2))
def test_flows_by_query_are_the_flows_by_fold(world: World, seed: int) -> None:
    _fill(world, seed, 80)
    everything = [as_engine(r) for r in Record.objects.unscoped(why=WHY).select_related("upload").order_by("pk")]
    organiser = world.actor("organiser")
    for chosen in _CHOSEN:
        wanted = {(leg.origin, leg.target): leg for leg in legs_of(everything, chosen)}
        for figure in MONEY:
            found = legs.legs(organiser, chosen, figure.id)
            assert {(leg.origin, leg.target): (leg.count, leg.money[figure.id]) for leg in found} == {
                ends: (leg.count, leg.money[figure.id]) for ends, leg in wanted.items()
            }
            beside = legs.asides(organiser, legs.at_ends(legs.projects(organiser, chosen), found), figure.id)
            if not (chosen.origin and chosen.target):
                assert beside == [replace(a, rows=()) for a in asides_of(everything, chosen) if a.measure == figure.id]
        assert total_of(legs.legs(organiser, chosen, "count")).count == sum(leg.count for leg in wanted.values())


def test_sum_of_the_matrix_is_the_figure(world: World) -> None:
    _fill(world, 9, 50)
    everything = counted_once(as_engine(r) for r in Record.objects.unscoped(why=WHY).select_related("upload"))
    for figure in MONEY:
        total = total_of(legs.legs(world.actor("organiser"), Chosen(), figure.id))
        assert total.value(figure.id) == fold(figure, everything).value


def test_project_of_two_offices_counts_once(world: World) -> None:
    one = told("project", "示例项目", origin="440300", target="430100", intended_amount_cny=10**8)
    world.write("changsha", one)
    world.write("zhuzhou", one)
    (leg,) = legs.legs(world.actor("organiser"), Chosen(), "intended")
    assert (leg.count, leg.value("intended")) == (1, 10**8)


def test_hidden_project_is_as_if_nobody_had_told_it(world: World) -> None:
    world.write("changsha", told("project", "示例内部", "internal", origin="440300", target="430100"))
    assert legs.legs(world.actor("rival"), Chosen(), "count") == []
    assert total_of(legs.legs(world.actor("city_office"), Chosen(), "count")).count == 1


def test_amount_that_is_not_theirs_to_read_is_as_if_not_told(world: World) -> None:
    (record,) = world.write(
        "changsha",
        told("project", "示例公开", "open", origin="440300", target="430100", intended_amount_cny=7 * 10**8,
             investment_range_cny=[1, 2], signed_event="开幕式", funds_in_place_total_cny=5),
    )  # fmt: skip
    assert record.released_at is None
    rival, inside = world.actor("rival"), world.actor("city_office")
    assert total_of(legs.legs(inside, Chosen(), "intended")).value("intended") == 7 * 10**8
    assert total_of(legs.legs(rival, Chosen(), "intended")).value("intended") == 0
    (aside,) = legs.asides(rival, legs.projects(rival, Chosen()), "intended")
    assert (aside.stated, aside.count, aside.low) == (None, 1, 0)
    assert total_of(legs.legs(rival, Chosen(), "in_place")).value("in_place") == 5


def test_queries_do_not_grow_with_rows(world: World, count_queries: Any) -> None:
    organiser = world.actor("organiser")
    _fill(world, 1, 1)
    few = count_queries(lambda: legs.legs(organiser, Chosen(year="2024"), "intended"))
    _fill(world, 2, 20)
    assert few == count_queries(lambda: legs.legs(organiser, Chosen(year="2024"), "intended")) == 1


def test_years_to_choose_from(world: World) -> None:
    assert legs.years_of(world.actor("organiser")) == []
    world.write("changsha", told("project", "甲", signed_on="2023-05"), told("project", "乙", signed_on="2025"))
    assert legs.years_of(world.actor("organiser")) == [2025, 2024, 2023]
