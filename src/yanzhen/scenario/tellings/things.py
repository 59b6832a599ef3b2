"""The things themselves, and those beside them that are easily taken for the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from yanzhen.reference.regions import all_regions, city_of, name_of
from yanzhen.scenario.hunan2025.phrases import Industry, Topic, industries
from yanzhen.scenario.tellings.writing import Plan, content_of, title_of

_BRANDS_FIRST = (
    "青云松鹭栖岚禾星澜枫霁棠桐苇砚汀沅溪麓渡雁鹤萤橘稻荷竹梧榆樟槐杉莲菱蓼芷兰茗葵蔷"
    "华中天宏恒鑫金盛瑞博科德润远东安泰信达新联飞海康力诚众嘉裕隆美百万宝精正"
)
_BRANDS_SECOND = (
    "岩谷川湾洲塘桥坡岭峰泉渚屿浦湖江河港崖野陌畔台阁亭堂庭坊舟帆灯塔石沙林原田园"
    "源创通力智邦腾昌辉兴威特丰成达翔鼎锐凯图捷铭耀奥迪思普迈信科泰"
)
_BRANDS_THIRD = ("",) * 6 + tuple("里口头上外东西南北特斯科美")
_FORMS = ("有限公司",) * 6 + ("股份有限公司",) * 2 + ("有限责任公司", "集团有限公司")
_TRADE_ENDS = ("", "", "科技", "技术", "实业", "材料", "装备", "智能", "制造", "")
_COLLEGES = ("材料科学与工程学院", "机械工程学院", "电气与信息工程学院", "化学化工学院", "交通学院", "计算机学院")
_SCHOOLS = tuple(
    place + kind
    for place in ("湘江", "岳麓", "洞庭", "衡山", "沅水", "资水", "澧水", "南岭")
    for kind in ("示例大学", "示例理工大学", "示例工业研究院", "示例学院")
)
_SURNAMES = "张李王刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉梅文建国志峰宇浩然子涵欣怡"
_PARKS = ("经济技术开发区", "高新技术产业开发区", "工业园", "产业开发区", "工业集中区", "科技产业园")
_MODIFIERS = (
    "",
    "",
    "高端",
    "新型",
    "微型",
    "大型",
    "车规级",
    "轻量化",
    "高效",
    "精密",
    "智能",
    "低温",
    "耐磨",
    "环保",
    "超薄",
)


@dataclass(slots=True)
class Firm:
    """An invented firm: its name in parts, its seat and its codes."""

    seat: str
    brand: str
    trade: str
    form: str
    region: str
    code: str
    phone: str
    person: str

    @property
    def name(self) -> str:
        return f"{self.seat}{self.brand}{self.trade}（示例）{self.form}"


@dataclass(slots=True)
class Thing:
    """What is told of. Fields whose key begins with `_` are for those who retell it, no record bears them."""

    kind: str
    name: str
    fields: dict[str, Any]
    extra: dict[str, str] = field(default_factory=dict)

    def copy(self) -> Thing:
        return Thing(self.kind, self.name, dict(self.fields), dict(self.extra))


@cache
def counties() -> tuple[str, ...]:
    """Counties of five provinces that receive and send projects."""
    return tuple(unit.code for unit in all_regions("county") if unit.code[:2] in ("43", "44", "42", "36", "33"))


class Maker:
    """Makes things one after the other; about a third stand beside one that was made before."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._makers = (self._project, self._enterprise, self._achievement, self._demand)

    def things(self) -> Iterator[Thing]:
        """Without end."""
        while True:
            yield from self.rng.choices(self._makers, (56, 18, 14, 12))[0]()

    # --- parties -----------------------------------------------------------------------------------------------------

    def brand(self) -> str:
        rng = self.rng
        return rng.choice(_BRANDS_FIRST) + rng.choice(_BRANDS_SECOND) + rng.choice(_BRANDS_THIRD)

    def firm(self, trade: str, region: str | None = None, brand: str | None = None) -> Firm:
        rng = self.rng
        region = region or rng.choice(counties())
        city = name_of(city_of(region))
        seat = rng.choice((city.removesuffix("市"), city, city.removesuffix("市"), name_of(region), ""))
        trade = trade + rng.choice(_TRADE_ENDS)
        phone, person = self.phone(), self.person()
        return Firm(seat, brand or self.brand(), trade, rng.choice(_FORMS), region, self.code(region), phone, person)

    def code(self, region: str) -> str:
        from stdnum.cn import uscc

        body = f"91{region}00{''.join(self.rng.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=7))}"
        return body + str(uscc.calc_check_digit(body))

    def phone(self) -> str:
        """A number that nobody can be called at."""
        rng = self.rng
        if rng.random() < 0.7:
            return f"100{rng.randrange(10**8):08d}"
        return f"07{rng.randrange(30, 60)}-0{rng.randrange(10**7):07d}"

    def person(self) -> str:
        rng = self.rng
        return rng.choice(_SURNAMES) + "某" + "".join(rng.choices(_GIVEN, k=rng.choice((0, 1, 1, 2))))

    def park(self, region: str) -> str:
        name = name_of(region) if self.rng.random() < 0.5 else name_of(city_of(region))
        stem = name[:-1] if len(name) > 2 else name
        # A place has few parks, and many projects share them.
        return stem + _PARKS[(int(region) + self.rng.randrange(2)) % len(_PARKS)]

    # --- projects ----------------------------------------------------------------------------------------------------

    def _project(self) -> Iterator[Thing]:
        rng = self.rng
        industry = rng.choice(industries())
        firm = self.firm(rng.choice(industry.products).trade)
        first = self._project_of(firm, industry)
        yield first
        if rng.random() < 0.12:
            yield from self._phases(first, firm, industry)
        while rng.random() < 0.22:
            yield self._project_of(firm, industry)
        if rng.random() < 0.06:
            yield self._project_of(self.firm(firm.trade, brand=firm.brand), industry)

    def _project_of(self, firm: Firm, industry: Industry) -> Thing:
        rng = self.rng
        region = rng.choice(counties())
        product = rng.choice(industry.products)
        yi = round(rng.lognormvariate(0.6, 1.1), rng.choice((0, 1, 1, 2))) or 0.5
        plan = Plan.drawn(product, rng.choice(_MODIFIERS), yi, rng)
        investment = round(yi * 10_000) * 10_000
        fields: dict[str, Any] = {
            "investor": firm.name,
            "credit_code": firm.code,
            "target": region,
            "park": self.park(region),
            "origin": city_of(firm.region),
            "investment_cny": investment,
            "fixed_assets_cny": round(investment * rng.uniform(0.5, 0.85) / 1e6) * 10**6,
            "industry": industry.name,
            "chain": industry.chain,
            "content": content_of(plan, rng),
            "land_mu": plan.mu,
            "building_m2": round(plan.m2 * 10_000),
            "jobs": plan.jobs,
            "output_expected_cny": round(plan.output * 10) * 10**7,
            "tax_expected_cny": plan.tax * 10_000,
            "contact": f"{firm.person} {firm.phone}" if rng.random() < 0.8 else f"{self.person()} {self.phone()}",
            "stage": rng.choice(("contact", "negotiating", "signed", "started")),
            "signed_on": self._day(2023, 2025),
            "start_planned_on": self._day(2025, 2026)[:7],
            "_firm": firm,
            "_plan": plan,
        }
        if rng.random() < 0.5:
            year, tail = rng.randrange(2022, 2026), f"{rng.randrange(10**6):06d}"
            fields["project_code_national"] = f"{year}-{region}-{rng.randrange(10, 60)}-0{rng.randrange(1, 6)}-{tail}"
        if rng.random() < 0.3:
            brand_trade = firm.brand + product.trade
            fields["_company"] = f"{name_of(region)}{brand_trade}（示例）有限公司"
            fields["_company_code"] = self.code(region)
        return Thing("project", title_of(plan, rng, firm.brand), fields)

    def _phases(self, first: Thing, firm: Firm, industry: Industry) -> Iterator[Thing]:
        rng, name = self.rng, first.name
        first.name = name.replace("项目", "") + rng.choice(("一期项目", "项目（一期）", "项目一期"))
        for number in ("二", "三")[: rng.choice((1, 1, 2))]:
            plan = Plan.again(first.fields["_plan"], rng)
            later = self._project_of(firm, industry)
            later.name = name.replace("项目", "") + rng.choice((f"{number}期项目", f"项目（{number}期）"))
            same = ("target", "park", "industry", "chain", "contact", "origin", "_company", "_company_code")
            later.fields |= {key: first.fields[key] for key in same if key in first.fields}
            later.fields |= {"content": content_of(plan, rng), "land_mu": plan.mu, "jobs": plan.jobs, "_plan": plan}
            yield later

    def _day(self, first: int, last: int) -> str:
        rng = self.rng
        return f"{rng.randrange(first, last + 1)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"

    # --- firms -------------------------------------------------------------------------------------------------------

    def _enterprise(self) -> Iterator[Thing]:
        rng = self.rng
        industry = rng.choice(industries())
        firm = self.firm(rng.choice(industry.products).trade)
        yield self._firm_row(firm, industry)
        if rng.random() < 0.1:  # another firm of the brand elsewhere, or a daughter beside it
            region = firm.region if rng.random() < 0.3 else None
            yield self._firm_row(self.firm(rng.choice(industry.products).trade, region, firm.brand), industry)

    def _firm_row(self, firm: Firm, industry: Industry) -> Thing:
        rng = self.rng
        product = rng.choice(industry.products)
        revenue = round(rng.lognormvariate(9.1, 1.0)) * 10_000
        fields: dict[str, Any] = {
            "credit_code": firm.code,
            "region": firm.region,
            "park": self.park(firm.region) if rng.random() < 0.6 else "",
            "industry": industry.name,
            "chain": industry.chain,
            "products": f"{rng.choice(_MODIFIERS)}{product.name}、{product.line}加工",
            "registered_capital_cny": rng.choice((500, 1000, 2000, 3000, 5000, 10000, 1680, 1200, 800)) * 10_000,
            "revenue_cny": revenue,
            "tax_cny": round(revenue * rng.uniform(0.02, 0.06) / 1e4) * 10_000,
            "staff": max(12, round(revenue / 1_000_000 * rng.uniform(0.8, 1.8))),
            "founded_on": self._day(1998, 2022),
            "contact": f"{firm.person} {firm.phone}",
            "_firm": firm,
        }
        return Thing("enterprise", firm.name, fields)

    # --- technology --------------------------------------------------------------------------------------------------

    def _achievement(self) -> Iterator[Thing]:
        rng = self.rng
        industry = rng.choice(industries())
        topic = rng.choice(industry.topics)
        team = "、".join(self.person() for _ in range(rng.randrange(1, 5)))
        of_team: dict[str, Any] = {
            "organisation": rng.choice(_SCHOOLS),
            "department": rng.choice(_COLLEGES),
            "team": team,
            "field": topic.title,
            "industry": industry.name,
            "contact": f"{team.split('、')[0]} {self.phone()}",
        }
        for _ in range(rng.choice((1, 1, 2, 3))):
            yield self._achievement_of(of_team, topic)

    def _achievement_of(self, of_team: dict[str, Any], topic: Topic) -> Thing:
        rng = self.rng
        thing, method, use = rng.choice(topic.objects), rng.choice(topic.methods), rng.choice(topic.uses)
        principle, fault = rng.choice(topic.principles), rng.choice(topic.faults)
        a, b, year = rng.randrange(5, 99), round(rng.uniform(0.1, 9.9), 1), rng.randrange(2015, 2025)
        fields = {
            **of_team,
            "content": (
                f"针对{thing}{rng.choice(topic.conditions)}{fault}的问题，{principle}，采用{method}，"
                f"指标由{b}提高到{round(b * rng.uniform(1.2, 3), 1)}，成本下降{a}%，"
                f"{year}年起在{use}试用{rng.randrange(2, 40)}套。"
            ),
            "applications": use,
            "ip": f"发明专利{rng.randrange(1, 12)}件（ZL{year}1{rng.randrange(10**7):07d}.{rng.randrange(10)}）",
            "price_cny": rng.choice((0, 50, 80, 100, 200, 300, 500)) * 10_000,
            "_parts": (thing, method, use),
        }
        return Thing(
            "achievement",
            rng.choice(("{1}用于{0}的技术", "基于{1}的{0}制备技术", "{0}{1}关键技术")).format(thing, method),
            fields,
        )

    def _demand(self) -> Iterator[Thing]:
        rng = self.rng
        industry = rng.choice(industries())
        firm = self.firm(rng.choice(industry.products).trade)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            yield self._demand_of(firm, industry)

    def _demand_of(self, firm: Firm, industry: Industry) -> Thing:
        rng = self.rng
        topic = rng.choice(industry.topics)
        thing, number = rng.choice(topic.objects), rng.randrange(len(topic.metrics))
        metric, fault = topic.metrics[number], topic.faults[number % len(topic.faults)]
        gain = rng.choice(("提升", "改善", "降低波动", "稳定控制"))
        a, b, c = rng.randrange(3, 60), round(rng.uniform(0.2, 20), 1), rng.randrange(20, 900)
        fields: dict[str, Any] = {
            "organisation": firm.name,
            "credit_code": firm.code,
            "region": firm.region,
            "industry": industry.name,
            "field": topic.title,
            "content": (
                f"{thing}{rng.choice(topic.conditions)}{fault}，目前{metric.name}{b}，"
                f"近{a}个月损失约{c}万元，希望用{rng.choice(topic.methods)}等办法解决。"
            ),
            "budget_cny": rng.choice((20, 50, 80, 100, 150, 200, 300, 500)) * 10_000,
            "deadline": self._day(2025, 2027)[:7],
            "contact": f"{firm.person} {firm.phone}",
            "_firm": firm,
            "_parts": (thing, metric.name, gain),
        }
        name = rng.choice(("{0}{1}{2}技术", "{0}{1}{2}难题", "关于{2}{0}{1}的技术需求")).format(
            thing, metric.name, gain
        )
        return Thing("demand", name, fields)
