"""Which row of this round is which of the last: by id, by content, by folded name, by a code that stayed.

Each step takes only what the steps before have left, and only what is one on both sides: two rows are never tied to
one. What is left in the last round is missing, what is left in this one is new.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from yanzhen.collect.comparing.meaning import changes_between, standing
from yanzhen.collect.comparing.shapes import Telling, TiedBy
from yanzhen.records import PARTY_KEYS, folded


class Tie(NamedTuple):
    """A row of the last round (its place), the same row of this one, and how the two were found to be one."""

    old: int
    new: int
    by: TiedBy


Mark = Hashable
Marker = Callable[[Telling], Mark | None]

_DECORATION = re.compile(r"[()（）\[\]【】《》〈〉“”\"'‘’·.,，。、:：;；/\\\-—_\s]+")
_FIRM_END = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$|集团$")
_THING_END = re.compile(r"(?:建设|投资|产业化|生产)?项目$")
_CODES = ("project_code_national", "credit_code", "project_company_credit_code")
_ITSELF = {"enterprise": ("credit_code",), "project": ("project_code_national",)}
"""Codes that name the thing itself; a firm's code on its projects does not."""
_AGREEING = 0.75
_LEAST = 3
_FEW = 64


def tie(olds: Sequence[Telling], news: Sequence[Telling]) -> list[Tie]:
    """The rows that are the same in both rounds; every place at most once."""
    ties = _by_id(olds, news)
    old_left, new_left = _left(len(olds), (t.old for t in ties)), _left(len(news), (t.new for t in ties))
    for by, marker in _steps():
        if not old_left or not new_left:
            break
        found = _tied(olds, news, old_left, new_left, marker, by)
        ties += found
        gone_old, gone_new = {t.old for t in found}, {t.new for t in found}
        old_left = [i for i in old_left if i not in gone_old]
        new_left = [j for j in new_left if j not in gone_new]
    return ties + _by_firm_code(olds, news, old_left, new_left)


def _left(count: int, taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [place for place in range(count) if place not in gone]


# --- by id -----------------------------------------------------------------------------------------------------------


def _by_id(olds: Sequence[Telling], news: Sequence[Telling]) -> list[Tie]:
    """Rows of one id. Numbered ids (`~2`) of one content may have changed places: rows that stayed alike come first."""
    places: dict[str, int] = {}
    twice: set[str] = set()
    numbered: set[str] = set()
    for i, row in enumerate(olds):
        _note(row.key, i, places, twice, numbered)
    new_places: dict[str, int] = {}
    for j, row in enumerate(news):
        _note(row.key, j, new_places, twice, numbered)
    ties: list[Tie] = []
    for key, j in new_places.items():
        found = places.get(key)
        if found is not None and key not in twice and olds[found].kind == news[j].kind:
            ties.append(Tie(found, j, "id"))
    return _alike_first(ties, olds, news, places, new_places, numbered - twice) if numbered else ties


def _note(key: str, place: int, places: dict[str, int], twice: set[str], numbered: set[str]) -> None:
    if not key:
        return
    if key in places:
        # An id that two rows of one round bear says nothing.
        twice.add(key)
    places[key] = place
    if "~" in key:
        numbered.add(key.partition("~")[0])


def _alike_first(
    ties: list[Tie],
    olds: Sequence[Telling],
    news: Sequence[Telling],
    places: dict[str, int],
    new_places: dict[str, int],
    bases: set[str],
) -> list[Tie]:
    grouped: dict[str, tuple[list[int], list[int]]] = {base: ([], []) for base in bases}
    for side, table in enumerate((places, new_places)):
        for key, place in table.items():
            base = key.partition("~")[0]
            if base in grouped:
                grouped[base][side].append(place)
    kept = [t for t in ties if olds[t.old].key.partition("~")[0] not in bases]
    for mine, theirs in grouped.values():
        kept += _paired(olds, news, mine, theirs, "id")
    return kept


def _paired(
    olds: Sequence[Telling], news: Sequence[Telling], mine: Sequence[int], theirs: Sequence[int], by: TiedBy
) -> Iterator[Tie]:
    """Rows of one content: those that say the same, then those of one id, then the others in their order."""
    for alike in (_said, _key):
        waiting: dict[Mark, list[int]] = {}
        for i in reversed(mine):
            waiting.setdefault(alike(olds[i]), []).append(i)
        found = {j: stack.pop() for j in theirs if (stack := waiting.get(alike(news[j])))}
        yield from (Tie(i, j, by) for j, i in found.items())
        gone = set(found.values())
        mine, theirs = [i for i in mine if i not in gone], [j for j in theirs if j not in found]
    yield from (Tie(i, j, by) for i, j in zip(mine, theirs, strict=False) if olds[i].kind == news[j].kind)


def _said(row: Telling) -> Mark:
    """All that a row says, but for its number."""
    fields = {key: value for key, value in row.fields.items() if key != "seq"}
    told = orjson.dumps([row.kind, row.name, fields, dict(row.extra)], option=orjson.OPT_SORT_KEYS, default=str)
    return bytes(told)


def _key(row: Telling) -> Mark:
    return row.kind, row.key


# --- by what they say ------------------------------------------------------------------------------------------------


def _steps() -> Iterator[tuple[TiedBy, Marker]]:
    yield "content", _content
    yield "name", _named_in_park
    yield "name", _named_by_party
    yield "name", _named
    yield "code", _own_code
    yield "code", _code_and_rest


def _tied(
    olds: Sequence[Telling],
    news: Sequence[Telling],
    old_left: Sequence[int],
    new_left: Sequence[int],
    marker: Marker,
    by: TiedBy,
) -> list[Tie]:
    mine, theirs = _grouped(olds, old_left, marker), _grouped(news, new_left, marker)
    found: list[Tie] = []
    for mark, group in theirs.items():
        others = mine.get(mark)
        if others is None:
            continue
        if len(group) == len(others) == 1:
            if by == "content" or _compatible(olds[others[0]], news[group[0]], by):
                found.append(Tie(others[0], group[0], by))
        elif by == "content":
            found += _paired(olds, news, others, group, by)
    return found


def _grouped(rows: Sequence[Telling], left: Sequence[int], marker: Marker) -> dict[Mark, list[int]]:
    groups: dict[Mark, list[int]] = {}
    for place in left:
        mark = marker(rows[place])
        if mark is not None:
            groups.setdefault(mark, []).append(place)
    return groups


def _compared(text: str) -> str:
    """As `records.folded`, without its cost where the text is plain."""
    if unicodedata.is_normalized("NFKC", text) and text.isprintable():
        return text.lower().replace(" ", "")
    return folded(text)


_folded = lru_cache(maxsize=65536)(_compared)


@lru_cache(maxsize=65536)
def _region(code: str) -> str:
    return standing(code)


def _content(row: Telling) -> Mark | None:
    """What a content key is made of; a region counts by the unit that stands in its place today."""
    keys = PARTY_KEYS.get(row.kind, ("region",))
    told = (_region(str(row.fields.get(k, ""))) if k == "region" else _folded(str(row.fields.get(k, ""))) for k in keys)
    return (row.kind, _compared(row.name), *told) if row.name else None


@lru_cache(maxsize=65536)
def _loose(text: str) -> str:
    bare = _DECORATION.sub("", folded(text))
    return _THING_END.sub("", bare) or bare


@lru_cache(maxsize=65536)
def _loose_firm(text: str) -> str:
    bare = _DECORATION.sub("", folded(text))
    return _FIRM_END.sub("", bare) or bare


def party_of(row: Telling) -> str:
    """Who stands behind a row, as it tells it; empty where it does not."""
    keys = PARTY_KEYS.get(row.kind, ())
    return next((str(row.fields[k]) for k in keys if row.fields.get(k) and k != "region"), "")


def _named_in_park(row: Telling) -> Mark | None:
    park, party = row.fields.get("park"), party_of(row)
    return (row.kind, _loose(row.name), _loose_firm(party), _loose(str(park))) if park and party else None


def _named_by_party(row: Telling) -> Mark | None:
    party = party_of(row)
    return (row.kind, _loose(row.name), _loose_firm(party)) if party else None


def _named(row: Telling) -> Mark | None:
    return (row.kind, _loose(row.name))


def _own_code(row: Telling) -> Mark | None:
    keys = _ITSELF.get(row.kind, ())
    code = next((str(row.fields[k]) for k in keys if row.fields.get(k)), "")
    return (row.kind, _folded(code)) if code else None


def _code(row: Telling) -> str:
    return next((str(row.fields[k]) for k in _CODES if row.fields.get(k)), "")


def _code_and_rest(row: Telling) -> Mark | None:
    """A code and all that the row says but for its name."""
    code = _code(row)
    if not code or len(row.fields) <= _LEAST:
        return None
    rest = {key: value for key, value in row.fields.items() if key != "seq"}
    told = orjson.dumps([rest, dict(row.extra)], option=orjson.OPT_SORT_KEYS, default=str)
    return row.kind, _folded(code), bytes(told)


def _compatible(old: Telling, new: Telling, by: TiedBy) -> bool:
    """Whether nothing that tells rows apart contradicts: codes; and where a name is all, the party or the place."""
    for key in _ITSELF.get(new.kind, ()):
        one, other = old.fields.get(key), new.fields.get(key)
        if one and other and _folded(str(one)) != _folded(str(other)):
            return False
    if by == "code":
        return True
    pairs = [(_loose_firm(party_of(old)), _loose_firm(party_of(new)))]
    for key in ("park", "target", "region", "credit_code"):
        one, other = str(old.fields.get(key, "")), str(new.fields.get(key, ""))
        pairs.append((_region(one), _region(other)) if key in ("target", "region") else (_loose(one), _loose(other)))
    told = [one == other for one, other in pairs if one and other]
    return not told or any(told)


# --- renamed, by a firm's code ---------------------------------------------------------------------------------------


def _by_firm_code(
    olds: Sequence[Telling], news: Sequence[Telling], old_left: Sequence[int], new_left: Sequence[int]
) -> list[Tie]:
    """Renamed rows of a firm: its code stayed, and so did most of what the row says, of one row on each side only."""
    mine, theirs = _of_code(olds, old_left), _of_code(news, new_left)
    found: list[Tie] = []
    gone: set[int] = set()
    for mark, group in theirs.items():
        olds_of = [i for i in mine.get(mark, ()) if i not in gone]
        if len(olds_of) * len(group) > _FEW:
            # So many renamed and edited rows of one firm are no matter for a machine.
            continue
        likely = {j: [i for i in olds_of if _mostly_alike(olds[i], news[j])] for j in group}
        for j, candidates in likely.items():
            if len(candidates) == 1 and sum(candidates[0] in others for others in likely.values()) == 1:
                found.append(Tie(candidates[0], j, "code"))
                gone.add(candidates[0])
    return found


def _of_code(rows: Sequence[Telling], left: Sequence[int]) -> dict[Mark, list[int]]:
    groups: dict[Mark, list[int]] = {}
    for place in left:
        row = rows[place]
        if code := _code(row):
            groups.setdefault((row.kind, _folded(code)), []).append(place)
    return groups


def _mostly_alike(old: Telling, new: Telling) -> bool:
    if not _compatible(old, new, "code"):
        return False
    both = [k for k in old.fields if k in new.fields and k not in _CODES and k != "seq"]
    changed = {cell.key for cell in changes_between(old, new)}
    alike = sum(key not in changed for key in both)
    return alike >= _LEAST and alike >= _AGREEING * len(both)
