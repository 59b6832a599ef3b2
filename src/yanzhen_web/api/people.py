"""People and organisations that an office answers for: who sits where, who is let in, shut out, stands in for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from pydantic import Field, StrictInt

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.problems import missing
from yanzhen_web.api.records import Words
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Moment, Page, PublicId, Told, both, present
from yanzhen_web.models import Invitation, Membership, Organisation, User
from yanzhen_web.scopes import OFFICES
from yanzhen_web.services.people import handing_over, inviting, staffing, suspending

room = Room(
    "people",
    Said("人员和单位", "People and organisations"),
    Said("本单位和下级单位的人：邀请、岗位、停用恢复、移交。密钥要有 people 权限。",
         "People of one's own office and of those below: inviting, desks, suspending, handing over. Needs the grant "
         "people."),
)  # fmt: skip
READS = {"who": tuple(sorted(OFFICES)), "grants": ("people",)}
CHANGES = {"who": tuple(sorted(OFFICES)), "grants": ("people", "write")}
OrganisationKind = Literal[
    "province", "city", "county", "park", "enterprise", "university", "service", "intermediary", "platform"
]
Role = Literal[
    "platform_admin", "organiser", "city_office", "county_office", "park", "enterprise", "university", "service",
    "leader", "auditor",
]  # fmt: skip
_NO_NULL = r"^[^\x00]*$"
M = TypeVar("M", bound=Model)


class OrganisationTold(Told):
    """An organisation that the key's person manages."""

    id: PublicId
    kind: OrganisationKind = Field(examples=["county"])
    name: str = Field(examples=["示例县商务局"])
    name_en: str | None = Field(None, examples=["Sample County Bureau of Commerce"])
    region: str | None = Field(None, examples=["430182"])
    credit_code: str | None = Field(None, examples=["91430100MA00000003"])
    parent: PublicId | None = None
    suspended_at: datetime | None = None
    closed: bool = Field(examples=[False], description=both("本单位或上级已停用", "It or one above it is suspended"))


class OrganisationGiven(Given):
    """A new organisation."""

    parent: PublicId
    kind: OrganisationKind = Field(examples=["enterprise"])
    name: str = Field(min_length=1, max_length=200, pattern=_NO_NULL, examples=["示例新材料有限公司"])
    region: str = Field("", max_length=6, pattern=r"^(?:[0-9]{6})?$", examples=["430182"])
    credit_code: str = Field("", max_length=30, pattern=_NO_NULL, examples=["91430100MA00000003"])


class PersonTold(Told):
    """A person."""

    id: PublicId
    username: str = Field(examples=["shili1234"])
    name: str = Field(examples=["示例"])
    suspended_at: datetime | None = None


class DeskTold(Told):
    """A role of a person in an organisation."""

    id: PublicId
    person: PersonTold
    organisation: PublicId
    role: str = Field(examples=["county_office"])
    since: datetime = Field(examples=["2025-03-01T02:00:00Z"])
    ends_at: datetime | None = None
    in_place_of: PublicId | None = Field(None, description=both("代谁的岗", "For whom this one stands in"))


class DeskGiven(Given):
    """A desk for somebody who has one already somewhere below."""

    person: PublicId
    role: Role = Field(examples=["county_office"])
    until: Moment | None = Field(None, examples=["2027-01-01T00:00:00+08:00"])


class HandOverGiven(Given):
    """To whom all duties go, for good or until a day."""

    to: PublicId
    until: Moment | None = Field(None, examples=["2027-01-01T00:00:00+08:00"])


class HandOverTold(Told):
    """What went over."""

    desks: int = Field(ge=0, examples=[2])
    until: datetime | None = None


class InvitationGiven(Given):
    """An invitation."""

    role: Role = Field(examples=["enterprise"])
    makes: OrganisationKind | None = Field(
        None, examples=["enterprise"], description=both("受邀人在下面设立的单位", "What whoever accepts founds below")
    )
    uses: Annotated[StrictInt, Field(ge=1, le=500)] = Field(1, examples=[1])
    days: Annotated[StrictInt, Field(ge=1, le=90)] = Field(7, examples=[7])
    note: str = Field("", max_length=200, pattern=_NO_NULL, examples=["给示例公司"])


class InvitationTold(Told):
    """An invitation that was sent."""

    id: PublicId
    organisation: PublicId
    role: str = Field(examples=["enterprise"])
    makes: str | None = Field(None, examples=["enterprise"])
    note: str | None = Field(None, examples=["给示例公司"])
    uses_left: int = Field(ge=0, examples=[1])
    created_at: datetime = Field(examples=["2025-03-01T02:00:00Z"])
    expires_at: datetime = Field(examples=["2025-03-08T02:00:00Z"])
    revoked_at: datetime | None = None


class InvitationMade(InvitationTold):
    """A new invitation with its secret, which is kept nowhere and shown this once."""

    secret: str = Field(examples=["b1Yx0Zr8WmT2xY7akQ3v0Zr8WmT2xY7akQ3v0Zr8WmT"])


def one(rows: QuerySet[M], public_id: str) -> M:
    """The row of this id.

    Raises:
        Problem: 404.
    """
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise missing()
    return found


def _organisation(row: Organisation) -> dict[str, Any]:
    same = ("kind", "name", "name_en", "region", "credit_code", "suspended_at")
    told = {"id": row.public_id} | {name: getattr(row, name) for name in same}
    return present(told | {"parent": row.parent.public_id if row.parent else None}) | {
        "closed": row.closed_at is not None
    }


def person_told(person: User) -> dict[str, Any]:
    """A person, as those who manage them know them."""
    told = {"id": person.public_id, "username": person.username, "suspended_at": person.suspended_at}
    return present(told) | {"name": str(person)}


def _desk(desk: Membership) -> dict[str, Any]:
    told = {"id": desk.public_id, "organisation": desk.organisation.public_id, "role": desk.role, "since": desk.since}
    in_place_of = desk.in_place_of.public_id if desk.in_place_of else None
    return present(told | {"ends_at": desk.ends_at, "in_place_of": in_place_of}) | {"person": person_told(desk.user)}


def _invitation(row: Invitation) -> dict[str, Any]:
    same = ("role", "makes", "note", "uses_left", "created_at", "expires_at", "revoked_at")
    told = {"id": row.public_id, "organisation": row.organisation.public_id}
    return present(told | {name: getattr(row, name) for name in same})


# --- organisations ---------------------------------------------------------------------------------------------------


@room.get("/organisations", said=Said("管理的单位", "Organisations one manages"), answers={200: Page[OrganisationTold]},
          **READS)  # fmt: skip
def organisations_list(
    request: Asked, q: Words = "", limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    rows = staffing.managed_organisations(request.actor).select_related("parent")
    rows = staffing.found_under(rows, q) if q.strip() else rows
    return paging.page(rows, paging.Order("created_at"), limit, cursor, _organisation, (q,))


@room.get("/organisations/{pid:public_id}", said=Said("一个单位", "An organisation"), answers={200: OrganisationTold},
          **READS)  # fmt: skip
def organisations_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return _organisation(_managed(request, public_id))


def _managed(request: Asked, public_id: str) -> Organisation:
    return one(staffing.managed_organisations(request.actor).select_related("parent"), public_id)


@room.post(
    "/organisations",
    said=Said("设立下级单位", "Found an organisation below"),
    answers={201: OrganisationTold},
    answer_headers={"Location": Said("它的地址", "Its address")},
    **CHANGES,
)
def organisations_create(request: Asked, response: HttpResponse, given: OrganisationGiven) -> dict[str, Any]:
    made = staffing.found_organisation(
        request.actor,
        _managed(request, given.parent),
        given.kind,
        given.name,
        region=given.region,
        credit_code=given.credit_code,
    )
    response["Location"] = f"/api/v1/organisations/{made.public_id}"
    return _organisation(_managed(request, made.public_id))


@room.post("/organisations/{pid:public_id}/suspend", said=Said("停用单位", "Suspend an organisation"),
           answers={200: OrganisationTold}, **CHANGES)  # fmt: skip
def organisations_suspend(request: Asked, public_id: PublicId) -> dict[str, Any]:
    """Everybody there and below is out at once."""
    suspending.suspend_organisation(request.actor, request.user, _managed(request, public_id))
    return _organisation(_managed(request, public_id))


@room.post("/organisations/{pid:public_id}/reinstate", said=Said("恢复单位", "Take an organisation back"),
           answers={200: OrganisationTold}, **CHANGES)  # fmt: skip
def organisations_reinstate(request: Asked, public_id: PublicId) -> dict[str, Any]:
    suspending.reinstate_organisation(request.actor, _managed(request, public_id))
    return _organisation(_managed(request, public_id))


# --- desks -----------------------------------------------------------------------------------------------------------


@room.get("/organisations/{pid:public_id}/desks", said=Said("它的岗位", "Its desks"), answers={200: Page[DeskTold]},
          **READS)  # fmt: skip
def desks_list(
    request: Asked, public_id: PublicId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    rows = staffing.managed_desks(request.actor).filter(organisation=_managed(request, public_id))
    return paging.page(rows, paging.Order("since"), limit, cursor, _desk, (public_id,))


@room.post("/organisations/{pid:public_id}/desks", said=Said("给已有的人一个岗位", "Give somebody a desk"),
           answers={201: DeskTold}, **CHANGES)  # fmt: skip
def desks_create(request: Asked, public_id: PublicId, given: DeskGiven) -> dict[str, Any]:
    organisation = _managed(request, public_id)
    person = one(staffing.known_people(request.actor), given.person)
    return _desk(staffing.give_membership(request.actor, person, organisation, given.role, ends_at=given.until))


@room.delete("/desks/{pid:public_id}", said=Said("撤一个岗位", "End a desk"), answers={204: None}, **CHANGES)
def desks_end(request: Asked, public_id: PublicId) -> None:
    staffing.end_membership(request.actor, request.user, one(staffing.managed_desks(request.actor), public_id))


@room.post(
    "/desks/{pid:public_id}/hand-over",
    said=Said("移交全部工作", "Hand over all duties"),
    tells=Said(
        "这个人在这个单位和下级的全部岗位一次移交；写 until 是 B 岗代理，到日自动结束。",
        "All desks of that person, there and below, in one step; with `until` as a deputy, which ends by itself.",
    ),
    answers={200: HandOverTold},
    **CHANGES,
)
def desks_hand_over(request: Asked, public_id: PublicId, given: HandOverGiven) -> dict[str, Any]:
    desk = one(staffing.managed_desks(request.actor), public_id)
    successors = handing_over.successors(request.actor, request.user, desk.user, desk.organisation)
    done = handing_over.hand_over(
        request.actor, request.user, desk.user, one(successors, given.to), desk.organisation, until=given.until
    )
    return present({"desks": done.desks, "until": done.until})


# --- people ----------------------------------------------------------------------------------------------------------


@room.get("/people", said=Said("管理的人", "People one manages"), answers={200: Page[PersonTold]}, **READS)
def people_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = staffing.known_people(request.actor)
    return paging.page(rows, paging.Order("date_joined"), limit, cursor, person_told)


@room.get("/people/{pid:public_id}", said=Said("一个人", "A person"), answers={200: PersonTold}, **READS)
def people_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return person_told(one(staffing.known_people(request.actor), public_id))


@room.post("/people/{pid:public_id}/suspend", said=Said("停用", "Suspend a person"), answers={200: PersonTold},
           **CHANGES)  # fmt: skip
def people_suspend(request: Asked, public_id: PublicId) -> dict[str, Any]:
    """Sessions and keys end at once; desks wait."""
    person = one(staffing.managed_people(request.actor), public_id)
    return person_told(suspending.suspend_person(request.actor, request.user, person))


@room.post("/people/{pid:public_id}/reinstate", said=Said("恢复", "Take a person back"), answers={200: PersonTold},
           **CHANGES)  # fmt: skip
def people_reinstate(request: Asked, public_id: PublicId) -> dict[str, Any]:
    person = one(staffing.managed_people(request.actor), public_id)
    return person_told(suspending.reinstate_person(request.actor, person))


# --- invitations -----------------------------------------------------------------------------------------------------


@room.get("/invitations", said=Said("发出的邀请", "Invitations that were sent"), answers={200: Page[InvitationTold]},
          **READS)  # fmt: skip
def invitations_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = inviting.invitations_of(request.actor)
    return paging.page(rows, paging.Order("created_at", descending=True), limit, cursor, _invitation)


@room.post("/organisations/{pid:public_id}/invitations", said=Said("邀请", "Invite somebody"),
           answers={201: InvitationMade}, **CHANGES)  # fmt: skip
def invitations_create(request: Asked, public_id: PublicId, given: InvitationGiven) -> dict[str, Any]:
    """The secret is told once; the page of invitations shows how its link looks."""
    made, secret = inviting.invite(
        request.actor,
        request.user,
        _managed(request, public_id),
        given.role,
        makes=given.makes or "",
        uses=given.uses,
        days=given.days,
        note=given.note,
    )
    return _invitation(made) | {"secret": secret}


@room.delete("/invitations/{pid:public_id}", said=Said("收回邀请", "Take an invitation back"), answers={204: None},
             **CHANGES)  # fmt: skip
def invitations_revoke(request: Asked, public_id: PublicId) -> None:
    inviting.revoke_invitation(request.actor, one(inviting.invitations_of(request.actor), public_id))
