"""Keys for programs: a person's own, and those of programs that an office lets in for an organisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from yanzhen_web.models import Membership, Organisation, Token, User
from yanzhen_web.scopes import API_CLIENT, GRANTS, Actor, is_unended, keyable_grants, manages_organisation
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.logins import issue_token, new_username
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.people.staffing import grantable, managed_organisations, seat

_WHY = "keys of a person's own, and of programs that an office lets in"
MOST_DAYS, USUAL_DAYS = 365, 90
GRANTS_OF_CLIENTS = ("read", "write", "contacts")
"""What a program may be given: it neither invites people nor reads the history."""


def keys_of(person: User) -> QuerySet[Token]:
    """A person's own, the latest first."""
    return Token.objects.unscoped(why=_WHY).filter(user=person)


@transaction.atomic
def issue_key(
    actor: Actor, by: User, name: str, grants: Collection[str], *, days: int = USUAL_DAYS
) -> tuple[Token, str]:
    """A key of one's own and its secret, which is shown once; an older one of that name ends.

    Raises:
        Refusal: no name, nothing granted, more than the person may give, or too long a life.
    """
    return _issue(by, name, _chosen(grants, keyable_grants(actor)), days)


@transaction.atomic
def revoke_key(actor: Actor, by: User, key: Token) -> None:
    """It opens nothing any more.

    Raises:
        DoesNotExist: neither one's own nor that of a program in an organisation that the actor manages.
    """
    mine = Q(user=by) | Q(user__in=clients(actor).values("user"))
    key = Token.objects.unscoped(why=_WHY).filter(mine).select_for_update(of=("self",)).get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        note_deed("key.revoke", key, person=key.user.public_id)


# --- programs --------------------------------------------------------------------------------------------------------


def clients(actor: Actor) -> QuerySet[Membership]:
    """Programs in the organisations that the actor manages."""
    rows = Membership.objects.unscoped(why=_WHY).filter(is_unended(), role=API_CLIENT)
    return rows.filter(manages_organisation(actor, "organisation__")).select_related("user", "organisation")


def keys_of_clients(actor: Actor) -> QuerySet[Token]:
    """The keys of those programs, revoked ones too; each key's `user.programs` is where it works."""
    rows = Token.objects.unscoped(why=_WHY).filter(user__in=clients(actor).values("user"))
    where = Prefetch("user__memberships", clients(actor), to_attr="programs")
    return rows.select_related("user").prefetch_related(where)


@transaction.atomic
def let_in_client(
    actor: Actor, organisation: Organisation, name: str, grants: Collection[str], *, days: int = USUAL_DAYS
) -> tuple[Token, str]:
    """A program for an organisation, with a key; it has no password and signs in to no page.

    Raises:
        DoesNotExist: the organisation is not the actor's to manage, or closed.
        Refusal: as for a key of one's own.
    """
    organisation = managed_organisations(actor).get(pk=organisation.pk, closed_at=None)
    grantable(actor, organisation.kind, API_CLIENT)
    named = _named(name)
    program = User(username=new_username(named), name=named)
    program.set_unusable_password()
    program.save()
    seat(program, organisation, API_CLIENT)
    return _issue(program, named, _chosen(grants, grants_of_clients(actor)), days)


@transaction.atomic
def renew_client(
    actor: Actor, desk: Membership, grants: Collection[str], *, days: int = USUAL_DAYS
) -> tuple[Token, str]:
    """A new key for a program; the old one ends.

    Raises:
        DoesNotExist: not a program in an organisation that the actor manages.
        Refusal: as for a key of one's own.
    """
    program = clients(actor).get(pk=desk.pk).user
    return _issue(program, program.name, _chosen(grants, grants_of_clients(actor)), days)


def grants_of_clients(actor: Actor) -> tuple[str, ...]:
    """An office lets a program do what its own people may; who asks through a key, no more than that key may."""
    return tuple(grant for grant in GRANTS_OF_CLIENTS if actor.granted(grant))


def _issue(person: User, name: str, grants: list[str], days: int) -> tuple[Token, str]:
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"有效天数请写 1 到 {MOST_DAYS}", f"days: write 1 to {MOST_DAYS}", field="days")
    expires = timezone.now() + timedelta(days=days)
    key, secret = issue_token(person, _named(name), grants, expires)
    note_deed("key.issue", key, person=person.public_id, grants=grants, until=expires.isoformat())
    return key, secret


def _named(name: str) -> str:
    plain = " ".join("".join(c for c in name if c.isprintable()).split())[:100]
    if not plain:
        raise Refusal("请写用在哪里，以后好认", "say what it is for, so that you know it later", field="name")
    return plain


def _chosen(grants: Collection[str], possible: Collection[str]) -> list[str]:
    if not grants or not set(grants) <= set(possible):
        raise Refusal("请选列出的权限，至少一项", "choose what is listed, one or more", field="grants")
    return [grant for grant in GRANTS if grant in grants]
