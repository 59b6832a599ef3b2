"""Personal values of records, kept beside the versions: a version refers to them, so that they can be erased.

Where a contact, or a column that nobody knows, would stand in a version's changes or snapshot, stands
`{"personal": key of the PersonalValue, "hash": its salted hash}`. One row serves all versions of a record for as long
as the value stays the same. What a new record brings along stands in one row together, of which a reference names its
`part`: that many rows fewer to write for a book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from yanzhen.fields import fields_of
from yanzhen_web.models import PersonalValue, Record, RecordVersion
from yanzhen_web.services.history.digests import hash_of_value, new_salt

WHY = "the personal values of versions that are read or written"
EXTRA = "extra"
TOGETHER = "*"
"""The key of a row that holds several values, each under its own key."""
Changes = dict[str, list[Any]]
Stated = tuple[Record, Changes, dict[str, Any]]
"""A record with what changed and with its snapshot."""


@cache
def personal_keys(kind: str) -> frozenset[str]:
    """The keys whose values are personal: contacts, and the columns that nobody knows."""
    return frozenset(key for key, field in fields_of(kind).items() if field.type == "contact") | {EXTRA}


# --- writing ---------------------------------------------------------------------------------------------------------


def put_aside(stated: Sequence[Stated], now: datetime) -> list[tuple[Changes, dict[str, Any]]]:
    """Changes and snapshots with references in place of personal values, for which rows are written."""
    aside = _Aside([record.pk for record, _, _ in stated if record.version > 1], now)
    for record, changes, snapshot in stated:
        if record.version == 1:
            aside.together(record, dict(_personal(record, {}, snapshot)))
        for key, value in _personal(record, changes, snapshot):
            aside.row(record, key, value)
    PersonalValue.objects.unscoped(why=WHY).bulk_create(aside.new)
    return [aside.referring(*one) for one in stated]


def _personal(record: Record, changes: Changes, snapshot: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    keys = personal_keys(record.kind)
    for key in keys & changes.keys():
        for value in changes[key]:
            if value:
                yield key, value
    fields = snapshot["fields"]
    for key in keys & fields.keys():
        if fields[key]:
            yield key, fields[key]
    if snapshot[EXTRA]:
        yield EXTRA, snapshot[EXTRA]


@dataclass(frozen=True)
class _Kept:
    """A value, the row in which it stands, and under which key where it stands there with others."""

    value: Any
    row: PersonalValue
    part: str = ""

    def reference(self) -> dict[str, Any]:
        """What stands in a version instead."""
        told = {"personal": self.row.pk, "hash": self.row.hash}
        return told | {"part": self.part} if self.part else told


class _Aside:
    """The rows of personal values that a batch of versions refers to: those there already, and new ones."""

    def __init__(self, known: Sequence[int], now: datetime) -> None:
        self.now = now
        self.new: list[PersonalValue] = []
        self.kept: dict[tuple[int, str], list[_Kept]] = {}
        if known:
            rows = PersonalValue.objects.unscoped(why=WHY).filter(record__in=known, erased_at=None)
            for row in rows.order_by("pk"):
                self._keep(row)

    def _keep(self, row: PersonalValue) -> None:
        parts = row.value.items() if row.key == TOGETHER else [("", row.value)]
        for part, value in parts:
            self.kept.setdefault((row.record_id, part or row.key), []).append(_Kept(value, row, part))

    def together(self, record: Record, values: dict[str, Any]) -> None:
        """Keep what a new record brings along, in one row."""
        if len(values) > 1:
            self._made(record, TOGETHER, values)

    def row(self, record: Record, key: str, value: Any) -> _Kept:
        """Where a value is kept; in a new row where it is not yet."""
        place = (record.pk, key)
        found = next((kept for kept in self.kept.get(place, ()) if kept.value == value), None)
        if found is None:
            self._made(record, key, value)
            found = self.kept[place][-1]
        return found

    def _made(self, record: Record, key: str, value: Any) -> None:
        made = PersonalValue(salt=new_salt(), value=value, record_id=record.pk, key=key, at=self.now)
        made.hash = hash_of_value(made)
        self.new.append(made)
        self._keep(made)

    def referring(self, record: Record, changes: Changes, snapshot: dict[str, Any]) -> tuple[Changes, dict[str, Any]]:
        """The same with references."""
        keys = personal_keys(record.kind)
        changes = dict(changes)
        for key in keys & changes.keys():
            changes[key] = [self._reference(record, key, value) for value in changes[key]]
        fields = dict(snapshot["fields"])
        for key in keys & fields.keys():
            fields[key] = self._reference(record, key, fields[key])
        extra = self._reference(record, EXTRA, snapshot[EXTRA])
        return changes, snapshot | {"fields": fields, EXTRA: extra}

    def _reference(self, record: Record, key: str, value: Any) -> Any:
        if not value:
            return value
        return self.row(record, key, value).reference()


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """What a version says, with the personal values themselves; those that were erased are absent.

    Attributes:
        erased: keys of changes of which an old or a new value was erased.
    """

    changes: Changes
    snapshot: dict[str, Any]
    erased: frozenset[str]


def opened(versions: Sequence[RecordVersion]) -> list[Opened]:
    """What the versions say, for whoever reads contacts, and for the writer who brings one back."""
    pks = {reference["personal"] for version in versions for reference in references(version)}
    rows = PersonalValue.objects.unscoped(why=WHY).filter(pk__in=pks, erased_at=None)
    values = dict(rows.values_list("pk", "value")) if pks else {}
    return [_opened(version, values) for version in versions]


def references(version: RecordVersion) -> Iterator[dict[str, Any]]:
    """The references to personal values that stand in a version."""
    fields = version.snapshot.get("fields", {})
    stated = [value for pair in version.changes.values() for value in pair]
    return (value for value in (*stated, *fields.values(), version.snapshot.get(EXTRA)) if is_reference(value))


def is_reference(value: Any) -> bool:
    """Whether this stands for a personal value."""
    return isinstance(value, dict) and value.keys() - {"part"} == {"personal", "hash"}


def _opened(version: RecordVersion, values: dict[int, Any]) -> Opened:
    changes = {key: [_value(value, values) for value in pair] for key, pair in version.changes.items()}
    snapshot = dict(version.snapshot)
    if "fields" in snapshot:
        told = {key: _value(value, values) for key, value in snapshot["fields"].items()}
        snapshot["fields"] = {key: value for key, value in told.items() if not _gone(snapshot["fields"][key], values)}
    if EXTRA in snapshot:
        snapshot[EXTRA] = _value(snapshot[EXTRA], values) or {}
    erased = frozenset(key for key, pair in version.changes.items() if any(_gone(value, values) for value in pair))
    return Opened(changes, snapshot, erased)


def _value(value: Any, values: dict[int, Any]) -> Any:
    if not is_reference(value):
        return value
    kept = values.get(value["personal"])
    return kept.get(value["part"]) if "part" in value and kept is not None else kept


def _gone(value: Any, values: dict[int, Any]) -> bool:
    return is_reference(value) and value["personal"] not in values


def without_personal(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Fields less those that are personal."""
    return {key: value for key, value in fields.items() if key not in personal_keys(kind)}
