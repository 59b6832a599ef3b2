"""Small events solved whole: every meeting in every slot and hall it may have, in one model (CP-SAT)."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from yanzhen.meet.choosing import Programme
from yanzhen.meet.frame import UNTIMED, Frame, Ints

LARGEST = 40_000
"""So many variables at most."""
EFFORT = 30.0
MOST = 1 << 60


def prove(frame: Frame, slot: Ints, programme: Programme, end: float) -> tuple[Ints, Ints, bool] | None:
    """A better timetable or the proof that there is none; None where the event is too large or time is up.

    Returns:
        hall (m,), slot (m,), and whether nothing is better: in musts kept, then minima, then value.
    """
    seconds = end - time.monotonic()
    size = int((frame.open.sum(axis=1) * programme.choices.sum(axis=1)).sum())
    if size > LARGEST or seconds <= 0:
        return None
    floor = int(frame.worth.sum()) + 1
    top = floor * (int(programme.least.sum()) + 1)
    if top * (int(frame.must.sum()) + 1) >= MOST:
        return None
    return _Model(frame, programme, floor, top).solve(frame.hall, slot, seconds)


class _Model:
    def __init__(self, frame: Frame, programme: Programme, floor: int, top: int) -> None:
        from ortools.sat.python import cp_model

        self.cp, self.frame, self.model = cp_model, frame, cp_model.CpModel()
        self.at: dict[tuple[int, int, int], Any] = {
            (e, int(t), int(hall)): self.model.new_bool_var("")
            for e in range(frame.meetings)
            for t in np.flatnonzero(frame.open[e])
            for hall in np.flatnonzero(programme.choices[e])
        }
        self._once()
        self._rooms()
        self._ways()
        self._aim(programme.least, floor, top)

    def _gathered(self, key: Any) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for (e, t, hall), variable in self.at.items():
            for name in key(e, t, hall):
                found.setdefault(name, []).append(variable)
        return found

    def _sides(self, e: int) -> tuple[int, int]:
        return int(self.frame.one[e]), int(self.frame.other[e])

    def _once(self) -> None:
        for listed in self._gathered(lambda e, t, hall: [e]).values():
            self.model.add_at_most_one(listed)
        for listed in self._gathered(lambda e, t, hall: [(p, t) for p in self._sides(e)]).values():
            self.model.add_at_most_one(listed)
        self.of = self._gathered(lambda e, t, hall: self._sides(e))
        for p, listed in self.of.items():
            self.model.add(sum(listed) <= int(self.frame.most[p]))

    def _rooms(self) -> None:
        frame = self.frame
        for (hall, t), listed in self._gathered(lambda e, t, hall: [(hall, t)]).items():
            self.model.add(sum(listed) <= int(frame.tables[hall, t]))
        if frame.room is not None:
            housed = self._gathered(lambda e, t, hall: [t] if hall != frame.online else [])
            for t, listed in housed.items():
                self.model.add(sum(listed) <= int(frame.room[t]))
        language, interpreters = frame.language, frame.interpreters
        if language is not None and interpreters is not None:
            spoken = self._gathered(lambda e, t, hall: [(int(language[e]), t)] if language[e] >= 0 else [])
            for (number, t), listed in spoken.items():
                self.model.add(sum(listed) <= int(interpreters[number, t]))

    def _ways(self) -> None:
        """Nobody in two halls within the slots of a way."""
        frame = self.frame
        if not frame.travel:
            return
        here = self._gathered(lambda e, t, hall: [(p, t, hall) for p in self._sides(e)] if hall != frame.online else [])
        for (p, t, hall), listed in here.items():
            for near in range(t + 1, min(t + frame.travel + 1, frame.slots)):
                for other in range(len(frame.tables)):
                    if other != hall and (p, near, other) in here:
                        self.model.add(sum(listed) + sum(here[p, near, other]) <= 1)

    def _aim(self, least: Ints, floor: int, top: int) -> None:
        frame = self.frame
        terms = [
            variable * int(frame.worth[e] + (top if frame.must[e] else 0)) for (e, _, _), variable in self.at.items()
        ]
        for p in np.flatnonzero(least > 0).tolist():
            missing = self.model.new_int_var(0, int(least[p]), "")
            self.model.add(sum(self.of.get(p, [])) + missing >= int(least[p]))
            terms.append(missing * -floor)
        self.model.maximize(sum(terms))

    def solve(self, hall: Ints, slot: Ints, seconds: float) -> tuple[Ints, Ints, bool] | None:
        for (e, t, where), variable in self.at.items():
            self.model.add_hint(variable, int(slot[e] == t and hall[e] == where))
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.max_deterministic_time = EFFORT
        status = solver.solve(self.model)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        found_hall, found = hall.copy(), np.full(len(slot), UNTIMED, np.int64)
        for (e, t, where), variable in self.at.items():
            if solver.value(variable):
                found_hall[e], found[e] = where, t
        return found_hall, found, status == self.cp.OPTIMAL
