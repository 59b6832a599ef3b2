"""How much criteria count, as people say it: in plain words, in numbers, or not at all.

Five steps at equal distances, as questionnaires have them, and none for what does not count. The distances are our
convention, not a measurement: over all weightings (`acceptability`) the answer does not depend on them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.place.matrix import Criterion, Floats

WORDS: dict[str, float] = {
    "非常重要": 5, "很重要": 5, "very important": 5,
    "重要": 4, "比较重要": 4, "important": 4,
    "一般": 3, "中等": 3, "一般重要": 3, "fairly important": 3, "moderately important": 3, "medium": 3,
    "不太重要": 2, "较不重要": 2, "slightly important": 2, "not very important": 2,
    "很不重要": 1, "几乎不重要": 1, "hardly important": 1,
    "完全不重要": 0, "不重要": 0, "不考虑": 0, "not at all": 0, "not important": 0, "not at all important": 0,
}  # fmt: skip
"""Word -> weight, before weights are divided by their sum."""


def weight_in_words(text: str) -> float | None:
    """The weight that a word stands for; None where it is no such word."""
    return WORDS.get(" ".join(text.lower().split()))


def equal_weights(criteria: int) -> Floats:
    """(criteria,) the same for each."""
    return np.full(criteria, 1 / criteria)


def given_weights(criteria: Iterable[Criterion]) -> Floats:
    """(criteria,) as given, divided by their sum; equal ones where no criterion has any.

    Raises:
        WrongUsage: some criteria have a weight and others have none, or all weigh 0.
    """
    listed = list(criteria)
    weights = [criterion.weight for criterion in listed]
    if all(weight is None for weight in weights):
        return equal_weights(len(listed))
    missing = "、".join(criterion.name for criterion in listed if criterion.weight is None)
    if missing:
        raise WrongUsage(
            f"{missing} 没有权重，别的指标有：请补上（不考虑就写 0），或者全部留空",
            f"{missing}: no weight, while other criteria have one; fill it in (0 if it does not count), or leave all "
            "empty",
        )
    found = np.array(weights, np.float64)
    if not found.sum():
        raise WrongUsage("所有指标的权重都是 0，请至少给一个正数", "every weight is 0; give at least one above 0")
    found /= found.max()  # so that the sum of large ones is a number still
    whole: Floats = found / found.sum()
    return whole
