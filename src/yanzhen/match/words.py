"""A text as the words that it is compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import rjieba

from yanzhen.match.spelling import spelt_alike

Bag = Mapping[str, int]
"""word -> how often it counts, at least once."""


@dataclass(slots=True)
class Worded:
    """Texts, or words that were counted already; texts are cut here only where somebody asks for their bags."""

    texts: Sequence[str] | None = None
    counted: Sequence[Bag] | None = None

    def __len__(self) -> int:
        held = self.counted if self.texts is None else self.texts
        return len(held or ())

    def each_bag(self) -> Iterator[Bag]:
        """One after the other, none of them kept."""
        return iter(self.counted) if self.counted is not None else map(bag_of, self.texts or ())

    @property
    def bags(self) -> Sequence[Bag]:
        """All of them, kept."""
        if self.counted is None:
            self.counted = [bag_of(text) for text in self.texts or ()]
        return self.counted


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
    return list(filter(_SAYS_SOMETHING.__getitem__, _all_words(text)))


def telling(text: str) -> list[str]:
    """As `cut`, without numbers and single Latin letters."""
    return list(filter(_TELLS.__getitem__, _all_words(text)))


def _all_words(text: str) -> list[str]:
    return rjieba.cut_for_search(spelt_alike(text).lower())


class _Judged(dict[str, bool]):
    """Verdicts on words, each judged when it is first met; looked up without a call."""

    def __init__(self, judge: Callable[[str], bool]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, word: str) -> bool:
        if len(self) >= _JUDGED_AT_MOST:
            self.clear()
        verdict = self[word] = self._judge(word)
        return verdict


_JUDGED_AT_MOST = 1 << 16


def _says_something(word: str) -> bool:
    return word not in STOP_WORDS and (word.isalnum() or any(map(str.isalnum, word)))


def _tells(word: str) -> bool:
    if not _says_something(word) or (len(word) == 1 and word <= "z"):
        return False
    return any(map(str.isalpha, word)) and word[0] != "0" and "." not in word


_SAYS_SOMETHING = _Judged(_says_something)
_TELLS = _Judged(_tells)


def bag_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(cut(text))


def weighted_bag(parts: Iterable[tuple[Sequence[str], int]]) -> Counter[str]:
    """One bag from the words of several fields, each word counting as often as its field weighs.

    This is how BM25F joins fields: the counts are weighted before the saturation, not the scores after it
    (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields, CIKM 2004).
    """
    return Counter(chain.from_iterable(chain.from_iterable(repeat(words, weight)) for words, weight in parts))
