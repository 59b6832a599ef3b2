"""The alternative that nobody has reason to leave: stable matching of projects and places with capacities.

Deferred acceptance (Gale and Shapley, College admissions and the stability of marriage, American Mathematical Monthly
69, 1962). A pair blocks a plan if the project would rather be there, and the place has room or would rather have it
than one that it has (Roth and Sotomayor, Two-Sided Matching, 1990). Ties go by the order of ids.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.allocation.problem import Problem
from yanzhen.place.matrix import Ints

Lists = NDArray[np.int32]


def preferences(problem: Problem) -> tuple[Lists, Ints]:
    """(projects, length) each project's places, best first, -1 after the last; and how much the place wants it.

    Who named no order takes the values of the pairs for it, of equal ones the first id. Places want key projects
    before others, then those that they named in their order, then by value.
    """
    projects, places = problem.values.shape
    wanted = _orders(problem.values, problem.project_lists, problem.possible)
    order = np.argsort(-wanted, axis=1, kind="stable").astype(np.int32)
    length = int(problem.possible.sum(axis=1).max(initial=0))
    lists = order[:, : max(length, 1)]
    possible = np.take_along_axis(problem.possible, lists.astype(np.int64), axis=1) if places else lists > 0
    lists = np.ascontiguousarray(np.where(possible, lists, np.int32(-1)))
    by_place = _orders(problem.values.T, problem.place_lists, problem.possible.T)
    ranked = np.empty((places, projects), np.int64)
    np.put_along_axis(ranked, np.argsort(-by_place, axis=1, kind="stable"), np.arange(projects, 0, -1)[None], axis=1)
    ranked += projects * problem.key[None]
    scores = ranked[np.maximum(lists, 0), np.arange(projects)[:, None]]
    return lists, np.ascontiguousarray(scores)


def _orders(values: Ints, lists: tuple[tuple[int, ...], ...], possible: NDArray[np.bool_]) -> Ints:
    """(rows, columns) numbers that put what was named first, in its order, then the rest by value."""
    numbers = np.where(possible, np.maximum(values, 0), -1)
    top = int(numbers.max(initial=0))
    for row, listed in enumerate(lists):
        for rank, column in enumerate(listed):
            if possible[row, column]:
                numbers[row, column] = top + len(listed) - rank
    return numbers


def blocking_pairs(lists: Lists, scores: Ints, capacities: Ints, matched: Ints) -> tuple[Ints, Ints]:
    """The pairs that block a matching: numbers of their projects and places.

    Args:
        lists, scores, capacities: as `MatchStable` takes them.
        matched: (projects,) the place of each, -1 for none.
    """
    projects, length = lists.shape
    places = len(capacities)
    found: list[tuple[Ints, Ints]] = []
    own, last = _standings(lists, scores, matched, places)
    room = np.bincount(matched[matched >= 0], minlength=places) < capacities
    exists = capacities > 0
    for start in range(0, projects, 1 << 16):
        part = slice(start, start + (1 << 16))
        better = (np.arange(length) < own[part, None]) & (lists[part] >= 0)
        rows, ranks = np.nonzero(better)
        rows += start
        at = lists[rows, ranks].astype(np.int64)
        wants = scores[rows, ranks]
        score, project = last[0][at], last[1][at]
        blocks = exists[at] & (room[at] | (wants > score) | ((wants == score) & (rows < project)))
        found.append((rows[blocks], at[blocks]))
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _standings(lists: Lists, scores: Ints, matched: Ints, places: int) -> tuple[Ints, tuple[Ints, Ints]]:
    """At which rank of its list each project stands, and whom each place would give up first (score, project)."""
    here = (lists == matched[:, None]) & (matched >= 0)[:, None]
    own = np.where(here.any(axis=1), here.argmax(axis=1), lists.shape[1])
    held = np.flatnonzero(matched >= 0)
    score = scores[held, np.minimum(own[held], lists.shape[1] - 1)]
    order = np.lexsort((-held, score, matched[held]))
    first = np.unique(matched[held][order], return_index=True)
    least, project = np.zeros(places, np.int64), np.zeros(places, np.int64)
    least[first[0]], project[first[0]] = score[order][first[1]], held[order][first[1]]
    return own, (least, project)


def stable_plan(problem: Problem, engine: Any) -> tuple[Ints, tuple[Lists, Ints]]:
    """(projects,) the stable matching that is best for the projects; and the preferences that it rests on."""
    lists, scores = preferences(problem)
    matched: Ints = engine.match_stable(lists, scores, problem.slots.astype(np.int64))
    return matched, (lists, scores)
