"""Demands and titles side by side: everything that the trees ask about a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.learning import likeness, precedents, processes
from yanzhen.match.learning.decisions import Decision, Demand
from yanzhen.match.learning.embedding import Embedding
from yanzhen.match.learning.trees import GRAIN
from yanzhen.match.learning.vectors import Doubles, Floats, Sparse, cosines, vectors_of

Ints = NDArray[np.int64]

THRESHOLDS = (2, 3, 4)
"""The questions that are learned: is the level at least 2, at least 3, 4?"""
FEATURES = (
    *likeness.NAMES,
    *(f"expected {level} {kind}" for kind in processes.KINDS for level in THRESHOLDS),
    *precedents.VOTES,
)
RISING = tuple(name not in precedents.VOTES or name in precedents.RISING_VOTES for name in FEATURES)
_MEAN = likeness.NAMES.index("mean")
_LARGEST = 2.0**53
NARROWEST = 1e-4
"""A likeness that varies by less is told as it is, not in its standard deviations."""


@dataclass(frozen=True, slots=True)
class Known:
    """Judged pairs by the places of their demands and titles."""

    demands: Ints
    titles: Ints
    levels: Ints

    @classmethod
    def of(cls, decisions: Sequence[Decision], demands: Sequence[Demand], titles: Sequence[str]) -> Known:
        """The places of decisions among demands and titles that hold all of theirs."""
        of_demand = {demand.id: place for place, demand in enumerate(demands)}
        of_title = {title: place for place, title in enumerate(titles)}
        rows = [(of_demand[d.pair.demand_id], of_title[d.pair.title], d.level) for d in decisions]
        return cls(*np.array(rows, np.int64).reshape(-1, 3).T.copy())

    @property
    def verdicts(self) -> Floats:
        """(pairs, THRESHOLDS) 1 where the level is at least that."""
        return (self.levels[:, None] >= np.array(THRESHOLDS)).astype(np.float32)


class Comparison:
    """The texts of demands and titles, those that were learned from first."""

    def __init__(
        self,
        demands: Sequence[Demand],
        titles: Sequence[str],
        learned: tuple[int, int],
        embedding: Embedding | None = None,
    ) -> None:
        self.vectors = vectors_of(demands, titles, learned=learned)
        self.learned_demands, self.learned_titles = learned
        dense = None
        if embedding is not None:
            told = [f"{demand.title}\n{demand.text}" for demand in demands]
            dense = embedding.vectors(told), embedding.vectors(list(titles))
        self._likeness = likeness.Likeness(self.vectors, learned[1], dense)

    def likeness(self, demand: int, titles: Ints) -> Floats:
        """(titles, likeness.NAMES) for one demand."""
        return self._likeness.of(demand, titles)

    def common(self, demands: Ints, titles: Ints) -> Sparse:
        """(pairs, characters) roots of what demand and title of each pair share; their squares add up to the cosine."""
        of = self.vectors
        both = of.demand_characters[demands].multiply(of.title_characters[titles]).tocsr().sqrt()
        both.sort_indices()
        return both

    def of_demands(self, demands: Ints) -> Floats:
        """(demands, learned demands) likeness."""
        of, learned = self.vectors, slice(self.learned_demands)
        words = cosines(of.demand_words[demands], of.demand_words[learned])
        characters = cosines(of.demand_characters[demands], of.demand_characters[learned])
        return np.asarray((words + characters) / 2, np.float32)

    def of_titles(self, titles: Ints) -> Floats:
        """(titles, learned titles) likeness."""
        of, learned = self.vectors, slice(self.learned_titles)
        words = cosines(of.title_words[titles], of.title_words[learned])
        characters = cosines(of.title_characters[titles], of.title_characters[learned])
        return np.asarray((words + characters) / 2, np.float32)


def mean_likeness(told: Floats) -> Floats:
    """(pairs,) the mean likeness among (pairs, likeness.NAMES)."""
    return told[:, _MEAN]


def usual_of(likeness_told: Ints) -> Doubles:
    """(2, likeness.NAMES) mean and standard deviation of (pairs, likeness.NAMES) in whole ten-thousandths."""
    mean, spread = likeness_told.mean(axis=0) / GRAIN, likeness_told.std(axis=0) / GRAIN
    return np.stack((mean, np.where(spread < NARROWEST, 1, spread)))


def standard(likeness_told: Ints, usual: Doubles) -> Doubles:
    """(pairs, likeness.NAMES) in standard deviations from the mean."""
    return np.asarray((likeness_told / GRAIN - usual[0]) / usual[1], np.float64)


def whole(told: Floats | Doubles) -> Ints:
    """In whole ten-thousandths."""
    return np.asarray(np.rint(np.clip(told.astype(np.float64) * GRAIN, -_LARGEST, _LARGEST)), np.int64)


def features_of(likeness_told: Ints, expected: Sequence[Doubles], votes: Floats) -> Ints:
    """(pairs, FEATURES) in whole ten-thousandths.

    Args:
        likeness_told: (pairs, likeness.NAMES) in whole ten-thousandths.
        expected: (pairs, THRESHOLDS) by each process.
        votes: (pairs, VOTES).
    """
    return np.column_stack((likeness_told, *map(whole, expected), whole(votes)))
