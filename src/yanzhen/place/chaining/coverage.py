"""What a project buys, who makes it nearby, and how strong its industry is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yanzhen.place.chaining.trades import Codes, goods, overlap
from yanzhen.place.ruling.distances import kilometres_between
from yanzhen.place.sources.loaded import Maker
from yanzhen.place.sources.towns import point_of

RADII = {"chain_50": 50.0, "chain_150": 150.0, "chain_300": 300.0}
"""Criterion -> kilometres."""


def bill_of(industry: Codes, inputs: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Product -> its share in the value of the goods that an industry buys; nothing where the table lacks it.

    The columns of an input-output table (Leontief, Quantitative input and output relations in the economic system of
    the United States, Review of Economics and Statistics 18, 1936) say what each product's makers buy. An industry
    that falls on several products has their sum. Services, power and building work are left out.
    """
    known = goods()
    columns = [product for product, codes in known.items() if product in inputs and overlap(codes, industry)]
    sums = {
        product: sum(inputs[column].get(product, 0.0) for column in columns) for product in known if product in inputs
    }
    whole = sum(sums.values())
    return {product: flow / whole for product, flow in sums.items() if flow > 0} if whole > 0 else {}


def made_in(makers: Iterable[Maker], products: Iterable[str]) -> dict[str, frozenset[str]]:
    """City -> which of these products somebody there makes."""
    known = {product: goods()[product] for product in products}
    trades: dict[str, set[Codes]] = {}
    for maker in makers:
        trades.setdefault(maker.city, set()).update(maker.trades)
    return {
        city: frozenset(product for product, codes in known.items() if any(overlap(codes, trade) for trade in listed))
        for city, listed in trades.items()
    }


def coverage(place: tuple[float, float], bill: Mapping[str, float], made: Mapping[str, frozenset[str]]) -> list[float]:
    """Per cent of the bill that is made within each of `RADII`, from the place to the seats of the makers' cities."""
    far = {city: kilometres_between(place, seat) for city in made if (seat := point_of(city)) is not None}
    found = []
    for radius in RADII.values():
        near: set[str] = set().union(*(made[city] for city, kilometres in far.items() if kilometres <= radius))
        found.append(100 * sum(share for product, share in bill.items() if product in near))
    return found


def location_quotients(makers: Iterable[Maker], industry: Codes) -> dict[str, float]:
    """City -> the share of an industry among what its makers name, over the same share of the country.

    The location quotient (Florence, Report on the location of industry, 1939): (e_ic / e_c) / (e_i / e), counted in
    mentions of industries by zones, or by firms where no zones are known: a list of one city's firms beside a national
    catalogue would make that city the country. Cities without a maker have none; nobody has any where nobody names it.
    """
    listed = list(makers)
    named: dict[str, list[int]] = {}
    for maker in [one for one in listed if not one.firm] or listed:
        counts = named.setdefault(maker.city, [0, 0])
        counts[0] += sum(overlap(trade, industry) for trade in maker.trades)
        counts[1] += len(maker.trades)
    hits, whole = (sum(counts[at] for counts in named.values()) for at in (0, 1))
    if not hits:
        return {}
    return {city: (mine / total) / (hits / whole) for city, (mine, total) in named.items() if total}
