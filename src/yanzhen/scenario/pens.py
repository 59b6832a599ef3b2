"""How offices write a value: the same amount as 3.5, 35000, `3.5亿元` or `３５，０００`; the same day in nine ways."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from yanzhen.scenario.grids import Cell, Value

UNITS = {"亿元": 100_000_000, "万元": 10_000, "元": 1}
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_FORMAL = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))


def wide(text: str) -> str:
    """Digits, points and commas as an input method left on full width types them."""
    return text.translate(_WIDE)


def in_unit(cny: int, unit: str) -> str:
    """The exact decimal of an amount in a unit, without needless zeros."""
    text = f"{Decimal(cny) / UNITS[unit]:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_of(text: str) -> int | float:
    """A decimal text as the number that a cell holds."""
    return float(text) if "." in text else int(text)


def money(cny: int, unit: str, way: str = "number") -> Cell:
    """An amount in a cell.

    Args:
        way: `number`, `text` (digits as text), `commas`, `wide` (full width), `unit` (the unit in the text), `about`
            (约 before it), `format` (the unit in the number format), `sum` (a formula of two parts), `formal`
            (贰亿元整), `mixed` (several hands filled the column).
    """
    if way == "mixed":
        way = _hand(cny)
    text = in_unit(cny, unit)
    if way == "text":
        return Cell(text)
    if way == "commas":
        return Cell(_with_commas(text))
    if way == "wide":
        return Cell(wide(_with_commas(text)))
    if way == "unit":
        return Cell(_told(cny))
    if way == "about":
        return Cell("约" + _told(cny))
    if way == "formal":
        return Cell(formal(cny))
    if way == "format":
        return Cell(number_of(text), format=f'0.00##"{unit}"')
    if way == "sum":
        return _summed(cny, unit)
    return Cell(number_of(text))


_HANDS = ("unit", "wide", "sum", "formal", "about")
_HASTY_HANDS = ("wide", "sum", "text")


def _hand(cny: int) -> str:
    """A way that looks as if chosen by chance but hangs on the amount alone; odd amounts are not told in words."""
    tens, odd = divmod(cny, 10_000_000)
    hands, place = (_HASTY_HANDS, cny // 10_000 % 7) if odd else (_HANDS, tens % 13)
    way = hands[place] if place < len(hands) else "number"
    return "unit" if way == "formal" and not 10 <= tens < 100 else way


def _with_commas(text: str) -> str:
    whole, _, part = text.partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def _told(cny: int) -> str:
    unit = "亿元" if cny >= UNITS["亿元"] else "万元"
    return in_unit(cny, unit) + unit


def _summed(cny: int, unit: str) -> Cell:
    first = Decimal(cny // 3 // 1_000_000 * 1_000_000)
    parts = [in_unit(int(first), unit), in_unit(cny - int(first), unit)]
    return Cell(number_of(in_unit(cny, unit)), formula="=" + "+".join(parts))


def formal(cny: int) -> str:
    """Capital numerals as on contracts: 350000000 -> 叁亿伍仟万元整.

    Raises:
        ValueError: an amount that is not whole thousands of 万元 under 十亿.
    """
    hundred_millions, rest = divmod(cny, UNITS["亿元"])
    thousands, odd = divmod(rest, 10_000_000)
    if odd or not 0 < hundred_millions < 10:
        raise ValueError(f"{cny} is not written in capital numerals here")
    tail = f"{_FORMAL[str(thousands)]}仟万" if thousands else ""
    return f"{_FORMAL[str(hundred_millions)]}亿{tail}元整"


def day(iso: str, way: str = "date") -> Cell | Value:
    """A date of any precision in a cell; `way` is one of the keys of `_DAYS`. Intervals are told in words."""
    if "/" in iso:
        return _interval(iso)
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return f"{parts[0]}年"
    if len(parts) == 2:
        return _month(parts[0], parts[1], way)
    return _whole_day(dt.date(*parts), way)


def _interval(iso: str) -> str:
    year, start, end = iso[:4], iso[5:7], iso[-2:]
    halves = {("01", "06"): "上半年", ("07", "12"): "下半年"}
    quarters = {("01", "03"): "一季度", ("04", "06"): "二季度", ("07", "09"): "三季度", ("10", "12"): "四季度"}
    return f"{year}年{halves.get((start, end)) or quarters[start, end]}"


def _month(year: int, month: int, way: str) -> str:
    if way == "points":
        return f"{year}.{month:02d}"
    if way in ("slashes", "dashes"):
        return f"{year}-{month:02d}"
    text = f"{year}年{month}月"
    return wide(text) if way == "wide" else text


def _whole_day(date: dt.date, way: str) -> Cell | Value:
    if way == "date":
        return Cell(date, format="yyyy-mm-dd")
    if way == "serial":
        return (date - dt.date(1899, 12, 30)).days
    texts = {
        "points": f"{date.year}.{date.month}.{date.day}",
        "slashes": f"{date.year}/{date.month}/{date.day}",
        "dashes": f"{date:%Y-%m-%d}",
        "digits": f"{date:%Y%m%d}",
    }
    return texts.get(way) or (wide if way == "wide" else str)(f"{date.year}年{date.month}月{date.day}日")
