"""What is written down: who, when, from where, on which version; readings through the spool, once and only once."""

from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from yanzhen_web.middleware import Acting, address_of
from yanzhen_web.models import AuditEntry, PersonalValue, PersonRef, RecordVersion
from yanzhen_web.services import circumstances, history, spooling
from yanzhen_web.services.circumstances import Circumstances, under
from yanzhen_web.services.history import note_deed, note_reading, take_in

from .worlds import WHY, World, told


def _entries() -> list[AuditEntry]:
    rows = AuditEntry.objects.unscoped(why=WHY).select_related("person", "origin").order_by("pk")
    return list(rows.exclude(action="records.write"))


@pytest.fixture
def at_desk(world: World) -> Any:
    with under(Circumstances(world.actor("city_office"), "page", "10.1.2.3")):
        yield


def test_deed_says_who_which_desk_which_door_and_from_where(world: World, at_desk: None) -> None:
    (record,) = world.write("changsha", told("project", "甲"))
    note_deed("record.print", record, copies=2)
    (entry,) = _entries()
    assert entry.person is not None
    assert (entry.person.user, entry.person.label) == (world.users["city_office"], "city_office")
    assert (entry.role, entry.path) == ("city_office", world.organisations["changsha"].path)
    assert (entry.door, entry.origin.value) == ("page", "10.1.2.3")  # type: ignore[union-attr]
    assert (entry.subject_kind, entry.subject_id, entry.subject_version) == ("record", record.public_id, 1)
    assert entry.detail == {"copies": 2}


def test_deed_of_a_transaction_that_fails_is_not_written_down(world: World, at_desk: None) -> None:
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note_deed("person.suspend", world.users["park"])
        _ = 1 / 0
    assert not _entries()


def test_same_address_stands_once_for_a_person_and_a_day(world: World, at_desk: None) -> None:
    first, second = note_deed("a"), note_deed("b")
    with under(Circumstances(world.actor("park"), "page", "10.1.2.3")):
        other = note_deed("c")
    assert first.origin_id == second.origin_id != other.origin_id
    assert PersonalValue.objects.unscoped(why=WHY).count() == 2
    assert PersonRef.objects.unscoped(why=WHY).count() == 2


def test_reading_waits_in_the_spool_until_it_is_taken_in_once(world: World, at_desk: None) -> None:
    (record,) = world.write("changsha", told("project", "甲"))
    note_reading("record.read", record)
    assert not _entries()
    assert spooling.waiting() == 1
    assert (take_in(), take_in(), len(_entries()), spooling.waiting()) == (1, 0, 1, 0)
    assert _entries()[0].subject_id == record.public_id


def test_spool_is_for_nobody_else_to_read(world: World, at_desk: None) -> None:
    note_reading("a")
    (path,) = spooling.folder().iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.is_relative_to(Path(settings.HOME))


def test_crash_after_the_table_was_written_doubles_nothing(world: World, at_desk: None, monkeypatch: Any) -> None:
    note_reading("a")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take_in()
    assert (take_in(), len(_entries()), spooling.waiting()) == (0, 1, 0)


def test_crash_before_the_table_was_written_loses_nothing(world: World, at_desk: None, monkeypatch: Any) -> None:
    note_reading("a")
    with monkeypatch.context() as patch:
        patch.setattr(history, "write_deed", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take_in()
    note_reading("b")
    assert take_in() == 2
    assert sorted(entry.action for entry in _entries()) == ["a", "b"]


def test_half_a_line_of_a_crash_is_reported_and_swallows_nothing(world: World, at_desk: None, caplog: Any) -> None:
    note_reading("a")
    (path,) = spooling.folder().iterdir()
    with path.open("ab") as file:
        file.write(b'{"action": "b", "pub')
    note_reading("c")
    assert take_in() == 2
    assert [entry.action for entry in _entries()] == ["a", "c", "history.torn"]
    assert _entries()[-1].detail == {"lines": 1, "bytes": 20}
    assert "can't be read" in caplog.text


def test_readings_of_many_threads_while_others_take_are_all_there(world: World) -> None:
    there: list[str] = []
    taking = threading.Event()

    def insert(lines: Any, torn: Any, name: str) -> int:
        assert not torn
        there.extend(line["action"] for line in lines)
        return len(lines)

    def take() -> None:
        while not taking.is_set():
            list(spooling.take(insert))

    def read(name: str) -> None:
        for number in range(50):
            note_reading(f"{name}{number}")

    readers = [threading.Thread(target=read, args=(name,)) for name in "abcd"]
    taker = threading.Thread(target=take)
    for thread in (taker, *readers):
        thread.start()
    for thread in readers:
        thread.join()
    taking.set()
    taker.join()
    list(spooling.take(insert))
    assert sorted(there) == sorted(f"{name}{number}" for name in "abcd" for number in range(50))


def test_middleware_sets_who_and_from_where_for_pages_and_the_api(world: World) -> None:
    seen: list[Circumstances] = []

    def look(request: Any) -> Any:
        seen.append(circumstances.now())

    for path in ("/", "/api/v1/projects"):
        request = RequestFactory().get(path, REMOTE_ADDR="10.9.8.7")
        request.user = world.users["park"]
        Acting(look)(request)
    assert [(now.actor.user_id, now.door, now.address) for now in seen] == [
        (world.users["park"].pk, "page", "10.9.8.7"),
        (world.users["park"].pk, "api", "10.9.8.7"),
    ]
    assert circumstances.now() == Circumstances()


def test_forwarded_address_counts_only_behind_a_proxy_that_is_trusted(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.2.2.2")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "10.2.2.2"


def test_versions_of_one_writing_come_from_one_entry(world: World, at_desk: None) -> None:
    world.write("changsha", *[told("project", f"项目{number}") for number in range(3)])
    sources = set(RecordVersion.objects.unscoped(why=WHY).values_list("source", flat=True))
    assert len(sources) == 1
    (entry,) = AuditEntry.objects.unscoped(why=WHY).filter(pk__in=sources)
    assert (entry.action, entry.door, entry.role) == ("records.write", "page", "city_office")


def test_deed_keeps_to_who_is_named_where_nobody_has_asked_yet(world: World) -> None:
    with under(replace(circumstances.now(), door="page", address="10.0.0.9")):
        entry = note_deed("sign_in", by=world.users["leader"])
    assert entry.person is not None
    assert entry.person.user == world.users["leader"]
