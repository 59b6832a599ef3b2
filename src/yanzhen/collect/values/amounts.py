"""Amounts of money as offices write them: one number, a range, phases, about, in foreign money, or by agreement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from yanzhen.collect.values.numerals import RUN, folded, great_unit, read_numeral
from yanzhen.collect.values.units import CURRENCIES, CURRENCY, MoneyUnit

_LONGEST = 200
"""Letters; a longer text is a story, not an amount."""
IMPLAUSIBLE = 10**13
"""CNY; more than the yearly investment of any province: a slip of the unit."""

_ENGLISH = {
    "million": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "thousand": 1000,
    "k": 1000,
}
_ONE = re.compile(
    rf"(?P<before>{CURRENCY})?(?P<run>{RUN})(?:个(?=[万亿]))?(?P<more>[万亿]?)(?P<vague>多|余|来)?(?P<late>[万亿]?)"
    rf"(?P<english>million|billion|thousand|mln|mn|bn|m(?![a-z0-9])|b(?![a-z])|k(?![a-z]))?"
    rf"(?P<after>{CURRENCY}|元|圆|块)?(?:余|多)?(?:人民币)?",
)
_NEGOTIABLE = re.compile(
    r"(?:价格|价款|费用|金额|预算|许可费|具体)?(?:可)?(?:面议|面谈|协商|议价|商议|另议|双方协商|待议|可议)(?:确定|定价)?"
)
_ABOUT = re.compile(r"约|大概|近|左右|上下|余|多|估|以上|不低于|不少于|至少|(?<!不)(?:超过|大于)|>|≥|\+$|起$|来万|来亿")
_UP_TO = re.compile(r"以内|不超过|不高于|以下|之内|≤|<|(?<!不)(?:小于|低于)|最高|最多|不大于")
_TO = re.compile(r"[-~–—―－〜至到]+")
_PHASE_NAME = r"(?:首期|末期|前期|后期|近期|远期|第?[一二三四五六七八九\d]期|第[一二三四五六\d]阶段)"
_PHASE = re.compile(
    rf"(?P<name>{_PHASE_NAME})(?:工程|项目|计划|拟|预计|总|投资|投入|约|额|为|是|:|：|-)*(?P<amount>{_ONE.pattern})"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e[+-]?1?\d(?![\d.])")
_IN_BRACKETS = re.compile(rf"(?P<before>{CURRENCY})?[(](?P<number>[\d,.]+)(?P<unit>[万亿]?元?)[)](?P<after>[万亿]?元?)")
"""How accounts write what is below zero."""
_TWO_NUMBERS = re.compile(r"\d\.\d+[万亿]\d|[-~–—―－〜至到]$")
"""1.5亿5000万 are two numbers, and `1亿-` is half a range."""
_DIVIDED = re.compile(r"分[一二两三四五六\d]+[期个]+(?:阶段)?(?:建设|实施|投资|投入)?")
_PART = re.compile(r"(?:其中|含|包括|内含)[:：]?")
_ALLOWED = re.compile(
    r"总投资额?|投资总?额|投资|计划|预计|预算|拟|大?约合?|折合|合|近|左右|上下|不?超过|不低于|不少于|不高于|不大于|至少|最高|最多"
    r"|以[上内下]|之内|大于|小于|低于|[<>≥≤~+]|人民币|元整|整|正|固定资产|固投|项目|合计|共计?|总计|总额|总|金额|额|达|为|是|大概|估算?"
    r"|每年|/年|年|起|[,;。、:()（）\[\]【】/.]|经费|资金|意向|投入|万?元|左右"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One number of money in a text: its value in the currency's own units once a unit is known."""

    number: Decimal
    has_unit: bool
    currency: str | None
    unit: Decimal = Decimal(1)

    def worth(self, unit: MoneyUnit | None) -> Decimal | None:
        """In whole units of the currency; None where no unit is known."""
        if self.has_unit:
            return self.number
        return None if unit is None else self.number * unit.factor

    def money(self, unit: MoneyUnit | None) -> str:
        """The currency: its own, else the column's, else CNY."""
        return self.currency or (unit.currency if unit else "CNY")


@dataclass(frozen=True, slots=True)
class Amount:
    """What an amount's cell says.

    Attributes:
        form: `one` number, a `range`, `up_to` a number, only `phases`, or `negotiable`.
        parts: one number, or the two of a range.
        phases: name -> part.
        other: the same amount in a second currency, where the cell gives both.
    """

    form: Literal["one", "range", "up_to", "phases", "negotiable"]
    parts: tuple[Part, ...] = ()
    negative: bool = False
    approximate: bool = False
    phases: tuple[tuple[str, Part], ...] = field(default=())
    other: Part | None = None


def whole(value: Decimal) -> int:
    """Rounded to a whole unit, halves up."""
    return int(value.to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=65536)
def read_amount(text: str) -> Amount | None:
    """What a text says about an amount; None where it can't be read."""
    if len(text) > _LONGEST:
        return None
    line = folded(text).replace("︰", ":").replace("−", "-")
    line = _SCIENTIFIC.sub(lambda match: f"{Decimal(match[0]):f}", line)
    line = _IN_BRACKETS.sub(r"-\g<before>\g<number>\g<unit>\g<after>", line) if _IN_BRACKETS.fullmatch(line) else line
    if _TWO_NUMBERS.search(line):
        return None
    if _NEGOTIABLE.fullmatch(line):
        return Amount("negotiable")
    phases, rest = _phases(_DIVIDED.sub("", line))
    main, inner = _outside_brackets(rest)
    if not _ONE.search(main) and _ONE.search(inner):
        main, inner = inner, ""
    main = _before_parts(main)
    negative, main = _sign(main)
    found = list(_ONE.finditer(main))
    if not _readable(main, found):
        return None
    parts = [_part(match) for match in found]
    if not parts:
        return Amount("phases", phases=phases) if phases else None
    if None in parts:
        return None
    return _composed(main, found, [p for p in parts if p is not None], negative, phases, inner)


def _phases(line: str) -> tuple[tuple[tuple[str, Part], ...], str]:
    found = list(_PHASE.finditer(line))
    phases = []
    for match in found:
        inner = _ONE.fullmatch(match["amount"])
        part = _part(inner) if inner else None
        if part is None or (not part.has_unit and len(found) < 2):
            return (), line
        phases.append((match["name"], part))
    return tuple(_sharing_unit(phases)), _PHASE.sub("", line) if phases else line


def _sharing_unit(phases: list[tuple[str, Part]]) -> list[tuple[str, Part]]:
    """`一期1、二期2亿`: a part without a unit takes that of the part behind it."""
    shared = phases[-1][1] if phases else None
    return [(name, _in_unit_of(part, shared) if shared else part) for name, part in phases]


def _in_unit_of(part: Part, other: Part) -> Part:
    if part.has_unit or not other.has_unit:
        return part
    return Part(part.number * other.unit, True, part.currency or other.currency, other.unit)


def _outside_brackets(line: str) -> tuple[str, str]:
    inner = "".join(re.findall(r"[(\[【]([^()\[\]【】]*)[)\]】]", line))
    return re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", line), inner


def _before_parts(line: str) -> str:
    """`5亿元,其中固投3亿元` up to 其中."""
    found = _PART.search(line)
    return line[: found.start()] if found and _ONE.search(line[: found.start()]) else line


def _sign(line: str) -> tuple[bool, str]:
    match = re.match(rf"(?:{CURRENCY})?(?:-|负)(?=\d|[一二三四五六七八九十])", line)
    return (True, line.replace("-", "", 1).replace("负", "", 1)) if match else (False, line)


def _readable(line: str, found: list[re.Match[str]]) -> bool:
    rest = line
    for match in reversed(found):
        rest = rest[: match.start()] + rest[match.end() :]
    return not _TO.sub("", _ALLOWED.sub("", rest))


def _part(match: re.Match[str]) -> Part | None:
    run = match["run"] + (match["more"] or "") + (match["late"] or "")
    number = read_numeral(run)
    if number is None:
        return None
    unit = great_unit(run)
    if match["english"]:
        unit = Decimal(_ENGLISH[match["english"]])
        number *= unit
    word = match["before"] or match["after"] or ""
    has_unit = bool(match["after"] or match["english"]) or unit >= 10**4 or bool(re.search("[万亿]", run))
    currency = CURRENCIES.get(word)
    if word in ("元", "圆", "块"):
        currency = None if not match["before"] else CURRENCIES[match["before"]]
        return Part(number, True, currency or "CNY", unit)
    return Part(number, has_unit or (bool(currency) and currency != "CNY"), currency, unit)


def _composed(
    line: str,
    found: list[re.Match[str]],
    parts: list[Part],
    negative: bool,
    phases: tuple[tuple[str, Part], ...],
    inner: str,
) -> Amount | None:
    about = bool(_ABOUT.search(line))
    other = _other_currency(inner, parts[0])
    if len(parts) == 1:
        form: Literal["one", "up_to"] = "up_to" if _UP_TO.search(line) else "one"
        return Amount(form, (parts[0],), negative, about, phases, other)
    if len(parts) != 2:
        return None
    between = line[found[0].end() : found[1].start()]
    low, high = parts
    if _TO.fullmatch(between):
        return Amount("range", (_in_unit_of(low, high), high), negative, about, phases, other)
    if (low.currency or "CNY") != (high.currency or "CNY") and low.has_unit and high.has_unit:
        return Amount("one", (low,), negative, about, phases, high)
    return None


def _other_currency(inner: str, main: Part) -> Part | None:
    found = [part for part in map(_part, _ONE.finditer(inner)) if part is not None and part.has_unit]
    if len(found) == 1 and (found[0].currency or "CNY") != (main.currency or "CNY"):
        return found[0]
    return None
