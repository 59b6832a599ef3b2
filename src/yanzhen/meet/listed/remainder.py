"""Where not every listed meeting can take place: as many of them as can, for a timetable without the clash."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.listed.instance import Instance

SECONDS = 10.0


def most_meetings(instance: Instance, seed: int) -> NDArray[np.bool_]:
    """bool (m,): meetings that can all take place, as many as are found in some seconds.

    Everybody's times, tables and orders are kept; how far breaks may differ is left out. A meeting that has to come
    after another may take place without it.
    """
    from ortools.sat.python import cp_model

    model, open_ = cp_model.CpModel(), instance.open
    held = [{slot: model.new_bool_var("") for slot in np.flatnonzero(row).tolist()} for row in open_]
    for slots in held:
        model.add_at_most_one(slots.values())
    for slot in range(instance.slots):
        model.add(sum(slots[slot] for slots in held if slot in slots) <= instance.tables)
        for meetings in instance.meetings_of():
            model.add_at_most_one(held[meeting][slot] for meeting in meetings if slot in held[meeting])
    for earlier, later in instance.order:
        for slot, here in held[later].items():
            for near, there in held[earlier].items():
                if near >= slot:
                    model.add_bool_or(here.negated(), there.negated())
    model.maximize(sum(var for slots in held for var in slots.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, seed
    solver.parameters.max_time_in_seconds = SECONDS
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return np.zeros(instance.meetings, np.bool_)
    return np.array([any(map(solver.boolean_value, slots.values())) for slots in held], np.bool_)


def part_of(instance: Instance, kept: NDArray[np.bool_]) -> Instance:
    """An event of these meetings alone, `kept` bool (m,)."""
    numbers = np.flatnonzero(kept).tolist()
    new = {number: at for at, number in enumerate(numbers)}
    order = [(new[earlier], new[later]) for earlier, later in instance.order if earlier in new and later in new]
    return replace(
        instance,
        ids=tuple(instance.ids[number] for number in numbers),
        sides=instance.sides[kept],
        asked=instance.asked[kept],
        order=tuple(order),
    )
