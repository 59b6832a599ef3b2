"""How good what is known of a place is: how much of it is known, how fresh, and from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yanzhen.place.observations import Age, Chosen


@dataclass(frozen=True, slots=True)
class Quality:
    """The data of one place.

    Attributes:
        place: the key of its record.
        known: share of the weight of all criteria of which a value is known; the three below add up to it.
        fresh, old, expired: shares of the weight by the age of the values.
        oldest: the date of the oldest value that counts; None where none is dated.
        sources: where the values are from, each once.
    """

    place: str
    known: float
    fresh: float
    old: float
    expired: float
    oldest: date | None
    sources: tuple[str, ...]


def quality_of(place: str, chosen: Mapping[str, Chosen], criteria: Sequence[str], weights: Sequence[float]) -> Quality:
    """The data quality of a place.

    Args:
        chosen: criterion -> what counts of this place.
        criteria, weights: those that count, and how much; the weights add up to 1.
    """
    shares: dict[Age, float] = {"fresh": 0.0, "old": 0.0, "expired": 0.0}
    counting = [(chosen[key], weight) for key, weight in zip(criteria, weights, strict=True) if key in chosen]
    for one, weight in counting:
        shares[one.age] += weight
    days = [one.observation.as_of for one, _ in counting if one.observation.as_of is not None]
    sources = tuple(dict.fromkeys(one.observation.source for one, _ in counting))
    known = sum(shares.values())
    return Quality(
        place, known, shares["fresh"], shares["old"], shares["expired"], min(days) if days else None, sources
    )
