"""Which rows of each model an actor sees, as conditions that the database checks.

Each rule takes the actor and a prefix, the way from the queried model to the one that the rule is about, e.g.
`demand__`. A desk counts only for what its role is for: see `actors`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from yanzhen_web.scopes.actors import (
    API_CLIENT,
    AUDITOR,
    BY_REGION,
    EDITORS,
    LEADER,
    MATCHERS,
    OFFICES,
    ORGANISER,
    OVERSEERS,
    PLATFORM,
    READERS,
    REGIONAL_KINDS,
    Actor,
    Desk,
)

Counts = Callable[[Desk], bool]
"""Whether a desk counts for a rule."""

_PRIVATE_KINDS = ("enterprise", "intermediary")
"""Organisations whose very name on the platform may give an investment away."""


def nobody() -> Q:
    """No row."""
    return Q(pk__in=[])


def region_prefix(code: str) -> str:
    """The leading digits that all places within a region share: 430000 -> 43, 430100 -> 4301, 430102 -> 430102."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


# --- records ---------------------------------------------------------------------------------------------------------


def within(actor: Actor, prefix: str = "", counts: Counts = lambda desk: True) -> Q:
    """Owned by an organisation of the actor's, or by one below it."""
    return _below(actor, f"{prefix}owner_org__path", counts)


def _below(actor: Actor, path: str, counts: Counts) -> Q:
    rule = nobody()
    for desk in actor.desks:
        # The platform keeps the machine running and the auditor reads the history: neither owns anything.
        if desk.role not in (PLATFORM, AUDITOR) and counts(desk):
            rule |= Q(**{f"{path}__startswith": desk.path})
    return rule


def _in_region(actor: Actor, prefix: str, counts: Counts) -> Q:
    rule = nobody()
    for desk in actor.desks:
        if _answers_for_region(desk) and counts(desk):
            rule |= Q(**{f"{prefix}region__startswith": region_prefix(desk.region)})
    return rule


def _answers_for_region(desk: Desk) -> bool:
    # A park or a service department stands in a region and has leaders too, but the region is not theirs.
    return bool(
        desk.role in BY_REGION and desk.region and not (desk.role == LEADER and desk.kind not in REGIONAL_KINDS)
    )


def _through(actor: Actor, prefix: str, counts: Counts, everywhere: frozenset[str]) -> Q:
    not_secret = ~Q(**{f"{prefix}publication": "secret"})
    if any(desk.role in everywhere and counts(desk) for desk in actor.desks):
        return not_secret | within(actor, prefix, counts)
    return within(actor, prefix, counts) | (_in_region(actor, prefix, counts) & not_secret)


def sees_inside(actor: Actor, prefix: str = "") -> Q:
    """Records whose internal fields the actor reads."""
    return _through(actor, prefix, lambda desk: True, OVERSEERS)


def sees_all_inside(actor: Actor) -> bool:
    """Whether the actor stands inside of every record that it sees, so that nothing of it needs to be asked row by row.

    What an overseer sees beyond its own organisation and those below is open or internal: never secret.
    """
    return actor.has(OVERSEERS)


def sees_closely(actor: Actor, prefix: str = "") -> Q:
    """Records whose negotiation notes the actor reads: as from inside, but keeping the machine running is no reason."""
    return _through(actor, prefix, lambda desk: desk.role != PLATFORM, frozenset({ORGANISER}))


def reads_contacts(actor: Actor, prefix: str = "") -> Q:
    """Records whose contacts the actor reads: as closely, but leaders read figures and rows, never telephone numbers.

    Through a key for programs only where the key was given that.
    """
    if not actor.granted("contacts"):
        return nobody()
    return _through(actor, prefix, lambda desk: desk.role not in (PLATFORM, LEADER), frozenset({ORGANISER}))


def sees_record(actor: Actor, prefix: str = "") -> Q:
    """Records that the actor may know of."""
    return Q(**{f"{prefix}withdrawn_at__isnull": True}) & (_is_open(actor, prefix) | sees_inside(actor, prefix))


def _is_open(actor: Actor, prefix: str) -> Q:
    if actor.desks and not actor.has(READERS):
        return nobody()  # the auditor reads the history, and nothing else
    return Q(**{f"{prefix}publication": "open"})


def knew_record(actor: Actor, prefix: str = "") -> Q:
    """Records that the actor sees, or would if they had not been withdrawn: who may be told that they were."""
    return _is_open(actor, prefix) | sees_inside(actor, prefix)


def sees_through_record(actor: Actor, prefix: str = "") -> Q:
    """What comes of a record: its amounts, its dates, its part in an event."""
    return sees_record(actor, f"{prefix}record__")


def sees_history(actor: Actor, prefix: str = "") -> Q:
    """Versions carry old values of internal fields: for those who read these."""
    return sees_record(actor, f"{prefix}record__") & sees_inside(actor, f"{prefix}record__")


def sees_match(actor: Actor, prefix: str = "") -> Q:
    """Matches are for their parties: both sides must be visible, and one of them from inside.

    Else a firm would read on an open achievement's page which competitor it suits.
    """
    both = sees_record(actor, f"{prefix}demand__") & sees_record(actor, f"{prefix}achievement__")
    return both & (sees_inside(actor, f"{prefix}demand__") | sees_inside(actor, f"{prefix}achievement__"))


def sees_decision(actor: Actor, prefix: str = "") -> Q:
    """What an office or a firm decided on a pair: for itself and those above it, as long as they see the pair.

    Who else is a party of the pair is not told: what is thought of a firm's offer is no business of the firm's.
    """
    return sees_match(actor, prefix) & within(actor, prefix)


def sees_model(actor: Actor, prefix: str = "") -> Q:
    """What an office learned from decisions holds the texts of these: for who matches in that very office."""
    return Q(**{f"{prefix}owner_org__in": [desk.organisation for desk in actor.desks if desk.role in MATCHERS]})


def sees_entering(actor: Actor, prefix: str = "") -> Q:
    """Records whose internal fields the actor reads at a desk that enters records; not as a leader, nor as the one who
    keeps the machine running.
    """
    return _through(actor, prefix, lambda desk: desk.role in EDITORS, frozenset({ORGANISER}))


# --- books and work --------------------------------------------------------------------------------------------------


def sees_upload(actor: Actor, prefix: str = "") -> Q:
    """Books that an organisation of the actor's, or one below it, sent in; they are full of contacts."""
    if not actor.granted("contacts"):
        return nobody()
    return within(actor, prefix, lambda desk: desk.role in EDITORS)


def sees_draft(actor: Actor, prefix: str = "") -> Q:
    """Rows of those books."""
    return sees_upload(actor, f"{prefix}upload__")


def sees_job(actor: Actor, prefix: str = "") -> Q:
    """One's own jobs."""
    return Q(**{f"{prefix}requester_id": actor.user_id}) if actor.signed_in else nobody()


def sees_own(actor: Actor, prefix: str = "") -> Q:
    """What belongs to the person: keys, consents, requests."""
    return Q(**{f"{prefix}user_id": actor.user_id}) if actor.signed_in else nobody()


# --- events ----------------------------------------------------------------------------------------------------------


def sees_event(actor: Actor, prefix: str = "") -> Q:
    """Published events; unpublished ones are for the offices."""
    return Q() if actor.has(OFFICES | {LEADER}) else Q(**{f"{prefix}publication": "open"})


def sees_session(actor: Actor, prefix: str = "") -> Q:
    """Sessions and halls go with their event."""
    return sees_event(actor, f"{prefix}event__")


def sees_agenda(actor: Actor, prefix: str = "") -> Q:
    """The agenda goes with its session."""
    return sees_session(actor, f"{prefix}session__")


# --- people and organisations ----------------------------------------------------------------------------------------


def sees_organisation(actor: Actor, prefix: str = "") -> Q:
    """Offices, parks, universities are known to everybody who signs in; firms to themselves and the offices above.

    An office by region sees those of its region, the organiser and the platform all.
    """
    if not actor.has(READERS):
        return nobody()
    public = ~Q(**{f"{prefix}kind__in": _PRIVATE_KINDS})
    if actor.has(OVERSEERS):
        return Q()
    return public | _below(actor, f"{prefix}path", lambda desk: True) | _in_region(actor, prefix, lambda desk: True)


def sees_membership(actor: Actor, prefix: str = "") -> Q:
    """Who holds which desk: one's own, those of one's own organisation, and for offices those below it."""
    own = Q(**{f"{prefix}user_id": actor.user_id}) if actor.signed_in else nobody()
    if actor.has({PLATFORM}):
        return Q()
    colleagues = nobody()
    for desk in actor.desks:
        if desk.role not in (AUDITOR, API_CLIENT):
            colleagues |= Q(**{f"{prefix}organisation_id": desk.organisation})
    below = _below(actor, f"{prefix}organisation__path", lambda desk: desk.role in OFFICES)
    return own | colleagues | below


def sees_invitation(actor: Actor, prefix: str = "") -> Q:
    """Invitations that the offices of the actor, or those below, have sent out."""
    if actor.has({PLATFORM}):
        return Q()
    return _below(actor, f"{prefix}organisation__path", lambda desk: desk.role in OFFICES)


def sees_link(actor: Actor, prefix: str = "") -> Q:
    """Shared links of one's own organisation or of one below it."""
    return _below(actor, f"{prefix}owner_org__path", lambda desk: desk.role in EDITORS)


def sees_webhook(actor: Actor, prefix: str = "") -> Q:
    """Webhooks that the person set up."""
    return Q(**{f"{prefix}user_id": actor.user_id}) if actor.signed_in else nobody()


# --- history ---------------------------------------------------------------------------------------------------------


def sees_entry(actor: Actor, prefix: str = "") -> Q:
    """Entries of the history: the auditor's own organisation and below; on the platform all; everybody their own."""
    if not actor.granted("history"):
        return nobody()
    audits = [desk for desk in actor.desks if desk.role == AUDITOR]
    if any(desk.kind == "platform" for desk in audits):
        return Q()
    rule = Q(**{f"{prefix}person__user_id": actor.user_id}) if actor.signed_in else nobody()
    for desk in audits:
        rule |= Q(**{f"{prefix}path__startswith": desk.path})
    return rule


def sees_nothing(actor: Actor, prefix: str = "") -> Q:
    """What stands behind the history, reached through its entries only: nobody asks for it by itself."""
    return nobody()


def is_current(prefix: str = "") -> Q:
    """Desks that are held now: neither past their last day nor in an organisation that is closed, because it or one
    above it is suspended.
    """
    begun = Q(**{f"{prefix}starts_at__isnull": True}) | Q(**{f"{prefix}starts_at__lte": timezone.now()})
    return is_unended(prefix) & begun & Q(**{f"{prefix}organisation__closed_at__isnull": True})


def is_unended(prefix: str = "") -> Q:
    """Desks that nobody has taken back: those of a closed organisation too, and those that begin later."""
    return Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": timezone.now()})


def is_live(prefix: str = "") -> Q:
    """Shared links that still open: neither past their day nor taken back, of an organisation that is not closed."""
    standing = Q(**{f"{prefix}revoked_at__isnull": True, f"{prefix}owner_org__closed_at__isnull": True})
    return standing & Q(**{f"{prefix}expires_at__gt": timezone.now()})
