"""Lists: search, filters, order, pages; what outsiders may not read does not show in the order either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.services.records.listing import Asked, counted, record_list
from yanzhen_web.services.records.searching import initials

from .worlds import World, told


def _names(world: World, who: str, kind: str = "project", **parameters: str) -> list[str]:
    return [row["record"].name for row in record_list(world.actor(who), Asked.of(kind, parameters))["rows"]]


@pytest.fixture
def projects(world: World) -> World:
    world.write(
        "changsha",
        told("project", "光启超材料产业基地", investor="深圳光启技术", target="430100", origin="440300", stage="signed",
             chain="先进材料", intended_amount_cny=5 * 10**9, content="超材料研发"),
        told("project", "永磁电机生产线", investor="宁波某电机公司", target="430182", origin="330200",
             stage="negotiating", chain="高端装备", intended_amount_cny=3 * 10**8, contact="王某某 13800000000"),
    )  # fmt: skip
    world.write(
        "zhuzhou",
        told("project", "LED显示模组", "open", investor="惠科", target="430223", origin="430100", stage="started",
             chain="电子信息", intended_amount_cny=9 * 10**9),
    )  # fmt: skip
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("光启", {"光启超材料产业基地"}),
        ("电机", {"永磁电机生产线"}),
        ("电机 宁波", {"永磁电机生产线"}),
        ("电机 光启", set()),
        ("yc", {"永磁电机生产线"}),
        ("gqcc", {"光启超材料产业基地"}),
        ("led", {"LED显示模组"}),
        ("ＬＥＤ", {"LED显示模组"}),
        ("超材料研发", {"光启超材料产业基地"}),
        ("13800000000", set()),
        ("%", set()),
        ("", {"光启超材料产业基地", "永磁电机生产线", "LED显示模组"}),
    ],
)
def test_search_finds_every_word(projects: World, query: str, found: set[str]) -> None:
    if query == "yc":
        query = initials("永磁电机生产线")[:4]
    assert set(_names(projects, "organiser", q=query)) == found


def test_filters_narrow_and_count(projects: World) -> None:
    assert _names(projects, "organiser", chain="高端装备") == ["永磁电机生产线"]
    assert set(_names(projects, "organiser", region="430100")) == {"光启超材料产业基地", "永磁电机生产线"}
    assert _names(projects, "organiser", region="430182") == ["永磁电机生产线"]
    assert _names(projects, "organiser", origin="330000") == ["永磁电机生产线"]
    assert _names(projects, "organiser", stage="signed", origin_scope="outside") == ["光启超材料产业基地"]
    context = record_list(projects.actor("organiser"), Asked.of("project", {"stage": "signed"}))
    options = {f["key"]: {o["value"]: o["count"] for o in f["options"]} for f in context["filters"]}
    assert options["stage"] == {"signed": 1, "negotiating": 1, "started": 1}
    assert options["region"] == {"430100": 1}
    assert options["chain"] == {"先进材料": 1}


def test_filters_of_an_outsider_count_what_the_outsider_sees(projects: World) -> None:
    context = record_list(projects.actor("rival"), Asked.of("project", {}))
    assert {o["value"]: o["count"] for f in context["filters"] for o in f["options"] if f["key"] == "chain"} == {
        "电子信息": 1
    }


def test_order_by_amount_both_ways(projects: World) -> None:
    rising = ["永磁电机生产线", "光启超材料产业基地", "LED显示模组"]
    assert _names(projects, "organiser", sort="amount_cny") == rising
    assert _names(projects, "organiser", sort="-amount_cny") == rising[::-1]
    assert _names(projects, "organiser", sort="id; drop table") == _names(projects, "organiser")


def test_order_gives_no_hidden_amount_away(world: World) -> None:
    for name, amount in (("甲", 5), ("乙", 9), ("丙", 1)):
        world.write("zhuzhou", told("project", name, "open", target="430223", intended_amount_cny=amount * 10**8))
    assert _names(world, "rival", sort="amount_cny") == _names(world, "rival", sort="-amount_cny") == ["甲", "乙", "丙"]
    cells = record_list(world.actor("rival"), Asked.of("project", {}))["rows"][0]["cells"]
    assert not any("亿元" in cell["text"] for cell in cells)


def test_pages_are_stable_and_complete(world: World) -> None:
    world.write("changsha", *(told("project", f"项目{n:03}", target="430100") for n in range(60)))
    seen = [name for page in ("1", "2", "3") for name in _names(world, "organiser", page=page)]
    assert len(seen) == len(set(seen)) == 60
    assert _names(world, "organiser", page="99") == _names(world, "organiser", page="3")
    assert _names(world, "organiser", page="x") == _names(world, "organiser", page="1")


LISTS = ("project", "demand", "achievement", "park", "policy", "visit")


@pytest.mark.parametrize("kind", LISTS)
def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    world: World, kind: str, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    client = world.client("organiser")
    address = reverse("record_list", kwargs={"kind": kind})
    world.write("changsha", told(kind, "甲", organisation="某单位", region="430100"))
    client.get(address)  # the session's first request
    one = count_queries(lambda: client.get(address))
    world.write("zhuzhou", told(kind, "乙", region="430200"), told(kind, "丙", region="430223"))
    assert count_queries(lambda: client.get(address)) == one
    assert one <= 14


def test_detail_takes_as_many_queries_for_three_versions_as_for_one(
    world: World, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    client = world.client("organiser")
    (record,) = world.write("changsha", told("project", "甲", jobs=1))
    address = reverse("record_detail", kwargs={"kind": "project", "public_id": record.public_id})
    client.get(address)
    one = count_queries(lambda: client.get(address))
    world.write("changsha", told("project", "甲", jobs=2))
    world.write("changsha", told("project", "甲", jobs=3))
    assert count_queries(lambda: client.get(address)) == one


def test_counts_of_all_filters_take_one_query(world: World, count_queries: Any) -> None:
    fields = {"origin": "440300", "target": "430182", "stage": "signed"}
    world.write("changsha", *[told("project", f"项目{n}", "open", **fields) for n in range(3)])
    world.write("zhuzhou", told("project", "内部", "internal", **fields))
    actor = world.actor("county_office")
    assert count_queries(lambda: counted(actor, Asked("project"))) == 1
    group, other = sorted(counted(actor, Asked("project")), key=lambda group: -group.times)
    values = {key: group.values[key] for key in ("stage", "origin", "region", "publication")}
    assert values == {"stage": "signed", "origin": "44", "region": "4301", "publication": "open"}
    assert (group.times, other.times) == (3, 1)


def test_filter_counts_say_what_each_option_would_give(world: World) -> None:
    for stage, origin in (("signed", "440300"), ("signed", "310000"), ("negotiating", "310000")):
        world.write("changsha", told("project", f"{stage}{origin}", "open", stage=stage, origin=origin))
    client = world.client("organiser")
    page = client.get("/projects/?stage=signed").context
    counts = {f["key"]: {o["value"]: o["count"] for o in f["options"]} for f in page["filters"]}
    assert counts["stage"] == {"signed": 2, "negotiating": 1}
    assert counts["origin"] == {"440000": 1, "310000": 1}
    assert page["page"].paginator.count == len(page["rows"]) == 2
