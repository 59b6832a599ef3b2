"""Which records a figure counts, said as data, so that rows in memory and rows in a database obey the same words.

The vocabulary is closed: every condition is one of the classes below, and each docstring says what it means for a
value that is missing. `yanzhen.report.fold` reads them over records; the site compiles them to SQL. `key` is a key of
the field registry or of `yanzhen.report.facts.FACTS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Equals:
    """The value is this one; a missing value is not."""

    key: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these; a missing value is not."""

    key: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The value is none of these; a missing value is none of them, so it passes."""

    key: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """The text holds this text, letter for letter; a missing value does not."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """The text does not hold this text; a missing value passes."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ContainsAny:
    """The text holds one of these texts, letter for letter; a missing value does not."""

    key: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begins:
    """The text begins with one of these, letter for letter; a missing value does not."""

    key: str
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatioAtMost:
    """A number divided by another one is at most `limit`; where one is missing, or the divisor not positive, it is not.

    Both are numbers or whole CNY.
    """

    key: str
    over: str
    limit: float


@dataclass(frozen=True, slots=True)
class Present:
    """There is a value."""

    key: str


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no value."""

    key: str


@dataclass(frozen=True, slots=True)
class Within:
    """The region code lies in this region (`430000` holds `430100` and `430181`); a missing value does not."""

    key: str
    region: str


@dataclass(frozen=True, slots=True)
class During:
    """The whole stated date lies in a year, month or day given as ISO text (`2024`, `2024-05`, `2024-05-06`).

    A date cut to the year lies in its year and in no month. Of an interval `a/b` both ends must lie in it. As text:
    the value starts with the period and, where it has a `/`, holds `/` + period.
    """

    key: str
    period: str


Condition: TypeAlias = (
    Equals | OneOf | NoneOf | Contains | Lacks | ContainsAny | Begins | RatioAtMost | Present | Absent | Within | During
)


def stem_of(region: str) -> str:
    """The leading digits that all codes inside a region share: `430000` -> `43`, `430100` -> `4301`, else the code."""
    if region.endswith("0000"):
        return region[:2]
    return region[:4] if region.endswith("00") else region
