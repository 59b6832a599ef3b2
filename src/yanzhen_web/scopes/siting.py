"""Who sees values of places, what is asked of them, and comparisons of them.

Values are seen with the place. A question is for who asked it and for who answers for the place; the page tells the
latter neither who nor for what. A comparison is for the very organisation that made it: nobody above it, whoever keeps
the machine running or organises the event, reads where a firm means to go.
"""

from __future__ import annotations

from django.db.models import Q

from yanzhen_web.scopes.actors import EDITORS, Actor
from yanzhen_web.scopes.rows import sees_inside, sees_record, within


def _own(actor: Actor, prefix: str) -> Q:
    """Of an organisation in which the actor enters records, itself."""
    return Q(**{f"{prefix}owner_org__in": [desk.organisation for desk in actor.desks if desk.role in EDITORS]})


def sees_comparison(actor: Actor, prefix: str = "") -> Q:
    """Comparisons of the actor's own organisation, and of none below it."""
    return _own(actor, prefix)


def sees_place_value(actor: Actor, prefix: str = "") -> Q:
    """Values of places that are seen; those that were replaced are for who stands inside."""
    place = f"{prefix}place__"
    return sees_record(actor, place) & (Q(**{f"{prefix}replaced_at__isnull": True}) | sees_inside(actor, place))


def sees_place_question(actor: Actor, prefix: str = "") -> Q:
    """Questions that the actor's own organisation asked, and those about a place for which it enters records."""
    place = f"{prefix}place__"
    answers = within(actor, place, lambda desk: desk.role in EDITORS)
    return sees_record(actor, place) & (_own(actor, prefix) | answers)
