"""What is worked out for a comparison: hauls, trains, chain coverage and cluster strength, by hand and by reader."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yanzhen.place.computing import haul_km
from yanzhen.place.library import COMPUTED
from yanzhen.place.sources.towns import point_of
from yanzhen.place.wordings import figure
from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Comparison, PlaceQuestion, Record
from yanzhen_web.services.place.knowing import Knowledge, knowledge_of
from yanzhen_web.services.records.editing import withdraw_record

from .siting import FIRST, PARKS, know
from .test_place import get, ranks, weigh
from .worlds import WHY, World, content_of, told

INPUTS = (
    "Code,DescriptionInChinese,GO,C1,C2,C3\n"
    "C1,汽车零部件及配件,1,0,0,0\nC2,钢压延产品,1,30,0,0\nC3,电子元器件,1,10,0,0\n"
)
PARTS = EngineRecord("project", "示例零部件项目", {"industry": "汽车零部件"})


@pytest.fixture
def tables(settings: Any, tmp_path: Path) -> Path:
    """The folder of the site's tables."""
    settings.HOME = str(tmp_path)
    (tmp_path / "tables").mkdir()
    return tmp_path / "tables"


def two_parks(world: World) -> tuple[Record, Record]:
    """One in Changsha with parts and chips, one in Zhuzhou, 43 km off, with chips."""
    (near,) = world.write(
        "park", told("park", PARKS[0], "open", region="430182", leading_industries="汽车零部件、集成电路")
    )
    (far,) = world.write("youxian", told("park", PARKS[1], "open", region="430223", leading_industries="集成电路"))
    return near, far


def begun(world: World, **posted: str) -> Comparison:
    answer = world.client("enterprise").post(reverse("comparison_new"), {"title": "示例选址"} | posted)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Comparison.objects.unscoped(why=WHY).get()


def values_of(known: Knowledge, place: Record) -> dict[str, float]:
    number = known.number_of(place.public_id)
    return {key: round(value.value, 6) for (at, key), value in known.values.items() if at == number and value.computed}


def test_hauls_to_what_the_comparison_names_rank_and_are_told(world: World) -> None:
    near, far = two_parks(world)
    comparison = begun(world, suppliers="宁波市，420100", customers="广州市", port="宁波市、广州市")
    assert comparison.description == {
        "suppliers": "宁波市、湖北省武汉市",
        "customers": "广州市",
        "port": "宁波市、广州市",
    }
    client = world.client("enterprise")
    for place, code in ((near, "430100"), (far, "430200")):
        here = point_of(code)
        assert here is not None
        ningbo, wuhan, canton = (haul_km(here, point_of(end) or (0, 0)) for end in ("330200", "420100", "440100"))
        page = get(client, "comparison_place", comparison.public_id, place.public_id)
        known = page[page.index("已知的") :]
        assert known.count("算出来的") == 3
        assert "半正矢" in known
        assert f"{figure((ningbo + wuhan) / 2)} 公里" in known
        assert f"{figure(min(ningbo, canton))} 公里" in known
    assert ranks(weigh(client, comparison, freight_customers=5)) == [PARKS[1], PARKS[0]]  # Zhuzhou lies further south
    assert ranks(weigh(client, comparison, freight_suppliers=5)) == [PARKS[0], PARKS[1]]
    form = get(client, "comparison_describe", comparison.public_id)
    assert 'value="宁波市、湖北省武汉市"' in form
    client.post(reverse("comparison_describe", args=[comparison.public_id]), {"title": "示例选址", "suppliers": ""})
    comparison.refresh_from_db()
    assert set(comparison.description) == {"customers", "port"}
    assert "到供应商的运距：请在" in get(client, "comparison_detail", comparison.public_id)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("suppliers", "不存在的地方<b>", "不知道“不存在的地方&lt;b&gt;”在哪里"),
        ("customers", "鼓楼区", "不知道“鼓楼区”在哪里"),
        ("port", "、".join(["宁波市", *(f"{number}" for number in range(20))]), "最多写 20 处"),
        ("rail_to", "宁波市、武汉市", "最多写 1 处"),
    ],
)
def test_place_that_nobody_can_find_is_refused_beside_its_field(world: World, key: str, text: str, said: str) -> None:
    answer = world.client("enterprise").post(reverse("comparison_new"), {"title": "示例选址", key: text})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert f'aria-describedby="advice-{key}"' in page
    assert not Comparison.objects.unscoped(why=WHY).exists()


def test_nobody_is_asked_for_what_is_computed(world: World) -> None:
    near, _ = two_parks(world)
    know(near, FIRST, 1.0)
    comparison, client = begun(world), world.client("enterprise")
    page = get(client, "comparison_place", comparison.public_id, near.public_id)
    form = page[page.index('id="ask-criterion"') : page.index('id="ask-due"')]
    assert not [key for key in COMPUTED if f'value="{key}"' in form]
    assert 'value="land_price"' in form
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    address = reverse("place_ask", args=[comparison.public_id, near.public_id])
    told_why = client.post(address, {"criterion": "freight_port", "due": due}, follow=True).content.decode()
    assert "是算出来的" in told_why
    assert not PlaceQuestion.objects.unscoped(why=WHY).exists()
    profile = get(world.client("park"), "place_profile", near.public_id)
    assert 'value="freight_port"' not in profile
    assert "按项目算，不用填" in profile


def test_cluster_strength_and_coverage_by_hand(world: World, tables: Path) -> None:
    """Three industries are named, parts once: 1/3. Changsha names two, one of them parts: 1/2 over 1/3."""
    near, far = two_parks(world)
    firm = world.actor("enterprise")
    known = knowledge_of(firm, project=PARTS)
    assert values_of(known, near) == {"cluster_strength": 1.5}
    assert values_of(known, far) == {"cluster_strength": 0}
    assert any("没有载入投入产出表" in one for one in known.missing)
    (tables / "inputs.csv").write_text(INPUTS, encoding="utf-8")
    known = knowledge_of(firm, project=PARTS)
    # Parts need 30 of steel and 10 of chips; chips are made in both cities, steel nowhere.
    share = {"chain_50": 25, "chain_150": 25, "chain_300": 25}
    assert values_of(known, near) == share | {"cluster_strength": 1.5}
    assert values_of(known, far) == share | {"cluster_strength": 0}
    assert not any("投入产出表" in one for one in known.missing)
    (tables / "firms.csv").write_text("name,city,products\n示例钢厂,武汉市,钢压延加工\n", encoding="utf-8")
    assert values_of(knowledge_of(firm, project=PARTS), near)["chain_300"] == 100
    (tables / "inputs.csv").write_text("no table at all", encoding="utf-8")
    assert "chain_50" not in values_of(knowledge_of(firm, project=PARTS), near)


def test_hidden_makers_are_in_no_number_of_those_who_may_not_read_them(world: World, tables: Path) -> None:
    near, _ = two_parks(world)
    (tables / "inputs.csv").write_text(INPUTS, encoding="utf-8")
    outside, inside = world.actor("enterprise"), world.actor("other_county")
    before = values_of(knowledge_of(outside, project=PARTS), near)
    assert values_of(knowledge_of(inside, project=PARTS), near) == before
    world.write("youxian", told("enterprise", "示例保密钢厂", "internal", region="430182", products="钢压延加工"))
    world.write("youxian", told("park", "示例保密园区", "secret", region="430223", leading_industries="汽车零部件"))
    seen = values_of(knowledge_of(inside, project=PARTS), near)
    assert seen == before | {"chain_50": 100, "chain_150": 100, "chain_300": 100, "cluster_strength": 1}
    assert values_of(knowledge_of(outside, project=PARTS), near) == before
    # Only some places are compared: what the others make still counts, and what is hidden still does not.
    chosen = frozenset([near.public_id])
    assert values_of(knowledge_of(inside, project=PARTS, chosen=chosen), near) == seen
    assert values_of(knowledge_of(outside, project=PARTS, chosen=chosen), near) == before
    comparison = begun(world, industry="汽车零部件")
    page = get(world.client("enterprise"), "comparison_place", comparison.public_id, near.public_id)
    assert "本站你看得到的 2 个园区和企业" in page
    assert "保密" not in page


def test_firm_that_comes_changes_or_goes_is_counted_at_once(world: World, tables: Path) -> None:
    near, _ = two_parks(world)
    (tables / "inputs.csv").write_text(INPUTS, encoding="utf-8")
    actor = world.actor("enterprise")
    assert values_of(knowledge_of(actor, project=PARTS), near)["chain_50"] == 25
    (firm,) = world.write("firm", told("enterprise", "示例钢厂", "open", region="430182", products="钢压延加工"))
    assert values_of(knowledge_of(actor, project=PARTS), near)["chain_50"] == 100
    withdraw_record(actor, world.users["enterprise"], firm.public_id)
    assert values_of(knowledge_of(actor, project=PARTS), near)["chain_50"] == 25


def test_rail_time_needs_the_timetable_of_the_site(world: World, tables: Path) -> None:
    near, far = two_parks(world)
    comparison, client = begun(world, rail_to="武汉市"), world.client("enterprise")
    assert "高铁到指定城市：本站没有载入高铁时刻表" in get(client, "comparison_detail", comparison.public_id)
    (tables / "stations.csv").write_text(
        "站名,电报码,经度,纬度\n长沙南,CWQ,113.06,28.15\n武汉,WHN,114.42,30.61\n", encoding="utf-8"
    )
    (tables / "timetable_2025.csv").write_text(
        "车次,站序,站名,到站时间,出发时间\nG1,1,长沙南,----,08:00:00\nG1,2,武汉,09:20:00,----\n", encoding="utf-8"
    )
    page = get(client, "comparison_place", comparison.public_id, near.public_id)
    assert "80 分钟" in page
    assert "2025-12-31" in page
    project = EngineRecord("project", "p", {"rail_to": "武汉市"})
    known = knowledge_of(world.actor("enterprise"), project=project)
    assert values_of(known, near) == {"rail_time": 80}
    assert values_of(known, far) == {}


def test_what_is_computed_is_told_in_english(world: World) -> None:
    near, _ = two_parks(world)
    comparison, client = begun(world, port="Ningbo"), world.client("enterprise")
    client.cookies["yanzhen_language"] = "en"
    page = get(client, "comparison_place", comparison.public_id, near.public_id)
    assert "Haul to the port" in page
    assert "great circle (haversine)" in page
    assert "Chain coverage within 300 km, Cluster strength: no industry" in page
    assert "Haul to suppliers, Haul to customers: write it under" in page


def test_report_tells_what_was_computed(world: World) -> None:
    two_parks(world)
    comparison = begun(world, port="宁波市", industry="汽车零部件")
    answer = world.client("enterprise").get(reverse("comparison_docx", args=[comparison.public_id]))
    with zipfile.ZipFile(io.BytesIO(content_of(answer))) as book:
        text = book.read("word/document.xml").decode()
    assert "到港口的运距" in text
    assert "宁波市（× 1.3）" in text
    assert "集群强度" in text


def test_pages_ask_the_database_as_often_for_many_firms(world: World) -> None:
    near, _ = two_parks(world)
    comparison, client = begun(world, industry="汽车零部件", port="宁波市"), world.client("enterprise")

    def count(*pieces: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            get(client, *pieces)
        return len(queries)

    pages = (
        ("comparison_detail", comparison.public_id),
        ("comparison_place", comparison.public_id, near.public_id),
    )
    get(client, "comparison_list")
    counts = []
    for number in (1, 5):
        listed = [
            told("enterprise", f"示例{number}{at}厂", "open", region="430182", products="集成电路")
            for at in range(number)
        ]
        world.write("firm", *listed)
        counts.append([count(*page) for page in pages])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 18
