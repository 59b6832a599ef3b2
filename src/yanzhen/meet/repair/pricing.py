"""A bound on what can be won back with so many moves, and the changes that may reach it.

The loose program (who moves need not say where it goes) is solved as a linear program over few changes; its prices say
of all others what they could add at most. Bound: the program's value plus, for the best `moves` meetings that could go,
what the changes which wait for them could add (weak duality: any prices prove one). What adds something is taken in and
the program solved again: column generation (Gilmore and Gomory, *Operations Research* 9, 1961), stopped when the bound
is as good as the program's value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.repair.damage import NOBODY, Bools, Damage, Ints
from yanzhen.meet.repair.options import Changes, several
from yanzhen.meet.repair.program import Program, lines_of, program_of

ROUNDS = 6
TAKEN = 250
"""So many changes are taken in a round."""
FOR_A_MEETING = 6
TINY = 1e-6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Priced:
    """What prices say: nobody wins back more than `bound`; `lacks`: float (x,), how far each change is from paying.

    `free`: bool (x,), changes for which nobody has to go.
    """

    bound: float
    lacks: Floats
    free: Bools

    def nearest(self, changes: Changes, most: int) -> Ints:
        """The changes that cost no move, and so many others that are nearest to paying: int64, ascending.

        Of one meeting's changes a few are enough, those that take the fewest moves.
        """
        lacks = np.round(self.lacks, 3)
        order = np.lexsort((changes.needs, lacks, changes.meeting, self.free))
        order = order[: int((~self.free).sum())]
        meeting = changes.meeting[order]
        starts = np.r_[True, meeting[1:] != meeting[:-1]][: len(order)]
        number = np.arange(len(order)) - np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
        order = order[number < max(FOR_A_MEETING, most // 2)]
        near = order[np.lexsort((order, changes.needs[order], lacks[order]))][:most]
        return np.sort(np.r_[np.flatnonzero(self.free), near])


def price(damage: Damage, options: Changes, weight: Floats, moves: int) -> Priced:
    """Prices of what is scarce, for changes worth `weight` (float (x,))."""
    blockers = _blockers(damage, options)
    free = (blockers == NOBODY).all(axis=1)
    taken = free.copy()
    bound, lacks = np.inf, np.zeros(len(weight))
    for _ in range(ROUNDS):
        chosen = np.flatnonzero(taken)
        value, gain, leave = _solved(damage, options, weight, moves, chosen)
        more = _could_add(damage, blockers, np.where(taken, 0.0, np.maximum(gain, 0.0)), leave, moves)
        if value + more < bound:
            bound, lacks = value + more, -gain
        if more <= TINY + 0.002 * value:
            break
        fresh = np.flatnonzero(~taken & (gain > TINY))
        taken[fresh[np.argsort(-gain[fresh], kind="stable")[:TAKEN]]] = True
    return Priced(bound, lacks, free)


def _blockers(damage: Damage, options: Changes) -> Ints:
    """Who has to go before a change can be: int64 (x, b); a full table counts as one, numbered after all meetings."""
    cells = damage.uses[options.meeting] * damage.frame.slots + options.slot[:, None]
    full = damage.left.ravel()[cells] <= 0
    cell = cells[np.arange(len(cells)), full.argmax(axis=1)]
    alone = full.any(axis=1) & (options.over == NOBODY).all(axis=1)
    table = np.where(alone, damage.frame.meetings + cell, NOBODY)
    return np.concatenate([options.over, table[:, None]], axis=1)


def _solved(damage: Damage, options: Changes, weight: Floats, moves: int, chosen: Ints) -> tuple[float, Floats, Floats]:
    """The loose program over the `chosen`: its value, what each change adds beyond its price, what leaving costs.

    Leaving: float (m + h * T,), for each meeting, then for each table of a hall and slot.
    """
    from scipy.optimize import linprog

    frame = damage.frame
    program = program_of(damage, options[chosen], options[:0], moves, loose=True)
    leaving = np.zeros(0)
    if len(chosen):
        table, limit = program.rows.matrix(len(program.upper))
        cost = np.zeros(len(program.upper))
        cost[: program.added] = -weight[chosen]
        bounds = np.column_stack([np.zeros(len(cost)), program.upper])
        solved = linprog(cost, A_ub=table, b_ub=limit, bounds=bounds, method="highs-ds")
        prices = np.maximum(-solved.ineqlin.marginals, 0.0)
        # The value of the prices, whatever the solver thinks of its own: it is what the bound rests on.
        over = np.maximum(-cost - table.T @ prices, 0.0)
        value = float(prices @ limit + over @ program.upper)
        leaving = np.maximum(cost + table.T @ prices, 0.0)[program.added :]
    else:
        prices, value = np.zeros(program.rows.count), 0.0
    find = _Prices(program, prices)
    gain = weight - find("added", options.meeting) - _shared_prices(damage, find, options.meeting, options.slot)
    for side in (frame.one, frame.other):
        people = side[options.meeting]
        gain -= find("room", people) + find("cell", people * frame.slots + options.slot)
    leave = _leave(damage, find)
    leave[several(options.over[chosen])] = leaving[: program.moved]
    return value, gain, leave


class _Prices:
    """Prices of the rows by what they stand for; 0 where there is no row."""

    def __init__(self, program: Program, prices: Any) -> None:
        self._known, self._prices = program.rows.known, prices

    def __call__(self, name: str, keys: Ints) -> Floats:
        of, base = self._known.get(name, (keys[:0], 0))
        if not len(of):
            return np.zeros(len(keys))
        place = np.minimum(np.searchsorted(of, keys), len(of) - 1)
        found: Floats = np.where(of[place] == keys, self._prices[base + place], 0.0)
        return found


def _leave(damage: Damage, find: _Prices) -> Floats:
    """What it costs at least that a meeting leaves which stands in no taken change's way, or that any frees a table."""
    one = find("moves", np.zeros(1, dtype=np.int64))[0]
    shared = _shared_prices(damage, find, np.arange(damage.frame.meetings), np.maximum(damage.slot, 0))
    table = one - find("table", np.arange(damage.left.size))
    found: Floats = np.maximum(np.concatenate([one - shared, table]), 0.0)
    return found


def _shared_prices(damage: Damage, find: _Prices, meetings: Ints, slots: Ints) -> Floats:
    """What the table and the interpreter of meetings cost: float (len(meetings),)."""
    line, cell = lines_of(damage, meetings, slots)
    return np.bincount(line, weights=find("table", cell), minlength=len(meetings)).astype(np.float64)


def _could_add(damage: Damage, blockers: Ints, gain: Floats, leave: Floats, moves: int) -> float:
    """What changes that were not taken could add at most, if the best `moves` of those in their way went.

    A change that waits for several is counted in equal parts with each. Who goes opens cells of two participants (more
    where halls lie apart), each for one change, and a table for one more.
    """
    waits = gain > 0
    if not waits.any():
        return 0.0
    frame = damage.frame
    who = blockers[waits]
    there = who != NOBODY
    share = np.broadcast_to((gain[waits] / there.sum(axis=1))[:, None], who.shape)
    best = np.zeros(len(leave))
    np.maximum.at(best, who[there], share[there])
    line, cell = lines_of(damage, np.arange(frame.meetings), np.maximum(damage.slot, 0))
    frees = np.bincount(line, weights=best[frame.meetings + cell], minlength=frame.meetings)
    adds = (2 + 4 * frame.travel) * best[: frame.meetings] + frees - leave[: frame.meetings]
    frees = np.repeat(best[frame.meetings :] - leave[frame.meetings :], moves)
    return float(np.maximum(np.sort(np.concatenate([adds, frees]))[::-1][:moves], 0.0).sum())
