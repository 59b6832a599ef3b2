"""Cities and parks as rows of tables name them, and where they lie."""

from __future__ import annotations

from functools import cache

import numpy as np

from yanzhen.place.matrix import Floats
from yanzhen.place.ruling.distances import kilometres_between
from yanzhen.records import Record
from yanzhen.reference.places import resolve
from yanzhen.reference.regions import MUNICIPALITIES, Region, all_regions, ancestors, city_of, is_known, region

FAR_KM = 150.0
"""A station lies no further from the seat of the city after which it is named."""


@cache
def city_code(text: str, within: str | None = None) -> str | None:
    """The code of the city that a cell names or that a county lies in; None where it names no one city."""
    found = resolve(text, within=within)
    if found.outcome != "resolved" or found.code is None or not is_known(found.code):
        return None
    code = city_of(found.code)
    return None if region(code).level == "province" and code not in MUNICIPALITIES else code


def city_place(code: str) -> Record:
    """A city as a place."""
    return Record("park", region(code).name_zh, {"level": _level(code), "region": code})


def _level(code: str) -> str:
    unit = region(code)
    if code in MUNICIPALITIES:
        return "直辖市"
    if unit.level == "county":
        return "省直辖"
    return next((kind for kind in ("自治州", "地区", "盟") if unit.name_zh.endswith(kind)), "地级市")


Point = tuple[float, float]
"""Longitude and latitude in degrees."""


def point_of(code: str) -> Point | None:
    """The seat of a region, or of the city above it."""
    for above in ancestors(code) if is_known(code) else ():
        unit = region(above)
        if unit.longitude is not None and unit.latitude is not None and (above == code or unit.level != "province"):
            return unit.longitude, unit.latitude
    return None


@cache
def _seats() -> tuple[list[str], Floats]:
    listed = [unit for unit in all_regions() if _is_city(unit) and unit.longitude is not None]
    return [unit.code for unit in listed], np.array([(unit.longitude, unit.latitude) for unit in listed], np.float64)


def _is_city(unit: Region) -> bool:
    return unit.level == "city" or unit.code in MUNICIPALITIES


def all_cities() -> list[str]:
    """The codes of all cities whose seats are known."""
    return list(_seats()[0])


def nearest_city(point: Point) -> str:
    """The city whose seat is nearest, on a plane good enough for that."""
    codes, seats = _seats()
    east = (seats[:, 0] - point[0]) * np.cos(np.radians(point[1]))
    return codes[int(np.argmin(east**2 + (seats[:, 1] - point[1]) ** 2))]


def station_city(name: str, point: Point) -> str:
    """The city of a station: the one after which it is named (长沙南, 昆山), if that is near; else the nearest."""
    for stem in (name, name[:-1] if name[-1:] in "东西南北" else name):
        code = city_code(stem)
        seat = point_of(code) if code else None
        if code and seat and kilometres_between(seat, point) <= FAR_KM:
            return code
    return nearest_city(point)
