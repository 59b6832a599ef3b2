"""What an actor may do to a row that is seen. What is not allowed answers like what does not exist."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from yanzhen_web.scopes.actors import (
    API_CLIENT,
    AUDITOR,
    CITY,
    COUNTY,
    EDITORS,
    ENTERPRISE,
    GRANTS,
    LEADER,
    OFFICES,
    ORGANISER,
    PARK,
    PLATFORM,
    READERS,
    SERVICE,
    UNIVERSITY,
    Actor,
)
from yanzhen_web.scopes.rows import (
    is_unended,
    nobody,
    sees_closely,
    sees_entering,
    sees_match,
    sees_record,
    within,
)

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
_FIRMS = ("enterprise", "intermediary")
_KINDS_BELOW = {
    "province": ("city", "county", "park", *_FIRMS, "university", "service"),
    "city": ("county", "park", *_FIRMS, "university", "service"),
    "county": ("park", *_FIRMS, "university", "service"),
    "park": _FIRMS,
    "platform": ("province", "city", "county", "park", *_FIRMS, "university", "service"),
}
"""Which kinds of organisation an office founds below itself: never one of its own rank."""
_BY_REGION = ("province", "city", "county")
_ROLES_FOR_GRANT = {
    "read": READERS,
    "write": EDITORS,
    "contacts": READERS - {PLATFORM, LEADER},
    "people": OFFICES,
    "history": frozenset({AUDITOR}),
}
"""A key is given no more than one of its person's roles has a use for."""


def edits_record(actor: Actor, prefix: str = "") -> Q:
    """Records that the actor may change, classify, release and withdraw: of an own organisation or one below it."""
    if not actor.granted("write"):
        return nobody()
    return sees_record(actor, prefix) & within(actor, prefix, lambda desk: desk.role in EDITORS)


def decides_match(actor: Actor, prefix: str = "") -> Q:
    """Pairs of which the actor says whether they suit: who sees them, and knows one side from inside where it enters.

    Leaders read what was decided; who keeps the machine running does not meddle.
    """
    if not actor.granted("write"):
        return nobody()
    entering = sees_entering(actor, f"{prefix}demand__") | sees_entering(actor, f"{prefix}achievement__")
    return sees_match(actor, prefix) & entering


def shares_record(actor: Actor, prefix: str = "") -> Q:
    """Records of which the actor may hand out a link: only what is open may leave."""
    if not (actor.granted("write") and actor.has(EDITORS)):
        return nobody()
    return sees_record(actor, prefix) & sees_closely(actor, prefix) & Q(**{f"{prefix}publication": "open"})


def shares_event(actor: Actor, prefix: str = "") -> Q:
    """Events of whose bulletin the actor may hand out a link: published ones whose totals are released."""
    if not (actor.granted("write") and actor.has(OFFICES & EDITORS)):
        return nobody()
    return Q(**{f"{prefix}publication": "open", f"{prefix}figures_released_at__isnull": False})


def tells_for_organisation(actor: Actor, prefix: str = "") -> Q:
    """Organisations in whose name the actor may enter records: the own ones, and those below them (代录)."""
    if not actor.granted("write"):
        return nobody()
    rule = nobody()
    for desk in actor.desks:
        if desk.role in EDITORS:
            rule |= Q(**{f"{prefix}path__startswith": desk.path, f"{prefix}closed_at__isnull": True})
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


def foundable_kinds(kind: str) -> tuple[str, ...]:
    """The kinds of organisation that an office of this kind founds below itself."""
    return _KINDS_BELOW.get(kind, ())


def invited_kinds(kind: str) -> tuple[str, ...]:
    """Those of them that found themselves, by invitation; an office that answers for a region is not among them."""
    return tuple(below for below in foundable_kinds(kind) if below not in _BY_REGION)


def manages_person(actor: Actor, prefix: str = "") -> Q:
    """People who sit, or have sat, in organisations that the actor manages, and now sit in no others.

    Who has a desk elsewhere too is not one office's to suspend; it ends the desk that it gave. Nor is an auditor the
    office's that is audited.
    """
    from yanzhen_web.models import Membership

    if actor.has({PLATFORM}) and actor.granted("people"):
        return Q()
    desks = Membership.objects.unscoped(why="whether all desks of a person are the actor's to manage").filter(
        user=OuterRef(f"{prefix}pk")
    )
    managed = manages_organisation(actor, "organisation__")
    others = desks.filter(is_unended()).exclude(managed & ~Q(role__in=(AUDITOR, PLATFORM)))
    return Q(Exists(desks.filter(managed))) & ~Q(Exists(others))


def keyable_grants(actor: Actor) -> tuple[str, ...]:
    """What the actor may give a key: what a role of theirs has a use for, and no more than a key of theirs has."""
    return tuple(grant for grant in GRANTS if actor.granted(grant) and actor.has(_ROLES_FOR_GRANT[grant]))
