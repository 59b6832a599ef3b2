"""Flows and indicators as workbooks: the same numbers as on the page, every text a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yanzhen.recordfiles import workbook_bytes
from yanzhen.report.country.documents import AXIS_SHEETS, FLOW_SHEETS
from yanzhen_web.scopes import Actor
from yanzhen_web.services.country.axispages import axes_told
from yanzhen_web.services.country.flowpages import flows_told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def flows_file(actor: Actor, parameters: Mapping[str, str]) -> bytes:
    """The matrix, the balances, what stands apart and the definitions, a sheet each."""
    return sheets_of(flows_told(actor, parameters), FLOW_SHEETS)


def axes_file(actor: Actor, parameters: Mapping[str, str]) -> bytes:
    """The indicators, over all and group by group, a sheet each."""
    return sheets_of(axes_told(actor, parameters), AXIS_SHEETS[:2])


def sheets_of(document: dict[str, Any], names: tuple[str, ...]) -> bytes:
    """Parts of a document as sheets; ids of records, which lists of the site give, are left out."""
    parts = {}
    for name in names:
        rows = [{key: value for key, value in row.items() if key != "rows"} for row in document[name]]
        parts[name] = (list(dict.fromkeys(key for row in rows for key in row)), rows)
    return workbook_bytes(parts)
