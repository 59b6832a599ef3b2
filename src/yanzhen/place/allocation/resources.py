"""What a place may run out of: how columns may call it, and in which unit (`标准厂房（万㎡）`, `floor_万㎡`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

RESOURCES: dict[str, tuple[str, ...]] = {
    "land": ("land", "用地", "土地"),
    "floor": ("floor", "标准厂房", "厂房"),
    "power": ("power", "用电", "电力"),
    "water": ("water", "用水", "水"),
    "labour": ("labour", "labor", "用工", "劳动力"),
    "emission": ("emission", "emissions", "排放", "排放指标"),
}
"""The first name is the one in the manual."""
_WITH_UNIT = re.compile(r"(?P<name>.+?)\s*(?:_(?P<after>[^_()（）]+)|[(（](?P<within>[^()（）]+)[)）])")


class Spelling(NamedTuple):
    """How a file calls a resource: its columns, and the units that they name."""

    columns: tuple[str, ...]
    units: tuple[str, ...]


def spelling_of(resource: str, columns: Iterable[str]) -> Spelling:
    """The columns of a file that tell of a resource."""
    names = RESOURCES[resource]
    found, units = list(names), []
    for column in columns:
        parts = _WITH_UNIT.fullmatch(column)
        if parts and column not in names and parts["name"] in names:
            found.append(column)
            units.append((parts["after"] or parts["within"]).strip())
    return Spelling(tuple(found), tuple(dict.fromkeys(units)))
