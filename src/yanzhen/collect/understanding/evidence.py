"""What the cells of a column are, held against what its header is guessed to mean."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from yanzhen.collect.values.numerals import folded
from yanzhen.collect.values.words import EMPTY
from yanzhen.language import Said

Shape = Literal["date", "number", "percent", "telephone", "credit code", "text"]

_DATE = re.compile(
    r"(?:19|20)\d{2}(?:年|[./-])\d{1,2}(?:月|[./-])?(?:\d{1,2}日?)?(?: 0?0:00(?::00)?)?|(?:19|20)\d{2}年"
)
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = re.compile(
    rf"[约近超]?[-+]?[¥$]?{_FIGURES}(?:[-~至到]{_FIGURES})?[百千万亿]*(?:元|美元|亩|人|吨|㎡|平方米|kva)?"
)
_PERCENT = re.compile(r"-?\d+(?:\.\d+)?%")
_TELEPHONE = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d+)?|400-?\d{3}-?\d{4}")
_CODE = re.compile(r"[0-9a-hj-npqrtuwxy]{2}\d{6}[0-9a-hj-npqrtuwxy]{10}")
_FIGURE = re.compile(r"[\d〇零一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿年月季]")
_MOST = 100
_SHARE = 0.8

_REFUSED: dict[str, frozenset[Shape]] = {
    **dict.fromkeys(
        ("name", "region", "country", "stage", "bool"),
        frozenset[Shape](("date", "number", "percent", "telephone", "credit code")),
    ),
    **dict.fromkeys(
        ("money", "foreign_money", "integer"), frozenset[Shape](("date", "percent", "telephone", "credit code", "text"))
    ),
    "maturity": frozenset(("date", "percent", "telephone", "credit code")),
    "number": frozenset(("date", "telephone", "credit code", "text")),
    "date": frozenset(("percent", "telephone", "credit code", "text")),
    "contact": frozenset(("date", "percent", "credit code")),
    "credit_code": frozenset(("date", "percent", "telephone")),
    "project_code": frozenset(("date", "percent", "telephone", "credit code")),
    "code": frozenset(("date", "percent", "telephone")),
    "text": frozenset(("telephone", "credit code")),
}
"""Type of a field -> what its cells never are."""
_NAMES: dict[Shape, Said] = {
    "date": Said("日期", "dates"),
    "number": Said("数字", "numbers"),
    "percent": Said("百分数", "shares in per cent"),
    "telephone": Said("电话号码", "telephone numbers"),
    "credit code": Said("信用代码", "credit codes"),
    "text": Said("没有数字的文字", "words without a figure"),
}


def contradiction(type_: str, values: Iterable[Any]) -> Said | None:
    """What the cells are, where a field of the type can't hold such; None where they may well be its cells.

    One date or telephone number tells; numbers tell from two on, and plain words only where three differ.

    Args:
        values: some of the column's cells.
    """
    shapes: Counter[Shape] = Counter()
    texts = set()
    for value in values:
        if (shape := _shape(value)) is not None:
            shapes[shape] += 1
            texts.add(value)
        if shapes.total() >= _MOST:
            break
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    enough = len(texts) >= {"text": 3, "number": 2}.get(shape, 1)
    if not enough or count < _SHARE * shapes.total() or shape not in _REFUSED.get(type_, ()):
        return None
    return _NAMES[shape]


def _shape(value: Any) -> Shape | None:
    """What a cell is; None where it tells nothing."""
    if isinstance(value, datetime.date):
        return "date"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        return "telephone" if _TELEPHONE.fullmatch(f"{value:.0f}") else "number"
    text = folded(value)
    if not text or text in EMPTY:
        return None
    for shape, pattern in _SHAPES:
        if pattern.fullmatch(text):
            return shape
    # A text with a figure or a time in it may be an amount or a date in some other writing: that tells nothing.
    return None if _FIGURE.search(text) else "text"


_SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("date", _DATE),
    ("percent", _PERCENT),
    ("telephone", _TELEPHONE),
    ("credit code", _CODE),
    ("number", _NUMBER),
)
