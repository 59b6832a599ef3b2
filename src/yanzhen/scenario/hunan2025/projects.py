"""The 543 projects of the event's round, the sixteen of the opening among them, and the ledger of earlier years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import YI, spread
from yanzhen.scenario.hunan2025.names import Namer, contact, credit_code
from yanzhen.scenario.hunan2025.phrases import Industry, Pen, industries
from yanzhen.scenario.hunan2025.regions import (
    ABROAD,
    City,
    cities,
    county_in,
    draw_origin,
    draw_seat,
    is_outside,
    seat_word,
    short_park,
)

ROUND = "2025产业转移对接活动"
EARLIER = "历年项目"
OPENING = "2025-03-29"
EVENT_CHAINS = ("高端装备", "电子信息", "先进材料", "航空航天")

OUTSIDE, OUTSIDE_CNY = 337, 3086 * YI
INSIDE, INSIDE_CNY = 206, 1395 * YI
KEY_OUTSIDE_YI = (60, 52, 45, 40, 36, 35, 30, 28, 25, 22, 20, 15)
"""Of the sixteen at the opening, beside 惠科's 90 亿元 (published) the others are invented, as are these amounts."""
KEY_INSIDE_YI = (32, 18, 12)
HKC_YI = 90

_NAMES = (
    "{product}生产基地项目",
    "年产{quantity}{unit}{product}项目",
    "{product}智能制造项目",
    "{product}研发及产业化项目",
    "{product}生产线整体搬迁项目",
    "{product}扩产及配套项目",
    "{segment}产业园（{product}）项目",
    "{product}数字化工厂项目",
    "{product}华中总部及制造基地项目",
)
_SITES = (
    "租赁标准厂房{m2}万㎡",
    "供地{mu}亩新建厂房{m2}万㎡",
    "收购闲置厂房{m2}万㎡改造",
    "利用园区代建厂房{m2}万㎡",
    "摘牌用地{mu}亩、建设厂房及研发楼{m2}万㎡",
)
_BUILD = [
    "{site}，新上{line}{lines}条，购置{equipment}等设备{sets}台（套），达产后年产{product}{quantity}{unit}。",
    "拟{site}，分{parts}期建设，首期上{line}{lines}条、年产{product}{quantity}{unit}，{equipment}等{sets}台（套）同步采购。",
    "由{seat}工厂整体迁入{equipment}等设备{sets}台（套）并新增{line}{lines}条，{site}，形成年产{product}{quantity}{unit}能力。",
    "围绕{segment}环节布局，{site}，建设{line}{lines}条和{equipment}试验平台，年产{product}{quantity}{unit}，设备合计{sets}台（套）。",
    "采取“研发在{seat}、制造在湖南”的方式，{site}，配{line}{lines}条、{equipment}等{sets}台（套），年产{product}{quantity}{unit}。",
    "项目{site}，主要工艺为{line}（{lines}条），关键设备{equipment}由企业自带，共{sets}台（套），设计年产{product}{quantity}{unit}。",
]
_YIELD = [
    "预计年产值{output}亿元、年税收{tax}万元，用工{jobs}人，变压器容量{kva}kVA。",
    "达产后年产值可达{output}亿元，纳税{tax}万元左右，带动就业{jobs}人，日用水{water}吨。",
    "企业测算满产年产值{output}亿元、税收{tax}万元，需招工{jobs}人，其中技术岗{skilled}人。",
    "投产后第{year}年满产，年产值{output}亿元，年税收{tax}万元，新增岗位{jobs}个，用电负荷{kva}kVA。",
]
_NEEDS = [
    "企业已来{park}考察{times}次，关心{care}，请{office}在{days}日内书面答复。",
    "选址比选了{rivals}个地方，主要看{care}，已安排专班在{days}天内拿出测算。",
    "目前{care}尚未谈定，{office}牵头每{days}天调度一次，已会商{times}轮。",
    "{park}承诺{days}个工作日办结备案，{care}由{office}跟进，剩{times}项待销号。",
    "框架条款已过{times}稿，{care}写入协议附件，预计{days}天后定稿。",
]
_CARES = (
    "双回路供电", "蒸汽价格和管网距离", "物流成本", "熟练工招引", "人才公寓", "厂房层高与承重", "环评总量指标",
    "用能指标", "绿电比例", "本地配套半径", "设备搬迁补助兑现时间", "港口和铁路专线条件", "铝液或钢材直供", "算力接入",
    "危化品仓储", "污水预处理分工", "员工子女入学", "上下游账期", "保税物流", "洁净厂房交付标准",
)  # fmt: skip
_OFFICES = ("招商部门", "工信部门", "自然资源部门", "生态环境部门", "发改部门", "园区管委会", "供电公司", "人社部门")
_MODES = ("新建", "新建", "扩建", "整体迁建", "增资扩产", "合资共建")
_ROLES = ("补链", "延链", "强链", "建链")
_STAGES = (("signed", 40), ("negotiating", 42), ("contact", 18))


@dataclass(slots=True)
class Projects:
    """The rows of every office: the sixteen, those of each city, hidden old leads by city, and the ledger."""

    key: list[Row]
    by_city: dict[str, list[Row]]
    hidden: dict[str, list[Row]]
    earlier: list[Row]

    def counted(self) -> Iterable[Row]:
        """The 543."""
        yield from self.key
        for rows in self.by_city.values():
            yield from rows


class _Maker:
    """Makes project rows with one generator, so that the order of making is the order of drawing."""

    def __init__(self, seed: int, namer: Namer) -> None:
        self.rng = Random(f"{seed}:projects")
        self.namer = namer
        self.pen = Pen(self.rng)
        self.weights = [industry.weight for industry in industries()]

    def project(self, cny: int, city: City, origin: str, industry: Industry | None = None) -> Row:
        rng = self.rng
        industry = industry or rng.choices(industries(), self.weights)[0]
        county = county_in(city, rng)
        parks = [name for name, seat in city.parks if seat == county]
        park = short_park(rng.choice(parks)) if parks and rng.random() < 0.85 else ""
        facts = self._facts(cny, industry, origin, park or county)
        row = Row("project", rng.choice(_NAMES).format_map(facts))
        row.fields = {
            "investor": self.namer.firm(seat_word(origin), rng.choice(industry.trades)),
            "credit_code": credit_code(rng),
            "origin": origin,
            "origin_scope": scope_of(origin),
            "target": city.path(county),
            "park": park,
            "intended_amount_cny": cny,
            "fixed_assets_cny": round(cny * rng.uniform(0.55, 0.85) / 1_000_000) * 1_000_000,
            "chain": industry.chain,
            "industry": industry.name,
            "chain_role": rng.choice(_ROLES),
            "transfer_mode": rng.choice(_MODES),
            "content": self._content(facts),
            "land_mu": facts["mu"],
            "jobs": facts["jobs"],
            "output_expected_cny": round(facts["output"] * 10) * (YI // 10),
            "tax_expected_cny": facts["tax"] * 10_000,
            "contact": contact(rng),
            "office_lead": f"{county}{rng.choice(('工业和信息化局', '商务局', '招商服务中心'))}",
            "collection_round": ROUND,
        }
        row.fields |= self._dates()
        return row

    def _facts(self, cny: int, industry: Industry, origin: str, park: str) -> dict[str, Any]:
        rng = self.rng
        product = rng.choice(industry.products)
        yi = cny / YI
        mu = max(8, round(min(yi, 30) * rng.uniform(8, 26)))
        quantity = max(
            product.low, round(product.low + (product.high - product.low) * min(1.0, yi / 30 * rng.random()))
        )
        return {
            "product": product.name, "unit": product.unit, "quantity": quantity, "seat": seat_word(origin),
            "segment": rng.choice(industry.segments), "equipment": rng.choice(industry.equipment),
            "line": rng.choice(industry.lines), "lines": rng.randrange(2, 14), "mu": mu,
            "m2": round(max(0.2, mu * rng.uniform(0.03, 0.08)), 1), "sets": round(30 + yi * rng.uniform(8, 30)),
            "parts": rng.choice("两三"), "output": round(max(0.2, yi * rng.uniform(0.9, 2.2)), 1),
            "tax": max(60, round(yi * rng.uniform(180, 520) / 10) * 10), "jobs": round(20 + yi * rng.uniform(15, 45)),
            "kva": int(round(200 + yi * rng.uniform(200, 700), -1)), "water": round(5 + yi * rng.uniform(6, 40)),
            "skilled": rng.randrange(8, 60), "year": rng.choice("二三四"), "park": park,
        }  # fmt: skip

    def _content(self, facts: dict[str, Any]) -> str:
        rng = self.rng

        def drawn() -> dict[str, Any]:
            more = {
                "care": "和".join(rng.sample(_CARES, 2)), "office": rng.choice(_OFFICES), "days": rng.randrange(3, 31),
                "times": rng.randrange(2, 9), "rivals": rng.randrange(3, 12),
            }  # fmt: skip
            return {**facts, **more, "site": rng.choice(_SITES).format_map(facts)}

        parts = [self.pen.sentence(_BUILD, drawn), self.pen.sentence(_YIELD, drawn)]
        if rng.random() < 0.6:
            parts.append(self.pen.sentence(_NEEDS, drawn))
        return "".join(parts)

    def _dates(self) -> dict[str, str]:
        rng = self.rng
        stage = rng.choices([s for s, _ in _STAGES], [w for _, w in _STAGES])[0]
        month = rng.randrange(6, 13) if rng.random() < 0.6 else 0
        contacted = f"2024-{month:02d}-{rng.randrange(1, 28):02d}" if month else f"2025-01-{rng.randrange(2, 28):02d}"
        dates = {"stage": stage, "contacted_on": contacted[:7] if rng.random() < 0.4 else contacted}
        if stage == "signed":
            dates["signed_on"] = f"2025-{rng.choice(('02', '03'))}-{rng.randrange(1, 28):02d}"
        if stage != "contact":
            start = rng.randrange(4, 13)
            dates["start_planned_on"] = f"2025-{start:02d}" if rng.random() < 0.7 else _quarter(2025, start)
            dates["produce_planned_on"] = rng.choice(
                (f"2026-{rng.randrange(1, 13):02d}", _quarter(2026, start), "2026")
            )
        return dates


def _quarter(year: int, month: int) -> str:
    first = (month - 1) // 3 * 3 + 1
    return f"{year}-{first:02d}/{year}-{first + 2:02d}"


def scope_of(origin: str) -> str:
    """省外, 省内 or 境外 (abroad, Hong Kong, Macao and Taiwan): the office's column of origin."""
    if not is_outside(origin):
        return "省内"
    return "境外" if origin in ABROAD or origin[:2] in ("香港", "澳门", "台湾") else "省外"


def plan_projects(seed: int, namer: Namer) -> Projects:
    """All projects of the scenario, with the published sums."""
    maker = _Maker(seed, namer)
    rng = maker.rng
    key = _key_projects(maker)
    outside = spread(
        OUTSIDE_CNY - (HKC_YI + sum(KEY_OUTSIDE_YI)) * YI,
        OUTSIDE - 1 - len(KEY_OUTSIDE_YI),
        rng,
        low=YI // 4,
        high=48 * YI,
    )
    inside = spread(INSIDE_CNY - sum(KEY_INSIDE_YI) * YI, INSIDE - len(KEY_INSIDE_YI), rng, low=YI // 5, high=45 * YI)
    receiving = _receiving(len(outside) + len(inside), rng)
    amounts = [(cny, True) for cny in outside] + [(cny, False) for cny in inside]
    rng.shuffle(amounts)
    by_city: dict[str, list[Row]] = {city.name: [] for city in cities()}
    for city, (cny, from_outside) in zip(receiving, amounts, strict=True):
        by_city[city.name].append(_ordinary(maker, city, cny, from_outside, by_city[city.name]))
    hidden = {name: [_old_lead(maker, name) for _ in range(rng.randrange(1, 4))] for name in by_city}
    return Projects(key, by_city, hidden, earlier_projects())


def _receiving(count: int, rng: Random) -> list[City]:
    """Cities by their weights, exactly `count` of them, in random order."""
    whole = sum(city.weight for city in cities())
    listed = [city for city in cities() for _ in range(city.weight * count // whole)]
    listed += [cities()[n % len(cities())] for n in range(count - len(listed))]
    rng.shuffle(listed)
    return listed


def _ordinary(maker: _Maker, city: City, cny: int, from_outside: bool, before: list[Row]) -> Row:
    rng = maker.rng
    origin = draw_origin(rng) if from_outside else _inner_origin(city, rng)
    row = maker.project(cny, city, origin)
    # One investor in twenty brings two projects to the same county.
    if before and rng.random() < 0.06 and scope_of(origin) == before[-1].get("origin_scope"):
        last = before[-1]
        row.fields |= {
            key: last.get(key) for key in ("investor", "credit_code", "origin", "origin_scope", "target", "park")
        }
        while row.name == last.name:
            row.name = row.name.removesuffix("项目") + "二期项目"
    return row


def _inner_origin(city: City, rng: Random) -> str:
    other, county = draw_seat(rng)
    if rng.random() < 0.3:
        other, county = city, county_in(city, rng)
    return other.path(county if rng.random() < 0.4 else "")


def _old_lead(maker: _Maker, city_name: str) -> Row:
    city = next(city for city in cities() if city.name == city_name)
    row = maker.project(maker.rng.randrange(1, 30) * YI, city, draw_origin(maker.rng))
    row.name = "（旧线索）" + row.name
    row.hidden = True
    return row


def _key_projects(maker: _Maker) -> list[Row]:
    rng = maker.rng
    of_chain = {chain: [i for i in industries() if i.chain == chain] for chain in EVENT_CHAINS}
    rows = [_hkc()]
    amounts = [(yi, True) for yi in KEY_OUTSIDE_YI] + [(yi, False) for yi in KEY_INSIDE_YI]
    for n, (yi, from_outside) in enumerate(amounts):
        city, _ = draw_seat(rng)
        origin = draw_origin(rng) if from_outside else _inner_origin(city, rng)
        row = maker.project(yi * YI, city, origin, rng.choice(of_chain[EVENT_CHAINS[n % 4]]))
        rows.append(row)
    for row in rows:
        row.fields |= {"stage": "signed", "signed_on": OPENING, "signed_event": "开幕式", "key_grade": "省级重点"}
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
        "content": "Mini-LED背光模组、直显模组及整机。企业在湘6年，已布局4个项目，本项目在2025产业转移对接活动现场签约。",
        "collection_round": ROUND,
    }
    return Row("project", "惠科Mini-LED背光、直显模组及整机项目", fields)


def earlier_projects() -> list[Row]:
    """Known cases of earlier years as published; they are no part of the event's round."""
    return [Row("project", name, {**fields, "collection_round": EARLIER}) for name, fields in _EARLIER]


_EARLIER: list[tuple[str, dict[str, Any]]] = [
    (
        "惠科第8.6代新型显示器件生产线项目",
        {
            "investor": "惠科股份有限公司", "origin": "广东省/深圳市", "target": "湖南省/长沙市", "industry": "新型显示",
            "stage": "producing", "started_on": "2019-12", "producing_on": "2021-02",
            "content": "第8.6代面板生产线，从开工到投产历时14个月。",
            "note": "起止月份为示例，间隔14个月见公开报道",
        },
    ),
    (
        "光启技术超材料产业基地项目",
        {
            "investor": "光启技术股份有限公司", "origin": "广东省/深圳市", "target": "湖南省/株洲市", "industry": "航空航天",
            "stage": "started", "contacted_on": "2024-09", "signed_on": "2024-09", "started_on": "2024-10",
            "produce_planned_on": "2025-01/2025-06",
            "content": "超材料研发与制造。企业比选25个省份、100多个城市后选定株洲，当月接洽、当月签约。",
        },
    ),
    (
        "海信宁乡智能制造基地项目",
        {
            "investor": "海信集团", "origin": "山东省/青岛市", "target": "湖南省/长沙市/宁乡市", "industry": "智能家电",
            "stage": "signed", "signed_on": "2024",
            "content": "智能制造基地，看重物流成本，并带来东部的技术与管理。",
        },
    ),
    (
        "吉利汽车湘潭基地项目",
        {
            "investor": "吉利汽车集团", "origin": "浙江省/杭州市", "target": "湖南省/湘潭市", "industry": "汽车",
            "stage": "full_production", "signed_on": "2005-11",
            "content": "2005年11月落户，累计投资超过240亿元，累计产车超过260万辆，累计产值超过2500亿元。",
        },
    ),
    (
        "博世长沙五期（电驱动研发中心）项目",
        {
            "investor": "博世汽车部件（长沙）有限公司", "origin": "德国", "target": "湖南省/长沙市", "industry": "汽车零部件",
            "stage": "started", "started_on": "2024-11", "produce_planned_on": "2025-12",
            "content": "2004年落户以来，产销为初期的近40倍、员工为10倍；五期建设电驱动研发中心，计划2025年底投用。",
        },
    ),
]  # fmt: skip
