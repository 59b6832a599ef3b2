"""The linear relaxation: projects in parts. It gives prices of capacities, and a first bound.

max sum of worth x + bonus s, with sum of x over places <= 1 for each item, sum of size x <= capacity for each place and
resource, s <= sum of count x and s <= floor for each place. Pairs enter by exact pricing: the best places of each item
at first, then every pair that the dual prices say is worth more than they cost, until there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yanzhen.errors import MissingPiece, YanzhenError
from yanzhen.place.allocation.items import Items
from yanzhen.place.matrix import Floats, Ints

AT_FIRST = 12
"""So many places of each item are in from the start."""
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Relaxed:
    """The optimum of the relaxation.

    Attributes:
        value: no plan is worth more.
        item_prices: (items,) what each item's own constraint is worth.
        prices: (places, resources) what one unit more of a capacity is worth.
    """

    value: float
    item_prices: Floats
    prices: Floats


def relax(items: Items) -> Relaxed:
    """Solve the relaxation with HiGHS.

    Raises:
        MissingPiece: SciPy is not installed.
    """
    need_scipy()
    count = len(items.worth)
    inside = np.zeros(items.worth.shape, np.bool_)
    best = np.argsort(-items.worth, axis=1, kind="stable")[:, :AT_FIRST]
    np.put_along_axis(inside, best, True, axis=1)
    possible = np.isfinite(items.worth)
    inside &= possible
    if not possible.any():
        return Relaxed(0.0, np.zeros(count), np.zeros(items.capacities.shape))
    while True:
        value, item_prices, prices, floor_prices = _solve(items, *np.nonzero(inside))
        cost = item_prices[:, None] + items.sizes @ prices.T - items.counts[:, None] * floor_prices
        scale = TOLERANCE * max(1.0, float(np.abs(items.worth[possible]).max(initial=0.0)))
        missing = possible & ~inside & (np.where(possible, items.worth, 0) - cost > scale)
        if not missing.any():
            # What pricing leaves within its tolerance could add so much.
            return Relaxed(value + scale * min(count, int(items.capacities[:, -1].sum())), item_prices, prices)
        inside |= missing


def _solve(items: Items, rows: Ints, homes: Ints) -> tuple[float, Floats, Floats, Floats]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    count, places = items.worth.shape
    resources = items.sizes.shape[1]
    pairs = np.arange(len(rows))
    floors = np.flatnonzero(items.floors > 0)
    slack = len(rows) + np.arange(len(floors))
    below = count + places * resources
    parts = [(rows, pairs, np.ones(len(rows)))]
    parts += [(count + homes * resources + r, pairs, items.sizes[rows, r]) for r in range(resources)]
    numbers = np.full(places, -1)
    numbers[floors] = np.arange(len(floors))
    here = numbers[homes] >= 0
    parts.append((below + numbers[homes[here]], pairs[here], -items.counts[rows[here]].astype(np.float64)))
    parts.append((below + np.arange(len(floors)), slack, np.ones(len(floors))))
    at, column, cells = (np.concatenate([part[k] for part in parts]) for k in range(3))
    table = csr_matrix((cells, (at, column)), shape=(below + len(floors), len(rows) + len(floors)))
    limits = np.concatenate([np.ones(count), items.capacities.ravel(), np.zeros(len(floors))])
    gains = np.concatenate([items.worth[rows, homes], np.full(len(floors), items.bonus)])
    upper = np.concatenate([np.full(len(rows), np.inf), items.floors[floors].astype(np.float64)])
    bounds = np.column_stack([np.zeros(len(upper)), upper])
    found = linprog(-gains, A_ub=table, b_ub=limits, bounds=bounds, method="highs-ipm")
    if found.status != 0:
        raise YanzhenError(
            f"线性规划没有解出（{found.message}）", f"the linear programme was not solved ({found.message})"
        )
    duals = np.maximum(-found.ineqlin.marginals, 0.0)
    floor_prices = np.zeros(places)
    floor_prices[floors] = duals[below:]
    return -float(found.fun), duals[:count], duals[count:below].reshape(places, resources), floor_prices


def need_scipy() -> None:
    """Stop where SciPy is missing.

    Raises:
        MissingPiece: says how to get it.
    """
    from importlib.util import find_spec

    if find_spec("scipy") is None:
        raise MissingPiece(
            "多种资源一起排还缺 scipy，请执行 pip install 'yanzhen[allocate]'；只按名额排不需要它",
            "planning under several resources needs scipy: run pip install 'yanzhen[allocate]' (slots alone do not)",
        )
