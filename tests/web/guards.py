"""What guards the recorded rows, in tests: the triggers, and the watch over every statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db.backends.base.operations import BaseDatabaseOperations

from yanzhen_web.models.recorded import RecordedModel, Unrecorded, is_writing, writing
from yanzhen_web.triggers import drop_guards, raise_guards

_WRITES = re.compile(
    r"^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+\"?(\w+)", re.I
)


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the triggers, as somebody works who owns the database."""
    drop_guards()
    try:
        with writing():
            yield
    finally:
        raise_guards()


@contextmanager
def emptied_unguarded() -> Iterator[None]:
    """Test databases are emptied between tests that commit: without the triggers, which stand again after it."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def emptying(operations: Any, statements: Any) -> None:
        with unguarded():
            flush(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = emptying  # type: ignore[method-assign]
    try:
        yield
    finally:
        BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


def recorded_tables() -> frozenset[str]:
    """The tables that only the writer writes."""
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, RecordedModel))


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An execute wrapper that stops every writing on recorded rows outside the writer, raw SQL included."""
    found = _WRITES.match(sql)
    if found and found[1] in recorded_tables() and not is_writing():
        raise Unrecorded(f"a statement on {found[1]} outside the recording writer: {sql[:200]}")
    return execute(sql, params, many, context)
