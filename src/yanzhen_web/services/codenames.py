"""Names by code (某新材料企业, 某新材料项目) for records that are not released, and texts without the names."""

from __future__ import annotations

import re
from typing import Any

from yanzhen.fields import fields_of
from yanzhen_web.models import Record
from yanzhen_web.scopes.particulars import MASKED_KINDS

_SOME_PARTY, _SOME_PROJECT = "某企业", "某项目"


def party_keys(kind: str) -> tuple[str, ...]:
    """The fields of a kind that name the firm behind it."""
    return tuple(key for key in ("investor", "organisation", "firm") if key in fields_of(kind))


def is_masked(record: Record) -> bool:
    """Whether a record goes by a code: a lead or a demand that was neither released nor signed in public."""
    signed_in_public = record.kind == "project" and bool(record.fields.get("signed_event"))
    return record.kind in MASKED_KINDS and record.released_at is None and not signed_in_public


def code_party(record: Record) -> str:
    """某新材料企业: what a firm is called by its field."""
    field = record.chain or record.industry
    return f"某{field}企业" if field and record.party else _SOME_PARTY if record.party else ""


def code_name(record: Record) -> str:
    """What a masked record is called: a project by its field, a demand by its own name with the firm's put out."""
    if record.kind == "project":
        field = record.chain or record.industry
        return f"某{field}项目" if field else _SOME_PROJECT
    return str(redacted(record, record.name)) or _SOME_PARTY


def redacted(record: Record, value: Any) -> Any:
    """A value with the names of the record's firm and project replaced; containers all the way down."""
    if isinstance(value, str):
        for name, code in _replacements(record):
            value = re.sub(re.escape(name), code, value, flags=re.IGNORECASE)
        return value
    if isinstance(value, dict):
        return {key: redacted(record, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(record, inner) for inner in value]
    return value


def _replacements(record: Record) -> list[tuple[str, str]]:
    names = [(str(record.fields[key]), code_party(record)) for key in party_keys(record.kind) if record.fields.get(key)]
    if record.kind == "project":
        names.append((record.name, _SOME_PROJECT))
    return sorted(((name, code) for name, code in names if name), key=lambda pair: -len(pair[0]))
