"""What is worked out for a project, held against answers by hand."""

from datetime import date

import pytest

from yanzhen.errors import WrongUsage
from yanzhen.place.chaining.coverage import bill_of, coverage, location_quotients, made_in
from yanzhen.place.chaining.trades import goods, industry_of, trade_of, trades_of
from yanzhen.place.computing import FORMULAS, Near, computed, haul_km, place_point
from yanzhen.place.library import COMPUTED
from yanzhen.place.sources.loaded import Loaded, Maker, Stop
from yanzhen.place.sources.towns import point_of
from yanzhen.records import Record
from yanzhen.reference.industries import industries

TODAY = date(2026, 7, 1)
CAR, PARTS, CHIP, STEEL = (frozenset(codes.split()) for codes in ("361 362", "367", "397", "31"))


def test_haul_is_a_quarter_of_the_equator_times_the_factor():
    # Mean radius 6371.0088 km: a quarter of the circumference is 10007.557 km.
    assert haul_km((0, 0), (90, 0), 1.0) == pytest.approx(10007.557, abs=0.001)
    assert haul_km((0, 0), (0, 1)) == pytest.approx(111.195 * 1.3, abs=0.01)


def hauls(near, project=None):
    places = [Record("park", "长沙", {"region": "430100"}, key="a"), Record("park", "某处", {}, key="b")]
    listed = computed(project or Record("project", "p"), places, Loaded(), near, TODAY)
    return {(one.place, one.criterion): one.value for one in listed}


def test_hauls_are_means_to_suppliers_and_the_nearest_port():
    here = point_of("430100")
    ningbo, wuhan = haul_km(here, point_of("330200")), haul_km(here, point_of("420100"))
    found = hauls(Near(suppliers=("宁波市", "武汉市"), customers=("武汉市",), ports=("宁波市", "武汉市")))
    assert found == {
        ("a", "freight_suppliers"): pytest.approx((ningbo + wuhan) / 2),
        ("a", "freight_customers"): pytest.approx(wuhan),
        ("a", "freight_port"): pytest.approx(min(ningbo, wuhan)),
    }


def test_projects_own_fields_say_where_suppliers_are_unless_somebody_asked_otherwise():
    project = Record("project", "p", {"suppliers": "宁波市、武汉市", "port": "宁波市"})
    assert set(hauls(Near(), project)) == {("a", "freight_suppliers"), ("a", "freight_port")}
    asked = hauls(Near(suppliers=("武汉市",), road_factor=2.0), project)
    assert asked["a", "freight_suppliers"] == pytest.approx(haul_km(point_of("430100"), point_of("420100"), 2.0))


def test_loaded_and_own_coordinates_go_before_those_of_the_code_table():
    points = {"430100": (112.0, 28.0)}
    assert place_point(Record("park", "a", {"region": "430100"}), points) == (112.0, 28.0)
    assert place_point(Record("park", "a", {"region": "430100"}), {}) == point_of("430100")
    own = Record("park", "a", {"region": "430100", "longitude": "113.5", "latitude": 27})
    assert place_point(own, points) == (113.5, 27)
    assert place_point(Record("park", "a", {}), points) is None


def test_place_that_nobody_can_find_is_refused():
    for near in (Near(suppliers=("不存在的地方",)), Near(rail_to="不存在的地方")):
        with pytest.raises(WrongUsage, match="不存在的地方"):
            hauls(near)
    with pytest.raises(WrongUsage):
        Near(road_factor=0.5)


def test_rail_time_goes_to_the_named_city_or_to_the_origin():
    loaded = Loaded(timetable="t_2016.csv", timetable_of=date(2016, 12, 31))
    loaded.trains = {"G1": [Stop("430100", None, 480), Stop("420100", 560, 562), Stop("110000", 800, None)]}
    places = [Record("park", name, {"region": code}, key=name) for name, code in (("a", "430104"), ("b", "430600"))]
    project = Record("project", "p", {"origin": "北京市"})
    named = Record("project", "p", {"origin": "北京市", "rail_to": "武汉市"})
    to_origin, to_wuhan, to_named = (
        [(one.place, one.value, one.as_of) for one in computed(asking, places, loaded, near, TODAY)]
        for asking, near in ((project, Near()), (project, Near(rail_to="武汉市")), (named, Near()))
    )
    assert to_origin == [("a", 320, date(2016, 12, 31))]
    assert to_wuhan == to_named == [("a", 80, date(2016, 12, 31))]


def test_each_computed_criterion_names_its_formula():
    assert set(FORMULAS) == COMPUTED
    place = Record("park", "虚构园", {"region": "430100"}, key="a")
    (haul,) = computed(Record("project", "p"), [place], Loaded(), Near(ports=("宁波市",)), TODAY)
    assert haul.evidence == FORMULAS["freight_port"].zh


INPUTS = {
    "汽车整车": {"汽车零部件及配件": 60.0, "电子元器件": 20.0, "钢压延产品": 20.0, "批发": 50.0, "汽车整车": 0.0},
    "汽车零部件及配件": {"钢压延产品": 30.0, "电子元器件": 10.0},
    "钢压延产品": {"煤炭开采和洗选产品": 5.0},
    "电子元器件": {},
    "批发": {},
}


def test_bill_is_the_column_without_services():
    assert bill_of(CAR, INPUTS) == pytest.approx({"汽车零部件及配件": 0.6, "电子元器件": 0.2, "钢压延产品": 0.2})
    # 36 takes in cars and parts: 60 parts, 20 + 10 components, 20 + 30 steel of 140.
    both = bill_of(frozenset(["36"]), INPUTS)
    assert both == pytest.approx({"汽车零部件及配件": 60 / 140, "电子元器件": 30 / 140, "钢压延产品": 50 / 140})
    assert bill_of(frozenset(["27"]), INPUTS) == {}


MAKERS = [
    Maker("虚构甲", "430100", (PARTS,)),  # Changsha itself
    Maker("虚构乙", "430200", (frozenset(["39"]),)),  # Zhuzhou, about 45 km
    Maker("虚构丙", "420100", (STEEL, CAR)),  # Wuhan, about 300 km, beyond 150
]


def test_coverage_by_hand():
    bill = bill_of(CAR, INPUTS)
    made = made_in(MAKERS, bill)
    assert made == {"430100": {"汽车零部件及配件"}, "430200": {"电子元器件"}, "420100": {"钢压延产品"}}
    here = point_of("430100")
    assert coverage(here, bill, made) == pytest.approx([80, 80, 100])
    assert coverage(point_of("650100"), bill, made) == [0, 0, 0]


def test_location_quotient_by_hand():
    """The country names six industries, cars among two: 1/3. Wuhan names two, one of them cars: 1/2 over 1/3."""
    makers = [*MAKERS, Maker("虚构丁", "430100", (CAR, CHIP))]
    found = location_quotients(makers, CAR)
    assert found == pytest.approx({"430100": (1 / 3) / (2 / 6), "430200": 0, "420100": (1 / 2) / (2 / 6)})
    assert location_quotients(makers, frozenset(["16"])) == {}
    # A list of firms beside a catalogue of zones changes nothing; alone it counts.
    firms = [Maker(f"虚构{number}厂", "321000", (STEEL,), firm=True) for number in range(50)]
    assert location_quotients([*makers, *firms], CAR) == found
    assert location_quotients(firms, STEEL) == {"321000": 1}


def test_words_of_catalogues_mean_groups():
    assert trades_of("汽车、电子信息、不认识的词") == (frozenset(["36"]), frozenset(["39"]))
    assert trade_of("集成电路") == {"397"}
    assert trade_of("新能源汽车零部件") == {"367"}
    assert industry_of(Record("project", "p", {"industry_code": "C3971"})) == {"397"}
    assert industry_of(Record("project", "p", {"industry": "汽车零部件", "content": "食品"})) == {"367"}
    assert industry_of(Record("project", "p", {})) == frozenset()


def test_goods_are_made_by_groups_of_the_classification():
    known = {row.code for row in industries()}
    for product, codes in goods().items():
        assert codes and codes <= known, product


@pytest.mark.shared
def test_goods_are_those_of_the_real_table(shared):
    from yanzhen.place.sources.gathering import gather
    from yanzhen.workflow import amount_in

    data = shared / "data"
    loaded = gather([data / "reference/china_national_dev_zones_2018.csv"], [data / "industry"], amount_in)
    assert set(goods()) <= set(loaded.inputs)
    bill = bill_of(PARTS, loaded.inputs)
    assert sum(bill.values()) == pytest.approx(1)
    assert bill["汽车零部件及配件"] == max(bill.values())
    assert len(loaded.makers) > 380 and sum(bool(maker.trades) for maker in loaded.makers) > 370
