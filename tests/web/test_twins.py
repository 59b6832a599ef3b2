"""What two organisations have told: for who sees both from inside, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import Publication
from yanzhen_web.services.records.twins import twins_page

from .worlds import World, told

SAME = {"investor": "示例投资公司", "target": "430223"}


def _twins(world: World, *, name: str = "示例项目", first: str = "firm", second: str = "rival", **more: Any) -> None:
    level = more.pop("publication", Publication.INTERNAL)
    world.write(first, told("project", name, level, **SAME, content="一种说法", stage="lead", **more))
    world.write(second, told("project", name, level, **SAME, content="另一种说法", stage="lead", **more))


def _seen_by(world: World) -> set[str]:
    return {who for who in world.users if twins_page(world.actor(who), "1")["groups"]}


def test_only_who_sees_both_from_inside_is_told(world: World) -> None:
    _twins(world)
    # Both stand in 攸县: its office sees them by region, and so do those above; the firms see their own only.
    assert _seen_by(world) == {"organiser", "platform_admin", "leader", "other_city", "other_county"}


def test_secret_tellings_are_for_the_office_above_both(world: World) -> None:
    _twins(world, publication=Publication.SECRET)
    assert _seen_by(world) == {"organiser", "leader"}


def test_open_record_beside_ones_own_gives_nothing_away(world: World) -> None:
    _twins(world, publication=Publication.OPEN, first="ningxiang", second="youxian")
    assert not twins_page(world.actor("enterprise"), "1")["groups"]
    assert not twins_page(world.actor("county_office"), "1")["groups"]


def test_one_organisation_telling_twice_is_no_pair(world: World) -> None:
    world.write("ningxiang", told("project", "示例项目", **SAME), told("project", "示例项目", target="430100"))
    world.write("ningxiang", told("demand", "示例项目", organisation="示例投资公司"))
    assert _seen_by(world) == set()


def test_page_shows_who_told_each_and_where_they_differ(world: World) -> None:
    _twins(world, intended_amount_cny=10**8, contact="示例联系人 010-00000000")
    (group,) = twins_page(world.actor("organiser"), "1")["groups"]
    assert [telling["owner"] for telling in group["tellings"]] == ["firm", "rival"]
    assert [(row["label"], row["values"]) for row in group["differences"]] == [("建设内容", ["一种说法", "另一种说法"])]
    page = world.client("organiser").get(reverse("twin_list")).content.decode()
    assert "另一种说法" in page
    assert "示例项目" in page


def test_differences_are_told_only_in_fields_that_are_read(world: World) -> None:
    world.write("firm", told("project", "示例项目", **SAME, contact="甲 010-11111111", progress_text="洽谈甲"))
    world.write("rival", told("project", "示例项目", **SAME, contact="乙 010-22222222", progress_text="洽谈乙"))
    told_to = {who: str(twins_page(world.actor(who), "1")["groups"]) for who in ("organiser", "platform_admin")}
    assert "010-11111111" in told_to["organiser"]
    assert "洽谈甲" in told_to["organiser"]
    assert "010-11111111" not in told_to["platform_admin"]
    assert "洽谈甲" not in told_to["platform_admin"]


@pytest.mark.parametrize("who", ["leader", "enterprise", "university", "service", "auditor"])
def test_page_is_for_offices(world: World, who: str) -> None:
    assert world.client(who).get(reverse("twin_list")).status_code == 404


def test_withdrawn_telling_ends_the_pair(world: World) -> None:
    from yanzhen_web.services.records.editing import withdraw_record

    _twins(world)
    (group,) = twins_page(world.actor("organiser"), "1")["groups"]
    public_id = group["tellings"][0]["href"].rstrip("/").rpartition("/")[2]
    withdraw_record(world.actor("organiser"), world.users["organiser"], public_id)
    assert _seen_by(world) == set()


def test_queries_do_not_grow_with_the_pairs(world: World, count_queries: Any) -> None:
    actor = world.actor("organiser")
    _twins(world)
    one = count_queries(lambda: twins_page(actor, "1"))
    for name in ("二", "三"):
        _twins(world, name=name)
    assert len(twins_page(actor, "1")["groups"]) == 3
    assert count_queries(lambda: twins_page(actor, "1")) == one


def test_pages_of_pairs(world: World) -> None:
    for number in range(21):
        _twins(world, name=f"示例项目{number}")
    actor = world.actor("organiser")
    assert [len(twins_page(actor, page)["groups"]) for page in ("1", "2", "x", "99")] == [20, 1, 20, 1]
