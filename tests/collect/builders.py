"""Sheets made by hand, and what collecting makes of them."""

from typing import Any

from yanzhen.collect import Collected, collect_sheets
from yanzhen.collect.workbooks import Sheet

HEADER = ["序号", "项目名称", "投资方", "转出地", "承接地", "总投资（亿元）", "签约时间", "开工时间"]


def project(number: int, **changes: Any) -> list[Any]:
    """A row under HEADER; `changes` by header."""
    row = [
        float(number),
        f"示例项目{number}",
        f"示例公司{number}",
        "广东省深圳市",
        "长沙市",
        float(number),
        "2025-01",
        "2025-06",
    ]
    for header, value in changes.items():
        row[next(i for i, h in enumerate(HEADER) if h.startswith(header))] = value
    return row


def sheet(rows: list[list[Any]], name: str = "Sheet1", **more: Any) -> Sheet:
    """A sheet of rows, filled up to one length."""
    width = max(map(len, rows))
    return Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], **more)


def collect(rows: list[list[Any]], name: str = "Sheet1", *, kind: str | None = None, **more: Any) -> Collected:
    options = {key: more.pop(key) for key in ("include_hidden", "keep_cells", "known") if key in more}
    return collect_sheets([sheet(rows, name, **more)], kind=kind, **options)


def values(found: Collected, key: str) -> list[Any]:
    """The field of each record, None where it has none."""
    return [record.get(key) for record in found.records]


def issues(found: Collected) -> list[tuple[int, str, str]]:
    return [(issue.row, issue.column, issue.code) for issue in found.issues]


def skipped(found: Collected) -> list[tuple[int, str]]:
    return [(line.row, line.reason) for line in found.skipped]


def keys(found: Collected) -> dict[str, str | None]:
    return {column.header: column.key for column in found.columns}
