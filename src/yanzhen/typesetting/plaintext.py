"""Text from outside as paper can take it."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Text from a cell as one line of paper takes it: no control characters, no direction marks, single blanks."""
    return " ".join(without_controls(text).split())


def without_controls(text: str) -> str:
    """Text as XML and paper can take it: a blank for each control character or direction mark."""
    return "".join(" " if _is_control(letter) else letter for letter in text)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Zl", "Zp"} or letter in _BIDI
