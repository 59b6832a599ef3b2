"""Looking for records that may be one thing, as a job: among all that an office sees from inside, or around one book.

What people decided stands: a decided pair is neither proposed again nor weighed anew, whatever becomes of its records;
and what was said of a record holds for the one into which it was merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from yanzhen.language import say
from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Likeness, Record, Upload
from yanzhen_web.scopes import Actor, sees_inside
from yanzhen_web.scopes.likenesses import sees_likeness

Report = Callable[[int, str], None]
WHY = "pairs that a search found, seen by those only who see both records"
_BATCH = 500
_READ = 2000
_MOST_AROUND = 20_000
"""So many records, at most, are laid beside those of one book."""
_COLUMNS = ("pk", "kind", "name", "fields", "extra")


def find_behind(actor: Actor, report: Report) -> str:
    """Look through all records that the actor sees from inside."""
    from yanzhen.collect.duplicates import find_duplicates

    started = timezone.now()
    rows = Record.objects.visible_to(actor).filter(sees_inside(actor)).order_by("pk")

    def progress(share: float, what: str) -> None:
        report(2 + round(88 * share), say("比对记录", "comparing records"))

    found = find_duplicates(_as_engine(rows), never=_never(), progress=progress)
    report(92, say("写入", "writing"))
    _keep(_proposed(found), started, report)
    _forget(Likeness.objects.unscoped(why=WHY).filter(sees_likeness(actor)), started)
    waiting = Likeness.objects.visible_to(actor).filter(state=Likeness.State.OPEN).count()
    return say(f"比对 {found.records} 条，{waiting} 对待定", f"{found.records} compared, {waiting} pairs to decide on")


def find_around_behind(upload_id: str, report: Report) -> str:
    """Lay the records of a book beside those that share a name, a party or both with one of them."""
    from yanzhen.collect.duplicates import find_duplicates

    rows = Record.objects.unscoped(why=WHY).filter(withdrawn_at=None)
    upload = Upload.objects.unscoped(why=WHY).filter(public_id=upload_id).first()
    own = list(rows.filter(upload=upload).only(*_COLUMNS, "party").order_by("pk")) if upload else []
    if not own:
        return ""
    pks = {record.pk for record in own}
    around = _around(rows, own).exclude(pk__in=pks).order_by("pk")[:_MOST_AROUND]
    together = (*_told(own), *_as_engine(around))
    found = find_duplicates(together, never=_never())
    report(80, say("写入", "writing"))
    kept = (pair for pair in _proposed(found) if {int(pair.first), int(pair.second)} & pks)
    _keep(kept, timezone.now(), report)
    return ""


def _around(rows: QuerySet[Record], own: list[Record]) -> QuerySet[Record]:
    names = {record.name for record in own}
    parties = {record.party for record in own} - {""}
    return rows.filter(Q(name__in=names) | Q(party__in=parties), kind__in={record.kind for record in own})


def _as_engine(rows: QuerySet[Record]) -> Iterator[EngineRecord]:
    """Records by their internal key, a few at a time: so many fit in memory, whatever they hold."""
    return _told(rows.only(*_COLUMNS).iterator(chunk_size=_READ))


def _told(records: Iterable[Record]) -> Iterator[EngineRecord]:
    for record in records:
        yield EngineRecord(record.kind, record.name, record.fields, record.extra, key=str(record.pk))


def _never() -> list[tuple[str, str]]:
    """Pairs that are decided: those that are two things, also between what they were merged into, and those that stay
    side by side.
    """
    into = dict(
        Record.objects.unscoped(why=WHY).filter(merged_into__isnull=False).values_list("pk", "merged_into")
    )  # fmt: skip

    def root(pk: int) -> int:
        while pk in into:
            pk = into[pk]
        return pk

    states = (Likeness.State.DIFFERENT, Likeness.State.BOTH)
    pairs = Likeness.objects.unscoped(why=WHY).filter(state__in=states).values_list("first", "second").order_by()
    both = {(root(first), root(second)) for first, second in pairs.iterator(chunk_size=_READ)}
    return [(str(one), str(other)) for one, other in both if one != other]


def _proposed(found: Any) -> Iterator[Any]:
    """The pairs worth asking about: in groups those that hang together by themselves."""
    for group in found.groups:
        yield from (pair for pair in group.pairs if pair.level != "ask")
    yield from found.asked


def _keep(pairs: Iterable[Any], now: datetime, report: Report) -> None:
    source = iter(pairs)
    while chunk := list(islice(source, _BATCH)):
        _keep_chunk(chunk, now)
        report(95, say("写入", "writing"))


@transaction.atomic
def _keep_chunk(chunk: list[Any], now: datetime) -> None:
    told = {_ordered(pair): pair for pair in chunk}
    rows = Likeness.objects.unscoped(why=WHY)
    there = {(row.first_id, row.second_id): row for row in rows.filter(first__in={first for first, _ in told})}
    known = {key: row for key, row in there.items() if key in told}
    new = [Likeness(first_id=key[0], second_id=key[1]) for key in told if key not in known]
    waiting = [row for row in known.values() if row.state == Likeness.State.OPEN]
    for row in (*new, *waiting):
        pair = told[row.first_id, row.second_id]
        row.score, row.level, row.found_at = pair.score, pair.level, now
        row.evidence = [
            {"kind": one.kind, "zh": one.text.zh, "en": one.text.en, "weight": one.weight} for one in pair.evidence
        ]
    rows.bulk_create(new, ignore_conflicts=True)
    rows.bulk_update(waiting, ["score", "level", "evidence", "found_at"])


def _ordered(pair: Any) -> tuple[int, int]:
    first, second = sorted((int(pair.first), int(pair.second)))
    return first, second


def _forget(rows: QuerySet[Likeness], started: datetime) -> None:
    """Take away open pairs that a search of both records did not find again, now that one of them has changed."""
    changed = Q(first__updated_at__gt=F("found_at")) | Q(second__updated_at__gt=F("found_at"))
    gone = rows.filter(changed, state=Likeness.State.OPEN, found_at__lt=started)
    Likeness.objects.unscoped(why=WHY).filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
