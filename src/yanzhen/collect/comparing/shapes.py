"""What two rounds differ in: row by row, cell by cell, and by how much the money moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from yanzhen.fields import fields_of
from yanzhen.language import Said

State = Literal["new", "changed", "missing", "same"]
Mark = Literal[
    "shrank",  # money of the same type is less
    "grew",
    "moved_later",
    "moved_earlier",
    "refined",  # 2025-03 became 2025-03-12, a city a county of it
    "stage_back",
    "cleared",
    "filled",
    "changed",
]
TiedBy = Literal["id", "content", "name", "code"]

WORRYING: frozenset[Mark] = frozenset(("shrank", "moved_later", "stage_back", "cleared"))
"""What the receiver reads first."""

MARK_LABELS: dict[Mark, Said] = {
    "shrank": Said("金额减少", "less money"),
    "grew": Said("金额增加", "more money"),
    "moved_later": Said("时间推后", "moved later"),
    "moved_earlier": Said("时间提前", "moved earlier"),
    "refined": Said("更具体", "more precise"),
    "stage_back": Said("阶段倒退", "stage went back"),
    "cleared": Said("清空", "cleared"),
    "filled": Said("补填", "filled in"),
    "changed": Said("改动", "changed"),
}


class Telling(Protocol):
    """A row of a round: a `Record`, or something as light with the same attributes."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, Any]: ...
    @property
    def extra(self) -> Mapping[str, str]: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says another thing than last time; `extra` where it stands in a column that nobody understood."""

    key: str
    old: Any
    new: Any
    mark: Mark
    extra: bool = False

    def label(self, kind: str) -> Said:
        """The name of its field, or its header."""
        known = fields_of(kind).get(self.key)
        return known.label if known is not None and not self.extra else Said(self.key, self.key)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row, as it was and as it is.

    Attributes:
        old, new: places in the two rounds, from 0; None where it has none there.
        tied_by: how the two were found to be one: by id, content, folded name, or a code that stayed; None if not.
    """

    state: State
    kind: str
    name: str
    old: int | None = None
    new: int | None = None
    cells: tuple[CellChange, ...] = ()
    tied_by: TiedBy | None = None
    party: str = ""

    @property
    def worrying(self) -> bool:
        """Whether it is missing, or a cell of it is what the receiver reads first."""
        return self.state == "missing" or any(cell.mark in WORRYING for cell in self.cells)

    def question(self) -> Said | None:
        """What to ask the sender about a row that is missing; a missing row is no deletion."""
        if self.state != "missing":
            return None
        party = f"（{self.party}）" if self.party else ""
        by = f" ({self.party})" if self.party else ""
        return Said(
            f"上期报了“{self.name}”{party}，本期没有：是漏报、改名、并入其他项目，还是已终止？"
            "请补报或说明，未说明前仍按在册处理。",
            f"“{self.name}”{by} was reported last time and is not in this round: forgotten, renamed, merged into "
            "another, or ended? Please add it or say so; until then it stays on the books.",
        )


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one field of money of one kind before and after, whole CNY."""

    kind: str
    key: str
    before: int
    after: int

    @property
    def moved(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference of two rounds.

    Attributes:
        rows: those of this round in its order, then what is missing in the order of the last.
        counts: state -> rows.
        marks: mark -> cells.
        totals: of each field of money that either round has.
    """

    rows: tuple[RowChange, ...]
    counts: dict[State, int] = field(default_factory=dict)
    marks: dict[Mark, int] = field(default_factory=dict)
    totals: tuple[Total, ...] = ()

    def questions(self) -> list[Said]:
        """A ready sentence for every row that is missing."""
        return [question for row in self.rows if (question := row.question()) is not None]

    def as_json(self) -> dict[str, Any]:
        """Plain values; rows that stayed as they were are only counted."""
        return {
            "counts": dict(self.counts),
            "marks": dict(self.marks),
            "totals": [
                {"kind": t.kind, "key": t.key, "before": t.before, "after": t.after, "moved": t.moved}
                for t in self.totals
            ],
            "rows": [_row_json(row) for row in self.rows if row.state != "same"],
        }


def _row_json(row: RowChange) -> dict[str, Any]:
    told: dict[str, Any] = {"state": row.state, "kind": row.kind, "name": row.name}
    told |= {name: place for name, place in (("old", row.old), ("new", row.new)) if place is not None}
    if row.tied_by:
        told["tied_by"] = row.tied_by
    if row.cells:
        told["cells"] = [
            {"key": c.key, "old": c.old, "new": c.new, "mark": c.mark, **({"extra": True} if c.extra else {})}
            for c in row.cells
        ]
    if question := row.question():
        told["question"] = {"zh": question.zh, "en": question.en}
    return told
