"""Parks beside counties, countries abroad."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from yanzhen.reference.countries import countries, find_country
from yanzhen.reference.parks import find_park, parks, plain_park, zone_ending
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import city_of, current, is_within, name_of


def test_parks_lie_in_living_cities() -> None:
    for park in parks().values():
        assert set(park.codes) <= set(current()), park
        assert all(city_of(code) == code for code in park.codes), park
        assert not park.county or any(is_within(park.county, code) for code in park.codes), park


def test_find_park_knows_aliases_and_long_kinds() -> None:
    assert find_park("麓谷") == find_park("长沙高新技术产业开发区")
    assert find_park("湖南湘潭高新技术产业园区") is not None
    assert find_park("某某产业园") is None


def test_zone_ending_parts_place_and_kind() -> None:
    assert zone_ending("湘潭经济技术开发区") == ("湘潭", "经开区")
    assert zone_ending("国家级宁乡经开区管委会") == ("国家级宁乡", "经开区")
    assert zone_ending("长沙市") is None
    assert plain_park("长沙高新技术产业开发区") == "长沙高新区"


@pytest.mark.shared
def test_national_development_zones_give_their_city(shared: Path) -> None:
    """At least 98 % of 394 zones; none a wrong city."""
    with (shared / "data" / "reference" / "china_national_dev_zones_2018.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(row["name"], row["city"], resolve(row["name"])) for row in rows]
    named = [(name, city, name_of(city_of(r.code)), name_of(r.code)) for name, city, r in found if r.code]
    wrong = [row for row in named if row[1] and row[1] not in row[2:] and not row[2].startswith(row[1])]
    assert not wrong
    assert len(named) >= 0.98 * len(rows)


def test_countries_cover_the_standard() -> None:
    assert len(countries()) == 249 - 4, "CN, HK, MO and TW are no foreign countries"
    assert not {"CN", "HK", "MO", "TW"} & set(countries())


def test_find_country_parts_the_front() -> None:
    assert find_country("美国加州") == ("US", "加州")
    assert find_country("印度尼西亚雅加达") == ("ID", "雅加达")
    assert find_country("德意志联邦共和国") == ("DE", "")
    assert find_country("湖南") is None
    assert find_country("us") is None
