"""Plans under several resources: what each place could take is a column, and a master programme chooses among columns.

Dantzig-Wolfe decomposition by places (Savelsbergh, A branch-and-price algorithm for the generalized assignment problem,
Operations Research 45, 1997). At any prices of the items, sum of the prices + sum over places of the best that a place
could take at them is a bound (Lagrangian duality), stronger than that of the linear relaxation because a place takes
whole projects. Prices are smoothed towards those of the best bound (Wentges 1997). A plan is then
found by diving (Sadykov and others, Primal heuristics for branch and price, INFORMS Journal on Computing 31, 2019), and
what room is left is filled by moves that gain. Every step is counted and none is timed, so that the same input gives
the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from yanzhen.place.allocation.items import Items
from yanzhen.place.allocation.relaxation import Relaxed, relax
from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.matrix import Floats, Ints

ROUNDS = 25
NODES = 100_000
"""Steps of the search for what is best in one place."""
ROUNDS_A_DIVE = 2
TIE = 1e-6
"""By so much a share may be off."""
NEAR = 1e-4
"""The master stops when its bound is so near."""
SMOOTHING = 0.6

Column = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Packed:
    """A plan of items.

    Attributes:
        homes: (items,) number of the place, -1 for none.
        bound: no plan is worth more, bonuses included.
        prices: (places, resources + 1) what one unit more of a capacity adds to the relaxation.
    """

    homes: Ints
    bound: float
    prices: Floats


def pack_items(items: Items, engine: Any) -> Packed:
    """A plan near the best, with a proven bound.

    Raises:
        MissingPiece: SciPy is not installed.
    """
    relaxed = relax(items)
    if not np.isfinite(items.worth).any():
        return Packed(np.full(len(items.members), -1, np.int64), 0.0, relaxed.prices)
    columns = _Columns(items, engine, relaxed)
    columns.generate()
    homes = improve(items, columns.dive())
    return Packed(homes, min(relaxed.value, columns.bound), relaxed.prices)


class _Master(NamedTuple):
    """The optimum of the choice among columns, in parts."""

    value: float
    prices: Floats
    shares: Floats


class _Columns:
    """What places could take, found at the prices of the items."""

    def __init__(self, items: Items, engine: Any, relaxed: Relaxed) -> None:
        self._items, self._engine = items, engine
        self._prices = relaxed.item_prices
        self._found: dict[Column, float] = {}
        top = float(np.where(np.isfinite(items.worth), items.worth, 0).max())
        # Where a resource has no price, a little of one keeps choices that overfill it from looking good.
        share = 0.01 * top / np.maximum(items.capacities, ROUNDING)
        self._multipliers = np.ascontiguousarray(np.where(items.capacities > 0, relaxed.prices + share, 0.0))
        self.bound = relaxed.value
        self._price(self._prices)

    def _price(self, prices: Floats, open_items: Any = None, open_places: Any = None) -> bool:
        """Find the best of each place at these prices; whether any is new. The best bound's prices are kept.

        Args:
            open_items, open_places: what is still to be decided; None for all. Only with all there is a bound.
        """
        items = self._items
        places = np.arange(len(items.capacities)) if open_places is None else np.flatnonzero(open_places)
        profits = items.worth[:, places] - prices[:, None]
        if open_items is not None:
            profits[~open_items] = -np.inf
        parts = (items.capacities[places], self._multipliers[places])
        chosen, bounds = self._engine.pack(
            np.ascontiguousarray(profits.T), items.sizes, *parts, items.counts, items.floors[places], items.bonus, NODES
        )
        if open_items is None:
            # Padded by what sums of this size may be rounded by.
            bound = (float(prices.sum()) + float(bounds.sum())) * (1 + 1e-12) + ROUNDING
            if bound < self.bound:
                self.bound, self._prices = bound, prices
        before = len(self._found)
        for place, row in zip(places.tolist(), chosen, strict=True):
            taken = np.flatnonzero(row)
            if len(taken):
                self._found.setdefault((place, tuple(taken.tolist())), items.choice_worth(place, taken))
        return len(self._found) > before

    def generate(self) -> None:
        """Find columns until the master can't get better."""
        for _ in range(ROUNDS):
            if not self._found:
                return
            master = self._master(list(self._found))
            if self.bound - master.value <= NEAR * abs(self.bound):
                return
            smooth = SMOOTHING * self._prices + (1 - SMOOTHING) * master.prices
            if not self._price(smooth) and not self._price(master.prices):
                return

    def _master(self, columns: list[Column]) -> _Master:
        from scipy.optimize import linprog
        from scipy.sparse import csc_matrix

        count = len(self._items.members)
        rows = [row for place, taken in columns for row in (*taken, count + place)]
        starts = np.cumsum([0, *(len(taken) + 1 for _, taken in columns)])
        shape = (count + len(self._items.capacities), len(columns))
        table = csc_matrix((np.ones(len(rows)), rows, starts), shape=shape)
        gains = np.array([self._found[column] for column in columns])
        found = linprog(-gains, A_ub=table, b_ub=np.ones(shape[0]), method="highs-ipm")
        return _Master(-float(found.fun), np.maximum(-found.ineqlin.marginals[:count], 0.0), found.x)

    def dive(self) -> Ints:
        """(items,) a plan: the columns that the master wants most are taken, and others found for what is left."""
        homes = np.full(len(self._items.members), -1, np.int64)
        open_items, open_places = homes < 0, np.ones(len(self._items.capacities), np.bool_)
        while columns := self._open(open_items, open_places):
            master = self._master(columns)
            for _ in range(ROUNDS_A_DIVE):
                if not self._price(master.prices, open_items, open_places):
                    break
                columns = self._open(open_items, open_places)
                master = self._master(columns)
            wanted = np.argsort(-np.round(master.shares, 9), kind="stable")[: max(1, len(open_places) // 20)]
            for number in wanted.tolist():
                place, taken = columns[number]
                # Two of which each has more than half share nothing.
                if number == wanted[0] or master.shares[number] > 0.5 + TIE:
                    homes[list(taken)] = place
                    open_items[list(taken)], open_places[place] = False, False
        return homes

    def _open(self, open_items: Any, open_places: Any) -> list[Column]:
        return [each for each in self._found if open_places[each[0]] and open_items[list(each[1])].all()]


def improve(items: Items, homes: Ints) -> Ints:
    """Put in what fits, and move what gains, until nothing does: one item moves, in the place of at most one other."""
    homes = homes.copy()
    left = items.capacities.copy()
    counts = np.zeros(len(left), np.int64)
    for item in np.flatnonzero(homes >= 0).tolist():
        left[homes[item]] -= items.sizes[item]
        counts[homes[item]] += items.counts[item]
    while (move := _best_move(items, homes, left, counts)) is not None:
        moved, place, given_up = move
        for each in [moved, given_up] if given_up >= 0 else [moved]:
            if homes[each] >= 0:
                left[homes[each]] += items.sizes[each]
                counts[homes[each]] -= items.counts[each]
                homes[each] = -1
        homes[moved] = place
        left[place] -= items.sizes[moved]
        counts[place] += items.counts[moved]
    return homes


def _best_move(items: Items, homes: Ints, left: Floats, counts: Ints) -> tuple[int, int, int] | None:
    """The item, its new place and who gives way (-1 for nobody) that gain most, of equal ones the first."""
    best = ROUNDING * max(1.0, items.bonus)
    found: tuple[int, int, int] | None = None
    own = np.where(homes >= 0, items.worth[np.arange(len(homes)), np.maximum(homes, 0)], 0.0)

    def filled(place: int, change: Any) -> Any:
        floor = items.floors[place]
        return items.bonus * (np.minimum(counts[place] + change, floor) - min(int(counts[place]), int(floor)))

    leaving = np.array([filled(h, -items.counts[i]) if h >= 0 else 0.0 for i, h in enumerate(homes.tolist())])
    for place in range(len(left)):
        gain = items.worth[:, place] - own + leaving
        gain[homes == place] = -np.inf
        for other in (-1, *np.flatnonzero(homes == place).tolist()):
            room = left[place] + (items.sizes[other] if other >= 0 else 0.0)
            change = items.counts - (items.counts[other] if other >= 0 else 0)
            total = gain + filled(place, change) - (own[other] if other >= 0 else 0.0)
            total[(items.sizes > room + ROUNDING).any(axis=1)] = -np.inf
            item = int(total.argmax())
            if total[item] > best:
                best, found = float(total[item]), (item, place, other)
    return found
