"""The slow, obvious answers that the matcher is held against: plain Python, exact fractions, everybody looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

Bag = Mapping[str, int]


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def weight(count: int, length: int, average: Fraction, df: int, documents: int) -> int:
    """BM25 of one word in thousandths, by the formula in `yanzhen.match.bm25`, in exact fractions."""
    idf = half_up(Fraction(math.log1p((documents - df + 0.5) / (df + 0.5)) * 4096))
    share = Fraction(count) / (count + Fraction(12, 10) * (Fraction(1, 4) + Fraction(3, 4) * length / average))
    return max(1, half_up(Fraction(idf * half_up(share * 4096) * 1000, 4096 * 4096)))


def scores(documents: Sequence[Bag], query: Bag) -> list[int]:
    average = Fraction(sum(sum(bag.values()) for bag in documents), max(1, len(documents)))
    totals = []
    for bag in documents:
        total = 0
        for word, times in query.items():
            if bag.get(word):
                df = sum(1 for other in documents if other.get(word))
                total += times * weight(bag[word], sum(bag.values()), average, df, len(documents))
        totals.append(total)
    return totals


def search(
    ids: Sequence[int],
    documents: Sequence[Bag],
    queries: Sequence[Bag],
    top: int,
    keep: Callable[[int, int], bool] = lambda query, document: True,
) -> tuple[list[list[int]], list[list[int]]]:
    found_ids, found_scores = [], []
    for number, query in enumerate(queries):
        totals = scores(documents, query)
        ranked = sorted(
            (-total, ids[place]) for place, total in enumerate(totals) if total > 0 and keep(number, place)
        )[:top]
        padding = [-1] * (top - len(ranked))
        found_ids.append([identity for _, identity in ranked] + padding)
        found_scores.append([-total for total, _ in ranked] + padding)
    return found_ids, found_scores
