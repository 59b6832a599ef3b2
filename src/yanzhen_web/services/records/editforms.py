"""The form of one record: its fields as offices write them, read back as collecting reads a cell of that column.

Only what a person changed is read again; the rest stays as it was told, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yanzhen.fields import STAGE_LABELS, Field, fields_of
from yanzhen.language import Said
from yanzhen_web.models import Record, RecordVersion
from yanzhen_web.scopes import Actor, Relation, reads_field
from yanzhen_web.services.history.personal import opened
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.editing import Conflict
from yanzhen_web.services.records.fieldchecking import Fault, RefusedFields, checked, is_iso
from yanzhen_web.services.records.snapshots import put_back
from yanzhen_web.services.records.storing import storable

TOTALS = ("investment_cny", "intended_amount_cny", "signed_amount_cny")
_WITH_A_TOTAL = ("investment_range_cny", "investment_foreign", "investment_approximate")
_LEFT_OUT = frozenset({"seq", "publication", "collection_round"})
"""Numbers of a sheet's rows, and what the level and release of a record say."""
_FIRST = {
    "project": (
        "name", "investor", "intended_amount_cny", "investment_cny", "signed_amount_cny", "stage", "target", "park",
        "origin", "industry", "content", "contact",
    ),
    "demand": ("name", "organisation", "field", "content", "targets", "budget_cny", "region", "deadline", "contact"),
    "achievement": ("name", "organisation", "field", "content", "maturity", "transfer_mode", "price_cny", "contact"),
    "park": ("name", "region", "level", "leading_industries", "land_available_mu", "factory_vacant_m2", "contact"),
    "enterprise": ("name", "credit_code", "region", "industry", "products", "revenue_cny", "staff", "contact"),
    "policy": ("name", "document_no", "issuer", "level", "issued_on", "valid_until", "object", "measure"),
    "problem": ("name", "firm", "text", "raised_on", "department", "due_on", "state"),
}  # fmt: skip
_FEW = 8
_GROUPS: tuple[tuple[Said, frozenset[str]], ...] = (
    (Said("金额", "Amounts"), frozenset({"money", "foreign_money"})),
    (Said("时间", "Dates"), frozenset({"date"})),
    (Said("联系", "Contacts"), frozenset({"contact"})),
)
_FIRST_TITLE, _MORE = Said("要点", "Main points"), Said("其他情况", "Further facts")
_KNOWN = Said("已经知道的，有误可改", "Known already; change what is wrong")
_YES, _NO = "yes", "no"
_LONG = frozenset(
    {"content", "targets", "basis", "measure", "conditions", "materials", "innovation", "applications", "text",
     "answer", "progress_text", "problem_text", "next_step", "promises", "note", "object", "partner_wanted",
     "negative_list", "transport", "review_result", "needs_to_produce", "past_use", "products", "capacity"}
)  # fmt: skip
"""Texts that run over several lines."""
HARMLESS = frozenset({"amount_is_a_range"})
"""A range is worth keeping, though no total can add it."""


def form_fields(kind: str, relation: Relation) -> list[Field]:
    """The fields that have an input of their own, in the registry's order."""
    return [
        field
        for field in fields_of(kind).values()
        if reads_field(field, relation) and field.key not in _LEFT_OUT and not _shown_elsewhere(field)
    ]


def _shown_elsewhere(field: Field) -> bool:
    return field.type == "money_range" or field.key in _WITH_A_TOTAL or field.key.endswith("_negotiable")


def stands_for(record: Record, key: str) -> frozenset[str]:
    """The keys whose values the input of `key` shows, and which a new text in it replaces."""
    known = fields_of(record.kind)
    beside = {f"{key}_range", key.removesuffix("_cny") + "_negotiable"} & set(known)
    if key == _holder(record.kind, record.fields):
        beside |= set(_WITH_A_TOTAL) & set(known)
    return frozenset({key} | beside)


def _holder(kind: str, fields: Mapping[str, Any]) -> str:
    """The total beside which a range, foreign money, or 约 is shown."""
    known = fields_of(kind)
    return next((key for key in TOTALS if key in fields), TOTALS[0] if TOTALS[0] in known else "")


def text_of(record: Record, field: Field) -> str:
    """What stands in the input of a field: its value as an office would write it."""
    value = record.name if field.key == "name" else record.fields.get(field.key)
    if value is None:
        return _text_beside(record, field)
    if field.type == "bool":
        return _YES if value is True else _NO if value is False else ""
    if field.type in ("stage", "date", "name", "text", "contact", "code", "credit_code", "project_code"):
        return str(value)
    if field.type in ("number", "integer") and isinstance(value, int | float):
        return showing.trimmed(value)
    if field.type == "list" and isinstance(value, list):
        return "\n".join(showing.shown(None, [entry]) for entry in value)
    approximate = field.key == _holder(record.kind, record.fields) and record.fields.get("investment_approximate")
    return ("约" if approximate else "") + showing.shown(field, value)


def _text_beside(record: Record, field: Field) -> str:
    for key in sorted(stands_for(record, field.key) - {field.key}):
        value = record.fields.get(key)
        if value and key.endswith("_negotiable"):
            return "面议"
        if value and key != "investment_approximate":
            return showing.shown(fields_of(record.kind)[key], value)
    return ""


# --- reading what was typed ------------------------------------------------------------------------------------------


def read_form(record: Record, relation: Relation, posted: Mapping[str, str]) -> dict[str, Any]:
    """The values of the fields whose text is not the one that the form showed; None for one that was emptied.

    Raises:
        RefusedFields: names each text that can't be read, with what to write.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in form_fields(record.kind, relation):
        text = _posted(posted, field.key)
        if text is None or text == _normal(text_of(record, field)):
            continue
        found, wrong = _read(record, field, text)
        faults += wrong
        values |= dict.fromkeys(stands_for(record, field.key) - set(values)) | found
    faults += _faults_of(record.kind, values, {fault.key for fault in faults})
    if faults:
        raise RefusedFields(faults)
    return values


def changed_texts(record: Record, relation: Relation, posted: Mapping[str, str]) -> dict[str, str]:
    """The texts that are not those that the form of a record showed, by key."""
    typed = {field.key: _posted(posted, field.key) for field in form_fields(record.kind, relation)}
    shown = {field.key: _normal(text_of(record, field)) for field in form_fields(record.kind, relation)}
    return {key: text for key, text in typed.items() if text is not None and text != shown[key]}


def _posted(posted: Mapping[str, str], key: str) -> str | None:
    text = posted.get(key)
    return None if text is None else _normal(storable(str(text)))


def _normal(text: str) -> str:
    """As a browser sends it back."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _faults_of(kind: str, values: Mapping[str, Any], known: set[str]) -> list[Fault]:
    try:
        checked(kind, values)
    except RefusedFields as refused:
        return [fault for fault in refused.faults if fault.key not in known]
    return []


def _read(record: Record, field: Field, text: str) -> tuple[dict[str, Any], list[Fault]]:
    if not text:
        return {}, []
    if field.type == "bool":
        return {field.key: text == _YES}, []
    if field.type == "list":
        return {field.key: [line.strip() for line in text.splitlines() if line.strip()]}, []
    if field.type in ("name", "text", "contact", "stage", "code") or (field.type == "date" and is_iso(text)):
        return {field.key: text}, []
    return _read_cell(record, field, text)


def _read_cell(record: Record, field: Field, text: str) -> tuple[dict[str, Any], list[Fault]]:
    from yanzhen.collect import read_value

    values, issues = read_value(record.kind, field.key, text, within=record.owner_org.region or None)
    wrong = [issue for issue in issues if not (issue.code in HARMLESS and values)]
    return values, [Fault(field.key, field.label, issue.said()) for issue in wrong]


# --- showing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """What a form shows beside the record itself.

    Attributes:
        posted: texts that a person typed, to be shown again.
        faults: what is wrong with them.
        standing: key -> what stands there now, where somebody else has changed it meanwhile.
    """

    posted: Mapping[str, str] | None = None
    faults: tuple[Fault, ...] = ()
    standing: Mapping[str, str] | None = None


def groups(
    record: Record, relation: Relation, filled: Filled = Filled(), *, known: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """The inputs in groups: the few that matter first, then the rest, folded where nothing is wrong in them.

    Args:
        known: keys that need not be asked: they are folded, filled in, after the few.
    """
    listed = form_fields(record.kind, relation)
    fields = {field.key: field for field in listed if field.key not in known}
    first = [fields[key] for key in _FIRST.get(record.kind) or tuple(fields)[:_FEW] if key in fields]
    rest = [field for field in fields.values() if field not in first]
    typed = [(title, [field for field in rest if field.type in types]) for title, types in _GROUPS]
    others = [field for field in rest if not any(field in group for _, group in typed)]
    given = [field for field in listed if field.key in known]
    parts = [(_FIRST_TITLE, first), (_KNOWN, given), (_MORE, others), *typed]
    return [_group(record, title, group, filled, lead=title is _FIRST_TITLE) for title, group in parts if group]


def _group(record: Record, title: Said, fields: Iterable[Field], filled: Filled, *, lead: bool) -> dict[str, Any]:
    inputs = [_input(record, field, filled) for field in fields]
    return {
        "title": str(title),
        "inputs": inputs,
        "lead": lead,
        "open": any(one["advice"] or one["standing"] for one in inputs),
        "given": sum(bool(one["text"]) for one in inputs),
    }


def _tells_unit(label: str) -> bool:
    return label.endswith((")", "\uff09"))


def _input(record: Record, field: Field, filled: Filled) -> dict[str, Any]:
    typed = _posted(filled.posted, field.key) if filled.posted is not None else None
    return {
        "key": field.key,
        "label": (label := str(field.label)),
        # Some labels end in their unit, in English most.
        "unit": showing.unit(field) if field.type in ("number", "integer") and not _tells_unit(label) else "",
        "form": _form_of(field),
        "options": _options(field),
        "text": text_of(record, field) if typed is None else typed,
        "advice": str(Said("；", "; ")).join(str(fault.advice) for fault in filled.faults if fault.key == field.key),
        "standing": (filled.standing or {}).get(field.key, ""),
        "required": field.key == "name",
    }


def _form_of(field: Field) -> str:
    if field.type in ("bool", "stage"):
        return "choice"
    return "text" if field.type == "list" or field.key in _LONG else "line"


def _options(field: Field) -> list[tuple[str, str]]:
    if field.type == "bool":
        return [(_YES, str(Said("是", "yes"))), (_NO, str(Said("否", "no")))]
    return [(stage, str(label)) for stage, label in STAGE_LABELS.items()] if field.type == "stage" else []


# --- two people at once ----------------------------------------------------------------------------------------------


def merged(
    actor: Actor, conflict: Conflict, relation: Relation, posted: Mapping[str, str], base_version: int
) -> Filled:
    """A form that was filled in upon an older version, upon the one that stands now.

    What only the other one changed is taken over; what only this person changed stays as typed; where both did, the
    typed text stays and what stands now is shown beside it.
    """
    record = conflict.record
    base = _as_it_was(actor, record, base_version)
    texts: dict[str, str] = {}
    standing: dict[str, str] = {}
    for field in form_fields(record.kind, relation):
        typed = _posted(posted, field.key)
        now, was = _normal(text_of(record, field)), _normal(text_of(base, field)) if base else None
        if typed is None or typed == was:
            continue
        texts[field.key] = typed
        if typed != now and now != was:
            standing[field.key] = now or str(Said("（空）", "(empty)"))
    return Filled(posted=texts, standing=standing)


def _as_it_was(actor: Actor, record: Record, number: int) -> Record | None:
    version = RecordVersion.objects.visible_to(actor).filter(record=record, number=number).first()
    if version is None:
        return None
    base = Record(kind=record.kind, owner_org=record.owner_org)
    put_back(base, opened([version])[0].snapshot)
    return base
