"""A report as a Word file: the same parts, the pictures as PNG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from yanzhen.report.layout import HEI, LATIN, SONG
from yanzhen.report.paper.parts import Grid, Heading, Paper, Part, Picture
from yanzhen.report.paper.pdf import picture_png
from yanzhen.typesetting.archives import fixed_clock
from yanzhen.typesetting.plaintext import printable

MARGIN_MM = {"top": 24, "bottom": 22, "left": 22, "right": 22}
WIDTH_MM = 210 - MARGIN_MM["left"] - MARGIN_MM["right"]
_SIZES = {"Title": 20.0, "Subtitle": 11.0, "Heading 1": 14.0, "Heading 2": 11.5, "Normal": 10.5, "Caption": 9.5}
_FONTS = {"Title": HEI, "Heading 1": HEI, "Heading 2": HEI, "Caption": HEI}


def paper_docx(paper: Paper, *, font_folders: Sequence[Path] = (), system_fonts: bool = True) -> bytes:
    """The bytes of the report as .docx; the same report and fonts give the same bytes.

    Raises:
        MissingPiece: there is no Chinese font to draw the pictures with.
    """
    from docx import Document

    document = Document()
    _set_page(document, paper)
    for name, size in _SIZES.items():
        _set_style(document.styles[name], _FONTS.get(name, SONG), size)
    document.add_paragraph(printable(paper.title), style="Title")
    document.add_paragraph(printable(paper.subtitle), style="Subtitle")
    if paper.facts:
        _add_facts(document, paper.facts)
    for part in paper.parts:
        _add(document, part, font_folders, system_fonts)
    return _stamped(document, paper)


def _set_page(document: Any, paper: Paper) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, size in MARGIN_MM.items():
        setattr(section, f"{side}_margin", Mm(size))
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{printable(paper.footer)}  ")
    _add_page_number(footer)


def _add_page_number(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()._r
        if kind:
            run.append(_element("w:fldChar", {"w:fldCharType": kind}))
        else:
            run.append(_element("w:instrText", text=text))


def _element(tag: str, attributes: dict[str, object] | None = None, text: str | None = None) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(qn(name), str(value))
    if text is not None:
        element.text = text
    return element


def _set_style(style: Any, cjk: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), cjk)


def _add(document: Any, part: Part, font_folders: Sequence[Path], system_fonts: bool) -> None:
    if isinstance(part, Heading):
        document.add_paragraph(printable(part.text), style=f"Heading {part.level}")
    elif isinstance(part, Grid):
        if part.caption:
            _add_caption(document, part.caption)
        _add_grid(document, part)
    elif isinstance(part, Picture):
        _add_caption(document, part.caption)
        _add_picture(document, part, picture_png(part, font_folders=font_folders, system_fonts=system_fonts))
    else:
        _add_text(document, printable(part.text), part.kind)


def _add_caption(document: Any, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = document.add_paragraph(printable(text), style="Caption")
    caption.alignment, caption.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True


def _add_text(document: Any, text: str, kind: str) -> None:
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    if kind == "strong":
        run.font.size, paragraph.paragraph_format.left_indent = Pt(11.5), Mm(4)
    elif kind == "small":
        run.font.size = Pt(8.5)


def _add_picture(document: Any, picture: Picture, png: bytes) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(picture.width_mm))
    shape._inline.docPr.set("descr", printable(picture.told))


def _add_facts(document: Any, facts: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for fact in facts:
        _fill_row(table.add_row(), fact, ("left", "left"))
    _set_widths(table, (30, 70))


def _add_grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.columns))
    table.style = "Table Grid"
    aligns = tuple(column.align for column in grid.columns)
    _fill_row(table.rows[0], [column.header for column in grid.columns], aligns, HEI)
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for row in grid.rows:
        _fill_row(table.add_row(), row, aligns)
    _set_widths(table, [column.share for column in grid.columns])
    document.add_paragraph()


def _fill_row(row: Any, texts: Sequence[str], aligns: Sequence[str], font: str = SONG) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    for cell, text, align in zip(row.cells, texts, aligns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(printable(text))
        run.font.size = Pt(8.5)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _set_widths(table: Any, shares: Sequence[int]) -> None:
    from docx.shared import Mm

    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(WIDTH_MM * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width


def _stamped(document: Any, paper: Paper) -> bytes:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = printable(paper.title), "", ""
    properties.language = "zh-CN" if paper.language == "zh" else "en"
    properties.created = properties.modified = datetime.fromisoformat(paper.day)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_clock(buffer.getvalue())
