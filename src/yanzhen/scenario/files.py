"""Grids as files: .xlsx, .ods, and .csv in the encodings of offices. The same grids give the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from yanzhen.recordfiles import replacing
from yanzhen.scenario.grids import Cell, Grid

_TYPED_ON = dt.datetime(2025, 3, 21, 9, 0)  # noqa: DTZ001 -- a workbook's date has no zone


def write_book(path: Path, grids: Sequence[Grid], encoding: str = "gb18030") -> Path:
    """Write grids in the format of the suffix (.xlsx, .ods, .csv; a CSV takes one grid, in `encoding`)."""
    writers: dict[str, Callable[[Sequence[Grid]], bytes]] = {
        ".xlsx": xlsx_bytes,
        ".ods": ods_bytes,
        ".csv": lambda grids: csv_bytes(grids[0], encoding),
    }
    with replacing(path) as stream:
        stream.write(writers[path.suffix](grids))
    return path


def xlsx_bytes(grids: Sequence[Grid]) -> bytes:
    """A workbook of Excel."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    book.set_properties({"created": _TYPED_ON})
    formats: dict[str, Any] = {}

    def styled(number_format: str) -> Any:
        if number_format not in formats:
            formats[number_format] = book.add_format({"num_format": number_format}) if number_format else None
        return formats[number_format]

    centred = book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True})
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        for number in sorted(grid.hidden_rows):
            sheet.set_row(number, None, None, {"hidden": True})
        for number in sorted(grid.hidden_columns):
            sheet.set_column(number, number, None, None, {"hidden": True})
        for top, left, bottom, right in grid.merges:
            sheet.merge_range(top, left, bottom, right, "", centred)
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    _put(sheet, row, column, cell, styled(cell.format))
    book.close()
    return buffer.getvalue()


def _put(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell.formula:
        sheet.write_formula(row, column, cell.formula, style, cell.value)
    elif isinstance(cell.value, dt.date):
        sheet.write_datetime(row, column, cell.value, style)
    elif isinstance(cell.value, str):
        sheet.write_string(row, column, cell.value, style)
    else:
        sheet.write_number(row, column, cell.value, style)


def csv_bytes(grid: Grid, encoding: str) -> bytes:
    """Comma-separated text as Chinese Windows saves it."""
    buffer = io.StringIO(newline="")
    width = max(map(len, grid.rows))
    writer = csv.writer(buffer, lineterminator="\r\n")
    for cells in grid.rows:
        texts = ["" if cell is None else _shown(cell) for cell in cells]
        writer.writerow(texts + [""] * (width - len(texts)))
    return buffer.getvalue().encode(encoding)


def _shown(cell: Cell) -> str:
    return f"{cell.value:%Y/%m/%d}" if isinstance(cell.value, dt.date) else str(cell.value)


_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods_bytes(grids: Sequence[Grid]) -> bytes:
    """A workbook of LibreOffice, as far as values, merges and hidden rows go (OpenDocument 1.2, part 1, 9.1)."""
    tables = "".join(map(_table, grids))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # The type must stand first and uncompressed.
        _store(archive, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        _store(archive, "META-INF/manifest.xml", _MANIFEST)
        _store(archive, "content.xml", content)
    return buffer.getvalue()


def _store(archive: zipfile.ZipFile, name: str, text: str, way: int = zipfile.ZIP_DEFLATED) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, way)


def _table(grid: Grid) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    width = max(map(len, grid.rows))
    rows = []
    for row, cells in enumerate(grid.rows):
        hidden = ' table:visibility="collapse"' if row in grid.hidden_rows else ""
        padded = [*cells, *[None] * (width - len(cells))]
        inner = "".join(
            "<table:covered-table-cell/>" if (row, column) in covered else _ods_cell(cell, spans.get((row, column)))
            for column, cell in enumerate(padded)
        )
        rows.append(f"<table:table-row{hidden}>{inner}</table:table-row>")
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    return f"<table:table table:name={quoteattr(grid.name)}>{columns}{''.join(rows)}</table:table>"


def _ods_cell(cell: Cell | None, span: tuple[int, int] | None) -> str:
    spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<table:table-cell{spanned}/>"
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in _shown(cell).split("\n"))
    if isinstance(cell.value, dt.date):
        typed = f'office:value-type="date" office:date-value="{cell.value:%Y-%m-%d}"'
    elif isinstance(cell.value, str):
        typed = 'office:value-type="string"'
    else:
        typed = f'office:value-type="float" office:value="{cell.value}"'
    return f"<table:table-cell {typed}{spanned}>{shown}</table:table-cell>"
