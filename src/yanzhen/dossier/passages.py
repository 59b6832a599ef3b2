"""The passages of a report, each a few parts; every number is the study's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import numpy as np

from yanzhen.dossier.case import Case
from yanzhen.dossier.pictures import NO_BORDERS, ranks, sketch, webs
from yanzhen.dossier.shortlist import MOST_LISTED, matrix_of, order_of
from yanzhen.language import Language, Said
from yanzhen.place.comparison import Comparison, Ranked
from yanzhen.place.matrix import Floats, Ints
from yanzhen.place.ruling.asking import answer_day, asks_investor
from yanzhen.place.rulings import GATES, Ruling
from yanzhen.place.standings import ranks_of
from yanzhen.place.wordings import figure, measured, percent, question_text, summary
from yanzhen.report.paper.parts import Column, Grid, Part, Text

MOST_RULINGS, MOST_QUESTIONS, MOST_OUT = 60, 60, 40
"""Rows of tables; how many more there are is told."""
METHODS = {
    "topsis": Said("TOPSIS（向量归一、欧氏距离）", "TOPSIS (vector normalisation, Euclidean distance)"),
    "sum": Said("加权和", "weighted sum"),
    "promethee": Said("PROMETHEE II", "PROMETHEE II"),
}
VERDICTS = {"passes": Said("通过", "passes"), "fails": Said("不通过", "fails"), "unknown": Said("未知", "unknown")}
_SHOWN_REASONS = 3
Say = Callable[[Said], str]


def saying(language: Language) -> Say:
    """What picks a sentence's side."""
    return lambda said: said.en if language == "en" else said.zh


# --- answer ----------------------------------------------------------------------------------------------------------


def answer(case: Case, ranked: Ranked | None, say: Say) -> list[Part]:
    """Who is first, in how many weightings, and by what it loses."""
    if ranked is None:
        return [Text(say(Said("没有一处过得了门槛。", "No place passes the gates.")), "strong")]
    assert case.comparison is not None
    position = ranked.places.tolist()
    best = [position.index(row) for row in order_of(case) if ranked.ranks[position.index(row)] == 1]
    parts: list[Part] = [Text(say(_headline(case, ranked, place)), "strong") for place in best[:3]]
    parts += _oftener_first(case, ranked, best, say)
    if len(best) > 1:
        parts.append(Text(say(Said(f"{len(best)} 处并列第一。", f"{len(best)} places share the first rank."))))
    told = case.comparison.asked
    drawn, out = f"{told.weightings:,}", _out(case)
    counted = Said(
        f"{len(position)} 处参加排名，{out} 处没有过门槛；{drawn} 组权重从所有可能的权重中均匀抽取，"
        "未知值在可能的范围里抽取，从不因未知淘汰。",
        f"{len(position)} places ranked, {out} failed a gate. {drawn} weightings were drawn evenly from all possible "
        "ones, and unknown values over their ranges; nothing is ruled out for being unknown.",
    )
    return [*parts, Text(say(counted))]


def _oftener_first(case: Case, ranked: Ranked, best: list[int], say: Say) -> list[Part]:
    """The place that is first in most weightings, where it is another than the first at the given weights."""
    firsts = ranked.acceptability.shares[:, 0]
    often = int(np.argmax(firsts))
    if often in best or firsts[often] <= firsts[best].max():
        return []
    name = case.places[int(ranked.places[often])].name
    share, rank = percent(float(firsts[often])), int(ranked.ranks[often])
    told = Said(
        f"各种权重下最常排第一的是{name}（{share} 的权重组合），按给定的权重排第 {rank}。",
        f"Over all weightings {name} is first most often ({share}); at the given weights it ranks {rank}.",
    )
    return [Text(say(told), "strong")]


def _out(case: Case) -> int:
    measured = 0 if case.comparison is None else int(case.comparison.failed.any(axis=1).sum())
    return len(case.ruled_out) + measured


def _compared(case: Case) -> Comparison:
    assert case.comparison is not None
    return case.comparison


def _headline(case: Case, ranked: Ranked, place: int) -> Said:
    name, told = case.places[int(ranked.places[place])].name, summary(_compared(case), ranked, place)
    return Said(f"{name}：{told.zh}。", f"{name}: {told.en}.")


def shortlist(case: Case, ranked: Ranked, say: Say) -> list[Part]:
    """The first places in a table."""
    columns = (
        Column(say(Said("名次", "Rank")), 8, "center"),
        Column(say(Said("地方", "Place")), 26),
        Column(say(Said("得分", "Score")), 12, "right"),
        Column(say(Said("第一名占比", "First in")), 14, "right"),
        Column(say(Said("前三名占比", "Top three in")), 14, "right"),
        Column(say(Said("可能的名次", "Rank may be")), 14, "center"),
        Column(say(Said("数据质量", "Data known")), 12, "right"),
    )
    rows = tuple(_listed(case, ranked, row, say) for row in order_of(case)[:MOST_LISTED])
    more = len(order_of(case)) - len(rows)
    parts: list[Part] = [Grid("", columns, rows)]
    if more > 0:
        parts.append(
            Text(
                say(Said(f"另有 {more} 处参加排名，没有列出。", f"{more} more places were ranked and are not listed.")),
                "small",
            )
        )
    return parts


def _listed(case: Case, ranked: Ranked, row: int, say: Say) -> tuple[str, ...]:
    place = ranked.places.tolist().index(row)
    found = ranked.acceptability
    low, high = found.ranks[place].tolist()
    return (
        str(int(ranked.ranks[place])),
        case.places[row].name,
        f"{ranked.field.scores[place]:.3f}",
        percent(float(found.shares[place][0])),
        percent(float(found.shares[place][:3].sum())),
        str(low) if low == high else f"{low}–{high}",
        _quality(case, row),
    )


def _quality(case: Case, row: int) -> str:
    own = case.places[row].known
    return percent(1 - float(matrix_of(case).unknown[row].mean()) if own is None else own)


# --- pictures --------------------------------------------------------------------------------------------------------


def where(case: Case, language: Language, say: Say) -> list[Part]:
    """The sketch, and why it has no borders."""
    drawn = sketch(case, language)
    return [] if drawn is None else [drawn, Text(say(NO_BORDERS), "small")]


def how_sure(case: Case, ranked: Ranked, language: Language) -> list[Part]:
    """The bars of ranks."""
    return [ranks(case, ranked, language)]


def strengths(case: Case, ranked: Ranked, language: Language, say: Say) -> list[Part]:
    """The webs, then what lifts and sinks each place and what would change its rank."""
    drawn = webs(case, ranked, language)
    value_ranks = np.stack([ranks_of(np.round(column, 12)) for column in _signed(case, ranked).T], axis=1)
    columns = (
        Column(say(Said("地方", "Place")), 16),
        Column(say(Said("靠什么", "Lifted by")), 27),
        Column(say(Said("输在什么", "Sunk by")), 27),
        Column(say(Said("什么能改变名次", "What would change its rank")), 30),
    )
    rows = tuple(_place_told(case, ranked, row, value_ranks, say) for row in order_of(case)[:MOST_LISTED])
    return [*([drawn] if drawn else []), Grid("", columns, rows)]


def _signed(case: Case, ranked: Ranked) -> Floats:
    signs = np.array([1.0 if matrix_of(case).criteria[j].direction == "max" else -1.0 for j in ranked.criteria])
    signed: Floats = ranked.field.values * signs
    return signed


def _place_told(case: Case, ranked: Ranked, row: int, value_ranks: Ints, say: Say) -> tuple[str, ...]:
    place = ranked.places.tolist().index(row)
    added = ranked.contributions[place]
    ordered = np.argsort(-np.abs(added), kind="stable").tolist()
    reasons = [
        say(Said("；", "; ")).join(
            _reason(case, ranked, place, j, int(value_ranks[place, j]), say) for j in chosen[:_SHOWN_REASONS]
        )
        or "—"
        for chosen in ([j for j in ordered if added[j] > 0], [j for j in ordered if added[j] < 0])
    ]
    return (case.places[row].name, *reasons, say(summary(_compared(case), ranked, place)))


def _reason(case: Case, ranked: Ranked, place: int, j: int, rank: int, say: Say) -> str:
    """A criterion with the place's value and how many have a better one: `工业电价 0.61 元/千瓦时（第 2）`."""
    column = int(ranked.criteria[j])
    told, value = case.criteria[column], legible(float(ranked.field.values[place, j]))
    value = measured(value, say(told.unit))
    if matrix_of(case).unknown[int(ranked.places[place]), column]:
        return say(
            Said(
                f"{told.name.zh} 未知，按 {value}计",
                f"{told.name.en}: unknown, taken as {value}",
            )
        )
    return say(Said(f"{told.name.zh} {value}（第 {rank}）", f"{told.name.en}: {value} (no. {rank})"))


def legible(value: float) -> str:
    """A value with three digits that count, large ones whole."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


# --- gates -----------------------------------------------------------------------------------------------------------


def gates(case: Case, say: Say) -> list[Part]:
    """What each gate says of the shortlist, and what kept the others out, with sources."""
    near = {case.places[row].key for row in order_of(case)[:MOST_LISTED]}
    listed = [r for r in case.rulings if r.place in near and (r.verdict != "passes" or r.plus)]
    passed = Counter(GATES[r.gate] for r in case.rulings if r.place in near and r.verdict == "passes" and not r.plus)
    parts: list[Part] = []
    if passed:
        zh = "、".join(f"{gate.zh}（{count}）" for gate, count in passed.items())
        en = ", ".join(f"{gate.en} ({count})" for gate, count in passed.items())
        parts.append(
            Text(
                say(
                    Said(
                        f"入围各处通过的门槛（处次）：{zh}。", f"Gates that places of the shortlist pass (times): {en}."
                    )
                )
            )
        )
    if listed:
        parts += _ruling_grid(
            case, listed, Said("入围各处：未知的门槛与加分", "Shortlist: gates unknown, and pluses"), say
        )
    out = _keeping_out(case)
    if out:
        parts += _out_grid(out, say)
    if not parts:
        parts.append(Text(say(Said("没有设门槛。", "No gates were set."))))
    return parts


def _names(case: Case) -> dict[str, str]:
    return {place.key: place.name for place in (*case.places, *case.ruled_out)}


def _ruling_grid(case: Case, listed: list[Ruling], caption: Said, say: Say) -> list[Part]:
    names = _names(case)
    columns = (
        Column(say(Said("地方", "Place")), 16),
        Column(say(Said("门槛", "Gate")), 13),
        Column(say(Said("结论", "Verdict")), 9, "center"),
        Column(say(Said("依据", "Finding")), 34),
        Column(say(Said("出处与日期", "Source and date")), 28),
    )
    rows = tuple(
        (
            names.get(r.place, ""),
            say(GATES[r.gate]),
            say(Said("加分", "a plus") if r.plus else VERDICTS[r.verdict]),
            say(r.why),
            say(r.source),
        )
        for r in listed[:MOST_RULINGS]
    )
    return [Grid(say(caption), columns, rows), *_more(len(listed) - MOST_RULINGS, say)]


def _more(count: int, say: Say) -> list[Part]:
    return (
        [Text(say(Said(f"另有 {count} 条没有列出。", f"{count} more are not listed.")), "small")] if count > 0 else []
    )


def _keeping_out(case: Case) -> list[tuple[str, Said, Said, Said]]:
    """Place, gate, finding, source of all that was kept out, by rulings and by the matrix's own gates."""
    names = _names(case)
    ruled = [(names.get(r.place, ""), GATES[r.gate], r.why, r.source) for r in case.rulings if r.verdict == "fails"]
    return [*ruled, *_measured_out(case)] if case.comparison else ruled


def _measured_out(case: Case) -> list[tuple[str, Said, Said, Said]]:
    """The same of the numbers in the matrix that lie outside its gates."""
    matrix, found = matrix_of(case), []
    for row, column in zip(*np.nonzero(_compared(case).failed), strict=True):
        criterion, value = case.criteria[int(column)], figure(float(matrix.values[row, column]))
        bounds = _bounds(case, int(column))
        why = Said(
            f"{value}{criterion.unit.zh}，要求 {bounds}", f"{f'{value} {criterion.unit.en}'.strip()}, wanted {bounds}"
        )
        found.append((case.places[int(row)].name, criterion.name, why, criterion.source))
    return found


def _bounds(case: Case, column: int) -> str:
    criterion = matrix_of(case).criteria[column]
    low = [] if criterion.at_least is None else [f"≥ {criterion.at_least:g}"]
    return ", ".join([*low, *([] if criterion.at_most is None else [f"≤ {criterion.at_most:g}"])])


def _out_grid(out: list[tuple[str, Said, Said, Said]], say: Say) -> list[Part]:
    columns = (
        Column(say(Said("地方", "Place")), 18),
        Column(say(Said("门槛", "Gate")), 14),
        Column(say(Said("为什么", "Why")), 38),
        Column(say(Said("出处与日期", "Source and date")), 30),
    )
    rows = tuple((name, say(gate), say(why), say(source)) for name, gate, why, source in out[:MOST_OUT])
    return [
        Grid(say(Said("没有过门槛的", "Places that failed a gate")), columns, rows),
        *_more(len(out) - MOST_OUT, say),
    ]


# --- questions, data, sources ----------------------------------------------------------------------------------------

_DAY = re.compile(r"20\d\d-\d\d-\d\d")


def questions(case: Case, say: Say) -> list[Part]:
    """What is still to be asked of the shortlist, by when."""
    rows = _question_rows(case, say)
    if not rows:
        return [Text(say(Said("没有要问的。", "Nothing is to be asked.")))]
    columns = (
        Column(say(Said("问谁", "Whom")), 20),
        Column(say(Said("问题", "Question")), 66),
        Column(say(Said("请于何日前答复", "Answer wanted by")), 14, "center"),
    )
    return [
        Grid("", columns, tuple(rows[:MOST_QUESTIONS])),
        *_more(len(rows) - MOST_QUESTIONS, say),
    ]


def _question_rows(case: Case, say: Say) -> list[tuple[str, str, str]]:
    near = [case.places[row] for row in order_of(case)[:MOST_LISTED]]
    keys, names, rows = {place.key for place in near}, _names(case), order_of(case)[:MOST_LISTED]
    found = [
        (_whom(r, names, say), say(r.question), _day_of(r.question))
        for r in case.rulings
        if r.question and r.place in keys
    ]
    found += [
        (case.places[q.place].name, say(question_text(_compared(case), q)), answer_day(case.today).isoformat())
        for q in (case.comparison.questions if case.comparison else ())
        if q.place in rows
    ]
    return list(dict.fromkeys(found))


def _whom(ruling: Ruling, names: dict[str, str], say: Say) -> str:
    for_all = ruling.question is not None and asks_investor(ruling.question)
    return say(Said("投资方", "the investor")) if for_all else names.get(ruling.place, "")


def _day_of(question: Said) -> str:
    days = _DAY.findall(question.zh)
    return days[-1] if days else ""


def data_quality(case: Case, say: Say) -> list[Part]:
    """How much is known of each place of the shortlist, how old it is, and what is not known."""
    columns = (
        Column(say(Said("地方", "Place")), 20),
        Column(say(Said("有数的（按权重）", "Known (by weight)")), 13, "right"),
        Column(say(Said("其中过旧的", "Of it old")), 12, "right"),
        Column(say(Said("最早的数据", "Oldest value")), 14, "center"),
        Column(say(Said("未知的指标", "Unknown")), 41),
    )
    rows = tuple(_quality_row(case, row, say) for row in order_of(case)[:MOST_LISTED])
    parts: list[Part] = [Grid("", columns, rows)] if rows else []
    return [*parts, *(Text(say(note), "small") for note in case.notes)]


def _quality_row(case: Case, row: int, say: Say) -> tuple[str, ...]:
    place = case.places[row]
    unknown = [case.criteria[int(j)].name for j in np.flatnonzero(matrix_of(case).unknown[row])]
    named = Said("、".join(one.zh for one in unknown) or "无", ", ".join(one.en for one in unknown) or "none")
    return place.name, _quality(case, row), percent(place.old), place.oldest or "—", say(named)


def sources(case: Case, say: Say) -> list[Part]:
    """Where the values come from, with their dates."""
    columns = (
        Column(say(Said("来源", "Source")), 62),
        Column(say(Said("数据日期", "As of")), 20, "center"),
        Column(say(Said("值数", "Values")), 18, "right"),
    )
    listed = case.sources
    if not listed:
        return [Text(say(Said("数值表没有写来源。", "The table of values names no sources.")))]
    rows = tuple((say(one.name), one.as_of or "—", f"{one.values:,}") for one in listed)
    return [Grid("", columns, rows)]


def appendix(case: Case, say: Say) -> list[Part]:
    """The criteria with definitions and weights, and how it was computed."""
    columns = (
        Column(say(Said("指标", "Criterion")), 20),
        Column(say(Said("定义", "Definition")), 36),
        Column(say(Said("单位", "Unit")), 12),
        Column(say(Said("方向", "Better")), 8, "center"),
        Column(say(Said("权重", "Weight")), 9, "right"),
        Column(say(Said("来源", "Source")), 15),
    )
    if case.comparison is None:
        return []
    weights, criteria = case.comparison.weights, matrix_of(case).criteria
    rows = tuple(
        (
            say(told.name), say(told.definition), say(told.unit),
            say(Said("大", "more") if criteria[j].direction == "max" else Said("小", "less")),
            f"{weights[j] * 100:.1f}%", say(told.source),
        )
        for j, told in enumerate(case.criteria)
    )  # fmt: skip
    asked = case.comparison.asked
    name = METHODS.get(asked.method, Said(asked.method, asked.method))
    computed = Said(
        f"方法：{name.zh}；{asked.weightings:,} 组权重，随机种子 {asked.seed}。同样的数据和种子得出同样的结果。",
        f"Method: {name.en}; {asked.weightings:,} weightings, seed {asked.seed}. The same data and "
        "seed give the same result.",
    )
    return [
        Grid("", columns, rows),
        Text(say(computed), "small"),
    ]
