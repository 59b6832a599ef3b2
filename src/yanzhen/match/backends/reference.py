"""The engine that is always there: plain NumPy, one query after the other, nothing clever.

It needs one total a document at a time (4 MB for 500,000 of them on each thread), whatever the size of the batch.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from yanzhen.match.backends import Ints, Postings, Queries
from yanzhen.match.filters import Filter


class ReferenceEngine:
    """Adds up the postings of a query's words and takes the best."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._starts = postings.starts.tolist()

    def search(self, queries: Queries, keep: Filter, top: int, threads: int) -> tuple[Ints, Ints]:
        positions = np.full((len(queries), top), -1, np.int64)
        scores = np.full((len(queries), top), -1, np.int64)

        def answer(query: int) -> None:
            totals = self._totals(queries, query)
            mask = keep.mask(query)
            if mask is not None:
                totals[~mask] = 0
            found = best(totals, top)
            positions[query, : len(found)] = found
            scores[query, : len(found)] = totals[found]

        if threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(answer, range(len(queries)), chunksize=16))
        else:
            for query in range(len(queries)):
                answer(query)
        return positions, scores

    def _totals(self, queries: Queries, query: int) -> Ints:
        totals = np.zeros(self._postings.size, np.int64)
        span = slice(queries.starts[query], queries.starts[query + 1])
        for word, count in zip(queries.words[span].tolist(), queries.counts[span].tolist(), strict=True):
            start, end = self._starts[word], self._starts[word + 1]
            # A word has each document once, so that plain indexed addition loses nothing.
            totals[self._postings.documents[start:end]] += self._postings.weights[start:end].astype(np.int64) * count
        return totals


def best(totals: Ints, top: int) -> Ints:
    """Positions of the `top` highest totals above 0, highest first, equal ones by position."""
    found = np.flatnonzero(totals > 0)
    if len(found) > top:
        values = totals[found]
        lowest = np.partition(values, len(values) - top)[len(values) - top]
        # All that tie with the last place stay in until the order by position has decided.
        found = found[values >= lowest]
    return found[np.argsort(-totals[found], kind="stable")][:top]


ENGINE = ReferenceEngine
