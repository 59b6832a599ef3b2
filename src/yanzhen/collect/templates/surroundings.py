"""The rows above and below a table as lines of a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yanzhen.collect.cellreading import shown
from yanzhen.collect.layout import filled
from yanzhen.collect.templates.blanks import ends_in_label, understood
from yanzhen.collect.templates.looks import PLAIN, TITLE, SheetLooks
from yanzhen.collect.templates.shapes import Blank, Line, LineCell, Words
from yanzhen.collect.workbooks import Sheet

LONGEST = 2000


class LineLearner:
    """Learns the lines of one sheet.

    Args:
        region: the name of the place that the sheet's office stands for.
        width: the last column of the table: a title whose looks are not known is set over all of it.
        title: of the sheet.
    """

    def __init__(self, sheet: Sheet, looks: SheetLooks, region: str, width: int, title: str) -> None:
        self._sheet, self._looks, self._region, self._width, self._title = sheet, looks, region, width, title
        self._merges: Mapping[tuple[int, int], tuple[int, int, int, int]] = {(m[0], m[1]): m for m in sheet.merges}
        self._tall = [m for m in sheet.merges if m[2] > m[0]]

    def lines(self, numbers: Iterable[int], *, last: int) -> tuple[Line, ...]:
        """The lines at these rows (Excel's); merges end at row `last` at the latest."""
        return tuple(self._line(number, last) for number in numbers)

    def _row(self, number: int) -> Any:
        place = number - self._sheet.first_row
        return self._sheet.rows[place] if 0 <= place < len(self._sheet.rows) else []

    def _line(self, number: int, last: int) -> Line:
        cells: list[LineCell] = []
        label = ""
        end = 0
        for index, value in filled(self._row(number)):
            column = index + self._sheet.first_column
            if column <= end or self._covered(number, column):
                continue
            area = self._merges.get((number, column), (number, column, number, column))
            words = self._words(shown(value)[:LONGEST], label)
            if ends_in_label(words.text) and not self._last(number, column):
                label, words = words.text, Words(words.text)
            else:
                label = ""
            cells.append(self._cell(area, words, last))
            end = area[3]
        return Line(tuple(cells), self._looks.height(number))

    def _covered(self, number: int, column: int) -> bool:
        """Whether a merge that starts further up lies over a cell."""
        return any(m[0] < number <= m[2] and m[1] <= column <= m[3] for m in self._tall)

    def _last(self, number: int, column: int) -> bool:
        return all(index + self._sheet.first_column <= column for index, _ in filled(self._row(number)))

    def _cell(self, area: tuple[int, int, int, int], words: Words, last: int) -> LineCell:
        top, left, bottom, right = area
        titled = bool(self._title) and " ".join(words.text.split()).endswith(self._title)
        look = self._looks.spanning(area, TITLE if titled else PLAIN)
        if self._looks.page is None and titled and left == right:
            right = max(left, self._width)
        return LineCell(left, words, look, right - left + 1, min(bottom, last) - top + 1)

    def _words(self, text: str, label: str) -> Words:
        """A text with its blanks; where its label stands in the cell before, all of it is one."""
        if not label:
            return understood(text, region=self._region)
        whole = understood(label + text, region=self._region)
        if not whole.text.endswith(text):
            # It named a person.
            return Words("")
        at = len(whole.text) - len(text)
        blanks = [Blank(max(b.start - at, 0), b.end - at, b.means) for b in whole.blanks if b.end > at]
        return Words(text, tuple(blanks))
