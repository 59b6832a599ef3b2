"""Names of regions in Latin letters: `Changsha`, `Shenzhen, Guangdong`, `Hunan Province Changsha`."""

from __future__ import annotations

import re
from functools import cache

from yanzhen.reference.regions import current, is_within
from yanzhen.reference.typed import typed_rows, words

_KINDS = re.compile(
    r"\b(?:province|city|municipality|county|district|prefecture|autonomous|region|banner|league|new area|sar|china"
    r"|p\.?r\.?c)\b"
)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


@cache
def _names() -> dict[str, frozenset[str]]:
    """Plain name → codes: with the kind, and bare. A bare name of cities leaves out counties that only sound alike."""
    full: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for unit in current().values():
        if unit.level != "zone":
            full.setdefault(_plain(unit.name_en), set()).add(unit.code)
            bare.setdefault(_plain(_KINDS.sub("", unit.name_en.lower())), set()).add(unit.code)
    for alias, codes in typed_rows("region_aliases"):
        if alias.isascii():
            full.setdefault(_plain(alias), set()).update(words(codes))
    return {name: frozenset(_of_note(codes) | full.get(name, set())) for name, codes in (full | bare).items()}


def _of_note(codes: set[str]) -> set[str]:
    units = [current()[code] for code in codes]
    upper = {unit.short_zh for unit in units if unit.level in ("province", "city")}
    return {unit.code for unit in units if not upper or unit.short_zh in upper}


def read_latin(text: str) -> frozenset[str]:
    """The codes that a name in Latin letters may mean; empty where it is none.

    Several names, in either order, are read as one place within the other (Ningxiang, Changsha, Hunan).
    """
    if not text.isascii() or not re.search("[A-Za-z]", text):
        return frozenset()
    if whole := _names().get(_plain(text)):
        return whole
    parts = [part for part in re.split(r"[,/]", text.lower()) if _plain(_KINDS.sub("", part))]
    known = [codes for part in parts if (codes := _meant(part))]
    if len(known) < len(parts):
        known = _words(text.lower())
    if not known:
        return frozenset()
    return _nested(known[::-1]) or _nested(known) or frozenset(code for codes in known for code in codes)


def _meant(name: str) -> frozenset[str]:
    """The codes of one name: with its kind (Chengde County), else without (Hunan Province)."""
    return _names().get(_plain(name)) or _names().get(_plain(_KINDS.sub("", name))) or frozenset()


def _words(text: str) -> list[frozenset[str]]:
    """Names that follow each other without commas (Hunan Changsha), cut at blanks, longest first; [] if one is none."""
    rest = text.replace(",", " ").split()
    found: list[frozenset[str]] = []
    while rest:
        end = next((end for end in range(len(rest), 0, -1) if _meant(" ".join(rest[:end]))), 0)
        if end:
            found.append(_meant(" ".join(rest[:end])))
        elif _plain(_KINDS.sub("", rest[0])):
            return []
        rest = rest[end or 1 :]
    return found


def _nested(parts: list[frozenset[str]]) -> frozenset[str]:
    """The units of the last part that lie within one of each part before it, strictly where that is possible."""
    inner = parts[0]
    for codes in parts[1:]:
        within = {(code, code == above) for code in codes for above in inner if is_within(code, above)}
        inner = frozenset(code for code, same in within if not same) or frozenset(code for code, _ in within)
    return inner
