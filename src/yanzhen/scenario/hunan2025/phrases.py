"""The words of each industry: what it makes, with what, where it fails, what is measured. One TOML file an industry."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured quantity: its sense (`≥`: more is better), the range in which targets lie, the step, the unit."""

    name: str
    sense: str
    low: Decimal
    high: Decimal
    step: Decimal
    unit: str

    @classmethod
    def parsed(cls, text: str) -> Metric:
        """From `返工率 ≤ 1 4 0.5 %`; the unit may be missing."""
        name, sense, low, high, step, *unit = text.split()
        return cls(name, sense, Decimal(low), Decimal(high), Decimal(step), " ".join(unit))

    def draw(self, rng: Random) -> Decimal:
        """A target such as an office would write."""
        return self.low + self.step * rng.randrange(int((self.high - self.low) / self.step) + 1)

    def near(self, target: Decimal, rng: Random, *, meets: bool) -> Decimal:
        """What somebody reached: a few steps on the right or the wrong side of the target, never out of all reason."""
        steps = rng.randrange(5) if meets else -rng.randrange(1, 6)
        value = target + (self.step * steps if self.sense == "≥" else -self.step * steps)
        ceiling = Decimal("99.99") if self.unit == "%" and self.high < 100 and self.sense == "≥" else self.high * 2
        return min(max(value, self.step), ceiling)

    def worse(self, target: Decimal, rng: Random) -> Decimal:
        """Where a firm stands today, clearly short of its target."""
        steps = rng.randrange(5, 16)
        if self.sense == "≥":
            return max(target - self.step * steps, _whole_steps(target * Decimal("0.45"), self.step), self.step)
        return min(target + self.step * steps, max(target * 3, target + self.step))

    def amount(self, value: Decimal) -> str:
        """`600h`, `0.3dB`, `2 mm`: value and unit."""
        return f"{value.normalize():f}{self.unit}"

    def aim(self, value: Decimal) -> str:
        """`返工率≤2%`."""
        return f"{self.name}{self.sense}{self.amount(value)}"


def _whole_steps(value: Decimal, step: Decimal) -> Decimal:
    return value // step * step


@dataclass(frozen=True, slots=True)
class Topic:
    """One technical question of an industry."""

    title: str
    objects: list[str]
    conditions: list[str]
    faults: list[str]
    methods: list[str]
    principles: list[str]
    uses: list[str]
    metrics: list[Metric]


@dataclass(frozen=True, slots=True)
class Product:
    """What a plant turns out a year: name, unit of count, range."""

    name: str
    unit: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry with its words; `weight` is its share among the projects."""

    name: str
    chain: str
    sector: str
    weight: int
    trades: list[str]
    products: list[Product]
    lines: list[str]
    equipment: list[str]
    segments: list[str]
    topics: list[Topic]


@cache
def industries() -> tuple[Industry, ...]:
    """All industries, in the order of their file names."""
    folder = files("yanzhen.scenario.hunan2025") / "industries"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_industry(tomllib.loads((folder / name).read_text(encoding="utf-8"))) for name in names)


def _industry(table: dict[str, Any]) -> Industry:
    topics = [Topic(**{**topic, "metrics": [Metric.parsed(m) for m in topic["metrics"]]}) for topic in table["topics"]]
    return Industry(**{**table, "topics": topics, "products": [_product(text) for text in table["products"]]})


def _product(text: str) -> Product:
    name, unit, low, high = text.split()
    return Product(name, unit, int(low), int(high))


class Pen:
    """Writes sentences and never the same one twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._written: set[str] = set()

    def sentence(self, patterns: list[str], draw: Any) -> str:
        """One of the patterns filled from `draw()` (a dict drawn anew at each try); new among all written so far.

        Args:
            draw: gives the slots of the patterns.
        """
        text = ""
        for _ in range(40):
            text = self.rng.choice(patterns).format_map(draw())
            if text not in self._written:
                break
        self._written.add(text)
        return text
