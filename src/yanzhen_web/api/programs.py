"""Keys of the programs that an office lets in: which there are, and taking one back. New ones come from the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.people import CHANGES, READS, one
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Page, PublicId, Told, both, present
from yanzhen_web.models import Token
from yanzhen_web.services.people import keys

room = Room(
    "programs",
    Said("程序的密钥", "Keys of programs"),
    Said("本单位和下级单位放进来的程序；签发、换发只在网页上，由人确认身份。",
         "Of programs let in for one's own organisation and those below; issued and renewed at the page only, where a "
         "person confirms who it is."),
)  # fmt: skip


class ProgramTold(Told):
    """A program and the organisation for which it works."""

    id: PublicId
    name: str = Field(examples=["示例办公系统"])
    organisation: PublicId


class ProgramKeyTold(Told):
    """A program's key, without its secret."""

    id: PublicId
    program: ProgramTold
    hint: str | None = Field(None, examples=["aB3dE9"], description=both("开头几个字符", "How it begins"))
    grants: list[str] = Field(examples=[["read"]])
    created_at: datetime = Field(examples=["2025-03-01T02:00:00Z"])
    expires_at: datetime = Field(examples=["2025-06-01T02:00:00Z"])
    revoked_at: datetime | None = None
    used_at: datetime | None = Field(None, examples=["2025-03-29T01:00:00Z"])


def _key(key: Token) -> dict[str, Any]:
    (desk, *_) = key.user.programs  # type: ignore[attr-defined]
    program = {"id": desk.public_id, "name": str(key.user), "organisation": desk.organisation.public_id}
    same = ("hint", "grants", "created_at", "expires_at", "revoked_at", "used_at")
    return present({"id": key.public_id} | {name: getattr(key, name) for name in same}) | {"program": program}


@room.get("/program-keys", said=Said("程序的密钥", "Keys of programs"), answers={200: Page[ProgramKeyTold]}, **READS)
def program_keys_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    order = paging.Order("created_at", descending=True)
    return paging.page(keys.keys_of_clients(request.actor), order, limit, cursor, _key)


@room.delete("/program-keys/{pid:public_id}", said=Said("作废程序的密钥", "Revoke a program's key"),
             answers={204: None}, **CHANGES)  # fmt: skip
def program_keys_revoke(request: Asked, public_id: PublicId) -> None:
    """It opens nothing any more; the program stays, and the page renews its key."""
    keys.revoke_key(request.actor, request.user, one(keys.keys_of_clients(request.actor), public_id))
