"""What is known before somebody enters a record: of the organisation, of its earlier records, of the person who types.

A form shows it filled in and asks for the rest only.
"""

from __future__ import annotations

from typing import Any

from yanzhen.fields import fields_of
from yanzhen_web.models import Organisation, User
from yanzhen_web.scopes import Actor, Relation, reads_field
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records.fieldchecking import RefusedFields, checked
from yanzhen_web.services.records.reading import visible_records

_NAME, _REGION, _CODE = "name", "region", "credit_code"
_BY_ITSELF: dict[str, dict[str, dict[str, str]]] = {
    "enterprise": {
        "enterprise": {"name": _NAME, "region": _REGION, "credit_code": _CODE},
        "project": {"investor": _NAME, "credit_code": _CODE},
        "demand": {"organisation": _NAME, "region": _REGION, "credit_code": _CODE},
        "achievement": {"organisation": _NAME, "region": _REGION},
        "problem": {"firm": _NAME},
    },
    "university": {
        "demand": {"organisation": _NAME, "region": _REGION},
        "achievement": {"organisation": _NAME, "region": _REGION},
    },
    "park": {"park": {"name": _NAME, "region": _REGION}, "project": {"park": _NAME, "target": _REGION}},
    "county": {"project": {"target": _REGION}, "policy": {"issuer": _NAME, "region": _REGION}},
    "city": {"policy": {"issuer": _NAME, "region": _REGION}},
    "province": {"policy": {"issuer": _NAME, "region": _REGION}},
    "service": {"policy": {"issuer": _NAME}},
}
"""Kind of organisation -> kind of record -> field -> which of the organisation's own facts it is."""
_STAYS = ("contact", "industry", "department", "broker")
"""Fields that an organisation tells the same way again, from one record of a kind to the next."""
_OF_THE_FIRM = ("region", "industry", "credit_code", "contact")
"""Fields of a firm's own record that hold for all that it tells."""


def known_of(actor: Actor, person: User | None, kind: str, owner: Organisation, relation: Relation) -> dict[str, Any]:
    """Values of a new record of a kind, by key, that the actor may write."""
    facts = {_NAME: owner.name, _REGION: owner.region, _CODE: owner.credit_code}
    told = {key: facts[fact] for key, fact in _BY_ITSELF.get(owner.kind, {}).get(kind, {}).items()}
    known = _earlier(actor, kind, owner) | _person(actor, person, owner) | {k: v for k, v in told.items() if v}
    fields = fields_of(kind)
    return _fit(kind, {k: v for k, v in known.items() if k in fields and reads_field(fields[k], relation)})


def _fit(kind: str, known: dict[str, Any]) -> dict[str, Any]:
    """Those that may be stored: a code that an organisation was founded with may be wrong."""
    try:
        checked(kind, known)
    except RefusedFields as refused:
        wrong = {fault.key for fault in refused.faults}
        return {key: value for key, value in known.items() if key not in wrong}
    return known


def _person(actor: Actor, person: User | None, owner: Organisation) -> dict[str, Any]:
    """How to reach the person, where it types for its own organisation and is no office's clerk."""
    own = owner.pk in {desk.organisation for desk in actor.desks}
    if person is None or not own or not person.phone or owner.kind not in ("enterprise", "university", "park"):
        return {}
    return {"contact": f"{person} {person.phone}"}


def _earlier(actor: Actor, kind: str, owner: Organisation) -> dict[str, Any]:
    """What the organisation's last record of the kind, and a firm's record of itself, say."""
    if owner.kind not in ("enterprise", "university", "park"):
        return {}
    found: dict[str, Any] = {}
    for of, keys in (("enterprise", _OF_THE_FIRM), (kind, _STAYS)):
        last = visible_records(actor, of).filter(owner_org=owner, inside=True).order_by("-pk").first()
        if last is None:
            continue
        read = {key: field for key, field in fields_of(of).items() if reads_field(field, Relation.to(last))}
        taken = {key: last.fields[key] for key in keys if key in read and last.fields.get(key)}
        note_read([last], columns=taken)
        found |= taken
    return found
