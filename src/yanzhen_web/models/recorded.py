"""Rows that only the recording writer writes: whoever else tries is stopped, and told where to go instead.

`writing()` is entered by the services that keep records, versions and the history in step, and by nobody else;
a test reads the sources for it. Reading needs nothing of this.

Querysets and models say what to do instead; behind them `refuse_statement` looks at what goes to the database, for
the ways that lead around both: related managers, plain querysets, `Model.save_base`, deserialised rows, SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from yanzhen_web.scopes import Guarded

M = TypeVar("M", bound=models.Model)
_WRITING: ContextVar[bool] = ContextVar("writing", default=False)


class Unrecorded(RuntimeError):
    """A recorded row would have been changed behind the history's back."""


@contextmanager
def writing() -> Iterator[None]:
    """Within this block recorded rows may be written."""
    token = _WRITING.set(True)
    try:
        yield
    finally:
        _WRITING.reset(token)


def is_writing() -> bool:
    """Whether recorded rows may be written now."""
    return _WRITING.get()


def refuse_unrecorded(what: str) -> None:
    """Stop a change of recorded rows outside the writer.

    Raises:
        Unrecorded: nobody is writing.
    """
    if not _WRITING.get():
        raise Unrecorded(f"{what}: ask services.records.recording (write_records, advance, store)")


class RecordedRows(models.QuerySet[M]):
    """Rows that can be asked for by everybody and changed by the writer only."""

    def update(self, **values: Any) -> int:
        refuse_unrecorded(f"{self.model.__name__} update")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_unrecorded(f"{self.model.__name__} delete")
        return super().delete()

    delete.queryset_only = True  # type: ignore[attr-defined]  # as Django's own: managers delete nothing

    def _raw_delete(self, using: str | None) -> int:
        refuse_unrecorded(f"{self.model.__name__} delete")
        return super()._raw_delete(using)  # type: ignore[misc]

    def bulk_create(self, *args: Any, **options: Any) -> list[M]:
        refuse_unrecorded(f"{self.model.__name__} bulk_create")
        return super().bulk_create(*args, **options)

    def bulk_update(self, *args: Any, **options: Any) -> int:
        refuse_unrecorded(f"{self.model.__name__} bulk_update")
        return super().bulk_update(*args, **options)


class Recorded(Guarded.from_queryset(RecordedRows)):  # type: ignore[misc]
    """A guarded manager of recorded rows."""


class RecordedModel(models.Model):
    """A model whose rows are written by the recording writer."""

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **options: Any) -> None:
        refuse_unrecorded(f"{type(self).__name__} save")
        super().save_base(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        refuse_unrecorded(f"{type(self).__name__} delete")
        return super().delete(*args, **options)


# --- statements ------------------------------------------------------------------------------------------------------

_WRITES = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?"
    r"|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?(?:\"?\w+\"?\s*\.\s*)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)


def watch_statements(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have every statement of a connection looked at; for the signal when one is opened."""
    if refuse_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_statement)


def refuse_statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Stop a statement that writes recorded rows outside the writer.

    Raises:
        Unrecorded: nobody is writing.
    """
    if not _WRITING.get():
        for table in written_by(str(sql)):
            if table in recorded_tables():
                raise Unrecorded(f"a statement on {table}: ask services.records.recording (write_records, store)")
    return execute(sql, params, many, context)


def written_by(sql: str) -> Iterator[str]:
    """The tables that a statement writes; values stand beside it, so that no text of people is taken for SQL."""
    if sql.startswith("SELECT") and ";" not in sql:
        return
    text = _COMMENTS.sub(" ", sql) if "/*" in sql or "--" in sql else sql
    yield from (found[1].lower() for found in _WRITES.finditer(text))


@cache
def recorded_tables() -> frozenset[str]:
    """The tables that only the writer writes."""
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, RecordedModel))
