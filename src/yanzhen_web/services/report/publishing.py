"""The bulletin as a page and as files, and the rows behind each figure."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse

from yanzhen.language import current
from yanzhen.report import Bulletin, Report, Run, Table, compose_bulletin, write_bulletin_docx, write_bulletin_pdf
from yanzhen.report.event import EVENT_FIGURES
from yanzhen.report.values import SignedProject
from yanzhen_web.models import Event, Record
from yanzhen_web.scopes import Actor, sees_inside
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records.codenames import party_keys
from yanzhen_web.services.records.listing import PAGE, columns_of, list_row, listed_columns
from yanzhen_web.services.records.reading import name_of, party_of, visible_records
from yanzhen_web.services.report.presenting import figure_entry
from yanzhen_web.services.report.reporting import current_event, may_read_totals, report_of


def _bulletin(actor: Actor, event: Event | None = None) -> tuple[Report, Bulletin] | None:
    event = event or current_event(actor)
    if event is None or not may_read_totals(actor, event):
        return None
    report = _as_told_to(actor, report_of(event))
    return report, compose_bulletin(report, current())


def _as_told_to(actor: Actor, report: Report) -> Report:
    """Totals speak of all records; only those are named that the reader may know of, as the reader knows them."""
    rows = visible_records(actor).filter(public_id__in=[project.row for project in report.signed])
    known = {record.public_id: record for record in rows}
    note_read(known.values(), "bulletin.read", ("name", "investor"))
    signed = tuple(_named(project, known[project.row]) for project in report.signed if project.row in known)
    told = visible_records(actor, "project").filter(fields__collection_round=report.collection_round)
    collection_round = report.collection_round if report.collection_round and told.exists() else ""
    return replace(report, signed=signed, collection_round=collection_round)


def _named(project: SignedProject, record: Record) -> SignedProject:
    return replace(project, name=name_of(record), investor=party_of(record))


def bulletin_page(actor: Actor, event: Event | None = None) -> dict[str, Any]:
    """Paragraphs of runs, each figure a link; the identities that failed; what was kept out.

    Args:
        event: whose bulletin; the current one's where nobody says.
    """
    found = _bulletin(actor, event)
    if found is None:
        return {"title": "", "paragraphs": [], "blocks": [], "failed": [], "as_of": "", "pending": []}
    report, bulletin = found
    kinds = _kinds_of(run.row for run in bulletin.runs())
    blocks = [_block(block, kinds) for block in bulletin.blocks]
    return {
        "title": bulletin.title,
        "blocks": [block for block in blocks if block["style"] not in ("title", "date")],
        "paragraphs": [b["runs"] for b in blocks if b["style"] in ("heading1", "heading2", "body")],
        "failed": [{"statement": str(i.statement)} for i in report.identities if not i.holds],
        "pending": list(bulletin.pending),
        "as_of": bulletin.as_of,
    }


def _kinds_of(rows: Any) -> dict[str, str]:
    ids = {row for row in rows if row}
    named = Record.objects.unscoped(why="only the kind, to build the address of a row that a bulletin names")
    return dict(named.filter(public_id__in=ids).values_list("public_id", "kind"))


def _block(block: Any, kinds: dict[str, str]) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "style": "table",
            "caption": [_run(run, kinds) for run in block.caption.runs],
            "columns": [{"header": c.header, "align": c.align} for c in block.columns],
            "rows": [[_run(run, kinds) for run in row] for row in block.rows],
            "total": block.total,
            "runs": [],
        }
    return {"style": block.style, "runs": [_run(run, kinds) for run in block.runs]}


def _run(run: Run, kinds: dict[str, str]) -> dict[str, str]:
    if run.figure:
        href = reverse("figure_rows", kwargs={"figure_id": run.figure})
        return {"text": run.text, "figure": run.figure, "href": href}
    if run.row and run.row in kinds:
        return {
            "text": run.text,
            "href": reverse("record_detail", kwargs={"kind": kinds[run.row], "public_id": run.row}),
        }
    return {"text": run.text}


def bulletin_file(actor: Actor, form: str) -> io.BytesIO | None:
    """The bulletin as docx or pdf; None where there is nothing to tell.

    Raises:
        MissingPiece: a PDF without a Chinese font on this machine.
    """
    found = _bulletin(actor)
    if found is None:
        return None
    write = {"docx": write_bulletin_docx, "pdf": write_bulletin_pdf}[form]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bulletin.{form}"
        write(found[1], path)
        return io.BytesIO(path.read_bytes())


def figure_page(actor: Actor, figure_id: str, page: str) -> dict[str, Any] | None:
    """A figure (or a part of a distribution) with those of its rows that the actor may see; None for an unknown one."""
    found = figure_rows(actor, figure_id)
    if found is None:
        return None
    numbered = Paginator(found.rows.order_by("pk"), PAGE).get_page(page)
    kind = found.kind or (numbered[0].kind if len(numbered) else "project")
    note_read(numbered, "figure.read", columns_of(kind))
    return {
        "figure": found.figure,
        "kind": kind,
        "columns": listed_columns(kind),
        "rows": [list_row(actor, record, columns_of(kind)) for record in numbered],
        "page": numbered,
        "sort": "",
        "hidden": found.times - numbered.paginator.count,
        "identities": found.identities,
    }


@dataclass(frozen=True)
class FigureRows:
    """A figure with those of its rows that somebody may see; `times` counts the others too."""

    figure: dict[str, Any]
    kind: str
    rows: QuerySet[Record]
    times: int
    identities: list[dict[str, Any]]


def figure_rows(actor: Actor, figure_id: str) -> FigureRows | None:
    """A figure (or a part of a distribution) of the current event; None for an unknown one, or no reader of totals."""
    event = current_event(actor)
    if event is None or not may_read_totals(actor, event):
        return None
    report = report_of(event)
    found = _figure(report, figure_id) or _part(report, figure_id)
    if found is None:
        return None
    figure, kind, ids = found
    rows = visible_records(actor).filter(public_id__in=ids)
    if _tells_names(figure_id):
        rows = rows.filter(Q(masked=False) | sees_inside(actor))
    return FigureRows(figure, kind, rows, len(ids), _identities(report, figure_id))


def _tells_names(figure_id: str) -> bool:
    """Whether a figure is of named firms or projects, so that to stand among its rows is to be named."""
    figures = [figure for figure in EVENT_FIGURES.figures if figure.id == figure_id]
    return any(c.key in ("name", *party_keys(figure.kind)) for figure in figures for c in figure.where)


def _identities(report: Report, figure_id: str) -> list[dict[str, Any]]:
    return [
        {"statement": str(identity.statement), "holds": identity.holds}
        for identity in report.identities
        if figure_id in identity.figures or figure_id.partition(".")[0] in identity.figures
    ]


Found = tuple[dict[str, Any], str, tuple[str, ...]]


def _figure(report: Report, figure_id: str) -> Found | None:
    for figure in report.figures:
        if figure.id == figure_id:
            return figure_entry(figure), "", figure.rows
    return None


def _part(report: Report, part_id: str) -> Found | None:
    for distribution in report.distributions:
        for part in distribution.parts:
            if part.id == part_id:
                name = f"{distribution.name} · {part.label}"
                entry = {"id": part_id, "name": name, "label": name, "value": part.count, "display": str(part.count)}
                return entry, "project", part.rows
    return None
