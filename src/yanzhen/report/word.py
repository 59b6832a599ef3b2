"""The bulletin on paper as a Word file: docxtpl fills the layout's template, or an office's own."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.recordfiles import replacing
from yanzhen.report.bulletin import Bulletin, Paragraph, Run, Table
from yanzhen.report.layout import bulletin_template, width_twips
from yanzhen.typesetting.archives import fixed_clock
from yanzhen.typesetting.plaintext import without_controls


def write_bulletin_docx(bulletin: Bulletin, path: Path, template: Path | None = None) -> None:
    """Write a bulletin as .docx; the same bulletin gives the same bytes.

    Args:
        template: an office's own template with the tags that `yanzhen.report.layout` names.

    Raises:
        UnreadableInput: the template is no Word file, or a tag in it is wrong.
    """
    data = docx_bytes(bulletin, template)
    with replacing(path) as stream:
        stream.write(data)


def docx_bytes(bulletin: Bulletin, template: Path | None = None) -> bytes:
    """The bytes of `write_bulletin_docx`."""
    source = io.BytesIO(bulletin_template()) if template is None else _opened(template)
    return _stamped(_rendered(source, bulletin, template), bulletin)


def _opened(template: Path) -> io.BytesIO:
    if not template.is_file():
        raise UnreadableInput(f"{template}：没有这个模板", f"{template}: no such template")
    return io.BytesIO(template.read_bytes())


def _rendered(source: io.BytesIO, bulletin: Bulletin, template: Path | None) -> Any:
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    name = template or "layout"
    # An office's template is a program in a small language: it runs in a sandbox, and cells are text, never tags.
    environment = SandboxedEnvironment(autoescape=True)
    try:
        document = DocxTemplate(source)
        document.render(_context(bulletin), environment, autoescape=True)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UnreadableInput(
            f"{name}：不能用作模板，请用 Word 或 WPS 另存为 .docx，并检查其中的标签（{error}）",
            f"{name}: not usable as a template; save it as .docx and check its tags ({error})",
        ) from error
    return document


def _context(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "title": bulletin.title,
        "date": bulletin.as_of,
        "blocks": [_block(*each) for each in zip(bulletin.blocks, bulletin.kept(), strict=True)],
        "figures": _figures(bulletin),
    }


def _figures(bulletin: Bulletin) -> dict[str, str]:
    """Each figure as the text first prints it, with its unit (a table's total comes later, without)."""
    told: dict[str, str] = {}
    for run in bulletin.runs():
        if run.figure:
            told.setdefault(run.figure, run.text)
    return told


def _block(block: Paragraph | Table, kept: bool) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"style": block.style, "text": without_controls(block.text), "keep": int(kept)}
    return {
        "style": "table",
        "caption": without_controls(block.caption.text),
        "columns": [
            {"header": column.header, "align": "center", "twips": width_twips(column.width)} for column in block.columns
        ],
        "keep": int(block.short),
        "annex": int(block.annex),
        "rows": [[_cell(run, block, number) for number, run in enumerate(row)] for row in block.rows],
    }


def _cell(run: Run, table: Table, number: int) -> dict[str, Any]:
    column = table.columns[number]
    return {"text": without_controls(run.text), "align": column.align, "twips": width_twips(column.width)}


def _stamped(document: Any, bulletin: Bulletin) -> bytes:
    """Widths into the grid of each table, title and date into the properties, a fixed clock into the archive."""
    _fit_grids(document.docx)
    properties = document.docx.core_properties
    properties.title, properties.author, properties.comments = bulletin.title, "", ""
    properties.language = "zh-CN" if bulletin.language == "zh" else "en"
    properties.created = properties.modified = _moment(bulletin.as_of)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_clock(buffer.getvalue())


def _moment(as_of: str) -> datetime:
    return datetime.fromisoformat(as_of if len(as_of) == len("2025-03-29") else "2025-01-01")


def _fit_grids(document: Any) -> None:
    from docx.oxml.ns import qn

    for table in document.tables:
        widths = [cell.get(qn("w:w")) for cell in table.rows[0]._tr.iter(qn("w:tcW"))]
        for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=False):
            column.set(qn("w:w"), width)
