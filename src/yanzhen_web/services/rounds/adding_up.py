"""Whether the money of a version adds up: this month and the last report to the year, the sources to the whole.

What does not is kept with the version, each with the row that it is about; it refuses nothing, and people ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from yanzhen.language import Said
from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Round
from yanzhen_web.services.rounds.differences import Compared

if TYPE_CHECKING:
    from yanzhen.collect.comparing import Telling
    from yanzhen.collect.reconciling import Finding

SHOWN = 20
"""Findings that are kept one by one; of more than these the number is."""


def findings_of(opened: Round, rows: Sequence[Telling], compared: Compared | None) -> list[dict[str, Any]]:
    """What does not add up in the rows of a version, in the form of `ReportVersion.findings`.

    Args:
        compared: with the last round, where there was one.
    """
    from yanzhen.collect.reconciling import parts_findings

    found = [*parts_findings(rows)]
    month = _month_of(opened)
    if compared is not None and month is not None:
        found = [*_of_periods(opened, month, rows, compared), *found]
    shown = [_told(finding) for finding in found[:SHOWN]]
    return [*shown, _more(len(found) - SHOWN)] if len(found) > SHOWN else shown


def _month_of(opened: Round) -> str | None:
    from yanzhen.collect.reconciling import month_told

    return month_told(opened.period) or month_told(opened.title)


def _of_periods(opened: Round, month: str, rows: Sequence[Telling], compared: Compared) -> Iterable[Finding]:
    from yanzhen.collect.reconciling import follows, period_findings

    before = _month_of(opened.previous) if opened.previous else None
    if before is None or not follows(month, before):
        return ()
    return period_findings(rows, _under_new_keys(rows, compared), month=month, previous_month=before)


def _under_new_keys(rows: Sequence[Telling], compared: Compared) -> Iterator[EngineRecord]:
    """The rows of the last round, each under the key that its successor has."""
    for change in compared.comparison.rows:
        if change.old is not None and change.new is not None:
            last = compared.before[change.old]
            yield EngineRecord(last.kind, last.name, last.fields, key=rows[change.new].key)


def _told(finding: Finding) -> dict[str, Any]:
    said = finding.said()
    return {"code": finding.code, "key": finding.record.key, "message_zh": said.zh, "message_en": said.en}


def _more(count: int) -> dict[str, Any]:
    said = Said(f"还有 {count} 处金额加起来对不上", f"{count} more amounts do not add up")
    return {"code": "more_mismatches", "count": count, "message_zh": said.zh, "message_en": said.en}
