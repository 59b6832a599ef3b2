"""Figures in a text: which quantity, which bound, how much, in which unit.

`裂纹率低于2%`, `由52分钟降到15分钟以内`, `声功率级下降3dB(A)`, `误差±1%`, `泄漏率≤1×10⁻⁶mbar·L/s` are read; the
quantity is the noun in front of the figure, without the verbs and prepositions between.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

import rjieba

from yanzhen.match.spelling import spelt_alike
from yanzhen.match.units import BARE, Dimension, Unit, parse_unit, unit_at

Bound = Literal["<", "<=", ">", ">=", "up to", "down to", "better", "±", ""]
"""`better` (优于) leaves the direction to the quantity; `up to` and `down to` (提高到, 降至) say which way is better,
yet what is there has just that value."""
Change = Literal["up", "down", ""]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SPOKEN_SHARE = re.compile(r"([百千])分之([\d.]+|[一二两三四五六七八九十百]+)")
_TYPED = {
    "−": "-", "–": "-", "—": "-", "∼": "~", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "<=": "≤", ">=": "≥", "+/-": "±",
}  # fmt: skip


def legible(text: str) -> str:
    """NFKC, but powers as `^-6`, one kind of dash, and `<=` as ≤."""
    raised = _RAISED.sub(lambda found: "^" + found.group().translate(_SUPERSCRIPTS), text)
    # NFKC takes the ordinal sign, which is typed for degrees, for a raised o.
    plain = spelt_alike(raised.replace("º", "°"))
    for typed, meant in _TYPED.items():
        plain = plain.replace(typed, meant)
    return _SPOKEN_SHARE.sub(lambda found: found[2] + ("%" if found[1] == "百" else "‰"), plain)


class Figure(NamedTuple):
    """One figure of a text.

    Attributes:
        quantity: what is measured, in the text's own words; empty where the text does not say.
        bound: how `low` (and `high`, of a range) is meant; empty for a plain value.
        low, high: in the base of the unit, exact; equal unless the text gives a range.
        dimension: bases of the unit; () for a bare number.
        change: `下降3dB` is a change downwards, not a value.
        approximate: 约, 左右.
        text: as it stands, from the quantity to the unit.
        lead: the words of the clause in front of the quantity and the verbs between it and the figure.
    """

    quantity: str
    bound: Bound
    low: Fraction
    high: Fraction
    dimension: Dimension
    change: Change
    approximate: bool
    text: str
    lead: str


_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![0-9_.#])(?:10\^(?P<power>[-+]?\d+)|(?P<plain>{_PLAIN})"
    rf"(?:\s*(?:[×xX*·]\s*10(?:\^?(?P<times>[-+]?\d+))|[eE](?P<exponent>[-+]?\d+)))?)"
    r"(?P<many>百万|千万|[万亿]|[千百](?![克米瓦伏帕赫分]))?"
    r"|(?P<chinese>半|[一二两三四五六七八九十百]+)(?=个月|年|天|周|小时|分钟|秒|倍|%|‰)"
)
_MANY = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_FALLING = ("降", "降低", "下降", "减", "减少", "减小", "缩短", "压缩", "缩减")
_RISING = ("提高", "提升", "增加", "增大", "增强", "延长")
_BOUND_WORDS: dict[Bound, str] = {
    "<=": "≤ 小于等于 小于或等于 不高于 不大于 不超过 不多于 不得超过 不得高于 不得大于 不能超过 至多 最多 不超 控制在",
    ">=": "≥ 大于等于 大于或等于 不低于 不小于 不少于 不得低于 不得小于 不得少于 不能低于 不能小于 至少 最少",
    "<": "< 小于 少于 低于",
    ">": "> 大于 多于 高于 超过",
    "better": "优于",
    "down to": "低至 " + " ".join(verb + to for verb in _FALLING for to in "到至为"),
    "up to": "达 达到 可达 可达到 " + " ".join(verb + to for verb in _RISING for to in "到至"),
}
_BOUND_OF: dict[str, Bound] = {word: bound for bound, words in _BOUND_WORDS.items() for word in words.split()}
_LONGEST_BOUND = max(map(len, _BOUND_OF))
_ABOUT = ("约", "约为", "大约", "接近", "大概")
_AFTER = re.compile(
    r"\s*(?:(?P<about>左右|上下)|(?P<least>及?以上|之上)|(?P<most>及?以下|之下|以内|之内|内(?![径部容存置外层壁孔衬腔])))?"
)
_TO = re.compile(r"\s*[-~至到]\s*(?P<minus>-)?")
_CHANGE = re.compile(
    r"(?P<down>降低|下降|减少|减小|减轻|缩短|降|降幅)(?:了|幅度)?$|(?P<up>提高|提升|增加|增长|增大|增幅)(?:了|幅度)?$"
)
_LONGEST_NUMBER = 60
"""Characters; a longer row of digits is no figure."""
_YEAR = re.compile(r"(?:19|20)\d\d$")
_BOUNDARY = re.compile(r"[，。；、！？,;:!?()（）【】《》“”\"\n\r\t|]")
_REACH = 24
"""Characters in front of a figure that are looked at for its quantity."""


def figures_in(text: str, dimensions: Collection[Dimension] | None = None) -> list[Figure]:
    """The figures of a text, in order; at least those of certain dimensions where these are given."""
    return figures_of(legible(text), dimensions)


def figures_of(text: str, dimensions: Collection[Dimension] | None = None) -> list[Figure]:
    """As `figures_in`, of a text that is `legible` already."""
    if dimensions is not None:
        dimensions = {*dimensions, *(_TYPED_AS[one] for one in dimensions if one in _TYPED_AS)}
    return list(_scan(text, dimensions))


def _scan(text: str, dimensions: Container[Dimension] | None) -> Iterator[Figure]:
    end = 0
    before: Figure | None = None
    for number in _NUMBER.finditer(text):
        if number.start() < end:
            continue
        found = _amount_at(text, number, end)
        if found is None:
            continue
        if dimensions is None or found.unit.dimension in dimensions:
            before = _figure(text, found, end, before)
            yield before
        end = found.after.end()


_CELSIUS = parse_unit("°C")
# 提高1倍 is 提高100%, and 吨成本1300元 is 成本1300元/吨.
_TIMES, _SHARE = parse_unit("倍").dimension, parse_unit("%").dimension
_MONEY, _MONEY_A_WEIGHT = parse_unit("元").dimension, parse_unit("元/吨").dimension
_TYPED_AS = {_SHARE: _TIMES, _MONEY_A_WEIGHT: _MONEY}


class _Lead(NamedTuple):
    """What stands right in front of a number: 不超过约±."""

    start: int
    bound: Bound
    about: bool
    spread: bool
    dash: int
    """Where a dash stands that may be a minus; -1 where none does."""


def _lead_of(text: str, floor: int, end: int) -> _Lead:
    """Read backwards from a number: a regular expression would try every place in front of it."""
    dash, spread, about = -1, False, False
    if text[end - 1 : end] == "-" and end > floor and not _IN_A_CODE.match(text, end - 2):
        dash = end = end - 1
    end = _before_blanks(text, floor, end, " ")
    if text[end - 1 : end] == "±" and end > floor:
        spread, end = True, _before_blanks(text, floor, end - 1, " ")
    for word in _ABOUT:
        if text.endswith(word, floor, end):
            about, end = True, end - len(word)
    end = _before_blanks(text, floor, end, " :")
    for size in range(min(_LONGEST_BOUND, end - floor), 0, -1):
        bound = _BOUND_OF.get(text[end - size : end])
        # 高达 tells how bad it is, not how good it shall be.
        if bound and not (bound == "up to" and text[end - size - 1 : end - size] == "高"):
            return _Lead(end - size, bound, about, spread, dash)
    return _Lead(end, "", about, spread, dash)


def _before_blanks(text: str, floor: int, end: int, blanks: str) -> int:
    while end > floor and text[end - 1] in blanks:
        end -= 1
    return end


_IN_A_CODE = re.compile(r"[0-9A-Za-z%°)]")


class _Amount(NamedTuple):
    """A number with its unit and bounds, before anybody asked what it measures."""

    low: Fraction
    high: Fraction
    unit: Unit
    lead: _Lead
    after: re.Match[str]


def _amount_at(text: str, number: re.Match[str], floor: int) -> _Amount | None:
    start = number.start()
    if number.end() - start > _LONGEST_NUMBER:
        return None
    unit, end = unit_at(text, number.end()) or (None, number.end())
    if unit is None and (spaced := unit_at(text, _past_blanks(text, end))):
        unit, end = spaced
    last, last_unit, end = _range_end(text, end)
    unit = unit or last_unit
    lead = _lead_of(text, floor, start)
    if unit is None and not _counts_without_unit(text, start, lead):
        return None
    if _is_a_date(number, unit):
        return None
    after = _AFTER.match(text, end)
    assert after is not None
    # A dash behind a Chinese word is a minus with temperatures only: 温度-20℃.
    minus = lead.dash >= 0 and (unit == _CELSIUS or not text[max(0, lead.dash - 1) : lead.dash].isalnum())
    low = high = _scaled(-_value(number) if minus else _value(number), unit)
    if last is not None:
        other = _scaled(last, last_unit or unit)
        low, high = min(low, other), max(low, other)
    return _Amount(low, high, unit or BARE, lead, after)


def _counts_without_unit(text: str, start: int, lead: _Lead) -> bool:
    """Whether a bare number is a figure: only with a bound or as `由3.8降至`; TRL6 and IP67 are names."""
    previous = text[max(0, start - 1) : start]
    if previous.isascii() and previous.isalpha():
        return False
    return bool(lead.bound) or lead.spread or lead.about or previous in ("由", "从")


def _figure(text: str, amount: _Amount, floor: int, before: Figure | None) -> Figure:
    lead, after, dimension = amount.lead, amount.after, amount.unit.dimension
    clause = _clause(text, floor, lead.start)
    quantity, start, change = _quantity(text, clause, floor, lead.start, before, dimension)
    bound = _bound(lead, after)
    if not quantity and _takes(text, lead.start):
        quantity, bound = _named_afterwards(text, after.end()), bound or ">="
    if change and dimension == _TIMES:
        dimension = _SHARE
    per_ton = 1000 if quantity.startswith("吨") and dimension == _MONEY else 1
    return Figure(
        quantity=quantity,
        bound=bound,
        low=amount.low / per_ton if per_ton > 1 else amount.low,
        high=amount.high / per_ton if per_ton > 1 else amount.high,
        dimension=_MONEY_A_WEIGHT if per_ton > 1 else dimension,
        change=change,
        approximate=lead.about or bool(after["about"]),
        text=text[start : after.end()].strip(" :,"),
        lead=clause,
    )


def _past_blanks(text: str, position: int) -> int:
    return position + 1 if text[position : position + 1] == " " else position


def _value(number: re.Match[str]) -> Fraction:
    if number["chinese"]:
        return _chinese(number["chinese"])
    if number["power"]:
        return _times_ten_to(1, number["power"])
    whole, _, decimals = number["plain"].replace(",", "").partition(".")
    shift = _MANY.get(number["many"] or "", 0) - len(decimals)
    return _times_ten_to(int(whole + decimals), number["times"] or number["exponent"] or "0", shift)


def _times_ten_to(digits: int, power: str, shift: int = 0) -> Fraction:
    # Nothing measured lies outside; a typing slip must not cost a gigabyte.
    size = max(-99, min(99, int(power[:6]))) + shift
    return Fraction(digits * 10**size) if size >= 0 else Fraction(digits, 10**-size)


def _chinese(words: str) -> Fraction:
    if words == "半":
        return Fraction(1, 2)
    total, digit = 0, 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        else:
            total, digit = total + (digit or 1) * (10 if word == "十" else 100), 0
    return Fraction(total + digit)


def _range_end(text: str, end: int) -> tuple[Fraction | None, Unit | None, int]:
    dash = _TO.match(text, end)
    number = _NUMBER.match(text, dash.end()) if dash else None
    if dash is None or number is None or number.end() - number.start() > _LONGEST_NUMBER:
        return None, None, end
    unit, stop = unit_at(text, number.end()) or (None, number.end())
    return _value(number) * (-1 if dash["minus"] else 1), unit, stop


def _scaled(value: Fraction, unit: Unit | None) -> Fraction:
    return value if unit is None or unit.factor == 1 else value * unit.factor


def _is_a_date(number: re.Match[str], unit: Unit | None) -> bool:
    return unit is not None and unit.dimension == (("month", 1),) and bool(_YEAR.match(number.group()))


def _bound(lead: _Lead, after: re.Match[str]) -> Bound:
    if lead.spread:
        return "±"
    if lead.bound in ("", "down to", "up to"):
        return "<=" if after["most"] else ">=" if after["least"] else lead.bound
    return lead.bound


_PASSED_OVER = """
后 时 下 前 和 与 且 并 及 使 将 把 为 是 的 在 对 由 从 需 需要 要求 目标 对于 分别
实现 达到 希望 保证 确保 可 可以 能 能够 应 应当 须 必须 其 该 现 想 以 以及 具有 使得 采用
使用 要 到 至 约 控制 已 已经 了 仅 均 都 也 则 让 满足 获得 得到 拟 预计 力争 争取 不 于
有 率先 同时 以便 通过 经 达 最终 整体 进一步 可达 不得 并且 来 用 按 或 : ℃ 值 指标 量级
上 中 内 等 另 如 达标 大幅 可耐 耐 耐受 承受 经受 兼容 支持 适应 高达 只要 做到 仍 始终 一直 只能 实测
统计 方可 才能 不再 只有 仅有 目前 当前 现有 现在 尚 尚不
"""
_FILLERS = frozenset(_PASSED_OVER.split())
_LONGEST = 4
"""Words of a quantity at most: 单 台 综合 成本."""


def _quantity(
    text: str, clause: str, floor: int, end: int, before: Figure | None, dimension: Dimension
) -> tuple[str, int, Change]:
    """The quantity in front of a figure, where it starts, and whether the figure is a change of it."""
    stripped = clause.rstrip(" :;=")
    change = _CHANGE.search(stripped)
    way: Change = "" if change is None else "down" if change["down"] else "up"
    words = rjieba.cut(stripped[: change.start()] if change else stripped)
    while words and (words[-1] in _FILLERS or not words[-1].strip()):
        words.pop()
    named = _noun(words)
    if named:
        return named, text.rfind(named, 0, end), way
    if (
        before is not None
        and dimension in (before.dimension, _TYPED_AS.get(before.dimension))
        and _CONTINUES.match(text, floor, end + 4)
    ):
        return before.quantity, end, way or before.change
    return "", end, way


# `由52分钟，想降到15分钟`: the second figure is of the same thing as the first.
_CONTINUES = re.compile(r"[^;；]{0,16}?(?:降|升|减|增|缩|压|延长|提高|变)")


def _clause(text: str, floor: int, end: int) -> str:
    start = max(floor, end - _REACH)
    # A colon or blank right in front of the figure belongs to it: 噪声: ≤80.
    boundaries = [found.end() for found in _BOUNDARY.finditer(text, start, _before_blanks(text, start, end, " :;="))]
    return text[boundaries[-1] if boundaries else start : end]


_ENUMERATION = re.compile(r"^[\d.]+[.、)]?(?=[^\W\d_a-zA-Z])")


def _noun(words: list[str]) -> str:
    kept: list[str] = []
    for word in reversed(words):
        if word in _FILLERS or not word.strip() or len(kept) == _LONGEST:
            break
        kept.append(word)
    noun = _ENUMERATION.sub("", "".join(reversed(kept))).strip(" :;=-~/·+")
    noun = _BEHIND_A_NOUN.sub("", _BEFORE_A_NOUN.sub("", noun))
    return noun if any(map(str.isalpha, noun)) else ""


_BEFORE_A_NOUN = re.compile(
    "^(?:保证|确保|实现|要求|希望|满足|存在|由于|因为|若|并|且|现(?![场代实象状]))+(?=[^\\W\\d_]{2})"
)
"""What the cutting of words leaves in front of a quantity: 保证系统 is one word to it."""
_BEHIND_A_NOUN = re.compile("(?<=..)(?:仍高达|仍达|仍|高达|仅为|都在|均在)$")

_TAKING = re.compile(r"(?:可耐|耐受|耐|承受|经受|兼容|支持|满足|适应)$")
_TAKEN = re.compile(r"[的\s]*([^\W\d_]{2,12})")


def _takes(text: str, end: int) -> bool:
    return bool(_TAKING.search(text, max(0, end - 4), end))


def _named_afterwards(text: str, start: int) -> str:
    """What stands behind the figure, after verbs that take it: 可耐200次等离子灭菌."""
    found = _TAKEN.match(text, start)
    return found.group(1) if found else ""
