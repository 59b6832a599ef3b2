"""What a program's deeds leave behind, and what the auditor reads of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.services.history.noting import take_in

from .programs import World, program_of, told, told_alike


def test_deeds_of_a_program_are_told_with_their_door(world: World) -> None:
    program = program_of(world, "city_office")
    made = program("POST", "/records/project", {"name": "示例项目", "fields": {"target": "430100"}}).json()
    program.get(f"/records/project/{made['id']}")
    auditor = program_of(world, "auditor", ["history"])
    entries = auditor.get(f"/history?id={made['id']}").json()["items"]
    assert {"record.read"} <= {entry["action"] for entry in entries}
    assert all(entry["who"] == "city_office" for entry in entries)
    one = auditor.get(f"/history/entries/{entries[0]['id']}").json()
    assert one["digest"]
    steps = auditor.get(f"/history/records/{made['id']}").json()
    assert [step["number"] for step in steps["versions"]] == [1]
    assert "示例项目" not in str(entries) + str(one) + str(steps)


def test_auditor_reads_no_record(world: World) -> None:
    (record,) = world.write("changsha", told("achievement", "示例成果", "open"))
    auditor = program_of(world, "auditor", ["read", "history"])
    assert auditor.get(f"/records/achievement/{record.public_id}").status_code == 404
    assert auditor.get("/search?q=示例").status_code == 404


def test_history_is_for_auditors(world: World) -> None:
    assert program_of(world, "organiser").get("/history").status_code == 404
    assert program_of(world, "auditor", ["people"]).get("/history").status_code == 403


def test_chain_is_sealed_taken_and_verified(world: World) -> None:
    program_of(world, "city_office")("POST", "/records/project", {"name": "示例项目"})
    take_in()
    auditor = program_of(world, "auditor", ["history"])
    head = auditor("POST", "/history/head").json()
    assert auditor.get("/history/head").json()["head"] == head["head"]
    assert auditor.get("/history/seals").json()["items"][0]["number"] == head["number"]
    job = auditor("POST", "/history/verify")
    assert job.status_code == 202
    work_off()


def test_history_leaves_as_a_file(world: World) -> None:
    program_of(world, "city_office")("POST", "/records/project", {"name": "示例项目"})
    answer = program_of(world, "auditor", ["history"]).get("/history/exports/history.csv")
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbf")


def test_record_of_a_past_day_is_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(world, "city_office")
    yesterday = timezone.now() - timedelta(days=1)
    with monkeypatch.context() as clock:
        clock.setattr("yanzhen_web.services.records.recording.timezone.now", lambda: yesterday)
        made = program("POST", "/records/project", {"name": "旧名称", "fields": {"stage": "lead"}}).json()
    path = f"/records/project/{made['id']}"
    program("PATCH", path, {"name": "新名称", "fields": {"stage": "signed"}}, If_Match='"1"')
    was = program.get(f"{path}?on={timezone.localdate() - timedelta(days=1)}")
    assert (was.json()["name"], was.json()["fields"]["stage"], was["ETag"]) == ("旧名称", "lead", '"1"')
    assert program.get(path).json()["name"] == "新名称"
    before = program.get(f"{path}?on={timezone.localdate() - timedelta(days=2)}")
    assert told_alike(before, program.get(f"/records/project/{'Z' * 16}"))
    for odd in ("0001-01-01", "9999-12-31", "1899-12-31"):
        assert program.get(f"{path}?on={odd}").status_code == 422
    assert program.get(f"{path}?on=2025-02-30").status_code == 422
