"""The Word file opens, has the official layout, and takes a cell's text as text."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from report.samples import DAY, project
from yanzhen.errors import UnreadableInput
from yanzhen.records import give_keys
from yanzhen.report import Report, compose_bulletin, compute_figures, write_bulletin_docx
from yanzhen.report.bulletin import Table
from yanzhen.report.layout import width_twips

HOSTILE = (
    '#eval("1") *粗* $x$',
    "{{ title }}",
    "{% for x in blocks %}",
    "{%p endfor %}",
    "{_{ 7*7 }_}",
    "<w:p/>&amp;\x01\x0b",
    "{# 注 #}",
    "甲\n乙\t丙",
    "\\u0000 ]]>",
)


@pytest.fixture
def written(report: Report, tmp_path: Path) -> Path:
    path = tmp_path / "bulletin.docx"
    write_bulletin_docx(compose_bulletin(report, "zh"), path)
    return path


def test_page_is_a4_with_the_margins_of_the_standard(written: Path) -> None:
    section = Document(str(written)).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    wanted = (Mm(210), Mm(297), Mm(37), Mm(35))
    assert all(abs(size - want) < Mm(0.1) for size, want in zip(sizes, wanted, strict=True))
    assert abs(section.left_margin - Mm(28)) < Mm(0.1)
    assert abs(section.right_margin - Mm(26)) < Mm(0.1)


@pytest.mark.parametrize(
    ("style", "font", "half_points", "first_line_chars"),
    [
        ("Title", "方正小标宋简体", "44", "0"),
        ("Heading 1", "黑体", "32", "200"),
        ("Heading 2", "楷体_GB2312", "32", "200"),
        ("Body Text", "仿宋_GB2312", "32", "200"),
    ],
)
def test_styles_have_the_fonts_of_the_standard(
    written: Path, style: str, font: str, half_points: str, first_line_chars: str
) -> None:
    element = Document(str(written)).styles[style].element
    assert element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert element.rPr.find(qn("w:sz")).get(qn("w:val")) == half_points
    assert element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == first_line_chars
    if style == "Body Text":
        spacing = element.pPr.find(qn("w:spacing"))
        assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")


def test_page_numbers_stand_outside(written: Path) -> None:
    document = Document(str(written))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert "PAGE" in "".join(code.text for code in paragraph._p.iter(qn("w:instrText")))


def test_text_and_tables_are_those_of_the_bulletin(report: Report, written: Path) -> None:
    bulletin = compose_bulletin(report, "zh")
    document = Document(str(written))
    texts = [paragraph.text for paragraph in document.paragraphs]
    expected = [block.caption.text if isinstance(block, Table) else block.text for block in bulletin.blocks]
    assert texts == expected
    for table, wanted in zip(document.tables, (b for b in bulletin.blocks if isinstance(b, Table)), strict=True):
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [[c.header for c in wanted.columns], *([run.text for run in row] for row in wanted.rows)]
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        grid = [column.get(qn("w:w")) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        assert grid == [str(width_twips(column.width)) for column in wanted.columns]


def test_date_stays_with_the_text_and_the_annex_begins_a_page(report: Report, written: Path) -> None:
    paragraphs = {paragraph.text: paragraph for paragraph in Document(str(written)).paragraphs}
    bulletin = compose_bulletin(report, "zh")
    last = bulletin.blocks[-3]
    assert not isinstance(last, Table)
    assert paragraphs[last.text].paragraph_format.keep_with_next
    assert paragraphs["附件　开幕式签约重点项目"].paragraph_format.page_break_before
    assert not paragraphs["表1　征集项目按承接地分布"].paragraph_format.page_break_before


def test_same_bulletin_gives_the_same_bytes(report: Report, written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    write_bulletin_docx(compose_bulletin(report, "zh"), again)
    assert again.read_bytes() == written.read_bytes()


def test_hostile_names_are_plain_text(tmp_path: Path) -> None:
    records = [
        project(name, investor=f"示例{n}", origin="440300", target="430100", signed_event="开幕式")
        for n, name in enumerate(HOSTILE)
    ]
    path = tmp_path / "bulletin.docx"
    bulletin = compose_bulletin(compute_figures(give_keys(records), (), DAY), "zh")
    write_bulletin_docx(bulletin, path)
    table = next(t for t in Document(str(path)).tables if t.rows[0].cells[0].text == "序号")
    names = [row.cells[1].text for row in table.rows[1:]]
    # docxtpl itself writes {_{ for an opening brace that is meant, so these alone come out otherwise; they stay inert.
    assert names == [
        '#eval("1") *粗* $x$',
        "{{ title }}",
        "{% for x in blocks %}",
        "{%p endfor %}",
        "{{ 7*7 }}",
        "<w:p/>&amp;",
        "{# 注 #}",
        "甲 乙 丙",
        "\\u0000 ]]>",
    ]


def _template(tmp_path: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    path = tmp_path / "office.docx"
    document.save(str(path))
    return path


def test_office_may_hand_in_its_own_template(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "out.docx"
    template = _template(tmp_path, "红头", "{{ title }}", "征集{{ figures.projects_collected }}")
    write_bulletin_docx(compose_bulletin(report, "zh"), path, template)
    texts = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    assert texts[0] == "红头"
    assert texts[2] == "征集4个"


@pytest.mark.parametrize("line", ["{{ title", "{{ title.__class__.__mro__ }}", "{% nothing %}"])
def test_template_with_a_wrong_or_unsafe_tag_writes_nothing(report: Report, tmp_path: Path, line: str) -> None:
    path = tmp_path / "out.docx"
    with pytest.raises(UnreadableInput, match=r"office\.docx"):
        write_bulletin_docx(compose_bulletin(report, "zh"), path, _template(tmp_path, line))
    assert not path.exists()


def test_template_that_is_no_word_file_is_refused(report: Report, tmp_path: Path) -> None:
    template = tmp_path / "office.docx"
    template.write_text("不是文档", encoding="utf-8")
    with pytest.raises(UnreadableInput):
        write_bulletin_docx(compose_bulletin(report, "zh"), tmp_path / "out.docx", template)


def test_fallback_fonts_stand_in_the_font_table(written: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(written.read_bytes())) as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert '<w:altName w:val="宋体"/>' in table
