"""Links that are handed out: to the open page of a record, to the bulletin; made, listed, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.urls import reverse
from pydantic import Field

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.problems import missing
from yanzhen_web.api.records import RECORD, WRITERS, found
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Kind, Page, PublicId, Told, both, present
from yanzhen_web.models import ShareLink
from yanzhen_web.scopes import CITY, COUNTY, ORGANISER, PARK
from yanzhen_web.services.records import sharing
from yanzhen_web.services.report.reporting import current_event

room = Room(
    "links",
    Said("分享链接", "Shared links"),
    Said("一页、一个用途、到日失效；只有公开的能分享，链接只在做成时给一次。",
         "One page, one purpose, until a day; only what is open leaves, and a link is told once, when it is made."),
)  # fmt: skip
_MADE = {"Location": Said("所有链接", "All links")}


class LinkGiven(Given):
    """For how long, and what for."""

    days: Literal[1, 7, 30] = Field(7, examples=[7])
    note: str = Field("", max_length=200, pattern=r"^[^\x00]*$", examples=["发给示例媒体"])


class LinkTold(Told):
    """A link."""

    id: PublicId
    purpose: Literal["record", "bulletin"] = Field(examples=["record"])
    state: Literal["live", "expired", "revoked", "closed"] = Field(
        examples=["live"], description=both("closed：内容不再公开", "closed: what it showed is open no longer")
    )
    name: str = Field(examples=["示例石墨膜技术"])
    record: PublicId | None = None
    note: str | None = Field(None, examples=["发给示例媒体"])
    created_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    expires_at: datetime = Field(examples=["2025-04-05T01:00:00Z"])
    revoked_at: datetime | None = None


class LinkMade(Told):
    """A new link with its address, which is told this once."""

    id: PublicId
    address: str = Field(examples=["https://yanzhen.example/s/b1Yx0Zr8WmT2xY7a/"])
    text: str = Field(
        examples=["示例石墨膜技术\n科技成果\nhttps://yanzhen.example/s/b1Yx0Zr8WmT2xY7a/\n（2025年4月5日前有效）"]
    )
    expires_at: datetime = Field(examples=["2025-04-05T01:00:00Z"])


def _made(request: Asked, made: sharing.Made) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("shared", kwargs={"secret": made.secret}))
    text = sharing.text_to_paste(made, address)
    return {"id": made.link.public_id, "address": address, "text": text, "expires_at": made.link.expires_at}


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    link = entry["link"]
    same = {name: getattr(link, name) for name in ("purpose", "note", "created_at", "expires_at", "revoked_at")}
    told = {"id": link.public_id, "record": entry["record"], "state": entry["state"]}
    return present(told | same) | {"name": entry["name"]}


@room.get("/links", said=Said("本单位和下级做的链接", "Links of one's organisation"), who=WRITERS,
          answers={200: Page[LinkTold]})  # fmt: skip
def links_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = ShareLink.objects.visible_to(request.actor).select_related("by", "owner_org", "event")
    page = paging.page(rows, paging.Order("created_at", descending=True), limit, cursor, lambda link: link)
    return page | {"items": [_told(entry) for entry in sharing.entries(request.actor, page["items"])]}


@room.post(f"{RECORD}/links", said=Said("做一个记录的链接", "Make a link to a record"), who=WRITERS,
           answers={201: LinkMade}, answer_headers=_MADE)  # fmt: skip
def links_create(
    request: Asked, response: HttpResponse, kind: Kind, public_id: PublicId, given: LinkGiven
) -> dict[str, Any]:
    record = found(request.actor, kind, public_id)
    made = sharing.share_record(request.actor, request.user, record.public_id, days=given.days, note=given.note)
    response["Location"] = "/api/v1/links"
    return _made(request, made)


@room.post("/bulletin/links", said=Said("做一个通报的链接", "Make a link to the bulletin"),
           who=(ORGANISER, CITY, COUNTY, PARK), answers={201: LinkMade}, answer_headers=_MADE)  # fmt: skip
def links_create_for_bulletin(request: Asked, response: HttpResponse, given: LinkGiven) -> dict[str, Any]:
    event = current_event(request.actor)
    if event is None:
        raise missing()
    made = sharing.share_bulletin(request.actor, request.user, event, days=given.days, note=given.note)
    response["Location"] = "/api/v1/links"
    return _made(request, made)


@room.delete("/links/{pid:public_id}", said=Said("收回链接", "Take a link back"), who=WRITERS, answers={204: None})
def links_revoke(request: Asked, public_id: PublicId) -> None:
    """It opens nothing any more; a second time changes nothing."""
    sharing.revoke(request.actor, public_id)
