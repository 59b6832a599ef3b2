"""Technology demands of firms and achievements of universities: who suits whom.

The score of a pair is a sum of whole points: BM25 over the words of both sides (thousandths, `bm25`), where the words
of a name count twice; up to `FACTS` for the demand's figures that the achievement meets, its wished maturity among
them; `SAME_FIELD` where both state the same field. Pairs must share a word and pass every hard constraint
(`constraints`). The answer is exact: nobody outside the list has a higher score than anybody in it, and equal scores
stand in the order of the offers' ids.

With a model that was learned from decisions (`learning`), the `WIDTH` best by this score, or five times as many as are
asked for, are scored anew: the model's points (ten-thousandths of a level), to which facts and field add a
`LEARNED_SHARE`-th of their points. Of these candidates the answer is exact in the same sense.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.errors import WrongUsage
from yanzhen.match.constraints import Side, closure, conflict, side_of
from yanzhen.match.facts import Fact, Verdict, claims_of, decide_among, may_speak_of, requirements_in, told
from yanzhen.match.figures import Change, Figure, legible
from yanzhen.match.index import Batch, TextIndex
from yanzhen.match.maturity import Ripeness, judge_ripeness, ripeness, ripeness_fact, wished_in
from yanzhen.match.reasons import Match, Reason, fact_reasons, field_reason, word_reasons
from yanzhen.match.units import Dimension
from yanzhen.match.words import telling, weighted_bag
from yanzhen.records import Record, folded, give_keys

if TYPE_CHECKING:
    from yanzhen.match.learning.model import Model, Score

TITLE = 2
"""Times that a word of the name counts."""
FACTS = 6000
"""Points for meeting all figures of a demand; each has its share, at most `ONE_FACT`."""
ONE_FACT = 3000
SAME_FIELD = 1000

WIDTH = 200
"""Candidates by words that a learned model scores for each demand, at least."""
LEARNED_SHARE = 4
"""A fact that is worth 3,000 points of words is worth 750 of a learned score, a thirteenth of a level."""

_NEED_TEXTS = ("content", "targets", "field")
_NEED_FIGURES = ("content", "targets")
_NEED_RIPENESS = ("content", "targets", "partner_wanted")
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
    model: Model | None = None,
    name_precedents: bool = True,
) -> list[Match]:
    """The `top` achievements for each demand.

    Args:
        demands: the needs; records without a key get their content keys.
        achievements: the offers, likewise.
        on: the date on which both must be open; None looks at no date.
        backend: who does the sums, the fastest installed if None; the answer is the same.
        model: what was learned from decisions; scores the best by words anew.
        name_precedents: whether reasons may tell which decisions they rest on; False where somebody will read them who
            may not know of all that the model was learned from.

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
    if model is None:
        return _matches(needs, offers, top)
    return _learned_matches(needs, offers, top, model, name_precedents=name_precedents)


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
        self._ripeness: dict[int, Ripeness | None] = {}
        self._claims: dict[int, dict[tuple[Dimension, Change], list[Figure]]] = {}
        self._legible: dict[int, tuple[list[str], str]] = {}
        self.asked_for: set[Dimension] = set()

    def side(self, place: int) -> Side:
        if place not in self._sides:
            self._sides[place] = side_of(self.records[place])
        return self._sides[place]

    def ripeness(self, place: int) -> Ripeness | None:
        if place not in self._ripeness:
            self._ripeness[place] = ripeness(str(self.records[place].get("maturity", "")))
        return self._ripeness[place]

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
    wish: Ripeness | None
    field: str

    @classmethod
    def of(cls, record: Record) -> _Need:
        requirements = requirements_in(_texts(record, _NEED_FIGURES))
        wish = wished_in(_texts(record, _NEED_RIPENESS))
        return cls(record, side_of(record), requirements, wish, folded(str(record.get("field", ""))))

    @property
    def facts(self) -> int:
        """How many facts an achievement can meet."""
        return len(self.requirements) + (self.wish is not None)

    @property
    def one_fact(self) -> int:
        return min(ONE_FACT, FACTS // self.facts) if self.facts else 0

    @property
    def at_most(self) -> int:
        """More than its text no offer can score."""
        return self.one_fact * self.facts + (SAME_FIELD if self.field else 0)


@dataclass(slots=True)
class _Candidate:
    place: int
    score: int
    bonus: int
    same_field: bool
    decisions: list[tuple[Verdict, list[Figure]]]


def _matches(needs: list[Record], offers: _Offers, top: int) -> list[Match]:
    read, batch = _read(needs, offers)
    return [
        _match(read[need], rank, candidate, offers, batch, need)
        for need, candidates in enumerate(_candidates(read, batch, offers, top))
        for rank, candidate in enumerate(candidates, start=1)
    ]


def _read(needs: list[Record], offers: _Offers) -> tuple[list[_Need], Batch]:
    batch = offers.index.prepare_bags(
        weighted_bag(((telling(need.name), TITLE), (_words(need, _NEED_TEXTS), 1))) for need in needs
    )
    read = [_Need.of(need) for need in needs]
    offers.asked_for = {requirement.dimension for need in read for requirement in need.requirements}
    return read, batch


def _candidates(read: list[_Need], batch: Batch, offers: _Offers, top: int) -> list[list[_Candidate]]:
    """The best of each need, best first."""
    best: list[list[_Candidate]] = [[] for _ in read]
    waiting, fetched = list(range(len(read))), top * _FETCHED
    while waiting:
        part = batch if len(waiting) == len(read) else offers.index.prepare_bags(batch.bags[i] for i in waiting)
        ids, scores = offers.index.search(part, top=fetched)
        unsure = []
        for row, need in enumerate(waiting):
            found, certain = _best(read[need], ids[row].tolist(), scores[row].tolist(), offers, top)
            if certain or fetched >= len(offers.records):
                best[need] = found
            else:
                unsure.append(need)
        waiting, fetched = unsure, 4 * fetched
    return best


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
    met += need.wish is not None and judge_ripeness(need.wish, offers.ripeness(place)) == "met"
    same = bool(need.field) and need.field == offers.stated[place]
    bonus = met * need.one_fact + (SAME_FIELD if same else 0)
    return _Candidate(place, text + bonus, bonus, same, decisions)


def _match(need: _Need, rank: int, candidate: _Candidate, offers: _Offers, batch: Batch, row: int) -> Match:
    place = candidate.place
    shared = offers.index.shared_words(batch, row, place)
    reasons: list[Reason] = word_reasons(shared, offers.titles[place], offers.fields[place])
    if candidate.same_field:
        reasons.append(field_reason(str(need.record.get("field")), SAME_FIELD))
    facts = _facts(need, candidate, offers)
    reasons += fact_reasons(facts)
    return Match(need.record.key, offers.records[place].key, rank, candidate.score, reasons, list(facts))


def _facts(need: _Need, candidate: _Candidate, offers: _Offers) -> dict[Fact, int]:
    told_of = [told(figure, *decision) for figure, decision in zip(need.requirements, candidate.decisions, strict=True)]
    if need.wish is not None:
        told_of.append(ripeness_fact(need.wish, offers.ripeness(candidate.place)))
    facts: dict[Fact, int] = {}
    for fact in told_of:
        facts[fact] = facts.get(fact, 0) + (need.one_fact if fact.verdict == "met" else 0)
    return facts


# --- with a model that was learned --------------------------------------------------------------------------------


def _learned_matches(
    needs: list[Record], offers: _Offers, top: int, model: Model, *, name_precedents: bool
) -> list[Match]:
    from yanzhen.match.learning.decisions import demand_of, pair_of

    read, batch = _read(needs, offers)
    best = _candidates(read, batch, offers, max(WIDTH, 5 * top))
    pairs = [
        pair_of(need.record, offers.records[candidate.place])
        for need, candidates in zip(read, best, strict=True)
        for candidate in candidates
    ]
    scores = model.stream(map(demand_of, needs), pairs)
    matches = []
    for need, candidates in zip(read, best, strict=True):
        scored = [(score, one) for one, score in zip(candidates, scores, strict=False)]
        scored.sort(key=lambda pair: (-_learned_points(need, *pair), pair[1].place))
        matches += [
            _learned_match(need, rank, *pair, offers, name_precedents=name_precedents)
            for rank, pair in enumerate(scored[:top], start=1)
        ]
    return matches


def _learned_points(need: _Need, score: Score, candidate: _Candidate) -> int:
    field = SAME_FIELD // LEARNED_SHARE if candidate.same_field else 0
    met = (candidate.bonus - (SAME_FIELD if candidate.same_field else 0)) // max(1, need.one_fact)
    return score.points + met * (need.one_fact // LEARNED_SHARE) + field


def _learned_match(
    need: _Need, rank: int, score: Score, candidate: _Candidate, offers: _Offers, *, name_precedents: bool
) -> Match:
    from yanzhen.match.learning.explaining import learned_reasons, shared_words

    offer = offers.records[candidate.place]
    shared = shared_words([need.record.name, *_texts(need.record, _NEED_TEXTS)], offer.name)
    reasons = learned_reasons(score, shared, name_precedents=name_precedents)
    if candidate.same_field:
        reasons.append(field_reason(str(need.record.get("field")), SAME_FIELD // LEARNED_SHARE))
    share = need.one_fact // LEARNED_SHARE
    facts = {fact: weight // max(1, need.one_fact) * share for fact, weight in _facts(need, candidate, offers).items()}
    reasons += fact_reasons(facts)
    return Match(need.record.key, offer.key, rank, _learned_points(need, score, candidate), reasons, list(facts))
