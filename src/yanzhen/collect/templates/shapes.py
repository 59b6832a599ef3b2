"""What a template is: the layout of a workbook without its rows.

All columns are Excel's numbers (1-based). Everything is plain and frozen, so that a template can be kept as JSON
(`template.as_json()`), shown, and edited column by column (`with_key`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal

import orjson

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.fields import fields_of
from yanzhen.language import Said
from yanzhen.records import KINDS

VERSION = 1
"""Of the JSON; a reader refuses what is newer."""
WIDEST = 16_384
MOST_LINES = 200
MOST_COLUMNS = 1_000
MOST_SHEETS = 60

BORDERS = (
    "",
    "thin",
    "medium",
    "dashed",
    "dotted",
    "thick",
    "double",
    "hair",
    "mediumDashed",
    "dashDot",
    "mediumDashDot",
    "dashDotDot",
    "mediumDashDotDot",
    "slantDashDot",
)
"""Line styles of Office Open XML, in the order of their numbers."""

Means = Literal["year", "month", "quarter", "half", "week", "office", "region", "date"]
Place = Literal["", "top", "bottom"]
Grouping = Literal["", "city", "county"]
Role = Literal["value", "seq", "formula"]
Manner = Literal["", "full", "from_city", "own", "short_full", "short"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks.

    Attributes:
        size: in points.
        color, fill: `#RRGGBB`; empty for none.
        border: left, right, top, bottom; each one of BORDERS.
    """

    font: str = "宋体"
    size: float = 11.0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    color: str = ""
    fill: str = ""
    align: str = ""
    valign: str = "center"
    wrap: bool = False
    shrink: bool = False
    border: tuple[str, str, str, str] = ("", "", "", "")

    def __post_init__(self) -> None:
        if not 1 <= self.size <= 409 or any(style not in BORDERS for style in self.border):
            raise WrongUsage(
                "字号应在 1 到 409 之间，边框应是 Excel 的线型", "font sizes go from 1 to 409; borders are Excel's"
            )


@dataclass(frozen=True, slots=True)
class Blank:
    """A stretch of a text that is filled in anew each time.

    Attributes:
        start, end: in the text, as a slice; equal where nothing stands there yet.
    """

    start: int
    end: int
    means: Means


@dataclass(frozen=True, slots=True)
class Words:
    """A text with what is filled in anew: 2025年10月 in a title, the office behind 填报单位."""

    text: str = ""
    blanks: tuple[Blank, ...] = ()

    def __post_init__(self) -> None:
        at = 0
        for blank in self.blanks:
            if not at <= blank.start <= blank.end <= len(self.text):
                raise WrongUsage(
                    f"“{self.text}”里要填的位置不对", f"the blanks of “{self.text}” lie outside it or overlap"
                )
            at = blank.end


@dataclass(frozen=True, slots=True)
class LineCell:
    """A cell of a line above or below the table.

    Attributes:
        columns, rows: how many it spans.
    """

    column: int
    words: Words
    look: Look = Look()
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row above or below the table; without cells it is a gap. `height` in points, 0 for the program's own."""

    cells: tuple[LineCell, ...] = ()
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of the header. `row` counts from 0 at the header's top; `number` where it numbers the column."""

    row: int
    column: int
    words: Words
    look: Look = Look()
    columns: int = 1
    rows: int = 1
    number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table.

    Attributes:
        path: the header's levels, the outermost first.
        key: of the field registry; None where nobody understood the header: it takes the records' `extra`.
        unit: of its amounts or areas, as the header or the unit line says it (亿元, 亩); for information.
        role: `seq` is counted, `formula` stood for what the office's program computed and stays empty.
        manner: how places are written: 湖南省长沙市, 长沙市宁乡市, 宁乡市, 湖南长沙, 长沙.
        also: other keys that the header may mean.
        doubt: the question to the office in Chinese and English, where the header is in doubt; else empty.
        width: in Excel's characters, 0 for the program's own.
    """

    number: int
    path: tuple[str, ...]
    key: str | None = None
    unit: str = ""
    role: Role = "value"
    number_format: str = ""
    look: Look = Look()
    width: float = 0.0
    hidden: bool = False
    manner: Manner = ""
    also: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        return " > ".join(self.path)

    @property
    def question(self) -> Said | None:
        """What to ask the office about this column."""
        return Said(*self.doubt) if len(self.doubt) == 2 else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Where sums stand.

    Attributes:
        grand: of all rows: above them, below them, or nowhere.
        groups: of each group: above or below its rows, or nowhere.
        by: what the groups are.
        label: of the grand total.
        group_label: of a group's; `{group}` stands for its name.
        column, columns: where the label stands and how many columns it spans.
    """

    grand: Place = ""
    groups: Place = ""
    by: Grouping = ""
    label: str = "合计"
    group_label: str = "{group}小计"
    column: int = 0
    columns: int = 1
    look: Look = Look(bold=True)


@dataclass(frozen=True, slots=True)
class Sections:
    """Lines that head a part of the rows: 一、省外转移项目."""

    texts: tuple[str, ...] = ()
    look: Look = Look(bold=True)
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """How it prints: `paper` as Excel numbers them (8 A3, 9 A4); margins in inches: left, right, top, bottom."""

    paper: int = 9
    landscape: bool = True
    fit_width: bool = True
    margins: tuple[float, float, float, float] = (0.5, 0.5, 0.6, 0.6)
    centred: bool = True
    numbered: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.paper <= 255 or not all(0 <= margin <= 20 for margin in self.margins):
            raise WrongUsage("纸张或页边距超出范围", "the paper or its margins are out of range")


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """The layout of one sheet.

    Attributes:
        above: the rows above the header, one each.
        header: its cells; the header's levels are `levels`, with their heights.
        frozen: rows and columns that stay on the screen.
    """

    name: Words
    kind: str
    columns: tuple[Column, ...]
    header: tuple[HeaderCell, ...]
    heights: tuple[float, ...]
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    row_height: float = 0.0
    sections: Sections = Sections()
    totals: Totals = Totals()
    page: Page = Page()
    frozen: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise WrongUsage(f"不认识的类别 {self.kind}，请用 {' '.join(KINDS)}", f"unknown kind {self.kind}")
        if max(len(self.above), len(self.below), len(self.heights)) > MOST_LINES or len(self.columns) > MOST_COLUMNS:
            raise WrongUsage("模板的行列太多", "the template has too many lines or columns")
        numbers = [column.number for column in self.columns]
        if not numbers or numbers != sorted(set(numbers)) or not 1 <= numbers[0] <= numbers[-1] <= WIDEST:
            raise WrongUsage("模板的列要从左到右、各不相同", "the template's columns must go from left to right")
        for column in self.columns:
            _check_key(self.kind, column.key)
        _check_spans([(c.row, c.column, c.rows, c.columns) for c in self.header], self.levels)
        for lines in (self.above, self.below):
            spans = [(n, c.column, c.rows, c.columns) for n, line in enumerate(lines) for c in line.cells]
            _check_spans(spans, len(lines))
        label = self.totals
        if not 0 <= label.column <= WIDEST or not 1 <= label.columns <= WIDEST - label.column:
            raise WrongUsage("合计的位置超出范围", "the label of the totals lies outside the sheet")

    @property
    def levels(self) -> int:
        """Rows of the header."""
        return len(self.heights)

    @property
    def doubts(self) -> list[Column]:
        """Columns about which the office should be asked, and those that nobody understood."""
        return [c for c in self.columns if c.question or (c.key is None and c.role == "value" and not c.hidden)]


@dataclass(frozen=True, slots=True)
class Template:
    """The layout of a workbook: its sheets that hold tables."""

    name: str
    sheets: tuple[SheetTemplate, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 1 <= len(self.sheets) <= MOST_SHEETS:
            raise WrongUsage(f"模板应有 1 到 {MOST_SHEETS} 张表", f"a template has 1 to {MOST_SHEETS} sheets")

    def with_key(self, column: str | int, key: str | None, *, sheet: int = 0) -> Template:
        """The template with a column read as another field; its doubt is settled.

        Args:
            column: the header (levels joined by ` > `), or Excel's number.
            key: of the field registry; None to take the records' extra column of this header.
            sheet: place of the sheet, from 0.

        Raises:
            WrongUsage: no such sheet, column or field.
        """
        if not 0 <= sheet < len(self.sheets):
            raise WrongUsage(f"模板没有第 {sheet + 1} 张表", f"the template has no sheet {sheet + 1}")
        layout = self.sheets[sheet]
        _check_key(layout.kind, key)
        found = [c for c in layout.columns if column in (c.number, c.header, c.path[-1] if c.path else "")]
        if not found:
            known = "、".join(c.header for c in layout.columns)
            raise WrongUsage(
                f"模板没有这一列：{column}；有 {known}", f"the template has no column {column}; it has {known}"
            )
        role: Role = "seq" if key == "seq" else "value"
        settled = replace(found[0], key=key, role=role, also=(), doubt=())
        columns = tuple(settled if c is found[0] else c for c in layout.columns)
        sheets = list(self.sheets)
        sheets[sheet] = replace(layout, columns=columns)
        return replace(self, sheets=tuple(sheets))

    def as_json(self) -> dict[str, Any]:
        """The template as plain JSON values."""
        plain: dict[str, Any] = orjson.loads(orjson.dumps(asdict(self)))
        return {"yanzhen_template": VERSION, **plain}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Template:
        """The inverse of `as_json`; hostile input is refused.

        Raises:
            UnreadableInput: not a template, of a newer version, too large, or one that contradicts itself.
        """
        from yanzhen.collect.templates.decoding import decoded

        version = document.get("yanzhen_template") if isinstance(document, Mapping) else None
        if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
            raise UnreadableInput(
                "这不是本版本能读的模板，请用 yanzhen template learn 重新生成",
                "not a template that this version reads; make it anew with `yanzhen template learn`",
            )
        rest = {key: value for key, value in document.items() if key != "yanzhen_template"}
        try:
            return decoded(cls, rest)
        except WrongUsage as error:
            raise UnreadableInput(f"模板有误：{error.said.zh}", f"a faulty template: {error.said.en}") from error


def _check_key(kind: str, key: str | None) -> None:
    if key is not None and key not in fields_of(kind):
        raise WrongUsage(f"{kind} 没有字段 {key}", f"{kind} has no field {key}")


def _check_spans(spans: list[tuple[int, int, int, int]], height: int) -> None:
    """Raise where cells overlap or reach out of their block."""
    in_row: dict[int, list[tuple[int, int]]] = {}
    for row, column, rows, columns in spans:
        across = columns >= 1 and 1 <= column <= WIDEST + 1 - columns
        if not across or not (row >= 0 and rows >= 1 and row + rows <= height):
            raise _overlapping()
        for each in range(row, row + rows):
            in_row.setdefault(each, []).append((column, column + columns))
    for areas in in_row.values():
        if any(start < end for (_, end), (start, _) in pairwise(sorted(areas))):
            raise _overlapping()


def _overlapping() -> WrongUsage:
    return WrongUsage("模板里的格子重叠或越界", "cells of the template overlap or lie outside")
