"""The paper of one version: its rows in a table, the lines to sign on, and on every page the code that ties a scan to
it.
"""

from __future__ import annotations

import io
from typing import Any

import segno

from yanzhen.fields import Field, fields_of
from yanzhen_web.models import ReportRow, ReportVersion
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records import showing
from yanzhen_web.services.rounds.approving import code_of
from yanzhen_web.services.rounds.reportpages import note_rows_read

MOST_ROWS = 2000
"""Rows that a browser prints; a longer report is printed from its ledger."""
_COLUMNS = 9
_NEVER_PRINTED = ("seq", "contact", "kind")


def print_page(version: ReportVersion) -> dict[str, Any]:
    """What is printed.

    Raises:
        Refusal: too many rows for paper.
    """
    if version.count > MOST_ROWS:
        raise Refusal(f"超过 {MOST_ROWS} 行，请导出台账后打印", f"over {MOST_ROWS} rows; print its ledger instead")
    rows = list(ReportRow.objects.unscoped(why="a version whose rows the actor reads").filter(version=version))
    columns = _columns(version, rows)
    note_rows_read(version.report, (row.key for row in rows), action="report.print", version=version.number)
    return {
        "report": version.report,
        "round": version.report.round,
        "version": version,
        "columns": [str(field.label) for field in columns],
        "rows": [
            {
                "number": row.number,
                "name": row.name,
                "cells": [showing.shown(f, row.fields.get(f.key)) for f in columns],
            }
            for row in rows
        ],
        "short": version.digest[:16],
    }


def _columns(version: ReportVersion, rows: list[ReportRow]) -> list[Field]:
    """The template's fields, else those that most rows have, in the order of the registry."""
    kind = next(iter(version.report.round.kinds), "project")
    known = fields_of(kind)
    template = version.report.round.template
    if template is not None:
        keys = [column.get("key") for sheet in _sheets(template.body) for column in sheet]
    else:
        counts = {key: sum(key in row.fields for row in rows) for key in known}
        keys = [key for key, count in counts.items() if count * 2 >= max(len(rows), 1)]
    wanted = [key for key in dict.fromkeys(keys) if key in known and key not in ("name", *_NEVER_PRINTED)]
    return [known[key] for key in wanted if known[key].type != "contact"][:_COLUMNS]


def _sheets(body: dict[str, Any]) -> list[list[dict[str, Any]]]:
    tables = body.get("tables") or body.get("sheets") or [body]
    return [table.get("columns", []) for table in tables if isinstance(table, dict)]


def code_picture(version: ReportVersion) -> bytes:
    """The code of a version's pages, as SVG."""
    picture = io.BytesIO()
    segno.make(code_of(version).text(), error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, light="white", xmldecl=False
    )
    return picture.getvalue()
