"""Places, criteria and pairwise comparisons in table files; what can't be used is named with file, row and field."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.language import Said
from yanzhen.place.importance import weight_in_words
from yanzhen.place.matrix import Criterion, Direction, Floats, Matrix
from yanzhen.place.tables import lacking, number_of, refusal, rows_of, said_at, short, text_of, value_of
from yanzhen.reference.cells import is_nothing

_PLACE = ("place", "name", "city", "park", "地方", "地区", "城市", "园区", "承接地", "名称")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "criterion": ("criterion", "指标", "准则", "name", "名称"),
    "direction": ("direction", "方向"),
    "weight": ("weight", "权重", "重要程度"),
    "at_least": ("at_least", "不低于", "门槛下限"),
    "at_most": ("at_most", "不高于", "门槛上限"),
    "lowest": ("lowest", "最低可能"),
    "highest": ("highest", "最高可能"),
    "indifference": ("indifference", "无差异阈值"),
    "preference": ("preference", "偏好阈值"),
}
"""What a column may be called; the first is the name in the manual."""
_NUMBERS = ("at_least", "at_most", "lowest", "highest", "indifference", "preference")
_DIRECTIONS: dict[str, Direction] = {
    "max": "max", "benefit": "max", "higher": "max", "+": "max", "越大越好": "max", "正向": "max", "效益型": "max",
    "min": "min", "cost": "min", "lower": "min", "-": "min", "越小越好": "min", "负向": "min", "成本型": "min",
}  # fmt: skip


@dataclass
class ReadMatrix:
    """A matrix from a file.

    Attributes:
        refused: a sentence for each row or cell that can't be used; such a cell counts as unknown.
        unused: columns that are no criterion.
    """

    matrix: Matrix
    refused: list[Said] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_criteria(path: Path) -> tuple[Criterion, ...]:
    """The criteria of a file: `criterion`, `direction`, and where wanted `weight`, gates, bounds and thresholds.

    Raises:
        UnreadableInput: the file can't be read, or a row says something that can't be used; the first one is named.
    """
    listed = rows_of(path)
    for column in ("criterion", "direction"):
        if not any(name in row for _, row in listed for name in _COLUMNS[column]):
            raise lacking(path, column, listed)
    found: dict[str, Said] = {}
    criteria = []
    for place, row in listed:
        name = text_of(value_of(row, _COLUMNS["criterion"]))
        if not name:
            raise refusal(path, place, "criterion", "是空的，请填指标的名称", "is empty; name the criterion")
        if name in found:
            raise refusal(
                path, place, "criterion",
                f"“{name}”在{found[name].zh}已经有了，请删去一行",
                f"“{name}” stands in {found[name].en} already; delete one of the two",
            )  # fmt: skip
        found[name] = place
        criteria.append(_criterion(path, place, name, row))
    return tuple(criteria)


def _criterion(path: Path, place: Said, name: str, row: Mapping[str, Any]) -> Criterion:
    said = text_of(value_of(row, _COLUMNS["direction"])).lower()
    if said not in _DIRECTIONS:
        raise refusal(
            path, place, "direction",
            f"是“{short(said)}”，请写 max（越大越好）或 min（越小越好）",
            f"is “{short(said)}”; write max (more is better) or min (less is better)",
        )  # fmt: skip
    numbers = {column: _optional(path, place, column, row) for column in _NUMBERS}
    try:
        return Criterion(name, _DIRECTIONS[said], _weight(path, place, row), **numbers)
    except WrongUsage as error:
        raise UnreadableInput(
            f"{path.name} {place.zh}：{error.said.zh}", f"{path.name} {place.en}: {error.said.en}"
        ) from error


def _weight(path: Path, place: Said, row: Mapping[str, Any]) -> float | None:
    value = value_of(row, _COLUMNS["weight"])
    in_words = weight_in_words(text_of(value))
    if in_words is not None:
        return in_words
    number = number_of(value)
    if number is None and text_of(value):
        raise refusal(
            path, place, "weight",
            f"是“{short(text_of(value))}”，请写不小于 0 的数，或 非常重要、重要、一般、不太重要、很不重要、不考虑",
            f"is “{short(text_of(value))}”; write a number from 0 on, or very important, important, fairly important, "
            "slightly important, hardly important, not at all",
        )  # fmt: skip
    return number


def _optional(path: Path, place: Said, column: str, row: Mapping[str, Any]) -> float | None:
    value = value_of(row, _COLUMNS[column])
    number = number_of(value)
    if number is None and not is_nothing(text_of(value)):
        raise refusal(
            path, place, column,
            f"是“{short(text_of(value))}”，请只写数字（没有就留空）",
            f"is “{short(text_of(value))}”; write a number alone, or leave it empty",
        )  # fmt: skip
    return number


def read_matrix(path: Path, criteria: Sequence[Criterion]) -> ReadMatrix:
    """The places of a file: `place` and one column a criterion; an empty cell is unknown.

    Raises:
        UnreadableInput: the file can't be read, lacks the column of places, writes a criterion otherwise than the
            criteria do, or has none of them.
    """
    listed = rows_of(path)
    columns = dict.fromkeys(name for _, row in listed for name in row)
    key = next((name for name in _PLACE if name in columns and name not in {c.name for c in criteria}), None)
    if key is None:
        raise lacking(path, "place", listed)
    refused: list[Said] = []
    unused = [name for name in columns if name != key and name not in {c.name for c in criteria}]
    missing = [criterion.name for criterion in criteria if criterion.name not in columns]
    _refuse_slips(path, missing, unused)
    if len(missing) == len(criteria):
        raise _no_criteria(path, missing, unused)
    found: dict[str, Said] = {}
    values: list[list[float]] = []
    for place, row in listed:
        name = text_of(row.get(key))
        if not name:
            refused.append(
                said_at(path, place, key, "是空的，这一行没有用上，请填地方的名称", "is empty; name the place")
            )
        elif name in found:
            refused.append(
                said_at(
                    path, place, key,
                    f"“{short(name)}”在{found[name].zh}已经有了，这一行没有用上，请合并或改名",
                    f"“{short(name)}” stands in {found[name].en} already; this row is left out: merge or rename it",
                )
            )  # fmt: skip
        else:
            found[name] = place
            values.append([_cell(path, place, criterion.name, row, refused) for criterion in criteria])
    table = np.array(values, np.float64).reshape(len(found), len(criteria))
    return ReadMatrix(Matrix(tuple(found), tuple(criteria), table), refused, unused)


def _refuse_slips(path: Path, missing: Sequence[str], unused: list[str]) -> None:
    """A criterion without a column is wholly unknown, since an empty column can't be told from one that is not there.

    Raises:
        UnreadableInput: another column is called nearly so.
    """
    for name in missing:
        if near := difflib.get_close_matches(name, unused, 1, 0.8):
            raise UnreadableInput(
                f"{path}：没有指标“{name}”这一列；是不是“{near[0]}”？请把两边的名称改成一样",
                f"{path}: has no column for the criterion “{name}”; did you mean “{near[0]}”? Write both the same",
            )


def _no_criteria(path: Path, missing: list[str], unused: list[str]) -> UnreadableInput:
    wanted, has = "、".join(missing[:6]), "、".join(unused[:12])
    return UnreadableInput(
        f"{path}：没有一列是指标（指标有 {wanted}，表里有 {has}），请改列名",
        f"{path}: has none of the criteria ({wanted}; it has {has}); rename its columns",
    )


def _cell(path: Path, place: Said, column: str, row: Mapping[str, Any], refused: list[Said]) -> float:
    value = row.get(column)
    number = number_of(value)
    if number is not None:
        return number
    if not is_nothing(text_of(value)):
        shown = short(text_of(value))
        refused.append(
            said_at(
                path, place, column,
                f"是“{shown}”，不是数字，当作未知；请只写数字，不带单位",
                f"is “{shown}” and no number, so it counts as unknown; write a number alone, without its unit",
            )
        )  # fmt: skip
    return math.nan


def read_comparisons(path: Path, criteria: Sequence[Criterion]) -> Floats:
    """(criteria, criteria) pairwise comparisons: a row and a column a criterion; NaN where a cell is empty.

    Raises:
        UnreadableInput: the file can't be read, lacks a criterion, or a cell is no number and no fraction.
    """
    numbers = {criterion.name: j for j, criterion in enumerate(criteria)}
    table = np.full((len(numbers), len(numbers)), np.nan)
    listed = rows_of(path)
    seen = set()
    for place, row in listed:
        name = text_of(value_of(row, _COLUMNS["criterion"]))
        if name not in numbers:
            raise refusal(
                path, place, "criterion",
                f"“{short(name)}”不在指标表里，请改正或删去",
                f"“{short(name)}” is not among the criteria; mend or delete it",
            )  # fmt: skip
        seen.add(name)
        for other, k in numbers.items():
            text = text_of(row.get(other))
            ratio = _ratio(text)
            if ratio is None and text:
                raise refusal(
                    path, place, other,
                    f"是“{short(text)}”，请写 1 到 9 或几分之一（如 1/3）",
                    f"is “{short(text)}”; write 1 to 9, or a fraction such as 1/3",
                )  # fmt: skip
            table[numbers[name], k] = math.nan if ratio is None else ratio
    # One row may be missing, since the mirrors of its cells stand in the others.
    if missing := [name for name in numbers if name not in seen and not any(name in row for _, row in listed)]:
        raise lacking(path, missing[0], listed)
    return table


def _ratio(text: str) -> float | None:
    try:
        return float(Fraction(unicodedata.normalize("NFKC", text).replace(" ", "")))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
