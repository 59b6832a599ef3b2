"""Number formats: what they tell that the bare value does not.

`0.00"亿元"` carries a unit; `0!.0000"万"` shows 12345 as 1.2345万, so that its value is in units of one, not of 万.
ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

DatePrecision = Literal["year", "month", "day"]

# Built-in formats that have no text in the file. 5-8, 42 and 44 show the currency of the reader's locale: ¥ here.
BUILTIN: dict[int, str] = {
    **dict.fromkeys((5, 6, 42), '"¥"#,##0'),
    **dict.fromkeys((7, 8, 44), '"¥"#,##0.00'),
    9: "0%",
    10: "0.00%",
    17: "mmm-yy",
    27: 'yyyy"年"m"月"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    52: 'yyyy"年"m"月"',
    57: 'yyyy"年"m"月"',
}

_UNITS = re.compile(
    r"(?:十|百|千)?(?:亿|万)(?:美元|美金|欧元|港元|港币|日元|韩元|英镑|元|人民币)?|(?:百|千)?元|RMB|CNY"
)
_COUNTED = re.compile(r"(?:十|百|千)?[亿万]?(?:亩|公顷|平方米|㎡|人|名|吨|千瓦时|度|户|家|项|个|天|年|月|kVA|千伏安)")
_CURRENCIES = (
    ("HKD", ("HK$", "HKD", "港元", "港币")),
    ("TWD", ("NT$", "TWD")),
    ("USD", ("US$", "USD", "$", "美元", "美金")),
    ("EUR", ("€", "EUR", "欧元")),
    ("GBP", ("£", "GBP", "英镑")),
    ("KRW", ("₩", "KRW", "韩元")),
    ("JPY", ("JPY", "JP¥", "日元")),
    ("CNY", ("¥", "￥", "RMB", "CNY", "人民币", "元")),
)
_LOCALES = {"409": "USD", "804": "CNY", "C04": "HKD", "411": "JPY", "412": "KRW", "809": "GBP"}
_TOKEN = re.compile(r'"([^"]*)"?|\\(.)|!(.)|\[([^\]]*)\]|_.|\*.|(General|G/通用格式|[\w,.#?%@/:¥￥$€£₩]|.)', re.DOTALL)
_LITERAL_DOT = re.compile(r"0\x00\.(0+)")


@dataclass(frozen=True, slots=True)
class FormatMeaning:
    """What a number format tells of its cell.

    Attributes:
        unit: the unit shown behind the number, such as 亿元, 万, 亩; empty if none.
        currency: ISO 4217 code of the currency shown, also by a sign in front; empty if none. A sign alone (¥) is
            often put on a column of 万元 by habit: trust it only where nothing else says the unit.
        percent: the value is a share; shown times 100.
        divisor: the number shown is the value divided by this; the amount meant is value / divisor x unit.
        date: how much of a date is shown, or None for a number.
    """

    unit: str = ""
    currency: str = ""
    percent: bool = False
    divisor: int = 1
    date: DatePrecision | None = None

    @property
    def telling(self) -> bool:
        """Whether it says more than the value itself (a full date does not: its value is a date)."""
        return bool(self.unit or self.currency or self.percent or self.divisor != 1 or self.date in ("year", "month"))


@lru_cache(maxsize=4096)
def read_format(text: str) -> FormatMeaning:
    """The meaning of a number format's text, by the section for positive numbers."""
    literals, bare, currency = _taken_apart(text)
    shown = "".join(literals)
    if precision := _date_precision(bare):
        return FormatMeaning(date=precision)
    unit = _UNITS.search(shown) or _COUNTED.search(shown)
    return FormatMeaning(
        unit=unit.group() if unit else "",
        currency=currency or _currency_of(shown),
        percent="%" in bare,
        divisor=_divisor_of(bare),
    )


def _taken_apart(text: str) -> tuple[list[str], str, str]:
    """Literal texts, the bare codes of the first section (a literal dot as NUL and dot), and a bracket's currency."""
    literals: list[str] = []
    bare: list[str] = []
    currency = ""
    for match in _TOKEN.finditer(text):
        quoted, escaped, forced, bracket, code = match.groups()
        if code == ";":
            break
        if bracket is not None:
            currency = currency or _bracket_currency(bracket)
        elif (literal := quoted if quoted is not None else escaped or forced) is not None:
            literals.append(literal)
            bare.append("\x00." if literal == "." else "\x00")
        elif code:
            bare.append(code)
            if not code.isascii() or code in "$":
                literals.append(code)
    return literals, "".join(bare), currency


def _bracket_currency(bracket: str) -> str:
    if not bracket.startswith("$"):
        return ""
    sign, _, locale = bracket[1:].partition("-")
    if not sign:
        return ""
    if sign in ("$", "¥", "￥"):
        return _LOCALES.get(locale.upper().lstrip("0"), _currency_of(sign))
    return _currency_of(sign)


def _currency_of(text: str) -> str:
    return next((code for code, signs in _CURRENCIES if any(sign in text for sign in signs)), "")


def _divisor_of(bare: str) -> int:
    commas = re.search(r"[0#?](,+)(?![0#?,])", bare)
    divisor = 1000 ** len(commas.group(1)) if commas else 1
    dot = _LITERAL_DOT.search(bare)
    return divisor * 10 ** len(dot.group(1)) if dot else divisor


def _date_precision(bare: str) -> DatePrecision | None:
    codes = bare.replace("General", "").replace("G/通用格式", "").lower()
    # `0.00E+00` is a number; only the era code e stands without digits around it.
    if re.search(r"[0#?]", re.sub(r"[hs:]+\.?0+", "", codes)) or not re.search(r"[ymde]", codes):
        return None
    if re.search(r"[hs]", codes) and not re.search(r"[yd]", codes):
        return None
    if "d" in codes:
        return "day"
    return "month" if "m" in codes else "year"
