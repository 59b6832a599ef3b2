"""OpenDocument spreadsheets (.ods), as LibreOffice and WPS write them: one streaming pass over content.xml.

OASIS OpenDocument 1.3 part 3, 9 (tables) and 16.29 (data styles).
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from yanzhen.collect.workbooks.formats import read_format
from yanzhen.collect.workbooks.limits import Archive, Limits, damaged, encrypted, refuse, step_done
from yanzhen.collect.workbooks.sheets import Area, Book, Cell, CellError, CellFormats, Row, Rows, Sheet
from yanzhen.collect.workbooks.xlsx import check_extent

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_COLUMNS_REPEATED = _TABLE + "number-columns-repeated"
_ROWS_SPANNED = _TABLE + "number-rows-spanned"
_COLUMNS_SPANNED = _TABLE + "number-columns-spanned"
_VALUE_TYPE = _OFFICE + "value-type"
_VALUE = _OFFICE + "value"
_FORMULA = _TABLE + "formula"
_CALC_TYPE = _CALC + "value-type"
_STEP = 5000
"""Rows that hold something between two signs of life."""
_HIDDEN = ("collapse", "filter")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$")
_FAILED = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)$|(?:Err|错误):\d+$")


def open_ods(path: Path, limits: Limits) -> Book:
    """Open an OpenDocument spreadsheet.

    Raises:
        RefusedBook: unsafe, damaged, encrypted, or another kind of document.
    """
    checked = Archive(path, limits)
    checked.check(checked.names)
    parts = checked.names
    with zipfile.ZipFile(path) as archive:
        kind = archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in parts else ""
        if "META-INF/manifest.xml" in parts and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise encrypted(path)
    if "spreadsheet" not in kind or "content.xml" not in parts:
        raise refuse(path, "", "不是电子表格，请把表格另存为 .xlsx 再报", "not a spreadsheet; save its table as .xlsx")
    return Book(path, "ods", _sheets(path, parts, limits), checked.suspicious)


def _sheets(path: Path, parts: list[str], limits: Limits) -> Iterator[Sheet]:
    styles = _Styles()
    try:
        with zipfile.ZipFile(path) as archive:
            if "styles.xml" in parts:
                with archive.open("styles.xml") as stream:
                    for _ in _tables(path, stream, styles, limits):
                        raise damaged(path, "styles.xml")
            with archive.open("content.xml") as stream:
                yield from _tables(path, stream, styles, limits)
    except (ParseError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(path, "content.xml") from error


@dataclass(slots=True)
class _Styles:
    """Style name -> number format; data style name -> number format; table styles that hide."""

    cells: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    hidden_tables: set[str] = field(default_factory=set)

    def read(self, element: Element) -> None:
        name = element.get(_STYLE + "name", "")
        if element.tag.startswith(_NUMBER):
            self.data[name] = _format_text(element)
            return
        family = element.get(_STYLE + "family")
        text = self.data.get(element.get(_STYLE + "data-style-name", ""), "")
        if family == "table-cell" and text and read_format(text).telling:
            self.cells[name] = text
        elif family == "table" and any(child.get(_TABLE + "display") == "false" for child in element):
            self.hidden_tables.add(name)


def _format_text(style: Element) -> str:
    """A data style as the number-format text that Excel would use."""
    pieces = {"year": "yyyy", "month": "m", "day": "d", "hours": "h", "minutes": "mm", "seconds": "ss"}
    text = ""
    for child in style:
        name = child.tag.rpartition("}")[2]
        if name in ("text", "currency-symbol"):
            literal = (child.text or "").replace('"', "")
            text += literal if literal.strip() == "%" else f'"{literal}"'
        elif name in ("number", "scientific-number"):
            places = child.get(_NUMBER + "decimal-places", "0")
            text += "0" + ("." + "0" * min(int(places), 20) if places.isdigit() and int(places) else "")
            factor = child.get(_NUMBER + "display-factor", "1").split(".")[0]
            text += "," * ((len(factor) - 1) // 3)
        else:
            text += pieces.get(name, "")
    return text


def _tables(path: Path, stream: IO[bytes], styles: _Styles, limits: Limits) -> Iterator[Sheet]:
    """Walk the XML; a table that stands in the spreadsheet itself becomes a sheet."""
    stack: list[Element] = []
    table: _Table | None = None
    # Every part has been searched for declarations before (`Archive`), so that the quick parser is safe here.
    for event, element in iterparse(stream, events=("start", "end")):  # noqa: S314
        if event == "start":
            if element.tag == _TABLE + "table" and stack and stack[-1].tag == _OFFICE + "spreadsheet":
                table = _Table(path, element, styles, limits)
            stack.append(element)
            continue
        stack.pop()
        done = False
        if table is None:
            if element.tag == _STYLE + "style" or (element.tag.startswith(_NUMBER) and element.get(_STYLE + "name")):
                styles.read(element)
                done = True
        elif element.tag == _TABLE + "table-column":
            table.add_column(element)
        elif element.tag == _TABLE + "table-row":
            table.add_row(element)
            done = True
        elif element.tag == _TABLE + "table" and stack and stack[-1].tag == _OFFICE + "spreadsheet":
            yield table.sheet()
            table, done = None, True
        if done and stack:
            stack[-1].remove(element)


def _repeated(element: Element, axis: str) -> int:
    text = element.get(f"{_TABLE}number-{axis}-repeated", "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 9 else 1


class _Table:
    """One sheet in the making."""

    def __init__(self, path: Path, element: Element, styles: _Styles, limits: Limits) -> None:
        self._path = path
        self._name = element.get(_TABLE + "name", "")
        self._visible = element.get(_TABLE + "style-name", "") not in styles.hidden_tables
        self._styles = styles
        self._limits = limits
        self._rows: list[Row] = []
        self._blank = 0
        self._steps = 0
        self._width = 0
        self._column = 0
        self._column_styles: list[tuple[int, str]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merges: list[Area] = []
        self._formats = CellFormats()

    def add_column(self, element: Element) -> None:
        """Note a column, or several alike."""
        first, self._column = self._column + 1, self._column + _repeated(element, "columns")
        if element.get(_TABLE + "visibility") in _HIDDEN:
            last = min(self._column, self._limits.max_columns)
            self._hidden_columns.update(range(first, last + 1))
        style = element.get(_TABLE + "default-cell-style-name", "")
        self._column_styles.append((self._column, self._styles.cells.get(style, "")))

    def add_row(self, element: Element) -> None:
        """Note a row, or several alike."""
        times = _repeated(element, "rows")
        first = len(self._rows) + self._blank + 1
        if element.get(_TABLE + "visibility") in _HIDDEN:
            self._hidden_rows.update(range(first, min(first + times, self._limits.max_rows + 1)))
        row = self._read_cells(element, first)
        if not row:
            self._blank += times
            return
        self._width = max(self._width, len(row))
        last = first + times - 1
        check_extent(self._path, self._name, 1, last, self._width, self._limits)
        self._rows.extend([] for _ in range(self._blank))
        self._blank = 0
        self._rows.extend(list(row) for _ in range(times))
        if len(self._rows) // _STEP > self._steps:
            self._steps = len(self._rows) // _STEP
            step_done()

    def _read_cells(self, element: Element, number: int) -> Row:
        row: Row = []
        column = 1
        default = self._styles.cells.get(element.get(_TABLE + "default-cell-style-name", ""), "")
        for cell in element:
            if cell.tag not in _CELLS:
                continue
            said = cell.attrib
            times = _repeated(cell, "columns") if _COLUMNS_REPEATED in said else 1
            if _ROWS_SPANNED in said or _COLUMNS_SPANNED in said:
                self._note_span(cell, number, column)
            value = _value(cell) if said or len(cell) else ""
            if value != "":
                if column + times - 1 > self._limits.max_columns:
                    raise damaged(self._path, self._name)
                row.extend([""] * (column - 1 - len(row)))
                row.extend([value] * times)
                self._note_format(cell, number, column, times, default)
            column += times
        return row

    def _note_span(self, cell: Element, row: int, column: int) -> None:
        high, wide = cell.get(_ROWS_SPANNED, "1"), cell.get(_COLUMNS_SPANNED, "1")
        if (high, wide) != ("1", "1") and high.isdigit() and wide.isdigit():
            self._merges.append((row, column, row + int(high) - 1, column + int(wide) - 1))

    def _note_format(self, cell: Element, row: int, column: int, times: int, default: str) -> None:
        own = cell.get(_TABLE + "style-name")
        if own is not None:
            text = self._styles.cells.get(own, "")
        else:
            text = default or next((style for last, style in self._column_styles if column <= last), "")
        if not text and cell.get(_OFFICE + "value-type") == "percentage":
            text = "0%"
        if text:
            for place in range(column, column + times):
                self._formats.add(row, place, text)

    def sheet(self) -> Sheet:
        """The finished sheet."""
        for row in self._rows:
            row.extend([""] * (self._width - len(row)))
        return Sheet(
            name=self._name,
            rows=Rows.of(self._rows),
            hidden_rows=self._hidden_rows,
            hidden_columns=self._hidden_columns,
            merges=self._merges,
            formats=self._formats,
            visible=self._visible,
        )


def _value(cell: Element) -> Cell:
    kind = cell.get(_VALUE_TYPE, "")
    if kind == "float" and _FORMULA not in cell.attrib and cell.get(_CALC_TYPE) != "error":
        return float(cell.get(_VALUE, "0"))
    shown = "\n".join(_paragraph(child) for child in cell if child.tag == _TEXT + "p")
    if cell.get(_CALC_TYPE) == "error" or (cell.get(_FORMULA) and _FAILED.match(shown)):
        return CellError(shown or "#VALUE!")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(_VALUE, "0"))
    if kind == "date":
        return _date(cell.get(_OFFICE + "date-value", ""), shown)
    if kind == "boolean":
        return cell.get(_OFFICE + "boolean-value") == "true"
    if kind == "time":
        return _duration(cell.get(_OFFICE + "time-value", ""), shown)
    if not kind and not shown and cell.get(_FORMULA):
        return CellError("=" + cell.get(_FORMULA, "").partition("=")[2])
    return shown or cell.get(_OFFICE + "string-value", "")


def _paragraph(element: Element) -> str:
    text = element.text or ""
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "s":
            count = child.get(_TEXT + "c", "1")
            text += " " * (int(count) if count.isdigit() and len(count) < 5 else 1)
        elif name in ("tab", "line-break"):
            text += "\t" if name == "tab" else "\n"
        elif name in ("span", "a"):
            text += _paragraph(child)
        text += child.tail or ""
    return text


def _date(text: str, shown: str) -> Cell:
    try:
        if len(text) == len("2025-01-01"):
            return datetime.date.fromisoformat(text)
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return shown


def _duration(text: str, shown: str) -> Cell:
    match = _DURATION.match(text)
    if not match:
        return shown
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)
