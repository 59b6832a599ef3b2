"""Which fields of a record that is seen an actor reads, and when a name is shown by code.

A field's level stands in the field registry:
- open: whoever sees the record;
- until_release (amounts): from inside; everybody once the record is released;
- internal: from inside;
- negotiation (notes, promises, opinions): closely, see `rows.sees_closely`;
- contacts (fields of that type, whatever their level): see `rows.reads_contacts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

MASKED_KINDS = frozenset({"project", "demand"})
"""Kinds that go by a code, for those outside, until they are released."""
_IDENTIFYING = frozenset({"credit_code", "project_code", "code"})
"""Types of field that name a firm or a project as surely as its name does."""
_TELLING = frozenset({"registered_capital_cny", "project_company_registered_on"})
"""Fields by which a public register finds the firm."""


class Leveled(Protocol):
    """A field of the registry, as far as it matters here."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True)
class Relation:
    """How an actor stands to one record."""

    inside: bool = False
    close: bool = False
    contacts: bool = False
    released: bool = False
    masked: bool = False

    @classmethod
    def to(cls, record: Any) -> Relation:
        """From a row of `visible_records`, which is annotated with it."""
        return cls(
            record.inside, record.close, record.contacts, record.released_at is not None, masked=masks_record(record)
        )


def masks_record(record: Any) -> bool:
    """Whether the name of this row of `visible_records`, and its party's, are shown by code to who asked."""
    return bool(record.masked and not record.inside)


def reads_field(field: Leveled, relation: Relation) -> bool:
    """Whether a field is read in this relation."""
    if field.type == "contact":
        return relation.contacts
    if relation.masked and (field.type in _IDENTIFYING or field.key in _TELLING):
        return False
    return {
        "open": True,
        "until_release": relation.inside or relation.released,
        "internal": relation.inside,
        "negotiation": relation.close,
    }[field.level]
