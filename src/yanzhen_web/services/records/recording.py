"""The only writer of records: rows, amounts, dates and versions stay in step, in chunks (`undoing` takes them back).

A record that an organisation sends again (by the id that it got back, or by the same content) is updated, never
doubled. What a later book does not mention stays as it was. One that was merged into another goes on being told (see
`tellings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from yanzhen_web.models import (
    Amount,
    AuditEntry,
    BusinessDate,
    DraftRow,
    Event,
    Organisation,
    Participation,
    Publication,
    Record,
    RecordVersion,
    Upload,
    User,
)
from yanzhen_web.models.recorded import writing
from yanzhen_web.services.history.digests import digest_of_version
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.history.personal import put_aside
from yanzhen_web.services.programs.happenings import note_records
from yanzhen_web.services.records.columns import amounts_of, dates_of, describe
from yanzhen_web.services.records.snapshots import snapshot_of
from yanzhen_web.services.records.tellings import EXTRA, NAME, Standing, hold, passed_on, standing_of

CHUNK = 500
WHY = "the recording writer"
_TOUCHED = [
    "name", "engine_key", "fields", "extra", "facts", "publication", "region", "stage", "industry", "chain", "origin",
    "origin_scope", "party", "park", "amount_cny", "search_text", "version", "updated_at", "upload", "sheet", "row",
    "withdrawn_at", "merged_into",
    "released_at", "masked", "open_name", "open_party", "open_amount_cny", "open_search_text", "twin_key",
    "publication_reason", "publication_until",
]  # fmt: skip

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass
class Told:
    """One record as it was told, before it is known whether it is a new one."""

    kind: str
    name: str
    key: str
    fields: dict[str, Any]
    extra: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    row: int | None = None
    returned_id: str = ""
    publication: str = ""
    released: bool = False


@dataclass(frozen=True)
class Teller:
    """Whose records are written, by whom, from which book and for which event.

    Attributes:
        on_behalf_of: the organisation, where somebody above it enters what is its own (代录).
        deed: how the history calls what is done.
        noted: the entry of the history that all versions of this writing come from, once something was written.
    """

    owner: Organisation
    by: User | None = None
    upload: Upload | None = None
    event: Event | None = None
    on_behalf_of: Organisation | None = None
    deed: str = "records.write"
    noted: list[AuditEntry] = field(default_factory=list, compare=False, repr=False)


@dataclass
class Written:
    """What a writing did; `records` stand in the order in which they were told."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    kept: int = 0
    levels_kept: int = 0
    records: list[Record] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers, for pages."""
        names = ("created", "updated", "unchanged", "withdrawn", "kept", "levels_kept")
        return {name: getattr(self, name) for name in names}


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Lists of a few hundred."""
    source = iter(items)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


@transaction.atomic
def write_records(told: Iterable[Told], teller: Teller) -> Written:
    """Create or update the records told, all of them or none."""
    # Whoever writes for the same organisation waits here, so that the same record is not created twice.
    hold(teller.owner)
    written = Written()
    now = timezone.now()
    for chunk in chunks(told):
        _write_chunk(chunk, teller, now, written)
    return written


def _write_chunk(chunk: Sequence[Told], teller: Teller, now: datetime, written: Written) -> None:
    known, standing = _known(chunk, teller.owner)
    by_hand = _classified_by_hand(known)
    new: dict[int, tuple[Record, Told]] = {}
    changed: dict[int, tuple[Record, dict[str, list[Any]]]] = {}
    hosts: dict[int, tuple[Record, dict[str, list[Any]]]] = {}
    for one in chunk:
        record = known.get(one.returned_id) or known.get((one.kind, one.key))
        if record is None:
            record = _created(one, teller, now)
            known[(one.kind, one.key)] = record
            new[id(record)] = (record, one)
        else:
            one = _own_part(one, record, standing)
            if record.pk in by_hand and _lowers(record, one):
                one = replace(one, publication="")
                written.levels_kept += 1
            changes = _changed(record, one)
            if changes and id(record) in new:
                describe(record)
            elif changes:
                merged = {**changed.get(id(record), (record, {}))[1], **changes}
                changed[id(record)] = (record, merged)
                _pass_on(record, standing, changes, hosts)
        written.records.append(record)
    created = [record for record, _ in new.values()]
    updates = [advance(record, changes, teller, now) for record, changes in changed.values()]
    store(created, updates, teller, now)
    store([], [_hosting(record, changes, teller, now) for record, changes in hosts.values()], teller, now)
    written.created += len(created)
    written.updated += len(updates)
    written.unchanged += len(chunk) - len(created) - len(updates)
    told = written.records[-len(chunk) :]
    _take_part([*told, *(standing.root(record) for record in told)], teller.event)


def _own_part(one: Told, record: Record, standing: Standing) -> Told:
    """Less the fields that were chosen from another's telling, where others were merged into the record."""
    if record.pk not in standing.sources:
        return one
    told = {key: value for key, value in one.fields.items() if standing.tells(record, record, key)}
    name = one.name if standing.tells(record, record, NAME) else ""
    return replace(one, fields=told, name=name, extra=one.extra if standing.tells(record, record, EXTRA) else {})


def _pass_on(
    record: Record,
    standing: Standing,
    changes: dict[str, list[Any]],
    hosts: dict[int, tuple[Record, dict[str, list[Any]]]],
) -> None:
    """To the records in which this one stands, what is this one's to tell there."""
    for host in standing.hosts.get(record.pk, ()):
        taken = passed_on(record, host, standing, changes)
        if taken:
            hosts[host.pk] = (host, {**hosts.get(host.pk, (host, {}))[1], **taken})


def _hosting(record: Record, changes: dict[str, list[Any]], teller: Teller, now: datetime) -> Step:
    """The step of a record by another organisation's book: where the record itself came from stays as it was."""
    upload = record.upload
    step = advance(record, changes, teller, now)
    record.upload = upload
    return step


def _known(chunk: Sequence[Told], owner: Organisation) -> tuple[dict[Any, Record], Standing]:
    """Records already there, by returned id and by (kind, content key); and where those stand that were merged."""
    ids = [one.returned_id for one in chunk if one.returned_id]
    keys = [one.key for one in chunk]
    found: dict[Any, Record] = {}
    versions = (
        RecordVersion.objects.unscoped(why=WHY)
        .filter(_told_still("record__"), engine_key__in=keys, record__owner_org=owner)
        .select_related("record__upload")
        .order_by("-number", "record_id")
    )
    unique: dict[int, Record] = {}
    for version in versions:
        record = unique.setdefault(version.record_id, version.record)
        found.setdefault((record.kind, version.engine_key), record)
    for id_, row in _returned(ids, owner) if ids else ():
        found.setdefault(id_, unique.setdefault(row.pk, row))
    standing = standing_of(unique)
    # One whose record was withdrawn since is gone like any other that was.
    return {key: one for key, one in found.items() if standing.root(one).withdrawn_at is None}, standing


def _told_still(prefix: str = "") -> Q:
    """Records that a telling can change: those that stand, and those that were merged into another."""
    return Q(**{f"{prefix}withdrawn_at": None}) | Q(**{f"{prefix}merged_into__isnull": False})


def _returned(ids: Sequence[str], owner: Organisation) -> Iterator[tuple[str, Record]]:
    """Records by the ids that a book brings back: a key that the record has or had, or that its row came with.

    The organisation above may send back, corrected, what one below it sent in.
    """
    alive = Record.objects.unscoped(why=WHY).filter(_told_still(), owner_org__path__startswith=owner.path)
    for record in alive.filter(public_id__in=ids).select_related("upload"):
        yield record.public_id, record
    versions = RecordVersion.objects.unscoped(why=WHY).filter(engine_key__in=ids, record__in=alive)
    for version in versions.select_related("record__upload").order_by("record__owner_org__path", "-number", "record"):
        yield version.engine_key, version.record
    drafts = DraftRow.objects.unscoped(why=WHY).filter(collected_key__in=ids, record__in=alive)
    for draft in drafts.select_related("record__upload").order_by("-pk"):
        if draft.record is not None:
            yield draft.collected_key, draft.record


def _classified_by_hand(known: dict[Any, Record]) -> set[int]:
    """Those whose level a person has set, by itself or in a merge: no book lowers it."""
    by_hand = (RecordVersion.Action.CLASSIFY, RecordVersion.Action.MERGE)
    classified = RecordVersion.objects.unscoped(why=WHY).filter(action__in=by_hand)
    pks = {record.pk for record in known.values()}
    return set(classified.filter(record__in=pks).values_list("record_id", flat=True)) if pks else set()


def _lowers(record: Record, one: Told) -> bool:
    order = list(Publication.values)  # from open to secret
    return bool(one.publication) and order.index(one.publication) < order.index(record.publication)


def _created(one: Told, teller: Teller, now: datetime) -> Record:
    record = Record(
        kind=one.kind,
        engine_key=one.key,
        name=one.name,
        owner_org=teller.owner,
        publication=one.publication or Publication.INTERNAL,
        released_at=now if one.released else None,
        fields=dict(one.fields),
        extra=dict(one.extra),
        created_at=now,
        updated_at=now,
        upload=teller.upload,
        sheet=one.sheet,
        row=one.row,
    )
    describe(record)
    return record


def _changed(record: Record, one: Told) -> dict[str, list[Any]]:
    """Take over what the telling says; returns {key: [old, new]}."""
    changes = {key: [record.fields.get(key), new] for key, new in one.fields.items() if record.fields.get(key) != new}
    if one.name and one.name != record.name:
        changes["name"] = [record.name, one.name]
        record.name = one.name
    extra = {**record.extra, **one.extra}
    if extra != record.extra:
        changes["extra"] = [record.extra, extra]
        record.extra = extra
    if one.publication and one.publication != record.publication:
        changes["publication"] = [record.publication, one.publication]
        record.publication = one.publication
    if changes:
        record.fields = {**record.fields, **one.fields}
        record.engine_key = one.key or record.engine_key
        record.sheet, record.row = one.sheet or record.sheet, one.row or record.row
    return changes


@dataclass
class Step:
    """A record that goes one version further."""

    record: Record
    changes: dict[str, list[Any]]
    action: str


def advance(
    record: Record, changes: dict[str, list[Any]], teller: Teller, now: datetime, action: str = "update"
) -> Step:
    """Make the record that was changed a version older; it is written with `store`."""
    record.version += 1
    record.updated_at = now
    if teller.upload is not None and action == RecordVersion.Action.UPDATE:
        record.upload = teller.upload
    describe(record)
    return Step(record, changes, action)


def store(created: Sequence[Record], steps: Sequence[Step], teller: Teller, now: datetime) -> None:
    """Write new records and steps, with their amounts, dates and versions."""
    with transaction.atomic(), writing():
        _store(created, steps, teller, now)


def _store(created: Sequence[Record], steps: Sequence[Step], teller: Teller, now: datetime) -> None:
    everything = Record.objects.unscoped(why=WHY)
    everything.bulk_create(created)
    updated = [step.record for step in steps]
    if updated:
        overwrite(everything, updated, _TOUCHED)
        Amount.objects.unscoped(why=WHY).filter(record__in=updated).delete()
        BusinessDate.objects.unscoped(why=WHY).filter(record__in=updated).delete()
    touched = [*created, *updated]
    Amount.objects.unscoped(why=WHY).bulk_create([row for record in touched for row in amounts_of(record)])
    BusinessDate.objects.unscoped(why=WHY).bulk_create([row for record in touched for row in dates_of(record)])
    births = [Step(record, _birth(record), RecordVersion.Action.CREATE) for record in created]
    if births or steps:
        versions = _versions([*births, *steps], teller, now)
        RecordVersion.objects.unscoped(why=WHY).bulk_create(versions)
        note_records(((step.action, step.record) for step in [*births, *steps]), now)


def _source(teller: Teller) -> AuditEntry:
    """The entry of the history that says who writes, through which door and from where: one for a whole book."""
    if not teller.noted:
        book = {"upload": teller.upload.public_id} if teller.upload else {}
        teller.noted.append(note_deed(teller.deed, teller.owner, by=teller.by, **book))
    return teller.noted[0]


def overwrite(rows: QuerySet[M], changed: Sequence[M], fields: list[str]) -> None:
    """Write fields of many rows that are there already: as an upsert, which takes a tenth of `bulk_update`'s time."""
    rows.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=CHUNK)


def _birth(record: Record) -> dict[str, list[Any]]:
    return {key: [None, value] for key, value in {"name": record.name, **record.fields}.items()}


def _versions(steps: Sequence[Step], teller: Teller, now: datetime) -> list[RecordVersion]:
    """A version for each step; personal values stand beside it, so that they can be erased."""
    source = _source(teller)
    told = put_aside([(step.record, step.changes, snapshot_of(step.record)) for step in steps], now)
    return [_version(step, *stated, teller, source, now) for step, stated in zip(steps, told, strict=True)]


def _version(
    step: Step, changes: dict[str, Any], snapshot: dict[str, Any], teller: Teller, source: AuditEntry, now: datetime
) -> RecordVersion:
    version = RecordVersion(
        record=step.record,
        number=step.record.version,
        engine_key=step.record.engine_key,
        at=now,
        by=teller.by,
        upload=teller.upload,
        on_behalf_of=teller.on_behalf_of,
        action=step.action,
        changes=changes,
        snapshot=snapshot,
        source=source,
    )
    version.digest = digest_of_version(version)
    return version


def _take_part(records: Sequence[Record], event: Event | None) -> None:
    if event is None:
        return
    rows = {record.pk: Participation(event=event, record=record) for record in records}
    with writing():
        Participation.objects.unscoped(why=WHY).bulk_create(rows.values(), ignore_conflicts=True)


def brought(kept: Record, merged: Record) -> list[int]:
    """Let a record take part where one that is merged into it does; returns the keys of the new parts."""
    rows = Participation.objects.unscoped(why=WHY)
    there = set(rows.filter(record=kept).values_list("event", "session"))
    wanted = [row for row in rows.filter(record=merged) if (row.event_id, row.session_id) not in there]
    new = [Participation(event_id=row.event_id, session_id=row.session_id, record=kept) for row in wanted]
    with writing():
        return [row.pk for row in rows.bulk_create(new)]


def taken_out(record: Record, parts: Sequence[int]) -> None:
    """Take these parts in events away from a record again."""
    with writing():
        Participation.objects.unscoped(why=WHY).filter(record=record, pk__in=parts).delete()


def withdrawn(record: Record, teller: Teller, now: datetime) -> Step:
    """The step by which a record goes out of sight."""
    record.withdrawn_at = now
    return advance(record, {}, teller, now, RecordVersion.Action.WITHDRAW)


def foresee(told: Iterable[Told], teller: Teller) -> dict[str, int]:
    """What writing would do, without doing it: new, changed, same."""
    counts = {"new": 0, "changed": 0, "same": 0}
    for chunk in chunks(told):
        known, standing = _known(chunk, teller.owner)
        by_hand = _classified_by_hand(known)
        for one in chunk:
            record = known.get(one.returned_id) or known.get((one.kind, one.key))
            if record is None:
                counts["new"] += 1
                continue
            one = _own_part(one, record, standing)
            if record.pk in by_hand and _lowers(record, one):
                one = replace(one, publication="")
            counts["changed" if _changed(record, one) else "same"] += 1
    return counts
