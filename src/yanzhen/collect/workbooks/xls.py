"""Workbooks of Excel 97-2003 (.xls), which WPS writes too; also what else comes in their OLE container."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yanzhen.collect.workbooks.formats import read_format
from yanzhen.collect.workbooks.limits import Limits, damaged, encrypted, refuse, step_done
from yanzhen.collect.workbooks.sheets import Area, Book, Cell, CellError, CellFormats, Row, Rows, Sheet
from yanzhen.collect.workbooks.strangers import refuse_slides, refuse_word
from yanzhen.collect.workbooks.xlsx import check_extent

_BLANK = ""


def open_xls(path: Path, limits: Limits) -> Book:
    """Open a binary workbook.

    Raises:
        RefusedBook: damaged, with a password, or another program's document.
    """
    import xlrd

    _check_container(path)
    try:
        book = xlrd.open_workbook(
            str(path), formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise encrypted(path) from error
        raise damaged(path) from error
    # On damaged files the reader fails with whatever its arithmetic meets.
    except (AssertionError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise damaged(path) from error
    except Exception as error:
        if type(error).__module__.startswith(("xlrd", "struct")):
            raise damaged(path) from error
        raise
    return Book(path, "xls", _sheets(path, book, limits), "密".encode("utf-16-le") in path.read_bytes())


def _check_container(path: Path) -> None:
    """Tell apart what else lives in an OLE container by the names of its streams (UTF-16 in the directory)."""
    data = path.read_bytes()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise encrypted(path)
    if holds("Workbook") or holds("Book"):
        return
    if holds("WordDocument"):
        raise refuse_word(path)
    if holds("PowerPoint Document"):
        raise refuse_slides(path)
    raise refuse(path, "", "不是工作簿，请在 Excel 或 WPS 中另存为 .xlsx 再报",
                 "not a workbook; save it as .xlsx from Excel or WPS and send that")  # fmt: skip


def _sheets(path: Path, book: Any, limits: Limits) -> Iterator[Sheet]:
    telling = _telling_styles(book)
    for place, name in enumerate(book.sheet_names()):
        try:
            sheet = book.sheet_by_index(place)
        except Exception as error:
            raise damaged(path, name) from error
        step_done()
        yield _sheet(path, book, sheet, telling, limits)
        book.unload_sheet(place)


def _telling_styles(book: Any) -> dict[int, str]:
    telling: dict[int, str] = {}
    for place, style in enumerate(book.xf_list):
        known = book.format_map.get(style.format_key)
        if known is not None and read_format(known.format_str).telling:
            telling[place] = known.format_str
    return telling


def _sheet(path: Path, book: Any, sheet: Any, telling: dict[int, str], limits: Limits) -> Sheet:
    last_row, last_column = _reach(sheet)
    check_extent(path, sheet.name, 1, last_row, last_column, limits)
    return Sheet(
        name=sheet.name,
        rows=Rows.of([_row(book, sheet, number, last_column) for number in range(last_row)]),
        hidden_rows={n + 1 for n, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0},
        hidden_columns={n + 1 for n, info in sheet.colinfo_map.items() if info.hidden or info.width == 0},
        merges=[_area(merged) for merged in sheet.merged_cells],
        formats=_formats(sheet, telling, last_row),
        visible=sheet.visibility == 0,
    )


def _area(merged: tuple[int, int, int, int]) -> Area:
    top, below, left, beyond = merged
    return (top + 1, left + 1, below, beyond)


def _reach(sheet: Any) -> tuple[int, int]:
    """The last row and column that hold something (1-based; 0 where nothing does)."""
    last_row = last_column = 0
    for number in range(sheet.nrows):
        # 0 and 6 are empty and blank.
        filled = [n for n, kind in enumerate(sheet.row_types(number)) if kind not in (0, 6)]
        if filled:
            last_row = number + 1
            last_column = max(last_column, filled[-1] + 1)
    return last_row, last_column


def _row(book: Any, sheet: Any, number: int, width: int) -> Row:
    kinds, values = sheet.row_types(number), sheet.row_values(number)
    row: Row = [_cell(book, kind, value) for kind, value in zip(kinds, values, strict=True)]
    return (row + [_BLANK] * (width - len(row)))[:width]


def _cell(book: Any, kind: int, value: Any) -> Cell:
    import xlrd

    if kind == xlrd.XL_CELL_DATE:
        return _moment(book, value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, "#VALUE!"))
    cell: Cell = value if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else _BLANK
    return cell


def _moment(book: Any, value: float) -> Cell:
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(value, book.datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return value
    if 0 <= value < 1:
        time: Cell = moment.time()
        return time
    day: Cell = moment.date() if value == int(value) else moment
    return day


def _formats(sheet: Any, telling: dict[int, str], last_row: int) -> CellFormats:
    formats = CellFormats()
    if not telling:
        return formats
    for number in range(last_row):
        for column in range(sheet.row_len(number)):
            text = telling.get(sheet.cell_xf_index(number, column))
            if text is not None:
                formats.add(number + 1, column + 1, text)
    return formats
