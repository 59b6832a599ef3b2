"""Who asks: a person with the desks that are theirs, a program with a person's key, or nobody in particular."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PLATFORM, ORGANISER, CITY, COUNTY, PARK = "platform_admin", "organiser", "city_office", "county_office", "park"
ENTERPRISE, UNIVERSITY, SERVICE, LEADER, AUDITOR = "enterprise", "university", "service", "leader", "auditor"
API_CLIENT = "api_client"
ROLES = (
    PLATFORM, ORGANISER, CITY, COUNTY, PARK, ENTERPRISE, UNIVERSITY, SERVICE, LEADER, AUDITOR, API_CLIENT,
)  # fmt: skip
OFFICES = frozenset({PLATFORM, ORGANISER, CITY, COUNTY, PARK})
OVERSEERS = frozenset({PLATFORM, ORGANISER})
BY_REGION = frozenset({ORGANISER, CITY, COUNTY, LEADER})
"""Roles whose office answers for a region: what stands there is theirs to see, unless it is secret."""
REGIONAL_KINDS = frozenset({"province", "city", "county"})
"""Kinds of organisation that answer for a region."""
EDITORS = frozenset({ORGANISER, CITY, COUNTY, PARK, ENTERPRISE, UNIVERSITY, SERVICE, API_CLIENT})
"""Roles that enter and change records, of their own organisation or of one below it (代录)."""
READERS = frozenset(ROLES) - {AUDITOR}
"""Roles that read records at all."""
MATCHERS = frozenset({PLATFORM, ORGANISER, CITY, COUNTY})
"""Roles that have demands matched anew, and learn from what was decided on pairs."""

GRANTS = ("read", "write", "contacts", "people", "history")
"""What a key for programs may be given, each within what its person may do anyway."""


@dataclass(frozen=True)
class Desk:
    """One role of a person in one organisation."""

    organisation: int
    path: str
    region: str
    role: str
    kind: str = ""


@dataclass(frozen=True)
class Actor:
    """Who asks. `Actor()` is nobody in particular: a visitor, or the holder of a shared link.

    Attributes:
        grants: what the key was given through which this actor asks; None for a person at a page.
    """

    user_id: int | None = None
    desks: tuple[Desk, ...] = field(default=())
    grants: frozenset[str] | None = None

    @classmethod
    def of(cls, user: Any, grants: Iterable[str] | None = None) -> Actor:
        """The actor of a Django user; anonymous, inactive and suspended ones are nobody in particular."""
        if user is None or not getattr(user, "is_authenticated", False) or not user.may_act:
            return cls()
        from yanzhen_web.models import Membership

        values = Membership.current_of(user).values_list(
            "organisation_id", "organisation__path", "organisation__region", "role", "organisation__kind"
        )
        return cls(user.pk, tuple(Desk(*row) for row in values), None if grants is None else frozenset(grants))

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(desk.role for desk in self.desks)

    def has(self, roles: Iterable[str]) -> bool:
        """Whether the person has any of these roles."""
        return not self.roles.isdisjoint(roles)

    def granted(self, grant: str) -> bool:
        """Whether the way in which the actor came allows this; a person at a page came without a key."""
        return self.grants is None or grant in self.grants

    @property
    def home(self) -> Desk | None:
        """The desk in whose name a person sends books in: the first that enters records."""
        return next((desk for desk in self.desks if desk.role in EDITORS), None)
