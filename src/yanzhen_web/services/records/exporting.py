"""Lists as files: only the fields that the actor reads, cells that no spreadsheet runs, rows streamed."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import Q, QuerySet

from yanzhen.fields import KIND_LABELS, Field
from yanzhen.language import Language, current, say, speaking
from yanzhen.recordfiles import inert, plain
from yanzhen.records import STAGES
from yanzhen_web.models import Record
from yanzhen_web.scopes import Actor, Relation
from yanzhen_web.services.history.readings import note_export
from yanzhen_web.services.records import showing
from yanzhen_web.services.records.listing import Asked, found, ordered
from yanzhen_web.services.records.reading import readable, value_of

_BATCH = 500
_EXACT = 2**53
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(actor: Actor, asked: Asked, form: str) -> Iterable[bytes]:
    """The rows of a list as a file, in pieces.

    Args:
        form: `csv` (with byte order mark) or `xlsx`.
    """
    chosen = found(actor, asked)
    # Columns of fields that the actor reads of none of the rows are absent, not blank.
    fields = readable(asked.kind, _widest(chosen))
    rows = ordered(chosen, actor, asked.kind, asked.sort).iterator(chunk_size=_BATCH)
    note_export(asked.kind, form, ordered(chosen, actor, asked.kind, asked.sort))
    lines = (_line(record, fields) for record in rows)
    headings = _headings(fields)
    return csv_of(headings, lines) if form == "csv" else xlsx_of(str(KIND_LABELS[asked.kind]), headings, lines)


def csv_of(headings: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    """Lines as a file with byte order mark, whose cells no spreadsheet runs, in pieces."""
    return _said(current(), _as_csv(headings, lines))


def xlsx_of(title: str, headings: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    """Lines as a workbook whose texts stay texts, in pieces."""
    return _said(current(), _as_xlsx(title, headings, lines))


def _said(language: Language, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces in the language of the request, which is over when they are sent."""
    while True:
        with speaking(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _widest(chosen: QuerySet[Record]) -> Relation:
    """All that the actor reads of any of the rows."""
    return Relation(
        inside=chosen.filter(inside=True).exists(),
        close=chosen.filter(close=True).exists(),
        contacts=chosen.filter(contacts=True).exists(),
        released=chosen.exclude(released_at=None).exists(),
        masked=not chosen.filter(Q(inside=True) | Q(masked=False)).exists(),
    )


def _line(record: Record, fields: list[Field]) -> list[Any]:
    allowed = {field.key for field in readable(record.kind, Relation.to(record))}
    values = [_cell(field, value_of(record, field.key)) if field.key in allowed else None for field in fields]
    return [record.public_id, *values]


def _cell(field: Field, value: Any) -> Any:
    if field.type == "region" and value:
        return showing.region(str(value))
    if field.type == "stage" and value in STAGES:
        return showing.shown(field, value)
    if isinstance(value, bool | list | dict):
        return showing.shown(field, value)
    return plain(value)


def _headings(fields: list[Field]) -> list[str]:
    return ["ID", *(_heading(field) for field in fields)]


def _heading(field: Field) -> str:
    unit = showing.unit(field)
    return say(f"{field.label}（{unit}）", f"{field.label} ({unit})") if unit else str(field.label)


class _Echo:
    """Gives a written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _as_csv(headings: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + writer.writerow([inert(text) for text in headings]).encode()
    for line in lines:
        yield writer.writerow([inert(value) for value in line]).encode("utf-8", "replace")


def _as_xlsx(title: str, headings: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        _write_book(file, title, headings, lines)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _write_book(file: IO[bytes], title: str, headings: list[str], lines: Iterable[list[Any]]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options | {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True})
        sheet.freeze_panes(1, 2)
        for column, text in enumerate(headings):
            sheet.set_column(column, column, max(10, min(30, 2 * len(text) + 4)))
            sheet.write_string(0, column, text, bold)
        for number, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                _write_cell(sheet, number, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, int | float) and abs(value) < _EXACT:
        sheet.write_number(row, column, value)
    elif value not in (None, ""):
        sheet.write_string(row, column, str(value)[:32767])
