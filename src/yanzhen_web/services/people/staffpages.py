"""What the pages about people and organisations show."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from yanzhen.reference.regions import all_regions
from yanzhen_web.models import DataRequest, Invitation, Membership, Organisation, Token, User
from yanzhen_web.scopes import Actor, foundable_kinds, grantable_roles, invited_kinds, is_unended
from yanzhen_web.scopes.rows import region_prefix
from yanzhen_web.services.people import keys, staffing
from yanzhen_web.services.people.inviting import invitations_of
from yanzhen_web.services.people.owndata import requests_to_decide

PAGE = 50
_BY_REGION = ("province", "city", "county")
_WHY = "beside people whom the actor manages"


def tops_of(actor: Actor) -> list[Organisation]:
    """The organisations at the top of what the actor manages."""
    rows = list(staffing.managed_organisations(actor).filter(_at_the_top(actor)).order_by("path"))
    paths = [row.path for row in rows]
    return [row for row in rows if not any(row.path != path and row.path.startswith(path) for path in paths)]


def _at_the_top(actor: Actor) -> Q:
    if actor.has({"platform_admin"}):
        return Q(parent=None)
    return Q(pk__in=[desk.organisation for desk in actor.desks])


def search_page(actor: Actor, words: str, page: str) -> dict[str, Any]:
    """Organisations by words, or those at the top."""
    if not words.strip():
        rows: QuerySet[Organisation] = staffing.managed_organisations(actor).filter(
            pk__in=[top.pk for top in tops_of(actor)]
        )
    else:
        rows = staffing.found_under(staffing.managed_organisations(actor), words)
    return {
        "query": words,
        "page": Paginator(_counted(rows), PAGE).get_page(page),
        "waiting": _waiting(actor),
    }


def _waiting(actor: Actor) -> int:
    """How many people wait for an answer about their data."""
    return requests_to_decide(actor).filter(state=DataRequest.State.OPEN).count()


def _counted(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return rows.select_related("parent").annotate(
        people=Count("memberships", filter=is_unended("memberships__") & ~Q(memberships__role="api_client"))
    )


def organisation_page(actor: Actor, public_id: str, words: str, page: str) -> dict[str, Any]:
    """One organisation: who works there, what is below, what can be done.

    Raises:
        DoesNotExist: not the actor's to manage.
    """
    organisation = staffing.managed_organisations(actor).select_related("parent").get(public_id=public_id)
    below = staffing.managed_organisations(actor)
    below = (
        staffing.found_under(below.filter(path__startswith=organisation.path).exclude(pk=organisation.pk), words)
        if words.strip()
        else below.filter(parent=organisation)
    )
    founded = invited_kinds(organisation.kind)
    return {
        "organisation": organisation,
        "above": staffing.managed_organisations(actor).filter(pk__in=_keys_above(organisation)),
        "desks": staffing.managed_desks(actor).filter(organisation=organisation).exclude(role="api_client"),
        "programs": _programs(actor, organisation),
        "query": words,
        "page": Paginator(_counted(below), PAGE).get_page(page),
        "roles": staffing.roles_to_give(actor, organisation),
        "invited_kinds": [(kind, grantable_roles(actor, kind)[0]) for kind in founded if grantable_roles(actor, kind)],
        "founded_kinds": foundable_kinds(organisation.kind),
        "regions": _regions_below(organisation),
        "twins": staffing.twins_of(actor, organisation),
        "grants": keys.grants_of_clients(actor),
        "own": any(desk.path.startswith(organisation.path) for desk in actor.desks),
        "waiting": _waiting(actor),
        "open_invitations": _open(invitations_of(actor)).filter(organisation=organisation).count(),
    }


def _keys_above(organisation: Organisation) -> list[int]:
    return [int(key) for key in organisation.path.strip("/").split("/")[:-1]]


def _regions_below(organisation: Organisation) -> list[Any]:
    """The regions that an office below may answer for."""
    if not set(foundable_kinds(organisation.kind)) & set(_BY_REGION):
        return []
    if not organisation.region:
        return all_regions("province") + all_regions("city")
    prefix = region_prefix(organisation.region)
    return [
        region
        for level in ("city", "county")
        for region in all_regions(level)  # type: ignore[arg-type]
        if region.code.startswith(prefix) and region.code != organisation.region
    ]


def _programs(actor: Actor, organisation: Organisation) -> list[dict[str, Any]]:
    desks = list(keys.clients(actor).filter(organisation=organisation))
    tokens = Token.objects.unscoped(why=_WHY).filter(user__in=[desk.user_id for desk in desks]).order_by("pk")
    latest = {token.user_id: token for token in tokens}
    return [{"desk": desk, "key": latest.get(desk.user_id)} for desk in desks]


def person_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """One person, as far as the actor manages where they sit.

    Raises:
        DoesNotExist: nobody whom the actor knows.
    """
    person = (staffing.known_people(actor) | staffing.managed_people(actor)).distinct().get(public_id=public_id)
    return {
        "person": person,
        "desks": staffing.managed_desks(actor).filter(user=person),
        "whole": staffing.managed_people(actor).filter(pk=person.pk).exists(),
        "oneself": person.pk == actor.user_id,
    }


def invitations_page(actor: Actor, show: str, page: str) -> dict[str, Any]:
    """Invitations that were sent: those that are open, or all."""
    rows = invitations_of(actor)
    rows = rows if show == "all" else _open(rows)
    return {"show": show, "page": Paginator(rows.annotate(state=_state()), PAGE).get_page(page)}


def _open(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return rows.filter(revoked_at=None, uses_left__gt=0, expires_at__gt=timezone.now(), organisation__closed_at=None)


def _state() -> Any:
    from django.db.models import Case, Value, When

    return Case(
        When(~Q(revoked_at=None), then=Value("revoked")),
        When(uses_left=0, then=Value("used")),
        When(expires_at__lte=timezone.now(), then=Value("expired")),
        default=Value("open"),
    )


def requests_page(actor: Actor, page: str) -> dict[str, Any]:
    """What people have asked about their data."""
    rows = requests_to_decide(actor).order_by(F("decided_at").desc(nulls_first=True), "asked_at", "pk")
    return {"page": Paginator(rows, PAGE).get_page(page)}


def hand_over_page(actor: Actor, by: User, public_id: str) -> dict[str, Any]:
    """The form of handing over, from one desk.

    Raises:
        DoesNotExist: neither one's own desk nor in an organisation that the actor manages.
    """
    from yanzhen_web.services.people.handing_over import duties, successors

    own = Membership.objects.unscoped(why="one's own desk").filter(is_unended(), user=by)
    desks = own.select_related("user", "organisation") if own.filter(public_id=public_id).exists() else None
    desk = (desks if desks is not None else staffing.managed_desks(actor)).get(public_id=public_id)
    return {
        "desk": desk,
        "duties": duties(actor, by, desk.user, desk.organisation),
        "people": successors(actor, by, desk.user, desk.organisation),
        "oneself": desk.user_id == by.pk,
        "inviting": staffing.managed_organisations(actor).filter(pk=desk.organisation_id, closed_at=None).exists(),
    }
