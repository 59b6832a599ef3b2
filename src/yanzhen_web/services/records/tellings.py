"""Records that were merged go on being told: in which record each now stands, and whose telling counts for which field.

A merged record stays what its own office tells of it, out of sight. What that office sends again is written there, and
passed on to the record in which it stands as far as the fields were chosen from its telling; the office of that one
changes the other fields. So both histories go on, no month's row is created anew, and a merge can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yanzhen_web.models import Merge, Organisation, Publication, Record

WHY = "the recording writer follows what was merged"
NAME, EXTRA = "name", "extra"
MERGED = "merged"
"""In the choices of a merge: the value is the merged record's."""


@dataclass
class Standing:
    """Where merged records stand now, and which fields of a record are another's to tell.

    Attributes:
        hosts: key of a merged record -> the record into which it was merged, the one into which that was merged ….
        sources: key of a record into which others were merged -> field -> key of the record from which it is taken.
    """

    hosts: dict[int, list[Record]] = field(default_factory=dict)
    sources: dict[int, dict[str, int]] = field(default_factory=dict)

    def root(self, record: Record) -> Record:
        """The record in which this one stands at last; itself where it was not merged."""
        return self.hosts[record.pk][-1] if record.pk in self.hosts else record

    def tells(self, record: Record, host: Record, key: str) -> bool:
        """Whether a field of `host` is this record's to tell."""
        return self.sources.get(host.pk, {}).get(key, host.pk) == record.pk


def standing_of(unique: dict[int, Record]) -> Standing:
    """Where these records stand; records in which others stand are taken from `unique`, or put there.

    Args:
        unique: the records by key; one object for each, so that no change of it gets lost.
    """
    merged = [record for record in unique.values() if record.merged_into_id]
    _meet_hosts(unique)
    return Standing({record.pk: _chain(unique, record) for record in merged}, sources_of(unique))


def _meet_hosts(met: dict[int, Record]) -> None:
    """Add the records into which these were merged, up to those that stand."""
    while wanted := {row.merged_into_id for row in met.values() if row.merged_into_id} - met.keys():
        rows = Record.objects.unscoped(why=WHY).filter(pk__in=wanted).select_related("upload", "owner_org")
        met |= {row.pk: row for row in rows}


def _chain(met: Mapping[int, Record], record: Record) -> list[Record]:
    hosts: list[Record] = []
    while record.merged_into_id:
        record = met[record.merged_into_id]
        hosts.append(record)
    return hosts


def root_of(record: Record) -> Record:
    """The record in which a merged one stands; itself where it was not merged."""
    met = {record.pk: record}
    _meet_hosts(met)
    return next(reversed(_chain(met, record)), record)


def sources_of(pks: Iterable[int]) -> dict[int, dict[str, int]]:
    """Of the records into which others were merged: field -> key of the record from whose telling it is taken."""
    wanted = set(pks)
    merges: dict[int, list[Merge]] = {}
    met: set[int] = set()
    level = wanted
    while level:
        met |= level
        rows = list(Merge.objects.unscoped(why=WHY).filter(undone_at=None, kept__in=level).order_by("pk"))
        for row in rows:
            merges.setdefault(row.kept_id, []).append(row)
        level = {row.merged_id for row in rows} - met
    return {pk: _sources(merges, pk) for pk in wanted if pk in merges}


def _sources(merges: Mapping[int, list[Merge]], pk: int) -> dict[str, int]:
    """The later merge counts; what the merged record had taken from others itself stays theirs."""
    found: dict[str, int] = {}
    for merge in merges.get(pk, ()):
        deeper = _sources(merges, merge.merged_id)
        taken = (key for key, whose in merge.choices.items() if whose == MERGED)
        found |= {key: deeper.get(key, merge.merged_id) for key in taken}
    return found


def passed_on(record: Record, host: Record, standing: Standing, changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Take over in `host` what has changed in a record that stands in it, as far as that is its to tell; and its level,
    where that is the stricter one now: what is taken from a secret telling is no less secret here.

    Returns:
        {key: [old, new]} of `host`.
    """
    told = {key: new for key, (_, new) in changes.items() if standing.tells(record, host, key)}
    beside = {key: told[key] for key in (NAME, EXTRA) if key in told and getattr(host, key) != told[key]}
    fields = {key: new for key, new in told.items() if key in record.fields and host.fields.get(key) != new}
    taken = {key: [getattr(host, key), new] for key, new in beside.items()}
    taken |= {key: [host.fields.get(key), new] for key, new in fields.items()}
    for key, new in beside.items():
        setattr(host, key, new)
    host.fields = host.fields | fields
    if taken and _stricter(record.publication, host.publication):
        taken["publication"] = [host.publication, record.publication]
        host.publication = record.publication
    return taken


def _stricter(one: str, other: str) -> bool:
    order = list(Publication.values)  # from open to secret
    return order.index(one) > order.index(other)


def hold(owner: Organisation, *others: Organisation) -> None:
    """Make whoever else writes for these organisations wait, and for those in whose records theirs stand.

    Locked in one order, so that no two wait for each other.
    """
    wanted = {owner.pk, *(other.pk for other in others)} | _hosts(owner)
    list(Organisation.objects.unscoped(why=WHY).select_for_update().filter(pk__in=wanted).order_by("pk"))


def _hosts(owner: Organisation) -> set[int]:
    merged = Record.objects.unscoped(why=WHY).filter(merged_into__isnull=False, owner_org__path__startswith=owner.path)
    wanted, met, owners = set(merged.values_list("merged_into", flat=True)), set(), set()
    while wanted:
        rows = Record.objects.unscoped(why=WHY).filter(pk__in=wanted).values_list("pk", "owner_org", "merged_into")
        met |= wanted
        owners |= {organisation for _, organisation, _ in rows}
        wanted = {into for _, _, into in rows if into} - met
    return owners
