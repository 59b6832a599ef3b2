"""From a workbook to records: walks its sheets, finds their tables, and reads them batch after batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from yanzhen.collect.abreast import taken_apart
from yanzhen.collect.collected import Collected, Skipped
from yanzhen.collect.forms.documents import arranged
from yanzhen.collect.forms.pairing import Pair
from yanzhen.collect.forms.reading import FormReader
from yanzhen.collect.forms.recognising import is_form
from yanzhen.collect.lexicon import NOTHING_KNOWN, Lexicon
from yanzhen.collect.pausing import collecting_seldom
from yanzhen.collect.recordmaking import BookMemory
from yanzhen.collect.returned import take_ids
from yanzhen.collect.secrecy.books import look_through
from yanzhen.collect.secrecy.marks import check_name
from yanzhen.collect.sheetreading import SheetReader
from yanzhen.collect.workbooks import Limits, Sheet, open_book
from yanzhen.collect.workbooks.docx import TEXT_SHEET
from yanzhen.collect.workbooks.strangers import refuse_by_name
from yanzhen.errors import WrongUsage
from yanzhen.records import KINDS, Record, give_keys

Progress = Callable[[float, str], None]


def collect_book(
    path: str | Path,
    *,
    kind: str | None = None,
    include_hidden: bool = False,
    limits: Limits | None = None,
    progress: Progress | None = None,
    keep_cells: bool = True,
    home: str | None = None,
    known: Lexicon = NOTHING_KNOWN,
) -> Collected:
    """Everything that can be understood of a workbook.

    Args:
        kind: of its records; None to read it from each table.
        include_hidden: also take hidden rows, columns and sheets.
        limits: what the file may cost.
        progress: told the share that is done, and the sheet.
        keep_cells: keep each cell's text beside the value that was read from it (`Record.cells`).
        home: code of the region that the book is of, where neither a sheet's name nor its reporter tells one.
        known: what the sender's headers mean, as people corrected them.

    Raises:
        UnreadableInput: no such file, unsafe, damaged, or not a workbook.
        WrongUsage: an unknown kind.
    """
    collected = Collected(Path(path).name)
    stream = _Stream(collected, kind, include_hidden, keep_cells, progress, home, known)
    for batch in stream.batches(path, limits):
        collected.records.extend(batch)
    give_keys(collected.records)
    return collected


def stream_book(
    path: str | Path,
    *,
    kind: str | None = None,
    include_hidden: bool = False,
    limits: Limits | None = None,
    collected: Collected | None = None,
    keep_cells: bool = False,
    home: str | None = None,
    known: Lexicon = NOTHING_KNOWN,
) -> Iterator[list[Record]]:
    """The records of a workbook in batches, for what does not fit in memory; without keys.

    Args:
        collected: where issues, skipped rows, columns and facts of sheets are put meanwhile.
        home, known: as in `collect_book`.
    """
    into = collected if collected is not None else Collected(Path(path).name)
    yield from _Stream(into, kind, include_hidden, keep_cells, None, home, known).batches(path, limits)


def collect_sheets(
    sheets: Iterator[Sheet] | list[Sheet],
    *,
    book: str = "",
    kind: str | None = None,
    include_hidden: bool = False,
    keep_cells: bool = True,
    known: Lexicon = NOTHING_KNOWN,
    home: str | None = None,
) -> Collected:
    """As `collect_book`, from sheets that are open already."""
    collected = Collected(book)
    stream = _Stream(collected, kind, include_hidden, keep_cells, None, home, known)
    for sheet in sheets:
        for batch in stream.of_sheet(sheet):
            collected.records.extend(batch)
    give_keys(collected.records)
    return collected


def collect_spoken(sheet: Sheet, *, book: str = "", kind: str | None = None, home: str | None = None) -> Collected:
    """The forms in lines of text, `标签：值`: a sheet of one column, a row a line; blank lines part the forms."""
    collected = Collected(book)
    for batch in _Stream(collected, kind, False, True, None, home).of_sheet(sheet, spoken=True):
        collected.records.extend(batch)
    give_keys(collected.records)
    return collected


class _Stream:
    def __init__(
        self,
        collected: Collected,
        kind: str | None,
        include_hidden: bool,
        keep_cells: bool,
        progress: Progress | None,
        home: str | None = None,
        known: Lexicon = NOTHING_KNOWN,
    ) -> None:
        if kind is not None and kind not in KINDS:
            kinds = " ".join(KINDS)
            raise WrongUsage(f"不认识的类别 {kind}，请用 {kinds}", f"unknown kind {kind}; use one of {kinds}")
        self._collected = collected
        self._options: dict[str, Any] = {"kind": kind, "include_hidden": include_hidden, "keep_cells": keep_cells}
        self._options |= {"home": home, "known": known}
        self._progress = progress
        self._memory = BookMemory()

    def batches(self, path: str | Path, limits: Limits | None) -> Iterator[list[Record]]:
        with collecting_seldom():
            check_name(self._collected.book)
            refuse_by_name(self._collected.book, Path(path))
            book = open_book(path, limits or Limits())
            look_through(Path(path), book, self._collected.book, limits)
            placed = arranged(book.sheets) if book.form == "docx" else ((sheet, []) for sheet in book.sheets)
            for number, (sheet, pairs) in enumerate(placed):
                if self._progress:
                    self._progress(number / (number + 1), sheet.name)
                spoken = book.form == "docx" and sheet.name == TEXT_SHEET
                yield from self.of_sheet(sheet, [] if spoken else pairs, spoken=spoken)
        if self._progress:
            self._progress(1.0, Path(path).name)

    def of_sheet(self, sheet: Sheet, pairs: Sequence[Pair] = (), *, spoken: bool = False) -> Iterator[list[Record]]:
        """The records of a sheet.

        Args:
            pairs: that stand beside a form in the sheet, as text above it.
            spoken: the sheet is lines of text, not cells.
        """
        if not sheet.visible and not self._options["include_hidden"]:
            if any(cell != "" for row in sheet.rows for cell in row):
                self._collected.sheets.append({"sheet": sheet.name, "hidden": True})
                self._collected.skipped.extend(
                    Skipped(sheet.name, sheet.first_row + i, "hidden")
                    for i, row in enumerate(sheet.rows)
                    if any(cell != "" for cell in row)
                )
            return
        sheet, keys = take_ids(sheet)
        if spoken or pairs or is_form(sheet, include_hidden=self._options["include_hidden"]):
            form = FormReader(sheet, self._collected, self._memory, more=list(pairs), spoken=spoken, **self._options)
            yield _keyed(form.records(), keys)
            return
        parts = taken_apart(sheet)
        for part in parts:
            for batch in SheetReader(part, self._collected, self._memory, **self._options).batches():
                yield _keyed(batch, keys)
        if len(parts) > 1:
            self._tell_once(sheet.name)

    def _tell_once(self, name: str) -> None:
        """Lines that tables abreast have in common were told for each of them."""
        told = self._collected
        told.skipped[:] = dict.fromkeys(told.skipped)
        facts = [row for row in told.sheets if row["sheet"] == name]
        told.sheets[:] = [row for row in told.sheets if row["sheet"] != name] + [max(facts, key=len)]


def _keyed(records: list[Record], keys: dict[int, str]) -> list[Record]:
    """Records with the keys that a corrected book brought back."""
    if keys:
        # Of forms side by side nobody knows which of them the row's key was of.
        counts = Counter(record.source.row for record in records)
        for record in records:
            record.key = keys.get(record.source.row, "") if counts[record.source.row] == 1 else ""
    return records
