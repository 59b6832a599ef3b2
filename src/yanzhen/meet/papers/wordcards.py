"""Badges and table cards in a Word file: rows of exact height, eight badges a page, two cards a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from yanzhen.meet.papers.paper import Badge, TableCard
from yanzhen.meet.papers.wordparts import BODY, HEI, LATIN, set_cell, set_run, set_widths, size_for
from yanzhen.typesetting.plaintext import printable

BADGE_MM, FACE_MM = (90, 66), (190, 64)
_COLOURS = {"vip": "9E1B32", "speaker": "1F4E79", "delegate": "2E6B4F", "press": "A04F00", "staff": "4A4A4A"}
_EMU_A_MM = 36000
_QR_MM, _PITCH = 18, 1.2
"""With every line there, a badge is 57 mm high: rows are of exact height, and Word cuts off what is more."""


def add_badges(document: Any, badges: Sequence[Badge]) -> None:
    """A table a page; the lines of the table are where the cutter cuts."""
    for start in range(0, len(badges), 8):
        if start:
            _break_page(document)
        here = badges[start : start + 8]
        table = document.add_table(rows=(len(here) + 1) // 2, cols=2)
        table.style = "Table Grid"
        set_widths(table, [BADGE_MM[0]] * 2)
        _fix_heights(table, BADGE_MM[1] - 0.6)
        for number, badge in enumerate(here):
            _fill_badge(table.cell(number // 2, number % 2), badge, start + number + 1)
    _shrink_last(document)


def _fix_heights(table: Any, high: float) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Mm

    for row in table.rows:
        row.height, row.height_rule = Mm(high), WD_ROW_HEIGHT_RULE.EXACTLY


def _fill_badge(cell: Any, badge: Badge, number: int) -> None:
    wide = BADGE_MM[0] - 8
    lines = [
        (badge.event, HEI, size_for(badge.event, wide, 9, 4)),
        (badge.name, HEI, size_for(badge.name, wide, 30, 6)),
    ]
    for text, largest in (
        (badge.second_name, 12.0),
        (badge.organisation, 10.5),
        (badge.second_organisation, 7.0),
        (badge.title, 10.5),
        (badge.second_title, 7.0),
    ):
        if text:
            lines.append((text, BODY, size_for(text, wide, largest, 4)))
    set_cell(cell, lines, "left", _PITCH)
    last = cell.add_paragraph()
    set_run(last.add_run(f"{printable(badge.role_label)}   "), HEI, 9, _COLOURS[badge.role])
    if badge.code:
        _add_code(last.add_run(), _qr_png(printable(badge.code)), number)


def _add_code(run: Any, png: bytes, number: int) -> None:
    """As `run.add_picture`, which looks through the whole file for a free number, every time."""
    from docx.oxml.shape import CT_Inline
    from docx.shared import Mm

    relation, _ = run.part.get_or_add_image(io.BytesIO(png))
    side = Mm(_QR_MM)
    run._r.add_drawing(CT_Inline.new_pic_inline(number, relation, f"code-{number}.png", side, side))


def _qr_png(code: str) -> bytes:
    import segno

    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()


def add_cards(document: Any, cards: Sequence[TableCard]) -> None:
    """Two rows a card: the upper face stands on its head, so that the folded card shows its name to both sides."""
    for start in range(0, len(cards), 2):
        if start:
            _break_page(document)
        for number, card in enumerate(cards[start : start + 2]):
            if number:
                gap = document.add_paragraph().paragraph_format
                from docx.shared import Pt

                gap.space_after, gap.line_spacing = Pt(0), Pt(8)
            table = document.add_table(rows=2, cols=1)
            table.style = "Table Grid"
            set_widths(table, [FACE_MM[0]])
            _fix_heights(table, FACE_MM[1])
            _turn(table.cell(0, 0), _face(card), start + number + 1)
            set_cell(table.cell(1, 0), _face(card), "center")
    _shrink_last(document)


def _face(card: TableCard) -> list[tuple[str, str, float]]:
    wide = FACE_MM[0] - 20
    lines = [(card.name, HEI, size_for(card.name, wide, 72, 10))]
    lines += [
        (text, BODY, size_for(text, wide, largest, 7))
        for text, largest in ((card.second_name, 22), (card.line, 16))
        if text
    ]
    return lines


_SHAPE = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="face {number}"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm rot="10800000"><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx><wps:bodyPr anchor="ctr"/></wps:wsp></a:graphicData>
</a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""
_LINE = """<w:p><w:pPr><w:spacing w:before="30" w:after="30"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr>
<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{cjk}"/><w:sz w:val="{half_points}"/></w:rPr>
<w:t xml:space="preserve">{text}</w:t></w:r></w:p>"""


def _turn(cell: Any, lines: Sequence[tuple[str, str, float]], number: int) -> None:
    from docx.oxml import parse_xml

    paragraphs = "".join(
        _LINE.format(latin=LATIN, cjk=cjk, half_points=round(size * 2), text=escape(printable(text)))
        for text, cjk, size in lines
    )
    wide, high = ((side - 6) * _EMU_A_MM for side in FACE_MM)
    xml = _SHAPE.format(wide=wide, high=high, number=number, paragraphs=paragraphs)
    cell.paragraphs[0]._p.append(parse_xml(xml))


def _break_page(document: Any) -> None:
    from docx.shared import Pt

    form = document.add_page_break().paragraph_format
    form.space_after, form.line_spacing = Pt(0), Pt(1)


def _shrink_last(document: Any) -> None:
    """Word wants a paragraph after a table; a large one would open an empty page."""
    from docx.shared import Pt

    last = document.add_paragraph()
    last.paragraph_format.space_after, last.paragraph_format.line_spacing = Pt(0), Pt(1)
