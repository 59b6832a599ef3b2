"""How the model learns from examples: ridge regression on one-of-keys targets, solved over the examples at once.

With K the cosines between the examples' features and Y the targets, A = (K + λI)⁻¹ Y and the weights are Xᵀ A; the
answer for an example left out is f - A / diag((K + λI)⁻¹) (Rifkin & Lippert 2007, "Notes on regularized least
squares"), so that the doubt can be measured on headers as if they had never been seen, without learning them anew.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from yanzhen.collect.understanding.features import features_of, spelled
from yanzhen.collect.understanding.model import Guess, Model

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float32]]

_RIDGE = 0.5
_SMALLEST = 4
"""Weights below, in thousandths, are left out: the answers stay the same, and the model is a third of the size."""
_DIGITS = 4

Example = tuple[str, str]
"""(key, header)."""


def learned(examples: Iterable[Example]) -> Model:
    """The model of some examples of one kind; of equal spellings the first counts."""
    return _Lesson(examples).model()


def left_out(examples: Iterable[Example]) -> list[tuple[str, str, list[Guess]]]:
    """(spelling, its key, guesses for it by a model that knows all the others)."""
    return _Lesson(examples).left_out()


class _Lesson:
    def __init__(self, examples: Iterable[Example]) -> None:
        told: dict[str, str] = {}
        for key, header in examples:
            for text in spelled(header):
                told.setdefault(text, key)
        self._texts = list(told)
        self._answers = list(told.values())
        self._keys = tuple(dict.fromkeys(self._answers))
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for feature, weight in features_of(text).items():
                self._holders[feature].append((number, weight))
        # Threes of letters that one header alone has say nothing that its pairs don't say.
        for feature in [f for f, holders in self._holders.items() if len(f) == 3 and len(holders) == 1]:
            del self._holders[feature]
        count = len(self._texts)
        self._unseen = math.log(1 + count) if count else 1.0
        self._rarities = {f: round(math.log(1 + count / len(h)), _DIGITS) for f, h in self._holders.items()}

    def model(self) -> Model:
        if not self._texts:
            return Model((), {}, {}, self._unseen)
        lengths, kernel = self._kernel()
        weights = self._weights(solved(kernel, self._targets()), lengths)
        return Model(self._keys, self._rarities, weights, self._unseen)

    def left_out(self) -> list[tuple[str, str, list[Guess]]]:
        _, kernel = self._kernel()
        scores = scores_left_out(kernel, self._targets())
        found = []
        for text, answer, row in zip(self._texts, self._answers, scores, strict=True):
            guesses = sorted(map(Guess, self._keys, map(float, row)), key=lambda guess: -guess.score)
            found.append((text, answer, guesses))
        return found

    def _kernel(self) -> tuple[Array, Array]:
        """The lengths of the examples, and the cosines between them."""
        import numpy as np

        count = len(self._texts)
        kernel = np.zeros((count, count), np.float32)
        for feature, holders in self._holders.items():
            rows = [number for number, _ in holders]
            values = np.array([weight * self._rarities[feature] for _, weight in holders], np.float32)
            kernel[np.ix_(rows, rows)] += np.outer(values, values)
        lengths = np.sqrt(np.diag(kernel))
        return lengths, kernel / np.outer(lengths, lengths)

    def _targets(self) -> Array:
        import numpy as np

        targets = np.zeros((len(self._texts), len(self._keys)), np.float32)
        numbers = {key: number for number, key in enumerate(self._keys)}
        for row, answer in enumerate(self._answers):
            targets[row, numbers[answer]] = 1
        return targets

    def _weights(self, answers: Array, lengths: Array) -> dict[str, list[int]]:
        """What each feature says of the keys: its weight in each example, times what that example answers."""
        import numpy as np

        features = np.zeros((len(self._holders), len(self._texts)), np.float32)
        for row, (feature, holders) in enumerate(self._holders.items()):
            for number, weight in holders:
                features[row, number] = weight * self._rarities[feature]
        told = np.rint(1000 * (features / lengths) @ answers).astype(np.int64)
        told[np.abs(told) < _SMALLEST] = 0
        weights: dict[str, list[int]] = {}
        names = list(self._holders)
        for row, number in np.argwhere(told).tolist():
            weights.setdefault(names[row], []).extend((number, int(told[row, number])))
        return weights


def scores_left_out(kernel: Array, targets: Array) -> Array:
    """The answers (examples, keys) for each example by the model of all the others.

    Args:
        kernel: cosines between the examples, (examples, examples).
        targets: 1 at each example's key, (examples, keys).
    """
    import numpy as np

    inverse = np.linalg.inv(kernel + _RIDGE * np.eye(len(kernel), dtype=kernel.dtype))
    return cast("Array", targets - (inverse @ targets) / np.diag(inverse)[:, None])


def solved(kernel: Array, targets: Array) -> Array:
    """What each example answers (examples, keys), so that cosines times these are the scores."""
    import numpy as np

    answers: Array = np.linalg.solve(kernel + _RIDGE * np.eye(len(kernel), dtype=kernel.dtype), targets)
    return answers
