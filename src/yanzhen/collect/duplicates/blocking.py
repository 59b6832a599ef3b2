"""Which pairs are looked at: those that share keys that few records have.

A record gives some eighty keys: codes, telephone numbers, names, the two rarest pairs of letters of its title or text,
amounts with a place … One strong key that two records share is enough; of weak keys (two words of a text, two numbers)
they must share two where records are many. A key that many records have finds nobody: what all have in common tells
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates.letters import NOTHING, Hashes, joined, mixed
from yanzhen.collect.duplicates.traits import Traits, figure_hashes, mantissa_hashes

MOST, MOST_WEAK = 30, 16
"""Records that may share a strong key, and a weak one."""

_FEW = 4_000
"""Up to so many records a weak key counts as a strong one: there is time to look at more."""

_RAREST = 5


class Keys(NamedTuple):
    """One sort of keys (records, keys of that sort); 0 where a record has none."""

    grid: Hashes
    strong: bool


def keys_of(traits: Traits) -> Iterator[Keys]:
    """The keys of the records, one sort after the other; a key of one sort is never a key of another."""
    sorts = [(grid, True) for grid in _strong(traits)] + [(grid, False) for grid in _weak(traits)]
    for number, (grid, strong) in enumerate(sorts, start=1):
        step = np.uint64(number * _STEP & _WORD)
        yield Keys(np.where(grid != 0, mixed(grid + step) | np.uint64(1), np.uint64(0)), strong)


_STEP, _WORD = 0x5851F42D4C957F2D, 0xFFFFFFFFFFFFFFFF


def _strong(traits: Traits) -> Iterator[Hashes]:
    yield traits.own_codes
    yield traits.firm_codes
    yield traits.phones
    yield traits.core
    yield traits.title_whole[:, None]
    yield traits.text_whole[:, None]
    brand, title = traits.brand2, _as_hashes(traits.title[:, :3])
    yield _with(brand, _first(mantissa_hashes(traits.amounts)))
    yield _with(brand, _city(traits))
    yield _with(brand, traits.park)
    yield _with(title, brand[:, 0])
    yield _with(title, traits.core[:, 0])
    yield _with(title, _first(traits.phones))
    yield _with(traits.people, traits.core[:, 0])


def _weak(traits: Traits) -> Iterator[Hashes]:
    yield _together(traits.title, _RAREST)
    yield _together(traits.text, _RAREST)
    yield _together(traits.numbers, _RAREST)
    amounts, title = _first(mantissa_hashes(traits.amounts)), _as_hashes(traits.title[:, :3])
    place = np.where(traits.place > 0, mixed(traits.place.astype(np.uint64)) | np.uint64(1), np.uint64(0))
    yield joined(amounts, place)[:, None]
    yield joined(amounts, traits.park)[:, None]
    yield _with(title, amounts)
    yield _with(title, _city(traits))
    figures = figure_hashes(traits.figures)
    if figures.shape[1] > 1:
        yield joined(figures[:, :-1], figures[:, 1:])
        yield joined(figures[:, :-2], figures[:, 2:])


def _city(traits: Traits) -> Hashes:
    return np.where(traits.place > 0, mixed((traits.place // 100).astype(np.uint64)) | np.uint64(1), np.uint64(0))


def _with(grid: Hashes, column: Hashes) -> Hashes:
    return joined(grid, np.broadcast_to(column[:, None], grid.shape))


def _first(grid: Hashes) -> Hashes:
    """The first value of each row that is told."""
    whole = grid[:, 0] if grid.shape[1] else np.zeros(len(grid), np.uint64)
    for column in range(1, grid.shape[1]):
        whole = np.where(whole == 0, grid[:, column], whole)
    return whole


def _as_hashes(found: NDArray[np.int32]) -> Hashes:
    return np.where(found != NOTHING, mixed(found.astype(np.uint64)) | np.uint64(1), np.uint64(0))


def _together(found: NDArray[np.int32], count: int) -> Hashes:
    """Each two of the rarest, whichever is the rarer."""
    rare = _as_hashes(np.sort(found[:, :count], axis=1))
    return np.stack([joined(rare[:, i], rare[:, j]) for i, j in combinations(range(count), 2)], axis=1)


def candidates(traits: Traits) -> NDArray[np.int64]:
    """The pairs to look at, (pairs, 2) rows of traits, the lower first, in order."""
    n = len(traits)
    few = n <= _FEW
    strong, weak = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for keys in keys_of(traits):
        found = _pairs(keys.grid, n, MOST if keys.strong or few else MOST_WEAK)
        if keys.strong or few:
            strong.append(_distinct(found))
        else:
            weak.append(found)
    twice = _found_twice(np.concatenate(weak))
    whole = _distinct(np.concatenate([*strong, twice]))
    return np.stack([whole // max(n, 1), whole % max(n, 1)], axis=1)


def _found_twice(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    pairs.sort()
    return _distinct(pairs[1:][pairs[1:] == pairs[:-1]])


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number once, in order; by sorting, which is faster here than hashing."""
    numbers = np.sort(numbers)
    first = np.concatenate([np.ones(min(1, len(numbers)), bool), numbers[1:] != numbers[:-1]])
    once: NDArray[np.int64] = numbers[first]
    return once


def _pairs(grid: Hashes, n: int, most: int) -> NDArray[np.int64]:
    """Pairs of records that share a key, as lower * n + higher."""
    rows, columns = np.nonzero(grid)
    keys = grid[rows, columns]
    rows = rows[several := _told_twice(keys)]
    keys = keys[several]
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    begins = np.concatenate([np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]])
    sizes = np.diff(np.append(np.nonzero(begins)[0], len(keys)))
    size = np.repeat(sizes, sizes)
    left_in_run = size - (np.arange(len(keys)) - np.repeat(np.nonzero(begins)[0], sizes))
    at = np.nonzero((size > 1) & (size <= most))[0]
    found = [np.zeros(0, np.int64)]
    for step in range(1, most):
        at = at[left_in_run[at] > step]
        if not len(at):
            break
        one, other = rows[at], rows[at + step]
        low, high = np.minimum(one, other), np.maximum(one, other)
        found.append((low * n + high)[low != high])
    return np.concatenate(found)


def _told_twice(keys: Hashes) -> NDArray[np.bool_]:
    """Whether a key may be another's too; most keys are nobody else's, and need not be sorted."""
    bits = max(10, int(np.ceil(np.log2(len(keys) + 1))) + 2)
    slots = (keys >> np.uint64(64 - bits)).astype(np.int64)
    several: NDArray[np.bool_] = np.bincount(slots, minlength=1 << bits)[slots] > 1
    return several
