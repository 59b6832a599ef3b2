"""The difference of a round to the last one: what is new, changed, missing; money that shrank, dates that moved.

comparison = compare(last_round, this_round)
for row in comparison.rows: ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yanzhen.collect.comparing.meaning import changes_between, mark_of
from yanzhen.collect.comparing.shapes import (
    MARK_LABELS,
    WORRYING,
    CellChange,
    Comparison,
    Mark,
    RowChange,
    State,
    Telling,
    Total,
)
from yanzhen.collect.comparing.tying import Tie, party_of, tie
from yanzhen.collect.pausing import collecting_seldom
from yanzhen.fields import fields_of

__all__ = [
    "MARK_LABELS",
    "WORRYING",
    "CellChange",
    "Comparison",
    "Mark",
    "RowChange",
    "State",
    "Telling",
    "Total",
    "compare",
    "mark_of",
]


def compare(old: Iterable[Telling], new: Iterable[Telling], *, sums: bool = True) -> Comparison:
    """What this round says that the last one did not.

    Values are compared by what they mean: a date that became more precise has not moved, a region's new name or
    successor is the same region, the order of a list, blanks and full-width letters say nothing. A row's number (序号)
    is not compared.

    Args:
        old, new: the rows of the two rounds; `Record` or anything as light with its attributes.
        sums: whether to add up the fields of money as well.
    """
    olds, news = list(old), list(new)
    with collecting_seldom():
        rows = tuple(_rows(olds, news, tie(olds, news)))
        states: Counter[State] = Counter(row.state for row in rows)
        marks: Counter[Mark] = Counter(cell.mark for row in rows for cell in row.cells)
        return Comparison(rows, dict(states), dict(marks), tuple(_totals(olds, news)) if sums else ())


def _rows(olds: Sequence[Telling], news: Sequence[Telling], ties: Sequence[Tie]) -> Iterable[RowChange]:
    tied = {each.new: each for each in ties}
    for j, row in enumerate(news):
        known = tied.get(j)
        if known is None:
            yield RowChange("new", row.kind, row.name, None, j, party=party_of(row))
            continue
        cells = changes_between(olds[known.old], row)
        yield RowChange("changed" if cells else "same", row.kind, row.name, known.old, j, cells, known.by)
    kept = {each.old for each in ties}
    for i, row in enumerate(olds):
        if i not in kept:
            yield RowChange("missing", row.kind, row.name, i, None, party=party_of(row))


def _totals(olds: Sequence[Telling], news: Sequence[Telling]) -> Iterable[Total]:
    """The sums of each field of money, kind by kind, in the order of the registry."""
    before, after = _sums(olds), _sums(news)
    for kind in sorted(before.keys() | after.keys()):
        for key in money_keys(kind):
            sums = before.get(kind, {}).get(key), after.get(kind, {}).get(key)
            if sums != (None, None):
                yield Total(kind, key, sums[0] or 0, sums[1] or 0)


def _sums(rows: Sequence[Telling]) -> dict[str, dict[str, int]]:
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.fields)
    sums: dict[str, dict[str, int]] = {}
    for kind, several in by_kind.items():
        told = set[str]().union(*several)
        for key in money_keys(kind):
            if key in told:
                sums.setdefault(kind, {})[key] = sum(
                    value for fields in several if (value := fields.get(key)).__class__ is int
                )
    return sums


def money_keys(kind: str) -> list[str]:
    """The fields of whole CNY of a kind."""
    return [key for key, field in fields_of(kind).items() if field.type == "money"]
