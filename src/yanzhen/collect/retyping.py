"""One cell typed in by hand, read by the same rules as the cells of a workbook."""

from __future__ import annotations

from typing import Any

from yanzhen.collect.cellreading import ColumnSetting, Told, cell_reader, shown
from yanzhen.collect.issues import Issue
from yanzhen.collect.lines import SheetFacts
from yanzhen.collect.values.units import measure, money_unit
from yanzhen.errors import WrongUsage
from yanzhen.fields import fields_of


def read_value(
    kind: str,
    key: str,
    text: Any,
    *,
    unit: str | None = None,
    within: str | None = None,
    as_of: str = "",
) -> tuple[dict[str, Any], list[Issue]]:
    """What a cell says for a field.

    Args:
        kind, key: of the field registry.
        text: the cell: a text, number, bool or date.
        unit: of the column, such as 万元 or 亩, for a number without one.
        within: a region that decides an ambiguous place name.
        as_of: ISO; the year of a date that names none.

    Returns:
        The fields that it gives (often one, none for an empty cell or a refused one; a range or foreign money gives
        others than `key`), and what is wrong with it (issues without sheet and row).

    Raises:
        WrongUsage: the kind has no such field.
    """
    field = fields_of(kind).get(key)
    if field is None:
        raise WrongUsage(f"{kind} 没有字段 {key}", f"{kind} has no field {key}")
    receiving = field.type == "region" and key not in ("origin", "payer_region")
    setting = ColumnSetting(
        kind=kind,
        key=key,
        unit=money_unit(unit) if unit else None,
        measure=measure(unit) if unit else None,
        facts=SheetFacts(as_of=as_of),
        within=within,
        side="origin" if key == "origin" else "target" if receiving else "",
    )
    outcome = cell_reader(setting)(text, None)
    if outcome is None:
        return {}, []
    if not isinstance(outcome, Told):
        return {key: outcome}, []
    code = outcome.code or ("" if outcome.fields else "value_unreadable")
    issues = [Issue("", 0, "", code, shown(text), key)] if code else []
    return dict(outcome.fields), issues
