"""Books that come back: the hidden column by which a corrected row is known again.

`corrections` writes the column; whoever reads a sheet takes it out first, so that nothing else sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from yanzhen.collect.workbooks import Row, Rows, Sheet

ID_HEADER = "雁阵编号"
"""Header of the hidden column of record keys."""

_ID = re.compile(r"(?:[a-z_]+-[0-9a-f]{16}|[A-Za-z0-9_][A-Za-z0-9_-]{11,21})(?:~\d+)?")
"""A key of content, or the id by which a site knows the record."""
_LOOKED_AT = 200


def take_ids(sheet: Sheet) -> tuple[Sheet, dict[int, str]]:
    """A sheet without its column of record keys, and row (1-based) -> key.

    A key that stands in several rows, because somebody copied a row, counts for the first of them only.
    """
    place = _id_column(sheet)
    if place is None:
        return sheet, {}
    keys: dict[int, str] = {}
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        key = str(row[place]).strip()
        if _ID.fullmatch(key) and key not in seen:
            seen.add(key)
            keys[number] = key
    column = sheet.first_column + place
    rows = sheet.rows
    bare = Rows(lambda: _without(rows, place), len(rows))
    return replace(sheet, rows=bare, hidden_columns=sheet.hidden_columns - {column}), keys


def _id_column(sheet: Sheet) -> int | None:
    """The place of the column in each row; it stands last, but someone may have added others behind it."""
    for row in islice(sheet.rows, _LOOKED_AT):
        if ID_HEADER in row:
            return row.index(ID_HEADER)
    return None


def _without(rows: Sequence[Row], place: int) -> Iterator[Row]:
    for row in rows:
        # The column keeps its place, so that those behind it keep their letters.
        yield [*row[:place], "", *row[place + 1 :]] if place + 1 < len(row) else row[:place]
