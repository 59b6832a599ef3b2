"""Pairs joined to groups, the surest first, without joining what is known to be two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def group(pairs: NDArray[np.int64], scores: NDArray[np.int32], apart: NDArray[np.int64]) -> list[tuple[int, ...]]:
    """Groups of rows that pairs join, directly or over others.

    Args:
        pairs: (n, 2) rows that are the same thing.
        scores: of the pairs; where not all can hold, the higher one does, then the lower rows.
        apart: (n, 2) rows that must not be in one group.

    Returns:
        Groups of two rows or more, each in order, in the order of their first rows.
    """
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -scores))
    listed = pairs[order].tolist()
    whole = _joined(listed, {})
    enemies = _within(whole, apart)
    if enemies:
        whole = _joined(listed, enemies)
    return sorted(tuple(sorted(rows)) for rows in whole if len(rows) > 1)


def _joined(pairs: list[list[int]], enemies: dict[int, set[int]]) -> list[list[int]]:
    """The rows of the pairs, joined one pair after the other, unless that would bring enemies together."""
    members: dict[int, list[int]] = {}
    head: dict[int, int] = {}
    for one, other in pairs:
        for row in (one, other):
            if row not in head:
                head[row], members[row] = row, [row]
        first, second = head[one], head[other]
        if first == second or (enemies and _clash(members[first], members[second], enemies)):
            continue
        if len(members[first]) < len(members[second]):
            first, second = second, first
        for row in members[second]:
            head[row] = first
        members[first].extend(members.pop(second))
    return list(members.values())


def _within(groups: list[list[int]], apart: NDArray[np.int64]) -> dict[int, set[int]]:
    """The pairs that are to stay apart and would be in one group, both ways round."""
    if not len(apart) or not groups:
        return {}
    rows = np.array([row for group in groups for row in group], np.int64)
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    where = np.full(int(max(rows.max(), apart.max())) + 1, -1, np.int64)
    where[rows] = numbers
    ours, theirs = where[apart[:, 0]], where[apart[:, 1]]
    enemies: dict[int, set[int]] = {}
    for one, other in apart[(ours == theirs) & (ours >= 0)].tolist():
        enemies.setdefault(one, set()).add(other)
        enemies.setdefault(other, set()).add(one)
    return enemies


def _clash(ours: list[int], theirs: list[int], enemies: dict[int, set[int]]) -> bool:
    return any(not enemies[row].isdisjoint(theirs) for row in ours if row in enemies)
