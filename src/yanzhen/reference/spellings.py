"""Every way in which a region's name is written → what it may mean, and how a run of such names is read as a chain.

A *spelling* is a full name, a stem, a handy form, an alias or a name of old. A *chain* is one or more of them from the
larger to the smaller (湖南长沙宁乡); it is consistent when each lies within the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from yanzhen.reference.naming import handy_forms, stem_of
from yanzhen.reference.regions import Region, abolished, ancestors, current, outlying_places
from yanzhen.reference.typed import typed_rows, words

FULL, SHORT, FORMER, FORMER_SHORT = range(4)
"""Rank of a spelling: what is written in full today, short forms, names of old, their short forms."""


class Meaning(NamedTuple):
    """What a spelling may mean.

    Attributes:
        codes: the unit of today; several where a unit of old was split.
        homes: these codes with all that is above them, now and of old, by the codes of now and of old.
        areas: the codes by which a smaller unit knows that it lies within this one.
        rank: FULL, SHORT, FORMER or FORMER_SHORT.
    """

    codes: tuple[str, ...]
    homes: frozenset[str]
    rank: int
    areas: frozenset[str]


class Token(NamedTuple):
    """A spelling found in a text."""

    text: str
    meanings: tuple[Meaning, ...]

    @property
    def in_full(self) -> bool:
        """Whether it is a unit's whole official name, of today or of old."""
        return any(m.rank in (FULL, FORMER) for m in self.meanings)


class Chain(NamedTuple):
    """A consistent reading of a text: the tokens and the units that the last one may mean."""

    tokens: tuple[Token, ...]
    codes: frozenset[str]


Named: TypeAlias = Region | tuple[str, ...]
"""What a spelling names: a unit of today or of old, or the codes of an alias."""


@cache
def _spelled() -> dict[str, list[tuple[Named, int]]]:
    """Spelling (two characters or more) → what it names, each with the rank of the spelling."""
    found: dict[str, list[tuple[Named, int]]] = {}
    for text, named, rank in _all_spellings():
        if len(text) > 1:
            found.setdefault(text, []).append((named, rank))
    return found


@cache
def _meanings_of(spelling: str) -> tuple[Meaning, ...]:
    """The meanings of a known spelling, those of the lowest rank first; made when it is first met."""
    meanings = dict.fromkeys(_meaning(named, rank) for named, rank in _spelled()[spelling])
    return tuple(sorted(meanings, key=lambda m: m.rank))


@cache
def letters() -> dict[str, str]:
    """The provinces' one-letter names (湘 → 430000); they count only where nothing else stands in the cell."""
    return {alias: codes for alias, codes in typed_rows("region_aliases") if len(alias) == 1}


@cache
def longest() -> int:
    """Characters of the longest spelling."""
    return max(map(len, _spelled()))


@cache
def _openings() -> frozenset[str]:
    return frozenset(text[:2] for text in _spelled())


def _all_spellings() -> Iterator[tuple[str, Named, int]]:
    for unit in current().values():
        if unit.level != "zone":
            yield from _of_unit(unit, unit.short_zh, FULL, SHORT)
    for alias, codes in typed_rows("region_aliases"):
        yield alias, words(codes), SHORT
    yield from _of_outlying()
    for unit in abolished():
        yield from _of_unit(unit, stem_of(unit.name_zh), FORMER, FORMER_SHORT)


def _of_unit(unit: Region, stem: str, full: int, short: int) -> Iterator[tuple[str, Named, int]]:
    yield unit.name_zh, unit, full
    for form in (stem, *handy_forms(unit.name_zh)):
        if form != unit.name_zh:
            yield form, unit, short


def _of_outlying() -> Iterator[tuple[str, Named, int]]:
    """Cities of Taiwan, districts of Hong Kong and Macao: they mean the whole, which is the finest code there is."""
    taken = {unit.name_zh for unit in current().values()}
    for code, names in outlying_places().items():
        for name in names:
            forms = (name,) if code == "820000" else (name, stem_of(name))
            if name not in taken:
                yield from ((form, (code,), SHORT) for form in forms if form not in taken)


def _meaning(named: Named, rank: int) -> Meaning:
    if isinstance(named, Region):
        codes = named.successors or (named.code,)
        old = named.code if named.successors else ""
    else:
        codes, old = named, ""
    homes = {above for code in codes for above in ancestors(code)}
    before = (old, f"{old[:4]}00", f"{old[:2]}0000") if old else ()
    return Meaning(codes, frozenset(homes.union(before)), rank, frozenset({*codes, old} - {""}))


def openings(text: str) -> list[tuple[Token, ...]]:
    """Every way to cut spellings off the front of a text, one after the other, as far as they go (or less far)."""
    ways: list[tuple[Token, ...]] = [()]
    ends = [0]
    for way, end in zip(ways, ends, strict=False):
        if len(ways) > 256:
            break
        for token in _tokens_at(text, end):
            ways.append((*way, token))
            ends.append(end + len(token.text))
    return ways


def _tokens_at(text: str, start: int) -> Iterator[Token]:
    if text[start : start + 2] not in _openings():
        return
    known = _spelled()
    for end in range(min(len(text), start + longest()), start + 1, -1):
        if text[start:end] in known:
            yield Token(text[start:end], _meanings_of(text[start:end]))


def cuts(text: str) -> list[tuple[Token, ...]]:
    """Every way to cut the whole text into spellings; empty where there is none."""
    return [way for way in openings(text) if way and sum(len(t.text) for t in way) == len(text)]


def chain_of(tokens: tuple[Token, ...]) -> Chain | None:
    """The tokens as a chain from the larger to the smaller; None where that would be inconsistent.

    Of several readings the one of the lowest ranks holds: names of today before names of old, and a unit strictly
    within the one before rather than the same one twice (长沙市长沙 is 长沙县).
    """
    states = {(meaning, meaning.rank) for meaning in tokens[0].meanings}
    for token in tokens[1:]:
        states = {
            (meaning, cost + meaning.rank + (meaning.codes == above.codes))
            for above, cost in states
            for meaning in token.meanings
            if not meaning.homes.isdisjoint(above.areas)
        }
    if not states:
        return None
    least = min(cost for _, cost in states)
    codes = frozenset(code for meaning, cost in states if cost == least for code in meaning.codes)
    return Chain(tokens, codes | _namesakes_of_old((meaning for meaning, _ in states), codes))


def _namesakes_of_old(meanings: Iterable[Meaning], codes: frozenset[str]) -> frozenset[str]:
    """Successors of former units whose full name a unit elsewhere bears today (东山区, once of Guangzhou)."""
    living = {above for code in codes for above in ancestors(code)}
    former = (meaning for meaning in meanings if meaning.rank == FORMER and living.isdisjoint(meaning.codes))
    return frozenset(code for meaning in former for code in meaning.codes)


def longest_chain(text: str) -> tuple[Chain, str] | None:
    """The consistent chain that goes furthest from the front of a text, and what follows it; None where none stands."""
    ways = sorted(openings(text)[1:], key=lambda way: sum(len(token.text) for token in way), reverse=True)
    for way in ways:
        if chain := chain_of(way):
            return chain, text[sum(len(token.text) for token in way) :]
    return None
