"""The library of criteria: what places can be compared by, each with its definition, unit, direction and source.

`criteria.tsv` holds a line a criterion. How a value comes: `entered` by parks and offices, from a loaded `table`, or
`computed` for a project (distances, trains, chain coverage).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from yanzhen.language import Said
from yanzhen.place.matrix import Direction
from yanzhen.records import folded

How = Literal["entered", "table", "computed"]

GROUPS: dict[str, Said] = {
    "labour": Said("用工", "Labour"),
    "land": Said("用地与厂房", "Land and factories"),
    "energy": Said("能源、水与排放", "Energy, water and emissions"),
    "freight": Said("货运", "Freight"),
    "travel": Said("客运", "Travel"),
    "chain": Said("产业链与集群", "Chain and clusters"),
    "market": Said("经济体量", "Size of the economy"),
    "innovation": Said("科研与算力", "Research and computing"),
    "policy": Said("政策与审批", "Policy and approval"),
    "living": Said("生活", "Living"),
    "risk": Said("风险", "Risk"),
}
"""Group -> name, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class LibraryCriterion:
    """A criterion that the library knows.

    Attributes:
        how: whether its value is entered, stands in a loaded table, or is computed for a project.
        lowest, highest: what is plausible at all, in the unit; a value outside is refused.
        widening: by which share of itself a value may have changed in a year (`observations`).
        aliases: further names that a column may have.
    """

    key: str
    group: str
    name: Said
    unit: Said
    direction: Direction
    how: How
    lowest: float
    highest: float
    widening: float
    aliases: tuple[str, ...]
    definition: Said
    source: Said


def _read() -> tuple[LibraryCriterion, ...]:
    lines = files("yanzhen.place").joinpath("criteria.tsv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t")
    return tuple(_criterion(dict(zip(names, line.split("\t"), strict=True))) for line in lines[1:])


def _criterion(row: Mapping[str, str]) -> LibraryCriterion:
    return LibraryCriterion(
        key=row["key"],
        group=row["group"],
        name=Said(row["zh"], row["en"]),
        unit=Said(row["unit_zh"], row["unit_en"]),
        direction=row["direction"],  # type: ignore[arg-type]
        how=row["how"],  # type: ignore[arg-type]
        lowest=float(row["lowest"]),
        highest=float(row["highest"]),
        widening=float(row["widening"]),
        aliases=tuple(row["aliases"].split()),
        definition=Said(row["definition_zh"], row["definition_en"]),
        source=Said(row["source_zh"], row["source_en"]),
    )


LIBRARY: tuple[LibraryCriterion, ...] = _read()
"""All criteria, group by group."""

BY_KEY: Mapping[str, LibraryCriterion] = {criterion.key: criterion for criterion in LIBRARY}

COMPUTED = frozenset(criterion.key for criterion in LIBRARY if criterion.how == "computed")
"""Those that are worked out for a project: no place could answer for them."""


@cache
def _by_name() -> dict[str, LibraryCriterion]:
    found: dict[str, LibraryCriterion] = {}
    for criterion in LIBRARY:
        for name in (criterion.key, criterion.name.zh, criterion.name.en, *criterion.aliases):
            found.setdefault(folded(name), criterion)
    return found


def criterion_called(name: str) -> LibraryCriterion | None:
    """The criterion that a column's name means, by key, Chinese or English name or alias; None where it means none."""
    return _by_name().get(folded(name))
