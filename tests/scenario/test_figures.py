"""The published figures come out of the offices' workbooks exactly, read as `yanzhen collect` reads them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from yanzhen.records import Record
from yanzhen.reference import regions
from yanzhen.scenario.hunan2025.plan import Event, plan_event

from .gathering import Gathered

YI = 100_000_000
HUNAN = "43"


def is_outside(record: Record) -> bool:
    """As anyone would tell it: the column 项目来源, else the region, else the country."""
    scope = record.get("origin_scope")
    if scope:
        return scope != "省内"
    if record.get("origin_country"):
        return True
    return not record.fields["origin"].startswith(HUNAN)


def intended(records: list[Record]) -> int:
    return sum(record.fields["intended_amount_cny"] for record in records)


def test_projects_are_543_with_4481_yi(gathered: Gathered) -> None:
    counted = gathered.counted()
    assert (len(counted), intended(counted)) == (543, 4481 * YI)


def test_projects_from_outside_and_inside_add_up(gathered: Gathered) -> None:
    outside = [record for record in gathered.counted() if is_outside(record)]
    inside = [record for record in gathered.counted() if not is_outside(record)]
    assert (len(outside), intended(outside)) == (337, 3086 * YI)
    assert (len(inside), intended(inside)) == (206, 1395 * YI)


def test_key_projects_are_sixteen_in_four_chains(gathered: Gathered) -> None:
    key = [record for record in gathered.counted() if record.get("signed_event") == "开幕式"]
    assert len(key) == 16
    assert {record.get("chain") for record in key} == {"高端装备", "电子信息", "先进材料", "航空航天"}
    assert {record.get("signed_on") for record in key} == {"2025-03-29"}


def test_technology_goes_both_ways(gathered: Gathered) -> None:
    kinds = Counter(record.kind for record in gathered.records)
    assert (kinds["demand"], kinds["achievement"]) == (170, 1310)
    for kind in ("demand", "achievement"):
        assert {record.get("collection_round") for record in gathered.of(kind)} == {"2025产业转移对接活动"}


def test_agreements_join_seven_universities_and_twenty_firms(gathered: Gathered) -> None:
    agreements = gathered.of("agreement")
    assert {record.get("university_kind") for record in agreements} == {"部属"}
    assert len({record.get("university") for record in agreements}) == 7
    assert len({record.get("firm") for record in agreements}) == 20
    assert {record.get("agreement_kind") for record in agreements} == {"成果转化", "协同攻关"}


def test_funnel_of_2024_is_exact(gathered: Gathered) -> None:
    visits = gathered.of("visit")
    joint = [record for record in visits if record.get("joint_project")]
    assert len({record.get("firm") for record in visits}) == len(visits) == 1683
    assert len(joint) == 415
    assert sum(record.get("contract_cny", 0) for record in visits) == 480_000_000
    assert all("contract_cny" in record.fields for record in joint)
    assert {record.fields["met_on"][:4] for record in visits} == {"2024"}


def test_clusters_are_five_and_fifteen(gathered: Gathered) -> None:
    levels = Counter(record.get("level") for record in gathered.of("cluster"))
    assert sorted(levels.values()) == [5, 15]


def test_programme_is_one_four_and_fourteen(gathered: Gathered) -> None:
    sessions = Counter(record.get("session_kind") for record in gathered.of("session"))
    assert sessions == {"开幕式": 1, "产业链专场": 4, "市县专场": 14}
    assert "高端装备制造产业链专场" in {record.name for record in gathered.of("session")}


def test_cited_figures_have_a_source(folder: Path) -> None:
    with (folder / "cited.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["value"] for row in rows} == {"4291", "6800"}
    assert all(row["source_zh"] and row["source_en"] and row["as_of"] for row in rows)


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_other_seeds_have_the_same_figures(seed: int) -> None:
    event = plan_event(seed)
    counted = list(event.projects.counted())
    outside = [row for row in counted if row.get("origin_scope") != "省内"]
    amounts = [sum(row.get("intended_amount_cny") for row in rows) for rows in (counted, outside)]
    assert (len(counted), len(outside), *amounts) == (543, 337, 4481 * YI, 3086 * YI)
    assert sum(row.get("contract_cny") or 0 for row in event.visits) == 480_000_000
    assert min(row.get("contract_cny") for row in event.visits if row.get("joint_project")) > 0
    assert (len(event.demands), len(event.achievements), len(event.visits)) == (170, 1310, 1683)


def _told(event: Event) -> dict[tuple[str, str], dict[str, object]]:
    """What each of the 543 was meant to say; a slip says nothing."""
    rows = event.projects.counted()
    return {(row.name, row.get("investor")): {**row.fields, **dict.fromkeys(row.written)} for row in rows}


def _differs(record: Record, key: str, meant: object) -> bool:
    value = record.fields[key]
    if key not in ("target", "origin"):
        return bool(value != meant)
    place, name = str(meant).replace("/", ""), regions.name_of(value, full=True)
    # The park in its column speaks for the city, where the county stands in the sheet's name alone.
    city_is_enough = key == "target" and record.source.book.startswith("02_")
    return not (name == place or (city_is_enough and place.startswith(name) and name.endswith("长沙市")))


def test_every_project_reads_as_it_was_meant(gathered: Gathered, event: Event) -> None:
    """Amounts, dates, places and texts of all 543, however the office wrote them."""
    told = _told(event)
    wrong = [
        (record.source.book, record.name, key, record.fields[key], told[record.name, record.fields["investor"]][key])
        for record in gathered.counted()
        for key, meant in told[record.name, record.fields["investor"]].items()
        if key in record.fields and meant not in (None, "") and _differs(record, key, meant)
    ]
    assert wrong == []


def test_amounts_look_natural(event: Event) -> None:
    amounts = sorted(row.get("intended_amount_cny") for row in event.projects.counted())
    assert amounts[0] >= 10_000_000
    assert amounts[-1] == 90 * YI
    assert amounts[len(amounts) // 2] < sum(amounts) / len(amounts), "few large, many small"
    assert len(set(amounts)) > 250
    assert sum(amount % (YI // 10) == 0 for amount in amounts) > len(amounts) // 2


def test_all_cities_receive(gathered: Gathered) -> None:
    assert len({record.fields["target"][:4] for record in gathered.counted()}) == 14
