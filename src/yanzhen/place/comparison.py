"""One comparison of places, from gates to causes: the only module of this stage that knows the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.acceptability import Acceptability, rank_over_weightings
from yanzhen.place.backends import backend_of
from yanzhen.place.changes import Change, changes_to_lead
from yanzhen.place.gates import gated, gates_doubtful, gates_failed
from yanzhen.place.importance import given_weights
from yanzhen.place.matrix import Floats, Ints, Matrix
from yanzhen.place.methods import Field, Method, method_of
from yanzhen.place.questions import Question, ranks_at_the_ends
from yanzhen.place.standings import ranks_of
from yanzhen.place.thresholds import Overtaking, Reign, overtakings, reigns_by_weight
from yanzhen.place.unknowns import Completion, Ranges

Progress = Callable[[float], None]

RIVALS = 3
MOST_RANKS = 10_000
LEADING = 10
"""Old values are asked anew of so many of the first places; further down an answer would hardly be worth the asking."""


@dataclass(frozen=True)
class Asked:
    """How to compare.

    Attributes:
        weightings: how many are drawn.
        ranks: of how many ranks the acceptability is told.
        backend: None for the fastest that is installed; the answers are the same.
    """

    method: str = "topsis"
    weightings: int = 100_000
    ranks: int = 10
    seed: int = 1
    backend: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.ranks <= MOST_RANKS:
            raise WrongUsage(
                f"名次数应为 1 到 {MOST_RANKS}，现为 {self.ranks}", f"ranks must be 1 to {MOST_RANKS}, not {self.ranks}"
            )


@dataclass(frozen=True)
class Ranked:
    """The places that passed the gates, by the criteria that count. Positions below are within these.

    Attributes:
        places: (n,) positions in the matrix; criteria: (m,) likewise.
        field: values, weights, standing, scores (unknown values in the middle of their ranges).
        ranks: (n,) at the given weights.
        contributions: (n, m) what each criterion adds to the base score.
        reigns: by criterion, who is first as its weight goes from 0 to 1; empty where there is but one.
        overtakings: by place, the weights of single criteria that put it ahead of the first.
        changes: by place, the changes of one value that would make it first.
        rivals: by place, those nearest in score.
    """

    places: Ints
    criteria: Ints
    field: Field
    ranks: Ints
    acceptability: Acceptability
    contributions: Floats
    reigns: list[list[Reign]]
    overtakings: list[list[Overtaking]]
    changes: list[list[Change]]
    rivals: list[list[int]]


@dataclass(frozen=True)
class Comparison:
    """What came out.

    Attributes:
        weights: (criteria,) of the matrix, adding up to 1; 0 where a criterion does not count or is left out.
        failed: (places, criteria) gates that a known value fails.
        left_out: positions of criteria of which nothing is known, so that nothing can be ranked by them.
        ranked: None where no place passes the gates.
        questions: what to ask, gates first, then what moves most ranks. Positions are those of the matrix.
    """

    asked: Asked
    matrix: Matrix
    weights: Floats
    failed: NDArray[np.bool_]
    left_out: list[int]
    ranked: Ranked | None
    questions: list[Question]

    def told(self) -> Said:
        """One line: who is first, and how many places were kept out."""
        out = int(self.failed.any(axis=1).sum())
        zh, en = (
            f"{out} 处没有过门槛，{len(self.questions)} 个问题要问",
            f"{out} failed a gate, {len(self.questions)} to ask",
        )
        if self.ranked is None:
            return Said(f"没有一处过得了门槛：{zh}", f"no place passes the gates: {en}")
        firsts = [self.matrix.places[i] for i in self.ranked.places[self.ranked.ranks == 1]]
        of = len(self.ranked.places)
        return Said(
            f"{of} 处参加排名，第一：{'、'.join(firsts)}；{zh}", f"{of} places ranked, first: {', '.join(firsts)}; {en}"
        )


def compare(
    matrix: Matrix, asked: Asked | None = None, weights: Floats | None = None, progress: Progress = lambda share: None
) -> Comparison:
    """Compare places.

    Args:
        weights: (criteria,) at least 0, in any unit; the criteria's own by default.

    Raises:
        WrongUsage: nothing to compare, weights that make no sense, or a method or backend that does not exist.
    """
    asked = asked or Asked()
    if not matrix.places or not matrix.criteria:
        raise WrongUsage("没有可比的：至少要一个地方、一个指标", "nothing to compare: give a place and a criterion")
    ranges, failed = Ranges.of(matrix), gates_failed(matrix)
    wanted = given_weights(matrix.criteria) if weights is None else _checked(weights, len(matrix.criteria))
    left_out = np.flatnonzero(~ranges.known & (wanted > 0)).tolist()
    weights = _counting(wanted, ranges)
    kept, active = np.flatnonzero(~failed.any(axis=1)), np.flatnonzero(weights > 0)
    part = matrix.of_places(kept).of_criteria(active)
    method = method_of(asked.method, part.criteria)
    ranked, ends = None, {}
    if len(kept):
        inner = ranges.of_criteria(active.tolist())
        ranked = _rank(part, kept, active, method, weights[active], inner, asked, progress)
        doubtful = part.unknown | part.ranged & (ranked.ranks <= LEADING)[:, None]
        ends = ranks_at_the_ends(method, ranked.field, part.criteria, doubtful, inner.of_cells(part))
    named = {(int(kept[i]), int(active[j])): ranks for (i, j), ranks in ends.items()}
    questions = _questions(matrix, kept, named, left_out)
    return Comparison(asked, matrix, weights, failed, left_out, ranked, questions)


def _checked(weights: Floats, criteria: int) -> Floats:
    if weights.shape != (criteria,) or not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise WrongUsage(
            f"应有 {criteria} 个权重，都是不小于 0 的数",
            f"there must be {criteria} weights, all of them numbers from 0 on",
        )
    return weights


def _counting(weights: Floats, ranges: Ranges) -> Floats:
    """Weights adding up to 1, none for criteria of which nothing is known.

    Raises:
        WrongUsage: nothing is left that counts.
    """
    weights = np.where(ranges.known, weights, 0.0)
    if not weights.sum() > 0:
        raise WrongUsage(
            "有权重的指标全是未知，排不出名次：请至少填一个值，或给出 lowest 和 highest",
            "nothing is known of any criterion that counts: fill in a value, or give lowest and highest",
        )
    whole: Floats = weights / weights.sum()
    return whole


def _rank(
    part: Matrix,
    kept: Ints,
    active: Ints,
    method: Method,
    weights: Floats,
    ranges: Ranges,
    asked: Asked,
    progress: Progress,
) -> Ranked:
    completion = Completion(part, ranges)
    field = Field.of(method, completion.middle(), weights)
    found = rank_over_weightings(
        method, field, completion,
        count=asked.weightings, ranks=asked.ranks, seed=asked.seed,
        count_ranks=backend_of(asked.backend), progress=progress,
    )  # fmt: skip
    several = len(active) > 1
    return Ranked(
        kept,
        active,
        field,
        ranks_of(field.scores),
        found,
        field.standing.contributions(weights),
        [reigns_by_weight(field.standing, weights, j) if several else [] for j in range(len(active))],
        overtakings(field.standing, weights, int(np.argmax(field.scores))),
        changes_to_lead(method, field, part.criteria, ranges),
        _rivals(field.scores),
    )


def _rivals(scores: Floats) -> list[list[int]]:
    """For each place the others whose scores are nearest, those ahead first where it is even."""
    order = np.argsort(-scores, kind="stable").tolist()
    found: list[list[int]] = [[] for _ in order]
    for at, place in enumerate(order):
        near = order[max(0, at - RIVALS) : at] + order[at + 1 : at + 1 + RIVALS]
        found[place] = sorted(near, key=lambda other: abs(scores[other] - scores[place]))[:RIVALS]
    return found


def _questions(
    matrix: Matrix, kept: Ints, ranks: dict[tuple[int, int], tuple[int, int]], left_out: list[int]
) -> list[Question]:
    """What is unknown or doubtful of places that are ranked, wherever the answer could matter."""
    gates, doubtful = gated(matrix), gates_doubtful(matrix)
    worth = {at for at, (best, worst) in ranks.items() if best != worst}
    asked = [
        Question(
            int(i), int(j), bool(gates[j] if matrix.unknown[i, j] else doubtful[i, j]), ranks.get((int(i), int(j)))
        )
        for i in kept
        for j in np.flatnonzero(matrix.unknown[i] | matrix.ranged[i])
        if matrix.unknown[i, j] or doubtful[i, j] or (int(i), int(j)) in worth
    ]
    asked = [question for question in asked if question.gate or question.ranks or question.criterion in left_out]
    return sorted(asked, key=lambda q: (not q.gate, -q.swing, q.place, q.criterion))
