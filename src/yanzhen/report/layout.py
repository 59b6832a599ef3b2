"""The official-document layout of GB/T 9704-2012 on A4, as numbers, and as the Word template that carries it.

The template is built here, in code, with the tags that docxtpl fills; an office that has its own template hands in
its path instead and uses the same names: `title`, `date`, `blocks` (each with `style` and `text`; tables with
`caption`, `columns` and `rows`) and `figures.ID`, the text of one figure.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PAGE_MM = (210, 297)
MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}
BODY_WIDTH_MM = PAGE_MM[0] - MARGINS_MM["left"] - MARGINS_MM["right"]
LINE_PITCH_PT = 28
FOOTER_MM = 23
"""From the edge of the paper: the page number's line stands 7 mm under the text."""

LATIN = "Times New Roman"
SONG, HEI, KAI, FANGSONG, TITLE_SONG = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
FALLBACKS = {TITLE_SONG: SONG, FANGSONG: "仿宋", KAI: "楷体"}
"""What Word takes where a machine lacks the font."""

TWIPS_A_POINT = 20
TWIPS_A_MM = 1440 / 25.4
CHARACTER_SPACING_TWIPS = -5
"""Brings 28 characters of 16 pt into the line of 156 mm."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks: font, size in points, indent of its first line in characters."""

    name: str
    cjk: str
    size: float
    align: str = "both"
    first_line_chars: int = 0
    line_pt: int = LINE_PITCH_PT
    before_pt: int = 0
    after_pt: int = 0
    keep_with_next: bool = False
    on_grid: bool = True


STYLES = {
    "title": Style("Title", TITLE_SONG, 22, "center", line_pt=36, after_pt=28, keep_with_next=True),
    "heading1": Style("Heading 1", HEI, 16, "left", 2, keep_with_next=True),
    "heading2": Style("Heading 2", KAI, 16, "left", 2, keep_with_next=True),
    "body": Style("Body Text", FANGSONG, 16, "both", 2),
    "caption": Style("Caption", HEI, 14, "center", before_pt=8, after_pt=4, keep_with_next=True, on_grid=False),
    "cell": Style("Table Text", SONG, 12, "left", line_pt=20, on_grid=False),
    "date": Style("Closing", FANGSONG, 16, "right", before_pt=28),
}
"""二号小标宋 for the title, 三号黑体 and 楷体 for headings, 三号仿宋 for the text."""


def bulletin_template() -> bytes:
    """The Word template of a bulletin; the same bytes' content each time."""
    from docx import Document

    document = Document()
    _set_page(document)
    for style in STYLES.values():
        _set_style(document, style)
    _set_fallback_fonts(document)
    _set_page_numbers(document)
    _write_tags(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_page(document: Any) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    for side, size in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.footer_distance = Mm(FOOTER_MM)
    grid = _element("w:docGrid", {"w:type": "lines", "w:linePitch": LINE_PITCH_PT * TWIPS_A_POINT})
    for old in section._sectPr.findall(grid.tag):
        section._sectPr.remove(old)
    section._sectPr.append(grid)


def _element(tag: str, attributes: Mapping[str, object] | None = None, text: str | None = None) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(qn(name), str(value))
    if text is not None:
        element.text = text
    return element


def _set_style(document: Any, style: Style) -> None:
    """Replace all that the built-in style says about letters and paragraphs."""
    from docx.enum.style import WD_STYLE_TYPE

    names = [known.name for known in document.styles]
    known = style.name in names
    target = document.styles[style.name] if known else document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    for tag in ("pPr", "rPr"):
        for old in target.element.findall(f"{{{target.element.nsmap['w']}}}{tag}"):
            target.element.remove(old)
    target.element.append(_paragraph_properties(style))
    target.element.append(_run_properties(style))


def _paragraph_properties(style: Style) -> Any:
    properties = _element("w:pPr")
    if style.keep_with_next:
        properties.append(_element("w:keepNext"))
    if not style.on_grid:
        properties.append(_element("w:snapToGrid", {"w:val": "0"}))
    properties.append(
        _element(
            "w:spacing",
            {
                "w:before": style.before_pt * TWIPS_A_POINT,
                "w:after": style.after_pt * TWIPS_A_POINT,
                "w:line": style.line_pt * TWIPS_A_POINT,
                "w:lineRule": "exact",
            },
        )
    )
    properties.append(_indent(style))
    properties.append(_element("w:jc", {"w:val": style.align}))
    if style.name.startswith("Heading"):
        properties.append(_element("w:outlineLvl", {"w:val": int(style.name[-1]) - 1}))
    return properties


def _indent(style: Style) -> Any:
    twips = int(style.first_line_chars * style.size * TWIPS_A_POINT)
    right = 4 if style.align == "right" else 0
    return _element(
        "w:ind",
        {
            "w:left": 0,
            "w:right": int(right * style.size * TWIPS_A_POINT),
            "w:rightChars": right * 100,
            "w:firstLine": twips,
            "w:firstLineChars": style.first_line_chars * 100,
        },
    )


def _run_properties(style: Style) -> Any:
    properties = _element("w:rPr")
    fonts = {"w:ascii": LATIN, "w:hAnsi": LATIN, "w:cs": LATIN, "w:eastAsia": style.cjk, "w:hint": "eastAsia"}
    properties.append(_element("w:rFonts", fonts))
    for tag in ("w:b", "w:i"):
        properties.append(_element(tag, {"w:val": "0"}))
    properties.append(_element("w:color", {"w:val": "000000"}))
    if style.size == 16:
        properties.append(_element("w:spacing", {"w:val": CHARACTER_SPACING_TWIPS}))
    for tag in ("w:sz", "w:szCs"):
        properties.append(_element(tag, {"w:val": int(style.size * 2)}))
    properties.append(_element("w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN"}))
    return properties


def _set_fallback_fonts(document: Any) -> None:
    """Name in the font table what stands in for a font that a machine lacks."""
    from docx.oxml.ns import nsdecls
    from lxml import etree

    part = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    table = etree.fromstring(part.blob)
    for font, instead in FALLBACKS.items():
        entry = f'<w:font {nsdecls("w")} w:name="{font}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        table.append(etree.fromstring(entry))
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_page_numbers(document: Any) -> None:
    """`— 1 —` in 四号宋体 outside: right on odd pages, left on even ones, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        properties = paragraph._p.get_or_add_pPr()
        properties.append(_element("w:ind", {f"w:{side}": 14 * TWIPS_A_POINT, f"w:{side}Chars": 100}))
        properties.append(_element("w:jc", {"w:val": side}))
        _number_field(paragraph)


def _number_field(paragraph: Any) -> None:
    from docx.shared import Pt

    run = paragraph.add_run("— ")
    begin, end = (_element("w:fldChar", {"w:fldCharType": kind}) for kind in ("begin", "end"))
    code = _element("w:instrText", text="PAGE")
    for run_, children in ((run, ()), (paragraph.add_run(), (begin, code, end)), (paragraph.add_run(" —"), ())):
        run_.font.size = Pt(14)
        run_.font.name = SONG
        run_._r.rPr.rFonts.set(f"{{{run_._r.nsmap['w']}}}eastAsia", SONG)
        for child in children:
            run_._r.append(child)


def _write_tags(document: Any) -> None:
    """One branch a style, and the table in the last one."""
    document.add_paragraph("{%p for block in blocks %}")
    for number, (key, style) in enumerate((k, s) for k, s in STYLES.items() if k not in ("cell", "caption")):
        document.add_paragraph(f"{{%p {'if' if number == 0 else 'elif'} block.style == '{key}' %}}")
        _tag(document, "{{ block.text }}", style, "w:keepNext", "{{ block.keep }}")
    document.add_paragraph("{%p elif block.style == 'table' %}")
    _tag(document, "{{ block.caption }}", STYLES["caption"], "w:pageBreakBefore", "{{ block.annex }}")
    _write_table(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _tag(document: Any, text: str, style: Style, switch: str, value: str) -> None:
    """A paragraph of a style whose switch comes with the data; what the style itself keeps together stays so."""
    paragraph = document.add_paragraph(text, style=style.name)
    if not (switch == "w:keepNext" and style.keep_with_next):
        paragraph._p.get_or_add_pPr().append(_element(switch, {"w:val": value}))


def _write_table(document: Any) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fill(table.rows[0], "{%tc for column in block.columns %}", "column", "header", HEI)
    row_properties = table.rows[0]._tr.get_or_add_trPr()
    row_properties.append(_element("w:cantSplit"))
    row_properties.append(_element("w:tblHeader"))
    table.rows[1].cells[0].text = "{%tr for row in block.rows %}"
    _fill(table.rows[2], "{%tc for cell in row %}", "cell", "text", SONG)
    table.rows[2]._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    table.rows[3].cells[0].text = "{%tr endfor %}"


def _fill(row: Any, loop: str, item: str, text: str, font: str) -> None:
    """A row of one repeated cell, whose width and alignment come with the data."""
    first, middle, last = row.cells
    first.text, last.text = loop, "{%tc endfor %}"
    paragraph = middle.paragraphs[0]
    paragraph.style = STYLES["cell"].name
    paragraph_properties = paragraph._p.get_or_add_pPr()
    paragraph_properties.append(_element("w:keepNext", {"w:val": "{{ block.keep }}"}))
    paragraph_properties.append(_element("w:jc", {"w:val": f"{{{{ {item}.align }}}}"}))
    run = paragraph.add_run(f"{{{{ {item}.{text} }}}}")
    run._r.get_or_add_rPr().append(_element("w:rFonts", {"w:eastAsia": font}))
    properties = middle._tc.get_or_add_tcPr()
    for old in list(properties):
        properties.remove(old)
    properties.append(_element("w:tcW", {"w:w": f"{{{{ {item}.twips }}}}", "w:type": "dxa"}))
    properties.append(_element("w:vAlign", {"w:val": "center"}))


def width_twips(percent: int) -> int:
    """A share of the width of the text."""
    return int(BODY_WIDTH_MM * TWIPS_A_MM * percent / 100)
