"""How a version differs from what the same office reported in the last round: kept as rows, for the receiver to read.

A row that is missing becomes a question to the sender; it is never taken for a deletion.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Report, ReportRow, ReportVersion, RowChange, RowQuestion

if TYPE_CHECKING:
    from yanzhen.collect.comparing import Comparison, RowDifference

WHY = "a version that is being compared with the last round"
_BATCH = 500
_KEPT = tuple(RowChange.State.values)


def base_of(report: Report) -> ReportVersion | None:
    """The version to compare with: what the same organisation reported in the round before."""
    if report.round.previous_id is None:
        return None
    rows = Report.objects.unscoped(why=WHY).filter(round=report.round.previous_id, organisation=report.organisation_id)
    last = rows.select_related("current").first()
    return last.current if last else None


def keep_differences(report: Report, version: ReportVersion) -> None:
    """Compare a version with the last round, keep what differs, and ask about what is missing."""
    base = base_of(report)
    if base is None:
        return
    from yanzhen.collect.comparing import compare

    comparison = compare(_told(base), _told(version))
    _keep(version, comparison)
    version.compared = comparison.summary() | {"with": base.public_id}
    version.save(update_fields=["compared"])
    _ask(report, comparison)


def _told(version: ReportVersion) -> Iterator[EngineRecord]:
    rows = ReportRow.objects.unscoped(why=WHY).filter(version=version).order_by("number")
    listed = rows.values_list("key", "kind", "name", "fields", "extra")
    for key, kind, name, fields, extra in listed.iterator(chunk_size=2000):
        yield EngineRecord(kind, name, fields, extra, key=key)


def _keep(version: ReportVersion, comparison: Comparison) -> None:
    numbered = enumerate((row for row in comparison.rows if row.state in _KEPT), start=1)
    while chunk := list(islice(numbered, _BATCH)):
        RowChange.objects.unscoped(why=WHY).bulk_create(_change(version, number, row) for number, row in chunk)


def _change(version: ReportVersion, number: int, row: RowDifference) -> RowChange:
    cells = [[cell.key, cell.old, cell.new, cell.mark] for cell in row.cells]
    marks = sorted({cell.mark for cell in row.cells if cell.mark})
    return RowChange(
        version=version,
        number=number,
        state=row.state,
        key=row.id,
        kind=row.kind,
        name=row.name[:500],
        cells=cells,
        marks=f",{','.join(marks)}," if marks else "",
    )


def _ask(report: Report, comparison: Comparison) -> None:
    """A question for each row that is missing; one whose row came back is settled."""
    now = timezone.now()
    missing = {row.id: row for row in comparison.rows if row.state == RowChange.State.MISSING}
    open_ = _open(report)
    open_.exclude(key__in=list(missing)).update(settled_at=now)
    asked = set(open_.values_list("key", flat=True))
    wanted = [row for key, row in missing.items() if key not in asked]
    RowQuestion.objects.unscoped(why=WHY).bulk_create(
        (
            RowQuestion(
                report=report,
                reason=RowQuestion.Reason.MISSING,
                key=row.id,
                name=row.name[:500],
                text=row.question.zh if row.question else row.name,
                asked_at=now,
            )
            for row in wanted
        ),
        batch_size=_BATCH,
    )


def _open(report: Report) -> QuerySet[RowQuestion]:
    rows = RowQuestion.objects.unscoped(why=WHY)
    return rows.filter(report=report, reason=RowQuestion.Reason.MISSING, settled_at=None)
