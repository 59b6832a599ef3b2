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
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from yanzhen.reference import cells
from yanzhen.reference.countries import find_country, is_country_name
from yanzhen.reference.latin import read_latin
from yanzhen.reference.parks import find_park, zone_ending
from yanzhen.reference.regions import (
    MUNICIPALITIES,
    all_regions,
    ancestors,
    city_of,
    group_aliases,
    groups,
    is_known,
    is_within,
    region,
)
from yanzhen.reference.spellings import FORMER, FULL, Chain, Token, chain_of, cuts, letters, openings

Outcome = Literal["resolved", "ambiguous", "unknown", "foreign", "empty"]
Side = Literal["origin", "target"]


class Resolution(NamedTuple):
    """What a cell means.

    Attributes:
        code: the region's code; only where the outcome is `resolved`.
        country: ISO 3166-1 alpha-2 code; only where it is `foreign`.
        park: the park or zone as written, on the receiving side or where no side is given; also where the place of the
            park is not known.
        candidates: codes between which nothing decides; where `resolved`, others that bear the same name.
    """

    code: str | None
    country: str | None
    park: str | None
    candidates: tuple[str, ...]
    outcome: Outcome


EMPTY = Resolution(None, None, None, (), "empty")
UNKNOWN = Resolution(None, None, None, (), "unknown")


def _found(code: str, park: str | None = None, others: Iterable[str] = ()) -> Resolution:
    return Resolution(code, None, park, tuple(sorted(others)), "resolved")


def _ambiguous(codes: Iterable[str], park: str | None = None) -> Resolution:
    return Resolution(None, None, park, tuple(sorted(set(codes))), "ambiguous")


def _abroad(country: str) -> Resolution:
    return Resolution(None, country, None, (), "foreign")


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
    return _ambiguous([outside.code] if outside.code else [])


def _with_brackets(cell: cells.Cell, outside: Resolution, within: str | None) -> Resolution:
    """Brackets may hold the larger place (鼓楼区（南京）), the smaller (长沙（宁乡）), or a remark."""
    whole = _read_part(cells.without_blanks(cell.text), within)
    if whole.outcome == "resolved":
        return whole
    inner = [_read_list(part, within) for part in cell.inside]
    told = [r for r in inner if r.outcome in ("resolved", "ambiguous", "foreign")]
    if not told:
        return outside if not any(mentions(part) for part in cell.inside) else _unsure([outside])
    for order in ([cell.outside, *cell.inside], [*cell.inside, cell.outside]):
        if (found := _read_part("/".join(order), within)).outcome == "resolved":
            return found
    if outside.outcome == "unknown" and len(told) == 1:
        return told[0]
    return _agreeing([outside, *told])


def _unsure(parts: Iterable[Resolution]) -> Resolution:
    return _ambiguous(code for r in parts for code in ((r.code,) if r.code else r.candidates))


def _agreeing(parts: list[Resolution]) -> Resolution:
    """One answer where all parts give the same; else ambiguous between them."""
    if len({(r.code, r.country, r.outcome) for r in parts}) == 1 and parts[0].outcome in ("resolved", "foreign"):
        return parts[0]
    if all(r.outcome == "unknown" for r in parts):
        return UNKNOWN
    return _unsure(parts)


def _read_list(text: str, within: str | None) -> Resolution:
    parts = cells.listed(text)
    if len(parts) > 1:
        return _agreeing([_read_part(part, within) for part in parts])
    return _read_part(parts[0], within) if parts else UNKNOWN


def _read_part(text: str, within: str | None) -> Resolution:
    """A part of an enumeration: its steps as one chain, else each by itself, as `A和B`, as an address."""
    if text.isascii():
        return _read_whole(text, within)
    parts = [piece for step in cells.steps(text) for piece in step.split()]
    joined = "".join(parts)
    whole = _read_whole(joined, within)
    if whole.outcome != "unknown" or cells.FIRM.search(joined):
        return _each(parts, whole, within) if whole.outcome == "ambiguous" else whole
    if address := _read_address(joined):
        return address
    single = [_read_whole(part, within) for part in parts]
    if len(parts) > 1 and any(r.outcome != "unknown" for r in single):
        return _agreeing(single)
    return _read_pair(joined, within) or whole


def _each(parts: list[str], found: Resolution, within: str | None) -> Resolution:
    """What is ambiguous as a whole names its parts where each is clear by itself (株洲/湘潭, 德国/长沙)."""
    single = [_read_whole(part, within) for part in parts]
    clear = len(parts) > 1 and all(r.outcome in ("resolved", "foreign") for r in single)
    return _unsure(single) if clear else found


def _read_pair(text: str, within: str | None) -> Resolution | None:
    """`A和B`, where both are places."""
    for pair in cells.joined_by_and(text):
        both = [_read_whole(part, within) for part in pair]
        if all(r.outcome != "unknown" for r in both):
            return _agreeing(both)
    return None


def _read_whole(text: str, within: str | None) -> Resolution:
    """A text without separators: code, letter, group, chain, park, address, country, in that order."""
    for reader in (_read_code, _read_word):
        if found := reader(text):
            return found
    if FIRM.search(text):
        return UNKNOWN
    if found := _read_chain(text, within):
        return _abroad_too(text, found)
    if found := _read_park(text, within):
        return found
    shorter = cells.without_fillers(text)
    if shorter != text and (found := _read_chain(shorter, within) or _read_park(shorter, within)):
        return found
    if (country := find_country(shorter)) and not mentions(country[1]):
        return _abroad(country[0])
    if latin := read_latin(text):
        return _choose(latin, within)
    return UNKNOWN


FIRM = cells.FIRM
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
    return unit if named.code == unit.code else _unsure([unit, named])


def _unit_of(code: str) -> Resolution | None:
    """The unit of a code: zones give their city, codes of old the successor, 430101 (市辖区) the city."""
    if is_known(code):
        unit = region(code)
        if unit.successors:
            return _found(unit.successors[0]) if len(unit.successors) == 1 else _ambiguous(unit.successors)
        return _found(city_of(code) if unit.level == "zone" else code)
    if code.endswith(("00", "01")):
        above = f"{code[:4]}00" if is_known(f"{code[:4]}00") else f"{code[:2]}0000"
        return _found(above) if above in MUNICIPALITIES or is_known(f"{code[:4]}00") else None
    return None


_HERE = frozenset(["本市", "市本级", "本级", "市直", "市区", "全市", "本地", "市内"])
_NOWHERE = frozenset(
    ["省内", "省外", "境外", "境内", "国内", "国外", "海外", "外省", "本省", "市外", "外资", "内资", "中国", "全国"]
)


def _read_word(text: str) -> Resolution | None:
    """Words that are no name of one unit: 湘, 江浙, 省内."""
    if text in letters():
        return _found(letters()[text])
    name = group_aliases().get(text, text)
    if name in groups():
        members = groups()[name]
        return _ambiguous(members) if len(members) > 1 else _found(members[0])
    return UNKNOWN if text in _NOWHERE else None


def _read_chain(text: str, within: str | None) -> Resolution | None:
    """The text as names of regions from end to end; None where it holds anything else."""
    ways = cuts(text)
    if not ways:
        return None
    chains = [chain for way in ways if (chain := chain_of(way))]
    if not chains:
        return _ambiguous(code for token in ways[0] for code in _outermost_of(token))
    codes = frozenset(code for chain in chains for code in chain.codes)
    if province := next((c for c in codes if region(c).level == "province" and region(c).short_zh == text), None):
        return _found(province, others=(c for c in codes if not is_within(c, province)))
    return _choose(codes, within)


def _outermost_of(token: Token) -> tuple[str, ...]:
    rank = token.meanings[0].rank
    codes = {code for m in token.meanings if m.rank == rank for code in m.codes}
    top = outermost(codes)
    return (top,) if top else tuple(codes)


def outermost(codes: Iterable[str]) -> str | None:
    """The one that contains all others; None where there is none."""
    listed = list(codes)
    return next((c for c in listed if all(is_within(other, c) for other in listed)), None)


def _choose(codes: Iterable[str], within: str | None) -> Resolution:
    """The outermost of the candidates, else the one that lies in `within` or, failing that, in what is above it."""
    listed = set(codes)
    if top := outermost(listed):
        return _found(top)
    for area in ancestors(within) if within and is_known(within) else ():
        near = {code for code in listed if is_within(code, area)}
        if near:
            top = outermost(near)
            return _found(top) if top else _ambiguous(near)
    return _ambiguous(listed)


def _abroad_too(text: str, found: Resolution) -> Resolution:
    """A name that is a country's as well (黑山) is ambiguous."""
    if found.outcome == "resolved" and is_country_name(text):
        return _ambiguous([found.code or ""])
    return found


def _read_park(text: str, within: str | None) -> Resolution | None:
    """A park by its own name, after a chain of regions or not; a zone by the place after which it is named."""
    for way in openings(text):
        front = chain_of(way) if way else None
        start = sum(len(token.text) for token in way)
        park = find_park(text[start:]) if start < len(text) and (front or not way) else None
        if park:
            return _park_in(text[start:], park.codes, front, within)
    ending = zone_ending(text)
    if ending is None:
        return None
    stem, kind = ending
    if not stem:
        return _bare_zone(kind, within)
    return _zone_of(text, stem, within)


def _park_in(name: str, codes: tuple[str, ...], front: Chain | None, within: str | None) -> Resolution:
    """A known park; the regions before its name must agree with it."""
    if front is None:
        return _choose(codes, within)._replace(park=name)
    fitting = {c for c in codes for f in front.codes if is_within(c, f) or is_within(f, c)}
    if not fitting:
        return _ambiguous({*codes, *front.codes}, name)
    named = [f for f in front.codes if is_within(f, next(iter(fitting))) and front.tokens[-1].in_full]
    return _choose(named if len(named) == 1 else fitting, within)._replace(park=name)


def _bare_zone(kind: str, within: str | None) -> Resolution:
    if within and is_known(within) and (region(within).level != "province" or within in MUNICIPALITIES):
        return _found(city_of(within), kind)
    return _ambiguous((), kind)


def _zone_of(text: str, stem: str, within: str | None) -> Resolution:
    """A zone named after a place: its city, or the county that the cell names in full."""
    chains = [chain for way in cuts(stem) if (chain := chain_of(way))]
    if chains:
        return _city_of_zone(text, chains, within)
    if cuts(stem):
        return _read_chain(stem, within) or UNKNOWN
    return _zone_with_a_word(text, stem, within)


def _city_of_zone(text: str, chains: list[Chain], within: str | None) -> Resolution:
    tokens = chains[0].tokens
    name = text[sum(len(token.text) for token in tokens[:-1]) :]
    codes = {code for chain in chains for code in chain.codes}
    top = outermost(codes)
    if top and region(top).level == "province" and not tokens[-1].in_full:
        codes = {c for c in codes if region(c).level == "city"} or codes
        top = outermost(codes)
    counties = [code for chain in chains for code in _counties_in_full(chain)]
    if top and len(set(counties)) == 1 and is_within(counties[0], city_of(top)):
        return _found(counties[0], name)
    near = _choose(codes, within)
    if near.code and (city := city_of(near.code)) not in _provinces_with_cities():
        return _found(city, name)
    if near.code:
        return _ambiguous([near.code], name)
    cities = {city_of(code) for code in codes}
    return _found(cities.pop(), name) if len(cities) == 1 else _ambiguous(cities, name)


@cache
def _provinces_with_cities() -> frozenset[str]:
    """Provinces in which a zone's city remains open when only the province is named (青海高新区)."""
    return frozenset(unit.parent for unit in all_regions("city") if unit.parent)


def _counties_in_full(chain: Chain) -> list[str]:
    """The counties of a chain that it names with their whole official names."""
    final = next(iter(chain.codes))
    line = set(ancestors(final))
    meant = [
        code
        for token in chain.tokens
        for meaning in token.meanings
        if meaning.rank in (FULL, FORMER)
        for code in meaning.codes
        if code in line and region(code).level == "county"
    ]
    return meant[-1:]


def _zone_with_a_word(text: str, stem: str, within: str | None) -> Resolution:
    """A zone whose name says more after the place (岳阳绿色化工产业园): only a city, or a place in full, counts."""
    best = max(openings(stem), key=lambda way: sum(len(token.text) for token in way))
    rest = stem[sum(len(token.text) for token in best) :]
    chain = chain_of(best) if best else None
    if chain is None:
        return Resolution(None, None, text, (), "unknown" if not best else "ambiguous")
    whole = best[-1].in_full or len(best) > 1
    fine = all(region(c).level in ("province", "city") for c in chain.codes)
    if elsewhere := _mentioned_elsewhere(rest, chain):
        return _ambiguous({*chain.codes, *elsewhere}, text)
    if not (whole or fine):
        return Resolution(None, None, text, (), "unknown")
    return _city_of_zone(text, [chain], within)


def _spelled_in(text: str) -> list[Token]:
    """Every spelling of a region that stands somewhere in a text, overlapping ones included."""
    return [way[0] for start in range(len(text) - 1) for way in openings(text[start:]) if len(way) == 1]


def mentions(text: str) -> bool:
    """Whether a text names a region somewhere: a full name, or a short one of a province or city."""
    return any(token.in_full or _is_upper(token) for token in _spelled_in(text))


def _is_upper(token: Token) -> bool:
    return any(region(code).level in ("province", "city") for code in token.meanings[0].codes)


def _mentioned_elsewhere(text: str, chain: Chain) -> set[str]:
    """Regions named in a text that do not lie within the chain (杭州湾上虞: 上虞 is not in 杭州)."""
    tokens = [token for token in _spelled_in(text) if not any(chain.codes & m.homes for m in token.meanings)]
    return {code for token in tokens for code in token.meanings[0].codes}


_STREET = re.compile(
    r"(?:镇|乡|街道|街|村|路|大道|道|巷|弄|号|楼|栋|幢|座|层|室|社区|广场|大厦|苏木|组|机场|口岸|码头|商务区|中心)"
)


def _read_address(text: str) -> Resolution | None:
    """An address: regions named in full, or two of them, then streets, towns and numbers."""
    if not _STREET.search(text):
        return None
    ways = [way for way in openings(text) if way and (len(way) > 1 or way[0].in_full)]
    if not ways:
        return None
    best = max(ways, key=lambda way: sum(len(token.text) for token in way))
    chain = chain_of(best)
    rest = text[sum(len(token.text) for token in best) :]
    if chain is None or not _STREET.search(rest):
        return None
    top = outermost(chain.codes)
    clear = top is not None and not _names_in_full(rest)
    return _found(top) if clear and top else _ambiguous(chain.codes)


def _names_in_full(text: str) -> bool:
    """Whether an address goes on with another region's full name of three characters or more (长沙市湘潭县某镇)."""
    return any(token.meanings[0].rank == FULL and len(token.text) > 2 for token in _spelled_in(text))
