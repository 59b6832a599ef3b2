"""Organisations and their people, as the offices that answer for them see and change them.

Every function takes the actor who asks. What they do not manage is missing (`DoesNotExist`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from yanzhen.language import say
from yanzhen.reference.codes import credit_code as plain_credit_code
from yanzhen_web.models import Membership, Organisation, User
from yanzhen_web.scopes import (
    API_CLIENT,
    AUDITOR,
    PLATFORM,
    Actor,
    foundable_kinds,
    grantable_roles,
    is_unended,
    manages_organisation,
    manages_person,
)
from yanzhen_web.scopes.rows import region_prefix
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.leaving import keeping_an_admin, leave_desks
from yanzhen_web.services.people.refusals import Refusal

_WHY = "whom an office manages; the rule stands beside it"
_BY_REGION = ("province", "city", "county")
"""Kinds that answer for a region: theirs is not what the office above has, but a part of it."""


# --- who is there ----------------------------------------------------------------------------------------------------


def managed_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose people the actor manages, in the order of the tree."""
    return Organisation.objects.unscoped(why=_WHY).filter(manages_organisation(actor)).order_by("path")


def managed_desks(actor: Actor) -> QuerySet[Membership]:
    """The desks in them that nobody has taken back."""
    rows = Membership.objects.unscoped(why=_WHY).filter(manages_organisation(actor, "organisation__"), is_unended())
    return rows.select_related("user", "organisation", "in_place_of").order_by("organisation__path", "pk")


def known_people(actor: Actor) -> QuerySet[User]:
    """People who have a desk in an organisation that the actor manages; programs are none."""
    desks = Membership.objects.unscoped(why=_WHY).filter(
        is_unended(), manages_organisation(actor, "organisation__"), user=OuterRef("pk")
    )
    return User.objects.filter(Exists(desks.exclude(role=API_CLIENT))).order_by("pk")


def managed_people(actor: Actor) -> QuerySet[User]:
    """People for whom the actor answers altogether: whom they may suspend, and whose requests they decide."""
    return User.objects.filter(manages_person(actor)).order_by("pk")


def found_under(organisations: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Those that have these words in their name, their credit code, or the name of somebody who works there."""
    for word in words.split():
        somebody = Membership.objects.unscoped(why=_WHY).filter(
            is_unended(), Q(user__name__icontains=word) | Q(user__username=word), organisation=OuterRef("pk")
        )
        organisations = organisations.filter(
            Q(name__icontains=word) | Q(name_en__icontains=word) | Q(credit_code=word.upper()) | Q(Exists(somebody))
        )
    return organisations


def twins_of(actor: Actor, organisation: Organisation) -> QuerySet[Organisation]:
    """Other organisations with the same credit code, as far as the actor manages both: founded twice, or joined
    by somebody who could not know of the other.
    """
    if not organisation.credit_code:
        return Organisation.objects.unscoped(why=_WHY).none()
    same = managed_organisations(actor).filter(credit_code=organisation.credit_code)
    return same.exclude(pk=organisation.pk)


# --- desks -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_membership(
    actor: Actor,
    user: User,
    organisation: Organisation,
    role: str,
    *,
    ends_at: datetime | None = None,
    in_place_of: User | None = None,
) -> Membership:
    """Give somebody the actor knows a desk; one that was taken back is theirs again.

    Raises:
        DoesNotExist: the person or the organisation is not the actor's to manage.
        Refusal: the role is not the actor's to give.
    """
    organisation = managed_organisations(actor).get(pk=organisation.pk)
    user = known_people(actor).get(pk=user.pk)
    grantable(actor, organisation.kind, role)
    if role == API_CLIENT:
        raise Refusal("这是给程序的，不给人", "this role is for programs, not for people", field="role")
    return seat(user, organisation, role, ends_at=ends_at, in_place_of=in_place_of)


def grantable(actor: Actor, kind: str, role: str) -> None:
    """Raises Refusal where the role is not the actor's to give in an organisation of this kind."""
    if role not in grantable_roles(actor, kind):
        raise Refusal(
            "这个角色不能由您在这个单位授予，请选列出的角色",
            "this role is not yours to give in this organisation; choose one that is listed",
            field="role",
        )


@transaction.atomic
def seat(
    user: User,
    organisation: Organisation,
    role: str,
    *,
    ends_at: datetime | None = None,
    in_place_of: User | None = None,
    by: User | None = None,
) -> Membership:
    """Put somebody at a desk and write it down; whether they may have it was asked before.

    Args:
        by: who does it, where nobody has signed in yet: who takes an invitation up.
    """
    rows = Membership.objects.unscoped(why=_WHY).select_for_update(of=("self",))
    desk = rows.filter(user=user, organisation=organisation, role=role).first()
    desk = desk or Membership(user=user, organisation=organisation, role=role)
    if desk.pk is None or not _holds_longer(desk, ends_at):
        desk.starts_at = timezone.now() if desk.pk else None
        desk.ends_at, desk.in_place_of = ends_at, in_place_of
        desk.save()
        note_deed(
            "membership.give",
            desk,
            by=by,
            role=role,
            organisation=organisation.public_id,
            person=user.public_id,
            until=ends_at.isoformat() if ends_at else None,
            in_place_of=in_place_of.public_id if in_place_of else None,
        )
    return desk


def _holds_longer(desk: Membership, ends_at: datetime | None) -> bool:
    """Whether a desk is held already, and for at least as long."""
    return desk.ends_at is None or (ends_at is not None and desk.ends_at >= ends_at)


@transaction.atomic
def end_membership(actor: Actor, by: User, desk: Membership) -> None:
    """Take a desk back: whoever sat there is out of it at once.

    Raises:
        DoesNotExist: not a desk in an organisation that the actor manages.
        Refusal: one's own desk, an auditor's, or the last platform administrator's.
    """
    desk = managed_desks(actor).select_for_update(of=("self",)).get(pk=desk.pk)
    if desk.user_id == by.pk:
        raise Refusal("不能撤自己的岗，请把工作移交给同事", "your own desk is not yours to end; hand it over instead")
    if desk.role in (AUDITOR, PLATFORM) and not actor.has({PLATFORM}):
        raise Refusal("审计和平台的岗位由平台管理", "desks of auditors and of the platform are for the platform to end")
    with keeping_an_admin():
        leave_desks(desk.user, [desk])


# --- organisations ---------------------------------------------------------------------------------------------------


@transaction.atomic
def found_organisation(
    actor: Actor, parent: Organisation, kind: str, name: str, *, region: str = "", credit_code: str = ""
) -> Organisation:
    """A new organisation below one that the actor manages.

    Args:
        region: for an office that answers for a region: which part of the parent's.

    Raises:
        DoesNotExist: the parent is not the actor's to manage.
        Refusal: the kind, the name, the region or the credit code can't be taken.
    """
    parent = managed_organisations(actor).select_for_update().get(pk=parent.pk)
    if kind not in foundable_kinds(parent.kind):
        raise Refusal(
            "这类单位不能设在这里，请选列出的类别", "not a kind that stands here; choose a listed one", field="kind"
        )
    return found_below(parent, kind, name, region=region, credit_code=credit_code)


def found_below(parent: Organisation, kind: str, name: str, *, region: str = "", credit_code: str = "") -> Organisation:
    """Found it and write it down; whether it may stand there was asked before.

    Raises:
        Refusal: the name, the region or the credit code can't be taken.
    """
    made = Organisation.objects.unscoped(why=_WHY).create(
        name=_named(name),
        kind=kind,
        parent=parent,
        region=_region_below(parent, kind, region),
        credit_code=_code_of(kind, credit_code),
    )
    note_deed("organisation.found", made, kind=kind, parent=parent.public_id)
    return made


def _named(name: str) -> str:
    plain = " ".join("".join(c for c in name if c.isprintable()).split())
    if not plain:
        raise Refusal("请写单位名称", "write the organisation's name", field="name")
    if len(plain) > 200:
        raise Refusal(
            "单位名称太长，请写营业执照上的全称（200 字以内）",
            "the name is too long: 200 characters at most",
            field="name",
        )
    return plain


def _region_below(parent: Organisation, kind: str, region: str) -> str:
    """An office by region answers for a part of what the office above does, never for the whole of it."""
    if kind not in _BY_REGION:
        return parent.region
    part = not parent.region or (region != parent.region and region.startswith(region_prefix(parent.region)))
    if not region or not part:
        raise Refusal(
            "请选这个单位管的地方，要在上级的地方之内",
            "choose the office's region: a part of the one above",
            field="region",
        )
    return region


def _code_of(kind: str, text: str) -> str:
    if not text.strip():
        if kind in ("enterprise", "intermediary"):
            raise Refusal("请写统一社会信用代码", "write the unified social credit code", field="credit_code")
        return ""
    code = plain_credit_code(text)
    if code is None:
        raise Refusal(
            "统一社会信用代码不对：应为 18 位，末位是校验码，请照营业执照核对",
            "not a unified social credit code: 18 characters with a check digit; compare with the licence",
            field="credit_code",
        )
    return code


def roles_to_give(actor: Actor, organisation: Organisation) -> tuple[str, ...]:
    """The roles that the actor may give there; programs get theirs with their key."""
    return tuple(role for role in grantable_roles(actor, organisation.kind) if role != API_CLIENT)


def region_name(code: str) -> str:
    """A region's name in the language in force."""
    from yanzhen.reference.regions import region as region_of

    found = region_of(code) if code else None
    return say(found.name_zh, found.name_en) if found else ""
