"""What is written down: who, when, from where, on which version; readings through the spool, once and only once."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from yanzhen_web import scopes
from yanzhen_web.middleware import Acting, address_of
from yanzhen_web.models import AuditEntry, PersonalValue, PersonRef, RecordVersion
from yanzhen_web.services.history import circumstances, spooling
from yanzhen_web.services.history import noting as history
from yanzhen_web.services.history.circumstances import Circumstances, under
from yanzhen_web.services.history.deednames import DEEDS
from yanzhen_web.services.history.noting import note_deed, note_reading, take_in
from yanzhen_web.services.people.logins import issue_token

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


@pytest.mark.parametrize(
    "line",
    [
        b'{"action": "record.read", "of_a_later_edition": 1}',
        b'{"public_id": "x"}',
        b'{"action": "record.read", "public_id": "x", "at": "yesterday"}',
        b'{"action": ["record.read"], "public_id": "x", "at": "2026-01-01T00:00:00+00:00"}',
        b'{"action": "record.read", "public_id": {}, "at": "2026-01-01T00:00:00+00:00"}',
        b'{"action": "record.read", "public_id": "x", "at": "2026-01-01T00:00:00+00:00", "user": "nobody"}',
        b'{"action": "record.read", "public_id": "x", "at": "2026-01-01T00:00:00+00:00", "subject_version": "one"}',
        b"12", b'"text"', b"[1]",
    ],
)  # fmt: skip
def test_line_that_fits_no_entry_is_told_of_and_holds_up_no_other(world: World, at_desk: None, line: bytes) -> None:
    note_reading("record.read", world.event)
    (path,) = spooling.folder().iterdir()
    path.write_bytes(line + b"\n" + path.read_bytes())
    assert take_in() == 1
    assert take_in() == 0
    found = {entry.action: entry for entry in _entries()}
    assert set(found) == {"record.read", "history.torn"}
    assert found["history.torn"].detail["lines"] == 1
    assert list(spooling.folder().iterdir()) == []


def _full() -> None:
    """From now on every line of this process goes to a disk that is full."""
    note_reading("record.read")
    (path,) = spooling.folder().iterdir()
    path.unlink()
    path.symlink_to("/dev/full")


def _unwritable() -> None:
    spooling.empty()
    spooling.folder().rmdir()
    (Path(settings.HOME) / "spool").write_text("in the way")


@pytest.fixture
def spool_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


@pytest.mark.parametrize("spoil", [_full, _unwritable], ids=["full", "unwritable"])
@pytest.mark.parametrize("path", ["/projects/{}/", "/projects/", "/projects/export.csv", "/api/v1/records/project/{}"])
def test_nothing_confidential_is_shown_that_can_not_be_written_down(
    world: World, spool_of_its_own: None, spoil: Any, path: str
) -> None:
    """It fails closed; what nobody has to write down is shown as ever."""
    (secret,) = world.write("changsha", told("project", "示例密项目", publication="internal", investor="示例密企业"))
    (policy,) = world.write("changsha", told("policy", "示例开放政策", publication="open"))
    spoil()
    client = world.client("city_office")
    client.raise_request_exception = False
    if "/api/" in path:
        token = issue_token(world.users["city_office"], "k", grants=["read"])[1]
        client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    answer = client.get(path.format(secret.public_id))
    assert answer.status_code == 500
    assert "示例密" not in (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    assert "示例开放政策" in world.client("other_county").get(f"/records/policy/{policy.public_id}/").content.decode()
    assert world.client("nobody").get("/healthz").status_code == 200


APPENDING = """
import django; django.setup()
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.history.spooling import folder
import itertools, sys
for number in itertools.count():
    note_reading("record.read", None, number=number, text="x" * 3000)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def test_what_was_noted_outlives_kill(world: World, tmp_path: Path, spool_of_its_own: None) -> None:
    """A process that is killed in the middle of noting leaves every reading behind that it had answered."""
    environment = os.environ | {
        "YANZHEN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production",
    }
    process = subprocess.Popen([sys.executable, "-c", APPENDING], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        answered = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
        answered += [int(line) for line in process.stdout if line.endswith("\n")]
    take_in()
    numbers = [entry.detail["number"] for entry in _entries() if entry.action == "record.read"]
    assert numbers[: len(answered)] == answered
    assert len(numbers) - len(answered) <= 1, "the one that was on disk and not answered yet"


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


# --- what pages write down -------------------------------------------------------------------------------------------


def _taken() -> list[AuditEntry]:
    take_in()
    return [entry for entry in _entries() if entry.action not in ("sign_in", "session.start")]


def test_page_of_a_confidential_record_is_a_reading(world: World) -> None:
    (record,) = world.write("changsha", told("project", "甲", publication="internal"))
    url = f"/projects/{record.public_id}/"
    assert world.client("city_office").get(url, REMOTE_ADDR="10.7.7.7").status_code == 200
    (entry,) = _taken()
    assert (entry.action, entry.subject_id, entry.subject_version) == ("record.read", record.public_id, 1)
    assert entry.origin is not None
    assert (entry.origin.value, entry.door) == ("10.7.7.7", "page")


def test_page_of_an_open_record_is_a_reading_only_with_its_contacts(world: World) -> None:
    (record,) = world.write("changsha", told("achievement", "乙", publication="open", contact="张示例 13800000000"))
    url = f"/achievements/{record.public_id}/"
    assert world.client("enterprise").get(url).status_code == 200
    assert not _taken()
    assert world.client("city_office").get(url).status_code == 200
    assert [entry.action for entry in _taken()] == ["record.read"]


def test_record_that_is_hidden_leaves_no_reading(world: World) -> None:
    (record,) = world.write("zhuzhou", told("project", "甲", publication="secret"))
    assert world.client("city_office").get(f"/projects/{record.public_id}/").status_code == 404
    assert not _taken()


def test_list_is_one_reading_with_the_confidential_rows(world: World) -> None:
    hidden = world.write("changsha", *[told("project", f"甲{n}", publication="internal") for n in range(3)])
    world.write("changsha", told("project", "乙", publication="open"))
    assert world.client("city_office").get("/projects/").status_code == 200
    (entry,) = _taken()
    assert (entry.action, entry.detail["count"]) == ("record.list", 3)
    assert set(entry.detail["records"]) == {record.public_id for record in hidden}


def test_export_is_written_down_with_a_hash_of_its_ids(world: World) -> None:
    import csv
    import hashlib
    import io

    from .worlds import content_of

    world.write("changsha", *[told("project", f"甲{n}", publication="internal") for n in range(3)])
    data = content_of(world.client("city_office").get("/projects/export.csv")).decode("utf-8-sig")
    ids = [line[0] for line in csv.reader(io.StringIO(data))][1:]
    (entry,) = _taken()
    assert entry.action == "export"
    assert (entry.detail["kind"], entry.detail["form"], entry.detail["count"]) == ("project", "csv", 3)
    assert entry.detail["ids"] == hashlib.sha256("".join(f"{id_}\n" for id_ in ids).encode()).hexdigest()


def test_reading_is_not_held_up_by_a_long_writing(transactional_db: None) -> None:
    """While another connection holds the database's write lock, a page is answered and its reading kept."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import close_old_connections, connections, transaction

    from .worlds import make_world

    world = make_world()
    (record,) = world.write("changsha", told("project", "甲", publication="internal"))
    client = world.client("city_office")
    written, read = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            world.event.save()
            written.set()
            assert read.wait(20)
        connections.close_all()

    with ThreadPoolExecutor() as pool:
        writing_ = pool.submit(write)
        try:
            assert written.wait(20)
            close_old_connections()
            assert client.get(f"/projects/{record.public_id}/").status_code == 200
            assert spooling.waiting() == 1
        finally:
            read.set()
        writing_.result()
    assert [entry.action for entry in _taken()] == ["record.read"]


def test_every_deed_has_words_in_both_languages() -> None:
    """The auditor reads words, not codes: as many as the sources write down."""
    sources = [path.read_text("utf-8") for path in Path(scopes.__file__).parents[1].rglob("*.py")]
    calls = re.compile(
        r'\b(?:note_deed|note_reading|note_read)\(\s*(?:[^"()\[\]]|\([^()]*\)|\[[^\[\]]*\])*?"([a-z_]+(?:\.[a-z_]+)*)"'
    )
    told = re.compile(r'\b(?:deed|action)(?:: str)? ?= ?"([a-z_]+\.[a-z_]+)"')
    found = {action for source in sources for pattern in (calls, told) for action in pattern.findall(source)}
    assert len(found) > 45
    assert {action for action in found if action not in DEEDS} == set()
