"""How alike two short texts are: shared letters and pairs of letters, each counting by how few keys use it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable


def features(text: str) -> Counter[str]:
    """Letters, and pairs of neighbours; a pair tells more than its letters."""
    return Counter([*text, *(text[i : i + 2] for i in range(len(text) - 1))])


class Likeness:
    """Finds, among texts that belong to keys, the key whose text is most like a new one.

    The measure is the weighted Dice coefficient over `features`; the weight of a feature is the logarithm of how few
    keys use it (inverse document frequency over keys), pairs twice as heavy as letters.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = [(text, key, features(text)) for text, key in texts]
        users: dict[str, set[str]] = defaultdict(set)
        for _, key, bag in self._texts:
            for feature in bag:
                users[feature].add(key)
        self._keys = max(len({key for _, key, _ in self._texts}), 1)
        self._weights = {feature: self._weight(feature, len(keys)) for feature, keys in users.items()}
        self._sizes = [self._size(bag) for _, _, bag in self._texts]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, (_, _, bag) in enumerate(self._texts):
            for feature in bag:
                self._holders[feature].append(number)

    def _weight(self, feature: str, users: int) -> float:
        return len(feature) * math.log(1 + self._keys / users)

    def _size(self, bag: Counter[str]) -> float:
        unseen = self._keys
        return sum(
            count * self._weights.get(feature, len(feature) * math.log(1 + unseen)) for feature, count in bag.items()
        )

    def best(self, text: str) -> list[tuple[float, str]]:
        """(likeness, key), best first, one entry a key."""
        bag = features(text)
        shared: dict[int, float] = defaultdict(float)
        for feature, count in bag.items():
            for number in self._holders.get(feature, ()):
                shared[number] += self._weights[feature] * min(count, self._texts[number][2][feature])
        size = self._size(bag)
        scores: dict[str, float] = {}
        for number, weight in shared.items():
            key = self._texts[number][1]
            score = 2 * weight / (size + self._sizes[number])
            if score > scores.get(key, 0.0):
                scores[key] = score
        return sorted(((score, key) for key, score in scores.items()), reverse=True)
