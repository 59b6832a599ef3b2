"""Who decides on a project, by its amount and its land: a table, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from yanzhen.language import Said
from yanzhen.place.admission.measures import WAN
from yanzhen.place.tables import number_of
from yanzhen.place.wordings import figure
from yanzhen.records import Record, folded

LEVELS = ("park", "county", "city", "province")
"""Whose office may enter the decision, at least."""
LEVEL_LABELS = {
    "park": Said("园区", "park"),
    "county": Said("县级", "county"),
    "city": Said("市级", "city"),
    "province": Said("省级", "province"),
}


@dataclass(frozen=True, slots=True)
class Decider:
    """One row: from ≤ amount < to, from ≤ land < to; of rows that fit, the one with the longer industry, then region.

    Attributes:
        amount_from, amount_to: 万元.
        land_from, land_to: 亩.
        industry: part of the project's industry or chain; empty for all.
        region: leading digits of the project's region; empty for all.
        level: of LEVELS.
    """

    body: str
    level: str = "park"
    amount_from: float = 0.0
    amount_to: float = math.inf
    land_from: float = 0.0
    land_to: float = math.inf
    industry: str = ""
    region: str = ""

    def holds(self, amount: float, land: float) -> bool:
        """Whether the row is for this amount (万元) and land (亩)."""
        return self.amount_from <= amount < self.amount_to and self.land_from <= land < self.land_to

    def span(self) -> Said:
        """What the row is for."""
        amount, land = _span(self.amount_from, self.amount_to), _span(self.land_from, self.land_to)
        return Said(f"投资 {amount} 万元、用地 {land} 亩", f"{amount} × 10,000 CNY, {land} mu")


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides: one row; several (they disagree), or none, with what to do about it."""

    rows: tuple[Decider, ...]
    problem: Said | None = None

    @property
    def decider(self) -> Decider | None:
        """The row, where there is exactly one answer."""
        return self.rows[0] if self.rows and self.problem is None else None


def _span(low: float, high: float) -> str:
    return f"{figure(low)}–{'∞' if math.isinf(high) else figure(high)}"


def amount_of(project: Record) -> float | None:
    """A project's amount in 万元: its total investment, else what it signed, intends, or fixed assets."""
    for key in ("investment_cny", "signed_amount_cny", "intended_amount_cny", "fixed_assets_cny"):
        found = number_of(project.get(key))
        if found is not None and found >= 0:
            return found / WAN
    return None


def who_decides(project: Record, table: Sequence[Decider]) -> Decision:
    """The row of the table that is for this project.

    An unknown amount or land is no obstacle while every row that it could fall in says the same.
    """
    fitting = [row for row in table if _is_for(row, project)]
    amount, land = amount_of(project), number_of(project.get("land_mu"))
    land = land if land is not None and land >= 0 else None
    rows = [row for row in fitting if _could(row, amount, land)]
    if not rows:
        return Decision((), Said("审批权限表里没有这样的项目，请补一行", "no row is for such a project; add one"))
    rows = _most_telling(rows)
    bodies = {(row.body, row.level) for row in rows}
    if len(bodies) == 1:
        return Decision(tuple(rows))
    unknown = [zh for zh, value in (("投资额", amount), ("用地面积", land)) if value is None]
    if unknown:
        asked = "、".join(unknown)
        en = " and ".join({"投资额": "amount", "用地面积": "land"}[word] for word in unknown)
        return Decision(tuple(rows), Said(f"请先补齐{asked}，才知道由谁定", f"who decides hangs on its {en}: ask"))
    named = "、".join(row.body for row in rows)
    return Decision(tuple(rows), Said(f"审批权限表有重叠：{named}，请改表", f"rows overlap: {named}; mend the table"))


def _is_for(row: Decider, project: Record) -> bool:
    if row.region and not str(project.get("region") or "").startswith(row.region):
        return False
    told = (folded(str(project.get(key) or "")) for key in ("industry", "chain"))
    return not row.industry or any(folded(row.industry) in text for text in told if text)


def _could(row: Decider, amount: float | None, land: float | None) -> bool:
    amount_fits = amount is None or row.amount_from <= amount < row.amount_to
    return amount_fits and (land is None or row.land_from <= land < row.land_to)


def _telling(row: Decider) -> tuple[int, int]:
    return len(row.industry), len(row.region)


def _most_telling(rows: list[Decider]) -> list[Decider]:
    best = max(map(_telling, rows))
    return [row for row in rows if _telling(row) == best]


def faults_of(table: Sequence[Decider]) -> list[Said]:
    """What is wrong with a table: rows upside down, that overlap and disagree, and projects that no row is for."""
    faults = []
    for number, row in enumerate(table, start=1):
        if row.amount_from >= row.amount_to or row.land_from >= row.land_to:
            faults.append(
                Said(
                    f"第 {number} 行（{row.body}）：起点不小于终点，请改",
                    f"row {number} ({row.body}): from is not under to",
                )
            )
    for (a, one), (b, other) in combinations(enumerate(table, start=1), 2):
        if one.industry == other.industry and one.region == other.region and _overlap(one, other):
            faults.append(
                Said(
                    f"第 {a} 行（{one.body}）和第 {b} 行（{other.body}）重叠，请错开金额或用地",
                    f"rows {a} ({one.body}) and {b} ({other.body}) overlap; part them by amount or land",
                )
            )
    return faults + _gaps([row for row in table if not row.industry and not row.region])


def _overlap(one: Decider, other: Decider) -> bool:
    if (one.body, one.level) == (other.body, other.level):
        return False
    amount = max(one.amount_from, other.amount_from) < min(one.amount_to, other.amount_to)
    return amount and max(one.land_from, other.land_from) < min(one.land_to, other.land_to)


def _gaps(rows: list[Decider]) -> list[Said]:
    """The cells of the grid of all bounds in which no general row lies."""
    if not rows:
        return [Said("没有对所有项目都适用的行，请补", "no row is for projects in general; add one")]
    amounts = sorted({0.0, math.inf, *(bound for r in rows for bound in (r.amount_from, r.amount_to))})
    lands = sorted({0.0, math.inf, *(bound for r in rows for bound in (r.land_from, r.land_to))})
    faults = []
    for amount, land in ((a, b) for a in pairwise(amounts) for b in pairwise(lands)):
        if not any(row.holds(amount[0], land[0]) for row in rows):
            zh = f"投资 {_span(*amount)} 万元、用地 {_span(*land)} 亩没有人定，请补一行"
            en = f"nobody decides at {_span(*amount)} × 10,000 CNY and {_span(*land)} mu; add a row"
            faults.append(Said(zh, en))
    return faults
