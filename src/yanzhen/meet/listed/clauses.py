"""The timetable as clauses: which meeting in which slot, and where a participant's idle gaps end.

The variables are those of Bofill et al., "Constraint Solving Approaches to the Business-to-Business Meeting Scheduling
Problem", JAIR 74 (2022): a participant's used slots, "has met before" along the day, and holes that end in a slot. What
they add as implied conditions is here too: a participant's used slots are as many as its meetings, and no slot has more
people than two a table (which here stands for the tables altogether). Holes, not blocks of meetings, are counted: a
search by unsatisfiable cores then starts from "no holes at all", and every core is a reason for one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.listed.formula import Formula
from yanzhen.meet.listed.instance import Instance

Slots = dict[int, int]
"""A variable of each slot where it may be true."""


@dataclass(frozen=True, slots=True)
class Programme:
    """`held[meeting][slot]` says where meetings are; `holes` are all idle gaps that there may be."""

    formula: Formula
    held: list[Slots]
    holes: list[int]

    def slots_of(self, truths: set[int]) -> NDArray[np.int64]:
        """The slot of each meeting, int64 (m,), where these variables are true."""
        slot = [next(at for at, held in slots.items() if held in truths) for slots in self.held]
        return np.array(slot, dtype=np.int64)


def programme_of(instance: Instance, left: NDArray[np.bool_], least: NDArray[np.int64]) -> Programme:
    """The clauses of an event: `left` bool (m, T), slots left to meetings; `least` int64 (n,), breaks at least."""
    formula = Formula()
    held = [{slot: formula.fresh() for slot in np.flatnonzero(slots).tolist()} for slots in left]
    for slots in held:
        formula.exactly_one(list(slots.values()))
    for earlier, later in instance.order:
        _keep_order(formula, held[earlier], held[later])
    meetings_of = instance.meetings_of()
    used = [_used(formula, [held[meeting] for meeting in meetings]) for meetings in meetings_of]
    _share_tables(formula, instance, used)
    holes_of = {
        person: _holes(formula, used[person], instance.slots)
        for person, meetings in enumerate(meetings_of)
        if 1 < len(meetings) < instance.slots
    }
    for person, holes in holes_of.items():
        formula.at_most(holes, len(meetings_of[person]) - 1)
        formula.at_most([-hole for hole in holes], len(holes) - int(least[person]))
    if instance.spread is not None:
        _limit_spread(formula, list(holes_of.values()), instance.spread, len(holes_of) == instance.people)
    _take_one_direction(formula, instance, held, meetings_of)
    return Programme(formula, held, [hole for holes in holes_of.values() for hole in holes])


def _keep_order(formula: Formula, earlier: Slots, later: Slots) -> None:
    """Where the later meeting is in a slot, the earlier one is in one before."""
    for slot, variable in later.items():
        formula.add(-variable, *(other for at, other in earlier.items() if at < slot))


def _used(formula: Formula, meetings: list[Slots]) -> Slots:
    """In which slots a participant meets: in one meeting at most, in as many slots as there are meetings."""
    used: Slots = {}
    for slot in sorted({slot for slots in meetings for slot in slots}):
        here = [slots[slot] for slots in meetings if slot in slots]
        formula.at_most_one(here)
        if len(meetings) == 1:
            used[slot] = here[0]
            continue
        used[slot] = formula.fresh()
        formula.add(-used[slot], *here)
        for meeting in here:
            formula.add(-meeting, used[slot])
    if len(meetings) > 1:
        formula.exactly(list(used.values()), len(meetings))
    return used


def _share_tables(formula: Formula, instance: Instance, used: list[Slots]) -> None:
    """No slot has more people than two a table.

    That is as much as "no more meetings than tables", said of far fewer variables; said of both, or of the meetings,
    proofs took longer.
    """
    for slot in range(instance.slots):
        formula.at_most([slots[slot] for slots in used if slot in slots], 2 * instance.tables)


def _holes(formula: Formula, used: Slots, slots: int) -> list[int]:
    """Idle gaps of a participant: one ends in a slot that is used, where the last one is not, and an earlier one is."""
    holes: list[int] = []
    met: Slots = {}  # in this slot or before
    before: int | None = None
    for slot in range(slots):
        here = used.get(slot)
        if here is not None and slot - 2 in met:
            holes.append(_hole(formula, here, used.get(slot - 1), met[slot - 2]))
        if before is None or here is None:
            before = here if before is None else before
        else:
            before = formula.either(before, here)
        if before is not None:
            met[slot] = before
    return holes


def _hole(formula: Formula, here: int, last: int | None, earlier: int) -> int:
    hole = formula.fresh()
    formula.add(-here, -earlier, hole, *(() if last is None else (last,)))
    formula.add(-hole, here)
    formula.add(-hole, earlier)
    if last is not None:
        formula.add(-hole, -last)
    return hole


def _limit_spread(formula: Formula, holes_of: list[list[int]], spread: int, everyone: bool) -> None:
    """Breaks of two participants differ by at most `spread`; who has one meeting, or one in every slot, has none."""
    if not everyone:
        for holes in holes_of:
            formula.at_most(holes, spread)
        return
    most = max(map(len, holes_of))
    reached = [formula.fresh() for _ in range(most)]  # that many breaks (from 1) are had by everyone
    for count in range(1, most):
        formula.add(-reached[count], reached[count - 1])
    for holes in holes_of:
        above = formula.counted(holes, most)
        missing = formula.counted([-hole for hole in holes], len(holes))
        for count in range(most):
            if count >= len(holes):
                formula.add(-reached[count])
            else:
                formula.add(-reached[count], -missing[len(holes) - count - 1])
            if count + spread < len(above):  # more than count + spread breaks: everyone has more than count
                formula.add(-above[count + spread], reached[count])


def _take_one_direction(formula: Formula, instance: Instance, held: list[Slots], meetings_of: list[list[int]]) -> None:
    """Where any timetable can be turned round, one half of them is enough: one meeting comes in the first half."""
    asked, there = instance.asked, instance.there
    if instance.order or (asked != asked[:, ::-1]).any() or (there != there[:, ::-1]).any() or not held:
        return
    busiest = max(meetings_of, key=len)
    for slot, variable in held[busiest[0]].items():
        if 2 * slot >= instance.slots + instance.slots % 2:
            formula.add(-variable)
