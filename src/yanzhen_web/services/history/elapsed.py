"""Past days: a record as it stood at the end of a day, for those who may know of it now and might have then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from yanzhen_web.models import Record, RecordVersion
from yanzhen_web.scopes import Actor, reads_contacts, sees_closely, sees_inside, sees_record
from yanzhen_web.scopes.past import holds
from yanzhen_web.services.history.personal import opened
from yanzhen_web.services.records.columns import describe
from yanzhen_web.services.records.reading import visible_records
from yanzhen_web.services.records.snapshots import put_back

WHY = "the past of records that the actor sees now"
_BATCH = 200
_RELATIONS = {"inside": sees_inside, "close": sees_closely, "contacts": reads_contacts}


def day_of(text: str) -> date | None:
    """The day that an address names, `2026-03-05`; None where it names none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def start_of(day: date) -> datetime:
    """The moment at which a day begins, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day > date.min else datetime.min.replace(tzinfo=UTC)


def end_of(day: date) -> datetime:
    """The moment at which a day is over, in the site's time zone."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def record_on(actor: Actor, kind: str, public_id: str, day: date) -> Record | None:
    """A record as it stood at the end of a day; None where the actor does not see it now, or might not have then.

    The row is not to be saved. Like one of `visible_records` it says how the actor stands to it: as near as both now
    and then. Names, masks and levels are those of that day.
    """
    rows = visible_records(actor, kind).select_related("owner_org", "upload__owner_org").filter(public_id=public_id)
    return next(_on(actor, rows, day), None)


def records_on(actor: Actor, kind: str, day: date, after: str = "") -> Iterator[Record]:
    """The records of a kind as they stood at the end of a day, in the order of their public ids; each as `record_on`.

    Args:
        after: the public id beyond which to go on.
    """
    rows = visible_records(actor, kind).select_related("owner_org", "upload__owner_org")
    return _on(actor, rows.filter(public_id__gt=after), day)


def _on(actor: Actor, rows: QuerySet[Record], day: date) -> Iterator[Record]:
    versions = RecordVersion.objects.unscoped(why=WHY).filter(record=OuterRef("pk"), at__lt=end_of(day))
    latest = Subquery(versions.order_by("-number").values("pk")[:1])
    source = (
        rows.annotate(version_then=latest).exclude(version_then=None).order_by("public_id").iterator(chunk_size=_BATCH)
    )
    while chunk := list(islice(source, _BATCH)):
        yield from _as_they_were(actor, chunk)


def _as_they_were(actor: Actor, records: Sequence[Any]) -> Iterator[Record]:
    found = RecordVersion.objects.unscoped(why=WHY).in_bulk([record.version_then for record in records])
    standing = [record for record in records if not _out_of_sight(found[record.version_then])]
    versions = [found[record.version_then] for record in standing]
    for record, version, told in zip(standing, versions, opened(versions), strict=True):
        put_back(record, told.snapshot)
        record.version, record.updated_at = version.number, version.at
        describe(record)
        then = _values(record)
        if holds(sees_record(actor), then):
            _stand(actor, record, then)
            yield record


def _out_of_sight(version: RecordVersion) -> bool:
    """Whether the record was withdrawn with this version, or merged into another."""
    merged = version.action == RecordVersion.Action.MERGE and "merged_into" in version.changes
    return merged or version.action == RecordVersion.Action.WITHDRAW


def _values(record: Record) -> Mapping[str, Any]:
    """What the rules ask of a record."""
    return {
        "pk": record.pk,
        "owner_org__path": record.owner_org.path,
        "owner_org_id": record.owner_org_id,
        "region": record.region,
        "publication": record.publication,
        "withdrawn_at": record.withdrawn_at,
    }


def _stand(actor: Actor, record: Any, then: Mapping[str, Any]) -> None:
    for name, rule in _RELATIONS.items():
        setattr(record, name, getattr(record, name) and holds(rule(actor), then))
