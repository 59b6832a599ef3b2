"""What moves as one: a project, or a group of chain partners that stays together; with what it takes and is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.allocation.problem import PARTS, Problem
from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.matrix import Floats, Ints

KEY_TIMES, FLOOR_TIMES = 10, 3
"""A key project counts for so many of the most valuable pairs, a filled slot of a floor for so many."""


@dataclass(frozen=True)
class Items:
    """The problem in floating point; slots are the last resource.

    Attributes:
        members: the projects of each item.
        worth: (items, places) value with the bonus of key projects, -inf where an item can't go.
        sizes: (items, resources + 1); capacities: (places, resources + 1), finite.
        limited: (places, resources + 1) whether somebody set that limit.
        counts: (items,) projects; floors: (places,); bonus: what each project up to the floor adds.
    """

    members: tuple[Ints, ...]
    worth: Floats
    sizes: Floats
    capacities: Floats
    limited: NDArray[np.bool_]
    counts: Ints
    floors: Ints
    key_bonus: float
    bonus: float

    @classmethod
    def of(cls, problem: Problem) -> Items:
        """The items of a problem, in the order of their first projects."""
        groups: dict[tuple[int, int], list[int]] = {}
        for i, group in enumerate(problem.group.tolist()):
            groups.setdefault((0, group) if group >= 0 else (1, i), []).append(i)
        members = tuple(np.array(each, np.int64) for each in sorted(groups.values()))
        sizes = np.stack([np.append(problem.sizes[each].sum(axis=0), len(each)) for each in members])
        capacities = np.column_stack([problem.capacities, problem.slots]).astype(np.float64)
        limited = np.isfinite(capacities)
        capacities = np.where(limited, capacities, sizes.sum(axis=0))
        top = float(np.where(problem.possible, problem.values, 0).max(initial=0)) / PARTS or 1.0
        worth = np.where(problem.possible, problem.values / PARTS, -np.inf) + KEY_TIMES * top * problem.key[:, None]
        together = np.stack([worth[each].sum(axis=0) for each in members])
        for number in range(len(members)):
            together[number, (sizes[number] > capacities + ROUNDING).any(axis=1)] = -np.inf
        counts = np.array([len(each) for each in members], np.int64)
        return cls(
            members, together, sizes, capacities, limited, counts, problem.at_least, KEY_TIMES * top, FLOOR_TIMES * top
        )

    def of_keys(self, problem: Problem) -> Items:
        """The same items, of which only those with key projects count, one for each: how many could be placed?"""
        keys = self.keys(problem)
        worth = np.where(np.isfinite(self.worth) & (keys > 0)[:, None], keys[:, None].astype(np.float64), -np.inf)
        return replace(self, worth=worth, floors=np.zeros_like(self.floors), key_bonus=0.0, bonus=0.0)

    def in_strict_order(self, problem: Problem) -> Items:
        """The same items, where a key project outweighs all floors, and a filled slot of a floor all values.

        Numbers so far apart are for adding up and comparing plans; a linear programme would lose the small ones.
        """
        keys = self.keys(problem)
        plain = self.worth - self.key_bonus * keys[:, None]
        bonus = 1.0 + float(np.where(np.isfinite(plain), plain, 0.0).max(axis=1, initial=0.0).sum())
        key_bonus = bonus * (int(self.floors.sum()) + 1)
        return replace(self, worth=plain + key_bonus * keys[:, None], key_bonus=key_bonus, bonus=bonus)

    def without(self, homes: Ints) -> Items:
        """What is left when these items have their places."""
        fixed = np.flatnonzero(homes >= 0)
        worth, capacities, floors = self.worth.copy(), self.capacities.copy(), self.floors.copy()
        worth[fixed] = -np.inf
        np.subtract.at(capacities, homes[fixed], self.sizes[fixed])
        np.subtract.at(floors, homes[fixed], self.counts[fixed])
        capacities = np.maximum(capacities, 0.0)
        for number in np.flatnonzero(homes < 0).tolist():
            worth[number, (self.sizes[number] > capacities + ROUNDING).any(axis=1)] = -np.inf
        return replace(self, worth=worth, capacities=capacities, floors=np.maximum(floors, 0))

    def keys(self, problem: Problem) -> Ints:
        """(items,) how many key projects each is."""
        return np.array([int(problem.key[each].sum()) for each in self.members], np.int64)

    def choice_worth(self, place: int, items: Ints) -> float:
        """What a place's items are worth together, its floor included."""
        filled = min(int(self.counts[items].sum()), int(self.floors[place]))
        return float(self.worth[items, place].sum()) + self.bonus * filled

    def total(self, homes: Ints) -> float:
        """What a plan of items is worth: homes (items,) number of the place, -1 for none."""
        return sum(self.choice_worth(j, np.flatnonzero(homes == j)) for j in range(len(self.capacities)))

    def assigned(self, homes: Ints, projects: int) -> Ints:
        """(projects,) the place of each."""
        found = np.full(projects, -1, np.int64)
        for each, home in zip(self.members, homes.tolist(), strict=True):
            found[each] = home
        return found
