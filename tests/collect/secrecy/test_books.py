"""A mark of secrecy blocks a book wherever it stands, and nothing of the book comes out."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from docx import Document

from yanzhen.collect import collect_book
from yanzhen.collect.sandbox import check_safely, collect_safely
from yanzhen.errors import StateSecret

ROWS = [["序号", "项目名称", "投资方", "总投资（亿元）"], [1, "示例精密项目", "示例公司", 1.5]]


def xlsx(path: Path, rows=ROWS, *, sheet="台账", extra=None, hidden=None):
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    if hidden:
        other = book.add_worksheet("附")
        other.write(3, 2, hidden)
        other.hide()
    if extra:
        extra(book, page)
    book.close()
    return path


def titled(book, page):
    book.set_properties({"title": "机密文件"})


XLSX = {
    "cell": ({"rows": [*ROWS, ["机密★5年"]]}, "第 3 行 A 列"),
    "spaced": ({"rows": [["机 密"], *ROWS]}, "第 1 行 A 列"),
    "column that asks": (
        {"rows": [["项目名称", "投资方", "是否涉密"], ["甲", "子", "否"], ["乙", "丑", "是"]]},
        "第 3 行 C 列",
    ),
    "label beside": ({"rows": [["密级", "机密"], *ROWS]}, "第 1 行 B 列"),
    "hidden sheet": ({"hidden": "绝密"}, "第 4 行 C 列"),
    "name of the sheet": ({"sheet": "涉密项目清单"}, "第 1 张工作表的名称"),
    "header": ({"extra": lambda book, page: page.set_header('&L&"宋体,常规"&12机密★5年')}, "页眉或页脚"),
    "text box": ({"extra": lambda book, page: page.insert_textbox("F2", "秘密")}, "文本框"),
    "comment": ({"extra": lambda book, page: page.write_comment("B2", "机密★1年")}, "批注"),
    "properties": ({"extra": titled}, "标题"),
}


@pytest.mark.parametrize("name", XLSX)
def test_mark_in_a_workbook_blocks_it(tmp_path: Path, name: str) -> None:
    options, place = XLSX[name]
    path = xlsx(tmp_path / "台账.xlsx", **options)
    for read in (collect_book, collect_safely, check_safely):
        with pytest.raises(StateSecret) as caught:
            read(path)
        said = caught.value.said
        assert place in said.zh, said.zh
        assert "保密办" in said.zh
        assert not any(word in said.zh for word in ("机密", "绝密", "5年", "1年"))


def test_book_that_only_speaks_of_secrets_is_taken(tmp_path: Path) -> None:
    rows = [
        ["保密协议签订情况台账"],
        ["项目名称", "投资方", "建设内容", "是否涉密"],
        ["精密密封件项目", "示例公司", "压缩机密封件，签订保密协议，保护商业秘密", "否"],
        ["秘密花园文旅项目", "示例文旅公司", "主题公园", "不涉密"],
    ]
    path = xlsx(tmp_path / "精密制造.xlsx", rows)
    assert len(collect_safely(path).records) == 2
    check_safely(path)


def test_name_of_the_file_blocks_it_and_is_not_repeated(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "机密-示例丁项目.xlsx")
    with pytest.raises(StateSecret) as caught:
        collect_safely(path)
    assert "丁项目" not in caught.value.said.zh
    clean = xlsx(tmp_path / "copy.xlsx")
    with pytest.raises(StateSecret):
        check_safely(clean, name="机密-示例丁项目.xlsx")


def test_runs_of_several_looks_hide_no_mark(tmp_path: Path) -> None:
    def rich(book, page):
        red = book.add_format({"color": "red"})
        page.write_rich_string("F1", "机", red, "密", "★5年")

    with pytest.raises(StateSecret):
        collect_book(xlsx(tmp_path / "台账.xlsx", extra=rich))


@pytest.mark.parametrize("place", ["cell", "header", "sheet"])
def test_mark_in_an_old_workbook_blocks_it(tmp_path: Path, place: str) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("涉密" if place == "sheet" else "台账")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            page.write(number, column, value)
    if place == "cell":
        page.write(9, 1, "机密★5年")
    if place == "header":
        # Its own setter can't take a text.
        page._Worksheet__header_str = "&L机密★5年"
    book.save(str(tmp_path / "台账.xls"))
    with pytest.raises(StateSecret):
        collect_book(tmp_path / "台账.xls")


@pytest.mark.parametrize("place", ["paragraph", "header", "footer", "cell", "box"])
def test_mark_in_a_document_blocks_it(tmp_path: Path, place: str) -> None:
    document = Document()
    document.add_paragraph("机密★5年" if place == "paragraph" else "项目情况表")
    if place == "header":
        document.sections[0].header.paragraphs[0].text = "绝密"
    if place == "footer":
        document.sections[0].footer.paragraphs[0].text = "（秘密）"
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "项目名称", "示例项目"
    table.cell(1, 0).text, table.cell(1, 1).text = "密级", "机密" if place == "cell" else "公开"
    path = tmp_path / "表.docx"
    document.save(str(path))
    if place == "box":
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        box = (
            "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>机</w:t></w:r><w:r><w:t> 密</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p><w:tbl>"
        )
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:tbl>", box.encode(), 1)
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    with pytest.raises(StateSecret):
        collect_safely(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_mark_in_a_text_file_blocks_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("机密★5年,\n项目名称,投资方\n甲,子\n", encoding=encoding)
    with pytest.raises(StateSecret):
        collect_book(path)
