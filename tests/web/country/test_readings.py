"""Indicators by query are the indicators by fold; what somebody may not read is not told."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from yanzhen.report.country.axes import INDICATORS, SPLITS, Reading, indicator, read_split
from yanzhen_web.models import Record
from yanzhen_web.services.country.readings import read
from yanzhen_web.services.records.reading import as_engine

from ..worlds import WHY, World, told  # noqa: TID252 -- the one door to the site's test world

_PROJECTS: dict[str, list[Any]] = {
    "industry_code": ["C3974", "27", "C35", "C18", "403", "397"],
    "intended_amount_cny": [10**8, 5, 0],
    "investment_cny": [7 * 10**8],
    "equipment_cny": [10**7, 0],
    "fixed_assets_cny": [10**8, 3],
    "energy_tce": [500, 1.5, 3000],
    "output_expected_cny": [10**7, 2 * 10**8, 0],
    "content": ["智能产线", "仓库", "机器人本体"],
    "target": ["430100", "430182", "440300"],
    "chain": ["先进材料", "别的"],
    "signed_on": ["2024", "2025-03-29", "2024-11/2025-02"],
}
_FIRMS: dict[str, list[Any]] = {
    "honours": ["国家级绿色工厂", "高新技术企业、智能工厂", "无"],
    "rd_cny": [10**6, 0],
    "revenue_cny": [10**8, 3],
    "region": ["430100", "430200"],
}


def _fill(world: World, seed: int) -> None:
    choose = random.Random(seed)
    rows = []
    for number in range(60):
        for kind, choices in (("project", _PROJECTS), ("enterprise", _FIRMS)):
            fields = {key: choose.choice(values) for key, values in choices.items() if choose.random() < 0.6}
            rows.append(told(kind, f"示例{number}", **fields))
    world.write("changsha", *rows)


def test_indicators_by_query_are_those_by_fold(world: World) -> None:
    _fill(world, 3)
    everything = [as_engine(r) for r in Record.objects.unscoped(why=WHY).select_related("upload").order_by("pk")]
    organiser = world.actor("organiser")
    for of in INDICATORS:
        for split in SPLITS:
            wanted = {k: replace(v, rows=(), part_rows=()) for k, v in read_split(of, everything, split).items()}
            ours, theirs = read(organiser, of, split), {k: v for k, v in wanted.items() if v.records}
            assert ours.keys() == theirs.keys(), (of.id, split)
            for group, reading in ours.items():
                assert (reading.records, reading.told) == (theirs[group].records, theirs[group].told), (of.id, group)
                assert reading.numerator == pytest.approx(theirs[group].numerator), (of.id, group)
                assert reading.denominator == pytest.approx(theirs[group].denominator), (of.id, group)


def _whole(world: World, who: str, id_: str) -> Reading:
    return sum(read(world.actor(who), indicator(id_), "region").values(), Reading())


def test_text_of_a_project_by_code_is_not_asked(world: World) -> None:
    """Its words may be pieces of the firm's name."""
    fields = {"investor": "示例智能公司", "content": "示例智能公司新建仓库", "industry_code": "C39"}
    world.write("changsha", told("project", "示例智能项目", "open", **fields, intended_amount_cny=10**8))
    inside, outside = (_whole(world, who, "digital_projects") for who in ("city_office", "rival"))
    assert (inside.records, inside.told) == (1, 1)
    assert (outside.records, outside.told) == (1, 0)
    assert _whole(world, "rival", "high_tech_share").told == 0


def test_output_that_waits_for_release_is_not_told(world: World) -> None:
    world.write("changsha", told("project", "示例", "open", energy_tce=5, output_expected_cny=10**7))
    Record.objects.unscoped(why=WHY)
    for id_ in ("energy_per_output", "frugal_projects"):
        assert _whole(world, "city_office", id_).told == 1
        assert _whole(world, "rival", id_) == Reading(1, 0, 0, 0)


def test_hidden_records_are_in_no_population(world: World) -> None:
    world.write("changsha", told("project", "示例", "internal", content="智能"))
    assert _whole(world, "rival", "digital_projects") == Reading()
