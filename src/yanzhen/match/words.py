"""A text as the words that it is compared by."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import rjieba

Bag = Mapping[str, int]
"""word -> how often it counts, at least once."""

_PASSED_OVER = """
的 了 和 与 及 或 在 对 为 以 是 将 从 由 中 等 并 其 该 本 一种 一个 进行 可 有 不 至 于 用 使 被 把 而 且
也 之 所 上 下 我 我们 他 这 那 此 个 各 每 还 又 都 就 但 如 若 则 能 要 会 需 以及 及其 可以 能够 通过 具有
a an the of and or for in on to with is are be by as at
"""
STOP_WORDS = frozenset(_PASSED_OVER.split())


def cut(text: str) -> list[str]:
    """The words of a text, in order, repeats included.

    NFKC and lower case first. A long word is followed by the dictionary words inside it (jieba's search mode: 激光熔覆
    also counts as 激光 and 熔覆), because the two sides seldom build their compounds alike. Stop words and whatever
    has neither letter nor digit are left out.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return [word for word in rjieba.cut_for_search(folded) if _says_something(word)]


@lru_cache(1 << 16)
def _says_something(word: str) -> bool:
    return word not in STOP_WORDS and (word.isalnum() or any(map(str.isalnum, word)))


def bag_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(cut(text))


def weighted_bag(parts: Iterable[tuple[Sequence[str], int]]) -> Counter[str]:
    """One bag from the words of several fields, each word counting as often as its field weighs.

    This is how BM25F joins fields: the counts are weighted before the saturation, not the scores after it
    (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields, CIKM 2004).
    """
    return Counter(word for words, weight in parts for word in (*words,) * weight)
