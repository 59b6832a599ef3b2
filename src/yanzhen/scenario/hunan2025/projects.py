"""The 543 projects of the event's round, the sixteen of the opening among them, and the ledger of earlier years."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import YI, spread
from yanzhen.scenario.hunan2025.names import Namer
from yanzhen.scenario.hunan2025.phrases import industries
from yanzhen.scenario.hunan2025.projectrows import ROUND, ProjectMaker, scope_of
from yanzhen.scenario.hunan2025.regions import City, cities, county_in, draw_origin, draw_seat

EARLIER = "历年项目"
OPENING = "2025-03-29"
EVENT_CHAINS = ("高端装备", "电子信息", "先进材料", "航空航天")

OUTSIDE, OUTSIDE_CNY = 337, 3086 * YI
INSIDE, INSIDE_CNY = 206, 1395 * YI
HKC_YI = 90
KEY_OUTSIDE_YI = (60, 52, 45, 40, 36, 35, 30, 28, 25, 22, 20, 15)
KEY_INSIDE_YI = (32, 18, 12)
"""Of the sixteen at the opening only 惠科's 90 亿元 was published; the other fifteen and their amounts are invented."""

_SMALLEST, _LARGEST = YI // 5, 48 * YI
_SAME_INVESTOR = 0.06
"""Chance that a project is a second one of the investor before it."""


@dataclass(slots=True)
class Projects:
    """The rows of every office.

    Attributes:
        key: the sixteen of the opening.
        by_city, hidden: what each city reports, and its old leads that it hid.
        nameless: rows that somebody began and never named; nobody can count them.
        earlier: the ledger of earlier years.
    """

    key: list[Row]
    by_city: dict[str, list[Row]]
    hidden: dict[str, list[Row]]
    nameless: list[Row]
    earlier: list[Row]

    def counted(self) -> Iterable[Row]:
        """The 543."""
        yield from self.key
        for rows in self.by_city.values():
            yield from rows


def plan_projects(seed: int, namer: Namer) -> Projects:
    """All projects of the scenario, with the published sums."""
    maker = ProjectMaker(seed, namer)
    rng = maker.rng
    key = _key_projects(maker)
    amounts = _amounts(rng)
    by_city: dict[str, list[Row]] = {city.name: [] for city in cities()}
    for city, (cny, from_outside) in zip(_receiving(len(amounts), rng), amounts, strict=True):
        by_city[city.name].append(_ordinary(maker, city, cny, from_outside, by_city[city.name]))
    hidden = {city.name: [_old_lead(maker, city) for _ in range(rng.randrange(1, 4))] for city in cities()}
    nameless = [_nameless(maker, city) for city in cities()[3:6]]
    return Projects(key, by_city, hidden, nameless, earlier_projects())


def _amounts(rng: Random) -> list[tuple[int, bool]]:
    """Amounts of the projects that are not among the sixteen, each with whether it comes from outside; shuffled."""
    left_outside = OUTSIDE_CNY - (HKC_YI + sum(KEY_OUTSIDE_YI)) * YI
    left_inside = INSIDE_CNY - sum(KEY_INSIDE_YI) * YI
    outside = spread(left_outside, OUTSIDE - 1 - len(KEY_OUTSIDE_YI), rng, low=_SMALLEST, high=_LARGEST)
    inside = spread(left_inside, INSIDE - len(KEY_INSIDE_YI), rng, low=_SMALLEST, high=_LARGEST)
    amounts = [(cny, True) for cny in outside] + [(cny, False) for cny in inside]
    rng.shuffle(amounts)
    return amounts


def _receiving(count: int, rng: Random) -> list[City]:
    """Cities by their weights, exactly `count` of them, in random order."""
    whole = sum(city.weight for city in cities())
    listed = [city for city in cities() for _ in range(city.weight * count // whole)]
    listed += [cities()[n % len(cities())] for n in range(count - len(listed))]
    rng.shuffle(listed)
    return listed


def _ordinary(maker: ProjectMaker, city: City, cny: int, from_outside: bool, before: list[Row]) -> Row:
    rng = maker.rng
    origin = draw_origin(rng) if from_outside else _inner_origin(city, rng)
    if before and rng.random() < _SAME_INVESTOR and scope_of(origin) == before[-1].get("origin_scope"):
        return maker.second_project(cny, city, before[-1])
    return maker.project(cny, city, origin)


def _inner_origin(city: City, rng: Random) -> str:
    """Another place in Hunan; three times in ten the same city."""
    other, county = draw_seat(rng)
    if rng.random() < 0.3:
        other, county = city, county_in(city, rng)
    return other.path(county if rng.random() < 0.4 else "")


def _old_lead(maker: ProjectMaker, city: City) -> Row:
    row = maker.project(maker.rng.randrange(1, 30) * YI, city, draw_origin(maker.rng))
    row.name = "（旧线索）" + row.name
    row.hidden = True
    return row


def _nameless(maker: ProjectMaker, city: City) -> Row:
    row = maker.project(maker.rng.randrange(1, 9) * YI, city, draw_origin(maker.rng))
    row.name = ""
    return row


def _key_projects(maker: ProjectMaker) -> list[Row]:
    rng = maker.rng
    of_chain = {chain: [i for i in industries() if i.chain == chain] for chain in EVENT_CHAINS}
    rows = [_hkc()]
    amounts = [(yi, True) for yi in KEY_OUTSIDE_YI] + [(yi, False) for yi in KEY_INSIDE_YI]
    for n, (yi, from_outside) in enumerate(amounts):
        city, _ = draw_seat(rng)
        origin = draw_origin(rng) if from_outside else _inner_origin(city, rng)
        rows.append(maker.project(yi * YI, city, origin, rng.choice(of_chain[EVENT_CHAINS[n % 4]])))
    for row in rows:
        row.fields |= {"stage": "signed", "signed_on": OPENING, "signed_event": "开幕式"}
        row.fields["signed_amount_cny"] = row.fields["intended_amount_cny"]
    return rows


def _hkc() -> Row:
    fields: dict[str, Any] = {
        "investor": "惠科股份有限公司",
        "origin": "广东省/深圳市",
        "origin_scope": "省外",
        "target": "湖南省/长沙市",
        "intended_amount_cny": HKC_YI * YI,
        "chain": "电子信息",
        "industry": "新型显示",
        "content": "Mini-LED背光模组、直显模组及整机。企业在湘6年、有4个项目，本项目在2025产业转移对接活动现场签约。",
        "collection_round": ROUND,
    }
    return Row("project", "惠科Mini-LED背光、直显模组及整机项目", fields)


def earlier_projects() -> list[Row]:
    """Known cases of earlier years as published (`earlier.toml`)."""
    text = (files("yanzhen.scenario.hunan2025") / "earlier.toml").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = tomllib.loads(text)["projects"]
    return [Row("project", case.pop("name"), {**case, "collection_round": EARLIER}) for case in cases]
