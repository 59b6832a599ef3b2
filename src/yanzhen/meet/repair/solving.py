"""The best change: confirmed meetings first, then minima, then value, then few moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.repair.damage import Damage, Ints
from yanzhen.meet.repair.options import SMALL, Changes, additions_of, moves_of
from yanzhen.meet.repair.pricing import price
from yanzhen.meet.repair.program import Program, program_of

Floats = NDArray[np.float64]
TRIED, TRIED_ON_WAYS = 80, 30
"""So many additions that cost moves are looked at beside all that cost none: those nearest to paying; fewer
where ways between halls make the program hard."""
NODES = 100
WHOLE = 1e-6
NEAR = 0.004
"""A large program that is not whole by itself is solved as near as this."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """`slot`: int64 (m,), the new timetable; with as many moves nobody wins back more than `bound`."""

    slot: Ints
    bound: int


def repair(damage: Damage, moves: int) -> Repaired:
    """Give meetings a slot where one can be had by moving at most `moves` others.

    What was lost comes first (musts before others), then minima of participants, then value, then few moves.
    """
    slot = damage.slot.copy()
    additions = additions_of(damage, moves)
    if not len(additions):
        return Repaired(slot, 0)
    worth = damage.frame.worth[additions.meeting].astype(np.float64)
    worths = price(damage, additions, worth, moves)
    first = _first_aims(damage, additions.meeting)
    tries = TRIED_ON_WAYS if damage.frame.travel else TRIED
    if damage.frame.open.size <= SMALL:
        tries = len(additions)
    near = worths.nearest(additions, tries)
    if first.any():
        ranked = price(damage, additions, first, moves)
        near = np.union1d(near, ranked.nearest(additions, tries))
    tried = additions[near]
    moving = moves_of(damage, tried, moves)
    chosen = _chosen(damage, tried, moving, moves)
    for changes, taken in ((tried, chosen[: len(tried)]), (moving, chosen[len(tried) :])):
        slot[changes.meeting[taken]] = changes.slot[taken]
    return Repaired(slot, int(worths.bound + 1e-6))


def _first_aims(damage: Damage, meetings: Ints) -> Floats:
    """What comes before value: musts, each more than all others, then confirmed meetings."""
    lost = np.isin(meetings, damage.lost)
    musts = damage.frame.must[meetings] * (len(damage.lost) + 1)
    return (lost + musts).astype(np.float64)


def _chosen(damage: Damage, tried: Changes, moving: Changes, moves: int) -> NDArray[np.bool_]:
    """Which of the changes are made: bool (len(tried) + len(moving),)."""
    program = program_of(damage, tried, moving, moves)
    table, limit = program.rows.matrix(len(program.upper))
    missing, table, limit = _with_minima(damage, tried.meeting, table, limit)
    upper = np.concatenate([program.upper, missing]).astype(np.float64)
    count = len(program.upper)
    aims = np.zeros(len(upper))
    aims[: len(tried)] = _first_aims(damage, tried.meeting) * (missing.sum() + 1)
    aims[count:] = 1
    if aims.any():
        best = _solved(aims, table, limit, upper)
        reached = np.rint(aims @ best)
        table, limit = _joined(table, -aims), np.append(limit, -reached + 0.5)
    aims = np.zeros(len(upper))
    aims[: len(tried)] = damage.frame.worth[tried.meeting] * (moves + 1)
    aims[len(tried) : count] = -1
    found: NDArray[np.bool_] = _solved(aims, table, limit, upper)[: _changes(program)] > 0.5
    return found


def _changes(program: Program) -> int:
    return program.added + program.moved


def _with_minima(damage: Damage, meetings: Ints, table: Any, limit: Floats) -> tuple[Ints, Any, Floats]:
    """Columns for what participants lack of their minimum, each at most what it is given: how many, and the rows."""
    from scipy.sparse import csc_matrix, hstack, vstack

    frame = damage.frame
    lacks = np.maximum(frame.least - (frame.most - damage.room), 0)
    people = np.union1d(frame.one[meetings], frame.other[meetings])
    people = people[lacks[people] > 0]
    if not len(people):
        return people, table, limit
    number = np.full(frame.people, -1)
    number[people] = np.arange(len(people))
    sides = np.concatenate([number[frame.one[meetings]], number[frame.other[meetings]]])
    columns = np.tile(np.arange(len(meetings)), 2)[sides >= 0]
    rows = sides[sides >= 0]
    given = csc_matrix((-np.ones(len(rows)), (rows, columns)), shape=(len(people), table.shape[1]))
    none = csc_matrix((table.shape[0], len(people)))
    unit = csc_matrix((np.ones(len(people)), (np.arange(len(people)),) * 2))
    joined = vstack([hstack([table, none]), hstack([given, unit])]).tocsc()
    return lacks[people], joined, np.append(limit, np.zeros(len(people)))


def _joined(table: Any, row: Floats) -> Any:
    from scipy.sparse import csc_matrix, vstack

    return vstack([table, csc_matrix(row[None])]).tocsc()


def _solved(aims: Floats, table: Any, limit: Floats, upper: Floats) -> Floats:
    """The columns of the best change; none at all if the solver gave up.

    The linear program's corners are nearly always whole, and it takes a fraction of the time.
    """
    from scipy.optimize import Bounds, LinearConstraint, linprog, milp

    straight = linprog(-aims, A_ub=table, b_ub=limit, bounds=np.column_stack([0 * upper, upper]), method="highs-ds")
    if straight.x is not None and np.abs(straight.x - np.rint(straight.x)).max(initial=0) < WHOLE:
        return np.asarray(np.rint(straight.x), np.float64)
    still = linprog(
        -aims, A_ub=table, b_ub=limit, bounds=np.column_stack([0 * upper, np.where(aims < 0, 0, upper)]),
        method="highs-ds",
    )  # fmt: skip
    if still.x is not None and np.abs(still.x - np.rint(still.x)).max(initial=0) < WHOLE:
        # What costs more than all that could still be gained stays out (reduced-cost fixing).
        upper = np.where(straight.lower.marginals > still.fun - straight.fun + WHOLE, 0, upper)
    near = 0 if len(aims) <= SMALL else NEAR
    found = milp(
        -aims, integrality=np.ones(len(aims)), bounds=Bounds(0, upper),
        constraints=LinearConstraint(table, -np.inf, limit), options={"mip_rel_gap": near, "node_limit": NODES},
    )  # fmt: skip
    return np.zeros(len(aims)) if found.x is None else np.asarray(found.x, np.float64)
