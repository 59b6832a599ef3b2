"""What is compared: places by criteria, with what is unknown left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import WrongUsage

Direction = Literal["max", "min"]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

LARGEST = 1e100
"""No value, bound or threshold may be larger: its square would not be a number any more."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What places are compared by.

    Attributes:
        direction: `max` where more is better, `min` where less is.
        weight: how much it counts, in any unit (weights are divided by their sum); None where nobody said.
        at_least, at_most: gates; a place whose known value lies outside is not ranked.
        lowest, highest: what an unknown value could be; None stands for the range seen among the places.
        indifference, preference: PROMETHEE's thresholds q and p, in the criterion's unit.

    Raises:
        WrongUsage: a weight that is negative, or bounds that exclude every value.
    """

    name: str
    direction: Direction = "max"
    weight: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    lowest: float | None = None
    highest: float | None = None
    indifference: float | None = None
    preference: float | None = None

    def __post_init__(self) -> None:
        if self.weight is not None and self.weight < 0:
            raise WrongUsage(
                f"{self.name}：权重 {self.weight:g} 是负数，请写 0 或正数",
                f"{self.name}: the weight {self.weight:g} is negative; write 0 or more",
            )
        self._in_order("at_least", "at_most", self.at_least, self.at_most)
        self._in_order("lowest", "highest", self.lowest, self.highest)
        if self.indifference is not None and self.indifference < 0:
            raise WrongUsage(
                f"{self.name}：indifference {self.indifference:g} 是负数，请写 0 或正数",
                f"{self.name}: indifference {self.indifference:g} is negative; write 0 or more",
            )
        self._in_order("indifference", "preference", self.indifference or 0.0, self.preference)

    def _in_order(self, low_name: str, high_name: str, low: float | None, high: float | None) -> None:
        if low is not None and high is not None and low > high:
            raise WrongUsage(
                f"{self.name}：{low_name} {low:g} 大于 {high_name} {high:g}，请对调或改正",
                f"{self.name}: {low_name} {low:g} is above {high_name} {high:g}; swap or mend them",
            )


@dataclass(frozen=True)
class Matrix:
    """Places by criteria.

    Attributes:
        values: (places, criteria), NaN where unknown.
        low, high: (places, criteria) between which a single value may lie: a known one that is old or was told as a
            range, an unknown one of which more is known than of the others. NaN where a known value is exact, and an
            unknown one may be anything of its criterion's range. Both or neither.

    Raises:
        WrongUsage: a name twice, values of another shape, values that are no numbers of this world, or a range that
            does not hold its value.
    """

    places: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    values: Floats
    low: Floats | None = None
    high: Floats | None = None

    def __post_init__(self) -> None:
        _each_once(self.places, "地方", "place")
        _each_once([criterion.name for criterion in self.criteria], "指标", "criterion")
        if self.values.shape != (len(self.places), len(self.criteria)):
            raise WrongUsage(
                f"数值应有 {len(self.places)} 行 {len(self.criteria)} 列，现为 {self.values.shape}",
                f"values must be {len(self.places)} by {len(self.criteria)}, and are {self.values.shape}",
            )
        if np.any(np.abs(self.values) > LARGEST):
            raise WrongUsage("数值太大，请换一个单位", "a value is too large; use another unit")
        self._check_ranges()

    def _check_ranges(self) -> None:
        if self.low is None and self.high is None:
            return
        if self.low is None or self.high is None or not self.low.shape == self.high.shape == self.values.shape:
            raise WrongUsage(
                f"取值范围的两端都应有 {len(self.places)} 行 {len(self.criteria)} 列",
                f"both ends of the ranges must be {len(self.places)} by {len(self.criteria)}",
            )
        inside = (self.low <= self.high) & ((self.low <= self.values) & (self.values <= self.high) | self.unknown)
        wrong = np.argwhere(~(inside | np.isnan(self.low) & np.isnan(self.high)) | ~_finite(self.low, self.high))
        if len(wrong):
            place, criterion = self.places[wrong[0][0]], self.criteria[wrong[0][1]].name
            raise WrongUsage(
                f"{place}：{criterion} 的取值范围不成立，或不含它的值，请改正",
                f"{place}: the range of {criterion} is none, or does not hold its value; mend it",
            )

    @cached_property
    def unknown(self) -> NDArray[np.bool_]:
        """(places, criteria) where nothing is known."""
        return np.isnan(self.values)

    @cached_property
    def ranged(self) -> NDArray[np.bool_]:
        """(places, criteria) known values that may be off."""
        if self.low is None or self.high is None:
            return np.zeros_like(self.unknown)
        return ~self.unknown & (self.low < self.high)

    def of_places(self, kept: Ints) -> Matrix:
        """Some of the places, by position."""
        low, high = (None if ends is None else ends[kept] for ends in (self.low, self.high))
        return replace(self, places=tuple(self.places[i] for i in kept), values=self.values[kept], low=low, high=high)

    def of_criteria(self, kept: Iterable[int]) -> Matrix:
        """Some of the criteria, by position."""
        listed = list(kept)
        low, high = (None if ends is None else ends[:, listed] for ends in (self.low, self.high))
        named = tuple(self.criteria[j] for j in listed)
        return replace(self, criteria=named, values=self.values[:, listed], low=low, high=high)


def _finite(low: Floats, high: Floats) -> NDArray[np.bool_]:
    return ~((np.abs(low) > LARGEST) | (np.abs(high) > LARGEST))


def _each_once(names: Sequence[str], zh: str, en: str) -> None:
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice is not None:
        raise WrongUsage(
            f"{zh}“{twice}”出现不止一次，请合并或改名", f"the {en} “{twice}” stands twice; merge them or rename one"
        )


def signs_of(criteria: Iterable[Criterion]) -> Floats:
    """(criteria,) 1 where more is better, -1 where less is."""
    return np.array([1.0 if criterion.direction == "max" else -1.0 for criterion in criteria])
