"""A Word document put in order: which of its text belongs to a form in a table, and which is a form itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yanzhen.collect.forms.grid import Grid
from yanzhen.collect.forms.pairing import Pair, Pairing
from yanzhen.collect.forms.recognising import is_form, names_a_record
from yanzhen.collect.forms.spoken import spoken_pairs
from yanzhen.collect.lines import folded_line
from yanzhen.collect.workbooks import Line, Sheet
from yanzhen.collect.workbooks.docx import TEXT_SHEET

_FEWEST = 2
"""Labels that make a form of lines of text."""


def arranged(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, list[Pair]]]:
    """Each table with the pairs that stand above it as text, if it is a form; then the text, if it is one itself."""
    used: set[int] = set()
    for sheet in sheets:
        if sheet.name == TEXT_SHEET:
            lines = [Line(n, str(row[0])) for n, row in enumerate(sheet.rows, start=1) if n not in used]
            pairs, _ = spoken_pairs(lines)
            if len(pairs) >= _FEWEST and any(names_a_record(pair.label) for pair in pairs):
                yield sheet, pairs
        elif is_form(sheet):
            pairs = _above(sheet)
            used.update(pair.row for pair in pairs)
            yield sheet, pairs
        else:
            yield sheet, []


def _above(sheet: Sheet) -> list[Pair]:
    """The pairs above a form that it has not itself; none where they name a record and the form does, too."""
    own = Pairing(Grid(sheet)).pairs()
    labels = {folded_line(pair.label) for pair in own}
    pairs, _ = spoken_pairs(sheet.above, TEXT_SHEET)
    if any(names_a_record(p.label) for p in pairs) and any(names_a_record(p.label) for p in own):
        return []
    return [pair for pair in pairs if folded_line(pair.label) not in labels]
