"""The same thing told by two organisations, for the offices that see both tellings from inside.

Who sees only one of them is never told that there is another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from yanzhen.fields import KIND_LABELS, Field
from yanzhen_web.models import Likeness, Record
from yanzhen_web.scopes import Actor, Relation, sees_inside
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.listing import record_url
from yanzhen_web.services.records.reading import readable, seen_by

PAGE = 20
_MOST_TELLINGS = 8
"""So many tellings of one thing stand side by side."""


def twins_page(actor: Actor, page: str) -> dict[str, Any]:
    """Groups of records that tell of the same thing: who told each, since when, and where they differ."""
    # Asked once: to count the groups takes the same walk over the records as to list them.
    numbered = Paginator(list(_groups(actor)), PAGE).get_page(page)
    keys = list(numbered)
    found = tellings(actor, keys)
    note_read(record for records in found.values() for record in records)
    return {"groups": [_group(found[key]) for key in keys if len(found[key]) > 1], "page": numbered}


def _inside(actor: Actor) -> QuerySet[Record]:
    return Record.objects.visible_to(actor).filter(sees_inside(actor)).exclude(twin_key="")


def _groups(actor: Actor) -> QuerySet[Any, tuple[str, str]]:
    """(kind, twin key) of what more than one organisation has told, the latest first; what stands in a pair that was
    looked for, or decided on, is not told again here.
    """
    pairs = Likeness.objects.visible_to(actor).order_by()
    paired = Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))
    grouped = _inside(actor).exclude(paired).order_by().values("kind", "twin_key")
    told = grouped.annotate(organisations=Count("owner_org", distinct=True), latest=Max("created_at"))
    several = told.filter(organisations__gt=1).order_by("-latest", "kind", "twin_key")
    return several.values_list("kind", "twin_key")


def first_told(actor: Actor) -> QuerySet[Record]:
    """The earliest telling of each thing that more than one organisation has told of."""
    same = _inside(actor).filter(kind=OuterRef("kind"), twin_key=OuterRef("twin_key"))
    rows = _inside(actor).filter(Exists(same.exclude(owner_org=OuterRef("owner_org"))))
    rows = rows.exclude(Exists(same.filter(pk__lt=OuterRef("pk"))))
    return seen_by(actor, rows).select_related("owner_org", "upload")


def others_of(actor: Actor, record: Record) -> QuerySet[Record]:
    """What other organisations have told of the same thing; nothing for who does not see this one from inside."""
    rows = _inside(actor).filter(kind=record.kind, twin_key=record.twin_key).exclude(owner_org=record.owner_org_id)
    rows = rows if record.inside else rows.none()  # type: ignore[attr-defined]
    return seen_by(actor, rows).select_related("owner_org", "upload").order_by("created_at", "pk")[:_MOST_TELLINGS]


def tellings(actor: Actor, keys: list[tuple[str, str]]) -> dict[tuple[str, str], list[Record]]:
    """By (kind, twin key) what was told of it, the earliest first, as far as the actor sees it from inside."""
    wanted = Q(pk__in=[])
    for kind, key in keys:
        wanted |= Q(kind=kind, twin_key=key)
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    rows = (
        seen_by(actor, _inside(actor).filter(wanted)).select_related("owner_org", "upload").order_by("created_at", "pk")
    )
    for record in rows:
        found[record.kind, record.twin_key].append(record)
    return found


def _group(records: list[Record]) -> dict[str, Any]:
    shown = records[:_MOST_TELLINGS]
    return {
        "name": shown[0].name,
        "kind_label": str(KIND_LABELS[shown[0].kind]),
        "tellings": [
            {
                "href": record_url(record),
                "owner": str(record.owner_org),
                "since": record.created_at,
                "changed": record.updated_at,
                "version": record.version,
            }
            for record in shown
        ],
        "differences": _differences(shown),
        "more": len(records) - len(shown),
    }


def _differences(records: list[Record]) -> list[dict[str, Any]]:
    """The fields that are read of all of them and are not the same in all."""
    rows = [(field, [_value(record, field) for record in records]) for field in _read_of_all(records)]
    return [
        {"label": str(field.label), "values": [showing.shown(field, value) for value in values]}
        for field, values in rows
        if any(value != values[0] for value in values)
    ]


def _read_of_all(records: list[Record]) -> list[Field]:
    sets = [{field.key for field in readable(record.kind, Relation.to(record))} for record in records]
    return [
        field
        for field in readable(records[0].kind, Relation.to(records[0]))
        if field.key != "seq" and all(field.key in keys for keys in sets)
    ]


def _value(record: Record, field: Field) -> Any:
    return record.name if field.key == "name" else record.fields.get(field.key)
