"""The columns of a template: what each means, its unit and format, how it looks, and how places are written in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from yanzhen.collect.collected import ReadColumn
from yanzhen.collect.headers import reader
from yanzhen.collect.headings import heading
from yanzhen.collect.layout import Header, is_blank, letter_of
from yanzhen.collect.templates.looks import BODY, SheetLooks
from yanzhen.collect.templates.placenames import manner_of
from yanzhen.collect.templates.shapes import Column, Manner, Role
from yanzhen.collect.workbooks import Sheet
from yanzhen.collect.workbooks.formats import read_format
from yanzhen.fields import fields_of

_SAMPLE = 200
_DAY = re.compile(r"(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}")


class ColumnLearner:
    """Learns the columns of one table.

    Args:
        told: what the reading made of each.
        rows: Excel's numbers of the rows that hold data.
        facts: of the sheet, for its unit line.
    """

    def __init__(
        self,
        sheet: Sheet,
        looks: SheetLooks,
        header: Header,
        told: Sequence[ReadColumn],
        rows: Sequence[int],
        facts: Mapping[str, Any],
    ) -> None:
        self._sheet, self._looks, self._header, self._facts = sheet, looks, header, facts
        self._told = {column.column: column for column in told}
        self._rows = rows[:_SAMPLE]
        self._kind = told[0].kind
        self._first = min(rows, default=header.bottom + 1)

    def columns(self) -> tuple[Column, ...]:
        """From left to right; those without a header are left out."""
        return tuple(self._column(c.index, c.path) for c in self._header.columns)

    def _column(self, index: int, path: tuple[str, ...]) -> Column:
        number = index + self._sheet.first_column
        told = self._told.get(letter_of(number))
        key = told.key if told else None
        # The record has a kind of its own: the reading keeps the contract's under another name.
        key = "contract_kind" if self._kind == "tech_contract" and key == "kind" else key
        key = key if key in fields_of(self._kind) else None
        field = fields_of(self._kind)[key] if key else None
        meaning = reader(self._kind).understand(path)
        unit = meaning.unit
        if not unit and field is not None and field.type in ("money", "foreign_money"):
            unit = str(self._facts.get("unit", ""))
        question = told.question if told else None
        return Column(
            number=number,
            path=path,
            key=key,
            unit=unit,
            role=self._role(number, key),
            number_format=self._format(index, number, field),
            look=self._looks.at(self._first, number, BODY),
            width=self._looks.width(number) or (0.0 if self._looks.page is not None else _usual_width(path, field)),
            hidden=bool(told and told.hidden),
            manner=self._manner(index, key) if field is not None and field.type == "region" else "",
            also=tuple(choice for choice in meaning.choices if choice != key),
            doubt=(question.zh, question.en) if question else (),
        )

    def _role(self, number: int, key: str | None) -> Role:
        if key == "seq":
            return "seq"
        return "formula" if key is None and self._looks.is_formula(self._first, number) else "value"

    def _format(self, index: int, number: int, field: Any) -> str:
        """The number format of the first cell; of days that stand as text, the format that looks like them."""
        given = self._looks.format_at(self._first, number)
        if field is None or field.type != "date" or read_format(given).date:
            return given
        cells = (self._sheet.rows[row - self._sheet.first_row][index] for row in self._rows)
        days = [cell.strip() for cell in cells if isinstance(cell, str) and _DAY.fullmatch(cell.strip())]
        mark = days[0][4] if days else ""
        month, day = ("mm", "dd") if days and re.search(r"\D0\d", days[0]) else ("m", "d")
        return f"yyyy{mark}{month}{mark}{day}" if mark else given

    def _manner(self, index: int, key: str | None) -> Manner:
        cells = [self._sheet.rows[row - self._sheet.first_row][index] for row in self._rows]
        return manner_of([str(cell) for cell in cells if not is_blank(cell)], origin=key == "origin")


def _usual_width(path: tuple[str, ...], field: Any) -> float:
    """Of a column whose own is not known: wide for stories, narrow for numbers, never narrower than its header."""
    type_ = field.type if field is not None else "text"
    usual = {"name": 22.0, "text": 18.0, "money": 12.0, "integer": 7.0, "number": 9.0, "date": 13.0}.get(type_, 12.0)
    return max(usual, min(24.0, 2.0 * len(heading(path[-1]).text) + 2.0) if type_ != "integer" else 7.0)
