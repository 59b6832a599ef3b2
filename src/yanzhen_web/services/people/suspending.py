"""Shutting people and organisations out, and taking them back: at once, and everything below an organisation too."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import Membership, Organisation, User
from yanzhen_web.scopes import Actor, is_unended
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.leaving import end_sessions, keeping_an_admin, shut_out
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.people.staffing import managed_organisations, managed_people

_WHY = "everything below a suspended organisation is closed, whoever may see it"


@transaction.atomic
def suspend_person(actor: Actor, by: User, person: User) -> User:
    """Shut somebody out: sessions, keys and the invitations they sent end now; their desks wait for their return.

    Raises:
        DoesNotExist: not a person for whom the actor answers altogether.
        Refusal: oneself, or the last platform administrator.
    """
    person = managed_people(actor).select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise Refusal("不能停用自己", "one can't suspend oneself")
    if person.suspended_at is not None:
        return person
    with keeping_an_admin():
        person.suspended_at = timezone.now()
        person.save(update_fields=["suspended_at"])
        shut_out(person)
        note_deed("person.suspend", person)
    return person


@transaction.atomic
def reinstate_person(actor: Actor, person: User) -> User:
    """Let somebody in again; keys that were revoked stay so.

    Raises:
        DoesNotExist: not a person for whom the actor answers altogether, or one who is gone for good.
    """
    person = managed_people(actor).select_for_update().get(pk=person.pk, erased_at=None)
    if person.suspended_at is not None:
        person.suspended_at = None
        person.save(update_fields=["suspended_at"])
        note_deed("person.reinstate", person)
    return person


@transaction.atomic
def suspend_organisation(actor: Actor, by: User, organisation: Organisation) -> Organisation:
    """Close an organisation and everything below it; nobody who sits there is let in until it is taken back.

    Raises:
        DoesNotExist: not the actor's to manage.
        Refusal: one's own, one above it, or where the last platform administrator sits.
    """
    organisation = managed_organisations(actor).get(pk=organisation.pk)
    if _desks_in(organisation).filter(user=by).exists():
        raise Refusal("不能停用自己所在的单位", "one can't suspend the organisation in which one works")
    if organisation.suspended_at is not None:
        return organisation
    with keeping_an_admin():
        now = timezone.now()
        below = _below(organisation)
        # Locked first and asked again then: what is being founded below at this moment is closed as well.
        list(below.select_for_update().values_list("pk", flat=True))
        below.filter(closed_at=None).update(closed_at=now)
        Organisation.objects.unscoped(why=_WHY).filter(pk=organisation.pk).update(suspended_at=now)
        end_sessions(_desks_in(organisation).values_list("user_id", flat=True))
        note_deed("organisation.suspend", organisation)
    organisation.refresh_from_db()
    return organisation


@transaction.atomic
def reinstate_organisation(actor: Actor, organisation: Organisation) -> Organisation:
    """Open it again, and what is below it; not what is suspended itself, nor while one above it still is.

    Raises:
        DoesNotExist: not the actor's to manage.
    """
    organisation = managed_organisations(actor).select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.suspended_at is None:
        return organisation
    Organisation.objects.unscoped(why=_WHY).filter(pk=organisation.pk).update(suspended_at=None)
    if organisation.parent is None or organisation.parent.closed_at is None:
        _open(organisation)
    note_deed("organisation.reinstate", organisation)
    organisation.refresh_from_db()
    return organisation


def _open(organisation: Organisation) -> None:
    below = _below(organisation)
    list(below.select_for_update().values_list("pk", flat=True))
    closed = below.exclude(suspended_at=None).values_list("path", flat=True)
    opened = below
    for path in closed:
        opened = opened.exclude(path__startswith=path)
    opened.update(closed_at=None)


def _below(organisation: Organisation) -> QuerySet[Organisation]:
    """The organisation itself and everything below it."""
    return Organisation.objects.unscoped(why=_WHY).filter(path__startswith=organisation.path)


def _desks_in(organisation: Organisation) -> QuerySet[Membership]:
    rows = Membership.objects.unscoped(why=_WHY).filter(organisation__path__startswith=organisation.path)
    return rows.filter(is_unended())
