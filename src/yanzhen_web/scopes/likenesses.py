"""Who learns that two records may be one thing, who decides on it, and what those learn who own one side only.

- A pair is for offices that see both records from inside; whoever sees one of them only is not told of the pair.
- An office that owns both, or stands above both owners, decides. Nobody decides on a claim against their own.
- Where a city, a county or a park has told of something, and so has another one that it does not see, it is told that
  there is another claim: that, and nothing else. Not by whom, not what, and not of a record that is secret. Firms,
  universities and departments are told nothing, and nothing is told because of what they have told: that a firm talks
  elsewhere is its own affair.
- Whose telling was merged into another record keeps its own telling, and reads who decided and why. It reads of the
  kept record what it would read of it anyway, and not a field more.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from yanzhen_web.scopes.actors import CITY, COUNTY, EDITORS, OFFICES, ORGANISER, PARK, Actor, Desk
from yanzhen_web.scopes.rows import nobody, sees_inside, sees_record, within

CLAIMING_KINDS = ("city", "county", "park")
"""Kinds of organisation that are told of another's claim."""
_CLAIMING_ROLES = frozenset({CITY, COUNTY, PARK})


def _office(desk: Desk) -> bool:
    return desk.role in OFFICES & EDITORS


def _claims(desk: Desk) -> bool:
    return desk.role in _CLAIMING_ROLES


def _sees_from_inside(actor: Actor, prefix: str) -> Q:
    return sees_record(actor, prefix) & sees_inside(actor, prefix)


def sees_likeness(actor: Actor, prefix: str = "") -> Q:
    """Pairs of which an office sees both records from inside."""
    if not actor.has(OFFICES):
        return nobody()
    return _sees_from_inside(actor, f"{prefix}first__") & _sees_from_inside(actor, f"{prefix}second__")


def decides_likeness(actor: Actor, prefix: str = "") -> Q:
    """Pairs on which the actor decides: both records are of its own office, or of one below it."""
    if not actor.granted("write"):
        return nobody()
    first, second = (within(actor, f"{prefix}{side}__", _office) for side in ("first", "second"))
    return sees_likeness(actor, prefix) & first & second


def sees_merge(actor: Actor, prefix: str = "") -> Q:
    """What an office merged of records that it sees, or would see, from inside."""
    if not actor.has(OFFICES):
        return nobody()
    kept = _sees_from_inside(actor, f"{prefix}kept__")
    return kept & sees_inside(actor, f"{prefix}merged__")


def undoes_merge(actor: Actor, prefix: str = "") -> Q:
    """Merges that the actor takes back: as it decides on pairs."""
    if not actor.granted("write"):
        return nobody()
    kept, merged = (within(actor, f"{prefix}{side}__", _office) for side in ("kept", "merged"))
    return sees_merge(actor, prefix) & kept & merged


def owned_merged(actor: Actor, prefix: str = "") -> Q:
    """Records that were merged into another one and that the actor would read from inside, were they still there."""
    return Q(**{f"{prefix}merged_into__isnull": False}) & sees_inside(actor, prefix)


def hears_of_claim(actor: Actor) -> Q:
    """Records of city, county and park offices, at or below the actor's, that another such office has told of too, in a
    pair that is likely and not decided, and whose telling the actor does not see.
    """
    return _claimed(actor, "open")


def hears_both_stay(actor: Actor) -> Q:
    """The same, where the office above has decided that both tellings stay."""
    return _claimed(actor, "both")


def _claimed(actor: Actor, state: str) -> Q:
    from yanzhen_web.models import Likeness

    if not actor.has(_CLAIMING_ROLES) or actor.has({ORGANISER}):
        return nobody()
    pairs = Likeness.objects.unscoped(why="whether an office is told that there is another claim").filter(
        state=state, level__in=("certain", "likely")
    )
    claims = Q(pk__in=[])
    for own, other in (("first", "second"), ("second", "first")):
        hidden = ~Q(pk__in=pairs.filter(sees_likeness(actor)).values("pk"))
        claims |= Q(**{own: OuterRef("pk")}) & _claimable(f"{other}__") & hidden
    owned = within(actor, "", _claims)
    return owned & _claimable("") & Q(Exists(pairs.filter(claims)))


def _claimable(prefix: str) -> Q:
    """An office's record that stands and is no secret."""
    kinds = Q(**{f"{prefix}owner_org__kind__in": CLAIMING_KINDS, f"{prefix}withdrawn_at__isnull": True})
    return kinds & ~Q(**{f"{prefix}publication": "secret"})
