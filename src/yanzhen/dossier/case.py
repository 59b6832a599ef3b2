"""What a report of a comparison is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yanzhen.language import Said
from yanzhen.place.comparison import Comparison
from yanzhen.place.rulings import Ruling
from yanzhen.records import Record


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A place of the comparison as the report needs it.

    Attributes:
        quality: the share of its values that are known and fresh, 0 to 1; None where it is not measured.
        stale: how many of its values are out of date.
    """

    key: str
    name: str
    longitude: float | None = None
    latitude: float | None = None
    quality: float | None = None
    stale: int = 0


@dataclass(frozen=True, slots=True)
class CriterionTold:
    """A criterion as the appendix defines it."""

    name: Said
    definition: Said
    unit: str
    source: Said


@dataclass(frozen=True, slots=True)
class SourceTold:
    """Where values come from, of when, and how many they are."""

    name: Said
    as_of: str
    values: int


@dataclass(frozen=True, slots=True)
class Case:
    """A comparison with all that a report tells of it.

    Attributes:
        places: by row of the comparison's matrix.
        ruled_out: places that a gate kept out of the matrix.
        criteria: by column of the matrix.
        questions: further ones to ask, beside those of the rulings and of the comparison, with their day.
    """

    project: Record
    comparison: Comparison
    places: tuple[PlaceTold, ...]
    criteria: tuple[CriterionTold, ...]
    today: date
    rulings: tuple[Ruling, ...] = ()
    ruled_out: tuple[PlaceTold, ...] = ()
    sources: tuple[SourceTold, ...] = ()
    notes: tuple[Said, ...] = ()
