"""The writer of the history: what was done, by whom, from where; nothing is changed or left out later.

Two calls, for everybody:

- `note_deed` for a change (of people, organisations, permissions, settings, shared links …): in the transaction of
  the change, so that there is neither a change without an entry nor an entry without a change. Changes of records
  need no call: the recording writer notes them itself.
- `note_reading` for what changes nothing: reading a confidential record, an export, a refused sign-in. It goes
  through a spool file, so that it is never held up by a long writing.

Who, through which door and from which address comes from `circumstances`, which pages, the API and jobs set.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from yanzhen_web.models import AuditEntry, PersonalValue, PersonRef, User
from yanzhen_web.models.identifiers import new_public_id
from yanzhen_web.models.recorded import writing
from yanzhen_web.scopes import Actor, Desk
from yanzhen_web.services.history import circumstances, spooling
from yanzhen_web.services.history.digests import digest_of_entry, hash_of_person, hash_of_value, new_salt
from yanzhen_web.services.records.storing import storable

_log = logging.getLogger("yanzhen_web.history")
WHY = "the writer of the history"
ADDRESS = "address"
_BATCH = 500
_SAME_ADDRESS = timedelta(days=1)
"""For so long one row serves the same person at the same address."""


@dataclass(frozen=True)
class Deed:
    """What an entry will say, before its person and address stand in rows of their own."""

    action: str
    public_id: str = field(default_factory=new_public_id)
    at: str = ""
    user: int | None = None
    path: str = ""
    role: str = ""
    door: str = ""
    address: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    subject_version: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


_TEXTS = [one.name for one in fields(Deed) if one.type == "str"]


def note_deed(
    action: str, subject: Model | None = None, *, version: int | None = None, by: User | None = None, **detail: Any
) -> AuditEntry:
    """Write down a deed, in the transaction of the change that it tells of.

    Args:
        action: `verb` or `thing.verb`, e.g. `sign_in`, `membership.end`.
        subject: the row it was done to; its public id stands in the entry.
        version: which version of it; a record's own where nothing is said.
        by: who did it, where nobody is known to have asked: at a sign-in, in a command.
        detail: what else to tell, nothing personal: identifiers, counts, codes, names of fields.
    """
    with transaction.atomic(), writing():
        return write_deed(_deed(action, subject, version, by, detail))


def note_reading(
    action: str, subject: Model | None = None, *, version: int | None = None, by: User | None = None, **detail: Any
) -> None:
    """Write down a reading, an export, a refused sign-in: outside any transaction, never held up by a long writing.

    The arguments are those of `note_deed`. The entry stands in the history about a second later.
    """
    spooling.append(asdict(_deed(action, subject, version, by, detail)))


def _deed(action: str, subject: Model | None, version: int | None, by: User | None, detail: dict[str, Any]) -> Deed:
    now = circumstances.now()
    desk = _desk(now.actor)
    kind, id_ = ("", "") if subject is None else (str(subject._meta.model_name), _public_id(subject))
    if version is None and subject is not None and kind == "record":
        version = subject.version  # type: ignore[attr-defined]
    return Deed(
        action=action,
        at=timezone.now().isoformat(),
        user=by.pk if by else now.actor.user_id,
        path=desk.path if desk else "",
        role=desk.role if desk else "",
        door=now.door,
        address=now.address,
        subject_kind=kind,
        subject_id=id_,
        subject_version=version,
        detail=storable(detail),
    )


def _desk(actor: Actor) -> Desk | None:
    """The desk at which a deed counts as done: where records are entered, else the first."""
    return actor.home or next(iter(actor.desks), None)


def _public_id(subject: Model) -> str:
    return str(getattr(subject, "public_id", None) or subject.pk or "")


def write_deed(deed: Deed) -> AuditEntry:
    """An entry with its person and address; within `writing()` and a transaction."""
    person = person_ref(deed.user)
    at = datetime.fromisoformat(deed.at)
    entry = AuditEntry(
        public_id=deed.public_id,
        at=at,
        action=deed.action[:40],
        person=person,
        path=deed.path,
        role=deed.role,
        door=deed.door,
        origin=_origin(person, deed.address, at) if deed.address else None,
        subject_kind=deed.subject_kind,
        subject_id=deed.subject_id[:64],
        subject_version=deed.subject_version,
        detail=deed.detail,
    )
    entry.digest = digest_of_entry(entry)
    entry.save(force_insert=True)
    return entry


def person_ref(user_id: int | None) -> PersonRef | None:
    """The reference by which the history knows a person; made at the first deed."""
    if user_id is None:
        return None
    refs = PersonRef.objects.unscoped(why=WHY)
    found = refs.filter(user_id=user_id).first()
    if found is not None:
        return found
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    made = PersonRef(user=user, label=str(user)[:200], salt=new_salt())
    made.hash = hash_of_person(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody else was first
        return refs.get(user_id=user_id)
    return made


def _origin(person: PersonRef | None, address: str, at: datetime) -> PersonalValue | None:
    if person is not None and person.erased_at is not None:
        return None
    kept = PersonalValue.objects.unscoped(why=WHY).filter(person=person, record=None, key=ADDRESS, erased_at=None)
    latest = kept.order_by("-pk").first() if person else None
    if latest is not None and latest.value == address and abs(at - latest.at) < _SAME_ADDRESS:
        return latest
    made = PersonalValue(salt=new_salt(), value=address, person=person, key=ADDRESS, at=at)
    made.hash = hash_of_value(made)
    made.save(force_insert=True)
    return made


def take_in() -> int:
    """Write what waits in the spool into the table, each line once; returns how many entries are new."""
    return sum(spooling.take(_insert))


def take_in_if_possible() -> int:
    """`take_in`, for a page that is shown all the same while somebody else holds the database or takes them in."""
    try:
        return take_in() if spooling.waiting() else 0
    except (DatabaseError, OSError):
        _log.warning("readings wait in the spool: the database is busy, or the spool can't be read", exc_info=True)
        return 0


def _insert(lines: Sequence[dict[str, Any]], torn: Sequence[bytes], name: str) -> int:
    """The lines of one spool file, in one transaction; those that are there already are passed over.

    A line that fits no entry (another edition wrote it, or somebody's hand) holds up none of the others: it is told of
    like one that can't be read.
    """
    deeds = [_deed_of(line) for line in lines]
    unfit = [orjson.dumps(line) for line, deed in zip(lines, deeds, strict=True) if deed is None]
    fit = [deed for deed in deeds if deed is not None]
    try:
        return _insert_all(fit, [*torn, *unfit], name)
    except (DataError, ValueError, TypeError):
        refused = [deed for deed in fit if not _insert_alone(deed)]
        return (
            len(fit)
            - len(refused)
            + _insert_all([], [*torn, *unfit, *(orjson.dumps(asdict(d)) for d in refused)], name)
        )


def _deed_of(line: dict[str, Any]) -> Deed | None:
    try:
        deed = Deed(**line)
        datetime.fromisoformat(deed.at)
    except (TypeError, ValueError):
        return None
    return deed if all(isinstance(getattr(deed, name), str) for name in _TEXTS) else None


def _insert_alone(deed: Deed) -> bool:
    try:
        _insert_all([deed], [], "")
    except (DataError, ValueError, TypeError):
        return False
    return True


def _insert_all(deeds: Sequence[Deed], torn: Sequence[bytes], name: str) -> int:
    with transaction.atomic(), writing():
        there = _there(deeds)
        new = [deed for deed in deeds if deed.public_id not in there]
        for deed in new:
            write_deed(deed)
        if torn:
            note_torn(name, torn)
    return len(new)


def _there(deeds: Sequence[Deed]) -> set[str]:
    """The public identifiers of those that stand in the table already."""
    entries, found = AuditEntry.objects.unscoped(why=WHY), set()
    for first in range(0, len(deeds), _BATCH):
        ids = [deed.public_id for deed in deeds[first : first + _BATCH]]
        found.update(entries.filter(public_id__in=ids).values_list("public_id", flat=True))
    return found


def note_torn(name: str, torn: Sequence[bytes]) -> None:
    """That lines of the spool could not be read: written down once for each file, never passed over silently."""
    entries = AuditEntry.objects.unscoped(why=WHY)
    if not entries.filter(action="history.torn", subject_id=name[:64]).exists():
        deed = Deed(
            "history.torn",
            at=timezone.now().isoformat(),
            door="job",
            subject_kind="spool",
            subject_id=name,
            detail={"lines": len(torn), "bytes": sum(map(len, torn))},
        )
        write_deed(deed)
