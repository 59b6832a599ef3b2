"""Putting names out of a text, however they are spelled there: in full or half width, in capitals, with blanks between.

A text is compared in its folded form, letters and digits only; what is found is replaced in the text itself.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence

from yanzhen_web.services.records.firmnames import folded

Replacement = tuple[str, str]
"""A folded spelling, and what stands in its place."""

GONE = "某"
_SENTENCE_ENDS = frozenset("，。；：、！？,;:!?")
"""Marks over which no name goes; of two characters only, so that 发光、启动 stays."""
_AT_MOST_BOUND = 3

_NARROW = {ord(c) + 0xFEE0: c for c in string.ascii_letters + string.digits + "@.-_:/+"}
"""Full width to half width, one for one, so that places stay."""
_TRACES = re.compile(
    r"""https?://[^\s,;，。；、）)]+ | www\.[^\s,;，。；、）)]+        # a site
      | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                 # a mail address: its domain is the firm's
      | (?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)                      # a mobile telephone
      | (?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)                           # a telephone
      | (?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])   # a unified credit code
      | (?<!\d)\d{4}-\d{6}-\d{2}-\d{2}-\d{6}(?!\d)                   # a national project code
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def without_names(text: str, replacements: Sequence[Replacement]) -> str:
    """The text with every spelling replaced, the longer ones first."""
    if not _speaks_of(text, replacements):
        return text
    text = _replaced(text, replacements)
    # What stood around a name may, beside the code that took its place, spell it anew.
    gone = [(spelling, GONE) for spelling, _ in replacements]
    text = _replaced(text, gone) if _speaks_of(text, replacements) else text
    # A letter of two marks (ガ in half width) is seen in the normal form only.
    return _replaced(unicodedata.normalize("NFKC", text), gone) if _speaks_of(text, _long(gone)) else text


def _long(replacements: Sequence[Replacement]) -> list[Replacement]:
    return [pair for pair in replacements if len(pair[0]) > _AT_MOST_BOUND]


def _speaks_of(text: str, replacements: Sequence[Replacement]) -> bool:
    letters = folded(text)
    return any(spelling in letters for spelling, _ in replacements)


def without_traces(text: str) -> str:
    """The text without addresses, telephone numbers and registration numbers, which lead to a firm as surely."""
    found = [(match.start(), match.end(), "…") for match in _TRACES.finditer(text.translate(_NARROW))]
    return _with(text, found) if found else text


def _replaced(text: str, replacements: Sequence[Replacement]) -> str:
    letters, places = _letters(text)
    found: list[tuple[int, int, str]] = []
    for spelling, code in replacements:
        start = letters.find(spelling)
        while start >= 0:
            end = start + len(spelling)
            first, last = places[start], places[end - 1] + 1
            if _stands_alone(text, first, last, spelling):
                found.append((first, last, code))
            start = letters.find(spelling, start + 1)
    return _with(text, found)


def _letters(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it stands in the text."""
    letters, places = [], []
    for place, one in enumerate(text):
        letter = one if "\u4e00" <= one <= "\u9fff" else folded(one)  # most are Chinese characters, and folded already
        letters.append(letter)
        places += [place] * len(letter)
    return "".join(letters), places


def _stands_alone(text: str, first: int, last: int, spelling: str) -> bool:
    """Whether a short spelling is a word of its own: no pause within, and Latin letters not part of a longer word."""
    if len(spelling) > _AT_MOST_BOUND:
        return True
    if not _SENTENCE_ENDS.isdisjoint(text[first:last]):
        return False
    before, after = text[first - 1 : first], text[last : last + 1]
    return not (_runs_on(before, spelling[0]) or _runs_on(spelling[-1], after))


def _runs_on(left: str, right: str) -> bool:
    return bool(left and right) and (left + right).isascii() and left.isalnum() and right.isalnum()


def _with(text: str, found: list[tuple[int, int, str]]) -> str:
    """The text with the places replaced; where several overlap, all of it by the code of the longest."""
    pieces, done = [], 0
    for first, last, code in _merged(found):
        pieces += [text[done:first], code]
        done = last
    return "".join([*pieces, text[done:]])


def _merged(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str, int]] = []
    for first, last, code in sorted(found, key=lambda one: (one[0], -one[1])):
        if merged and first < merged[-1][1]:
            start, end, kept, length = merged[-1]
            longer = last - first > length
            merged[-1] = (start, max(end, last), code if longer else kept, max(length, last - first))
        else:
            merged.append((first, last, code, last - first))
    return [(first, last, code) for first, last, code, _ in merged]
