"""The history as an auditor reads it: who did what, when and from where; which fields changed, never their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from yanzhen.fields import KIND_LABELS, fields_of
from yanzhen.language import Said, say
from yanzhen_web.models import AuditEntry, Job, PersonRef, Record, RecordVersion, Seal
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.past import audits_record
from yanzhen_web.services.history.deednames import (
    DEEDS,
    DOORS,
    SUBJECTS,
    deed_name,
    detail_told,
    door_name,
    subject_name,
)
from yanzhen_web.services.history.elapsed import day_of, end_of, start_of
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.history.sealing import latest
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.exporting import csv_of, xlsx_of
from yanzhen_web.services.records.storing import storable

PAGE = 50
WHY = "the history, for its auditor"
_LEVELS = {
    "extra": Said("其他栏目", "Other columns"),
    "publication": Said("公开级别", "Level"),
    "publication_reason": Said("定级理由", "Reason of the level"),
    "publication_until": Said("到期日", "End date"),
    "released_at": Said("发布", "Release"),
}
_VERSIONS = {
    "create": Said("新增", "Created"),
    "update": Said("更新", "Updated"),
    "withdraw": Said("撤回", "Withdrawn"),
    "restore": Said("恢复", "Restored"),
    "classify": Said("定级", "Classified"),
    "release": Said("发布", "Released"),
    "erase": Said("抹去个人信息", "Personal data erased"),
    "merge": Said("合并", "Merged"),
    "unmerge": Said("撤销合并", "Merge undone"),
}


@dataclass(frozen=True)
class Asked:
    """What the history was asked for."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    action: str = ""
    kind: str = ""
    id: str = ""
    door: str = ""
    before: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Asked:
        """From the parameters of an address; what is not understood is passed over."""
        keys = ("who", "action", "kind", "id", "door", "before")
        words = {key: storable(told.get(key, "")).strip()[:100] for key in keys}
        return cls(day_of(told.get("since", "")), day_of(told.get("until", "")), **words)

    def parameters(self, **more: Any) -> str:
        """The same as the query part of an address."""
        told = {name: getattr(self, name) for name in ("since", "until", "who", "action", "kind", "id", "door")} | more
        return urlencode({key: value for key, value in told.items() if value})


def found(actor: Actor, asked: Asked) -> QuerySet[AuditEntry]:
    """The entries that the actor sees of those asked for, the latest first."""
    rows = AuditEntry.objects.visible_to(actor).select_related("person", "origin").order_by("-pk")
    if asked.since:
        rows = rows.filter(at__gte=start_of(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=end_of(asked.until))
    if asked.who:
        named = Q(label__icontains=asked.who) | Q(user__username__iexact=asked.who) | Q(user__public_id=asked.who)
        rows = rows.filter(person__in=PersonRef.objects.unscoped(why=WHY).filter(named).values("pk"))
    if asked.action:
        rows = rows.filter(Q(action=asked.action) | Q(action__startswith=f"{asked.action}."))
    if asked.kind:
        rows = rows.filter(subject_kind=asked.kind)
    if asked.door:
        rows = rows.filter(door=asked.door)
    return rows.filter(_of(asked.id)) if asked.id else rows


def _of(id_: str) -> Q:
    """Deeds on the thing of that id, and the writings that made versions of the record of that id."""
    versions = RecordVersion.objects.unscoped(why=WHY).filter(record__public_id=id_)
    return Q(subject_id=id_) | Q(pk__in=versions.values("source"))


def entries_page(actor: Actor, asked: Asked) -> dict[str, Any]:
    """A page of entries, and where the next one begins."""
    rows = found(actor, asked)
    if asked.before:
        last = AuditEntry.objects.visible_to(actor).filter(public_id=asked.before)
        rows = rows.filter(pk__lt=last.values("pk"))
    listed = list(rows[: PAGE + 1])
    more = len(listed) > PAGE
    return {
        "entries": [entry_told(entry) for entry in listed[:PAGE]],
        "asked": asked,
        "older": asked.parameters(before=listed[PAGE - 1].public_id) if more else "",
        "newest": asked.parameters(),
        "paged": bool(asked.before),
        "files": asked.parameters(),
        "actions": _options(DEEDS, asked.action),
        "kinds": _options(SUBJECTS, asked.kind),
        "doors": _options(DOORS, asked.door),
    }


def _options(listed: Mapping[str, Said], chosen: str) -> list[dict[str, Any]]:
    return [{"value": key, "label": str(said), "selected": key == chosen} for key, said in listed.items()]


def entry_told(entry: AuditEntry) -> dict[str, Any]:
    """An entry in words."""
    return {
        "id": entry.public_id,
        "at": entry.at,
        "deed": deed_name(entry.action),
        "action": entry.action,
        "who": person_told(entry.person),
        "role": entry.role,
        "door": door_name(entry.door),
        "address": _address(entry),
        "kind": entry.subject_kind,
        "subject": subject_name(entry.subject_kind),
        "subject_id": entry.subject_id,
        "version": entry.subject_version,
        "told": ", ".join(f"{key}={_short(value)}" for key, value in sorted(entry.detail.items())),
    }


def person_told(person: PersonRef | None) -> str:
    """The name by which the history knows a person; where it was erased, what tells one such person from another."""
    if person is None:
        return "—"
    return person.label or say(f"已抹去（{person.hash[:8]}）", f"erased ({person.hash[:8]})")


def _address(entry: AuditEntry) -> str:
    if entry.origin is None:
        return ""
    return say("已抹去", "erased") if entry.origin.erased_at else str(entry.origin.value)


def _short(value: Any) -> str:
    if isinstance(value, list):
        return f"[{len(value)}]" if len(value) > 3 else ",".join(map(str, value))
    return str(value)[:80]


def entry_page(actor: Actor, public_id: str) -> dict[str, Any] | None:
    """One entry with all that it tells, its seal and the versions that came of it; None for one that is not seen."""
    entry = found(actor, Asked()).select_related("seal").filter(public_id=public_id).first()
    if entry is None:
        return None
    versions = _audited(actor).filter(source=entry).select_related("record").order_by("pk")
    return {
        "entry": entry_told(entry),
        "detail": [detail_told(key, value) for key, value in sorted(entry.detail.items())],
        "digest": entry.digest,
        "seal": entry.seal,
        "versions": [{"record": one.record.public_id, "number": one.number} for one in versions[:PAGE]],
        "version_count": versions.count(),
    }


def _audited(actor: Actor) -> QuerySet[RecordVersion]:
    return RecordVersion.objects.unscoped(why=WHY).filter(audits_record(actor, "record__"))


def record_page(actor: Actor, public_id: str) -> dict[str, Any] | None:
    """The versions of one record, without its name and its values; None for one that is not the auditor's."""
    record = Record.objects.unscoped(why=WHY).filter(audits_record(actor), public_id=public_id).first()
    if record is None:
        return None
    versions = _audited(actor).filter(record=record).select_related("source__person", "source__origin", "seal")
    return {
        "public_id": record.public_id,
        "kind": str(KIND_LABELS[record.kind]),
        "withdrawn": record.withdrawn_at is not None,
        "versions": [_version(record.kind, version) for version in versions.order_by("-number")[: 4 * PAGE]],
    }


def _version(kind: str, version: RecordVersion) -> dict[str, Any]:
    source = version.source
    return {
        "number": version.number,
        "at": version.at,
        "action": str(_VERSIONS[version.action]),
        "who": person_told(source.person) if source else "—",
        "door": door_name(source.door) if source else "",
        "address": _address(source) if source else "",
        "entry": source.public_id if source else "",
        "fields": [_label(kind, key) for key in sorted(version.changes)],
        "seal": version.seal_id,
    }


def _label(kind: str, key: str) -> str:
    return str(_LEVELS[key]) if key in _LEVELS else showing.label(kind, key) if key in fields_of(kind) else key


def seals_page(actor: Actor) -> dict[str, Any]:
    """The end of the chain, its latest links, and what the last verification found."""
    verified = AuditEntry.objects.unscoped(why=WHY).filter(action="history.verify").order_by("-pk").first()
    jobs = Job.objects.visible_to(actor).filter(kind="verify_history", state__in=("waiting", "running"))
    return {
        "head": latest(),
        "seals": Seal.objects.unscoped(why=WHY).order_by("-number")[:PAGE],
        "verified": verified,
        "job": jobs.first(),
    }


def entries_file(actor: Actor, asked: Asked, form: str) -> Iterable[bytes]:
    """The entries asked for as a file, in pieces; the history says that it was taken.

    Args:
        form: `csv` or `xlsx`.
    """
    note_reading("history.export", None, form=form, asked=asked.parameters())
    lines = (_line(entry_told(entry)) for entry in found(actor, asked).iterator(chunk_size=500))
    headings = [
        say("时间", "When"), say("谁", "Who"), say("岗位", "Role"), say("做了什么", "Deed"), say("代号", "Code"),
        say("对象", "Subject"), "ID", say("版本", "Version"), say("从哪里", "Door"), say("网络地址", "Address"),
        say("说明", "Detail"), say("留痕编号", "Entry"),
    ]  # fmt: skip
    return csv_of(headings, lines) if form == "csv" else xlsx_of(say("留痕", "History"), headings, lines)


def _line(told: Mapping[str, Any]) -> list[Any]:
    keys = ("at", "who", "role", "deed", "action", "subject", "subject_id", "version", "door", "address", "told", "id")
    return [told[key].isoformat() if key == "at" else told[key] for key in keys]
