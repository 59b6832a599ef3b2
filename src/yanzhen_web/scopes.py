"""Who may see what: stated here, and nowhere else.

A manager of a guarded model gives nothing by itself: a query without a scope raises `Unscoped`. Pages ask
`Model.objects.visible_to(actor)`; the recording writer and jobs ask `Model.objects.unscoped(why="…")`.

The rules, for records (a withdrawn one is seen by nobody):
- open (公开): everybody;
- internal (内部): the organisation that owns it and those above it in the tree, an office also within its own
  region; the organiser and the platform all of them;
- secret (商业秘密): the organisation that owns it and those above it, nobody else;
- an auditor sees the open ones only.
What comes of a record (amounts, versions, matches …) is seen with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

PLATFORM, ORGANISER, CITY, COUNTY, PARK = "platform_admin", "organiser", "city_office", "county_office", "park"
ENTERPRISE, UNIVERSITY, SERVICE, LEADER, AUDITOR = "enterprise", "university", "service", "leader", "auditor"
ROLES = (PLATFORM, ORGANISER, CITY, COUNTY, PARK, ENTERPRISE, UNIVERSITY, SERVICE, LEADER, AUDITOR)
OFFICES = frozenset({PLATFORM, ORGANISER, CITY, COUNTY, PARK})
OVERSEERS = frozenset({PLATFORM, ORGANISER})
BY_REGION = frozenset({ORGANISER, CITY, COUNTY, LEADER})
"""Roles whose office answers for a region: what stands there is theirs to see, unless it is secret."""

NOBODY = Q(pk__in=[])


class Unscoped(RuntimeError):
    """A guarded model was asked without saying who asks."""


@dataclass(frozen=True)
class Desk:
    """One role of a person in one organisation."""

    organisation: int
    path: str
    region: str
    role: str


@dataclass(frozen=True)
class Actor:
    """Who asks: a person with the desks that are theirs, or nobody in particular (`Actor()`)."""

    user_id: int | None = None
    desks: tuple[Desk, ...] = field(default=())

    @classmethod
    def of(cls, user: Any) -> Actor:
        """The actor of a Django user; anonymous, inactive and suspended ones are nobody in particular."""
        if user is None or not getattr(user, "is_authenticated", False) or not user.may_act:
            return cls()
        rows = user.memberships.filter(organisation__suspended_at=None).order_by("pk")
        values = rows.values_list("organisation_id", "organisation__path", "organisation__region", "role")
        return cls(user.pk, tuple(Desk(*row) for row in values))

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(desk.role for desk in self.desks)

    def has(self, roles: Iterable[str]) -> bool:
        """Whether the person has any of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def home(self) -> Desk | None:
        """The desk in whose name a person sends books in: the first that is not only for reading."""
        return next((desk for desk in self.desks if desk.role not in (LEADER, AUDITOR)), None)

    @property
    def reads_contacts(self) -> bool:
        """Leaders and auditors read figures and rows, never people's telephone numbers."""
        return self.has(set(ROLES) - {LEADER, AUDITOR})


def region_prefix(code: str) -> str:
    """The leading digits that all places within a region share: 430000 -> 43, 430100 -> 4301, 430102 -> 430102."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def within(actor: Actor, prefix: str = "") -> Q:
    """Owned by an organisation of the actor's, or by one below it.

    Args:
        prefix: the way from the queried model to the record, e.g. `demand__`.
    """
    rule = NOBODY
    for desk in actor.desks:
        if desk.role == PLATFORM:
            continue  # keeps the machine running; owns nothing
        if desk.role != AUDITOR:
            rule |= Q(**{f"{prefix}owner_org__path__startswith": desk.path})
    return rule


def _in_region(actor: Actor, prefix: str) -> Q:
    rule = NOBODY
    for desk in actor.desks:
        if desk.role in BY_REGION and desk.region:
            rule |= Q(**{f"{prefix}region__startswith": region_prefix(desk.region)})
    return rule


def sees_inside(actor: Actor, prefix: str = "") -> Q:
    """Records whose internal fields the actor reads."""
    not_secret = ~Q(**{f"{prefix}publication": "secret"})
    rule = within(actor, prefix) | (_in_region(actor, prefix) & not_secret)
    return rule | not_secret if actor.has(OVERSEERS) else rule


def sees_record(actor: Actor, prefix: str = "") -> Q:
    """Records that the actor may know of."""
    rule = Q(**{f"{prefix}publication": "open"}) | sees_inside(actor, prefix)
    return Q(**{f"{prefix}withdrawn_at__isnull": True}) & rule


def sees_through_record(actor: Actor, prefix: str = "") -> Q:
    """Amounts and dates, which go with their record."""
    return sees_record(actor, f"{prefix}record__")


def sees_history(actor: Actor, prefix: str = "") -> Q:
    """Versions carry old values of internal fields: for those who read these."""
    return sees_record(actor, f"{prefix}record__") & sees_inside(actor, f"{prefix}record__")


def sees_match(actor: Actor, prefix: str = "") -> Q:
    """A match shows both sides, so both must be visible."""
    return sees_record(actor, f"{prefix}demand__") & sees_record(actor, f"{prefix}achievement__")


def sees_upload(actor: Actor, prefix: str = "") -> Q:
    """Books that an organisation of the actor's, or one below it, sent in."""
    return within(actor, prefix)


def sees_draft(actor: Actor, prefix: str = "") -> Q:
    """Rows of those books."""
    return sees_upload(actor, f"{prefix}upload__")


def sees_job(actor: Actor, prefix: str = "") -> Q:
    """One's own jobs."""
    return Q(**{f"{prefix}requester_id": actor.user_id}) if actor.signed_in else NOBODY


def sees_event(actor: Actor, prefix: str = "") -> Q:
    """Published events; unpublished ones are for the offices."""
    return Q() if actor.has(OFFICES | {LEADER}) else Q(**{f"{prefix}publication": "open"})


def sees_session(actor: Actor, prefix: str = "") -> Q:
    """Sessions go with their event."""
    return sees_event(actor, f"{prefix}event__")


Rule = Callable[..., Q]
M = TypeVar("M", bound=models.Model)


class Guarded(models.Manager[M]):
    """A manager that answers nobody who does not say on whose behalf."""

    def __init__(self, rule: Rule | None = None) -> None:
        super().__init__()
        self.rule = rule  # None in the managers of reverse relations, which refuse to answer

    def _rows(self) -> models.QuerySet[M]:
        if self.rule is None:
            raise Unscoped(f"{self.model.__name__}: ask {self.model.__name__}.objects and filter by the relation")
        return super().get_queryset()

    def get_queryset(self) -> models.QuerySet[M]:
        raise Unscoped(
            f"{self.model.__name__}: ask through visible_to(actor), or unscoped(why=…) in writers and system jobs"
        )

    def visible_to(self, actor: Actor) -> models.QuerySet[M]:
        """What the actor may see."""
        rows = self._rows()
        return rows.filter(self.rule(actor)) if self.rule else rows.none()

    def unscoped(self, *, why: str) -> models.QuerySet[M]:
        """Everything, for a reason that stands beside the call."""
        if not why.strip():
            raise Unscoped("say why")
        return self._rows()
