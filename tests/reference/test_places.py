"""What cells mean, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.reference.places import resolve
from yanzhen.reference.regions import all_regions, ancestors, current, is_within, name_of, region

RESOLVED = {
    # chains, with and without kinds and separators
    "湖南省长沙市宁乡市": "430182",
    "湖南长沙宁乡": "430182",
    "湖南湘潭": "430300",
    "湘潭": "430300",
    "岳阳": "430600",
    "岳阳楼区": "430602",
    "岳阳市临湘市": "430682",
    "湖南·长沙": "430100",
    "湖南-长沙-宁乡": "430182",
    "湖南省/长沙市": "430100",
    "湖南 长沙": "430100",
    "长沙（宁乡）": "430182",
    "鼓楼区（南京）": "320106",
    "长沙（总部）": "430100",
    "长 沙 市": "430100",
    "江西/安福": "360829",
    "中国湖南长沙": "430100",
    "北京朝阳": "110105",
    "北京市北京市朝阳区": "110105",
    "湖北省省直辖县级行政区划仙桃市": "429004",
    "仙桃": "429004",
    "湖南省湘西州吉首市": "433101",
    "湘西自治州": "433100",
    "新晃县": "431227",
    "江华": "431129",
    "东莞": "441900",
    "广东中山": "442000",
    "儋州市": "460400",
    "嘉峪关": "620200",
    "那曲": "540600",
    "白杨市": "659012",
    "呼和浩特": "150100",
    # short names of provinces hold against districts of the same stem
    "河北": "130000",
    "海南": "460000",
    "河南": "410000",
    "天津河北": "120105",
    "吉林": "220000",
    "吉林市": "220200",
    "湘": "430000",
    "内蒙": "150000",
    "蒙古自治区": "150000",
    "广西省": "450000",
    "香港": "810000",
    "中国台湾": "710000",
    "台湾台北": "710000",
    # codes
    "430100": "430100",
    "４３０１００": "430100",
    "430100000000": "430100",
    "430101": "430100",
    "430371": "430300",
    "430124": "430182",
    "430182宁乡市": "430182",
    # names of old
    "宁乡县": "430182",
    "长沙市宁乡县": "430182",
    "祁阳县": "431181",
    "湖南株洲县": "430212",
    "崇文区": "110101",
    "襄樊": "420600",
    "思茅市": "530800",
    "居巢区": "340181",
    "巢湖市": "340181",
    "巢湖市庐江县": "340124",
    "莱芜市": "370116",
    "莱芜市钢城区": "370117",
    "资阳市简阳市": "510185",
    "怀化地区": "431200",
    # addresses
    "长沙市岳麓区麓谷大道100号": "430104",
    "湖南省浏阳市永安镇": "430181",
    "长沙市本级": "430100",
    # Latin letters
    "Changsha": "430100",
    "Ningxiang, Changsha, Hunan": "430182",
    "Shenzhen, Guangdong": "440300",
    "Shaanxi": "610000",
    "Inner Mongolia": "150000",
    "Macau": "820000",
}


@pytest.mark.parametrize(("text", "code"), RESOLVED.items())
def test_resolve_gives_the_finest_region_named(text: str, code: str) -> None:
    found = resolve(text)
    assert (found.outcome, found.code, found.country) == ("resolved", code, None)


AMBIGUOUS = {
    "鼓楼区": {"320106", "320302", "350102", "410204"},
    "朝阳": {"110105", "211300", "211321", "220104"},
    "深圳、东莞": {"440300", "441900"},
    "株洲/湘潭": {"430200", "430300"},
    "长沙和株洲": {"430100", "430200"},
    "深圳（东莞）": {"440300", "441900"},
    "湖南省深圳市": {"430000", "440300"},
    "江浙": {"320000", "330000"},
    "港澳台": {"710000", "810000", "820000"},
    "长株潭城市群": {"430100", "430200", "430300"},
    "吴县市": {"320506", "320507"},
    "石家庄桥东区": {"130102", "130104"},
    "Suzhou": {"320500", "341300"},
    "430182长沙县": {"430121", "430182"},
    "长沙等地": {"430100"},
    "黑山": {"210726"},
    "东山区": {"230406", "440104", "650109"},
}


@pytest.mark.parametrize(("text", "codes"), AMBIGUOUS.items())
def test_resolve_reports_what_is_ambiguous_with_candidates(text: str, codes: set[str]) -> None:
    found = resolve(text)
    assert (found.outcome, found.code) == ("ambiguous", None)
    assert set(found.candidates) == codes


FOREIGN = {
    "德国": "DE",
    "美国加州": "US",
    "德国慕尼黑": "DE",
    "USA": "US",
    "JP": "JP",
    "Korea": "KR",
    "新加坡": "SG",
    "英国（伦敦）": "GB",
}


@pytest.mark.parametrize(("text", "country"), FOREIGN.items())
def test_resolve_names_the_country_of_a_place_abroad(text: str, country: str) -> None:
    found = resolve(text)
    assert (found.outcome, found.country, found.code) == ("foreign", country, None)


@pytest.mark.parametrize(
    "text",
    [
        "亚特兰蒂斯",
        "省内",
        "境外",
        "中国",
        "深圳市某科技有限公司",
        "长沙某大学",
        "北京路步行街",
        "999999",
        "1234567",
        "市辖区",
        "长沙湘",
        "南",
        "德国长沙",
    ],
)
def test_resolve_leaves_unknown_words_unknown(text: str) -> None:
    assert resolve(text).outcome == "unknown"
    assert resolve(text).code is None


@pytest.mark.parametrize("text", ["", "  ", "/", "—", "无", "待定"])
def test_resolve_takes_empty_cells_for_empty(text: str) -> None:
    assert resolve(text).outcome == "empty"


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("鼓楼区", "320100", "320106"),
        ("鼓楼区", "320102", "320106"),
        ("朝阳", "210000", "211300"),
        ("朝阳", "110000", "110105"),
        ("中山", "440000", "442000"),
        ("高新区", "430300", "430300"),
        ("经开区", "430321", "430300"),
        ("市本级", "430300", "430300"),
    ],
)
def test_resolve_lets_within_decide(text: str, within: str, code: str) -> None:
    assert resolve(text).code is None
    assert resolve(text, within=within).code == code


def test_resolve_never_lets_within_overrule_the_cell() -> None:
    assert resolve("长沙县", within="440000").code == "430121"
    assert resolve("鼓楼区", within="430100").outcome == "ambiguous"
    assert resolve("高新区", within="430000").outcome == "ambiguous"


PARKS = {
    "湘潭经开区": ("430300", "湘潭经开区"),
    "湖南湘潭经开区": ("430300", "湘潭经开区"),
    "苏州工业园区": ("320500", "苏州工业园区"),
    "长沙经济技术开发区": ("430100", "长沙经济技术开发区"),
    "岳麓高新区": ("430100", "岳麓高新区"),
    "宁乡经开区": ("430100", "宁乡经开区"),
    "宁乡市宁乡经开区": ("430182", "宁乡经开区"),
    "麓谷": ("430100", "麓谷"),
    "湖南湘江新区": ("430100", "湖南湘江新区"),
    "松木经开区": ("430400", "松木经开区"),
    "岳阳绿色化工高新技术产业开发区": ("430600", "岳阳绿色化工高新技术产业开发区"),
    "郴州某某产业园": ("431000", "郴州某某产业园"),
    "黄花综保区": ("430100", "黄花综保区"),
    "仙桃高新区": ("429004", "仙桃高新区"),
    "吉林高新区": ("220200", "吉林高新区"),
    "北京经开区": ("110000", "北京经开区"),
    "武清经开区": ("120000", "武清经开区"),
    "广东松山湖高新区": ("441900", "松山湖高新区"),
}


@pytest.mark.parametrize(("text", "expected"), PARKS.items())
def test_resolve_gives_the_city_of_a_park(text: str, expected: tuple[str, str]) -> None:
    found = resolve(text, side="target")
    assert (found.code, found.park) == expected
    assert resolve(text, side="origin") == found._replace(park=None)


def test_resolve_takes_districts_called_new_area_for_districts() -> None:
    found = resolve("浦东新区")
    assert (found.code, found.park) == ("310115", None)


@pytest.mark.parametrize("text", ["朝阳经开区", "青海产业园", "杭州湘潭产业园", "深汕特别合作区", "湘潭市松山湖高新区"])
def test_resolve_reports_a_park_whose_city_is_open(text: str) -> None:
    assert resolve(text).outcome == "ambiguous"


def test_resolve_keeps_the_name_of_a_park_it_does_not_know() -> None:
    found = resolve("某某产业园")
    assert (found.outcome, found.park) == ("unknown", "某某产业园")


UNITS = [unit for unit in all_regions() if unit.level != "zone"]
units = st.sampled_from(UNITS)


@given(st.text(max_size=30))
def test_resolve_answers_any_text(text: str) -> None:
    found = resolve(text)
    assert (found.outcome == "resolved") == (found.code is not None)
    assert (found.outcome == "foreign") == (found.country is not None)
    assert found.code is None or found.code in current()


@given(
    st.lists(st.sampled_from("湖南长沙岳阳市县区省州宁乡经开高新新区、/（） 深圳东莞园"), max_size=12).map("".join),
    units,
)
def test_resolve_answers_jumbled_names(text: str, unit) -> None:  # type: ignore[no-untyped-def]
    found = resolve(text, within=unit.code)
    assert found.code is None or region(found.code).level != "zone"
    assert resolve(text).code in (None, found.code), "a hint never changes an answer"


@given(units, st.sampled_from(["", "·", "/", "-", " ", "，", "　", "—", ">", "|"]))
def test_resolve_reads_a_whole_chain_of_full_names(unit, joint: str) -> None:  # type: ignore[no-untyped-def]
    text = joint.join(region(code).name_zh for code in reversed(ancestors(unit.code)))
    assert resolve(text).code == unit.code


@given(units, units)
def test_resolve_never_picks_one_of_two_places(one, other) -> None:  # type: ignore[no-untyped-def]
    found = resolve(f"{name_of(one.code, full=True)}、{name_of(other.code, full=True)}")
    if one.code == other.code:
        assert found.code == one.code
    else:
        assert found.outcome == "ambiguous"
        assert set(found.candidates) == {one.code, other.code}


@given(units, units)
@settings(max_examples=300)
def test_resolve_never_follows_a_chain_that_contradicts_itself(one, other) -> None:  # type: ignore[no-untyped-def]
    """A place in another one's province: either that reading exists (a namesake), or it is reported."""
    found = resolve(region(one.code[:2] + "0000").name_zh + other.name_zh)
    if found.outcome == "resolved" and found.code is not None:
        assert is_within(found.code, one.code[:2] + "0000")


@given(units)
def test_resolve_reads_full_width_and_scattered_blanks(unit) -> None:  # type: ignore[no-untyped-def]
    full = name_of(unit.code, full=True)
    assert resolve("　".join(full)).code == unit.code
    assert resolve("".join(chr(ord(c) + 0xFEE0) for c in unit.code)).code == unit.code
