"""Thirty invented policies of the province, its cities and counties."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import WAN
from yanzhen.scenario.hunan2025.names import contact
from yanzhen.scenario.hunan2025.phrases import industries, seeded, words
from yanzhen.scenario.hunan2025.regions import HUNAN, draw_seat

POLICIES = 30
_TOPS = (10, 20, 30, 50, 80, 100, 200, 300, 500, 800)
_LEAST = (50, 100, 200, 300, 500, 1000)


def plan_policies(seed: int) -> list[Row]:
    """All of them, topic after topic."""
    rng = seeded(seed, "policies")
    return [_policy(number, rng) for number in range(1, POLICIES + 1)]


def _policy(number: int, rng: Random) -> Row:
    parts = words("policy")
    topic, measure, whom = parts["measures"][number % len(parts["measures"])].split(" | ")
    level, region, issuer = _issuer(rng)
    top = rng.choice(_TOPS)
    fields = {
        "document_no": f"示例〔2024〕{number}号",
        "issuer": issuer,
        "level": level,
        "region": region,
        "industry": "、".join(industry.name for industry in rng.sample(industries(), 3)),
        "object": whom.format(low=rng.choice(_LEAST)),
        "measure": measure.format(a=rng.randrange(3, 31), y=rng.choice((1, 2, 3)), max=top),
        "amount_max_cny": top * WAN,
        "conditions": f"近{rng.choice((1, 2, 3))}年无重大安全环保处罚，依法纳统，累计申报不超过{rng.randrange(1, 4)}次",
        "form": rng.choice(("免申即享", "申报享受")),
        "window": f"每年{rng.randrange(1, 7)}月、{rng.randrange(7, 13)}月",
        "stacking": rng.choice(("可叠加", "就高不重复")),
        "fair_review": "已审查",
        "issued_on": f"2024-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}",
        "valid_until": "2027-12-31",
        "contact": contact(rng),
    }
    place = region.split("/")[-1]
    return Row("policy", f"{place}{topic}{rng.choice(parts['tails'])}（示例{number:02d}）", fields)


def _issuer(rng: Random) -> tuple[str, str, str]:
    city, county = draw_seat(rng)
    return rng.choice(
        (
            ("省级", HUNAN, "省级主管部门（示例）"),
            ("市级", city.path(), f"{city.name}工业和信息化局（示例）"),
            ("县级", city.path(county), f"{county}人民政府办公室（示例）"),
        )
    )
