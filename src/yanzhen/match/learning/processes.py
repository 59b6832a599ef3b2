"""What judged pairs let expect of others: Gaussian processes over pairs.

(Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, ch. 2.) Two pairs are the more alike, the more
their demands and their titles are; the expected verdict on a new pair is a weighted sum over all judged ones. Left-out
predictions come in closed form from the inverse (ibid. 5.4.2): leaving out the block B gives
y_B - (K^-1_BB)^-1 (K^-1 y)_B.

Two kinds, since no one measure of likeness is best: one goes by texts, the other also by how demand and title of each
pair are alike, and by which characters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.learning import likeness
from yanzhen.match.learning.vectors import Doubles, Floats, Sparse

Ints = NDArray[np.int64]

_EQUAL = 0.999
_REACH = 24.0
"""The squared distance, in standard deviations of each likeness, at which the likeness of pairs has fallen to 1/e."""
_MEAN = likeness.NAMES.index("mean")


class Beside(NamedTuple):
    """Pairs that are asked about beside known ones.

    Attributes:
        same: (asked, known) whether both are of one demand; one row serves all where all asked are of one.
        demands: (asked, known) cosines of their demands; likewise.
        titles: (asked, known) cosines of their titles.
        asked, known: (pairs, likeness.NAMES) standardised likeness of demand and title.
        asked_common, known_common: (pairs, characters) what demand and title have in common.
    """

    same: NDArray[np.bool_]
    demands: Floats
    titles: Floats
    asked: Doubles
    known: Doubles
    asked_common: Sparse
    known_common: Sparse


def _line(pairs: Beside) -> Floats:
    return np.outer(pairs.asked[:, _MEAN], pairs.known[:, _MEAN]).astype(np.float32)


def _by_texts(pairs: Beside) -> Floats:
    here, demands = pairs.same.astype(np.float32), pairs.demands
    titles = np.clip(pairs.titles, 0, 1)
    told = (0.6 * here + (1.2 + demands) * demands + np.float32(0.2)) * titles
    told += 0.3 * demands * (np.sqrt(titles) + (titles > _EQUAL))
    told += 0.2 * demands + 0.1 * here + 0.1
    return np.asarray(told, np.float32)


def _by_likeness(pairs: Beside) -> Floats:
    from scipy.spatial.distance import cdist

    here, demands = pairs.same.astype(np.float32), pairs.demands
    titles = np.clip(pairs.titles, 0, 1)
    # Pair by pair, not as a product of matrices, the order of whose sums, by what else is asked, would show.
    near = np.exp(cdist(pairs.asked, pairs.known, "sqeuclidean").astype(np.float32) / np.float32(-_REACH))
    told = demands * (0.2 * np.sqrt(titles) + (0.6 + 0.4 * demands) * titles)
    told += here * (0.05 + titles * (0.1 + 0.35 * _line(pairs))) + np.float32(0.1)
    told += (0.7 + 0.3 * demands) * near
    told += 3 * (pairs.asked_common @ pairs.known_common.T).toarray().astype(np.float32)
    return np.asarray(told, np.float32)


@dataclass(frozen=True, slots=True)
class Kind:
    """Which pairs are how alike.

    Attributes:
        kernel: (asked, known) likeness of pairs, but for what follows in a straight line from their mean likeness.
        slope: weight of that line.
        noise: variance of one verdict beside what the kernel explains: equal pairs are judged unlike.
    """

    kernel: Callable[[Beside], Floats]
    slope: float
    noise: float


KINDS = {"by texts": Kind(_by_texts, 0.15, 0.4), "by likeness": Kind(_by_likeness, 0.3, 1.0)}


@dataclass(frozen=True, slots=True)
class Process:
    """What was learned from known pairs.

    Attributes:
        weights: (known, verdicts).
        slopes: (verdicts,) what a standard deviation of mean likeness adds; never negative.
    """

    kind: Kind
    weights: Floats
    slopes: Floats

    def sound(self, known: int, verdicts: int) -> bool:
        """Whether these are numbers for as many known pairs and verdicts."""
        return (
            self.weights.shape == (known, verdicts)
            and self.slopes.shape == (verdicts,)
            and bool(np.isfinite(self.weights).all())
            and bool(np.isfinite(self.slopes).all() and (self.slopes >= 0).all())
        )

    def expected(self, pairs: Beside) -> Doubles:
        """(asked, verdicts) what is expected beyond the mean."""
        # In double precision: the order of a long sum, which depends on what else is asked, must not show.
        weighed = self.kind.kernel(pairs).astype(np.float64) @ self.weights.astype(np.float64)
        return np.asarray(weighed + np.outer(pairs.asked[:, _MEAN], self.slopes), np.float64)


def process(
    kind: Kind, beside: Callable[[Ints], Beside], verdicts: Floats, blocks: tuple[Ints, ...]
) -> tuple[Process, list[Floats]]:
    """A process, and what it expects of each known pair, its block left out, for each way of cutting into blocks.

    Args:
        beside: some of the known pairs, by places, beside all of them.
        verdicts: (known, verdicts) less their means.
        blocks: (known,) the block of each.
    """
    count = len(verdicts)
    matrix = np.empty((count, count), np.float32, order="F")
    mean = np.empty(count, np.float32)
    for rows in np.array_split(np.arange(count), max(1, count // 512)):
        pairs = beside(rows)
        mean[rows] = pairs.asked[:, _MEAN]
        matrix[rows] = kind.kernel(pairs) + kind.slope * _line(pairs)
    matrix[np.diag_indices_from(matrix)] += np.float32(kind.noise)
    inverted = _inverse(matrix)
    weights = inverted @ verdicts
    slopes = np.maximum(0, mean @ weights) * np.float32(kind.slope)
    return Process(kind, weights, slopes), [_left_out(inverted, weights, verdicts, block) for block in blocks]


def _inverse(matrix: Floats) -> Floats:
    """The inverse, in the place of a positive definite matrix in columns."""
    from scipy.linalg import lapack

    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1)
    if failed:
        raise ArithmeticError("the kernel is not positive definite")
    lower, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    return np.asarray(np.tril(lower) + np.tril(lower, -1).T, np.float32)


def _left_out(inverted: Floats, weights: Floats, verdicts: Floats, block: Ints) -> Floats:
    """(known, verdicts) expected of each pair from the pairs of all other blocks."""
    expected = np.empty_like(verdicts)
    for number in np.unique(block):
        own = np.flatnonzero(block == number)
        expected[own] = verdicts[own] - np.linalg.solve(inverted[np.ix_(own, own)], weights[own])
    return expected
