"""The event's rows in the books of its offices."""

from __future__ import annotations

from collections.abc import Sequence

from yanzhen.scenario.forms import Form, Row, filled
from yanzhen.scenario.grids import Grid
from yanzhen.scenario.hunan2025.offices import Sheet, sheets
from yanzhen.scenario.hunan2025.plan import Event

_QUARTERS = {"01": "一季度", "04": "二季度", "07": "三季度", "10": "四季度"}
_SECTION_LINES = {"省外": "省外转移项目", "省内": "省内转移项目", "境外": "境外及港澳台项目"}
_NUMERALS = "一二三四五六七八九十"


def books(event: Event) -> dict[str, list[Grid]]:
    """File name -> its sheets."""
    found: dict[str, list[Grid]] = {}
    for sheet in sheets():
        found.setdefault(sheet.file, []).extend(filled(form) for form in forms(sheet, event))
    return found


def forms(sheet: Sheet, event: Event) -> list[Form]:
    """The filled forms of a sheet: one, or one for every part."""
    rows = _rows(sheet, event)
    if not sheet.split:
        return [_form(sheet, sheet.name, rows)]
    return [_form(sheet, name, part) for name, part in _parted(rows, sheet.split)]


def _rows(sheet: Sheet, event: Event) -> list[Row]:
    projects = event.projects
    if sheet.rows in projects.by_city:
        begun = [row for row in projects.nameless if row.get("target").split("/")[1] == sheet.rows]
        return _with_old_leads([*projects.by_city[sheet.rows], *begun], projects.hidden[sheet.rows], sheet)
    listed = {"key": projects.key, "earlier": projects.earlier}
    rows: list[Row] = listed[sheet.rows] if sheet.rows in listed else getattr(event, sheet.rows)
    return rows[slice(*sheet.take)] if sheet.take else rows


def _with_old_leads(rows: Sequence[Row], hidden: Sequence[Row], sheet: Sheet) -> list[Row]:
    """Old leads stand, hidden, among the others; a CSV can't hide a row, so it has none."""
    if sheet.file.endswith(".csv"):
        return list(rows)
    mixed = list(rows)
    for n, lead in enumerate(hidden):
        mixed.insert((n + 1) * len(rows) // (len(hidden) + 1), lead)
    return mixed


def _parted(rows: Sequence[Row], key: str) -> list[tuple[str, list[Row]]]:
    """Rows by the value of a field, in the order of their first row."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(_part(row, key), []).append(row)
    return [(name, part) for name, part in parts.items() if any(not row.hidden for row in part)]


def _part(row: Row, key: str) -> str:
    if key == "county":
        return str(row.get("target")).split("/")[-1]
    if key == "quarter":
        month = int(str(row.get("met_on"))[5:7])
        return _QUARTERS[f"{(month - 1) // 3 * 3 + 1:02d}"]
    return str(row.get(key))


def _form(sheet: Sheet, name: str, rows: list[Row]) -> Form:
    if sheet.order:
        rows = sorted(rows, key=lambda row: str(row.get(sheet.order)))
    sections = [("", rows)]
    if sheet.sections:
        parts = sorted(_parted(rows, sheet.sections), key=lambda part: list(_SECTION_LINES).index(part[0]))
        sections = [(f"{_NUMERALS[n]}、{_SECTION_LINES[part]}", listed) for n, (part, listed) in enumerate(parts)]
    return Form(
        name=name,
        columns=sheet.columns,
        sections=sections,
        titles=[title.format(sheet=name) for title in sheet.titles],
        notes=sheet.notes,
        sums=sheet.sums,
        merged=sheet.merged,
        ditto=sheet.ditto,
        repeat=sheet.repeat,
        margin=sheet.margin,
        hidden_keys=sheet.hidden_columns,
    )
