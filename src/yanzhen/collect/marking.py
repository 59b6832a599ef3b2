"""Marks the cells of a workbook and writes it: the part of `corrections` that runs in a process of its own."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yanzhen.collect.returned import ID_HEADER
from yanzhen.collect.workbooks import CellError, Limits, Sheet, open_book
from yanzhen.language import say

_FAULT_COLOUR = "FFF4B6B0"
_AUTHOR = "雁阵"
_LAST_COLUMN = 16_384
_LONGEST_TEXT = 32_767
_HEAD_ROWS = 12
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark, by sheet.

    Attributes:
        notes: sheet -> (row, column letter) -> what the comment says.
        keys: sheet -> row -> record key.
        heads: sheet -> rows of titles and headers.
    """

    notes: dict[str, dict[tuple[int, str], str]]
    keys: dict[str, dict[int, str]]
    heads: dict[str, set[int]]

    @classmethod
    def of_order(cls, order: Mapping[str, Any]) -> Marks:
        """From the JSON that `corrections` sends."""
        made = cls({}, {}, {})
        for sheet, row, column, said in order["marks"]:
            made.notes.setdefault(sheet, {})[row, column] = said
        for sheet, keys in order["keys"].items():
            made.keys[sheet] = {int(row): key for row, key in keys.items()}
        for sheet, row in order["heads"]:
            made.heads.setdefault(sheet, set()).add(row)
        return made


def mark_book(path: Path, marks: Marks, out: Path, limits: Limits, large: int) -> None:
    """Write the marked book to `out`."""
    from openpyxl import Workbook, load_workbook

    from yanzhen.collect.cached import settle

    opened = open_book(path, limits)
    sheets = list(opened.sheets)
    keeps_looks = opened.form == "xlsx" and sum(len(sheet.rows) for sheet in sheets) <= large
    if keeps_looks:
        with warnings.catch_warnings():
            # What can't be kept (slicers and the like) it says in warnings for programmers.
            warnings.simplefilter("ignore")
            book = load_workbook(path, rich_text=True)
    else:
        book = Workbook()
        book.remove(book.worksheets[0])
        marks = _copy(book, sheets, marks, large)
    _mark(book, marks)
    book.save(out)
    settle(out, path if keeps_looks else None)


def _mark(book: Any, marks: Marks) -> None:
    for sheet in book.worksheets:
        notes = marks.notes.get(sheet.title, {})
        keys = marks.keys.get(sheet.title, {})
        for (row, column), said in notes.items():
            _note(sheet, row, column, said)
        if keys:
            _write_keys(sheet, keys)


def _note(sheet: Any, row: int, column: str, said: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = _master(sheet, f"{column}{row}")
    if cell.comment is not None and cell.comment.author == _AUTHOR:
        said = f"{cell.comment.text}\n{said}"
    elif cell.comment is not None:
        said = f"{said}\n{say('原批注：', 'Earlier comment: ')}{cell.comment.text}"
    comment = Comment(_clean(said), _AUTHOR)
    comment.width, comment.height = 300, 40 + 20 * (1 + len(said) // 20)
    cell.comment = comment
    cell.fill = PatternFill("solid", fgColor=_FAULT_COLOUR)


def _master(sheet: Any, reference: str) -> Any:
    """The cell itself, or the one that speaks for it where it is merged."""
    cell = sheet[reference]
    if type(cell).__name__ != "MergedCell":
        return cell
    area = next(area for area in sheet.merged_cells.ranges if reference in area)
    return sheet.cell(area.min_row, area.min_col)


def _write_keys(sheet: Any, keys: Mapping[int, str]) -> None:
    from openpyxl.utils import get_column_letter

    column = _key_column(sheet)
    if column > _LAST_COLUMN:
        return
    _make_room(sheet, column)
    head = max(1, min(keys) - 1)
    known = [cell for (cell,) in sheet.iter_rows(min_col=column, max_col=column) if cell.value is not None]
    for cell in known:
        cell.value = None
    sheet.cell(head, column, ID_HEADER)
    for row, key in keys.items():
        sheet.cell(row, column, key)
    sheet.column_dimensions[get_column_letter(column)].hidden = True


def _key_column(sheet: Any) -> int:
    """The column that has been there since last time, else the first beyond all that is filled."""
    last: int = 0
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == ID_HEADER:
                return int(cell.column)
            if cell.value is not None:
                last = max(last, cell.column)
    return 1 + max([last, *(int(area.max_col) for area in sheet.merged_cells.ranges)])


def _make_room(sheet: Any, column: int) -> None:
    """Cut a run of columns that share one width where the new column falls into it; Excel accepts no overlap."""
    for shape in list(sheet.column_dimensions.values()):
        if shape.min is not None and shape.max is not None and shape.min < column <= shape.max:
            shape.max = column - 1
        elif shape.min == column and shape.max is not None:
            shape.max = column


def _copy(book: Any, sheets: list[Sheet], marks: Marks, large: int) -> Marks:
    """Copy the cells, of a large book only what is faulty; says where the marks then stand."""
    moved = Marks({}, {}, {})
    only_faulty = sum(len(sheet.rows) for sheet in sheets) > large
    for sheet in sheets:
        if only_faulty and not marks.notes.get(sheet.name):
            continue
        page = book.create_sheet(_FORBIDDEN.sub("_", sheet.name)[:31])
        moved.notes[page.title] = marks.notes.get(sheet.name, {})
        moved.keys[page.title] = marks.keys.get(sheet.name, {})
        if only_faulty:
            _copy_faulty(page, sheet, marks, moved)
        else:
            _copy_whole(page, sheet)
    if not book.worksheets:
        book.create_sheet(say("无误", "no faults")).append([say("没有需要更正的行", "no row needs correcting")])
    if not any(page.sheet_state == "visible" for page in book.worksheets):
        book.worksheets[0].sheet_state = "visible"
    return moved


def _copy_whole(page: Any, sheet: Sheet) -> None:
    page.sheet_state = "visible" if sheet.visible else "hidden"
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        _copy_row(page, number, row, number, sheet)
    for top, left, bottom, right in sheet.merges:
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    _hide(page, sheet)


def _hide(page: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    for row in sheet.hidden_rows:
        page.row_dimensions[row].hidden = True
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column)].hidden = True


def _copy_row(page: Any, number: int, row: Iterable[Any], origin: int, sheet: Sheet) -> None:
    for column, value in enumerate(row, start=sheet.first_column):
        if value != "":
            cell = page.cell(number, column)
            _put(cell, value)
            text = sheet.formats.get((origin, column))
            if text:
                cell.number_format = text


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str) and not isinstance(value, CellError):
        cell.value = _clean(value)
        # What begins with = or looks like an error is still text.
        cell.data_type = "s"
    elif isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta | bool | int | float):
        cell.value = value
    else:
        cell.value = str(value)


def _clean(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_TEXT]


def _copy_faulty(page: Any, sheet: Sheet, marks: Marks, moved: Marks) -> None:
    """Copy titles, headers and faulty rows, and note where the marks have moved to."""
    notes, keys = marks.notes[sheet.name], marks.keys.get(sheet.name, {})
    faulty = {row for row, _ in notes}
    first = min([*keys, *faulty])
    heads = marks.heads.get(sheet.name, set()) | set(range(max(1, first - _HEAD_ROWS), first))
    places: dict[int, int] = {}
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        if number in faulty or number in heads:
            places[number] = len(places) + 1
            _copy_row(page, places[number], row, number, sheet)
    _copy_merges(page, sheet, places)
    moved.notes[page.title] = {(places[row], column): said for (row, column), said in notes.items() if row in places}
    moved.keys[page.title] = {places[row]: key for row, key in keys.items() if row in places}


def _copy_merges(page: Any, sheet: Sheet, places: Mapping[int, int]) -> None:
    for top, left, bottom, right in sheet.merges:
        if all(row in places for row in range(top, bottom + 1)):
            start = places[top]
            page.merge_cells(start_row=start, start_column=left, end_row=start + bottom - top, end_column=right)
