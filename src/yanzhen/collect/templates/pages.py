"""One sheet of a filled template, written row by row."""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from yanzhen.collect.cellreading import TOTALS, ColumnSetting
from yanzhen.collect.homes import home_of
from yanzhen.collect.layout import Header, HeaderColumn
from yanzhen.collect.lines import SheetFacts, is_note
from yanzhen.collect.returned import ID_HEADER
from yanzhen.collect.tables import Surroundings, Table, build
from yanzhen.collect.templates.arranging import Entry, Sum, Sums
from yanzhen.collect.templates.blanks import Filling, timed
from yanzhen.collect.templates.pens import Pen
from yanzhen.collect.templates.shapes import Column, Line, Look, SheetTemplate
from yanzhen.collect.templates.spellings import Spelling, in_unit, said_amount
from yanzhen.collect.templates.styles import Styles
from yanzhen.collect.values.units import measure
from yanzhen.fields import fields_of
from yanzhen.recordfiles import cell_text
from yanzhen.records import Record

_USUAL_WIDTH = 8.43
_HIGHEST = 409.0


class PageWriter:
    """Writes one sheet."""

    def __init__(
        self, page: Any, name: str, layout: SheetTemplate, filling: Filling, styles: Styles, *, ids: bool
    ) -> None:
        self._page, self._name, self._layout, self._filling, self._styles = page, name, layout, filling, styles
        self._last = layout.columns[-1].number
        self._first = min(c.number for c in layout.columns)
        self._table = self._as_read()
        self._pens = self._made_pens()
        self._inked = [(pen, styles.of(pen.column.look, pen.form)) for pen in self._pens]
        self._totals_at = [pen for pen in self._pens if pen.key in TOTALS]
        self._ids = self._last + 1 if ids else 0
        self._row = 0
        self._sums: Sums | None = None

    def write(self, entries: Iterable[Entry]) -> None:
        """The lines above, the header, the rows, the lines below."""
        self._set_up()
        self._lines(self._layout.above)
        self._header()
        for entry in entries:
            self._entry(entry)
        self._remark()
        self._lines(self._layout.below)

    # --- what the reader will make of it -----------------------------------------------------------------------------

    def _as_read(self) -> Table:
        """The table as `collect` will understand it: its columns' readers check every cell that is written."""
        layout = self._layout
        facts = SheetFacts(sheet=self._name)
        for line in layout.below:
            texts = [self._filling.written(cell.words) for cell in line.cells]
            if texts and is_note(texts[0]):
                for text in texts:
                    facts.read(text, above=False)
        below = (facts.unit, facts.foreign_unit)
        facts.unit = facts.foreign_unit = ""
        for line in layout.above:
            for cell in line.cells:
                facts.read(self._filling.written(cell.words), above=True)
        if not facts.unit:
            facts.unit, facts.foreign_unit = below
        columns = tuple(HeaderColumn(c.number - 1, self._path(c)) for c in layout.columns)
        top = len(layout.above) + 1
        header = Header(top, top + layout.levels - 1, columns, ())
        within = home_of(self._name, facts.reported_by)
        hidden = frozenset(c.number for c in layout.columns if c.hidden)
        return build(header, Surroundings(self._name, 1, facts, within, layout.kind, hidden), [])

    def _path(self, column: Column) -> tuple[str, ...]:
        return tuple(self._filling.written(timed(level)) for level in column.path)

    def _made_pens(self) -> list[Pen]:
        settings = {c.number: c.column.setting for c in self._table.columns}
        columns = [c for c in self._layout.columns if not c.hidden]
        keys = [c.key for c in columns]
        own = frozenset(key for key in keys if key)
        pens = []
        for place, column in enumerate(columns):
            setting = settings.get(column.number, ColumnSetting(self._layout.kind, column.key))
            if setting.key != column.key:
                # The office has said what the column is, or the rows will decide.
                setting = replace(setting, key=column.key)
            twins = (keys[:place].count(column.key), keys.count(column.key)) if column.key else (0, 1)
            pens.append(Pen(column, setting, twin_of=twins, told_elsewhere=own))
        return pens

    # --- the sheet ---------------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        layout, page = self._layout, self._page
        for column in layout.columns:
            width = column.width or None
            if column.hidden or width:
                page.set_column(column.number - 1, column.number - 1, width, None, {"hidden": column.hidden})
        if self._ids:
            page.set_column(self._ids - 1, self._ids - 1, None, None, {"hidden": True})
        paper = layout.page
        page.set_paper(paper.paper)
        if paper.landscape:
            page.set_landscape()
        page.set_margins(*paper.margins)
        if paper.fit_width:
            page.fit_to_pages(1, 0)
        if paper.centred:
            page.center_horizontally()
        if paper.numbered:
            page.set_footer("&C第 &P 页，共 &N 页")
        top = len(layout.above)
        page.repeat_rows(top, top + layout.levels - 1)
        if any(layout.frozen):
            page.freeze_panes(*layout.frozen)

    def _lines(self, lines: Sequence[Line]) -> None:
        start = self._row
        for line in lines:
            self._height(self._row, line.height)
            for cell in line.cells:
                text = cell_text(self._filling.written(cell.words))
                area = (self._row, cell.column - 1, self._row + cell.rows - 1, cell.column + cell.columns - 2)
                self._spread(area, text, self._styles.of(cell.look))
            self._row += 1
        assert self._row == start + len(lines)

    def _header(self) -> None:
        top = self._row
        for level, height in enumerate(self._layout.heights):
            self._height(top + level, height)
        for cell in self._layout.header:
            row, left = top + cell.row, cell.column - 1
            text = cell_text(self._filling.written(cell.words))
            style = self._styles.of(cell.look)
            if cell.number and text.isdigit() and cell.rows == cell.columns == 1:
                self._page.write_number(row, left, int(text), style)
            else:
                self._spread((row, left, row + cell.rows - 1, left + cell.columns - 1), text, style)
        self._row = top + self._layout.levels
        if self._ids:
            self._page.write_string(self._row - 1, self._ids - 1, ID_HEADER)

    def _spread(self, area: tuple[int, int, int, int], text: str, style: Any) -> None:
        if area[:2] != area[2:]:
            self._page.merge_range(*area, "", style)
        if text:
            self._page.write_string(area[0], area[1], text, style)
        else:
            self._page.write_blank(area[0], area[1], None, style)

    def _height(self, row: int, height: float) -> None:
        if height:
            self._page.set_row(row, height)

    # --- rows --------------------------------------------------------------------------------------------------------

    def _entry(self, entry: Entry) -> None:
        if entry.record is not None:
            self._record(entry.record, entry.number)
        elif entry.sort == "section":
            self._section(entry.text)
        elif entry.sums is not None:
            self._sum_row(entry.text, entry.sums)
            if entry.grand:
                self._sums = entry.sums
        self._row += 1

    def _record(self, record: Record, number: int) -> None:
        telling = self._telling(record)
        height = self._layout.row_height
        needed = height
        for pen, style in self._inked:
            column = pen.column
            at = column.number - 1
            if column.role == "seq":
                self._page.write_number(self._row, at, number, style)
                continue
            spelling = pen.write(record, beside=pen is telling)
            self._put(at, spelling, column.look, style)
            if height and spelling is not None and column.look.wrap and isinstance(spelling.value, str):
                needed = max(needed, _height_of(spelling.value, column))
        self._height(self._row, needed)
        if self._ids and record.key:
            self._page.write_string(self._row, self._ids - 1, cell_text(record.key))

    def _telling(self, record: Record) -> Pen | None:
        """The column of a total that also tells range, foreign money and phases: the first with a number, else any."""
        if len(self._totals_at) > 1:
            return next((p for p in self._totals_at if record.fields.get(str(p.key)) is not None), self._totals_at[0])
        return self._totals_at[0] if self._totals_at else None

    def _put(self, at: int, spelling: Spelling | None, look: Look, style: Any) -> None:
        if spelling is None or spelling.value == "":
            self._page.write_blank(self._row, at, None, style)
            return
        value, form = spelling
        style = self._styles.of(look, form) if form else style
        if isinstance(value, str):
            self._page.write_string(self._row, at, cell_text(value), style)
        elif isinstance(value, datetime.date):
            self._page.write_datetime(self._row, at, value, style)
        else:
            self._page.write_number(self._row, at, value, style)

    def _section(self, text: str) -> None:
        sections = self._layout.sections
        self._height(self._row, sections.height)
        area = (self._row, self._first - 1, self._row, self._last - 1)
        self._spread(area, cell_text(text), self._styles.of(sections.look))

    def _sum_row(self, label: str, sums: Sums) -> None:
        totals = self._layout.totals
        at = self._label_at(sums)
        width = min(totals.columns if at == totals.column else 1, self._last - at + 1)
        covered = range(at, at + width)
        look = totals.look
        self._height(self._row, self._layout.row_height)
        if any(number in covered for number in sums.amounts):
            width, covered = 1, range(at, at + 1)
        self._spread((self._row, at - 1, self._row, at + width - 2), cell_text(label), self._styles.of(look))
        for pen in self._pens:
            column = pen.column
            if column.number in covered:
                continue
            own = replace(column.look, bold=look.bold, fill=look.fill, font=look.font, size=look.size)
            value = sums.amounts.get(column.number)
            if value is None:
                self._page.write_blank(self._row, column.number - 1, None, self._styles.of(own))
            else:
                self._put(column.number - 1, self._said_sum(pen, value), own, self._styles.of(own, pen.form))

    def _label_at(self, sums: Sums) -> int:
        """Where the label of a sum goes: the office's own place, else the first column up to the name without a sum."""
        name_at = self._table.name_at
        last = self._last if name_at is None else name_at + 1
        columns = [self._layout.totals.column, *(pen.column.number for pen in self._pens)]
        return next((n for n in columns if 0 < n <= last and n not in sums.amounts), last)

    def _said_sum(self, pen: Pen, value: Sum) -> Spelling:
        """A sum in the unit of its column; with a text and its unit where the column has none."""
        setting, field = pen.setting, fields_of(self._layout.kind)[str(pen.key)]
        if field.type == "money":
            if setting.unit is None or setting.unit.currency != "CNY":
                return Spelling(said_amount(int(value), None))
            return Spelling(in_unit(int(value), setting.unit))
        wanted = measure(field.unit) if field.unit else None
        exact = Fraction(value)
        if wanted is not None and setting.measure is not None and wanted.dimension == setting.measure.dimension:
            exact = exact * wanted.factor / setting.measure.factor
        return Spelling(float(f"{float(exact):.12g}"))

    def _remark(self) -> None:
        """What the sum leaves out, told below the table."""
        sums = self._sums
        if sums is None or not (sums.ranges or sums.foreign):
            return
        counted = (("金额为区间的", sums.ranges), ("外币", sums.foreign))
        text = f"注：合计未含{'、'.join(f'{what}项目 {count} 项' for what, count in counted if count)}。"
        area = (self._row, self._first - 1, self._row, self._last - 1)
        self._spread(area, text, self._styles.of(Look("仿宋_GB2312", 10)))
        self._row += 1


def _height_of(text: str, column: Column) -> float:
    """The height that a wrapped text needs in its column, in points: Excel does not grow a row whose height is set."""
    width = max(column.width or _USUAL_WIDTH, 1.0) * 11.0 / column.look.size
    if 2 * len(text) <= width and "\n" not in text:
        return min(_HIGHEST, column.look.size * 1.35 + 2)
    lines = sum(max(1, math.ceil(_breadth(line) / width)) for line in text.split("\n"))
    return min(_HIGHEST, lines * column.look.size * 1.35 + 2)


def _breadth(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
