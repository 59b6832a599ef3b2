"""What those outside see of leads and demands that are not released: codes, on every page and by no detour."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from yanzhen_web.services.matching import run_matches
from yanzhen_web.services.records.listing import Asked, record_list
from yanzhen_web.services.records.reading import visible_records
from yanzhen_web.services.records.recording import Told

from .worlds import World, content_of, told

FIRM, STEM = "深圳麓澜超材料科技有限公司", "麓澜"
_FIELDS = {
    "investor": FIRM, "project_company": "湖南麓澜新材料有限公司", "credit_code": "91430100MA4L1234X5",
    "project_code_national": "2025-430182-35-01-123456", "registered_capital_cny": 876543210,
    "industry": "麓澜超材料", "chain": "先进材料", "content": "麓 澜拟建ＬＵＬＡＮ产线，见 www.lulan.cn",
    "products": "麓澜牌超材料", "park": "麓澜产业园", "target": "430223", "origin": "440300", "stage": "negotiating",
    "intended_amount_cny": 765432100, "note": f"由{FIRM}投资", "contact": "王某 13900000001",
    "progress_text": "已谈三轮", "collection_round": "2025年",
}  # fmt: skip
_CANARIES = (
    STEM, "麓 澜", FIRM, "91430100MA4L1234X5", "2025-430182-35-01-123456", "876543210", "876,543,210", "8.7654321",
    "765432100", "7.654321", "13900000001", "已谈三轮", "lulan",
)  # fmt: skip


def _lead(**fields: Any) -> Told:
    return told("project", "麓澜超材料产业基地", "open", **{**_FIELDS, **fields})


def _demand() -> Told:
    fields = {"organisation": FIRM, "field": "先进材料", "region": "430223", "credit_code": "91430100MA4L1234X5"}
    text = "麓澜需要石墨膜，导热率≥1500W/(m·K)"
    return told("demand", "麓澜石墨膜需求", "open", content=text, contact="王某 13900000001", **fields)


@pytest.fixture
def masked(world: World) -> World:
    world.write("zhuzhou", _lead())
    # So that no total, and no part of one, is the amount of the one lead.
    beside = {key: _FIELDS[key] for key in ("chain", "origin", "target", "stage", "collection_round")}
    world.write("zhuzhou", told("project", "株洲内部项目", "internal", intended_amount_cny=10**8, **beside))
    world.write("rival", _demand())
    world.write("university", told("achievement", "石墨膜制备", "open", content="石墨膜导热率1600W/(m·K)"))
    run_matches(world.actor("organiser"), None, lambda percent, message: None)
    return world


OUTSIDE = ("city_office", "county_office", "park", "enterprise", "university", "service")
INSIDE = ("organiser", "platform_admin", "other_city", "leader")


def _pages(world: World, who: str, language: str = "zh-hans") -> dict[str, str]:
    """Every page, part and file on which the records could be told of."""
    client = world.client(who)
    client.cookies["yanzhen_language"] = language
    found = {}
    for kind in ("project", "demand", "achievement"):
        rows = record_list(world.actor(who), Asked.of(kind, {}))["rows"]
        addresses = [reverse("record_list", kwargs={"kind": kind}), *(row["href"] for row in rows)]
        addresses += [reverse("record_export", kwargs={"kind": kind, "form": "csv"})]
        found |= {address: _text(client.get(address)) for address in addresses}
        book = reverse("record_export", kwargs={"kind": kind, "form": "xlsx"})
        sheet = load_workbook(io.BytesIO(content_of(client.get(book)))).active
        found[book] = str([[cell.value for cell in row] for row in sheet.iter_rows()])
        if kind == "demand":
            sheets = [reverse("match_sheet", kwargs={"public_id": row["record"].public_id}) for row in rows]
            found |= {address: _text(client.get(address)) for address in sheets}
    figures = ("projects_collected", "projects_amount", "demands", "by_chain.先进材料", "guangqi_months")
    others = [reverse(name) for name in ("home", "match_list", "bulletin", "inbox", "jobs", "chart_chains")]
    others += [reverse("figure_rows", kwargs={"figure_id": figure}) for figure in figures]
    return found | {address: _text(client.get(address)) for address in others}


def _text(answer: Any) -> str:
    body = content_of(answer) if answer.streaming else answer.content
    return body.decode() + str(answer.headers)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", OUTSIDE)
def test_no_page_or_file_names_what_goes_by_a_code(masked: World, who: str, language: str) -> None:
    pages = _pages(masked, who, language)
    assert len(pages) > 15
    for address, text in pages.items():
        assert [canary for canary in _CANARIES if canary in text] == [], (who, address)
    everything = "".join(pages.values())
    codes = ("某先进材料项目", "某先进材料企业") if language == "zh-hans" else ("An advanced-materials project", "firm")
    for code in codes:
        assert code in everything, code


@pytest.mark.parametrize("who", INSIDE)
def test_those_inside_read_the_names(masked: World, who: str) -> None:
    everything = "".join(_pages(masked, who).values())
    for canary in (FIRM, "麓澜超材料产业基地", "91430100MA4L1234X5", "876543210"):
        assert canary in everything, canary
    assert ("13900000001" in everything) is (who in ("organiser", "other_city"))
    assert ("已谈三轮" in everything) is (who != "platform_admin")


def test_once_released_everybody_reads_name_and_amounts(world: World) -> None:
    one = _lead()
    one.released = True
    world.write("zhuzhou", one)
    for who in OUTSIDE:
        text = "".join(_pages(world, who).values())
        for shown in (FIRM, "麓澜超材料产业基地", "765432100", "91430100MA4L1234X5"):
            assert shown in text, (who, shown)
        for hidden in ("13900000001", "已谈三轮"):
            assert hidden not in text, (who, hidden)


@pytest.mark.parametrize(
    "query",
    [
        "麓澜", "麓", "澜", FIRM, "麓澜超材料产业基地", "产业基地", "llcclcyjd", "llcc", "lulan", "91430100MA4L1234X5",
        "2025-430182-35-01-123456", "13900000001", "已谈三轮", "麓澜产业园",
    ],
)  # fmt: skip
def test_no_search_finds_what_it_may_not_show(masked: World, query: str) -> None:
    for who in (*OUTSIDE, "nobody"):
        for kind in ("project", "demand"):
            page = record_list(masked.actor(who), Asked.of(kind, {"q": query}))
            assert (len(page["rows"]), page["page"].paginator.count) == (0, 0), (who, kind)
            assert all(option["count"] == 0 or not option["count"] for f in page["filters"] for option in f["options"])


@pytest.mark.parametrize(("query", "kind"), [("产线", "project"), ("某先进材料", "project"), ("石墨膜", "demand")])
def test_search_finds_by_what_everybody_reads(masked: World, query: str, kind: str) -> None:
    for who in (*OUTSIDE, "nobody"):
        assert len(record_list(masked.actor(who), Asked.of(kind, {"q": query}))["rows"]) == 1, who


def test_what_is_found_from_outside_is_found_from_inside(masked: World) -> None:
    """Which lets a search look at one text of most rows."""
    for record in visible_records(masked.actor("organiser")).filter(masked=True, publication="open"):
        assert set(record.open_search_text.split()) <= set(record.search_text.split())
        for word in record.open_search_text.split():
            found = record_list(masked.actor("organiser"), Asked.of(record.kind, {"q": word}))["rows"]
            assert record.pk in [row["record"].pk for row in found], word


def test_those_inside_search_by_name(masked: World) -> None:
    for who in INSIDE:
        for query in ("麓澜", "llcc", "91430100MA4L1234X5"):
            assert len(record_list(masked.actor(who), Asked.of("project", {"q": query}))["rows"]) == 1, (who, query)


def _leads(world: World) -> None:
    for name, amount in (("丙", 5), ("甲", 9), ("乙", 1)):
        fields = {"investor": f"{name}字号公司", "intended_amount_cny": amount, "park": f"{name}字号产业园"}
        world.write("zhuzhou", told("project", f"{name}字号基地", "open", target="430223", chain="先进材料", **fields))


@pytest.mark.parametrize("sort", ["name", "-name", "investor", "-investor", "amount_cny", "-amount_cny"])
def test_no_order_tells_what_is_hidden(world: World, sort: str) -> None:
    _leads(world)

    def ids(who: str, order: str) -> list[str]:
        return [
            row["record"].public_id
            for row in record_list(world.actor(who), Asked.of("project", {"sort": order}))["rows"]
        ]

    for who in (*OUTSIDE, "nobody"):
        assert ids(who, sort) == ids(who, sort.removeprefix("-")) == ids("nobody", "name")
    assert ids("organiser", sort) == ids("organiser", sort.removeprefix("-"))[:: -1 if sort[0] == "-" else 1]
    assert len({tuple(ids("organiser", order)) for order in ("name", "-name")}) == 2


def test_filters_name_nobody(masked: World) -> None:
    for who in (*OUTSIDE, "nobody"):
        for kind in ("project", "demand"):
            filters = record_list(masked.actor(who), Asked.of(kind, {}))["filters"]
            assert STEM not in str(filters), who
        assert record_list(masked.actor(who), Asked.of("project", {"park": "麓澜产业园"}))["page"].paginator.count == 1


def test_columns_that_are_all_hidden_are_absent_from_files(masked: World) -> None:
    address = reverse("record_export", kwargs={"kind": "project", "form": "csv"})
    for who, shown in (("city_office", False), ("other_city", True)):
        text = content_of(masked.client(who).get(address)).decode("utf-8-sig")
        headings = next(csv.reader(io.StringIO(text)))
        for heading in ("统一社会信用代码", "意向投资额（元）", "进展情况", "项目联系人及电话", "注册资本（元）"):
            assert (heading in headings) is shown, (who, heading)


def test_to_stand_behind_a_figure_of_a_firm_is_to_be_named(world: World) -> None:
    fields = {"contacted_on": "2024-01-05", "started_on": "2024-10-05", "target": "430223", "chain": "先进材料"}
    world.write("zhuzhou", told("project", "某基地", "open", investor="示例光启技术", **fields))
    address = reverse("figure_rows", kwargs={"figure_id": "guangqi_months"})
    for who, rows in (("organiser", 1), ("city_office", 0), ("enterprise", 0)):
        page = world.client(who).get(address)
        assert (len(page.context["rows"]), page.context["hidden"]) == (rows, 1 - rows), who


def test_the_round_of_hidden_projects_is_not_told(world: World) -> None:
    world.write("zhuzhou", told("project", "甲", "secret", collection_round="金丝雀批次", origin="440300"))
    for who, told_of in (("other_city", True), ("county_office", False)):
        assert ("金丝雀批次" in world.client(who).get(reverse("bulletin")).content.decode()) is told_of, who


def test_an_owner_that_is_the_firm_is_not_named(masked: World) -> None:
    masked.organisations["rival"].name = FIRM
    masked.organisations["rival"].save()
    assert STEM not in "".join(_pages(masked, "university").values())


def test_a_level_past_its_end_is_shown_to_those_who_may_decide(world: World) -> None:
    (record,) = world.write("zhuzhou", told("project", "甲", "internal", target="430223"))
    record.publication_reason, record.publication_until = "尚在洽谈", timezone.localdate() - timezone.timedelta(days=1)
    _store(record)
    address = reverse("record_detail", kwargs={"kind": "project", "public_id": record.public_id})
    for who, may_decide in (("other_city", True), ("organiser", True), ("leader", False), ("other_county", False)):
        page = world.client(who).get(address).content.decode()
        assert ("到期待复核" in page) is may_decide, who
        assert "尚在洽谈" in page, who
        assert record.publication_until.isoformat() in page, who


def test_reasons_of_a_level_are_for_those_inside(world: World) -> None:
    (record,) = world.write("zhuzhou", _lead())
    record.publication_reason = "领导批示"
    _store(record)
    address = reverse("record_detail", kwargs={"kind": "project", "public_id": record.public_id})
    for who, shown in (("leader", True), ("other_city", True), ("enterprise", False), ("city_office", False)):
        assert ("领导批示" in world.client(who).get(address).content.decode()) is shown, who


def _store(record: Any) -> None:
    from yanzhen_web.services.records.recording import Teller, advance, store

    now = timezone.now()
    teller = Teller(record.owner_org)
    store([], [advance(record, {}, teller, now, "classify")], teller, now)
