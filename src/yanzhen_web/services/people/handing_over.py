"""Handing over all duties of one person to another in one step: for good, or until a day as their deputy (A/B 岗)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from yanzhen_web.models import Job, Membership, Organisation, User
from yanzhen_web.scopes import API_CLIENT, Actor, grantable_roles, is_current, is_unended, manages_organisation
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.leaving import keeping_an_admin, leave_desks, shut_out
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.people.staffing import seat

_WHY = "the duties that are handed over, to a colleague"
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class HandedOver:
    """What went from one to the other."""

    desks: int
    until: datetime | None


@transaction.atomic
def hand_over(
    actor: Actor,
    by: User,
    from_user: User,
    to_user: User,
    organisation: Organisation,
    *,
    until: datetime | None = None,
) -> HandedOver:
    """Everything that `from_user` does in an organisation and below it goes to `to_user`.

    For good: the desks are ended, sessions, keys and webhooks with them. Until a day: both sit at them, and the
    deputy's end by themselves. Records and books belong to the organisation and stay where they are.

    Raises:
        DoesNotExist: not people and an organisation that the actor manages, nor oneself and a colleague.
        Refusal: to the same person, a day that is past, a role that is not the actor's to give, or the last
            platform administrator's.
    """
    desks = duties(actor, by, from_user, organisation)
    to_user = _successors(actor, by, from_user, organisation).get(pk=to_user.pk)
    _check(actor, by, from_user, desks, until)
    with keeping_an_admin():
        for desk in desks:
            _give(desk, from_user, to_user, until)
        if until is None:
            leave_desks(from_user, desks)
            _leave_work(from_user, to_user)
        note_deed(
            "handover",
            from_user,
            to=to_user.public_id,
            organisation=organisation.public_id,
            desks=len(desks),
            until=until.isoformat() if until else None,
        )
    return HandedOver(len(desks), until)


def successors(actor: Actor, by: User, from_user: User, organisation: Organisation) -> QuerySet[User]:
    """To whom these duties can be handed: people there and above whom the actor manages, or one's own colleagues."""
    duties(actor, by, from_user, organisation)
    return _successors(actor, by, from_user, organisation)


def duties(actor: Actor, by: User, from_user: User, organisation: Organisation) -> list[Membership]:
    """The desks that would be handed over.

    Raises:
        DoesNotExist: there are none that the actor manages, nor are they one's own.
    """
    rows = Membership.objects.unscoped(why=_WHY).filter(
        is_unended(), user=from_user, organisation__path__startswith=organisation.path
    )
    if from_user.pk != by.pk:
        rows = rows.filter(manages_organisation(actor, "organisation__"))
    elif not actor.granted("people"):
        rows = rows.none()
    desks = list(rows.exclude(role=API_CLIENT).select_related("organisation", "in_place_of").order_by("pk"))
    if not desks:
        raise Membership.DoesNotExist
    return desks


def _successors(actor: Actor, by: User, from_user: User, organisation: Organisation) -> QuerySet[User]:
    there = Membership.objects.unscoped(why=_WHY).filter(is_current()).exclude(role=API_CLIENT)
    colleagues = Q(organisation=organisation)
    # Whoever manages the organisation may send one of those above it; nobody's desk goes to a firm below by mistake.
    above = Q(organisation__in=organisation.path.strip("/").split("/"))
    known = above & manages_organisation(actor, "organisation__")
    if from_user.pk == by.pk:
        known |= colleagues
    people = User.objects.filter(pk__in=there.filter(known).values("user"), is_active=True, suspended_at=None)
    return people.exclude(pk=from_user.pk).order_by("name", "pk")


def _check(actor: Actor, by: User, from_user: User, desks: list[Membership], until: datetime | None) -> None:
    if until is not None and not timezone.now() < until < timezone.now() + LONGEST:
        raise Refusal("请写一年之内、今天以后的日子", "choose a day after today, within a year", field="until")
    for desk in desks:
        given = grantable_roles(actor, desk.organisation.kind)
        own = from_user.pk == by.pk and desk.role not in ("auditor", "platform_admin")
        if desk.role not in given and not own:
            raise Refusal(
                "其中有只能由平台指定的岗位，请找平台管理员",
                "one of these desks is for the platform to fill; ask a platform administrator",
            )


def _give(desk: Membership, from_user: User, to_user: User, until: datetime | None) -> None:
    """A deputy hands on what they have, and no longer than they have it."""
    if until is None:
        seat(to_user, desk.organisation, desk.role, ends_at=desk.ends_at, in_place_of=desk.in_place_of)
    else:
        end = min(until, desk.ends_at) if desk.ends_at else until
        seat(to_user, desk.organisation, desk.role, ends_at=end, in_place_of=from_user)


def _leave_work(from_user: User, to_user: User) -> None:
    """Keys and webhooks end; work that goes on is shown to whoever does it now."""
    shut_out(from_user)
    if not Membership.objects.unscoped(why=_WHY).filter(is_unended(), user=from_user).exists():
        open_jobs = Job.objects.unscoped(why=_WHY).filter(requester=from_user)
        open_jobs.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).update(requester=to_user)
