"""Who runs an event, and who sees its guests, its meetings and its papers.

The office that holds an event, and those above it, run it; an office that holds one of its sessions runs that session.
They see everybody who comes (to it). Who sent a guest sees that guest, and the meetings, requests and notices of that
guest; the telephone number, code and link of a guest are for those who enter, never for leaders. What a guest wrote
down for themselves is for nobody else.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from yanzhen_web.scopes.actors import CITY, COUNTY, EDITORS, LEADER, ORGANISER, PARK, Actor, Desk
from yanzhen_web.scopes.rows import Counts, nobody

HOSTS = frozenset({ORGANISER, CITY, COUNTY, PARK})
"""Roles whose office holds events and sessions."""
_WATCHING = HOSTS | {LEADER}


def _runs(desk: Desk) -> bool:
    return desk.role in HOSTS


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


# --- the event -------------------------------------------------------------------------------------------------------


def watches_event(actor: Actor, prefix: str = "") -> Q:
    """Events of which the actor reads who comes and who meets whom: for its office and those above, leaders too."""
    return _standing(actor, f"{prefix}owner_org__path", _watches)


def runs_event(actor: Actor, prefix: str = "") -> Q:
    """Events that the actor changes."""
    return _standing(actor, f"{prefix}owner_org__path", _runs) if actor.granted("write") else nobody()


def runs_session(actor: Actor, prefix: str = "") -> Q:
    """Sessions that the actor changes: of events that it runs, and those that its own office holds."""
    own = _standing(actor, f"{prefix}owner_org__path", _runs) if actor.granted("write") else nobody()
    return runs_event(actor, f"{prefix}event__") | own


def runs_agenda(actor: Actor, prefix: str = "") -> Q:
    """The agenda goes with its session."""
    return runs_session(actor, f"{prefix}session__")


def runs_part(actor: Actor, prefix: str = "") -> Q:
    """Halls, desks, vehicles, rooms, liaisons, plans and signings of events that the actor runs."""
    return runs_event(actor, f"{prefix}event__")


def sees_part(actor: Actor, prefix: str = "") -> Q:
    """What only those who run the event read: desks, vehicles, rooms, liaisons, papers that were printed."""
    return _standing(actor, f"{prefix}event__owner_org__path", _runs)


# --- guests ----------------------------------------------------------------------------------------------------------


def sees_guest(actor: Actor, prefix: str = "") -> Q:
    """Guests of events that the actor watches, of sessions that its office holds, and those that it sent."""
    from yanzhen_web.models import SessionGuest

    own = _standing(actor, f"{prefix}owner_org__path", _enters)
    held = SessionGuest.objects.unscoped(why="whether a guest comes to a session of the actor's office").filter(
        _standing(actor, "session__owner_org__path", _watches), guest=OuterRef(f"{prefix}pk")
    )
    return watches_event(actor, f"{prefix}event__") | own | Q(Exists(held))


def reads_guest(actor: Actor, prefix: str = "") -> Q:
    """Guests whose telephone number, code and link the actor reads: who runs the event, and who sent them."""
    if not actor.granted("contacts"):
        return nobody()
    own = _standing(actor, f"{prefix}owner_org__path", _enters)
    return _standing(actor, f"{prefix}event__owner_org__path", _runs) | own


def edits_guest(actor: Actor, prefix: str = "") -> Q:
    """Guests that the actor registers, changes and cancels: of events that it runs, and its own."""
    if not actor.granted("write"):
        return nobody()
    return runs_event(actor, f"{prefix}event__") | _standing(actor, f"{prefix}owner_org__path", _enters)


def sees_place(actor: Actor, prefix: str = "") -> Q:
    """That a guest comes to a session: for whoever sees the guest from the event, and for the session's office."""
    return (
        watches_event(actor, f"{prefix}session__event__")
        | _standing(actor, f"{prefix}session__owner_org__path", _watches)
        | _standing(actor, f"{prefix}guest__owner_org__path", _enters)
    )


def sees_check_in(actor: Actor, prefix: str = "") -> Q:
    """Who was there: as who comes."""
    return sees_place(actor, prefix)


# --- meetings --------------------------------------------------------------------------------------------------------


def sees_plan(actor: Actor, prefix: str = "") -> Q:
    """Timetables of events that the actor watches."""
    return watches_event(actor, f"{prefix}event__")


def sees_party(actor: Actor, prefix: str = "") -> Q:
    """Who takes part in a timetable: for who watches the event, and for who sent them."""
    return sees_plan(actor, f"{prefix}plan__") | _standing(actor, f"{prefix}guest__owner_org__path", _enters)


def sees_request(actor: Actor, prefix: str = "") -> Q:
    """Requests: for who watches the event, and for those who sent either side."""
    return (
        sees_plan(actor, f"{prefix}plan__")
        | _standing(actor, f"{prefix}asker__guest__owner_org__path", _enters)
        | _standing(actor, f"{prefix}asked__guest__owner_org__path", _enters)
    )


def edits_request(actor: Actor, prefix: str = "") -> Q:
    """Requests that the actor enters and takes back: of events that it runs, and those of guests that it sent."""
    if not actor.granted("write"):
        return nobody()
    own = _standing(actor, f"{prefix}asker__guest__owner_org__path", _enters)
    return runs_event(actor, f"{prefix}plan__event__") | own


def sees_meeting(actor: Actor, prefix: str = "") -> Q:
    """Meetings: for who watches the event; for those who sent either side once the timetable is published."""
    parties = _standing(actor, f"{prefix}request__asker__guest__owner_org__path", _enters) | _standing(
        actor, f"{prefix}request__asked__guest__owner_org__path", _enters
    )
    published = Q(**{f"{prefix}request__plan__published_at__isnull": False})
    return sees_plan(actor, f"{prefix}request__plan__") | (parties & published)


def sees_mark(actor: Actor, prefix: str = "") -> Q:
    """What guests said of meetings: for who watches the event; never what somebody wrote down for themselves."""
    return sees_plan(actor, f"{prefix}meeting__request__plan__") & ~Q(**{f"{prefix}kind": "note"})


def sees_notice(actor: Actor, prefix: str = "") -> Q:
    """What a guest was told: for who watches the event, and for who sent the guest."""
    own = _standing(actor, f"{prefix}guest__owner_org__path", _enters)
    return watches_event(actor, f"{prefix}guest__event__") | own


def sees_follow_up(actor: Actor, prefix: str = "") -> Q:
    """What has to be done after a meeting: for who watches the event, and for the office or firm that does it."""
    return watches_event(actor, f"{prefix}event__") | _standing(actor, f"{prefix}owner_org__path", _enters)


def edits_follow_up(actor: Actor, prefix: str = "") -> Q:
    """Follow-ups that the actor changes and closes."""
    if not actor.granted("write"):
        return nobody()
    return runs_event(actor, f"{prefix}event__") | _standing(actor, f"{prefix}owner_org__path", _enters)


# --- signings --------------------------------------------------------------------------------------------------------


def sees_signing(actor: Actor, prefix: str = "") -> Q:
    """Signings that were applied for: for who watches the event, and for the office that applied."""
    return watches_event(actor, f"{prefix}event__") | _standing(actor, f"{prefix}owner_org__path", _watches)


def edits_signing(actor: Actor, prefix: str = "") -> Q:
    """Signings that the actor changes while they are applied for, and that who runs the event decides on."""
    if not actor.granted("write"):
        return nobody()
    return runs_event(actor, f"{prefix}event__") | _standing(actor, f"{prefix}owner_org__path", _runs)
