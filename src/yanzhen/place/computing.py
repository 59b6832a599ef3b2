"""Values that are worked out for one project: hauls, trains, chain coverage, cluster strength."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.chaining.coverage import RADII, bill_of, coverage, location_quotients, made_in
from yanzhen.place.chaining.trades import industry_of
from yanzhen.place.library import BY_KEY
from yanzhen.place.observations import Observation
from yanzhen.place.ruling.distances import kilometres_between
from yanzhen.place.sources.loaded import Loaded
from yanzhen.place.sources.rail import fastest_to
from yanzhen.place.sources.towns import Point, city_code, point_of
from yanzhen.place.tables import number_of
from yanzhen.records import Record
from yanzhen.reference.places import resolve

ROAD_FACTOR = 1.3
"""Kilometres by road for one as the crow flies. Ballou, Rahardja and Sakai (Selected country circuity factors for road
travel distance estimation, Transportation Research A 36, 2002) give 1.33 for China and 1.2 to 1.5 for most countries;
mountains ask for more, which is what the option is for."""


_ROAD = Said(
    "半正矢（大圆）距离 × 公路绕行系数（Ballou 等，2002）",
    "great circle (haversine) times a road factor (Ballou et al., 2002)",
)
_BILL = Said("投入产出表的列（Leontief，1936）", "columns of an input-output table (Leontief, 1936)")
FORMULAS: Mapping[str, Said] = {
    "freight_suppliers": _ROAD,
    "freight_customers": _ROAD,
    "freight_port": _ROAD,
    "rail_time": Said("时刻表上最快的直达车", "the fastest direct train of the timetable"),
    **dict.fromkeys(RADII, _BILL),
    "cluster_strength": Said("区位商（Florence，1939）", "location quotient (Florence, 1939)"),
}
"""Criterion that is computed -> where its formula is from."""


@dataclass(frozen=True)
class Near:
    """Whom a project wants to be near, as names of places.

    Attributes:
        suppliers, customers: the mean haul counts; ports: the nearest one.
        rail_to: the city to which trains are looked up; None for the one that the project names, else its origin.
    """

    suppliers: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    rail_to: str | None = None
    road_factor: float = ROAD_FACTOR

    def __post_init__(self) -> None:
        if not 1 <= self.road_factor <= 5:
            raise WrongUsage(
                f"公路绕行系数应为 1 到 5，现为 {self.road_factor:g}",
                f"the road factor must be 1 to 5, not {self.road_factor:g}",
            )


def computed(
    project: Record, places: Sequence[Record], loaded: Loaded, near: Near, today: date
) -> Iterator[Observation]:
    """All that can be worked out of what was loaded, for places of which it is known where they lie.

    Raises:
        WrongUsage: a supplier, customer, port or city that nobody can find on a map.
    """
    where = {place.key: point for place in places if (point := place_point(place, loaded.points)) is not None}
    near = near_of(project, near)
    yield from _hauls(where, near, today)
    yield from _rail(project, places, loaded, near)
    yield from _chain(project, places, where, loaded)


def place_point(place: Record, points: Mapping[str, Point]) -> Point | None:
    """A place's own coordinates, or the seat of its county or city.

    Args:
        points: code -> coordinates that were loaded; they go before those of the code table.
    """
    longitude, latitude = number_of(place.get("longitude")), number_of(place.get("latitude"))
    if longitude is not None and latitude is not None:
        return longitude, latitude
    code = str(place.get("region") or "")
    return points.get(code) or point_of(code)


def near_of(project: Record, near: Near) -> Near:
    """What was asked for, else what the project's own fields say (suppliers, customers, port, rail_to)."""

    def own(key: str) -> tuple[str, ...]:
        return names_in(str(project.get(key) or ""))

    return Near(
        near.suppliers or own("suppliers"),
        near.customers or own("customers"),
        near.ports or own("port"),
        near.rail_to or next(iter(own("rail_to")), None),
        near.road_factor,
    )


def names_in(text: str) -> tuple[str, ...]:
    """The names of places in a list such as `宁波市、武汉市`."""
    return tuple(part for part in re.split(r"[、,，;；/\s]+", text) if part)


def haul_km(one: Point, other: Point, road_factor: float = ROAD_FACTOR) -> float:
    """Kilometres by road, roughly: the great circle (haversine) times the road factor."""
    return kilometres_between(one, other) * road_factor


def _hauls(where: dict[str, Point], near: Near, today: date) -> Iterator[Observation]:
    ways: tuple[tuple[str, tuple[str, ...], Callable[[Sequence[float]], float]], ...] = (
        ("freight_suppliers", near.suppliers, lambda listed: sum(listed) / len(listed)),
        ("freight_customers", near.customers, lambda listed: sum(listed) / len(listed)),
        ("freight_port", near.ports, min),
    )
    for criterion, names, taken in ways:
        if not names:
            continue
        ends = [point_called(name) for name in names]
        source = f"{'、'.join(names)}（× {near.road_factor:g}）"
        for key, point in where.items():
            value = taken([haul_km(point, end, near.road_factor) for end in ends])
            yield _computed(key, criterion, value, today, source)


def point_called(name: str) -> Point:
    """Where a city or county lies that is named in words or by its code.

    Raises:
        WrongUsage: nobody can find it on a map.
    """
    found = resolve(name)
    point = point_of(found.code) if found.code and found.outcome == "resolved" else None
    if point is None:
        raise WrongUsage(
            f"不知道“{name}”在哪里；请写市、县的全称，如 宁波市",
            f"nobody knows where “{name}” is; name a city or county in full, such as 宁波市",
        )
    return point


def _rail(project: Record, places: Sequence[Record], loaded: Loaded, near: Near) -> Iterator[Observation]:
    """Places without a direct train have no value: how long a change takes is not known."""
    name = near.rail_to or str(project.get("origin") or "")
    city = city_code(name) if name else None
    if near.rail_to and city is None:
        point_called(near.rail_to)
    if city is None or not loaded.trains:
        return
    minutes = fastest_to(loaded.trains, city)
    for place in places:
        here = _city_of(place)
        if here in minutes:
            yield _computed(place.key, "rail_time", minutes[here], loaded.timetable_of, f"{loaded.timetable} → {name}")


def _city_of(place: Record) -> str:
    code = str(place.get("region") or "")
    return city_code(code) or "" if code else ""


def _chain(project: Record, places: Sequence[Record], where: dict[str, Point], loaded: Loaded) -> Iterator[Observation]:
    industry = industry_of(project)
    if not industry or not loaded.makers:
        return
    makers = "、".join(loaded.makers_from)
    quotients = location_quotients(loaded.makers, industry)
    for place in places:
        here = _city_of(place)
        if here in quotients:
            yield _computed(place.key, "cluster_strength", quotients[here], loaded.makers_of, makers)
    bill = bill_of(industry, loaded.inputs)
    made = made_in(loaded.makers, bill)
    # Most parks of a city are taken to lie at its seat: each point is measured once.
    shares = {point: coverage(point, bill, made) for point in set(where.values())} if bill else {}
    for key, point in where.items() if bill else ():
        for criterion, share in zip(RADII, shares[point], strict=True):
            yield _computed(key, criterion, share, loaded.makers_of, f"{loaded.inputs_from}、{makers}")


def _computed(place: str, criterion: str, value: float, as_of: date | None, source: str) -> Observation:
    """Kept within what is plausible, where rounding or a very long haul would leave it."""
    known = BY_KEY[criterion]
    value = min(max(value, known.lowest), known.highest)
    return Observation(place, criterion, value, as_of, None, source, str(FORMULAS[criterion]))
