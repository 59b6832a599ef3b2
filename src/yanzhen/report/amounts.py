"""Money and counts as people read them: exact, never through a float."""

from __future__ import annotations

from decimal import Decimal, localcontext

YI = 10**8
_BILLION, _MILLION = 10**9, 10**6


def exact(amount: int, unit: int) -> Decimal:
    """`amount` in a unit of `unit` (a power of ten), exactly: 480_000_000 in 亿 is 4.8."""
    with localcontext() as context:
        context.prec = max(28, len(str(abs(amount))) + 2)
        return Decimal(amount) / Decimal(unit)


def shown(value: int | Decimal) -> str:
    """Digits without an exponent and without zeros at the end: `4481`, `4.8`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_yi(amount: int) -> str:
    """Whole CNY in 亿元, exactly: `4481`, `4.8`, `0.00000001`."""
    return shown(exact(amount, YI))


def grouped(value: int | Decimal) -> str:
    """Digits in groups of three, as English writes them: `1,310`."""
    whole, point, rest = shown(value).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return sign + format(int(digits), ",") + point + rest


def in_english(amount: int) -> str:
    """Whole CNY in English words, exactly: `CNY 448.1 billion`, `CNY 480 million`."""
    if abs(amount) >= _BILLION:
        return f"CNY {grouped(exact(amount, _BILLION))} billion"
    if abs(amount) >= _MILLION:
        return f"CNY {grouped(exact(amount, _MILLION))} million"
    return f"CNY {grouped(amount)}"


def number(value: int | Decimal) -> int | float:
    """A number for JSON: an int where it is whole, else the nearest float (exact to 15 digits; `value_cny` beside it
    is exact always)."""
    if value == int(value):
        return int(value)
    return float(value)
