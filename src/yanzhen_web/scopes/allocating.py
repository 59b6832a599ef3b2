"""Who sees studies of all projects together, and what they propose.

A study is for the organiser's own people who plan: nobody above, below or beside them. A proposal to pass a lead on is
a thought of theirs until they take it up. Then the office that keeps the lead reads it, and answers; only after that
office has agreed does the one that would receive the lead learn of it.
"""

from __future__ import annotations

from django.db.models import Q

from yanzhen_web.scopes.actors import CITY, COUNTY, ORGANISER, PARK, Actor, Desk
from yanzhen_web.scopes.rows import sees_record, within

PLANNERS = frozenset({ORGANISER})
"""Roles that plan all projects together."""
PROPOSED_TO = frozenset({ORGANISER, CITY, COUNTY, PARK})
"""Roles whose office keeps leads, or receives them."""


def sees_study(actor: Actor, prefix: str = "") -> Q:
    """Studies of the very organisation in which the actor plans."""
    return Q(**{f"{prefix}owner_org__in": [desk.organisation for desk in actor.desks if desk.role in PLANNERS]})


def sees_run(actor: Actor, prefix: str = "") -> Q:
    """Scenarios go with their study."""
    return sees_study(actor, f"{prefix}study__")


def sees_proposal(actor: Actor, prefix: str = "") -> Q:
    """Proposals of one's own studies; those taken up about leads of one's office; those agreed to, towards it."""
    planned = sees_run(actor, f"{prefix}run__") & sees_record(actor, f"{prefix}project__")
    return (
        (planned & sees_record(actor, f"{prefix}place__")) | answers_proposal(actor, prefix) | _receives(actor, prefix)
    )


def answers_proposal(actor: Actor, prefix: str = "") -> Q:
    """Proposals that were taken up, about leads that the actor's office or one below it keeps."""
    taken_up = Q(**{f"{prefix}state": "adopted"})
    seen = sees_record(actor, f"{prefix}project__") & sees_record(actor, f"{prefix}place__")
    return taken_up & seen & within(actor, f"{prefix}project__", _counts)


def _receives(actor: Actor, prefix: str) -> Q:
    agreed = Q(**{f"{prefix}state": "adopted", f"{prefix}answer": "agreed", f"{prefix}project__withdrawn_at": None})
    return agreed & sees_record(actor, f"{prefix}place__") & within(actor, f"{prefix}place__", _counts)


def _counts(desk: Desk) -> bool:
    return desk.role in PROPOSED_TO
