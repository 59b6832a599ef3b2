"""Records of projects and parks as the engine's problem; ids are public ids, so that results come back to the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.place.allocation.nearness import near_within
from yanzhen.place.allocation.problem import PARTS, Link, Problem
from yanzhen.place.sources.towns import point_of
from yanzhen_web.models import Record
from yanzhen_web.scopes import Relation
from yanzhen_web.services.allocation.scenarios import RESOURCES, Scenario
from yanzhen_web.services.records.reading import readable, value_of

NEEDS = {"land": "land_mu", "power": "power_kva", "sewage": "water_t_day", "energy": "energy_tce"}
ROOM = {
    "land": "land_available_mu",
    "floor": "factory_vacant_m2",
    "power": "power_spare_kva",
    "sewage": "sewage_spare_t_day",
    "energy": "energy_quota_tce",
}
YI = 100_000_000
PLAIN, SAME_TRADE, SAME_REGION = 0.5, 0.3, 0.2
"""How well a place suits: everywhere something, more where it leads in the project's chain or industry, and where the
project looks for a place in its region."""
MOST_LINKS = 200
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NOT_KEY = ("", "否", "不是", "非重点", "no")


@dataclass(frozen=True)
class Known:
    """A record as its reader reads it: only the fields that are theirs."""

    record: Record
    values: Mapping[str, Any]

    @classmethod
    def of(cls, record: Record) -> Known:
        """Of a row of `visible_records`."""
        fields = readable(record.kind, Relation.to(record))
        return cls(record, {each.key: value_of(record, each.key) for each in fields})

    def number(self, key: str) -> float | None:
        """A number that is not negative; the first in a text."""
        value = self.values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if 0 <= value < 1e12 else None
        found = _NUMBER.search(str(value or "").replace(",", ""))
        return float(found[0]) if found else None

    def text(self, key: str) -> str:
        """A text; empty where there is none."""
        return str(self.values.get(key) or "").strip()


def room_of(place: Known) -> dict[str, float | None]:
    """What a park has left, None where its record does not say."""
    return {resource: place.number(key) for resource, key in ROOM.items()}


def need_of(project: Known) -> dict[str, float | None]:
    """What a project takes. It rents factory floor where it asks for a building and for no land."""
    need = {resource: project.number(key) for resource, key in NEEDS.items()}
    return need | {"floor": None if need["land"] else project.number("building_m2")}


def amount_of(project: Known) -> float:
    """What a project is worth: its investment in 亿元, 1 where nobody says."""
    for key in ("signed_amount_cny", "intended_amount_cny", "investment_cny"):
        if amount := project.number(key):
            return amount / YI
    return 1.0


def is_key(project: Known) -> bool:
    """Whether its record calls it a key project."""
    return project.text("key_grade").lower() not in _NOT_KEY


def fit_of(project: Known, place: Known) -> float:
    """How well the place suits, from 0 to 1."""
    leading = place.text("leading_industries")
    trades = [text for key in ("chain", "industry") if (text := project.text(key))]
    trade = SAME_TRADE if any(_shares_word(text, leading) for text in trades) else 0.0
    target = project.text("target") or project.record.region
    near = SAME_REGION if target[:4] and place.record.region[:4] == target[:4] else 0.0
    return PLAIN + trade + near


def _shares_word(trade: str, leading: str) -> bool:
    stem = trade.removesuffix("产业链").removesuffix("产业").removesuffix("业")
    return len(stem) > 1 and stem in leading


def problem_of(projects: Sequence[Known], places: Sequence[Known], scenario: Scenario) -> Problem:
    """The engine's problem, in thousandths of 亿元."""
    names = tuple(RESOURCES)
    needs, rooms = [need_of(each) for each in projects], [room_of(each) for each in places]
    capacities = np.array([[np.inf if room[r] is None else room[r] for r in names] for room in rooms], np.float64)
    sizes = np.array([[need[r] or 0.0 for r in names] for need in needs], np.float64)
    ids = [each.record.public_id for each in places]
    if scenario.extra and scenario.extra_place in ids:
        capacities[ids.index(scenario.extra_place), names.index(scenario.extra_resource)] += scenario.extra
    # What nobody asks for, or nobody says how much there is of, limits nothing and costs the solver time.
    kept = [r for r in range(len(names)) if sizes[:, r].any() and np.isfinite(capacities[:, r]).any()]
    count = len(projects)
    slots = np.full(len(places), count if scenario.most is None else min(count, scenario.most), np.int64)
    none = np.full(count, -1, np.int64)
    worth = [[round(amount_of(i) * fit_of(i, j) * PARTS) for j in places] for i in projects]
    return Problem(
        tuple(each.record.public_id for each in projects), tuple(ids), np.array(worth, np.int64), slots,
        np.minimum(scenario.at_least, slots), tuple(names[r] for r in kept), sizes[:, kept], capacities[:, kept],
        np.array([scenario.keys_first and is_key(each) for each in projects], np.bool_), none, none,
        ((),) * count, ((),) * len(places), links=_links(projects, scenario.partner_bonus),
        near=_near(places, scenario), value_floors=_floors(len(places), scenario),
        units=tuple(RESOURCES[names[r]][1] for r in kept),
    )  # fmt: skip


def _floors(places: int, scenario: Scenario) -> tuple[int, ...]:
    return (round(scenario.least_value * PARTS),) * places if scenario.least_value else ()


def _near(places: Sequence[Known], scenario: Scenario) -> NDArray[np.bool_] | None:
    """Which places count as near each other; one that nobody can put on a map is near itself alone."""
    if not (scenario.partner_km and scenario.partner_bonus):
        return None
    points = np.array([_point_of(place) for place in places], np.float64)
    return near_within(scenario.partner_km, points[:, 0], points[:, 1])


def _point_of(place: Known) -> tuple[float, float]:
    longitude, latitude = place.number("longitude"), place.number("latitude")
    if longitude is not None and latitude is not None:
        return longitude, latitude
    return point_of(place.record.region) or (np.nan, np.nan)


def _links(projects: Sequence[Known], bonus: float) -> tuple[Link, ...]:
    """Partners are projects of one chain; of very many the first pairs."""
    chains: dict[str, list[int]] = {}
    for number, project in enumerate(projects):
        if chain := project.text("chain"):
            chains.setdefault(chain, []).append(number)
    pairs = [pair for members in chains.values() for pair in combinations(members, 2)]
    return tuple(Link(one, other, round(bonus * PARTS)) for one, other in pairs[:MOST_LINKS]) if bonus else ()
