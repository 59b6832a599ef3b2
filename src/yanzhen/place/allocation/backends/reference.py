"""NumPy alone, always there; the kernel follows it step by step.

`assign`: shortest augmenting paths (Kuhn-Munkres in the form of Jonker and Volgenant, Computing 38, 1987) over columns
and not over projects, from prices that an auction finds (Bertsekas, Annals of Operations Research 14, 1988).
`match_stable`: deferred acceptance (Gale and Shapley, American Mathematical Monthly 69, 1962) with capacities, all free
projects at once: in whatever order they ask, the matching that is best for them is one.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.matrix import Floats, Ints

FAR = 1 << 61
"""What nobody reaches."""


STEPS = (16, 64, 512, 4096)
"""Bids rise by at least the greatest value divided by these, one after the other."""
MARGINS = (4, 64)
"""By so many of the last step prices are lowered before they are used."""
CLOSED = 1 << 59
"""The price of a column that takes nobody."""


def assign(values: Ints, capacities: Ints) -> tuple[Ints, Ints]:
    """As `Assign`. Prices that turn out too high are lowered, at last to nothing, so that the answer is proven."""
    start, step = _estimate(values, capacities)
    for margin in (MARGINS[0] * step, MARGINS[1] * step, FAR):
        plan = _Plan(values, capacities, _lowered(start, capacities, margin))
        for project in range(len(values)):
            plan.insert(project)
        if plan.is_proven():
            break
    return plan.assigned, plan.least_prices()


def _estimate(values: Ints, capacities: Ints) -> tuple[Ints, int]:
    """Prices to start from, and the last step of the auction."""
    top, step = int(values.max(initial=0)), 0
    prices = np.zeros(len(capacities), np.int64)
    for parts in STEPS:
        prices = _lowered(prices, capacities, 2 * step)
        step = top // parts + 1
        prices = _auction(values, capacities, prices, step)
    return prices, step


def _auction(values: Ints, capacities: Ints, start: Ints, step: int) -> Ints:
    """What columns would cost about: projects outbid each other until each has a column."""
    prices = np.where(capacities > 0, start, CLOSED)
    held: list[list[tuple[int, int]]] = [[] for _ in capacities]
    for project in range(len(values)):
        free = project
        while True:
            nets = values[free] - prices
            column = int(nets.argmax())
            if column == len(nets) - 1:
                break
            best, nets[column] = int(nets[column]), np.iinfo(np.int64).min
            heapq.heappush(held[column], (int(prices[column]) + best - int(nets.max()) + step, free))
            if len(held[column]) <= capacities[column]:
                if len(held[column]) == capacities[column]:
                    prices[column] = held[column][0][0]
                break
            free = heapq.heappop(held[column])[1]
            prices[column] = held[column][0][0]
    return prices


def _lowered(prices: Ints, capacities: Ints, by: int) -> Ints:
    """All prices less by so much, none below nothing; a column that takes nobody, and the last one, cost nothing."""
    lower: Ints = np.where(capacities > 0, np.maximum(prices - by, 0), 0)
    lower[-1] = 0
    return lower


class _Plan:
    def __init__(self, values: Ints, capacities: Ints, start: Ints) -> None:
        projects, columns = values.shape
        self._values, self._capacities = values, capacities
        self.assigned = np.full(projects, -1, np.int64)
        self._counts = np.zeros(columns, np.int64)
        self._prices = start.copy()
        # What is lost at least when a member of the row moves to the column, and who moves.
        self._losses = np.full((columns, columns), FAR, np.int64)
        self._movers = np.full((columns, columns), -1, np.int64)

    def _fill(self, column: int) -> None:
        members = np.flatnonzero(self.assigned == column)
        if not len(members):
            self._losses[column], self._movers[column] = FAR, -1
            return
        losses = self._values[members, column, None] - self._values[members]
        first = losses.argmin(axis=0)
        self._losses[column] = losses[first, np.arange(losses.shape[1])]
        self._movers[column] = members[first]

    def is_proven(self) -> bool:
        """Whether every column that costs something is full: then no plan is worth more."""
        return bool(((self._prices == 0) | (self._counts >= self._capacities)).all())

    def insert(self, project: int) -> None:
        """Put one project more into the plan, moving others where that is worth it."""
        net = self._values[project] - self._prices
        distances = net.max() - net
        before = np.full(len(net), -1, np.int64)
        settled = np.zeros(len(net), np.bool_)
        full = self._counts >= self._capacities
        while True:
            near = np.where(settled, np.iinfo(np.int64).max, distances)
            ties = np.flatnonzero(near == near.min())
            room = ties[~full[ties]]
            # Of equally near ones a column with room ends the search.
            nearest = int(room[0] if len(room) else ties[0])
            if not full[nearest]:
                break
            settled[nearest] = True
            through = distances[nearest] - self._prices[nearest] + self._losses[nearest] + self._prices
            nearer = ~settled & (through < distances)
            distances[nearer], before[nearer] = through[nearer], nearest
        self._prices[settled] += distances[nearest] - distances[settled]
        self._shift(project, nearest, before)

    def _shift(self, project: int, end: int, before: Ints) -> None:
        """Move along the path that ends in a column with room."""
        self._counts[end] += 1
        column, changed = end, [end]
        while before[column] >= 0:
            self.assigned[self._movers[before[column], column]] = column
            column = int(before[column])
            changed.append(column)
        self.assigned[project] = column
        for each in changed:
            if self._counts[each] >= self._capacities[each]:
                self._fill(each)

    def least_prices(self) -> Ints:
        """The least prices that prove the plan best: what one unit more of each column adds to the value."""
        for column in range(len(self._prices)):
            self._fill(column)
        excess = self._prices.copy()
        settled = np.zeros(len(excess), np.bool_)
        for _ in range(len(excess)):
            nearest = int(np.where(settled, np.iinfo(np.int64).max, excess).argmin())
            settled[nearest] = True
            through = excess[nearest] - self._prices[nearest] + self._losses[nearest] + self._prices
            excess = np.where(settled, excess, np.minimum(excess, through))
        least: Ints = self._prices - excess
        return least


def match_stable(lists: NDArray[np.int32], scores: Ints, capacities: Ints) -> Ints:
    """As `MatchStable`."""
    projects, length = lists.shape
    matched = np.full(projects, -1, np.int64)
    tried = np.zeros(projects, np.int64)
    wanted = np.zeros(projects, np.int64)  # how much the place that holds a project wants it
    free = np.arange(projects)
    while len(free := free[tried[free] < length]):
        places = lists[free, tried[free]]
        tried[free] = np.where(places < 0, length, tried[free])  # the end of the list
        asking, places = free[places >= 0], places[places >= 0]
        wanted[asking] = scores[asking, tried[asking]]
        tried[asking] += 1
        asked = np.zeros(len(capacities), np.bool_)
        asked[places] = True
        matched[asking] = places
        here = np.flatnonzero(matched >= 0)
        here = here[asked[matched[here]]]
        here = here[np.lexsort((here, -wanted[here], matched[here]))]
        at = matched[here]
        starts = np.searchsorted(at, at, side="left")
        free = here[np.arange(len(here)) - starts >= capacities[at]]
        matched[free] = -1
    return matched


LIGHTEST = 1e-12
"""A weight that is nothing would make an endless ratio."""


def pack(
    profits: Floats,
    sizes: Floats,
    capacities: Floats,
    multipliers: Floats,
    counts: Ints,
    floors: Ints,
    bonus: float,
    nodes: int,
) -> tuple[NDArray[np.uint8], Floats]:
    """As `Pack`: branch and bound over the items in the order of profit by weight."""
    chosen = np.zeros(profits.shape, np.uint8)
    bounds = np.zeros(len(profits))
    for place, row in enumerate(profits):
        listed = _candidates(row, sizes, capacities[place], multipliers[place], counts, bonus if floors[place] else 0.0)
        search = _Packing(listed, multipliers[place].tolist(), int(floors[place]), bonus, nodes)
        left = capacities[place].tolist()
        whole = search.bound(0, left, 0)
        search.search(0, left, 0.0, 0)
        chosen[place, search.best_taken] = 1
        bounds[place] = whole if search.nodes < 0 else search.best
    return chosen, bounds


class _Candidate(NamedTuple):
    item: int
    profit: float
    weight: float
    projects: int
    sizes: list[float]


def _fit(sizes: list[float], left: list[float]) -> bool:
    return all(size <= room + ROUNDING for size, room in zip(sizes, left, strict=True))


def _candidates(
    profits: Floats, sizes: Floats, capacity: Floats, multipliers: Floats, counts: Ints, worth_a_look: float
) -> list[_Candidate]:
    found = []
    for item in np.flatnonzero(profits + worth_a_look * counts > 0).tolist():
        own = sizes[item].tolist()
        if _fit(own, capacity.tolist()):
            weight = 0.0
            for multiplier, size in zip(multipliers.tolist(), own, strict=True):
                weight += multiplier * size
            found.append(_Candidate(item, float(profits[item]), max(weight, LIGHTEST), int(counts[item]), own))
    return sorted(found, key=lambda each: (-(each.profit / each.weight), each.item))


class _Packing:
    """One place."""

    def __init__(
        self, candidates: list[_Candidate], multipliers: list[float], floor: int, bonus: float, nodes: int
    ) -> None:
        self._candidates, self._multipliers, self._floor, self._bonus = candidates, multipliers, floor, bonus
        self.nodes = nodes
        self.best = 0.0
        self.best_taken: list[int] = []
        self._taken: list[int] = []

    def _filled(self, count: int) -> float:
        return self._bonus * min(count, self._floor)

    def bound(self, start: int, left: list[float], count: int) -> float:
        """No choice among the candidates from `start` on is worth more: one surrogate constraint, filled by ratio."""
        room = 0.0
        for multiplier, rest in zip(self._multipliers, left, strict=True):
            room += multiplier * max(rest, 0.0)
        total = 0.0
        for each in self._candidates[start:]:
            if each.profit <= 0:
                break
            if not _fit(each.sizes, left):
                continue
            if each.weight > room:
                total += each.profit * (room / each.weight)
                break
            total += each.profit
            room -= each.weight
        return total + self._filled(self._floor) - self._filled(count)

    def search(self, start: int, left: list[float], profit: float, count: int) -> None:
        worth = profit + self._filled(count)
        if worth > self.best:
            self.best, self.best_taken = worth, list(self._taken)
        for following in range(start, len(self._candidates)):
            self.nodes -= 1
            if self.nodes < 0 or worth + self.bound(following, left, count) <= self.best:
                return
            each = self._candidates[following]
            if _fit(each.sizes, left):
                rest = [room - size for room, size in zip(left, each.sizes, strict=True)]
                self._taken.append(each.item)
                self.search(following + 1, rest, profit + each.profit, count + each.projects)
                self._taken.pop()
