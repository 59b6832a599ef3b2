"""What the stages hand to each other: records, and where each came from.

A record is one project, park, enterprise, demand, achievement … as one row of somebody's workbook told it. Its
values are plain Python (text, int, float, bool, ISO dates as text, lists and dicts of these), so that a record can be
written to any format and read back the same. `yanzhen.fields` says what each key means and which type it has.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

Value: TypeAlias = Any
"""text, int, float, bool, or a list or dict of these."""

Kind = Literal[
    "project",
    "park",
    "enterprise",
    "university",
    "office",
    "intermediary",
    "demand",
    "achievement",
    "policy",
    "cluster",
    "chain",
    "session",
    "agreement",
    "visit",
    "meeting_request",
    "problem",
    "fund_entry",
    "tech_contract",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

Stage = Literal[
    "lead",
    "contact",
    "negotiating",
    "signed",
    "approval",
    "started",
    "producing",
    "full_production",
    "paused",
    "ended",
]
STAGES: tuple[Stage, ...] = get_args(Stage)

PARTY_KEYS: dict[str, tuple[str, ...]] = {
    "project": ("investor",),
    "park": ("region",),
    "demand": ("organisation",),
    "achievement": ("organisation",),
    "policy": ("document_no", "issuer"),
    "agreement": ("firm", "university"),
    "visit": ("firm", "met_on"),
    "meeting_request": ("requester", "target_party"),
    "problem": ("firm", "text", "raised_on"),
    "fund_entry": ("project", "voucher_no", "paid_on"),
    "tech_contract": ("registry_no", "seller", "buyer"),
}
"""Beside its name, what tells one record of a kind from another; a kind not listed goes by its name and region."""

NAME_KEYS: dict[str, tuple[str, ...]] = {
    "meeting_request": ("requester", "person", "target_party"),
    "problem": ("text", "firm"),
    "fund_entry": ("project", "payer", "payee"),
}
"""Kinds whose sheets have no column of names: the first of these that is filled serves as the name."""


@dataclass(slots=True)
class Source:
    """Where a record stands: a file, a sheet, a row (1-based, as Excel counts)."""

    book: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(slots=True)
class Record:
    """One row told by somebody.

    Attributes:
        kind: one of KINDS.
        name: what people call it; never empty.
        fields: key -> value for the keys of `yanzhen.fields`; an unknown value has no key.
        extra: header -> text, for columns that nobody understood.
        source: where it stands.
        key: derived from content by `content_key`; unique in one run after `give_keys`.
        cells: key -> (column letter, text as it stood in the sheet); empty where the record came from elsewhere.
    """

    kind: str
    name: str
    fields: dict[str, Value] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    key: str = ""
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)

    def get(self, key: str, default: Value = None) -> Value:
        """The value of a field, `name` and `kind` included."""
        if key == "name":
            return self.name
        if key == "kind":
            return self.kind
        return self.fields.get(key, default)

    def as_row(self) -> dict[str, Value]:
        """The flat form of the files: kind, sheet, row, name, then the fields; `extra` where there is any."""
        row: dict[str, Value] = {"kind": self.kind}
        if self.key:
            row["id"] = self.key
        if self.source.book:
            row["book"] = self.source.book
        row |= {"sheet": self.source.sheet, "row": self.source.row, "name": self.name, **self.fields}
        if self.extra:
            row["extra"] = self.extra
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Value]) -> Record:
        """The inverse of `as_row`; keys of empty value are dropped."""
        rest = {k: v for k, v in row.items() if v is not None and v != ""}
        source = Source(str(rest.pop("book", "")), str(rest.pop("sheet", "")), int(rest.pop("row", 0)))
        return cls(
            kind=str(rest.pop("kind", "")),
            name=str(rest.pop("name", "")),
            extra=dict(rest.pop("extra", None) or {}),
            source=source,
            key=str(rest.pop("id", "")),
            fields=rest,
        )


def folded(text: str) -> str:
    """Text as it is compared: NFKC, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def content_key(record: Record) -> str:
    """A key that the same thing has in every file: kind and a hash of name and telling fields."""
    telling = PARTY_KEYS.get(record.kind, ("region",))
    parts = [record.kind, record.name, *(str(record.fields.get(k, "")) for k in telling)]
    digest = hashlib.blake2b("\x1f".join(folded(p) for p in parts).encode(), digest_size=8)
    return f"{record.kind}-{digest.hexdigest()}"


def give_keys(records: Iterable[Record]) -> list[Record]:
    """Give each record its content key; a second one of the same content gets `~2`, a third `~3`, in order.

    A record that has a key already (it came back in a corrected book) keeps it, unless an earlier one has the same.
    """
    listed = list(records)
    taken: set[str] = set()
    for record in listed:
        if record.key in taken:
            record.key = ""
        taken.add(record.key)
    times: dict[str, int] = {}
    for record in listed:
        if not record.key:
            record.key = free_key(record, taken, times)
            taken.add(record.key)
    return listed


def free_key(record: Record, taken: Container[str], times: dict[str, int]) -> str:
    """The content key of a record, with `~2`, `~3` … where it is taken; `times` keeps how often each was asked for."""
    key = content_key(record)
    while True:
        times[key] = number = times.get(key, 0) + 1
        free = key if number == 1 else f"{key}~{number}"
        if free not in taken:
            return free
