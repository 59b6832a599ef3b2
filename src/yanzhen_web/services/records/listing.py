"""Lists of records: search, filters with counts, sort, pages; the number of queries does not grow with the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Left
from django.urls import reverse

from yanzhen.fields import KIND_LABELS, STAGE_LABELS, fields_of
from yanzhen.language import Said
from yanzhen_web.models import Publication, Record
from yanzhen_web.scopes import Actor, Relation
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.reading import as_read, readable, value_of, visible_records
from yanzhen_web.services.records.searching import matching
from yanzhen_web.services.records.storing import storable

PAGE = 25

COLUMNS: dict[str, tuple[str, ...]] = {
    "project": ("name", "investor", "amount_cny", "chain", "stage", "origin", "region", "park"),
    "demand": ("name", "organisation", "field", "budget_cny", "region", "deadline", "urgency"),
    "achievement": ("name", "organisation", "field", "maturity", "transfer_mode", "price_cny"),
    "park": ("name", "region", "level", "leading_industries", "land_available_mu", "factory_vacant_m2"),
    "enterprise": ("name", "region", "industry", "products", "revenue_cny", "staff"),
    "university": ("name", "region", "ministry"),
    "policy": ("name", "issuer", "level", "issued_on", "valid_until", "amount_max_cny"),
    "problem": ("name", "firm", "raised_on", "department", "due_on", "state"),
    "cluster": ("name", "level", "region", "industry", "firms", "output_cny"),
    "session": ("name", "session_kind", "held_on", "venue", "region", "chain"),
    "agreement": ("name", "agreement_kind", "university", "firm", "contract_cny", "signed_on"),
    "visit": ("name", "firm", "university", "met_on", "joint_project", "contract_cny"),
}
_PLAIN = 7
"""How many of the registry's fields a list shows for a kind that has no columns above."""

FILTERS: dict[str, tuple[str, ...]] = {
    "project": ("stage", "chain", "origin_scope", "origin", "region", "publication"),
    "demand": ("industry", "region", "publication"),
    "achievement": ("industry", "party"),
    "park": ("region",),
    "enterprise": ("industry", "region"),
    "agreement": ("region",),
}
_COLUMN_OF = {
    "name": "name", "investor": "party", "organisation": "party", "firm": "party", "amount_cny": "amount_cny",
    "budget_cny": "amount_cny", "price_cny": "amount_cny", "contract_cny": "amount_cny", "revenue_cny": "amount_cny",
    "output_cny": "amount_cny", "amount_max_cny": "amount_cny", "chain": "chain", "stage": "stage",
    "origin": "origin", "region": "region", "park": "park", "industry": "industry", "updated": "updated_at",
}  # fmt: skip
_LABELS = {
    "amount_cny": Said("投资额", "Investment"),
    "region": Said("所在地", "Place"),
    "origin_scope": Said("省外/省内", "From outside / inside"),
    "publication": Said("公开级别", "Publication"),
    "party": Said("单位", "Organisation"),
    "industry": Said("领域", "Field"),
    "chain": Said("产业链", "Chain"),
    "origin": Said("转出地", "Origin"),
    "stage": Said("阶段", "Stage"),
}
_SCOPES = {"outside": Said("省外", "From outside"), "inside": Said("省内", "From inside")}
_PUBLICATIONS = {
    "open": Said("公开", "Open"),
    "internal": Said("内部", "Internal"),
    "secret": Said("商业秘密", "Trade secret"),
}
_MOST_OPTIONS = 40
_DIGITS = {"region": 4, "origin": 2}
"""Filters by city and by province: so many digits of the code."""


@dataclass(frozen=True)
class Asked:
    """What a list was asked for: words, filters, order, page."""

    kind: str
    query: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    page: str = "1"

    @classmethod
    def of(cls, kind: str, parameters: Mapping[str, str]) -> Asked:
        """From the parameters of an address; what is not known is passed over."""
        chosen = {key: storable(parameters[key])[:300] for key in FILTERS.get(kind, ()) if parameters.get(key)}
        sort = parameters.get("sort", "")
        if sort.removeprefix("-") not in {*columns_of(kind), "updated"} & set(_COLUMN_OF):
            sort = ""
        return cls(kind, storable(parameters.get("q", ""))[:200], chosen, sort, parameters.get("page", "1"))

    def parameters(self) -> str:
        """The same as the query part of an address, without the page."""
        return urlencode({k: v for k, v in {"q": self.query, **self.chosen, "sort": self.sort}.items() if v})


def columns_of(kind: str) -> tuple[str, ...]:
    """The keys that a list of this kind shows."""
    return COLUMNS.get(kind) or ("name", *[k for k in fields_of(kind) if k != "name"][:_PLAIN])


def found(actor: Actor, asked: Asked, *, without: str = "") -> QuerySet[Record]:
    """The records that the actor sees of those asked for, in order.

    Args:
        without: a filter to leave out, to count what its other options would give.
    """
    rows = visible_records(actor, asked.kind)
    if asked.query.strip():
        rows = rows.filter(matching(asked.query, actor, asked.kind))
    for key, value in asked.chosen.items():
        if key != without:
            rows = rows.filter(**_condition(key, value))
    return rows


def _condition(key: str, value: str) -> dict[str, str]:
    # Each of these columns holds what everybody reads; the party of kinds that go by a code is no filter.
    if key == "region" and value.isdigit():
        return {"region__startswith": _stem(value)}
    if key == "origin" and value.isdigit():
        return {"origin__startswith": value[:2]}
    return {key: value}


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def ordered(rows: QuerySet[Record], actor: Actor, kind: str, sort: str) -> QuerySet[Record]:
    """In the order asked for, by what the actor reads: what is hidden does not show in the order either."""
    column = _COLUMN_OF.get(sort.removeprefix("-"), "")
    if not column:
        return rows.order_by("-updated_at", "-pk")
    known = as_read(actor, kind, column)
    term = known.desc(nulls_last=True) if sort.startswith("-") else known.asc(nulls_last=True)
    return rows.order_by(term, "pk")


def record_list(actor: Actor, asked: Asked) -> dict[str, Any]:
    """All that the list page shows."""
    groups = counted(actor, asked)
    # Keys only are sorted: with the rows themselves a database would carry all of their text along.
    keys = ordered(found(actor, asked), actor, asked.kind, asked.sort).values_list("pk", flat=True)
    paginator = Paginator(keys, PAGE)
    paginator.count = sum(group.times for group in groups)
    page = paginator.get_page(asked.page)
    columns = columns_of(asked.kind)
    records = _in_order(actor, asked.kind, list(page))
    note_read(records, "record.list", columns)
    return {
        "kind": asked.kind,
        "kind_label": str(KIND_LABELS[asked.kind]),
        "columns": [_column(asked.kind, key) for key in columns],
        "rows": [list_row(actor, record, columns) for record in records],
        "filters": [_filter(actor, asked, key, groups) for key in FILTERS.get(asked.kind, ())],
        "query": asked.query,
        "sort": asked.sort,
        "page": page,
        "filtered": bool(asked.chosen),
        "parameters": asked.parameters(),
        "export_urls": {form: _export_url(asked, form) for form in ("xlsx", "csv")},
    }


def _in_order(actor: Actor, kind: str, keys: list[int]) -> list[Record]:
    rows = visible_records(actor, kind).defer("search_text", "open_search_text", "extra").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _export_url(asked: Asked, form: str) -> str:
    parameters = asked.parameters()
    address = reverse("record_export", kwargs={"kind": asked.kind, "form": form})
    return f"{address}?{parameters}" if parameters else address


def listed_columns(kind: str) -> list[dict[str, Any]]:
    """The columns of a list that is not sorted by its reader."""
    return [_column(kind, key) | {"sortable": False} for key in columns_of(kind)]


def _column(kind: str, key: str) -> dict[str, Any]:
    known = fields_of(kind).get(key)
    numeric = key == "amount_cny" or (known is not None and known.type in ("money", "number", "integer"))
    return {"key": key, "label": label_of(kind, key), "sortable": key in _COLUMN_OF, "numeric": numeric}


def label_of(kind: str, key: str) -> str:
    """A column's heading."""
    if key in ("amount_cny", "publication") or key not in fields_of(kind):
        return str(_LABELS.get(key, key))
    return showing.label(kind, key)


def list_row(actor: Actor, record: Record, columns: tuple[str, ...]) -> dict[str, Any]:
    """One row of a list: the record, its address, its cells."""
    allowed = {known.key for known in readable(record.kind, Relation.to(record))}
    return {
        "record": record,
        "href": record_url(record),
        "cells": [_cell(record, key, allowed) | {"label": label_of(record.kind, key)} for key in columns],
    }


def record_url(record: Record) -> str:
    """The address of a record's page."""
    return reverse("record_detail", kwargs={"kind": record.kind, "public_id": record.public_id})


def _cell(record: Record, key: str, allowed: set[str]) -> dict[str, Any]:
    known = fields_of(record.kind).get(key)
    if key == "amount_cny" and known is None:
        visible = "investment_cny" in allowed and record.amount_cny is not None
        return {
            "text": showing.money(record.amount_cny) if visible and record.amount_cny is not None else "",
            "numeric": True,
        }
    if key == "region":
        return {"text": showing.region(record.region) if record.region else "", "numeric": False}
    numeric = known is not None and known.type in ("money", "number", "integer")
    value = value_of(record, key) if key in allowed else None
    if key == "chain" and record.chain and value is None:
        value = option_label("chain", record.chain)
    return {"text": showing.shown(known, value), "numeric": numeric}


@dataclass(frozen=True)
class Group:
    """How many records have these values of the filters' fields."""

    values: dict[str, str]
    times: int


def counted(actor: Actor, asked: Asked, *, without: str = "") -> list[Group]:
    """The records asked for in groups of equal values: one walk over the rows gives the counts of all filters."""
    keys = FILTERS.get(asked.kind, ())
    parts = {f"part_{key}": Left(key, _DIGITS[key]) if key in _DIGITS else F(key) for key in keys}
    rows = found(actor, asked, without=without).annotate(**parts, of=F("kind")).order_by()
    grouped = rows.values_list("of", *parts).annotate(times=Count("pk"))
    return [Group(dict(zip(keys, values, strict=True)), times) for _, *values, times in grouped]


def _filter(actor: Actor, asked: Asked, key: str, groups: list[Group]) -> dict[str, Any]:
    chosen = asked.chosen.get(key, "")
    times = Counter[str]()
    for group in counted(actor, asked, without=key) if chosen else groups:
        times[group.values[key]] += group.times
    pairs = sorted(((value, count) for value, count in times.items() if value), key=lambda pair: (-pair[1], pair[0]))
    whole = [(value.ljust(6, "0") if key in _DIGITS else value, count) for value, count in pairs[:_MOST_OPTIONS]]
    options = [
        {"value": value, "label": option_label(key, value), "count": count, "selected": value == chosen}
        for value, count in whole
    ]
    return {"key": key, "label": label_of(asked.kind, key), "options": options, "chosen": chosen}


def option_label(key: str, value: str) -> str:
    """What a filter's option is called."""
    if key in ("region", "origin"):
        return showing.region(value)
    if key == "stage" and value in STAGE_LABELS:
        return str(STAGE_LABELS[value])
    if key == "origin_scope":
        return str(_SCOPES.get(value, value))
    if key == "publication":
        return str(_PUBLICATIONS.get(value, value))
    if key == "chain":
        return _chain_label(value)
    return value


def _chain_label(value: str) -> str:
    from yanzhen.report.labels import label_of as figure_label

    return str(figure_label("chain", value))


def publication_label(value: str) -> str:
    """公开, 内部, 商业秘密."""
    return str(_PUBLICATIONS[Publication(value).value])
