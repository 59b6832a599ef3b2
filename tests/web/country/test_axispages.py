"""The page of upgrading: numbers, their lists, their file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yanzhen_web.services.country.axispages import axes_page, axes_rows

from ..worlds import World, told  # noqa: TID252 -- the one door to the site's test world

YI = 10**8


@pytest.fixture
def upgrading(world: World) -> World:
    world.write(
        "changsha",
        told("project", "示例一", industry_code="C39", intended_amount_cny=3 * YI, target="430100", content="机器人"),
        told("project", "示例二", industry_code="C18", intended_amount_cny=YI, target="440300", signed_on="2024"),
        told("project", "示例三", target="430182", content="=1+1<script>"),
        told("enterprise", "示例甲", region="430100", honours="国家级绿色工厂", rd_cny=5, revenue_cny=100),
        told("enterprise", "示例乙", region="430100"),
    )
    return world


def _entries(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for axis in page["axes"] for entry in axis["indicators"]}


def _listed(world: World, who: str, href: str) -> int:
    found = axes_rows(world.actor(who), dict(parse_qsl(urlsplit(href).query)))
    assert found is not None
    return int(found["page"].paginator.count)


def test_values_by_hand(upgrading: World) -> None:
    told_ = _entries(axes_page(upgrading.actor("organiser"), {}))
    assert told_["高技术制造业投资占比"]["value"] == "75.0%"
    assert told_["研发投入强度"]["value"] == "5.0%"
    assert told_["单位产值能耗"]["value"] == "未知"
    assert [(g["name"], g["value"]) for g in told_["高技术制造业投资占比"]["groups"]] == [
        ("湖南省", "100.0%"),
        ("广东省", "0.0%"),
    ]


@pytest.mark.parametrize("who", ["organiser", "city_office", "rival"])
@pytest.mark.parametrize("by", ["region", "chain", "year"])
def test_every_number_is_the_length_of_its_list(upgrading: World, who: str, by: str) -> None:
    for entry in _entries(axes_page(upgrading.actor(who), {"by": by})).values():
        for one in (entry, *entry["groups"]):
            assert _listed(upgrading, who, one["told_href"]) == one["told"]
            assert _listed(upgrading, who, one["untold_href"]) == one["untold"]
            assert _listed(upgrading, who, one["part_href"]) <= one["told"]


def test_file_tells_the_same(upgrading: World) -> None:
    book = upgrading.client("city_office").get(reverse("country_upgrading_export"))
    lines = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_name("indicators").to_python()
    told_ = {line[0]: line[lines[0].index("value")] for line in lines[1:]}
    assert told_["high_tech_share"] == 75


def test_strange_words_are_passed_over_and_unknown_indicators_missing(upgrading: World) -> None:
    client = upgrading.client("city_office")
    assert client.get(reverse("country_upgrading"), {"by": "<svg>", "level": "\x00"}).status_code == 200
    rows = {"indicator": "digital_projects", "group": "<script>", "which": "\x00"}
    answer = client.get(reverse("country_upgrading_rows"), rows)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("</head>")[1]
    assert client.get(reverse("country_upgrading_rows"), {"indicator": "nothing"}).status_code == 404


def test_queries_do_not_grow_with_rows(upgrading: World, count_queries: Callable[[Callable[[], Any]], int]) -> None:
    actor = upgrading.actor("organiser")
    few = count_queries(lambda: axes_page(actor, {}))
    upgrading.write("zhuzhou", *(told("project", f"更多{n}", target="430200", content="智能") for n in range(20)))
    assert few == count_queries(lambda: axes_page(actor, {})) == 9
