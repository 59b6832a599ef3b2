"""One project and its places: what counts, what is ruled out, how good the data are."""

from datetime import date

import pytest

from yanzhen.errors import WrongUsage
from yanzhen.language import Said, speaking
from yanzhen.place import Asked
from yanzhen.place.observations import Observation
from yanzhen.place.rulings import Ruling
from yanzhen.place.study import study
from yanzhen.place.study_documents import study_document
from yanzhen.records import Record

TODAY = date(2026, 7, 1)
PROJECT = Record("project", "虚构电池项目", key="p")
ASKED = Asked(weightings=640, ranks=2, seed=1)


def park(key, name=None):
    return Record("park", name or f"虚构{key}园", {"region": "430100"}, key=key)


def told(place, criterion, value, as_of=date(2026, 6, 1), until=None, source="甲表 第 2 行"):
    return Observation(place, criterion, value, as_of, until, source)


PLACES = [park("a"), park("b"), park("c")]
VALUES = [
    told("a", "power_price", 0.5),
    told("b", "power_price", 0.6),
    told("c", "power_price", 0.4),
    told("a", "land_price", 20.0, date(2020, 1, 1)),
    told("b", "land_price", 10.0, date(2026, 5, 1), date(2026, 6, 30), "乙表 第 9 行"),
    told("a", "water_price", 3.0),
    told("b", "water_price", 2.0),
]


def studied(values=VALUES, weights=None, places=PLACES, **more):
    return study(PROJECT, places, values, weights, today=TODAY, asked=ASKED, **more)


def test_groups_count_the_same_and_criteria_within_them():
    found = studied()
    assert [one.key for one in found.criteria] == ["land_price", "power_price", "water_price"]
    assert found.comparison.weights.tolist() == pytest.approx([1 / 2, 1 / 4, 1 / 4])
    assert "gdp" in {one.key for one in found.left_out}


def test_given_weights_count_alone():
    found = studied(weights={"water_price": 1, "power_price": 3, "land_price": 0, "gdp": 2})
    assert [one.key for one in found.criteria] == ["power_price", "water_price"]
    assert found.comparison.weights.tolist() == pytest.approx([0.75, 0.25])
    assert [one.key for one in found.left_out] == ["gdp"]


def test_quality_by_hand():
    """Weights 1/2 land, 1/4 power, 1/4 water."""
    a, b, c = studied().quality
    assert (a.known, a.fresh, a.old, a.expired) == pytest.approx((1, 0.5, 0.5, 0))
    assert (b.known, b.fresh, b.old, b.expired) == pytest.approx((1, 0.5, 0, 0.5))
    assert (c.known, c.fresh, c.old, c.expired) == pytest.approx((0.25, 0.25, 0, 0))
    assert (a.oldest, b.oldest) == (date(2020, 1, 1), date(2026, 5, 1))
    assert a.sources == ("甲表 第 2 行",) and set(b.sources) == {"甲表 第 2 行", "乙表 第 9 行"}


def test_old_values_widen_ranks_and_fresh_ones_do_not():
    weights = {"land_price": 1}
    two = PLACES[:2]
    old = [told("a", "land_price", 20.0, date(2010, 1, 1)), told("b", "land_price", 19.0)]
    assert studied(old, weights, two).comparison.ranked.acceptability.ranks.tolist() == [[1, 2], [1, 2]]
    fresh = [told("a", "land_price", 20.0), told("b", "land_price", 19.0)]
    assert studied(fresh, weights, two).comparison.ranked.acceptability.ranks.tolist() == [[2, 2], [1, 1]]


def test_unknown_is_anything_plausible_where_few_know_it():
    found = studied([told("a", "power_price", 0.5)], {"power_price": 1})
    (criterion,) = found.comparison.matrix.criteria
    assert (criterion.lowest, criterion.highest) == (0.2, 1.5)
    many = [park(str(number)) for number in range(10)]
    seen = [told(str(number), "power_price", 0.5 + number / 100) for number in range(8)]
    (criterion,) = studied(seen, {"power_price": 1}, many).comparison.matrix.criteria
    assert (criterion.lowest, criterion.highest) == (None, None)


def ruling(place, verdict, question=None):
    return Ruling("land", place, verdict, Said("只有 5 亩", "5 mu only"), Said("园区表", "the park"), question)


def test_failing_ruling_keeps_out_and_unknown_one_asks():
    question = Said("请报可供用地", "how much land is there?")
    found = studied(rulings=[ruling("a", "fails", question), ruling("b", "unknown", question), ruling("c", "passes")])
    with speaking("zh"):
        document = study_document(found)
    assert [row["id"] for row in document["places"]][-1] == "a"
    out = document["places"][-1]
    assert (out["rank"], out["gates_failed"], out["summary"]) == (None, ["用地"], "只有 5 亩")
    assert {row["rank"] for row in document["places"][:-1]} == {1, 2}
    asked = [row for row in document["questions"] if row["text"] == "请报可供用地"]
    assert [(row["place"], row["by"]) for row in asked] == [("虚构b园", "2026-07-15")]
    assert [row["verdict"] for row in document["gates"]] == ["fails", "unknown", "passes"]


def test_everything_ruled_out_is_told():
    found = studied(rulings=[ruling(place.key, "fails") for place in PLACES])
    assert found.comparison is None
    document = study_document(found)
    assert [row["rank"] for row in document["places"]] == [None] * 3
    assert document["criteria"] == []


def test_document_names_values_with_their_range_and_day():
    with speaking("en"):
        document = study_document(studied())
    row = next(row for row in document["values"] if row["place"] == "虚构a园" and row["unit"] == "10,000 CNY a mu")
    assert (row["value"], row["as_of"], row["age"]) == (20, "2020-01-01", "old")
    # 5.5 years beyond the first, 5 % of 20 each
    assert (row["lowest"], row["highest"]) == pytest.approx((14.5, 25.5), abs=0.01)
    assert [(row["source"], row["values"], row["oldest"]) for row in document["sources"]] == [
        ("乙表", 1, "2026-05-01"),
        ("甲表", 6, "2020-01-01"),
    ]
    assert [row["known"] for row in document["quality"]] == [1, 1, 0.25]


def test_places_of_one_name_are_told_apart():
    found = studied(places=[park("a", "虚构园"), park("b", "虚构园"), park("c", "虚构园")])
    assert found.names == ("虚构园", "虚构园 (2)", "虚构园 (3)")


@pytest.mark.parametrize(
    ("values", "weights", "places"),
    [
        ([], None, PLACES),
        (VALUES, {"no_such": 1}, PLACES),
        (VALUES, {"power_price": -1}, PLACES),
        (VALUES, {"gdp": 1}, PLACES),
        (VALUES, None, []),
        (VALUES, None, [park("a"), park("a", "另一个")]),
    ],
)
def test_nothing_to_compare_is_refused(values, weights, places):
    with pytest.raises(WrongUsage):
        studied(values, weights, places)


def test_nobody_is_asked_about_what_is_computed():
    """Of b and c the land price and the rail time are unknown; only the land price can be asked for."""
    values = [told("a", "land_price", 20.0), told("a", "rail_time", 90.0), *(told(key, "gdp", 5.0) for key in "abc")]
    document = study_document(studied(values))
    asked = {(row["place"], row["criterion"]) for row in document["questions"]}
    assert asked == {("虚构b园", "工业地价"), ("虚构c园", "工业地价")}
