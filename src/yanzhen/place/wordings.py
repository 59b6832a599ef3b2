"""What a comparison says to people, in both languages."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context

from yanzhen.language import Said
from yanzhen.place.comparison import Comparison, Ranked
from yanzhen.place.matrix import Criterion
from yanzhen.place.questions import Question
from yanzhen.place.thresholds import Reign

SHOWN = 3
LIFTS, SINKS, EVEN, BASE = "lifts", "sinks", "even", "base"
"""What a reason does to a score; the base is where it is counted from."""
HALFWAY = Said("起点：处处在最好与最差的正中", "the start: halfway between best and worst on everything")


def percent(share: float) -> str:
    """A share as people read it: whole per cent, but never 0 or 100 where it is not."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"


COUNTED = ("number", "(ratio)", "\uff08比值\uff09")
"""Units that say no more than the criterion's name does."""


def figure(value: float) -> str:
    """A value as people read it: six digits, large ones whole and in thousands."""
    return f"{value:,.0f}" if 1e6 <= abs(value) < 1e15 else f"{value:.6g}"


def measured(value: str, unit: str) -> str:
    """A value with its unit: `30 × 10,000 people` where the unit is a number itself; without one that tells nothing."""
    if unit in ("", *COUNTED):
        return value
    return f"{value} × {unit}" if unit[0].isdigit() else f"{value} {unit}"


def enough(value: float, criterion: Criterion) -> float:
    """A value to be reached, rounded to six digits on the side that does it."""
    rounding = ROUND_CEILING if criterion.direction == "max" else ROUND_FLOOR
    return float(Context(prec=6, rounding=rounding).create_decimal_from_float(value))


def reason_text(criterion: Criterion, value: float, known: bool, places: int, rank: int) -> Said:
    """Why a criterion lifts or sinks a place: its value, and how many places have a better one."""
    zh = f"{criterion.name} {figure(value)}，第 {rank} 好（共 {places} 处）"
    en = f"{criterion.name} {figure(value)}, number {rank} of {places}"
    if known:
        return Said(zh, en)
    return Said(f"{zh}；未知，按取值范围的中间计", f"{en}; unknown, taken in the middle of its range")


def summary(comparison: Comparison, ranked: Ranked, place: int) -> Said:
    """A place in a few sentences: how often it is first, by which weight it loses or wins, what would make it first."""
    parts = [_how_often(ranked, place)]
    criteria = [comparison.matrix.criteria[j] for j in ranked.criteria]
    names = [criterion.name for criterion in criteria]
    if ranked.ranks[place] == 1:
        parts += _losses(comparison, ranked, place, names)
    else:
        parts += _wins(comparison, ranked, place, names)
        parts.append(_change(ranked, place, criteria))
    return Said("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _how_often(ranked: Ranked, place: int) -> Said:
    shares = ranked.acceptability.shares[place]
    if shares[0] > 0:
        part = percent(float(shares[0]))
        return Said(f"{part} 的权重组合下排第一", f"first in {part} of weightings")
    if not shares.any():
        return Said(f"没有一组权重下进前 {len(shares)}", f"among the first {len(shares)} in no weighting")
    among = percent(float(shares.sum()))
    return Said(
        f"没有一组权重下排第一，{among} 的组合下进前 {len(shares)}",
        f"first in no weighting, among the first {len(shares)} in {among}",
    )


def _losses(comparison: Comparison, ranked: Ranked, place: int, names: list[str]) -> list[Said]:
    """By which weights the first place is lost, the nearest first."""
    found: list[tuple[float, Said]] = []
    for name, weight, reigns in zip(names, ranked.field.weights, ranked.reigns, strict=True):
        at = _reign_at(reigns, float(weight))
        for number, over in ((at + 1, True), (at - 1, False)):
            if 0 <= number < len(reigns) and reigns[at].place == place:
                other = comparison.matrix.places[ranked.places[reigns[number].place]]
                edge = reigns[at].end if over else reigns[at].start
                found.append((round(abs(edge - float(weight)), 9), _loss(name, other, edge, over)))
    return [said for _, said in sorted(found, key=lambda pair: pair[0])[:SHOWN]]


def _reign_at(reigns: list[Reign], weight: float) -> int:
    return next((number for number, reign in enumerate(reigns) if weight <= reign.end), 0)


def _loss(name: str, other: str, edge: float, over: bool) -> Said:
    share, zh, en = percent(edge), "高于" if over else "低于", "over" if over else "under"
    return Said(f"{name}的权重{zh} {share} 时输给{other}", f"loses to {other} when {name} weighs {en} {share}")


def _wins(comparison: Comparison, ranked: Ranked, place: int, names: list[str]) -> list[Said]:
    """By which weights it would be first, or at least ahead of the first."""
    reigning = [
        _reigning(name, reign)
        for name, reigns in zip(names, ranked.reigns, strict=True)
        for reign in reigns
        if reign.place == place
    ]
    if reigning:
        return reigning[:SHOWN]
    first = comparison.matrix.places[ranked.places[int(ranked.field.scores.argmax())]]
    ahead = [
        Said(
            f"{names[o.criterion]}的权重{'高于' if o.above else '低于'} {percent(o.weight)} 时超过{first}",
            f"ahead of {first} when {names[o.criterion]} weighs {'over' if o.above else 'under'} {percent(o.weight)}",
        )
        for o in ranked.overtakings[place][:1]
    ]
    return ahead or [Said(f"单改一项权重，都超不过{first}", f"no weight of one criterion puts it ahead of {first}")]


def _reigning(name: str, reign: Reign) -> Said:
    start, end = percent(reign.start), percent(reign.end)
    if reign.start == 0 and reign.end == 1:
        return Said(f"{name}的权重是多少都排第一", f"first whatever {name} weighs")
    if reign.start == 0:
        return Said(f"{name}的权重低于 {end} 时排第一", f"first when {name} weighs under {end}")
    if reign.end == 1:
        return Said(f"{name}的权重高于 {start} 时排第一", f"first when {name} weighs over {start}")
    return Said(f"{name}的权重在 {start} 到 {end} 之间时排第一", f"first when {name} weighs {start} to {end}")


def _change(ranked: Ranked, place: int, criteria: list[Criterion]) -> Said:
    if not ranked.changes[place]:
        return Said("单改一项指标，排不到第一", "no change of one criterion would make it first")
    change = ranked.changes[place][0]
    criterion = criteria[change.criterion]
    before, after = figure(change.before), figure(enough(change.after, criterion))
    return Said(
        f"{criterion.name}从 {before} 变到 {after}，就能排第一",
        f"first if {criterion.name} went from {before} to {after}",
    )


def question_text(comparison: Comparison, question: Question) -> Said:
    """What to ask a place, and why."""
    place, criterion = comparison.matrix.places[question.place], comparison.matrix.criteria[question.criterion]
    zh, en = f"请{place}报：{criterion.name}是多少", f"ask {place}: {criterion.name}"
    if question.gate:
        zh, en = f"{zh}；有门槛（{_gate(criterion)}）", f"{en}; a gate stands on it ({_gate(criterion)})"
    if question.ranks:
        best, worst = question.ranks
        zh, en = f"{zh}；名次可能在 {best} 到 {worst} 之间", f"{en}; its rank may be {best} to {worst}"
    return Said(zh, en)


def _gate(criterion: Criterion) -> str:
    low = "" if criterion.at_least is None else f"≥ {criterion.at_least:g}"
    high = "" if criterion.at_most is None else f"≤ {criterion.at_most:g}"
    return ", ".join(filter(None, (low, high)))
