"""The programme 1+4+N, and the figures that other offices published."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.projects import OPENING
from yanzhen.scenario.hunan2025.regions import cities

_INDUSTRY_SESSIONS = (
    ("高端装备制造产业链专场", "高端装备"),
    ("电子信息产业链专场", "电子信息"),
    ("先进材料产业链专场", "先进材料"),
    ("航空航天产业链专场", "航空航天"),
)


def plan_sessions(seed: int) -> list[Row]:
    """One opening, four industry sessions (the first name is published), fourteen of the cities."""
    rng = Random(f"{seed}:sessions")
    rows = [_session("2025中国产业转移发展对接活动（湖南）开幕式", "开幕式", OPENING, "湖南省/长沙市", "", rng, 1200)]
    for n, (name, chain) in enumerate(_INDUSTRY_SESSIONS):
        rows.append(_session(name, "产业链专场", f"2025-03-{29 + n // 2}", "湖南省/长沙市", chain, rng, 320))
    for n, city in enumerate(cities()):
        name = f"{city.name}产业转移对接专场"
        rows.append(
            _session(
                name, "市县专场", f"2025-{'03-30' if n < 6 else '04-' + f'{n - 3:02d}'}", city.path(), "", rng, 180
            )
        )
    return rows


def _session(name: str, kind: str, held: str, region: str, chain: str, rng: Random, heads: int) -> Row:
    return Row("session", name, {
        "session_kind": kind, "held_on": held, "venue": f"{region.split('/')[-1]}会展场馆（示例）", "region": region,
        "organisation": f"{region.split('/')[-1]}工业和信息化局（示例）", "chain": chain,
        "mode": rng.choice(("线下", "线上+线下")), "headcount": heads + rng.randrange(0, 60, 5),
    })  # fmt: skip


CITED_COLUMNS = ("id", "name_zh", "name_en", "value", "unit", "as_of", "source_zh", "source_en")
CITED: tuple[tuple[str, ...], ...] = (
    (
        "cited_transfer_firms_2024", "2024年承接产业转移企业数", "Firms that Hunan took on in 2024", "4291", "家", "2024",
        "公开报道引述主管部门数据，2025-03-30", "published report quoting the department in charge, 2025-03-30",
    ),
    (
        "cited_funds_in_place_2024", "2024年到位资金（约）", "Funds in place in 2024 (about)", "6800", "亿元", "2024",
        "公开报道引述主管部门数据，2025-03-30", "published report quoting the department in charge, 2025-03-30",
    ),
)  # fmt: skip
"""Cited, never rebuilt: the scenario has no rows behind them."""
