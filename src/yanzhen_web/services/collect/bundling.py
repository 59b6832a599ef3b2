"""A zip of books and forms as one upload: its rows carry the path of the book that they came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yanzhen.collect import Collected
    from yanzhen.collect.bundles import Bundle

_LONGEST = 100
"""Letters of a sheet's name in a draft row and in a record."""


def as_one(bundle: Bundle, name: str) -> Collected:
    """The books of a bundle as one; a sheet is called by the book's path and its own name.

    What could not be read stands among the sheets, with why.
    """
    from yanzhen.collect import Collected

    whole = Collected(name)
    names = _Names()
    for book in bundle.books:
        for record in book.records:
            record.source = replace(record.source, sheet=names.of(book.book, record.source.sheet))
        for column in book.columns:
            column.sheet = names.of(book.book, column.sheet)
        whole.records += book.records
        whole.issues += [replace(issue, sheet=names.of(book.book, issue.sheet)) for issue in book.issues]
        whole.columns += book.columns
        whole.skipped += [row._replace(sheet=names.of(book.book, row.sheet)) for row in book.skipped]
        whole.sheets += [{**facts, "sheet": names.of(book.book, str(facts.get("sheet", "")))} for facts in book.sheets]
    whole.sheets += list(_unread(bundle))
    return whole


def _unread(bundle: Bundle) -> Iterator[dict[str, Any]]:
    for inside, error in bundle.refused:
        yield {"sheet": inside, "unread_zh": error.said.zh, "unread_en": error.said.en}


class _Names:
    """Names of sheets that are short enough to keep; two sheets never share one."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def of(self, book: str, sheet: str) -> str:
        """The name of a sheet of a book; the end of a long path says more than its beginning."""
        if (book, sheet) not in self._given:
            whole = f"{book} › {sheet}" if sheet else book
            name, number = _shortened(whole), 1
            while name in self._taken:
                number += 1
                name = _shortened(whole, f"（{number}）")
            self._taken.add(name)
            self._given[book, sheet] = name
        return self._given[book, sheet]


def _shortened(name: str, mark: str = "") -> str:
    room = _LONGEST - len(mark)
    return (name if len(name) <= room else "…" + name[1 - room :]) + mark
