"""The chain: what was sealed can't be changed, removed, added or moved without its being found."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.core import serializers
from django.db import connection, connections, models, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen_web.jobs import scribe
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Amount, AuditEntry, Job, PersonalValue, PersonRef, Record, RecordVersion, Seal
from yanzhen_web.models.recorded import Unrecorded, recorded_tables, writing, written_by
from yanzhen_web.services.history.circumstances import Circumstances, under
from yanzhen_web.services.history.digests import NO_HEAD, canonical
from yanzhen_web.services.history.erasing import erase_old_addresses, erase_person, erase_record_contacts
from yanzhen_web.services.history.noting import note_deed, note_reading
from yanzhen_web.services.history.sealing import Head, current_head, seal_all, unsealed
from yanzhen_web.services.history.verifying import Verdict, verify
from yanzhen_web.services.records.editing import withdraw_record
from yanzhen_web.triggers import drop_guards, raise_guards

from .guards import unguarded
from .worlds import WHY, World, make_world, told

CONTACT = "张示例 13800000000"


@pytest.fixture
def chain(world: World) -> World:
    """Three seals over deeds, readings and versions with contacts; something unsealed after them."""
    for number in range(3):
        with under(Circumstances(world.actor("city_office"), "page", f"10.1.2.{number}")):
            (record, _) = world.write(
                "changsha", told("project", f"甲{number}", contact=CONTACT, jobs=number), told("demand", f"乙{number}")
            )
            note_deed("record.print", record, copies=number)
            note_reading("record.read", record)
        assert seal_all() is not None
    with under(Circumstances(world.actor("park"), "api", "10.1.2.9")):
        note_deed("export", rows=3)
    return world


def _rows(model: Any) -> Any:
    return model.objects.unscoped(why=WHY)


def _altered(change: Callable[[], None], head: Head | None = None) -> Verdict:
    """What is found after somebody who owns the database changed something; all is as before afterwards."""
    with transaction.atomic(), writing():
        drop_guards()
        change()
        found = verify(head)
        transaction.set_rollback(True)
    return found


def test_chain_joins_link_to_link(chain: World) -> None:
    seals = list(_rows(Seal))
    assert [seal.number for seal in seals] == [1, 2, 3]
    assert [seal.previous for seal in seals] == [NO_HEAD, seals[0].head, seals[1].head]
    verdict = verify()
    assert (verdict.fine, verdict.seals, verdict.unsealed) == (True, 3, 1), verdict.findings
    assert verdict.head == seals[-1].head


def test_nothing_new_makes_no_seal(chain: World) -> None:
    assert unsealed()
    assert seal_all() is not None
    assert not unsealed()
    assert seal_all() is None


def _columns() -> list[tuple[type[models.Model], str]]:
    listed = (AuditEntry, RecordVersion, Seal, PersonalValue, PersonRef)
    return [(model, field.attname) for model in listed for field in model._meta.concrete_fields]


def _other(field: models.Field[Any, Any], value: Any) -> Any:
    """A value of the column's type that is not the one there."""
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) + timedelta(seconds=1)
    if isinstance(field, models.JSONField):
        return {"someone": "else"}
    if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
        return (value or 0) + 5000
    return f"{value}x"[-(field.max_length or 200) :] if value != "x" else "y"


@pytest.mark.parametrize(("model", "column"), _columns(), ids=lambda item: getattr(item, "__name__", item))
def test_any_column_of_any_table_that_was_altered_is_found(chain: World, model: Any, column: str) -> None:
    field = next(field for field in model._meta.concrete_fields if field.attname == column)
    row = _rows(model).order_by("pk")[1]

    def change() -> None:
        new = _other(field, getattr(row, column))
        stored = field.get_db_prep_save(new, connection)
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "id" = %s', [stored, row.pk])
            assert cursor.rowcount == 1

    found = _altered(change)
    assert _whats(found)
    assert all(str(finding) for finding in found.findings)


def test_finding_says_which_seal_and_which_entry(chain: World) -> None:
    row = _rows(AuditEntry).filter(action="record.print").order_by("pk")[1]
    found = _altered(lambda: _rows(AuditEntry).filter(pk=row.pk).update(action="record.peek"))
    (finding,) = [finding for finding in found.findings if finding.what != "guards"]
    assert (finding.seal, finding.what, finding.id) == (row.seal_id, "entry", row.public_id)
    assert row.public_id in str(finding)


def test_finding_says_which_version(chain: World) -> None:
    row = _rows(RecordVersion).order_by("pk")[2]
    found = _altered(lambda: _rows(RecordVersion).filter(pk=row.pk).update(snapshot={}))
    (finding,) = [finding for finding in found.findings if finding.what != "guards"]
    record = Record.objects.unscoped(why=WHY).get(pk=row.record_id)
    assert (finding.seal, finding.what, finding.id) == (row.seal_id, "version", f"{record.public_id} v1")


def _raw(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _whats(verdict: Verdict) -> set[str]:
    return {finding.what for finding in verdict.findings} - {"guards"}


@pytest.mark.parametrize("model", [AuditEntry, RecordVersion, Seal, PersonalValue, PersonRef])
def test_row_that_was_removed_is_found(chain: World, model: Any) -> None:
    row = _rows(model).order_by("pk")[0]
    found = _altered(lambda: _raw(f'DELETE FROM "{model._meta.db_table}" WHERE "id" = %s', row.pk))
    assert _whats(found)


def _digested_anew(entry: AuditEntry) -> AuditEntry:
    from yanzhen_web.services.history.digests import digest_of_entry

    entry.digest = digest_of_entry(entry)
    return entry


def test_row_that_was_put_in_is_found(chain: World) -> None:
    def change() -> None:
        entry = _rows(AuditEntry).select_related("person", "origin").order_by("pk")[1]
        entry.pk, entry.public_id = None, "forged"
        _digested_anew(entry).save(force_insert=True)

    assert "seal" in _whats(_altered(change))


def test_version_that_was_put_in_is_found(chain: World) -> None:
    def change() -> None:
        version = _rows(RecordVersion).order_by("pk")[0]
        version.pk, version.number, version.seal = None, 2, None
        from yanzhen_web.services.history.digests import digest_of_version

        version.digest = digest_of_version(version)
        version.save(force_insert=True)

    assert _whats(_altered(change)) == {"record"}


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE "yanzhen_web_record" SET "name" = 'x' WHERE "id" = %s""",
        """UPDATE "yanzhen_web_record" SET "fields" = '{}' WHERE "id" = %s""",
        """UPDATE "yanzhen_web_record" SET "extra" = '{"a": "b"}' WHERE "id" = %s""",
        """UPDATE "yanzhen_web_record" SET "publication" = 'open' WHERE "id" = %s""",
        """UPDATE "yanzhen_web_record" SET "released_at" = "created_at" WHERE "id" = %s""",
        """UPDATE "yanzhen_web_record" SET "withdrawn_at" = "created_at" WHERE "id" = %s""",
        """UPDATE "yanzhen_web_amount" SET "cny" = "cny" + 1 WHERE "record_id" = %s""",
        """UPDATE "yanzhen_web_businessdate" SET "latest" = '2031-01-01' WHERE "record_id" = %s""",
        """DELETE FROM "yanzhen_web_amount" WHERE "record_id" = %s""",
        """DELETE FROM "yanzhen_web_businessdate" WHERE "record_id" = %s""",
    ],
)
def test_record_that_was_changed_past_the_history_is_found(chain: World, statement: str) -> None:
    told_of = {"contact": CONTACT, "intended_amount_cny": 10**8, "started_on": "2025-03"}
    (record,) = chain.write("changsha", told("project", "丙", **told_of))
    assert verify().fine
    findings = _altered(lambda: _raw(statement, record.pk)).findings
    assert [(finding.what, finding.id) for finding in findings if finding.what != "guards"] == [
        ("record", record.public_id)
    ]


def test_records_that_were_written_withdrawn_and_erased_stand_as_their_versions_say(chain: World) -> None:
    project, demand = Record.objects.unscoped(why=WHY).filter(kind="project", withdrawn_at=None).order_by("pk")[:2]
    actor, user = chain.actor("city_office"), chain.users["city_office"]
    withdraw_record(actor, user, project.public_id, expected_version=project.version)
    erase_record_contacts(project, user)
    erase_record_contacts(demand, user)
    assert verify().fine


def test_rows_that_changed_places_are_found(chain: World) -> None:
    def change() -> None:
        first, second = _rows(AuditEntry).filter(seal=1).order_by("pk")[:2]
        for old, new in ((first.pk, 10**6), (second.pk, first.pk), (10**6, second.pk)):
            _raw('UPDATE "yanzhen_web_auditentry" SET "id" = %s WHERE "id" = %s', new, old)

    assert "seal" in _whats(_altered(change))


def test_row_altered_with_its_digest_is_found_at_its_seal(chain: World) -> None:
    def change() -> None:
        entry = _rows(AuditEntry).select_related("person", "origin").filter(seal=2).order_by("pk")[0]
        entry.action = "nothing"
        _digested_anew(entry).save()

    (finding,) = [f for f in _altered(change).findings if f.what != "guards"]
    assert (finding.what, finding.seal) == ("seal", 2)


def test_tail_that_was_cut_off_is_found_with_the_head_that_was_kept(chain: World) -> None:
    kept = current_head()

    def change() -> None:
        for table in ("recordversion", "auditentry"):
            _raw(f'DELETE FROM "yanzhen_web_{table}" WHERE "seal_id" >= 4')
        _raw('DELETE FROM "yanzhen_web_seal" WHERE "id" >= 4')

    assert verify(kept).fine
    assert _whats(_altered(change)) == set()  # the chain alone can't tell
    assert _whats(_altered(change, kept)) == {"head"}


def test_chain_that_was_rewritten_as_a_whole_is_found_with_the_head_that_was_kept(chain: World) -> None:
    kept = current_head()

    def change() -> None:
        entry = _rows(AuditEntry).select_related("person", "origin").filter(seal=1).order_by("pk")[0]
        entry.action = "nothing"
        _digested_anew(entry).save()
        _rows(AuditEntry).update(seal=None)
        _rows(RecordVersion).update(seal=None)
        _raw('DELETE FROM "yanzhen_web_seal"')
        for _ in range(kept.number):
            seal_all()
            note_deed("more")

    assert _whats(_altered(change)) == set()
    assert _whats(_altered(change, kept)) == {"head"}


def test_older_head_that_was_kept_still_stands_in_a_chain_that_went_on(chain: World) -> None:
    kept = current_head()
    note_deed("later")
    assert current_head().number == kept.number + 1
    assert verify(kept).fine


def test_head_is_one_line_of_json_and_reads_back(chain: World) -> None:
    head = current_head()
    assert head.line().count(b"\n") == 1
    assert json.loads(head.line()).keys() == {"number", "head", "sealed_at"}
    assert Head.read(head.line()) == head
    with pytest.raises(WrongUsage, match=r"链头|head"):
        Head.read(b"[]")


def test_head_of_an_empty_history_says_so(db: None) -> None:
    with pytest.raises(WrongUsage):
        current_head()


def test_erasing_leaves_the_chain_verifiable(chain: World) -> None:
    seal_all()
    kept = current_head()
    record = Record.objects.unscoped(why=WHY).filter(kind="project").order_by("pk")[0]
    erase_record_contacts(record, chain.users["city_office"])
    erase_person(chain.users["city_office"])
    erase_old_addresses(days=-1)
    seal_all()
    verdict = verify(kept)
    assert verdict.fine, verdict.findings
    assert verdict.erased >= 4


def test_guards_that_are_down_are_told_of(chain: World) -> None:
    with unguarded():
        assert {finding.what for finding in verify().findings} == {"guards"}


def test_guard_of_the_same_name_that_refuses_nothing_is_told_of(chain: World) -> None:
    def change() -> None:
        raise_guards()
        if connection.vendor == "postgresql":
            body = (
                "CREATE OR REPLACE FUNCTION {0}refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            )
            _raw(body.format("yanzhen_web_"))
            return
        name = "yanzhen_web_auditentry_no_update"
        _raw(f'DROP TRIGGER "{name}"')
        _raw(f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "yanzhen_web_auditentry" WHEN 1 = 0 BEGIN SELECT 1; END')

    assert {finding.what for finding in _altered(change).findings} == {"guards"}
    assert verify().fine


def test_many_sealers_at_once_make_one_chain(transactional_db: None) -> None:
    """Two workers, a command and a page may seal at the same moment, while others write."""
    office = make_world().organisations["changsha"]
    together = threading.Barrier(4)

    def seal(number: int) -> None:
        try:
            together.wait(30)
            for _ in range(5):
                note_deed("record.print", office, copies=number)
                seal_all()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(seal, range(4)))
    seal_all()
    verdict = verify()
    assert (verdict.fine, verdict.unsealed) == (True, 0), [str(finding) for finding in verdict.findings]
    assert _rows(AuditEntry).filter(action="record.print").count() == 20


def test_sealing_that_breaks_off_leaves_nothing_half_sealed(chain: World) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        assert seal_all() is not None
        raise KeyError
    assert (verify().fine, verify().unsealed, _rows(Seal).count()) == (True, 1, 3)
    assert seal_all() is not None
    assert verify().fine


def test_clock_that_goes_backwards_breaks_no_chain(chain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with monkeypatch.context() as clock:
        clock.setattr("django.utils.timezone.now", lambda: yesterday)
        note_deed("record.print", chain.event)
        assert seal_all() is not None
    note_deed("record.print", chain.event)
    kept = current_head()
    assert [seal.number for seal in _rows(Seal)] == list(range(1, kept.number + 1))
    assert verify(kept).fine


def test_only_the_seal_is_set_by_sealing(chain: World) -> None:
    """As the database sees it, with the guards up: a second seal on a row is refused."""
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), writing():
        _rows(AuditEntry).filter(seal=1).update(seal=2)


# --- the writer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deed",
    [
        lambda record: Record.objects.unscoped(why=WHY).update(name="x"),
        lambda record: Record.objects.unscoped(why=WHY).delete(),
        lambda record: Record.objects.unscoped(why=WHY).bulk_create([record]),
        lambda record: Record.objects.unscoped(why=WHY).bulk_update([record], ["name"]),
        lambda record: Record.objects.unscoped(why=WHY).get_or_create(pk=0),
        lambda record: record.save(),
        lambda record: record.delete(),
        lambda record: record.save(update_fields=["name"]),
        lambda record: Record.objects.unscoped(why=WHY).update(version=F("version") + 1),
        lambda record: Record.objects.unscoped(why=WHY).update_or_create(pk=record.pk, defaults={"name": "x"}),
        lambda record: Record._base_manager.update(name="x"),
        lambda record: Record._meta.base_manager.update(name="x"),
        lambda record: QuerySet(Record).update(name="x"),
        lambda record: QuerySet(Record).filter(pk=record.pk)._update([(Record._meta.get_field("name"), None, "x")]),
        lambda record: Amount._base_manager.all().delete(),
        lambda record: record.amounts.add(Amount._base_manager.all()[0]),
        lambda record: record.amounts.set([Amount._base_manager.all()[0]]),
        lambda record: async_to_sync(record.amounts.aadd)(Amount._base_manager.all()[0]),
        lambda record: models.Model.save_base(record),
        lambda record: next(serializers.deserialize("json", serializers.serialize("json", [record]))).save(),
        lambda record: async_to_sync(Record.objects.unscoped(why=WHY).aupdate)(name="x"),
        lambda record: async_to_sync(Record.objects.unscoped(why=WHY).abulk_create)([record]),
        lambda record: async_to_sync(Record.objects.unscoped(why=WHY).abulk_update)([record], ["name"]),
        lambda record: async_to_sync(Record.objects.unscoped(why=WHY).aget_or_create)(pk=0),
        lambda record: async_to_sync(Record.objects.unscoped(why=WHY).adelete)(),
        lambda record: async_to_sync(record.asave)(),
        lambda record: async_to_sync(record.adelete)(),
        lambda record: _raw('UPDATE "yanzhen_web_record" SET "name" = %s', "x"),
        lambda record: _raw("insert into yanzhen_web_amount (record_id) values (1)"),
        lambda record: _raw('DELETE FROM "yanzhen_web_recordversion"'),
        lambda record: _raw('/* as if */ UPDATE "yanzhen_web_record" SET "name" = %s', "x"),
        lambda record: _raw('WITH x AS (SELECT 1) UPDATE "yanzhen_web_record" SET "name" = %s', "x"),
    ],
)
def test_writing_beside_the_writer_is_stopped(world: World, deed: Callable[[Record], Any]) -> None:
    (record,) = world.write("changsha", told("project", "甲", intended_amount_cny=10**8))
    with pytest.raises(Unrecorded), transaction.atomic():
        deed(record)
    assert Record.objects.unscoped(why=WHY).get().name == "甲"


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "a" ("b") VALUES (%s)', ["a"]),
        ("insert or replace into a values (1)", ["a"]),
        ("REPLACE INTO a VALUES (1)", ["a"]),
        ('UPDATE OR IGNORE "A" SET b = 1', ["a"]),
        ('UPDATE ONLY "public"."a" SET b = 1', ["a"]),
        ("  \n DELETE FROM `a`", ["a"]),
        ("DELETE/**/FROM a", ["a"]),
        ("-- why\nTRUNCATE TABLE a", ["a"]),
        ("TRUNCATE a, b", ["a"]),
        ("SELECT 1; DELETE FROM [a]", ["a"]),
        ("WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone", ["a"]),
        ("MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE", ["a"]),
        ('SELECT "updated_at" FROM a FOR UPDATE', []),
        ('SELECT * FROM "a" FOR UPDATE OF "a"', []),
        ('CREATE TRIGGER x BEFORE DELETE ON "a" BEGIN SELECT 1; END', []),
    ],
)
def test_statement_tells_which_table_it_writes(sql: str, tables: list[str]) -> None:
    assert list(written_by(sql)) == tables


def test_no_deletion_reaches_recorded_rows() -> None:
    """What they refer to is protected: no deletion elsewhere empties or removes them in passing."""
    recorded = [model for model in apps.get_models() if model._meta.db_table in recorded_tables()]
    keys = [field for model in recorded for field in model._meta.concrete_fields if field.is_relation]
    assert len(keys) > 15
    assert [str(key) for key in keys if key.remote_field.on_delete is not models.PROTECT] == []


def test_event_with_records_does_not_take_them_along(world: World) -> None:
    world.write("changsha", told("project", "甲"))
    with pytest.raises(models.ProtectedError):
        world.event.delete()


def test_every_recorded_model_is_watched() -> None:
    assert {table.removeprefix("yanzhen_web_") for table in recorded_tables()} == {
        "record", "amount", "businessdate", "recordversion", "participation",
        "auditentry", "seal", "personalvalue", "personref",
    }  # fmt: skip
    assert apps.get_model("yanzhen_web", "Record")


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"b": 1, "a": [1.5, None]}, {"a": [1.5, None], "b": 1}),
        (1e20, 10**20),
        (-0.0, 0.0),
        (10**30, 10**30),
        (1e16, 10**16),
    ],
)
def test_canonical_form_outlives_a_database(one: Any, same: Any) -> None:
    assert canonical(one) == canonical(same)


def test_canonical_form_tells_values_apart() -> None:
    values: list[Any] = [1, "1", 1.5, None, [], {}, "", False, True, [1], {"a": 1}, 10**30, "1e20"]
    assert len({canonical(value) for value in values}) == len(values)


# --- beside the jobs -------------------------------------------------------------------------------------------------


def test_seal_is_asked_for_once_and_made_by_the_worker(chain: World) -> None:
    scribe.ask_for_seal()
    scribe.ask_for_seal()
    jobs = Job.objects.unscoped(why=WHY).filter(kind="seal")
    assert jobs.count() == 1
    work_off()
    assert jobs.get().state == Job.State.DONE
    assert not unsealed()
    scribe.ask_for_seal()
    assert jobs.count() == 1


def test_scribe_takes_readings_in_and_asks_for_a_seal_once_a_minute(world: World) -> None:
    seal_all()
    note_reading("record.read")
    made = scribe.Scribe()
    assert made.round() == 1
    note_reading("record.read")
    assert made.round() == 1
    assert Job.objects.unscoped(why=WHY).filter(kind="seal").count() == 1
