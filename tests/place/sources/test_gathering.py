"""Tables are recognised by their headers, and what they say is read: invented rows, answers by hand."""

from datetime import date
from pathlib import Path

import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.place.sources.entries import own_observations
from yanzhen.place.sources.gathering import gather
from yanzhen.place.sources.rail import fastest_to, minutes_of, trains_a_day
from yanzhen.records import Record
from yanzhen.workflow import amount_in

CENSUS = (
    "city,city_code,province,popu_2020,popu_urban_2020,popu_2010,age_15_59_2020,age_65_2020\n"
    "长沙市,430100,湖南省,10000000,8000000,8000000,65,11\n"
    "岳阳市,430600,湖南省,5000000,3000000,5500000,60,14\n"
    "虚构市,990100,湖南省,1,1,1,1,1\n"
)
PANEL = (
    "id,城市,year,gdp_city,gdp_second,ec_city,Income（Yuan）\n"
    "1,长沙,2019,11000,4400,400,50000\n1,长沙,2020,12000,4800,410,55000\n2,吉林,2020,1500,500,90,30000\n"
)
STATIONS = "序号,电报码,站名,经度,纬度\n1,长沙南,CWQ,113.06,28.15\n2,岳阳东,YIQ,113.18,29.38\n3,武汉,WHN,114.42,30.61\n"
TIMETABLE = (
    "车次,站序,站名,到站时间,出发时间\n"
    "G1,1,长沙南,----,23:30:00\nG1,2,岳阳东,00:05:00,00:07:00\nG1,3,武汉,00:50:00,----\n"
    "G3,1,长沙南,----,08:00:00\nG3,2,武汉,09:25:00,----\n"
    "G2,1,武汉,----,08:00:00\nG2,2,岳阳东,08:40:00,08:42:00\n"
)
GRID = "province,grid_factor_2023_kgco2_kwh,source_url\n湖南省,0.5,https://example.org\n全国,0.6,\n"


@pytest.fixture
def folder(tmp_path):
    tables = tmp_path / "cities"
    tables.mkdir()
    for name, text in (
        ("census.csv", CENSUS), ("panel.csv", PANEL), ("hsr_stations.csv", STATIONS),
        ("hsr_timetable_2016.csv", TIMETABLE), ("grid.csv", GRID), ("other.csv", "a,b\n1,2\n"),
    ):  # fmt: skip
        (tables / name).write_text(text, encoding="utf-8")
    (tables / "map.geojson").write_text("{}")
    return tables


def known(loaded, place):
    return {
        one.criterion: (round(one.value, 6), one.as_of)
        for one in loaded.observations(loaded.places())
        if one.place == place.key
    }


def test_city_tables_by_hand(folder):
    loaded = gather([folder], [], amount_in)
    places = {place.name: place for place in loaded.places()}
    assert set(places) == {"长沙市", "岳阳市", "吉林市", "武汉市"} - {"武汉市"}
    census, panel = date(2020, 11, 1), date(2020, 12, 31)
    assert known(loaded, places["长沙市"]) == {
        "working_age": (650.0, census),
        "working_age_share": (65, census),
        "ageing": (11, census),
        "urban_share": (80, census),
        "population_growth": (25, census),
        "gdp": (12000, panel),
        "industry_share": (40, panel),
        "electricity": (41, panel),
        "income": (55000, panel),
        "rail_trains": (2, date(2016, 12, 31)),
        "grid_factor": (0.5, date(2023, 12, 31)),
    }
    assert known(loaded, places["吉林市"])["rail_trains"] == (0, date(2016, 12, 31))
    assert loaded.unused == ["other.csv"]
    assert loaded.refused == []
    assert [said.en for said in loaded.passed_over] == ["census.csv row 4 “990100”", "grid.csv row 3 “全国”"]
    assert places["长沙市"].get("level") == "地级市"


def test_trains_past_midnight_and_headers_the_wrong_way_round(folder):
    trains = gather([folder], [], amount_in).trains
    assert fastest_to(trains, "420100") == {"420100": 0, "430100": 80, "430600": 43}
    assert fastest_to(trains, "430600") == {"430600": 0, "430100": 35, "420100": 40}
    assert trains_a_day(trains) == {"430100": 2, "430600": 2, "420100": 3}
    assert (minutes_of("05:47:00"), minutes_of("----")) == (347, None)


def test_headers_the_right_way_round_give_the_same(folder):
    right = STATIONS.replace("电报码,站名", "站名,电报码")
    before = gather([folder], [], amount_in).trains
    (folder / "hsr_stations.csv").write_text(right, encoding="utf-8")
    assert gather([folder], [], amount_in).trains == before


def test_coordinates_and_firms(folder, tmp_path):
    (tmp_path / "coordinates.csv").write_text("adcode,longitude,latitude\n430100,112.5,28.5\n", encoding="utf-8")
    firms = "name,product1,product2\n长沙虚构电子有限公司,集成电路,食品\n虚构无名公司,食品,\n"
    (tmp_path / "firms.csv").write_text(firms, encoding="utf-8")
    loaded = gather([folder], [tmp_path / "coordinates.csv", tmp_path / "firms.csv"], amount_in)
    assert loaded.points == {"430100": (112.5, 28.5)}
    assert [(maker.city, len(maker.trades)) for maker in loaded.makers] == [("430100", 2)]
    records = "kind,name,region,products\nenterprise,虚构电池厂,岳阳市,锂电池、食品\n"
    (tmp_path / "firms.csv").write_text(records, encoding="utf-8")
    (maker,) = gather([folder], [tmp_path / "firms.csv"], amount_in).makers
    assert (maker.city, maker.trades[0], maker.firm) == ("430600", {"384"}, True)


PARKS = (
    "kind,name,region,power_price,land_price,wage,land_available_mu,as_of\n"
    "park,虚构甲园区,长沙市,0.62,约20万元/亩,4500-5500元/月,2公顷,2025-06-30\n"
    "park,虚构乙园区,岳阳市,,,面议,0.3万亩,2024\n"
    "park,虚构丙园区,岳阳市,62,,,,很久以前\n"
)


def test_entries_of_parks_with_units_ranges_and_days(tmp_path):
    (tmp_path / "parks.csv").write_text(PARKS, encoding="utf-8")
    loaded = gather([tmp_path / "parks.csv"], [], amount_in)
    first, second, third = loaded.places()
    assert known(loaded, first) == {
        "power_price": (0.62, date(2025, 6, 30)),
        "land_price": (20, date(2025, 6, 30)),
        "labour_cost": (5000, date(2025, 6, 30)),
        "land_available": (30, date(2025, 6, 30)),
    }
    (wage,) = [one for one in loaded.told if one.criterion == "labour_cost"]
    assert (wage.low, wage.high) == (4500, 5500)
    assert known(loaded, second) == {"land_available": (3000, date(2024, 12, 31))}
    assert known(loaded, third) == {}
    assert first.get("region") == "430100"
    told = [said.en for said in loaded.refused]
    # 面议 is nothing to be refused only where the house takes it for nothing.
    assert any("parks.csv row 4: power_price is “62”" in line for line in told)
    assert any("parks.csv row 4: as_of is “很久以前”" in line for line in told)


def test_city_that_is_not_in_a_national_catalogue_has_no_zone(folder, tmp_path):
    from yanzhen.reference.regions import all_regions

    cities = {unit.code[:2]: unit for unit in all_regions("city") if unit.code != "430600"}
    rows = [f"虚构{unit.name_zh}高新区,{unit.name_zh},100,食品" for unit in cities.values()]
    assert len(rows) >= 25
    (tmp_path / "zones.csv").write_text("\n".join(["name,city,area_ha,leading_industries", *rows]), encoding="utf-8")
    loaded = gather([folder], [tmp_path / "zones.csv"], amount_in)
    yueyang = next(place for place in loaded.places() if place.name == "岳阳市")
    assert known(loaded, yueyang)["zone_area"] == (0, None)


def test_record_tells_of_itself():
    fields = {"power_price": "0.58元/度", "power_spare_kva": "2×50MVA", "wage": "5000元", "as_of": "2025-03"}
    place = Record("park", "虚构丁园区", fields | {"land_price": "看情况再定"}, key="d", extra={"高校数": "3所"})
    found, refused = own_observations(place, amount_in)
    assert {one.criterion: (one.place, one.value, one.as_of) for one in found} == {
        "power_price": ("d", 0.58, date(2025, 3, 31)),
        "power_spare": ("d", 100000, date(2025, 3, 31)),
        "labour_cost": ("d", 5000, date(2025, 3, 31)),
        "universities": ("d", 3, date(2025, 3, 31)),
    }
    assert len(refused) == 1 and "land_price" in refused[0].en


def test_city_among_records_of_parks_keeps_its_own_values(folder, tmp_path):
    text = "kind,name,region,level,gdp\npark,长沙市,430100,地级市,99\n"
    (tmp_path / "parks.csv").write_text(text, encoding="utf-8")
    loaded = gather([tmp_path / "parks.csv"], [folder], amount_in)
    (place,) = loaded.places()
    assert known(loaded, place)["gdp"] == (99, None)
    assert known(loaded, place)["ageing"] == (11, date(2020, 11, 1))


def test_park_of_a_city_without_trains_has_none(folder, tmp_path):
    (tmp_path / "parks.csv").write_text("name,region,gdp\n虚构甲园区,郴州市,99\n", encoding="utf-8")
    loaded = gather([tmp_path / "parks.csv"], [folder], amount_in)
    assert known(loaded, loaded.places()[0])["rail_trains"] == (0, date(2016, 12, 31))


def test_parks_have_the_values_of_their_city_unless_they_tell_their_own(folder, tmp_path):
    parks = "园区名称,所在地,国内生产总值,普工工资（元/月）,人口普查说明\n虚构甲园区,长沙市,,4800,\n"
    (tmp_path / "parks.csv").write_text(parks, encoding="utf-8")
    own = "place,gdp,as_of,source\n长沙,13000,2024,虚构公报\n虚构甲园区,14000,2023,虚构公报\n"
    (tmp_path / "own.csv").write_text(own, encoding="utf-8")
    loaded = gather([tmp_path / "parks.csv"], [folder, tmp_path / "own.csv"], amount_in)
    (place,) = loaded.places()
    values = known(loaded, place)
    assert values["gdp"] == (14000, date(2023, 12, 31))
    assert values["labour_cost"] == (4800, None)
    assert values["working_age_share"] == (65, date(2020, 11, 1))
    assert values["grid_factor"] == (0.5, date(2023, 12, 31))


def test_zones_are_places_or_only_area_of_their_cities(folder, tmp_path):
    zones = (
        "code,name,zone_type,level,province,city,approved,area_ha,leading_industries\n"
        "G1,虚构甲高新区,高新区,国家级,湖南省,长沙市,1991.03,1000,汽车、电子信息\n"
        "G2,虚构乙经开区,经开区,国家级,湖南省,长沙市,1991.03,500,食品\n"
    )
    (tmp_path / "zones_2018.csv").write_text(zones, encoding="utf-8")
    alone = gather([tmp_path / "zones_2018.csv"], [], amount_in)
    assert [known(alone, place)["zone_area"] for place in alone.places()] == [
        (1000, date(2018, 12, 31)),
        (500, date(2018, 12, 31)),
    ]
    behind = gather([folder], [tmp_path / "zones_2018.csv"], amount_in)
    values = {place.name: known(behind, place).get("zone_area") for place in behind.places()}
    assert values == {"长沙市": (1500, date(2018, 12, 31)), "岳阳市": None, "吉林市": None}


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "name,b\n虚构园,2\n", "车次,站序,站名,到站时间,出发时间\nG1,1,虚构,----,08:00\n"]
)
def test_file_that_tells_of_no_place_is_refused_by_name(tmp_path, text):
    (tmp_path / "strange.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"strange\.csv"):
        gather([tmp_path / "strange.csv"], [], amount_in)
    with pytest.raises(UnreadableInput, match="nowhere"):
        gather([tmp_path / "nowhere"], [], amount_in)


def test_tables_alone_tell_values_of_places_that_are_known_from_elsewhere(folder):
    loaded = gather([], [folder], amount_in)
    assert loaded.places() == []
    park = Record("park", "示例园区", {"region": "430602"}, key="a")
    told = {one.criterion: one.value for one in loaded.observations([park])}
    assert (told["rail_trains"], told["grid_factor"], told["ageing"]) == (2, 0.5, 14)
    # 吉林市 is in the table of cities and 拉萨市 in none: the timetable says of both that no train serves them.
    for code in ("220200", "540100"):
        nowhere = Record("park", "示例园区", {"region": code}, key="a")
        assert {one.criterion: one.value for one in loaded.observations([nowhere])}["rail_trains"] == 0


def test_no_tables_at_all_say_nothing():
    assert gather([], [], amount_in).told == []
    with pytest.raises(UnreadableInput):
        gather([], [Path("nowhere.csv")], amount_in)
