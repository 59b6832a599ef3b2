"""Invitations: an office makes a link; somebody accepts it and sits at a desk, or founds a firm below the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Invitation, Membership, Organisation, User
from yanzhen_web.scopes import API_CLIENT, Actor, grantable_roles, invited_kinds, manages_organisation
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people import consents
from yanzhen_web.services.people.logins import digest_of, new_secret, new_username
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.people.staffing import found_below, grantable, managed_organisations, seat

_WHY = "an invitation is made, or found by the hash of its secret"
MOST_USES, MOST_DAYS = 500, 90


@dataclass(frozen=True)
class Firm:
    """What somebody writes of the organisation that they found."""

    name: str
    credit_code: str = ""


@dataclass(frozen=True)
class Newcomer:
    """What somebody writes of themselves who has no login yet."""

    name: str
    password: str
    phone: str = ""


@dataclass(frozen=True)
class Accepted:
    """Who sits where now."""

    user: User
    desk: Membership
    new: bool


# --- the office ------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(
    actor: Actor,
    by: User,
    organisation: Organisation,
    role: str,
    *,
    makes: str = "",
    uses: int = 1,
    days: int = 7,
    note: str = "",
    email: str = "",
) -> tuple[Invitation, str]:
    """An invitation and its secret, which is kept nowhere: whoever has it can accept.

    Args:
        role: in which whoever accepts sits, in `organisation` or in what they found.
        makes: the kind of organisation that they found below `organisation`; empty where they join it.

    Raises:
        DoesNotExist: the organisation is not the actor's to manage, or closed.
        Refusal: role, kind, uses or days can't be had.
    """
    organisation = managed_organisations(actor).get(pk=organisation.pk, closed_at=None)
    _check(actor, organisation, role, makes)
    secret = new_secret()
    invitation = Invitation.objects.unscoped(why=_WHY).create(
        digest=digest_of(secret),
        organisation=organisation,
        makes=makes,
        role=role,
        note=" ".join(note.split())[:200],
        email=email.strip()[:254],
        uses_left=_between(uses, MOST_USES, "uses", Said("可用次数", "how often it can be used")),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=_between(days, MOST_DAYS, "days", Said("有效天数", "days"))),
    )
    note_deed("invitation.make", invitation, organisation=organisation.public_id, role=role, makes=makes, uses=uses)
    return invitation, secret


def _check(actor: Actor, organisation: Organisation, role: str, makes: str) -> None:
    if makes and makes not in invited_kinds(organisation.kind):
        raise Refusal(
            "这类单位不能凭邀请在这里设立，请选列出的类别",
            "an invitation can't found this kind of organisation here; choose a listed one",
            field="makes",
        )
    grantable(actor, makes or organisation.kind, role)
    if role == API_CLIENT:
        raise Refusal(
            "程序没有密码，不用邀请；请在单位页面给它发密钥",
            "a program is not invited: give it a key on the organisation's page",
            field="role",
        )


def _between(number: int, most: int, field: str, what: Said) -> int:
    if not 1 <= number <= most:
        raise Refusal(f"{what.zh}请写 1 到 {most}", f"{what.en}: write 1 to {most}", field=field)
    return number


def invitations_of(actor: Actor) -> QuerySet[Invitation]:
    """Invitations into organisations that the actor manages, the latest first."""
    rows = Invitation.objects.unscoped(why=_WHY).filter(manages_organisation(actor, "organisation__"))
    return rows.select_related("organisation", "invited_by")


@transaction.atomic
def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Its link opens nothing any more.

    Raises:
        DoesNotExist: not into an organisation that the actor manages.
    """
    invitation = invitations_of(actor).select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        note_deed("invitation.revoke", invitation, organisation=invitation.organisation.public_id)


# --- who was invited -------------------------------------------------------------------------------------------------


def open_invitation(secret: str) -> Invitation:
    """The invitation of this secret.

    Raises:
        DoesNotExist: unknown, used up, past its day, revoked, its organisation closed, or sent by somebody who could
            not send it today. Which of these, nobody is told.
    """
    return _still_meant(_open(secret).get())


def _open(secret: str) -> QuerySet[Invitation]:
    rows = Invitation.objects.unscoped(why=_WHY).filter(
        digest=digest_of(secret),
        revoked_at=None,
        uses_left__gt=0,
        expires_at__gt=timezone.now(),
        organisation__closed_at=None,
    )
    return rows.select_related("organisation", "invited_by")


def _still_meant(invitation: Invitation) -> Invitation:
    """Whoever left the desk from which it was sent has its link, and must not come back by it."""
    sender = Actor.of(invitation.invited_by)
    managed = managed_organisations(sender).filter(pk=invitation.organisation_id).exists()
    kind = invitation.makes or invitation.organisation.kind
    if not managed or invitation.role not in grantable_roles(sender, kind):
        raise Invitation.DoesNotExist
    return invitation


@transaction.atomic
def accept_invitation(
    secret: str,
    *,
    newcomer: Newcomer | None = None,
    user: User | None = None,
    firm: Firm | None = None,
    consent: str = "",
) -> Accepted:
    """Sit down at the desk: with a new login, or with the one that somebody has.

    Args:
        newcomer: who has no login yet; their login name is made here, so that nobody learns which are taken.
        user: who is signed in already.
        firm: what is founded, where the invitation founds something.
        consent: the edition of the privacy notice that was agreed to; needed where it was not before.

    Raises:
        DoesNotExist: see `open_invitation`.
        Refusal: an entry is missing or can't be taken; nothing has been done.
    """
    # Locked: two who hold one link come one after the other.
    invitation = _still_meant(_open(secret).select_for_update(of=("self",)).get())
    if user is not None and not user.may_act:
        raise Invitation.DoesNotExist
    person = user or _new_person(newcomer)
    organisation = _organisation(invitation, firm)
    desk = seat(person, organisation, invitation.role, by=person)
    consents.agree(person, consents.PRIVACY, consent)
    invitation.uses_left -= 1
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["uses_left", "used_at"])
    note_deed("invitation.accept", invitation, by=person, organisation=organisation.public_id, person=person.public_id)
    return Accepted(person, desk, new=user is None)


def _organisation(invitation: Invitation, firm: Firm | None) -> Organisation:
    if not invitation.makes:
        return invitation.organisation
    # What exists elsewhere under the same code is not looked for: that would tell who is here. See `twins_of`.
    firm = firm or Firm("")
    parent = Organisation.objects.unscoped(why=_WHY).select_for_update().get(pk=invitation.organisation_id)
    return found_below(parent, invitation.makes, firm.name, credit_code=firm.credit_code)


def _new_person(newcomer: Newcomer | None) -> User:
    if newcomer is None or not newcomer.name.strip():
        raise Refusal("请写姓名", "write your name", field="name")
    name = " ".join(newcomer.name.split())[:100]
    person = User(username=new_username(name), name=name, phone=newcomer.phone.strip()[:40])
    try:
        validate_password(newcomer.password, person)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise Refusal(told, told, field="password") from error
    person.set_password(newcomer.password)
    person.save()
    note_deed("person.join", person, by=person)
    return person
