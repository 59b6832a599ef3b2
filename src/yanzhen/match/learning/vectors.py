"""Texts as weighted vectors of words and of characters; the cosine of two vectors is how alike the texts are.

    weight(t, d) = (1 + ln tf) * (ln((1 + N) / (1 + df)) + 1),   each vector of length 1

N and df are those of the texts that were learned from; a word that is new there is as rare as can be, and counts where
both sides of a new pair have it. (Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988.)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import MissingPiece
from yanzhen.match.learning.decisions import LONGEST, Demand
from yanzhen.match.spelling import spelt_alike
from yanzhen.match.words import telling

Sparse: TypeAlias = Any
"""A scipy CSR matrix; scipy has no types, and loads with the first use."""

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Bag = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of demands (whole, title alone, text alone) and of titles, rows in the order given."""

    demand_words: Sparse
    demand_title_words: Sparse
    demand_text_words: Sparse
    demand_characters: Sparse
    demand_title_characters: Sparse
    title_words: Sparse
    title_characters: Sparse


def vectors_of(demands: Sequence[Demand], titles: Sequence[str], *, learned: tuple[int, int]) -> Vectors:
    """The vectors of texts.

    Args:
        learned: how many of the demands and of the titles, from the start, were learned from: they give the rarities.
    """
    heads = [Counter(telling(one.title[:LONGEST])) for one in demands]
    texts = [Counter(telling(one.text[:LONGEST])) for one in demands]
    whole = [_twice(head) + text for head, text in zip(heads, texts, strict=True)]
    named = [_words_of(title) for title in titles]
    words = _Weigher([*whole[: learned[0]], *named[: learned[1]]])
    head_characters = [_characters(one.title) for one in demands]
    whole_characters = [
        _twice(head) + _characters(one.text) for head, one in zip(head_characters, demands, strict=True)
    ]
    title_characters = [_characters(title) for title in titles]
    characters = _Weigher([*whole_characters[: learned[0]], *title_characters[: learned[1]]])
    demand_words, demand_title_words, demand_text_words, title_words = words.matrices(whole, heads, texts, named)
    demand_characters, demand_title_characters, of_titles = characters.matrices(
        whole_characters, head_characters, title_characters
    )
    return Vectors(
        demand_words=demand_words,
        demand_title_words=demand_title_words,
        demand_text_words=demand_text_words,
        demand_characters=demand_characters,
        demand_title_characters=demand_title_characters,
        title_words=title_words,
        title_characters=of_titles,
    )


def _words_of(title: str) -> Counter[str]:
    return Counter(telling(title[:LONGEST]))


def _twice(bag: Counter[str]) -> Counter[str]:
    return Counter({key: 2 * count for key, count in bag.items()})


def _characters(text: str) -> Counter[str]:
    """Single characters and pairs of neighbours, blanks aside."""
    plain = "".join(spelt_alike(text[:LONGEST]).lower().split())
    return Counter(plain) + Counter(map("".join, pairwise(plain)))


class _Weigher:
    def __init__(self, learned: Sequence[Bag]) -> None:
        counts = Counter(key for bag in learned for key in bag)
        self.numbers = {key: number for number, key in enumerate(counts)}
        self._rarity = [math.log((1 + len(learned)) / (1 + count)) + 1 for count in counts.values()]
        self._rarest = math.log(1 + len(learned)) + 1

    def matrices(self, *groups: Sequence[Bag]) -> list[Sparse]:
        """One matrix a group of bags, all of the same width."""
        for bags in groups:
            for bag in bags:
                for key in bag:
                    if key not in self.numbers:
                        self.numbers[key] = len(self.numbers)
                        self._rarity.append(self._rarest)
        rarity = np.array(self._rarity)
        return [self._matrix(bags, rarity) for bags in groups]

    def _matrix(self, bags: Sequence[Bag], rarity: NDArray[np.float64]) -> Sparse:
        sparse = _sparse()
        starts = np.cumsum([0, *(len(bag) for bag in bags)])
        columns = np.fromiter((self.numbers[key] for bag in bags for key in bag), np.int64, int(starts[-1]))
        counts = np.fromiter((count for bag in bags for count in bag.values()), np.float64, int(starts[-1]))
        values = (1 + np.log(counts)) * rarity[columns] if len(counts) else counts
        rows = np.repeat(np.arange(len(bags)), np.diff(starts))
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(bags)))
        values = values / np.maximum(lengths[rows], 1e-12)
        return sparse.csr_matrix((values, columns, starts), shape=(len(bags), len(rarity)))


def _sparse() -> Any:
    try:
        from scipy import sparse
    except ImportError as error:
        raise MissingPiece(
            "学来的模型需要 SciPy：请执行 pip install 'yanzhen[learn]'",
            "a learned model needs SciPy: run pip install 'yanzhen[learn]'",
        ) from error
    return sparse


def cosines(one: Sparse, other: Sparse) -> Floats:
    """(rows of one, rows of the other) cosines."""
    return np.asarray((one @ other.T).toarray(), np.float32)
