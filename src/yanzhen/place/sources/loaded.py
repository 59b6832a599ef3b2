"""What loaded files say: places, dated values of places, cities and provinces, trains and makers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from yanzhen.language import Said
from yanzhen.place.observations import Observation
from yanzhen.records import Record, folded, give_keys
from yanzhen.reference.regions import city_of, is_known, province_of

Target = tuple[str, str]
"""What a value is of: ("region", code of a city or province) or ("park", folded name)."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value of a region or park, before it is known which places it counts for. As `Observation` otherwise."""

    target: Target
    criterion: str
    value: float
    as_of: date | None
    source: str
    valid_until: date | None = None
    evidence: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A train's stop: the city of the station, and minutes since midnight of the first day; None where it has none."""

    city: str
    arrives: int | None
    departs: int | None


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody who makes something: a zone by its leading industries, or a firm.

    Attributes:
        city: the code of its city.
        trades: a set of GB/T 4754 prefixes an industry or product that it names.
        firm: whether it is a firm; lists of firms are seldom of the whole country.
    """

    name: str
    city: str
    trades: tuple[frozenset[str], ...]
    firm: bool = False


@dataclass
class Loaded:
    """All that was read.

    Attributes:
        cities: code -> a place, from tables of cities; parks: folded name -> a place, from catalogues and records.
        points: code -> longitude and latitude of a region's seat, from a table of coordinates.
        trains: number -> its stops in order, from a timetable of `timetable`, of `timetable_of`.
        inputs: of an input-output table: product -> what a unit of its output buys of each.
        refused: a sentence for each row or cell that could not be used.
        passed_over: rows of tables of cities that are no city of today.
        unused: files of a folder in which nothing is recognised.
    """

    cities: dict[str, Record] = field(default_factory=dict)
    parks: dict[str, Record] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    trains: dict[str, list[Stop]] = field(default_factory=dict)
    timetable: str = ""
    timetable_of: date | None = None
    makers: list[Maker] = field(default_factory=list)
    makers_from: list[str] = field(default_factory=list)
    makers_of: date | None = None
    inputs: dict[str, dict[str, float]] = field(default_factory=dict)
    inputs_from: str = ""
    refused: list[Said] = field(default_factory=list)
    passed_over: list[Said] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def places(self) -> list[Record]:
        """The places with their keys: parks where there are any, for which cities' values count too; else cities."""
        return give_keys(self.parks.values() or self.cities.values())

    def observations_at(self, target: Target, place: str) -> Iterator[Observation]:
        """What was told of one target, as values of a place."""
        return (_observation(one, place) for one in self.told if one.target == target)

    def observations(self, places: Sequence[Record]) -> Iterator[Observation]:
        """The values of places: their own, and those of the city and province in which they lie."""
        by_target: dict[Target, list[Told]] = {}
        for one in self.told:
            by_target.setdefault(one.target, []).append(one)
        for place in places:
            seen: set[str] = set()
            for target in targets_of(place):
                listed = by_target.get(target, [])
                # What is told of a place itself goes before what is told of the city around it.
                yield from (_observation(one, place.key) for one in listed if one.criterion not in seen)
                seen |= {one.criterion for one in listed}


def targets_of(place: Record) -> list[Target]:
    """What is told of a place itself, then of its county, city and province."""
    code = str(place.get("region") or "")
    around = [code, city_of(code), province_of(code)] if is_known(code) else []
    return [("park", folded(place.name)), *(("region", each) for each in dict.fromkeys(around))]


def _observation(one: Told, place: str) -> Observation:
    return Observation(
        place, one.criterion, one.value, one.as_of, one.valid_until, one.source, one.evidence, one.low, one.high
    )
