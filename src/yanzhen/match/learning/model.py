"""What was learned, kept in one JSON file with the decisions that it was learned from, and asked for scores.

The decisions stay in the file: a later file of them is learned together with these, and a score can name its
precedents. So the file is as confidential as the demands and titles in it. Nothing in it is run when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.match.learning import likeness, precedents, processes
from yanzhen.match.learning.calibration import Curve, levels_of
from yanzhen.match.learning.comparing import (
    FEATURES,
    NARROWEST,
    THRESHOLDS,
    Comparison,
    Known,
    features_of,
    standard,
    whole,
)
from yanzhen.match.learning.decisions import LEVELS, Decision, Demand, Pair
from yanzhen.match.learning.embedding import Embedding
from yanzhen.match.learning.trees import GRAIN, POINTS, Trees
from yanzhen.match.learning.vectors import Doubles, Floats

Ints = NDArray[np.int64]

FORMAT, VERSION = "yanzhen-model", 2

_MOST_LIKE = 100
"""No likeness is told as more, and no standing."""

_OTHER_VECTORS = {
    (True, False): (
        "这个模型是带 --embed 学的，请给出同一个文件夹",
        "this model was learned with --embed; give the same folder",
    ),
    (True, True): (
        "--embed 的文件夹和学这个模型时用的不一样，请给出原来那个",
        "--embed is another folder than the one that this model was learned with; give that one",
    ),
    (False, True): (
        "学这个模型时没有用 --embed，请去掉，或带上它重新学习",
        "this model was learned without --embed; leave it out, or learn anew with it",
    ),
}
"""By whether the model has vectors, and whether some were given."""


@dataclass(frozen=True, slots=True)
class Score:
    """What is expected of one pair.

    Attributes:
        points: ten-thousandths of the level above 1 that is expected; they sort pairs and are the sum of `parts`.
        level: 1 to 4, the one that is wrong by least on average.
        accepted: of pairs like this, the share that was accepted (level 3 or 4).
        base: the points that every pair begins with.
        parts: points by feature (`FEATURES`).
        here: how many decisions on this very demand it rests on.
        nearest: the judged pairs of this demand, else of all, with the most alike titles, most alike first.
    """

    pair: Pair
    points: int
    level: int
    accepted: float
    base: int
    parts: tuple[int, ...]
    here: int
    nearest: tuple[Decision, ...]

    @property
    def relevance(self) -> float:
        """The level that is expected, as a fraction."""
        return 1 + self.points / POINTS


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned.

    Attributes:
        demands, decisions: what it was learned from, in the order of ids.
        trees: one set for each of `THRESHOLDS`.
        seen, unseen: what their points mean, for demands with decisions of their own and for those without.
        precedents: the decisions that the Gaussian processes remember.
        likeness: (precedents, likeness.NAMES) of their demands and titles, in whole ten-thousandths.
        usual_likeness: (2, likeness.NAMES) means and standard deviations of all decisions' likeness.
        means: (THRESHOLDS,) the shares of all decisions.
        processes: what the precedents let expect, one of each of `processes.KINDS`.
        embedded: the digest of the dense vectors that it was learned with; empty where with none. `embedding` are they;
            they stay out of the file.
    """

    demands: list[Demand]
    decisions: list[Decision]
    trees: list[Trees]
    seen: list[Curve]
    unseen: list[Curve]
    precedents: list[int]
    likeness: Ints
    usual_likeness: Doubles
    means: Floats
    processes: list[processes.Process]
    embedded: str = ""
    embedding: Embedding | None = None

    def beside(self, embedding: Embedding | None) -> Model:
        """The model with the dense vectors that it was learned with.

        Raises:
            WrongUsage: it was learned with others, or with none.
        """
        given = embedding.digest if embedding else ""
        if given != self.embedded:
            raise WrongUsage(*_OTHER_VECTORS[bool(self.embedded), bool(given)])
        return replace(self, embedding=embedding)

    def scores(self, demands: Iterable[Demand], pairs: Iterable[Pair]) -> list[Score]:
        """Scores of pairs, in their order; each is the same whatever else is asked.

        Args:
            demands: the demands of the pairs; those that the model knows need not be among them, and are taken as told
                here where they are.

        Raises:
            WrongUsage: a pair's demand is neither here nor in the model.
        """
        return list(self.stream(demands, list(pairs)))

    def stream(self, demands: Iterable[Demand], pairs: Sequence[Pair]) -> Iterator[Score]:
        """As `scores`, one by one; those of one demand should stand together."""
        if self.embedded and self.embedding is None:
            raise WrongUsage(*_OTHER_VECTORS[True, False])
        told = {demand.id: demand for demand in demands}
        own = {demand.id for demand in self.demands}
        asked = list(dict.fromkeys(pair.demand_id for pair in pairs))
        listed = [*self.demands, *(self._told(told, key, own) for key in asked if key in told or key not in own)]
        place_of = {demand.id: place for place, demand in enumerate(listed)}
        learned_titles = sorted({decision.pair.title for decision in self.decisions})
        known_titles = set(learned_titles)
        titles = [*learned_titles, *dict.fromkeys(pair.title for pair in pairs if pair.title not in known_titles)]
        of_title = {title: place for place, title in enumerate(titles)}
        comparison = Comparison(listed, titles, (len(self.demands), len(learned_titles)), self.embedding)
        known = Known.of(self.decisions, self.demands, learned_titles)
        reader = _Reader(self, comparison, known, {demand.id: place for place, demand in enumerate(self.demands)})
        of_demand: dict[str, list[int]] = {}
        for number, pair in enumerate(pairs):
            of_demand.setdefault(pair.demand_id, []).append(number)
        found: dict[int, Score] = {}
        following = 0
        for batch in _batches(of_demand.values()):
            inputs = [
                reader.input(
                    key := pairs[numbers[0]].demand_id,
                    place_of[key],
                    np.array([of_title[pairs[number].title] for number in numbers], np.int64),
                )
                for numbers in batch
            ]
            numbers = [number for group in batch for number in group]
            scores = reader.scores([pairs[number] for number in numbers], inputs)
            found.update(zip(numbers, scores, strict=True))
            while following in found:
                yield found.pop(following)
                following += 1

    def _told(self, told: dict[str, Demand], key: str, own: set[str]) -> Demand:
        if key in told:
            return told[key]
        raise WrongUsage(f"没有编号为 {key} 的需求", f"no demand has the id {key}")

    def as_bytes(self) -> bytes:
        """The model as a file."""
        document = {
            "format": FORMAT,
            "version": VERSION,
            "demands": [list(demand) for demand in self.demands],
            "decisions": [[*decision.pair, decision.level] for decision in self.decisions],
            "features": FEATURES,
            "trees": [trees.as_lists() for trees in self.trees],
            "seen": [curve.as_lists() for curve in self.seen],
            "unseen": [curve.as_lists() for curve in self.unseen],
            "precedents": self.precedents,
            "likeness": self.likeness.tolist(),
            "usual_likeness": self.usual_likeness.tolist(),
            "means": self.means.astype(float).tolist(),
            "weights": [process.weights.astype(float).tolist() for process in self.processes],
            "slopes": [process.slopes.astype(float).tolist() for process in self.processes],
            "embedded": self.embedded,
        }
        return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """The inverse of `as_bytes`, checked.

        Raises:
            UnreadableInput: this is no model, a damaged one, or one of another version.
        """
        document = _document(data)
        try:
            model = _model(document)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _damaged() from error
        if not model._sound():
            raise _damaged()
        return model

    def _sound(self) -> bool:
        ids = [demand.id for demand in self.demands]
        keys = [decision.pair[:2] for decision in self.decisions]
        count, kept, kinds = len(THRESHOLDS), len(self.precedents), len(likeness.NAMES)
        return (
            bool(keys)
            and all(a < b for a, b in pairwise(ids))
            and all(a < b for a, b in pairwise(keys))
            and {key[0] for key in keys} <= set(ids)
            and all(decision.level in LEVELS for decision in self.decisions)
            and all(a < b for a, b in pairwise(self.precedents))
            and all(0 <= place < len(keys) for place in self.precedents)
            and len(self.trees) == len(self.seen) == len(self.unseen) == count
            and self.likeness.shape == (kept, kinds)
            and _within(self.likeness, -_MOST_LIKE * GRAIN, _MOST_LIKE * GRAIN)
            and self.usual_likeness.shape == (2, kinds)
            and _within(self.usual_likeness[0], -_MOST_LIKE, _MOST_LIKE)
            and _within(self.usual_likeness[1], NARROWEST, _MOST_LIKE)
            and self.means.shape == (count,)
            and _within(self.means, 0, 1)
            and len(self.processes) == len(processes.KINDS)
            and all(process.sound(kept, count) for process in self.processes)
        )


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableInput(
            "这不是学来的模型，请用 yanzhen learn 写出的文件", "no model; give a file that `yanzhen learn` wrote"
        )
    if document.get("version") != VERSION or document.get("features") != list(FEATURES):
        raise UnreadableInput(
            "模型是别的版本写的，请用现在的版本重新学习", "the model is of another version; learn it anew with this one"
        )
    return document


def _damaged() -> UnreadableInput:
    return UnreadableInput("模型文件不完整，请用 yanzhen learn 重新学习", "the model is damaged; learn it anew")


def _model(document: dict[str, Any]) -> Model:
    demands = [Demand(*map(_text, row)) for row in document["demands"]]
    decisions = [Decision(Pair(*map(_text, row[:3])), _whole(row[3])) for row in document["decisions"] if _of_four(row)]
    return Model(
        demands=demands,
        decisions=decisions,
        trees=[Trees.from_lists(lists, len(FEATURES)) for lists in document["trees"]],
        seen=[Curve.from_lists(lists) for lists in document["seen"]],
        unseen=[Curve.from_lists(lists) for lists in document["unseen"]],
        precedents=[_whole(place) for place in document["precedents"]],
        likeness=np.array([[_whole(value) for value in row] for row in document["likeness"]], np.int64),
        usual_likeness=np.array(document["usual_likeness"], np.float64),
        means=_singles(document["means"]),
        processes=[
            processes.Process(kind, _singles(weights), _singles(slopes))
            for kind, weights, slopes in zip(
                processes.KINDS.values(), document["weights"], document["slopes"], strict=True
            )
        ],
        embedded=_text(document["embedded"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _singles(values: Any) -> Floats:
    """Numbers in single precision; what is too large for it becomes infinite, and is refused later."""
    with np.errstate(over="ignore"):
        return np.array(values, np.float64).astype(np.float32)


def _within(numbers: Ints | Floats | Doubles, least: float, most: float) -> bool:
    return bool(((least <= numbers) & (numbers <= most)).all())


def _of_four(row: Any) -> bool:
    if len(row) != 4:
        raise ValueError(row)
    return True


_NEAREST = 3


_AT_ONCE = 400
"""Pairs of one demand that are compared at once: each with all precedents."""
_BATCH = 2_000
"""Pairs that go through the trees at once, about."""


def _batches(groups: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    """Groups cut to size and put together to batches, in their order."""
    batch: list[list[int]] = []
    for group in groups:
        for start in range(0, len(group), _AT_ONCE):
            batch.append(group[start : start + _AT_ONCE])
            if sum(map(len, batch)) >= _BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


class _Input(NamedTuple):
    """What the trees are told of some titles for one demand, and the precedents to be named."""

    features: Ints
    here: int
    nearest: list[tuple[Decision, ...]]


class _Reader:
    """A model opened beside the texts that are asked about."""

    def __init__(self, model: Model, comparison: Comparison, known: Known, own: dict[str, int]) -> None:
        self._model, self._comparison, self._known, self._own = model, comparison, known, own
        self._kept = np.array(model.precedents, np.int64)
        self._standard = standard(model.likeness, model.usual_likeness)
        self._common = comparison.common(known.demands[self._kept], known.titles[self._kept])
        self._base = sum(trees.base for trees in model.trees)

    def input(self, key: str, demand: int, titles: Ints) -> _Input:
        """The titles of one demand, by their places."""
        same = self._known.demands == self._own.get(key, -1)
        alike = self._comparison.of_titles(titles)[:, self._known.titles]
        return _Input(self._features(demand, titles, alike, same), int(same.sum()), self._nearest(alike, same))

    def scores(self, pairs: Sequence[Pair], inputs: Sequence[_Input]) -> list[Score]:
        """Scores of pairs, from their inputs in the same order."""
        features = np.concatenate([one.features for one in inputs])
        here = np.repeat([one.here for one in inputs], [len(one.features) for one in inputs])
        near = [nearest for one in inputs for nearest in one.nearest]
        parts = [trees.contributions(features) for trees in self._model.trees]
        points = np.stack([trees.base + told.sum(axis=1) for trees, told in zip(self._model.trees, parts, strict=True)])
        shares = np.where(here > 0, _shares(self._model.seen, points), _shares(self._model.unseen, points))
        levels = levels_of(points, shares)
        together = np.sum(parts, axis=0)
        return [
            Score(
                pair=pair,
                points=int(points[:, row].sum()),
                level=int(levels[row]),
                accepted=float(shares[1, row]),
                base=self._base,
                parts=tuple(together[row].tolist()),
                here=int(here[row]),
                nearest=near[row],
            )
            for row, pair in enumerate(pairs)
        ]

    def _features(self, demand: int, titles: Ints, alike: Floats, same: NDArray[np.bool_]) -> Ints:
        told = whole(self._comparison.likeness(demand, titles))
        demands = self._comparison.of_demands(np.array([demand]))[0, self._known.demands]
        kept = self._kept
        pairs = processes.Beside(
            same=same[None, kept],
            demands=demands[None, kept],
            titles=alike[:, kept],
            asked=standard(told, self._model.usual_likeness),
            known=self._standard,
            asked_common=self._comparison.common(np.full(len(titles), demand), titles),
            known_common=self._common,
        )
        expected = [self._model.means + process.expected(pairs) for process in self._model.processes]
        return features_of(told, expected, precedents.votes(alike, demands, same, self._known.levels))

    def _nearest(self, alike: Floats, same: NDArray[np.bool_]) -> list[tuple[Decision, ...]]:
        among = np.flatnonzero(same) if same.any() else np.arange(len(same))
        order = np.argsort(-alike[:, among], axis=1, kind="stable")[:, :_NEAREST]
        return [
            tuple(self._model.decisions[int(among[place])] for place in row if alike[number, among[place]] > 0)
            for number, row in enumerate(order)
        ]


def _shares(curves: Sequence[Curve], points: Ints) -> NDArray[np.float64]:
    """(THRESHOLDS, pairs) shares; that of a higher level is never above that of a lower one."""
    told = np.stack([curve.at(row) for curve, row in zip(curves, points, strict=True)])
    return np.minimum.accumulate(told, axis=0)
