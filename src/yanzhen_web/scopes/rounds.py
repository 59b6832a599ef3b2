"""Who sees collection rounds (报送任务) and what is sent in for them.

A round is seen by who asks, by who is asked, and by the offices above either; of the others that are asked, who is
asked learns nothing. Rows are full of contacts: they are for those who enter records there or above, and for whoever
decides on them; leaders read states and totals.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from yanzhen_web.scopes.actors import EDITORS, LEADER, Actor, Desk
from yanzhen_web.scopes.rows import Counts, nobody

_WATCHING = EDITORS | {LEADER}


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


def sees_round(actor: Actor, prefix: str = "") -> Q:
    """Rounds that an organisation of the actor's, or one below it, asks for or is asked for."""
    from yanzhen_web.models import Report

    asked = Report.objects.unscoped(why="whether the actor's organisation is asked").filter(
        _standing(actor, "organisation__path", _watches), round=OuterRef(f"{prefix}pk")
    )
    return _standing(actor, f"{prefix}owner_org__path", _watches) | Q(Exists(asked))


def runs_round(actor: Actor, prefix: str = "") -> Q:
    """Rounds that the actor leads: of its own organisation or of one below it."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}owner_org__path", _enters)


def sees_report(actor: Actor, prefix: str = "") -> Q:
    """Reports of an organisation of the actor's or below it, and those for a round that such a one asks for."""
    sent = _standing(actor, f"{prefix}organisation__path", _watches)
    return sent | _standing(actor, f"{prefix}round__owner_org__path", _watches)


def sees_rows(actor: Actor, prefix: str = "") -> Q:
    """What stands in those reports, row by row: for those who enter records."""
    if not actor.granted("contacts"):
        return nobody()
    sent = _standing(actor, f"{prefix}organisation__path", _enters)
    return sent | _standing(actor, f"{prefix}round__owner_org__path", _enters)


def sees_version(actor: Actor, prefix: str = "") -> Q:
    """A sending is known to whoever knows of the report."""
    return sees_report(actor, f"{prefix}report__")


def sees_version_rows(actor: Actor, prefix: str = "") -> Q:
    """The rows of a sending, and how they differ from those before."""
    return sees_rows(actor, f"{prefix}version__report__")


def sees_report_rows(actor: Actor, prefix: str = "") -> Q:
    """What is asked about rows of a report."""
    return sees_rows(actor, f"{prefix}report__")


def sends_report(actor: Actor, prefix: str = "") -> Q:
    """Reports that the actor may send in: of its own organisation, or of one below it (代录)."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}organisation__path", _enters)


def approves_report(actor: Actor, prefix: str = "") -> Q:
    """Reports on whose versions the actor signs before they count as approved: those who enter, and the leaders, of the
    organisation that reports, or above it.
    """
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}organisation__path", _watches)


def decides_report(actor: Actor, prefix: str = "") -> Q:
    """Reports that the actor sends back, accepts and locks: for a round of its own organisation or of one below it,
    but never of an organisation that it reports for itself: nobody takes in what their own desk sent.
    """
    if not actor.granted("write"):
        return nobody()
    own = [desk.organisation for desk in actor.desks if _enters(desk)]
    others = ~Q(**{f"{prefix}organisation__in": own})
    return _standing(actor, f"{prefix}round__owner_org__path", _enters) & others


def sees_template(actor: Actor, prefix: str = "") -> Q:
    """Templates of the actor's organisations, of those above, which ask with them, and of those below."""
    above = {int(piece) for desk in actor.desks if _watches(desk) for piece in desk.path.strip("/").split("/")}
    return _standing(actor, f"{prefix}owner_org__path", _watches) | Q(**{f"{prefix}owner_org__in": sorted(above)})


def keeps_template(actor: Actor, prefix: str = "") -> Q:
    """Templates that the actor may change: of its own organisation or of one below it."""
    if not actor.granted("write"):
        return nobody()
    return _standing(actor, f"{prefix}owner_org__path", _enters)


def sees_lexicon(actor: Actor, prefix: str = "") -> Q:
    """What headers of a sender were taught to mean: of the actor's organisations and those below."""
    return _standing(actor, f"{prefix}owner_org__path", _enters)


def sees_correspondent(actor: Actor, prefix: str = "") -> Q:
    """Other installations that an organisation of the actor's, or one below it, exchanges signed files with."""
    return _standing(actor, f"{prefix}owner_org__path", _enters)
