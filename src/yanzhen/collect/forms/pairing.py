"""The labels of a form with their values: to the right, below, or behind a colon in one cell; and their blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from yanzhen.collect.cellreading import shown
from yanzhen.collect.forms.boxes import chosen
from yanzhen.collect.forms.grid import Area, Grid
from yanzhen.collect.forms.labels import (
    bare,
    inline_pairs,
    is_label,
    is_signature_line,
    may_be_label,
    states_of_all,
    titles_form,
)
from yanzhen.collect.lines import folded_line, is_note, is_section, states_fact
from yanzhen.collect.values.units import is_unit

_UNFILLED = re.compile(
    r"[\s_＿…()（）:：/]*(?:(?:单位|企业|部门|负责人)?(?:盖章|公章|签字|签名|签章)[\s_＿()（）:：]*)*(?:\d{0,4}年\d{0,2}月\d{0,2}日)?[\s_＿]*"
)
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．])\s*"
)
_LONGEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with its value.

    Attributes:
        block: the heading under which it stands; empty where there is none.
        value: as in the cell; boxes are read, `""` where nothing is filled in.
        row, column: of the cell of the value.
        label_row, label_column: of the cell of the label.
        sheet: where it stands, if not in the form's own.
        part: of a text, parted by blank lines; of a form that is turned, the number of the record.
    """

    label: str
    block: str
    value: Any
    row: int
    column: int
    label_row: int
    label_column: int
    sheet: str = ""
    part: int = 0


@dataclass(slots=True)
class Lines:
    """What else stands on a form: titles above, headings of blocks, notes and signatures; each with its row."""

    titles: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)


class Pairing:
    """Reads the pairs of a grid, from the top, each row from the left."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.lines = Lines()
        self.columns = label_columns(grid)
        self._upright = self._upright_headings()
        self._used: set[tuple[int, int]] = set()
        self._heading = ""
        self.abreast = self._value_columns()
        """Columns of values, a record each, where the labels stand once at the left of them all; else empty."""

    def pairs(self) -> list[Pair]:
        """All pairs of the sheet, in reading order."""
        found: list[Pair] = []
        for row, areas in self._grid.rows():
            if not any(self._open(a) for a in areas):
                continue
            if self._is_title(areas):
                self._line(row, [a for a in areas if self._open(a)], begun=False)
                continue
            if self._is_label_row(row, areas):
                found.extend(self._under(row, areas))
                continue
            pairs = list(self._across(row, areas))
            if pairs:
                found.extend(pairs)
                facts = [a for a in areas if self._open(a) and states_fact(a.text)]
                if facts:
                    self._line(row, facts, begun=len(found) > len(pairs))
            else:
                self._line(row, [a for a in areas if self._open(a)], begun=bool(found))
        return found

    def _is_title(self, areas: list[Area]) -> bool:
        texts = [a.text for a in areas if self._open(a)]
        return len(texts) == 1 and titles_form(texts[0]) and not any(a.bottom > a.row for a in areas if a.text)

    def _open(self, area: Area) -> bool:
        return not area.blank and (area.row, area.column) not in self._used

    def _use(self, *areas: Area) -> None:
        self._used.update((area.row, area.column) for area in areas)

    def _value_columns(self) -> list[int]:
        """Two columns of values or more beside one column of labels, most rows filled in each: a form turned."""
        if len(self.columns) != 1 or self._upright:
            return []
        (left,) = self.columns
        rows: list[list[int]] = []
        for area in self._grid.filled():
            if area.column == left and is_label(area.text) and area.right == left:
                rows.append(self._values_beside(area))
        told = [columns for columns in rows if columns]
        if len(told) < 3:
            return []
        columns = max(told, key=len)
        full = sum(len(own) >= 2 and len(own) >= 0.6 * len(columns) and set(own) <= set(columns) for own in told)
        return columns if len(columns) >= 2 and full >= max(3, 0.7 * len(told)) else []

    def _values_beside(self, label: Area) -> list[int]:
        found: list[int] = []
        beside = self._grid.right_of(label)
        while beside is not None:
            if beside.right != beside.column or is_unit(beside.text.strip("（）() ")):
                return []
            if not beside.blank:
                found.append(beside.column)
            beside = self._grid.right_of(beside)
        return found

    # --- labels ------------------------------------------------------------------------------------------------------

    def _labels(self, area: Area | None) -> bool:
        """Whether an area labels another, as far as the other labels of its column tell."""
        if area is None or not area.text or (area.row, area.column) in self._upright:
            return False
        if is_label(area.text):
            return True
        return area.column in self.columns and may_be_label(area.text) and self._beside_value(area)

    def _beside_value(self, area: Area) -> bool:
        beside = self._grid.right_of(area)
        return beside is not None and not (beside.column in self.columns and is_label(beside.text))

    def _upright_headings(self) -> dict[tuple[int, int], Area]:
        """Areas merged over several rows, beside which labels stand: 企业基本情况 to the left of its block."""
        found: dict[tuple[int, int], Area] = {}
        for area in self._grid.filled():
            if area.bottom == area.row or not area.text or len(folded_line(area.text)) > _LONGEST_HEADING:
                continue
            beside = [self._grid.right_of(area, row) for row in range(area.row, area.bottom + 1)]
            starting = list({(a.row, a.column): a for a in beside if a}.values())
            if sum(bool(is_label(a.text)) for a in starting) >= 2 or (
                len(starting) >= 2 and all(a.column in self.columns and may_be_label(a.text) for a in starting)
            ):
                found[area.row, area.column] = area
        return found

    def _block(self, row: int) -> str:
        upright = next((a for a in self._upright.values() if a.row <= row <= a.bottom), None)
        return _heading_text(upright.text) if upright else self._heading

    # --- values to the right -----------------------------------------------------------------------------------------

    def _across(self, row: int, areas: list[Area]) -> Iterator[Pair]:
        for area in areas:
            if not self._open(area) or (area.row, area.column) in self._upright:
                continue
            if self._labels(area):
                yield from self._valued(area)
            elif pairs := self._inline(area, areas):
                self._use(area)
                yield from pairs

    def _valued(self, label: Area) -> Iterator[Pair]:
        value = self._grid.right_of(label)
        if value is None or self._is_next_label(label, value):
            yield from self._valued_below(label)
            return
        if self.abreast:
            yield from self._turned(label)
            return
        cells = [value]
        while (more := self._grid.right_of(cells[-1])) is not None and self._goes_on(more):
            cells.append(more)
        self._use(label, *cells)
        whole = _joined_across(cells)
        if label.bottom > label.row and value.bottom < label.bottom:
            whole = self._joined_down(label, value, whole)
        if value.blank and len(cells) == 1 and (split := self._behind_colon(label)):
            yield from split
            return
        yield self._pair(bare(label.text), label, value, whole)

    def _turned(self, label: Area) -> Iterator[Pair]:
        """A value for each record of a form that is turned; parts number the records."""
        self._use(label)
        for part, column in enumerate(self.abreast):
            value = self._grid.at(label.row, column)
            if value is not None:
                self._use(value)
                yield replace(self._pair(bare(label.text), label, value, value.value), part=part)

    def _behind_colon(self, label: Area) -> list[Pair]:
        return [
            self._pair(inline.label, label, label, inline.value) for inline in inline_pairs(label.text) if inline.value
        ]

    def _is_next_label(self, label: Area, value: Area) -> bool:
        """Whether what stands beside a label is another label, and not a value in a label's words."""
        if not is_label(value.text) or value.blank:
            return False
        if value.column in self.columns:
            return True
        if label.column in self.columns:
            return False
        # Nothing else in these columns tells: the second of a pair is a value, unless it has one of its own.
        after = self._grid.right_of(value)
        return after is not None and not after.blank

    def _goes_on(self, area: Area) -> bool:
        return not area.blank and not self._labels(area) and (area.row, area.column) not in self._used

    def _joined_down(self, label: Area, first: Area, whole: Any) -> Any:
        """The lines of a value that stands in several rows beside a label merged over them."""
        lines = [whole]
        for row in range(first.bottom + 1, label.bottom + 1):
            beside = self._grid.right_of(label, row)
            if beside is not None and beside.row == row and not beside.blank:
                self._use(beside)
                lines.append(beside.value)
        return whole if len(lines) == 1 else "\n".join(shown(line) for line in lines if shown(line).strip())

    def _valued_below(self, label: Area) -> Iterator[Pair]:
        below = self._grid.below(label)
        self._use(label)
        if below is not None and below.column == label.column and not self._labels(below):
            self._use(below)
            yield self._pair(bare(label.text), label, below, below.value)

    # --- values below ------------------------------------------------------------------------------------------------

    def _is_label_row(self, row: int, areas: list[Area]) -> bool:
        """Whether all cells of a row are labels side by side, with values under them."""
        listed = [a for a in areas if self._open(a) and (a.row, a.column) not in self._upright]
        if not listed or not all(is_label(a.text) or may_be_label(a.text) for a in listed):
            return False
        known = sum(is_label(a.text) for a in listed)
        under = [self._grid.below(a) for a in listed]
        values = [b for b in under if b is not None and not b.blank]
        if not values or any(is_label(b.text) for b in values) or any(b.row != listed[0].bottom + 1 for b in values):
            return False
        if len(listed) == 1:
            only = listed[0]
            alone = self._grid.right_of(only) is None and len(self._starting_filled(values[0].row)) == 1
            return known == 1 and alone and self._grid.right_of(values[0]) is None
        beside = all(b.column <= a.right + 1 for a, b in pairwise(listed))
        if beside and known >= max(2, (len(listed) + 1) // 2):
            return True
        # A list of its own within the form, of headers that nobody knows: 设备名称, 型号, 数量 over two rows or more.
        return beside and len(listed) >= 3 and 2 * len(values) > len(listed) and self._goes_down(values, listed)

    def _goes_down(self, values: list[Area], labels: list[Area]) -> bool:
        under = [below for a in values if (below := self._grid.below(a)) is not None and not below.blank]
        return 2 * len(under) >= len(labels) and not any(is_label(a.text) for a in under)

    def _starting_filled(self, row: int) -> list[Area]:
        return [a for a in self._grid.starting(row) if not a.blank]

    def _under(self, row: int, areas: list[Area]) -> Iterator[Pair]:
        listed = [a for a in areas if self._open(a) and (a.row, a.column) not in self._upright]
        self._use(*listed)
        for label in listed:
            cells: list[Area] = []
            below = self._grid.below(label)
            while below is not None and below.column == label.column and not self._ends_column(below, listed):
                cells.append(below)
                below = self._grid.below(below)
            self._use(*cells)
            if cells:
                value = cells[0].value if len(cells) == 1 else "；".join(shown(c.value) for c in cells if not c.blank)
                yield self._pair(bare(label.text), label, cells[0], value)

    def _ends_column(self, area: Area, labels: list[Area]) -> bool:
        """Whether the values under a row of labels end here: at a blank row, a label, a line over the whole width."""
        row = [a for a in self._grid.starting(area.row) if not a.blank]
        if not row or any(is_label(a.text) for a in row):
            return True
        return len(row) == 1 and len(labels) > 1 and row[0].right > row[0].column

    # --- labels and values in one cell -------------------------------------------------------------------------------

    def _inline(self, area: Area, areas: list[Area]) -> list[Pair]:
        if not area.text or is_signature_line(area.text) or is_note_line(area.text):
            return []
        found = [inline for inline in inline_pairs(area.text) if not states_of_all(inline.label)]
        if not any(is_label(inline.label) for inline in found) and len(areas) > 1:
            return []
        return [self._pair(inline.label, area, area, inline.value) for inline in found]

    # --- lines -------------------------------------------------------------------------------------------------------

    def _line(self, row: int, areas: list[Area], *, begun: bool) -> None:
        """A row without pairs: the heading of a block, a note, or a title above all."""
        texts = [a.text for a in areas if a.text]
        text = " ".join(texts)
        self._use(*areas)
        if not text:
            return
        heads = len(texts) == 1 and len(folded_line(text)) <= _LONGEST_HEADING and not is_note(text)
        if heads and (begun or is_section(text)):
            self._heading = _heading_text(text)
            self.lines.headings.append((row, text))
        elif begun or is_note_line(text) or (is_signature_line(text) and "：" not in text and ":" not in text):
            self.lines.notes.append((row, text))
        else:
            self.lines.titles.append((row, text))

    def _pair(self, label: str, at: Area, value: Area, content: Any) -> Pair:
        return Pair(label, self._block(at.row), settled(content), value.row, value.column, at.row, at.column)


def is_note_line(text: str) -> bool:
    """Whether a line instructs or explains: 填表说明：…, 注：…."""
    return bool(re.match(r"(?:填[表报])?(?:说明|须知|要求)|注[：:]|备注[：:]\d|注意", folded_line(text)))


def label_columns(grid: Grid) -> set[int]:
    """Columns whose texts are labels for the most part, one under another."""
    labels: Counter[int] = Counter()
    texts: Counter[int] = Counter()
    width = grid.right - grid.left + 1
    for area in grid.filled():
        if not area.text or (width > 1 and area.right - area.column + 1 >= max(2, 0.8 * width)):
            continue
        if not is_label(area.text) and (states_fact(area.text) or is_note(area.text) or is_note_line(area.text)):
            continue
        texts[area.column] += 1
        labels[area.column] += is_label(area.text)
    return {column for column, count in labels.items() if count >= 2 and 2 * count >= texts[column]}


def settled(value: Any) -> Any:
    """A value as it is read: boxes chosen, and nothing where only the blank to fill in stands."""
    if not isinstance(value, str):
        return value
    picked = chosen(value)
    if picked is None or _UNFILLED.fullmatch(re.sub(r"\s+", "", picked)):
        return ""
    return picked


def _heading_text(text: str) -> str:
    return _ORDINAL.sub("", re.sub(r"\s+", "", text)).rstrip(":：")


def _joined_across(cells: list[Area]) -> Any:
    """One value of cells side by side: a number and its unit, or texts."""
    first, *more = [c.value for c in cells]
    if not more:
        return first
    if len(more) == 1 and isinstance(more[0], str) and is_unit(more[0].strip("（）() ")):
        return f"{shown(first).strip()}{more[0].strip('（）() ')}"
    # Figures side by side are several values, and no longer one.
    between = " " if all(isinstance(v, str) for v in (first, *more)) else "、"
    return between.join(shown(v).strip() for v in (first, *more))
