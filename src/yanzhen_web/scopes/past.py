"""The past of records: whose an auditor follows, and rules judged on what a record was instead of on its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from yanzhen_web.scopes.actors import AUDITOR, Actor
from yanzhen_web.scopes.rows import nobody


def audits_record(actor: Actor, prefix: str = "") -> Q:
    """Records of whose versions an auditor reads who, when, from where and which fields; no values.

    Those of the auditor's own organisation and below; on the platform all.
    """
    if not actor.granted("history"):
        return nobody()
    audits = [desk for desk in actor.desks if desk.role == AUDITOR]
    if any(desk.kind == "platform" for desk in audits):
        return Q()
    rule = nobody()
    for desk in audits:
        rule |= Q(**{f"{prefix}owner_org__path__startswith": desk.path})
    return rule


_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "startswith": lambda value, wanted: str(value or "").startswith(wanted),
    "isnull": lambda value, wanted: (value is None) == wanted,
    "in": lambda value, wanted: value in wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
}


def holds(rule: Q, values: Mapping[str, Any]) -> bool:
    """Whether a rule holds for these values, by the names that the rule uses: `{"owner_org__path": "/1/", …}`.

    Raises:
        KeyError: the rule asks for something that the values do not tell.
    """
    found = [
        holds(child, values) if isinstance(child, Q) else _true(child[0], child[1], values) for child in rule.children
    ]
    together = any(found) if rule.connector == Q.OR else all(found)
    return (together if rule.children else True) != rule.negated


def _true(name: str, wanted: Any, values: Mapping[str, Any]) -> bool:
    if name in values:
        return bool(values[name] == wanted)
    column, _, lookup = name.rpartition("__")
    return _LOOKUPS[lookup](values[column], wanted)
