"""What comes out of a book: records, refused cells, skipped rows, what each column means, facts of each sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from yanzhen.collect.issues import Issue
from yanzhen.language import Said
from yanzhen.records import Record


class Skipped(NamedTuple):
    """A row that holds no record: `title`, `header` (repeated), `subtotal`, `note` or `hidden`."""

    sheet: str
    row: int
    reason: str


@dataclass(slots=True)
class ReadColumn:
    """What was made of a column of a table.

    Attributes:
        column: Excel's letter.
        header: as it stands; levels are joined by ` > `.
        key: of the field; None where the header is not understood: its cells are in the records' `extra`.
        kind: of the table's records.
        row: of the table's (last) header row, Excel's number.
        hidden: the column is hidden and was left out.
        alternatives: what else the header may mean, where nothing in the sheet decided, or it is only like known ones.
        question: to ask the sender then.
        form: it is a label of a form; column and row are those of the label.
        certainty: of the key, from 0 to 1; without a key, of its being no field.
        because: why it was read so.
    """

    sheet: str
    column: str
    header: str
    key: str | None
    kind: str = ""
    row: int = 0
    hidden: bool = False
    alternatives: tuple[str, ...] = ()
    question: Said | None = None
    form: bool = False
    certainty: float = 0.0
    because: Said | None = None

    def as_row(self) -> dict[str, Any]:
        """As the collected JSON has it; only what says something."""
        row: dict[str, Any] = {"sheet": self.sheet, "column": self.column, "header": self.header, "key": self.key}
        if self.form:
            row |= {"row": self.row, "form": True}
        if self.hidden:
            row["hidden"] = True
        if self.alternatives:
            row["alternatives"] = list(self.alternatives)
        if self.question:
            row["question"] = str(self.question)
        row["certainty"] = self.certainty
        if self.because:
            row["because"] = str(self.because)
        return row


@dataclass(slots=True)
class Collected:
    """Everything that was understood of one book.

    Attributes:
        book: the file's name.
        sheets: facts of each sheet from its title, unit and foot lines: sheet, title, unit, reported_by, as_of, …
    """

    book: str
    records: list[Record] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    columns: list[ReadColumn] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """The five lists of the collected JSON."""
        return {
            "records": [_without_book(record) for record in self.records],
            "issues": [issue.as_row() for issue in self.issues],
            "skipped": [skipped._asdict() for skipped in self.skipped],
            "columns": [column.as_row() for column in self.columns],
            "sheets": [dict(facts) for facts in self.sheets],
        }


def _without_book(record: Record) -> dict[str, Any]:
    row = record.as_row()
    row.pop("book", None)
    return row
