"""What a page of flows was asked for, from the parameters of an address; words that nobody knows are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from yanzhen.errors import WrongUsage
from yanzhen.language import Said
from yanzhen.report.country.ends import LEVELS, Level
from yanzhen.report.country.flows import MEASURES, PROJECTS, Chosen
from yanzhen_web.services.records.storing import storable

_FILTERS = {"year": "year", "chain": "chain", "stage": "stage", "from": "origin", "to": "target"}
"""Parameter -> what it chooses."""
REST = "rest"
"""The places of a matrix that have no row or column of their own."""


@dataclass(frozen=True)
class Asked:
    """Which flows, of what, between places of which level."""

    chosen: Chosen = field(default_factory=Chosen)
    show: str = PROJECTS.id
    level: Level = "province"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """From the parameters of an address."""
        known: dict[str, Any] = {}
        for name, key in _FILTERS.items():
            value = storable(parameters.get(name, ""))[:60]
            if value and _is_known(key, value):
                known[key] = value
        show, level = parameters.get("show", ""), parameters.get("level", "")
        found: dict[str, Any] = {"level": level} if level in LEVELS else {}
        return cls(Chosen(**known), show if show in MEASURES else PROJECTS.id, **found)

    def parameters(self, **more: str) -> str:
        """The same as the query part of an address."""
        chosen = asdict(self.chosen)
        told = {"show": self.show, "level": self.level} | {name: chosen[key] for name, key in _FILTERS.items()}
        return urlencode({name: value for name, value in (told | more).items() if value})


def _is_known(key: str, value: str) -> bool:
    try:
        Chosen(**{key: value}).checked()
    except WrongUsage:
        return False
    return not (key == "year" and value == "0000")


SHOWN_GROUPS: dict[str, Said] = {
    "东部地区": Said("东部地区", "Eastern China"),
    "中部地区": Said("中部地区", "Central China"),
    "西部地区": Said("西部地区", "Western China"),
    "东北地区": Said("东北地区", "Northeastern China"),
    "京津冀": Said("京津冀", "Beijing–Tianjin–Hebei"),
    "长三角": Said("长三角", "Yangtze River Delta"),
    "粤港澳大湾区": Said("粤港澳大湾区", "Guangdong–Hong Kong–Macao Greater Bay Area"),
    "成渝": Said("成渝", "Chengdu–Chongqing"),
    "长江经济带": Said("长江经济带", "Yangtze River Economic Belt"),
    "长株潭": Said("长株潭", "Changsha–Zhuzhou–Xiangtan"),
    "湘南湘西承接产业转移示范区": Said("湘南湘西示范区", "Southern and western Hunan demonstration area"),
}
"""Groups of regions that the page offers; the address takes all of `reference/region_groups.tsv`."""
