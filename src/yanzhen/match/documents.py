"""What an index remembers: whose words stand where, document by document, in the order of the ids."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yanzhen.errors import WrongUsage
from yanzhen.match import bm25
from yanzhen.match.backends import Postings
from yanzhen.match.words import Bag

Ints = NDArray[np.int64]
Attributes = Mapping[str, ArrayLike]
_EXACT = 1 << 53
"""Integers below it are numbers of double precision."""
_BLOCK = 1 << 20
"""Entries whose weights are worked out at a time."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Bags of words, their ids and attributes.

    Attributes:
        ids: (documents,) ascending, so that order by position is order by id.
        starts: (documents + 1,) where each document's words begin.
        words: (entries,) int32 numbers of words, each once a document.
        counts: (entries,) int32 how often each counts.
        attributes: name -> (documents,) numbers.
    """

    ids: Ints
    starts: Ints
    words: NDArray[np.int32]
    counts: NDArray[np.int32]
    attributes: dict[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.ids)

    def is_sound(self, vocabulary: int) -> bool:
        """Whether the parts fit together, as those of a file that is whole do."""
        size, entries = len(self.ids), len(self.words)
        parts: tuple[NDArray[Any], ...] = (self.ids, self.starts, self.words, self.counts)
        shapes = ((size,), (size + 1,), (entries,), (entries,))
        return (
            all(part.shape == shape and part.dtype.kind == "i" for part, shape in zip(parts, shapes, strict=True))
            and all(values.shape == (size,) and values.dtype.kind in "biuf" for values in self.attributes.values())
            and int(self.starts[0]) == 0
            and int(self.starts[-1]) == entries
            and bool((np.diff(self.starts) >= 0).all() and (self.ids >= 0).all())
            and len(np.unique(self.ids)) == size
            and (not entries or bool(0 <= self.words.min() <= self.words.max() < vocabulary and self.counts.min() > 0))
        )

    def lengths(self) -> Ints:
        """(documents,) the words of each, repeats included."""
        running = np.concatenate(([0], np.cumsum(self.counts, dtype=np.int64)))
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])

    def take(self, positions: Ints) -> Documents:
        """The documents at `positions`, in that order."""
        sizes = np.diff(self.starts)[positions]
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        entries = np.arange(starts[-1]) + np.repeat(self.starts[positions] - starts[:-1], sizes)
        taken = {name: values[positions] for name, values in self.attributes.items()}
        return Documents(self.ids[positions], starts, self.words[entries], self.counts[entries], taken)

    def joined(self, other: Documents) -> Documents:
        """Both, in the order of the ids."""
        both = Documents(
            np.concatenate((self.ids, other.ids)),
            np.concatenate((self.starts, other.starts[1:] + self.starts[-1])),
            np.concatenate((self.words, other.words)),
            np.concatenate((self.counts, other.counts)),
            {name: np.concatenate((values, other.attributes[name])) for name, values in self.attributes.items()},
        )
        return both.take(np.argsort(both.ids, kind="stable"))

    def weights(self, vocabulary: int) -> NDArray[np.int32]:
        """(entries,) what each word is worth in its document (`bm25`)."""
        lengths = self.lengths()
        total = int(lengths.sum())
        idf = bm25.rarity(np.bincount(self.words, minlength=vocabulary), len(self))
        return self.weights_among(idf, lengths, total, len(self))

    def weights_among(self, idf: Ints, lengths: Ints, total: int, documents: int) -> NDArray[np.int32]:
        """(entries,) the same where these are some of many documents.

        Args:
            idf: (vocabulary,) rarity among all documents.
            lengths: (documents here,) the words of each, those without a number included.
            total: the words of all documents together.
            documents: how many there are.
        """
        spread = np.repeat(lengths.astype(np.int32), np.diff(self.starts))
        weights = np.empty(len(self.words), np.int32)
        for start in range(0, len(weights), _BLOCK):
            block = slice(start, start + _BLOCK)
            counts, sizes = self.counts[block].astype(np.int64), spread[block].astype(np.int64)
            weights[block] = bm25.weights(idf[self.words[block]], bm25.saturation(counts, sizes, total, documents))
        return weights

    def postings(self, vocabulary: int, weights: NDArray[np.int32]) -> Postings:
        """The same entries word by word."""
        order = np.argsort(self.words, kind="stable")
        rows = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        sizes = np.bincount(self.words, minlength=vocabulary)
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        return Postings(starts, rows[order], weights[order], len(self))


def numbered(
    bags: Iterable[Bag], numbers: dict[str, int], *, learn: bool
) -> tuple[Ints, NDArray[np.int32], NDArray[np.int32]]:
    """Bags as starts, word numbers and counts.

    Args:
        learn: whether a new word gets a number; else it is passed over.
    """
    starts, words, counts = array("q", [0]), array("i"), array("i")
    for bag in bags:
        if learn:
            for word in bag:
                if word not in numbers:
                    numbers[word] = len(numbers)
            words.extend(map(numbers.__getitem__, bag))
            counts.extend(bag.values())
        else:
            known = [word for word in bag if word in numbers]
            words.extend(map(numbers.__getitem__, known))
            counts.extend(map(bag.__getitem__, known))
        starts.append(len(words))
    return np.array(starts, np.int64), np.array(words, np.int32), np.array(counts, np.int32)


def documents_of(
    ids: Ints, bags: Iterable[Bag], attributes: Mapping[str, NDArray[Any]], numbers: dict[str, int]
) -> Documents:
    """Documents from bags; new words get their numbers in `numbers`.

    Raises:
        WrongUsage: an id stands twice.
    """
    starts, words, counts = numbered(bags, numbers, learn=True)
    loose = Documents(ids, starts, words, counts, dict(attributes))
    order = np.argsort(ids, kind="stable")
    refuse_repeats(ids[order])
    return loose.take(order)


def whole_ids(ids: ArrayLike) -> Ints:
    """(documents,) ids as int64.

    Raises:
        WrongUsage: they are no whole numbers from 0 to 2^63 - 1.
    """
    try:
        given = np.asarray(ids)
    except ValueError:  # lists of unequal lengths
        given = np.empty((0, 0))
    if given.size == 0 and given.ndim == 1:
        given = given.astype(np.int64)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise WrongUsage(
            "编号应是一维整数数组；文字编号请先换成序号，如 range(len(texts))，自己留着对照",
            "ids must be a one-dimensional array of integers; for ids that are text number them, "
            "as in range(len(texts)), and keep the list",
        )
    if given.size and int(given.min()) < 0:
        raise WrongUsage("编号不能为负数（-1 表示没有）", "ids must not be negative (-1 stands for none)")
    if given.size and int(given.max()) > np.iinfo(np.int64).max:
        raise WrongUsage("编号不能超过 2^63-1", "ids must not exceed 2^63 - 1")
    return given.astype(np.int64)


def whole_attributes(attributes: Attributes | None, size: int) -> dict[str, NDArray[Any]]:
    """name -> (size,) numbers that double precision holds exactly.

    Raises:
        WrongUsage: values that are no numbers, too large, or not as many.
    """
    return {name: _attribute(name, values, size) for name, values in (attributes or {}).items()}


def _attribute(name: str, values: ArrayLike, size: int) -> NDArray[Any]:
    try:
        given = np.array(values)
    except ValueError:  # lists of unequal lengths
        given = np.empty((0, 0))
    if given.shape != (size,):
        raise unequal(name, given.size, size)
    if given.size and given.dtype.kind not in "biuf":
        raise WrongUsage(f"属性 {name} 应是数值", f"the attribute {name} must be numbers")
    if given.dtype.kind in "iu" and given.size and not -_EXACT < int(given.min()) <= int(given.max()) < _EXACT:
        raise WrongUsage(
            f"属性 {name} 的数值过大：整数须小于 2^53", f"the attribute {name} must hold integers below 2^53"
        )
    return given.astype(np.float64) if given.dtype.itemsize > 8 else given


def refuse_repeats(ascending: Ints) -> None:
    """Raise `WrongUsage` where an id stands twice."""
    repeated: Sequence[int] = ascending[1:][ascending[1:] == ascending[:-1]].tolist()
    if repeated:
        raise WrongUsage(f"编号重复：{repeated[0]}", f"the id {repeated[0]} stands twice")


def unequal(what: str, size: int, wanted: int) -> WrongUsage:
    return WrongUsage(
        f"{what} 有 {size} 个，编号有 {wanted} 个，应一样多", f"{size} {what} for {wanted} ids; they must be as many"
    )
