"""Several forms in one sheet, one under another or side by side: told by the label that names a record coming again."""

from __future__ import annotations

from yanzhen.collect.forms.pairing import Pair
from yanzhen.collect.headers import reader
from yanzhen.collect.kinds import NAMELESS
from yanzhen.collect.lines import folded_line


def forms_in(pairs: list[Pair], kind: str, *, spoken: bool = False) -> list[list[Pair]]:
    """The pairs of each form.

    Args:
        spoken: they are lines of text: a name in other words begins another form, too, and blank lines part them.

    Forms that follow one another begin with the same labels. Where only the name and what follows it comes again
    (one firm, three demands), what stands above the first name belongs to each.
    """
    if not pairs:
        return []
    named = _names(pairs, kind, spoken)
    if len(named) < 2:
        return [pairs]
    if not spoken and len({pairs[at].label_row for at in named}) < len(named):
        return _abreast(pairs, named)
    return _stacked(pairs, named)


def _names(pairs: list[Pair], kind: str, spoken: bool) -> list[int]:
    """Places of the label that names a record, where it comes several times with the same words."""
    for key in NAMELESS.get(kind, ("name",)):
        places = [at for at, pair in enumerate(pairs) if reader(kind).understand((pair.label,)).key == key]
        if places:
            words = folded_line(pairs[places[0]].label)
            return [at for at in places if spoken or folded_line(pairs[at].label) == words]
    return []


def _stacked(pairs: list[Pair], named: list[int]) -> list[list[Pair]]:
    lead = _lead(pairs, named)
    starts = [_start(pairs, at, before, lead) for at, before in zip(named, [-1, *named], strict=False)]
    common = pairs[: starts[0]]
    ends = [*starts[1:], len(pairs)]
    return [[*common, *pairs[start:end]] for start, end in zip(starts, ends, strict=True)]


def _start(pairs: list[Pair], at: int, before: int, lead: int) -> int:
    """Where the form begins whose name stands at `at`: at its part of the text, if that has no other name."""
    part = pairs[at].part
    if part == (pairs[before].part if before >= 0 else 0):
        return at - lead
    start = at
    while start - 1 > before and pairs[start - 1].part == part:
        start -= 1
    return start


def _lead(pairs: list[Pair], named: list[int]) -> int:
    """How many labels before the name every form has alike."""
    lead = 0
    while True:
        before = [at - lead - 1 for at in named]
        if before[0] < 0 or any(b <= a for a, b in zip(named, before[1:], strict=False)):
            return lead
        if len({folded_line(pairs[at].label) for at in before}) > 1:
            return lead
        lead += 1


def _abreast(pairs: list[Pair], named: list[int]) -> list[list[Pair]]:
    """Forms side by side: each takes the columns from its name's label to the next one's; bands of rows first."""
    rows = sorted({pairs[at].label_row for at in named})
    forms: list[list[Pair]] = []
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        band = [p for p in pairs if (p.label_row >= row or place == 0) and (below is None or p.label_row < below)]
        lefts = sorted(pairs[at].label_column for at in named if pairs[at].label_row == row)
        for left, beyond in zip(lefts, [*lefts[1:], None], strict=True):
            first = left == lefts[0]
            inside = [
                p for p in band if (p.label_column >= left or first) and (beyond is None or p.label_column < beyond)
            ]
            if inside:
                forms.append(inside)
    return forms
