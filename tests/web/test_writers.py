"""Who writes recorded rows: a handful of services and nobody else, as their sources say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from yanzhen_web.models import AuditEntry, Record, RecordVersion, Report, ReportVersion
from yanzhen_web.services.rounds.inserting import insert_rows

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "yanzhen_web"
_RECORDS, _HISTORY = ("recording", "undoing"), ("noting", "sealing", "erasing")
WRITERS = {f"services/records/{name}.py" for name in _RECORDS} | {f"services/history/{name}.py" for name in _HISTORY}
"""They alone enter `writing()`."""
HOME = "models/recorded.py"
FORBIDDEN = {"writing", "_WRITING"}
BACK_DOORS = {
    "_base_manager", "base_manager", "_raw_delete", "save_base", "_do_update", "_do_insert", "_save_table",
    "_batched_insert", "serializers", "deserialize", "Collector", "UpdateQuery", "InsertQuery", "DeleteQuery",
    "subqueries",
}  # fmt: skip
"""Ways around a manager."""
_OF_ROWS = {"_update", "_insert"}
"""The same, where they are asked of rows: functions may be called so."""
RAW_SQL = {
    HOME, "triggers.py", "services/report/presenting.py", "services/scenario.py", "services/rounds/inserting.py",
}  # fmt: skip
"""Modules that speak SQL, or look at it: of triggers, whether the database answers, that it should count its rows, and
the rows of a report's version, which nothing watches.
"""
ALWAYS = {"chunked_cursor", "raw", "schema_editor", "execute_wrappers", "execute_sql", "drop_guards", "RawSQL"}
"""What leads to SQL, or past those who look at it, whoever is asked for it."""
OF_A_CONNECTION = {"cursor", "connection", "connect", "get_new_connection", "ops", "_cursor", "create_cursor"}
"""What of a connection does."""
DRIVERS = {"sqlite3", "psycopg", "psycopg2"}


def _modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def _names(tree: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import)]
    return names | {alias.name.rpartition(".")[2] for node in imports for alias in node.names}


def entering(source: str) -> set[str]:
    """The forbidden names that a source uses, however it imports them."""
    return _names(ast.parse(source)) & FORBIDDEN


def going_around(source: str) -> set[str]:
    """The ways around the managers that a source takes."""
    tree = ast.parse(source)
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & _OF_ROWS
    return _names(tree) & BACK_DOORS | asked | {name for node in ast.walk(tree) for name in _plain_rows(node)}


def _plain_rows(node: ast.AST) -> Iterator[str]:
    """A queryset made by hand, or a method of Django's own class: both know nothing of the writer."""
    used = node.func if isinstance(node, ast.Call) else node.value if isinstance(node, ast.Attribute) else None
    if (
        isinstance(used, ast.Name | ast.Attribute)
        and (getattr(used, "id", "") or getattr(used, "attr", "")) == "QuerySet"
    ):
        yield "QuerySet"


def _path(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_only_the_writers_enter_the_writing() -> None:
    found = {_path(path) for path in _modules() if entering(path.read_text("utf-8"))}
    assert found - {HOME} <= WRITERS


@pytest.mark.parametrize(
    "source",
    [
        "from yanzhen_web.models.recorded import writing",
        "from yanzhen_web.models import recorded\nrecorded.writing()",
        "import yanzhen_web.models.recorded as r\nr._WRITING.set(True)",
        "with writing():\n    pass",
    ],
)
def test_another_module_that_enters_is_found(source: str) -> None:
    assert entering(source)


@pytest.mark.parametrize("path", _modules(), ids=_path)
def test_nobody_goes_around_the_managers(path: Path) -> None:
    if _path(path) != HOME:
        assert not going_around(path.read_text("utf-8"))


def test_hardly_anybody_speaks_sql() -> None:
    """A cursor elsewhere would write beside every manager; reading needs none."""
    found = {_path(path) for path in _modules() if speaking_sql(path.read_text("utf-8"))}
    assert found <= RAW_SQL, found


def speaking_sql(source: str) -> set[str]:
    """What in a source leads to SQL: a connection's own doors, however it is called there; a driver; rows by SQL."""
    tree = ast.parse(source)
    called = _connections(tree)
    found = {part for node in ast.walk(tree) if (part := _door(node, called))}
    drivers = {name for node in ast.walk(tree) for name in _imported(node)} & DRIVERS
    return found | {name for name in drivers if _names(tree) & {"connect", "Connection"}}


def _connections(tree: ast.AST) -> set[str]:
    """The names by which a source knows connections."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names]
    return {alias.asname or alias.name for alias in aliases if alias.name in ("connection", "connections")}


def _door(node: ast.AST, called: set[str]) -> str:
    if isinstance(node, ast.Attribute):
        of_one = _names(node.value) & {*called, "connection", "connections", "get_connection"}
        return node.attr if node.attr in ALWAYS or (node.attr in OF_A_CONNECTION and of_one) else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        asked = {each.value for each in node.args if isinstance(each, ast.Constant)}
        by_name = node.func.id == "getattr" and asked & {"cursor", *ALWAYS}
        return node.func.id if by_name or node.func.id in ALWAYS else ""
    return ""


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield str(node.module).partition(".")[0]


@pytest.mark.parametrize(
    "source",
    [
        "from django.db import connection\nconnection.cursor()",
        "from django.db import connection\nwith connection.cursor() as c: pass",
        "from django.db import connection as c\nc.cursor()",
        "from django.db import connection\nask = connection.cursor\nask().execute('x')",
        "from django.db import connections\nconnections['default'].cursor()",
        "from django.db import connections as all_\nall_['default'].cursor()",
        "import django.db\ndjango.db.connection.cursor()",
        "from django import db\ndb.connection.cursor()",
        "from django.db import connection\ngetattr(connection, 'cursor')()",
        "from django.db import connection\nconnection.chunked_cursor()",
        "from django.db import connection\nconnection.connection.execute('x')",
        "from django.db import connection\nconnection.schema_editor()",
        "from django.db import connection\nconnection.execute_wrappers.clear()",
        "transaction.get_connection().cursor()",
        "rows = Record.objects.unscoped(why='x')\nrows.raw('UPDATE')",
        "Record.objects.raw('SELECT 1')",
        "import sqlite3\nsqlite3.connect('x')",
        "from sqlite3 import connect\nconnect('x')",
        "import psycopg\npsycopg.Connection.connect('x')",
        "rows.annotate(x=RawSQL('1', []))",
        "from yanzhen_web.triggers import drop_guards\ntriggers.drop_guards()",
    ],
)
def test_whoever_speaks_sql_is_found(source: str) -> None:
    assert speaking_sql(source)


@pytest.mark.parametrize(
    "source",
    [
        "page.cursor",
        "asked.cursor = told['cursor']",
        "from django.db import connection\nconnection.vendor\nconnection.close()",
        "import sqlite3\nsqlite3.sqlite_version",
        "answer.raw_headers",
    ],
)
def test_whoever_speaks_none_is_not(source: str) -> None:
    assert not speaking_sql(source)


@pytest.mark.parametrize(
    "source",
    [
        "models.QuerySet(Record).update(name='x')",
        "QuerySet(Record)",
        "QuerySet.update(rows, name='x')",
        "models.QuerySet.delete(rows)",
        "Record._meta.base_manager.update(name='x')",
        "Model.save_base(record)",
        "super(Recorded, rows)._update([])",
        "rows._update([])",
        "rows._insert([], [])",
        "from django.core import serializers\nserializers.deserialize('json', x)",
        "UpdateQuery(Record)",
        "from django.db.models.sql import subqueries",
        "from django.db.models.deletion import Collector",
    ],
)
def test_whoever_goes_around_the_managers_is_found(source: str) -> None:
    assert going_around(source)


def test_rows_that_are_inserted_in_bulk_are_those_of_versions_alone() -> None:
    for model in (Record, RecordVersion, AuditEntry, ReportVersion, Report):
        with pytest.raises(TypeError, match="not written here"):
            insert_rows(model, ("name",), [("示例",)])
