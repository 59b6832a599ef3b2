"""Programs that ask at the same moment: one change wins, the other learns of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from yanzhen_web.models import RecordVersion

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
