"""Matches and the sheet to send: the real matcher on the site's rows, within scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Match
from yanzhen_web.services.matching import run_matches

from .worlds import WHY, World, told


def _demand(name: str, publication: str = "open", **fields: Any) -> Any:
    given = {"organisation": "示例装备有限公司", "field": "先进材料", "region": "430100"} | fields
    return told("demand", name, publication, **given)


def _achievement(name: str, **fields: Any) -> Any:
    return told("achievement", name, "open", **({"organisation": "示例理工大学", "field": "先进材料"} | fields))


@pytest.fixture
def pairs(world: World) -> World:
    world.write(
        "changsha",
        _demand("高导热石墨膜连续制备", content="需要石墨膜，导热率≥1500W/(m·K)", contact="金丝雀 13900000000"),
    )
    world.write("zhuzhou", _demand("永磁电机退磁监测", "internal", content="电机永磁体退磁在线监测"))
    world.write(
        "university",
        _achievement("石墨膜卷对卷连续制备技术", content="石墨膜导热率1600W/(m·K)"),
        _achievement("永磁电机退磁在线监测方法", content="监测永磁体退磁"),
        _achievement("低空飞行器避障算法", content="实时避障"),
    )
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    return world


def test_reasons_add_up_to_the_score(pairs: World) -> None:
    matches = list(Match.objects.unscoped(why=WHY).select_related("demand", "achievement"))
    best = {match.demand.name: match.achievement.name for match in matches if match.rank == 1}
    assert best == {
        "高导热石墨膜连续制备": "石墨膜卷对卷连续制备技术",
        "永磁电机退磁监测": "永磁电机退磁在线监测方法",
    }
    assert all(sum(reason["weight"] for reason in match.reasons) == match.score for match in matches)


def test_matches_of_a_hidden_demand_are_hidden(pairs: World) -> None:
    def names(who: str) -> set[str]:
        page = pairs.client(who).get(reverse("match_list"))
        return {demand["name"] for demand in page.context["demands"]}

    assert names("organiser") == {"高导热石墨膜连续制备", "永磁电机退磁监测"}
    assert names("other_city") == {"永磁电机退磁监测"}
    assert names("city_office") == {"高导热石墨膜连续制备", "永磁电机退磁监测"}  # by ownership, by region
    assert names("university") == {"高导热石墨膜连续制备"}
    assert names("county_office") == names("enterprise") == names("rival") == set()


def test_sheet_shows_demand_offers_reasons_and_facts_without_contacts(pairs: World) -> None:
    demand = (
        Match.objects.unscoped(why=WHY).select_related("demand").get(demand__name="高导热石墨膜连续制备", rank=1).demand
    )
    page = pairs.client("organiser").get(reverse("match_sheet", kwargs={"public_id": demand.public_id}))
    text = page.content.decode()
    for shown in ("高导热石墨膜连续制备", "石墨膜卷对卷连续制备技术", "示例理工大学", "石墨"):
        assert shown in text
    assert "13900000000" not in text
    offer = page.context["offers"][0]
    assert [fact["outcome"] for fact in offer["facts"]] == ["met"]
    assert 0 < sum(reason["share"] for reason in offer["reasons"]) <= 101


def test_sheet_of_a_hidden_demand_is_missing(pairs: World) -> None:
    demand = (
        Match.objects.unscoped(why=WHY).select_related("demand").get(demand__name="永磁电机退磁监测", rank=1).demand
    )
    address = reverse("match_sheet", kwargs={"public_id": demand.public_id})
    assert pairs.client("enterprise").get(address).status_code == 404
    assert pairs.client("university").get(address).status_code == 404
    assert pairs.client("other_city").get(address).status_code == 200


def test_matching_again_replaces_and_never_doubles(pairs: World) -> None:
    before = list(Match.objects.unscoped(why=WHY).values_list("demand", "achievement", "rank", "score"))
    pairs.client("organiser").post(reverse("match_run"))
    assert work_off() == 1
    assert list(Match.objects.unscoped(why=WHY).values_list("demand", "achievement", "rank", "score")) == before


def test_internal_fields_do_not_reach_the_reasons(world: World) -> None:
    world.write("changsha", _demand("石墨膜制备", content="石墨膜", contact="避障算法 金丝雀"))
    world.write("university", _achievement("石墨膜避障算法", content="金丝雀"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    (match,) = Match.objects.unscoped(why=WHY)
    assert "金丝雀" not in str(match.reasons)
    assert "避障" not in str(match.reasons)


def test_a_county_runs_over_its_own_demands_only(pairs: World) -> None:
    ids = set(Match.objects.unscoped(why=WHY).filter(demand__name="永磁电机退磁监测").values_list("pk", flat=True))
    run_matches(pairs.actor("county_office"), None, lambda percent, message: None)
    assert ids <= set(Match.objects.unscoped(why=WHY).values_list("pk", flat=True))


def test_match_list_takes_as_many_queries_for_three_demands_as_for_one(
    world: World, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    client = world.client("organiser")
    world.write("university", _achievement("石墨膜制备技术"), _achievement("石墨膜卷对卷技术"))
    world.write("changsha", _demand("石墨膜需求一"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    client.get(reverse("match_list"))
    one = count_queries(lambda: client.get(reverse("match_list")))
    world.write("changsha", _demand("石墨膜需求二"), _demand("石墨膜需求三"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    assert count_queries(lambda: client.get(reverse("match_list"))) == one


@pytest.fixture
def rivals(world: World) -> World:
    """A demand for everybody; its best achievement is the university's own affair."""
    world.write("changsha", _demand("石墨膜连续制备", content="导热石墨膜连续制备，卷对卷"))
    best = told("achievement", "导热石墨膜卷对卷连续制备", "internal", field="先进材料", content="导热石墨膜卷对卷")
    world.write("university", best, _achievement("石墨膜制备"), *[_achievement(f"石墨膜方法{n}") for n in "甲乙丙丁"])
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    return world


def _offers(world: World, who: str) -> list[tuple[str, int]]:
    (demand,) = world.client(who).get(reverse("match_list")).context["demands"]
    sheet = world.client(who).get(demand["sheet_url"]).context["offers"]
    page = world.client(who).get(demand["href"]).context["matches"]
    told = [[(offer["name"], offer["rank"]) for offer in offers] for offers in (demand["matches"], sheet, page)]
    assert told[0] == told[1] == told[2]
    return told[0]


def test_a_hidden_achievement_leaves_no_gap(rivals: World) -> None:
    assert _offers(rivals, "organiser")[0] == ("导热石墨膜卷对卷连续制备", 1)
    seen = _offers(rivals, "city_office")
    assert "导热石墨膜卷对卷连续制备" not in dict(seen)
    assert [rank for _, rank in seen] == [1, 2, 3, 4, 5]


def test_a_run_leaves_pairs_alone_that_its_requester_does_not_see(rivals: World) -> None:
    before = _offers(rivals, "organiser")
    for who in ("county_office", "city_office", "university", "organiser", "city_office"):
        run_matches(rivals.actor(who), None, lambda percent, message: None)
        assert _offers(rivals, "organiser") == before, who


def _pairs() -> set[tuple[str, str]]:
    rows = Match.objects.unscoped(why=WHY).values_list("demand__name", "achievement__name")
    return set(rows)


def test_whose_demands_a_run_is_over(world: World) -> None:
    world.write("university", _achievement("石墨膜制备"))
    world.write("firm", _demand("石墨膜甲", region="430182"))
    world.write("rival", _demand("石墨膜乙", region="430223"))
    world.write("university", _demand("石墨膜丙", region=""))
    for who, added in (
        ("rival", {"石墨膜乙"}),
        ("enterprise", {"石墨膜甲"}),
        ("university", {"石墨膜丙"}),
        ("other_county", set()),
        ("auditor", set()),
    ):
        before = {demand for demand, _ in _pairs()}
        run_matches(world.actor(who), None, lambda percent, message: None)
        assert {demand for demand, _ in _pairs()} == before | added, who


def test_a_run_of_an_office_reaches_the_demands_of_its_firms(world: World) -> None:
    world.write("university", _achievement("石墨膜制备"))
    world.write("firm", _demand("石墨膜甲", "secret", region="430182"))
    world.write("rival", _demand("石墨膜乙", "internal", region="430223"))
    run_matches(world.actor("city_office"), None, lambda percent, message: None)
    assert {demand for demand, _ in _pairs()} == {"石墨膜甲"}


def test_nothing_kept_of_a_match_gives_the_firm_away(world: World) -> None:
    """Words, figures and names of both sides: reasons of a demand by code are made of what everybody reads of it."""
    firm = "长沙麓澜石墨膜科技有限公司"
    text = "麓澜石墨膜产线需要石墨膜，麓 澜要求导热率≥1500W/(m·K)，长沙麓澜石墨膜科技有限公司自用"
    world.write("firm", _demand("麓澜石墨膜制备", organisation=firm, content=text, targets="麓澜导热率≥1500W/(m·K)"))
    world.write("university", _achievement("麓澜石墨膜制备方法", content="麓澜用石墨膜，导热率1600W/(m·K)"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    (match,) = Match.objects.unscoped(why=WHY)
    assert match.score > 0
    assert any("石墨" in reason["zh"] for reason in match.reasons)
    asked = [str(match.reasons), *[fact["requirement"] for fact in match.facts]]
    assert not any("麓澜" in told or "麓" in told for told in asked)
    client = world.client("university")
    for address in (reverse("match_list"), reverse("match_sheet", kwargs={"public_id": match.demand.public_id})):
        assert "某先进材料企业" in client.get(address).content.decode()


def test_a_firm_is_told_of_no_other_firm_by_an_open_achievement(world: World) -> None:
    world.write("firm", _demand("石墨膜甲", organisation="长沙麓澜科技有限公司", content="石墨膜"))
    (offer,) = world.write("university", _achievement("石墨膜制备", content="石墨膜"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    address = reverse("record_detail", kwargs={"kind": "achievement", "public_id": offer.public_id})
    assert [entry["name"] for entry in world.client("university").get(address).context["matches"]] == ["石墨膜甲"]
    for who in ("rival", "other_city", "service"):
        page = world.client(who).get(address)
        assert page.context["matches"] == [], who
        assert "石墨膜甲" not in page.content.decode(), who


def test_search_among_matches_finds_no_hidden_name(world: World) -> None:
    world.write("firm", _demand("石墨膜甲", organisation="长沙麓澜科技有限公司", content="石墨膜"))
    world.write("university", _achievement("石墨膜制备", content="石墨膜"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    for who, query, found in (
        ("university", "麓澜", 0), ("university", "llkj", 0), ("university", "石墨膜", 1), ("city_office", "麓澜", 1),
    ):  # fmt: skip
        assert len(world.client(who).get(reverse("match_list"), {"q": query}).context["demands"]) == found, (who, query)
