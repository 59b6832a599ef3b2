"""Links that are handed out: one page, one purpose, until a day; only what is open leaves.

A link shows what anybody may read, whoever opens it. It closes by itself as soon as its record is open no longer.
Only the hash of its secret is kept, so the link is shown once, when it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.utils import timezone

from yanzhen.fields import KIND_LABELS
from yanzhen.language import Said, say
from yanzhen_web.models import Event, Organisation, Record, ShareLink, User
from yanzhen_web.scopes import Actor, is_live, shares_event, shares_record
from yanzhen_web.services.history import circumstances
from yanzhen_web.services.history import noting as history
from yanzhen_web.services.people.logins import digest_of, new_secret
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.detailing import sections
from yanzhen_web.services.records.fieldchecking import Fault, RefusedFields
from yanzhen_web.services.records.listing import option_label, record_url
from yanzhen_web.services.records.reading import name_of, owner_of, visible_records
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.report.publishing import bulletin_page
from yanzhen_web.services.report.reporting import current_event, may_read_totals

LIVES = (1, 7, 30)
"""For how many days a link may open."""
USUAL_LIFE = 7
LONGEST_NOTE = 200
_PAGE = 30
_LONGEST_LINE = 60
_DAYS = Said("有效期", "Valid for")
_NOTE = Said("用途", "What for")
_ANYBODY = Actor()
Purpose = ShareLink.Purpose


@dataclass(frozen=True)
class Made:
    """A link that was made just now; `secret` stands nowhere else."""

    link: ShareLink
    secret: str


# --- making and taking back ------------------------------------------------------------------------------------------


def subject_of(actor: Actor, kind: str, public_id: str) -> dict[str, Any]:
    """What a link to this record would show it as.

    Raises:
        Record.DoesNotExist: it is none of those that the actor may hand out.
    """
    record = Record.objects.visible_to(actor).filter(shares_record(actor), kind=kind).get(public_id=public_id)
    outside = visible_records(_ANYBODY).get(pk=record.pk)
    return {"name": name_of(outside), "back": record_url(record), "by_code": outside.masked}


def bulletin_to_share(actor: Actor) -> Event | None:
    """The event whose bulletin the actor may hand out: the current one, if it is released."""
    event = current_event(actor)
    rows = Event.objects.visible_to(actor).filter(shares_event(actor))
    return rows.filter(pk=event.pk).first() if event else None


def form(days: int, note: str, faults: tuple[Fault, ...] = ()) -> dict[str, Any]:
    """The form of a link."""
    options = [{"value": life, "label": say(f"{life} 天", f"{life} days" if life > 1 else "1 day")} for life in LIVES]
    return {
        "lives": [option | {"chosen": option["value"] == days} for option in options],
        "note": note,
        "advice": {fault.key: str(fault.advice) for fault in faults},
    }


@transaction.atomic
def share_record(actor: Actor, by: User, public_id: str, *, days: int = USUAL_LIFE, note: str = "") -> Made:
    """A link to the open page of a record.

    Raises:
        Record.DoesNotExist: it is none of those that the actor may hand out.
        RefusedFields: the days or the note can't be taken.
    """
    record = Record.objects.visible_to(actor).filter(shares_record(actor)).get(public_id=public_id)
    return _make(actor, by, days, note, purpose=Purpose.RECORD, record=record)


@transaction.atomic
def share_bulletin(actor: Actor, by: User, event: Event, *, days: int = USUAL_LIFE, note: str = "") -> Made:
    """A link to the released bulletin of an event.

    Raises:
        Event.DoesNotExist: it is none of those that the actor may hand out.
        RefusedFields: the days or the note can't be taken.
    """
    event = Event.objects.visible_to(actor).filter(shares_event(actor)).get(pk=event.pk)
    return _make(actor, by, days, note, purpose=Purpose.BULLETIN, event=event)


def _make(actor: Actor, by: User, days: int, note: str, **what: Any) -> Made:
    secret = new_secret()
    link = ShareLink.objects.unscoped(why="a link is made to what the actor may hand out").create(
        digest=digest_of(secret),
        owner_org=_office(actor),
        by=by,
        note=_checked_note(days, note),
        expires_at=timezone.now() + timedelta(days=days),
        **what,
    )
    record = what.get("record")
    history.note_deed("link.create", link, days=days, purpose=link.purpose, record=record.public_id if record else "")
    return Made(link, secret)


def _office(actor: Actor) -> Organisation:
    """The organisation whose link it is."""
    offices = Organisation.objects.unscoped(why="the actor's own organisation")
    return offices.get(pk=actor.home.organisation if actor.home else None)


def _checked_note(days: int, note: str) -> str:
    faults = []
    if days not in LIVES:
        advice = Said("只能是 1、7 或 30 天", "must be 1, 7 or 30 days")
        faults.append(Fault("days", _DAYS, advice))
    said = " ".join(str(storable(note)).split())
    if len(said) > LONGEST_NOTE:
        advice = Said(f"超过 {LONGEST_NOTE} 字；请缩短", f"is longer than {LONGEST_NOTE} characters; shorten it")
        faults.append(Fault("note", _NOTE, advice))
    if faults:
        raise RefusedFields(faults)
    return said


@transaction.atomic
def revoke(actor: Actor, public_id: str) -> ShareLink:
    """The link opens no longer; a second time changes nothing.

    Raises:
        ShareLink.DoesNotExist: it is none of the actor's organisation or of one below it.
    """
    if not actor.granted("write"):
        raise ShareLink.DoesNotExist
    rows = ShareLink.objects.visible_to(actor)
    link = rows.select_for_update(of=("self",)).get(public_id=public_id)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        history.note_deed("link.revoke", link)
    return link


def links_page(actor: Actor, page: str) -> dict[str, Any]:
    """The links of the actor's organisations: who made each, for what, until when, and whether it still opens."""
    rows = ShareLink.objects.visible_to(actor).select_related("by", "owner_org", "event")
    numbered = Paginator(rows, _PAGE).get_page(page)
    return {"links": entries(actor, list(numbered)), "page": numbered}


def entries(actor: Actor, links: Sequence[ShareLink]) -> list[dict[str, Any]]:
    """Links as lists show them: what each is to, as far as the actor knows it, and whether it still opens."""
    wanted = [link.record_id for link in links if link.record_id]
    known = {record.pk: record for record in visible_records(actor).filter(pk__in=wanted)}
    still = set(visible_records(_ANYBODY).filter(pk__in=wanted).values_list("pk", flat=True))
    return [_entry(link, known, still) for link in links]


def _entry(link: ShareLink, known: dict[int, Record], still: set[int]) -> dict[str, Any]:
    record = known.get(link.record_id or 0)
    return {
        "link": link,
        "record": record.public_id if record else "",
        "name": name_of(record) if record else str(link.event) if link.event else "—",
        "href": record_url(record) if record else "",
        "purpose": say("通报", "Bulletin") if link.purpose == Purpose.BULLETIN else say("记录", "Record"),
        "state": _state(link, open_=link.record_id is None or link.record_id in still),
    }


def _state(link: ShareLink, *, open_: bool) -> str:
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= timezone.now():
        return "expired"
    return "live" if open_ and link.owner_org.closed_at is None else "closed"


# --- opening ---------------------------------------------------------------------------------------------------------


def link_of(secret: str) -> ShareLink | None:
    """The link of this secret if it still opens anything; None for every other reason alike."""
    rows = ShareLink.objects.unscoped(why="a link is looked up by the hash of its secret")
    found = rows.filter(is_live(), digest=digest_of(secret)).select_related("event", "record").first()
    return found if found is not None and (_record(found) or _event(found)) else None


def _record(link: ShareLink) -> Record | None:
    if link.purpose != Purpose.RECORD:
        return None
    return visible_records(_ANYBODY).select_related("owner_org").filter(pk=link.record_id).first()


def _event(link: ShareLink) -> Event | None:
    if link.purpose != Purpose.BULLETIN:
        return None
    event = Event.objects.visible_to(_ANYBODY).filter(pk=link.event_id).first()
    return event if event is not None and may_read_totals(_ANYBODY, event) else None


def shared_page(secret: str) -> dict[str, Any] | None:
    """What the link shows, as anybody may read it; None where it opens nothing (any more). The opening is noted."""
    link = link_of(secret)
    if link is None:
        return None
    record, event = _record(link), _event(link)
    with circumstances.under(replace(circumstances.now(), door="link")):
        history.note_reading("link.open", link)
    until = {"expires_at": link.expires_at}
    if record is not None:
        return until | _record_page(record)
    return until | {"bulletin": _unlinked(bulletin_page(_ANYBODY, event))} if event else None


def _record_page(record: Record) -> dict[str, Any]:
    return {
        "name": name_of(record),
        "kind_label": str(KIND_LABELS[record.kind]),
        "stage_label": option_label("stage", record.stage) if record.stage else "",
        "sections": sections(record),
        "owner": owner_of(record),
        "updated_at": record.updated_at,
    }


def _unlinked(page: dict[str, Any]) -> dict[str, Any]:
    """A bulletin whose figures lead nowhere: a link shows one page."""
    return page | {"blocks": [_bare(block) for block in page["blocks"]]}


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key != "href"}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


# --- a text to paste -------------------------------------------------------------------------------------------------


def text_to_paste(made: Made, address: str) -> str:
    """For a chat: what it is, one line, the link, until when; nothing that is not open."""
    record, event = _record(made.link), _event(made.link)
    title, line = _told_of(record) if record else (str(event or ""), say("活动情况通报", "Bulletin of the event"))
    day = timezone.localtime(made.link.expires_at)
    until = say(f"（{day.year}年{day.month}月{day.day}日前有效）", f"(valid until {day:%Y-%m-%d})")
    return "\n".join((title, line, address, until))


def _told_of(record: Record) -> tuple[str, str]:
    """The name and one line of an open record, as anybody reads them."""
    region = showing.region(record.region) if record.region else ""
    stage = option_label("stage", record.stage) if record.stage else ""
    parts = [str(KIND_LABELS[record.kind]), region, stage]
    return name_of(record), " · ".join(part for part in parts if part)[:_LONGEST_LINE]
