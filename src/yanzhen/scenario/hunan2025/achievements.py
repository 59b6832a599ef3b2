"""The 1,310 achievements of universities: for every topic of the demands a score of answers, good and less good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.demands import Targets
from yanzhen.scenario.hunan2025.names import Namer, contact
from yanzhen.scenario.hunan2025.phrases import Industry, Pen, Slots, Topic, industries, ripeness_words, seeded, words
from yanzhen.scenario.hunan2025.pricing import Price
from yanzhen.scenario.hunan2025.projectrows import ROUND
from yanzhen.scenario.hunan2025.universities import Institute, inventors

ACHIEVEMENTS = 1310

_PRICES = (15, 20, 30, 50, 60, 80, 100, 150, 180, 200, 260, 300, 350, 500)
_TRL = {"实验室": (3, 4), "小试": (4, 5), "中试": (6, 7), "量产": (8, 9)}
_RIPENESS_WEIGHTS = (2, 3, 3, 2)
_MEETS = 0.75
"""Chance that one figure of an achievement meets what a demand of its topic asks."""


def plan_achievements(seed: int, namer: Namer, asked: Targets) -> list[Row]:
    """Achievements in all topics evenly; what they reach lies about what the demands ask for."""
    maker = _Maker(seed, namer)
    topics = [(industry, topic) for industry in industries() for topic in industry.topics]
    listed = [topics[n % len(topics)] for n in range(ACHIEVEMENTS)]
    maker.rng.shuffle(listed)
    return [
        maker.achievement(number, industry, topic, asked.get(topic.title, []))
        for number, (industry, topic) in enumerate(listed, start=1)
    ]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one achievement does, before it is put into words."""

    topic: Topic
    thing: str
    method: str
    reached: list[Decimal]
    mode: str
    price: Price


class _Maker:
    def __init__(self, seed: int, namer: Namer) -> None:
        self.rng = seeded(seed, "achievements")
        self.pen = Pen(self.rng)
        self.namer = namer
        self.words = words("achievement")
        self._left: dict[str, list[tuple[str, str]]] = {}

    def achievement(self, number: int, industry: Industry, topic: Topic, asked: list[list[Decimal]]) -> Row:
        rng = self.rng
        school = rng.choice(inventors(industry.chain))
        answer = self._answer(topic, asked)
        ripeness = rng.choices(tuple(_TRL), _RIPENESS_WEIGHTS)[0]
        draw = self._drawing(answer)
        told = ripeness_words("found" if topic.found else "made")[ripeness]
        patterns = (self.words["shown"], told, self.words["turn"])
        row = Row("achievement", self._name(answer, school))
        row.fields = {
            "code": f"CG2025-{number:04d}",
            "organisation": school.name,
            "department": rng.choice(school.departments),
            "field": industry.chain,
            "industry": industry.name,
            "content": "".join(self.pen.sentence(part, draw) for part in patterns),
            "maturity": f"trl{rng.choice(_TRL[ripeness])}" if rng.random() < 0.5 else ripeness,
            "transfer_mode": answer.mode,
            "applications": "、".join(rng.sample(topic.uses, 2)),
            "ip": f"发明专利{rng.randrange(1, 9)}件",
            "contact": contact(rng),
            "published_on": f"2025-{rng.randrange(1, 4):02d}-{rng.randrange(2, 28):02d}",
            "collection_round": ROUND,
        }
        if row.fields["maturity"].startswith("trl"):
            row.written["maturity"] = row.fields["maturity"].upper()
        answer.price.into(row, "price")
        return row

    def _answer(self, topic: Topic, asked: list[list[Decimal]]) -> _Answer:
        rng = self.rng
        targets = rng.choice(asked) if asked else [metric.draw(rng) for metric in topic.metrics]
        reached = [m.near(t, rng, meets=rng.random() < _MEETS) for m, t in zip(topic.metrics, targets, strict=True)]
        thing, method = self._thing_and_method(topic)
        price = Price(rng, rng.choice(_PRICES), "意向价")
        return _Answer(topic, thing, method, reached, rng.choice(self.words["modes"]), price)

    def _thing_and_method(self, topic: Topic) -> tuple[str, str]:
        """What is treated, and how: every pair of a topic once before any comes again."""
        left = self._left.get(topic.title)
        if not left:
            left = self._left[topic.title] = [(thing, method) for thing in topic.objects for method in topic.methods]
            self.rng.shuffle(left)
        return left.pop()

    def _name(self, answer: _Answer, school: Institute) -> str:
        name = f"{answer.thing}{answer.method}{self.rng.choice(self.words['tails'])}"
        while not self.namer.once(name + school.name):
            name = self.rng.choice(self.words["fronts"]) + name
        return name

    def _drawing(self, answer: _Answer) -> Callable[[], Slots]:
        rng, topic = self.rng, answer.topic
        values = [metric.amount(value) for metric, value in zip(topic.metrics, answer.reached, strict=True)]

        def draw() -> Slots:
            one, two, three = rng.sample(range(len(values)), 3)
            first = topic.metrics[one]
            needed = rng.choice(self.words["needed"])
            return {
                **_hard_facts(rng),
                "object": answer.thing,
                "method": answer.method,
                "topic": topic.title,
                "condition": rng.choice(topic.conditions),
                "fault": topic.faults[one],
                "principle": rng.choice(topic.principles),
                "use": rng.choice(topic.uses),
                "first": first.name,
                "second": topic.metrics[two].name,
                "third": topic.metrics[three].name,
                "value": values[one],
                "value2": values[two],
                "value3": values[three],
                "before": first.amount(first.worse(answer.reached[one], rng)),
                "need": needed.format(m=rng.randrange(200, 3000, 50), k=rng.randrange(3, 12)),
                "mode": answer.mode,
                "price": answer.price.words,
            }

        return draw


def _hard_facts(rng: Random) -> Slots:
    """The numbers of an achievement that hang on nothing else."""
    return {
        "trials": rng.randrange(20, 400),
        "n": rng.randrange(6, 600),
        "k": rng.randrange(2, 12),
        "h": rng.randrange(120, 9000, 10),
        "f": rng.choice(("0.3", "0.5", "0.8", "1", "1.5", "2")),
        "p": rng.randrange(1, 10),
        "q": rng.randrange(1, 8),
        "months": rng.randrange(2, 25),
    }
