"""Why two sides suit each other: every point of a score, with the words or facts that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from yanzhen.language import Said
from yanzhen.match.facts import Fact

ReasonKind = Literal[
    "words-in-title",
    "words-in-field",
    "words-in-content",
    "words-other",
    "field",
    "fact",
    "accepted",
    "likeness",
    "precedents-here",
    "precedents-elsewhere",
    "precedents",
    "usual",
]
"""The last six are those of a learned score; `precedents` where it does not say which they are."""

NAMED = 6
"""Words that a reason names before the rest goes into the tail."""


class Reason(NamedTuple):
    """One part of a score.

    Attributes:
        text: for people, in both languages; names the words or the fact.
        weight: its points; the weights of a match add up to its score.
    """

    kind: ReasonKind
    text: Said
    weight: int

    def as_row(self) -> dict[str, Any]:
        """The form of the files, in the language in force."""
        return {"kind": self.kind, "text": str(self.text), "weight": self.weight}


@dataclass(frozen=True, slots=True)
class Match:
    """An offer proposed to a need; a person decides.

    Attributes:
        rank: 1 is best.
        score: whole points; higher is better, comparable within one need only.
        reasons: their weights add up to `score`.
        facts: the need's figures against the offer's.
    """

    need_id: str
    offer_id: str
    rank: int
    score: int
    reasons: list[Reason]
    facts: list[Fact] = field(default_factory=list)

    def as_row(self) -> dict[str, Any]:
        """The form of the files, in the language in force."""
        reasons = [reason.as_row() for reason in self.reasons]
        return {
            "need_id": self.need_id,
            "offer_id": self.offer_id,
            "rank": self.rank,
            "score": self.score,
            "reasons": reasons,
        }


_PLACES: dict[ReasonKind, Said] = {
    "words-in-title": Said("成果名称中与需求共有的词", "words shared with the achievement's title"),
    "words-in-field": Said("成果领域、应用场景中与需求共有的词", "words shared with the achievement's field and uses"),
    "words-in-content": Said("成果内容中与需求共有的词", "words shared with the achievement's text"),
}


def word_reasons(shared: Iterable[tuple[str, int]], title: AbstractSet[str], fields: AbstractSet[str]) -> list[Reason]:
    """The words that two sides share, by the place where the offer has them, heaviest place first, the tail last.

    Args:
        shared: words with their points.
        title: the words of the offer's name.
        fields: the words of its field and uses; a word in several places counts for the first of these.
    """
    in_title: list[_Weighed] = []
    in_field: list[_Weighed] = []
    in_content: list[_Weighed] = []
    for pair in sorted([(-weight, word) for word, weight in shared]):
        (in_title if pair[1] in title else in_field if pair[1] in fields else in_content).append(pair)
    groups = (in_title, in_field, in_content)
    named = [
        _reason(kind, place, words[:NAMED])
        for (kind, place), words in zip(_PLACES.items(), groups, strict=True)
        if words
    ]
    named.sort(key=lambda reason: -reason.weight)
    tail = sorted([pair for words in groups if len(words) > NAMED for pair in words[NAMED:]])
    if tail:
        named.append(_reason("words-other", Said(f"其余 {len(tail)} 个词", f"{len(tail)} further words"), tail))
    return named


_Weighed: TypeAlias = tuple[int, str]
"""The negative points of a word, and the word: they sort by falling weight."""


def _reason(kind: ReasonKind, place: Said, words: Sequence[_Weighed]) -> Reason:
    weights, listed = zip(*words, strict=True)
    text = Said(f"{place.zh}：{'、'.join(listed)}", f"{place.en}: {', '.join(listed)}")
    return Reason(kind, text, -sum(weights))


def fact_reasons(facts: Mapping[Fact, int]) -> list[Reason]:
    """A reason a fact, those that weigh first; one not met or unknown weighs nothing, yet is told."""
    return [Reason("fact", fact.said, weight) for fact, weight in sorted(facts.items(), key=lambda pair: -pair[1])]


def field_reason(name: str, weight: int) -> Reason:
    """Both sides state the same field."""
    return Reason("field", Said(f"技术领域相同：{name}", f"the same field: {name}"), weight)
