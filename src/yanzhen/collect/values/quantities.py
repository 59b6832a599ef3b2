"""Numbers with a unit of measure: `120亩`, `2.5万㎡`, `8公顷`, `35%`, `约350人`, converted to the registry's unit."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from yanzhen.collect.values.numerals import RUN, folded, read_numeral
from yanzhen.collect.values.units import Measure, measure

_QUANTITY = re.compile(
    rf"(?:约|大约|近|超过|超|共计?|合计|预计|不低于|不少于|>|≥|≤|<)*(?P<run>{RUN})(?P<unit>(?:[^\d].*?)?)(?:左右|余|多|以上|以内|上下)?"
)
_LONGEST = 80


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else round(float(value), 6)


def converted(number: float | Decimal, given: Measure | None, wanted: Measure | None) -> int | float | None:
    """A number in the unit `wanted`; None where the two measure different things.

    With one of the units unknown the number stays as it is.
    """
    exact = Fraction(str(number)) if isinstance(number, float) else Fraction(number)
    if given is None or wanted is None:
        return _number(exact)
    if given.dimension != wanted.dimension:
        if {given.dimension, wanted.dimension} <= _ALIKE:
            return _number(exact * given.factor / wanted.factor)
        return None
    return _number(exact * given.factor / wanted.factor)


_ALIKE = frozenset({"people", "count"})
_TONS = {"coal": "mass", "flow": "mass"}


@lru_cache(maxsize=65536)
def read_quantity(text: str, column: Measure | None, wanted: Measure | None) -> int | float | None:
    """The number that a text says, in the unit `wanted`.

    Args:
        column: the unit that the header names, for a cell that names none.
        wanted: the unit of the stored value; None where it has none.

    Returns:
        None for a range, for words, or for a unit that measures something else.
    """
    line = folded(text[:_LONGEST])
    found = _QUANTITY.fullmatch(line)
    if not found:
        return None
    number = read_numeral(found["run"])
    if number is None:
        return None
    unit = found["unit"]
    if not unit:
        return converted(number, column, wanted)
    given = measure(unit)
    if given is None:
        return None
    if wanted is not None and given.dimension == _TONS.get(wanted.dimension):
        given = Measure(wanted.dimension, given.factor)
    return converted(number, given, wanted)
