"""The page of flows: its numbers are those of its lists, its file and its document, for each viewer."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yanzhen.reference import regions
from yanzhen.report.country.flows import Leg
from yanzhen_web.services.country.asking import Asked
from yanzhen_web.services.country.drawing import MOST_ARCS, drawn
from yanzhen_web.services.country.flowpages import flow_rows, flows_page, flows_told

from ..worlds import World, told  # noqa: TID252 -- the one door to the site's test world

HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>'
YI = 10**8


@pytest.fixture
def flowing(world: World) -> World:
    world.write(
        "changsha",
        told("project", HOSTILE, origin="440300", target="430100", intended_amount_cny=3 * YI, signed_on="2024"),
        told("project", "示例二", origin="440100", target="430182", intended_amount_cny=2 * YI, signed_on="2025-03"),
        told("project", "示例三", origin="430100", target="440300", intended_amount_cny=YI),
        told("project", "示例四", origin_country="DE", target="430100",
             investment_foreign={"amount": 5, "currency": "USD"}),
    )  # fmt: skip
    world.write("zhuzhou", told("project", "示例五", target="430223", origin="310000", investment_cny=7 * YI))
    return world


def _query(href: str) -> dict[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    return dict(parse_qsl(urlsplit(href).query))


def _numbers(page: dict[str, Any]) -> list[dict[str, Any]]:
    cells = [cell for row in page["matrix"]["rows"] for cell in (*row["cells"], row["sum"]) if cell]
    balances = [row[side] for row in page["balances"]["rows"] for side in ("arriving", "leaving")]
    return [*cells, *page["matrix"]["sums"], *balances, page["total"]]


@pytest.mark.parametrize("who", ["organiser", "city_office", "other_city", "enterprise", "leader"])
@pytest.mark.parametrize("level", ["area", "province", "city"])
def test_every_number_is_the_length_of_its_list(flowing: World, who: str, level: str) -> None:
    actor = flowing.actor(who)
    for number in _numbers(flows_page(actor, {"level": level})):
        listed = flow_rows(actor, _query(number["href"]))
        assert listed["page"].paginator.count == int(number["text"]), number
        assert listed["value"]["text"] == number["text"]


def test_amounts_apart_lead_to_their_records(flowing: World) -> None:
    page = flows_page(flowing.actor("organiser"), {"show": "intended"})
    assert page["total"]["text"] == "13"
    (aside,) = page["asides"]
    assert (aside["count"], aside["how_much"]) == (1, "USD 5")
    listed = flow_rows(flowing.actor("organiser"), _query(aside["href"]))
    assert [row["record"].name for row in listed["rows"]] == ["示例四"]


def test_matrix_with_more_places_than_columns_still_adds_up(world: World) -> None:
    codes = ["430100", "430200", "430300", "430400", "430500", "430600", "430700", "430800", "430900", "431000"]
    world.write(
        "changsha", *(told("project", f"示例{n}", origin="440300", target=code) for n, code in enumerate(codes))
    )
    actor = world.actor("organiser")
    page = flows_page(actor, {"level": "city"})
    assert page["matrix"]["columns"][-1] == "其他"
    assert sum(int(number["text"]) for number in page["matrix"]["sums"]) == 10
    rest = page["matrix"]["rows"][0]["cells"][-1]
    assert flow_rows(actor, _query(rest["href"]))["page"].paginator.count == int(rest["text"]) == 3


def test_nobody_counts_what_they_do_not_see(flowing: World) -> None:
    assert flows_page(flowing.actor("other_city"), {})["projects"] == 1
    assert flows_page(flowing.actor("rival"), {})["projects"] == 0
    assert flow_rows(flowing.actor("rival"), {"at": "440000"})["rows"] == []


def test_page_and_file_and_document_tell_the_same(flowing: World) -> None:
    client = flowing.client("city_office")
    address = {"show": "intended", "year": "2024"}
    page = client.get(reverse("country_flows"), address)
    assert page.context["total"]["text"] == "3"
    document = flows_told(flowing.actor("city_office"), address)
    assert document["total"]["intended_cny"] == 3 * YI
    book = client.get(reverse("country_flows_export"), address)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_name("flows").to_python()
    assert lines[1][lines[0].index("intended_cny")] == 3 * YI


def test_hostile_names_and_words_are_text(flowing: World) -> None:
    client = flowing.client("city_office")
    rows = client.get(reverse("country_flow_rows"), {"at": "440000"}).content.decode()
    assert "<script>alert" not in rows
    assert "&lt;script&gt;alert" in rows
    strange = {
        "year": "0000",
        "chain": HOSTILE,
        "from": "'\"><svg",
        "level": "x",
        "show": "\x00",
        "stage": "Σ",
        "to": "٤٣",
    }
    answer = client.get(reverse("country_flows"), strange)
    assert answer.status_code == 200
    assert answer.context["projects"] == 4
    for more in (
        {"at": HOSTILE},
        {"into": "\x00"},
        {"apart": HOSTILE, "show": "done"},
        {"page": "-1"},
        {"year": "9999"},
    ):
        assert client.get(reverse("country_flow_rows"), more).status_code == 200


def test_page_has_nothing_inline(flowing: World) -> None:
    page = flowing.client("city_office").get(reverse("country_flows")).content.decode()
    assert "<svg viewBox" in page
    assert not re.search(r"<[^>]+\sstyle=", page)


def test_queries_do_not_grow_with_rows(flowing: World, count_queries: Callable[[Callable[[], Any]], int]) -> None:
    actor = flowing.actor("organiser")
    few = count_queries(lambda: flows_page(actor, {"show": "signed"}))
    flowing.write("zhuzhou", *(told("project", f"更多{n}", target="430200", origin="330100") for n in range(30)))
    assert few == count_queries(lambda: flows_page(actor, {"show": "signed"})) <= 3


def test_two_ways_bend_to_opposite_sides() -> None:
    drawing = drawn([Leg("440000", "430000", 4), Leg("430000", "440000", 1)], lambda leg: leg.count)
    thick, thin = drawing.arcs
    middle = [sum(axis) / 2 for axis in zip(*((point.x, point.y) for point in drawing.points), strict=True)]
    bends = [[float(n) for n in re.findall(r"Q([\d.]+) ([\d.]+)", arc.path)[0]] for arc in (thick, thin)]
    away = [(x - middle[0], y - middle[1]) for x, y in bends]
    assert away[0][0] == pytest.approx(-away[1][0], abs=0.3)
    assert away[0][1] == pytest.approx(-away[1][1], abs=0.3)
    assert abs(away[0][0]) + abs(away[0][1]) > 10
    assert thick.width > thin.width
    assert drawing.left == 0


def test_small_flows_beyond_the_most_are_counted_not_drawn() -> None:
    codes = [unit.code for unit in regions.all_regions("city")][: MOST_ARCS + 5]
    legs = [Leg(code, "430000", 1) for code in codes if not code.startswith("43")]
    drawing = drawn(legs, lambda leg: leg.count)
    assert len(drawing.arcs) == MOST_ARCS
    assert drawing.left == len(legs) - MOST_ARCS


def test_words_that_nobody_knows_are_passed_over() -> None:
    asked = Asked.of({"year": "2024", "chain": "没有这条", "from": "长三角", "to": "123456", "show": "signed"})
    assert (asked.chosen.year, asked.chosen.chain, asked.chosen.origin, asked.chosen.target) == (
        "2024",
        "",
        "长三角",
        "",
    )
    assert "show=signed" in asked.parameters()
