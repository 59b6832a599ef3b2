"""Rows of a book before they are records: shown beside their cells, corrected value by value."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from yanzhen.errors import YanzhenError
from yanzhen.fields import KIND_LABELS, Field, fields_of
from yanzhen.records import Record as EngineRecord
from yanzhen.records import content_key
from yanzhen_web.models import DraftRow, Upload
from yanzhen_web.services.collect.cellreading import given_beside, read_text
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.recording import Told
from yanzhen_web.services.records.storing import storable

HARMLESS = ("date_order", "duplicate_row")
"""Issues that are told but refuse nothing."""


class Closed(YanzhenError):
    """The rows of a book that was accepted, or is not read yet, are not corrected."""

    def __init__(self) -> None:
        super().__init__(
            "这本表已经入库或撤回，不能再更正它的行；请改记录本身",
            "the book was taken in or taken back, so its rows stand; change the record instead",
        )


class Moved(YanzhenError):
    """Somebody else has corrected the row since it was read; `tag` is as it stands."""

    def __init__(self, row: DraftRow) -> None:
        self.tag = tag_of(row)
        super().__init__(
            "这一行刚被别人改过；请看过新的内容再改",
            "the row has been corrected meanwhile; read it again, then correct",
        )


def open_issues(row: DraftRow) -> list[dict[str, Any]]:
    """What still refuses a value of the row."""
    return [issue for issue in row.issues if issue["code"] not in HARMLESS]


def told(rows: Iterable[DraftRow]) -> Iterator[Told]:
    """Draft rows as the recording writer takes them."""
    from yanzhen_web.services.records.releasing import is_released, publication_of

    for row in rows:
        yield Told(
            kind=row.kind,
            name=row.name,
            key=row.engine_key,
            fields=row.fields,
            extra=row.extra,
            sheet=row.sheet,
            row=row.row,
            returned_id=row.returned_id,
            publication=publication_of(row.kind, row.fields),
            released=is_released(row.kind, row.fields),
        )


def tag_of(row: DraftRow) -> str:
    """By what one knows whether a row is as it was read: a digest of all that is shown of it."""
    shown = [row.name, row.state, row.fields, row.cells, row.issues]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def row_entry(row: DraftRow) -> dict[str, Any]:
    """A row as pages show it."""
    return {
        "public_id": row.public_id,
        "sheet": row.sheet,
        "row": row.row,
        "kind": row.kind,
        "kind_label": str(KIND_LABELS.get(row.kind, row.kind)),
        "name": row.name,
        "state": row.state,
        "open": False,
        "cells": _cells(row),
    }


def row_context(row: DraftRow) -> dict[str, Any]:
    """What the partials of one row need."""
    return {"row": row_entry(row) | {"open": True, "tag": tag_of(row)}, "upload": row.upload}


def _cells(row: DraftRow) -> list[dict[str, Any]]:
    """Every field that the row's sheet has, and every one that something is wrong with."""
    known = fields_of(row.kind)
    issues = {issue.get("key") or issue.get("column"): issue for issue in row.issues}
    keys = [key for key in known if key in row.cells or key in row.fields or key in issues or key == "name"]
    return [_cell(row, known[key], issues) for key in keys]


def _cell(row: DraftRow, field: Field, issues: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    column, original = row.cells.get(field.key) or ("", "")
    issue = issues.get(field.key) or (issues.get(column) if column else None)
    value = row.name if field.key == "name" else row.fields.get(field.key)
    shown = showing.shown(field, value)
    return {
        "key": field.key,
        "label": str(field.label),
        "type": "text" if field.type == "text" else "line",
        "column": column,
        "original": original,
        "value_display": shown,
        "input": _input(field, value, original, shown),
        "issue_text": _sentence(issue),
        "severity": _severity(issue),
    }


def _input(field: Field, value: Any, original: str, shown: str) -> str:
    """What stands in the form: the cell as the office wrote it, or the value where no cell gave it."""
    if original:
        return original
    return str(value) if value is not None and field.type in ("region", "date", "name", "text", "code") else shown


def _severity(issue: dict[str, Any] | None) -> str:
    if issue is None:
        return ""
    return "caution" if issue["code"] in HARMLESS else "fault"


def _sentence(issue: dict[str, Any] | None) -> str:
    from yanzhen.language import current

    return "" if issue is None else issue.get(f"message_{current()}", issue["code"])


@transaction.atomic
def correct(row: DraftRow, posted: Mapping[str, str], *, seen: str = "") -> DraftRow:
    """Take over corrected texts; each is read as collecting reads a cell of that column.

    Only fields whose text differs from what the form showed are read again. A text that can't be read stays an issue
    with the advice for it. An emptied field loses its value and its issue.

    Args:
        seen: the tag of the row upon which the correction was made; empty where the last word counts.

    Raises:
        Closed: the book is not open for corrections, or not any more.
        Moved: somebody else was first.
        StateSecret: a text bears a mark of state secrecy; nothing is taken over then.
    """
    from yanzhen.collect.secrecy import check_text

    for text in posted.values():
        check_text(str(text), place_zh="填写的文字", place_en="What was typed")
    row = _locked(row)
    if row.upload.state != Upload.State.READY:
        raise Closed
    if seen and seen != tag_of(row):
        raise Moved(row)
    shown = {cell["key"]: cell for cell in _cells(row)}
    for key, cell in shown.items():
        if key in posted and (posted[key].strip() != cell["input"].strip() or cell["severity"] == "fault"):
            _take_over(row, key, storable(posted[key]).strip())
    row.engine_key = content_key(EngineRecord(row.kind, row.name, row.fields)) + _repeat(row.engine_key)
    row.state = DraftRow.State.ISSUES if open_issues(row) else DraftRow.State.FIXED
    row.save()
    _count_anew(row.upload)
    return row


def _locked(row: DraftRow) -> DraftRow:
    """The row, held until the transaction ends; its book first, as whoever accepts it does: what is corrected is taken
    in, or refused.
    """
    books = Upload.objects.unscoped(why="the book of a row that the person may see").select_related("owner_org")
    book = books.select_for_update(of=("self",)).get(pk=row.upload_id)
    found = DraftRow.objects.unscoped(why="a row that the person may see").select_for_update().get(pk=row.pk)
    found.upload = book
    return found


def _repeat(key: str) -> str:
    """The `~2` of a row that repeats another."""
    return "".join(key.partition("~")[1:])


def _take_over(row: DraftRow, key: str, text: str) -> None:
    column = (row.cells.get(key) or ("", ""))[0]
    row.issues = [i for i in row.issues if i.get("key") != key and not (column and i.get("column") == column)]
    row.cells = row.cells | {key: [column, text]}
    if key == "name":
        row.name = " ".join(text.split())[:500] or row.name
        return
    row.fields = {k: v for k, v in row.fields.items() if k not in given_beside(key)}
    if text:
        values, issues = read_text(row, key, text)
        row.fields |= values
        row.issues += [issue | {"key": key, "column": column, "row": row.row, "sheet": row.sheet} for issue in issues]


# --- corrections that outlive another reading of the book ------------------------------------------------------------

Place = tuple[str, int, int]
"""Sheet, row, and which one of the records that start in it."""
_BY_HAND = (DraftRow.State.FIXED, DraftRow.State.ISSUES)


def by_hand(upload: Upload) -> dict[Place, dict[str, list[str]]]:
    """The cells, as they stand, of rows that somebody may have corrected, by their places in the book."""
    rows = DraftRow.objects.unscoped(why="the rows of a book that is read anew").filter(upload=upload)
    return {place: row.cells for place, row in _placed(rows) if row.state in _BY_HAND}


def carry_over(upload: Upload, corrected: Mapping[Place, Mapping[str, list[str]]]) -> None:
    """Put what was corrected by hand into the rows of a new reading: the text of a cell that is not the book's own,
    under the field as which its column is read now.
    """
    if not corrected:
        return
    rows = DraftRow.objects.unscoped(why="the rows of a book that was read anew").filter(upload=upload)
    found = {row.pk: _texts_by_hand(row.cells, corrected[place]) for place, row in _placed(rows) if place in corrected}
    for pk, texts in found.items():
        if not texts:
            continue
        row = rows.get(pk=pk)
        row.upload = upload
        for key, text in texts.items():
            _take_over(row, key, text)
        row.engine_key = content_key(EngineRecord(row.kind, row.name, row.fields)) + _repeat(row.engine_key)
        row.state = DraftRow.State.ISSUES if open_issues(row) else DraftRow.State.FIXED
        row.save()


def _placed(rows: QuerySet[DraftRow]) -> Iterator[tuple[Place, DraftRow]]:
    seen: Counter[tuple[str, int]] = Counter()
    for row in rows.order_by("number").only("sheet", "row", "state", "cells").iterator(chunk_size=500):
        seen[row.sheet, row.row] += 1
        yield (row.sheet, row.row, seen[row.sheet, row.row]), row


def _texts_by_hand(read: Mapping[str, list[str]], stood: Mapping[str, list[str]]) -> dict[str, str]:
    """Key -> text of the cells that stood otherwise than they are read from the book."""
    now = {cell[0]: (key, cell[1]) for key, cell in read.items() if cell[0]}
    found: dict[str, str] = {}
    for key, (column, text) in stood.items():
        if not column and key not in read:
            found[key] = text
        elif column in now and now[column][1] != text:
            found[now[column][0]] = text
    return found


def _count_anew(upload: Upload) -> None:
    rows = DraftRow.objects.unscoped(why="counts of an upload").filter(upload=upload)
    counts = upload.counts | {"rows_with_issues": rows.filter(state=DraftRow.State.ISSUES).count()}
    Upload.objects.unscoped(why="counts of an upload").filter(pk=upload.pk).update(counts=counts)
