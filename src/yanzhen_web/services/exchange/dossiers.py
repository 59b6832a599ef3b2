"""What a file says of one report: its round, versions, rows, records, questions, signatures, scans, as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yanzhen_web.models import (
    Approval,
    Correspondent,
    Organisation,
    Record,
    Report,
    ReportRow,
    ReportVersion,
    Round,
    RowQuestion,
    StampScan,
    Template,
)
from yanzhen_web.services.exchange.carrying import numbers_of
from yanzhen_web.services.exchange.standing import WHY, Clock, clock_of
from yanzhen_web.services.records.recording import chunks as batches
from yanzhen_web.services.rounds import approving

Line = dict[str, Any]
_BATCH = 500
SENT_BY = "sent_by"
"""The finding of a version that came in a file: who sent it there, by name only."""


@dataclass(frozen=True)
class Dossier:
    """One report and which of its versions go with all their rows."""

    round: Round
    report: Report
    clock: Clock
    versions: list[ReportVersion]
    full: set[int] = field(default_factory=set)


def dossier_of(report: Report, held: set[str], *, only_current: bool = False) -> Dossier:
    """A report as it stands.

    Args:
        held: versions that the other side has; they go without their rows.
        only_current: of a round that is over, for comparison.
    """
    rows = ReportVersion.objects.unscoped(why=WHY).filter(report=report).select_related("by", "on_behalf_of")
    if only_current:
        rows = rows.filter(pk=report.current_id)
    versions = list(rows.order_by("number"))
    full = {version.pk for version in versions if version.public_id not in held}
    return Dossier(report.round, report, clock_of(report.round, report), versions, full)


def iso(moment: datetime | None) -> str | None:
    """A moment as files tell it: UTC."""
    return moment.astimezone(UTC).isoformat() if moment else None


def _id(row: Any) -> str | None:
    return row.public_id if row is not None else None


def organisation_lines(addressee: Organisation, below: Iterable[Organisation]) -> Iterator[Line]:
    """The offices from the root down to the one that reports, then those below it whose rows it forwards."""
    keys = [int(piece) for piece in addressee.path.strip("/").split("/")]
    rows = Organisation.objects.unscoped(why=WHY).filter(pk__in={*keys, *_line(addressee, below)})
    for row in rows.select_related("parent").order_by("path"):
        yield {
            "id": row.public_id, "kind": row.kind, "name": row.name, "name_en": row.name_en, "region": row.region,
            "credit_code": row.credit_code, "parent": _id(row.parent),
        }  # fmt: skip


def _line(addressee: Organisation, below: Iterable[Organisation]) -> set[int]:
    """The keys of the organisations between the addressee and those below it."""
    inside = [row for row in below if row.path.startswith(addressee.path)]
    return {int(piece) for row in inside for piece in row.path[len(addressee.path) :].strip("/").split("/") if piece}


def template_line(template: Template) -> Line:
    """The layout that a round asks in."""
    return {
        "id": template.public_id, "owner": template.owner_org.public_id, "name": template.name, "kind": template.kind,
        "body": template.body, "file_name": template.file_name, "version": template.version,
    }  # fmt: skip


def round_line(dossier: Dossier) -> Line:
    """The round, how far the report is, and which versions are known here."""
    found, report = dossier.round, dossier.report
    return {
        "id": found.public_id, "owner": found.owner_org.public_id, "title": found.title, "period": found.period,
        "kinds": found.kinds, "ask": found.ask, "cut_off": iso(found.cut_off), "closed_at": iso(found.closed_at),
        "version": found.version, "template": _id(found.template), "previous": _id(found.previous),
        "clock": dossier.clock.ticks, "known": [version.public_id for version in dossier.versions],
        "report": {
            "id": report.public_id, "organisation": report.organisation.public_id, "state": report.state,
            "upon": _id(report.current), "reasons": report.reasons, "decided_at": iso(report.decided_at),
            "locked_at": iso(report.locked_at),
        },
    }  # fmt: skip


def version_lines(dossier: Dossier) -> Iterator[Line]:
    """The versions; `rows` says whether theirs are in the file."""
    for version in dossier.versions:
        findings = [one for one in version.findings if one.get("code") != SENT_BY]
        yield {
            "id": version.public_id, "report": dossier.report.public_id, "number": version.number,
            "digest": version.digest, "count": version.count, "note": version.note, "sent_at": iso(version.sent_at),
            "sender": sender_of(version), "on_behalf_of": _id(version.on_behalf_of), "findings": findings,
            "rows": version.pk in dossier.full,
        }  # fmt: skip


def sender_of(version: ReportVersion) -> str:
    """Who sent a version, by name."""
    told = next((one for one in version.findings if one.get("code") == SENT_BY), {})
    return str(version.by or told.get("name", ""))[:200]


def row_lines(dossier: Dossier) -> Iterator[Line]:
    """The rows of the versions that go with theirs."""
    for version in dossier.versions:
        if version.pk in dossier.full:
            yield from map(_row_line, _rows([version.pk]).order_by("number").iterator(chunk_size=_BATCH))


def _rows(versions: Iterable[int]) -> QuerySet[ReportRow]:
    rows = ReportRow.objects.unscoped(why=WHY).filter(version__in=list(versions))
    return rows.select_related("version", "record", "source")


def _row_line(row: ReportRow) -> Line:
    return {
        "version": row.version.public_id, "number": row.number, "key": row.key, "record": _id(row.record),
        "source": _id(row.source), "kind": row.kind, "name": row.name, "fields": row.fields, "extra": row.extra,
    }  # fmt: skip


def sources_of(dossiers: Iterable[Dossier]) -> list[Organisation]:
    """The organisations whose rows or records go along."""
    full = [pk for dossier in dossiers for pk in dossier.full]
    rows = ReportRow.objects.unscoped(why=WHY).filter(version__in=full)
    told = set(rows.values_list("source", flat=True).distinct())
    owning = set(rows.exclude(record=None).values_list("record__owner_org", flat=True).distinct())
    return list(Organisation.objects.unscoped(why=WHY).filter(pk__in=(told | owning) - {None}))


def record_lines(
    dossiers: Iterable[Dossier], within: Organisation, correspondent: Correspondent, *, owned: bool
) -> Iterator[Line]:
    """The records behind those rows, as they are now, each once; those of others stay where they are.

    Args:
        owned: whether this installation's organisation owns them and counts their versions.
    """
    rows = Record.objects.unscoped(why=WHY).filter(_behind(dossiers, owned), owner_org__path__startswith=within.path)
    rows = rows.filter(withdrawn_at=None).select_related("owner_org").order_by("public_id")
    for chunk in batches(rows.iterator(chunk_size=_BATCH)):
        numbers = numbers_of(correspondent, [record.pk for record in chunk])
        for record in chunk:
            came = numbers.get(record.pk, 0)
            yield _record_line(record, came + record.version if owned else came)


def _behind(dossiers: Iterable[Dossier], owned: bool) -> Q:
    """Those of the rows that go along; of their owner also those that were changed since they went along.

    A record went along with every version that the other side has and that names it, as it was then or later; a newer
    version says nothing of those that it leaves out.
    """
    listed = list(dossiers)
    told = ReportRow.objects.unscoped(why=WHY).exclude(record=None)
    full = [pk for dossier in listed for pk in dossier.full]
    rule = Q(pk__in=told.filter(version__in=full).values("record"))
    if owned:
        theirs = told.filter(version__report__in=[dossier.report for dossier in listed]).exclude(version__in=full)
        went = theirs.filter(record=OuterRef("pk"), version__sent_at__gte=OuterRef("updated_at"))
        rule |= Q(pk__in=theirs.values("record")) & ~Exists(went)
    return rule


def _record_line(record: Record, number: int) -> Line:
    return {
            "id": record.public_id, "version": number, "owner": record.owner_org.public_id,
            "kind": record.kind, "name": record.name, "engine_key": record.engine_key, "fields": record.fields,
            "extra": record.extra, "publication": record.publication,
        }  # fmt: skip


def question_lines(dossier: Dossier) -> Iterator[Line]:
    """What is asked about rows, and what was answered."""
    rows = RowQuestion.objects.unscoped(why=WHY).filter(report=dossier.report)
    for row in rows.order_by("asked_at", "public_id"):
        yield {
            "id": row.public_id, "report": dossier.report.public_id, "reason": row.reason, "key": row.key,
            "name": row.name, "text": row.text, "text_en": row.text_en, "asked_at": iso(row.asked_at),
            "settled_at": iso(row.settled_at), "answer": row.answer, "answered_at": iso(row.answered_at),
        }  # fmt: skip


def approval_lines(dossier: Dossier) -> Iterator[Line]:
    """Who signed which version, by name."""
    rows = Approval.objects.unscoped(why=WHY).filter(version__in=dossier.versions).select_related("version", "by")
    for row in rows.order_by("version__number", "step"):
        signer = (row.signer or str(row.by or ""))[:100]
        yield {
            "id": row.public_id, "version": row.version.public_id, "step": row.step, "signer": signer, "at": iso(row.at)
        }  # fmt: skip


def scans_of(dossier: Dossier) -> list[StampScan]:
    """The scans of stamped pages whose bytes are still here."""
    rows = StampScan.objects.unscoped(why=WHY).filter(report=dossier.report).select_related("version")
    return [row for row in rows.order_by("public_id") if approving.path_of_scan(row).is_file()]


def scan_line(scan: StampScan, report: Report) -> Line:
    """What a scan is of."""
    return {
        "id": scan.public_id, "report": report.public_id, "version": _id(scan.version), "file_name": scan.file_name,
        "size": scan.size, "sha256": scan.sha256, "outcome": scan.outcome, "read": scan.read, "at": iso(scan.at),
    }  # fmt: skip
