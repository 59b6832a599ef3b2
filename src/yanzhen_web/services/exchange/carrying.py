"""Records that travel keep their public ids: created at the other end, and from then on as their owner tells them.

An owner's telling is the whole record, so that the newest one is all that counts, whichever came first. What was set
aside here stays: a level that a person has raised, a record that was withdrawn; one that was merged is told to the
record in which it stands, as a book would tell it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from yanzhen_web.models import Carried, Correspondent, Organisation, Publication, Record, RecordVersion, User
from yanzhen_web.services.exchange.standing import WHY
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.columns import describe
from yanzhen_web.services.records.recording import (
    Step,
    Teller,
    Told,
    advance,
    chunks,
    store,
    write_records,
)
from yanzhen_web.services.records.tellings import hold

Line = Mapping[str, Any]
_LEVELS = tuple(Publication.values)
_BATCH = 500


@dataclass
class Carrying:
    """Taking the records of one file in.

    Attributes:
        within: the organisation that reports: whose records, and those below it, are told at all.
        updates: whether the sender owns them; who asks only makes known what is missing.
        counts: what it did.
    """

    correspondent: Correspondent
    within: Organisation
    by: User | None
    owners: Mapping[str, Organisation]
    updates: bool
    counts: dict[str, int] = field(default_factory=lambda: {"created": 0, "updated": 0, "left": 0})
    _tellers: dict[int, Teller] = field(default_factory=dict)

    def take(self, lines: Iterable[Line]) -> None:
        """Write them, some hundreds at a time.

        Raises:
            Refusal: one is told as something else than it is, or as somebody's who does not report here.
        """
        hold(self.within)
        for chunk in chunks(lines):
            for line in chunk:
                self._owner(line)
            self._take_chunk(list({line["id"]: line for line in chunk}.values()))

    def _take_chunk(self, chunk: Sequence[Line]) -> None:
        now = timezone.now()
        known = self._known(chunk)
        numbers = numbers_of(self.correspondent, [record.pk for record in known.values()])
        new = [line for line in chunk if line["id"] not in known]
        made = [self._created(line, now) for line in new]
        self._store(made, [], now)
        told, steps = list(zip(made, new, strict=True)), list[Step | None]()
        for line in chunk if self.updates else ():
            record = known.get(line["id"])
            if record is not None and self._may_tell(record, line) and line["version"] > numbers.get(record.pk, -1):
                steps.append(self._renew(record, line, now))
                told.append((record, line))
        self._store([], [step for step in steps if step is not None], now)
        self._remember(told)
        self.counts["created"] += len(made)

    def _known(self, chunk: Sequence[Line]) -> dict[str, Record]:
        rows = Record.objects.unscoped(why=WHY).filter(public_id__in=[line["id"] for line in chunk])
        return {row.public_id: row for row in rows.select_related("owner_org", "upload")}

    def _remember(self, told: Sequence[tuple[Record, Line]]) -> None:
        rows = [
            Carried(correspondent=self.correspondent, record=record, number=line["version"]) for record, line in told
        ]
        Carried.objects.unscoped(why=WHY).bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["correspondent", "record"],
            update_fields=["number"],
            batch_size=_BATCH,
        )

    def _owner(self, line: Line) -> Organisation:
        owner = self.owners.get(line["owner"])
        if owner is None or not owner.path.startswith(self.within.path):
            raise Refusal("文件里有别的单位的记录，不收。请对方重新导出",
                          "it holds records of another organisation; refused. Have it made anew")  # fmt: skip
        return owner

    def _teller(self, owner: Organisation) -> Teller:
        return self._tellers.setdefault(owner.pk, Teller(owner, self.by, deed="parcel.records"))

    def _created(self, line: Line, now: datetime) -> Record:
        record = Record(
            public_id=line["id"], kind=line["kind"], engine_key=line["engine_key"], name=line["name"],
            owner_org=self._owner(line), publication=line["publication"], fields=line["fields"], extra=line["extra"],
            created_at=now, updated_at=now,
        )  # fmt: skip
        describe(record)
        return record

    def _may_tell(self, record: Record, line: Line) -> bool:
        """Whether the record is one of theirs; another's stays as it is, whoever names its id."""
        theirs = record.owner_org.path.startswith(self.within.path) and record.kind == line["kind"]
        self.counts["left"] += not theirs
        return theirs

    def _renew(self, record: Record, line: Line, now: datetime) -> Step | None:
        """The step by which a record becomes what its owner tells; None where there is nothing to write here."""
        if record.merged_into_id:
            one = Told(line["kind"], line["name"], line["engine_key"], line["fields"], line["extra"],
                       returned_id=record.public_id)  # fmt: skip
            self.counts["updated"] += write_records([one], self._teller(record.owner_org)).updated
            return None
        if record.withdrawn_at is not None:
            self.counts["left"] += 1
            return None
        changes = self._changes(record, line)
        self.counts["updated"] += bool(changes)
        return advance(record, changes, self._teller(record.owner_org), now) if changes else None

    def _changes(self, record: Record, line: Line) -> dict[str, list[Any]]:
        """Make the record what its owner tells; returns {key: [old, new]}."""
        old, new = record.fields, line["fields"]
        keys = [*old, *(key for key in new if key not in old)]
        changes = {key: [old.get(key), new.get(key)] for key in keys if old.get(key) != new.get(key)}
        for name in ("name", "extra", "publication"):
            told = line[name]
            if name == "publication" and self._is_lowered(record, told):
                continue
            if getattr(record, name) != told:
                changes[name] = [getattr(record, name), told]
                setattr(record, name, told)
        record.fields, record.engine_key = dict(new), line["engine_key"]
        return changes

    def _is_lowered(self, record: Record, level: str) -> bool:
        """Whether this would lower a level that a person has set here."""
        if _LEVELS.index(level) >= _LEVELS.index(record.publication):
            return False
        rows = RecordVersion.objects.unscoped(why=WHY).filter(record=record, action=RecordVersion.Action.CLASSIFY)
        return rows.exists()

    def _store(self, created: Sequence[Record], steps: Sequence[Step], now: datetime) -> None:
        touched = [*created, *(step.record for step in steps)]
        for owner in {record.owner_org_id: record.owner_org for record in touched}.values():
            made = [record for record in created if record.owner_org_id == owner.pk]
            changed = [step for step in steps if step.record.owner_org_id == owner.pk]
            store(made, changed, self._teller(owner), now)


def numbers_of(correspondent: Correspondent, records: Sequence[int]) -> dict[int, int]:
    """Of records that came in a file: the number that they came with; a folder made anew counts on from there."""
    rows = Carried.objects.unscoped(why=WHY).filter(
        record__in=records, correspondent__organisation=correspondent.organisation_id
    )
    numbers: dict[int, int] = {}
    for record, number in rows.values_list("record_id", "number"):
        numbers[record] = max(number, numbers.get(record, 0))
    return numbers
