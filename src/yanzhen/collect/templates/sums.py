"""Where a table's sums stand and what they are called, learned from the rows that the reading took for totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yanzhen.collect.collected import Collected
from yanzhen.collect.layout import Header, filled
from yanzhen.collect.templates.looks import BODY, SheetLooks
from yanzhen.collect.templates.shapes import Column, Grouping, Place, Totals
from yanzhen.collect.workbooks import Sheet

_GRAND = re.compile(r"合\s*计|总\s*计|共\s*计|全[省市县区州]")
_LONGEST = 40


def learn_totals(sheet: Sheet, looks: SheetLooks, read: Collected, header: Header, columns: Sequence[Column]) -> Totals:
    """The totals of a table; those of a table without any stand nowhere."""
    rows = [row.row for row in read.skipped if row.reason == "subtotal" and row.row > header.bottom]
    labels = {row: _label(sheet, row) for row in rows}
    grand = [row for row, (_, text) in labels.items() if _GRAND.search(text) and not _place_in(text)]
    groups = [row for row in rows if row not in grand]
    data = sorted(record.source.row for record in read.records)
    if not rows:
        return Totals(column=_label_column(columns))
    at = (grand or groups)[0]
    column, text = labels[at]
    span = next((right - left + 1 for top, left, _, right in sheet.merges if (top, left) == (at, column)), 1)
    first = columns[0].number
    return Totals(
        grand=_side(grand, data),
        groups=_group_side(groups, data),
        by=_grouping(labels[row][1] for row in groups),
        label=text[:_LONGEST] if grand else "合计",
        group_label=next((_pattern(labels[row][1]) for row in groups), "{group}小计"),
        column=column if first <= column <= columns[-1].number else first,
        columns=max(1, min(span, columns[-1].number - column + 1)),
        look=looks.at(at, column, BODY),
    )


def _label_column(columns: Sequence[Column]) -> int:
    """Where the label of sums goes that the office has not shown: in the first column that is seen."""
    return next((column.number for column in columns if not column.hidden), columns[0].number)


def _label(sheet: Sheet, row: int) -> tuple[int, str]:
    """(column, text) of what a row of totals is called."""
    cells: list[tuple[int, Any]] = filled(sheet.rows[row - sheet.first_row])
    for index, value in cells:
        if isinstance(value, str):
            return index + sheet.first_column, " ".join(value.split())
    return sheet.first_column, ""


def _side(rows: Sequence[int], data: Sequence[int]) -> Place:
    if not rows:
        return ""
    return "top" if not data or rows[0] < data[0] else "bottom"


def _group_side(rows: Sequence[int], data: Sequence[int]) -> Place:
    """Above their rows, if the first of them stands above the first row of data."""
    return _side(rows, data)


def _place_in(text: str) -> str:
    """The place that a label of totals names; empty where it names none."""
    from yanzhen.reference.places import resolve

    bare = re.sub(r"小\s*计|合\s*计|[(（].*$|[:：\d]|^[一二三四五六七八九十]+、", "", text).strip()
    return bare if 2 <= len(bare) <= 12 and resolve(bare).code else ""


def _grouping(labels: Any) -> Grouping:
    from yanzhen.reference.places import resolve
    from yanzhen.reference.regions import region

    for text in labels:
        code = resolve(_place_in(text)).code if _place_in(text) else None
        if code:
            return "county" if region(code).level == "county" else "city"
    return ""


def _pattern(text: str) -> str:
    """A group's label with its name taken out: 长沙市小计 as `{group}小计`; 小计（3个） as 小计."""
    bare = re.sub(r"[(（]?共?\d+\s*[个项家条].*$", "", text).replace("{", "").replace("}", "")[:_LONGEST]
    place = _place_in(text)
    return bare.replace(place, "{group}", 1) if place and place in bare else bare or "{group}小计"
