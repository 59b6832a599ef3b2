"""Whether a sheet is a form, with its values beside its labels, or a list, with its values under its headers.

Each label votes by what stands beside and under it: a header has headers beside it and values below; a label of a form
has its value beside it, and another label below. Labels are counted once each, so that a list in whose cells words
such as 技术需求 recur votes with its headers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from yanzhen.collect.forms.grid import Area, Grid, could_be_form
from yanzhen.collect.forms.labels import bare, inline_pairs, is_label, is_signature_line, is_signed, titles_form
from yanzhen.collect.headers import reader
from yanzhen.collect.kinds import NAMELESS
from yanzhen.collect.layout import names_records
from yanzhen.collect.lines import folded_line, is_note, is_total
from yanzhen.collect.workbooks import Sheet

_LONG_VALUE = 16
_LOOKED_AT = 60
"""Rows after which nothing changes the verdict."""


def is_form(sheet: Sheet, *, include_hidden: bool = False) -> bool:
    """Whether a sheet is one form or several."""
    if not could_be_form(sheet):
        return False
    return is_form_grid(Grid(sheet, include_hidden=include_hidden))


def is_form_grid(grid: Grid) -> bool:
    """As `is_form`, of a grid."""
    votes = _Votes(grid)
    for row, areas in grid.rows(_LOOKED_AT):
        votes.take(row, [a for a in areas if not a.blank])
    return votes.for_form()


_PARTY = re.compile(r"企业|单位|公司|机构|投资方")
_NAMED_OTHERWISE = tuple((kind, keys[0]) for kind, keys in NAMELESS.items() if keys[0] != "name")


@lru_cache(maxsize=4096)
def names_a_record(label: str) -> bool:
    """Whether a label names the record of some kind: 项目名称, 问题内容."""
    return names_records(label) or any(
        reader(kind).known(label) and reader(kind).understand((label,)).key == key for kind, key in _NAMED_OTHERWISE
    )


@lru_cache(maxsize=4096)
def _may_name(label: str) -> bool:
    """Whether a label can name the record of some kind, if nothing better does: without one, figures are no form."""
    return names_a_record(label) or any(
        reader(kind).known(label) and reader(kind).understand((label,)).key in keys for kind, keys in NAMELESS.items()
    )


@dataclass(slots=True)
class _HeaderRow:
    """Labels of one row that have labels beside them, and what stands under them."""

    labels: set[str] = field(default_factory=set)
    named: bool = False
    under: int = 0
    row: int = 0


class _Votes:
    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._beside: dict[str, tuple[float, int]] = {}
        self._last = 0
        self._named_beside = False
        self._headers: list[_HeaderRow] = []
        self._inline: set[str] = set()
        self._named_inline = False
        self._over_lists: set[int] = set()

    def take(self, row: int, areas: list[Area]) -> None:
        """Count the votes of a row."""
        if areas:
            self._last = row
        if len(areas) == 1 and titles_form(areas[0].text):
            return
        header = _HeaderRow(row=row)
        if len(areas) == 1 and self._over_whole_width(areas[0]):
            label = bare(areas[0].text)
            self._headers.append(
                _HeaderRow({folded_line(label)}, names_a_record(label), self._values_under(row, areas))
            )
            return
        labels = [a for a in areas if is_label(a.text)]
        for area in labels:
            self._vote(area, header, alone=len(areas) == 1)
        if len(header.labels) >= 2 or (header.named and header.labels and len(areas) >= 2):
            header.under = self._values_under(row, areas)
            if header.under:
                self._take_groups(row, header)
            self._headers.append(header)
        if len(labels) >= 2 and self._lists_below(row, areas):
            self._over_lists.add(row)
        if not labels and areas:
            self._vote_inline(areas)

    def _lists_below(self, row: int, areas: list[Area]) -> bool:
        """Whether rows of values follow, and not only what is signed or noted under a form."""
        under = max(a.bottom for a in areas) + 1
        if under > self._grid.bottom:
            return False
        below = [a for a in self._grid.starting(under) if not a.blank]
        signed = all(is_signature_line(a.text) or is_note(a.text) or inline_pairs(a.text) for a in below)
        return not signed and self._values_under(row, areas) > 0

    def _take_groups(self, row: int, header: _HeaderRow) -> None:
        """Labels of the row above that reach down to a row of headers, or stand over a gap in it, are of its block."""
        above = [a for a in self._grid.starting(row - 1) if is_label(a.text)] if row > self._grid.top else []
        gaps = [a for a in above if a.bottom >= row or ((below := self._grid.below(a)) is not None and below.blank)]
        if not gaps:
            return
        header.named |= any(names_a_record(bare(a.text)) for a in gaps)
        header.labels |= {folded_line(bare(a.text)) for a in gaps}
        self._beside = {label: vote for label, vote in self._beside.items() if vote[1] != row - 1}

    def _over_whole_width(self, area: Area) -> bool:
        """Whether a label stands by itself over a text that stands by itself."""
        if not is_label(area.text) or self._grid.right_of(area) is not None or area.right == area.column:
            return False
        below = self._grid.below(area)
        return below is not None and not below.blank and not is_label(below.text) and below.right == area.right

    def _vote(self, area: Area, header: _HeaderRow, *, alone: bool) -> None:
        beside, below = self._grid.right_of(area), self._grid.below(area)
        label = folded_line(bare(area.text))
        upright = area.bottom > area.row and beside is not None and is_label(beside.text)
        if upright or (alone and area.right > area.column and beside is None):
            return
        value_below = below is not None and not below.blank and below.column == area.column and not is_label(below.text)
        if beside is None or is_label(beside.text):
            if beside is None and area.column == self._grid.left:
                return
            header.labels.add(label)
            header.named |= names_a_record(bare(area.text))
            return
        if beside.blank:
            label_below = below is not None and is_label(below.text)
            if not value_below and (label_below or below is None or below.blank):
                self._count(label, area, 0.5)
            elif value_below:
                header.labels.add(label)
                header.named |= names_a_record(bare(area.text))
        elif not value_below or not beside.text or len(beside.text) > _LONG_VALUE:
            self._count(label, area, 1.0)
        else:
            # An unknown text beside it, and a value below: a header beside one that nobody knows, or a label over one.
            header.labels.add(label)
            header.named |= names_a_record(bare(area.text))

    def _count(self, label: str, area: Area, vote: float) -> None:
        if is_signed(label) or is_note(area.text) or is_total(area.text):
            return
        if label not in self._beside or self._beside[label][0] < vote:
            self._beside[label] = (vote, area.row)

    def _vote_inline(self, areas: list[Area]) -> None:
        for area in areas:
            if not area.text or is_signature_line(area.text):
                continue
            for inline in inline_pairs(area.text):
                if is_label(inline.label) and not is_signed(inline.label):
                    self._inline.add(folded_line(inline.label))
                    self._named_inline |= names_a_record(inline.label)

    def _values_under(self, row: int, areas: list[Area]) -> int:
        """Rows of values that follow a row of headers, before a blank row or the next labels."""
        bottom = max(a.bottom for a in areas)
        count = 0
        for number in range(bottom + 1, min(bottom + 12, self._grid.bottom + 1)):
            if self._grid.hides(number):
                continue
            filled = [a for a in self._grid.starting(number) if not a.blank]
            if not filled or sum(is_label(a.text) for a in filled) >= max(2, 0.5 * len(filled)):
                break
            count += 1
        return count

    def for_form(self) -> bool:
        """The verdict."""
        headers = [h for h in self._headers if h.under]
        for header in headers:
            self._take_strays(header)
        self._named_beside = any(map(names_a_record, self._beside))
        listing = [h for h in headers if h.named] or ([] if self._named_beside or self._named_inline else headers)
        beside, under = sum(vote for vote, _ in self._beside.values()), max((len(h.labels) for h in listing), default=0)
        # One row of labels with blanks below it may be a list's; only one that ends the sheet is a form.
        rows = {row for _, row in self._beside.values()}
        spread = len(rows) >= 2 or rows == {self._last}
        if len(rows) == 1 and rows <= self._over_lists and not self._inline and not spread:
            return False
        if beside >= 2 and beside > under and spread and any(map(_may_name, self._beside)):
            return True
        if self._stacked(headers):
            return True
        if under == 0 and len(self._beside) + len(self._inline) >= 2 and (self._named_inline or self._named_beside):
            return True
        return under == 0 and self._named_beside and beside >= 1 and not headers

    def _take_strays(self, header: _HeaderRow) -> None:
        """Labels beside a text that nobody knows, in a row most of whose labels are headers, are headers as well.

        So are they where no other row has labels beside values: a form of one row has nothing under it.
        """
        strays = [label for label, (_, row) in self._beside.items() if row == header.row]
        if len(strays) < len(self._beside) and (len(header.labels) < 3 or len(header.labels) <= 2 * len(strays)):
            return
        for label in strays:
            del self._beside[label]
            header.labels.add(label)
            header.named |= names_a_record(label)

    def _stacked(self, headers: list[_HeaderRow]) -> bool:
        """Rows of labels one under another, each over one row of values, that name one thing together."""
        if len(headers) < 2 or any(h.under > 1 for h in headers):
            return False
        seen: set[str] = set()
        for header in headers:
            if seen & header.labels:
                return False
            seen |= header.labels
        # A firm's name may stand beside that of its problem; two other things with names are two lists.
        named = sum(h.named and any(names_a_record(t) and not _PARTY.search(t) for t in h.labels) for h in headers)
        if named == 0:
            return self._named_beside or sum(h.named for h in headers) == 1
        return named == 1 and len(seen) >= 4
