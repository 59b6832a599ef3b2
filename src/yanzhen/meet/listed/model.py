"""The timetable as a model for CP-SAT: which meeting in which slot, and where a participant's idle gaps end.

The variables are those of Bofill et al., "Constraint Solving Approaches to the Business-to-Business Meeting Scheduling
Problem", JAIR 74 (2022): a participant's used slots, "has met before" along the day, and holes that end in a slot. What
they add as implied constraints is here too: used slots of a participant count its meetings, and a slot has twice as
many people as meetings. The holes, not the blocks of meetings, are what is counted: a search by unsatisfiable cores
then starts from "no holes at all", and every core is a reason for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.listed.instance import Instance

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

    Slots = dict[int, IntVar]
    """A variable of each slot where it may be true."""


@dataclass(frozen=True, slots=True)
class Model:
    """`held[meeting][slot]` says where meetings are; `holes` are all idle gaps, `holes_of` each participant's."""

    program: CpModel
    held: list[Slots]
    holes: list[IntVar]
    holes_of: dict[int, list[IntVar]]


def model_of(instance: Instance, left: NDArray[np.bool_], least: NDArray[np.int64]) -> Model:
    """The model of an event: `left` bool (m, T), the slots left to meetings; `least` int64 (n,), breaks at least."""
    from ortools.sat.python.cp_model import CpModel

    program = CpModel()
    held = [{slot: program.new_bool_var("") for slot in np.flatnonzero(slots).tolist()} for slots in left]
    for slots in held:
        program.add_exactly_one(slots.values())
    for earlier, later in instance.order:
        _keep_order(program, held[earlier], held[later])
    meetings_of = instance.meetings_of()
    used = [_used(program, [held[meeting] for meeting in meetings]) for meetings in meetings_of]
    _share_tables(program, instance, held, used)
    holes_of = {
        person: _holes(program, used[person], instance.slots)
        for person, meetings in enumerate(meetings_of)
        if 1 < len(meetings) < instance.slots
    }
    for person, holes in holes_of.items():
        program.add_linear_constraint(sum(holes), int(least[person]), len(meetings_of[person]) - 1)
    if instance.spread is not None:
        _limit_spread(program, list(holes_of.values()), instance.spread, everyone=len(holes_of) == instance.people)
    return Model(program, held, [hole for holes in holes_of.values() for hole in holes], holes_of)


def _keep_order(program: CpModel, earlier: Slots, later: Slots) -> None:
    """Whenever the earlier meeting is not over before a slot, the later one is not up to that slot."""
    for slot, variable in later.items():
        over = [other for at, other in earlier.items() if at < slot]
        program.add_bool_or([variable.negated(), *over])


def _used(program: CpModel, meetings: list[Slots]) -> Slots:
    """Which slots a participant is in a meeting; at most one in each, as many as there are meetings."""
    used: Slots = {}
    for slot in sorted({slot for slots in meetings for slot in slots}):
        here = [slots[slot] for slots in meetings if slot in slots]
        if len(meetings) == 1:
            used[slot] = here[0]
            continue
        used[slot] = program.new_bool_var("")
        program.add_exactly_one([*here, used[slot].negated()])
    if len(meetings) > 1:
        program.add(sum(used.values()) == len(meetings))
    return used


def _share_tables(program: CpModel, instance: Instance, held: list[Slots], used: list[Slots]) -> None:
    """No more meetings in a slot than tables; as many people as two a meeting (implied, an even number)."""
    for slot in range(instance.slots):
        here = [slots[slot] for slots in held if slot in slots]
        people = [slots[slot] for slots in used if slot in slots]
        taken = program.new_int_var(0, min(instance.tables, len(here)), "")
        program.add(sum(here) == taken)
        program.add(sum(people) == 2 * taken)


def _holes(program: CpModel, used: Slots, slots: int) -> list[IntVar]:
    """Idle gaps of a participant: one ends in a slot that is used, where the last one is not, and an earlier one is."""
    holes: list[IntVar] = []
    met: dict[int, IntVar] = {}  # in this slot or before
    before: IntVar | None = None
    for slot in range(slots):
        here = used.get(slot)
        if here is not None and slot - 2 in met:
            holes.append(_hole(program, here, used.get(slot - 1), met[slot - 2]))
        before = _either(program, before, here)
        if before is not None:
            met[slot] = before
    return holes


def _hole(program: CpModel, here: IntVar, last: IntVar | None, earlier: IntVar) -> IntVar:
    hole = program.new_bool_var("")
    if last is None:
        program.add_bool_or([here.negated(), earlier.negated(), hole])
    else:
        program.add_bool_or([here.negated(), last, earlier.negated(), hole])
        program.add_implication(hole, last.negated())
    program.add_implication(hole, here)
    program.add_implication(hole, earlier)
    return hole


def _either(program: CpModel, one: IntVar | None, other: IntVar | None) -> IntVar | None:
    if one is None or other is None:
        return one if other is None else other
    either = program.new_bool_var("")
    program.add_implication(one, either)
    program.add_implication(other, either)
    program.add_bool_or([either.negated(), one, other])
    return either


def _limit_spread(program: CpModel, holes: list[list[IntVar]], spread: int, everyone: bool) -> None:
    """Breaks of two participants differ by at most `spread`; who has one meeting, or one in every slot, has none."""
    if not everyone:
        for own in holes:
            program.add(sum(own) <= spread)
        return
    fewest = program.new_int_var(0, max(map(len, holes)), "")
    for own in holes:
        program.add(sum(own) >= fewest)
        program.add(sum(own) <= fewest + spread)
