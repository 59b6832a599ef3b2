"""Flows by hand, against the report's own totals, and what must add up whatever the records say."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import WrongUsage
from yanzhen.records import Record
from yanzhen.reference import regions
from yanzhen.report import EVENT_FIGURES
from yanzhen.report.country.ends import AREAS, LEVELS, is_region, place_at, place_label
from yanzhen.report.country.flows import (
    MEASURES,
    MONEY,
    Chosen,
    asides_of,
    balances,
    by_origin,
    by_target,
    identities,
    legs_of,
    rolled,
    total_of,
    year_of,
)
from yanzhen.report.fold import fold

YI = 10**8


def project(number: int, **fields: Any) -> Record:
    return Record("project", f"示例项目{number}", fields, key=f"p{number}")


@pytest.fixture
def six() -> list[Record]:
    """深圳 → 长沙 twice, 长沙 → 深圳 once, 上海 → 宁乡, from Germany, from nobody knows where."""
    return [
        project(1, origin="440300", target="430100", intended_amount_cny=3 * YI, signed_on="2024-05-06"),
        project(2, origin="440300", target="430100", investment_cny=2 * YI, signed_amount_cny=YI, signed_on="2024"),
        project(3, origin="430100", target="440300", intended_amount_cny=4 * YI, signed_on="2025-01/2025-03"),
        project(4, origin="310000", target="430182", investment_range_cny=[YI, 2 * YI], signed_on="2024-11/2025-02"),
        project(5, origin_country="DE", target="430100", investment_foreign={"amount": 5, "currency": "USD"}),
        project(6, target="430200", origin_scope="省外", funds_in_place_total_cny=7),
    ]


def test_cells_of_the_matrix_by_hand(six: list[Record]) -> None:
    cells = {(leg.origin, leg.target): leg for leg in rolled(legs_of(six), "province")}
    assert {ends: leg.count for ends, leg in cells.items()} == {
        ("440000", "430000"): 2, ("430000", "440000"): 1, ("310000", "430000"): 1,
        ("abroad", "430000"): 1, ("outside", "430000"): 1,
    }  # fmt: skip
    assert cells["440000", "430000"].rows == ("p1", "p2")
    assert cells["440000", "430000"].value("intended") == 5 * YI
    assert cells["440000", "430000"].value("signed") == YI
    assert cells["440000", "430000"].money["signed"].told == 1
    assert cells["outside", "430000"].value("in_place") == 7
    assert cells["outside", "430000"].value("done") == 0


def test_balance_of_each_region_by_hand(six: list[Record]) -> None:
    told = {balance.place: balance for balance in balances(rolled(legs_of(six), "province"), "count")}
    assert {place: balance.net for place, balance in told.items()} == {"430000": 2, "440000": -1, "310000": -1}
    hunan = told["430000"]
    assert (hunan.arriving, hunan.leaving, hunan.from_abroad, hunan.from_untold) == (3, 1, 1, 1)


def test_county_stands_in_its_city_and_city_in_its_area(six: list[Record]) -> None:
    assert by_target(rolled(legs_of(six), "city"))["430100"].count == 4
    assert {leg.origin for leg in rolled(legs_of(six), "area")} == {"东部地区", "中部地区", "abroad", "outside"}


def test_ranges_and_foreign_money_stand_apart_with_their_ids(six: list[Record]) -> None:
    told = {(a.stated, a.currency): a for a in asides_of(six) if a.measure == "intended"}
    assert told["investment_range_cny", ""].low == YI
    assert told["investment_range_cny", ""].high == 2 * YI
    assert told["investment_foreign", "USD"].foreign == Decimal(5)
    assert told["investment_foreign", "USD"].rows == ("p5",)
    assert told[None, ""].rows == ("p6",)


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (Chosen(year="2024"), {"p1", "p2"}),
        (Chosen(year="2025"), {"p3"}),
        (Chosen(year="unknown"), {"p4", "p5", "p6"}),
        (Chosen(origin="长三角"), {"p4"}),
        (Chosen(origin="粤港澳大湾区", target="430000"), {"p1", "p2"}),
        (Chosen(origin="abroad"), {"p5"}),
        (Chosen(target="430100"), {"p1", "p2", "p4", "p5"}),
        (Chosen(origin="unknown"), set()),
        (Chosen(stage="signed"), set()),
        (Chosen(stage="unknown", chain="unknown", origin="440000"), {"p1", "p2"}),
    ],
)
def test_filters_by_hand(six: list[Record], chosen: Chosen, ids: set[str]) -> None:
    assert {row for leg in legs_of(six, chosen) for row in leg.rows} == ids
    assert {row for a in asides_of(six, chosen) if a.measure == "done" for row in a.rows} <= ids


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024", "2024"),
        ("2024-05", "2024"),
        ("2024-13", ""),
        ("2024-W01-1", ""),
        ("20240506", ""),
        ("", ""),
        ("去年", ""),
    ],
)
def test_year_of_a_stated_date(text: str, year: str) -> None:
    assert year_of(project(1, signed_on=text)) == year


def test_every_province_stands_in_one_area() -> None:
    provinces = [unit.code for unit in regions.all_regions("province")]
    assert {place_at(code, "area") for code in provinces} == set(AREAS)
    assert sum(len(regions.groups()[area]) for area in AREAS) == len(provinces)


def test_row_repeated_in_a_book_counts_once(six: list[Record]) -> None:
    again = Record("project", "示例项目1", dict(six[0].fields), key="p1~2")
    assert total_of(legs_of([*six, again])).count == 6


_END = st.sampled_from(["", "440300", "430182", "429004", "999999", "430000", "810000", "123", "=1+1"])
_AMOUNT = st.one_of(st.none(), st.integers(0, 10**13))
_FIELDS = st.fixed_dictionaries(
    {
        "origin": _END,
        "target": _END,
        "origin_country": st.sampled_from(["", "CN", "DE", "JP"]),
        "origin_scope": st.sampled_from(["", "省外", "省内", "境外"]),
        "intended_amount_cny": _AMOUNT,
        "investment_cny": _AMOUNT,
        "signed_amount_cny": _AMOUNT,
        "signed_on": st.sampled_from(["", "2024", "2025-01-02"]),
        "chain": st.sampled_from(["", "先进材料", "别的"]),
    }
)


def _records(listed: list[dict[str, Any]]) -> list[Record]:
    return [project(n, **{k: v for k, v in one.items() if v not in (None, "")}) for n, one in enumerate(listed)]


@given(st.lists(_FIELDS, max_size=30), st.sampled_from(LEVELS))
def test_parts_add_up_to_the_figure_of_all_records(listed: list[dict[str, Any]], level: Any) -> None:
    records = _records(listed)
    fine = legs_of(records)
    legs = rolled(fine, level)
    for id_, figure in MEASURES.items():
        whole = fold(figure, records).value
        assert sum(leg.value(id_) for leg in legs) == whole
        assert all(kept.holds for kept in identities(fine, legs, id_))
    assert sorted(row for leg in legs for row in leg.rows) == sorted(record.key for record in records)
    for figure in MONEY:
        told = sum(leg.money[figure.id].told for leg in legs)
        assert told + sum(a.count for a in asides_of(records) if a.measure == figure.id) == len(records)


@given(st.lists(_FIELDS, max_size=30))
def test_filters_split_the_whole(listed: list[dict[str, Any]]) -> None:
    records = _records(listed)
    years = [total_of(legs_of(records, Chosen(year=year))).count for year in ("2024", "2025", "unknown")]
    chains = [total_of(legs_of(records, Chosen(chain=chain))).count for chain in ("先进材料", "other", "unknown")]
    assert sum(years) == sum(chains) == len(records)


def test_matrix_agrees_with_the_report_of_the_event() -> None:
    choose = random.Random(5)
    records = [
        project(n, origin=choose.choice(["440300", "430100", "310000"]), target=choose.choice(["430100", "430200"]),
                intended_amount_cny=choose.randrange(10**12))
        for n in range(80)
    ]  # fmt: skip
    legs = rolled(legs_of(records), "province")
    assert total_of(legs).value("intended") == fold(EVENT_FIGURES.figure("projects_amount"), records).value
    inside = sum(leg.count for origin, leg in by_origin(legs).items() if origin == "430000")
    assert inside == fold(EVENT_FIGURES.figure("projects_inside"), records).value


@pytest.mark.parametrize(
    "wrong", [{"year": "24"}, {"chain": "没有"}, {"stage": "x"}, {"origin": "黑山"}, {"target": "1"}]
)
def test_filter_that_nothing_fits_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongUsage):
        Chosen(**wrong).checked()


def test_unknown_code_stays_a_place_of_its_own() -> None:
    assert is_region("999999")
    assert str(place_label("999999")) == "999999"
