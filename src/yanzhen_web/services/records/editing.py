"""One record entered, changed or withdrawn by hand or by a program: the same checks, the same writer, the same history.

Whoever enters for an organisation below its own enters on that one's behalf (代录), and the history says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yanzhen.errors import YanzhenError
from yanzhen.fields import fields_of
from yanzhen.language import Said
from yanzhen.records import Record as EngineRecord
from yanzhen.records import content_key
from yanzhen_web.models import Event, Organisation, Record, RecordVersion, User
from yanzhen_web.scopes import EDITORS, Actor, Relation, edits_record, reads_field, tells_for_organisation
from yanzhen_web.services.records.columns import describe
from yanzhen_web.services.records.fieldchecking import Fault, RefusedFields, checked, nameless
from yanzhen_web.services.records.reading import seen_by, visible_records
from yanzhen_web.services.records.recording import Step, Teller, Told, advance, store, withdrawn, write_records
from yanzhen_web.services.records.releasing import is_released, publication_of
from yanzhen_web.services.records.storing import storable

_WHY = "a record that the actor may change is locked, or a key is chosen among its organisation's"
_OWNER = Said("填报单位", "Organisation")


class Conflict(YanzhenError):
    """Somebody else has changed the record since it was read; `record` is as it stands, with its version."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.version = record.version
        super().__init__(
            f"这条记录已被改过，现在是第 {record.version} 版；请看过新的内容再保存",
            f"the record has been changed meanwhile and is at version {record.version}; read it again, then save",
        )


# --- who may ---------------------------------------------------------------------------------------------------------


def owners(actor: Actor) -> list[Organisation]:
    """The organisations in whose name the actor enters records, its own ones first."""
    rows = Organisation.objects.visible_to(actor).filter(tells_for_organisation(actor))
    own = _own(actor)
    return sorted(rows, key=lambda organisation: (organisation.pk not in own, organisation.path))


def _own(actor: Actor) -> frozenset[int]:
    return frozenset(desk.organisation for desk in actor.desks if desk.role in EDITORS)


def _owner(actor: Actor, public_id: str | None) -> Organisation:
    """The organisation of that id, else the actor's first; one that is hidden is refused like one that is none."""
    rows = Organisation.objects.visible_to(actor).filter(tells_for_organisation(actor))
    home = actor.home.organisation if actor.home else None
    wanted = Q(public_id=storable(str(public_id))) if public_id else Q(pk=home)
    found = rows.filter(wanted).first()
    if found is None:
        advice = Said(
            "不是您能代为填报的单位；请从列表中选", "none that you enter records for; choose one of your list"
        )
        raise RefusedFields([Fault("owner", _OWNER, advice)])
    return found


def editable(actor: Actor, public_id: str) -> Record:
    """The record of that id, with how the actor stands to it.

    Raises:
        Record.DoesNotExist: there is none, or it is not the actor's to change: the two are not told apart.
    """
    rows = seen_by(actor, Record.objects.visible_to(actor).filter(edits_record(actor)))
    return rows.select_related("owner_org", "upload").get(public_id=public_id)


def writable(kind: str, relation: Relation) -> frozenset[str]:
    """The keys that may be written in this relation: those that are read."""
    return frozenset(key for key, field in fields_of(kind).items() if reads_field(field, relation))


def _within(kind: str, relation: Relation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values checked, all of them for fields that are the actor's to write."""
    found = checked(kind, values)
    beyond = sorted(set(found) - writable(kind, relation))
    if beyond:
        advice = Said("这个字段不由您填写；请去掉", "not yours to write; leave it out")
        raise RefusedFields([Fault(key, fields_of(kind)[key].label, advice) for key in beyond])
    return found


# --- duplicates ------------------------------------------------------------------------------------------------------


def twins_in_sight(actor: Actor, kind: str, values: Mapping[str, Any]) -> list[Record]:
    """Records that tell of the same thing, as far as the actor knows them by name.

    A hidden one is never told of, nor is one by a code: what is entered beside it is taken without a hint.
    """
    described = Record(kind=kind, name=str(values.get("name") or ""), fields=dict(values))
    describe(described)
    rows = visible_records(actor, kind).filter(twin_key=described.twin_key)
    named = rows.filter(Q(inside=True) | Q(masked=False)).select_related("owner_org")
    return list(named.order_by("pk")[:5])


def _free_key(record: EngineRecord, owner: Organisation, own: Record | None = None) -> str:
    """The content key, with `~2` … where another record of the organisation has, or had, the same content."""
    base = content_key(record)
    versions = RecordVersion.objects.unscoped(why=_WHY).filter(record__owner_org=owner, engine_key__startswith=base)
    if own is not None:
        versions = versions.exclude(record=own)
    taken = set(versions.values_list("engine_key", flat=True))
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}~{number}"
    return key


# --- deeds -----------------------------------------------------------------------------------------------------------


def teller_for(actor: Actor, by: User | None, owner: Organisation, event: Event | None = None) -> Teller:
    """Who writes for whom."""
    behalf = None if owner.pk in _own(actor) else owner
    return Teller(owner, by, None, event, on_behalf_of=behalf)


@transaction.atomic
def create_record(
    actor: Actor,
    by: User | None,
    kind: str,
    values: Mapping[str, Any],
    *,
    owner: str | None = None,
    event: Event | None = None,
) -> Record:
    """A new record; one that somebody has told of already is a record of its own all the same.

    Args:
        values: typed, as `checked` takes them, `name` among them.
        owner: public id of the organisation whose record it is; the actor's own where nobody says.
        event: that it takes part in.

    Raises:
        RefusedFields: names each value that can't be taken.
    """
    organisation = _owner(actor, owner)
    relation = Relation(inside=True, close=True, contacts=actor.granted("contacts"))
    told = {key: value for key, value in _within(kind, relation, values).items() if value is not None}
    name = told.pop("name", None)
    if not name:
        raise RefusedFields([nameless(kind)])
    _lock(organisation)
    one = Told(
        kind=kind,
        name=name,
        key=_free_key(EngineRecord(kind, name, told), organisation),
        fields=told,
        publication=publication_of(kind, told),
        released=is_released(kind, told),
    )
    return write_records([one], teller_for(actor, by, organisation, event)).records[0]


@transaction.atomic
def update_record(
    actor: Actor, by: User | None, public_id: str, values: Mapping[str, Any], *, expected_version: int | None = None
) -> Record:
    """Change the fields that are given and keep the others; None clears one.

    Args:
        values: typed, as `checked` takes them.
        expected_version: the version that the change was made upon; None where the last word counts.

    Raises:
        Record.DoesNotExist: as `editable`.
        Conflict: the version has moved on.
        RefusedFields: names each value that can't be taken.
    """
    record = locked(actor, public_id, expected_version)
    told = _within(record.kind, Relation.to(record), values)
    changes = _taken_over(record, told)
    if changes:
        engine = EngineRecord(record.kind, record.name, record.fields)
        record.engine_key = _free_key(engine, record.owner_org, record)
        write_step(actor, by, record, changes)
    return record


def _taken_over(record: Record, told: Mapping[str, Any]) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    if "name" in told and told["name"] != record.name:
        changes["name"] = [record.name, told["name"]]
        record.name = told["name"]
    fields = {key: value for key, value in told.items() if key != "name"}
    changes |= {key: [record.fields.get(key), new] for key, new in fields.items() if record.fields.get(key) != new}
    merged = {**record.fields, **fields}
    record.fields = {key: value for key, value in merged.items() if value is not None}
    return changes


@transaction.atomic
def withdraw_record(actor: Actor, by: User | None, public_id: str, *, expected_version: int | None = None) -> Record:
    """Take a record out of everybody's sight; its history stays.

    Raises:
        Record.DoesNotExist: as `editable`.
        Conflict: the version has moved on.
    """
    record = locked(actor, public_id, expected_version)
    teller, now = teller_for(actor, by, record.owner_org), timezone.now()
    store([], [withdrawn(record, teller, now)], teller, now)
    return record


def locked(actor: Actor, public_id: str, expected_version: int | None) -> Record:
    """The record, held until the transaction ends, if it still is at that version.

    Raises:
        Record.DoesNotExist: as `editable`.
        Conflict: the version has moved on.
    """
    record = editable(actor, public_id)
    _lock(record.owner_org)  # as the writer of books does, so that neither waits for the other
    Record.objects.unscoped(why=_WHY).select_for_update().get(pk=record.pk)
    record = editable(actor, public_id)
    if expected_version is not None and record.version != expected_version:
        raise Conflict(record)
    return record


def _lock(organisation: Organisation) -> None:
    Organisation.objects.unscoped(why=_WHY).select_for_update().get(pk=organisation.pk)


def write_step(
    actor: Actor,
    by: User | None,
    record: Record,
    changes: dict[str, list[Any]],
    action: str = RecordVersion.Action.UPDATE,
) -> Step:
    """Write a locked record that was changed, one version further."""
    teller, now = teller_for(actor, by, record.owner_org), timezone.now()
    step = advance(record, changes, teller, now, action)
    store([], [step], teller, now)
    return step
