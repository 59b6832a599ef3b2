"""A text typed into a row's form, read as collecting reads a cell of that column."""

from __future__ import annotations

import re
from typing import Any

from yanzhen.fields import fields_of
from yanzhen_web.models import DraftRow
from yanzhen_web.services.collect.issues import entry_of

_BRACKETED = re.compile(r"[（(\[【]([^（()\[\]【】）]*)[)）\]】]")
_TOTALS = ("investment_cny", "intended_amount_cny", "signed_amount_cny")
_BESIDE_A_TOTAL = ("investment_range_cny", "investment_foreign", "investment_approximate", "phases")


def read_text(row: DraftRow, key: str, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields that a text gives, and what is wrong with it."""
    from yanzhen.collect import read_value

    facts: dict[str, Any] = next((sheet for sheet in row.upload.sheets if sheet.get("sheet") == row.sheet), {})
    values, issues = read_value(
        row.kind,
        key,
        text,
        unit=_unit(row, key, facts),
        within=row.upload.owner_org.region or None,
        as_of=str(facts.get("as_of", "")),
    )
    return values, [entry_of(issue) for issue in issues]


def _unit(row: DraftRow, key: str, facts: dict[str, Any]) -> str | None:
    """The unit of the row's column: its header's, else for money that of the line above the table."""
    column = (row.cells.get(key) or ("",))[0]
    header = next((c["header"] for c in row.upload.columns if (c["sheet"], c["column"]) == (row.sheet, column)), "")
    found = _BRACKETED.findall(header)
    if found:
        return str(found[-1])
    money = fields_of(row.kind)[key].type == "money"
    return str(facts["unit"]) if money and facts.get("unit") else None


def given_beside(key: str) -> set[str]:
    """Fields that a cell of this key may give instead of it: they go when the cell is read again."""
    beside = {key, f"{key}_range", key.removesuffix("_cny") + "_negotiable"}
    return beside | set(_BESIDE_A_TOTAL) if key in _TOTALS else beside
