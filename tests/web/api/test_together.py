"""Programs that ask at the same moment: one change wins, the other learns of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from yanzhen_web.models import DraftRow, MatchDecision, Record, RecordVersion, Upload
from yanzhen_web.services.collect import collecting

from ..decisions import achievement, demand, proposed  # noqa: TID252 -- helpers of the site's tests
from .programs import WHY, Program, World, make_world, program_of


@pytest.fixture
def committed(transactional_db: None) -> World:
    """A world that other connections see."""
    return make_world()


def at_once(*deeds: Any) -> list[Any]:
    """Each in a thread and a connection of its own, started at the same moment."""
    start = Barrier(len(deeds))

    def run(deed: Any) -> Any:
        start.wait()
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def _changes(program: Program, path: str, stage: str) -> Any:
    return lambda: program("PATCH", path, {"fields": {"stage": stage}}, If_Match='"1"')


def test_of_two_changes_upon_one_version_one_wins(committed: World) -> None:
    programs = [program_of(committed, who) for who in ("city_office", "organiser", "city_office")]
    programs[0] = programs[2]  # the newer key of the same name ended the older one
    for _ in range(3):
        made = programs[0]("POST", "/records/project", {"name": "示例项目"}).json()
        path = f"/records/project/{made['id']}"
        stages = ("signed", "started", "producing")
        answers = at_once(*(_changes(p, path, stage) for p, stage in zip(programs, stages, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
        assert {answer["ETag"] for answer in answers} == {'"2"'}
        (won,) = [answer.json() for answer in answers if answer.status_code == 200]
        assert programs[0].get(path).json()["fields"]["stage"] == won["fields"]["stage"]
        assert RecordVersion.objects.unscoped(why=WHY).filter(record__public_id=made["id"]).count() == 2


def test_withdrawing_and_changing_at_once_leaves_one_of_them(committed: World) -> None:
    program = program_of(committed, "city_office")
    path = f"/records/project/{program('POST', '/records/project', {'name': '示例项目'}).json()['id']}"
    answers = at_once(_changes(program, path, "signed"), lambda: program("DELETE", path, If_Match='"1"'))
    statuses = [answer.status_code for answer in answers]
    assert statuses in ([200, 412], [404, 204], [412, 204])


def _book(world: World) -> tuple[Upload, DraftRow]:
    upload = Upload.objects.unscoped(why=WHY).create(
        owner_org=world.organisations["changsha"], by=world.users["city_office"], file_name="示例.xlsx", size=1,
        sha256="0" * 64, state=Upload.State.READY, counts={"rows": 1, "rows_with_issues": 0},
    )  # fmt: skip
    row = DraftRow.objects.unscoped(why=WHY).create(
        upload=upload, number=1, sheet="Sheet1", row=2, kind="project", name="示例项目", engine_key="k",
        collected_key="k", fields={"investor": "示例公司"}, cells={"investor": ["B", "示例公司"]},
    )  # fmt: skip
    return upload, row


def test_correction_during_acceptance_is_taken_in_or_refused(committed: World) -> None:
    program = program_of(committed, "city_office")
    upload, row = _book(committed)
    accepting, corrected = Event(), Event()

    def accept() -> None:
        with transaction.atomic():
            assert collecting.accept(upload, committed.users["city_office"]) is not None
            accepting.set()
            corrected.wait(0.3)  # it can't be through before this is: it is at the door by then

    def correct() -> Any:
        accepting.wait()
        answer = program(
            "PATCH", f"/imports/{upload.public_id}/rows/{row.public_id}", {"cells": {"investor": "另一公司"}}
        )
        corrected.set()
        return answer

    _, answer = at_once(accept, correct)
    record = Record.objects.unscoped(why=WHY).get(upload=upload)
    row.refresh_from_db()
    assert answer.status_code == 409
    assert (record.fields["investor"], row.fields["investor"], row.state) == ("示例公司", "示例公司", "accepted")


def test_of_two_corrections_upon_one_reading_one_wins(committed: World) -> None:
    programs = [program_of(committed, who) for who in ("city_office", "organiser")]
    upload, row = _book(committed)
    path = f"/imports/{upload.public_id}/rows/{row.public_id}"
    (read,) = programs[0].get(f"/imports/{upload.public_id}/rows").json()["items"]
    tag = programs[0].get(path)["ETag"]
    assert tag == f'"{read["tag"]}"'
    answers = at_once(
        *(
            lambda p=p, n=n: p("PATCH", path, {"cells": {"investor": f"示例{n}"}}, If_Match=tag)
            for n, p in enumerate(programs)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert {answer["ETag"] for answer in answers} == {programs[1].get(path)["ETag"]} != {tag}
    assert programs[0]("PATCH", path, {"cells": {"investor": "示例"}}).status_code == 200  # the last word counts


def test_of_two_words_of_an_office_on_a_pair_the_last_holds(committed: World) -> None:
    committed.write("changsha", demand("石墨膜连续制备", content="需要石墨膜"))
    committed.write("university", achievement("石墨膜卷对卷制备", content="石墨膜"))
    (match,) = proposed(committed)
    program = program_of(committed, "city_office")
    path = f"/matches/{match.demand.public_id}/{match.achievement.public_id}/decision"
    answers = at_once(
        *(
            lambda verdict=verdict: program("POST", path, {"verdict": verdict})
            for verdict in ("accepted", "refused") * 2
        )
    )
    assert {answer.status_code for answer in answers} == {200}
    (row,) = MatchDecision.objects.unscoped(why=WHY)
    assert row.verdict in ("accepted", "refused")
