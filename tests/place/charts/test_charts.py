"""Charts as SVG: well-formed whatever stands in names, and true to the numbers."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.place.charts.drawing import fitted, width_of
from yanzhen.place.charts.names import short_names
from yanzhen.place.charts.radar import radar_svg
from yanzhen.place.charts.ranks import SHADES, ranks_svg
from yanzhen.place.charts.sketch_map import Dot, map_svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>&amp;<!--\x00\ud800\u202e"


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_name_gives_well_formed_svg(name):
    for svg in (
        ranks_svg([name], [[0.5, 0.5]], "zh", "某体"),
        radar_svg([name], [name, "b", "c"], [[0.1, None, 1.0]], "zh", "某体"),
        map_svg([Dot(name, 113, 28, 1), Dot(name, 113, 28)], "zh", "某体"),
    ):
        assert {element.tag for element in ET.fromstring(svg).iter()} <= {
            SVG + tag for tag in ("svg", "title", "rect", "text", "line", "circle", "polygon")
        }


def test_hostile_names_stay_text():
    svg = ranks_svg([HOSTILE], [[1.0]], "en", 'x" onload="alert(1)')
    root = ET.fromstring(svg)
    assert not list(root.iter(f"{SVG}script")) and root.get("onload") is None
    assert any("<script>" in text or "…" in text for text in texts(svg))


def test_bars_are_as_long_as_the_shares():
    shares = [[0.6, 0.3, 0.1], [0.4, 0.3, 0.3]]
    root = ET.fromstring(ranks_svg(["甲", "乙"], shares, "zh", "f"))
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("fill") in SHADES and r.get("stroke") == "none"]
    widths = [float(bar.get("width")) for bar in bars]
    whole = sum(widths[:3])
    assert widths == pytest.approx([share * whole for own in shares for share in own], abs=0.02)


def test_the_best_touches_the_rim_and_unknown_dots_are_hollow():
    root = ET.fromstring(radar_svg(["甲"], ["a", "b", "c"], [[1.0, 0.0, None]], "zh", "f"))
    dots = list(root.iter(f"{SVG}circle"))
    assert [dot.get("fill") == "white" for dot in dots] == [False, False, True]
    centre = (float(dots[1].get("cx")), float(dots[1].get("cy")))
    radius = centre[1] - float(dots[0].get("cy"))
    half = ((float(dots[2].get("cx")) - centre[0]) ** 2 + (float(dots[2].get("cy")) - centre[1]) ** 2) ** 0.5
    assert half == pytest.approx(radius / 2, abs=0.2)


def test_the_sketch_keeps_directions_and_distances():
    dots = [Dot("西", 110, 28, 1), Dot("东", 112, 28, 2), Dot("北", 111, 29, 3)]
    root = ET.fromstring(map_svg(dots, "zh", "f"))
    west, east, north = ((float(c.get("cx")), float(c.get("cy"))) for c in list(root.iter(f"{SVG}circle")))
    assert west[0] < north[0] < east[0] and north[1] < west[1] == east[1]
    # 2 degrees of longitude at 28.5° N are 195.4 km, one of latitude 111.2.
    assert (east[0] - west[0]) / (west[1] - north[1]) == pytest.approx(1.7577, abs=0.01)


def test_chosen_places_are_always_named_and_labels_do_not_overlap():
    dots = [Dot(f"第{n}园", 110 + n % 10 * 0.4, 25 + n // 10 * 0.4, n + 1 if n < 10 else None) for n in range(60)]
    shown = texts(map_svg(dots, "zh", "f"))
    assert all(f"{n + 1} 第{n}园" in shown for n in range(10))


def test_one_place_alone_is_drawn():
    ET.fromstring(map_svg([Dot("甲", 113, 28, 1)], "en", "f"))


def test_texts_fit_their_room():
    assert fitted("短", 10, 100) == "短"
    long = fitted("很长很长很长很长很长很长的名字", 10, 60)
    assert long.endswith("…") and width_of(long, 10) <= 60


@given(st.lists(st.text(st.sampled_from("湖南省长沙市甲乙高新技术产业开发区0"), min_size=1, max_size=12), max_size=6))
def test_short_names_stay_different(names):
    short = short_names(names)
    assert len(short) == len(names) and len(set(short)) == len(set(names)) and all(short)


def test_short_names_drop_what_all_share():
    assert short_names(["湖南省长沙市甲高新技术产业开发区", "湖南省郴州市乙经济开发区"]) == [
        "长沙市甲高新区",
        "郴州市乙经开区",
    ]
