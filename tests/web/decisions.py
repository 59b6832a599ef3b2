"""Pairs of demands and achievements for the tests of what people decide on them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from yanzhen_web.models import Match, MatchDecision, Record
from yanzhen_web.services.matching import run_matches

from .worlds import WHY, World, told

FEW_DEMANDS = 45
"""Demands of the measured pairs that are taken: enough for 500 pairs and more."""


def silent(percent: int, message: str) -> None:
    """Tells nobody how far it is."""


def demand(name: str, publication: str = "open", **fields: Any) -> Any:
    """A demand of a firm in Changsha."""
    given = {"organisation": "示例装备有限公司", "field": "先进材料", "region": "430100"} | fields
    return told("demand", name, publication, **given)


def achievement(name: str, publication: str = "open", **fields: Any) -> Any:
    """An achievement of a university."""
    return told("achievement", name, publication, **({"organisation": "示例理工大学", "field": "先进材料"} | fields))


def proposed(world: World, who: str = "organiser") -> list[Match]:
    """What a run proposes, the best pair of each demand first."""
    run_matches(world.actor(who), None, silent)
    return list(Match.objects.unscoped(why=WHY).select_related("demand", "achievement").order_by("demand", "rank"))


def say(world: World, who: str, pairs: Iterable[tuple[Record, Record, bool]]) -> None:
    """An office's decisions on many pairs at once, as if each had been pressed; the last on a pair holds."""
    now, user = timezone.now(), world.users[who]
    pairs = {(need.pk, offer.pk): (need, offer, suits) for need, offer, suits in pairs}.values()
    office = world.actor(who).desks[0].organisation
    MatchDecision.objects.unscoped(why=WHY).bulk_create(
        MatchDecision(
            demand=demand,
            achievement=achievement,
            owner_org_id=office,
            verdict="accepted" if suits else "refused",
            by=user,
            decided_at=now,
        )
        for demand, achievement, suits in pairs
    )


TOPICS = {
    "电池": ("锂电池", "正极材料", "电解液", "隔膜", "储能", "极片"),
    "视觉": ("机器视觉", "缺陷检测", "图像识别", "相机标定", "检测算法", "光学成像"),
    "农业": ("水肥一体", "智能灌溉", "土壤监测", "温室大棚", "病虫害", "育种"),
    "焊接": ("激光焊接", "焊缝跟踪", "焊接机器人", "熔覆涂层", "堆焊", "焊丝"),
    "环保": ("废水处理", "膜分离", "除尘", "脱硝催化剂", "污泥干化", "重金属吸附"),
}


def many(world: World, demands: int = 30, each: int = 18, owner: str = "changsha") -> list[tuple[Record, Record, bool]]:
    """Made-up demands and achievements, and whether each pair suits: it does where both are of one topic."""
    rng, topics = random.Random(7), list(TOPICS)
    asked, offered = [], []
    for number in range(demands):
        words = rng.sample(TOPICS[topics[number % 5]], 3)
        asked.append(demand(f"{words[0]}{words[1]}研发{number}", content=f"解决{'、'.join(words)}的问题", field=""))
    for number in range(each * 5):
        words = rng.sample(TOPICS[topics[number % 5]], 2)
        offered.append(achievement(f"{words[0]}{words[1]}制备方法{number}", field=""))
    needs, offers = world.write(owner, *asked), world.write("university", *offered)
    return [
        (need, offers[place], n % 5 == place % 5)
        for n, need in enumerate(needs)
        for place in rng.sample(range(len(offers)), each)
    ]


def measured(world: World, shared: Path) -> list[tuple[Record, Record, bool]]:
    """Real demands and achievements, and what real people decided on the pairs (levels 3 and 4 suit).

    A few of the pairs name no achievement: these can't be records.
    """
    folder = shared / "data" / "technology"
    told_of = {row["demand_id"]: row for row in _rows(folder / "demands.tsv")}
    judged = [row for row in _rows(folder / "demand_achievement_pairs.tsv") if row["demand_id"] in told_of]
    wanted = sorted({row["demand_id"] for row in judged})[:FEW_DEMANDS]
    judged = [row for row in judged if row["demand_id"] in set(wanted) and row["achievement_title_words"].strip()]
    titles = sorted({row["achievement_title_words"].replace(" ", "") for row in judged})
    needs = world.write("changsha", *(demand(_name(told_of[key]), content=told_of[key]["text"]) for key in wanted))
    offers = world.write("university", *map(achievement, titles))
    need_of, offer_of = dict(zip(wanted, needs, strict=True)), dict(zip(titles, offers, strict=True))
    found = {
        (row["demand_id"], title): (need_of[row["demand_id"]], offer_of[title], int(row["level"]) >= 3)
        for row in judged
        for title in [row["achievement_title_words"].replace(" ", "")]
    }
    return list(found.values())


def _name(row: dict[str, str]) -> str:
    return row["title"][:200]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
