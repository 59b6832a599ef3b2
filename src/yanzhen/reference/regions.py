"""Regions of China by their six-digit codes (GB/T 2260): names, levels, what lies within what, and what came after."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple, cast

from yanzhen.errors import YanzhenError
from yanzhen.language import Language
from yanzhen.reference.typed import built_table, typed_rows, words

RegionLevel = Literal["province", "city", "county", "zone"]


class UnknownRegion(YanzhenError, KeyError):
    """No region has this code, now or formerly."""

    __str__ = YanzhenError.__str__


class Region(NamedTuple):
    """One row of the code table.

    Attributes:
        short_zh: the name without its kind (岳阳).
        level: a `zone` is a functional zone with a statistical code (fifth digit 7), not a division of its own.
        parent: the unit above; None for a province. Counties under a province directly (仙桃) have the province.
        valid_from, valid_to: dates cut to the precision known; None where not known, or still valid.
        successor: for an abolished unit, the one that took its place; None where it was split (see `successors`).
        longitude, latitude: of the seat, in degrees; None for most counties.
        edition: the year of the code table in which the row stands.
    """

    code: str
    name_zh: str
    name_en: str
    short_zh: str
    level: RegionLevel
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    successor: str | None
    longitude: float | None
    latitude: float | None
    edition: str
    successors: tuple[str, ...] = ()


@cache
def current() -> dict[str, Region]:
    """code → region for the units of the present, in the order of the codes."""
    table = built_table("regions")
    edition: str = table["edition"]
    return {
        code: Region(
            code, zh, en, short, level, parent or None, since or None, None, None, longitude, latitude, edition
        )
        for code, zh, en, short, level, parent, since, longitude, latitude in table["rows"]
    }


@cache
def outlying_places() -> dict[str, list[str]]:
    """Code of Taiwan, Hong Kong and Macao → names of their cities and districts, which have no code of their own."""
    return cast("dict[str, list[str]]", built_table("regions")["outlying"])


@cache
def abolished() -> tuple[Region, ...]:
    """Units that are no more (宁乡县), with their successors. The code is empty where it is not known."""
    return tuple(_abolished(row) for row in typed_rows("regions_abolished"))


def _abolished(row: list[str]) -> Region:
    name, code, level, since, until, after, edition = row
    successors = words(after)
    only = successors[0] if len(successors) == 1 else None
    parent = _parent_of_old(code, level)
    short = name if len(name) < 3 else name[:-1]
    kind = cast("RegionLevel", level)
    return Region(
        code, name, "", short, kind, parent, since or None, until or None, only, None, None, edition, successors
    )


def _parent_of_old(code: str, level: str) -> str | None:
    if not code:
        return None
    city = f"{code[:4]}00"
    return city if level == "county" and city in current() else f"{code[:2]}0000"


@cache
def _abolished_codes() -> dict[str, Region]:
    return {unit.code: unit for unit in abolished() if unit.code}


def region(code: str) -> Region:
    """The region of a code, an abolished one included (its `successor` says what to use instead).

    Raises:
        UnknownRegion: no such code.
    """
    found = current().get(code) or _abolished_codes().get(code)
    if found is None:
        raise UnknownRegion(
            f"没有行政区划代码 {code}；请写六位代码，如 430100（长沙市）",
            f"no region has the code {code}; write six digits, such as 430100 (Changsha)",
        )
    return found


def is_known(code: str) -> bool:
    """Whether a region of the present or the past has this code."""
    return code in current() or code in _abolished_codes()


def all_regions(level: RegionLevel | None = None) -> list[Region]:
    """The regions of the present, those of one level if asked."""
    return [unit for unit in current().values() if level is None or unit.level == level]


def province_of(code: str) -> str:
    """The province's code (430182 → 430000).

    Raises:
        UnknownRegion: no such code.
    """
    return f"{region(code).code[:2]}0000"


def city_of(code: str) -> str:
    """The city above or at a code (430182 → 430100).

    A municipality is its own city (310115 → 310000), so is a county under a province directly (429004), and a
    province stays what it is.

    Raises:
        UnknownRegion: no such code.
    """
    unit = region(code)
    if unit.level in ("province", "city") or unit.parent is None:
        return code
    if region(unit.parent).level == "city":
        return unit.parent
    return unit.parent if unit.parent in MUNICIPALITIES else code


MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
"""The provinces that are cities (直辖市)."""


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """The code itself, then its parents up to the province; of an abolished unit, the parents that it had."""
    parent = region(code).parent
    return (code, *ancestors(parent)) if parent else (code,)


def is_within(code: str, ancestor_code: str) -> bool:
    """Whether a region is the other one or a part of it; False for codes that nobody knows."""
    return is_known(code) and ancestor_code in ancestors(code)


def name_of(code: str, language: Language = "zh", full: bool = False) -> str:
    """The name of a region; `full` with all that is above it: 湖南省长沙市宁乡市; Ningxiang, Changsha, Hunan.

    Raises:
        UnknownRegion: no such code.
    """
    chain = [region(c) for c in (ancestors(code) if full else (code,))]
    if language == "en":
        return ", ".join(unit.name_en or unit.name_zh for unit in chain)
    return "".join(unit.name_zh for unit in reversed(chain))


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Groups of regions (长株潭, 粤港澳大湾区 …): name → codes of the members."""
    return {name: words(codes) for name, _, codes in typed_rows("region_groups")}


@cache
def group_aliases() -> dict[str, str]:
    """Further names of the groups → the name (长株潭城市群 → 长株潭)."""
    return {alias: name for name, aliases, _ in typed_rows("region_groups") for alias in words(aliases)}
