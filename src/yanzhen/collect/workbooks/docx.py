"""Word documents (.docx): each table is a sheet, the text outside of tables one more; read from the XML as it streams.

ECMA-376 part 1, 17.4 (tables: gridSpan, vMerge) and 17.3 (paragraphs, runs). What was deleted with changes tracked is
gone, what was inserted stays. A table within a cell is a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError, XMLParser

from yanzhen.collect.workbooks.limits import Archive, Limits, damaged, refuse, step_done, too_big
from yanzhen.collect.workbooks.sheets import Area, Book, Line, Row, Rows, Sheet
from yanzhen.collect.workbooks.xlsx import check_extent

TEXT_SHEET = "正文"
"""The sheet of the lines outside of tables; a row a paragraph that is not empty."""

_DEEPEST = 400
"""Elements within each other; a document of tables within tables has some sixty."""
_MOST_NESTED = 8
_WIDEST = 63
"""Columns of a Word table, by Word's own limit."""
_LARGEST = 64 << 20
_MOST_LINES = 20_000
_SKIPPED = (
    "del",
    "moveFrom",
    "Fallback",
    "delText",
    "instrText",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "tcPrChange",
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SYMBOLS = {
    "F0FE": "☑",
    "F0FD": "☒",
    "F052": "☑",
    "F054": "☒",
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F071": "□",
    "F0FC": "√",
}
"""Boxes and ticks of Wingdings and Wingdings 2, as Word stores them."""


def open_docx(path: Path, limits: Limits) -> Book:
    """Open a Word document as a book: a sheet for each table that holds something, in order, then its other text.

    Raises:
        RefusedBook: unsafe, damaged, or without a document in it.
    """
    checked = Archive(path, limits)
    document = next((name for name in checked.names if name.lower() == "word/document.xml"), None)
    if document is None:
        raise refuse(path, "", "不是 Word 文档，请另存为 .docx 再报", "not a Word document; save it as .docx")
    checked.check(name for name in checked.names if name != document)
    reader = _Document(path, limits)
    # A DOCTYPE or an entity was refused when the part was unpacked, and the target keeps no tree.
    parser = XMLParser(target=reader)  # noqa: S314
    size = 0
    try:
        for block in checked.unpacked(document):
            size += len(block)
            if size > _LARGEST:
                raise too_big(path, document, "文字过多", "it holds too much text")
            parser.feed(block)
            step_done()
        parser.close()
    except ParseError as error:
        raise damaged(path, document) from error
    if reader.empty:
        raise refuse(path, "", "这份 Word 文档里没有表格，也没有文字，请检查是不是传错了文件",
                     "a Word document without a table or a line of text; is it the right file?")  # fmt: skip
    return Book(path, "docx", reader.sheets(), checked.suspicious)


@dataclass(slots=True)
class _Cell:
    span: int = 1
    merge: str = ""
    paragraphs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table as it is read.

    Attributes:
        taken: column (1-based) -> the cell of a merge downwards that covers it, with its first row and its span.
    """

    name: str
    above: list[Line]
    rows: list[Row] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    taken: dict[int, tuple[int, int]] = field(default_factory=dict)
    column: int = 1
    cell: _Cell | None = None
    nested: int = 0
    width: int = 0
    covering: set[int] = field(default_factory=set)


class _Document:
    """What the XML parser feeds: keeps the tables that are open, and the paragraph of each."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self._depth = self._skipping = 0
        self._open: list[_Table] = []
        self._done: list[_Table] = []
        self._lines: list[Line] = []
        self._since: list[Line] = []
        self._texts: list[list[str]] = []
        self._in_text = False
        self._tables = 0
        self._box: str | None = None

    # --- events ------------------------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        self._depth += 1
        if self._depth > _DEEPEST:
            raise too_big(self._path, "word/document.xml", "嵌套过深", "its parts lie too deep within each other")
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        begin = getattr(self, f"_begin_{name}", None)
        if begin is not None:
            begin({key.rpartition("}")[2]: value for key, value in attributes.items()})
        elif name in _BREAKS and self._texts:
            self._texts[-1].append(_BREAKS[name])

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        if self._skipping:
            self._skipping -= 1
            return
        finish = getattr(self, f"_end_{tag.rpartition('}')[2]}", None)
        if finish is not None:
            finish()

    def data(self, text: str) -> None:
        """Text within an element."""
        if self._in_text and not self._skipping and self._texts:
            self._texts[-1].append(text)

    def close(self) -> None:
        """The document ends."""

    # --- paragraphs --------------------------------------------------------------------------------------------------

    def _begin_p(self, _: dict[str, str]) -> None:
        self._texts.append([])

    def _end_p(self) -> None:
        text = "".join(self._texts.pop()) if self._texts else ""
        if self._open and (cell := self._open[-1].cell) is not None:
            cell.paragraphs.append(text)
            return
        for line in text.split("\n"):
            if line.strip():
                if len(self._lines) >= _MOST_LINES:
                    raise too_big(self._path, "word/document.xml", "段落过多", "it has too many paragraphs")
                told = Line(len(self._lines) + 1, line.strip())
                self._lines.append(told)
                self._since.append(told)

    def _begin_t(self, _: dict[str, str]) -> None:
        self._in_text = True

    def _end_t(self) -> None:
        self._in_text = False

    def _begin_sym(self, attributes: dict[str, str]) -> None:
        if self._texts:
            self._texts[-1].append(_SYMBOLS.get(attributes.get("char", "").upper(), ""))

    def _begin_checkBox(self, _: dict[str, str]) -> None:  # noqa: N802 - the element's name
        self._box = "□"

    def _begin_default(self, attributes: dict[str, str]) -> None:
        self._tick(attributes)

    def _begin_checked(self, attributes: dict[str, str]) -> None:
        self._tick(attributes)

    def _tick(self, attributes: dict[str, str]) -> None:
        if self._box is not None:
            self._box = "□" if attributes.get("val", "1") in ("0", "false", "off") else "☑"

    def _end_checkBox(self) -> None:  # noqa: N802 - the element's name
        if self._box is not None and self._texts:
            self._texts[-1].append(self._box)
        self._box = None

    # --- tables ------------------------------------------------------------------------------------------------------

    def _begin_tbl(self, _: dict[str, str]) -> None:
        if len(self._open) >= _MOST_NESTED:
            raise too_big(self._path, "word/document.xml", "表格嵌套过深", "its tables lie too deep within each other")
        if self._open:
            outer = self._open[-1]
            outer.nested += 1
            self._open.append(_Table(f"{outer.name}-{outer.nested}", []))
        else:
            self._tables += 1
            self._open.append(_Table(f"表{self._tables}", self._since))
            self._since = []
        self._texts.append([])

    def _end_tbl(self) -> None:
        self._texts.pop()
        table = self._open.pop()
        if any(value for row in table.rows for value in row):
            self._done.append(table)

    def _begin_tr(self, _: dict[str, str]) -> None:
        if self._open:
            table = self._open[-1]
            table.rows.append([])
            table.column, table.covering = 1, set()

    def _end_tr(self) -> None:
        if self._open:
            table = self._open[-1]
            # A merge downwards that this row does not go on with ends above it.
            table.taken = {column: merge for column, merge in table.taken.items() if column in table.covering}

    def _begin_gridBefore(self, attributes: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if self._open:
            self._open[-1].column += _number(attributes.get("val", ""), least=0)

    def _begin_tc(self, _: dict[str, str]) -> None:
        if self._open and self._open[-1].rows:
            self._open[-1].cell = _Cell()

    def _begin_gridSpan(self, attributes: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if self._open and (cell := self._open[-1].cell) is not None:
            cell.span = _number(attributes.get("val", ""))

    def _begin_vMerge(self, attributes: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if self._open and (cell := self._open[-1].cell) is not None:
            cell.merge = "restart" if attributes.get("val") == "restart" else "continue"

    def _end_tc(self) -> None:
        if not self._open or self._open[-1].cell is None:
            return
        table = self._open[-1]
        cell = table.cell
        assert cell is not None
        table.cell = None
        row, column = len(table.rows), table.column
        right = column + cell.span - 1
        table.column = right + 1
        table.width = max(table.width, right)
        check_extent(self._path, table.name, 1, row, table.width, self._limits)
        if right > _WIDEST * 4:
            raise too_big(self._path, table.name, "表格过宽", "the table is too wide")
        goes_on = cell.merge == "continue" and column in table.taken
        text = "" if goes_on else "\n".join(p.rstrip() for p in cell.paragraphs).strip()
        table.rows[-1].extend([""] * (column - 1 - len(table.rows[-1])))
        table.rows[-1].append(text)
        if goes_on:
            place, _ = table.taken[column]
            top, left, _, last = table.merges[place]
            table.merges[place] = (top, left, row, last)
            table.covering.add(column)
        elif cell.merge or cell.span > 1:
            table.merges.append((row, column, row, right))
            if cell.merge:
                table.taken[column] = (len(table.merges) - 1, cell.span)
                table.covering.add(column)

    # --- what came out -----------------------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not self._done and not self._lines

    def sheets(self) -> Iterator[Sheet]:
        """The tables, then the text."""
        for table in self._done:
            for row in table.rows:
                row.extend([""] * (table.width - len(row)))
            merges = [m for m in table.merges if m[:2] != m[2:]]
            yield Sheet(table.name, Rows.of(table.rows), merges=merges, above=tuple(table.above))
        if self._lines:
            rows: list[Row] = [[line.text] for line in self._lines]
            yield Sheet(TEXT_SHEET, Rows.of(rows))


def _number(text: str, least: int = 1) -> int:
    """A count of columns; what is none, or beyond all tables, counts as far as a table can reach."""
    return max(least, min(int(text), _WIDEST * 4)) if text.isdigit() and len(text) < 6 else least
