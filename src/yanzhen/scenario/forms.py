"""A form that an office fills in: title, unit line, header of one to three levels, sections, sums, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from yanzhen.scenario.grids import Cell, Grid, Value
from yanzhen.scenario.pens import day, in_unit, money, number_of


@dataclass(slots=True)
class Row:
    """One thing that an office tells.

    Attributes:
        kind, name, fields: as a `yanzhen.records.Record` has them; places are paths (`湖南省/长沙市/宁乡市`).
        written: key -> what stands in the cell instead (a slip of the office).
        hidden: an old lead that the office hid and does not report.
    """

    kind: str
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    written: dict[str, str | float] = field(default_factory=dict)
    hidden: bool = False

    def get(self, key: str) -> Any:
        """A value by key, the name included."""
        return self.name if key == "name" else self.fields.get(key, "")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key it tells, its header (levels from the top), and how the office writes its values.

    Attributes:
        unit: 亿元, 万元 or 元 for money.
        way: one of the ways of `pens.money` or `pens.day`, or of `_PLACES` for places.
    """

    key: str
    header: tuple[str, ...]
    unit: str = ""
    way: str = ""


def column(key: str, header: str, unit: str = "", way: str = "") -> Column:
    """A column; `上级 > 下级` is a header of two levels."""
    return Column(key, tuple(header.split(" > ")), unit, way)


@dataclass(slots=True)
class Form:
    """How one sheet is laid out.

    Attributes:
        sections: (section line, rows); an empty line is no line.
        sums: `first`, `last`, `sections` (a 小计 after each and a 合计 at the end) or empty.
        merged: keys whose equal neighbours are merged downwards. ditto: keys whose repeats are written 同上.
        repeat: the header again after so many rows (a print habit); 0 for never.
        margin: empty (rows above, columns to the left).
    """

    name: str
    columns: Sequence[Column]
    sections: Sequence[tuple[str, Sequence[Row]]]
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    sums: str = ""
    merged: Sequence[str] = ()
    ditto: Sequence[str] = ()
    repeat: int = 0
    margin: tuple[int, int] = (0, 0)
    hidden_keys: Sequence[str] = ()


def filled(form: Form) -> Grid:
    """The sheet that the form gives when it is filled in."""
    return _Filling(form).grid()


class _Filling:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.sheet = Grid(form.name)
        self.left = form.margin[1]
        self.right = self.left + len(form.columns) - 1
        self.count = 0

    def grid(self) -> Grid:
        form = self.form
        for _ in range(form.margin[0]):
            self.sheet.add([])
        for title in form.titles:
            self._across(title)
        self._header()
        if form.sums == "first":
            self._sum("合计", self._all_rows())
        for line, rows in form.sections:
            self._section(line, rows)
        if form.sums in ("last", "sections"):
            self._sum("合  计" if form.sums == "last" else "合计", self._all_rows())
        for note in form.notes:
            self._across(note)
        self.sheet.hidden_columns = {self.left + n for n, c in enumerate(form.columns) if c.key in form.hidden_keys}
        return self.sheet

    def _all_rows(self) -> list[Row]:
        return [row for _, rows in self.form.sections for row in rows if not row.hidden]

    def _add(self, cells: Sequence[Cell | Value | None], *, hidden: bool = False) -> int:
        return self.sheet.add([*[None] * self.left, *cells], hidden=hidden)

    def _across(self, text: str) -> None:
        number = self._add([text])
        self.sheet.merge(number, self.left, number, self.right)

    def _header(self) -> None:
        headers = [c.header for c in self.form.columns]
        depth = max(map(len, headers))
        top = len(self.sheet.rows)
        for level in range(depth):
            self._add([header[level] if level < len(header) and _first_of(headers, n, level) else None
                       for n, header in enumerate(headers)])  # fmt: skip
        for n, header in enumerate(headers):
            last = len(header) - 1
            for level in range(last):
                if _first_of(headers, n, level):
                    self.sheet.merge(top + level, self.left + n, top + level, self.left + _end_of(headers, n, level))
            self.sheet.merge(top + last, self.left + n, top + depth - 1, self.left + n)

    def _section(self, line: str, rows: Sequence[Row]) -> None:
        if line:
            self._across(line)
        before: Row | None = None
        runs: dict[int, int] = {}
        for row in rows:
            if self.form.repeat and self.count and self.count % self.form.repeat == 0:
                self._close(runs)
                self._header()
                before = None
            number = self._row(row, before, runs)
            if row.hidden:
                self.sheet.hidden_rows.add(number)
            # Nobody looks up to a hidden row when writing 同上.
            before = None if row.hidden else row
        self._close(runs)
        if self.form.sums == "sections" and rows:
            self._sum("小计", [row for row in rows if not row.hidden])

    def _row(self, row: Row, before: Row | None, runs: dict[int, int]) -> int:
        number = len(self.sheet.rows)
        cells: list[Cell | Value | None] = []
        if not row.hidden:
            self.count += 1
        for n, col in enumerate(self.form.columns):
            same = before is not None and not row.hidden and bool(row.get(col.key)) and _same(row, before, col.key)
            if col.key in self.form.merged:
                if same:
                    cells.append(None)
                    continue
                self._close({n: runs.pop(n)} if n in runs else {})
                runs[n] = number
            cells.append("同上" if same and col.key in self.form.ditto else self._value(row, col))
        return self._add(cells)

    def _value(self, row: Row, col: Column) -> Cell | Value | None:
        if col.key == "seq":
            return None if row.hidden else self.count
        return written(row, col)

    def _close(self, runs: dict[int, int]) -> None:
        bottom = len(self.sheet.rows) - 1
        for n, top in runs.items():
            if bottom > top:
                self.sheet.merge(top, self.left + n, bottom, self.left + n)
        runs.clear()

    def _sum(self, label: str, rows: Sequence[Row]) -> None:
        cells: list[Cell | Value | None] = [label]
        for col in self.form.columns[1:]:
            amounts = [row.get(col.key) for row in rows if row.name and isinstance(row.get(col.key), int)]
            cells.append(number_of(in_unit(sum(amounts), col.unit)) if col.unit and amounts else None)
        self._add(cells)


def _same(row: Row, before: Row, key: str) -> bool:
    return row.get(key) == before.get(key) and key not in row.written and key not in before.written


def _first_of(headers: Sequence[tuple[str, ...]], n: int, level: int) -> bool:
    """Whether a header's text at a level is written here, not merged with that of the column before."""
    if level == len(headers[n]) - 1 or n == 0:
        return True
    return headers[n - 1][: level + 1] != headers[n][: level + 1]


def _end_of(headers: Sequence[tuple[str, ...]], n: int, level: int) -> int:
    end = n
    while end + 1 < len(headers) and headers[end + 1][: level + 1] == headers[n][: level + 1]:
        end += 1
    return end


def written(row: Row, col: Column) -> Cell | Value | None:
    """What stands in the cell of a row under a column."""
    if col.key in row.written:
        text = row.written[col.key]
        return Cell(text, formula=f"={text}") if str(text).startswith("#") else text
    value = row.get(col.key)
    if value == "" or value is None:
        return None
    if col.unit:
        return money(value, col.unit, col.way or "number")
    if col.key.endswith(("_on", "_until")) or col.key in ("deadline", "as_of"):
        return day(value, col.way or "date")
    if col.key == "stage":
        return _STAGES[str(value)]
    if col.key in ("target", "region", "origin"):
        return place(value, col.way)
    if isinstance(value, bool):
        return "是" if value else "否"
    plain: Value = value
    return plain


_STAGES = {
    "contact": "接洽",
    "negotiating": "在谈",
    "signed": "已签约",
    "started": "已开工",
    "producing": "已投产",
    "full_production": "已达产",
}


def place(path: str, way: str = "") -> str:
    """A place as people write it, from its path `湖南省/长沙市/宁乡市`.

    Args:
        way: `full` (all parts), `short` (湖南长沙), `last` (the finest part alone), `city` (the last two).
    """
    parts = path.split("/")
    if way == "last":
        return parts[-1]
    if way == "city":
        return "".join(parts[-2:])
    if way == "short" and len(parts) == 2:
        return "".join(_stem(part) for part in parts)
    return "".join(parts)


def _stem(name: str) -> str:
    for tail in ("省", "市"):
        if name.endswith(tail) and len(name) > 2:
            return name.removesuffix(tail)
    return name
