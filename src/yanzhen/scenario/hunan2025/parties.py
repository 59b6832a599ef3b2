"""Firms of Hunan that ask and offer, parks that receive, and clusters."""

from __future__ import annotations

from random import Random
from typing import Any

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import WAN, YI
from yanzhen.scenario.hunan2025.names import Namer, contact, credit_code
from yanzhen.scenario.hunan2025.phrases import Industry, industries, seeded, words
from yanzhen.scenario.hunan2025.regions import City, cities, draw_seat, seat_word, short_park

ENTERPRISES = 300
_ABOVE_SCALE_CNY = 2000 * WAN
_LEADER_CNY = 9 * YI


def plan_enterprises(seed: int, namer: Namer) -> list[Row]:
    """Invented manufacturers, spread over cities and industries."""
    rng = seeded(seed, "enterprises")
    return [enterprise(industries()[n % len(industries())], *draw_seat(rng), rng, namer) for n in range(ENTERPRISES)]


def enterprise(industry: Industry, city: City, county: str, rng: Random, namer: Namer) -> Row:
    """One invented firm of an industry in a county. `trade` is for the scenario alone; no form asks for it."""
    revenue = round(rng.lognormvariate(9.1, 1.0)) * WAN
    parks = [short_park(name) for name, seat in city.parks if seat == county]
    product = rng.choice(industry.products)
    problem = rng.choice(words("enterprise")["problems"])
    fields: dict[str, Any] = {
        "trade": product.trade,
        "credit_code": credit_code(rng),
        "region": city.path(county),
        "park": rng.choice(parks) if parks else "",
        "industry": industry.name,
        "chain": industry.chain,
        "products": f"{product.name}（年产能{rng.randrange(product.low, product.high)}{product.unit}）",
        "revenue_cny": revenue,
        "tax_cny": round(revenue * rng.uniform(0.02, 0.06) / WAN) * WAN,
        "rd_cny": round(revenue * rng.uniform(0.03, 0.09) / WAN) * WAN,
        "staff": max(12, round(revenue / 1_000_000 * rng.uniform(0.8, 1.8))),
        "above_scale": revenue >= _ABOVE_SCALE_CNY,
        "honours": rng.choice(words("enterprise")["honours"]),
        "founded_on": f"{rng.randrange(1998, 2023)}-{rng.randrange(1, 13):02d}",
        "chain_leader_firm": "链主" if revenue > _LEADER_CNY else "配套",
        "can_supply": f"{product.line}富余产能约{rng.randrange(10, 45)}%，可代工{product.name}",
        "wants_supply": f"{product.equipment}{rng.choice(('维保', '租用', '国产替代'))}，{product.name}外协件",
        "problem_text": problem.format(n=rng.randrange(3, 60), m=rng.randrange(800, 9000, 100), w=rng.choice("两三四")),
        "local_supply_share": rng.randrange(8, 76),
        "contact": contact(rng),
    }
    return Row("enterprise", namer.firm(seat_word(city.path()), product.trade), fields)


def plan_parks(seed: int) -> list[Row]:
    """Real parks as places; every figure of theirs is invented."""
    rng = seeded(seed, "parks")
    return [_park(city, name, county, rng) for city in cities() for name, county in city.parks]


def _park(city: City, name: str, county: str, rng: Random) -> Row:
    level = "国家级" if "技术" in name and rng.random() < 0.5 else "省级"
    fields: dict[str, Any] = {
        "region": city.path(county),
        "level": level,
        "leading_industries": "、".join(industry.name for industry in rng.sample(industries(), 2)),
        **_park_room(rng),
        **_park_prices(rng),
        **_park_words(rng),
        "as_of": "2025-02-28",
        "contact": contact(rng),
    }
    return Row("park", name, fields)


def _park_room(rng: Random) -> dict[str, Any]:
    """Land, buildings and what is left of power, sewage and energy."""
    return {
        "planned_area_km2": round(rng.uniform(6, 68), 1),
        "land_available_mu": rng.randrange(120, 3600, 10),
        "factory_vacant_m2": rng.randrange(8_000, 260_000, 500),
        "factory_spec": f"首层{rng.choice(('6', '7.2', '8.1'))}m、承重{rng.choice(('1.5', '2', '3'))}t/㎡",
        "power_spare_kva": f"{rng.randrange(8, 160) * 1000}",
        "sewage_spare_t_day": rng.randrange(500, 26000, 100),
        "energy_quota_tce": rng.randrange(2_000, 90_000, 500),
        "firms": rng.randrange(60, 1300),
        "housing": rng.randrange(60, 3200, 20),
    }


def _park_prices(rng: Random) -> dict[str, Any]:
    return {
        "factory_rent": f"{rng.randrange(7, 19)}元/㎡·月",
        "land_price": f"{rng.randrange(12, 46)}万元/亩",
        "power_price": round(rng.uniform(0.58, 0.72), 3),
        "water_price": round(rng.uniform(2.2, 3.9), 2),
        "gas_price": round(rng.uniform(3.1, 3.9), 2),
        "wage": f"{rng.randrange(42, 66) * 100}元/月",
        "tax_per_mu": round(rng.uniform(8, 36), 1),
    }


def _park_words(rng: Random) -> dict[str, str]:
    parts = words("park")
    near = {"a": rng.randrange(3, 48), "b": rng.randrange(1, 12), "c": rng.randrange(6, 180)}
    return {
        "transport": rng.choice(parts["transport"]).format_map(near),
        "admission_min": rng.choice(parts["admission"]).format(i=rng.randrange(200, 420, 10), t=rng.randrange(12, 32)),
        "negative_list": rng.choice(parts["negative"]),
    }


NATIONAL = "国家先进制造业集群"
NATIONAL_SME = "国家级中小企业特色产业集群"
SME_CLUSTERS = 15

_CLUSTERS = (
    ("长沙市工程机械集群", "湖南省/长沙市", "工程机械"),
    ("株洲市轨道交通装备集群", "湖南省/株洲市", "轨道交通装备"),
    ("长沙市新一代自主安全计算系统集群", "湖南省/长沙市", "智能终端与算力"),
    ("株洲市中小航空发动机集群", "湖南省/株洲市", "航空航天"),
    ("衡长株潭特高压输变电装备集群", "湖南省/衡阳市", "输变电装备"),
)


def plan_clusters(seed: int) -> list[Row]:
    """The five national clusters of advanced manufacturing, and fifteen of small firms with invented names."""
    rng = seeded(seed, "clusters")
    rows = [_cluster(name, NATIONAL, region, industry, rng) for name, region, industry in _CLUSTERS]
    seats = [(city, county) for city in cities() for county in sorted({seat for _, seat in city.parks})]
    for n, (city, county) in enumerate(rng.sample(seats, SME_CLUSTERS)):
        industry = industries()[n % len(industries())]
        name = f"{county}{rng.choice(industry.products).name}产业集群（示例）"
        rows.append(_cluster(name, NATIONAL_SME, city.path(county), industry.name, rng))
    return rows


def _cluster(name: str, level: str, region: str, industry: str, rng: Random) -> Row:
    output = rng.randrange(300, 2600) if level == NATIONAL else rng.randrange(40, 260)
    fields = {
        "level": level,
        "region": region,
        "industry": industry,
        "recognised_on": str(rng.randrange(2021, 2025)),
        "firms": rng.randrange(60, 900),
        "output_cny": output * YI,
    }
    return Row("cluster", name, fields)
