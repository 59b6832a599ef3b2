"""Firms of Hunan that ask and offer, parks that receive, clusters, and the policies written for them."""

from __future__ import annotations

from random import Random
from typing import Any

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.names import Namer, contact, credit_code
from yanzhen.scenario.hunan2025.phrases import Industry, industries
from yanzhen.scenario.hunan2025.regions import City, cities, draw_seat, seat_word, short_park

ENTERPRISES = 300

_HONOURS = (
    "国家级专精特新“小巨人”",
    "省级专精特新中小企业",
    "高新技术企业",
    "创新型中小企业",
    "省级单项冠军",
    "科技型中小企业",
)
_PROBLEMS = (
    "熟练焊工、钳工缺{n}人左右", "用电高峰期{n}天限产", "应收账款平均拖{n}天", "厂房面积不够，差{m}㎡", "外协件交期比约定晚{n}天",
    "融资成本高，{n}家银行未批", "物流专线每周只有{n}班", "检测要送外省，来回{n}天",
)  # fmt: skip


def plan_enterprises(seed: int, namer: Namer) -> list[Row]:
    """Invented manufacturers, spread over cities and industries."""
    rng = Random(f"{seed}:enterprises")
    rows = []
    for n in range(ENTERPRISES):
        industry = industries()[n % len(industries())]
        city, county = draw_seat(rng)
        rows.append(enterprise(industry, city, county, rng, namer))
    return rows


def enterprise(industry: Industry, city: City, county: str, rng: Random, namer: Namer) -> Row:
    """One invented firm of an industry in a county."""
    revenue = round(rng.lognormvariate(9.1, 1.0)) * 10_000
    wants = rng.sample([*industry.lines, *industry.equipment], 2)
    parks = [short_park(name) for name, seat in city.parks if seat == county]
    product = rng.choice(industry.products)
    fields: dict[str, Any] = {
        "credit_code": credit_code(rng), "region": city.path(county), "park": rng.choice(parks) if parks else "",
        "industry": industry.name, "chain": industry.chain,
        "products": f"{product.name}（年产能{rng.randrange(product.low, product.high)}{product.unit}）",
        "revenue_cny": revenue, "tax_cny": round(revenue * rng.uniform(0.02, 0.06) / 10_000) * 10_000,
        "rd_cny": round(revenue * rng.uniform(0.03, 0.09) / 10_000) * 10_000,
        "staff": max(12, round(revenue / 1_000_000 * rng.uniform(0.8, 1.8))), "above_scale": revenue >= 20_000_000,
        "honours": rng.choice(_HONOURS), "founded_on": f"{rng.randrange(1998, 2023)}-{rng.randrange(1, 13):02d}",
        "chain_leader_firm": "链主" if revenue > 900_000_000 else "配套",
        "can_supply": f"{rng.choice(industry.lines)}富余产能约{rng.randrange(10, 45)}%",
        "wants_supply": f"{wants[0]}改造、{wants[1]}{rng.choice(('维保', '代工', '租用', '国产替代'))}",
        "problem_text": rng.choice(_PROBLEMS).format(n=rng.randrange(3, 60), m=rng.randrange(800, 9000, 100)),
        "local_supply_share": rng.randrange(8, 76), "contact": contact(rng),
    }  # fmt: skip
    name = namer.firm(seat_word(city.path()), rng.choice(industry.trades))
    return Row("enterprise", name, fields)


def plan_parks(seed: int) -> list[Row]:
    """Real parks as places; every figure of theirs is invented."""
    rng = Random(f"{seed}:parks")
    return [_park(city, name, county, rng) for city in cities() for name, county in city.parks]


def _park(city: City, name: str, county: str, rng: Random) -> Row:
    chosen = rng.sample(industries(), 2)
    level = "国家级" if name.endswith("技术开发区") and rng.random() < 0.9 else "省级"
    vacant = rng.randrange(8_000, 260_000, 500)
    return Row("park", name, {
        "region": city.path(county), "level": level, "leading_industries": "、".join(i.name for i in chosen),
        "planned_area_km2": round(rng.uniform(6, 68), 1), "land_available_mu": rng.randrange(120, 3600, 10),
        "factory_vacant_m2": vacant, "factory_rent": f"{rng.randrange(7, 19)}元/㎡·月",
        "factory_spec": f"首层{rng.choice(('6', '7.2', '8.1'))}m、承重{rng.choice(('1.5', '2', '3'))}t/㎡",
        "land_price": f"{rng.randrange(12, 46)}万元/亩", "power_price": round(rng.uniform(0.58, 0.72), 3),
        "power_spare_kva": f"{rng.randrange(8, 160) * 1000}", "water_price": round(rng.uniform(2.2, 3.9), 2),
        "gas_price": round(rng.uniform(3.1, 3.9), 2), "sewage_spare_t_day": rng.randrange(500, 26000, 100),
        "energy_quota_tce": rng.randrange(2_000, 90_000, 500), "wage": f"{rng.randrange(42, 66) * 100}元/月",
        "tax_per_mu": round(rng.uniform(8, 36), 1), "firms": rng.randrange(60, 1300), "housing": rng.randrange(0, 3200, 20),
        "transport": f"距高铁站{rng.randrange(3, 48)}公里、高速互通{rng.randrange(1, 12)}公里、水运码头{rng.randrange(6, 180)}公里",
        "admission_min": f"投资强度不低于{rng.randrange(200, 420, 10)}万元/亩，亩均税收不低于{rng.randrange(12, 32)}万元",
        "negative_list": rng.choice(("电解铝、水泥熟料", "未入化工片区的化工项目", "电镀（配套中心除外）", "高耗水印染")),
        "as_of": "2025-02-28", "contact": contact(rng),
    })  # fmt: skip


NATIONAL = "国家先进制造业集群"
NATIONAL_SME = "国家级中小企业特色产业集群"

_CLUSTERS = (
    ("长沙市工程机械集群", "湖南省/长沙市", "工程机械"),
    ("株洲市轨道交通装备集群", "湖南省/株洲市", "轨道交通装备"),
    ("长沙市新一代自主安全计算系统集群", "湖南省/长沙市", "智能终端与算力"),
    ("株洲市中小航空发动机集群", "湖南省/株洲市", "航空航天"),
    ("衡长株潭特高压输变电装备集群", "湖南省/衡阳市", "输变电装备"),
)


def plan_clusters(seed: int) -> list[Row]:
    """The five national clusters of advanced manufacturing, and fifteen of small firms with invented names."""
    rng = Random(f"{seed}:clusters")
    rows = [_cluster(name, NATIONAL, region, industry, rng) for name, region, industry in _CLUSTERS]
    seats = [(city, county) for city in cities() for county in sorted({seat for _, seat in city.parks})]
    for n, (city, county) in enumerate(rng.sample(seats, 15)):
        industry = industries()[(n * 5 + 3) % len(industries())]
        name = f"{county}{rng.choice(industry.products).name}产业集群（示例）"
        rows.append(_cluster(name, NATIONAL_SME, city.path(county), industry.name, rng))
    return rows


def _cluster(name: str, level: str, region: str, industry: str, rng: Random) -> Row:
    output = rng.randrange(300, 2600) if level == NATIONAL else rng.randrange(40, 260)
    return Row("cluster", name, {
        "level": level, "region": region, "industry": industry, "recognised_on": str(rng.randrange(2021, 2025)),
        "firms": rng.randrange(60, 900), "output_cny": output * 100_000_000,
    })  # fmt: skip


_MEASURES = (
    (
        "设备投入补助",
        "按新购设备不含税金额的{a}%补助，单个项目最高{max}万元",
        "投资额{low}万元以上且已入统的制造业项目",
    ),
    (
        "标准厂房租金补贴",
        "连续{y}年按每平方米每月{a}元补贴，每年最高{max}万元",
        "租用园区厂房{low}㎡以上并正常纳税的企业",
    ),
    ("校企协同攻关补助", "按实际支付技术开发费的{a}%补助，最高{max}万元", "合同完成认定登记且到账{low}万元以上的企业"),
    ("首台（套）装备应用奖励", "按首年销售额的{a}%奖励研制单位，最高{max}万元", "列入省级目录、销售{low}台以上的装备"),
    (
        "专精特新培育奖励",
        "首次认定一次性奖励{max}万元，复核通过再给{a}万元",
        "营收{low}万元以上、研发占比达标的中小企业",
    ),
    ("物流费用补助", "按铁路和水运费用的{a}%补助，年度最高{max}万元", "年发运{low}标箱以上的生产企业"),
    ("技术改造贴息", "按同期贷款利率的{a}%贴息，期限{y}年，最高{max}万元", "完成备案且设备投资{low}万元以上的技改项目"),
    (
        "成果转化风险补偿",
        "先使用后付费失败的补偿约定许可费的{a}%，单项最高{max}万元",
        "许可费{low}万元以上的省内中小企业",
    ),
    ("绿色制造奖补", "改造后年节能量每吨标煤奖{a}元以上，最高{max}万元", "年综合能耗{low}吨标煤以上的企业"),
    ("用工招引补贴", "新招员工连续参保{y}个月每人补{a}元起，最高{max}万元", "一次性新增用工{low}人以上的企业"),
)


def plan_policies(seed: int) -> list[Row]:
    """Thirty invented policies of the province, cities and counties."""
    rng = Random(f"{seed}:policies")
    return [_policy(n, rng) for n in range(30)]


def _policy(number: int, rng: Random) -> Row:
    topic, measure, whom = _MEASURES[number % len(_MEASURES)]
    city, county = draw_seat(rng)
    level, region, issuer = rng.choice((
        ("省级", "湖南省", "省级主管部门（示例）"),
        ("市级", city.path(), f"{city.name}工业和信息化局（示例）"),
        ("县级", city.path(county), f"{county}人民政府办公室（示例）"),
    ))  # fmt: skip
    top = rng.choice((10, 20, 30, 50, 80, 100, 200, 300, 500, 800))
    a, y = rng.randrange(3, 31), rng.choice((1, 2, 3))
    place = region.split("/")[-1]
    return Row("policy", f"{place}{topic}{rng.choice(('实施细则', '办法', '若干措施'))}（示例{number + 1:02d}）", {
        "document_no": f"示例〔2024〕{number + 1}号", "issuer": issuer, "level": level, "region": region,
        "industry": "、".join(i.name for i in rng.sample(industries(), 3)),
        "object": whom.format(low=rng.choice((50, 100, 200, 300, 500, 1000))),
        "measure": measure.format(a=a, y=y, max=top), "amount_max_cny": top * 10_000,
        "conditions": f"近{rng.choice((1, 2, 3))}年无重大安全环保处罚，依法纳统，申报次数不超过{rng.randrange(1, 4)}次",
        "form": rng.choice(("免申即享", "申报享受")), "window": f"每年{rng.randrange(1, 7)}月、{rng.randrange(7, 13)}月",
        "stacking": rng.choice(("可叠加", "就高不重复")), "fair_review": "已审查",
        "issued_on": f"2024-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}", "valid_until": "2027-12-31",
        "contact": contact(rng),
    })  # fmt: skip
