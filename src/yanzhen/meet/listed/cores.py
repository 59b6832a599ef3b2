"""The fewest variables that have to be true, by unsatisfiable cores (OLL), with a bound at every moment.

Andres et al., "Unsatisfiability-based optimization in clasp", ICLP 2012; Morgado et al., "Core-guided MaxSAT with soft
cardinality constraints", CP 2014; core exhaustion and minimisation as in Ignatiev et al., "RC2: an efficient MaxSAT
solver", JSAT 11 (2019).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yanzhen.meet.listed.formula import Formula

if TYPE_CHECKING:
    from pysat.solvers import Solver

SOLVER = "glucose4"
TRIED = 1000  # conflicts that leaving one literal out of a core may cost


class OutOfTime(Exception):
    """The solver was stopped before it knew."""


@dataclass(frozen=True, slots=True)
class Found:
    """`truths`: the true variables of an optimum, None if none was found; `bound`: fewer can't be true."""

    truths: set[int] | None
    bound: int
    impossible: bool = False


def fewest_true(formula: Formula, unwanted: list[int], until: float) -> Found:
    """An assignment that keeps `formula` with the fewest of `unwanted` true, until `until` (of `time.monotonic`)."""
    from pysat.solvers import Solver

    with Solver(name=SOLVER, bootstrap_with=formula.clauses) as solver:
        search = _Search(formula, solver, unwanted)
        timer = threading.Timer(max(0.0, until - time.monotonic()), solver.interrupt)
        timer.start()
        try:
            return search.run()
        except OutOfTime:
            return Found(None, search.bound)
        finally:
            timer.cancel()
            timer.join()


class _Search:
    """Assumes every unwanted variable false; each core found raises the bound, and lets one of its own be true."""

    def __init__(self, formula: Formula, solver: Solver, unwanted: list[int]) -> None:
        self.formula = formula
        self.solver = solver
        self.bound = 0
        self.assumed = dict.fromkeys(-variable for variable in unwanted)
        self.sums: dict[int, tuple[list[int], int]] = {}  # an assumption "no more than k": the outputs, and k
        self.told = len(formula.clauses)

    def run(self) -> Found:
        while not self._holds(list(self.assumed)):
            core = self.solver.get_core()
            if not core:
                return Found(None, self.bound, impossible=True)
            self._relax(self._minimised(core))
        return Found({literal for literal in self.solver.get_model() if literal > 0}, self.bound)

    def _holds(self, assumptions: list[int]) -> bool:
        answer = self.solver.solve_limited(assumptions=assumptions, expect_interrupt=True)
        if answer is None:
            raise OutOfTime
        return bool(answer)

    def _minimised(self, core: list[int]) -> list[int]:
        """The core without literals that it does not need, as far as that is cheap to see."""
        kept = 0
        while kept < len(core) and len(core) > 1:
            self.solver.conf_budget(TRIED)
            without = core[:kept] + core[kept + 1 :]
            answer = self.solver.solve_limited(assumptions=without, expect_interrupt=True)
            self.solver.conf_budget(-1)
            if answer is None:
                break
            if answer:
                kept += 1
            else:
                core = self.solver.get_core() or []
                if not core:
                    break
        return core

    def _relax(self, core: list[int]) -> None:
        """Counts how many of the core are false at least, and assumes that no more are."""
        self.bound += 1
        for literal in core:
            del self.assumed[literal]
            self._loosen(literal)
        if len(core) == 1:
            self.formula.add(-core[0])
        else:
            self.formula.add(*(-literal for literal in core))
            self._exhaust(self.formula.counted([-literal for literal in core], len(core)))
        self._tell()

    def _loosen(self, literal: int) -> None:
        """A sum that was held to k, and is part of a core, may be k + 1 from now on."""
        if literal in self.sums:
            outputs, count = self.sums.pop(literal)
            if count + 1 < len(outputs):
                self._assume(outputs, count + 1)

    def _exhaust(self, outputs: list[int]) -> None:
        """Raises the bound for as long as this core alone forces it up."""
        self._tell()
        count = 1
        while count < len(outputs) and not self._holds([-outputs[count]]):
            self.formula.add(outputs[count])
            self._tell()
            self.bound += 1
            count += 1
        if count < len(outputs):
            self._assume(outputs, count)

    def _assume(self, outputs: list[int], count: int) -> None:
        self.assumed[-outputs[count]] = None
        self.sums[-outputs[count]] = (outputs, count)

    def _tell(self) -> None:
        """Gives the solver the clauses that have come since."""
        for clause in self.formula.clauses[self.told :]:
            self.solver.add_clause(clause)
        self.told = len(self.formula.clauses)
