"""Where projects come from and where they go: provinces and cities of origin, cities, counties and parks of Hunan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

HUNAN = "湖南省"
_MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
ABROAD = ("德国", "日本", "韩国", "新加坡")


@dataclass(frozen=True, slots=True)
class City:
    """A city or prefecture of Hunan: weight among receiving cities, its counties, its parks (name, county)."""

    name: str
    weight: int
    counties: tuple[str, ...]
    parks: tuple[tuple[str, str], ...]

    def path(self, county: str = "") -> str:
        """`湖南省/长沙市/宁乡市`."""
        return "/".join(part for part in (HUNAN, self.name, county) if part)


@dataclass(frozen=True, slots=True)
class Origin:
    """A province or country that firms come from: its weight and its cities."""

    name: str
    weight: int
    places: tuple[str, ...]


def _lines(name: str) -> list[list[str]]:
    text = (files("yanzhen.scenario.hunan2025") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def cities() -> tuple[City, ...]:
    """The fourteen, Changsha first."""
    return tuple(
        City(name, int(weight), tuple(counties.split(",")), tuple(_park(p) for p in parks.split(",")))
        for name, weight, counties, parks in _lines("receiving.tsv")
    )


def _park(text: str) -> tuple[str, str]:
    name, county = text.split("@")
    return name, county


@cache
def origins() -> tuple[Origin, ...]:
    """Provinces (and four countries) outside Hunan."""
    return tuple(
        Origin(name, int(weight), tuple(places.split(",")) if places else ())
        for name, weight, places in _lines("origins.tsv")
    )


def draw_origin(rng: Random) -> str:
    """A path of origin outside Hunan: `广东省/深圳市`, `德国`."""
    origin = rng.choices(origins(), [o.weight for o in origins()])[0]
    return f"{origin.name}/{rng.choice(origin.places)}" if origin.places else origin.name


def draw_seat(rng: Random) -> tuple[City, str]:
    """A city of Hunan by weight, and one of its counties, those with parks first."""
    city = rng.choices(cities(), [c.weight for c in cities()])[0]
    return city, county_in(city, rng)


def county_in(city: City, rng: Random) -> str:
    """A county of the city; three in four times one with a park."""
    if rng.random() < 0.75:
        return rng.choice(city.parks)[1]
    return rng.choice(city.counties)


def seat_word(path: str) -> str:
    """The place as it stands in front of a firm's name: 深圳, 长沙, 香港, 德国."""
    parts = path.split("/")
    if parts[0] in _MUNICIPALITIES:
        return parts[0].removesuffix("市")
    last = parts[1 if path.startswith(HUNAN) else -1]
    for tail in ("土家族苗族自治州", "特别行政区", "市", "省", "区"):
        if last.endswith(tail) and len(last) - len(tail) >= 2:
            return last.removesuffix(tail)
    return last


def short_park(park: str) -> str:
    """湘潭经济技术开发区 -> 湘潭经开区, as people say it."""
    for long, short in (
        ("经济技术开发区", "经开区"),
        ("高新技术产业开发区", "高新区"),
        ("高新技术产业园区", "高新区"),
        ("经济开发区", "经开区"),
    ):
        if park.endswith(long):
            return park.removesuffix(long) + short
    return park


def is_outside(path: str) -> bool:
    """Whether an origin lies outside Hunan."""
    return not path.startswith(HUNAN)
