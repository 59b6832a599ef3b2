"""How much criteria of the library count, from a file: `criterion` and `weight` in plain words or numbers."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.place.importance import weight_in_words
from yanzhen.place.library import LIBRARY, criterion_called
from yanzhen.place.tables import lacking, number_of, refusal, rows_of, short, text_of, value_of

_CRITERION = ("criterion", "key", "指标", "准则", "name", "名称")
_WEIGHT = ("weight", "权重", "重要程度")


def read_weights(path: Path) -> dict[str, float]:
    """Library key -> weight. Criteria that the file does not name do not count.

    Raises:
        UnreadableInput: the file can't be read, names a criterion that the library lacks or one twice, or a weight is
            neither a word nor a number from 0 on; the first row is named.
    """
    listed = rows_of(path)
    for columns in (_CRITERION, _WEIGHT):
        if not any(name in row for _, row in listed for name in columns):
            raise lacking(path, columns[0], listed)
    found: dict[str, float] = {}
    for place, row in listed:
        name = text_of(value_of(row, _CRITERION))
        criterion = criterion_called(name)
        if criterion is None:
            near = _near(name)
            zh, en = (f"；是不是“{near}”？", f"; did you mean “{near}”?") if near else ("", "")
            raise refusal(
                path, place, "criterion",
                f"“{short(name)}”不在指标库里{zh}，请改成指标库里的名称",
                f"“{short(name)}” is not in the library{en}; write one of its names",
            )  # fmt: skip
        if criterion.key in found:
            raise refusal(
                path, place, "criterion",
                f"“{short(name)}”出现不止一次，请删去一行", f"“{short(name)}” stands twice; delete one of the two",
            )  # fmt: skip
        found[criterion.key] = _weight(path, place, value_of(row, _WEIGHT))
    if not any(found.values()):
        raise UnreadableInput(
            f"{path}：所有权重都是 0，请至少给一个正数", f"{path}: every weight is 0; give at least one above 0"
        )
    return found


def _weight(path: Path, place: Any, value: Any) -> float:
    in_words = weight_in_words(text_of(value))
    number = number_of(value) if in_words is None else in_words
    if number is None or number < 0:
        raise refusal(
            path, place, "weight",
            f"是“{short(text_of(value))}”，请写不小于 0 的数，或 非常重要、重要、一般、不太重要、很不重要、不考虑",
            f"is “{short(text_of(value))}”; write a number from 0 on, or very important, important, fairly important, "
            "slightly important, hardly important, not at all",
        )  # fmt: skip
    return number


def _near(name: str) -> str:
    names: Sequence[str] = [each for one in LIBRARY for each in (one.key, one.name.zh, one.name.en)]
    return next(iter(difflib.get_close_matches(name, names, 1, 0.5)), "")
