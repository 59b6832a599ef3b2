"""Is the history what was sealed? Every digest and every link is worked out anew from the rows, as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from yanzhen.language import Said, say
from yanzhen_web.models import AuditEntry, PersonalValue, PersonRef, Record, RecordVersion, Seal
from yanzhen_web.services.history.digests import (
    NO_HEAD,
    Leaves,
    digest_of_entry,
    digest_of_version,
    hash_of_person,
    hash_of_value,
    head_of,
)
from yanzhen_web.services.history.noting import note_deed, take_in
from yanzhen_web.services.history.personal import references
from yanzhen_web.services.history.sealing import Head
from yanzhen_web.services.history.standing import differing
from yanzhen_web.triggers import guards_stand

WHY = "verifying the history"
MOST = 1000
_TOLD = 20
_CHUNK = 500
Report = Callable[[float, str], None]
"""Told how much is done (0 to 1) and what."""

_ALTERED = Said("内容和封存时不一样", "its content is not what was written")
_OTHER_VALUE = Said("引用的个人信息被换过或不见了", "a personal value that it refers to was exchanged or removed")
_STRAY = Said("说是这一封里的，可没有这一封", "it says it belongs to this seal, and there is no such seal")
_NUMBER = Said("编号不连续，前面少了或多了封", "its number does not follow: a seal before it was removed or put in")
_LINK = Said("和前一封接不上", "it does not join the one before it")
_COUNT = Said("里面的条数变了", "the number of rows that it covers has changed")
_HEAD = Said(
    "算出来的链头和封上的不同：封里的行或封本身被改过", "its head does not come out: its rows or the seal were altered"
)
_VALUE = Said("个人信息和它的散列对不上", "the personal value does not match its hash")
_RECORD = Said("版本数和记录对不上：有版本被删掉或插入", "its versions are not complete: one was removed or put in")
_STANDING = Said(
    "内容、级别、金额或日期和它的版本不同：有人绕过留痕改过",
    "its contents, level, amounts or dates are not what its version says: somebody changed it past the history",
)
_CUT = Said(
    "链比保存的链头短，或没有那一封：后面被截掉了",
    "the chain is shorter than the head that was kept: its end was cut off",
)
_REWRITTEN = Said(
    "这一封的链头和保存的不同：整条链被重写过", "its head is not the one that was kept: the chain was rewritten"
)
_GUARDS = Said(
    "数据库里防改的触发器不在了；重新启动 yanzhen serve 会补上，请查明是谁去掉的",
    "the database's guards are down; yanzhen serve puts them up again at its start: find out who took them down",
)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed.

    Attributes:
        seal: number of the seal; None for what stands outside.
        what: entry, version, seal, value, person, record, guards or head.
        id: by which it is known.
    """

    seal: int | None
    what: str
    id: str
    said: Said

    def __str__(self) -> str:
        zh, en = self._told(0), self._told(1)
        return say(f"{zh}：{self.said.zh}", f"{en}: {self.said.en}")

    def _told(self, language: int) -> str:
        where = (f"第 {self.seal} 封，", f"seal {self.seal}, ")[language] if self.seal else ""
        return f"{where}{_WHAT[self.what][language]} {self.id}".strip()


_WHAT = {
    "entry": Said("留痕", "entry"),
    "version": Said("版本", "version"),
    "seal": Said("封", "seal"),
    "value": Said("个人信息", "personal value"),
    "person": Said("人员", "person"),
    "record": Said("记录", "record"),
    "guards": Said("触发器", "triggers"),
    "head": Said("链头", "head"),
}


@dataclass
class Verdict:
    """What was looked at, and what was found; `findings` holds the first of `found`."""

    seals: int = 0
    entries: int = 0
    versions: int = 0
    unsealed: int = 0
    erased: int = 0
    head: str = NO_HEAD
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return not self.found

    def __str__(self) -> str:
        rows = self.entries + self.versions
        if self.fine:
            return say(
                f"{self.seals} 封、{rows} 条全部核验无误（其中 {self.unsealed} 条待封存）",
                f"{self.seals} seals, {rows} rows: all as written ({self.unsealed} of them not sealed yet)",
            )
        return say(f"发现 {self.found} 处被改动：{self.findings[0]}", f"{self.found} alterations: {self.findings[0]}")

    def add(self, seal: int | None, what: str, id_: object, said: Said) -> None:
        """One more finding."""
        self.found += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(seal, what, str(id_), said))


def verify(head: Head | None = None, report: Report = lambda share, what: None) -> Verdict:
    """Walk the whole chain, and everything that stands beside it.

    Args:
        head: kept elsewhere, which the chain must hold.
    """
    take_in()
    return _Walk(report).verdict(head)


def verify_behind(report: Callable[[int, str], None]) -> str:
    """`verify` as a job; the history says that it was done, and what came of it."""
    verdict = verify(report=lambda share, what: report(int(100 * share), what))
    note_deed(
        "history.verify",
        seals=verdict.seals,
        entries=verdict.entries,
        versions=verdict.versions,
        found=verdict.found,
        head=verdict.head,
        findings=[[finding.seal, finding.what, finding.id] for finding in verdict.findings[:_TOLD]],
    )
    return str(verdict)


class _Walk:
    """One walk along the chain; memory does not grow with its length."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.found = Verdict()
        self.top: int = Seal.objects.unscoped(why=WHY).aggregate(top=Max("pk"))["top"] or 0
        models = (AuditEntry, RecordVersion, PersonalValue, PersonRef, Record)
        self.all = sum(model.objects.unscoped(why=WHY).count() for model in models) or 1  # type: ignore[attr-defined]
        self.done = 0

    def verdict(self, head: Head | None) -> Verdict:
        """Everything."""
        if not guards_stand():
            self.found.add(None, "guards", "", _GUARDS)
        self._chain(head)
        self._unsealed()
        self._beside()
        self._complete()
        self.report(1.0, "")
        return self.found

    # --- the chain ---

    def _chain(self, head: Head | None) -> None:
        entries, versions = _Group(self._entries(Q(seal__lte=self.top))), _Group(self._versions(Q(seal__lte=self.top)))
        previous, kept = NO_HEAD, None
        seals = Seal.objects.unscoped(why=WHY).filter(pk__lte=self.top).order_by("pk")
        for expected, seal in enumerate(seals.iterator(chunk_size=_CHUNK), start=1):
            self._seal(seal, expected, previous, entries, versions)
            previous = seal.head
            kept = seal.head if head and seal.number == head.number else kept
        for stray in (*entries.rest(), *versions.rest()):
            self.found.add(stray.seal, stray.what, stray.id, _STRAY)
        self.found.head = previous
        if head is not None and kept != head.head:
            self.found.add(head.number, "head", head.head[:16], _CUT if kept is None else _REWRITTEN)

    def _seal(self, seal: Seal, expected: int, previous: str, entries: _Group, versions: _Group) -> None:
        leaves, counted = Leaves(), []
        for rows in (entries, versions):
            count = 0
            for row in rows.until(seal.pk):
                if row.seal != seal.pk:
                    self.found.add(row.seal, row.what, row.id, _STRAY)
                    continue
                leaves.add(row.what, row.pk, row.digest)
                count += 1
            counted.append(count)
        wrong = {
            _NUMBER: seal.number != expected or seal.pk != expected,
            _LINK: seal.previous != previous,
            _COUNT: counted != [seal.entries, seal.versions],
            _HEAD: head_of(seal, leaves.digest()) != seal.head,
        }
        for said in (said for said, true in wrong.items() if true):
            self.found.add(seal.pk, "seal", seal.number, said)
        self.found.seals += 1

    def _entries(self, which: Q) -> Iterator[_Row]:
        rows = AuditEntry.objects.unscoped(why=WHY).filter(which).select_related("person", "origin")
        for entry in rows.order_by("seal_id", "pk").iterator(chunk_size=_CHUNK):
            if digest_of_entry(entry) != entry.digest:
                self.found.add(entry.seal_id, "entry", entry.public_id, _ALTERED)
            self.found.entries += 1
            self._step()
            yield _Row(entry.seal_id, "entry", entry.pk, entry.public_id, entry.digest)

    def _versions(self, which: Q) -> Iterator[_Row]:
        rows = RecordVersion.objects.unscoped(why=WHY).filter(which).annotate(of=F("record__public_id"))
        source = rows.order_by("seal_id", "pk").iterator(chunk_size=_CHUNK)
        while chunk := list(islice(source, _CHUNK)):
            hashes = _hashes(chunk)
            for version in chunk:
                id_ = f"{version.of} v{version.number}"
                if digest_of_version(version) != version.digest:
                    self.found.add(version.seal_id, "version", id_, _ALTERED)
                if any(
                    hashes.get(told["personal"]) != (told["hash"], version.record_id) for told in references(version)
                ):
                    self.found.add(version.seal_id, "version", id_, _OTHER_VALUE)
                self.found.versions += 1
                self._step()
                yield _Row(version.seal_id, "version", version.pk, id_, version.digest)

    # --- what stands beside it ---

    def _unsealed(self) -> None:
        """Rows that wait for a seal, or were sealed while we walked."""
        late = Q(seal=None) | Q(seal__gt=self.top)
        known = set(Seal.objects.unscoped(why=WHY).filter(pk__gt=self.top).values_list("pk", flat=True))
        for row in (*self._entries(late), *self._versions(late)):
            self.found.unsealed += 1
            if row.seal is not None and row.seal not in known:
                self.found.add(row.seal, row.what, row.id, _STRAY)

    def _beside(self) -> None:
        self._values(PersonalValue.objects.unscoped(why=WHY), "value", hash_of_value, lambda row: row.value is None)
        self._values(PersonRef.objects.unscoped(why=WHY), "person", hash_of_person, lambda row: not row.label)

    def _values(
        self, rows: QuerySet[Any], what: str, hash_of: Callable[[Any], str], empty: Callable[[Any], bool]
    ) -> None:
        for row in rows.order_by("pk").iterator(chunk_size=_CHUNK):
            if row.erased_at is None:
                well = hash_of(row) == row.hash
            else:
                well = empty(row) and not row.salt
                self.found.erased += 1
            if not well:
                self.found.add(None, what, row.pk, _VALUE)
            self._step()

    def _complete(self) -> None:
        """Every record has all its versions, and is what the last of them says."""
        rows = Record.objects.unscoped(why=WHY).annotate(there=Count("versions"), last=Max("versions__number"))
        for record in rows.exclude(version=F("there"), last=F("there")).values_list("public_id", flat=True)[:MOST]:
            self.found.add(None, "record", record, _RECORD)
        for record in differing(self._step):
            self.found.add(None, "record", record, _STANDING)

    def _step(self) -> None:
        self.done += 1
        if self.done % _CHUNK == 0:
            self.report(min(1.0, self.done / self.all), f"{self.done}")


@dataclass(frozen=True)
class _Row:
    """A row as the chain sees it."""

    seal: int | None
    what: str
    pk: int
    id: str
    digest: str


class _Group:
    """Rows in the order of their seals, handed out seal by seal."""

    def __init__(self, rows: Iterator[_Row]) -> None:
        self.rows = rows
        self.next = next(rows, None)

    def until(self, seal: int) -> Iterator[_Row]:
        """The rows of this seal, and strays of seals before it."""
        while self.next is not None and (self.next.seal or 0) <= seal:
            yield self.next
            self.next = next(self.rows, None)

    def rest(self) -> Iterator[_Row]:
        """What is left."""
        while self.next is not None:
            yield self.next
            self.next = next(self.rows, None)


def _hashes(chunk: Sequence[RecordVersion]) -> dict[int, tuple[str, int | None]]:
    """Of the personal values that these versions refer to: hash, and the record that they belong to."""
    pks = {told["personal"] for version in chunk for told in references(version)}
    rows = PersonalValue.objects.unscoped(why=WHY).filter(pk__in=pks)
    return {pk: (hash_, record) for pk, hash_, record in rows.values_list("pk", "hash", "record_id")}
