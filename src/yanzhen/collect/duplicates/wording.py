"""Whether two titles, or two texts, say the same thing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.letters import NOTHING
from yanzhen.collect.duplicates.sides import Finding, Side, overlaps

SAME, ALIKE, OTHER = range(1, 4)

_FIRST = 0.85
"""Share of what the rarest shared pair of letters tells: it stands for its word."""

_REST = {"title": 0.15, "text": 0.05}
"""Share of what the others add; they belong to the same word, or to words that go together."""

_MOST_LACKING, _COMMON = 8.0, 4.0
"""Bits that one pair which the other lacks can cost (mistyped letters are the rarest of all), and those of a word that
anybody might choose: `生产基地` for `智能制造`."""

_COST = {"title": 0.45, "text": 0.35}
_LEAST = {"title": -5.0, "text": -4.0}
_MOST_TEXT = 10.0
"""Texts on one subject share its words; only the same text says more."""

_SISTERS_SHARE = {"title": 0.4, "text": 0.25}
_SISTERS_COST = {"title": 1.3, "text": 1.0}
_SISTERS_RANGE = {"title": (-8.0, 4.0), "text": (-5.0, 3.0)}
_SAME_SISTERS = {"title": 5.0, "text": 9.0}

_SAME_NAME = 2.5

_NUMBER_SHARE, _MOST_NUMBERS = 0.6, 13.0
_NUMBER_COST, _LEAST_NUMBERS = -1.3, -6.0


def compare_titles(left: Side, right: Side, known: Frequencies, *, by_name: bool) -> Finding:
    """Titles by their pairs of letters, without what is the party's own name: that is weighed with the party.

    Where the title is the party's name, only the same one adds something: no two firms of a place bear it.
    """
    whole = left.of("title_whole")
    same = (whole == right.of("title_whole")) & (whole != 0)
    if by_name:
        found = Finding.none(len(left))
        found.put(same, SAME, _SAME_NAME)
        return found
    ours = np.where(left.of("title_of_party"), NOTHING, left.of("title"))
    theirs = np.where(right.of("title_of_party"), NOTHING, right.of("title"))
    found = _compared(ours, theirs, known, "title", known.all_bits * 0.8)
    found.put(same, SAME, np.maximum(known.tells("title_whole", whole) - 1, 0), _SAME_SISTERS["title"])
    return found


def compare_texts(left: Side, right: Side, known: Frequencies) -> Finding:
    """Long texts, by their rarest pairs of letters."""
    found = _compared(left.of("text"), right.of("text"), known, "text", _MOST_TEXT)
    whole = left.of("text_whole")
    same = (whole == right.of("text_whole")) & (whole != 0)
    bits = np.maximum(known.tells("text_whole", whole) * 0.8, found.bits)
    found.put(same, SAME, bits, _SAME_SISTERS["text"])
    return found


def compare_numbers(left: Side, right: Side, known: Frequencies) -> Finding:
    """The numbers in title and text: plans of two projects share their words, seldom their numbers."""
    found = Finding.none(len(left))
    ours, theirs = left.of("numbers"), right.of("numbers")
    both = overlaps(ours, theirs, NOTHING)
    told = known.of_buckets("numbers", ours)
    gain = np.minimum((told * both).sum(axis=0) * _NUMBER_SHARE, _MOST_NUMBERS)
    missing = np.minimum((ours != NOTHING).sum(axis=0), (theirs != NOTHING).sum(axis=0)) - both.sum(axis=0)
    bits = (gain + np.maximum(np.maximum(missing, 0) * _NUMBER_COST, _LEAST_NUMBERS)).astype(np.float32)
    comparable = (ours[0] != NOTHING) & (theirs[0] != NOTHING)
    found.put(comparable, ALIKE, bits, bits)
    found.put(comparable & ~both.any(axis=0), OTHER, bits, bits)
    found.put(comparable & (missing <= 0), SAME, bits, bits)
    return found


def _compared(ours: NDArray[Any], theirs: NDArray[Any], known: Frequencies, field: str, most: float) -> Finding:
    """Two texts by what their shared pairs of letters tell, less what each has that the other lacks."""
    found = Finding.none(ours.shape[1])
    both, both_back = overlaps(ours, theirs, NOTHING), overlaps(theirs, ours, NOTHING)
    told, told_back = known.of_buckets(field, ours), known.of_buckets(field, theirs)
    shared = _sum(np.where(both, told, 0), _REST[field])
    lacking, lacking_back = _lacking(told, both, ours), _lacking(told_back, both_back, theirs)
    plain = np.minimum(_sum(lacking, _REST[field]), _sum(lacking_back, _REST[field]))
    odd = np.minimum(
        _sum(np.maximum(lacking - _COMMON, 0), _REST[field]), _sum(np.maximum(lacking_back - _COMMON, 0), _REST[field])
    )
    bits = np.clip(shared - _COST[field] * plain, _LEAST[field], most)
    sisters = np.clip(_SISTERS_SHARE[field] * shared - _SISTERS_COST[field] * odd, *_SISTERS_RANGE[field])
    comparable = (ours != NOTHING).any(axis=0) & (theirs != NOTHING).any(axis=0)
    found.put(comparable, ALIKE, bits, sisters)
    found.put(comparable & (shared <= 0), OTHER, bits, sisters)
    return found


def _lacking(told: NDArray[Any], both: NDArray[Any], ours: NDArray[Any]) -> NDArray[Any]:
    return np.minimum(np.where(both | (ours == NOTHING), 0, told), _MOST_LACKING)


def _sum(told: NDArray[Any], rest: float) -> NDArray[np.float32]:
    first = told.max(axis=0)
    whole: NDArray[np.float32] = (_FIRST * first + rest * (told.sum(axis=0) - first)).astype(np.float32)
    return whole
