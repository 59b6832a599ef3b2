"""The model of one kind's headers: for each feature, how much it speaks for and against each key.

It is linear and small, so that asking it needs nothing but Python; `learning` makes it from examples.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from yanzhen.collect.understanding.features import features_of

NO_FIELD = ""
"""The key of headers that are no field of the kind."""


class Guess(NamedTuple):
    """A key and its score: about 1 for a header that is an example, 0 for one that shares nothing with any."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned of one kind's headers.

    Attributes:
        keys: in the notation of the header table; `NO_FIELD` among them.
        rarities: feature -> how much it weighs, by how few examples have it.
        weights: feature -> number of a key, its weight in thousandths, number of the next key, …
        unseen: what a feature weighs that no example has.
    """

    keys: tuple[str, ...]
    rarities: Mapping[str, float]
    weights: Mapping[str, Sequence[int]]
    unseen: float

    def guesses(self, text: str) -> list[Guess]:
        """Every key with its score, the best first; equal ones in the order of the keys.

        Args:
            text: folded, as `features.spelled` gives it.
        """
        scores = [0.0] * len(self.keys)
        length = 0.0
        for feature, weight in features_of(text).items():
            weight *= self.rarities.get(feature, self.unseen)
            length += weight * weight
            speaks = self.weights.get(feature, ())
            for place in range(0, len(speaks), 2):
                scores[speaks[place]] += weight * speaks[place + 1]
        norm = 1000 * math.sqrt(length) or 1.0
        told = [Guess(key, score / norm) for key, score in zip(self.keys, scores, strict=True)]
        return sorted(told, key=lambda guess: -guess.score)

    def likeness(self, one: str, other: str) -> float:
        """The cosine of two headers' features, from 0 to 1."""
        mine, theirs = self._weighed(one), self._weighed(other)
        shared = sum(weight * theirs[feature] for feature, weight in mine.items() if feature in theirs)
        lengths = math.sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in theirs.values()))
        return shared / lengths if lengths else 0.0

    def _weighed(self, text: str) -> dict[str, float]:
        rarities, unseen = self.rarities, self.unseen
        return {feature: weight * rarities.get(feature, unseen) for feature, weight in features_of(text).items()}

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; `of_json` is its inverse."""
        return {
            "keys": self.keys,
            "rarities": self.rarities,
            "weights": self.weights,
            "unseen": self.unseen,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Model:
        """The model that `as_json` told."""
        return cls(tuple(told["keys"]), told["rarities"], told["weights"], told["unseen"])
