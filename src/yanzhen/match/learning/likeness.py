"""How alike a demand and a title are, in several ways; the trees give no fewer points for more of any.

All are from 0 to 1, but `standing`, which says by how many standard deviations the pair's mean likeness lies above that
of the demand with all titles that were learned from: a long demand is a little like everything. `meaning` is the cosine
of dense vectors, where a folder of them was given, else 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.learning.vectors import Floats, Sparse, Vectors, cosines

NAMES = (
    "words",
    "characters",
    "title words",
    "title characters",
    "text words",
    "title covered",
    "title covered by title",
    "characters covered",
    "demand title covered",
    "mean",
    "percentile",
    "standing",
    "meaning",
)
_MEAN_OF = (0, 1, 2, 3)

Ints = NDArray[np.int64]


class Likeness:
    """The likeness of demands to titles, some of which were learned from."""

    def __init__(self, vectors: Vectors, learned_titles: int, dense: tuple[Floats, Floats] | None = None) -> None:
        self._vectors = vectors
        self._learned = learned_titles
        self._dense = dense
        self._energy = _squared(vectors.title_words)
        self._character_energy = _squared(vectors.title_characters)
        self._presence = _present(vectors.title_words)

    def of(self, demand: int, titles: Ints) -> Floats:
        """(titles, NAMES) for one demand, by places."""
        kinds = self._kinds(demand)
        means = kinds[:, _MEAN_OF].mean(axis=1)
        usual, mean = np.sort(means[: self._learned]), means[titles]
        percentile = np.searchsorted(usual, mean) / max(1, len(usual))
        standing = (mean - usual.mean()) / (usual.std() + 1e-6)
        standing = np.clip(standing, -100, 100)
        meaning = self._meaning(demand, titles)
        return np.column_stack((kinds[titles], mean, percentile, standing, meaning)).astype(np.float32)

    def _meaning(self, demand: int, titles: Ints) -> Floats:
        if self._dense is None:
            return np.zeros(len(titles), np.float32)
        demands, of_titles = self._dense
        # Row by row, so that a pair's cosine does not depend on what else is asked.
        return np.array([np.clip(np.dot(of_titles[title], demands[demand]), 0, 1) for title in titles], np.float32)

    def _kinds(self, demand: int) -> Floats:
        of = self._vectors
        row = slice(demand, demand + 1)
        pairs = (
            (of.demand_words[row], of.title_words),
            (of.demand_characters[row], of.title_characters),
            (of.demand_title_words[row], of.title_words),
            (of.demand_title_characters[row], of.title_characters),
            (of.demand_text_words[row], of.title_words),
            (_present(of.demand_words[row]), self._energy),
            (_present(of.demand_title_words[row]), self._energy),
            (_present(of.demand_characters[row]), self._character_energy),
            (_squared(of.demand_title_words[row]), self._presence),
        )
        return np.column_stack([cosines(one, other)[0] for one, other in pairs])


def _squared(matrix: Sparse) -> Sparse:
    return matrix.multiply(matrix).tocsr()


def _present(matrix: Sparse) -> Sparse:
    return (matrix > 0).astype(np.float64)
