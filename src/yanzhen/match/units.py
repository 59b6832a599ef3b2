"""Units of measurement, as technical texts write them, brought to one scale.

A unit is a factor and the powers of its bases: MPa is 10^6 of kg / (m s²), so that N/mm² compares with it. Shares
(%), temperatures in °C, decibels, counts (次, 种 …) and bare numbers are bases of their own and never convert into
one another. What is counted in a denominator (`秒/件`, `元/台`) says no more than the quantity does and is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

Dimension = tuple[tuple[str, int], ...]
"""Bases with their powers, sorted; empty for a bare number."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` times the bases."""

    factor: Fraction
    dimension: Dimension


BARE = Unit(Fraction(1), ())
_PREFIXES = {"": 0, "n": -9, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1, "k": 3, "M": 6, "G": 9, "p": -12}

# symbol, prefixes, factor, bases
_SYMBOLS: list[tuple[str, str, Fraction, dict[str, int]]] = [
    ("m", "nμumcdk", Fraction(1), {"m": 1}),
    ("g", "nμumk", Fraction(1, 1000), {"kg": 1}),
    ("s", "nμum", Fraction(1), {"s": 1}),
    ("A", "nμumk", Fraction(1), {"A": 1}),
    ("V", "μumkM", Fraction(1), {"kg": 1, "m": 2, "s": -3, "A": -1}),
    ("W", "μumkMG", Fraction(1), {"kg": 1, "m": 2, "s": -3}),
    ("Wh", "kMG", Fraction(3600), {"kg": 1, "m": 2, "s": -2}),
    ("J", "mkMG", Fraction(1), {"kg": 1, "m": 2, "s": -2}),
    ("N", "mkM", Fraction(1), {"kg": 1, "m": 1, "s": -2}),
    ("Pa", "kMG", Fraction(1), {"kg": 1, "m": -1, "s": -2}),
    ("bar", "m", Fraction(100_000), {"kg": 1, "m": -1, "s": -2}),
    ("Hz", "kMG", Fraction(1), {"s": -1}),
    ("Ω", "mkM", Fraction(1), {"kg": 1, "m": 2, "s": -3, "A": -2}),
    ("F", "pnμum", Fraction(1), {"kg": -1, "m": -2, "s": 4, "A": 2}),
    ("Ah", "m", Fraction(3600), {"s": 1, "A": 1}),
    ("L", "μum", Fraction(1, 1000), {"m": 3}),
    ("mol", "μum", Fraction(1), {"mol": 1}),
    ("bps", "kMG", Fraction(1), {"bit": 1, "s": -1}),
    ("K", "", Fraction(1), {"K": 1}),
]

_NAMED: dict[str, tuple[Fraction, dict[str, int]]] = {
    "t": (Fraction(1000), {"kg": 1}),
    "h": (Fraction(3600), {"s": 1}),
    "min": (Fraction(60), {"s": 1}),
    "d": (Fraction(86400), {"s": 1}),
    "%": (Fraction(1, 100), {"share": 1}),
    "‰": (Fraction(1, 1000), {"share": 1}),
    "ppm": (Fraction(1, 10**6), {"share": 1}),
    "ppb": (Fraction(1, 10**9), {"share": 1}),
    "个百分点": (Fraction(1), {"percentage point": 1}),
    "%FS": (Fraction(1, 100), {"share of scale": 1}),
    "%F.S": (Fraction(1, 100), {"share of scale": 1}),
    "%RH": (Fraction(1, 100), {"relative humidity": 1}),
    "kgce": (Fraction(1), {"coal equivalent": 1}),
    "gce": (Fraction(1, 1000), {"coal equivalent": 1}),
    "tce": (Fraction(1000), {"coal equivalent": 1}),
    "千克标准煤": (Fraction(1), {"coal equivalent": 1}),
    "千克标煤": (Fraction(1), {"coal equivalent": 1}),
    "吨标准煤": (Fraction(1000), {"coal equivalent": 1}),
    "分": (Fraction(1), {"分": 1}),
    "°C": (Fraction(1), {"°C": 1}),
    "摄氏度": (Fraction(1), {"°C": 1}),
    "°": (Fraction(1), {"°": 1}),
    "dB(A)": (Fraction(1), {"dB": 1}),
    "dB": (Fraction(1), {"dB": 1}),
    "分贝": (Fraction(1), {"dB": 1}),
    "dBm": (Fraction(1), {"dBm": 1}),
    "r": (Fraction(1), {"r": 1}),
    "rpm": (Fraction(1, 60), {"r": 1, "s": -1}),
    "转": (Fraction(1), {"r": 1}),
    "元": (Fraction(1), {"元": 1}),
    "吨": (Fraction(1000), {"kg": 1}),
    "公斤": (Fraction(1), {"kg": 1}),
    "千克": (Fraction(1), {"kg": 1}),
    "克": (Fraction(1, 1000), {"kg": 1}),
    "毫克": (Fraction(1, 10**6), {"kg": 1}),
    "公里": (Fraction(1000), {"m": 1}),
    "千米": (Fraction(1000), {"m": 1}),
    "米": (Fraction(1), {"m": 1}),
    "厘米": (Fraction(1, 100), {"m": 1}),
    "毫米": (Fraction(1, 1000), {"m": 1}),
    "微米": (Fraction(1, 10**6), {"m": 1}),
    "纳米": (Fraction(1, 10**9), {"m": 1}),
    "平方米": (Fraction(1), {"m": 2}),
    "平方毫米": (Fraction(1, 10**6), {"m": 2}),
    "立方米": (Fraction(1), {"m": 3}),
    "立方厘米": (Fraction(1, 10**6), {"m": 3}),
    "升": (Fraction(1, 1000), {"m": 3}),
    "毫升": (Fraction(1, 10**6), {"m": 3}),
    "年": (Fraction(12), {"month": 1}),
    "个月": (Fraction(1), {"month": 1}),
    "周": (Fraction(7 * 86400), {"s": 1}),
    "天": (Fraction(86400), {"s": 1}),
    "小时": (Fraction(3600), {"s": 1}),
    "时": (Fraction(3600), {"s": 1}),
    "分钟": (Fraction(60), {"s": 1}),
    "秒": (Fraction(1), {"s": 1}),
    "毫秒": (Fraction(1, 1000), {"s": 1}),
    "微秒": (Fraction(1, 10**6), {"s": 1}),
    "瓦": (Fraction(1), {"kg": 1, "m": 2, "s": -3}),
    "千瓦": (Fraction(1000), {"kg": 1, "m": 2, "s": -3}),
    "瓦时": (Fraction(3600), {"kg": 1, "m": 2, "s": -2}),
    "千瓦时": (Fraction(3_600_000), {"kg": 1, "m": 2, "s": -2}),
    "伏": (Fraction(1), {"kg": 1, "m": 2, "s": -3, "A": -1}),
    "千伏": (Fraction(1000), {"kg": 1, "m": 2, "s": -3, "A": -1}),
    "帕": (Fraction(1), {"kg": 1, "m": -1, "s": -2}),
    "兆帕": (Fraction(10**6), {"kg": 1, "m": -1, "s": -2}),
    "赫兹": (Fraction(1), {"s": -1}),
    "牛": (Fraction(1), {"kg": 1, "m": 1, "s": -2}),
    "欧姆": (Fraction(1), {"kg": 1, "m": 2, "s": -3, "A": -2}),
    "倍": (Fraction(1), {"倍": 1}),
}

COUNTED = ("次", "种", "类", "个", "件", "台", "套", "只", "对", "片", "层", "条", "款", "人", "株", "根")
"""Words of counting: each compares with itself only."""

# What offices type: Km, KW, Mpa … (mPa stays the millipascal of viscosities).
_MISSPELT = {
    "Km": "km", "KM": "km", "Kg": "kg", "KG": "kg", "KV": "kV", "Kv": "kV", "KW": "kW", "Kw": "kW", "kw": "kW",
    "KWh": "kWh", "KWH": "kWh", "kwh": "kWh", "wh": "Wh", "WH": "Wh", "HZ": "Hz", "hz": "Hz", "KHz": "kHz",
    "MHZ": "MHz", "mhz": "MHz", "Ghz": "GHz", "GHZ": "GHz", "Mpa": "MPa", "MPA": "MPa", "mpa": "MPa", "Kpa": "kPa",
    "KPa": "kPa", "Gpa": "GPa", "pa": "Pa", "db": "dB", "DB": "dB", "db(A)": "dB(A)", "MAh": "mAh", "mah": "mAh",
    "mAH": "mAh", "ml": "mL", "ML": "mL", "l": "L", "MM": "mm", "ms": "ms", "S": "s", "H": "h", "PPM": "ppm",
    "RPM": "rpm", "v": "V", "Nm": "N·m", "um": "μm", "UM": "μm", "Mbps": "Mbps",
}  # fmt: skip


def _atoms() -> dict[str, tuple[Fraction, dict[str, int]]]:
    table = dict(_NAMED)
    for symbol, prefixes, factor, bases in _SYMBOLS:
        for prefix in ("", *prefixes):
            table[prefix + symbol] = (factor * Fraction(10) ** _PREFIXES[prefix], bases)
    table |= {word: (Fraction(1), {word: 1}) for word in COUNTED}
    newton_metre = (Fraction(1), {"kg": 1, "m": 2, "s": -2})
    table |= {slip: table.get(meant, newton_metre) for slip, meant in _MISSPELT.items()}
    return table


_ATOMS = _atoms()
_NEVER_ALONE = {"K", "d", "时", "r"}
"""Too often something else when nothing stands beside them: 4K, 3d, 2r."""

_OPENINGS = {atom[0] for atom in _ATOMS}
_ANOTHER_WORD = re.compile(
    "分[析布子别散解类段级体离层支辨区]|个[体别性人]|时[间刻代]|层[次级]|条[件款]|对[比应]|人[工员才]|类[别型似]"
)
"""Where a unit is only the head of another word: 3分析."""

_ATOM = "(?:" + "|".join(re.escape(a) for a in sorted(_ATOMS, key=len, reverse=True)) + ")"
# A Latin symbol ends where the Latin letters end: the m of `5mol` is no metre.
_FACTOR = rf"{_ATOM}(?![A-Za-z])(?:(?:\^-?[1-9]|[23])(?![\d.]))?"
_EXPRESSION = re.compile(rf"{_FACTOR}(?:[/·*⋅]{_FACTOR}|/\({_FACTOR}(?:[·*⋅/]{_FACTOR})*\))*")
_FACTORS = re.compile(rf"(?P<sign>[/·*⋅]?)\(?(?P<atom>{_ATOM})(?![A-Za-z])(?P<power>(?:\^-?[1-9]|[23])(?![\d.]))?\)?")


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """The unit that stands at `start` of a text (NFKC, powers as ^2), and where it ends; None where none does."""
    if text[start : start + 1] not in _OPENINGS:
        return None
    found = _EXPRESSION.match(text, start)
    if found is None or found.group() in _NEVER_ALONE or _ANOTHER_WORD.match(text, found.end() - 1):
        return None
    return parse_unit(found.group()), found.end()


@lru_cache(4096)
def parse_unit(expression: str) -> Unit:
    """A unit expression such as `mbar·L/s` or `W/(m·K)`."""
    factor, bases, below = Fraction(1), dict[str, int](), False
    for part in _FACTORS.finditer(expression):
        # W/m·K is how W/(m·K) is typed: whatever follows the stroke stands below it.
        below = below or part["sign"] == "/"
        size, powers = _ATOMS[part["atom"]]
        if below and part["atom"] in COUNTED:
            continue
        power = int((part["power"] or "1").lstrip("^")) * (-1 if below else 1)
        factor *= size**power
        for base, exponent in powers.items():
            bases[base] = bases.get(base, 0) + exponent * power
    return Unit(factor, tuple(sorted((base, power) for base, power in bases.items() if power)))
