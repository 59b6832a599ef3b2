"""The first start on one's own data: an office, its first login, and an event to collect for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yanzhen.reference.places import resolve
from yanzhen.reference.regions import region
from yanzhen_web import scopes
from yanzhen_web.models import Event, Membership, Organisation, User
from yanzhen_web.services.people import logins
from yanzhen_web.services.people.staffing import seat

FIRST_LOGIN = "admin"
_PLATFORM = "雁阵平台"
_WHY = "the first start of a site: there is nobody yet on whose behalf to ask"
_KINDS = {
    "province": Organisation.Kind.PROVINCE,
    "city": Organisation.Kind.CITY,
    "county": Organisation.Kind.COUNTY,
}


@dataclass(frozen=True)
class Founded:
    """The first login; the password stands nowhere else."""

    office: str
    username: str
    password: str


@transaction.atomic
def found_office(office: str, event: str, today: date) -> Founded | None:
    """Found an office with its first login and its event; None where somebody can sign in already.

    The first login has two desks: it collects for the office, and it administers the platform.

    Args:
        office: its name, from which its region is read where it begins with one (宁乡市商务局 → 宁乡市).
        event: what it collects for.
    """
    if User.objects.exists():
        return None
    code = _region_of(office)
    kind = _KINDS.get(region(code).level, Organisation.Kind.PROVINCE) if code else Organisation.Kind.PROVINCE
    organisation = Organisation.objects.unscoped(why=_WHY).create(name=office, kind=kind, region=code)
    Event.objects.unscoped(why=_WHY).create(
        name=event, starts_on=today, ends_on=today, region=code, owner_org=organisation
    )
    user, password = logins.give_login(FIRST_LOGIN, office, organisation, scopes.ORGANISER)
    user.password_given = True
    user.save(update_fields=["password_given"])
    # On a county's laptop one person does both; the second desk can be handed to another later.
    appoint_administrator()
    return Founded(office, user.username, password)


@transaction.atomic
def appoint_administrator() -> str | None:
    """Where nobody administers the platform, as on a site from before there was such a desk, the organiser who came
    first does; returns that login name. None where somebody does, or nobody could.
    """
    desks = Membership.objects.unscoped(why=_WHY)
    if desks.filter(scopes.is_unended(), role=scopes.PLATFORM).exists():
        return None
    organisers = desks.filter(scopes.is_current(), role=scopes.ORGANISER, user__is_active=True)
    first = organisers.filter(user__suspended_at=None).order_by("pk").select_related("user").first()
    if first is None:
        return None
    platforms = Organisation.objects.unscoped(why=_WHY)
    platform, _ = platforms.get_or_create(kind=Organisation.Kind.PLATFORM, defaults={"name": _PLATFORM})
    seat(first.user, platform, scopes.PLATFORM)
    return str(first.user.username)


def _region_of(office: str) -> str:
    """The region that the longest beginning of an office's name stands for; empty where none does."""
    for length in range(len(office), 1, -1):
        found = resolve(office[:length])
        if found.outcome == "resolved" and found.code and not found.park:
            return found.code
    return ""
