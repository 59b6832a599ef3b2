"""What an actor may do to a row that is seen. What is not allowed answers like what does not exist."""

from __future__ import annotations

from django.db.models import Q

from yanzhen_web.scopes.actors import (
    API_CLIENT,
    AUDITOR,
    CITY,
    COUNTY,
    EDITORS,
    ENTERPRISE,
    LEADER,
    OFFICES,
    ORGANISER,
    PARK,
    PLATFORM,
    SERVICE,
    UNIVERSITY,
    Actor,
)
from yanzhen_web.scopes.rows import nobody, sees_closely, sees_record, within

_ROLES_IN = {
    "province": (ORGANISER, LEADER, API_CLIENT),
    "city": (CITY, LEADER, API_CLIENT),
    "county": (COUNTY, LEADER, API_CLIENT),
    "park": (PARK, LEADER, API_CLIENT),
    "enterprise": (ENTERPRISE, API_CLIENT),
    "intermediary": (ENTERPRISE, API_CLIENT),
    "university": (UNIVERSITY, API_CLIENT),
    "service": (SERVICE, LEADER, API_CLIENT),
    "platform": (PLATFORM,),
}
"""Which roles there are in an organisation of each kind; an auditor may sit in any of an office's."""


def edits_record(actor: Actor, prefix: str = "") -> Q:
    """Records that the actor may change, classify, release and withdraw: of an own organisation or one below it."""
    if not actor.granted("write"):
        return nobody()
    return sees_record(actor, prefix) & within(actor, prefix, lambda desk: desk.role in EDITORS)


def shares_record(actor: Actor, prefix: str = "") -> Q:
    """Records of which the actor may hand out a link: only what is open may leave."""
    if not (actor.granted("write") and actor.has(EDITORS)):
        return nobody()
    return sees_record(actor, prefix) & sees_closely(actor, prefix) & Q(**{f"{prefix}publication": "open"})


def tells_for_organisation(actor: Actor, prefix: str = "") -> Q:
    """Organisations in whose name the actor may enter records: the own ones, and those below them (代录)."""
    if not actor.granted("write"):
        return nobody()
    rule = nobody()
    for desk in actor.desks:
        if desk.role in EDITORS:
            rule |= Q(**{f"{prefix}path__startswith": desk.path, f"{prefix}suspended_at__isnull": True})
    return rule


def manages_organisation(actor: Actor, prefix: str = "") -> Q:
    """Organisations whose people the actor invites, suspends and takes back: an office's own and those below it."""
    if not actor.granted("people"):
        return nobody()
    if actor.has({PLATFORM}):
        return Q()
    rule = nobody()
    for desk in actor.desks:
        if desk.role in OFFICES:
            rule |= Q(**{f"{prefix}path__startswith": desk.path})
    return rule


def grantable_roles(actor: Actor, kind: str) -> tuple[str, ...]:
    """The roles that the actor may give in an organisation of this kind that it manages; only the platform appoints
    its own people and auditors.
    """
    if actor.has({PLATFORM}):
        return (*_ROLES_IN.get(kind, ()), AUDITOR)
    if actor.has(OFFICES) and kind != "platform":
        return _ROLES_IN.get(kind, ())
    return ()
