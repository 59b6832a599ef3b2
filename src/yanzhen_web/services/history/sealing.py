"""Sealing: what was written since the last seal becomes one more link of the chain.

A seal's head is a hash over the head before it and the digests of all that it covers, so that nothing sealed can be
changed, removed, added or moved without breaking every later head. The latest head, kept elsewhere (`audit head`),
shows even a chain that was rewritten as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen.language import say
from yanzhen_web.models import AuditEntry, RecordVersion, Seal
from yanzhen_web.models.recorded import writing
from yanzhen_web.services.history.digests import NO_HEAD, Leaves, head_of
from yanzhen_web.services.history.noting import take_in

WHY = "sealing the history"
_HASH = re.compile(r"[0-9a-f]{64}")
_TRIES = 5
_CHUNK = 2000


@dataclass(frozen=True)
class Head:
    """The end of the chain, as it is kept elsewhere."""

    number: int
    head: str
    sealed_at: str

    @classmethod
    def of(cls, seal: Seal) -> Head:
        """The head of a seal."""
        return cls(seal.number, seal.head, seal.sealed_at.isoformat())

    @classmethod
    def read(cls, text: bytes) -> Head:
        """From the line that `line` made.

        Raises:
            WrongUsage: it is none.
        """
        try:
            told: Any = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))  # as some editors save it
            kept = cls(told["number"], told["head"], told["sealed_at"])
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise _no_head() from error
        if not (type(kept.number) is int and kept.number > 0 and _HASH.fullmatch(str(kept.head))):
            raise _no_head()
        return kept

    def line(self) -> bytes:
        """One line of JSON."""
        return orjson.dumps({"number": self.number, "head": self.head, "sealed_at": self.sealed_at}) + b"\n"


def _no_head() -> WrongUsage:
    return WrongUsage(
        "不是链头文件；请用 yanzhen audit head -o 写出的那个文件",
        "this is no file of a head; give the one that yanzhen audit head -o wrote",
    )


def unsealed() -> bool:
    """Whether anything waits for a seal."""
    return any(model.objects.unscoped(why=WHY).filter(seal=None).exists() for model in (AuditEntry, RecordVersion))


def seal_all() -> Seal | None:
    """Seal everything that is not sealed yet; None where there is nothing."""
    take_in()
    for _ in range(_TRIES):
        try:
            return _seal()
        except IntegrityError:  # somebody else made a seal of this number meanwhile
            continue
    return _seal()


@transaction.atomic
def _seal() -> Seal | None:
    with writing():
        last = Seal.objects.unscoped(why=WHY).select_for_update().order_by("-number").first()
        number = last.number + 1 if last else 1
        # First the rows are claimed, then the seal is made of exactly these: the keys are checked at the end only.
        entries = AuditEntry.objects.unscoped(why=WHY).filter(seal=None).update(seal_id=number)
        versions = RecordVersion.objects.unscoped(why=WHY).filter(seal=None).update(seal_id=number)
        if not entries and not versions:
            return None
        seal = Seal(pk=number, number=number, previous=last.head if last else NO_HEAD, entries=entries)
        seal.versions, seal.sealed_at = versions, timezone.now()
        seal.head = head_of(seal, _leaves(number))
        seal.save(force_insert=True)
        return seal


def _leaves(number: int) -> str:
    leaves = Leaves()
    for kind, model in (("entry", AuditEntry), ("version", RecordVersion)):
        rows = model.objects.unscoped(why=WHY).filter(seal_id=number).order_by("pk").values_list("pk", "digest")
        for pk, digest in rows.iterator(chunk_size=_CHUNK):
            leaves.add(kind, pk, digest)
    return leaves.digest()


def seal_behind() -> str:
    """`seal_all` as a job."""
    seal = seal_all()
    if seal is None:
        return ""
    rows = seal.entries + seal.versions
    return say(f"第 {seal.number} 封，{rows} 条", f"seal {seal.number}, {rows} rows")


def latest() -> Seal | None:
    """The seal at the end of the chain."""
    return Seal.objects.unscoped(why=WHY).order_by("-number").first()


def current_head() -> Head:
    """The head of the chain, after everything was sealed.

    Raises:
        WrongUsage: nothing has been written down yet.
    """
    seal_all()
    seal = latest()
    if seal is None:
        raise WrongUsage("还没有留痕，没有可取的链头", "nothing has been written down yet; there is no head")
    return Head.of(seal)
