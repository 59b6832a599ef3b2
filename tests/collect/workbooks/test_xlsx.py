# ruff: noqa: E501  (XML reads better unbroken)
"""Sheets of .xlsx: values and what stands around them, in Excel's own rows and columns."""

import datetime
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook

from yanzhen.collect.workbooks import CellError, Sheet, open_book

Made = Callable[..., Path]


def only_sheet(path: Path) -> Sheet:
    (sheet,) = open_book(path).sheets
    return sheet


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_rows_and_columns_are_excels_own_where_the_table_starts_far_in(made: Made) -> None:
    sheet = only_sheet(
        made(
            f'<sheetData><row r="4">{text("C4", "名称")}{text("D4", "金额")}</row>'
            f'<row r="6">{text("C6", "甲")}<c r="D6"><v>5</v></c></row></sheetData>'
        )
    )
    assert (sheet.first_row, sheet.first_column) == (4, 3)
    assert list(sheet.rows) == [["名称", "金额"], ["", ""], ["甲", 5.0]]
    assert sheet.rows[2] == ["甲", 5.0]
    assert sheet.rows[-1] == ["甲", 5.0]
    assert sheet.rows[:1] == [["名称", "金额"]]
    assert len(sheet.rows) == 3


def test_rows_hidden_in_every_way_are_told(made: Made) -> None:
    rows = "".join(
        f'<row r="{n}"{how}><c r="A{n}"><v>{n}</v></c></row>'
        for n, how in enumerate(
            [
                "",
                ' hidden="1"',
                ' ht="0" customHeight="1"',
                ' hidden="true" outlineLevel="1"',
                ' ht="0.5"',
                ' hidden="0"',
            ],
            start=1,
        )
    )
    columns = '<cols><col min="2" max="3" hidden="1" width="9"/><col min="5" max="5" width="0" customWidth="1"/></cols>'
    sheet = only_sheet(made(f"{columns}<sheetData>{rows}</sheetData>"))
    assert sheet.hidden_rows == {2, 3, 4}
    assert sheet.hidden_columns == {2, 3, 5}


def test_failed_cells_keep_their_error_and_place(made: Made) -> None:
    sheet = only_sheet(
        made(
            f'<sheetData><row r="2">{text("B2", "a")}<c r="C2" t="e"><v>#REF!</v></c></row>'
            '<row r="3"><c r="B3" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C3"><v>1</v></c></row></sheetData>'
        )
    )
    assert list(sheet.rows) == [["a", "#REF!"], ["#DIV/0!", 1.0]]
    assert isinstance(sheet.rows[0][1], CellError)
    assert isinstance(sheet.rows[1][0], CellError)
    assert not isinstance(sheet.rows[0][0], CellError)
    assert not CellError("#REF!").uncached


def test_error_marks_inside_text_are_text(made: Made) -> None:
    hostile = ' t="e" hidden="1" &lt;c r="A1" t="e"&gt;'
    sheet = only_sheet(made(f'<sheetData><row r="1">{text("A1", hostile)}{text("B1", "b")}</row></sheetData>'))
    assert sheet.hidden_rows == set()
    assert not any(isinstance(cell, CellError) for row in sheet.rows for cell in row)


def test_formula_without_saved_value_is_told(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["名称", "金额", "合计"])
    page.append(["甲", 2, "=B2*2"])
    book.save(tmp_path / "a.xlsx")
    sheet = only_sheet(tmp_path / "a.xlsx")
    cell = sheet.rows[1][2]
    assert cell == "=B2*2"
    assert isinstance(cell, CellError)
    assert cell.uncached


def test_saved_value_of_formula_is_read(made: Made) -> None:
    sheet = only_sheet(
        made(
            '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"元"</f><v>2元</v></c>'
            '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><v>7</v></c></row></sheetData>'
        )
    )
    assert list(sheet.rows) == [[2.0, "2元", "", 7.0]]
    assert not any(isinstance(cell, CellError) for cell in sheet.rows[0])


def test_formats_with_meaning_are_listed_whatever_the_order_of_attributes(made: Made) -> None:
    sheet = only_sheet(
        made(
            '<sheetData><row r="1"><c r="A1" s="1"><v>2</v></c><c r="B1" s="2"><v>2</v></c><c r="C1" s="4"><v>45000</v></c>'
            '</row><row r="2"><c s="1" r="A2"><v>3</v></c><c r="B2" s="3"><v>0.1</v></c><c r="C2" s="5"><v>45000</v></c>'
            "</row></sheetData>",
            ['0.00"亿元"', "0.00", "0%", "yyyy-mm-dd", 'yyyy"年"m"月"'],
        )
    )
    assert dict(sheet.formats) == {(1, 1): '0.00"亿元"', (2, 1): '0.00"亿元"', (2, 2): "0%", (2, 3): 'yyyy"年"m"月"'}
    assert sheet.formats.get((1, 2)) is None
    assert sheet.formats.get((9, 9)) is None
    assert next(iter(sheet.rows)) == [2.0, 2.0, datetime.date(2023, 3, 15)]


def test_built_in_formats_of_the_field_are_known(made: Made) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="57"/><xf numFmtId="10"/><xf numFmtId="44"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<c r="{c}1" s="{n}"><v>45000</v></c>' for n, c in enumerate("ABCDE"))
    sheet = only_sheet(made(f'<sheetData><row r="1">{cells}</row></sheetData>', **{"xl/styles.xml": styles}))
    assert dict(sheet.formats) == {(1, 2): 'yyyy"年"m"月"', (1, 3): "0.00%", (1, 4): '"¥"#,##0.00'}
    assert sheet.rows[0][1] == datetime.date(2023, 3, 15)


def test_merges_are_told(made: Made) -> None:
    sheet = only_sheet(
        made(
            f'<sheetData><row r="1">{text("A1", "x")}</row></sheetData>'
            '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="D3:D5"/></mergeCells>'
        )
    )
    assert sheet.merges == [(1, 1, 2, 3), (3, 4, 5, 4)]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", ""])
def test_dimension_is_not_believed(made: Made, dimension: str) -> None:
    told = f'<dimension ref="{dimension}"/>' if dimension else ""
    sheet = only_sheet(made(f'{told}<sheetData><row r="2">{text("B2", "x")}{text("C2", "y")}</row></sheetData>'))
    assert list(sheet.rows) == [["x", "y"]]


def test_cells_that_do_not_say_where_they_stand(made: Made) -> None:
    sheet = only_sheet(
        made(
            '<sheetData><row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row hidden="1"><c s="1"><v>2</v></c></row></sheetData>',
            ["0%"],
        )
    )
    assert list(sheet.rows) == [[1.0, "#N/A"], [2.0, ""]]
    assert sheet.hidden_rows == {2}
    assert dict(sheet.formats) == {(2, 1): "0%"}


def test_single_quotes_and_prefixes_as_some_programs_write(made: Made) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    prefixed = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1" hidden="1"><x:c r="A1" s="1"><x:v>1</x:v></x:c>'
        '<x:c r="B1" t="e"><x:v>#NUM!</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>'
    )
    sheet = only_sheet(made(prefixed, ["0%"]))
    assert (list(sheet.rows), sheet.hidden_rows, sheet.merges) == ([[1.0, "#NUM!"]], {1}, [(1, 1, 2, 1)])
    assert dict(sheet.formats) == {(1, 1): "0%"}
    sheet = only_sheet(
        made("<sheetData><row r='1' hidden='1'><c r='A1' s='1'><v>1</v></c><c r='B1' t='e'><v>#NUM!</v></c></row></sheetData>", ["0%"])
    )  # fmt: skip
    assert (list(sheet.rows), sheet.hidden_rows, dict(sheet.formats)) == ([[1.0, "#NUM!"]], {1}, {(1, 1): "0%"})


def test_rich_text_escapes_and_readings_above_characters(made: Made) -> None:
    cells = (
        '<c r="A1" t="inlineStr"><is><r><t>超</t></r><r><rPr><b/></rPr><t xml:space="preserve">结构 </t></r>'
        '<rPh sb="0" eb="1"><t>チョウ</t></rPh></is></c><c r="B1" t="inlineStr"><is><t>a_x000A_b</t></is></c>'
    )
    sheet = only_sheet(made(f'<sheetData><row r="1">{cells}</row></sheetData>'))
    assert list(sheet.rows) == [["超结构 ", "a\nb"]]


def test_dates_counted_from_1904(made: Made) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    workbook = (
        f'<workbook xmlns="{main}" xmlns:r="{office}"><workbookPr date1904="1"/>'
        '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet = only_sheet(
        made(
            '<sheetData><row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>43538</v></c></row></sheetData>',
            ["yyyy-mm-dd"],
            **{"xl/workbook.xml": workbook},
        )
    )
    assert sheet.rows[0][1] == datetime.date(2023, 3, 15)


def test_hidden_sheets_are_told_and_charts_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    for name in ("甲&乙", "乙", "丙"):
        book.add_worksheet(name).write(0, 0, name)
    chart = book.add_chartsheet("图")
    drawn = book.add_chart({"type": "bar"})
    drawn.add_series({"values": "=丙!$A$1:$A$2"})
    chart.set_chart(drawn)
    book.get_worksheet_by_name("乙").hide()
    book.get_worksheet_by_name("丙").very_hidden()
    book.close()
    seen = [(sheet.name, sheet.visible, list(sheet.rows)) for sheet in open_book(tmp_path / "a.xlsx").sheets]
    assert seen == [("甲&乙", True, [["甲&乙"]]), ("乙", False, [["乙"]]), ("丙", False, [["丙"]])]


def test_reach_is_that_of_the_furthest_cell_with_something_in_it(made: Made) -> None:
    from yanzhen.collect.workbooks.sheetxml import read_facts

    rows = [["A1", "T1"], ["A2", "TA2"], ["A3", "C3"], ["A4", "Z4"]]
    cells = "".join(
        f'<row r="{n}" spans="1:9">{"".join(text(reference, "x") for reference in row)}<c r="XFD{n}" s="0"/></row>'
        for n, row in enumerate(rows, start=1)
    )
    facts = read_facts([f'<worksheet><sheetData>{cells}<row r="900"/></sheetData></worksheet>'.encode()], {})
    assert (facts.first_row, facts.last_row, facts.last_column) == (1, 4, 521)


def test_empty_sheet_has_no_rows(made: Made) -> None:
    sheet = only_sheet(made("<sheetData/>"))
    assert list(sheet.rows) == []
    assert len(sheet.rows) == 0


def test_long_sheet_gives_the_same_facts_as_openpyxl(tmp_path: Path) -> None:
    """Many blocks of bytes, facts strewn about: against a slow reader."""
    from openpyxl import load_workbook

    draw = random.Random(7)
    path = tmp_path / "long.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    styles = [None, *(book.add_format({"num_format": f}) for f in ('0.0"亿"', "0%", "yyyy-mm-dd"))]
    for row in range(6000):
        if draw.random() < 0.02:
            page.set_row(row, None, None, {"hidden": True})
        for column in range(12):
            page.write(row, column, f"文字{draw.random()}" if column % 3 else row + 0.5, draw.choice(styles))
        if draw.random() < 0.01:
            page.write_formula(row, 12, "=1/0", None, "#DIV/0!")
    page.merge_range(7000, 0, 7001, 3, "脚注")
    book.close()
    sheet = only_sheet(path)
    peer = load_workbook(path, data_only=True).worksheets[0]
    assert sheet.hidden_rows == {n for n, shape in peer.row_dimensions.items() if shape.hidden}
    assert [r.coord for r in peer.merged_cells.ranges] == ["A7001:D7002"]
    assert sheet.merges == [(7001, 1, 7002, 4)]
    formats, errors = {}, {}
    for row in peer.iter_rows():
        for cell in row:
            if cell.number_format in ('0.0"亿"', "0%"):
                formats[cell.row, cell.column] = cell.number_format
            if cell.data_type == "e":
                errors[cell.row, cell.column] = cell.value
    assert dict(sheet.formats) == formats
    assert len(sheet.formats) == len(formats)
    found = {
        (r, c): value
        for r, row in enumerate(sheet.rows, start=sheet.first_row)
        for c, value in enumerate(row, start=sheet.first_column)
        if isinstance(value, CellError)
    }
    assert found == errors
