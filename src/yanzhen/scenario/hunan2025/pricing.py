"""A budget or a price: a sum, a range, or 面议. What the text says and what the cell says agree."""

from __future__ import annotations

from random import Random

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.amounts import WAN

_WAYS = ("sum", "range", "open")


class Price:
    """An amount in 万元 under a label (预算, 意向价)."""

    def __init__(self, rng: Random, wan: int, label: str) -> None:
        self.wan = wan
        self.high = max(round(wan * rng.uniform(1.3, 2.0) / 10) * 10, wan + 10)
        self.way = rng.choices(_WAYS, (6, 2, 2))[0]
        said = {"sum": f"{wan}万元", "range": f"{wan}万—{self.high}万元", "open": "面议"}
        self.words = label + said[self.way]

    def into(self, row: Row, stem: str) -> None:
        """Put it into `budget_cny` (or `price_cny`) and its fellows, and into the cell as it is written."""
        key = f"{stem}_cny"
        if self.way == "sum":
            row.fields[key] = self.wan * WAN
        elif self.way == "range":
            row.fields[f"{key}_range"] = [self.wan * WAN, self.high * WAN]
            row.written[key] = f"{self.wan}～{self.high}万元"
        else:
            row.fields[f"{stem}_negotiable"] = True
            row.written[key] = "面议"
