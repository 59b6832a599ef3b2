"""A ledger as a province lays it out, for the tests: three levels of header, sections, sums by city, signatures."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from yanzhen.records import Record

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
LEVELS = [
    ["序号", "项目名称", "投资方", "项目来源地", "承接地", None, "资金情况（亿元）", None, None, "签约时间", "开工时间",
     "联系人", "联系电话", "考核系数", "备注"],
    [None, None, None, None, "市州", "县市区", "总投资", "到位资金", *[None] * 7],
    [None, None, None, None, None, None, None, "本月", "1-10月累计", *[None] * 6],
]  # fmt: skip
MERGES = [
    "A1:O1", "A2:H2", "I2:O2", "A3:A5", "B3:B5", "C3:C5", "D3:D5", "E3:F3", "E4:E5", "F4:F5", "G3:I3", "G4:G5", "H4:I4",
    "J3:J5", "K3:K5", "L3:L5", "M3:M5", "N3:N5", "O3:O5",
]  # fmt: skip
WIDTHS = {"A": 5.5, "B": 26, "C": 22, "D": 14, "E": 10, "F": 10, "G": 11, "H": 11, "I": 11, "J": 12.5, "O": 20}


def province_book(path: Path, *, empty: bool = False) -> Path:
    """The office's own workbook."""
    book = Workbook()
    page = book.active
    page.title = "省外项目"
    page["A1"] = "湖南省2025年10月招商引资重点项目调度表"
    page["A2"] = "填报单位：示例省商务厅（盖章）        截至2025年10月31日"
    page["I2"] = "单位：亿元"
    for number, level in enumerate(LEVELS, start=3):
        for column, text in enumerate(level, start=1):
            cell = page.cell(number, column, text)
            cell.font, cell.border = Font(name="黑体", size=11), BOX
            cell.alignment = Alignment("center", "center", wrap_text=True)
    page["A1"].font, page["A1"].alignment = Font(name="方正小标宋简体", size=20), Alignment("center", "center")
    page["A2"].font = page["I2"].font = Font(name="仿宋_GB2312", size=12)
    for area in MERGES:
        page.merge_cells(area)
    row = 6
    if not empty:
        row = _rows(page)
    page.cell(row, 1, "注：1.到位资金以凭证为准。2.本表逐月累计。")
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=15)
    page.cell(row + 1, 1, "填报人：张示例        审核人：李示例        联系电话：0731-8888888")
    for letter, width in WIDTHS.items():
        page.column_dimensions[letter].width = width
    page.row_dimensions[1].height = 36
    page.freeze_panes = "C6"
    page.page_setup.paperSize, page.page_setup.orientation = 8, "landscape"
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "3:5"
    page.oddFooter.center.text = "第&P页"
    book.save(path)
    return path


def _rows(page: Any) -> int:
    lines: list[list[Any]] = [
        ["合计", None, None, None, None, None, 12.5, 1, 2],
        ["一、省外转移项目"],
        ["长沙市小计", None, None, None, None, None, 12.5, 1, 2],
        [1, "示例旧项目", "示例旧公司", "广东深圳", "长沙市", "宁乡市", 12.5, 1, 2, "2025-01-02", "2025年6月",
         "王示例", "13800000000", "=1+1", "示例备注"],
        ["二、省内转移项目"],
    ]  # fmt: skip
    for row, line in enumerate(lines, start=6):
        for column in range(1, 16):
            cell = page.cell(row, column, line[column - 1] if column <= len(line) else None)
            bold = len(line) < 15
            cell.font, cell.border = Font(name="仿宋_GB2312", size=10.5, bold=bold), BOX
            cell.alignment = Alignment("center", "center", wrap_text=True)
            if column in (7, 8, 9):
                cell.number_format = "0.00"
            if bold and "计" in str(line[0]):
                cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
        if len(line) == 1:
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=15)
        elif len(line) < 15:
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        page.row_dimensions[row].height = 30
    return 6 + len(lines)


def projects() -> list[Record]:
    """Accepted rows of several cities, some with a range, foreign money or text that means harm."""
    return [
        _project("示例丙项目", "430200", "440300", investment_cny=1_234_567_891, funds_in_place_month_cny=1),
        _project("示例甲项目", "430182", "440300", investment_cny=350_000_000, funds_in_place_year_cny=10_000_001),
        _project("示例乙项目", "430121", "430100", investment_range_cny=[120_000_000, 150_000_000]),
        _project("=HYPERLINK(\"http://example.invalid\")", "430100", "310000", investor="@SUM(A1)", note="+1\u202e"),
        _project("示例丁项目", "433101", "430100", investment_foreign={"amount": 10_000_000, "currency": "EUR"}),
        _project("示例戊项目", "430200", "320000", investment_cny=100_000_000, investment_approximate=True,
                 start_planned_on="2026-03", signed_on="2025-03-29", contact="示例甲 13800000001"),
    ]  # fmt: skip


def _project(name: str, target: str, origin: str, **fields: Any) -> Record:
    return Record("project", name, {"investor": "示例公司", "target": target, "origin": origin, **fields})
