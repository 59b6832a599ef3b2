"""A column of a table read at once: plain cells by a shortcut, equal cells once, the rest one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yanzhen.collect.cellreading import LONGEST_EMPTY, Cell, ColumnSetting, Outcome, cell_reader
from yanzhen.collect.values.amounts import IMPLAUSIBLE
from yanzhen.collect.values.units import measure
from yanzhen.collect.workbooks.formats import read_format
from yanzhen.fields import fields_of

_MOST_KNOWN = 50_000


class Column:
    """Reads the cells of one column of a table, batch after batch."""

    def __init__(self, setting: ColumnSetting) -> None:
        self.setting = setting
        self._read = cell_reader(setting)
        self._known: dict[Any, Outcome] = {"": None}
        field = fields_of(setting.kind).get(setting.key or "")
        self._type = field.type if field else "text"
        self._factor = setting.unit.factor if setting.unit and setting.unit.currency == "CNY" else 0
        wanted = measure(field.unit) if field and field.unit else None
        self._varied: bool | None = None
        self._as_it_is = setting.measure is None or wanted is None or setting.measure == wanted
        if field and field.unit == "%":
            self._as_it_is = False

    def outcomes(self, values: Sequence[Cell], forms: Sequence[str | None] | None = None) -> list[Outcome]:
        """What each cell says.

        Args:
            forms: the cells' number formats, where the column has any that say something.
        """
        if forms is not None:
            return [self._formatted(value, form) for value, form in zip(values, forms, strict=True)]
        slow = self._plain
        if self._type == "money" and self._factor:
            factor, top = self._factor, IMPLAUSIBLE / self._factor
            return [round(v * factor) if v.__class__ is float and 0 < v <= top else slow(v) for v in values]
        if self._type in ("number", "integer") and self._as_it_is:
            return [int(v) if v.__class__ is float and v.is_integer() else slow(v) for v in values]
        if self._type in ("name", "text", "contact") and self._is_varied(values):
            # Long plain text is as it should be: nothing to trim, fold or doubt. No blank but " " is printable.
            return [
                v
                if v.__class__ is str
                and len(v) > LONGEST_EMPTY
                and v.isprintable()
                and v[0] not in " #"
                and v[-1] != " "
                and "  " not in v
                else slow(v)
                for v in values
            ]
        return self._cached(values)

    def _is_varied(self, values: Sequence[Cell]) -> bool:
        """Whether most cells of the column differ, told by its first batch: then it is no use to remember them."""
        if self._varied is None:
            self._varied = 4 * len(set(values)) > len(values)
        return self._varied

    def _formatted(self, value: Cell, form: str | None) -> Outcome:
        if form is None or isinstance(value, str):
            return self._plain(value)
        return self._read(value, read_format(form))

    def _plain(self, value: Cell) -> Outcome:
        known = self._known
        if value in known:
            return known[value]
        if len(known) > _MOST_KNOWN:
            known.clear()
            known[""] = None
        outcome = known[value] = self._read(value, None)
        return outcome

    def _cached(self, values: Sequence[Cell]) -> list[Outcome]:
        known = self._known
        try:
            return [known[v] for v in values]
        except KeyError:
            return [self._plain(v) for v in values]
