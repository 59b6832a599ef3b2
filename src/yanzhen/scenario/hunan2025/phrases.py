"""The words of each industry: what it makes, with what, where it fails, what is measured. One TOML file an industry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

from yanzhen.scenario.hunan2025.metrics import Metric

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Topic:
    """One technical question of an industry. The n-th fault shows in the n-th metric.

    Attributes:
        trades: of the firms that have the question.
        found: whether the objects are found or run (slag, soil, a workshop) rather than made.
    """

    title: str
    trades: list[str]
    objects: list[str]
    conditions: list[str]
    faults: list[str]
    methods: list[str]
    principles: list[str]
    uses: list[str]
    metrics: list[Metric]
    found: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """What a plant turns out, `low` to `high` of a unit a year; which trade makes it, on what line, with what."""

    trade: str
    name: str
    unit: str
    low: int
    high: int
    line: str
    equipment: str


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry with its words; `weight` is its share among the projects."""

    name: str
    chain: str
    weight: int
    products: list[Product]
    topics: list[Topic]

    def topics_of(self, trade: str) -> list[Topic]:
        """The questions that firms of a trade have."""
        return [topic for topic in self.topics if trade in topic.trades] or self.topics


def industry_named(name: str) -> Industry:
    """The industry of a name.

    Raises:
        StopIteration: none is called so.
    """
    return next(industry for industry in industries() if industry.name == name)


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
    trade, name, unit, low, high, line, equipment = text.split()
    return Product(trade, name, unit, int(low), int(high), line, equipment)


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads((files("yanzhen.scenario.hunan2025") / "sentences.toml").read_text(encoding="utf-8"))


def words(kind: str) -> dict[str, list[str]]:
    """The parts of sentences for a kind of text: a table of `sentences.toml`."""
    table: dict[str, list[str]] = _sentences()[kind]
    return table


def ripeness_words(way: str) -> dict[str, list[str]]:
    """Ripeness (实验室, 小试, 中试, 量产) -> how it is told of things `made` or `found`."""
    table: dict[str, list[str]] = _sentences()["ripeness"][way]
    return table


def seeded(seed: int, what: str) -> Random:
    """A generator of its own for a part of the event, so that one part may change without the others."""
    return Random(f"{seed}:{what}")  # noqa: S311 -- a demo event, no secret


Slots = dict[str, Any]


class Pen:
    """Writes sentences and never the same one twice, as long as its patterns allow."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._written: set[str] = set()

    def sentence(self, patterns: Sequence[str], draw: Callable[[], Slots]) -> str:
        """One of the patterns, its slots filled from `draw()`, which draws anew at each try."""
        text = ""
        for _ in range(40):
            text = self.rng.choice(patterns).format_map(draw())
            if text not in self._written:
                break
        self._written.add(text)
        return text
