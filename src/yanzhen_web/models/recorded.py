"""Rows that only the recording writer writes: whoever else tries is stopped, and told where to go instead.

`writing()` is entered by the services that keep records, versions and the history in step, and by nobody else;
a test reads the sources for it. Reading needs nothing of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

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
