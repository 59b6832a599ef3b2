"""Forms are laid out as offices do, and the files that come of them say the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from yanzhen.scenario.files import write_book
from yanzhen.scenario.forms import Form, Row, column, filled
from yanzhen.scenario.grids import Grid

COLUMNS = [
    column("seq", "序号"),
    column("name", "项目名称"),
    column("origin", "方向 > 转出地"),
    column("target", "方向 > 转入地", way="city"),
    column("intended_amount_cny", "意向投资额（万元）", "万元"),
]


def row(name: str, cny: int, *, target: str = "湖南省/长沙市/宁乡市", hidden: bool = False) -> Row:
    fields = {"origin": "广东省/深圳市", "target": target, "intended_amount_cny": cny}
    return Row("project", name, fields, hidden=hidden)


def shown(grid: Grid) -> list[list[object]]:
    return [[None if cell is None else cell.value for cell in cells] for cells in grid.rows]


def test_header_of_two_levels_is_merged_both_ways() -> None:
    grid = filled(Form("表", COLUMNS, [("", [row("甲", 10_000)])]))
    assert shown(grid)[:2] == [
        ["序号", "项目名称", "方向", None, "意向投资额（万元）"],
        [None, None, "转出地", "转入地", None],
    ]
    assert set(grid.merges) == {(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)}


def test_sums_leave_hidden_and_nameless_rows_out() -> None:
    rows = [row("甲", 10_000), row("乙", 20_000, hidden=True), row("", 70_000), row("丙", 15_000)]
    grid = filled(Form("表", COLUMNS, [("", rows)], sums="last"))
    assert shown(grid)[-1] == ["合  计", None, None, None, 2.5]
    assert grid.hidden_rows == {3}
    assert [line[0] for line in shown(grid)[2:-1]] == [1, None, 2, 3]


def test_sections_have_lines_and_sums() -> None:
    sections = [("一、省外", [row("甲", 10_000)]), ("二、省内", [row("乙", 20_000)])]
    first = [line[0] for line in shown(filled(Form("表", COLUMNS, sections, sums="sections")))]
    assert first[2:] == ["一、省外", 1, "小计", "二、省内", 2, "小计", "合计"]


def test_equal_neighbours_are_merged_or_ditto() -> None:
    rows = [row("甲", 10_000), row("乙", 20_000), row("丙", 30_000, target="湖南省/长沙市/浏阳市")]
    grid = filled(Form("表", COLUMNS, [("", rows)], merged=["target"], ditto=["origin"]))
    assert (2, 3, 3, 3) in grid.merges
    assert [line[3] for line in shown(grid)[2:]] == ["长沙市宁乡市", None, "长沙市浏阳市"]
    assert [line[2] for line in shown(grid)[2:]] == ["广东省深圳市", "同上", "同上"]


def test_header_repeats_and_table_starts_anywhere() -> None:
    rows = [row(f"项目{n}", 10_000) for n in range(5)]
    grid = filled(Form("表", COLUMNS, [("", rows)], titles=["题"], repeat=3, margin=(2, 1)))
    lines = shown(grid)
    assert lines[:3] == [[], [], [None, "题"]]
    assert [n for n, line in enumerate(lines) if "项目名称" in line] == [3, 8]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv"])
def test_every_kind_of_file_says_the_same(tmp_path: Path, suffix: str) -> None:
    grid = filled(Form("表", COLUMNS, [("", [row("甲&<乙>", 12_345), row("丙", 20_000)])], merged=["target"]))
    path = write_book(tmp_path / f"book{suffix}", [grid])
    if suffix == ".csv":
        lines = [line.split(",") for line in path.read_text(encoding="gb18030").splitlines()]
    else:
        lines = [
            [str(v) for v in line] for line in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        ]
    assert lines[2][:2] in (["1", "甲&<乙>"], ["1.0", "甲&<乙>"])
    assert float(lines[2][4]) == 1.2345
    assert lines[3][3] == ""


def test_workbook_keeps_merges_and_hidden_rows(tmp_path: Path) -> None:
    grid = filled(
        Form("表", COLUMNS, [("", [row("甲", 10_000), row("旧", 5_000, hidden=True)])], hidden_keys=["origin"])
    )
    sheet = load_workbook(write_book(tmp_path / "book.xlsx", [grid]))["表"]
    assert sheet.row_dimensions[4].hidden
    assert sheet.column_dimensions["C"].hidden
    assert "C1:D1" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_ods_opens_as_office_writes_it(tmp_path: Path) -> None:
    from odf.opendocument import load
    from odf.table import CoveredTableCell, Table, TableRow

    grid = filled(Form("表", COLUMNS, [("", [row("甲", 10_000), row("旧", 5_000, hidden=True)])]))
    path = write_book(tmp_path / "book.ods", [grid])
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    table = load(path).spreadsheet.getElementsByType(Table)[0]
    visible = [line.getAttribute("visibility") for line in table.getElementsByType(TableRow)]
    assert visible == [None, None, None, "collapse"]
    assert len(table.getElementsByType(CoveredTableCell)) == 4
