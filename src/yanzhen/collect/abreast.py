"""Tables that stand beside each other in one sheet, each with its own column of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from yanzhen.collect.layout import Header, HeaderFinder, filled, names_records
from yanzhen.collect.workbooks import Rows, Sheet

_LOOKED_AT = 60


def taken_apart(sheet: Sheet) -> list[Sheet]:
    """The sheet, or a sheet for each of its tables that stand abreast; lines above them belong to all."""
    header = _first_header(sheet)
    spans = _spans(header) if header else []
    if header is None or len(spans) < 2:
        return [sheet]
    above = header.top - sheet.first_row
    return [_part(sheet, start, stop, above) for start, stop in spans]


def _first_header(sheet: Sheet) -> Header | None:
    rows = sheet.rows[:_LOOKED_AT]
    finder = HeaderFinder(sheet)
    found = (finder.at(sheet.first_row + i, list(rows[i : i + 7])) for i in range(len(rows)))
    return next((header for header in found if header is not None), None)


def _spans(header: Header) -> list[tuple[int, int]]:
    """(start, stop) of each run of columns without a gap, if every run has a column of names."""
    runs: list[list[int]] = []
    named: list[bool] = []
    for column in header.columns:
        if not runs or column.index != runs[-1][-1] + 1:
            runs.append([])
            named.append(False)
        runs[-1].append(column.index)
        named[-1] |= names_records(column.path[-1])
    return [(run[0], run[-1] + 1) for run in runs] if all(named) else []


def _part(sheet: Sheet, start: int, stop: int, above: int) -> Sheet:
    rows = sheet.rows

    def walk() -> Iterator[list[Any]]:
        for number, row in enumerate(rows):
            if number < above:
                texts = [value for _, value in filled(row)][: stop - start]
                yield [*texts, *[""] * (stop - start - len(texts))]
            else:
                yield list(row[start:stop])

    left, right = sheet.first_column + start, sheet.first_column + stop - 1
    merges = [m for m in sheet.merges if m[0] >= sheet.first_row + above and left <= m[1] and m[3] <= right]
    return replace(sheet, rows=Rows(walk, len(rows)), first_column=left, merges=merges)
