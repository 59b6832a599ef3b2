"""What the page of one report shows: to its sender, and to its receiver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.utils import timezone

from yanzhen.collect.comparing import MARK_LABELS, WORRYING
from yanzhen.fields import fields_of
from yanzhen.language import current
from yanzhen_web.models import Report, ReportRow, ReportVersion, RowChange, RowQuestion, Upload
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.rounds import decides_report, sees_rows, sends_report
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.records import showing
from yanzhen_web.services.rounds import approving
from yanzhen_web.services.rounds.boards import has_parts, late

_ROWS = 40
_QUESTIONS = 100


def found_report(actor: Actor, public_id: str) -> Report:
    """A report that the actor knows of.

    Raises:
        Report.DoesNotExist: there is none, or it is hidden.
    """
    rows = Report.objects.visible_to(actor)
    return rows.select_related(
        "round__owner_org", "round__template", "round__previous", "organisation", "current__by", "decided_by"
    ).get(public_id=public_id)


def report_page(actor: Actor, report: Report) -> dict[str, Any]:
    """One report: how far it is, what may be done now, its versions, its questions."""
    rows = Report.objects.visible_to(actor).filter(pk=report.pk)
    sends, decides = rows.filter(sends_report(actor)).exists(), rows.filter(decides_report(actor)).exists()
    reads = rows.filter(sees_rows(actor)).exists()
    version = report.current
    questions = _questions(report) if reads else []
    return approving.approval_page(actor, report) | {
        "scans": approving.scans_of(report) if reads else [],
        "report": report,
        "round": report.round,
        "version": version,
        "late": late(report, timezone.now()),
        "sends": sends and report.round.closed_at is None and report.state not in ("accepted", "locked"),
        "answers": sends,
        "own": report.organisation_id in {desk.organisation for desk in actor.desks},
        "decides": decides,
        "reads": reads,
        "versions": _versions(report),
        "uploads": _uploads(actor, report) if sends else [],
        "compared": _compared(version),
        "findings": _findings(report, reads=reads, decides=decides),
        "totals": _totals(version, report),
        "questions": questions,
        "open_questions": sum(question.settled_at is None for question in questions),
        "parts": list(has_parts(report)) if sends else [],
    }


def _versions(report: Report) -> list[ReportVersion]:
    rows = ReportVersion.objects.unscoped(why="the versions of a report that the actor knows of")
    return list(rows.filter(report=report).select_related("by", "on_behalf_of")[:20])


def _uploads(actor: Actor, report: Report) -> list[Upload]:
    """Books that were uploaded for it and are not sent yet."""
    rows = Upload.objects.visible_to(actor).filter(report=report)
    waiting = rows.exclude(state__in=(Upload.State.ACCEPTED, Upload.State.UNDONE))
    return list(waiting.defer("columns", "issues", "skipped", "sheets")[:10])


def _questions(report: Report) -> list[RowQuestion]:
    rows = RowQuestion.objects.unscoped(why="the questions of a report whose rows the actor reads")
    listed = rows.filter(report=report).select_related("asked_by", "answered_by")
    found = list(listed.order_by(F("settled_at").asc(nulls_first=True), "pk")[:_QUESTIONS])
    note_rows_read(report, (question.key for question in found))
    for question in found:
        question.text = text_of(question)
    return found


def text_of(question: RowQuestion) -> str:
    """What is asked, in the language in force where the system asks."""
    return question.text_en if current() == "en" and question.text_en else question.text


def _compared(version: ReportVersion | None) -> dict[str, Any]:
    """Counts of the differences, for the links above their list."""
    told = (version.compared or {}) if version else {}
    if not told:
        return {}
    marks = told.get("marks", {})
    return {
        "states": [(state, told.get(state, 0)) for state in RowChange.State.values],
        "marks": [(m, str(label), marks[m]) for m, label in MARK_LABELS.items() if m in WORRYING and marks.get(m)],
    }


def _findings(report: Report, *, reads: bool, decides: bool) -> list[dict[str, Any]]:
    """What was noticed beside the rows; what is about one row is for those who read rows."""
    told = report.current.findings if report.current else []
    found = [finding for finding in told if reads or "key" not in finding]
    keys = [str(finding.get("key", "")) for finding in found]  # of a file: whatever its sender wrote there
    note_rows_read(report, filter(None, keys))
    said = "message_en" if current() == "en" else "message_zh"
    return [
        {"said": finding.get(said, ""), "key": key if decides else "", "question": finding.get("message_zh", "")}
        for finding, key in zip(found, keys, strict=True)
    ]


def _totals(version: ReportVersion | None, report: Report) -> list[dict[str, Any]]:
    if version is None:
        return []
    before = (version.compared or {}).get("totals_before", {})
    kind = next(iter(report.round.kinds), "project")
    return [
        {
            "label": showing.label(kind, key),
            "now": showing.money(cny),
            "before": showing.money(before[key]) if key in before else "",
        }
        for key, cny in version.totals.items()
        if cny or before.get(key)
    ]


# --- rows and differences --------------------------------------------------------------------------------------------


def version_of(actor: Actor, public_id: str, number: int) -> ReportVersion:
    """A version whose rows the actor reads.

    Raises:
        ReportVersion.DoesNotExist: there is none, or it is hidden.
    """
    rows = ReportVersion.objects.visible_to(actor).filter(sees_rows(actor, "report__"))
    rows = rows.select_related("report__round", "report__organisation", "by")
    return rows.get(report__public_id=public_id, number=number)


def note_rows_read(
    report: Report, keys: Iterable[str], *, action: str = "report.read", version: int | None = None
) -> None:
    """Write down which rows were shown: each by its key, the public id of its record where it has one."""
    read = list(dict.fromkeys(key.partition("~")[0] for key in keys))
    if read:
        note_reading(action, report, version=version, count=len(read), records=read)


def rows_page(actor: Actor, version: ReportVersion, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The rows of a version as they were sent."""
    rows = ReportRow.objects.unscoped(why="rows of a version that the actor reads").filter(version=version)
    page = Paginator(rows, _ROWS)
    page.count = version.count  # kept with the version, so that no page counts 100,000 rows
    numbered = page.get_page(parameters.get("page", "1"))
    # Rows are numbered from 1 without gaps, so that no page walks over those before it.
    between = numbered.start_index(), numbered.end_index()
    listed = list(rows.filter(number__range=between).select_related("source"))
    note_rows_read(version.report, (row.key for row in listed), version=version.number)
    return {
        "report": version.report,
        "round": version.report.round,
        "version": version,
        "rows": [_row(row, version) for row in listed],
        "page": numbered,
        "asks": _asks(actor, version),
    }


def _asks(actor: Actor, version: ReportVersion) -> bool:
    """Whether the actor may ask the sender about rows of this version: it is the current one, and theirs to decide."""
    rows = Report.objects.visible_to(actor).filter(decides_report(actor))
    return rows.filter(pk=version.report_id, current=version.pk).exists()


def _row(row: ReportRow, version: ReportVersion) -> dict[str, Any]:
    known = fields_of(row.kind)
    told = [
        (str(known[key].label), showing.shown(known[key], value)) for key, value in row.fields.items() if key in known
    ]
    return {
        "number": row.number,
        "key": row.key,
        "name": row.name,
        "source": str(row.source) if row.source_id != version.report.organisation_id else "",
        "cells": [(label, value) for label, value in told if value] + [(k, str(v)) for k, v in row.extra.items()],
    }


def changes_page(actor: Actor, version: ReportVersion, parameters: Mapping[str, str]) -> dict[str, Any]:
    """How a version differs from the last round, row by row and cell by cell."""
    rows = RowChange.objects.unscoped(why="differences of a version that the actor reads").filter(version=version)
    state, mark = parameters.get("state", ""), parameters.get("mark", "")
    if state in RowChange.State.values:
        rows = rows.filter(state=state)
    if mark in MARK_LABELS:
        rows = rows.filter(marks__contains=f",{mark},")
    numbered = Paginator(rows, _ROWS).get_page(parameters.get("page", "1"))
    note_rows_read(version.report, (row.key for row in numbered), version=version.number)
    return {
        "report": version.report,
        "round": version.report.round,
        "version": version,
        "compared": _compared(version),
        "changes": [_change(row) for row in numbered],
        "page": numbered,
        "asks": _asks(actor, version),
        "shown": {"state": state, "mark": mark},
    }


def _change(row: RowChange) -> dict[str, Any]:
    known = fields_of(row.kind)
    return {
        "state": row.state,
        "key": row.key,
        "name": row.name,
        "cells": [
            {
                "label": str(known[key].label) if key in known else key,
                "old": _shown(known.get(key), old),
                "new": _shown(known.get(key), new),
                "mark": mark,
                "mark_label": str(MARK_LABELS.get(mark, "")),
                "telling": mark in WORRYING,
            }
            for key, old, new, mark in row.cells
        ],
    }


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, dict) and field is None:
        return "；".join(f"{name}：{text}" for name, text in value.items())
    return showing.shown(field, value)
