"""What is written in the history stays: the database itself refuses to change or remove it.

The triggers are raised after every `migrate`, not by one migration: SQLite loses those of a table that a later
migration makes anew. Whoever owns the database can drop them; that is what the chain of seals is for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

APP = "yanzhen_web_"
REFUSAL = "the history is append-only"
_REFUSING = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END"
_SEALED = {"auditentry": "seal_id", "recordversion": "seal_id", "seal": ""}
"""Table -> the column that may be set where it was NULL before."""
_ERASED = {
    "personalvalue": {"value": "IS NULL", "salt": "= ''", "erased_at": "IS NOT NULL"},
    "personref": {"label": "= ''", "salt": "= ''", "erased_at": "IS NOT NULL"},
}
"""Table -> the columns that erasing empties, all of them, once."""
TABLES = (*_SEALED, *_ERASED)


def raise_guards(*, using: str = "default", **_: Any) -> None:
    """Put up the triggers where they are missing or out of date; for the signal after `migrate`."""
    connection = connections[using]
    if f"{APP}personref" not in connection.introspection.table_names():
        return  # migrated back to before there was a history
    if guards_stand(using=using):
        return
    statements = list(_statements(connection))
    with transaction.atomic(using=using), connection.cursor() as cursor:
        drop_guards(using=using)
        for statement in statements:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(f"COMMENT ON FUNCTION {APP}refuse() IS '{_mark_of(statements)}'")


def drop_guards(*, using: str = "default") -> None:
    """Take the triggers down."""
    postgresql = connections[using].vendor == "postgresql"
    with connections[using].cursor() as cursor:
        for name in _names(connections[using]):
            table = name.rpartition("_no_")[0]
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"' + (f' ON "{table}"' if postgresql else ""))


def guards_stand(*, using: str = "default") -> bool:
    """Whether every trigger is there, and is ours: not another of the same name that refuses nothing."""
    connection = connections[using]
    return set(_names(connection)) <= _there(connection) and _mark(connection) == _mark_of(
        list(_statements(connection))
    )


def _names(connection: BaseDatabaseWrapper) -> list[str]:
    third = "truncate" if connection.vendor == "postgresql" else "replace"
    return [f"{APP}{table}_no_{verb}" for table in TABLES for verb in ("delete", "update", third)]


def _there(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def _mark(connection: BaseDatabaseWrapper) -> str:
    """By which statements the standing triggers were raised."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = "SELECT obj_description(oid, 'pg_proc'), prosrc FROM pg_proc WHERE oid = to_regprocedure(%s)"
            cursor.execute(asked, [f"{APP}refuse()"])
            comment, source = cursor.fetchone() or ("", "")
            return str(comment) if source.strip() == _REFUSING else ""
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return _mark_of([sql for (sql,) in cursor.fetchall()])


def _mark_of(statements: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(statements)).encode()).hexdigest()


# --- what they say ---------------------------------------------------------------------------------------------------


def _statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    if connection.vendor == "postgresql":
        return _postgresql(connection)
    return _sqlite(connection)


def _sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    for table in TABLES:
        name, refuse = APP + table, f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        yield f'CREATE TRIGGER "{name}_no_delete" BEFORE DELETE ON "{name}" {refuse}'
        when = _forbidden_change(connection, table)
        yield f'CREATE TRIGGER "{name}_no_update" BEFORE UPDATE ON "{name}" WHEN {when} {refuse}'
        # INSERT OR REPLACE removes the row that stands there without asking the first trigger.
        there = f'EXISTS (SELECT 1 FROM "{name}" WHERE "id" = NEW."id")'  # noqa: S608 -- our own names
        yield f'CREATE TRIGGER "{name}_no_replace" BEFORE INSERT ON "{name}" WHEN {there} {refuse}'


def _postgresql(connection: BaseDatabaseWrapper) -> Iterator[str]:
    yield f"CREATE OR REPLACE FUNCTION {APP}refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {_REFUSING} $$"
    for table in TABLES:
        name, refuse = APP + table, f"EXECUTE FUNCTION {APP}refuse()"
        yield f'CREATE TRIGGER "{name}_no_delete" BEFORE DELETE ON "{name}" FOR EACH ROW {refuse}'
        yield f'CREATE TRIGGER "{name}_no_truncate" BEFORE TRUNCATE ON "{name}" FOR EACH STATEMENT {refuse}'
        when = _forbidden_change(connection, table)
        yield f'CREATE TRIGGER "{name}_no_update" BEFORE UPDATE ON "{name}" FOR EACH ROW WHEN ({when}) {refuse}'


def _forbidden_change(connection: BaseDatabaseWrapper, table: str) -> str:
    """The condition under which an UPDATE is refused: on every column but those that may be set or emptied."""
    emptied = _ERASED.get(table, {})
    if not emptied and not _SEALED[table]:
        return "1 = 1"
    different = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    free = {*emptied, _SEALED.get(table)}
    refused = [f'NEW."{name}" {different} OLD."{name}"' for name in _columns(connection, table) if name not in free]
    if emptied:
        empty = " AND ".join(f'NEW."{name}" {rule}' for name, rule in emptied.items())
        return " OR ".join([*refused, 'OLD."erased_at" IS NOT NULL', f"NOT ({empty})"])
    return " OR ".join([*refused, f'OLD."{_SEALED[table]}" IS NOT NULL', f'NEW."{_SEALED[table]}" IS NULL'])


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, APP + table)]
