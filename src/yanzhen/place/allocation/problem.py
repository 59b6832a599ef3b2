"""What is to be planned: projects, places, what each pair is worth, and what there is room for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import WrongUsage
from yanzhen.place.allocation.backends import IMPOSSIBLE
from yanzhen.place.allocation.rounding import ROUNDING
from yanzhen.place.matrix import Floats, Ints

MOST = 1 << 58
"""No value may be larger with what aims add to it: the kernel adds a few of them in 64 bits."""
PARTS = 1000
"""Values are whole numbers of thousandths, so that every backend adds them alike."""


class Link(NamedTuple):
    """Two chain partners by their numbers, and what it adds, in thousandths, when they end up near each other."""

    one: int
    other: int
    bonus: int


@dataclass(frozen=True)
class Problem:
    """Projects and places.

    Attributes:
        projects, places: ids.
        values: (projects, places) what a pair is worth, in thousandths; `IMPOSSIBLE` where a project can't go.
        slots: (places,) how many projects fit.
        at_least: (places,) how many a place should have at least, for regional fairness.
        resources: names, and their units, of what is limited beside the number of projects.
        sizes: (projects, resources) what a project takes.
        capacities: (places, resources) what a place has; infinite where nobody set a limit.
        key: (projects,) whether a project is placed before others.
        group: for each project the number of its group of chain partners, -1 for none; a group stays in one place.
        offices: for each project the number of the place whose office it came to first, -1 where it came to none.
        project_lists: for each project the places that it wants, best first; empty where it named none.
        place_lists: for each place the projects that it wants, best first.
        links: chain partners that are worth more near each other.
        near: (places, places) which places count as near, each near itself; None where the same place alone does.
        value_floors: (places,) what the projects of a place should be worth there at least, in thousandths; or empty.
        units: of the resources, as the files write them; empty where they do not say.
    """

    projects: tuple[str, ...]
    places: tuple[str, ...]
    values: Ints
    slots: Ints
    at_least: Ints
    resources: tuple[str, ...]
    sizes: Floats
    capacities: Floats
    key: NDArray[np.bool_]
    group: Ints
    offices: Ints
    project_lists: tuple[tuple[int, ...], ...]
    place_lists: tuple[tuple[int, ...], ...]
    links: tuple[Link, ...] = ()
    near: NDArray[np.bool_] | None = None
    value_floors: tuple[int, ...] = ()
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aims = self.key_bonus if self.key.any() else self.floor_bonus
        if 2 * aims >= MOST:
            raise WrongUsage(
                "这些价值太大，加起来超出了能精确计算的范围，请换成更大的单位（如把元改为万元）",
                "the values are too large to be added up exactly; write them in a larger unit (10,000 CNY, not CNY)",
            )

    @property
    def possible(self) -> NDArray[np.bool_]:
        """(projects, places) pairs that can be."""
        return self.values > IMPOSSIBLE

    @property
    def floor_bonus(self) -> int:
        """More than all values together, twice over: a place's floor comes before any value."""
        best = np.where(self.possible, self.values, 0).max(axis=1, initial=0)
        return 2 * int(best.sum()) + 1

    @property
    def key_bonus(self) -> int:
        """More than all floors and values together: a key project comes before any of them."""
        return 2 * self.floor_bonus * (int(self.at_least.sum()) + 1)

    @property
    def is_single(self) -> bool:
        """Whether the number of projects is all that is limited, so that the best plan can be found and proven."""
        return not self.resources and not self.grouped.any()

    @property
    def is_guided(self) -> bool:
        """Whether something is asked for that no one solution gives: partners near each other, or floors of value."""
        return bool(self.links) or any(self.value_floors)

    @property
    def nearness(self) -> NDArray[np.bool_]:
        """(places, places) which places count as near."""
        return np.eye(len(self.places), dtype=np.bool_) if self.near is None else self.near

    @property
    def floors_of_value(self) -> Ints:
        """(places,) in thousandths, 0 where nothing is asked."""
        return np.array(self.value_floors or (0,) * len(self.places), np.int64)

    def unit_of(self, resource: str) -> str:
        """The unit of a resource, empty where the files do not say."""
        return dict(zip(self.resources, self.units, strict=False)).get(resource, "")

    @property
    def grouped(self) -> NDArray[np.bool_]:
        """(projects,) those that have a partner."""
        sizes = np.bincount(self.group[self.group >= 0], minlength=1)
        return (self.group >= 0) & (sizes[np.maximum(self.group, 0)] > 1)

    def partners(self, project: int) -> Ints:
        """The projects that stay together with this one, itself included."""
        group = self.group[project]
        return np.flatnonzero(self.group == group) if group >= 0 else np.array([project])

    def fits(self, projects: Ints) -> NDArray[np.bool_]:
        """(places,) whether the place could take all of these projects if it were empty."""
        size = self.sizes[projects].sum(axis=0)
        room = (self.slots >= len(projects)) & (size <= self.capacities + ROUNDING).all(axis=1)
        found: NDArray[np.bool_] = room & self.possible[projects].all(axis=0)
        return found

    def lacking(self, project: int) -> str:
        """What the places where the project could go have too little of, most often."""
        possible = self.possible[project]
        short = (self.sizes[project] > self.capacities[possible] + ROUNDING).sum(axis=0)
        counts = [int((self.slots[possible] < 1).sum()), *short.tolist()]
        return ("slots", *self.resources)[int(np.argmax(counts))]
