"""How far a place may lie from a port or a customer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.place.ruling.asking import by_day
from yanzhen.place.rulings import Ruling
from yanzhen.place.tables import number_of
from yanzhen.records import Record
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import ancestors, is_known, region

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""
_ROUGH_KM = 60.0
"""How far a county's own place may lie from the seat of its city, where only that is known."""
_LINE = Said("直线距离，按行政中心经纬度", "as the crow flies, between seats")


@dataclass(frozen=True, slots=True)
class Within:
    """A limit: at most so many kilometres, as the crow flies, from a port or customer."""

    name: str
    longitude: float
    latitude: float
    kilometres: float


@dataclass(frozen=True, slots=True)
class _Point:
    longitude: float
    latitude: float
    rough: bool


def within_of(text: str) -> Within:
    """A limit written `PLACE=KM` (`宁波=300`).

    Raises:
        WrongUsage: no such form, no such place, or no coordinates known of it.
    """
    name, _, distance = text.rpartition("=")
    kilometres = number_of(distance.strip().lower().removesuffix("km").removesuffix("公里"))
    found = resolve(name.strip())
    point = _point_of(found.code) if found.outcome == "resolved" and found.code else None
    if kilometres is None or kilometres < 0 or point is None:
        raise WrongUsage(
            f"“{text}”：请写成 地名=公里数，如 宁波=300；地名要是市、县，写全称",
            f"“{text}”: write PLACE=KILOMETRES, such as 宁波=300; the place is a city or county, in full",
        )
    return Within(name.strip(), point.longitude, point.latitude, kilometres)


def kilometres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two points (longitude, latitude in degrees); haversine formula."""
    (lon1, lat1), (lon2, lat2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def distance_rulings(limits: Sequence[Within], place: Record, today: date) -> list[Ruling]:
    """A ruling for each limit; where only the city's seat is known, what lies near the limit is asked."""
    point = _own_point(place) or _point_of(str(place.get("region") or ""))
    return [_ruled(limit, point, place, today) for limit in limits]


def _own_point(place: Record) -> _Point | None:
    longitude, latitude = number_of(place.get("longitude")), number_of(place.get("latitude"))
    return None if longitude is None or latitude is None else _Point(longitude, latitude, rough=False)


def _point_of(code: str) -> _Point | None:
    """The seat of a region, or of what lies above it up to the city."""
    for above in ancestors(code) if is_known(code) else ():
        unit = region(above)
        if unit.longitude is not None and unit.latitude is not None and (above == code or unit.level != "province"):
            return _Point(unit.longitude, unit.latitude, rough=above != code)
    return None


def _ruled(limit: Within, point: _Point | None, place: Record, today: date) -> Ruling:
    until = by_day(today)
    question = Said(
        f"请{place.name}报园区到{limit.name}的距离（要求 {limit.kilometres:g} 公里以内）。{until.zh}",
        f"{place.name}, how far is {limit.name}? (At most {limit.kilometres:g} km.) {until.en}",
    )
    if point is None:
        why = Said(
            f"位置没有数据，到{limit.name}多远不知道", f"where it lies is not known, nor how far {limit.name} is"
        )
        return Ruling("distance", place.key, "unknown", why, _LINE, question)
    far = kilometres_between((point.longitude, point.latitude), (limit.longitude, limit.latitude))
    why = Said(
        f"到{limit.name} {far:.0f} 公里，要求 {limit.kilometres:g} 公里以内",
        f"{far:.0f} km from {limit.name}, at most {limit.kilometres:g} wanted",
    )
    if point.rough and abs(far - limit.kilometres) <= _ROUGH_KM:
        return Ruling("distance", place.key, "unknown", why, _LINE, question)
    return Ruling("distance", place.key, "passes" if far <= limit.kilometres else "fails", why, _LINE)
