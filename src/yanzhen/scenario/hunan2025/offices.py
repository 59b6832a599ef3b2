"""Who sends which book: `offices.toml` as objects."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from yanzhen.scenario.forms import Column, column


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or one for every part into which its rows are split.

    Attributes:
        file: the book it is in.
        rows: whose: a city of Hunan (its projects) or a list of the event (`demands`).
        take: from, to: only these of the rows.
        split: the field whose values give a sheet each (`county` of the target, `quarter` of the meeting, or a key).
        sections: the field whose values give a section each.
        order: the field by which rows are sorted.
        titles: lines above the table; `{sheet}` is the sheet's name.
    """

    file: str
    rows: str
    columns: Sequence[Column]
    name: str = ""
    take: tuple[int, int] | None = None
    split: str = ""
    sections: str = ""
    order: str = ""
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    sums: str = ""
    merged: Sequence[str] = ()
    ditto: Sequence[str] = ()
    repeat: int = 0
    margin: tuple[int, int] = (0, 0)
    hidden_columns: Sequence[str] = field(default=())

    def tells(self, key: str) -> bool:
        """Whether the office's form has a column for the key."""
        return any(col.key == key for col in self.columns)


@cache
def sheets() -> tuple[Sheet, ...]:
    """All sheets in the order of their books."""
    text = (files("yanzhen.scenario.hunan2025") / "offices.toml").read_text(encoding="utf-8")
    return tuple(
        Sheet(**{**table, "columns": tuple(map(_column, table["columns"]))}) for table in tomllib.loads(text)["sheets"]
    )


def _column(text: str) -> Column:
    return column(*(part.strip() for part in text.split("|")))


def sheet_of_city(name: str) -> Sheet:
    """The form in which a city reports its projects."""
    return next(sheet for sheet in sheets() if sheet.rows == name)
