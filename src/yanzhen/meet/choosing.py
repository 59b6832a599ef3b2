"""Which meetings: a b-matching with side rows, by linear programming, and the bound that proves it.

Slots are forgotten here but for how many there are: nobody has more meetings than open slots, no hall more than tables
in all slots together. Every timetable keeps these rows, so that the programme's value is a bound on all of them. Its
vertices are whole but for odd cycles at one half (Balinski 1965) and the side rows; what is not whole is decided by a
small integer programme over the meetings whose reduced costs leave it open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import MissingPiece
from yanzhen.meet.frame import Frame

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OPTIMAL, FEASIBLE = 0, 1
WHOLE = 1e-6
LINEAR = "use_dual_simplex:true perturb_costs_in_dual_simplex:true"
"""Ten times as fast where many meetings are worth the same and the tables are few."""
EFFORT = 2.0
"""Of the integer programme, in the solver's own time, which is the same on every machine."""


@dataclass(frozen=True)
class Choice:
    """Meetings that keep every row, and what no timetable exceeds.

    Attributes:
        taken: bool (m,).
        bound: no choice that keeps at least so many musts and misses no more of the minima is worth more.
        musts, missed: how many musts are asked for, and how much of the minima may be missing.
        relaxed: the value of the linear programme, at least the bound.
        dear: float (m,): with a meeting that is not taken, nothing is worth more than `relaxed` less this.
    """

    taken: Flags
    bound: int
    musts: int
    missed: int
    relaxed: float
    dear: Floats


def solver_helper() -> Any:
    """OR-Tools' linear and integer solvers.

    Raises:
        MissingPiece: it is not installed.
    """
    try:
        from ortools.linear_solver.python import model_builder_helper
        from scipy import sparse  # noqa: F401
    except ImportError:
        raise MissingPiece(
            '排会谈表需要 OR-Tools：请执行 pip install "yanzhen[meet]"',
            'timetables need OR-Tools: run pip install "yanzhen[meet]"',
        ) from None
    return model_builder_helper


@dataclass(frozen=True)
class Programme:
    """The rows that every timetable keeps.

    Attributes:
        choices: bool (m, halls): where each meeting may take place; it counts for a hall where that is the only one.
    """

    frame: Frame
    choices: Flags

    @cached_property
    def reach(self) -> Ints:
        """(n,): how many meetings each participant can have at most."""
        frame = self.frame
        some = np.zeros((frame.people, frame.slots), dtype=bool)
        for side in (frame.one, frame.other):
            np.logical_or.at(some, side, frame.open)
        reach: Ints = np.minimum(frame.most, some.sum(axis=1))
        return reach

    @cached_property
    def rows(self) -> tuple[Any, Floats]:
        """The matrix (rows, m) and its limits: participants, halls, all halls, interpreters."""
        from scipy import sparse

        frame = self.frame
        meetings = np.arange(frame.meetings)
        parts = [
            (np.concatenate([frame.one, frame.other]), np.concatenate([meetings, meetings]), self.reach.astype(float))
        ]
        only = np.where(self.choices.sum(axis=1) == 1, self.choices.argmax(axis=1), -1)
        used = np.flatnonzero(only >= 0)
        parts.append((only[used], used, frame.tables.sum(axis=1).astype(float)))
        if frame.room is not None:
            every = frame.tables[np.arange(len(frame.tables)) != frame.online].sum(axis=0)
            used = np.flatnonzero(only != frame.online)
            parts.append((np.zeros(len(used), np.int64), used, np.array([np.minimum(frame.room, every).sum()], float)))
        if frame.language is not None and frame.interpreters is not None and len(frame.interpreters):
            used = np.flatnonzero(frame.language >= 0)
            parts.append((frame.language[used], used, frame.interpreters.sum(axis=1).astype(float)))
        table = [
            sparse.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(limits), frame.meetings))
            for rows, columns, limits in parts
        ]
        return sparse.vstack(table).tocsr(), np.concatenate([limits for *_, limits in parts])

    @cached_property
    def least(self) -> Ints:
        """(n,): what each participant should have, as far as it can have it at all."""
        return np.minimum(self.frame.least, self.reach)

    def _system(self, musts: int, missed: float) -> tuple[Any, Floats, Floats, Floats]:
        """Matrix over meetings and what is missing of minima, lower and upper limits of rows, upper ones of columns."""
        from scipy import sparse

        frame, (table, limits) = self.frame, self.rows
        wanting = np.flatnonzero(self.least > 0)
        short = len(wanting)
        blocks = [[table, sparse.csr_matrix((table.shape[0], short))]]
        low, high = [np.full(len(limits), -np.inf)], [limits]
        if short:
            blocks.append([table[wanting], sparse.identity(short, format="csr")])
            low.append(self.least[wanting].astype(float))
            high.append(np.full(short, np.inf))
            blocks.append([sparse.csr_matrix((1, frame.meetings)), sparse.csr_matrix(np.ones((1, short)))])
            low.append(np.array([-np.inf]))
            high.append(np.array([missed]))
        if musts:
            blocks.append([sparse.csr_matrix(frame.must[None].astype(float)), sparse.csr_matrix((1, short))])
            low.append(np.array([float(musts)]))
            high.append(np.array([np.inf]))
        top = np.concatenate([frame.open.any(axis=1).astype(float), self.least[wanting].astype(float)])
        return sparse.bmat(blocks, format="csr"), np.concatenate(low), np.concatenate(high), top

    # --- the programmes ----------------------------------------------------------------------------------------------

    def most_musts(self) -> int:
        """No timetable keeps more musts."""
        count = int((self.frame.must & self.frame.open.any(axis=1)).sum())
        if not count or (self._linear(self.frame.must.astype(float), 0, math.inf, count) is not None):
            return count
        found = self._linear(self.frame.must.astype(float), 0, math.inf, 0)
        assert found is not None
        return math.floor(found.bound + WHOLE)

    def least_missed(self, musts: int) -> int:
        """No timetable that keeps so many musts misses less of the minima altogether."""
        if not self.least.any() or self._linear(self.frame.worth.astype(float), 0, 0, musts) is not None:
            return 0
        found = self._linear(np.zeros(self.frame.meetings), 1, math.inf, musts)
        assert found is not None
        return math.ceil(-found.bound - WHOLE)

    def choose(self, musts: int, missed: int) -> Choice | None:
        """The meetings worth most, with at least so many musts, missing at most so much; None where that can't be."""
        worth = self.frame.worth.astype(float)
        found = self._linear(worth, 0, missed, musts)
        if found is None:
            return None
        bound = math.floor(found.bound + WHOLE * max(1.0, found.bound * WHOLE))
        values = found.values
        whole = np.round(values)
        if np.abs(values - whole).max(initial=0.0) > WHOLE:
            whole, bound = self._decide(found, worth, musts, missed, bound)
        taken = whole[: self.frame.meetings] > 0.5
        return Choice(taken, bound, musts, missed, found.bound, self._dear(found.reduced[: self.frame.meetings], taken))

    def _dear(self, reduced: Floats, taken: Flags) -> Floats:
        """(m,): how far the bound falls at least where a meeting is taken in.

        By its reduced cost; and where a side is full, its price can rise by the least gain of its meetings: each falls
        by that, one of them fewer fits in, and the bound with it.
        """
        frame = self.frame
        held = np.zeros(frame.people, np.int64)
        least = np.full(frame.people, np.inf)
        for side in (frame.one, frame.other):
            np.add.at(held, side[taken], 1)
            np.minimum.at(least, side[taken], np.maximum(0.0, reduced[taken]))
        least[held < self.reach] = 0.0
        least[held == 0] = 0.0
        more = least[frame.one] + least[frame.other]
        pairs = frame.people * np.minimum(frame.one, frame.other) + np.maximum(frame.one, frame.other)
        # A taken meeting of the same two would be counted on both sides.
        twice = np.isin(pairs, pairs[taken])
        more[twice] = np.maximum(least[frame.one], least[frame.other])[twice]
        dear: Floats = np.maximum(0.0, -reduced) + more
        return dear

    def _decide(self, found: _Relaxed, worth: Floats, musts: int, missed: int, bound: int) -> tuple[Floats, int]:
        """Whole values; and the bound that the integer programme proves, where it does."""
        scale = max(1.0, float(worth.max(initial=1.0)))
        fallback = np.floor(found.values + WHOLE)
        best = float(worth @ fallback[: len(worth)])
        for reach in (0.02 * scale, None):
            limit = found.bound - best if reach is None else reach
            open_ = np.abs(found.reduced) <= limit + WHOLE
            open_ |= np.abs(found.values - np.round(found.values)) > WHOLE
            solved = self._integer(found, worth, musts, missed, open_)
            if solved is None:
                continue
            values, proven = solved
            reached = float(worth @ np.round(values[: len(worth)]))
            if reached >= best:
                best, fallback = reached, np.round(values)
            if proven and limit >= found.bound - best:
                return fallback, min(bound, round(best))
        return fallback, bound

    def _integer(
        self, found: _Relaxed, worth: Floats, musts: int, missed: int, open_: Flags
    ) -> tuple[Floats, bool] | None:
        """The best whole values of the columns left open, the others as they are; and whether that is proven."""
        helper = solver_helper()
        table, low, high, top = self._system(musts, missed)
        used = np.flatnonzero(open_)
        fixed = np.where(open_, 0.0, np.round(found.values))
        taken = table @ fixed
        part = table[:, used]
        rows = np.flatnonzero(np.diff(part.indptr))
        cost = np.zeros(len(top))
        cost[: len(worth)] = worth
        model = helper.ModelBuilderHelper()
        model.fill_model_from_sparse_data(
            np.zeros(len(used)), top[used], -cost[used], (low - taken)[rows], (high - taken)[rows], part[rows]
        )
        for number in range(len(used)):
            model.set_var_integrality(number, True)
        solver = helper.ModelSolverHelper("sat")
        solver.set_solver_specific_parameters(
            f"num_workers:1,max_deterministic_time:{EFFORT},linearization_level:2,random_seed:1"
        )
        solver.solve(model)
        if not solver.has_solution():
            return None
        values = fixed
        values[used] = np.round(solver.variable_values())
        return values, solver.status().value == OPTIMAL

    def _linear(self, worth: Floats, missing: float, missed: float, musts: int) -> _Relaxed | None:
        """The greatest sum of `worth` less what is missing times `missing`; None where no values keep the rows."""
        helper = solver_helper()
        table, low, high, top = self._system(musts, missed)
        cost = np.full(len(top), -float(missing))
        cost[: len(worth)] = worth
        model = helper.ModelBuilderHelper()
        model.fill_model_from_sparse_data(np.zeros(len(top)), top, -cost, low, high, table)
        solver = helper.ModelSolverHelper("glop")
        solver.set_solver_specific_parameters(LINEAR)
        solver.solve(model)
        if solver.status().value != OPTIMAL:
            return None
        prices = -np.asarray(solver.dual_values())
        # Any prices of the right sign prove a bound (weak duality): rounding makes it worse, never wrong.
        prices = np.where(
            np.isinf(high), np.minimum(prices, 0.0), np.where(np.isinf(low), np.maximum(prices, 0.0), prices)
        )
        reduced = cost - table.T @ prices
        limits = np.where(prices > 0, high, low)
        bound = float(prices[prices != 0] @ limits[prices != 0] + top @ np.maximum(0.0, reduced))
        return _Relaxed(np.asarray(solver.variable_values()), reduced, bound)


@dataclass(frozen=True)
class _Relaxed:
    values: Floats
    reduced: Floats
    bound: float
