"""The event's figures, the rows behind each, the bulletin and the charts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from pydantic import Field, StringConstraints

from yanzhen.language import Said
from yanzhen_web.api import paging
from yanzhen_web.api.doors import answer_of
from yanzhen_web.api.problems import missing
from yanzhen_web.api.rooms import Asked, File, Room
from yanzhen_web.api.schemas import Page, Told, both, present
from yanzhen_web.api.telling import RecordTold, note_read, record_told
from yanzhen_web.models import Record
from yanzhen_web.scopes import CITY, COUNTY, LEADER, ORGANISER, PARK, PLATFORM, SERVICE, Actor
from yanzhen_web.services.report import presenting, publishing
from yanzhen_web.services.report.reporting import current_event, may_read_totals, report_of

room = Room(
    "figures",
    Said("数字和通报", "Figures and the bulletin"),
    Said("数字由明细算出，每个都能查到行；看不到的行只计入总数。",
         "Figures are worked out from rows, and each leads to them; hidden ones count in the total only."),
)  # fmt: skip
BULLETIN_READERS = (PLATFORM, ORGANISER, CITY, COUNTY, PARK, SERVICE, LEADER)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
FigureId = Annotated[
    str, StringConstraints(max_length=120, pattern=r"^[^\x00/]+$"), Field(examples=["projects_collected"])
]


class FigureTold(Told):
    """A figure."""

    id: str = Field(examples=["projects_collected"])
    name: str = Field(examples=["征集项目"])
    value: int | float | None = Field(None, examples=[543])
    display: str = Field(examples=["543个"])
    unit: str | None = Field(None, examples=["个"])
    as_of: str | None = Field(None, examples=["2025-03-29"])
    definition: str | None = Field(None, examples=["活动期间征集的项目"])
    source: str | None = Field(None, description=both("引用的数字的出处", "Who said so, of a cited figure"))
    approximate: bool | None = None
    holds: bool | None = Field(None, description=both("与别的数字对得上", "It agrees with the others"))
    problem: str | None = None


class IdentityTold(Told):
    """A relation between figures that was checked."""

    statement: str = Field(examples=["省外 + 省内 = 征集项目"])
    holds: bool = Field(examples=[True])


class FigureDetailTold(FigureTold):
    """A figure with what was checked of it, and how many rows are behind it."""

    identities: list[IdentityTold]
    rows: int = Field(ge=0, examples=[543])
    rows_visible: int = Field(ge=0, examples=[120])


class PartTold(Told):
    """A part of a chart."""

    code: str = Field(examples=["430100"])
    name: str = Field(examples=["长沙市"])
    value: int = Field(examples=[42])
    amount_yi: int | float = Field(examples=[310.5], description=both("亿元", "In 100 million CNY"))


class ChartTold(Told):
    """A distribution as the page's chart shows it."""

    title: str = Field(examples=["征集项目（按产业链）"])
    unit: str = Field(examples=["个"])
    amount_label: str | None = None
    parts: list[PartTold]


class RunTold(Told):
    """A piece of a paragraph; `figure` or `record` says what it tells of."""

    text: str = Field(examples=["543个"])
    figure: str | None = Field(None, examples=["projects_collected"])


class ParagraphTold(Told):
    """A paragraph, heading or table caption."""

    style: str = Field(examples=["body"])
    runs: list[RunTold]


class BulletinTold(Told):
    """The bulletin's text."""

    title: str = Field(examples=["活动成果通报"])
    as_of: str = Field(examples=["2025-03-29"])
    paragraphs: list[ParagraphTold]
    pending: list[str] = Field(examples=[[]], description=both("待核、没有写进正文的", "What waits for verification"))


def _figure(entry: dict[str, Any]) -> dict[str, Any]:
    return present({name: entry.get(name) for name in FigureTold.model_fields})


def _report(actor: Actor) -> Any:
    event = current_event(actor)
    if event is None or not may_read_totals(actor, event):
        raise missing()
    return report_of(event)


@room.get("/figures", said=Said("全部数字", "All figures"), answers={200: Page[FigureTold]})
def figures_list(request: Asked) -> dict[str, Any]:
    return {"items": [_figure(presenting.figure_entry(figure)) for figure in _report(request.actor).figures]}


def _found(actor: Actor, figure_id: str) -> publishing.FigureRows:
    found = publishing.figure_rows(actor, figure_id)
    if found is None:
        raise missing()
    return found


@room.get("/figures/{figure_id}", said=Said("一个数字", "A figure"), answers={200: FigureDetailTold})
def figures_read(request: Asked, figure_id: FigureId) -> dict[str, Any]:
    found = _found(request.actor, figure_id)
    counts = {"rows": found.times, "rows_visible": found.rows.count(), "identities": found.identities}
    return _figure(found.figure) | counts


@room.get("/figures/{figure_id}/rows", said=Said("数字背后的行", "The rows behind it"), answers={200: Page[RecordTold]})
def figures_rows(
    request: Asked, figure_id: FigureId, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    rows = _found(request.actor, figure_id).rows.select_related("owner_org", "upload")
    told: list[Record] = []

    def tell(record: Record) -> dict[str, Any]:
        told.append(record)
        return record_told(request.actor, record)

    page = paging.page(rows, paging.Order("created_at"), limit, cursor, tell, (figure_id,))
    note_read(told, "record.list")
    return page


@room.get("/charts/{chart}", said=Said("图的数据", "The data of a chart"), answers={200: ChartTold})
def charts_read(request: Asked, chart: Literal["by_chain", "by_origin"]) -> dict[str, Any]:
    _report(request.actor)
    drawn = presenting.chart(request.actor, chart)
    parts = [{name: row[name] for name in PartTold.model_fields} for row in drawn["rows"]]
    named = {name: drawn[name] for name in ("title", "unit", "amount_label") if name in drawn}
    return named | {"parts": parts}


@room.get(
    "/bulletin", said=Said("通报的正文", "The bulletin's text"), who=BULLETIN_READERS, answers={200: BulletinTold}
)
def bulletin_read(request: Asked) -> dict[str, Any]:
    page = publishing.bulletin_page(request.actor)
    if not page["title"]:
        raise missing()
    paragraphs = [{"style": block["style"], "runs": [_run(run) for run in _runs(block)]} for block in page["blocks"]]
    told = {"title": page["title"], "as_of": page["as_of"], "paragraphs": paragraphs}
    return told | {"pending": [str(line) for line in page["pending"]]}


def _runs(block: dict[str, Any]) -> list[dict[str, str]]:
    if block["style"] != "table":
        return list(block["runs"])
    return [*block["caption"], *(run for row in block["rows"] for run in row)]


def _run(run: dict[str, str]) -> dict[str, Any]:
    return {"text": run["text"]} | ({"figure": run["figure"]} if run.get("figure") else {})


@room.get("/bulletin.docx", said=Said("通报（Word、WPS）", "The bulletin for Word and WPS"), who=BULLETIN_READERS,
          answers={200: File}, sends=(DOCX,), cost=20)  # fmt: skip
def bulletin_docx(request: Asked) -> HttpResponse:
    return _file(request, "docx", DOCX)


@room.get("/bulletin.pdf", said=Said("通报（打印）", "The bulletin for print"), who=BULLETIN_READERS,
          answers={200: File}, sends=(PDF,), cost=20)  # fmt: skip
def bulletin_pdf(request: Asked) -> HttpResponse:
    return _file(request, "pdf", PDF)


def _file(request: Asked, form: str, type_: str) -> HttpResponse:
    content = publishing.bulletin_file(request.actor, form)
    if content is None:
        raise missing()
    return answer_of(content.getvalue(), type_, f"bulletin.{form}")
