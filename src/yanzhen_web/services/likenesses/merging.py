"""Two records become one, field by field as somebody chose, and two again.

The kept record goes a version further with what was chosen; the other goes out of sight with a version that says into
which. Both keep their histories. Undoing brings both back: the kept record without what was taken from the other, each
with what its own office has changed since. Where somebody has typed over a value that was taken from the other, undoing
would lose that: it is refused, and the sentence names the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import Likeness, Merge, Publication, Record, RecordVersion, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.likenesses import undoes_merge
from yanzhen_web.services.history.personal import opened
from yanzhen_web.services.likenesses import deciding
from yanzhen_web.services.likenesses.choosing import EXTRA, KEPT, MERGED, Choice, choices_of, chosen, value_in
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.editing import teller_for
from yanzhen_web.services.records.reading import seen_by
from yanzhen_web.services.records.recording import Step, Teller, advance, brought, store, taken_out
from yanzhen_web.services.records.snapshots import KEPT as SNAPSHOT_KEYS
from yanzhen_web.services.records.snapshots import put_back, snapshot_of
from yanzhen_web.services.records.tellings import hold

WHY = "records that an office merges, or takes apart"
INTO, FROM = "merged_into", "merged_from"
"""In the changes of versions: the record into which one was merged, or which was merged into it."""
_STRICTER = "合并时取两条中较严的一级"
Action = RecordVersion.Action


@dataclass(frozen=True)
class Wanted:
    """How two records are to be merged.

    Attributes:
        keep: public id of the record that stays.
        choices: field -> public id of the record whose value is taken; the defaults where nothing is said.
        versions: public id -> the version that was read; a record that has moved on is not merged unread.
    """

    keep: str
    choices: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass
class Plan:
    """A merge before it is done: what the kept record will be."""

    pair: Likeness
    kept: Record
    merged: Record
    choices: list[Choice]
    chosen: dict[str, str]
    changes: dict[str, list[Any]]


def plan(actor: Actor, public_id: str, wanted: Wanted) -> Plan:
    """What a merge would do.

    Raises:
        Likeness.DoesNotExist: there is no such pair, or it is not the actor's to decide on.
        Refusal: neither record is the one to keep; a choice is missing or makes no sense; a record has moved on.
    """
    pair = deciding.decidable(actor, public_id)
    return _plan(actor, pair, wanted)


def sides(actor: Actor, pair: Likeness, keep: str) -> tuple[Record, Record]:
    """The record to keep and the one to merge into it.

    Raises:
        Refusal: the pair has no record of that id.
    """
    rows = seen_by(actor, Record.objects.visible_to(actor)).select_related("owner_org", "upload")
    found = {record.public_id: record for record in rows.filter(pk__in=(pair.first_id, pair.second_id))}
    if keep not in found:
        raise Refusal("请选留哪一条", "choose which of the two stays", field="keep")
    kept = found.pop(keep)
    (merged,) = found.values()
    return kept, merged


def _plan(actor: Actor, pair: Likeness, wanted: Wanted) -> Plan:
    kept, merged = sides(actor, pair, wanted.keep)
    for record in (kept, merged):
        if wanted.versions.get(record.public_id, record.version) != record.version:
            raise Refusal("其中一条刚改过，请看过再合并", "one of them was changed meanwhile; read it, then merge")
    choices = choices_of(kept, merged)
    given = {key: KEPT if id_ == kept.public_id else MERGED for key, id_ in wanted.choices.items()}
    for key, id_ in wanted.choices.items():
        if id_ not in (kept.public_id, merged.public_id):
            raise Refusal("请从这两条里选", "choose one of these two", field=key)
    picked = chosen(choices, given)
    return Plan(pair, kept, merged, choices, picked, _changes(kept, merged, picked))


def _changes(kept: Record, merged: Record, picked: Mapping[str, str]) -> dict[str, list[Any]]:
    taken = (key for key, whose in picked.items() if whose == MERGED)
    pairs = {key: [value_in(kept, key), value_in(merged, key)] for key in taken}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]} | _levels(kept, merged)


def _levels(kept: Record, merged: Record) -> dict[str, list[Any]]:
    """The stricter of both levels, and released only where both were: merging gives nothing away."""
    order = list(Publication.values)  # from open to secret
    found: dict[str, list[Any]] = {}
    if order.index(merged.publication) > order.index(kept.publication):
        names = ("publication", "publication_until")
        found = {name: [getattr(kept, name), getattr(merged, name)] for name in names}
        found["publication_reason"] = [kept.publication_reason, _STRICTER]  # the other office's own may name somebody
    if kept.released_at is not None and merged.released_at is None:
        found["released_at"] = [kept.released_at, None]
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


@transaction.atomic
def merge(actor: Actor, by: User, public_id: str, wanted: Wanted) -> Merge:
    """Make one record of two.

    Raises:
        Likeness.DoesNotExist: as `plan`.
        Refusal: as `plan`; the pair is decided; no reason is given where two organisations are concerned.
    """
    pair = deciding.decidable(actor, public_id)
    hold(pair.first.owner_org, pair.second.owner_org)
    pair = deciding.locked(actor, public_id)
    deciding.refuse_decided(pair)
    reason = deciding.reason_for(pair, wanted.reason)
    planned = _plan(actor, pair, wanted)
    kept, merged = planned.kept, planned.merged
    before, now = kept.version, timezone.now()
    _take_over(kept, planned.changes)
    told = _told(planned.changes) | {FROM: [None, merged.public_id]}
    _write(actor, by, kept, told, Action.MERGE, now)
    merged.withdrawn_at, merged.merged_into = now, kept
    _write(actor, by, merged, {INTO: [None, kept.public_id]}, Action.MERGE, now)
    made = Merge.objects.unscoped(why=WHY).create(
        likeness=pair, kept=kept, merged=merged, choices=planned.chosen, before=before, after=kept.version,
        brought=brought(kept, merged), reason=reason, by=by, at=now,
    )  # fmt: skip
    deciding.settle(pair, by, Likeness.State.SAME, reason)
    return made


def _take_over(record: Record, changes: Mapping[str, list[Any]]) -> None:
    for key, (_, new) in changes.items():
        if key in SNAPSHOT_KEYS:
            setattr(record, key, new)
    told = {key: pair[1] for key, pair in changes.items() if key not in SNAPSHOT_KEYS}
    fields = {**record.fields, **told}
    record.fields = {key: value for key, value in fields.items() if value is not None}


def _told(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """As versions keep it."""
    return {key: [v.isoformat() if hasattr(v, "isoformat") else v for v in pair] for key, pair in changes.items()}


def _write(
    actor: Actor, by: User | None, record: Record, changes: dict[str, list[Any]], action: str, now: datetime
) -> Step:
    teller = _teller(actor, by, record, action)
    step = advance(record, changes, teller, now, action)
    store([], [step], teller, now)
    return step


def _teller(actor: Actor, by: User | None, record: Record, action: str) -> Teller:
    base = teller_for(actor, by, record.owner_org)
    return Teller(base.owner, by, None, None, on_behalf_of=base.on_behalf_of, deed=f"records.{action}")


# --- and back --------------------------------------------------------------------------------------------------------


def undoable(actor: Actor, public_id: str) -> Merge:
    """A merge that the actor may take back.

    Raises:
        Merge.DoesNotExist: there is none, or it is not the actor's.
    """
    rows = Merge.objects.visible_to(actor).filter(undoes_merge(actor))
    related = ("likeness", "kept__owner_org", "merged__owner_org")
    return rows.select_related(*related).get(public_id=public_id)


@transaction.atomic
def undo(actor: Actor, by: User, public_id: str) -> Merge:
    """Make two records of one again.

    Raises:
        Merge.DoesNotExist: as `undoable`.
        Refusal: it is undone already, another one was merged into the record since, or something would be lost.
    """
    found = undoable(actor, public_id)
    hold(found.kept.owner_org, found.merged.owner_org)
    list(Merge.objects.unscoped(why=WHY).select_for_update(of=("self",)).filter(pk=found.pk))
    found = undoable(actor, public_id)
    _refuse_undoing(found)
    now = timezone.now()
    rows = Record.objects.unscoped(why=WHY).select_related("owner_org", "upload")
    kept, merged = rows.get(pk=found.kept_id), rows.get(pk=found.merged_id)
    changes = _restored(found, kept, merged)
    merged.withdrawn_at, merged.merged_into = None, None
    _write(actor, by, kept, changes | {FROM: [merged.public_id, None]}, Action.UNMERGE, now)
    _write(actor, by, merged, {INTO: [kept.public_id, None]}, Action.UNMERGE, now)
    taken_out(kept, found.brought)
    found.undone_at, found.undone_by = now, by
    found.save(update_fields=["undone_at", "undone_by"])
    pair = Likeness.objects.unscoped(why=WHY).select_related("first", "second").get(pk=found.likeness_id)
    deciding.settle(pair, by, Likeness.State.OPEN, "")
    return found


def _refuse_undoing(found: Merge) -> None:
    if found.undone_at is not None:
        raise Refusal("这次合并已经撤销", "this merge is undone already")
    later = Merge.objects.unscoped(why=WHY).filter(kept=found.kept_id, undone_at=None, pk__gt=found.pk)
    if later.exists():
        raise Refusal("之后还有记录并进了这一条，请先撤销后来的合并",
                      "another record was merged into this one since; undo that first")  # fmt: skip


def _restored(found: Merge, kept: Record, merged: Record) -> dict[str, list[Any]]:
    """Bring the kept record back to before, with what has changed of its own since; returns {key: [old, new]}.

    Raises:
        Refusal: a value that was taken from the other has been typed over since.
    """
    before, after = _snapshots(found)
    now = snapshot_of(kept)
    taken = {key for key, whose in found.choices.items() if whose == MERGED}
    erased = _erased_since(found)
    lost = [key for key in sorted(taken) if key not in erased and _typed_over(key, after, kept, merged)]
    if lost:
        names_zh, names_en = _labels(kept.kind, lost)
        raise Refusal(
            f"合并之后有人改过取自另一条的栏目：{names_zh}。撤销会丢掉这些改动；请先把它们改回合并时的值，再撤销",
            f"what was taken from the other record was changed since: {names_en}. Undoing would lose that; set it back "
            "to what it was when merged, then undo",
        )
    back = {key: before[key] if now[key] == after[key] else now[key] for key in SNAPSHOT_KEYS if key != "fields"}
    back |= {key: before[key] for key in (taken - erased) & {"name", EXTRA}}
    fields = dict(now["fields"])
    for key in taken - erased - {"name", EXTRA}:
        fields.pop(key, None)
        if key in before["fields"]:
            fields[key] = before["fields"][key]
    put_back(kept, {**back, "fields": fields})
    return _differences(now, snapshot_of(kept))


def _snapshots(found: Merge) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the kept record was before and after, less what was erased since."""
    rows = RecordVersion.objects.unscoped(why=WHY).filter(record=found.kept_id, number__in=(found.before, found.after))
    before, after = (one.snapshot for one in opened(list(rows.order_by("number"))))
    return before, after


def _erased_since(found: Merge) -> set[str]:
    rows = RecordVersion.objects.unscoped(why=WHY).filter(
        record=found.kept_id, number__gt=found.after, action=Action.ERASE
    )
    return {key for version in rows for key in version.changes}


def _typed_over(key: str, after: Mapping[str, Any], kept: Record, merged: Record) -> bool:
    """Whether the value is neither the one that was taken, nor what the other's office says by now."""
    taken = after.get(key) if key in ("name", EXTRA) else after["fields"].get(key)
    stands = value_in(kept, key)
    return bool(stands != taken and stands != value_in(merged, key))


def _labels(kind: str, keys: Sequence[str]) -> tuple[str, str]:
    from yanzhen.fields import fields_of

    known = fields_of(kind)
    labels = [known[key].label if key in known else None for key in keys]
    pairs = [(label.zh, label.en) if label else (key, key) for label, key in zip(labels, keys, strict=True)]
    return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    named = ("name", EXTRA, "publication", "publication_reason", "publication_until", "released_at")
    found = {key: [old[key], new[key]] for key in named if old[key] != new[key]}
    keys = old["fields"].keys() | new["fields"].keys()
    pairs = {key: [old["fields"].get(key), new["fields"].get(key)] for key in sorted(keys)}
    return found | {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
