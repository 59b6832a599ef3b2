"""Dated values of places: which of several counts on a day, and how far it may be off by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yanzhen.place.library import BY_KEY, LibraryCriterion

Age = Literal["fresh", "old", "expired"]

YEAR = 365.25
FRESH_YEARS = 1.0
"""For so long a value counts as it was told."""
EXPIRED_YEARS = 2.0
"""A value that has run out is taken to be so much older than it is: whoever told it would not stand by it any more."""
UNDATED_YEARS = 5.0
"""A value without a date is taken to be so old."""
LEAST_SHARE = 0.01
"""Of the plausible range: what a value's change is at least measured by, so that 0 trains need not stay 0."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What somebody told of a place by one criterion.

    Attributes:
        place: the key of the place's record.
        criterion: a key of the library.
        value: in the criterion's unit.
        as_of: when it was so; None where nobody said.
        valid_until: the last day on which whoever told it stands by it.
        source: which file and row, or whose entry.
        evidence: a document or an address where it can be looked up.
        low, high: the range that was told, where it was one.
    """

    place: str
    criterion: str
    value: float
    as_of: date | None
    valid_until: date | None
    source: str
    evidence: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The observation that counts on a day.

    Attributes:
        low, high: between which the value may lie by then; both the value itself where it is fresh and exact.
        age: `expired` once its last day is over, else `fresh` for a year, then `old`; an undated one is old.
    """

    observation: Observation
    low: float
    high: float
    age: Age


def choose(observations: Iterable[Observation], today: date) -> dict[tuple[str, str], Chosen]:
    """(place, criterion) -> what counts: of those that have not run out the newest, else the newest that has.

    Of two of the same day the later in order counts. Observations of a day to come are left out.
    """
    best: dict[tuple[str, str], Observation] = {}
    for one in observations:
        if one.as_of is not None and one.as_of > today:
            continue
        at = (one.place, one.criterion)
        if at not in best or _standing(one, today) >= _standing(best[at], today):
            best[at] = one
    return {at: widened(one, BY_KEY[one.criterion], today) for at, one in best.items()}


def _standing(one: Observation, today: date) -> tuple[bool, date]:
    return not has_expired(one, today), one.as_of or date.min


def has_expired(one: Observation, today: date) -> bool:
    """Whether its last day is over."""
    return one.valid_until is not None and one.valid_until < today


def widened(one: Observation, criterion: LibraryCriterion, today: date) -> Chosen:
    """An observation with the range in which its value may lie by now.

    For every year beyond the first, each end goes outwards by the criterion's `widening` times the value (or a
    hundredth of the plausible range, if that is more), never beyond what is plausible. It is a convention, not a
    measurement: the shares in the library are our judgement of how fast such values move.
    """
    years = max(0.0, _years(one, today) - FRESH_YEARS)
    scale = max(abs(one.value), LEAST_SHARE * (criterion.highest - criterion.lowest))
    by = criterion.widening * years * scale
    low = one.value if one.low is None else min(one.low, one.value)
    high = one.value if one.high is None else max(one.high, one.value)
    return Chosen(one, *_plausible(low - by, high + by, one.value, criterion), _age(one, today))


def _plausible(low: float, high: float, value: float, criterion: LibraryCriterion) -> tuple[float, float]:
    return min(value, max(low, criterion.lowest)), max(value, min(high, criterion.highest))


def _years(one: Observation, today: date) -> float:
    years = UNDATED_YEARS if one.as_of is None else (today - one.as_of).days / YEAR
    return years + EXPIRED_YEARS if has_expired(one, today) else years


def _age(one: Observation, today: date) -> Age:
    if has_expired(one, today):
        return "expired"
    return "fresh" if _years(one, today) <= FRESH_YEARS else "old"


def by_place(chosen: Mapping[tuple[str, str], Chosen], place: str) -> dict[str, Chosen]:
    """Criterion -> what counts, of one place."""
    return {criterion: one for (at, criterion), one in chosen.items() if at == place}
