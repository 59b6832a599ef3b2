"""Who sees cases of admission (准入评审), and may do what to them.

The office that leads a case and those above it see all of it; a department sees those cases only in which it is asked,
and of the opinions its own; the applicant learns how far its case is, what was decided, and on which conditions.
Who enters a decision sits in an office of at least the level that the table of deciders names.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from yanzhen_web.scopes.actors import EDITORS, LEADER, Actor, Desk
from yanzhen_web.scopes.rows import Counts, nobody

_WATCHING = EDITORS | {LEADER}
_LEADING = frozenset({"park", "county", "city", "province"})
"""Kinds of organisation that lead cases."""
_UP_TO = {
    "park": ("park",),
    "county": ("park", "county"),
    "city": ("park", "county", "city"),
    "province": ("park", "county", "city", "province"),
}
"""Kind of an office -> the levels of decision that it may enter."""


def _watches(desk: Desk) -> bool:
    return desk.role in _WATCHING


def _enters(desk: Desk) -> bool:
    return desk.role in EDITORS


def _standing(actor: Actor, path: str, counts: Counts) -> Q:
    """Where the organisation is one of the actor's, or below it."""
    rule = nobody()
    for desk in actor.desks:
        if counts(desk):
            rule |= Q(**{f"{path}__startswith": desk.path})
    return rule


def _asked(actor: Actor, prefix: str) -> Q:
    from yanzhen_web.models import AdmissionOpinion

    opinions = AdmissionOpinion.objects.unscoped(why="whether a department of the actor's is asked")
    return Q(Exists(opinions.filter(_standing(actor, "organisation__path", _watches), case=OuterRef(f"{prefix}pk"))))


def sees_case_inside(actor: Actor, prefix: str = "") -> Q:
    """Cases whose figures the actor reads: of the office that leads them, of those above, of the departments asked."""
    return _standing(actor, f"{prefix}owner_org__path", _watches) | _asked(actor, prefix)


def sees_case(actor: Actor, prefix: str = "") -> Q:
    """Cases that the actor may know of: those, and the ones in which its organisation applies."""
    return sees_case_inside(actor, prefix) | _standing(actor, f"{prefix}applicant__path", _watches)


def sees_case_condition(actor: Actor, prefix: str = "") -> Q:
    """Conditions of a decision are for everybody who knows of the case."""
    return sees_case(actor, f"{prefix}case__")


def sees_opinion(actor: Actor, prefix: str = "") -> Q:
    """What a department said: for itself, for the office that leads the case, for those above either."""
    own = _standing(actor, f"{prefix}organisation__path", _watches)
    return own | _standing(actor, f"{prefix}case__owner_org__path", _watches)


def runs_case(actor: Actor, prefix: str = "") -> Q:
    """Cases that the actor leads: of its own organisation or of one below it."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}owner_org__path", _enters)


def decides_case(actor: Actor, prefix: str = "") -> Q:
    """Cases whose decision the actor enters: in an office of the level that decides, at or above the one that leads."""
    rule = nobody()
    for desk in actor.desks if actor.granted("write") else ():
        if _enters(desk):
            levels = Q(**{f"{prefix}level__in": _UP_TO.get(desk.kind, ())})
            rule |= levels & Q(**{f"{prefix}owner_org__path__startswith": desk.path})
    return rule


def withdraws_case(actor: Actor, prefix: str = "") -> Q:
    """Cases that the actor takes back: in which its organisation applies, and those that it leads."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}applicant__path", _enters) | runs_case(actor, prefix)


def meets_condition(actor: Actor, prefix: str = "") -> Q:
    """Conditions that the actor ticks off: its own organisation's to meet, and those of cases that it leads."""
    return runs_case(actor, f"{prefix}case__") | (
        _standing(actor, f"{prefix}organisation__path", _enters) if actor.granted("write") else nobody()
    )


def lifts_veto(actor: Actor, prefix: str = "") -> Q:
    """Opinions that the actor takes back: its own department's only, so that nobody above overrules a veto."""
    if not actor.granted("write"):
        return nobody()
    return Q(**{f"{prefix}organisation__in": [desk.organisation for desk in actor.desks if _enters(desk)]})


def gives_opinion(actor: Actor, prefix: str = "") -> Q:
    """Opinions that the actor gives: where its own organisation, or one below it, is the department that is asked."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}organisation__path", _enters)


def sees_admission_meeting(actor: Actor, prefix: str = "") -> Q:
    """Meetings, their agenda and minutes: for the office that calls them, and those above."""
    return _standing(actor, f"{prefix}owner_org__path", _watches)


def runs_admission_meeting(actor: Actor, prefix: str = "") -> Q:
    """Meetings that the actor calls and changes."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}owner_org__path", _enters)


def sees_admission_book(actor: Actor, prefix: str = "") -> Q:
    """What an office asks, whom, and who decides: for itself and those above."""
    return _standing(actor, f"{prefix}owner_org__path", _watches)


def leads_cases(desk: Desk) -> bool:
    """Whether cases are led at this desk."""
    return desk.role in EDITORS and desk.kind in _LEADING
