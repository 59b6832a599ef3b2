"""What guards the history, in tests: taken down for a while, as somebody would who owns the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations

from yanzhen_web.models.recorded import writing
from yanzhen_web.triggers import drop_guards, raise_guards


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
