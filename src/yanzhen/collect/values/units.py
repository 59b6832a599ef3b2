"""Units of money and of measure, as they stand in headers, unit lines, number formats and cells."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from yanzhen.collect.values.numerals import folded

CURRENCIES: dict[str, str] = {
    "人民币": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "¥": "CNY",
    "美元": "USD",
    "美金": "USD",
    "us$": "USD",
    "usd": "USD",
    "$": "USD",
    "欧元": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "hk$": "HKD",
    "hkd": "HKD",
    "日元": "JPY",
    "日圆": "JPY",
    "日币": "JPY",
    "jpy": "JPY",
    "英镑": "GBP",
    "gbp": "GBP",
    "£": "GBP",
    "韩元": "KRW",
    "韩币": "KRW",
    "krw": "KRW",
    "₩": "KRW",
    "新台币": "TWD",
    "台币": "TWD",
    "nt$": "TWD",
    "twd": "TWD",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "mop": "MOP",
    "瑞士法郎": "CHF",
    "瑞郎": "CHF",
    "chf": "CHF",
    "新加坡元": "SGD",
    "新元": "SGD",
    "sgd": "SGD",
    "澳元": "AUD",
    "aud": "AUD",
    "加元": "CAD",
    "加拿大元": "CAD",
    "cad": "CAD",
    "卢布": "RUB",
    "rub": "RUB",
    "泰铢": "THB",
    "thb": "THB",
    "马币": "MYR",
    "林吉特": "MYR",
    "myr": "MYR",
    "卢比": "INR",
    "印度卢比": "INR",
    "inr": "INR",
    "越南盾": "VND",
    "vnd": "VND",
    "印尼盾": "IDR",
    "idr": "IDR",
    "迪拉姆": "AED",
    "aed": "AED",
}
CURRENCY = "|".join(sorted((re.escape(word) for word in CURRENCIES), key=len, reverse=True))
"""A regular expression for every currency's name or sign, folded."""

_PREFIXES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MONEY = re.compile(rf"(?:人民币)?(?P<great>[十百千万亿]*)(?P<currency>{CURRENCY}|元|圆|块)?(?:人民币)?")


class MoneyUnit(NamedTuple):
    """A unit of money: how many of the currency's own units, and the currency (ISO 4217)."""

    factor: int
    currency: str = "CNY"


@lru_cache(maxsize=4096)
def money_unit(text: str) -> MoneyUnit | None:
    """The unit of money that a text is (`万元`, `亿`, `万美元`, `百万欧元`); None for anything else."""
    word = folded(text)
    found = _MONEY.fullmatch(word)
    if not word or found is None or not (found["great"] or found["currency"]):
        return None
    factor = 1
    for letter in found["great"]:
        factor *= _PREFIXES[letter]
    if not found["currency"] and factor < 10**4:
        return None
    return MoneyUnit(factor, CURRENCIES.get(found["currency"] or "", "CNY"))


class Measure(NamedTuple):
    """A unit of measure: what it measures, and how many of the base unit it is."""

    dimension: str
    factor: Fraction


_MU = Fraction(10000, 15)
_BASE: dict[str, tuple[str, Fraction | int]] = {
    **dict.fromkeys(("亩",), ("area", _MU)),
    **dict.fromkeys(("m2", "平方米", "平米", "平方", "平", "㎡"), ("area", 1)),
    **dict.fromkeys(("公顷", "ha", "hm2"), ("area", 10**4)),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), ("area", 10**6)),
    **dict.fromkeys(("吨标煤", "吨标准煤", "tce", "吨煤"), ("coal", 1)),
    **dict.fromkeys(("千瓦时", "kwh", "度"), ("electricity", 1)),
    **dict.fromkeys(
        ("吨/日", "吨/天", "t/d", "m3/d", "方/天", "方/日", "立方米/日", "立方米/天", "m3/天"), ("flow", 1)
    ),
    **dict.fromkeys(("人", "名", "位"), ("people", 1)),
    **dict.fromkeys(("家", "个", "套", "户", "间", "条", "台"), ("count", 1)),
    **dict.fromkeys(("%", "％", "百分比"), ("share", 1)),
    **dict.fromkeys(("元/亩",), ("money/area", 1)),
    **dict.fromkeys(("元/千瓦时", "元/kwh", "元/度"), ("price/electricity", 1)),
    **dict.fromkeys(("元/m3", "元/方", "元/立方", "元/立方米", "元/标方"), ("price/volume", 1)),
    **dict.fromkeys(("元/吨", "元/t"), ("price/mass", 1)),
    **dict.fromkeys(("kva", "千伏安"), ("power", 1)),
    **dict.fromkeys(("mva", "兆伏安"), ("power", 1000)),
    **dict.fromkeys(("吨", "t"), ("mass", 1)),
    **dict.fromkeys(("元/m2·月", "元/m2/月", "元/平方米·月", "元/平方米/月", "元/平米/月"), ("rent", 1)),
    **dict.fromkeys(("元/月",), ("wage", 1)),
    **dict.fromkeys(("公里", "km"), ("length", 1000)),
    **dict.fromkeys(("米", "m"), ("length", 1)),
    **dict.fromkeys(("年", "天", "小时", "吨/小时", "t/h", "万m3/年", "次", "项", "分", "岁"), ("other", 1)),
}
_PREFIXED = re.compile(r"(?P<great>[百千万亿]*)(?P<unit>.+)")
_PER_YEAR = re.compile(r"(?<=.)(?:/年|每年|/a)$")


@lru_cache(maxsize=4096)
def measure(text: str) -> Measure | None:
    """The unit of measure that a text is (`亩`, `万㎡`, `吨标煤`, `万元/亩`); None for anything else."""
    word = _PER_YEAR.sub("", folded(text))
    if word in _BASE:
        dimension, factor = _BASE[word]
        return Measure(dimension, Fraction(factor))
    found = _PREFIXED.fullmatch(word)
    if not found or not found["great"] or found["unit"] not in _BASE:
        return None
    dimension, factor = _BASE[found["unit"]]
    great = 1
    for letter in found["great"]:
        great *= _PREFIXES[letter]
    return Measure(dimension, Fraction(factor) * great)


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit of money or measure."""
    return money_unit(text) is not None or measure(text) is not None
