"""How ripe a technology is: words and levels as ranges of TRL, and a demand's wish held against an achievement's state.

Technology readiness levels 1 to 9 (ISO 16290; GB/T 37264-2018 groups them as laboratory, engineering, industry). The
words of the field each stand for a range, since offices use them loosely:

    概念 1–2, 实验室 3–4, 小试 4–5, 样机 5–6, 中试 6–7, 小批量 7–8, 产业化 8–9

A wish is met where all of the achievement's range lies at or above it, missed where all of it lies below, else unknown.
Only what is said of the achievement sought is a wish: `完成样机1台` is what somebody shall do, and asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from yanzhen.match.facts import Fact, Verdict
from yanzhen.match.figures import legible


class Ripeness(NamedTuple):
    """A range of technology readiness levels, and the words for it."""

    low: int
    high: int
    text: str


HIGHEST = 9
_RANGES: dict[tuple[str, ...], tuple[int, int]] = {
    ("概念", "基础研究", "原理", "理论研究"): (1, 2),
    ("实验室", "研发阶段", "在研"): (3, 4),
    ("小试",): (4, 5),
    ("样机", "样品", "原型"): (5, 6),
    ("中试", "工程化"): (6, 7),
    ("小批量", "试生产", "试产", "示范应用"): (7, 8),
    ("产业化", "量产", "批量生产", "规模化", "已投产", "大批量", "商业化", "成熟应用"): (8, 9),
}
WORDS: dict[str, tuple[int, int]] = {word: levels for words, levels in _RANGES.items() for word in words}

_WORD = "(?P<word>" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"
_LEVEL = (
    r"(?:trl|技术就绪度(?:等级)?|(?:技术)?成熟度(?:等级)?)(?:level)?[-:为是达到在处于]{0,3}(?P<at_least>≥|>|不低于|不小于|至少)?"
    r"(?:trl)?(?P<low>[1-9])(?!\d)级?(?:[-~至到/、](?:trl)?(?P<high>[1-9])(?!\d)级?)?"
)
_STATED = re.compile(_LEVEL)
_BARE = re.compile(r"第?(?P<low>[1-9])级?(?:[-~至到/、](?P<high>[1-9])级?)?")
_SPOKEN = re.compile(_WORD)
_UPWARDS = r"(?:阶段|水平|程度|级)?(?:及其?以[上后]|或以上|以[上后])?"
_WISHES = (
    re.compile(rf"{_LEVEL}(?:及以上|或以上|以上)?"),
    re.compile(rf"(?:技术)?成熟度[^,。;\n]{{0,10}}?{_WORD}{_UPWARDS}"),
    re.compile(
        rf"(?:成果|技术|工艺|产品)(?:须|需|应|要求|必须|最好|至少|要)?(?:已经|已)?(?:完成|通过|处于|达到|进入|具备)"
        rf"(?:了|过)?{_WORD}{_UPWARDS}"
    ),
    re.compile(rf"(?:仅|只)(?:要|接受|考虑|需要)(?:已)?(?:完成|通过|处于|达到|进入)?{_WORD}{_UPWARDS}"),
)
_OWN = re.compile("(?:我司|本公司|公司|企业|我们|现有|目前|当前|已有)[^,。;\n]{0,6}$")


@lru_cache(maxsize=8192)
def ripeness(text: str) -> Ripeness | None:
    """The range that an achievement's field of maturity states; None where it says nothing of the kind.

    Of several words the first and the last count: 小试、中试 is from 4 to 7.
    """
    plain = _plain(text)
    level = _STATED.search(plain) or _BARE.fullmatch(plain)
    if level:
        low, high = _ends(level)
        return Ripeness(low, high, text.strip())
    found = [WORDS[word.group()] for word in _SPOKEN.finditer(plain)]
    if not found:
        return None
    return Ripeness(min(low for low, _ in found), max(high for _, high in found), text.strip())


def wished_in(texts: Iterable[str]) -> Ripeness | None:
    """The ripeness that a demand asks of an achievement, the first that it tells, up to the highest level."""
    for text in texts:
        plain = _plain(text)
        found = [wish for pattern in _WISHES for wish in pattern.finditer(plain) if _is_asked(plain, wish)]
        if found:
            first = min(found, key=lambda wish: wish.start())
            low = int(first["low"]) if "low" in first.re.groupindex else WORDS[first["word"]][0]
            return Ripeness(low, HIGHEST, first.group())
    return None


def judge_ripeness(wish: Ripeness, stated: Ripeness | None) -> Verdict:
    """Whether an achievement is as ripe as wished."""
    if stated is None:
        return "unknown"
    if stated.low >= wish.low:
        return "met"
    return "not met" if stated.high < wish.low else "unknown"


def ripeness_fact(wish: Ripeness, stated: Ripeness | None) -> Fact:
    """The same as it is told to people."""
    return Fact(
        f"成熟度：{wish.text}（TRL≥{wish.low}）",
        "" if stated is None else f"{stated.text}（TRL{stated.low}-{stated.high}）",
        judge_ripeness(wish, stated),
    )


def _is_asked(plain: str, wish: re.Match[str]) -> bool:
    return not _OWN.search(plain, max(0, wish.start() - 12), wish.start())


def _ends(level: re.Match[str]) -> tuple[int, int]:
    low = int(level["low"])
    if level["high"]:
        return min(low, int(level["high"])), max(low, int(level["high"]))
    return low, HIGHEST if level.groupdict().get("at_least") else low


def _plain(text: str) -> str:
    return "".join(legible(text).lower().split(" "))
