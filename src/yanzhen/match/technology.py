"""Technology demands of firms and achievements of universities: who suits whom.

The score of a pair is a sum of whole points: BM25 over the words of both sides (thousandths, `bm25`), where the words
of a name count twice; up to `FACTS` for the demand's figures that the achievement meets; `SAME_FIELD` where both state
the same field. Pairs must share a word and pass every hard constraint (`constraints`). The answer is exact: nobody
outside the list has a higher score than anybody in it, and equal scores stand in the order of the offers' ids.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.match.constraints import Side, closure, conflict, side_of
from yanzhen.match.facts import Fact, Verdict, claims_of, decide_among, may_speak_of, requirements_in, told
from yanzhen.match.figures import Change, Figure, legible
from yanzhen.match.index import Batch, TextIndex
from yanzhen.match.reasons import Match, Reason, fact_reasons, field_reason, word_reasons
from yanzhen.match.units import Dimension
from yanzhen.match.words import telling, weighted_bag
from yanzhen.records import Record, folded, give_keys

TITLE = 2
"""Times that a word of the name counts."""
FACTS = 6000
"""Points for meeting all figures of a demand; each has its share, at most `ONE_FACT`."""
ONE_FACT = 3000
SAME_FIELD = 1000

_NEED_TEXTS = ("content", "targets", "field")
_NEED_FIGURES = ("content", "targets")
_OFFER_TEXTS = ("content", "innovation", "past_use")
_OFFER_FIELDS = ("field", "applications")
_FETCHED = 3
"""Candidates by text that are looked at first, for each place in the answer."""


def match_technology(
    demands: Iterable[Record],
    achievements: Iterable[Record],
    *,
    top: int = 20,
    on: date | None = None,
    backend: str | None = None,
) -> list[Match]:
    """The `top` achievements for each demand.

    Args:
        demands: the needs; records without a key get their content keys.
        achievements: the offers, likewise.
        on: the date on which both must be open; None looks at no date.
        backend: who does the sums, the fastest installed if None; the answer is the same.

    Returns:
        matches ordered by need id, then rank.

    Raises:
        WrongUsage: two needs or two offers have the same id, `top` is below 1, or no such backend.
        MissingPiece: the backend is not installed.
    """
    if top < 1:
        raise WrongUsage("top 至少为 1", "top must be at least 1")
    needs = _open_in_order(demands, on)
    offers = _Offers(_open_in_order(achievements, on), backend)
    return _matches(needs, offers, top)


def _open_in_order(records: Iterable[Record], on: date | None) -> list[Record]:
    listed = list(records)
    if not all(record.key for record in listed):
        give_keys(listed)
    _refuse_repeats(listed)
    return sorted((record for record in listed if closure(record, on) is None), key=lambda record: record.key)


def _refuse_repeats(records: Sequence[Record]) -> None:
    seen: set[str] = set()
    for record in records:
        if record.key in seen:
            raise WrongUsage(f"编号重复：{record.key}（{record.name}）", f"the id {record.key} stands twice")
        seen.add(record.key)


def _words(record: Record, keys: Iterable[str]) -> list[str]:
    # Figures are compared as facts, not as words.
    return [word for text in _texts(record, keys) for word in telling(text)]


def _claiming(record: Record) -> list[str]:
    texts = _texts(record, _OFFER_TEXTS)
    # A name that is just the head of the text may end in the middle of a figure.
    return texts if texts and texts[0].startswith(record.name) else [record.name, *texts]


def _texts(record: Record, keys: Iterable[str]) -> list[str]:
    return [str(text) for key in keys if (text := record.get(key))]


class _Offers:
    """The achievements, cut, indexed by their place in the order of ids, with what is read from them on demand."""

    def __init__(self, records: list[Record], backend: str | None) -> None:
        self.records = records
        titles = [telling(record.name) for record in records]
        self.titles = [frozenset(words) for words in titles]
        fields = [_words(record, _OFFER_FIELDS) for record in records]
        self.fields = [frozenset(words) for words in fields]
        bags = (
            weighted_bag(((title, TITLE), (field, 1), (_words(record, _OFFER_TEXTS), 1)))
            for title, field, record in zip(titles, fields, records, strict=True)
        )
        self.index = TextIndex.build_bags(np.arange(len(records)), bags, backend=backend)
        self.stated = [folded(str(record.get("field", ""))) for record in records]
        self._sides: dict[int, Side] = {}
        self._claims: dict[int, dict[tuple[Dimension, Change], list[Figure]]] = {}
        self._legible: dict[int, tuple[list[str], str]] = {}
        self.asked_for: set[Dimension] = set()

    def side(self, place: int) -> Side:
        if place not in self._sides:
            self._sides[place] = side_of(self.records[place])
        return self._sides[place]

    def decide(self, place: int, requirement: Figure) -> tuple[Verdict, list[Figure]]:
        """The verdict on a requirement; the figures are read only where the text can speak of the quantity."""
        if place not in self._legible:
            texts = [legible(text) for text in _claiming(self.records[place])]
            self._legible[place] = texts, "".join(",".join(texts).lower().split())
        if not may_speak_of(requirement.quantity, self._legible[place][1]):
            return "unknown", []
        return decide_among(requirement, self._claims_of(place).get((requirement.dimension, requirement.change), []))

    def _claims_of(self, place: int) -> dict[tuple[Dimension, Change], list[Figure]]:
        """The figures of an offer by what makes them comparable."""
        if place not in self._claims:
            grouped: dict[tuple[Dimension, Change], list[Figure]] = {}
            for claim in claims_of(self._legible[place][0], self.asked_for):
                grouped.setdefault((claim.dimension, claim.change), []).append(claim)
            self._claims[place] = grouped
        return self._claims[place]


@dataclass(slots=True)
class _Need:
    record: Record
    side: Side
    requirements: list[Figure]
    field: str

    @classmethod
    def of(cls, record: Record) -> _Need:
        requirements = requirements_in(_texts(record, _NEED_FIGURES))
        return cls(record, side_of(record), requirements, folded(str(record.get("field", ""))))

    @property
    def one_fact(self) -> int:
        return min(ONE_FACT, FACTS // len(self.requirements)) if self.requirements else 0

    @property
    def at_most(self) -> int:
        """More than its text no offer can score."""
        return self.one_fact * len(self.requirements) + (SAME_FIELD if self.field else 0)


@dataclass(slots=True)
class _Candidate:
    place: int
    score: int
    same_field: bool
    decisions: list[tuple[Verdict, list[Figure]]]


def _matches(needs: list[Record], offers: _Offers, top: int) -> list[Match]:
    batch = offers.index.prepare_bags(
        weighted_bag(((telling(need.name), TITLE), (_words(need, _NEED_TEXTS), 1))) for need in needs
    )
    read = [_Need.of(need) for need in needs]
    offers.asked_for = {requirement.dimension for need in read for requirement in need.requirements}
    best: list[list[_Candidate]] = [[] for _ in needs]
    waiting, fetched = list(range(len(needs))), top * _FETCHED
    while waiting:
        part = batch if len(waiting) == len(needs) else offers.index.prepare_bags(batch.bags[i] for i in waiting)
        ids, scores = offers.index.search(part, top=fetched)
        unsure = []
        for row, need in enumerate(waiting):
            found, certain = _best(read[need], ids[row].tolist(), scores[row].tolist(), offers, top)
            if certain or fetched >= len(offers.records):
                best[need] = found
            else:
                unsure.append(need)
        waiting, fetched = unsure, 4 * fetched
    return [
        _match(read[need], rank, candidate, offers, batch, need)
        for need, candidates in enumerate(best)
        for rank, candidate in enumerate(candidates, start=1)
    ]


def _best(need: _Need, places: list[int], texts: list[int], offers: _Offers, top: int) -> tuple[list[_Candidate], bool]:
    """The best of the candidates, which come in falling order of text, and whether no later one can be among them."""
    kept: list[_Candidate] = []
    for place, text in zip(places, texts, strict=True):
        if place < 0 or (len(kept) >= top and kept[top - 1].score > text + need.at_most):
            return kept[:top], True
        if conflict(need.side, offers.side(place)) is None:
            insort(kept, _candidate(need, place, text, offers), key=lambda one: (-one.score, one.place))
    return kept[:top], False


def _candidate(need: _Need, place: int, text: int, offers: _Offers) -> _Candidate:
    decisions = [offers.decide(place, requirement) for requirement in need.requirements]
    met = sum(verdict == "met" for verdict, _ in decisions)
    same = bool(need.field) and need.field == offers.stated[place]
    return _Candidate(place, text + met * need.one_fact + (SAME_FIELD if same else 0), same, decisions)


def _match(need: _Need, rank: int, candidate: _Candidate, offers: _Offers, batch: Batch, row: int) -> Match:
    place = candidate.place
    shared = offers.index.shared_words(batch, row, place)
    reasons: list[Reason] = word_reasons(shared, offers.titles[place], offers.fields[place])
    if candidate.same_field:
        reasons.append(field_reason(str(need.record.get("field")), SAME_FIELD))
    facts = _facts(need, candidate)
    reasons += fact_reasons(facts)
    return Match(need.record.key, offers.records[place].key, rank, candidate.score, reasons, list(facts))


def _facts(need: _Need, candidate: _Candidate) -> dict[Fact, int]:
    facts: dict[Fact, int] = {}
    for requirement, decision in zip(need.requirements, candidate.decisions, strict=True):
        fact = told(requirement, *decision)
        facts[fact] = facts.get(fact, 0) + (need.one_fact if fact.verdict == "met" else 0)
    return facts
