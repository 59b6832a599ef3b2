"""How the cells of an office's workbook look, read by openpyxl; of other forms, how offices usually set a ledger."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yanzhen.collect.templates.shapes import BORDERS, Look, Page

LARGE = 200_000
"""Cells of a book above which its looks are not read: they cost many times the memory of its values."""

THIN = ("thin", "thin", "thin", "thin")
TITLE = Look("方正小标宋简体", 18, align="center", wrap=True)
PLAIN = Look("仿宋_GB2312", 11)
HEADER = Look("黑体", 11, align="center", wrap=True, border=THIN)
BODY = Look("仿宋_GB2312", 11, wrap=True, border=THIN)

_NAME_LENGTH = 64
_SIDES = ("left", "right", "top", "bottom")
_UNDERLINES = ("single", "double", "singleAccounting", "doubleAccounting")
_HORIZONTAL = ("left", "center", "right", "fill", "justify", "centerContinuous", "distributed")
_COLOUR = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_LONGEST_FORMAT = 200


@dataclass(slots=True)
class SheetLooks:
    """The looks of one sheet; `page` of openpyxl, or None where none could be read."""

    page: Any = None

    def at(self, row: int, column: int, otherwise: Look) -> Look:
        """The look of a cell; `otherwise` where it is not known."""
        if self.page is None:
            return otherwise
        return look_of(self.page.cell(row, column), otherwise)

    def spanning(self, area: tuple[int, int, int, int], otherwise: Look) -> Look:
        """The look of a merged cell: its right and bottom lines belong to its last cell."""
        top, left, bottom, right = area
        look = self.at(top, left, otherwise)
        if self.page is None or (top, left) == (bottom, right):
            return look
        last = self.at(bottom, right, otherwise)
        return replace(look, border=(look.border[0], last.border[1], look.border[2], last.border[3]))

    def format_at(self, row: int, column: int) -> str:
        """The number format of a cell; empty for the general one."""
        if self.page is None:
            return ""
        text = str(self.page.cell(row, column).number_format or "")
        return "" if text == "General" or len(text) > _LONGEST_FORMAT else text

    def is_formula(self, row: int, column: int) -> bool:
        """Whether the cell is computed by the office's program."""
        return self.page is not None and self.page.cell(row, column).data_type == "f"

    def height(self, row: int) -> float:
        """Of a row in points, where it was set."""
        dimension = self.page.row_dimensions.get(row) if self.page is not None else None
        return _within(dimension.height if dimension is not None else 0, 409)

    def width(self, column: int) -> float:
        """Of a column in characters, where it was set."""
        if self.page is None:
            return 0.0
        for dimension in self.page.column_dimensions.values():
            # One entry may stand for a run of columns.
            if dimension.min is not None and dimension.min <= column <= (dimension.max or dimension.min):
                return _within(dimension.width if dimension.customWidth else 0, 255)
        return 0.0

    def frozen(self) -> tuple[int, int]:
        """Rows and columns that stay on the screen."""
        from openpyxl.utils.cell import coordinate_to_tuple

        pane = self.page.freeze_panes if self.page is not None else None
        if not pane:
            return 0, 0
        row, column = coordinate_to_tuple(pane)
        return row - 1, column - 1

    def print_set_up(self) -> Page:
        """Paper, direction and margins."""
        if self.page is None:
            return Page()
        setup, margins, fit = self.page.page_setup, self.page.page_margins, self.page.sheet_properties.pageSetUpPr
        paper = int(setup.paperSize) if setup.paperSize else 9
        footer = self.page.oddFooter
        known = bool(setup.orientation or setup.paperSize)
        return Page(
            paper=paper if 0 < paper <= 255 else 9,
            landscape=setup.orientation == "landscape" if known else True,
            fit_width=bool(fit is not None and fit.fitToPage) if known else True,
            margins=tuple(_within(getattr(margins, side), 20) for side in _SIDES),  # type: ignore[arg-type]
            centred=bool(self.page.print_options.horizontalCentered) if known else True,
            numbered=any("&P" in str(part.text or "") for part in (footer.left, footer.center, footer.right))
            if known
            else True,
        )


def looks_of_book(path: Path, form: str, cells: int) -> dict[str, SheetLooks]:
    """Sheet -> its looks; empty for a form that keeps none or can't be asked."""
    if form != "xlsx" or cells > LARGE:
        return {}
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # What can't be read (slicers and the like) it says in warnings for programmers.
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            # Values were read by the stricter reader; looks that this one can't read are no reason to refuse.
            return {}
    return {page.title: SheetLooks(page) for page in book.worksheets}


def look_of(cell: Any, otherwise: Look) -> Look:
    """The look of openpyxl's cell."""
    if not cell.has_style:
        return replace(otherwise, font="宋体", size=11.0, border=("", "", "", ""), bold=False, wrap=False)
    font, align, border = cell.font, cell.alignment, cell.border
    return Look(
        font=_printable(font.name) or otherwise.font,
        size=min(max(float(font.sz or 11), 1.0), 409.0),
        bold=bool(font.b),
        italic=bool(font.i),
        underline=font.u in _UNDERLINES,
        color=_colour(font.color),
        fill=_colour(cell.fill.fgColor) if cell.fill.fill_type == "solid" else "",
        align=align.horizontal if align.horizontal in _HORIZONTAL else "",
        valign=align.vertical if align.vertical in ("top", "center", "bottom") else "bottom",
        wrap=bool(align.wrap_text),
        shrink=bool(align.shrink_to_fit),
        border=tuple(_line(getattr(border, side)) for side in _SIDES),  # type: ignore[arg-type]
    )


def _line(side: Any) -> str:
    style = getattr(side, "style", None)
    return style if style in BORDERS else ""


def _colour(colour: Any) -> str:
    """Its `#RRGGBB`; colours of a theme are left to the program."""
    value = getattr(colour, "rgb", None) if getattr(colour, "type", "") == "rgb" else None
    found = _COLOUR.fullmatch(value) if isinstance(value, str) else None
    return f"#{found[1].upper()}" if found and found[1] != "000000" else ""


def _printable(text: Any) -> str:
    return "".join(c for c in str(text or "") if c.isprintable())[:_NAME_LENGTH]


def _within(value: Any, most: float) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value <= most else 0.0
