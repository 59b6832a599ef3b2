"""Columns by which a list of records goes on from a row: as whoever asks reads them, never the hidden value behind."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor
from yanzhen_web.services.records.reading import as_read

_COLUMNS = {
    "updated": "updated_at", "created": "created_at", "name": "name", "party": "party", "amount": "amount_cny",
    "stage": "stage", "region": "region", "origin": "origin", "chain": "chain", "industry": "industry", "park": "park",
}  # fmt: skip
_READ = frozenset({"name", "party", "amount_cny"})
SORTS = tuple(_COLUMNS)
"""By what a list of records is sorted; with a `-` before it from the last to the first."""


@dataclass(frozen=True)
class Keyset:
    """A list in an order, and the column that holds what it is ordered by."""

    rows: QuerySet[Record]
    column: str
    descending: bool


def keyset(rows: QuerySet[Record], actor: Actor, kind: str | None, sort: str) -> Keyset:
    """The rows with the column of this order.

    Raises:
        KeyError: no such order.
    """
    column = _COLUMNS[sort.removeprefix("-")]
    if column in _READ:
        rows, column = rows.annotate(ordering_value=as_read(actor, kind, column)), "ordering_value"
    return Keyset(rows, column, sort.startswith("-"))
