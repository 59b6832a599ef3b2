"""Names of sheets as every office program takes them."""

from __future__ import annotations

import re
from itertools import count

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 31


def sheet_name(wanted: str, taken: set[str], *, otherwise: str) -> str:
    """A name of at most 31 letters, unlike every other one of the book; `otherwise` where nothing is left of it."""
    clean = _FORBIDDEN.sub(" ", wanted).strip().strip("'")[:_LONGEST].strip()
    base = clean if clean and clean.lower() != "history" else otherwise
    for number in count(1):
        tail = "" if number == 1 else f"({number})"
        name = base[: _LONGEST - len(tail)] + tail
        if name.lower() not in taken:
            taken.add(name.lower())
            return name
    raise AssertionError("unreachable")
