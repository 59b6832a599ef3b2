"""What a header consists of for the model: its letters, pairs and threes of letters, and the notions in it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations

from yanzhen.collect.headings import heading
from yanzhen.collect.understanding.concepts import concepts_in

_GRAMS = ((1, 0.6), (2, 1.0), (3, 0.8))
_CONCEPT, _PAIR = 2.0, 1.0
"""How much each sort of feature tells, beside how few headers have it."""
_EDGES = "^$"
_BRACKETS = re.compile(r"\([^()]*\)")
_RANGE = re.compile(r"(?:(?:19|20)\d{2}年)?\d{1,2}月?[-~至到—–―]+\d{1,2}月(?:份|底|末)?")
_MONTH = re.compile(r"(?:(?:19|20)\d{2}年)?\d{1,2}月(?:份)?")
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:度)?|[x×]{2,4}年(?:度)?")
LONGEST = 40
"""Letters; no header of one level is longer, and the model looks at no more."""


def timeless(text: str) -> str:
    """A folded header with its years and months as 本年 and 本月: what it means does not depend on which."""
    return _YEAR.sub("本年", _MONTH.sub("本月", _RANGE.sub("本年累计", text)))


def spelled(header: str) -> tuple[str, ...]:
    """The spellings of a level of a header that the model looks at: whole, and without its brackets."""
    whole = timeless(heading(header).text)
    bare = _BRACKETS.sub("", whole).strip(":,-/、")
    return (whole,) if bare == whole or len(bare) < 2 else (bare, whole)


@lru_cache(maxsize=8192)
def features_of(text: str) -> dict[str, float]:
    """Feature -> weight of a folded header; the feature's rarity is the model's to add."""
    framed = f"{_EDGES[0]}{text[:LONGEST]}{_EDGES[1]}"
    found: dict[str, float] = {}
    for length, weight in _GRAMS:
        for start in range(len(framed) - length + 1):
            gram = framed[start : start + length]
            if gram not in _EDGES:
                found[gram] = weight
    notions = sorted(concepts_in(text))
    for notion in notions:
        found[f"#{notion}"] = _CONCEPT
    for one, other in combinations(notions, 2):
        found[f"#{one}#{other}"] = _PAIR
    return found
