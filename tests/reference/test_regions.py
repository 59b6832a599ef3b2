"""Codes, names, levels and what lies within what."""

from __future__ import annotations

import pytest

from yanzhen.language import speaking
from yanzhen.reference.regions import (
    UnknownRegion,
    abolished,
    all_regions,
    ancestors,
    city_of,
    current,
    groups,
    is_within,
    name_of,
    province_of,
    region,
)


def test_region_carries_names_place_and_parent() -> None:
    changsha = region("430100")
    assert (changsha.name_zh, changsha.name_en, changsha.short_zh) == ("长沙市", "Changsha", "长沙")
    assert (changsha.level, changsha.parent) == ("city", "430000")
    assert changsha.longitude == pytest.approx(112.98, abs=0.1)
    assert changsha.latitude == pytest.approx(28.19, abs=0.1)


def test_region_of_old_tells_its_successor() -> None:
    old = region("430124")
    assert (old.name_zh, old.valid_to, old.successor) == ("宁乡县", "2017-04", "430182")
    assert region("430182").valid_from == "2017-04"
    assert region("341400").successor is None
    assert set(region("341400").successors) == {"340100", "340200", "340500"}


def test_region_unknown_says_what_to_write() -> None:
    with speaking("en"), pytest.raises(UnknownRegion, match="430100"):
        region("999999")


@pytest.mark.parametrize(
    ("code", "city", "province"),
    [
        ("430182", "430100", "430000"),
        ("430371", "430300", "430000"),
        ("310115", "310000", "310000"),
        ("429004", "429004", "420000"),
        ("441900", "441900", "440000"),
        ("430000", "430000", "430000"),
        ("810000", "810000", "810000"),
    ],
)
def test_city_and_province_of_a_code(code: str, city: str, province: str) -> None:
    assert (city_of(code), province_of(code)) == (city, province)


def test_is_within_follows_the_parents() -> None:
    assert is_within("430182", "430000")
    assert is_within("430182", "430182")
    assert not is_within("430100", "430182")
    assert not is_within("000000", "430000")
    assert ancestors("430182") == ("430182", "430100", "430000")


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("610000", "Shaanxi"),
        ("150000", "Inner Mongolia"),
        ("540100", "Lhasa"),
        ("650100", "Urumqi"),
        ("230100", "Harbin"),
        ("150100", "Hohhot"),
        ("500000", "Chongqing"),
        ("350200", "Xiamen"),
        ("341500", "Lu'an"),
        ("331000", "Taizhou"),
        ("340300", "Bengbu"),
        ("341600", "Bozhou"),
        ("220100", "Changchun"),
        ("430182", "Ningxiang"),
        ("430121", "Changsha County"),
        ("430104", "Yuelu District"),
        ("433100", "Xiangxi Prefecture"),
        ("361124", "Yanshan County"),
        ("610100", "Xi'an"),
        ("310115", "Pudong New Area"),
    ],
)
def test_name_in_english_follows_the_official_exceptions(code: str, english: str) -> None:
    assert name_of(code, "en") == english


def test_name_in_full() -> None:
    assert name_of("430182", full=True) == "湖南省长沙市宁乡市"
    assert name_of("430182", "en", full=True) == "Ningxiang, Changsha, Hunan"


def test_counts_are_those_of_the_country() -> None:
    assert len(all_regions("province")) == 34
    assert 333 <= len(all_regions("city")) <= 340
    assert 2830 <= len(all_regions("county")) <= 2900
    assert all(unit.code[4] == "7" for unit in all_regions("zone"))


def test_every_city_and_province_has_its_coordinates() -> None:
    for unit in [*all_regions("province"), *all_regions("city")]:
        assert unit.longitude is not None, unit
        assert unit.latitude is not None, unit
        assert 73 < unit.longitude < 136, unit
        assert 3 < unit.latitude < 54, unit


def test_abolished_units_have_living_successors_and_no_living_code() -> None:
    codes = [unit.code for unit in abolished() if unit.code]
    assert len(codes) == len(set(codes))
    assert not set(codes) & set(current())
    for unit in abolished():
        assert unit.successors, unit
        assert set(unit.successors) <= set(current()), unit
        assert unit.valid_to, unit


def test_groups_name_living_regions() -> None:
    assert set(groups()["长株潭"]) == {"430100", "430200", "430300"}
    assert len(groups()["湘南湘西承接产业转移示范区"]) == 6
    assert len(groups()["粤港澳大湾区"]) == 11
    assert all(code in current() for codes in groups().values() for code in codes)
