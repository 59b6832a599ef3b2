"""The fewest gaps of small events and of small parts of others, proven; a part is all whom meetings link."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.frame import Frame

CELLS = 600
"""So many meetings times open slots, in all parts that are looked at: what is settled in about a second."""
EFFORT = 1.0
"""At most for one part, in the solver's own time, which is the same on every machine."""


def least_in_parts(frame: Frame, meetings: NDArray[np.int64], alone: NDArray[np.int64]) -> int:
    """A number of gaps below which no timing of these meetings is: small parts searched, the rest as `alone`, (n,)."""
    open_ = frame.open[meetings] & (frame.tables > 0)[frame.hall[meetings]]
    total, cells = 0, 0
    for part in sorted(_parts(frame, meetings), key=len):
        rows = np.flatnonzero(np.isin(meetings, part))
        people = np.unique(np.concatenate([frame.one[part], frame.other[part]]))
        least = int(alone[people].sum())
        cells += int(open_[rows].sum())
        total += max(least, _proven(frame, part, open_[rows], people)) if cells <= CELLS else least
    if cells > CELLS:
        return total
    # Parts that nobody links compete for tables all the same.
    people = np.unique(np.concatenate([frame.one[meetings], frame.other[meetings]]))
    return max(total, _proven(frame, meetings, open_, people))


def _parts(frame: Frame, meetings: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The meetings part by part."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    one, other = frame.one[meetings], frame.other[meetings]
    links = coo_array((np.ones(len(meetings)), (one, other)), shape=(frame.people, frame.people))
    _, labels = connected_components(links, directed=False)
    return [meetings[labels[one] == label] for label in np.unique(labels[one])]


def _proven(frame: Frame, part: NDArray[np.int64], open_: NDArray[np.bool_], people: NDArray[np.int64]) -> int:
    """The least number of gaps of one part that the solver proves; ways between halls are left out."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    cells = [[model.new_bool_var("") if here else 0 for here in row] for row in open_.tolist()]
    for row in cells:
        model.add_exactly_one(cell for cell in row if not isinstance(cell, int))
    for hall in np.unique(frame.hall[part]).tolist():
        for slot in range(frame.slots):
            inside = [row[slot] for row, at in zip(cells, frame.hall[part].tolist(), strict=True) if at == hall]
            model.add(sum(inside) <= int(frame.tables[hall, slot]))
    begins = []
    for person in people.tolist():
        own = [cells[row] for row in np.flatnonzero((frame.one[part] == person) | (frame.other[part] == person))]
        before: Any = 0
        for slot in range(frame.slots):
            busy, begin = model.new_bool_var(""), model.new_bool_var("")
            model.add(sum(row[slot] for row in own) == busy)
            model.add(begin >= busy - before)
            begins.append(begin)
            before = busy
    model.minimize(sum(begins))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return 0
    return math.ceil(solver.best_objective_bound - 1e-6) - len(people)
