"""How a project is put into words: the same plan gives many titles and texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from yanzhen.scenario.hunan2025.phrases import Product

_TITLES = (
    "{modifier}{product}生产基地项目",
    "年产{quantity}{unit}{modifier}{product}项目",
    "{modifier}{product}智能制造项目",
    "{modifier}{product}研发及产业化项目",
    "{brand}{modifier}{product}项目",
    "{brand}{product}生产线建设项目",
    "{brand}产业园项目",
    "{modifier}{product}及零部件一体化项目",
    "{brand}华中总部及{product}制造基地项目",
)
_BUILD = (
    "新建厂房{m2}万平方米，新上{line}{lines}条，购置{equipment}等设备{sets}台（套），达产后年产{modifier}{product}{quantity}{unit}",
    "项目用地{mu}亩，建设{line}{lines}条、厂房{m2}万平方米，形成年产{modifier}{product}{quantity}{unit}的能力",
    "租赁标准厂房{m2}万平方米，建设{modifier}{product}{line}{lines}条，配套{equipment}{sets}台（套），年产{quantity}{unit}",
    "主要生产{modifier}{product}，设计年产{quantity}{unit}，建{line}{lines}条，购{equipment}等{sets}台套，厂房面积{m2}万平方米",
)
_YIELD = (
    "，预计年产值{output}亿元、年税收{tax}万元，需用工{jobs}人。",
    "，满产后年产值{output}亿元，纳税{tax}万元，带动就业{jobs}人。",
    "。达产可实现产值{output}亿元，税收{tax}万元。",
    "，新增就业岗位{jobs}个。",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built, and what it is to yield."""

    product: Product
    modifier: str
    quantity: int
    mu: int
    m2: float
    lines: int
    sets: int
    jobs: int
    output: float
    tax: int

    @classmethod
    def drawn(cls, product: Product, modifier: str, yi: float, rng: Random) -> Plan:
        """A plant of about so many 亿元."""
        mu = max(6, round(min(yi, 30) * rng.uniform(8, 26)))
        return cls(
            product=product,
            modifier=modifier,
            quantity=max(1, rng.randrange(product.low, product.high)),
            mu=mu,
            m2=round(max(0.2, mu * rng.uniform(0.03, 0.08)), 1),
            lines=rng.randrange(2, 14),
            sets=round(20 + min(yi, 40) * rng.uniform(8, 30)),
            jobs=round(20 + min(yi, 40) * rng.uniform(15, 45)),
            output=round(max(0.2, yi * rng.uniform(0.9, 2.2)), 1),
            tax=max(60, round(yi * rng.uniform(180, 520) / 10) * 10),
        )

    @classmethod
    def again(cls, plan: Plan, rng: Random) -> Plan:
        """The next phase: the same product, other figures."""
        return cls.drawn(plan.product, plan.modifier, max(0.5, plan.output * rng.uniform(0.4, 1.5)), rng)

    def slightly_other(self, rng: Random) -> Plan:
        """The figures of a later report."""
        return replace(self, jobs=round(self.jobs * rng.uniform(0.8, 1.2)), tax=round(self.tax * rng.uniform(0.8, 1.2)))

    def slots(self, brand: str = "") -> dict[str, object]:
        own = {key: getattr(self, key) for key in self.__slots__ if key != "product"}
        made = self.product
        words = {"product": made.name, "unit": made.unit, "line": made.line, "equipment": made.equipment}
        return {**own, **words, "brand": brand}


def title_of(plan: Plan, rng: Random, brand: str) -> str:
    return rng.choice(_TITLES).format_map(plan.slots(brand))


def content_of(plan: Plan, rng: Random) -> str:
    return (rng.choice(_BUILD) + rng.choice(_YIELD)).format_map(plan.slots())
