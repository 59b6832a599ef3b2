"""Workbooks in Office Open XML: .xlsx, .xlsm (macros are never looked at), as Excel, WPS and programs write them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from yanzhen.collect.workbooks.formats import BUILTIN, read_format
from yanzhen.collect.workbooks.limits import Archive, Limits, damaged, encrypted, refuse, step_done, too_big
from yanzhen.collect.workbooks.sheets import Book, CellError, Row, Rows, Sheet
from yanzhen.collect.workbooks.sheetxml import RowTooLong, SheetFacts, read_facts

_LARGEST_TREE = 24 << 20
_RELATION_ID = "id"


@dataclass(frozen=True, slots=True)
class _Tab:
    name: str
    part: str
    visible: bool


def open_xlsx(path: Path, limits: Limits) -> Book:
    """Open a zipped Excel workbook. Every part has been looked at when this returns.

    Raises:
        RefusedBook: unsafe, damaged, encrypted, or not a workbook of sheets.
    """
    checked = Archive(path, limits)
    parts = {name.lower(): name for name in checked.names}
    if "xl/workbook.bin" in parts:
        raise refuse(
            path, "", "这是 .xlsb 二进制工作簿，请另存为 .xlsx 再报", "a binary workbook (.xlsb); save it as .xlsx"
        )
    checked.check(name for name in checked.names if not _holds_sheet(name))
    try:
        with zipfile.ZipFile(path) as archive:
            tabs = _tabs(path, archive, parts)
            telling = _telling_styles(path, archive, parts)
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise damaged(path, "xl/workbook.xml") from error
    # A sheet is unpacked once for its check and its facts together: it is most of the file.
    facts = [_facts_of(path, checked, tab, telling, limits) for tab in tabs]
    used = {tab.part for tab in tabs}
    checked.check(name for name in checked.names if _holds_sheet(name) and name not in used)
    return Book(path, "xlsx", _sheets(path, tabs, facts), checked.suspicious)


def _holds_sheet(name: str) -> bool:
    return name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml")


def sheet_parts(path: Path) -> dict[str, str]:
    """Part of the archive -> name of its sheet, for a book that has been checked already."""
    with zipfile.ZipFile(path) as archive:
        parts = {name.lower(): name for name in archive.namelist()}
        return {tab.part: tab.name for tab in _tabs(path, archive, parts)}


def _tree(path: Path, archive: zipfile.ZipFile, part: str) -> Element:
    if archive.getinfo(part).file_size > _LARGEST_TREE:
        raise too_big(path, part, "部件过大", "the part is too large")
    root: Element = ElementTree.fromstring(archive.read(part), forbid_dtd=True)
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _children(root: Element, name: str) -> list[Element]:
    """The children of the first element of that name, whatever its namespace (Strict or Transitional)."""
    found = next((element for element in root.iter() if _local(element.tag) == name), None)
    return [] if found is None else list(found)


def _workbook_part(path: Path, archive: zipfile.ZipFile, parts: dict[str, str]) -> str:
    relations = parts.get("_rels/.rels")
    if relations:
        for relation in _tree(path, archive, relations):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = posixpath.normpath(relation.get("Target", "").lstrip("/")).lower()
                if target in parts and "/worksheets" not in target and target.startswith("xl"):
                    return parts[target]
    if "xl/workbook.xml" in parts:
        return parts["xl/workbook.xml"]
    raise _no_workbook(path, parts)


def _no_workbook(path: Path, parts: dict[str, str]) -> Exception:
    if any(name.startswith("word/") for name in parts):
        return refuse(path, "", "这是 Word 文档，请把表格复制到 Excel 或 WPS 表格中，存为 .xlsx 再报",
                      "a Word document; copy its table into a workbook, save it as .xlsx and send that")  # fmt: skip
    if any(name.endswith((".xlsx", ".xls", ".et", ".csv", ".ods")) for name in parts):
        return refuse(
            path, "", "这是压缩包，请解压后逐个报送其中的表格", "an archive; unpack it and send the workbooks in it"
        )
    return refuse(path, "", "不是工作簿，请在 Excel 或 WPS 中另存为 .xlsx 再报",
                  "not a workbook; save it as .xlsx from Excel or WPS and send that")  # fmt: skip


def _tabs(path: Path, archive: zipfile.ZipFile, parts: dict[str, str]) -> list[_Tab]:
    workbook = _workbook_part(path, archive, parts)
    folder, name = posixpath.split(workbook)
    relations = parts.get(f"{folder}/_rels/{name}.rels".lower())
    targets: dict[str, str] = {}
    for relation in _tree(path, archive, relations) if relations else ():
        if relation.get("Type", "").endswith("/worksheet") and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[relation.get("Id", "")] = parts.get(full.lower(), "")
    tabs = []
    for sheet in _children(_tree(path, archive, workbook), "sheets"):
        identity = next((v for k, v in sheet.attrib.items() if _local(k) == _RELATION_ID), "")
        if targets.get(identity):
            visible = sheet.get("state", "visible") == "visible"
            tabs.append(_Tab(sheet.get("name", ""), targets[identity], visible))
    return tabs


def _telling_styles(path: Path, archive: zipfile.ZipFile, parts: dict[str, str]) -> dict[bytes, str]:
    """Style number, as the sheets' XML writes it -> number format, for the formats that carry meaning."""
    styles = parts.get("xl/styles.xml")
    if not styles:
        return {}
    root = _tree(path, archive, styles)
    texts = dict(BUILTIN)
    for entry in _children(root, "numFmts"):
        number = entry.get("numFmtId", "")
        if number.isdigit():
            texts[int(number)] = entry.get("formatCode", "")
    telling: dict[bytes, str] = {}
    for place, style in enumerate(_children(root, "cellXfs")):
        text = texts.get(int(style.get("numFmtId", "0") or 0), "")
        if text and read_format(text).telling:
            telling[str(place).encode()] = text
    return telling


def _sheets(path: Path, tabs: list[_Tab], facts: list[SheetFacts]) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(str(path)) as reader:
            for tab, known in zip(tabs, facts, strict=True):
                values = reader.get_sheet_by_name(tab.name)
                step_done()
                yield _sheet(tab, values, known)
    except PasswordError as error:
        raise encrypted(path) from error
    except CalamineError as error:
        raise damaged(path) from error


def _facts_of(path: Path, checked: Archive, tab: _Tab, telling: dict[bytes, str], limits: Limits) -> SheetFacts:
    try:
        facts = read_facts(checked.unpacked(tab.part), telling)
    except RowTooLong as error:
        raise too_big(path, tab.name, "有一行过长", "one row is too long") from error
    check_extent(path, tab.name, facts.first_row, facts.last_row, facts.last_column, limits)
    step_done()
    return facts


def check_extent(path: Path, sheet: str, first_row: int, last_row: int, last_column: int, limits: Limits) -> None:
    """Refuse a sheet whose cells lie so far apart that reading it would fill the memory.

    Raises:
        RefusedBook: naming the sheet and its last row and column.
    """
    area = (last_row - first_row + 1) * last_column
    if last_row > limits.max_rows or last_column > limits.max_columns or area > limits.max_cells:
        raise too_big(
            path, sheet,
            f"内容一直延伸到第 {last_row} 行、第 {last_column} 列，超过 {limits.max_cells:,} 格",
            f"its cells reach to row {last_row}, column {last_column}: more than {limits.max_cells:,} cells",
        )  # fmt: skip


def _sheet(tab: _Tab, values: Any, facts: SheetFacts) -> Sheet:
    top, left = values.start or (0, 0)
    return Sheet(
        name=tab.name,
        rows=Rows(lambda: _walk(values, facts.errors, top, left), values.height),
        first_row=top + 1,
        first_column=left + 1,
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
        merges=facts.merges,
        formats=facts.formats,
        visible=tab.visible,
    )


def _walk(values: Any, errors: dict[int, list[tuple[int, CellError]]], top: int, left: int) -> Iterator[Row]:
    # The reader's walk begins at row 1 of the sheet, though its first column is that of the first cell.
    rows = islice(values.iter_rows(), top, None)
    if not errors:
        return rows
    return _with_errors(rows, errors, top, left)


def _with_errors(
    rows: Iterator[Row], errors: dict[int, list[tuple[int, CellError]]], top: int, left: int
) -> Iterator[Row]:
    for number, row in enumerate(rows, start=top + 1):
        for column, error in errors.get(number, ()):
            place = column - left - 1
            if 0 <= place < len(row):
                row[place] = error
        yield row
