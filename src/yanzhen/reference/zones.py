"""Parks and functional zones as a cell names them: the city in which they lie, or the county named in full."""

from __future__ import annotations

from functools import cache

from yanzhen.reference.names import mentioned_elsewhere, named_within, read_chain
from yanzhen.reference.parks import find_park, plain_park, zone_ending, zone_opening
from yanzhen.reference.regions import MUNICIPALITIES, all_regions, ancestors, city_of, is_known, is_within, region
from yanzhen.reference.resolutions import UNKNOWN, Resolution, ambiguous, choose, found_at, outermost
from yanzhen.reference.spellings import FORMER, FULL, Chain, chain_of, cuts, longest_chain, openings


def read_park(text: str, within: str | None) -> Resolution | None:
    """A park by its own name, after a chain of regions or not; a zone by the place after which it is named."""
    for way in openings(text):
        front = chain_of(way) if way else None
        start = sum(len(token.text) for token in way)
        park = find_park(text[start:]) if start < len(text) and (front or not way) else None
        if park:
            return _park_in(text[start:], park.codes, front, within)
    ending = zone_ending(text)
    if ending is None:
        return _read_within_zone(text, within)
    stem, kind = ending
    if not stem:
        return _bare_zone(kind, within)
    return _zone_of(text, stem, within)


def _read_within_zone(text: str, within: str | None) -> Resolution | None:
    """A place within a zone (长沙市高新区麓谷街道): the zone's city."""
    found = longest_chain(plain_park(text))
    if found is None or not (kind := zone_opening(found[1])):
        return None
    chain = found[0]
    return _city_of_zone("".join(token.text for token in chain.tokens) + kind, [chain], within)


def _park_in(name: str, codes: tuple[str, ...], front: Chain | None, within: str | None) -> Resolution:
    """A known park; the regions before its name must agree with it."""
    if front is None:
        return choose(codes, within)._replace(park=name)
    fitting = {c for c in codes for f in front.codes if is_within(c, f) or is_within(f, c)}
    if not fitting:
        return ambiguous({*codes, *front.codes}, name)
    named = [f for f in front.codes if any(is_within(f, c) for c in fitting) and front.tokens[-1].in_full]
    return choose(named if len(named) == 1 else fitting, within)._replace(park=name)


def _bare_zone(kind: str, within: str | None) -> Resolution:
    if within and is_known(within) and (region(within).level != "province" or within in MUNICIPALITIES):
        return found_at(city_of(within), kind)
    return ambiguous((), kind)


def _zone_of(text: str, stem: str, within: str | None) -> Resolution:
    """A zone named after a place: its city, or the county that the cell names in full."""
    chains = [chain for way in cuts(stem) if (chain := chain_of(way))]
    if chains:
        return _city_of_zone(text, chains, within)
    if cuts(stem):
        return read_chain(stem, within) or UNKNOWN
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
        return found_at(counties[0], name)
    near = choose(codes, within)
    if near.code and (city := city_of(near.code)) not in _provinces_with_cities():
        return found_at(city, name)
    if near.code:
        return ambiguous([near.code], name)
    cities = {city_of(code) for code in codes}
    return found_at(cities.pop(), name) if len(cities) == 1 else ambiguous(cities, name)


@cache
def _provinces_with_cities() -> frozenset[str]:
    """Provinces in which a zone's city remains open when only the province is named (青海高新区)."""
    return frozenset(unit.parent for unit in all_regions("city") if unit.parent)


def _counties_in_full(chain: Chain) -> list[str]:
    """The counties of a chain that it names with their whole official names."""
    line = set(ancestors(min(chain.codes)))
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
    found = longest_chain(stem)
    if found is None:
        return Resolution(None, None, text, (), "unknown")
    chain, rest = found
    whole = chain.tokens[-1].in_full or len(chain.tokens) > 1
    fine = all(region(c).level in ("province", "city") for c in chain.codes)
    if elsewhere := mentioned_elsewhere(rest, chain):
        return ambiguous({*chain.codes, *elsewhere}, text)
    if not (whole or fine):
        return Resolution(None, None, text, (), "unknown")
    if inner := outermost(named_within(rest, chain)):
        return found_at(city_of(inner), text)
    return _city_of_zone(text, [chain], within)
