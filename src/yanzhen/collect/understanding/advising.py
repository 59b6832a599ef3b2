"""The model asked about one header of a kind, within what its unit and its words allow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from yanzhen.collect.headings import heading
from yanzhen.collect.understanding.doubt import ASKED, TAKEN, WORTH_ASKING, certainty
from yanzhen.collect.understanding.features import spelled
from yanzhen.collect.understanding.kept import model_of, strangers
from yanzhen.collect.understanding.learning import Example
from yanzhen.collect.understanding.meaning import AMBIGUOUS, Found, distinct, keys_in
from yanzhen.collect.understanding.model import NO_FIELD, Guess, Model
from yanzhen.collect.understanding.suiting import suits_unit, suits_words, turned
from yanzhen.fields import fields_of

_FAMILIES = {
    "ambiguous:start_planned_on|started_on": ("start_planned_on", "started_on"),
    "ambiguous:produce_planned_on|producing_on": ("produce_planned_on", "producing_on"),
}
"""Fields that only 拟 and 实际 tell apart: the model finds out which family, the words which of it."""


class Advisor:
    """What was learned of one kind's headers, asked about others.

    Args:
        entries: (key, header) pairs, as the header table has them.
    """

    def __init__(self, kind: str, entries: Sequence[Example]) -> None:
        self._kind = kind
        self._entries = entries

    @cached_property
    def model(self) -> Model:
        """Made at the first header that neither the table nor a rule tells."""
        return model_of(self._kind, self._entries)

    @cached_property
    def _headers(self) -> dict[str, list[str]]:
        """key -> its headers of one level, folded."""
        listed: dict[str, list[str]] = {}
        for key, header in self._entries:
            if " > " not in header:
                listed.setdefault(key, []).append(heading(header).text)
        for family, members in _FAMILIES.items():
            listed[family] = [header for key in (family, *members) for header in listed.get(key, ())]
        return listed

    def leaning(self, text: str, unit: str) -> float:
        """How sure it is that a header is one of the kind's fields at all; 0 where it rather is none."""
        ranked = max((self._ranked(form, unit) for form in spelled(text)), key=lambda r: r[0].score)
        sure = certainty(ranked)
        return sure if ranked[0].key != NO_FIELD and sure >= ASKED else 0.0

    def answer(self, text: str, unit: str) -> Found | None:
        """What a header is taken for, or what to ask about it; None where the model has no idea.

        Args:
            text: folded, without its unit; of one level or of several put together.
        """
        ranked = max((self._ranked(form, unit) for form in spelled(text)), key=lambda r: r[0].score)
        best, sure = ranked[0].key, certainty(ranked)
        near = self._nearest(text, best)
        if best == NO_FIELD:
            # What is nearly as like a field as like a stranger is asked about.
            unsure = sure < ASKED and certainty(ranked[1:]) * (1 - sure) >= WORTH_ASKING
            return Found(best, sure, "unlike", near, distinct(g.key for g in ranked[1:3]) if unsure else ())
        if turned(text, self._headers[best]):
            sure = min(sure, ASKED - 0.01)
        others = distinct(guess.key for guess in ranked[:3])
        if sure >= ASKED:
            return Found(best, sure, "like", near, () if sure >= TAKEN else others)
        return Found(NO_FIELD, sure, "like", near, others[:3]) if sure >= WORTH_ASKING else None

    def _ranked(self, form: str, unit: str) -> list[Guess]:
        """The guesses that suit the unit and the words, the best first; never none."""
        told = {guess.key: guess.score for guess in self.model.guesses(form) if self._suits(guess.key, form, unit)}
        for family, members in _FAMILIES.items():
            scores = [told.pop(key) for key in (family, *members) if key in told]
            if scores:
                told[family] = min(sum(score for score in scores if score > 0), 1.0)
        ranked = sorted(map(Guess, told.keys(), told.values()), key=lambda guess: -guess.score)
        return _undivided(ranked) or [Guess(NO_FIELD, 0.0)]

    def _suits(self, key: str, form: str, unit: str) -> bool:
        if key == NO_FIELD:
            return True
        field = fields_of(self._kind)[keys_in(key)[0]]
        return suits_unit(field.type, field.unit, unit) and suits_words(field.type, form)

    def _nearest(self, text: str, key: str) -> str:
        """The header of a key that is most like a text."""
        known = strangers() if key == NO_FIELD else self._headers[key]
        return max(known, key=lambda header: self.model.likeness(text, header), default="")


def _undivided(ranked: list[Guess]) -> list[Guess]:
    """The guesses, the first two as one where they are an ambiguous meaning and one of those that it may have."""
    if len(ranked) < 2 or certainty(ranked) >= TAKEN:
        return ranked
    first, second = ranked[:2]
    if AMBIGUOUS not in first.key + second.key or not set(keys_in(first.key)) & set(keys_in(second.key)):
        return ranked
    wider = max(first, second, key=lambda guess: len(keys_in(guess.key)))
    return [Guess(wider.key, first.score + max(second.score, 0.0) / 2), *ranked[2:]]
