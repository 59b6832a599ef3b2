"""Where the tables of a sheet stand: headers of one or more levels, and what each other row is."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from yanzhen.collect.headers import GENERIC, known_to_any
from yanzhen.collect.headings import heading
from yanzhen.collect.lines import is_note, is_total, states_fact
from yanzhen.collect.values.units import is_unit
from yanzhen.collect.workbooks import Sheet

Row = Sequence[Any]

_LONGEST_HEADER = 60
_DEEPEST = 4
"""Levels of a header, at most."""
_NUMBERING = re.compile(r"^[(（]?(?:\d{1,2}|[甲乙丙丁戊]|[a-z])[)）]?(?:[=+\-*/]\S*)?$|^栏次$|^序号$", re.IGNORECASE)
_LARGEST_ORDINAL = 200


def letter_of(column: int) -> str:
    """Excel's letters of a 1-based column."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Feed:
    """The rows of a sheet one after another, with a look ahead; positions are Excel's rows."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows: Iterator[Row] = iter(sheet.rows)
        self._ahead: deque[Row] = deque()
        self.number = sheet.first_row

    def peek(self, count: int) -> list[Row]:
        """The next rows, as many as there are up to `count`."""
        if len(self._ahead) < count:
            self._ahead.extend(islice(self._rows, count - len(self._ahead)))
        return list(islice(self._ahead, count))

    def take(self) -> tuple[int, Row] | None:
        """The next row with its number; None at the end."""
        if self._ahead:
            row = self._ahead.popleft()
        else:
            found = next(self._rows, None)
            if found is None:
                return None
            row = found
        self.number += 1
        return self.number - 1, row

    def skip(self, count: int) -> None:
        """Pass over rows."""
        for _ in range(count):
            self.take()


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column of a table: its place in the row's list, and its header's levels, the outermost first."""

    index: int
    path: tuple[str, ...]

    @property
    def header(self) -> str:
        return " > ".join(self.path)


@dataclass(frozen=True, slots=True)
class Header:
    """The header block of a table.

    Attributes:
        top, bottom: Excel's rows, inclusive.
        columns: those with a header, from left to right.
        rows: the block's own cells, to know it again when it is repeated.
    """

    top: int
    bottom: int
    columns: tuple[HeaderColumn, ...]
    rows: tuple[tuple[str, ...], ...]


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing that is seen."""
    return value is None or (isinstance(value, str) and not value.strip())


def filled(row: Row) -> list[tuple[int, Any]]:
    """(index, value) of the cells of a row that hold something."""
    return [(i, v) for i, v in enumerate(row) if v != "" and not is_blank(v)]


_seen: dict[str, bool] = {}


def known_header(value: Any) -> bool:
    """Whether a cell's text is a header of any kind."""
    if not isinstance(value, str) or len(value) > _LONGEST_HEADER:
        return False
    known = _seen.get(value)
    if known is None:
        if len(_seen) > 50_000:
            _seen.clear()
        known = _seen[value] = known_to_any(value)
    return known


def may_be_header(cells: Iterable[tuple[int, Any]]) -> bool:
    """Whether all cells are short texts, none of which tells a fact or is a date or number."""
    return all(
        isinstance(v, str) and len(v) <= _LONGEST_HEADER and not re.fullmatch(r"[\d.,\-/%\s]+", v) for _, v in cells
    )


def header_share(row: Row) -> tuple[int, int]:
    """How many cells of a row are known headers, and how many hold anything; (0, n) where it can't be a header."""
    cells = filled(row)
    if not may_be_header(cells) or any(states_fact(v) and not known_header(v) for _, v in cells):
        return 0, len(cells)
    texts = {v for _, v in cells}
    return sum(known_header(v) for v in texts), len(texts)


def looks_like_header(row: Row, *, strictly: bool = False) -> bool:
    """Whether a row is (a level of) a header.

    Args:
        strictly: among rows of data, where a row of short known words may be data.
    """
    hits, count = header_share(row)
    if strictly:
        return (hits >= 3 and hits >= 0.6 * count) or hits == count == 2
    if hits >= 2:
        return hits >= 0.4 * count or (hits >= 3 and hits >= 0.25 * count)
    return hits == 1 and count >= 2 and any(names_records(v) for _, v in filled(row))


def _is_form(ahead: list[Row]) -> bool:
    """Whether headers stand one under another with their values to the right: a form, where no row is a header."""
    first = filled(ahead[0])
    if len(first) > 4 or sum(known_header(v) for _, v in first) > (len(first) + 1) // 2:
        return False
    under = [cells[0] for row in ahead[1:4] if (cells := filled(row))]
    return len(under) >= 2 and all(i == first[0][0] and known_header(v) for i, v in under)


@lru_cache(maxsize=4096)
def names_records(text: str) -> bool:
    """Whether a header is one that names the records of some kind: 项目名称, 需求名称."""
    return text.strip().endswith(("名称", "全称", "题目")) and known_header(text)


class HeaderFinder:
    """Finds header blocks in a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._first_column = sheet.first_column
        self._starting: dict[int, list[tuple[int, int, int, int]]] = {}
        for area in sheet.merges:
            self._starting.setdefault(area[0], []).append(area)

    def at(self, number: int, ahead: list[Row], *, strictly: bool = False) -> Header | None:
        """The header block that starts at row `number`, whose rows are `ahead`; None where none starts there."""
        if not ahead or not filled(ahead[0]):
            return None
        if not looks_like_header(ahead[0], strictly=strictly) and not self._groups_over(number, ahead, strictly):
            return None
        if _is_form(ahead):
            return None
        block = self._block(number, ahead[: self._depth(number, ahead)])
        return block if block.columns else None

    def loosely_at(self, number: int, ahead: list[Row]) -> Header | None:
        """As `at`, for a sheet in which no header is known: three short texts at least over filled rows."""
        cells = filled(ahead[0]) if ahead else []
        if len(cells) == 1 and known_header(cells[0][1]) and any(filled(row) for row in ahead[1:]):
            return self._block(number, ahead[:1])
        if len(cells) < 3 or not may_be_header(cells) or len({v for _, v in cells}) < len(cells):
            return None
        if any(states_fact(v) for _, v in cells) or not any(len(filled(row)) >= 2 for row in ahead[1:]):
            return None
        return self._block(number, ahead[:1])

    def _groups_over(self, number: int, ahead: list[Row], strictly: bool) -> bool:
        """Whether a row of groups (投资情况, 时间节点) stands over a header row."""
        if len(ahead) < 2 or not looks_like_header(ahead[1], strictly=strictly):
            return False
        cells = filled(ahead[0])
        if not may_be_header(cells) or any(states_fact(v) or is_note(v) or len(v) > 25 for _, v in cells):
            return False
        below = filled(ahead[1])
        if len({v for _, v in cells}) >= 2:
            return True
        first, last = cells[0][0], below[-1][0]
        return first > below[0][0] and self._span(number, first) < last + 1 - below[0][0] and len(cells[0][1]) <= 10

    def _span(self, number: int, index: int) -> int:
        column = index + self._first_column
        return next((right - left + 1 for _, left, _, right in self._starting.get(number, ()) if left == column), 1)

    def _depth(self, number: int, ahead: list[Row]) -> int:
        depth = 1
        while depth < min(len(ahead), _DEEPEST + 2):
            if self._reaches(number, depth) or self._goes_on(number, ahead, depth):
                depth += 1
            else:
                break
        return depth

    def _reaches(self, number: int, depth: int) -> bool:
        """Whether a merge of the block covers the next row."""
        return any(
            bottom >= number + depth
            for top in range(number, number + depth)
            for _, _, bottom, _ in self._starting.get(top, ())
        )

    def _goes_on(self, number: int, ahead: list[Row], depth: int) -> bool:
        cells = filled(ahead[depth])
        if not cells:
            return False
        if _numbers_columns([v for _, v in cells]) or all(isinstance(v, str) and _is_unit_cell(v) for _, v in cells):
            return True
        if depth >= _DEEPEST or not may_be_header(cells) or any(len(v) > 30 for _, v in cells):
            return False
        above = ahead[depth - 1]
        groups = self._grouped(number + depth - 1, above)
        if is_total(cells[0][1]) and cells[0][0] not in groups:
            return False  # sums right below the header, as in a form that nobody has filled in yet
        named = {i for i, v in filled(above) if i not in groups and known_header(v)}
        deeper = filled(ahead[0])[0][0] not in {i for i, _ in cells}
        if any(i in named and not _is_unit_cell(v) and not (deeper and _is_level(v)) for i, v in cells):
            return False
        hits = sum(_is_level(v) or known_header(str(groups.get(i, "")) + v) for i, v in cells)
        return hits >= 1 and hits >= 0.34 * len(cells) and not self._is_data(cells, above)

    def _grouped(self, number: int, row: Row) -> dict[int, str]:
        """index -> text of the group over it: a merge over several columns, or a text with blanks to its right."""
        over: dict[int, str] = {}
        for _, left, _, right in self._starting.get(number, ()):
            if right > left and not is_blank(text := row[left - self._first_column]):
                over |= {c - self._first_column: str(text) for c in range(left, right + 1)}
        current: tuple[int, str] | None = None
        for i, value in enumerate(row):
            if not is_blank(value):
                current = (i, str(value))
            elif current and i not in over:
                over[i] = current[1]
                over.setdefault(current[0], current[1])
        return over

    @staticmethod
    def _is_data(cells: list[tuple[int, Any]], above: Row) -> bool:
        """A row that is filled wherever the row above is, is no second level of it."""
        over = [i for i, _ in filled(above)]
        mine = {i for i, _ in cells}
        return len(over) >= 3 and all(i in mine for i in over)

    def _block(self, number: int, rows: list[Row]) -> Header:
        grid = [[_label(v) for v in row] for row in rows]
        self._spread(number, grid)
        labels = [level for level in grid if not _numbers_columns([v for v in level if v])]
        _inherit_groups(labels)
        columns = tuple(
            HeaderColumn(index, path)
            for index in range(max(map(len, labels), default=0))
            if (path := _path([level[index] if index < len(level) else "" for level in labels]))
        )
        own = tuple(tuple(_label(v) for v in row) for row in rows)
        return Header(number, number + len(rows) - 1, columns, own)

    def _spread(self, number: int, grid: list[list[str]]) -> None:
        """Give the text of a merged header cell to all that it spans."""
        for top in range(number, number + len(grid)):
            for _, left, bottom, right in self._starting.get(top, ()):
                text = grid[top - number][left - self._first_column]
                for row in range(top, min(bottom, number + len(grid) - 1) + 1):
                    for column in range(left, right + 1):
                        place = column - self._first_column
                        if 0 <= place < len(grid[row - number]):
                            grid[row - number][place] = text


def _is_level(text: str) -> bool:
    return known_header(text) or text.strip().startswith("其中") or heading(text).text in GENERIC


def _is_unit_cell(text: str) -> bool:
    return is_unit(re.sub(r"^[(（\[【]|[)）\]】]$", "", text.strip()).removeprefix("单位："))


def _numbers_columns(values: list[Any]) -> bool:
    """A row that numbers the columns: 1, 2, 3 …, （1）, 甲."""
    if len(values) < 2:
        return False
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        numbers = [float(v) for v in values]
        return numbers[0] in (0.0, 1.0, 2.0) and all(b - a == 1 for a, b in pairwise(numbers))
    texts = [f"{v:g}" if isinstance(v, float) else str(v).strip() for v in values]
    if not all(_NUMBERING.match(text) for text in texts):
        return False
    digits = [int(d) for text in texts if (d := re.sub(r"\D.*$", "", text.strip("(（")))]
    return len(digits) >= 2 and all(a < b for a, b in pairwise(digits))


def _label(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return re.sub(r"\s*[\r\n]+\s*", "", str(value)).strip() if not is_blank(value) else ""


def _inherit_groups(levels: list[list[str]]) -> None:
    """A blank to the right of a group, over a cell of the level below, belongs to the group."""
    for upper, lower in pairwise(levels):
        group = ""
        for i, text in enumerate(upper):
            below = lower[i] if i < len(lower) else ""
            if text:
                group = text if below and below != text else ""
            elif group and below:
                upper[i] = group
            else:
                group = ""


def _path(levels: list[str]) -> tuple[str, ...]:
    path: list[str] = []
    for text in levels:
        if not text or (path and path[-1] == text):
            continue
        if path and _is_unit_cell(text):
            bare = text.strip("（）()[]【】").removeprefix("单位：")
            path[-1] = path[-1] if heading(path[-1]).unit else f"{path[-1]}（{bare}）"
        else:
            path.append(text)
    return tuple(path)
