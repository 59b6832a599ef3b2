"""The search for a timetable with the fewest breaks, on one core: first by cores, then the best that can be found."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from yanzhen.meet.listed.clauses import Programme, programme_of
from yanzhen.meet.listed.cores import CoreSearch
from yanzhen.meet.listed.instance import Instance
from yanzhen.meet.listed.model import Model, model_of

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

PROVING = 0.6  # of the time: what is left when no proof came is for the best timetable that can be found

GRACE = 1.0  # seconds that any timetable at all is worth, even where the time is over
CONFLICTS = 15_000
"""What the cores may spend in their first turn, about two seconds; counted, so that a busy machine changes nothing."""
EFFORT = 2.0
"""The same for CP-SAT, in its own deterministic time, which is close to seconds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`slot`: int64 (m,), from 0, or None where none was found; `bound`: no timetable has fewer breaks."""

    slot: NDArray[np.int64] | None
    bound: int
    impossible: bool = False


def search(instance: Instance, left: NDArray[np.bool_], least: NDArray[np.int64], until: float, seed: int) -> Outcome:
    """Looks until `until` (of `time.monotonic`) for the timetable with the fewest breaks.

    Unsatisfiable cores raise the bound from below and end with an optimum, but tell of no timetable before. Where they
    do not end in time, a search from above fills the rest of it.
    """
    proving = time.monotonic() + (until - time.monotonic()) * PROVING
    proof = _proven(instance, left, least, proving, seed)
    if proof.impossible or proof.slot is not None:
        return proof
    model = model_of(instance, left, least)
    first = _solved(model, max(GRACE, until - time.monotonic()), seed, by_cores=False)
    model.program.minimize(sum(model.holes))
    model.program.add(sum(model.holes) >= proof.bound)
    found = _solved(model, until - time.monotonic(), seed, by_cores=False)
    slot = first.slot if found.slot is None else found.slot
    return Outcome(slot, max(found.bound, proof.bound), first.impossible)


def _proven(instance: Instance, left: NDArray[np.bool_], least: NDArray[np.int64], until: float, seed: int) -> Outcome:
    """By cores over clauses where python-sat is there; CP-SAT's own cores take far longer on crowded events."""
    if find_spec("pysat") is None:
        model = model_of(instance, left, least)
        model.program.minimize(sum(model.holes))
        return _solved(model, until - time.monotonic(), seed, by_cores=True)
    programme = programme_of(instance, left, least)
    cores = CoreSearch(programme.formula, programme.holes)
    try:
        return _in_turns(instance, left, least, programme, cores, until, seed)
    finally:
        cores.close()


def _in_turns(
    instance: Instance,
    left: NDArray[np.bool_],
    least: NDArray[np.int64],
    programme: Programme,
    cores: CoreSearch,
    until: float,
    seed: int,
) -> Outcome:
    """Cores and CP-SAT in turn, each turn twice as long as the last.

    Most of the time goes into the last step, in which a timetable is looked for that has no more breaks than are
    proven: one solver may stumble over it in a second and the other not in a minute, and nothing tells before which.
    """
    turn, bound = 1.0, 0
    while True:
        start = cores.bound
        if cores.advance(until, int(turn * CONFLICTS)):
            slot = None if cores.truths is None else programme.slots_of(cores.truths)
            return Outcome(slot, cores.bound, cores.impossible)
        bound = max(bound, cores.bound)
        if time.monotonic() >= until:
            return Outcome(None, bound)
        if cores.bound > start:  # while the bound rises, nothing is to be found at it
            continue
        model = model_of(instance, left, least)
        model.program.add(sum(model.holes) <= bound)
        found = _solved(model, until - time.monotonic(), seed, by_cores=True, effort=turn * EFFORT)
        if found.slot is not None:
            return Outcome(found.slot, bound)
        bound += found.impossible
        turn, seed = turn * 2, seed + 1


def feasible(instance: Instance, left: NDArray[np.bool_], seconds: float, seed: int) -> bool | None:
    """Whether there is a timetable at all; None where the time is too short to tell."""
    outcome = _solved(model_of(instance, left, np.zeros(instance.people, dtype=np.int64)), seconds, seed, by_cores=True)
    return False if outcome.impossible else (True if outcome.slot is not None else None)


def _solver(seconds: float, seed: int, by_cores: bool, effort: float) -> CpSolver:
    from ortools.sat.python.cp_model import CpSolver

    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.max_deterministic_time = effort
    solver.parameters.linearization_level = 0
    solver.parameters.optimize_with_core = by_cores
    return solver


def _solved(model: Model, seconds: float, seed: int, by_cores: bool, effort: float = math.inf) -> Outcome:
    from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL

    solver = _solver(seconds, seed, by_cores, effort)
    status = solver.solve(model.program)
    if status == INFEASIBLE:
        return Outcome(None, 0, impossible=True)
    bound = max(0, math.ceil(solver.best_objective_bound - 1e-6)) if model.program.has_objective() else 0
    if status not in (OPTIMAL, FEASIBLE):
        return Outcome(None, bound)
    slot = [next(at for at, held in slots.items() if solver.boolean_value(held)) for slots in model.held]
    return Outcome(np.array(slot, dtype=np.int64), bound)
