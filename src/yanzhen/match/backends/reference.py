"""The engine that is always there: plain NumPy, one query after the other, nothing clever.

It needs a total a document (4 MB for 500,000 of them on each thread) or, where documents are few, some 20 MB for the
postings that it adds up at a time, whatever the size of the batch.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from yanzhen.match.backends import Ints, Postings, Queries
from yanzhen.match.filters import Filter

_AT_ONCE = 1 << 19
"""Postings added up at a time."""
_MANY = 1 << 15
"""Documents from which on postings count as long."""


class ReferenceEngine:
    """Adds up the postings of a query's words and takes the best."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

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
            # Brings `logging` and more with it, which a single question would wait for.
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(answer, range(len(queries)), chunksize=16))
        else:
            for query in range(len(queries)):
                answer(query)
        return positions, scores

    def _totals(self, queries: Queries, query: int) -> Ints:
        postings = self._postings
        span = slice(queries.starts[query], queries.starts[query + 1])
        words, counts = queries.words[span], queries.counts[span]
        starts, ends = postings.starts[words], postings.starts[words + 1]
        add_up = self._together if postings.size < _MANY else self._one_by_one
        return add_up(starts, ends, counts)

    def _one_by_one(self, starts: Ints, ends: Ints, counts: NDArray[np.int32]) -> Ints:
        """Word by word: cheapest where postings are long."""
        postings = self._postings
        totals = np.zeros(postings.size, np.int64)
        for start, end, count in zip(starts.tolist(), ends.tolist(), counts.tolist(), strict=True):
            # A word has each document once, so that plain indexed addition loses nothing.
            totals[postings.documents[start:end]] += postings.weights[start:end].astype(np.int64) * count
        return totals

    def _together(self, starts: Ints, ends: Ints, counts: NDArray[np.int32]) -> Ints:
        """All words at once, or as many as fit: cheapest where postings are short."""
        postings = self._postings
        totals = np.zeros(postings.size)
        for part in _parts(ends - starts):
            spans = [slice(start, end) for start, end in zip(starts[part].tolist(), ends[part].tolist(), strict=True)]
            documents = np.concatenate([postings.documents[span] for span in spans])
            weights = np.concatenate([postings.weights[span] for span in spans])
            times = np.repeat(counts[part].astype(np.float64), (ends - starts)[part])
            # Floating-point sums of whole numbers below 2^53 are exact.
            totals += np.bincount(documents, weights * times, postings.size)
        return totals.astype(np.int64)


def _parts(sizes: Ints) -> Iterator[slice]:
    """Stretches of words with at most about `_AT_ONCE` postings together, so that memory stays bounded."""
    running = np.cumsum(sizes)
    start, done = 0, 0
    while start < len(sizes):
        end = max(start + 1, int(np.searchsorted(running, done + _AT_ONCE, side="right")))
        yield slice(start, end)
        start, done = end, int(running[end - 1])


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
