"""Writes records in the layout of a template: the same input gives the same bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yanzhen.collect.templates.arranging import Arranger
from yanzhen.collect.templates.blanks import Filling, Period, period_of
from yanzhen.collect.templates.pages import PageWriter
from yanzhen.collect.templates.pens import told_beside
from yanzhen.collect.templates.shapes import Grouping, SheetTemplate, Template
from yanzhen.collect.templates.sheetnames import sheet_name
from yanzhen.collect.templates.styles import Styles
from yanzhen.errors import WrongUsage
from yanzhen.fields import KIND_LABELS
from yanzhen.recordfiles import BOOK_OPTIONS, BOOK_PROPERTIES
from yanzhen.records import Record
from yanzhen.reference.regions import is_known, is_within


def fill_template(
    template: Template,
    records: Iterable[Record],
    *,
    period: str | Period | None = None,
    office: str = "",
    as_of: str = "",
    order: Sequence[str] = (),
    grouping: Grouping | None = None,
    totals: bool | None = None,
    ids: bool = False,
) -> bytes:
    """A workbook of records in the template's layout.

    Amounts stand in the unit of their column with every digit that they have; dates at their precision; places in the
    template's manner; stages in words. What comes from outside is typed as text, never as a formula. A cell is spelled
    so that `collect_book` reads the same value from it.

    Args:
        records: of the kinds that the template has sheets for; others are left out (`left_out` tells which).
        period: 2025, 2025-10, 2025-Q3, 2025-H1 or 2025-W12, for titles and headers.
        office: who reports, for titles and 填报单位.
        as_of: ISO, for 截至 and 填报时间.
        order: codes of regions in the order wanted; by default that of their codes, which is the official one.
        grouping: `city`, `county`, or "" for none; None as the template has it.
        totals: write sums even where the template has none, or none at all; None as the template has it.
        ids: add the hidden column by which a returned row is known again.

    Returns:
        An .xlsx.

    Raises:
        WrongUsage: a period that can't be read, a grouping or region that nobody knows.
    """
    import xlsxwriter

    wrong = [code for code in order if not is_known(code)]
    if wrong or grouping not in (None, "", "city", "county"):
        raise WrongUsage(
            f"不认识的地区代码或分组：{'、'.join(wrong) or grouping}；请写六位代码，分组用 city 或 county",
            f"unknown region codes or grouping: {', '.join(wrong) or grouping}; write six digits, `city` or `county`",
        )
    told = Period.of(period) if isinstance(period, str) else period
    parts = _assigned(template, list(records))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {**BOOK_OPTIONS, "in_memory": True})
    book.set_properties(BOOK_PROPERTIES)
    styles, taken = Styles(book), set[str]()
    for layout, part in zip(template.sheets, parts, strict=True):
        filling = Filling(told, office, as_of, _since(layout))
        name = sheet_name(filling.written(layout.name), taken, otherwise=KIND_LABELS[layout.kind].zh)
        entries = Arranger(layout, order, grouping, totals).entries(part)
        PageWriter(book.add_worksheet(name), name, layout, filling, styles, ids=ids).write(entries)
    book.close()
    return buffer.getvalue()


def _since(layout: SheetTemplate) -> Period | None:
    """The period that a sheet was learned from: of its lines, else of its header."""
    lines = period_of(cell.words for line in layout.above for cell in line.cells)
    return lines or period_of(cell.words for cell in layout.header)


def _assigned(template: Template, records: Sequence[Record]) -> list[list[Record]]:
    """The records of each sheet: by kind, and where several sheets have one kind, by the place they are named after."""
    parts: list[list[Record]] = [[] for _ in template.sheets]
    places = _places_of(template)
    for record in records:
        fitting = [i for i, layout in enumerate(template.sheets) if layout.kind == record.kind]
        if fitting:
            parts[_sheet_of(record, fitting, places)].append(record)
    return parts


def _places_of(template: Template) -> dict[int, str]:
    """Place of a sheet -> region that it is named after."""
    from yanzhen.collect.homes import home_of

    return {i: code for i, layout in enumerate(template.sheets) if (code := home_of(layout.name.text, ""))}


def _sheet_of(record: Record, fitting: Sequence[int], places: Mapping[int, str]) -> int:
    if len(fitting) == 1:
        return fitting[0]
    home = str(record.fields.get("target") or record.fields.get("region") or "")
    if home:
        for i in fitting:
            if i in places and is_within(home, places[i]):
                return i
    return next((i for i in fitting if i not in places), fitting[0])


def left_out(template: Template, records: Iterable[Record]) -> Counter[str]:
    """What the template has no place for: kinds, keys of fields and headers of extra columns, with how often.

    A kind is given as `kind:demand`, a field by its key, an extra column by its header.
    """
    by_kind: dict[str, set[str]] = {}
    for layout in template.sheets:
        told: set[Any] = by_kind.setdefault(layout.kind, {"name", "seq"})
        for column in layout.columns:
            told |= {column.key, column.header, *told_beside(layout.kind, column.key)}
    found: Counter[str] = Counter()
    for record in records:
        known = by_kind.get(record.kind)
        if known is None:
            found[f"kind:{record.kind}"] += 1
        else:
            found.update(key for key in (*record.fields, *record.extra) if key not in known)
    return found
