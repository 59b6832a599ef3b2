"""All gates of a project: invented parks and lists by hand, the number gates against an oracle, invariances."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.language import Said
from yanzhen.place.ruling.catalogue_files import read_catalogue
from yanzhen.place.ruling.catalogues import Catalogue, Item
from yanzhen.place.ruling.deciding import rulings
from yanzhen.place.ruling.distances import kilometres_between, within_of
from yanzhen.place.ruling.environment import pollutants_in
from yanzhen.place.ruling.lists import held_against, own_items
from yanzhen.place.ruling.subjects import subject_of
from yanzhen.records import Record
from yanzhen.workflow import rule_places

TODAY = date(2026, 6, 1)


def project(**fields) -> Record:
    return Record("project", fields.pop("name", "某项目"), fields, key="project")


def park(key="park", **fields) -> Record:
    return Record("park", f"甲园{key}", {"region": "430121", "as_of": "2026-05-01", **fields}, key=key)


def ruled(gate, wanted, place, catalogues=(), **options):
    return [r for r in rule_places(wanted, [place], catalogues, today=TODAY, **options) if r.gate == gate]


def verdict(gate, wanted, place, *rest, **options):
    found = ruled(gate, wanted, place, *rest, **options)
    return found[0].verdict if found else None


# --- numbers ---------------------------------------------------------------------------------------------------------

NUMBERS = {
    "land": ("land_mu", "land_available_mu"),
    "power": ("power_kva", "power_spare_kva"),
    "water": ("water_t_day", "water_spare_t_day"),
    "energy": ("energy_tce", "energy_quota_tce"),
}


@given(
    st.sampled_from(sorted(NUMBERS)),
    st.none() | st.integers(0, 1000),
    st.none() | st.integers(0, 1000) | st.sampled_from(["待定", "很多", "300-400"]),
)
@settings(max_examples=150, deadline=None)
def test_number_gates_agree_with_an_oracle(gate, wanted, left):
    needs, has = NUMBERS[gate]
    told = {} if wanted is None else {needs: wanted}
    found = verdict(gate, project(**told), park(**({} if left is None else {has: left})))
    if wanted is None:
        assert found is None
    elif not isinstance(left, int):
        assert found == "unknown"
    else:
        assert found == ("passes" if wanted <= left else "fails")


@pytest.mark.parametrize(
    ("wanted", "left", "expected"),
    [
        ("2×50MVA", "100000", "passes"),
        ("2×50MVA", "99MVA", "fails"),
        ("100001", "2*50MVA", "fails"),
        (80000, "约8万kVA", "passes"),
        ("约300亩", "8万", "unknown"),
    ],
)
def test_power_is_read_as_people_write_it(wanted, left, expected):
    assert verdict("power", project(power_kva=wanted), park(power_spare_kva=left)) == expected


def test_land_in_another_unit_is_converted():
    assert verdict("land", project(land_mu="20公顷"), park(land_available_mu="约300亩")) == "passes"
    assert verdict("land", project(land_mu="20公顷"), park(land_available_mu="299亩")) == "fails"


def test_water_bounds_the_sewage():
    assert verdict("sewage", project(water_t_day=500), park(sewage_spare_t_day=500)) == "passes"
    assert verdict("sewage", project(water_t_day=500), park(sewage_spare_t_day=499)) == "unknown"
    told = project(water_t_day=500, pollutants="废水排放量480吨/日，COD 2吨/年")
    assert verdict("sewage", told, park(sewage_spare_t_day=479)) == "fails"
    assert verdict("sewage", told, park(sewage_spare_t_day=480)) == "passes"


def test_an_old_figure_rules_nothing_out_and_is_asked_anew():
    [found] = ruled("land", project(land_mu=300), park(land_available_mu=10, as_of="2023"))
    assert found.verdict == "unknown" and "2026-06-15" in found.question.zh and "2026-06-15" in found.question.en


def test_a_city_as_a_whole_has_no_land_and_no_list():
    city = Record("park", "某市", {"region": "430100", "level": "city"}, key="c")
    assert rule_places(project(land_mu=300, products="电镀"), [city], today=TODAY) == []


# --- environment -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湘环评函〔2024〕12号", "passes"),
        ("2013年已批复", "passes"),
        ("正在编制", "unknown"),
        ("待批复", "unknown"),
        ("审查意见已取得", "passes"),
        ("未批复", "fails"),
        ("尚未开展", "fails"),
        ("", "unknown"),
        ("无", "unknown"),
        ("环评好", "unknown"),
    ],
)
def test_planning_eia(text, expected):
    assert verdict("plan_eia", project(), park(plan_eia=text)) == expected


@pytest.mark.parametrize(
    ("told", "status", "expected"),
    [
        ({"industry_code": "2614"}, True, "passes"),
        ({"industry_code": "2614"}, False, "fails"),
        ({"industry_code": "26"}, False, "fails"),
        ({"industry_code": "2682"}, False, "unknown"),
        ({"industry_code": "2720"}, False, "unknown"),
        ({"industry_code": "2614"}, None, "unknown"),
        ({"products": "农药中间体"}, False, "unknown"),
        ({"industry_code": "3971"}, False, None),
    ],
)
def test_chemical_projects_need_a_chemical_park(told, status, expected):
    fields = {} if status is None else {"chemical_park": status}
    assert verdict("chemical_park", project(**told), park(**fields)) == expected


def test_pollutants_are_compared_one_by_one():
    assert pollutants_in("COD 12吨/年、氨氮1.2t/a；VOCs：800kg/a，废水20吨/日") == {
        "COD": 12,
        "NH3-N": 1.2,
        "VOCs": 0.8,
    }
    wanted, place = (
        project(pollutants="COD 12吨/年、VOCs 2吨/年、SO2 1吨/年"),
        park(pollutant_quota="COD余量20吨/年、VOCs 1吨/年"),
    )
    assert [r.verdict for r in ruled("environment", wanted, place)] == ["passes", "unknown", "fails"]


# --- distance --------------------------------------------------------------------------------------------------------


def test_distance_to_a_port():
    assert kilometres_between((0, 0), (0, 1)) == pytest.approx(111.195, abs=0.01)
    own = park(longitude=113.0, latitude=28.2)
    assert verdict("distance", project(), own, within=[within_of("岳阳市=150")]) == "passes"
    assert verdict("distance", project(), own, within=[within_of("岳阳市=50")]) == "fails"
    assert verdict("distance", project(), park(region="999999"), within=[within_of("岳阳市=50")]) == "unknown"


@pytest.mark.parametrize("text", ["岳阳市", "岳阳市=近", "没有这地方=30", "=30", "岳阳市=-1"])
def test_a_limit_that_cannot_be_read_names_the_form(text):
    with pytest.raises(WrongUsage, match="宁波=300"):
        within_of(text)


# --- lists -----------------------------------------------------------------------------------------------------------


def test_own_list_in_one_cell():
    source = Said("x", "x")
    text = "电解铝、水泥熟料；电镀（配套中心、表面处理中心除外），造纸，特种纸除外。限制类：印染；不符合产业政策的项目"
    found = [(item.text, item.stance) for item in own_items(text, source)]
    assert found == [
        ("电解铝", "banned"),
        ("水泥熟料", "banned"),
        ("电镀（配套中心、表面处理中心除外）", "banned"),
        ("造纸，特种纸除外", "banned"),
        ("印染", "limited"),
    ]


def test_own_list_rules_out_and_says_by_what():
    [found] = ruled("negative_list", project(products="水泥熟料"), park(negative_list="电解铝、水泥熟料"))
    assert found.verdict == "fails" and "水泥熟料" in found.why.zh and "2026-05-01" in found.source.zh
    assert verdict("negative_list", project(products="服装"), park(negative_list="电解铝、水泥熟料")) == "passes"
    [asked] = ruled("negative_list", project(products="服装"), park())
    assert asked.verdict == "unknown" and asked.question is not None
    assert verdict("negative_list", project(), park(negative_list="电解铝")) == "passes"  # its name says 某项目


def test_what_is_limited_rules_out_new_capacity_only():
    place = park(negative_list="限制类：印染")
    assert verdict("negative_list", project(products="印染"), place) == "fails"
    assert verdict("negative_list", project(products="印染", transfer_mode="等量置换"), place) == "unknown"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "转移目录.csv"
    path.write_text(text, encoding="utf-8")
    return path


LONG = """产业转移指导目录（某年）,,,,
地区,类别,产业名称,国民经济行业代码,依据
湖南省长沙市,优先承接,智能制造装备,C35,某文件第 3 条
,逐步调整退出,印染,,某文件第 4 条
,不再承接,平板玻璃,,某文件第 5 条
湖南省郴州市,优先承接,电子信息,39,某文件
不知何处,不再承接,造纸,,
湖南省长沙市,看看再说,造纸,,
"""


def test_transfer_catalogue_by_city(tmp_path):
    catalogue, refused = read_catalogue(write(tmp_path, LONG))
    assert [item.region for item in catalogue.items] == ["430100", "430100", "430100", "431000"]
    assert len(refused) == 2 and "第 7 行" in refused[0].zh and "第 8 行" in refused[1].zh
    here, there = park("a", region="430121"), park("b", region="431000")
    [found] = ruled("transfer_catalogue", project(products="平板玻璃"), here, [catalogue])
    assert found.verdict == "fails" and "某文件第 5 条" in found.source.zh and "第 5 行" in found.source.zh
    assert verdict("transfer_catalogue", project(products="平板玻璃"), there, [catalogue]) == "passes"
    [plus] = ruled("transfer_catalogue", project(industry_code="3511"), here, [catalogue])
    assert plus.verdict == "passes" and plus.plus and "优先承接" in plus.why.zh
    assert verdict("transfer_catalogue", project(industry_code="1713"), here, [catalogue]) == "fails"
    assert verdict("transfer_catalogue", project(industry_code="17"), here, [catalogue]) == "unknown"


def test_transfer_catalogue_with_a_column_a_list(tmp_path):
    header = "城市,优先承接,引导逐步调整退出,不再承接\n"
    text = header + "湖南省长沙市,智能装备,印染,平板玻璃、造纸\n湖南省郴州市,电子信息,/,水泥\n"
    catalogue, refused = read_catalogue(write(tmp_path, text))
    assert not refused and [item.stance for item in catalogue.items] == [
        "wanted",
        "limited",
        "banned",
        "wanted",
        "banned",
    ]
    assert verdict("transfer_catalogue", project(products="造纸"), park(region="430100"), [catalogue]) == "fails"
    assert verdict("transfer_catalogue", project(products="造纸"), park(region="431000"), [catalogue]) == "passes"


def test_workbooks_and_gbk_files_are_read_too(tmp_path):
    import xlsxwriter

    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("长沙")
    for number, row in enumerate(line.split(",") for line in LONG.strip().split("\n")):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    old = tmp_path / "旧.csv"
    old.write_bytes(LONG.encode("gb18030"))
    texts = [item.text for item in read_catalogue(path)[0].items]
    assert (
        texts
        == [item.text for item in read_catalogue(old)[0].items]
        == ["智能制造装备", "印染", "平板玻璃", "电子信息"]
    )


@pytest.mark.parametrize("content", ["", "甲,乙\n1,2\n"])
def test_a_file_that_is_no_catalogue_is_named(tmp_path, content):
    with pytest.raises(UnreadableInput, match="转移目录"):
        read_catalogue(write(tmp_path, content))


def item(text, stance, region="", listed="清单"):
    return Item(text, stance, Said(listed, listed), region, source=Said("来源", "source"))


@pytest.mark.parametrize("item_", ["电镀", "含电镀工序的项目", "电镀（配套中心除外）"])
def test_a_project_of_which_nothing_is_known_is_never_ruled_out(item_):
    catalogue = Catalogue("目录", (item(item_, "banned"),))
    nameless = Record("project", "x", {}, key="p")
    assert verdict("national_catalogue", nameless, park(), [catalogue]) in ("unknown", "passes")


# --- invariances -----------------------------------------------------------------------------------------------------

_TEXTS = st.sampled_from(
    ["电镀", "造纸（特种纸除外）", "3 万吨/年以下水泥", "印染、染色", "化工", "平板玻璃", "智能装备", "两高项目"]
)
_ITEMS = st.lists(
    st.builds(
        item,
        _TEXTS,
        st.sampled_from(["wanted", "limited", "banned"]),
        st.sampled_from(["", "430000", "430100", "440000"]),
    ),
    max_size=8,
)
_PROJECTS = st.fixed_dictionaries(
    {},
    optional={
        "industry_code": st.sampled_from(["26", "3011", "1713", "3971"]),
        "products": st.sampled_from(["电镀件", "水泥", "染色布", "不含电镀"]),
        "land_mu": st.integers(1, 500),
        "power_kva": st.sampled_from(["2×50MVA", "待定", "很多"]),
        "pollutants": st.sampled_from(["COD 3吨/年", "少量"]),
    },
)
_PARKS = st.fixed_dictionaries(
    {"region": st.sampled_from(["430121", "440300", "431000", ""])},
    optional={
        "negative_list": st.sampled_from(["电镀", "造纸、印染", "无", "限制类：水泥"]),
        "land_available_mu": st.integers(1, 500),
        "power_spare_kva": st.sampled_from(["80000", "充足"]),
        "plan_eia": st.sampled_from(["正在编制", "未批复", "湘环评函〔2024〕1号"]),
        "chemical_park": st.booleans(),
        "as_of": st.sampled_from(["2026-01-01", "2020", "?"]),
    },
)


@given(_PROJECTS, st.lists(_PARKS, min_size=1, max_size=4), _ITEMS, st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_places_and_items_changes_nothing(told, listed, items, chance):
    places = [Record("park", f"园{n}", dict(fields), key=f"k{n}") for n, fields in enumerate(listed)]
    shuffled_places, shuffled_items = chance.sample(places, len(places)), chance.sample(items, len(items))
    wanted = project(**told)
    one = rulings(wanted, places, [Catalogue("目录", tuple(items))], TODAY)
    other = rulings(wanted, shuffled_places, [Catalogue("目录", tuple(shuffled_items))], TODAY)
    gates = {tuple((r.place, r.verdict, r.why, r.question, r.source) for r in one if r.place == p.key) for p in places}
    assert gates == {
        tuple((r.place, r.verdict, r.why, r.question, r.source) for r in other if r.place == p.key) for p in places
    }


@given(
    _PROJECTS,
    _PARKS,
    _ITEMS,
    st.sets(st.sampled_from(["negative_list", "land_available_mu", "power_spare_kva", "plan_eia", "chemical_park"])),
)
@settings(max_examples=80, deadline=None)
def test_what_is_unknown_never_fails(told, fields, items, forgotten):
    """Taking an answer away never makes a place fail, and a gate without an answer never fails."""
    known = Record("park", "园", dict(fields), key="k")
    less = Record("park", "园", {k: v for k, v in fields.items() if k not in forgotten}, key="k")
    catalogue, wanted = [Catalogue("目录", tuple(items))], project(**told)
    failed = {r.gate for r in rulings(wanted, [known], catalogue, TODAY) if r.verdict == "fails"}
    still = {r.gate for r in rulings(wanted, [less], catalogue, TODAY) if r.verdict == "fails"}
    assert still <= failed
    gone = {"negative_list": "negative_list", "land_available_mu": "land", "power_spare_kva": "power",
            "plan_eia": "plan_eia", "chemical_park": "chemical_park"}  # fmt: skip
    assert not {gone[key] for key in forgotten} & still
    assert all(r.question for r in rulings(wanted, [less], catalogue, TODAY) if r.verdict == "unknown")


# --- the real catalogue ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def national(request) -> Catalogue:
    shared = request.getfixturevalue("shared")
    path = shared / "data" / "industry" / "policy_catalogs_2024_2025.csv"
    if not path.is_file():
        pytest.skip("the catalogue is not here")
    catalogue, refused = read_catalogue(path)
    assert not refused and len(catalogue.items) == 2860
    return catalogue


@pytest.mark.shared
@pytest.mark.parametrize(
    ("told", "expected", "article"),
    [
        ({"products": "单壳油船"}, "fails", "船舶 3"),
        ({"products": "铸铁截止阀"}, "fails", "轻工 12"),
        ({"products": "导火索"}, "fails", "民爆和烟花爆竹产品 1"),
        ({"products": "玻璃保温瓶胆"}, "fails", "轻工 9"),
        ({"industry_code": "3011", "products": "硅酸盐水泥熟料"}, "unknown", "建材 1"),
        ({"products": "再生铅"}, "unknown", "有色金属"),
        ({"industry_code": "3982", "products": "印制电路板", "content": "含电镀、蚀刻工序"}, "passes", ""),
        ({"industry_code": "3985", "products": "锂离子电池正极材料"}, "passes", ""),
    ],
)
def test_real_catalogue(national, told, expected, article):
    found = ruled("national_catalogue", project(**told), park(), [national])
    verdicts = {r.verdict for r in found}
    worst = next(v for v in ("fails", "unknown", "passes") if v in verdicts)
    assert worst == expected
    assert any(article in r.source.zh for r in found if r.verdict == expected)


def test_what_the_project_leaves_open_is_asked_of_the_investor():
    [found] = ruled("power", project(power_kva="很多"), park(power_spare_kva=100))
    assert found.verdict == "unknown" and "投资方" in found.question.zh and "investor" in found.question.en


@pytest.mark.shared
def test_no_class_of_the_classification_is_ruled_out_by_a_shared_word(national, shared):
    """A project that says no more than the name of its class: alcohol alone is on the list without conditions."""
    against = replace(national, items=tuple(one for one in national.items if one.stance != "wanted"))
    with (shared / "data" / "industry" / "gbt4754_2017.csv").open(encoding="utf-8-sig") as file:
        classes = [row for row in csv.DictReader(file) if len(row["code"]) == 4]
    tried = [row for number, row in enumerate(classes) if number % 8 == 0 or row["code"] in ("1511", "1922")]
    out = {
        row["name"]
        for row in tried
        if any(
            like.degree == "is"
            for _, like in held_against(
                subject_of(project(industry_code=row["code"], products=row["name"])), against, foreign=False
            ).found
        )
    }
    assert len(classes) > 1300 and out == {"酒精制造"}
