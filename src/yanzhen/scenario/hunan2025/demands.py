"""The 170 technology demands: what a firm can't do yet, what it wants, what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.metrics import Metric
from yanzhen.scenario.hunan2025.names import Namer, contact
from yanzhen.scenario.hunan2025.phrases import Industry, Pen, Slots, Topic, industry_named, seeded, words
from yanzhen.scenario.hunan2025.pricing import Price
from yanzhen.scenario.hunan2025.projectrows import ROUND

DEMANDS = 170
Targets = dict[str, list[list[Decimal]]]
"""Title of a topic -> what its demands ask for, metric by metric."""

_BUDGETS = (20, 30, 50, 60, 80, 100, 120, 150, 200, 260, 300, 500)
_AGAIN = ("（升级）", "（二次攻关）", "（产线验证）", "（新型号）")


def plan_demands(seed: int, namer: Namer, firms: list[Row]) -> tuple[list[Row], Targets]:
    """Demands of firms (enterprise rows), each in a topic of its own trade, and what they ask for."""
    maker = _Maker(seed, namer)
    asked: Targets = {}
    rows = []
    for number, (industry, topic, firm) in enumerate(_askers(firms, maker.rng), start=1):
        targets = [metric.draw(maker.rng) for metric in topic.metrics]
        asked.setdefault(topic.title, []).append(targets)
        rows.append(maker.demand(number, industry, topic, firm, targets))
    return rows, asked


def _askers(firms: list[Row], rng: Random) -> Iterator[tuple[Industry, Topic, Row]]:
    """Which firm asks in which topic: those of its trade in turn."""
    turns: dict[str, int] = {}
    for firm in rng.sample(firms, DEMANDS):
        industry, trade = industry_named(firm.get("industry")), firm.get("trade")
        topics = industry.topics_of(trade)
        turn = turns[trade] = turns.get(trade, -1) + 1
        yield industry, topics[turn % len(topics)], firm


class _Maker:
    def __init__(self, seed: int, namer: Namer) -> None:
        self.rng = seeded(seed, "demands")
        self.pen = Pen(self.rng)
        self.namer = namer
        self.words = words("demand")

    def demand(self, number: int, industry: Industry, topic: Topic, firm: Row, targets: list[Decimal]) -> Row:
        rng, parts = self.rng, self.words
        thing = rng.choice(topic.objects)
        budget = Price(rng, rng.choice(_BUDGETS), "预算")
        draw = self._drawing(industry, topic, thing, targets, budget, firm.get("trade"))
        texts = [self.pen.sentence(parts[part], draw) for part in ("found" if topic.found else "made", "ask", "give")]
        row = Row("demand", self._name(thing, topic))
        row.fields = {
            "code": f"XQ2025-{number:03d}",
            "organisation": firm.name,
            "credit_code": firm.get("credit_code"),
            "region": firm.get("region"),
            "field": industry.chain,
            "industry": industry.name,
            "demand_kind": rng.choice(parts["kinds"]),
            "urgency": rng.choice(("特急", "紧急", "一般")),
            "content": "".join(texts),
            "targets": "；".join(m.aim(t) for m, t in zip(topic.metrics, targets, strict=True)),
            "basis": rng.choice(parts["basis"]).format(n=rng.randrange(2, 30)),
            "partner_wanted": rng.choice(parts["wanted"]).format(n=rng.randrange(2, 9)),
            "cooperation": rng.choice(parts["cooperation"]),
            "ip_terms": rng.choice(parts["terms"]),
            "deadline": _month_after_event(rng.randrange(6, 25)),
            "received_on": f"2025-{rng.randrange(1, 4):02d}-{rng.randrange(2, 21):02d}",
            "valid_until": "2025-12-31",
            "contact": contact(rng),
            "collection_round": ROUND,
        }
        budget.into(row, "budget")
        return row

    def _name(self, thing: str, topic: Topic) -> str:
        name = self.rng.choice(self.words["names"]).format(object=thing, gain=_gain(self.rng.choice(topic.metrics)))
        while not self.namer.once(name):
            name += self.rng.choice(_AGAIN)
        return name

    def _drawing(
        self, industry: Industry, topic: Topic, thing: str, targets: list[Decimal], budget: Price, trade: str
    ) -> Callable[[], Slots]:
        rng, parts = self.rng, self.words
        makers = [product for product in industry.products if product.trade == trade] or industry.products

        def draw() -> Slots:
            # A fault shows in the metric of the same place.
            one, two = rng.sample(range(len(targets)), 2)
            first, second = topic.metrics[one], topic.metrics[two]
            product = rng.choice(makers)
            return {
                **_hard_facts(rng),
                "object": thing,
                "condition": rng.choice(topic.conditions),
                "fault": topic.faults[one],
                "method": rng.choice(topic.methods),
                "principle": rng.choice(topic.principles),
                "use": rng.choice(topic.uses),
                "first": first.name,
                "second": second.name,
                "aim": first.aim(targets[one]),
                "aim2": second.aim(targets[two]),
                "level": _level(first),
                "level2": _level(second),
                "now": first.amount(first.worse(targets[one], rng)),
                "now2": second.amount(second.worse(targets[two], rng)),
                "equipment": product.equipment,
                "line": product.line,
                "goal": rng.choice(parts["goals"]),
                "terms": rng.choice(parts["terms"]),
                "money": budget.words,
            }

        return draw


def _hard_facts(rng: Random) -> Slots:
    """The numbers of a demand that hang on nothing else."""
    return {
        "loss": rng.randrange(20, 900, 10),
        "months": rng.randrange(3, 19),
        "weeks": rng.randrange(3, 25),
        "tries": rng.randrange(2, 8),
        "years": rng.randrange(4, 13),
        "share": rng.randrange(6, 35),
        "reports": rng.randrange(1, 4),
        "samples": rng.randrange(3, 60),
        "cost": rng.randrange(3, 18),
        "sets": rng.randrange(1, 7),
        "span": rng.randrange(5, 25),
        "steps": rng.choice("两三四"),
        "people": rng.randrange(6, 60),
        "orders": rng.randrange(3, 40),
        "spent": rng.randrange(10, 300, 5),
        "records": rng.randrange(120, 5000, 10),
    }


def _level(metric: Metric) -> str:
    return "只有" if metric.sense == "≥" else "高达"


def _gain(metric: Metric) -> str:
    """What is wanted of a metric, as in a title: 延伸率提升, 返工率控制; 噪声降低 says it already."""
    if metric.name.endswith(("降低", "下降", "减少", "提升")):
        return metric.name
    return metric.name + ("提升" if metric.sense == "≥" else "控制")


def _month_after_event(months: int) -> str:
    years, month = divmod(2 + months, 12)
    return f"{2025 + years}-{month + 1:02d}"
