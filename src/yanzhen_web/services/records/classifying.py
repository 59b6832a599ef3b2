"""How far a record may go: its level with reason and end date, the release of its name and amounts, and what is due.

When the end date of a level is past nothing opens by itself: a person reviews it and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen_web.models import Publication, Record, RecordVersion, User
from yanzhen_web.scopes import Actor, edits_record
from yanzhen_web.scopes.particulars import MASKED_KINDS
from yanzhen_web.services.records import editing
from yanzhen_web.services.records.fieldchecking import Fault, RefusedFields
from yanzhen_web.services.records.listing import publication_label
from yanzhen_web.services.records.reading import seen_by
from yanzhen_web.services.records.releasing import publication_of
from yanzhen_web.services.records.storing import storable

SOON = timedelta(days=30)
LONGEST_REASON = 200
FURTHEST = timedelta(days=366 * 30)
_LEVEL = Said("级别", "Level")
_REASON = Said("依据或理由", "Reason")
_UNTIL = Said("到期日", "Until")
_RELEASED = Said("名称与金额", "Name and amounts")
_LABELS = {
    "publication": _LEVEL,
    "publication_reason": _REASON,
    "publication_until": _UNTIL,
    "released_at": _RELEASED,
}


@transaction.atomic
def classify(
    actor: Actor,
    by: User | None,
    public_id: str,
    level: str,
    reason: str = "",
    until: date | str | None = None,
    *,
    expected_version: int | None = None,
) -> Record:
    """Set the level of a record by hand; no book lowers it from then on.

    Args:
        level: `open`, `internal` or `secret`.
        reason: why, 200 characters at most; needed where a record is closed that would be open by default, or is a
            trade secret.
        until: the day on which a person reviews it; for closed records only.

    Raises:
        Record.DoesNotExist: it is not the actor's to change.
        Conflict: the version has moved on.
        RefusedFields: names what can't be taken.
    """
    record = editing.locked(actor, public_id, expected_version)
    wanted = _checked(record, level, reason, until)
    changes = _taken_over(record, wanted)
    if changes or not _set_by_hand(record):
        editing.write_step(actor, by, record, changes, RecordVersion.Action.CLASSIFY)
    return record


def _set_by_hand(record: Record) -> bool:
    versions = RecordVersion.objects.unscoped(why="whether a person has set the level of a locked record before")
    return versions.filter(record=record, action=RecordVersion.Action.CLASSIFY).exists()


def _checked(record: Record, level: str, reason: str, until: date | str | None) -> dict[str, Any]:
    faults: list[Fault] = []
    if level not in Publication.values:
        advice = Said("只能是公开、内部或商业秘密", "must be open, internal or secret")
        raise RefusedFields([Fault("level", _LEVEL, advice)])
    said = " ".join(str(storable(reason or "")).split())
    if len(said) > LONGEST_REASON:
        advice = Said(f"超过 {LONGEST_REASON} 字；请缩短", f"is longer than {LONGEST_REASON} characters; shorten it")
        faults.append(Fault("reason", _REASON, advice))
    elif not said and needs_reason(record, level):
        advice = Said("比通常更严，请写明依据或理由", "is closer than usual; say why")
        faults.append(Fault("reason", _REASON, advice))
    day = _day(until, faults)
    if faults:
        raise RefusedFields(faults)
    wanted = {"publication": level, "publication_reason": said, "publication_until": day}
    if level == Publication.OPEN:
        wanted["publication_until"] = None
    else:
        wanted["released_at"] = None  # what is closed again waits for a new release
    return wanted


def needs_reason(record: Record, level: str) -> bool:
    """Whether this level has to be explained: it is closed, and not what a record of this kind is by default."""
    return level != Publication.OPEN and level != publication_of(record.kind, record.fields)


def _day(until: date | str | None, faults: list[Fault]) -> date | None:
    if until is None or until == "":
        return None
    try:
        day = until if isinstance(until, date) else date.fromisoformat(until.strip())
    except ValueError:
        faults.append(Fault("until", _UNTIL, Said("日期写成 2026-12-31", "write a date as 2026-12-31")))
        return None
    today = timezone.localdate()
    if not today <= day <= today + FURTHEST:
        advice = Said("要在今天以后、三十年以内", "must lie ahead, within thirty years")
        faults.append(Fault("until", _UNTIL, advice))
    return day


def _taken_over(record: Record, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    changes = {}
    for name, new in wanted.items():
        old = getattr(record, name)
        if old != new:
            changes[name] = [_plain(old), _plain(new)]
            setattr(record, name, new)
    return changes


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def release(
    actor: Actor, by: User | None, public_id: str, *, released: bool = True, expected_version: int | None = None
) -> Record:
    """From now on name and amounts of an open project or demand are for everybody; or no longer.

    Raises:
        Record.DoesNotExist: it is not the actor's to change.
        Conflict: the version has moved on.
        WrongUsage: the record is not open, or has nothing that waits for a release.
    """
    record = editing.locked(actor, public_id, expected_version)
    if released and not may_release(record):
        raise WrongUsage(
            "只有公开的项目和需求才能发布；请先把级别定为公开",
            "only open projects and demands are released; set the level to open first",
        )
    wanted = {"released_at": timezone.now() if released else None}
    if bool(record.released_at) != released:
        editing.write_step(actor, by, record, _taken_over(record, wanted), RecordVersion.Action.RELEASE)
    return record


def may_release(record: Record) -> bool:
    """Whether the record has a name or amounts that wait for a release."""
    return record.kind in MASKED_KINDS and record.publication == Publication.OPEN


# --- review ----------------------------------------------------------------------------------------------------------


def review_state(record: Record) -> str:
    """`past` where the end date is over, `soon` where it comes within 30 days, else empty."""
    if record.publication_until is None or record.publication == Publication.OPEN:
        return ""
    today = timezone.localdate()
    if record.publication_until < today:
        return "past"
    return "soon" if record.publication_until <= today + SOON else ""


def to_review(actor: Actor) -> QuerySet[Record]:
    """The records that the actor may classify and whose end date is past or near, the earliest first."""
    rows = Record.objects.visible_to(actor).filter(edits_record(actor)).exclude(publication=Publication.OPEN)
    due = rows.filter(publication_until__lte=timezone.localdate() + SOON).select_related("owner_org")
    return seen_by(actor, due).order_by("publication_until", "pk")


def level_changes(changes: Mapping[str, Any]) -> list[dict[str, str]]:
    """The changes of a level or a release, as the history shows them."""
    return [
        {"label": str(_LABELS[key]), "old": _shown(key, pair[0]), "new": _shown(key, pair[1])}
        for key, pair in changes.items()
        if key in _LABELS
    ]


def _shown(key: str, value: Any) -> str:
    if key == "publication":
        return publication_label(value) if value else ""
    if key == "released_at":
        return str(Said("已发布", "released") if value else Said("未发布", "not released"))
    return str(value or "")
