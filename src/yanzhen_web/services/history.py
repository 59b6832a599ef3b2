"""The writer of the history: what was done, by whom, from where; nothing is changed or left out later."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def note_deed(action: str, subject: Model | None = None, *, version: int | None = None, **detail: Any) -> None:
    """Write down a deed, in the transaction of the change that it tells of.

    Args:
        action: `verb` or `thing.verb`, e.g. `sign_in`, `membership.end`.
        subject: the row it was done to; its public id stands in the entry.
        detail: what else to tell, nothing personal: identifiers, counts, codes, names of fields.
    """


def note_reading(action: str, subject: Model | None = None, *, version: int | None = None, **detail: Any) -> None:
    """Write down a reading, an export, a refused sign-in: outside any transaction, never held up by a long writing."""
