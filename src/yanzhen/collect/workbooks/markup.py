"""Pages of HTML that systems export under the name of .xls: their tables, one below the other, as Excel shows them."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path

from yanzhen.collect.workbooks.limits import Limits, refuse
from yanzhen.collect.workbooks.sheets import Area, Book, Row, Rows, Sheet
from yanzhen.collect.workbooks.xlsx import check_extent

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_TAB_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.IGNORECASE)
_STARTS = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|table|body|style)\b", re.I | re.S)
_HIDING = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LARGEST = 32 << 20
_SPAN_LIMIT = 1000


def is_page(head: bytes) -> bool:
    """Whether a file begins like a page of HTML."""
    return _STARTS.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def open_page(path: Path, limits: Limits) -> Book:
    """Open a page of HTML as a book of one sheet.

    Raises:
        RefusedBook: too large, or without a table.
    """
    data = path.read_bytes()
    if len(data) > _LARGEST:
        raise refuse(
            path, "", "网页格式的表格过大，请另存为 .xlsx 再报", "too large for a page of HTML; save it as .xlsx"
        )
    text = _decoded(data)
    reader = _TableReader(path, limits)
    reader.feed(text)
    reader.close()
    if not reader.rows:
        raise refuse(path, "", "网页里没有表格，请另存为 .xlsx 再报", "the page holds no table; save it as .xlsx")
    named = _TAB_NAME.search(text)
    return Book(path, "html", iter([reader.sheet(named.group(1) if named else path.stem)]), reader.holds("密"))


def page_of(text: str, name: str, limits: Limits) -> Sheet:
    """The tables of a page or of a clipboard's fragment as one sheet.

    Raises:
        RefusedBook: too large, or without a table.
    """
    path = Path(name)
    reader = _TableReader(path, limits)
    reader.feed(text)
    reader.close()
    if not reader.rows:
        raise refuse(path, "", "粘贴的内容里没有表格，请重新复制", "what was pasted holds no table; copy it again")
    return reader.sheet(name)


def _decoded(data: bytes) -> str:
    told = _CHARSET.search(data[:4096])
    names = ["utf-8-sig", "gb18030"]
    if told and not data.startswith(codecs.BOM_UTF8):
        name = told.group(1).decode("ascii").lower()
        names.insert(0, "gb18030" if name.startswith("gb") else name)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names.insert(0, "utf-16")
    for name in names:
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("gb18030", "replace")


class _TableReader(HTMLParser):
    """Collects the cells of every row; spans push the cells of later rows aside."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self._path = path
        self._limits = limits
        self._taken: set[tuple[int, int]] = set()
        self._merges: list[Area] = []
        self._hidden: set[int] = set()
        self._column = 0
        self._text: list[str] | None = None
        self._width = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
            self._column = 0
            if _HIDING.search(named.get("style", "")) or "hidden" in named:
                self._hidden.add(len(self.rows))
        elif tag in ("td", "th"):
            self._end_cell()
            self._start_cell(named)
        elif tag in ("br", "p", "div") and self._text:
            self._text.append("\n")
        elif tag in ("script", "style"):
            self._end_cell()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(" ".join(data.replace("\xa0", " ").split()) if data.strip() else "")

    def _start_cell(self, named: dict[str, str]) -> None:
        if not self.rows:
            self.rows.append([])
        row = len(self.rows)
        self._column += 1
        while (row, self._column) in self._taken:
            self._column += 1
        high, wide = _span(named.get("rowspan", "")), _span(named.get("colspan", ""))
        if (high, wide) != (1, 1):
            self._merges.append((row, self._column, row + high - 1, self._column + wide - 1))
            self._taken.update((row + y, self._column + x) for y in range(high) for x in range(wide) if y or x)
        self._width = max(self._width, self._column + wide - 1)
        check_extent(self._path, self._path.name, 1, row, self._width, self._limits)
        self._text = []

    def _end_cell(self) -> None:
        if self._text is None:
            return
        row = self.rows[-1]
        row.extend([""] * (self._column - 1 - len(row)))
        row.append("".join(self._text).strip())
        self._text = None

    def holds(self, letter: str) -> bool:
        """Whether a letter occurs in a cell."""
        return any(letter in str(value) for row in self.rows for value in row)

    def sheet(self, name: str) -> Sheet:
        """All tables of the page as one sheet."""
        for row in self.rows:
            row.extend([""] * (self._width - len(row)))
        return Sheet(name, Rows.of(self.rows), hidden_rows=self._hidden, merges=self._merges)


def _span(text: str) -> int:
    return max(1, min(int(text), _SPAN_LIMIT)) if text.isdigit() and len(text) < 6 else 1
