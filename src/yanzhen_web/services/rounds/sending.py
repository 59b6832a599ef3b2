"""What an office sends in for a round becomes a version that never changes: its own rows, and those it forwards.

Rows of a book become the organisation's records as they do in the inbox; the version keeps a copy of what was sent,
each row under the public id of its record, by which it is known from version to version and from round to round.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen.fields import fields_of
from yanzhen.language import say
from yanzhen_web.models import DraftRow, Organisation, Report, ReportRow, ReportVersion, Round, Upload, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.rounds import sends_report
from yanzhen_web.services.collect import collecting
from yanzhen_web.services.exchange.correspondents import travels
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.rounds.adding_up import findings_of
from yanzhen_web.services.rounds.differences import keep_differences
from yanzhen_web.services.rounds.inserting import insert_rows, json_text

Telling = Callable[[int, str], None]
WHY = "a report that the person sends"
LONGEST_NOTE = 500
_BATCH = 500
_COLUMNS = ("version_id", "number", "key", "record_id", "source_id", "kind", "name", "fields", "extra")
_TAKEN = (Report.State.ACCEPTED, Report.State.LOCKED)
"""States in which what is below is put together for the level above."""


@dataclass(frozen=True)
class Row:
    """A row as a version will hold it."""

    key: str
    kind: str
    name: str
    fields: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    record: int | None = None
    source: int | None = None


# --- who may ---------------------------------------------------------------------------------------------------------


def sendable(actor: Actor, public_id: str) -> Report:
    """A report that the actor may send in.

    Raises:
        Report.DoesNotExist: there is none, or it is not the actor's to send.
    """
    rows = Report.objects.visible_to(actor).filter(sends_report(actor))
    return rows.select_related("round__owner_org", "organisation", "current").get(public_id=public_id)


def refuse_closed(report: Report) -> None:
    """Stop a sending that is too late for the round or for the report.

    Raises:
        Refusal: the round is closed, the report is accepted or locked, or it travels as a file.
    """
    if report.round.closed_at is not None:
        raise Refusal("任务已结束，不再收；请联系发布单位", "the round is closed; ask who opened it")
    if report.state in _TAKEN:
        raise Refusal("已经接收，要改请先请对方退回", "it is accepted; to change it, ask to have it sent back")
    if travels(report):
        raise Refusal(
            "这份报表已用离线文件发给填报单位，由对方报好后以文件送回，这里不能代录；要改在网上报，请先撤销对方的公钥",
            "it went out as a file and comes back as one, so that nobody sends it here; to have it sent online, revoke "
            "their key first",
        )


# --- sending ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def send_upload(actor: Actor, by: User, report: Report, upload: Upload, *, note: str = "") -> ReportVersion:
    """The rows of a book that was understood: records of the organisation, and its report's next version.

    Raises:
        Refusal: nothing can be sent any more; the book is not ready, or is another organisation's.
    """
    report = _locked(report)
    refuse_closed(report)
    if upload.owner_org_id != report.organisation_id or upload.report_id != report.pk:
        raise Refusal("这本表不是为这份报表上传的", "this book was not uploaded for this report")
    if collecting.accept(upload, by) is None:
        raise Refusal("这本表还没有读完，或者已经报过", "this book is not read yet, or was sent already")
    return _send(report, by, _rows_of_upload(upload), note=note, upload=upload, behind=_behind(actor, report))


@transaction.atomic
def send_again(actor: Actor, by: User, report: Report, *, note: str = "") -> ReportVersion:
    """The own rows of the last version, with what those below have sent meanwhile (转报).

    Raises:
        Refusal: nothing can be sent any more; there is nothing to send.
    """
    report = _locked(report)
    refuse_closed(report)
    own = _own_rows(report)
    if not own and not _gathered(report):
        raise Refusal("还没有可以报的内容：请先上传表格，或先接收下级的报表",
                      "nothing to send yet: upload a book, or accept what those below sent")  # fmt: skip
    return _send(report, by, own, note=note, behind=_behind(actor, report))


@transaction.atomic
def send_rows(actor: Actor, by: User, report: Report, rows: Iterable[Row], *, note: str = "") -> ReportVersion:
    """Rows that came by another way than a book: typed at a page, or in a signed file.

    Raises:
        Refusal: nothing can be sent any more.
    """
    report = _locked(report)
    refuse_closed(report)
    return _send(report, by, list(rows), note=note, behind=_behind(actor, report))


def _behind(actor: Actor, report: Report) -> Organisation | None:
    """The organisation for which somebody above it sends (代录)."""
    own = {desk.organisation for desk in actor.desks}
    return None if report.organisation_id in own else report.organisation


def _locked(report: Report) -> Report:
    rows = Report.objects.unscoped(why=WHY).select_for_update(of=("self",))
    return rows.select_related("round__previous", "round__owner_org", "organisation", "current").get(pk=report.pk)


def _send(
    report: Report,
    by: User | None,
    own: list[Row],
    *,
    note: str = "",
    upload: Upload | None = None,
    behind: Organisation | None = None,
) -> ReportVersion:
    rows = [*own, *_gathered(report)]
    last = report.versions.model.objects.unscoped(why=WHY).filter(report=report).order_by("-number").first()
    version = ReportVersion.objects.unscoped(why=WHY).create(
        report=report,
        number=last.number + 1 if last else 1,
        digest=digest_of(rows),
        count=len(rows),
        totals=totals_of(rows),
        findings=_findings(upload),
        upload=upload,
        note=storable(note)[:LONGEST_NOTE],
        by=by,
        on_behalf_of=behind,
        sent_at=timezone.now(),
    )
    _keep(version, rows)
    compared = keep_differences(report, version, rows)
    if unsound := findings_of(report.round, rows, compared):
        version.findings = [*version.findings, *unsound]
        version.save(update_fields=["findings"])
    report.current, report.state, report.sent_at, report.reasons = version, Report.State.SENT, version.sent_at, ""
    report.save(update_fields=["current", "state", "sent_at", "reasons"])
    note_deed("report.send", report, version=version.number, rows=len(rows), digest=version.digest)
    return version


def _findings(upload: Upload | None) -> list[dict[str, Any]]:
    """How many rows went with something that could not be read."""
    faulty = upload.counts.get("rows_with_issues", 0) if upload else 0
    if not faulty:
        return []
    return [
        {
            "code": "rows_with_issues",
            "count": faulty,
            "message_zh": f"{faulty} 行有读不出的格，没有收这些格",
            "message_en": f"{faulty} rows had cells that could not be read; these cells were left out",
        }
    ]


def _keep(version: ReportVersion, rows: Iterable[Row]) -> None:
    home = version.report.organisation_id
    insert_rows(ReportRow, _COLUMNS, (_kept(version.pk, home, *numbered) for numbered in enumerate(rows, start=1)))


def _kept(version: int, home: int, number: int, row: Row) -> tuple[Any, ...]:
    told, rest = json_text(row.fields), json_text(row.extra)
    return version, number, row.key, row.record, row.source or home, row.kind, row.name, told, rest


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows_of_upload(upload: Upload) -> list[Row]:
    drafts = DraftRow.objects.unscoped(why=WHY).filter(upload=upload, state=DraftRow.State.ACCEPTED)
    listed = drafts.select_related("record").order_by("number").iterator(chunk_size=_BATCH)
    return list(_once_each(listed))


def _once_each(drafts: Iterable[DraftRow]) -> Iterator[Row]:
    """A row that repeats another's record goes by a key of its own, so that no two rows of a version share one."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        key = draft.record.public_id if draft.record else draft.engine_key
        seen[key] += 1
        key = key if seen[key] == 1 else f"{key}~{seen[key]}"
        yield Row(key, draft.kind, draft.name, draft.fields, draft.extra, draft.record_id)


def _own_rows(report: Report) -> list[Row]:
    """What the last version held of the organisation's own."""
    if report.current is None:
        return []
    return [row for row in rows_of(report.current) if row.source == report.organisation_id]


def rows_of(version: ReportVersion) -> Iterator[Row]:
    """The rows of a version, in order."""
    listed = ReportRow.objects.unscoped(why="the rows of a version that is put together anew").filter(version=version)
    for row in listed.order_by("number").iterator(chunk_size=_BATCH):
        yield Row(row.key, row.kind, row.name, row.fields, row.extra, row.record_id, row.source_id)


def _gathered(report: Report) -> list[Row]:
    """What those below have sent to the organisation's own rounds for this one, as far as it was accepted."""
    parts = Round.objects.unscoped(why="the organisation's own rounds for this one").filter(
        within=report.round_id, owner_org=report.organisation_id
    )
    taken = Report.objects.unscoped(why="what was accepted in them").filter(round__in=parts, state__in=_TAKEN)
    listed = taken.exclude(current=None).select_related("current").order_by("organisation__path", "pk")
    return [row for part in listed for row in rows_of(part.current)]


def digest_of(rows: Iterable[Row]) -> str:
    """SHA-256 over what the rows say, in order: the same for the same rows, wherever they are worked out."""
    digest = hashlib.sha256()
    for row in rows:
        told = [row.key, row.kind, row.name, row.fields, row.extra]
        digest.update(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def totals_of(rows: Iterable[Row]) -> dict[str, int]:
    """Whole CNY of each money field, added over the rows; ranges and foreign money are not in it."""
    totals: Counter[str] = Counter()
    for row in rows:
        for key, value in row.fields.items():
            known = fields_of(row.kind).get(key)
            if known is not None and known.type == "money" and isinstance(value, int) and not isinstance(value, bool):
                totals[key] += value
    return dict(totals)


def send_behind(actor: Actor, by: User, report_id: str, upload_id: str, note: str, telling: Telling) -> str:
    """`send_upload` as a job, within what its requester may see."""
    telling(5, say("入库并报送", "taking the rows in and sending them"))
    report = Report.objects.visible_to(actor).filter(sends_report(actor), public_id=report_id).first()
    upload = Upload.objects.visible_to(actor).filter(public_id=upload_id).first()
    if report is None or upload is None:
        return ""
    version = send_upload(actor, by, report, upload, note=note)
    return say(
        f"已报送第 {version.number} 版，{version.count} 行", f"version {version.number} sent, {version.count} rows"
    )
