"""What place a cell means: `resolve` gives a code, or says why there is none; it never guesses silently.

Rules (a region is a six-digit code of GB/T 2260, the finest that the cell names):

- a chain from the larger to the smaller is followed (湖南长沙宁乡, 湖南省/长沙市, 长沙（宁乡）); one that contradicts
  itself (湖南省深圳市) is ambiguous;
- a bare stem means the unit that contains all others of that stem (岳阳: the city contains the county and 岳阳楼区 has
  another stem); else it is ambiguous (朝阳), unless `within` decides. A province's short name (河北, 海南) is its own
  official name and means the province, whatever districts bear the same stem;
- a zone or park gives the city in which it lies, or the county where the cell names that in full (宁乡市宁乡经开区);
- several places, and groups such as 江浙, are ambiguous with their members as candidates;
- names of old give the unit that took their place, those of units that were split are ambiguous.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from yanzhen.reference import cells
from yanzhen.reference.countries import find_country, is_country_name
from yanzhen.reference.latin import read_latin
from yanzhen.reference.names import mentions, read_address, read_chain
from yanzhen.reference.regions import MUNICIPALITIES, city_of, group_aliases, groups, is_known, region
from yanzhen.reference.resolutions import (
    EMPTY,
    UNKNOWN,
    Outcome,
    Resolution,
    abroad,
    agreeing,
    ambiguous,
    choose,
    found_at,
    unsure,
)
from yanzhen.reference.seats import seat_of
from yanzhen.reference.spellings import letters
from yanzhen.reference.zones import read_park

__all__ = ["Outcome", "Resolution", "Side", "resolve", "seat_of"]

Side = Literal["origin", "target"]


@lru_cache(maxsize=65536)
def resolve(text: str, *, within: str | None = None, side: Side | None = None) -> Resolution:
    """The place that a cell names.

    Args:
        text: the cell as it stands.
        within: a region given by the sheet or another cell; it decides between candidates and gives the city of a bare
            高新区. It never overrules what the cell says.
        side: `origin` gives no park.
    """
    cell = cells.read_cell(text)
    if cells.is_nothing(cell.text):
        return EMPTY
    found = _read(cell, within)
    return found._replace(park=None) if side == "origin" else found


def _read(cell: cells.Cell, within: str | None) -> Resolution:
    outside = _read_list(cell.outside, within)
    if cell.inside:
        outside = _with_brackets(cell, outside, within)
    if not cell.more or outside.outcome in ("unknown", "ambiguous"):
        return outside
    return ambiguous([outside.code] if outside.code else [])


def _with_brackets(cell: cells.Cell, outside: Resolution, within: str | None) -> Resolution:
    """Brackets may hold the larger place (鼓楼区（南京）), the smaller (长沙（宁乡）), or a remark."""
    for text in (cell.text, cell.text.replace("(", "").replace(")", "")):
        whole = _read_part(cells.without_blanks(text), within)
        if whole.outcome == "resolved":
            return whole
    inner = [_read_list(part, within) for part in cell.inside]
    told = [r for r in inner if r.outcome in ("resolved", "ambiguous", "foreign")]
    if not told:
        return outside if not any(mentions(part) for part in cell.inside) else unsure([outside])
    for order in ([cell.outside, *cell.inside], [*cell.inside, cell.outside]):
        if (found := _read_part("/".join(order), within)).outcome == "resolved":
            return found
    if outside.outcome == "unknown" and len(told) == 1 and not mentions(cell.outside):
        return told[0]
    return agreeing([outside, *told])


def _read_list(text: str, within: str | None) -> Resolution:
    parts = cells.listed(text)
    if len(parts) > 1:
        return agreeing([_read_part(part, within) for part in parts])
    return _read_part(parts[0], within) if parts else UNKNOWN


def _read_part(text: str, within: str | None) -> Resolution:
    """A part of an enumeration: its steps as one chain, else each by itself, as `A和B`, as an address."""
    if text.isascii():
        return _read_latin_part(text, within)
    parts = [piece for step in cells.steps(text) for piece in step.split()]
    joined = "".join(parts)
    whole = _read_whole(joined, within)
    if whole.outcome != "unknown" or cells.FIRM.search(joined):
        return _each(parts, whole, within) if whole.outcome == "ambiguous" else whole
    if address := read_address(joined, within):
        return address
    single = [_read_whole(part, within) for part in parts]
    if len(parts) > 1 and any(r.outcome != "unknown" for r in single):
        return agreeing(single)
    return _read_pair(joined, within) or whole


def _read_latin_part(text: str, within: str | None) -> Resolution:
    """Names in Latin letters; `Munich, Germany` names a country after the city."""
    whole = _read_whole(text, within)
    last = text.rsplit(",", 1)[-1].strip()
    if whole.outcome == "unknown" and len(last) > 3 and (country := find_country(last)):
        return abroad(country[0])
    return whole


def _each(parts: list[str], found: Resolution, within: str | None) -> Resolution:
    """What is ambiguous as a whole names its parts where each is clear by itself (株洲/湘潭, 德国/长沙)."""
    single = [_read_whole(part, within) for part in parts]
    clear = len(parts) > 1 and all(r.outcome in ("resolved", "foreign") for r in single)
    return unsure(single) if clear else found


def _read_pair(text: str, within: str | None) -> Resolution | None:
    """`A和B`, where both are places."""
    for pair in cells.joined_by_and(text):
        both = [_read_whole(part, within) for part in pair]
        if all(r.outcome != "unknown" for r in both):
            return agreeing(both)
    return None


@lru_cache(maxsize=65536)
def _read_whole(text: str, within: str | None) -> Resolution:
    """A text without separators: code, letter, group, chain, park, address, country, in that order."""
    if found := _read_code(text) or _read_word(text, within):
        return found
    if cells.FIRM.search(text):
        return UNKNOWN
    if found := read_chain(text, within):
        return _abroad_too(text, found)
    park = read_park(text, within)
    if park and park.outcome != "unknown":
        return park
    shorter = cells.without_fillers(text)
    if shorter != text and (found := read_chain(shorter, within) or read_park(shorter, within)):
        return found if found.outcome != "unknown" else found._replace(park=text)
    if (country := find_country(shorter)) and not mentions(country[1]):
        return abroad(country[0])
    if latin := read_latin(text):
        return choose(latin, within)
    return park or UNKNOWN


_CODE = re.compile(r"^(\d{6})(?:\d{3}|\d{6})?(?:\.0)?(\D.*)?$|^(\D+)(\d{6})$")


def _read_code(text: str) -> Resolution | None:
    """A code, alone or beside the name that it must agree with."""
    found = _CODE.match(text)
    if not found:
        return None
    code, name = (found[1], found[2]) if found[1] else (found[4], found[3])
    unit = _unit_of(code)
    if unit is None:
        return UNKNOWN
    if not name:
        return unit
    named = _read_whole(name, unit.code)
    return unit if named.code == unit.code else unsure([unit, named])


def _unit_of(code: str) -> Resolution | None:
    """The unit of a code: zones give their city, codes of old the successor, 430101 (市辖区) the city."""
    if is_known(code):
        unit = region(code)
        if unit.successors:
            return found_at(unit.successors[0]) if len(unit.successors) == 1 else ambiguous(unit.successors)
        return found_at(city_of(code) if unit.level == "zone" else code)
    if code.endswith(("00", "01")):
        above = f"{code[:4]}00" if is_known(f"{code[:4]}00") else f"{code[:2]}0000"
        return found_at(above) if above in MUNICIPALITIES or is_known(f"{code[:4]}00") else None
    return None


_HERE = frozenset(["本市", "市本级", "本级", "市直", "市区", "全市", "本地", "市内"])
_NOWHERE = frozenset(
    ["省内", "省外", "境外", "境内", "国内", "国外", "海外", "外省", "本省", "市外", "外资", "内资", "中国", "全国"]
)


def _read_word(text: str, within: str | None) -> Resolution | None:
    """Words that are no name of one unit: 湘, 江浙, 省内."""
    if text in letters():
        return found_at(letters()[text])
    name = group_aliases().get(text, text)
    if name in groups():
        members = groups()[name]
        return ambiguous(members) if len(members) > 1 else found_at(members[0])
    if text in _HERE and within and is_known(within):
        return found_at(city_of(within))
    return UNKNOWN if text in _NOWHERE | _HERE else None


def _abroad_too(text: str, found: Resolution) -> Resolution:
    """A name that is a country's as well (黑山) is ambiguous."""
    if found.outcome == "resolved" and is_country_name(text):
        return ambiguous([found.code or ""])
    return found
