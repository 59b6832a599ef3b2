"""The office's own book comes back marked, looks as it did, and is known again."""

import datetime
import re
import time
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from openpyxl import load_workbook
from openpyxl.comments import Comment

from yanzhen.collect.collected import Collected, ReadColumn, Skipped
from yanzhen.collect.corrections import write_corrections
from yanzhen.collect.issues import Issue
from yanzhen.collect.returned import ID_HEADER, take_ids
from yanzhen.collect.sandbox import collect_safely
from yanzhen.collect.workbooks import CellError, Sheet, open_book
from yanzhen.language import speaking
from yanzhen.records import Record, Source, content_key

HEADER = ["项目名称", "投资额", "合计"]


def office_book(path: Path) -> Path:
    """A small book with looks of its own: colours, widths, a formula with its value, a merged title, a comment."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("项目")
    page.set_column(0, 16383, 14)
    page.merge_range(0, 0, 0, 2, "项目台账", book.add_format({"bold": True, "bg_color": "#DDEBF7"}))
    page.write_row(1, 0, HEADER)
    for row, (name, amount) in enumerate([("甲", 1.5), ("乙", "面议"), ("=SUM(丙)", 2)], start=2):
        page.write_string(row, 0, name)
        page.write(row, 1, amount)
        page.write_formula(row, 2, f"=B{row + 1}*2", book.add_format({"num_format": "0.00"}), 3.25)
    page.write_comment(3, 1, "待核", {"author": "张某"})
    book.add_worksheet("说明").write(0, 0, "不动")
    book.close()
    return path


def understood(path: Path) -> Collected:
    """What a reader would have made of `office_book`."""
    records = [
        Record("project", name, {"investment_cny": 1}, source=Source(path.name, "项目", row))
        for row, name in enumerate(["甲", "乙", "=SUM(丙)"], start=3)
    ]
    return Collected(
        path.name,
        records,
        [Issue("项目", 4, "B", "amount_unreadable", "面议", "investment_cny")],
        [Skipped("项目", 1, "title")],
        [ReadColumn("项目", letter, name, None, row=2) for letter, name in zip("ABC", HEADER, strict=True)],
    )


def sheet_of(path: Path, name: str = "项目") -> Sheet:
    return next(sheet for sheet in open_book(path).sheets if sheet.name == name)


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    path = office_book(tmp_path / "上报.xlsx")
    return write_corrections(path, understood(path), tmp_path / "退回" / "上报.xlsx")


def test_faulty_cell_is_coloured_and_says_what_to_write(marked: Path) -> None:
    cell = load_workbook(marked)["项目"]["B4"]
    assert cell.comment is not None
    assert "1.2亿元" in cell.comment.text
    assert "原批注：待核" in cell.comment.text.replace("\n", "")
    assert cell.fill.fgColor.rgb == "FFF4B6B0"
    assert load_workbook(marked)["项目"]["B3"].comment is None


def test_comment_speaks_the_language_in_force(tmp_path: Path) -> None:
    path = office_book(tmp_path / "a.xlsx")
    with speaking("en"):
        out = write_corrections(path, understood(path), tmp_path / "out.xlsx")
    assert "write one number" in load_workbook(out)["项目"]["B4"].comment.text


def test_looks_formulas_and_their_values_stay(marked: Path, tmp_path: Path) -> None:
    page = load_workbook(marked)["项目"]
    assert page["C3"].value == "=B3*2"
    assert page["C3"].number_format == "0.00"
    assert page["A1"].font.bold
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:C1"]
    assert page.column_dimensions["A"].width == pytest.approx(14.7, abs=0.5)
    assert load_workbook(marked, data_only=True)["项目"]["C3"].value == 3.25
    assert load_workbook(marked)["说明"]["A1"].value == "不动"
    assert [row[:3] for row in sheet_of(marked).rows] == [row[:3] for row in sheet_of(tmp_path / "上报.xlsx").rows]


def test_text_that_looks_like_a_formula_stays_text(marked: Path) -> None:
    cell = load_workbook(marked)["项目"]["A5"]
    assert (cell.value, cell.data_type) == ("=SUM(丙)", "s")


def test_hidden_column_carries_keys_and_is_taken_out(marked: Path, tmp_path: Path) -> None:
    sheet = sheet_of(marked)
    assert 4 in sheet.hidden_columns
    bare, keys = take_ids(sheet)
    assert keys == {row: content_key(record) for row, record in enumerate(understood(tmp_path).records, start=3)}
    assert list(bare.rows) == list(sheet_of(tmp_path / "上报.xlsx").rows)
    assert 4 not in bare.hidden_columns
    assert ID_HEADER not in {cell for row in bare.rows for cell in row}


def test_runs_of_columns_never_overlap(marked: Path) -> None:
    """Excel offers to repair a book whose `<col>` runs overlap."""
    with zipfile.ZipFile(marked) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    told = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<col [^>]*>", xml)]
    runs = [(int(run["min"]), int(run["max"])) for run in told]
    assert all(before[1] < after[0] for before, after in pairwise(runs))
    assert any(first <= 4 <= last for first, last in runs)


def test_book_that_comes_back_twice_keeps_one_column(marked: Path, tmp_path: Path) -> None:
    collected = understood(tmp_path)
    collected.issues = [Issue("项目", 5, "B", "amount_unit_missing", "2")]
    for record in collected.records:
        record.key = content_key(record)
    collected.records[1].name = "乙（改）"
    again = write_corrections(marked, collected, tmp_path / "again.xlsx")
    sheet = sheet_of(again)
    assert sum(ID_HEADER in row for row in sheet.rows) == 1
    _, keys = take_ids(sheet)
    assert keys[4] == collected.records[1].key
    comment = load_workbook(again)["项目"]["B5"].comment
    assert comment is not None
    assert "没有单位" in comment.text


def test_copied_row_does_not_take_the_key_along(marked: Path, tmp_path: Path) -> None:
    book = load_workbook(marked)
    page = book["项目"]
    page.append([page.cell(5, column).value for column in range(1, 5)])
    book.save(tmp_path / "copied.xlsx")
    _, keys = take_ids(sheet_of(tmp_path / "copied.xlsx"))
    assert sorted(keys) == [3, 4, 5]


def test_fault_in_a_merged_area_is_marked_where_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("项目")
    page.write_row(0, 0, HEADER)
    page.write_column(1, 0, ["甲", "乙"])
    page.merge_range(1, 1, 2, 1, 5)
    book.close()
    found = Collected("a.xlsx", issues=[Issue("项目", 3, "B", "amount_shared", "5")])
    out = write_corrections(path, found, tmp_path / "out.xlsx")
    comment = load_workbook(out)["项目"]["B2"].comment
    assert comment is not None
    assert "第 3 行" in comment.text


@pytest.mark.parametrize("form", ["xls", "csv"])
def test_other_forms_come_back_as_xlsx_with_the_same_cells(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"上报.{form}"
    if form == "xls":
        old = xlwt.Workbook()
        page = old.add_sheet("项目")
        page.write_merge(0, 0, 0, 2, "项目台账")
        for row, values in enumerate([HEADER, ["甲", 1.5, "=1+1"], ["乙", "面议", True]], start=1):
            for column, value in enumerate(values):
                page.write(row, column, value)
        page.write(4, 0, datetime.date(2025, 3, 29), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        page.row(2).hidden = True
        old.save(str(path))
    else:
        path.write_text("项目台账,,\n项目名称,投资额,合计\n甲,1.5,=1+1\n乙,面议,#REF!\n", encoding="gb18030")
    before = next(iter(open_book(path).sheets))
    found = understood(path)
    found.issues = [Issue(before.name, 4, "B", "amount_unreadable", "面议")]
    found.records = found.records[:2]
    for record in found.records:
        record.source.sheet = before.name
    out = write_corrections(path, found, tmp_path / f"out.{form}")
    assert out.suffix == ".xlsx"
    after, keys = take_ids(next(iter(open_book(out).sheets)))
    assert [list(row) for row in after.rows] == [list(row) for row in before.rows]
    assert (after.hidden_rows, after.merges) == (before.hidden_rows, before.merges)
    assert not any(isinstance(cell, CellError) for row in after.rows for cell in row)
    assert sorted(keys) == [3, 4]


def test_large_book_sends_back_only_faulty_rows(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("项目")
    page.write_string(0, 0, "项目台账")
    page.write_row(1, 0, HEADER)
    for row in range(2, 6002):
        page.write_row(row, 0, [f"项目{row}", "面议" if row == 4000 else 1, "x"])
    book.close()
    records = [
        Record("project", f"项目{row - 1}", source=Source("大.xlsx", "项目", row), key=f"project-{row:016x}")
        for row in range(3, 6003)
    ]
    found = Collected("大.xlsx", records, [Issue("项目", 4001, "B", "amount_unreadable", "面议")])
    found.columns = [ReadColumn("项目", "A", "项目名称", "name", row=2)]
    out = write_corrections(path, found, tmp_path / "out.xlsx")
    sheet, keys = take_ids(sheet_of(out))
    assert [list(row) for row in sheet.rows] == [["项目台账", "", ""], HEADER, ["项目4000", "面议", "x"]]
    assert keys == {3: f"project-{4001:016x}"}
    assert load_workbook(out)["项目"]["B3"].comment is not None


def test_large_book_without_faults_says_so(tmp_path: Path) -> None:
    path = tmp_path / "[大]:表.csv"
    path.write_text("项目名称,投资额\n" + "甲,1\n" * 5001, encoding="utf-8")
    out = write_corrections(path, Collected(path.name), tmp_path / "out.xlsx")
    assert load_workbook(out).worksheets[0]["A1"].value == "没有需要更正的行"


def test_name_that_no_sheet_may_have_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "[报]:表.csv"
    path.write_text("项目名称,投资额\n甲,面议\n", encoding="utf-8")
    found = Collected(path.name, issues=[Issue("[报]:表", 2, "B", "amount_unreadable", "面议")])
    out = write_corrections(path, found, tmp_path / "out.xlsx")
    page = load_workbook(out).worksheets[0]
    assert page.title == "_报__表"
    assert page["B2"].comment is not None


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_same_book_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a.{form}"
    if form == "xlsx":
        office_book(path)
    else:
        path.write_text("项目名称,投资额\n甲,1.5\n", encoding="utf-8")
    one = write_corrections(path, understood(path), tmp_path / "1.xlsx").read_bytes()
    time.sleep(2.1)  # the clock of zip archives ticks every two seconds
    two = write_corrections(path, understood(path), tmp_path / "2.xlsx").read_bytes()
    assert one == two


def test_old_file_stays_where_the_book_is_refused(tmp_path: Path) -> None:
    from yanzhen.errors import RefusedBook

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    out = tmp_path / "out.xlsx"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(RefusedBook):
        write_corrections(path, Collected("a.xlsx"), out)
    assert out.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_comment_of_the_office_is_not_lost_on_other_cells(tmp_path: Path) -> None:
    path: Any = office_book(tmp_path / "a.xlsx")
    book = load_workbook(path)
    book["项目"]["A3"].comment = Comment("请看这里", "李某")
    book.save(path)
    out = write_corrections(path, understood(path), tmp_path / "out.xlsx")
    comment = load_workbook(out)["项目"]["A3"].comment
    assert comment is not None
    assert comment.text == "请看这里"


def test_mended_book_updates_its_records_and_adds_none(tmp_path: Path) -> None:
    """The whole way round: collect, give back, mend as an office would, collect again."""
    path = tmp_path / "上报.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("重点项目")
    page.merge_range(0, 0, 0, 4, "重点项目台账")
    page.write_row(1, 0, ["序号", "项目名称", "投资方", "投资额（亿元）", "签约时间"])
    page.write_row(2, 0, [1, "某某显示模组项目", "深圳某显示公司", 1.5, "2025年3月"])
    page.write_row(3, 0, [2, "某某轴承项目", "苏州某轴承公司", "1.2-1.5", "2025-02"])
    page.write_row(4, 0, ["合计", "", "", 3])
    book.close()
    first = collect_safely(path)
    out = write_corrections(path, first, tmp_path / "退回.xlsx")
    again = collect_safely(out)
    assert [(r.key, r.name, r.fields) for r in again.records] == [(r.key, r.name, r.fields) for r in first.records]
    assert [c.header for c in again.columns] == [c.header for c in first.columns]

    mended = load_workbook(out)
    mended["重点项目"]["D4"] = 1.3
    mended["重点项目"]["B4"] = "某某精密轴承项目"
    mended.save(out)
    back = collect_safely(out)
    assert [record.key for record in back.records] == [record.key for record in first.records]
    assert back.records[1].name == "某某精密轴承项目"
    assert back.records[1].fields["investment_cny"] == 130_000_000
    assert back.issues == []


@pytest.mark.shared
def test_shared_books_come_back_marked_and_read_the_same(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "books").glob("*.xlsx")):
        first = collect_safely(path)
        out = write_corrections(path, first, tmp_path / path.name)
        again = collect_safely(out)
        assert [(r.key, r.source.row, r.fields) for r in again.records] == [
            (r.key, r.source.row, r.fields) for r in first.records
        ]
        assert again.issues == first.issues
        assert again.skipped == first.skipped
        book = load_workbook(out)
        assert all(book[issue.sheet][f"{issue.column}{issue.row}"] is not None for issue in first.issues)
        commented = sum(cell.comment is not None for page in book for row in page.iter_rows() for cell in row)
        assert bool(commented) == bool(first.issues)
