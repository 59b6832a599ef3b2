"""亩均效益: what a park's firms yield per mu and per head, as a score, a grade A–D, and reasons that add up.

Indicators as in Zhejiang's 2018 guidance on 亩均论英雄, which other provinces follow: for firms above scale tax and
value added per mu, value added per tonne of coal equivalent and per tonne of emissions, output per head, and R&D by
revenue; for those below scale tax and value added per mu. Weights, cap, shares and years differ from place to place:
they are settings. An indicator's points are weight × value ÷ benchmark, at least 0, at most `cap` × weight, where the
benchmark is the group's own total over its total (all tax over all land), unless the settings name one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yanzhen.language import Said
from yanzhen.place.admission.measures import WAN, shown, unit_said
from yanzhen.place.tables import number_of
from yanzhen.records import Record

GRADES = ("A", "B", "C", "D")
EXEMPT, INCOMPLETE = "exempt", "incomplete"
_POINTS = 100
"""Points are kept in whole hundredths, so that they add up exactly."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A ratio of two figures of a firm; `over` may be 0 (no emissions), which is as good as it gets."""

    key: str
    label: Said
    unit: str
    figure: str
    over: str
    scale: float = 1.0


INDICATORS: dict[str, Indicator] = {
    indicator.key: indicator
    for indicator in (
        Indicator("tax_per_mu", Said("亩均税收", "Tax per mu"), "万元/亩", "tax_cny", "land_mu", 1 / WAN),
        Indicator(
            "value_added_per_mu",
            Said("亩均增加值", "Value added per mu"),
            "万元/亩",
            "value_added_cny",
            "land_mu",
            1 / WAN,
        ),
        Indicator(
            "value_added_per_tce",
            Said("单位能耗增加值", "Value added per tce"),
            "万元/吨标准煤",
            "value_added_cny",
            "energy_tce",
            1 / WAN,
        ),
        Indicator(
            "value_added_per_emission",
            Said("单位排放增加值", "Value added per tonne emitted"),
            "万元/吨",
            "value_added_cny",
            "emissions_t",
            1 / WAN,
        ),
        Indicator(
            "productivity",
            Said("全员劳动生产率", "Value added per head"),
            "万元/人",
            "value_added_cny",
            "staff",
            1 / WAN,
        ),
        Indicator("rd_share", Said("研发投入强度", "R&D by revenue"), "%", "rd_cny", "revenue_cny", 100),
    )
}
_FREE_OF_CHARGE = frozenset({"energy_tce", "emissions_t"})
"""Divisors of which 0 is the best, not a mistake."""
FIGURES: dict[str, Said] = {
    "land_mu": Said("用地面积（亩）", "land (mu)"),
    "tax_cny": Said("上缴税收", "tax paid"),
    "value_added_cny": Said("工业增加值", "value added"),
    "energy_tce": Said("综合能耗（吨标准煤）", "energy (tce)"),
    "emissions_t": Said("主要污染物排放量（吨）", "emissions (t)"),
    "staff": Said("从业人数", "employees"),
    "rd_cny": Said("研发投入", "R&D spending"),
    "revenue_cny": Said("营业收入", "revenue"),
}


@dataclass(frozen=True)
class Method:
    """How firms are scored.

    Attributes:
        above, below: indicator -> weight, for firms above and below scale (规上, 规下).
        cap: an indicator gives at most so many times its weight.
        benchmarks: indicator -> value, instead of the group's own.
        shares: of A, B and C among those graded; the rest is D.
        cut_offs: the least score of A, B and C instead of shares.
        years: firms founded less than so many years before are not graded.
    """

    above: Mapping[str, int] = field(
        default_factory=lambda: {
            "tax_per_mu": 35,
            "value_added_per_mu": 25,
            "value_added_per_tce": 15,
            "value_added_per_emission": 10,
            "productivity": 10,
            "rd_share": 5,
        }
    )
    below: Mapping[str, int] = field(default_factory=lambda: {"tax_per_mu": 70, "value_added_per_mu": 30})
    cap: float = 1.5
    benchmarks: Mapping[str, float] = field(default_factory=dict)
    shares: tuple[float, float, float] = (0.2, 0.6, 0.15)
    cut_offs: tuple[float, float, float] | None = None
    years: int = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What one indicator gives a firm; `points` in hundredths."""

    indicator: str
    points: int
    text: Said


@dataclass(frozen=True, slots=True)
class Graded:
    """How a firm came out.

    Attributes:
        grade: of GRADES; EXEMPT or INCOMPLETE where it has none.
        score: the sum of its reasons, in hundredths; for an INCOMPLETE one what the known figures give.
        at_most: what it could reach if the missing figures were the best; the score where none is missing.
        questions: what to ask it.
    """

    firm: Record
    grade: str
    score: int
    at_most: int
    reasons: tuple[Reason, ...]
    questions: tuple[Said, ...] = ()

    @property
    def points(self) -> float:
        """The score as people read it."""
        return self.score / _POINTS


def grade_firms(firms: Sequence[Record], method: Method | None = None, *, on: date) -> list[Graded]:
    """Grade the firms of a park, those above and below scale apart; in the order given.

    Args:
        on: the day from which a firm's age is counted.
    """
    method = method or Method()
    found: dict[int, Graded] = {}
    for above, weights in ((True, method.above), (False, method.below)):
        group = [n for n, firm in enumerate(firms) if bool(firm.get("above_scale")) is above]
        found |= _grade_group({n: firms[n] for n in group}, weights, method, on)
    return [found[n] for n in range(len(firms))]


def _grade_group(
    firms: Mapping[int, Record], weights: Mapping[str, int], method: Method, on: date
) -> dict[int, Graded]:
    counted = {n: firm for n, firm in firms.items() if not _is_young(firm, method.years, on)}
    whole = [firm for firm in counted.values() if not _missing(firm, weights)]
    marks = {key: method.benchmarks.get(key) or _benchmark(INDICATORS[key], whole) for key in weights}
    scored = {n: _scored(firm, weights, marks, method, young=n not in counted) for n, firm in firms.items()}
    graded = [one.score for one in scored.values() if not one.grade]
    give = _by_cut_offs(method.cut_offs) if method.cut_offs else _by_shares(graded, method.shares)
    return {
        n: one if one.grade else Graded(one.firm, give(one.score), one.score, one.at_most, one.reasons)
        for n, one in scored.items()
    }


def _is_young(firm: Record, years: int, on: date) -> bool:
    text = str(firm.get("founded_on") or "")[:10]
    try:
        founded = date.fromisoformat(text if len(text) == 10 else f"{text}-01-01"[:10])
    except ValueError:
        return False
    return (on.year - founded.year) - ((on.month, on.day) < (founded.month, founded.day)) < years


def _figure(firm: Record, key: str) -> float | None:
    """A figure that can be reckoned with: land, staff and revenue must be above 0, energy and emissions not below."""
    value = number_of(firm.get(key))
    if value is None:
        return None
    if key in _FREE_OF_CHARGE:
        return value if value >= 0 else None
    return value if value > 0 or key in ("tax_cny", "value_added_cny", "rd_cny") else None


def _missing(firm: Record, weights: Mapping[str, int]) -> list[str]:
    wanted = dict.fromkeys(k for key in weights for k in (INDICATORS[key].figure, INDICATORS[key].over))
    return [key for key in wanted if _figure(firm, key) is None]


def _benchmark(indicator: Indicator, firms: Sequence[Record]) -> float:
    """All of the group's figure over all of what it is divided by; 0 where that says nothing."""
    total = math.fsum(_figure(firm, indicator.figure) or 0.0 for firm in firms)
    over = math.fsum(_figure(firm, indicator.over) or 0.0 for firm in firms)
    return max(total / over * indicator.scale, 0.0) if over > 0 else 0.0


def _scored(
    firm: Record, weights: Mapping[str, int], marks: Mapping[str, float], method: Method, *, young: bool
) -> Graded:
    if young:
        why = Said(f"成立不满 {method.years} 年，不评", f"founded under {method.years} years ago: not graded")
        return Graded(firm, EXEMPT, 0, 0, (), (why,))
    reasons, room = [], 0
    for key, weight in weights.items():
        reason = _reason(firm, INDICATORS[key], weight, marks[key], method.cap)
        reasons.append(reason)
        if reason.points < 0:
            room += round(weight * method.cap * _POINTS)
    known = tuple(r for r in reasons if r.points >= 0)
    score = sum(r.points for r in known)
    questions = tuple(
        Said(f"请企业补报：{FIGURES[key].zh}", f"ask the firm: {FIGURES[key].en}") for key in _missing(firm, weights)
    )
    return Graded(firm, INCOMPLETE if questions else "", score, score + room, known, questions)


def _reason(firm: Record, indicator: Indicator, weight: int, mark: float, cap: float) -> Reason:
    """One indicator's points; -1 where its figures are missing."""
    top, over = _figure(firm, indicator.figure), _figure(firm, indicator.over)
    if top is None or over is None:
        return Reason(indicator.key, -1, Said("", ""))
    if over == 0:
        times = cap if top > 0 else 0.0
        told = "∞" if top > 0 else "0"
    else:
        value = top / over * indicator.scale
        times = min(max(value / mark, 0.0), cap) if mark > 0 else (cap if value > 0 else 0.0)
        told = shown(value)
    points = round(weight * times * _POINTS)
    unit = unit_said(indicator.unit)
    return Reason(
        indicator.key,
        points,
        Said(
            f"{indicator.label.zh} {told} {unit.zh}，基准 {shown(mark)}，得 {points / _POINTS:g} 分（权重 {weight}）",
            f"{indicator.label.en} {told} {unit.en}, benchmark {shown(mark)}: {points / _POINTS:g} (weight {weight})",
        ),
    )


def _by_cut_offs(cut_offs: tuple[float, float, float]) -> Callable[[int], str]:
    def give(score: int) -> str:
        return next((g for g, least in zip(GRADES, cut_offs, strict=False) if score >= least * _POINTS), "D")

    return give


def _by_shares(scores: Sequence[int], shares: tuple[float, float, float]) -> Callable[[int], str]:
    """By how many are better; equals get the same grade, and a bound within a firm goes in its favour."""
    edges = [math.ceil(round(sum(shares[: n + 1]) * len(scores), 9)) for n in range(3)]

    def give(score: int) -> str:
        better = sum(other > score for other in scores)
        return next((g for g, edge in zip(GRADES, edges, strict=False) if better < edge), "D")

    return give


def park_totals(firms: Sequence[Record]) -> dict[str, float | None]:
    """indicator -> the park's own, over the firms that tell both figures; None where nobody does."""
    found: dict[str, float | None] = {}
    for key, indicator in INDICATORS.items():
        pairs = [(_figure(f, indicator.figure), _figure(f, indicator.over)) for f in firms]
        both = [(top, over) for top, over in pairs if top is not None and over is not None]
        over = math.fsum(over for _, over in both)
        found[key] = math.fsum(top for top, _ in both) / over * indicator.scale if over > 0 else None
    return found
