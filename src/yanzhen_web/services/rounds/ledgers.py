"""Out again in anyone's template: the accepted rows of a round as one ledger, and a form with what is known in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from yanzhen.collect.templates import fill_template, left_out
from yanzhen.errors import YanzhenError
from yanzhen.language import Said
from yanzhen.records import Record as EngineRecord
from yanzhen_web.models import Report, ReportVersion, Round, Template
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.rounds.asking import templates_for
from yanzhen_web.services.rounds.differences import base_of, records_of
from yanzhen_web.services.rounds.layouts import layout_of
from yanzhen_web.services.rounds.periods import period_told

WHY = "rows of reports that the person reads"
TAKEN = (Report.State.ACCEPTED, Report.State.LOCKED)


@dataclass(frozen=True)
class Ledger:
    """A workbook, and how many rows the template has no table for."""

    name: str
    content: bytes
    left_out: int = 0


def ledger(actor: Actor, found: Round, template_id: str = "") -> Ledger:
    """All accepted rows of a round in a template's layout, grouped and summed as the template has it.

    Args:
        template_id: public id of another template than the round's.

    Raises:
        Refusal: there is no template, or nothing was accepted yet.
    """
    template = _template(actor, found, template_id)
    reports = Report.objects.unscoped(why=WHY).filter(round=found, state__in=TAKEN).exclude(current=None)
    versions = [report.current for report in reports.select_related("current").order_by("organisation__path")]
    if not versions:
        raise Refusal(
            "还没有接收过报表，没有可汇总的行", "no report was accepted yet: there is nothing to put together"
        )
    records = [record for version in versions for record in records_of(version)]
    _note("report.ledger", found, template, records)
    return _filled(template, found, records, str(found.owner_org), ids=False)


def form(actor: Actor, report: Report) -> Ledger:
    """The form to fill in: in the round's template, with what the same office reported last, each row known again by
    its hidden id.

    Raises:
        Refusal: the round has no template.
    """
    template = _template(actor, report.round, "")
    last = report.current or base_of(report)
    records = list(records_of(last)) if last else []
    _note("report.form", report, template, records)
    return _filled(template, report.round, records, str(report.organisation), ids=True)


def own_ledger(actor: Actor, version: ReportVersion, template_id: str = "") -> Ledger:
    """One version's rows in a template's layout.

    Raises:
        Refusal: there is no template.
    """
    template = _template(actor, version.report.round, template_id)
    records, office = list(records_of(version)), str(version.report.organisation)
    _note("report.ledger", version.report, template, records, version=version.number)
    return _filled(template, version.report.round, records, office, ids=False)


def _note(
    action: str, about: Round | Report, template: Template, records: list[EngineRecord], *, version: int | None = None
) -> None:
    """Write down what leaves, before its first byte does: in which layout, how many rows, and a hash of their keys in
    order, by which the file is known to be the one.
    """
    ids = hashlib.sha256("".join(f"{record.key}\n" for record in records).encode()).hexdigest()
    note_reading(action, about, version=version, template=template.public_id, count=len(records), ids=ids)


def _template(actor: Actor, found: Round, public_id: str) -> Template:
    if not public_id and found.template is not None:
        return found.template
    wanted = templates_for(actor).filter(public_id=storable(public_id)).first() if public_id else None
    if wanted is None:
        raise Refusal("这个任务没有表样，请选一个", "the round has no template; choose one", field="template")
    return wanted


def _filled(template: Template, found: Round, records: Iterable[EngineRecord], office: str, *, ids: bool) -> Ledger:
    listed = list(records)
    layout = layout_of(template)
    day = timezone.localdate().isoformat()
    try:
        content = fill_template(layout, listed, period=period_told(found.period), office=office, as_of=day, ids=ids)
    except YanzhenError as error:
        raise Refusal(*error.said) from error
    missing = sum(left_out(layout, listed).values())
    name = "_".join(part for part in (found.title, found.period, office) if part)
    return Ledger(f"{name}.xlsx", content, missing)


def left_out_sentence(missing: int) -> Said | None:
    """What to say of rows that the template has no table for."""
    if not missing:
        return None
    return Said(
        f"有 {missing} 行的种类表样里没有，没有写进去", f"{missing} rows are of kinds the template has no table for"
    )
