"""One pass over the bytes of a sheet's XML, for what the reader of values does not give.

Hidden rows and columns, merged areas, failed cells, number formats that carry meaning, and how far the sheet reaches.
No tree is built and no code runs for a cell that has none of these: each block of bytes is asked for a few marks, and
only where one occurs is the tag around it looked at. (Tags are matched without `<` inside, so that no input makes the
search slower than its length.)
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from yanzhen.collect.workbooks.sheets import Area, CellError, CellFormats

_LONGEST_TAG = 4096
_LONGEST_ROW = 32 << 20
_LAST_COLUMN = 16_384

_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^<>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^<>]*)>")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col(?=[\s/>])([^<>]*)>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell(?=[\s/>])([^<>]*)>")
_REFERENCED = re.compile(rb'\br="([A-Z]{1,3})\d+"')
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]{1,64})<")
_REFERENCE = re.compile(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})$")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])[^<>]*>([^<]*)")
_UNCACHED = re.compile(
    rb"<(?:\w+:)?f(?=[\s/>])[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PREFIXED = re.compile(rb"<(\w+):worksheet[\s>]")
_FIRST_DIGITS = (b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9")
_TRUE = (b"1", b"true", b"on")


@dataclass(slots=True)
class SheetFacts:
    """What the pass found. Positions are 1-based.

    Attributes:
        first_row, last_row, last_column: how far the cells reach that hold something; 0 where there is none.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    errors: dict[int, list[tuple[int, CellError]]] = field(default_factory=dict)
    formats: CellFormats = field(default_factory=CellFormats)
    first_row: int = 0
    last_row: int = 0
    last_column: int = 0


class RowTooLong(ValueError):
    """One row of XML that no honest sheet holds."""


def column_number(letters: bytes) -> int:
    """A or AB -> 1 or 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _position(reference: bytes) -> tuple[int, int] | None:
    match = _REFERENCE.match(reference.strip())
    return (int(match.group(2)), column_number(match.group(1))) if match else None


def read_facts(chunks: Iterable[bytes], telling: Mapping[bytes, str]) -> SheetFacts:
    """Read the facts of one sheet.

    Args:
        chunks: the sheet's XML, unpacked, in blocks of any size.
        telling: style number (as it stands in the XML) -> number format, for the formats that carry meaning.

    Raises:
        RowTooLong: a row of more than 32 MB.
    """
    facts = SheetFacts()
    blocks = _blocks(chunks)
    head = next(blocks, b"")
    reader = _reader_of(head, facts, telling)
    _read_columns(head, facts)
    reader.read(head)
    for block in blocks:
        reader.read(block)
    return facts


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The XML cut after whole rows; what stands before and after them comes in whole tags."""
    rest = b""
    for chunk in chunks:
        joined = rest + chunk
        cut = joined.rfind(b"row>")
        cut = cut + 4 if cut >= 0 else -1
        if cut < 0 and b"<row" not in joined and b":row" not in joined:
            cut = joined.rfind(b">") + 1
        if cut > 0:
            yield joined[:cut]
            rest = joined[cut:]
        else:
            rest = joined
        if len(rest) > _LONGEST_ROW:
            raise RowTooLong
    if rest:
        yield rest


def _reader_of(head: bytes, facts: SheetFacts, telling: Mapping[bytes, str]) -> _QuickReader | _PatientReader:
    """The quick reader, unless the sheet's cells do not say where they stand or its tags are quoted otherwise."""
    row, cell = _ROW.search(head), _CELL.search(head)
    usual = all(tag is None or b' r="' in tag.group(1) for tag in (row, cell))
    if usual:
        return _QuickReader(head, facts, telling)
    return _PatientReader(facts, telling)


def _read_columns(head: bytes, facts: SheetFacts) -> None:
    before_rows = head[: match.start()] if (match := _ROW.search(head)) else head
    for tag in _COLUMN.findall(before_rows):
        named = _attributes(tag)
        if named.get(b"hidden") in _TRUE or _is_zero(named.get(b"width")):
            first, last = _whole_number(named.get(b"min")), _whole_number(named.get(b"max"))
            facts.hidden_columns.update(range(max(1, first), min(last, _LAST_COLUMN) + 1))


def _whole_number(digits: bytes | None) -> int:
    return int(digits) if digits and digits.isdigit() and len(digits) < 9 else 0


def _is_zero(number: bytes | None) -> bool:
    if number is None:
        return False
    try:
        return float(number) == 0
    except ValueError:
        return False


def _is_hidden(row: Mapping[bytes, bytes]) -> bool:
    return row.get(b"hidden") in _TRUE or _is_zero(row.get(b"ht"))


def _read_merges(block: bytes, facts: SheetFacts) -> None:
    if b"mergeCell " not in block:
        return
    for tag in _MERGE.findall(block):
        first, _, last = _attributes(tag).get(b"ref", b"").partition(b":")
        start, end = _position(first), _position(last or first)
        if start and end:
            facts.merges.append((start[0], start[1], end[0], end[1]))


def _error_of(cell: bytes) -> CellError:
    value = _VALUE.search(cell)
    return CellError(html.unescape(value.group(1).decode("utf-8", "replace")) if value else "#VALUE!")


def _formula_of(cell: bytes) -> CellError:
    formula = _FORMULA.search(cell)
    return CellError("=" + html.unescape(formula.group(1).decode("utf-8", "replace") if formula else ""))


class _QuickReader:
    """For the usual sheet, where every tag says where it stands."""

    def __init__(self, head: bytes, facts: SheetFacts, telling: Mapping[bytes, str]) -> None:
        self._facts = facts
        self._telling = telling
        prefix = match.group(1) + b":" if (match := _PREFIXED.search(head)) else b""
        self._row_start = b"<" + prefix + b"row "
        self._cell_start = b"<" + prefix + b"c "
        self._cell_end = b"</" + prefix + b"c>"
        self._formula_start = b"<" + prefix + b"f"
        self._marks = [b' s="' + style + b'"' for style in telling]
        styles = b"|".join(re.escape(style) for style in telling)
        start = re.escape(self._cell_start)
        self._styled = re.compile(
            start + rb'(?:r="([A-Z]+)(\d+)" s="(' + styles + rb')"|[^<>]*?\bs="(?:' + styles + rb')"[^<>]*)'
        )
        self._columns: dict[bytes, int] = {}
        self._usual_end = self._cell_end + b"</" + prefix + b"row>"
        self._reach: tuple[bytes, ...] = ()

    def read(self, block: bytes) -> None:
        """Take from one block all that it tells."""
        self._read_rows(block)
        self._read_errors(block)
        if self._marks and any(mark in block for mark in self._marks):
            self._read_formats(block)
        if self._formula_start in block:
            self._read_uncached(block)
        _read_merges(block, self._facts)

    def _tags(self, block: bytes, mark: bytes, start: bytes) -> Iterator[tuple[int, bytes]]:
        """The tags that begin with `start` and hold `mark`, each with the place of its end."""
        place = block.find(mark)
        while place >= 0:
            opened = block.rfind(b"<", max(0, place - _LONGEST_TAG), place)
            end = block.find(b">", place, place + _LONGEST_TAG)
            if end >= 0 and opened >= 0 and block.startswith(start, opened) and block.find(b">", opened, place) < 0:
                yield end, block[opened:end]
            place = block.find(mark, place + len(mark))

    def _read_errors(self, block: bytes) -> None:
        for end, tag in self._tags(block, b' t="e"', self._cell_start):
            position = _position(_attributes(tag).get(b"r", b""))
            if position and not tag.endswith(b"/"):
                closed = block.find(self._cell_end, end)
                self._add_error(position, _error_of(block[end : closed if closed >= 0 else end + 256]))

    def _add_error(self, position: tuple[int, int], error: CellError) -> None:
        self._facts.errors.setdefault(position[0], []).append((position[1], error))

    def _read_uncached(self, block: bytes) -> None:
        for match in _UNCACHED.finditer(block):
            opened = block.rfind(self._cell_start, max(0, match.start() - _LONGEST_TAG), match.start())
            if opened < 0:
                continue
            named = _attributes(block[opened : match.start()])
            position = _position(named.get(b"r", b""))
            # `t="str"` without a value is a formula that gives an empty text.
            if position and named.get(b"t") not in (b"str", b"e"):
                self._add_error(position, _formula_of(match.group()))

    def _read_formats(self, block: bytes) -> None:
        columns, add, telling = self._columns, self._facts.formats.add, self._telling
        for match in self._styled.finditer(block):
            letters, digits, style = match.groups()
            if letters is None:
                named = _attributes(match.group())
                position = _position(named.get(b"r", b""))
                if position and named.get(b"s") in telling:
                    add(position[0], position[1], telling[named[b"s"]])
                continue
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
            add(int(digits), column, telling[style])

    def _read_rows(self, block: bytes) -> None:
        """Which rows are hidden, and how far the cells reach that hold something: the last such cell stands last."""
        facts, start, end, usual_end = self._facts, self._cell_start, self._cell_end, self._usual_end
        first = last = b""
        for row in block.split(self._row_start)[1:]:
            tag = row[: row.find(b">")]
            if b"hidden=" in tag or b'ht="0' in tag:
                self._read_hidden(tag)
            closed = len(row) if row.endswith(usual_end) else row.rfind(end)
            if closed < 0:
                continue
            first, last = first or row, row
            opened = row.rfind(start, 0, closed)
            if not row.startswith(self._reach, opened):
                self._extend(row, opened)
        if first:
            facts.first_row = facts.first_row or _row_number(first)
            facts.last_row = max(facts.last_row, _row_number(last))

    def _read_hidden(self, tag: bytes) -> None:
        row = _attributes(tag)
        if _is_hidden(row):
            self._facts.hidden_rows.add(_whole_number(row.get(b"r")))

    def _extend(self, row: bytes, opened: int) -> None:
        """Note the column of a cell, if it is further out than all before."""
        match = _REFERENCED.search(row, opened)
        if match is None:
            return
        column = column_number(match.group(1))
        if column >= self._facts.last_column:
            self._facts.last_column = column
            # With the first digit of the row's number, so that TA is not taken for T.
            known = self._cell_start + b'r="' + match.group(1)
            self._reach = tuple(known + digit for digit in _FIRST_DIGITS)


def _row_number(row: bytes) -> int:
    """The number of a row from what follows `<row `."""
    return _whole_number(_attributes(row[: row.find(b">")]).get(b"r"))


class _PatientReader:
    """For sheets whose rows or cells stand where they come, and those with other quotation marks: every tag is read."""

    def __init__(self, facts: SheetFacts, telling: Mapping[bytes, str]) -> None:
        self._facts = facts
        self._telling = telling
        self._row = 0
        self._column = 0

    def read(self, block: bytes) -> None:
        """Take from one block all that it tells."""
        tags = list(_ROW_OR_CELL.finditer(block))
        for at, match in enumerate(tags):
            named = _attributes(match.group(2))
            if match.group(1) == b"row":
                self._read_row(named)
            else:
                end = tags[at + 1].start() if at + 1 < len(tags) else len(block)
                self._read_cell(named, block[match.end() : end])
        _read_merges(block, self._facts)

    def _read_row(self, row: Mapping[bytes, bytes]) -> None:
        self._row = _whole_number(row.get(b"r")) or self._row + 1
        self._column = 0
        if _is_hidden(row):
            self._facts.hidden_rows.add(self._row)

    def _read_cell(self, cell: Mapping[bytes, bytes], inside: bytes) -> None:
        position = _position(cell.get(b"r", b"")) or (self._row, self._column + 1)
        self._column = position[1]
        facts = self._facts
        if inside:
            facts.first_row = facts.first_row or position[0]
            facts.last_row = max(facts.last_row, position[0])
            facts.last_column = max(facts.last_column, self._column)
        style = cell.get(b"s", b"")
        if style in self._telling:
            self._facts.formats.add(*position, self._telling[style])
        errors = self._facts.errors
        if cell.get(b"t") == b"e":
            errors.setdefault(position[0], []).append((position[1], _error_of(inside)))
        elif cell.get(b"t") != b"str" and _UNCACHED.search(inside):
            errors.setdefault(position[0], []).append((position[1], _formula_of(inside)))
