"""The score of pairs: the sum of what each comparison says, from the odds that any two records start with.

Fellegi and Sunter (1969): the log-odds that two records are of one thing are the log-odds of any two, plus
log2(m / u) of each comparison, where m is how often that answer is given by two tellings of one thing and u how often
by two things. Here u comes from the given records (`frequencies`), and the m of each answer stands as a constant beside
its comparison. Sums of things that go together (a text and its numbers, a firm and its code) are bounded, because the
theory takes comparisons to be independent and these are not.

All weights are integers, tenths of a bit: 10 doubles the odds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.collect.duplicates import marks, parties, quantities, wording
from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.profiles import Profile
from yanzhen.collect.duplicates.sides import Finding, Side
from yanzhen.collect.duplicates.traits import Traits

KINDS = (
    "start", "own_code", "firm_code", "party", "seat", "title", "phase", "text", "numbers", "amount", "figures",
    "dates", "place", "park", "contact", "people", "sisters",
)  # fmt: skip
"""Kinds of evidence, in the order in which they are computed; `start` is what any two records start with,
`sisters` what is taken off because two things of one party would agree as well."""

CERTAIN, LIKELY, ASK = 90, 55, -20
"""Scores from which on a pair is taken as certain, as likely, and asked about."""

_TENTHS = 10
_MATCHES_A_RECORD = 0.5
"""Pairs of one thing that are expected for each record: what any two records start with is this over their number."""

_SISTERS_START = -1.5
"""Bits: of two records of one party, more are two things than one."""

_AT_ONCE = 1 << 12
_HOPELESS = -28.0
"""Bits below which, before texts and figures are looked at, they are not: they would have to make good too much."""

_MOST_OF_FIRM = 3.0
"""Bits that a firm's code may add to its name, or its name to its code."""


@dataclass(slots=True)
class Weighed:
    """Pairs with their evidence.

    Attributes:
        pairs: (n, 2) rows.
        weights: (n, len(KINDS)) tenths of bits; their sum is the score.
        levels: (n, len(KINDS)) the answer of each comparison, 0 where it has none.
        barred: whether the two can't be one thing, whatever else agrees.
    """

    pairs: NDArray[np.int64]
    weights: NDArray[np.int16]
    levels: NDArray[np.int8]
    barred: NDArray[np.bool_]

    @property
    def scores(self) -> NDArray[np.int32]:
        whole: NDArray[np.int32] = self.weights.sum(axis=1, dtype=np.int32)
        return whole

    def some(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Weighed:
        return Weighed(self.pairs[which], self.weights[which], self.levels[which], self.barred[which])


def weigh(
    traits: Traits, pairs: NDArray[np.int64], profile: Profile, known: Frequencies, *, against: Traits | None = None
) -> Weighed:
    """Score pairs of rows of `traits` (the second of each a row of `against`, if given)."""
    parts = [_weigh(traits, against or traits, pairs[:0], profile, known)]
    for start in range(0, len(pairs), _AT_ONCE):
        parts.append(_weigh(traits, against or traits, pairs[start : start + _AT_ONCE], profile, known))
    return Weighed(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("pairs", "weights", "levels", "barred"))
    )


def _weigh(ours: Traits, theirs: Traits, pairs: NDArray[np.int64], profile: Profile, known: Frequencies) -> Weighed:
    left, right = Side(ours, pairs[:, 0]), Side(theirs, pairs[:, 1])
    found = _findings(left, right, profile, known)
    if not profile.by_name:
        found["sisters"] = _against_sisters(found)
    weights = np.stack([np.rint(found[kind].bits * _TENTHS).astype(np.int16) for kind in KINDS], axis=1)
    levels = np.stack([found[kind].level for kind in KINDS], axis=1)
    return Weighed(pairs, weights, levels, _barred(found, profile))


def _findings(left: Side, right: Side, profile: Profile, known: Frequencies) -> dict[str, Finding]:
    by_name = profile.by_name
    found = {
        "start": _start(len(left), known),
        "own_code": marks.compare_own_codes(left, right, known),
        "firm_code": marks.compare_firm_codes(left, right, known, by_name=by_name),
        "party": parties.compare_parties(left, right, known, by_name=by_name),
        "seat": marks.compare_seats(left, right),
        "title": wording.compare_titles(left, right, known, by_name=by_name),
        "phase": marks.compare_phases(left, right),
        "amount": quantities.compare_amounts(left, right, known),
        "place": marks.compare_places(left, right, known),
        "park": marks.compare_parks(left, right, known),
        "contact": marks.compare_contacts(left, right, known),
        "people": marks.compare_people(left, right, known),
        "sisters": Finding.none(len(left)),
    }
    so_far = np.sum([each.bits for each in found.values()], axis=0)
    whole = left.of("text_whole")
    same_text = (whole != 0) & (whole == right.of("text_whole"))
    hopeful = np.nonzero((so_far >= _HOPELESS) | same_text)[0]
    ours, theirs = left.some(hopeful), right.some(hopeful)
    for kind, compare in _LATER.items():
        found[kind] = Finding.none(len(left))
        found[kind].fill(hopeful, compare(ours, theirs, known))
    _bound(found["party"], found["firm_code"], _MOST_OF_FIRM)
    return found


_LATER: dict[str, Callable[[Side, Side, Frequencies], Finding]] = {
    "text": wording.compare_texts,
    "numbers": wording.compare_numbers,
    "figures": quantities.compare_figures,
    "dates": quantities.compare_dates,
}


def _start(pairs: int, known: Frequencies) -> Finding:
    bits = np.log2(_MATCHES_A_RECORD) - known.all_bits
    return Finding(
        np.ones(pairs, np.int8), np.full(pairs, bits, np.float32), np.full(pairs, _SISTERS_START, np.float32)
    )


def _against_sisters(found: dict[str, Finding]) -> Finding:
    """What has to be taken off the score so that it is no more than the odds against two things of one party.

    The alternative to the same thing is not only any two things, but also two of one party, which agree in firm,
    place, contact and often in product. That is a third class beside those of Fellegi and Sunter; the odds against
    both together are about the lesser of the two.
    """
    any_two = sum(each.bits for each in found.values())
    sisters = sum(each.sisters for each in found.values())
    taken_off = np.minimum(np.asarray(sisters) - np.asarray(any_two), 0).astype(np.float32)
    return Finding((taken_off < 0).astype(np.int8), taken_off, np.zeros(len(taken_off), np.float32))


def _bound(first: Finding, second: Finding, most: float) -> None:
    """Of two comparisons that say nearly the same, the weaker may add only so much."""
    lesser = np.minimum(first.bits, second.bits)
    too_much = np.maximum(lesser - most, 0)
    second.bits[:] = np.where(second.bits <= first.bits, second.bits - too_much, second.bits)
    first.bits[:] = np.where(second.bits > first.bits, first.bits - too_much, first.bits)


def _barred(found: dict[str, Finding], profile: Profile) -> NDArray[np.bool_]:
    barred: NDArray[np.bool_] = np.isin(found["phase"].level, (marks.OTHER_PHASE, marks.OTHER_PART))
    if profile.by_name:
        barred |= found["firm_code"].level == marks.OTHER
    return barred
