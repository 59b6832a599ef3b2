"""Erasing: what is personal is gone everywhere in the history; the history stands."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from yanzhen_web.models import AuditEntry, DraftRow, PersonalValue, PersonRef, Record, RecordVersion, Seal, Upload
from yanzhen_web.models.recorded import writing
from yanzhen_web.services.history.circumstances import Circumstances, under
from yanzhen_web.services.history.erasing import erase_old_addresses, erase_person, erase_record_contacts
from yanzhen_web.services.history.noting import note_deed, note_reading, take_in
from yanzhen_web.services.history.personal import opened
from yanzhen_web.services.records.recording import Teller, Told, write_records
from yanzhen_web.services.records.undoing import undo_upload

from .worlds import WHY, World, told

CONTACT = "张示例 13800000000"
OTHER = "李示例 13900000000"


def _everything() -> str:
    """All that the history's own tables hold."""
    models = (AuditEntry, PersonalValue, PersonRef, RecordVersion, Seal, Record)
    rows = [row for model in models for row in model.objects.unscoped(why=WHY)]
    return json.dumps(json.loads(serializers.serialize("json", rows)), ensure_ascii=False)


def _versions() -> list[RecordVersion]:
    return list(RecordVersion.objects.unscoped(why=WHY).order_by("pk"))


def _told(name: str = "甲", **fields: Any) -> Told:
    one = told("project", name, **fields)
    one.key, one.extra = "k", {"备注": "手机 13700000000"}
    return one


def test_contacts_stand_beside_the_versions_not_in_them(world: World) -> None:
    world.write("changsha", _told(contact=CONTACT, jobs=1))
    world.write("changsha", _told(contact=CONTACT, jobs=2))
    world.write("changsha", _told(contact=OTHER, jobs=2))
    first, second, third = _versions()
    text = json.dumps([[v.changes, v.snapshot] for v in (first, second, third)], ensure_ascii=False)
    assert all(secret not in text for secret in (CONTACT, OTHER, "13700000000"))
    # One row for as long as the value stays.
    assert first.snapshot["fields"]["contact"] == second.snapshot["fields"]["contact"]
    assert third.changes["contact"] == [first.snapshot["fields"]["contact"], third.snapshot["fields"]["contact"]]
    assert sorted(PersonalValue.objects.unscoped(why=WHY).values_list("key", flat=True)) == ["*", "contact"]
    assert opened([third])[0].changes["contact"] == [CONTACT, OTHER]
    assert opened([first])[0].snapshot["extra"] == {"备注": "手机 13700000000"}


def test_erasing_contacts_leaves_none_in_the_record_its_versions_and_rows(world: World) -> None:
    owner = world.organisations["changsha"]
    upload = Upload.objects.unscoped(why=WHY).create(owner_org=owner, file_name="表.xlsx", size=1, sha256="x")
    (record,) = write_records([_told(contact=CONTACT)], Teller(owner, None, upload)).records
    world.write("changsha", _told(contact=OTHER))
    DraftRow.objects.unscoped(why=WHY).create(
        upload=upload,
        number=1,
        row=2,
        kind="project",
        name="甲",
        record=record,
        fields={"contact": CONTACT},
        cells={"A": CONTACT},
    )
    erase_record_contacts(record, world.users["city_office"])
    left = _everything() + json.dumps(list(DraftRow.objects.unscoped(why=WHY).values("fields", "extra", "cells")))
    assert all(secret not in left for secret in (CONTACT, OTHER, "13700000000"))
    last = _versions()[-1]
    assert (last.action, last.number, last.by) == ("erase", 3, world.users["city_office"])
    assert opened([last])[0].erased == {"contact", "extra"}
    entry = AuditEntry.objects.unscoped(why=WHY).get(action="record.erase", subject_kind="record")
    assert entry.detail == {"fields": ["contact", "extra"]}


def test_undoing_a_book_brings_back_no_contact_that_was_erased(world: World) -> None:
    owner = world.organisations["changsha"]
    (record,) = world.write("changsha", _told(contact=CONTACT, jobs=1))
    upload = Upload.objects.unscoped(why=WHY).create(owner_org=owner, file_name="表.xlsx", size=1, sha256="x")
    with writing():
        PersonalValue.objects.unscoped(why=WHY).update(value=None, salt="", erased_at=timezone.now())
    write_records([_told(contact=OTHER, jobs=2)], Teller(owner, None, upload))
    assert undo_upload(upload, None).updated == 1
    now = Record.objects.unscoped(why=WHY).get(pk=record.pk)
    assert (now.fields.get("contact"), now.fields["jobs"], now.extra) == (None, 1, {})


def test_undoing_a_book_brings_contacts_back(world: World) -> None:
    owner = world.organisations["changsha"]
    (record,) = world.write("changsha", _told(contact=CONTACT))
    upload = Upload.objects.unscoped(why=WHY).create(owner_org=owner, file_name="表.xlsx", size=1, sha256="x")
    write_records([_told(contact=OTHER)], Teller(owner, None, upload))
    undo_upload(upload, None)
    now = Record.objects.unscoped(why=WHY).get(pk=record.pk)
    assert (now.fields["contact"], now.extra) == (CONTACT, {"备注": "手机 13700000000"})
    assert PersonalValue.objects.unscoped(why=WHY).count() == 2


def test_erased_person_is_a_number_in_the_history(world: World) -> None:
    user = world.users["park"]
    with under(Circumstances(world.actor("park"), "page", "10.4.5.6")):
        entry = note_deed("record.print")
        erase_person(user)
    entry.refresh_from_db()
    assert entry.person is not None
    assert (entry.person.label, entry.person.salt) == ("", "")
    with under(Circumstances(world.actor("park"), "page", "10.4.5.6")):
        note_reading("record.read")  # of before, on its way while the person was erased
    take_in()
    assert PersonRef.objects.unscoped(why=WHY).filter(user=user).count() == 1
    assert "10.4.5.6" not in _everything()
    assert AuditEntry.objects.unscoped(why=WHY).get(action="person.erase").subject_id == user.public_id


def test_old_addresses_go_and_newer_ones_stay(world: World) -> None:
    actor = world.actor("park")
    with under(Circumstances(actor, "page", "10.4.5.6")):
        old = note_deed("a")
    assert erase_old_addresses(days=1) == 0
    assert old.origin is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yanzhen_web.services.history.erasing.timezone.now", lambda: old.at + timedelta(days=181))
        assert erase_old_addresses() == 1
    assert "10.4.5.6" not in _everything()
    assert AuditEntry.objects.unscoped(why=WHY).filter(action="addresses.erase").count() == 1


REFUSED = [
    'UPDATE "yanzhen_web_auditentry" SET "action" = \'x\'',
    'DELETE FROM "yanzhen_web_auditentry"',
    'UPDATE "yanzhen_web_recordversion" SET "changes" = \'{}\'',
    'UPDATE "yanzhen_web_recordversion" SET "at" = "at", "number" = 7',
    'DELETE FROM "yanzhen_web_recordversion"',
    'UPDATE "yanzhen_web_personalvalue" SET "salt" = \'\'',
    'UPDATE "yanzhen_web_personalvalue" SET "value" = \'"x"\'',
    'DELETE FROM "yanzhen_web_personalvalue"',
    'UPDATE "yanzhen_web_personref" SET "label" = \'x\'',
    'DELETE FROM "yanzhen_web_personref"',
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_itself_refuses(world: World, statement: str) -> None:
    with under(Circumstances(world.actor("park"), "page", "10.4.5.6")):
        world.write("changsha", _told(contact=CONTACT))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), writing():
        connection.cursor().execute(statement)


def test_no_row_of_the_history_is_replaced(world: World) -> None:
    world.write("changsha", _told(contact=CONTACT))
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    copied = 'REPLACE INTO "yanzhen_web_auditentry" SELECT * FROM "yanzhen_web_auditentry"'
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), writing():
        connection.cursor().execute(copied)


def test_the_history_is_not_truncated(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), writing():
        connection.cursor().execute('TRUNCATE "yanzhen_web_auditentry" CASCADE')
