"""Events and their programme."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from pydantic import Field

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.doors import answer_of
from yanzhen_web.api.problems import missing
from yanzhen_web.api.rooms import Asked, File, Room
from yanzhen_web.api.schemas import Page, PublicId, Told, both, present
from yanzhen_web.models import Event, Session
from yanzhen_web.services.report.programme import programme_file

ICS = "text/calendar"
room = Room("events", Said("活动", "Events"))


class EventTold(Told):
    """An event."""

    id: PublicId
    name: str = Field(examples=["示例对接活动"])
    starts_on: date = Field(examples=["2025-03-29"])
    ends_on: date = Field(examples=["2025-03-29"])
    place: str | None = Field(None, examples=["长沙"])
    region: str | None = Field(None, examples=["430000"])
    publication: Literal["open", "internal", "secret"] = Field(examples=["open"])
    figures_released: bool = Field(examples=[True], description=both("数字已公布", "Its totals are for everybody"))


class SessionTold(Told):
    """A part of the programme."""

    id: PublicId
    kind: Literal["opening", "industry", "local"] = Field(examples=["industry"])
    name: str = Field(examples=["先进材料产业链专场"])
    held_on: date | None = Field(None, examples=["2025-03-29"])
    venue: str | None = Field(None, examples=["示例会议中心"])
    region: str | None = Field(None, examples=["430100"])
    chain: str | None = Field(None, examples=["先进材料"])
    mode: str | None = Field(None, examples=["线下"])


def _event(event: Event) -> dict[str, Any]:
    told = {"id": event.public_id, "name": str(event.said), "starts_on": event.starts_on, "ends_on": event.ends_on}
    told |= {"place": str(event.said_place), "region": event.region, "publication": event.publication}
    return present(told) | {"figures_released": event.figures_released_at is not None}


def _session(session: Session) -> dict[str, Any]:
    same = ("kind", "held_on", "venue", "region", "chain", "mode")
    named = {"id": session.public_id, "name": str(session.said)}
    return present(named | {name: getattr(session, name) for name in same})


def _found(request: Asked, public_id: str) -> Event:
    event = Event.objects.visible_to(request.actor).filter(public_id=public_id).first()
    if event is None:
        raise missing()
    return event


@room.get("/events", said=Said("活动", "Events"), answers={200: Page[EventTold]})
def events_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = Event.objects.visible_to(request.actor)
    return paging.page(rows, paging.Order("starts_on", descending=True), limit, cursor, _event)


@room.get("/events/{pid:public_id}", said=Said("一个活动", "An event"), answers={200: EventTold})
def events_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return _event(_found(request, public_id))


@room.get("/events/{pid:public_id}/sessions", said=Said("它的日程", "Its programme"), answers={200: Page[SessionTold]})
def events_sessions(
    request: Asked, public_id: PublicId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    rows = Session.objects.visible_to(request.actor).filter(event=_found(request, public_id))
    return paging.page(rows, paging.Order("order"), limit, cursor, _session, (public_id,))


@room.get("/events/{pid:public_id}/programme.ics", said=Said("日程，给日历用", "The programme for a calendar"),
          answers={200: File}, sends=(ICS,))  # fmt: skip
def events_programme(request: Asked, public_id: PublicId) -> HttpResponse:
    content = programme_file(request.actor, public_id)
    if content is None:
        raise missing()
    return answer_of(content, ICS, "programme.ics")
