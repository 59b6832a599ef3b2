"""What was understood of a book as it crosses from one process to another: plain JSON, the records in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from yanzhen.collect.collected import Collected, ReadColumn, Skipped
from yanzhen.collect.issues import Issue
from yanzhen.language import Said
from yanzhen.records import Record, Source

BATCH = 500


def records_messages(records: list[Record]) -> Iterator[dict[str, Any]]:
    """Messages of some records."""
    for start in range(0, len(records), BATCH):
        yield {
            "records": [
                [r.kind, r.name, r.fields, r.extra, r.source.book, r.source.sheet, r.source.row, r.key, r.cells]
                for r in records[start : start + BATCH]
            ]
        }


def rest_message(collected: Collected) -> dict[str, Any]:
    """A message of everything but the records."""
    return {
        "issues": [[getattr(issue, part.name) for part in fields(Issue)] for issue in collected.issues],
        "skipped": [list(skipped) for skipped in collected.skipped],
        "columns": [_column(column) for column in collected.columns],
        "sheets": collected.sheets,
    }


def _column(column: ReadColumn) -> dict[str, Any]:
    told = {part.name: getattr(column, part.name) for part in fields(ReadColumn)}
    for name in ("question", "because"):
        told[name] = list(said) if (said := told[name]) else None
    return told


def take(message: dict[str, Any], collected: Collected) -> None:
    """Add to `collected` what a message brings."""
    collected.records.extend(map(_record, message.get("records", ())))
    collected.issues.extend(Issue(*told) for told in message.get("issues", ()))
    collected.skipped.extend(Skipped(*told) for told in message.get("skipped", ()))
    collected.columns.extend(map(_read_column, message.get("columns", ())))
    collected.sheets.extend(message.get("sheets", ()))


def _record(told: list[Any]) -> Record:
    kind, name, values, extra, book, sheet, row, key, cells = told
    places = {of: (column, text) for of, (column, text) in cells.items()}
    return Record(kind, name, values, extra, Source(book, sheet, row), key, places)


def _read_column(told: dict[str, Any]) -> ReadColumn:
    said = {name: Said(*told[name]) if told[name] else None for name in ("question", "because")}
    return ReadColumn(**{**told, **said, "alternatives": tuple(told["alternatives"])})
