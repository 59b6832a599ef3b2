"""What the pages show on which a record is entered, changed, classified, released or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from yanzhen.fields import KIND_LABELS
from yanzhen_web.models import Publication, Record, User
from yanzhen_web.scopes import EDITORS, Actor, Relation, edits_record, shares_record
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import classifying, editing
from yanzhen_web.services.records.editforms import Filled, changed_texts, groups, read_form
from yanzhen_web.services.records.fieldchecking import Fault, RefusedFields, nameless
from yanzhen_web.services.records.foreknown import known_of
from yanzhen_web.services.records.listing import PAGE, publication_label, record_url

UPON_NOTHING = Filled()


def blank(actor: Actor, person: User | None, kind: str, owner: str = "") -> Record | None:
    """A record of no more than what is known beforehand, of the organisation asked for or the actor's own; None where
    there is nobody to enter for.
    """
    found = editing.owners(actor)
    chosen = next((organisation for organisation in found if organisation.public_id == owner), None)
    home = chosen or next(iter(found), None)
    if home is None:
        return None
    fields = known_of(actor, person, kind, home, told_relation(actor))
    return Record(kind=kind, owner_org=home, name=fields.pop("name", ""), fields=fields)


def typed_texts(actor: Actor, shown: Record, posted: Mapping[str, str]) -> dict[str, str]:
    """The texts of a new record's form that are not as it showed them.

    Args:
        shown: the blank record of the organisation for which the form was opened; another may have been chosen since.
    """
    return changed_texts(shown, told_relation(actor), posted)


def told_relation(actor: Actor) -> Relation:
    """How somebody stands to a record that they are about to tell."""
    return Relation(inside=True, close=True, contacts=actor.granted("contacts"))


def new_page(
    actor: Actor, record: Record, filled: Filled = UPON_NOTHING, owner: str = "", twins: list[Record] | None = None
) -> dict[str, Any]:
    """The form of a new record."""
    note_read(twins or (), columns=("name",))
    listed = editing.owners(actor)
    chosen = owner or record.owner_org.public_id
    options = [{"value": o.public_id, "label": str(o), "chosen": o.public_id == chosen} for o in listed]
    return {
        "kind": record.kind,
        "kind_label": str(KIND_LABELS[record.kind]),
        "owners": options if len(options) > 1 else [],
        "owner_advice": next((str(fault.advice) for fault in filled.faults if fault.key == "owner"), ""),
        "groups": groups(record, told_relation(actor), filled, known=_known_keys(record)),
        "known_for": record.owner_org.public_id,
        "faults": len(filled.faults),
        "twins": [{"href": record_url(twin), "name": twin.name, "owner": str(twin.owner_org)} for twin in twins or ()],
    }


def _known_keys(record: Record) -> frozenset[str]:
    return frozenset(record.fields) | ({"name"} if record.name else frozenset())


def typed_values(actor: Actor, record: Record, texts: Mapping[str, str], posted: Mapping[str, str]) -> dict[str, Any]:
    """The values of a new record's form: what was known and came back untouched, and what was typed.

    Args:
        record: the blank record of the organisation that was chosen.
        texts: what was typed (`typed_texts`) of all that was `posted`.

    Raises:
        RefusedFields: as `read_form`; also for a record without a name.
    """
    known = {"name": record.name, **record.fields}
    kept = {key: value for key, value in known.items() if value and key in posted}
    try:
        values = kept | read_form(record, told_relation(actor), texts)
    except RefusedFields as refused:
        named = texts.get("name", kept.get("name", ""))
        missing = [] if named.strip() else [nameless(record.kind)]
        raise RefusedFields([*missing, *refused.faults]) from None
    if not values.get("name"):
        raise RefusedFields([nameless(record.kind)])
    return {key: value for key, value in values.items() if value is not None}


def edit_page(record: Record, filled: Filled = UPON_NOTHING, *, conflict: str = "") -> dict[str, Any]:
    """The form of a record that is there."""
    note_read([record])
    return {
        "record": record,
        "kind": record.kind,
        "kind_label": str(KIND_LABELS[record.kind]),
        "href": record_url(record),
        "groups": groups(record, Relation.to(record), filled),
        "faults": len(filled.faults),
        "conflict": conflict,
    }


def standing(actor: Actor, record: Record) -> dict[str, Any]:
    """What the actor may do on a record's page: edit it, set its level, share it."""
    if not actor.has(EDITORS):
        return {"edits": False, "shares": False, "level": None}
    rows = Record.objects.visible_to(actor).filter(pk=record.pk)
    edits = rows.filter(edits_record(actor)).exists()
    return {
        "edits": edits,
        "shares": rows.filter(shares_record(actor)).exists(),
        "level": level_form(record) if edits else None,
    }


def level_form(
    record: Record, posted: Mapping[str, str] | None = None, faults: tuple[Fault, ...] = ()
) -> dict[str, Any]:
    """The form of a record's level and of its release."""
    given = _given_level(record) if posted is None else posted
    options = [
        {"value": level, "label": publication_label(level), "chosen": given.get("level") == level}
        for level in Publication.values
    ]
    return {
        "options": options,
        "reason": given.get("reason", ""),
        "until": given.get("until", ""),
        "today": timezone.localdate().isoformat(),
        "advice": {fault.key: str(fault.advice) for fault in faults},
        "open": bool(faults),
        "review": classifying.review_state(record),
        "may_release": classifying.may_release(record),
        "released_at": record.released_at,
    }


def _given_level(record: Record) -> dict[str, str]:
    until = record.publication_until.isoformat() if record.publication_until else ""
    return {"level": record.publication, "reason": record.publication_reason, "until": until}


def review_page(actor: Actor, page: str) -> dict[str, Any]:
    """The records whose level is due, or soon will be."""
    numbered = Paginator(classifying.to_review(actor), PAGE).get_page(page)
    note_read(numbered, columns=("name",))
    rows = [
        {
            "href": record_url(record),
            "name": record.name,
            "kind_label": str(KIND_LABELS[record.kind]),
            "owner": str(record.owner_org),
            "level": publication_label(record.publication),
            "reason": record.publication_reason,
            "until": record.publication_until,
            "state": classifying.review_state(record),
        }
        for record in numbered
    ]
    return {"rows": rows, "page": numbered}
