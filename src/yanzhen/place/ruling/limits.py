"""What the firm itself asks of a criterion of the library: at least so much, at most so much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yanzhen.language import Said
from yanzhen.place.library import BY_KEY, COMPUTED
from yanzhen.place.observations import Chosen, Observation, choose
from yanzhen.place.ruling.asking import by_day
from yanzhen.place.rulings import Ruling, Verdict
from yanzhen.place.wordings import figure, measured
from yanzhen.records import Record


@dataclass(frozen=True, slots=True)
class Limit:
    """A key of the library, and between what its value has to lie; None where a side is open."""

    criterion: str
    at_least: float | None = None
    at_most: float | None = None

    def told(self) -> Said:
        """The limit with its unit."""
        unit = BY_KEY[self.criterion].unit
        zh, en = [], []
        for word, english, value in (("不低于", "at least", self.at_least), ("不高于", "at most", self.at_most)):
            if value is not None:
                zh.append(f"{word} {measured(figure(value), unit.zh)}")
                en.append(f"{english} {measured(figure(value), unit.en)}")
        return Said("、".join(zh), " and ".join(en))


def limit_rulings(
    limits: Sequence[Limit], places: Sequence[Record], observations: Iterable[Observation], today: date
) -> list[Ruling]:
    """A ruling for each limit and place. A value that is old may lie on either side of a limit: then it is asked."""
    if not limits:
        return []
    chosen = choose(observations, today)
    return [
        _ruled(limit, place, chosen.get((place.key, limit.criterion)), today) for limit in limits for place in places
    ]


def _question(limit: Limit, place: Record, today: date) -> Said | None:
    """None of what is computed: a place knows no more of that than we do."""
    if limit.criterion in COMPUTED:
        return None
    criterion, until, wanted = BY_KEY[limit.criterion], by_day(today), limit.told()
    return Said(
        f"请{place.name}报{criterion.name.zh}（要求{wanted.zh}）。{until.zh}",
        f"{place.name}, please tell: {criterion.name.en} ({wanted.en} wanted). {until.en}",
    )


def _ruled(limit: Limit, place: Record, known: Chosen | None, today: date) -> Ruling:
    criterion, wanted = BY_KEY[limit.criterion], limit.told()
    question = _question(limit, place, today)
    if known is None:
        why = Said(f"{criterion.name.zh}没有数据", f"{criterion.name.en}: not known")
        return Ruling("limit", place.key, "unknown", why, Said("没有来源", "no source"), question)
    value = figure(known.observation.value)
    why = Said(
        f"{criterion.name.zh} {measured(value, criterion.unit.zh)}，要求{wanted.zh}",
        f"{criterion.name.en} {measured(value, criterion.unit.en)}, {wanted.en} wanted",
    )
    verdict = _verdict(limit, known)
    source = Said(known.observation.source, known.observation.source)
    return Ruling("limit", place.key, verdict, why, source, question if verdict == "unknown" else None)


def _verdict(limit: Limit, known: Chosen) -> Verdict:
    low = float("-inf") if limit.at_least is None else limit.at_least
    high = float("inf") if limit.at_most is None else limit.at_most
    if known.high < low or known.low > high:
        return "fails"
    return "passes" if low <= known.low and known.high <= high else "unknown"
