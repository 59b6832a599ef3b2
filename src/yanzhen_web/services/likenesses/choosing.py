"""Two records field by field: which say the same, which has what the other lacks, and what has to be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yanzhen.fields import Field, fields_of
from yanzhen_web.models import Record, RecordVersion
from yanzhen_web.scopes import Relation
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.reading import readable

KEPT, MERGED = "kept", "merged"
WHY = "since when each of two records says what it says"
EXTRA = "extra"
_MONEY = frozenset({"money", "money_range", "foreign_money"})
_PLACES = frozenset({"target", "region"})
"""Where a thing stands says which offices see it from inside: that goes with the record that stays, unless said."""
_NOT_CHOSEN = frozenset({"seq", "publication"})
"""Fields that go with the row, or have a rule of their own."""
_EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: the version that brought it."""

    at: datetime | None = None
    file: str = ""
    sheet: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Choice:
    """One field of two records.

    Attributes:
        values, origins: the kept record's, the merged one's.
        default: whose value is proposed; empty where somebody has to say (money that both state).
        reads: whether whoever merges reads the field of both; one that they do not read they do not choose.
    """

    key: str
    field: Field | None
    values: tuple[Any, Any]
    origins: tuple[Origin, Origin]
    default: str
    reads: bool = True

    @property
    def differs(self) -> bool:
        return bool(self.values[0] != self.values[1])

    @property
    def open(self) -> bool:
        """Whether there is something to choose: both say something, and not the same."""
        return self.differs and not any(value in _EMPTY for value in self.values)


def choices_of(kept: Record, merged: Record) -> list[Choice]:
    """Every field that either record has, in the registry's order.

    Args:
        kept, merged: rows of `seen_by`.
    """
    known = fields_of(kept.kind)
    read = {field.key for field in readable(kept.kind, Relation.to(kept))}
    read &= {field.key for field in readable(kept.kind, Relation.to(merged))}
    if kept.contacts and merged.contacts:  # type: ignore[attr-defined]
        read.add(EXTRA)
    origins = (_origins(kept), _origins(merged))
    return [
        _choice(key, known.get(key), (value_in(kept, key), value_in(merged, key)), origins, reads=key in read)
        for key in _keys(kept, merged)
    ]


def _keys(kept: Record, merged: Record) -> Iterator[str]:
    yield "name"
    told = (kept.fields.keys() | merged.fields.keys()) - _NOT_CHOSEN - {"name"}
    order = list(fields_of(kept.kind))
    yield from sorted(told, key=lambda key: (order.index(key) if key in order else len(order), key))
    if kept.extra or merged.extra:
        yield EXTRA


def value_in(record: Record, key: str) -> Any:
    """What a record says, by key; also its name, and the columns that nobody knows."""
    return getattr(record, key) if key in ("name", EXTRA) else record.fields.get(key)


def _choice(
    key: str, field: Field | None, values: tuple[Any, Any], origins: tuple[Mapping[str, Origin], ...], *, reads: bool
) -> Choice:
    own = (origins[0].get(key, Origin()), origins[1].get(key, Origin()))
    return Choice(key, field, values, own, _default(field, values, own, reads=reads), reads)


def _default(field: Field | None, values: tuple[Any, Any], origins: tuple[Origin, Origin], *, reads: bool) -> str:
    """The newest that is not empty; the place of the kept record; money that both state is asked about."""
    kept, merged = values
    if kept == merged or merged in _EMPTY:
        return KEPT
    if kept in _EMPTY:
        return MERGED
    if not reads or (field is not None and field.key in _PLACES):
        return KEPT
    if field is not None and field.type in _MONEY:
        return ""
    first, second = (origin.at for origin in origins)
    return MERGED if first is not None and second is not None and second > first else KEPT


def _origins(record: Record) -> dict[str, Origin]:
    """Of each key the latest version that changed it."""
    rows = RecordVersion.objects.unscoped(why=WHY).filter(record=record).select_related("upload").order_by("number")
    found: dict[str, Origin] = {}
    for version in rows.only("number", "at", "changes", "snapshot", "upload__file_name", "record"):
        file = version.upload.file_name if version.upload else ""
        origin = Origin(version.at, file, version.snapshot.get("sheet") or "", version.snapshot.get("row"))
        found |= dict.fromkeys(version.changes, origin)
        if version.number == 1 and version.snapshot.get(EXTRA):
            found[EXTRA] = origin
    return found


def chosen(choices: list[Choice], given: Mapping[str, str]) -> dict[str, str]:
    """Of each field whose telling it is taken from: what was said, else the default.

    Args:
        given: key -> "kept" or "merged".

    Raises:
        Refusal: a field that there is not, that is not read, or that has to be chosen and was not.
    """
    by_key = {choice.key: choice for choice in choices}
    for key, whose in given.items():
        if key not in by_key or not by_key[key].reads or whose not in (KEPT, MERGED):
            raise Refusal("没有这个可选的字段，请刷新页面", "no such field to choose; load the page anew", field=key)
    found: dict[str, str] = {}
    for choice in choices:
        whose = given.get(choice.key, choice.default)
        if not whose:
            label = str(choice.field.label) if choice.field else choice.key
            raise Refusal(
                f"“{label}”两边都有金额，请选一个", f"{label}: both state an amount; choose one", field=choice.key
            )
        found[choice.key] = whose
    return found
