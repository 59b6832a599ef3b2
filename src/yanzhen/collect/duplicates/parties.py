"""Whether the same firm stands behind two records, however its name is written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.gathering import PARTIES
from yanzhen.collect.duplicates.letters import buckets, mixed
from yanzhen.collect.duplicates.sides import Finding, Side, overlaps

SAME, MISTYPED, SHORT, BRAND, IN_TITLE, OTHER = range(1, 7)

_PER_LETTER = 1.5
"""Bits that each further letter of a short name adds to its first three."""

_MISTYPED_SHARE, _BRAND_SHARE, _IN_TITLE_SHARE = 0.55, 0.6, 0.7
"""Shares of what the name tells: firms of nearly one name, or of one brand, are more often two than that says."""

_OTHER_BITS = {False: -5.0, True: -9.0}
_BRAND_COST = {False: 0.0, True: -6.0}
"""By whether the record is the firm itself: of a firm, another name or a brand alone speaks against."""


def compare_parties(left: Side, right: Side, known: Frequencies, *, by_name: bool) -> Finding:
    """The best agreement between any party of the one and any of the other."""
    best = Finding.none(len(left))
    ours, theirs = left.of("core"), right.of("core")
    told = (ours != 0).any(axis=0) & (theirs != 0).any(axis=0)
    best.put(told, OTHER, _OTHER_BITS[by_name])
    for s in range(PARTIES):
        for t in range(PARTIES):
            both = np.nonzero((ours[s] != 0) & (theirs[t] != 0))[0]
            if len(both):
                best.better(_names(left.some(both), right.some(both), s, t, known, by_name), both)
    if not by_name:
        for one, other in ((left, right), (right, left)):
            bits = _named_in_title(one, other, known)
            best.put((bits > best.bits) & (bits > 0), IN_TITLE, bits)
    return best


def _names(left: Side, right: Side, s: int, t: int, known: Frequencies, by_name: bool) -> Finding:
    found = Finding.none(len(left))
    ours, theirs = left.of("core")[s], right.of("core")[t]
    same = ours == theirs
    tells = np.minimum(known.tells("core", ours), known.tells("core", theirs))
    found.bits[:] = -99
    one, other = left.of("letters")[s], right.of("letters")[t]
    front = _shared(one, other)
    back = _shared(left.of("letters_back")[s], right.of("letters_back")[t])
    long, short = _sorted(left.of("lengths")[s], right.of("lengths")[t])
    brand = _brand(front, left.of("brand2")[s], left.of("brand3")[s], known)
    alike = (front >= 2) & (front < short) & ~same
    found.put(alike, BRAND, _BRAND_SHARE * brand + _BRAND_COST[by_name])
    near = ~same & (short >= 4) & (front + back >= long - 1) & (long - short <= 1)
    near |= ~same & (short >= 4) & (front + back >= long - 2) & _swapped(one, other, front)
    found.put(near, MISTYPED, np.maximum(_MISTYPED_SHARE * tells, found.bits))
    contained = ~same & (front >= short) & (short >= 2)
    ours_shorter = left.of("lengths")[s] <= right.of("lengths")[t]
    of_short = np.where(ours_shorter, known.tells("core", ours), known.tells("core", theirs))
    found.put(contained, SHORT, np.minimum(brand, of_short) - 1)
    ending = ~same & (back >= short) & (short >= 4)
    found.put(ending, SHORT, np.maximum(known.tells("core", ours), known.tells("core", theirs)) - 2)
    found.put(same, SAME, tells)
    return found


def _swapped(one: NDArray[np.uint16], other: NDArray[np.uint16], front: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Whether the first two letters that differ are the same two in the other order."""
    at = np.minimum(front, len(one) - 2).astype(np.int64)
    pair = np.arange(one.shape[1])
    crossed: NDArray[np.bool_] = (one[at, pair] == other[at + 1, pair]) & (one[at + 1, pair] == other[at, pair])
    return crossed


def _sorted(one: NDArray[np.int16], other: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    return np.maximum(one, other), np.minimum(one, other)


def _shared(one: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.int16]:
    """How many letters from their beginning on are the same."""
    same = (one == other) & (one != 0)
    shared: NDArray[np.int16] = np.logical_and.accumulate(same, axis=0).sum(axis=0).astype(np.int16)
    return shared


def _brand(
    front: NDArray[np.int16], two: NDArray[np.uint64], three: NDArray[np.uint64], known: Frequencies
) -> NDArray[np.float32]:
    """What it tells to share so many first letters."""
    further = known.tells("brand3", three) + _PER_LETTER * np.maximum(front - 3, 0)
    told = np.where(front >= 3, further, np.where(front >= 2, known.tells("brand2", two), 0))
    return np.minimum(told, known.all_bits).astype(np.float32)


def _named_in_title(one: Side, other: Side, known: Frequencies) -> NDArray[np.float32]:
    """What it tells that the first letters of one's party stand in the other's title."""
    letters = one.of("letters")[0].astype(np.uint64)
    first = buckets(mixed((letters[0] << np.uint64(21)) | letters[1]))
    second = buckets(mixed((letters[1] << np.uint64(21)) | letters[2]))
    title = other.of("title")
    opens = overlaps(first[None], title, -1)[0] & (letters[1] != 0)
    goes_on = overlaps(second[None], title, -1)[0] & (letters[2] != 0)
    brand = np.where(goes_on, known.tells("brand3", one.of("brand3")[0]), known.tells("brand2", one.of("brand2")[0]))
    return np.where(opens, _IN_TITLE_SHARE * brand, np.float32(0)).astype(np.float32)
