"""Delimited text: .csv, .tsv, and the text that some programs call .xls; in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from yanzhen.collect.workbooks.limits import Limits, refuse, step_done
from yanzhen.collect.workbooks.sheets import Book, Row, Rows, Sheet
from yanzhen.collect.workbooks.xlsx import check_extent

_BLOCK = 1 << 20
_DELIMITERS = (",", "\t", ";", "|", "，")
_LOOKED_AT = 60
_ENCODINGS = ("utf-8-sig", "gb18030")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v\x1a")


def open_delimited(path: Path, limits: Limits) -> Book:
    """Open delimited text as a book of one sheet, named after the file. All its values are text.

    Raises:
        RefusedBook: not text in an encoding that is known, or far too wide or long.
    """
    text = _Text(path, encoding_of(path))
    return Book(path, "csv", iter([text.sheet(limits)]), text.holds("密"))


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, else the first that reads all of it.

    Raises:
        RefusedBook: none does, or it holds characters that no text has.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    for name in [marked] if marked else _unmarked(head):
        if _reads(path, name):
            return name
    raise refuse(path, "", "不是工作簿，也不是可读的文本，请在 Excel 或 WPS 中另存为 .xlsx 再报",
                 "neither a workbook nor readable text; save it as .xlsx from Excel or WPS and send that")  # fmt: skip


def _unmarked(head: bytes) -> tuple[str, ...]:
    if b"\x00" not in head:
        return _ENCODINGS
    # Text of the Latin script in UTF-16 has a NUL in every other place.
    odd, even = head[1::2].count(0), head[::2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _reads(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                if not _CONTROLS.isdisjoint(decoder.decode(block)):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Text:
    """A text file, its encoding known, its delimiter found out."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self._plain_quotes = False
        self._skip = 0
        self._delimiter = self._told_delimiter() or self._likeliest_delimiter()

    def _told_delimiter(self) -> str:
        """Excel's own first line `sep=;`, which it does not show as a row."""
        with self._path.open(encoding=self._encoding, newline="") as stream:
            first = stream.readline(64).strip().strip('"')
        if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
            self._skip = 1
            return first[-1]
        return ""

    def _likeliest_delimiter(self) -> str:
        preferred = ("\t", *_DELIMITERS) if self._path.suffix.lower() in (".tsv", ".xls") else _DELIMITERS
        return max(dict.fromkeys(preferred), key=self._agreement)

    def _agreement(self, delimiter: str) -> float:
        """How many cells the rows at the top agree on; 0 where the delimiter does not occur."""
        try:
            rows = list(islice(self._parsed(delimiter), _LOOKED_AT))
        except csv.Error:
            return 0.0
        widths = Counter(len(row) for row in rows if any(row))
        several = {width: count for width, count in widths.items() if width > 1}
        if not several:
            return 0.0
        width, count = max(several.items(), key=lambda item: item[0] * item[1])
        return count * min(width, 50)

    def _parsed(self, delimiter: str, *, strictly: bool = False) -> Iterator[list[str]]:
        with self._path.open(encoding=self._encoding, newline="") as stream:
            reader = csv.reader(
                stream,
                delimiter=delimiter,
                quoting=csv.QUOTE_NONE if self._plain_quotes else csv.QUOTE_MINIMAL,
                strict=strictly,
            )
            yield from islice(reader, self._skip, None)

    def _size(self, *, strictly: bool = False) -> tuple[int, int]:
        height = width = 0
        for number, row in enumerate(self._parsed(self._delimiter, strictly=strictly), start=1):
            if any(row):
                height, width = number, max(width, len(row))
        return height, width

    def _swallows_rows(self) -> bool:
        """Whether a quotation mark that nobody closed makes one cell of rows that follow it."""
        try:
            lines = (line for row in self._parsed(self._delimiter) for cell in row for line in cell.splitlines()[1:])
            return any(self._delimiter in line for line in lines)
        except csv.Error:
            return True

    def holds(self, letter: str) -> bool:
        """Whether a letter occurs in the text."""
        with self._path.open(encoding=self._encoding, newline="") as stream:
            return any(letter in block for block in iter(lambda: stream.read(_BLOCK), ""))

    def sheet(self, limits: Limits) -> Sheet:
        """The one sheet. A quotation mark that is never closed is taken as a plain character."""
        try:
            height, width = self._size(strictly=True)
        except csv.Error:
            self._plain_quotes = self._swallows_rows()
            try:
                height, width = self._size()
            except csv.Error as error:
                raise refuse(self._path, "", "有一格文字过长，请检查引号后另存为 .xlsx 再报",
                             "one cell is too long; check the quotation marks, save as .xlsx") from error  # fmt: skip
        check_extent(self._path, self._path.name, 1, height, width, limits)
        step_done()
        return Sheet(self._path.stem, Rows(lambda: self._rows(height, width), height), first_row=1 + self._skip)

    def _rows(self, height: int, width: int) -> Iterator[Row]:
        for row in islice(self._parsed(self._delimiter), height):
            cells: Row = [_plain(cell) for cell in row]
            cells.extend([""] * (width - len(row)))
            yield cells


def _plain(cell: str) -> str:
    """`="0012"` is how text is kept from becoming a number in Excel."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    return cell
