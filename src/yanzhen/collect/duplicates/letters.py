"""Texts as arrays of letters: hashes of whole texts, and of pairs of neighbouring letters.

The hashes are our own, for they decide nothing but have to be the same on every machine and in every version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]
BUCKET_BITS = 21
BUCKETS = 1 << BUCKET_BITS
NOTHING = -1
"""Fills up a row of buckets."""

_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xC2B2AE3D27D4EB4F)
_BASE = np.uint64(0x100000001B3)


def mixed(values: Hashes) -> Hashes:
    """Each number scrambled (the finisher of SplitMix64), so that near ones end far apart."""
    h = values * _ODD
    h = (h ^ (h >> np.uint64(31))) * _OTHER
    return h ^ (h >> np.uint64(29))


def joined(*parts: Hashes) -> Hashes:
    """One hash of several, in order; 0 where any of them is 0 (nothing)."""
    whole = parts[0]
    known = parts[0] != 0
    for part in parts[1:]:
        whole = mixed(whole ^ (part * _BASE + _ODD))
        known = known & (part != 0)
    return np.where(known, whole, np.uint64(0))


def buckets(hashes: Hashes) -> NDArray[np.int32]:
    """The bucket in which a hash is counted."""
    return (hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.int32)


class Letters:
    """Texts one after the other as code points.

    Attributes:
        codes: of all letters.
        starts: where each text begins, and where the last one ends.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        data = "".join(texts).encode("utf-32-le", "surrogatepass")
        self.codes: NDArray[np.uint32] = np.frombuffer(data, np.uint32)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def owners(self) -> NDArray[np.int64]:
        """For each letter the number of its text."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def hashes(self, most: int | None = None) -> Hashes:
        """A hash of each text, or of its first letters; 0 for an empty one, or one that has fewer."""
        lengths = self.lengths
        wanted = lengths if most is None else np.where(lengths >= most, most, 0)
        places = np.arange(len(self.codes)) - np.repeat(self.starts[:-1], lengths)
        inside = places < np.repeat(wanted, lengths)
        signed = mixed(self.codes.astype(np.uint64) + (places.astype(np.uint64) << np.uint64(24)))
        sums = np.zeros(len(self) + 1, np.uint64)
        np.cumsum(np.where(inside, signed, np.uint64(0)), out=(whole := np.zeros(len(self.codes), np.uint64)))
        padded = np.concatenate([np.zeros(1, np.uint64), whole])
        sums = padded[self.starts[1:]] - padded[self.starts[:-1]]
        return np.where(wanted > 0, mixed(sums) | np.uint64(1), np.uint64(0))

    def matrix(self, width: int, *, backwards: bool = False) -> NDArray[np.uint16]:
        """The first (or, backwards, the last) letters of each text, a row a text; 0 fills up."""
        lengths = self.lengths
        grid = np.zeros((len(self), width), np.uint16)
        if len(self.codes) == 0:
            return grid
        for place in range(width):
            has = lengths > place
            at = self.starts[1:] - 1 - place if backwards else self.starts[:-1] + place
            grid[:, place] = np.where(has, self.codes[np.clip(at, 0, len(self.codes) - 1)] & 0xFFFF, 0)
        return grid

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """(number of the text, bucket) of every pair of neighbouring letters; digits and signs stand between words."""
        owners = self.owners()
        letter = _is_letter(self.codes)
        good = letter[:-1] & letter[1:] & (owners[:-1] == owners[1:])
        first, second = self.codes[:-1][good].astype(np.uint64), self.codes[1:][good].astype(np.uint64)
        return owners[:-1][good], buckets(mixed((first << np.uint64(21)) | second))


_CJK_FIRST, _CJK_LAST = 0x3400, 0x9FFF
_LETTER = np.array([chr(code).isalpha() for code in range(_CJK_FIRST)])


def _is_letter(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    low = codes < _CJK_FIRST
    found = _LETTER[np.where(low, codes, 0)] & low
    return found | ((codes >= _CJK_FIRST) & (codes <= _CJK_LAST)) | (codes >= 0x20000)


def rarest(
    owners: NDArray[np.int64], found: NDArray[np.int32], counts: NDArray[np.int32], texts: int, most: int
) -> NDArray[np.int32]:
    """For each text its rarest buckets, the rarest first, each once; (texts, most), filled up with NOTHING.

    What stands in one text only comes last: it finds no other text.
    """
    often = np.minimum(counts[found], (1 << 20) - 1).astype(np.uint64)
    often[often <= 1] = (1 << 20) - 1
    keys = (owners.astype(np.uint64) << np.uint64(41)) | (often << np.uint64(21)) | found.astype(np.uint64)
    keys.sort()
    keys = keys[np.concatenate([np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]])]
    whose = (keys >> np.uint64(41)).astype(np.int64)
    begins = np.searchsorted(whose, np.arange(texts))
    rank = np.arange(len(keys)) - begins[whose]
    kept = rank < most
    grid = np.full((texts, most), NOTHING, np.int32)
    grid[whose[kept], rank[kept]] = (keys[kept] & np.uint64(BUCKETS - 1)).astype(np.int32)
    return grid
