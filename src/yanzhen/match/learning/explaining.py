"""The points of a learned score as reasons: whole numbers that add up to it, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from yanzhen.language import Said
from yanzhen.match.learning import likeness
from yanzhen.match.learning.comparing import FEATURES
from yanzhen.match.learning.decisions import ACCEPTED_FROM, Decision
from yanzhen.match.learning.model import Score
from yanzhen.match.reasons import Reason
from yanzhen.match.words import telling

_Source: TypeAlias = Literal["likeness", "precedents-here", "precedents-elsewhere"]

_ELSEWHERE = ("title elsewhere", "title for like demands", "weight of like demands", "like demands")


def _source(feature: str) -> _Source:
    if feature in likeness.NAMES:
        return "likeness"
    return "precedents-elsewhere" if feature in _ELSEWHERE else "precedents-here"


_SOURCES: tuple[_Source, ...] = tuple(map(_source, FEATURES))
_NAMED = 6
_ELSEWHERE_SAID = Said(
    "相近的成果在别的需求下、以及相近的需求，人们是怎样判的",
    "what was decided of like achievements for other demands, and of like demands",
)
_UNNAMED_SAID = Said("相近的需求和成果，人们是怎样判的", "what was decided of like demands and achievements")


def accepted_said(score: Score, *, levels: bool = True) -> Said:
    """How many pairs like this one were accepted.

    Args:
        levels: whether to say from which level on; False for readers who know of accepted and refused pairs only.
    """
    percent = round(100 * score.accepted)
    if not levels:
        return Said(f"这样的配对，{percent}% 被接受", f"of pairs like this, {percent} % were accepted")
    return Said(
        f"这样的配对，{percent}% 被接受（3 级及以上）", f"of pairs like this, {percent} % were accepted (level 3 or 4)"
    )


def learned_reasons(score: Score, shared: Iterable[str] = (), *, name_precedents: bool = True) -> list[Reason]:
    """Why a pair has its points; the weights add up to them.

    Args:
        shared: words that both sides have, to be named.
        name_precedents: False for readers who may not know of the decisions that were learned from: then no title of
            them is quoted, and nothing tells how many of them are on this demand, whether any is, or their levels.
    """
    weights = dict.fromkeys(_SOURCES, 0)
    for source, points in zip(_SOURCES, score.parts, strict=True):
        weights[source] += points
    likeness_told = _likeness_said(list(shared))
    reasons = [Reason("likeness", likeness_told, weights.pop("likeness"))]
    if name_precedents:
        told = {"precedents-here": _precedents_said(score), "precedents-elsewhere": _ELSEWHERE_SAID}
        reasons += [Reason(source, told[source], weight) for source, weight in weights.items()]
    else:
        reasons.append(Reason("precedents", _UNNAMED_SAID, sum(weights.values())))
    reasons.sort(key=lambda reason: -abs(reason.weight))
    usual = Said("所有判断过的配对的平均", "the mean of all judged pairs")
    return [
        Reason("accepted", accepted_said(score, levels=name_precedents), 0),
        *reasons,
        Reason("usual", usual, score.base),
    ]


def _likeness_said(shared: list[str]) -> Said:
    if not shared:
        return Said("需求和成果名称的用词、字面有多像", "how alike the words and characters of demand and title are")
    more_zh, more_en = (" 等", " …") if len(shared) > _NAMED else ("", "")
    named = shared[:_NAMED]
    return Said(
        f"需求和成果名称有多像；共有的词：{'、'.join(named)}{more_zh}",
        f"how alike demand and title are; words shared: {', '.join(named)}{more_en}",
    )


def _precedents_said(score: Score) -> Said:
    near_zh, near_en = _nearest_said(score.nearest)
    if not score.here:
        return Said(
            f"这条需求还没有人判过；别处最像的：{near_zh}",
            f"nobody judged this demand yet; most alike elsewhere: {near_en}",
        )
    return Said(
        f"这条需求已有 {score.here} 个判断，名称最像的：{near_zh}",
        f"{score.here} decisions on this demand; the titles most alike: {near_en}",
    )


def _nearest_said(nearest: tuple[Decision, ...]) -> tuple[str, str]:
    if not nearest:
        return "没有相像的", "none is alike"
    zh = "；".join(f"“{_short(one.pair.title)}” {one.level} 级（{_verdict(one).zh}）" for one in nearest)
    en = "; ".join(f"“{_short(one.pair.title)}” level {one.level} ({_verdict(one).en})" for one in nearest)
    return zh, en


def _verdict(decision: Decision) -> Said:
    return Said("接受", "accepted") if decision.level >= ACCEPTED_FROM else Said("未接受", "not accepted")


def _short(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= 40 else plain[:40] + "…"


def shared_words(demand_texts: Iterable[str], title: str) -> list[str]:
    """The words of a title that stand in a demand too, in the title's order, long ones first where they overlap."""
    of_demand = {word for text in demand_texts for word in telling(text)}
    shared = [word for word in dict.fromkeys(telling(title)) if word in of_demand]
    return [word for word in shared if not any(word != other and word in other for other in shared)]


def score_row(score: Score, *, reasons: bool = False, shared: Iterable[str] = ()) -> dict[str, Any]:
    """The form of the files."""
    row: dict[str, Any] = {
        "achievement_id": score.pair.achievement_id,
        "demand_id": score.pair.demand_id,
        "relevance": score.relevance,
        "level": score.level,
        "accepted": round(score.accepted, 4),
    }
    if reasons:
        row["reasons"] = [reason.as_row() for reason in learned_reasons(score, shared)]
    return row
