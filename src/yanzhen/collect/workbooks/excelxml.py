"""XML Spreadsheet 2003: one file of XML that systems export under the name of .xls or .xml."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from yanzhen.collect.workbooks.formats import read_format
from yanzhen.collect.workbooks.limits import Limits, damaged
from yanzhen.collect.workbooks.sheets import Area, Book, Cell, CellError, CellFormats, Row, Rows, Sheet
from yanzhen.collect.workbooks.xlsx import check_extent

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED = {"Percent": "0%", "Currency": '"¥"#,##0.00', "Euro Currency": '"€"#,##0.00'}


def open_excel_xml(path: Path, limits: Limits) -> Book:
    """Open an XML Spreadsheet.

    Raises:
        RefusedBook: damaged, or with a DOCTYPE.
    """
    return Book(path, "xml", _sheets(path, limits))


def _sheets(path: Path, limits: Limits) -> Iterator[Sheet]:
    styles: dict[str, str] = {}
    table: _Table | None = None
    stack: list[Element] = []
    try:
        for event, element in ElementTree.iterparse(str(path), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                stack.append(element)
                if element.tag == _SS + "Worksheet":
                    table = _Table(path, element, styles, limits)
                continue
            stack.pop()
            if element.tag == _SS + "Style":
                _read_style(element, styles)
            elif table is not None and element.tag == _SS + "Column":
                table.add_column(element)
            elif table is not None and element.tag == _SS + "Row":
                table.add_row(element)
                stack[-1].remove(element)
            elif table is not None and element.tag.endswith("}Visible"):
                table.visible = False
            elif table is not None and element.tag == _SS + "Worksheet":
                yield table.sheet()
                table = None
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise damaged(path) from error


def _read_style(element: Element, styles: dict[str, str]) -> None:
    shown = element.find(_SS + "NumberFormat")
    text = shown.get(_SS + "Format", "") if shown is not None else ""
    text = _NAMED.get(text, text)
    if text and read_format(text).telling:
        styles[element.get(_SS + "ID", "")] = text


def _number(element: Element, name: str, default: int) -> int:
    text = element.get(_SS + name, "")
    return int(text) if text.isdigit() and len(text) < 9 else default


class _Table:
    """One sheet in the making."""

    def __init__(self, path: Path, element: Element, styles: dict[str, str], limits: Limits) -> None:
        self.visible = True
        self._path = path
        self._name = element.get(_SS + "Name", "")
        self._styles = styles
        self._limits = limits
        self._rows: list[Row] = []
        self._width = 0
        self._row = self._column = 0
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merges: list[Area] = []
        self._formats = CellFormats()

    def add_column(self, element: Element) -> None:
        """Note a column, or a span of them."""
        first = _number(element, "Index", self._column + 1)
        self._column = min(first + _number(element, "Span", 0), self._limits.max_columns)
        if element.get(_SS + "Hidden") == "1" or element.get(_SS + "Width") == "0":
            self._hidden_columns.update(range(first, self._column + 1))

    def add_row(self, element: Element) -> None:
        """Note a row and its cells."""
        self._row = _number(element, "Index", self._row + 1)
        if element.get(_SS + "Hidden") == "1" or element.get(_SS + "Height") == "0":
            self._hidden_rows.add(self._row)
        cells = self._read_cells(element)
        if cells:
            self._width = max(self._width, len(cells))
            check_extent(self._path, self._name, 1, self._row, self._width, self._limits)
            self._rows.extend([] for _ in range(self._row - 1 - len(self._rows)))
            self._rows.append(cells)
        self._row += _number(element, "Span", 0)

    def _read_cells(self, element: Element) -> Row:
        cells: Row = []
        column = 0
        for cell in element.iter(_SS + "Cell"):
            column = _number(cell, "Index", column + 1)
            wide, high = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if wide or high:
                self._merges.append((self._row, column, self._row + high, column + wide))
            value = _value(cell.find(_SS + "Data"))
            if value != "":
                if column > self._limits.max_columns:
                    raise damaged(self._path, self._name)
                cells.extend([""] * (column - 1 - len(cells)))
                cells[column - 1 :] = [value]
                if text := self._styles.get(cell.get(_SS + "StyleID", "")):
                    self._formats.add(self._row, column, text)
            column += wide
        return cells

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
            visible=self.visible,
        )


def _value(data: Element | None) -> Cell:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(_SS + "Type", "String")
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "Error":
        return CellError(text)
    if kind == "DateTime":
        moment = datetime.datetime.fromisoformat(text)
        return moment if moment.time() != datetime.time.min else moment.date()
    return text
