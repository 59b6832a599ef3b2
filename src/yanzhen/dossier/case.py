"""What a report of a comparison is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from yanzhen.language import Language, Said
from yanzhen.place.comparison import Comparison
from yanzhen.place.rulings import Ruling
from yanzhen.records import Record


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A place of the comparison as the report needs it.

    Attributes:
        known: the share of its values, by weight, that are known, 0 to 1; None where it is not measured.
        old: the share, by weight, of values that are old or have run out.
        oldest: the ISO date of the oldest value that counts; empty where none is dated.
    """

    key: str
    name: str
    longitude: float | None = None
    latitude: float | None = None
    known: float | None = None
    old: float = 0.0
    oldest: str = ""


@dataclass(frozen=True, slots=True)
class CriterionTold:
    """A criterion as the appendix defines it."""

    name: Said
    definition: Said
    unit: Said
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
        comparison: None where gates keep every place out.
        places: by row of the comparison's matrix.
        ruled_out: places that a gate kept out of the matrix.
        criteria: by column of the matrix.
        notes: what else should be known of the data.
    """

    project: Record
    comparison: Comparison | None
    places: tuple[PlaceTold, ...]
    criteria: tuple[CriterionTold, ...]
    today: date
    rulings: tuple[Ruling, ...] = ()
    ruled_out: tuple[PlaceTold, ...] = ()
    sources: tuple[SourceTold, ...] = ()
    notes: tuple[Said, ...] = ()

    def speaking(self, language: Language) -> Case:
        """The same with its criteria called by their names in a language."""
        if self.comparison is None:
            return self
        names = [told.name.en if language == "en" else told.name.zh for told in self.criteria]
        matrix = self.comparison.matrix
        criteria = tuple(replace(c, name=name) for c, name in zip(matrix.criteria, names, strict=True))
        return replace(self, comparison=replace(self.comparison, matrix=replace(matrix, criteria=criteria)))
