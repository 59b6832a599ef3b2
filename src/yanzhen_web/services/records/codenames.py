"""Names by code (某高端装备企业, 某先进材料项目) for records that are not released, and texts without the names.

A code tells the field and nothing else, in words of a closed list, so that no two firms can be told apart by it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

from yanzhen.fields import fields_of
from yanzhen.language import Said
from yanzhen.reference import industries
from yanzhen_web.models import Record
from yanzhen_web.scopes.particulars import MASKED_KINDS
from yanzhen_web.services.records.firmnames import firm_spellings, project_spellings
from yanzhen_web.services.records.redacting import Replacement, without_names, without_traces

_FIELDS = ("chain", "industry", "field")
"""Where a record says what it is about, the most telling first."""
_PRODUCTS = ("products", "industry", "chain", "field", "chain_segment")
_PARTIES = ("investor", "organisation", "firm", "project_company")


def party_keys(kind: str) -> tuple[str, ...]:
    """The fields of a kind that name the firm behind it."""
    return tuple(key for key in _PARTIES if key in fields_of(kind))


def is_masked(record: Record) -> bool:
    """Whether a record goes by a code: a lead or a demand that was neither released nor signed in public."""
    signed_in_public = record.kind == "project" and bool(record.fields.get("signed_event"))
    return record.kind in MASKED_KINDS and record.released_at is None and not signed_in_public


# --- codes -----------------------------------------------------------------------------------------------------------


def code_party(record: Record) -> str:
    """某高端装备企业: what a firm is called by its field; empty where there is none."""
    return _party(_label_of(record)).zh if record.party else ""


def code_name(record: Record) -> str:
    """What a masked record is called: a project by its field, a demand by its own name with the firm's put out."""
    if record.kind == "project":
        return _project(_label_of(record)).zh
    return str(redacted(record, record.name))


def said(code: str) -> Said:
    """A stored code in both languages; what is no code (a demand's own words) stays as it is."""
    return _codes().get(code) or Said(code, code)


def _label_of(record: Record) -> Said | None:
    """The field of a record as the tables of industries call it; what somebody typed might name the firm."""
    texts = [str(record.fields[key]) for key in _FIELDS if record.fields.get(key)]
    names = (_known_field(text) for text in texts)
    return _labels().get(next((name for name in names if name), ""))


@lru_cache(maxsize=4096)
def _known_field(text: str) -> str:
    return industries.chain_of(text) or industries.industry_of_4x4(text) or ""


@cache
def _labels() -> dict[str, Said]:
    of_groups = (chain for group in industries.hunan_4x4().values() for chain in group)
    return {chain.name: Said(chain.name, chain.name_en) for chain in (*of_groups, *industries.event_chains())}


@cache
def _codes() -> dict[str, Said]:
    labels = (None, *_labels().values())
    return {code.zh: code for label in labels for code in (_party(label), _project(label))}


def _party(label: Said | None) -> Said:
    return Said(f"某{label.zh}企业", _in_english(label.en, "firm")) if label else Said("某企业", "A firm")


def _project(label: Said | None) -> Said:
    return Said(f"某{label.zh}项目", _in_english(label.en, "project")) if label else Said("某项目", "A project")


def _in_english(field: str, noun: str) -> str:
    article = "An" if field[0] in "AEIOU" else "A"
    return f"{article} {'-'.join(field.lower().replace(',', '').split())} {noun}"


# --- texts -----------------------------------------------------------------------------------------------------------


def redacted(record: Record, value: Any) -> Any:
    """A value without what gives the record's firm or project away; containers all the way down."""
    return _without(_replacements(record), value)


def redaction_of(record: Record) -> Callable[[Any], Any]:
    """The same for many values of one record."""
    return partial(_without, _replacements(record))


def _without(replacements: list[Replacement], value: Any) -> Any:
    if isinstance(value, str):
        return without_names(without_traces(value), replacements)
    if isinstance(value, dict):
        return {str(_without(replacements, key)): _without(replacements, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(replacements, inner) for inner in value]
    return value


def _replacements(record: Record) -> list[Replacement]:
    """Spellings of the firm's and the project's names with the codes that stand for them."""
    label = _label_of(record)
    fields = record.fields
    names = [str(fields[key]) for key in party_keys(record.kind) if fields.get(key)]
    found = {spelling: _party(label).zh for name in names for spelling in firm_spellings(name)}
    if record.kind == "project":
        products = " ".join(str(fields[key]) for key in _PRODUCTS if fields.get(key))
        code = _project(label).zh
        found |= {spelling: code for spelling in project_spellings(record.name, products) if spelling not in found}
    return sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0]))
