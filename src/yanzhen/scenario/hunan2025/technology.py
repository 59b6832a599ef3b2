"""Technology both ways: 170 demands of firms, 1,310 achievements of universities, topic by topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.names import Namer, contact
from yanzhen.scenario.hunan2025.phrases import Industry, Metric, Pen, Topic, industries
from yanzhen.scenario.hunan2025.projects import ROUND
from yanzhen.scenario.hunan2025.universities import Institute, institutes

DEMANDS, ACHIEVEMENTS = 170, 1310

_PROBLEM = [
    "{object}{condition}，{fault}，{first}目前{level}{now}，一年因此损失约{loss}万元。",
    "{condition}，我司{object}{fault}；近{months}个月统计{first}{level}{now}，客户要求{weeks}周内拿出整改方案。",
    "公司给{use}配套{object}，{condition}暴露出{fault}的短板，先后换过{tries}家供应商，{first}仍{level}{now}。",
    "现有{object}产线{years}年未改造，{condition}经常{fault}，{first}{level}{now}，{second}{level2}{now2}。",
    "{object}是{use}的关键件，{condition}{fault}，批次抽检{first}{level}{now}，返修占工时{share}%。",
    "进口{object}交期已拉长到{weeks}周，自制件{condition}{fault}，{first}{level}{now}，急需国产替代。",
    "围绕{use}开发的{object}已试制{tries}轮，{condition}仍然{fault}，实测{first}{level}{now}、{second}{level2}{now2}。",
]
_ASK = [
    "希望引入{method}或同类路线，使{aim}，{aim2}。",
    "寻求“{principle}”的可行方案，验收以{aim}、{aim2}为准，须附第三方检测报告{reports}份。",
    "拟与院校联合攻关，考核指标为{aim}，{aim2}，交付样件不少于{samples}件。",
    "期望通过{method}改进，做到{aim}，同时{aim2}，并保证连续{samples}件试制稳定。",
    "需要完整的工艺包和设备选型，{aim}，{aim2}，改造停线不超过{weeks}天。",
    "不限定路线，{method}亦可，只要{aim}且{aim2}，新增成本控制在{cost}%以内。",
]
_GIVE = [
    "可开放{equipment}{sets}台和{line}供试验，{span}个月内完成{goal}，{money}。",
    "{money}，分{steps}次支付，期限{span}个月，{terms}。",
    "企业有{people}人的研发组和{equipment}{sets}台，愿承担{goal}费用，{money}，{terms}。",
    "{goal}验收后计划再采购{orders}套，{money}，{span}个月见效，{terms}。",
    "已投入{spent}万元做前期试验，积累数据{records}组可共享；{money}，{span}个月内{goal}。",
]
_GOALS = ("样机试制", "小批量验证", "中试", "产线验证", "台架考核", "首件鉴定")
_TERMS = (
    "成果知识产权归企业、可署名发表", "知识产权双方共有、企业优先使用", "可技术入股", "要求先签保密协议", "接受研究生联合培养",
    "可按节约成本分成", "关键参数不得外传", "失败可免还已付试验费", "需派人驻厂不少于两个月",
)  # fmt: skip
_COOPERATION = ("委托开发", "联合攻关", "技术转让", "技术许可", "共建实验室", "技术入股", "揭榜挂帅")
_KINDS = ("攻关", "攻关", "引进", "检测", "人才")
_WANTED = (
    "有同类工程业绩{n}项以上", "具备中试条件，团队不少于{n}人", "近{n}年内完成过同行业项目", "能提供{n}套样机作现场比测",
    "有省级以上平台支撑，可派{n}名工程师驻点",
)  # fmt: skip
_BASIS = (
    "已完成{n}轮摸底试验，有原始数据", "建有企业技术中心，研发人员{n}人", "与{n}家院所接触过，尚未签约", "拥有相关专利{n}件",
    "已购置试验台{n}台，具备验证条件",
)  # fmt: skip

_SHOWN = [
    "以{method}解决{object}{fault}的问题，{principle}，{condition}实测{first}{value}、{second}{value2}。",
    "面向{use}的{object}，提出{method}路线：{principle}；{condition}经{trials}次试验，{first}达到{value}，{second}为{value2}。",
    "针对{object}{condition}{fault}，团队{principle}，形成{method}成套技术，{first}{value}，{second}{value2}，{third}{value3}。",
    "{method}与{object}结合，{principle}，在{use}场景验证{trials}批次，{first}由{before}改善到{value}。",
    "本成果{principle}，把{method}用到{object}上，{condition}仍保持{first}{value}、{third}{value3}。",
    "突破{object}{topic}中的关键环节，采用{method}，{principle}，第三方检测{first}{value}、{second}{value2}。",
    "{object}{condition}长期{fault}，本技术用{method}替代传统做法，{principle}，{second}{value2}，{first}{value}。",
]
_RIPE = {
    "实验室": ["完成实验室样件{n}件，重复性偏差{k}%以内，需{need}。", "原理样机已运行{h}小时，下一步拟做{n}件放大试验，需{need}。"],
    "小试": ["完成{n}批小试，累计试验{h}小时，尚缺{need}。", "小试装置连续运行{h}小时，样品{n}件已寄{k}家企业评价，需{need}。"],
    "中试": ["建有中试线，试制{n}批、运行{h}小时，可接待企业带料试验，希望解决{need}。", "{n}件中试品已在{k}家单位试用{h}小时，量产前需{need}。"],
    "量产": ["已在{k}家企业应用，累计交付{n}套、运行{h}小时，故障率低于{f}%。", "实现小批量供货{n}套，{k}家用户复购，无故障运行超过{h}小时。"],
}  # fmt: skip
_NEEDED = (
    "有环评条件的合作方", "千件级验证订单", "共建中试线", "设备投入约{m}万元", "场地{m}㎡", "与整机厂联合定型", "行业准入检测",
    "首台套应用场景", "股权融资{m}万元", "工程化团队{k}人",
)  # fmt: skip
_TURN = [
    "授权发明专利{p}件、实审{q}件，拟以{mode}方式转化，{price}。",
    "知识产权包括发明专利{p}件和软件著作权{q}项，{price}，可{mode}。",
    "核心专利{p}件均为本校独有，支持{mode}，{price}，技术服务期{months}个月。",
    "{price}，以{mode}为主，随附工艺文件{q}册，驻厂指导{months}周。",
    "已受理专利{q}件、授权{p}件，{mode}优先面向省内企业，{price}，签约后{months}个月交付。",
]
_MODES = ("普通许可", "独占许可", "作价入股", "技术转让", "合作开发", "先使用后付费", "委托开发", "排他许可")
_TAILS = ("技术", "工艺", "成套技术", "方法及装置", "系统", "关键技术", "一体化方案")
_TRL = {"实验室": (3, 4), "小试": (4, 5), "中试": (6, 7), "量产": (8, 9)}


@dataclass(slots=True)
class Technology:
    """Both lists; achievements also by the university that sends them."""

    demands: list[Row]
    achievements: list[Row]


def plan_technology(seed: int, namer: Namer, firms: list[Row]) -> Technology:
    """Demands of `firms` (enterprise rows), and achievements on the same topics.

    Targets of a topic's demands set what its achievements reach: about three in five meet them.
    """
    rng = Random(f"{seed}:technology")
    pen = Pen(rng)
    asked: dict[str, list[Decimal]] = {}
    demands = [_demand(n, industry, topic, firm, rng, pen, namer, asked)
               for n, (industry, topic, firm) in enumerate(_askers(firms, rng), start=1)]  # fmt: skip
    achievements = [_achievement(n, industry, topic, rng, pen, namer, asked.get(topic.title, []))
                    for n, (industry, topic) in enumerate(_offered(rng), start=1)]  # fmt: skip
    return Technology(demands, achievements)


def _askers(firms: list[Row], rng: Random) -> Iterator[tuple[Industry, Topic, Row]]:
    """Which firm asks in which topic: a firm asks in its own industry, topics in turn."""
    by_name = {industry.name: industry for industry in industries()}
    chosen = rng.sample(firms, DEMANDS)
    asked: dict[str, int] = {}
    for firm in chosen:
        industry = by_name[firm.get("industry")]
        turn = asked[industry.name] = asked.get(industry.name, -1) + 1
        yield industry, industry.topics[turn % len(industry.topics)], firm


def _offered(rng: Random) -> list[tuple[Industry, Topic]]:
    """Topics of all achievements, evenly, in random order."""
    topics = [(industry, topic) for industry in industries() for topic in industry.topics]
    listed = [topics[n % len(topics)] for n in range(ACHIEVEMENTS)]
    rng.shuffle(listed)
    return listed


def _demand(
    number: int,
    industry: Industry,
    topic: Topic,
    firm: Row,
    rng: Random,
    pen: Pen,
    namer: Namer,
    asked: dict[str, list[Decimal]],
) -> Row:
    targets = [metric.draw(rng) for metric in topic.metrics]
    asked[topic.title] = targets
    thing = rng.choice(topic.objects)
    budget = _Money(rng, rng.choice((20, 30, 50, 60, 80, 100, 120, 150, 200, 260, 300, 500)))
    drawn = _demand_draw(industry, topic, thing, targets, budget, rng)
    name = f"{thing}{topic.title}{rng.choice(('技术', '攻关', '难题', '改进需求', '技术引进'))}"
    while not namer.once(name):
        name += rng.choice(("（升级）", "（二次攻关）", "（产线验证）", "（新型号）"))
    months = rng.randrange(6, 25)
    row = Row("demand", name, {
        "code": f"XQ2025-{number:03d}", "organisation": firm.name, "credit_code": firm.get("credit_code"),
        "region": firm.get("region"), "field": industry.chain, "industry": industry.name,
        "demand_kind": rng.choice(_KINDS), "urgency": rng.choice(("特急", "紧急", "一般")),
        "content": "".join((pen.sentence(_PROBLEM, drawn), pen.sentence(_ASK, drawn), pen.sentence(_GIVE, drawn))),
        "targets": "；".join(m.aim(t) for m, t in zip(topic.metrics, targets, strict=True)),
        "basis": rng.choice(_BASIS).format(n=rng.randrange(2, 30)),
        "partner_wanted": rng.choice(_WANTED).format(n=rng.randrange(2, 9)),
        "cooperation": rng.choice(_COOPERATION), "ip_terms": rng.choice(_TERMS),
        "deadline": f"{2025 + (3 + months) // 12}-{(3 + months) % 12 + 1:02d}",
        "received_on": f"2025-{rng.randrange(1, 4):02d}-{rng.randrange(2, 21):02d}",
        "valid_until": "2025-12-31", "contact": contact(rng), "collection_round": ROUND,
    })  # fmt: skip
    budget.into(row, "budget")
    return row


def _demand_draw(
    industry: Industry, topic: Topic, thing: str, targets: list[Decimal], budget: _Money, rng: Random
) -> Any:
    def drawn() -> dict[str, Any]:
        order = rng.sample(range(len(targets)), 2)
        first, second = (topic.metrics[n] for n in order)
        aim, aim2 = (topic.metrics[n].aim(targets[n]) for n in order)
        return {
            "object": thing, "condition": rng.choice(topic.conditions), "fault": rng.choice(topic.faults),
            "method": rng.choice(topic.methods), "principle": rng.choice(topic.principles), "use": rng.choice(topic.uses),
            "first": first.name, "second": second.name, "aim": aim, "aim2": aim2,
            "level": _level(first), "level2": _level(second),
            "now": first.amount(first.worse(targets[order[0]], rng)),
            "now2": second.amount(second.worse(targets[order[1]], rng)),
            "loss": rng.randrange(20, 900, 10), "months": rng.randrange(3, 19), "weeks": rng.randrange(3, 25),
            "tries": rng.randrange(2, 8), "years": rng.randrange(4, 13), "share": rng.randrange(6, 35),
            "reports": rng.randrange(1, 4), "samples": rng.randrange(3, 60), "cost": rng.randrange(3, 18),
            "equipment": rng.choice(industry.equipment), "line": rng.choice(industry.lines), "sets": rng.randrange(1, 7),
            "span": rng.randrange(5, 25), "goal": rng.choice(_GOALS), "money": budget.words, "steps": rng.choice("二三四"),
            "terms": rng.choice(_TERMS), "people": rng.randrange(6, 60), "orders": rng.randrange(3, 40),
            "spent": rng.randrange(10, 300, 5), "records": rng.randrange(120, 5000, 10),
        }  # fmt: skip

    return drawn


def _level(metric: Metric) -> str:
    return "只有" if metric.sense == "≥" else "高达"


class _Money:
    """A budget or a price: a sum, a range, or 面议; the words of the text and the cell agree."""

    def __init__(self, rng: Random, wan: int, label: str = "预算") -> None:
        self.wan, self.high = wan, round(wan * rng.uniform(1.3, 2.0) / 10) * 10 or wan + 10
        self.way = rng.choices(("sum", "range", "open"), (6, 2, 2))[0]
        self.words = {
            "sum": f"{label}{wan}万元",
            "range": f"{label}{wan}万—{self.high}万元",
            "open": f"{label}面议",
        }[self.way]

    def into(self, row: Row, stem: str) -> None:
        """Put it into `budget_cny` (or `price_cny`) and its fellows, and into the cell as it is written."""
        key = f"{stem}_cny"
        if self.way == "sum":
            row.fields[key] = self.wan * 10_000
        elif self.way == "range":
            row.fields[f"{key}_range"] = [self.wan * 10_000, self.high * 10_000]
            row.written[key] = f"{self.wan}～{self.high}万元"
        else:
            row.fields[f"{stem}_negotiable"] = True
            row.written[key] = "面议"


def _achievement(
    number: int, industry: Industry, topic: Topic, rng: Random, pen: Pen, namer: Namer, targets: list[Decimal]
) -> Row:
    targets = targets or [metric.draw(rng) for metric in topic.metrics]
    school = _school(industry, rng)
    thing, method = rng.choice(topic.objects), rng.choice(topic.methods)
    name = f"{thing}{method}{rng.choice(_TAILS)}"
    while not namer.once(name + school.name):
        name = rng.choice(("新型", "低成本", "高可靠", "智能化", "绿色", "第二代", "模块化")) + name
    ripeness = rng.choices(tuple(_RIPE), (2, 3, 3, 2))[0]
    price = _Money(rng, rng.choice((15, 20, 30, 50, 60, 80, 100, 150, 180, 200, 260, 300, 350, 500)), "意向价")
    mode = rng.choice(_MODES)
    drawn = _achievement_draw(topic, thing, method, targets, mode, price, rng)
    row = Row("achievement", name, {
        "code": f"CG2025-{number:04d}", "organisation": school.name, "department": rng.choice(school.departments),
        "field": industry.chain, "industry": industry.name,
        "content": pen.sentence(_SHOWN, drawn) + pen.sentence(_RIPE[ripeness], drawn) + pen.sentence(_TURN, drawn),
        "maturity": f"trl{rng.choice(_TRL[ripeness])}" if rng.random() < 0.5 else ripeness,
        "transfer_mode": mode, "applications": "、".join(rng.sample(topic.uses, 2)),
        "ip": f"发明专利{rng.randrange(1, 9)}件", "contact": contact(rng),
        "published_on": f"2025-{rng.randrange(1, 4):02d}-{rng.randrange(2, 28):02d}", "collection_round": ROUND,
    })  # fmt: skip
    if row.fields["maturity"].startswith("trl"):
        row.written["maturity"] = row.fields["maturity"].upper()
    price.into(row, "price")
    return row


def _school(industry: Industry, rng: Random) -> Institute:
    fitting = [school for school in institutes() if industry.chain in school.chains or not school.chains]
    return rng.choice(fitting)


def _achievement_draw(
    topic: Topic, thing: str, method: str, targets: list[Decimal], mode: str, price: _Money, rng: Random
) -> Any:
    reached = [m.near(t, rng, meets=rng.random() < 0.75) for m, t in zip(topic.metrics, targets, strict=True)]
    values = [m.amount(v) for m, v in zip(topic.metrics, reached, strict=True)]

    def drawn() -> dict[str, Any]:
        a, b, c = rng.sample(range(3), 3)
        m = topic.metrics
        needed = rng.choice(_NEEDED).format(m=rng.randrange(200, 3000, 50), k=rng.randrange(3, 12))
        return {
            "object": thing, "method": method, "topic": topic.title, "condition": rng.choice(topic.conditions),
            "fault": rng.choice(topic.faults), "principle": rng.choice(topic.principles), "use": rng.choice(topic.uses),
            "first": m[a].name, "second": m[b].name, "third": m[c].name,
            "value": values[a], "value2": values[b], "value3": values[c],
            "before": m[a].amount(m[a].worse(reached[a], rng)), "trials": rng.randrange(20, 400),
            "n": rng.randrange(6, 600), "k": rng.randrange(2, 12), "h": rng.randrange(120, 9000, 10),
            "f": rng.choice(("0.3", "0.5", "0.8", "1", "1.5", "2")), "need": needed, "p": rng.randrange(1, 10),
            "q": rng.randrange(1, 8), "mode": mode, "price": price.words, "months": rng.randrange(2, 25),
        }  # fmt: skip

    return drawn
