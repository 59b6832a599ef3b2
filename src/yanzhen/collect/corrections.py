"""The office's own workbook, given back with its faults marked: what to write instead stands in a comment.

A hidden column carries each record's key (`returned`), so that the book, once mended and sent again, updates the
records that it made and adds none. A small .xlsx keeps its looks; a large book sends back only its faulty rows; any
other form comes back as a new .xlsx with the same cells.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from yanzhen.collect.collected import Collected
from yanzhen.collect.sandbox import run_apart
from yanzhen.collect.workbooks import Limits
from yanzhen.records import give_keys

LARGE = 5000
"""Rows of a book above which only the faulty ones go back."""


def write_corrections(path: str | Path, collected: Collected, out: str | Path, *, limits: Limits | None = None) -> Path:
    """Write the book with its faults marked, in the language in force.

    Args:
        path: the book as it came.
        collected: what `collect_book` made of it.
        out: where to write; an .xlsx whatever the form of the book.

    Returns:
        The path written. An old file there is replaced only when all went well.

    Raises:
        RefusedBook: the book can no longer be read within the limits.
    """
    path, out = Path(path), Path(out).with_suffix(".xlsx")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".corrections-") as folder:
        draft = Path(folder) / out.name
        order = {"out": str(draft), "large": LARGE, **_order(collected)}
        for _ in run_apart("corrections", path, order, limits or Limits()):
            continue
        draft.replace(out)
    return out


def _order(collected: Collected) -> dict[str, Any]:
    """What the marking process needs to know: no more than texts and places."""
    notes: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for issue in collected.issues:
        notes[issue.sheet, issue.row, issue.column].append(issue.message())
    if not all(record.key for record in collected.records):
        give_keys(collected.records)
    keys: dict[str, dict[str, str]] = defaultdict(dict)
    for record in collected.records:
        keys[record.source.sheet][str(record.source.row)] = record.key
    heads = [[column.sheet, column.row] for column in collected.columns if column.row] + [
        [row.sheet, row.row] for row in collected.skipped if row.reason in ("title", "header")
    ]
    marks = [[sheet, row, column, "\n".join(said)] for (sheet, row, column), said in notes.items()]
    return {"marks": marks, "keys": keys, "heads": heads}
