"""What a program reads that is confidential stands in the history, as if a person had read it at the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import DraftRow, Upload

from .programs import WHY, Program, World, program_of, told


def noted(world: World, action: str) -> list[dict[str, Any]]:
    auditor = program_of(world, "auditor", ["history"])
    return list(auditor.get(f"/history?action={action}").json()["items"])


@pytest.fixture
def matched(world: World) -> tuple[Program, Any]:
    """A confidential demand with its achievement, and its city's program."""
    (demand,) = world.write("changsha", told("demand", "石墨膜制备", "internal", content="石墨导热膜的制备"))
    world.write("university", told("achievement", "石墨膜制备技术", "open", content="石墨导热膜的制备"))
    program = program_of(world, "city_office")
    program("POST", "/matches/run")
    work_off()
    return program, demand


def test_matches_of_a_confidential_demand_are_noted(world: World, matched: tuple[Program, Any]) -> None:
    program, demand = matched
    assert noted(world, "match.read") == []
    assert program.get("/matches").json()["items"]
    assert [entry["subject_id"] for entry in noted(world, "match.read")] == [demand.public_id]
    assert program.get(f"/records/demand/{demand.public_id}/matches").json()["items"]
    assert len(noted(world, "match.read")) == 2


def test_confidential_record_that_a_search_tells_is_noted(world: World, matched: tuple[Program, Any]) -> None:
    program, demand = matched
    assert program.get("/search?q=石墨膜").json()["items"]
    assert [entry["subject_id"] for entry in noted(world, "record.list")] == [demand.public_id]


def test_review_of_levels_is_noted(world: World) -> None:
    program = program_of(world, "city_office")
    (record,) = world.write("changsha", told("project", "示例项目"))
    path = f"/records/project/{record.public_id}/level"
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    program("PUT", path, {"level": "internal", "reason": "洽谈中", "until": day}, If_Match=f'"{record.version}"')
    assert program.get("/review").json()["items"]
    assert record.public_id in [entry["subject_id"] for entry in noted(world, "record.list")]


def test_reading_a_book_is_noted(world: World) -> None:
    user = world.users["city_office"]
    upload = Upload.objects.unscoped(why=WHY).create(
        owner_org=world.organisations["changsha"], by=user, file_name="示例.xlsx", size=1, sha256="0" * 64,
        state=Upload.State.READY, counts={"rows": 1},
    )  # fmt: skip
    row = DraftRow.objects.unscoped(why=WHY).create(
        upload=upload, number=1, sheet="Sheet1", row=2, kind="project", name="示例行", engine_key="k", collected_key="k"
    )
    program = program_of(world, "city_office")
    for times, path in enumerate(("", "/rows", f"/rows/{row.public_id}"), start=1):
        assert program.get(f"/imports/{upload.public_id}{path}").status_code == 200
        assert len(noted(world, "upload.read")) == times


def test_list_of_a_past_day_is_as_it_was_and_goes_on_by_cursor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    program, yesterday = program_of(world, "city_office"), timezone.now() - timedelta(days=1)
    with monkeypatch.context() as clock:
        clock.setattr("yanzhen_web.services.records.recording.timezone.now", lambda: yesterday)
        made = [program("POST", "/records/project", {"name": f"旧名称{n}"}).json() for n in range(5)]
    program("PATCH", f"/records/project/{made[0]['id']}", {"name": "新名称"}, If_Match='"1"')
    program("POST", "/records/project", {"name": "今天的"})
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    found, cursor = [], ""
    while True:
        page = program.get(f"/records/project?on={day}&limit=2&cursor={cursor}").json()
        found += page["items"]
        if not (cursor := page.get("next", "")):
            break
    assert sorted(record["name"] for record in found) == [f"旧名称{n}" for n in range(5)]
    assert [record["id"] for record in found] == sorted(record["id"] for record in made)
    assert len(noted(world, "record.list")) == 3
    assert len(program.get("/records/project").json()["items"]) == 6
    assert program_of(world, "other_county").get(f"/records/project?on={day}").json()["items"] == []


@pytest.mark.parametrize("beside", ["q=示例", "sort=-amount", "stage=signed", "updated_since=2025-01-01T00:00:00Z"])
def test_list_of_a_past_day_is_not_filtered(world: World, beside: str) -> None:
    refused = program_of(world, "city_office").get(f"/records/project?on=2025-03-01&{beside}")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"query:{beside.partition('=')[0]}")


def test_cursor_of_another_day_is_refused(world: World) -> None:
    world.write("changsha", *(told("project", f"示例项目{n}") for n in range(3)))
    program, today = program_of(world, "city_office"), timezone.localdate()
    cursor = program.get(f"/records/project?on={today}&limit=1").json()["next"]
    assert program.get(f"/records/project?on={today}&limit=1&cursor={cursor}").status_code == 200
    assert program.get(f"/records/project?on=2025-03-01&cursor={cursor}").status_code == 422
    assert program.get(f"/records/project?cursor={cursor}").status_code == 422
