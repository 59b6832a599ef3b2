"""A paper as a Word file: the same sheets, each a section of its own, cards as tables of fixed sizes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from yanzhen.meet.papers.paper import Badge, Block, Boxes, Column, Grid, Heading, Paper, SeatMap, Sheet, TableCard, Text
from yanzhen.meet.papers.printing import moment_of, refuse_to_print
from yanzhen.meet.papers.wordcards import add_badges, add_cards
from yanzhen.meet.papers.wordings import PROOF, telling
from yanzhen.meet.papers.wordparts import BODY, HEI, KAI, SONG, TITLE, element, set_cell, set_run, set_widths
from yanzhen.typesetting.archives import fixed_clock
from yanzhen.typesetting.plaintext import printable

_PAGES_MM = {
    "portrait": (210, 297),
    "landscape": (297, 210),
    "a3": (420, 297),
    "badges": (210, 297),
    "cards": (210, 297),
}
_WIDE = (20, 18, 18)
_MARGINS_MM = {
    "portrait": (30, 27, 26),
    "landscape": _WIDE,
    "a3": _WIDE,
    "badges": (16, 12, 15),
    "cards": (16, 12, 10),
}
"""Above, below, at each side."""
_KINDS = {
    "title": (TITLE, 22.0, "CENTER"),
    "cover": (TITLE, 28.0, "CENTER"),
    "centre": (BODY, 13.0, "CENTER"),
    "note": (KAI, 11.0, "LEFT"),
    "speech": (BODY, 16.0, "JUSTIFY"),
    "body": (BODY, 14.0, "JUSTIFY"),
}


def paper_docx(paper: Paper, *, proof: bool = False) -> bytes:
    """The bytes of a paper as .docx; the same paper gives the same bytes.

    Raises:
        NotApproved: a name or title on it is not approved, and no proof was asked for.
        UnreadableInput: there is nothing to print.
    """
    refuse_to_print(paper, proof=proof)
    from docx import Document
    from docx.shared import Pt

    document = Document()
    normal = set_run(document.styles["Normal"], BODY, 14).paragraph_format
    normal.space_before = normal.space_after = Pt(0)
    normal.line_spacing = 1.0
    for name, cjk, size in (("Heading 1", HEI, 16), ("Heading 2", KAI, 14)):
        set_run(document.styles[name], cjk, size)
    if paper.form in ("badges", "cards"):
        _set_page(document.sections[0], paper, None, proof=proof)
        blocks = [sheet.blocks[0] for sheet in paper.sheets]
        if paper.form == "badges":
            add_badges(document, [block for block in blocks if isinstance(block, Badge)])
        else:
            add_cards(document, [block for block in blocks if isinstance(block, TableCard)])
    else:
        for number, sheet in enumerate(paper.sheets):
            section = document.add_section() if number else document.sections[0]
            _set_page(section, paper, sheet, proof=proof)
            for block in sheet.blocks:
                _add(document, block, _inside_mm(paper), paper)
    return _stamped(document, paper)


def _inside_mm(paper: Paper) -> float:
    return _PAGES_MM[paper.form][0] - 2 * _MARGINS_MM[paper.form][2]


def _set_page(section: Any, paper: Paper, sheet: Sheet | None, *, proof: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm

    wide, high = _PAGES_MM[paper.form]
    top, bottom, side = _MARGINS_MM[paper.form]
    section.orientation = WD_ORIENT.LANDSCAPE if wide > high else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin = section.right_margin = Mm(side)
    section.header_distance, section.footer_distance = Mm(min(top - 9, 12)), Mm(6 if sheet is None else 10)
    if proof:
        header = _emptied(section.header)
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        set_run(header.add_run(PROOF), HEI, 9)
    if sheet is None:
        return
    footer = _emptied(section.footer)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(footer, f"{sheet.number}-" if sheet.number else "")
    # The schema wants it right behind the margins.
    section._sectPr.find(qn("w:pgMar")).addnext(element("w:pgNumType", {"w:start": 1}))


def _emptied(part: Any) -> Any:
    part.is_linked_to_previous = False
    return part.paragraphs[0]


def _add_page_number(paragraph: Any, prefix: str) -> None:
    set_run(paragraph.add_run(f"— {prefix}"), SONG, 12)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = set_run(paragraph.add_run(), SONG, 12)._r
        run.append(element("w:fldChar", {"w:fldCharType": kind}) if kind else element("w:instrText", text=text))
    set_run(paragraph.add_run(" —"), SONG, 12)


def _add(document: Any, block: Block, width_mm: float, paper: Paper) -> None:
    if isinstance(block, Heading):
        document.add_paragraph(printable(block.text), style=f"Heading {block.level}")
    elif isinstance(block, Text):
        _add_text(document, block, paper)
    elif isinstance(block, Grid):
        _add_grid(document, block, width_mm, 12.0 if block.large else 9.5 if paper.form != "portrait" else 10.5)
    elif isinstance(block, Boxes):
        _add_boxes(document, block, width_mm)
    elif isinstance(block, SeatMap):
        _add_seats(document, block, width_mm)


def _add_text(document: Any, block: Text, paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cjk, size, align = _KINDS[block.kind]
    paragraph = document.add_paragraph()
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    form = paragraph.paragraph_format
    form.space_after = Pt(10 if block.kind in ("title", "cover", "centre", "speech") else 6)
    form.line_spacing = 1.5 if block.kind == "speech" else 1.3
    if block.kind == "cover":
        form.space_before = Pt(110)
    if block.kind in ("body", "speech") and paper.language == "zh":
        form.first_line_indent = Pt(2 * size)
    set_run(paragraph.add_run(printable(block.text)), cjk, size)


def _add_grid(document: Any, grid: Grid, width_mm: float, size: float) -> None:
    table = document.add_table(rows=1, cols=len(grid.columns))
    table.style = "Table Grid"
    _fill(table.rows[0], [column.header for column in grid.columns], grid.columns, HEI, size, header=True)
    for row in grid.rows:
        _fill(table.add_row(), row, grid.columns, SONG, size)
    shares = [column.share for column in grid.columns]
    set_widths(table, [width_mm * share / sum(shares) for share in shares])
    document.add_paragraph()


def _fill(
    row: Any, texts: Sequence[str], columns: Sequence[Column], cjk: str, size: float, *, header: bool = False
) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    if header:
        properties.append(element("w:tblHeader"))
    for cell, text, column in zip(row.cells, texts, columns, strict=True):
        set_cell(cell, ((text, cjk, size),), "center" if header else column.align)


def _add_boxes(document: Any, boxes: Boxes, width_mm: float) -> None:
    table = document.add_table(rows=2, cols=len(boxes.labels))
    table.style = "Table Grid"
    for label, head, box in zip(boxes.labels, table.rows[0].cells, table.rows[1].cells, strict=True):
        set_cell(head, ((label, HEI, 10.5),), "center")
        set_cell(box, tuple((line, SONG, 10.5) for line in ("", *boxes.lines)), "left")
    set_widths(table, [width_mm / len(boxes.labels)] * len(boxes.labels))


def _add_seats(document: Any, seats: SeatMap, width_mm: float) -> None:
    """A table a row, so that rows of other lengths stand in the middle too."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    most = max((len(row) for row in (*seats.rostrum, *(row for _, row in seats.rows))), default=1)
    wide = min(27.0, (width_mm - 12) / most)
    if seats.rostrum:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        set_run(paragraph.add_run(printable(seats.rostrum_label)), HEI, 11)
    for row in reversed(seats.rostrum):
        _add_row(document, "", [chair.name for chair in row], wide)
    if seats.rostrum:
        document.add_paragraph()
    for label, row in seats.rows:
        _add_row(document, label, [chair.name for chair in row], wide)


def _add_row(document: Any, label: str, names: Sequence[str], wide: float) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Pt

    shown = [label, *names] if label else list(names)
    table = document.add_table(rows=1, cols=len(shown))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    size = 11.0 if wide > 20 else 8.0 if wide > 12 else 6.0
    for cell, name in zip(table.rows[0].cells, shown, strict=True):
        set_cell(cell, ((name, SONG, size),), "center")
    set_widths(table, [8.0, *[wide] * len(names)] if label else [wide] * len(names))
    gap = document.add_paragraph().paragraph_format  # without it, Word makes one table of two
    gap.space_after, gap.line_spacing = Pt(0), Pt(4)


def _stamped(document: Any, paper: Paper) -> bytes:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = printable(telling(paper.language)(paper.title)), "", ""
    properties.language = "zh-CN" if paper.language == "zh" else "en"
    properties.created = properties.modified = moment_of(paper).replace(tzinfo=None)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_clock(buffer.getvalue())
