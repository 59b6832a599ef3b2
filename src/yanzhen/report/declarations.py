"""What a figure is: a name, the records it counts, the measure, and how the parts must add up.

A declaration holds no code and no numbers. `yanzhen.report.fold` works it out over records, the site over its tables;
both must agree to the yuan. To add a figure, write one `Figure` in `yanzhen.report.event` and a sentence that tells it
in `yanzhen.report.wordings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from yanzhen.language import Said
from yanzhen.records import Kind
from yanzhen.report.conditions import Condition


@dataclass(frozen=True, slots=True)
class Count:
    """How many records."""


@dataclass(frozen=True, slots=True)
class CountDistinct:
    """How many different values of a name field there are, compared by `yanzhen.records.folded`; a record without the
    value is left out."""

    key: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The exact sum of one money field in whole CNY; a record without the value is left out."""

    key: str


@dataclass(frozen=True, slots=True)
class SumFirst:
    """The exact sum, in whole CNY, of the first of several money fields that a record has.

    A record that states a range or foreign money instead (`apart`) is listed beside the sum and never part of it.
    """

    keys: tuple[str, ...]
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Months:
    """Whole calendar months from one date to another of the one record that the conditions name.

    No value unless exactly one record matches and both dates are known to the month.
    """

    start: str
    end: str


Measure: TypeAlias = Count | CountDistinct | Sum | SumFirst | Months

Unit = Literal["个", "项", "所", "家", "家次", "人", "个月", "亿元"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that a bulletin may tell.

    Attributes:
        id: stable; the address of the figure's page and its key in `figures.json`.
        unit: as the field writes it; money is kept in whole CNY and shown in 亿元.
        definition: what is counted and what is not, for whoever doubts the number.
        kind: the kind of record that is counted.
        where: all must hold.
    """

    id: str
    name: Said
    unit: Unit
    definition: Said
    kind: Kind
    measure: Measure = Count()
    where: tuple[Condition, ...] = ()


Labels = Literal["chain", "region", "stage"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The records of two figures, split by one field; those without a value are a part of their own.

    Attributes:
        by: the key whose values are the parts.
        labels: how a value becomes a name: a chain's or region's name, a stage's label.
        count: id of the figure whose records are counted, part by part.
        amount: id of the figure whose amounts are summed, part by part.
    """

    id: str
    name: Said
    by: str
    labels: Labels
    count: str
    amount: str


@dataclass(frozen=True, slots=True)
class AddsUp:
    """The values of the parts add up to the whole; no record is in two parts, and none is missing."""

    id: str
    parts: tuple[str, ...]
    whole: str


@dataclass(frozen=True, slots=True)
class AtMost:
    """One figure is never more than another."""

    id: str
    lesser: str
    greater: str


Identity: TypeAlias = AddsUp | AtMost


@dataclass(frozen=True, slots=True)
class FigureSet:
    """All that one bulletin declares."""

    figures: tuple[Figure, ...]
    distributions: tuple[Distribution, ...]
    identities: tuple[Identity, ...]

    def figure(self, id_: str) -> Figure:
        """The figure of that id; KeyError where there is none."""
        for figure in self.figures:
            if figure.id == id_:
                return figure
        raise KeyError(id_)
