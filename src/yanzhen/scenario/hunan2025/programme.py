"""The programme 1+4+N, and the figures that other offices published."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.phrases import seeded
from yanzhen.scenario.hunan2025.projects import OPENING
from yanzhen.scenario.hunan2025.regions import cities

_INDUSTRY_SESSIONS = (
    ("高端装备制造产业链专场", "高端装备"),
    ("电子信息产业链专场", "电子信息"),
    ("先进材料产业链专场", "先进材料"),
    ("航空航天产业链专场", "航空航天"),
)


_CITY_DAYS = ("2025-03-30", "2025-03-31", "2025-04-02", "2025-04-08", "2025-04-10")


def plan_sessions(seed: int) -> list[Row]:
    """One opening, four industry sessions (the first name is published), fourteen of the cities."""
    rng = seeded(seed, "sessions")
    changsha = cities()[0].path()
    rows = [_session("2025中国产业转移发展对接活动（湖南）开幕式", "开幕式", OPENING, changsha, 1200, rng)]
    for n, (name, chain) in enumerate(_INDUSTRY_SESSIONS):
        row = _session(name, "产业链专场", f"2025-03-{29 + n // 2}", changsha, 320, rng)
        row.fields["chain"] = chain
        rows.append(row)
    for n, city in enumerate(cities()):
        held = _CITY_DAYS[n % len(_CITY_DAYS)]
        rows.append(_session(f"{city.name}产业转移对接专场", "市县专场", held, city.path(), 180, rng))
    return rows


def _session(name: str, kind: str, held: str, region: str, heads: int, rng: Random) -> Row:
    place = region.split("/")[-1]
    fields = {
        "session_kind": kind,
        "held_on": held,
        "venue": f"{place}会展场馆（示例）",
        "region": region,
        "organisation": f"{place}工业和信息化局（示例）",
        "mode": rng.choice(("线下", "线上+线下")),
        "headcount": heads + rng.randrange(0, 60, 5),
    }
    return Row("session", name, fields)


CITED_COLUMNS = ("id", "name_zh", "name_en", "value", "unit", "as_of", "source_zh", "source_en")
_SOURCE = ("公开报道引述主管部门数据，2025-03-30", "published report quoting the department in charge, 2025-03-30")
CITED: tuple[tuple[str, ...], ...] = (
    ("cited_firms_2024", "2024年承接产业转移企业数", "Firms taken on in 2024", "4291", "家", "2024", *_SOURCE),
    ("cited_funds_2024", "2024年到位资金（约）", "Funds in place in 2024 (about)", "6800", "亿元", "2024", *_SOURCE),
)
"""Cited, never rebuilt: the scenario has no rows behind them."""
