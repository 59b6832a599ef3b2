"""From a record's fields to the typed columns, amounts and dates that the database filters and sums by."""

from __future__ import annotations

import calendar
import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from yanzhen.fields import Field, fields_of
from yanzhen.records import PARTY_KEYS, STAGES
from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Amount, BusinessDate, Publication, Record
from yanzhen_web.scopes import Relation, reads_field
from yanzhen_web.services.records.codenames import code_name, code_party, is_masked, party_keys, redaction_of
from yanzhen_web.services.records.searching import search_text

_AMOUNT_TYPES = {
    "intended_amount_cny": Amount.Type.INTENDED,
    "signed_amount_cny": Amount.Type.SIGNED,
    "fixed_assets_cny": Amount.Type.FIXED_ASSETS,
    "investment_cny": Amount.Type.TOTAL,
    "investment_range_cny": Amount.Type.TOTAL,
    "investment_foreign": Amount.Type.TOTAL,
}
_MAIN_AMOUNTS = (
    "intended_amount_cny", "investment_cny", "signed_amount_cny", "budget_cny", "bounty_cny", "price_cny",
    "contract_cny", "amount_cny", "revenue_cny", "output_cny", "amount_max_cny",
)  # fmt: skip
_LONGEST = {"industry": 100, "chain": 60, "party": 300, "park": 200}


def describe(record: Record) -> None:
    """Bring the typed columns, facts and search text in step with `kind`, `name` and `fields`."""
    from yanzhen.report.facts import facts_of

    fields = record.fields
    record.facts = facts_of(EngineRecord(record.kind, record.name, fields))
    record.region = _code(fields.get("target") or fields.get("region"))
    record.origin = _code(fields.get("origin"))
    stage = fields.get("stage")
    record.stage = stage if stage in STAGES else ""
    record.industry = _cut(fields.get("industry") or fields.get("field"), "industry")
    record.chain = _cut(record.facts.get("event_chain"), "chain")
    record.origin_scope = str(record.facts.get("origin_side") or "")
    record.party = _cut(_party(record.kind, fields), "party")
    record.park = _cut(fields.get("park"), "park")
    record.amount_cny = next((fields[key] for key in _MAIN_AMOUNTS if isinstance(fields.get(key), int)), None)
    record.search_text = search_text(record.kind, record.name, fields)
    _describe_outside(record)


def _describe_outside(record: Record) -> None:
    """What those outside read of it: codes for names, no amount that waits for release.

    `open_search_text` is kept only where it differs and somebody outside sees the row at all.
    """
    record.masked = is_masked(record)
    record.open_name, record.open_party, record.open_search_text = record.name, record.party, ""
    record.open_amount_cny = _open_amount(record)
    if record.masked:
        record.open_name, record.open_party = code_name(record)[:500], _cut(code_party(record), "party")
    if record.masked and record.publication == Publication.OPEN:
        _describe_masked(record)
    record.twin_key = twin_key(record.kind, record.name, record.party)


def _describe_masked(record: Record) -> None:
    redact = redaction_of(record)
    # Typed by people, and filtered and sorted by everybody: the firm's own park or trade would name it.
    record.industry, record.park = redact(record.industry)[:100], redact(record.park)[:200]
    read = {field.key for field in readable_outside(record.kind)}.difference(party_keys(record.kind))
    texts = {key: redact(value) for key, value in record.fields.items() if key in read}
    record.open_search_text = search_text(record.kind, record.open_name, texts)
    # Those inside find it by what those outside know it by; and `searching` needs to look here first only.
    known = set(record.search_text.split())
    added = [word for word in record.open_search_text.split() if word not in known]
    record.search_text = " ".join([record.search_text, *added])


@cache
def readable_outside(kind: str) -> tuple[Field, ...]:
    """The fields that everybody reads of a record that goes by a code."""
    return tuple(field for field in fields_of(kind).values() if reads_field(field, Relation(masked=True)))


def _open_amount(record: Record) -> int | None:
    key = next((key for key in _MAIN_AMOUNTS if isinstance(record.fields.get(key), int)), None)
    if key is None:
        return None
    relation = Relation(released=record.released_at is not None, masked=record.masked)
    return record.fields[key] if reads_field(fields_of(record.kind)[key], relation) else None


def twin_key(kind: str, name: str, party: str) -> str:
    """The same for the same thing told by two organisations: a hash of kind, name and party, folded."""
    parts = ["".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum()) for text in (name, party)]
    return hashlib.sha256("\x1f".join([kind, *parts]).encode("utf-8", "surrogatepass")).hexdigest()


def _code(value: Any) -> str:
    text = str(value or "")
    return text if len(text) == 6 and text.isdigit() else ""


def _cut(value: Any, column: str) -> str:
    return str(value or "")[: _LONGEST[column]]


def _party(kind: str, fields: dict[str, Any]) -> Any:
    keys = [key for key in PARTY_KEYS.get(kind, ()) if fields_of(kind).get(key) and fields_of(kind)[key].type == "name"]
    return next((fields[key] for key in keys if fields.get(key)), None)


def amounts_of(record: Record) -> Iterator[Amount]:
    """A row for each amount that the fields state."""
    where = f"{record.sheet}:{record.row}" if record.row else ""
    for field in fields_of(record.kind).values():
        value = record.fields.get(field.key)
        if value is None or field.type not in ("money", "money_range", "foreign_money"):
            continue
        amount = Amount(record=record, key=field.key, type=_type_of(field.key), source=where)
        if _fill(amount, field.type, value):
            yield amount


def _fill(amount: Amount, type_: str, value: Any) -> bool:
    if type_ == "money" and isinstance(value, int):
        amount.cny = value
    elif type_ == "money_range" and isinstance(value, list) and len(value) == 2:
        amount.low, amount.high = value
    elif type_ == "foreign_money" and isinstance(value, dict):
        return _fill_foreign(amount, value)
    else:
        return False
    return True


def _fill_foreign(amount: Amount, value: dict[str, Any]) -> bool:
    try:
        amount.foreign_amount = Decimal(str(value.get("amount")))
    except InvalidOperation:
        return False
    amount.currency = str(value.get("currency", ""))[:3]
    return amount.foreign_amount.is_finite() and abs(amount.foreign_amount) < Decimal(10) ** 18


def _type_of(key: str) -> str:
    if key in _AMOUNT_TYPES:
        return _AMOUNT_TYPES[key]
    if key.startswith("funds_in_place"):
        return Amount.Type.IN_PLACE
    return Amount.Type.DONE if key.startswith("investment_done") else Amount.Type.OTHER


def dates_of(record: Record) -> Iterator[BusinessDate]:
    """A row for each date that the fields state, with its earliest and latest day."""
    for field in fields_of(record.kind).values():
        value = record.fields.get(field.key)
        span = span_of(str(value)) if field.type == "date" and value else None
        if span:
            yield BusinessDate(record=record, key=field.key, earliest=span[0], latest=span[1], precision=span[2])


def span_of(text: str) -> tuple[date, date, str] | None:
    """Earliest day, latest day and precision of an ISO date cut to what is known, or of an interval of two.

    None where the text is not such a date, or ends before it starts.
    """
    start, slash, end = text.partition("/")
    first, last = _span(start), _span(end) if slash else None
    if first is None or (slash and last is None):
        return None
    if last is None:
        return first
    return (first[0], last[1], "interval") if first[0] <= last[1] else None


def _span(text: str) -> tuple[date, date, str] | None:
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0], 12, 31), "year"
        if len(parts) == 2:
            return date(*parts, 1), date(*parts, calendar.monthrange(*parts)[1]), "month"
        return date(*parts), date(*parts), "day"
    except (ValueError, TypeError, calendar.IllegalMonthError):
        return None
