"""How much criteria of the library count, and what is asked of them, from a file: `criterion` and `weight` in plain
words or numbers, and where wanted `at_least` and `at_most`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yanzhen.errors import UnreadableInput
from yanzhen.place.importance import weight_in_words
from yanzhen.place.library import LIBRARY, criterion_called
from yanzhen.place.ruling.limits import Limit
from yanzhen.place.tables import lacking, number_of, refusal, rows_of, short, text_of, value_of
from yanzhen.reference.cells import is_nothing

_CRITERION = ("criterion", "key", "指标", "准则", "name", "名称")
_WEIGHT = ("weight", "权重", "重要程度")
_LIMITS = {"at_least": ("at_least", "不低于", "门槛下限"), "at_most": ("at_most", "不高于", "门槛上限")}


@dataclass(frozen=True)
class Wanted:
    """Library key -> weight, and between what values have to lie."""

    weights: Mapping[str, float]
    limits: tuple[Limit, ...] = ()


def read_wanted(path: Path) -> Wanted:
    """Criteria that the file does not name do not count; one with a limit alone rules out and does not count.

    Raises:
        UnreadableInput: the file can't be read, names a criterion that the library lacks or one twice, a weight is
            neither a word nor a number from 0 on, or a limit is none; the first row is named.
    """
    listed = rows_of(path)
    for columns in (_CRITERION, _WEIGHT):
        if not any(name in row for _, row in listed for name in columns):
            raise lacking(path, columns[0], listed)
    found: dict[str, float] = {}
    limits: list[Limit] = []
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
        limit = _limit(path, place, criterion.key, row)
        limits += [limit] if limit else []
        weight = value_of(row, _WEIGHT)
        found[criterion.key] = 0.0 if limit and is_nothing(text_of(weight)) else _weight(path, place, weight)
    if not any(found.values()):
        raise UnreadableInput(
            f"{path}：所有权重都是 0，请至少给一个正数", f"{path}: every weight is 0; give at least one above 0"
        )
    return Wanted(found, tuple(limits))


def _limit(path: Path, place: Any, criterion: str, row: Mapping[str, Any]) -> Limit | None:
    at_least, at_most = (_bound(path, place, column, row) for column in _LIMITS)
    if at_least is None and at_most is None:
        return None
    if at_least is not None and at_most is not None and at_least > at_most:
        raise refusal(
            path, place, "at_least",
            f"{at_least:g} 高于 at_most {at_most:g}，请对调", f"{at_least:g} is above at_most {at_most:g}; swap them",
        )  # fmt: skip
    return Limit(criterion, at_least, at_most)


def _bound(path: Path, place: Any, column: str, row: Mapping[str, Any]) -> float | None:
    text = text_of(value_of(row, _LIMITS[column]))
    number = number_of(value_of(row, _LIMITS[column]))
    if number is None and not is_nothing(text):
        raise refusal(
            path, place, column,
            f"是“{short(text)}”，请只写数字（没有就留空）",
            f"is “{short(text)}”; write a number alone, or leave it empty",
        )  # fmt: skip
    return number


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
