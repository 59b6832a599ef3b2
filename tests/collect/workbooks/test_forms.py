# ruff: noqa: E501  (XML reads better unbroken)
"""The other forms of workbook, each made by a program that writes it."""

import datetime
from pathlib import Path

import pytest
import xlwt
from odf import number, style, table
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import P

from yanzhen.collect.workbooks import CellError, Sheet, open_book


def only_sheet(path: Path) -> Sheet:
    (sheet,) = open_book(path).sheets
    return sheet


@pytest.fixture
def old_book(tmp_path: Path) -> Path:
    """A binary workbook with one of everything, its table starting at B3."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("老台账")
    page.write_merge(0, 0, 0, 3, "项目表")
    page.write(2, 1, "名称")
    page.write(2, 2, "投资")
    page.write(3, 1, "甲")
    page.write(3, 2, 1.5, xlwt.easyxf(num_format_str='0.00"亿元"'))
    page.write(3, 3, datetime.date(2025, 3, 29), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    page.write(4, 1, "乙")
    page.write(4, 2, xlwt.Formula("1/0"))
    page.write(4, 3, True)
    page.row(4).hidden = True
    page.col(3).hidden = True
    hidden = book.add_sheet("藏")
    hidden.visibility = 1
    hidden.write(0, 0, "x")
    book.save(str(tmp_path / "老.xls"))
    return tmp_path / "老.xls"


def test_binary_workbook_tells_all(old_book: Path) -> None:
    book = open_book(old_book)
    assert book.form == "xls"
    sheet, hidden = book.sheets
    rows = list(sheet.rows)
    assert rows[0] == ["项目表", "", "", ""]
    assert rows[3] == ["", "甲", 1.5, datetime.date(2025, 3, 29)]
    assert rows[4][0:2] == ["", "乙"]
    assert (sheet.first_row, sheet.first_column) == (1, 1)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merges) == ({5}, {4}, [(1, 1, 1, 4)])
    assert dict(sheet.formats) == {(4, 3): '0.00"亿元"'}
    assert (sheet.visible, hidden.visible) == (True, False)


def test_suffix_is_not_believed(old_book: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "新.xlsx"
    renamed.write_bytes(old_book.read_bytes())
    assert open_book(renamed).form == "xls"


def opened(tmp_path: Path, inside: str, styles: str = "") -> Sheet:
    """An OpenDocument sheet from hand-written rows."""
    import zipfile

    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in [("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle")]
    )  # fmt: skip
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"<office:document-content {spaces} {calc}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="表">{inside}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "手写.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return only_sheet(path)


def test_opendocument_tells_all(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    shown = number.NumberStyle(name="N1")
    shown.addElement(number.Number(decimalplaces="2", minintegerdigits="1"))
    shown.addElement(number.Text(text="亿元"))
    document.automaticstyles.addElement(shown)
    document.automaticstyles.addElement(style.Style(name="ce1", family="table-cell", datastylename="N1"))
    page = table.Table(name="台账")
    page.addElement(table.TableColumn(numbercolumnsrepeated=2))
    page.addElement(table.TableColumn(visibility="collapse"))
    document.spreadsheet.addElement(page)

    def row(*cells: tuple[str, dict[str, str]], **options: str) -> None:
        line = table.TableRow(**options)
        for value, said in cells:
            cell = table.TableCell(**said)
            if value:
                cell.addElement(P(text=value))
            line.addElement(cell)
        page.addElement(line)

    row(("标题", {"numbercolumnsspanned": "3", "numberrowsspanned": "2", "valuetype": "string"}))
    row(("", {}), numberrowsrepeated="2")
    row(("甲", {"valuetype": "string"}), ("1.50亿元", {"valuetype": "float", "value": "1.5", "stylename": "ce1"}))
    row(("乙", {"valuetype": "string"}), ("50%", {"valuetype": "percentage", "value": "0.5"}), visibility="filter")
    row(("丙", {"valuetype": "string"}), ("2025年3月29日", {"valuetype": "date", "datevalue": "2025-03-29"}))
    row(("#REF!", {"valuetype": "string", "formula": "of:=#REF!"}))
    row(("", {"numbercolumnsrepeated": "16384"}), numberrowsrepeated="1048000")
    document.save(str(tmp_path / "台账.ods"))
    book = open_book(tmp_path / "台账.ods")
    (sheet,) = book.sheets
    assert book.form == "ods"
    assert list(sheet.rows) == [
        ["标题", ""],
        ["", ""],
        ["", ""],
        ["甲", 1.5],
        ["乙", 0.5],
        ["丙", datetime.date(2025, 3, 29)],
        ["#REF!", ""],
    ]
    assert isinstance(sheet.rows[6][0], CellError)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merges) == ({5}, {3}, [(1, 1, 2, 3)])
    assert dict(sheet.formats) == {(4, 2): '0.00"亿元"', (5, 2): "0%"}


def test_opendocument_as_libreoffice_writes_errors_notes_and_repeats(tmp_path: Path) -> None:
    sheet = opened(
        tmp_path,
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
        "<text:p>第一<text:s text:c=\"2\"/>段</text:p><text:p>第<text:span>二</text:span>段</text:p></table:table-cell>"
        '<table:covered-table-cell/><table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
        '<table:table-row-group><table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2" office:value-type="float" office:value="7"/></table:table-row></table:table-row-group>',
    )  # fmt: skip
    assert list(sheet.rows) == [["第一  段\n第二段", "", "#DIV/0!"], [7.0, 7.0, ""], [7.0, 7.0, ""]]
    assert isinstance(sheet.rows[0][2], CellError)


TABLE = [["项目名称", "投资额（亿元）", "备注"], ["甲，乙", "1,5", 'a"b'], ["丙", "2", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    import csv
    import io

    # UTF-16 without its mark is told by the NULs of its commas and figures.
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(TABLE)
    path = tmp_path / "表.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    sheet = only_sheet(path)
    assert [list(row) for row in sheet.rows] == TABLE
    assert sheet.name == "表"


def test_tab_text_called_xls(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes("名称\t金额\r\n甲\t1,000\r\n乙\t2,000\r\n".encode("gb18030"))
    assert open_book(path).form == "csv"
    assert list(only_sheet(path).rows) == [["名称", "金额"], ["甲", "1,000"], ["乙", "2,000"]]


def test_told_delimiter_and_guarded_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sep=;\r\n名称;编号\r\n甲,乙;="0012"\r\n', encoding="utf-8")
    sheet = only_sheet(path)
    assert list(sheet.rows) == [["名称", "编号"], ["甲,乙", "0012"]]
    assert sheet.first_row == 2


@pytest.mark.parametrize("count", [1, 300, 20_000])
@pytest.mark.parametrize("last", ["丙,完", '丙,"说明，带引号"'])
def test_quotation_mark_that_is_never_closed(tmp_path: Path, count: int, last: str) -> None:
    path = tmp_path / "a.csv"
    lines = ["名称,说明", '"甲,半个引号', *(f"乙{n},说明文字说明文字说明文字" for n in range(count)), last]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = list(only_sheet(path).rows)
    assert len(rows) == count + 3
    assert rows[1] == ['"甲', "半个引号"]


def test_cell_of_several_lines_beside_a_stray_quotation_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,说明\n甲,"第一行\n第二行"\n乙,"引"号\n', encoding="utf-8")
    assert list(only_sheet(path).rows) == [["名称", "说明"], ["甲", "第一行\n第二行"], ["乙", "引号"]]


def test_page_of_html_called_xls(tmp_path: Path) -> None:
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
        'content="text/html; charset=gb2312"><style>td{color:red}</style></head><body><table>'
        '<tr><td colspan=2>项目表</td></tr><tr><th rowspan="2">名称<br>全称<th>金额</tr>'
        '<tr style="display:none"><td>1.5亿元&nbsp;</td></tr><tr><td>甲 &amp; 乙</td><td><b>2</b>亿元</td></tr></table></body>'
    )
    path = tmp_path / "导出.xls"
    path.write_bytes(page.encode("gb18030"))
    sheet = only_sheet(path)
    assert open_book(path).form == "html"
    assert list(sheet.rows) == [["项目表", ""], ["名称\n全称", "金额"], ["", "1.5亿元"], ["甲 & 乙", "2亿元"]]
    assert sheet.merges == [(1, 1, 1, 2), (2, 1, 3, 1)]
    assert sheet.hidden_rows == {3}


def test_xml_spreadsheet_of_2003(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">'
        '<NumberFormat ss:Format="0.0&quot;亿&quot;"/></Style></Styles><Worksheet ss:Name="表一"><Table>'
        '<Column ss:Index="2" ss:Hidden="1"/><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">名称</Data>'
        '</Cell><Cell><Data ss:Type="String">金额</Data></Cell></Row><Row ss:Hidden="1"><Cell ss:Index="3" ss:StyleID="s1">'
        '<Data ss:Type="Number">1.5</Data></Cell><Cell><Data ss:Type="Error">#REF!</Data></Cell><Cell>'
        '<Data ss:Type="DateTime">2025-03-29T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    sheet = only_sheet(path)
    assert list(sheet.rows) == [
        ["", "", "", "", ""],
        ["名称", "", "金额", "", ""],
        ["", "", 1.5, "#REF!", datetime.date(2025, 3, 29)],
    ]
    assert isinstance(sheet.rows[2][3], CellError)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merges) == ({3}, {2}, [(2, 1, 2, 2)])
    assert dict(sheet.formats) == {(3, 3): '0.0"亿"'}
