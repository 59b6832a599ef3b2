"""Flows and upgrading through the API: the numbers of the pages, of what the key sees."""

from __future__ import annotations

from yanzhen_web.services.country.flowpages import flows_page

from .programs import World, program_of, told

YI = 10**8


def test_program_gets_the_numbers_of_the_page(world: World) -> None:
    world.write(
        "changsha",
        told("project", "示例一", origin="440300", target="430100", intended_amount_cny=3 * YI, signed_on="2024"),
        told("project", "示例二", origin_country="DE", target="430100", investment_range_cny=[1, 2]),
    )
    found = program_of(world, "city_office").get("/country/flows?show=intended").json()
    page = flows_page(world.actor("city_office"), {"show": "intended"})
    assert found["amount_cny"] == 3 * YI
    assert page["total"]["text"] == "3"
    assert {(row["origin"], row["target"]): row["count"] for row in found["flows"]} == {
        ("440000", "430000"): 1,
        ("abroad", "430000"): 1,
    }
    assert found["apart"] == [{"stated": "investment_range_cny", "count": 1, "low_cny": 1, "high_cny": 2}]
    assert program_of(world, "rival").get("/country/flows").json()["flows"] == []


def test_word_that_nothing_fits_is_refused(world: World) -> None:
    program = program_of(world, "city_office")
    for words in ("year=0000", "chain=x", "stage=x", "origin=x", "level=x", "show=x"):
        assert program.get(f"/country/flows?{words}").status_code == 422, words


def test_indicators_with_coverage(world: World) -> None:
    world.write("changsha", told("enterprise", "示例甲", region="430100", rd_cny=5, revenue_cny=100))
    found = program_of(world, "city_office").get("/country/upgrading?by=region&level=city").json()
    told_ = {row["id"]: row for row in found["indicators"]}
    assert (told_["rd_intensity"]["value"], told_["rd_intensity"]["told"], told_["rd_intensity"]["records"]) == (
        5,
        1,
        1,
    )
    assert "value" not in told_["energy_per_output"]
    assert {row["group"] for row in found["groups"]} == {"430100"}
