"""A model from decisions.

What the trees are shown of a pair is what would be known of it if nobody had judged it: the precedents leave the pair
out, with a tenth of all others. What points mean is read from demands that the trees have not seen; for demands without
any decision of their own from what is expected of a demand when all its decisions are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from yanzhen.language import say
from yanzhen.match.learning import likeness, precedents, processes
from yanzhen.match.learning.calibration import Curve, curve_of
from yanzhen.match.learning.comparing import RISING, Comparison, Known, features_of, standard, usual_of, whole
from yanzhen.match.learning.decisions import (
    ACCEPTED_FROM,
    FEWEST,
    Decision,
    Demand,
    joined,
    refuse_too_few,
    settled,
)
from yanzhen.match.learning.embedding import Embedding
from yanzhen.match.learning.model import Model
from yanzhen.match.learning.trees import Trees, grow
from yanzhen.match.learning.vectors import Doubles, Floats

Ints = NDArray[np.int64]
Progress = Callable[[float, str], None]

MOST_PRECEDENTS = 8_000
"""Judged pairs that each Gaussian process remembers: their work grows with their third power. Votes remember all."""
_HELD_TITLES = 8_000
_PARTS, _SHOWN_PARTS = 10, 5
_SEED = 20_251


def _silent(share: float, what: str) -> None:
    return


def learn(
    demands: Iterable[Demand],
    decisions: Iterable[Decision],
    *,
    embedding: Embedding | None = None,
    fewest: int = FEWEST,
    progress: Progress = _silent,
) -> Model:
    """Learn which pairs people accept.

    Args:
        demands: all that are known; decisions on others are passed over.
        decisions: in the order of time; a later one on the same pair holds. Their order changes nothing else.
        embedding: dense vectors, whose cosine is one more likeness.
        fewest: decisions at least; for those who measure.

    Raises:
        WrongUsage: too few decisions to learn more from than words tell anyway.
        MissingPiece: LightGBM is not installed.
    """
    known_demands = joined(list(demands))
    ids = {demand.id for demand in known_demands}
    judged = settled(decision for decision in decisions if decision.pair.demand_id in ids)
    refuse_too_few(len(judged), sum(decision.level >= ACCEPTED_FROM for decision in judged), fewest)
    titles = sorted({decision.pair.title for decision in judged})
    known = Known.of(judged, known_demands, titles)
    progress(0.02, say("切词", "cutting words"))
    comparison = Comparison(known_demands, titles, (len(known_demands), len(titles)), embedding)
    lesson = _Lesson(comparison, known, progress)
    trees = lesson.trees(np.ones(len(judged), np.bool_))
    seen, unseen = lesson.curves()
    return Model(
        demands=known_demands,
        decisions=judged,
        trees=trees,
        seen=seen,
        unseen=unseen,
        precedents=lesson.remembered.tolist(),
        likeness=lesson.likeness[lesson.remembered],
        usual_likeness=lesson.usual_likeness,
        means=lesson.means,
        processes=lesson.processes,
        embedded=embedding.digest if embedding else "",
        embedding=embedding,
    )


class _Lesson:
    """Everything that is worked out once from all decisions."""

    def __init__(self, comparison: Comparison, known: Known, progress: Progress) -> None:
        self.known, self.progress = known, progress
        self._part = np.random.default_rng(_SEED).permutation(len(known.levels)) % _PARTS
        progress(0.05, say("比较文字", "comparing texts"))
        self.likeness = self._all_likeness(comparison)
        self.usual_likeness = usual_of(self.likeness)
        self._standard = standard(self.likeness, self.usual_likeness)
        self._common = comparison.common(known.demands, known.titles)
        self._comparison = comparison
        titles = np.arange(comparison.learned_titles)
        self._all_titles = comparison.of_titles(titles) if len(titles) <= _HELD_TITLES else None
        self.means = known.verdicts.mean(axis=0)
        self.remembered = _spread(len(known.levels), MOST_PRECEDENTS)
        self.processes: list[processes.Process] = []
        self._here: list[Doubles] = []
        self._elsewhere: list[Doubles] = []
        for number, kind in enumerate(processes.KINDS.values()):
            progress(0.15 + 0.15 * number, say("比较先例", "comparing precedents"))
            self._expect(kind)
        progress(0.45, say("看先例", "looking at precedents"))
        self.seen, self.unseen = self._features()

    def _all_likeness(self, comparison: Comparison) -> Ints:
        told = np.empty((len(self.known.levels), len(likeness.NAMES)), np.int64)
        for demand in np.unique(self.known.demands):
            own = np.flatnonzero(self.known.demands == demand)
            told[own] = whole(comparison.likeness(int(demand), self.known.titles[own]))
        return told

    def _titles(self, titles: Ints) -> Floats:
        """(titles, learned titles) likeness; of many titles not all of it is held at once."""
        return self._comparison.of_titles(titles) if self._all_titles is None else self._all_titles[titles]

    def _beside(self, asked: Ints) -> processes.Beside:
        """Pairs beside those that are remembered."""
        kept, demands, titles = self.remembered, self.known.demands, self.known.titles
        listed, place = np.unique(demands[asked], return_inverse=True)
        return processes.Beside(
            same=demands[asked][:, None] == demands[kept],
            demands=self._comparison.of_demands(listed)[place][:, demands[kept]],
            titles=self._titles(titles[asked])[:, titles[kept]],
            asked=self._standard[asked],
            known=self._standard[kept],
            asked_common=self._common[asked],
            known_common=self._common[kept],
        )

    def _expect(self, kind: processes.Kind) -> None:
        """What each pair's precedents let expect, the pair's part left out, and its demand left out."""
        kept, demands = self.remembered, self.known.demands
        told = (self.known.verdicts - self.means)[kept]
        blocks = self._part[kept], demands[kept]
        process, left_out = processes.process(kind, lambda rows: self._beside(kept[rows]), told, blocks)
        rest = np.setdiff1d(np.arange(len(demands)), kept)
        expected = np.empty((2, len(demands), told.shape[1]))
        expected[:, kept] = left_out
        for rows in np.array_split(rest, 1 + len(rest) // 512):
            expected[:, rows] = process.expected(self._beside(rows))
        here, elsewhere = expected + self.means
        self.processes.append(process)
        self._here.append(here)
        self._elsewhere.append(elsewhere)

    def _features(self) -> tuple[Ints, Ints]:
        """(pairs, FEATURES) of each pair beside its demand's other decisions, and as if its demand had none."""
        here = np.empty((len(self.known.levels), len(precedents.VOTES)), np.float32)
        elsewhere = np.empty_like(here)
        levels = self.known.levels
        for demand in np.unique(self.known.demands):
            same = self.known.demands == demand
            own = np.flatnonzero(same)
            titles = self._titles(self.known.titles[own])[:, self.known.titles]
            demands = self._comparison.of_demands(np.array([demand]))[0, self.known.demands]
            away = ~same
            elsewhere[own] = precedents.votes(titles[:, away], demands[away], same[away], levels[away])
            for part in np.unique(self._part[own]):
                asked, rest = self._part[own] == part, self._part != part
                here[own[asked]] = precedents.votes(titles[asked][:, rest], demands[rest], same[rest], levels[rest])
        return features_of(self.likeness, self._here, here), features_of(self.likeness, self._elsewhere, elsewhere)

    def trees(self, shown: NDArray[np.bool_]) -> list[Trees]:
        """Trees for each threshold, from the pairs that are shown."""
        count = int(shown.sum())
        leaves, smallest = max(3, min(12, count // 80)), max(20, min(30, count // 40))
        wanted = self.known.verdicts.astype(np.float64)
        return [grow(self.seen[shown], column[shown], RISING, leaves=leaves, smallest=smallest) for column in wanted.T]

    def curves(self) -> tuple[list[Curve], list[Curve]]:
        """What points mean for demands with decisions and for demands without, by demands that were not shown."""
        listed = np.unique(self.known.demands)
        shuffled = np.random.default_rng(_SEED).permutation(len(listed))
        part = shuffled[np.searchsorted(listed, self.known.demands)] % _SHOWN_PARTS
        points = np.zeros((2, *self.known.verdicts.shape), np.int64)
        for number in range(_SHOWN_PARTS):
            self.progress(0.6 + 0.08 * number, say("校准", "calibrating"))
            own = part == number
            if own.any():
                for threshold, trees in enumerate(self.trees(~own)):
                    for kind, features in enumerate((self.seen, self.unseen)):
                        points[kind, own, threshold] = points_of(trees, features[own])
        was_so = self.known.verdicts > 0
        seen, unseen = ([curve_of(told[:, k], was_so[:, k]) for k in range(was_so.shape[1])] for told in points)
        return seen, unseen


def points_of(trees: Trees, features: Ints) -> Ints:
    """(pairs,) points."""
    return np.asarray(trees.base + trees.contributions(features).sum(axis=1), np.int64)


def _spread(count: int, most: int) -> Ints:
    """Places, all or `most` of them spread evenly."""
    if count <= most:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, most).astype(np.int64))
