"""Places for the projects of a run: from the same records, with what rules out and what to ask."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from yanzhen.placing import RUN_PLACES, places_of_projects
from yanzhen.records import Record, Source, give_keys

DAY = date(2025, 3, 29)


def park(name: str, region: str, row: int, **fields: object) -> Record:
    told = {"region": region, "level": "省级", "as_of": "2025-02-28", "land_available_mu": 500} | fields
    return Record("park", name, told, source=Source("虚构承载表.xlsx", "园区", row))


@pytest.fixture
def records() -> list[Record]:
    return give_keys(
        [
            Record("project", "虚构电池项目", {"land_mu": 100}),
            Record("project", "虚构食品项目", {"land_mu": 10}),
            park("虚构甲园区", "430100", 4, power_price=0.50, land_price=10),
            park("虚构乙园区", "430600", 5, power_price=0.55, land_price=15, land_available_mu=50),
            park("虚构丙园区", "431000", 6, power_price="0.65", land_price="20万元/亩"),
            *(
                park(f"虚构园区{number}", "430400", 6 + number, power_price=0.7 + number / 100)
                for number in range(1, 5)
            ),
        ]
    )


def sheets(records: list[Record]) -> dict[str, list[dict]]:
    ((name, data),) = places_of_projects(records, [], DAY, lambda share, what: None).items()
    assert name == "places.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    listed = {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    return {sheet: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for sheet, rows in listed.items()}


def test_first_places_of_each_project_with_ids_and_reasons(records):
    rows = sheets(records)["places"]
    keys = {record.name: record.key for record in records}
    assert {row["project"] for row in rows} == {"虚构电池项目", "虚构食品项目"}
    assert all(row["project_id"] == keys[row["project"]] and row["place_id"] == keys[row["place"]] for row in rows)
    food = [row for row in rows if row["project"] == "虚构食品项目"]
    assert [row["rank"] for row in food] == list(range(1, RUN_PLACES + 1))
    assert food[0]["place"] == "虚构甲园区", "nobody is better by anything"
    assert food[0]["first"] > 0.9 and "电价" in food[0]["why"]


def test_what_a_gate_rules_out_is_told_with_its_source_and_not_ranked(records):
    found = sheets(records)
    (row,) = found["ruled_out"]
    assert (row["project"], row["place"]) == ("虚构电池项目", "虚构乙园区")
    assert "需要 100 亩" in row["why"] and "虚构承载表.xlsx" in row["source"]
    assert ("虚构电池项目", "虚构乙园区") not in {(row["project"], row["place"]) for row in found["places"]}


def test_a_question_is_asked_once(records):
    texts = [row["text"] for row in sheets(records)["questions"]]
    assert texts and len(texts) == len(set(texts))


def test_without_parks_the_sheets_are_empty(records):
    projects = [record for record in records if record.kind == "project"]
    assert sheets(projects) == {"places": [], "ruled_out": [], "questions": []}
    assert sheets([])["places"] == []


def test_parks_that_tell_nothing_are_compared_by_nothing(records):
    silent = [record for record in records if record.kind == "project"]
    silent += give_keys([Record("park", "虚构空园区", {"region": "430100"})])
    assert sheets(silent)["places"] == []
