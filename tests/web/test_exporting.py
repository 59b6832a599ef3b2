"""Exports: the list as it is filtered, only what the person reads, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from .worlds import World, told

HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1")


def _bytes(world: World, who: str, form: str, query: str = "", kind: str = "project") -> bytes:
    address = reverse("record_export", kwargs={"kind": kind, "form": form})
    answer = world.client(who).get(address + query)
    assert answer.status_code == 200
    assert f"{kind}.{form}" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def _csv(world: World, who: str, query: str = "") -> list[dict[str, str]]:
    data = _bytes(world, who, "csv", query)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def _xlsx(world: World, who: str, query: str = "") -> list[dict[str, object]]:
    sheet = load_workbook(io.BytesIO(_bytes(world, who, "xlsx", query))).active
    rows = sheet.iter_rows()
    headings = [cell.value for cell in next(rows)]
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_cells_come_out_inert(world: World, text: str) -> None:
    world.write("changsha", told("project", "项目", investor=text, content=text))
    (row,) = _csv(world, "organiser")
    assert row["投资方"] == "'" + text
    (cells,) = _xlsx(world, "organiser")
    assert cells["投资方"].data_type == "s"
    assert cells["投资方"].value == text


def test_export_has_the_filters_of_the_list(world: World) -> None:
    world.write("changsha", told("project", "甲", stage="signed"), told("project", "乙", stage="lead"))
    assert [row["项目名称"] for row in _csv(world, "organiser", "?stage=signed")] == ["甲"]
    assert [row["项目名称"].value for row in _xlsx(world, "organiser", "?q=乙")] == ["乙"]


def test_numbers_stay_numbers_and_codes_stay_text(world: World) -> None:
    fields = {"intended_amount_cny": 123456789012, "target": "430182", "credit_code": "00123", "jobs": 7}
    world.write("changsha", told("project", "甲", **fields))
    (cells,) = _xlsx(world, "organiser")
    assert cells["意向投资额（元）"].value == 123456789012
    assert cells["用工人数"].value == 7
    assert cells["统一社会信用代码"].value == "00123"
    assert cells["承接地"].value == "湖南省长沙市宁乡市"


def test_hidden_rows_and_fields_are_absent(world: World) -> None:
    secrets = {"contact": "金丝雀一 13900000000", "intended_amount_cny": 777777777, "progress_text": "金丝雀二"}
    world.write("zhuzhou", told("project", "公开项目", "open", **secrets), told("project", "金丝雀三", **secrets))
    for canary in ("金丝雀一", "金丝雀二", "金丝雀三", "13900000000", "777777777", "项目联系人及电话"):
        assert canary in str(_csv(world, "other_city"))
        assert canary not in str(_csv(world, "rival"))
        cells = [(heading, cell.value) for row in _xlsx(world, "rival") for heading, cell in row.items()]
        assert canary not in str(cells)


@pytest.mark.parametrize("who", ["leader", "city_office"])
def test_contacts_of_a_leader_are_absent_as_a_column(world: World, who: str) -> None:
    world.write("changsha", told("project", "甲", contact="王某 13900000000"))
    address = reverse("record_export", kwargs={"kind": "project", "form": "csv"})
    body = b"".join(world.client(who).get(address).streaming_content).decode()
    assert ("13900000000" in body) is (who == "city_office")
    assert ("项目联系人及电话" in body) is (who == "city_office")


def test_headings_are_in_the_language_of_the_reader(world: World) -> None:
    world.write("changsha", told("project", "甲", stage="signed", intended_amount_cny=5))
    client = world.client("organiser")
    client.cookies["yanzhen_language"] = "en"
    answer = client.get(reverse("record_export", kwargs={"kind": "project", "form": "csv"}))
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert row["Project"] == "甲"
    assert row["Stage"] == "Signed"
    assert row["Intended investment (CNY)"] == "5"


def test_every_unit_is_said_in_english() -> None:
    from yanzhen.fields import registry
    from yanzhen.language import speaking
    from yanzhen_web.services.records.showing import unit

    with speaking("en"):
        said = {unit(field) for fields in registry().values() for field in fields.values()}
    assert [text for text in said if any("\u4e00" <= letter <= "\u9fff" for letter in text)] == []


def test_cells_are_for_people_not_for_programs(world: World) -> None:
    fields = {"investment_foreign": {"amount": 10000000, "currency": "EUR"}, "investment_range_cny": [10**8, 2 * 10**8]}
    world.write("changsha", told("project", "甲", **fields))
    (row,) = _csv(world, "organiser")
    assert row["外币投资额"] == "EUR 10,000,000"
    assert row["总投资（区间）（元）"] == "1 亿元 – 2 亿元"
