"""Parts that every Word file of the event is made of: runs in their fonts, cells, widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yanzhen.typesetting.plaintext import printable

LATIN = "Times New Roman"
SONG, HEI, KAI, BODY, TITLE = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"


def element(tag: str, attributes: dict[str, object] | None = None, text: str | None = None) -> Any:
    """An element of a Word file; `w:` names are resolved."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), str(value))
    if text is not None:
        made.text = text
    return made


def set_run(run: Any, cjk: str, size: float, colour: str = "000000") -> Any:
    """Set the fonts of a run or style, size in points; gives it back."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), False
    run.font.color.rgb = RGBColor.from_string(colour)
    properties = run.element.get_or_add_rPr() if hasattr(run, "element") else run._r.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), cjk)
    return run


def set_cell(cell: Any, lines: Sequence[tuple[str, str, float]], align: str, pitch: float | None = None) -> None:
    """Fill a cell with lines of text, font and size; `pitch` fixes the height of a line, in its sizes."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for number, (text, cjk, size) in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(1.5 if pitch is None else 0.5)
        if pitch is not None:
            form.line_spacing = Pt(pitch * size)
        set_run(paragraph.add_run(printable(text)), cjk, size)


def set_widths(table: Any, widths_mm: Sequence[float]) -> None:
    """Fix the widths of a table's columns, in mm."""
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = column.width


def size_for(text: str, width_mm: float, largest: float, smallest: float) -> float:
    """The size in points at which a text should fit into a line: a wide letter takes its size, a Latin one 0.55."""
    ems = sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in text) or 1.0
    return max(smallest, min(largest, round(width_mm / 25.4 * 72 / ems * 2) / 2 - 0.5))
