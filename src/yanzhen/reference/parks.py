"""Parks and functional zones: those with a line of their own, and how the name of any other gives its city.

A zone is named after a place (湘潭经开区, 苏州工业园区) or has a name of its own (麓谷, 前海); the latter are typed in
`parks.tsv`. Zones of the statistical code table (fifth digit 7) are known by their official names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from yanzhen.reference.regions import all_regions, city_of
from yanzhen.reference.typed import typed_rows, words


class Park(NamedTuple):
    """A park or zone.

    Attributes:
        codes: the city (or county under a province) in which it lies; several for one that spans cities.
        level: national | provincial | other.
        county: the county or district in which its office is, where known; else empty.
    """

    name: str
    codes: tuple[str, ...]
    level: str
    county: str = ""


_LONG_KINDS = (
    ("高新技术产业开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("高新技术产业示范区", "高新区"),
    ("高新技术园区", "高新区"),
    ("高新开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("技术开发区", "经开区"),
    ("综合保税区", "综保区"),
    ("自由贸易试验区", "自贸区"),
    ("自贸试验区", "自贸区"),
    ("工业集聚区", "工业集中区"),
)

_KINDS = words(
    "高新区 经开区 综保区 自贸区 自贸港 开发区 保税区 保税港区 保税物流中心 保税物流园区 "
    "出口加工区 新区 新城 工业园区 工业园 工业集中区 工业区 工业城 工业小区 产业园区 产业园 "
    "产业集聚区 产业集中区 产业开发区 产业示范区 产业基地 产业新城 产业城 产业带 集聚区 集中区 "
    "科技园区 科技园 科技城 科技产业园 创新园 创业园 创新区 创新港 示范区 示范园区 示范园 "
    "示范基地 示范片区 片区 物流园区 物流园 合作区 特别合作区 合作园区 试验区 先导区 先行区 "
    "先行示范区 临空区 临港区 空港区 港区 新港区 航空港区 航空城 化工园区 化工园 化工区 生态城 "
    "生态园 生态区 度假区 旅游区 功能区 管理区 园区 经济区 临空经济区 临港经济区 空港经济区 "
    "经合区 转移园 转移工业园 产业转移园 创业基地 孵化基地 孵化器 科创园 科创城 科创走廊 软件园 "
    "智造园 智造城 制造园 装备园 智谷 大学科技园 农业园 食品园 循环园 风景名胜区 "
    "边境经济合作区 跨境经济合作区 边境合作区 "
    "台商投资区 投资区 合作中心 合作示范区 管委会 经开 "
    "高新 综保"
)
_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_RANK = "(?:国家级?|省级|市级|国际)?"
_ENDING = re.compile(rf"^(?P<stem>.*?)(?P<kind>(?:{_RANK}(?:{_KIND}))+(?:管委会|管理委员会)?)$")

_OPENING = re.compile(rf"(?:{_KIND})(?=.)")


def plain_park(name: str) -> str:
    """A park's name with the long kinds shortened: 经济技术开发区 → 经开区; without 管委会."""
    name = name.replace("（", "(").replace("）", ")")
    for long, short in _LONG_KINDS:
        name = name.replace(long, short)
    return re.sub(r"(?<=[区园城])(?:管委会|管理委员会)$", "", name)


def zone_ending(text: str) -> tuple[str, str] | None:
    """What stands before a zone's kind, and the kind (湘潭, 经开区); None where the text ends otherwise."""
    found = _ENDING.match(plain_park(text))
    return (found["stem"], found["kind"]) if found else None


def zone_opening(text: str) -> str:
    """The zone's kind at the front of a text (高新区 of 高新区板塘街道); empty where there is none."""
    found = _OPENING.match(text)
    return found[0] if found else ""


@cache
def parks() -> dict[str, Park]:
    """Name → park: the typed ones and those of the statistical code table."""
    zones = (Park(zone.name_zh, (city_of(zone.code),), "other") for zone in all_regions("zone"))
    typed = (Park(name, words(codes), level, county) for name, _, codes, level, county in typed_rows("parks"))
    return {park.name: park for park in (*zones, *typed)}


@cache
def _by_name() -> dict[str, Park]:
    table = {plain_park(park.name): park for park in parks().values()}
    for name, aliases, *_ in typed_rows("parks"):
        for alias in words(aliases):
            table.setdefault(plain_park(alias), parks()[name])
    return table


def find_park(name: str) -> Park | None:
    """The park of exactly this name, alias, or the same with its kind written shorter or longer."""
    return _by_name().get(plain_park(name))
