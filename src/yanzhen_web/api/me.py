"""Whose key it is, what that person corrects, and the keys of theirs. New ones are issued at the page only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yanzhen.language import Said
from yanzhen_web.access import SIGNED_IN
from yanzhen_web.api import paging
from yanzhen_web.api.problems import missing
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Page, PublicId, Short, Told, both, present
from yanzhen_web.api.telling import OwnerTold
from yanzhen_web.models import Membership, Token
from yanzhen_web.services.people import keys, owndata

room = Room("me", Said("自己和密钥", "Oneself and one's keys"))
_ANYBODY = (SIGNED_IN,)


class OwnDeskTold(Told):
    """A role in an organisation."""

    organisation: OwnerTold
    role: str = Field(examples=["city_office"])
    ends_at: datetime | None = None


class MeTold(Told):
    """The person whose key it is."""

    id: PublicId
    username: str = Field(examples=["shili1234"])
    name: str = Field(examples=["示例"])
    phone: str | None = Field(None, examples=["13900000000"])
    email: str | None = Field(None, examples=["shili@example.org"])
    language: str | None = Field(None, examples=["zh-hans"])
    desks: list[OwnDeskTold]
    grants: list[Literal["read", "write", "contacts", "people", "history"]] = Field(
        examples=[["read", "write"]], description=both("这个密钥的权限", "What this key was given")
    )


class MeChange(Given):
    """What a person corrects; what is not named stays."""

    name: Short | None = Field(None, min_length=1, examples=["示例"])
    phone: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] | None = Field(
        None, examples=["13900000000"]
    )
    language: Literal["", "zh-hans", "en"] | None = Field(None, examples=["zh-hans"])


class KeyTold(Told):
    """A key, without its secret."""

    id: PublicId
    name: str = Field(examples=["示例办公系统"])
    hint: str | None = Field(None, examples=["aB3dE9"], description=both("开头几个字符", "How it begins"))
    grants: list[str] = Field(examples=[["read"]])
    created_at: datetime = Field(examples=["2025-03-01T02:00:00Z"])
    expires_at: datetime = Field(examples=["2025-06-01T02:00:00Z"])
    revoked_at: datetime | None = None
    used_at: datetime | None = Field(None, examples=["2025-03-29T01:00:00Z"])
    current: bool = Field(examples=[True], description=both("就是这个请求用的", "The one of this request"))


def _key(request: Asked, key: Token) -> dict[str, Any]:
    same = ("name", "hint", "grants", "created_at", "expires_at", "revoked_at", "used_at")
    told = present({"id": key.public_id} | {name: getattr(key, name) for name in same})
    return told | {"current": key.pk == request.token.pk}


@room.get("/me", said=Said("自己", "Oneself"), who=_ANYBODY, answers={200: MeTold})
def me_read(request: Asked) -> dict[str, Any]:
    return me_told(request)


def me_told(request: Asked) -> dict[str, Any]:
    """Whose key it is."""
    person = request.user
    desks = Membership.current_of(person).select_related("organisation")
    same = ("username", "phone", "email", "language")
    told = {"id": person.public_id} | {name: getattr(person, name) for name in same}
    return present(told) | {
        "name": str(person),
        "desks": [_desk(desk) for desk in desks],
        "grants": list(request.token.grants),
    }


@room.patch(
    "/me",
    said=Said("更正姓名、电话、语言", "Correct one's name, telephone and language"),
    tells=Said(
        "邮箱只在网页上改：设新密码的链接会寄到那里，密钥不应改得了登录的途径。",
        "The mail address is changed at the page only: links for a new password go there, and a key must not "
        "become a way to sign in.",
    ),
    answers={200: MeTold},
    who=_ANYBODY,
)
def me_correct(request: Asked, given: MeChange) -> dict[str, Any]:
    request.user = owndata.correct_some(request.user, **given.model_dump(exclude_none=True))
    return me_told(request)


def _desk(desk: Membership) -> dict[str, Any]:
    organisation = {"id": desk.organisation.public_id, "name": str(desk.organisation)}
    return {"organisation": organisation} | present({"role": desk.role, "ends_at": desk.ends_at})


@room.get("/me/keys", said=Said("自己的密钥", "One's keys"), who=_ANYBODY, answers={200: Page[KeyTold]})
def keys_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = keys.keys_of(request.user)
    order = paging.Order("created_at", descending=True)
    return paging.page(rows, order, limit, cursor, lambda key: _key(request, key))


@room.delete("/me/keys/{pid:public_id}", said=Said("作废一个密钥", "Revoke a key"), who=_ANYBODY, answers={204: None})
def keys_revoke(request: Asked, public_id: PublicId) -> None:
    """It opens nothing any more, be it the one of this request."""
    key = keys.keys_of(request.user).filter(public_id=public_id).first()
    if key is None:
        raise missing()
    keys.revoke_key(request.actor, request.user, key)
