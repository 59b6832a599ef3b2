"""From where to where a project goes, as finely as its row tells it, and the larger places that these make up.

An end is a region's six-digit code, or one of the words below where no region is told: nothing is dropped because it
is not known.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from yanzhen.language import Said
from yanzhen.records import Record
from yanzhen.reference import regions
from yanzhen.reference.countries import countries
from yanzhen.report.facts import ABROAD, origin_side

Level = Literal["area", "province", "city"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_LABELS = {
    "area": Said("四大板块", "Four areas"),
    "province": Said("省", "Province"),
    "city": Said("市州", "City"),
}

UNKNOWN = ""
OUTSIDE, INSIDE = "outside", "inside"
CHINA = ("CN", "CHN")
_ABROAD = f"{ABROAD}:"

AREAS = ("东部地区", "中部地区", "西部地区", "东北地区", "港澳台")
"""Groups of `reference/region_groups.tsv` that no province is outside of, and none in two of."""
_AREAS_ENGLISH = dict(
    zip(
        AREAS,
        ("Eastern China", "Central China", "Western China", "Northeastern China", "HK, Macao, Taiwan"),
        strict=True,
    )
)
_NO_REGION = {
    UNKNOWN: Said("未填报", "Not stated"),
    OUTSIDE: Said("省外（未写明）", "Outside the province, not stated where"),
    INSIDE: Said("省内（未写明）", "Inside the province, not stated where"),
    ABROAD: Said("境外", "Abroad"),
}


def six_digits(value: object) -> str:
    """A region's code; empty for whatever is none."""
    text = str(value or "")
    return text if len(text) == 6 and text.isascii() and text.isdigit() else ""


def origin_of(record: Record) -> str:
    """The region of origin; `abroad:DE` for another country; `outside` or `inside` where only the side is told."""
    code = six_digits(record.get("origin"))
    country = str(record.get("origin_country") or "")
    if code or not country or country in CHINA:
        return code or origin_side(record) or UNKNOWN
    return f"{_ABROAD}{country}"


def target_of(record: Record) -> str:
    """The region that receives the project."""
    return six_digits(record.get("target") or record.get("region"))


def is_region(place: str) -> bool:
    """Whether a place is in China and told: only such have a balance."""
    return place not in _NO_REGION and not place.startswith(_ABROAD)


@cache
def place_at(end: str, level: Level) -> str:
    """The place of a level in which an end lies; whatever is no region is a place of its own, all countries are one.

    A province for which no city is told stands for itself among the cities.
    """
    if end.startswith(_ABROAD):
        return ABROAD
    if not is_region(end):
        return end
    province = f"{end[:2]}0000"
    if level == "city":
        return regions.city_of(end) if regions.is_known(end) else end
    if level == "province":
        return province if regions.is_known(province) else end
    return _area_of().get(province, end)


@cache
def _area_of() -> dict[str, str]:
    return {code: area for area in AREAS for code in regions.groups()[area]}


def within_place(end: str, place: str) -> bool:
    """Whether an end lies in a place: a region, a group of regions (长三角), or one of the words of `ends`."""
    if place in regions.groups():
        return any(_lies_in(end, member) for member in regions.groups()[place])
    return end == place or (place == ABROAD and end.startswith(_ABROAD)) or _lies_in(end, place)


def _lies_in(end: str, region: str) -> bool:
    return is_region(end) and (end == region or regions.is_within(end, region))


def place_label(place: str) -> Said:
    """What a place is called."""
    if place in _NO_REGION:
        return _NO_REGION[place]
    if place in _AREAS_ENGLISH:
        return Said(place, _AREAS_ENGLISH[place])
    if place.startswith(_ABROAD):
        country = countries().get(place.removeprefix(_ABROAD))
        return Said(country.name_zh, country.name_en) if country else Said(place, place)
    if not regions.is_known(place):
        return Said(place, place)
    return Said(regions.name_of(place, "zh"), regions.name_of(place, "en"))
