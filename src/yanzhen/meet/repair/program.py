"""The choice among changes as an integer program: at most so many moves, the most won back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.repair.damage import NOBODY, Damage, Ints
from yanzhen.meet.repair.options import Changes, several

EMPTY: Ints = np.zeros(0, dtype=np.int64)


@dataclass
class Rows:
    """Linear rows `sum of coefficient * column <= limit`, as they are put together."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Ints] = field(default_factory=list)
    limit: list[Ints] = field(default_factory=list)
    count: int = 0
    known: dict[str, tuple[Ints, int]] = field(default_factory=dict)
    """Of some kinds of rows what each stands for, in order, and the first."""

    def add(
        self, group: Ints, column: Ints, limit: Ints, value: int | Ints = 1, name: str = "", of: Ints = EMPTY
    ) -> None:
        """Rows for groups 0 … len(limit) - 1; each `column` stands in the row of the `group` beside it."""
        if name:
            self.known[name] = (of, self.count)
        self.row.append(group + self.count)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, dtype=np.int64), column.shape))
        self.limit.append(limit)
        self.count += len(limit)

    def extend(self, group: Ints, column: Ints, base: int, value: int) -> None:
        """More columns in rows that are there already, which begin at `base`."""
        self.row.append(group + base)
        self.column.append(column)
        self.value.append(np.full(len(column), value, dtype=np.int64))

    def matrix(self, columns: int) -> tuple[Any, NDArray[np.float64]]:
        """The rows as a sparse matrix (rows, columns), and their limits."""
        from scipy.sparse import csc_matrix

        parts = [np.concatenate(part) for part in (self.value, self.row, self.column)]
        table = csc_matrix((parts[0].astype(np.float64), (parts[1], parts[2])), shape=(self.count, columns))
        return table, np.concatenate(self.limit).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Program:
    """Columns: what is added, then what is moved (or, loosely, who leaves), then tables freed by anybody else."""

    rows: Rows
    upper: Ints
    added: int
    moved: int


def program_of(damage: Damage, additions: Changes, moving: Changes, moves: int, *, loose: bool = False) -> Program:
    """The rules as rows.

    Args:
        moving: where others may go; not looked at if `loose`.
        loose: meetings that move leave their slot and are not asked where they go, and tables are freed by anybody:
            every possible change is still possible, so that the best of this is a bound; it is much smaller.
    """
    rows = Rows()
    added, moved, moved_slot = additions.meeting, moving.meeting, moving.slot
    if loose:
        moved = several(additions.over)
        moved_slot = np.full(len(moved), NOBODY)
    x, y = np.arange(len(added)), len(added) + np.arange(len(moved))
    columns = len(x) + len(y)
    upper = np.ones(columns, dtype=np.int64)
    for meetings, numbers, name in ((added, x, "added"), (moved, y, "moved")):
        each, group = np.unique(meetings, return_inverse=True)
        rows.add(group, numbers, np.ones(len(each), dtype=np.int64), name=name, of=each)
    _rooms(damage, rows, added)
    if loose:
        _cells(damage, rows, added, additions.slot, x, moved, y)
        _away(damage, rows, additions.over, x, moved, y)
    else:
        into = (np.r_[added, moved], np.r_[additions.slot, moved_slot], np.r_[x, y])
        _cells(damage, rows, *into, moved, y)
        over = np.concatenate([additions.over, moving.over])
        _away(damage, rows, over, np.r_[x, y], moved, y)
        _walks(damage, rows, *into)
    wanted = _tables(damage, rows, (added, additions.slot, x), (moved, moved_slot, y), loose=loose)
    if loose and moves:
        z = columns + np.arange(wanted)
        rows.extend(np.arange(wanted), z, rows.count - wanted, -1)
        upper, y = np.r_[upper, np.full(wanted, moves)], np.r_[y, z]
    if len(y):
        rows.add(np.zeros(len(y), dtype=np.int64), y, np.array([moves]), name="moves", of=np.zeros(1, dtype=np.int64))
    return Program(rows, upper, len(added), len(moved))


def _rooms(damage: Damage, rows: Rows, added: Ints) -> None:
    """Nobody gets more meetings than it may have."""
    people = np.concatenate([damage.frame.one[added], damage.frame.other[added]])
    known, group = np.unique(people, return_inverse=True)
    rows.add(group, np.tile(np.arange(len(added)), 2), damage.room[known], name="room", of=known)


def _leaving(moved: Ints, y: Ints, who: Ints) -> tuple[Ints, Ints]:
    """Pairs (number in `who`, column) of the columns by which a meeting of `who` leaves; `who` may repeat."""
    order = np.argsort(moved, kind="stable")
    begin, end = (np.searchsorted(moved[order], who, side=side) for side in ("left", "right"))
    number = np.repeat(np.arange(len(who)), end - begin)
    offset = np.arange(len(number)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
    return number, y[order][np.repeat(begin, end - begin) + offset]


def _cells(damage: Damage, rows: Rows, meetings: Ints, slots: Ints, columns: Ints, moved: Ints, y: Ints) -> None:
    """One meeting a participant and slot; where there is one, it has to leave first."""
    frame = damage.frame
    people = np.concatenate([frame.one[meetings], frame.other[meetings]])
    known, group = np.unique(people * frame.slots + np.tile(slots, 2), return_inverse=True)
    there = damage.at[known // frame.slots, known % frame.slots]
    base = rows.count
    rows.add(group, np.tile(columns, 2), (there == NOBODY).astype(np.int64), name="cell", of=known)
    met = np.flatnonzero(there != NOBODY)
    number, leaving = _leaving(moved, y, there[met])
    rows.extend(met[number], leaving, base, -1)


def _away(damage: Damage, rows: Rows, over: Ints, columns: Ints, moved: Ints, y: Ints) -> None:
    """Who is too near in time, in another hall, has to leave as well."""
    if not damage.frame.travel:
        return
    line, place = np.nonzero(over != NOBODY)
    base = rows.count
    rows.add(np.arange(len(line)), columns[line], np.zeros(len(line), dtype=np.int64))
    number, leaving = _leaving(moved, y, over[line, place])
    rows.extend(number, leaving, base, -1)


def _walks(damage: Damage, rows: Rows, meetings: Ints, slots: Ints, columns: Ints) -> None:
    """Nobody is given two meetings in different halls with too little time between."""
    frame = damage.frame
    people = np.concatenate([frame.one[meetings], frame.other[meetings]])
    slots, columns, halls = np.tile(slots, 2), np.tile(columns, 2), np.tile(frame.hall[meetings], 2)
    for step in range(1, frame.travel + 1):
        for hall in np.unique(halls[halls != frame.online]):
            here, there = halls == hall, (halls != hall) & (halls != frame.online)
            cell = np.concatenate([(people * frame.slots + slots)[here], (people * frame.slots + slots - step)[there]])
            stays = np.concatenate([np.ones(here.sum(), dtype=bool), slots[there] >= step])
            known, group = np.unique(cell[stays], return_inverse=True)
            rows.add(group, np.concatenate([columns[here], columns[there]])[stays], np.ones(len(known), dtype=np.int64))


def _tables(
    damage: Damage, rows: Rows, added: tuple[Ints, Ints, Ints], moved: tuple[Ints, Ints, Ints], *, loose: bool
) -> int:
    """No more meetings than tables and interpreters; how many rows it took."""
    meetings, slots, columns = (
        added if loose else tuple(np.concatenate(pair) for pair in zip(added, moved, strict=True))
    )
    line, cell = lines_of(damage, meetings, slots)
    known, group = np.unique(cell, return_inverse=True)
    base = rows.count
    rows.add(group, columns[line], damage.left.ravel()[known], name="table", of=known)
    if len(moved[0]) and len(known):
        line, cell = lines_of(damage, moved[0], damage.slot[moved[0]])
        place = np.minimum(np.searchsorted(known, cell), len(known) - 1)
        counted = known[place] == cell
        rows.extend(place[counted], moved[2][line[counted]], base, -1)
    return len(known)


def lines_of(damage: Damage, meetings: Ints, slots: Ints) -> tuple[Ints, Ints]:
    """Pairs (number in `meetings`, line and slot of `Damage.left`) of what is taken, each once."""
    cells = np.sort(damage.uses[meetings] * damage.frame.slots + slots[:, None], axis=1)
    fresh = np.ones(cells.shape, dtype=bool)
    fresh[:, 1:] = cells[:, 1:] != cells[:, :-1]
    line, place = np.nonzero(fresh)
    return line, cells[line, place]
