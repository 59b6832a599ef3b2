"""The fewest variables that have to be true, by unsatisfiable cores (OLL), with a bound at every moment.

Andres et al., "Unsatisfiability-based optimization in clasp", ICLP 2012; Morgado et al., "Core-guided MaxSAT with soft
cardinality constraints", CP 2014; core exhaustion and minimisation as in Ignatiev et al., "RC2: an efficient MaxSAT
solver", JSAT 11 (2019).
"""

from __future__ import annotations

import time

from yanzhen.meet.listed.formula import Formula

SOLVER = "glucose4"
TRIED = 1000  # conflicts that leaving one literal out of a core may cost
EXHAUSTED = 5000  # conflicts that seeing whether a core forces one more may cost
PIECE = 5000  # conflicts between two looks at the clock, less than a second
COUNTED = 4  # how far a sum is counted at first


class _Sum:
    """How many of these variables are true, counted as far as is asked for: cores are long, and their sums small."""

    def __init__(self, parts: list[int]) -> None:
        self.parts = parts
        self.count = 0
        self._outputs: list[int] = []

    def more_than(self, count: int, formula: Formula) -> int:
        """The variable that is true where more than `count` are."""
        if count >= len(self._outputs):
            self._outputs = formula.counted(self.parts, min(len(self.parts), max(COUNTED, 2 * count)))
        return self._outputs[count]


class CoreSearch:
    """Assumes every unwanted variable false; each core found raises the bound, and lets one of its own be true.

    `bound`: fewer of the unwanted can't be true; `truths`: the true variables of an optimum, once it is found;
    `impossible`: the formula itself can't be kept. To be closed, since the solver keeps memory of its own.
    """

    def __init__(self, formula: Formula, unwanted: list[int]) -> None:
        from pysat.solvers import Solver

        self.bound = 0
        self.truths: set[int] | None = None
        self.impossible = False
        self._formula = formula
        self._assumed = dict.fromkeys(-variable for variable in unwanted)
        self._sums: dict[int, _Sum] = {}  # which sum an assumption "no more than k" is about
        self._told = len(formula.clauses)
        self._until = 0.0
        self._solver = Solver(name=SOLVER, bootstrap_with=formula.clauses)

    def close(self) -> None:
        self._solver.delete()

    def advance(self, until: float, conflicts: int) -> bool:
        """Searches for so many conflicts, at most until `until` (of `time.monotonic`); whether the end is reached.

        May be called again to go on where it stopped.
        """
        self._until = until
        last = self._conflicts() + conflicts
        while True:
            answer = self._holds(list(self._assumed), max(1, last - self._conflicts()))
            if answer is None:
                return False
            if answer:
                self.truths = {literal for literal in self._solver.get_model() if literal > 0}
                return True
            core = self._solver.get_core()
            if not core:
                self.impossible = True
                return True
            self._relax(self._minimised(core))

    def _conflicts(self) -> int:
        return int(self._solver.accum_stats()["conflicts"])

    def _holds(self, assumptions: list[int], conflicts: int) -> bool | None:
        """Whether the clauses can be kept under these; None where the time or the conflicts allowed ran out."""
        while conflicts > 0 and time.monotonic() < self._until:
            self._solver.conf_budget(min(conflicts, PIECE))
            answer: bool | None = self._solver.solve_limited(assumptions=assumptions)
            if answer is not None:
                return answer
            conflicts -= PIECE
        return None

    def _minimised(self, core: list[int]) -> list[int]:
        """The core without literals that it does not need, as far as that is cheap to see."""
        kept = 0
        while kept < len(core) and len(core) > 1:
            answer = self._holds(core[:kept] + core[kept + 1 :], TRIED)
            if answer is None:
                break
            if answer:
                kept += 1
            else:
                core = self._shorter(core, kept)
        return core

    def _shorter(self, core: list[int], left_out: int) -> list[int]:
        """The core without one literal, in its order, and without what the new proof does not need either."""
        needed = set(self._solver.get_core() or core)
        return [literal for at, literal in enumerate(core) if at != left_out and literal in needed]

    def _relax(self, core: list[int]) -> None:
        """Counts how many of the core are false at least, and assumes that no more are."""
        self.bound += 1
        for literal in core:
            del self._assumed[literal]
            if literal in self._sums:  # what was held to k, and is part of a core, may be k + 1 from now on
                held = self._sums.pop(literal)
                self._assume(held, held.count + 1)
        self._formula.add(*(-literal for literal in core))
        self._exhaust(_Sum([-literal for literal in core]))

    def _exhaust(self, held: _Sum) -> None:
        """Raises the bound for as long as this core alone forces it up."""
        count = 1
        while count < len(held.parts):
            above = held.more_than(count, self._formula)
            self._tell()
            if self._holds([-above], EXHAUSTED) is not False:
                break
            self._formula.add(above)
            self.bound += 1
            count += 1
        self._assume(held, count)

    def _assume(self, held: _Sum, count: int) -> None:
        """Assumes that no more than `count` of a sum are true, unless that says nothing."""
        if count < len(held.parts):
            held.count = count
            above = held.more_than(count, self._formula)
            self._assumed[-above] = None
            self._sums[-above] = held
        self._tell()

    def _tell(self) -> None:
        """Gives the solver the clauses that have come since."""
        for clause in self._formula.clauses[self._told :]:
            self._solver.add_clause(clause)
        self._told = len(self._formula.clauses)
