"""Pairs joined to groups, the surest first, without joining what is known to be two."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def group(
    pairs: NDArray[np.int64], scores: NDArray[np.int32], apart: Iterable[tuple[int, int]]
) -> list[tuple[int, ...]]:
    """Groups of rows that pairs join, directly or over others.

    Args:
        pairs: (n, 2) rows that are the same thing.
        scores: of the pairs; where not all can hold, the higher one does, then the lower rows.
        apart: rows that must not be in one group.

    Returns:
        Groups of two rows or more, each in order, in the order of their first rows.
    """
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -scores))
    enemies: dict[int, set[int]] = {}
    joined = {int(row) for row in np.unique(pairs)}
    for one, other in apart:
        if one in joined and other in joined:
            enemies.setdefault(one, set()).add(other)
            enemies.setdefault(other, set()).add(one)
    members: dict[int, list[int]] = {row: [row] for row in joined}
    head = {row: row for row in joined}
    for one, other in pairs[order].tolist():
        first, second = head[one], head[other]
        if first == second or _clash(members[first], members[second], enemies):
            continue
        if len(members[first]) < len(members[second]):
            first, second = second, first
        for row in members[second]:
            head[row] = first
        members[first].extend(members.pop(second))
    return sorted(tuple(sorted(rows)) for rows in members.values() if len(rows) > 1)


def _clash(ours: list[int], theirs: list[int], enemies: dict[int, set[int]]) -> bool:
    return any(not enemies[row].isdisjoint(theirs) for row in ours if row in enemies)
