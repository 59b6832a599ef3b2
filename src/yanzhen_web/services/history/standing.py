"""Does each record stand as its version says? Whoever changed a row behind the history's back is found by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Model

from yanzhen_web.models import Amount, BusinessDate, Record, RecordVersion
from yanzhen_web.services.history.digests import canonical
from yanzhen_web.services.history.personal import opened
from yanzhen_web.services.records.columns import amounts_of, dates_of
from yanzhen_web.services.records.snapshots import snapshot_of

WHY = "comparing records with their versions"
_BATCH = 500
_TRIES = 3
_AMOUNT = ("record_id", "key", "type", "cny", "low", "high", "currency", "foreign_amount", "as_of")
_DATE = ("record_id", "key", "earliest", "latest", "precision")
_Rows = dict[int, set[tuple[Any, ...]]]


def differing(step: Callable[[], None]) -> Iterator[str]:
    """The public ids of records that are not what their version says: contents, level, withdrawal, amounts, dates.

    Args:
        step: called for each record that was looked at.
    """
    source = Record.objects.unscoped(why=WHY).order_by("pk").iterator(chunk_size=_BATCH)
    while chunk := list(islice(source, _BATCH)):
        yield from (record.public_id for record in _differing(chunk) if _still_differs(record))
        for _ in chunk:
            step()


def _still_differs(record: Record) -> bool:
    """Whether it does when it is read again: somebody may have written it between the row and its amounts."""
    again = Record.objects.unscoped(why=WHY).filter(pk=record.pk)
    return all(_differing(list(again)) for _ in range(_TRIES))


def _differing(records: Sequence[Record]) -> list[Record]:
    versions = RecordVersion.objects.unscoped(why=WHY).filter(record__in=records)
    gone = set(versions.filter(action=RecordVersion.Action.WITHDRAW).values_list("record_id", flat=True))
    numbers = {record.version for record in records}
    there = {(version.record_id, version.number): version for version in versions.filter(number__in=numbers)}
    standing = [record for record in records if (record.pk, record.version) in there]  # of others verifying tells
    told = opened([there[record.pk, record.version] for record in standing])
    amounts, dates = _rows(Amount, _AMOUNT, standing), _rows(BusinessDate, _DATE, standing)
    return [
        record
        for record, one in zip(standing, told, strict=True)
        if not _is(record, one.snapshot)
        or (record.withdrawn_at is not None) != (record.pk in gone)
        or amounts.get(record.pk, set()) != _told(amounts_of(record), _AMOUNT)
        or dates.get(record.pk, set()) != _told(dates_of(record), _DATE)
    ]


def _is(record: Record, snapshot: dict[str, Any]) -> bool:
    """Whether it is what the snapshot keeps; older ones keep less."""
    stands = snapshot_of(record)
    return canonical({key: stands.get(key) for key in snapshot}) == canonical(snapshot)


def _rows(model: type[Model], columns: tuple[str, ...], records: Sequence[Record]) -> _Rows:
    found: _Rows = {}
    rows = model.objects.unscoped(why=WHY).filter(record__in=records)  # type: ignore[attr-defined]
    for row in rows.values_list(*columns):
        found.setdefault(row[0], set()).add(row)
    return found


def _told(rows: Iterator[Any], columns: tuple[str, ...]) -> set[tuple[Any, ...]]:
    return {tuple(getattr(row, column) for column in columns) for row in rows}
